//! The forms for what is done about the response, at both sizes.

use warroom::catalog::built_in;
use warroom::incident::{Answer, Command, Declared, Word};
use warroom::ui::canvas::Canvas;
use warroom::ui::doing::{Doing, RESPONSE};
use warroom::ui::filling;
use warroom::ui::keys::Action;
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::theme::Theme;
use warroom::ui::view::view;

use crate::acting::{Story, assign, severity, stage};
use crate::pictures::{kebab, model, pressed, shows_both};

/// What is compared here at both sizes; a form has the name of what it does.
pub const BOTH: &[&str] = &[
    "form-classify",
    "form-record",
    "form-contain",
    "form-verify",
    "form-lift",
    "form-clock",
    "form-submit",
    "form-snooze",
    "form-pause",
    "form-resume",
    "form-waive-clock",
    "form-rule-out",
    "form-restore-clock",
    "form-explain",
    "form-page",
    "form-authority",
    "form-adopt",
    "form-section",
    "form-assess",
    "form-assess-taken",
    "form-declare-plan",
    "form-classify-one",
    "form-classify-number",
    "form-record-one",
    "form-lift-criteria",
    "form-clock-late",
    "form-clock-snooze",
];

#[test]
fn the_severity_helper_is_looked_at_with_what_it_comes_to() {
    let answered = "s?2<enter>";
    shows_both("form-assess", |size| pressed(model(vec![ruled()], size), answered));
    let taken = format!("{answered}<c-d>");
    shows_both("form-assess-taken", |size| pressed(model(vec![ruled()], size), &taken));
}

#[test]
fn a_declaration_offers_every_plan_and_what_that_plan_knows() {
    let typed = "iAgent moves money<tab><tab><tab><s-tab><s-tab><s-tab><s-tab>governance<tab>";
    shows_both("form-declare-plan", |size| {
        pressed(model(Vec::new(), size), &format!("{typed}<tab>"))
    });
}

#[test]
fn every_form_opens_on_every_plan_at_every_size_or_says_why_it_makes_no_sense() {
    let plans = warroom::catalog::built_in_ids().into_iter().map(Some).chain([None]);
    for plan in plans {
        let plan = plan.and_then(built_in).map(|plan| plan.to_pinned());
        let historic = plan.is_none();
        let declared = Declared { title: "It is odd".to_owned(), historic, ..Declared::default() };
        let story = Story::of("AI-261120-XM7Q2K");
        let story = story.then("13:30:00", "ops4", Command::Declare { declared, plan });
        for doing in RESPONSE.iter().map(|row| row.action) {
            let Action::Respond(doing) = doing else { panic!("{doing:?}") };
            let mut model = model(vec![], (80, 24));
            let incident = std::sync::Arc::new(story.incident.clone());
            model.rooms = vec![warroom::ui::room::Room::new(incident, model.now)];
            model.open = model.rooms.first().map(warroom::ui::room::Room::id);
            filling::open_about(&mut model, doing, "");
            let opened = matches!(model.overlay, Some(Overlay::Form(_)));
            assert!(opened != model.notice.is_some(), "{doing:?}: {:?}", model.notice);
            let needs_none = matches!(doing, Doing::Adopt | Doing::AddAction);
            assert!(!(historic && opened) || needs_none, "{doing:?} needs a plan");
            for size in [(1, 1), (20, 5), (60, 18), (400, 120)] {
                let model = Model { size, ..model.clone() };
                let mut canvas = Canvas::new(0, 0, Theme::MONO, true);
                view(&pressed(model, "<tab>?<enter><down>1<c-d>"), &mut canvas);
            }
        }
    }
}

