//! Cells of the register are edited where they stand: each edit is an ordinary command.

use std::sync::Arc;

use warroom::incident::{Command, Correction, Incident, IncidentId};
use warroom::store::index::Summary;
use warroom::ui::effect::{Asked, Effect};
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::overlays::form::Trouble;
use warroom::ui::overlays::register::Cell;
use warroom::ui::update::update;

use crate::acting::{Story, assign, at, note, severity, stage};
use crate::pictures_register::desk;
use crate::registering::incidents_of_the_past;
use crate::typing::{form, press};

/// The register, with the cursor on the first row: the support bot, which goes on.
fn register() -> Model {
    let mut model = desk((120, 36));
    press(&mut model, ":register<enter>");
    model
}

fn id() -> IncidentId {
    "AI-261120-XM7Q2K".parse().expect("it is an id")
}

fn sent(keys: &str) -> Vec<Effect> {
    press(&mut register(), keys)
}

fn runs(command: Command) -> Vec<Effect> {
    vec![Effect::Run { incident: id(), command, asked: Asked::Form }]
}

fn is_register(model: &Model) -> bool {
    matches!(&model.overlay, Some(Overlay::Register(_)))
}

fn wanted(model: &Model) -> Option<(IncidentId, Cell)> {
    match &model.overlay {
        Some(Overlay::Register(register)) => register.wanted,
        _ => None,
    }
}

#[test]
fn each_cell_comes_to_the_command_that_the_form_of_the_room_comes_to() {
    let reason = "fewer than we thought";
    let severity = severity("SEV-2", reason);
    assert_eq!(sent(&format!("l<enter>2<tab>{reason}<enter>")), runs(severity));
    assert_eq!(sent("lle<c-u>diagnose<enter>"), runs(stage("diagnose")));
    let category = Correction::Category("data-leak".to_owned());
    assert_eq!(sent("lll<enter>leak<enter>"), runs(Command::Correct(category)));
    assert_eq!(sent("llll<enter><c-u>m7<enter>"), runs(assign("commander", "m7")));
    let users = Command::Correct(Correction::UsersAffected(14));
    assert_eq!(sent("lllll<enter>14<enter>"), runs(users));
    let title = Correction::Title("Wrong dosages".to_owned());
    assert_eq!(sent("llllll<enter><c-u>Wrong dosages<enter>"), runs(Command::Correct(title)));
    assert_eq!(sent("lllllllleus-east is clean<c-d>"), runs(note("us-east is clean")));
}

#[test]
fn an_empty_assignee_empties_the_seat_and_an_end_asks_for_its_reason() {
    let release = Command::Release { role: "commander".to_owned() };
    assert_eq!(sent("llll<enter><c-u><enter>"), runs(release));
    let resolve = Command::Resolve { reason: "no wrong answer since 14:00".to_owned() };
    let keys = "lleresolve<tab>no wrong answer since 14:00<enter>";
    assert_eq!(sent(keys), runs(resolve));
    let mut model = register();
    press(&mut model, "lleresolve<tab><enter>");
    assert!(matches!(&form(&model).trouble, Some(Trouble::Field(1, _))), "a reason is needed");
}

#[test]
fn a_number_is_opened_and_not_edited() {
    let mut model = register();
    assert_eq!(press(&mut model, "e"), []);
    assert!(is_register(&model));
    assert!(model.notice.as_ref().is_some_and(|notice| notice.wrong));
    press(&mut model, "<enter>");
    assert!(model.overlay.is_none());
    assert_eq!(model.open, Some(id()));
}

#[test]
fn what_the_rules_refuse_is_said_beside_the_cell_and_nothing_is_sent() {
    let mut model = register();
    assert_eq!(press(&mut model, "llll<enter><c-u>ops4<enter>"), []);
    match &form(&model).trouble {
        Some(Trouble::Refused(text, _)) => assert_eq!(text, "ops4 holds `commander` already"),
        other => panic!("{other:?}"),
    }
    assert_eq!(press(&mut model, "<esc>"), []);
    assert!(is_register(&model), "the register comes back");
}

