//! A whole SEV-1 of the plan `eight-step`, told in commands: from the first bad answer to the review.

use crate::acting::Story;
use crate::commands::{
    accept, acknowledge, assign, decision, enter, evidence, finish, hand_over, note, resolve,
    set_severity, tick,
};
use chrono::{DateTime, Utc};
use warroom::catalog::built_in;
use warroom::incident::{Answer, Command, Correction, Declared, Incident, Occasion, Word};
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
    for (when, by, command) in detecting().into_iter().chain(containing()).chain(after()) {
        story = story.on(&Occasion::now(by, on(when)), command);
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
        ("20T14:55", "cs3", stamp("internal_update_sent", "20T14:55")),
        ("20T15:10", "mle2", enter("diagnose")),
        ("20T15:12", "ops4", stamp("began", "20T11:20")),
        ("20T15:30", "ops4", Command::Correct(Correction::UsersAffected(1240))),
        ("20T16:20", "cs3", stamp("internal_update_sent", "20T16:20")),
    ]
}

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
        ("20T17:10", "cs3", stamp("internal_update_sent", "20T17:10")),
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
        ("21T13:00", "cs3", stamp("customers_notified", "21T12:50")),
        ("24T09:00", "ops4", enter("document")),
        ("27T15:00", "ops4", stamp("report_filed", "27T14:30")),
    ]
}