/// An incident in the middle of its response, with clocks of the law.
pub fn responded() -> Story {
    let plan = built_in("eight-step").map(|plan| plan.to_pinned());
    let declared = Declared {
        title: "Support bot quotes other customers' letters".to_owned(),
        severity: Some("SEV-2".to_owned()),
        category: Some("data-leak".to_owned()),
        ..Declared::default()
    };
    let contain = |verb: &str, what: &str, criteria: Option<&str>| Command::Contain {
        verb: verb.to_owned(),
        what: what.to_owned(),
        criteria: criteria.map(str::to_owned),
        evidence_copied: Some(true),
    };
    let yes = |question: &str| Command::Classify {
        question: question.to_owned(),
        answer: Answer::Word(Word::Yes),
        reason: Some("letters name patients".to_owned()),
    };
    let aware = Command::Stamp {
        stamp: "aware".to_owned(),
        time: "2026-11-20T13:40Z".parse().expect("it is a time"),
        note: None,
    };
    Story::of("AI-261120-XM7Q2K")
        .then("13:30:00", "ops4", Command::Declare { declared, plan })
        .then("13:31:00", "ops4", assign("commander", "ops4"))
        .then("13:32:00", "ops4", assign("ai-lead", "mle2"))
        .then("13:35:00", "ops4", severity("SEV-1", "letters of patients"))
        .then("13:41:00", "ops4", aware)
        .then("13:45:00", "lgl", yes("personal-data"))
        .then("13:46:00", "lgl", yes("people-in-eu"))
        .then("13:50:00", "ops4", stage("contain"))
        .then("13:55:00", "mle2", contain("roll-back", "prompt v41", Some("evals pass twice")))
        .then("13:58:00", "mle2", contain("quarantine", "the index of letters", None))
        .then(
            "14:00:00",
            "mle2",
            Command::SetRecord {
                field: "system".to_owned(),
                value: "support-bot, run by customer care".to_owned(),
            },
        )
        .then(
            "14:05:00",
            "mle2",
            Command::SetRecord {
                field: "model".to_owned(),
                value: "m-large 4.1\nhosted by the vendor".to_owned(),
            },
        )
}

/// The same with a clock that stands still, and one that was waived.
fn ruled() -> Story {
    let clock = |clock: &str| clock.to_owned();
    let reason = "the report covers it".to_owned();
    responded()
        .then(
            "14:10:00",
            "ops4",
            Command::PauseClock {
                clock: clock("report"),
                reason: "waits for the vendor".to_owned(),
            },
        )
        .then(
            "14:11:00",
            "ops4",
            Command::Rule {
                clock: clock("review"),
                ruling: Some(warroom::incident::Ruling::Waived),
                reason,
            },
        )
}

fn opened(doing: Doing, size: (u16, u16), subject: &str, typed: &str) -> Model {
    let mut model = model(vec![ruled()], size);
    filling::open_about(&mut model, doing, subject);
    assert!(matches!(model.overlay, Some(Overlay::Form(_))), "{doing:?}: {:?}", model.notice);
    pressed(model, typed)
}

#[test]
fn every_form_about_the_response_is_looked_at() {
    for row in RESPONSE {
        let Action::Respond(doing) = row.action else { panic!("{row:?}") };
        // Those are looked at over the list of all actions.
        if doing.follows() {
            continue;
        }
        // Messages have pictures of their own.
        if row.id.starts_with("comms-") {
            continue;
        }
        let (subject, typed) = match doing {
            Doing::Submit => ("gdpr-33", "LDA-2026-117<tab>"),
            Doing::Snooze => ("", "45<tab>"),
            Doing::Contain => ("", "roll<enter>prompt v41<tab>"),
            Doing::Page => ("comms-lead", ""),
            _ => ("", ""),
        };
        shows_both(&format!("form-{}", kebab(&format!("{doing:?}"))), |size| {
            opened(doing, size, subject, typed)
        });
    }
}

#[test]
fn what_follows_from_an_answer_or_a_row_is_looked_at_too() {
    for (stem, doing, subject, typed) in [
        ("form-classify-one", Doing::Classify, "personal-data", ""),
        ("form-classify-number", Doing::Classify, "", "y<tab>n<tab>?<tab>"),
        ("form-record-one", Doing::Record, "model", ""),
        ("form-lift-criteria", Doing::Lift, "", "prompt<enter>y"),
        ("form-clock-late", Doing::Clock, "gdpr-33", ""),
        ("form-clock-snooze", Doing::Clock, "gdpr-33", "snooze<enter>until 15:20<tab>"),
    ] {
        shows_both(stem, |size| opened(doing, size, subject, typed));
    }
}
