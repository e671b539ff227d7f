//! Pictures of the pages of an incident, and of the panes that a plan fills, for every plan that is built in.

use std::sync::Arc;

use warroom::catalog::{built_in, built_in_ids};
use warroom::incident::{Answer, Command, Decision, Declared, Ruling, Word};
use warroom::plan::{ClockKind, Plan};
use warroom::ui::model::Model;

use crate::acting::{Story, assign, stamp};
use crate::pictures::{model, pressed, shows_both};
use crate::rooms::dosages;

/// The pages and panes that a plan fills, each with the keys that open it.
const SHOWN: [(&str, &str); 5] =
    [("classification", "f"), ("record", "v"), ("ledger", "l"), ("clocks", "2z"), ("roles", "3z")];

/// All that is compared here at both sizes.
pub fn listed() -> Vec<String> {
    let of_plan = |plan: &str| SHOWN.map(|(page, _)| format!("plan-{plan}-{page}"));
    let plans = built_in_ids().into_iter().flat_map(of_plan);
    let begun = ["full-classification", "full-record", "full-ledger", "full-report"];
    let begun = begun.map(str::to_owned);
    plans.chain(begun).collect()
}

fn yes_or_no(question: &str, answer: Word, reason: &str) -> Command {
    Command::Classify {
        question: question.to_owned(),
        answer: Answer::Word(answer),
        reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
    }
}

fn recorded(field: &str, value: &str) -> Command {
    Command::SetRecord { field: field.to_owned(), value: value.to_owned() }
}

fn contained(verb: &str, what: &str, criteria: Option<&str>, copied: Option<bool>) -> Command {
    Command::Contain {
        verb: verb.to_owned(),
        what: what.to_owned(),
        criteria: criteria.map(str::to_owned),
        evidence_copied: copied,
    }
}

/// A leak under a plan: answers, a record, a ledger, a clock that was waived and one that stands still.
pub fn leak(plan: &Arc<Plan>) -> Story {
    let worst = plan.levels.first().expect("a plan has levels");
    let kind = plan.category("privacy").or(plan.category("data leak")).or(plan.categories.first());
    let declared = Declared {
        title: "Support bot shows other people's orders".to_owned(),
        severity: Some(worst.id.clone()),
        category: kind.map(|kind| kind.id.clone()),
        users_affected: Some(140),
        ..Declared::default()
    };
    let pinned = Some(plan.to_pinned());
    let mut story = Story::of("AI-261120-XM7Q2K")
        .then("13:51:07", "ops4", Command::Declare { declared, plan: pinned })
        .then("13:52:10", "ops4", stamp("began", "13:20:00"))
        .then("13:52:20", "ops4", stamp("detected", "13:45:00"))
        .then("13:52:40", "ops4", stamp("aware", "13:51:00"));
    let mut seats = plan.roles.iter();
    for (role, person) in seats.by_ref().zip(["ops4", "mle2", "cs1"]) {
        story = story.then("13:53:00", "ops4", assign(&role.id, person));
    }
    if let Some(role) = plan.roles.first() {
        let offer = Command::Handover { role: role.id.clone(), to: "ops9".into(), briefing: None };
        story = story.then("14:30:00", "ops4", offer);
        if let Some(authority) = role.may.first() {
            let used = Command::UseAuthority {
                role: role.id.clone(),
                authority: authority.clone(),
                text: "Stopped the bot before the others were asked".into(),
            };
            story = story.then("13:57:00", "ops4", used);
        }
    }
    if let Some(role) = seats.next() {
        let page = Command::Page {
            role: role.id.clone(),
            person: Some("duty3".into()),
            note: Some("no answer yet".into()),
        };
        story = story.then("14:05:00", "ops4", page);
    }
    story = contain(story);
    story = decide_about_clocks(story, plan);
    for (question, answer, reason) in [
        ("personal-data", Word::Yes, "names and addresses were shown"),
        ("people-in-eu", Word::Yes, "the shop sells to all of the EU"),
        ("health-information", Word::No, "no such goods are sold"),
        ("us-public-company", Word::No, ""),
        ("financial-loss", Word::Unknown, "payments are being checked"),
    ] {
        if plan.question(question).is_some() {
            story = story.then("14:20:00", "lgl", yes_or_no(question, answer, reason));
        }
    }
    for (field, value) in [
        ("system", "Support bot, order questions, run by the shop team"),
        ("model", "chat-large 2026-09, of a vendor"),
        ("prompt-and-version", "order-help v41, since 13:18"),
        ("user-population", "Customers who are logged in; 140 asked about an order meanwhile"),
        ("observed-output", "Name, address and last order of another customer"),
        (
            "containment-decision",
            "Bot off for order questions, by ops4: nobody knew how far it went",
        ),
        ("remediation-owner", "mle2"),
        ("psf-domains", "data protection"),
        ("atlas-techniques", "AML.T0051, AML.T0057"),
    ] {
        if plan.record_field(field).is_some() {
            story = story.then("14:24:00", "mle2", recorded(field, value));
        }
    }
    let decided = Decision { text: "Tell the authority today".into(), ..Decision::default() };
    story.then("14:28:00", "lgl", Command::Decide(decided))
}

