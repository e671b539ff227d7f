//! Pictures of the work that follows: the list across incidents, its forms, and where else it is named.

use std::sync::Arc;

use warroom::incident::{Command, Incident, Measure, Output, Owed};
use warroom::store::index::Summary;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overview::Overview;
use warroom::ui::update::update;

use crate::acting::Story;
use crate::pictures::{model, pressed, shows_both};
use crate::rooms::{dosages, ranking, vendor};

/// What is compared here at both sizes.
pub const BOTH: &[&str] = &[
    "actions",
    "actions-asked",
    "actions-empty",
    "actions-wrong",
    "form-add-action",
    "form-change-action",
    "form-finish-action",
    "form-drop-action",
    "form-reopen-action",
    "form-end-without",
    "full-incidents-following",
];

fn owed(text: &str, owner: &str, due: &str, kind: Output) -> Command {
    let (text, owner) = (text.to_owned(), owner.to_owned());
    Command::AddAction(Owed { text, owner, due: due.parse().expect("it is a day"), kind })
}

const CHECK: Output = Output::Prevention(Measure::Check);

/// The support bot, with work that follows: overdue, due today, later, done, given up.
pub fn bot() -> Story {
    dosages("AI-261120-XM7Q2K")
        .then("14:30:00", "ops4", owed("Roll back us-east", "swe7", "2026-11-20", Output::Fix))
        .then("14:30:10", "ops4", owed("Gate releases on evals", "mle2", "2026-11-17", CHECK))
        .then("14:30:20", "ops4", {
            let monitor = Output::Prevention(Measure::Monitor);
            owed("Alert when the share of wrong dosages passes 1 %", "m7", "2026-12-04", monitor)
        })
        .then("14:30:30", "ops4", owed("Tell the tenant", "cs3", "2026-11-21", Output::Fix))
        .then("14:30:40", "ops4", owed("Write a runbook", "cs3", "2026-11-30", CHECK))
        .then("14:31:00", "cs3", {
            Command::FinishAction { action: "4".into(), note: Some("by phone".into()) }
        })
        .then("14:31:10", "cs3", {
            Command::DropAction { action: "5".into(), reason: "the vendor has one".into() }
        })
}

/// An incident that is over, with an action that is not.
pub fn over() -> Incident {
    let process = Output::Prevention(Measure::Process);
    let why = || Some("nothing to mend".to_owned());
    vendor()
        .then("14:20:00", "cs1", owed("Agree a notice period", "lgl", "2026-11-10", process))
        .then("14:21:00", "cs1", Command::Resolve { reason: "over".into() })
        .then("14:22:00", "cs1", {
            Command::Close { reason: "over".into(), without_outputs: why() }
        })
        .incident
}

pub fn desk(size: (u16, u16)) -> Model {
    let mut model = model(vec![ranking(), bot()], size);
    let open = model.rooms.iter().map(|room| Summary::of(&room.incident));
    let all: Vec<Summary> = open.chain([Summary::of(&over())]).collect();
    let overview = Overview { all, ..Overview::default() };
    update(&mut model, Message::Overview(overview));
    model
}

#[test]
fn the_work_that_follows_all_incidents_stands_in_one_list() {
    shows_both("actions", |size| pressed(desk(size), ":actions<enter>j"));
    shows_both("actions-asked", |size| {
        pressed(desk(size), ":actions overdue kind:prevention<enter>")
    });
    shows_both("actions-wrong", |size| pressed(desk(size), ":actions<enter>/ownr:m7<enter>"));
    shows_both("actions-empty", |size| pressed(model(vec![ranking()], size), ":actions<enter>"));
}

#[test]
fn each_form_about_it_lies_over_the_list() {
    shows_both("form-add-action", |size| pressed(desk(size), ":action Replay the tickets<enter>"));
    shows_both("form-change-action", |size| {
        pressed(desk(size), ":actions<enter>jje<tab><tab><c-u>2w")
    });
    shows_both("form-finish-action", |size| pressed(desk(size), ":actions<enter>jd"));
    shows_both("form-drop-action", |size| pressed(desk(size), ":actions<enter>jjx"));
    shows_both("form-reopen-action", |size| pressed(desk(size), ":actions<enter>Gr"));
}

#[test]
fn an_end_asks_for_what_the_incident_has_not_yielded() {
    shows_both("form-end-without", |size| {
        let mut model = model(vec![dosages("AI-261120-XM7Q2K")], size);
        let resolved = dosages("AI-261120-XM7Q2K");
        let resolved = resolved.then("14:31:00", "ops4", Command::Resolve { reason: "o".into() });
        update(&mut model, Message::Changed(Arc::new(resolved.incident)));
        pressed(model, "x<tab>report is out<c-d>")
    });
}

#[test]
fn an_incident_in_full_shows_what_follows_it() {
    shows_both("full-incidents-following", |size| pressed(desk(size), "1z"));
}
