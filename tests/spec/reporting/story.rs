//! A whole SEV-1 of the plan `eight-step`, told in commands: from the first bad answer to the review.

use crate::acting::Story;
use crate::commands::{
    accept, acknowledge, assign, decision, enter, evidence, finish, hand_over, note, resolve,
    set_severity, tick,
};
use chrono::{DateTime, Utc};
use warroom::catalog::built_in;
use warroom::incident::{
    Answer, Command, Correction, Declared, Drafting, Incident, Measure, Occasion, Output, Owed,
    Sending, Word,
};
use warroom::time::{Moment, Precision};

/// A time of those weeks: `20T14:05`, or `04T09:00` for December.
pub fn on(time: &str) -> DateTime<Utc> {
    let month = if time.starts_with('0') { 12 } else { 11 };
    format!("2026-{month}-{time}:00Z").parse().expect("it is a time of those weeks")
}

/// When the report is made: a fortnight later.
pub fn afterwards() -> DateTime<Utc> {
    on("04T16:00")
}

fn stamp(name: &str, time: &str) -> Command {
    let time = Moment::at(on(time), Precision::Minute);
    Command::Stamp { stamp: name.to_owned(), time, note: None }
}

fn give(text: &str) -> Command {
    Command::GiveTask { text: text.to_owned(), to: "mle2".to_owned(), minutes: 15 }
}

fn classify(question: &str, answer: Word, reason: &str) -> Command {
    let (question, reason) = (question.to_owned(), Some(reason.to_owned()));
    Command::Classify { question, answer: Answer::Word(answer), reason }
}

fn contain(verb: &str, what: &str) -> Command {
    Command::Contain {
        verb: verb.to_owned(),
        what: what.to_owned(),
        criteria: Some("2 000 test questions pass".to_owned()),
        evidence_copied: Some(true),
    }
}

fn record(field: &str, value: &str) -> Command {
    Command::SetRecord { field: field.to_owned(), value: value.to_owned() }
}

fn submit(clock: &str, reference: &str) -> Command {
    Command::Submit { clock: clock.to_owned(), reference: Some(reference.to_owned()) }
}

fn draft(item: &str, subject: Option<&str>, text: &str) -> Command {
    let subject = subject.map(str::to_owned);
    let (item, text) = (item.to_owned(), text.to_owned());
    Command::Draft(Drafting { item, subject, text, ..Drafting::default() })
}

fn approve(item: &str) -> Command {
    Command::Approve { item: item.to_owned(), role: None, draft: None }
}

fn send(item: &str, channel: &str) -> Command {
    let (item, channel) = (item.to_owned(), channel.to_owned());
    Command::Send(Sending { item, channel, ..Sending::default() })
}

fn action(text: &str, owner: &str, due: &str, kind: Output) -> Command {
    let (text, owner) = (text.to_owned(), owner.to_owned());
    let due = due.parse().expect("it is a day");
    Command::AddAction(Owed { text, owner, due, kind })
}

fn section(section: &str, text: &str) -> Command {
    Command::WriteSection { section: section.to_owned(), text: text.to_owned() }
}

/// What lawyers say among themselves.
pub const COUNSEL: &str = "Counsel: do not admit fault before the vendor contract is read";

/// The incident.
pub fn leak() -> Incident {
    let declared = Declared {
        title: "Support bot shows other people's orders".to_owned(),
        severity: Some("SEV-2".to_owned()),
        category: Some("data-leak".to_owned()),
        detected_by: Some("user-feedback".to_owned()),
        system: Some("order assistant".to_owned()),
        ..Declared::default()
    };
    let plan = Some(built_in("eight-step").expect("it is built in").to_pinned());
    let begins = Command::Declare { declared, plan };
    let mut story = Story::of("AI-261120-7Q2KXM").on(&Occasion::now("cs1", on("20T14:00")), begins);
    for (when, by, command) in
        detecting().into_iter().chain(containing()).chain(after()).chain(documenting())
    {
        let privileged = matches!(&command, Command::Note { text } if text == COUNSEL);
        let occasion = Occasion { privileged, ..Occasion::now(by, on(when)) };
        story = story.on(&occasion, command);
    }
    story.incident
}