/// Three containments, of the kinds that the plan knows: one verified, one not, one lifted.
fn contain(mut story: Story) -> Story {
    let plan = story.incident.plan.clone().expect("it is pinned");
    let verbs: Vec<&str> = plan.verbs.iter().map(|verb| verb.id.as_str()).collect();
    let [first, second, .., last] = verbs[..] else { return story };
    let no_leaks = Some("the leak test passes on 500 orders, twice, on two days");
    story = story
        .then("13:58:00", "mle2", contained(first, "order questions in chat", no_leaks, Some(true)))
        .then(
            "14:02:00",
            "swe7",
            contained(second, "the order index in eu-west", None, Some(false)),
        )
        .then("14:06:00", "cs1", contained(last, "answers by mail", Some("none is wrong"), None));
    let ids: Vec<String> =
        story.incident.response.containments.iter().map(|line| line.id.to_string()).collect();
    story
        .then(
            "14:10:00",
            "swe7",
            Command::VerifyContainment {
                containment: ids[0].clone(),
                note: Some("20 questions were asked, none was answered".into()),
            },
        )
        .then(
            "14:26:00",
            "cs1",
            Command::Lift {
                containment: ids[2].clone(),
                criteria_met: false,
                reason: "mail never went through the bot".into(),
            },
        )
}

/// One clock is waived, one is put off, one stands still, for what is not asked by the law.
fn decide_about_clocks(mut story: Story, plan: &Plan) -> Story {
    let level = plan.levels.first().map(|level| level.id.clone()).unwrap_or_default();
    let mut own = plan.clocks.iter().filter(|clock| {
        let here = clock.levels.is_empty() || clock.levels.contains(&level);
        let plain = !matches!(clock.kind, ClockKind::Regulator | ClockKind::Nudge);
        let begun = clock.due.iter().all(|due| due.starts_at == "declared");
        here && plain && begun && clock.conditions.is_empty() && !clock.repeat && !clock.off
    });
    let reason = "the vendor does this within the hour, and says so in writing".to_owned();
    if let Some(clock) = own.next_back() {
        let waived = Some(Ruling::Waived);
        let wish =
            Command::Rule { clock: clock.id.clone(), ruling: waived, reason: reason.clone() };
        story = story.then("14:12:00", "ops4", wish);
    }
    if let Some(clock) = own.next_back() {
        let reason = "waits for the vendor's logs".to_owned();
        let pause = Command::PauseClock { clock: clock.id.clone(), reason };
        story = story.then("14:13:00", "ops4", pause);
    }
    if let Some(clock) = plan.clocks.iter().find(|clock| {
        clock.kind == ClockKind::Update && clock.repeat && clock.levels.contains(&level)
    }) {
        let reason = "everybody sits in the call".to_owned();
        let snooze = Command::Snooze { clock: clock.id.clone(), minutes: 30, reason };
        story = story.then("14:16:00", "ops4", snooze);
    }
    story
}

fn desk(plan: &Arc<Plan>, size: (u16, u16)) -> Model {
    model(vec![leak(plan)], size)
}

#[test]
fn every_plan_fills_its_clocks_roles_record_classification_and_ledger() {
    for id in built_in_ids() {
        let plan = built_in(id).expect("it is built in");
        for (page, keys) in SHOWN {
            shows_both(&format!("plan-{id}-{page}"), |size| pressed(desk(&plan, size), keys));
        }
    }
}

#[test]
fn an_incident_that_has_just_begun_says_what_is_still_to_be_said() {
    let begun = |size| model(vec![dosages("AI-261120-XM7Q2K")], size);
    shows_both("full-classification", |size| pressed(begun(size), "fj"));
    shows_both("full-record", |size| pressed(begun(size), "vjj"));
    shows_both("full-ledger", |size| pressed(begun(size), "l"));
}

#[test]
fn the_page_of_the_report_shows_what_waits_and_what_somebody_wrote() {
    let wrote = |section: &str, text: &str| Command::WriteSection {
        section: section.to_owned(),
        text: text.to_owned(),
    };
    let story = || {
        leak(&warroom::catalog::standard())
            .then(
                "14:10:00",
                "ops4",
                wrote("summary", "For an hour the bot showed orders of others."),
            )
            .then(
                "14:12:00",
                "mle2",
                wrote("root-cause", "The cache key held the question.\n\nNobody reviewed it."),
            )
    };
    shows_both("full-report", |size| pressed(model(vec![story()], size), "Rj"));
}