#[test]
fn the_register_comes_back_with_what_was_changed_and_the_cursor_on_its_incident() {
    let mut model = register();
    press(&mut model, "ol<enter>");
    let before = model.beneath.as_ref().map(|_| form(&model).incident).expect("it lies beneath");
    press(&mut model, "4<tab>harmless<enter>");
    let room = model.rooms.iter().find(|room| Some(room.id()) == before).expect("it is open");
    let mut changed = Incident::clone(&room.incident);
    changed.severity = Some("SEV-4".to_owned());
    let incident = changed.id;
    update(&mut model, Message::Changed(Arc::new(changed)));
    let words = "severity set".to_owned();
    update(&mut model, Message::Done { asked: Asked::Form, incident, words });
    let Some(Overlay::Register(register)) = &model.overlay else { panic!("it comes back") };
    let (rows, _) = register.rows(&model);
    let at = register.place(&rows, 30).at;
    assert_eq!((rows[at].id, rows[at].severity.as_deref()), (incident, Some("SEV-4")));
    assert!(at > 3, "sorted by severity, it stands further below now");
    assert!(model.beneath.is_none());
}

#[test]
fn an_incident_that_is_over_is_read_before_it_is_edited() {
    let past = incidents_of_the_past().into_iter().find(|of| of.title.contains("Grok used"));
    let past = past.expect("it is one of them");
    let keys = ":register \"Grok used\"<enter>l<enter>";
    let mut model = desk((120, 36));
    assert_eq!(press(&mut model, keys), [Effect::Fetch(past.id)]);
    assert_eq!(wanted(&model), Some((past.id, Cell::Severity)));
    let id = past.id;
    update(&mut model, Message::Fetched(Arc::new(past.clone())));
    assert_eq!(form(&model).incident, Some(id), "levels of this desk's plan are offered");
    let run = press(&mut model, "2<tab>no person was named<enter>");
    let command = severity("SEV-2", "no person was named");
    assert_eq!(run, [Effect::Run { incident: id, command, asked: Asked::Form }]);

    // Somebody went on before it was there: nothing opens by itself.
    let mut model = desk((120, 36));
    press(&mut model, &format!("{keys}h"));
    update(&mut model, Message::Fetched(Arc::new(past.clone())));
    assert!(is_register(&model));
    // And what is refused for what is over is refused here too.
    press(&mut model, "lle<tab>it began again<enter>");
    match &form(&model).trouble {
        Some(Trouble::Refused(text, _)) => assert!(text.contains("historic"), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_draft_of_a_cell_is_kept_and_taken_up_again() {
    let mut model = register();
    press(&mut model, "lllllllleus-east is<esc>");
    assert!(is_register(&model));
    press(&mut model, "e");
    assert_eq!(form(&model).value("note"), "us-east is");
}

#[test]
fn what_others_change_is_in_the_register_at_once() {
    let mut model = register();
    let story = Story::declared("AI-261120-NEWNEW", "14:00:00", "cs1", {
        crate::commands::declared("Search answers in the wrong language")
    });
    update(&mut model, Message::Changed(Arc::new(story.incident)));
    let Some(Overlay::Register(register)) = &model.overlay else { panic!("it stays") };
    let rows = register.rows(&model).0;
    assert!(rows.iter().any(|row| row.issue == "Search answers in the wrong language"));
    let summary = Summary::of(&model.rooms[0].incident);
    assert!(model.overview.all.contains(&summary));
    assert_eq!(model.now, at("14:32:07"));
}

#[test]
fn closing_asks_why_a_fix_or_a_prevention_is_missing() {
    let mut model = desk((120, 36));
    let room = model.rooms.iter().find(|room| room.id() == id()).expect("it is open");
    let mut resolved = Incident::clone(&room.incident);
    resolved.status = warroom::incident::Status::Resolved;
    update(&mut model, Message::Changed(Arc::new(resolved)));
    // By the key, on the command line, and in the register alike.
    for keys in ["x<tab>over", ":close over<enter>", ":register 7Q2K<enter>lleclose<tab>over"] {
        let mut model = model.clone();
        assert_eq!(press(&mut model, keys), [], "{keys}");
        assert_eq!(press(&mut model, "<c-d>"), [], "{keys}");
        let (place, fault) = match &form(&model).trouble {
            Some(Trouble::Field(place, fault)) => (*place, fault.as_str()),
            other => panic!("{keys}: {other:?}"),
        };
        assert_eq!(form(&model).fields[place].label, "without", "{keys}");
        assert!(fault.contains("has not yielded a fix and a prevention"), "{keys}: {fault}");
        let without_outputs = Some("the vendor mends it".to_owned());
        let close = Command::Close { reason: "over".to_owned(), without_outputs };
        assert_eq!(press(&mut model, "the vendor mends it<c-d>"), runs(close), "{keys}");
    }
}