fn detecting() -> Vec<(&'static str, &'static str, Command)> {
    vec![
        ("20T14:01", "ops4", assign("commander", "ops4")),
        ("20T14:01", "ops4", stamp("acknowledged", "20T14:01")),
        ("20T14:02", "cs1", assign("customer-trust", "cs1")),
        ("20T14:02", "cs1", stamp("detected", "20T13:40")),
        ("20T14:03", "cs1", note("Three tickets since noon: the bot quotes a stranger's address")),
        ("20T14:04", "ops4", tick("detect.channel")),
        ("20T14:04", "ops4", tick("detect.source")),
        ("20T14:05", "ops4", enter("triage")),
        ("20T14:06", "ops4", assign("ai-lead", "mle2")),
        ("20T14:08", "mle2", note("Reproduced: two sessions of one shard share a cache key")),
        ("20T14:10", "ops4", set_severity("SEV-1", "names and orders of strangers are shown")),
        ("20T14:10", "ops4", stamp("aware", "20T14:10")),
        ("20T14:12", "ops4", assign("legal-lead", "lgl")),
        ("20T14:12", "ops4", assign("comms-lead", "cs3")),
        (
            "20T14:14",
            "ops4",
            Command::Page {
                role: "executive-sponsor".to_owned(),
                person: Some("ex1".to_owned()),
                note: Some("joins at half past".to_owned()),
            },
        ),
        ("20T14:30", "ex1", assign("executive-sponsor", "ex1")),
        ("20T14:31", "ops4", tick("triage.level")),
    ]
}

fn containing() -> Vec<(&'static str, &'static str, Command)> {
    let off = decision(|off| {
        "Switch the order tool off for everybody".clone_into(&mut off.text);
        off.options = vec!["one shard only".to_owned(), "wait for the fix".to_owned()];
        off.reason = Some("every second answer may show a stranger's order".to_owned());
        off.objections = vec!["cs1: people cannot ask where their parcel is".to_owned()];
    });
    vec![
        ("20T14:15", "ops4", enter("contain")),
        ("20T14:16", "ops4", off),
        ("20T14:17", "mle2", give("Copy the traces of both shards")),
        ("20T14:18", "mle2", acknowledge("1")),
        ("20T14:20", "mle2", evidence("Traces of both shards", "s3://traces/7q2k", "mle2")),
        ("20T14:21", "mle2", finish("1")),
        ("20T14:22", "mle2", contain("disable", "the order tool")),
        (
            "20T14:29",
            "mle2",
            Command::VerifyContainment {
                containment: "1".to_owned(),
                note: Some("200 test questions, no order in any answer".to_owned()),
            },
        ),
        ("20T14:29", "ops4", stamp("contained", "20T14:22")),
        ("20T14:30", "ops4", tick("contain.stop")),
        ("20T14:30", "ops4", tick("contain.verify")),
        ("20T14:40", "lgl", classify("personal-data", Word::Yes, "names, addresses, orders")),
        ("20T14:40", "lgl", classify("customer-harm", Word::Yes, "strangers saw their orders")),
        ("20T14:41", "lgl", classify("financial-loss", Word::No, "no payment data in the cache")),
        ("20T14:50", "cs1", hand_over("customer-trust", "cs2")),
        ("20T14:52", "cs2", accept("customer-trust")),
        (
            "20T14:54",
            "cs3",
            draft("internal-sev-1", None, "Order tool is off. Cause being looked for."),
        ),
        ("20T14:55", "cs3", send("internal-sev-1", "chat")),
        ("20T15:10", "mle2", enter("diagnose")),
        ("20T15:12", "ops4", stamp("began", "20T11:20")),
        ("20T15:30", "ops4", Command::Correct(Correction::UsersAffected(1240))),
        ("20T16:00", "lgl", note(COUNSEL)),
        (
            "20T16:19",
            "cs3",
            draft("internal-sev-1", None, "A cache key was shared by two sessions."),
        ),
        ("20T16:20", "cs3", send("internal-sev-1", "chat")),
    ]
}

const TOLD: &str = "On 20 November the support bot showed some people orders of others.\n\nWe switched it off \
                    at 14:22 UTC and mended it. You need not do anything.";

const SUMMARY: &str = "For three hours the support bot showed orders of other people. It was switched off 22 \
                       minutes after the call, and mended the same day.";

const ROOT_CAUSE: &str = "Two sessions of one shard shared a cache key: the key held the question and not the \
                          account.\n\nThe control that failed was the review of the cache in the integration.";

fn after() -> Vec<(&'static str, &'static str, Command)> {
    vec![
        ("20T17:00", "mle2", enter("remediate")),
        ("20T17:05", "mle2", record("model", "assistant 4.1")),
        ("20T17:06", "mle2", record("prompt-and-version", "orders v41")),
        (
            "20T17:07",
            "mle2",
            record("observed-output", "names, addresses and orders of other people"),
        ),
        ("20T17:09", "cs3", draft("internal-sev-1", None, "Fixed; 2 000 questions run now.")),
        ("20T17:10", "cs3", send("internal-sev-1", "chat")),
        ("20T18:00", "mle2", tick("remediate.retest")),
        (
            "20T18:02",
            "mle2",
            Command::Lift {
                containment: "1".to_owned(),
                criteria_met: true,
                reason: "2 000 test questions passed".to_owned(),
            },
        ),
        (
            "20T18:05",
            "ops4",
            resolve("cache key fixed, order tool back, nothing foreign in 2 000 answers"),
        ),
        ("21T10:00", "lgl", submit("gdpr-33", "DPA-2211")),
        ("21T11:00", "cs3", draft("customers-sev-1", Some("Your orders, 20 November"), TOLD)),
        ("21T11:30", "ex1", approve("customers-sev-1")),
        ("21T12:50", "cs3", send("customers-sev-1", "email")),
        (
            "21T15:00",
            "cs3",
            Command::CorrectMessage {
                sent: "customers-sev-1".to_owned(),
                subject: Some("Your orders, 20 November: a correction".to_owned()),
                text: "It went on until 14:22, not 14:00.".to_owned(),
                channel: None,
                reference: None,
                reason: "the end was wrong".to_owned(),
            },
        ),
        (
            "21T15:10",
            "lgl",
            Command::WaiveMessage {
                item: "public-sev-1".to_owned(),
                reason: "not material, says counsel".to_owned(),
            },
        ),
        ("21T15:20", "lgl", Command::Hold { reason: "a claim is expected".to_owned() }),
    ]
}

fn documenting() -> Vec<(&'static str, &'static str, Command)> {
    vec![
        ("24T09:00", "ops4", enter("document")),
        (
            "24T09:10",
            "ops4",
            action("Put the account into every cache key", "mle2", "2026-11-20", Output::Fix),
        ),
        ("24T09:11", "mle2", Command::FinishAction { action: "1".to_owned(), note: None }),
        (
            "24T09:12",
            "ops4",
            action(
                "Alert when one answer holds data of two accounts",
                "mle2",
                "2026-11-30",
                Output::Prevention(Measure::Monitor),
            ),
        ),
        ("24T10:00", "ops4", section("summary", SUMMARY)),
        ("24T10:10", "mle2", section("root-cause", ROOT_CAUSE)),
        (
            "24T10:20",
            "cs2",
            section(
                "impact",
                "1 240 people could see an order of somebody else.\n\n- no payment data\n- 31 complaints",
            ),
        ),
        (
            "24T10:30",
            "ops4",
            section(
                "what went well",
                "- ops4 had the tool off 22 minutes after the call\n- traces were kept first",
            ),
        ),
        (
            "24T10:40",
            "ops4",
            section("went-wrong", "Nobody watched for answers that mix accounts."),
        ),
        ("27T15:00", "ops4", stamp("report_filed", "27T14:30")),
        ("03T10:00", "ops4", enter("learn")),
        ("03T11:30", "ops4", stamp("review_held", "03T10:00")),
        (
            "03T11:40",
            "ops4",
            section("lessons", "Every cache is reviewed for what its key must hold."),
        ),
        ("04T09:00", "mle2", Command::FinishAction { action: "2".to_owned(), note: None }),
        (
            "04T15:00",
            "ops4",
            Command::Close { reason: "review held".to_owned(), without_outputs: None },
        ),
    ]
}
