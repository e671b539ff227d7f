//! The work that follows, on the screen: added, changed and ended with keys, from the room and from the list.

use std::sync::Arc;

use warroom::incident::{Command, EntryId, IncidentId, Measure, Output, Owed};
use warroom::ui::effect::{Asked, Effect};
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::overlays::form::Trouble;
use warroom::ui::pace::next_tick;
use warroom::ui::update::update;

use crate::pictures_following::{bot, desk, over};
use crate::typing::{form, press};

const SIZE: (u16, u16) = (120, 36);

fn id() -> IncidentId {
    "AI-261120-XM7Q2K".parse().expect("it is an id")
}

/// The id of the action with that number.
fn action(number: usize) -> EntryId {
    bot().incident.actions[number - 1].id
}

fn runs(incident: IncidentId, command: Command) -> Vec<Effect> {
    vec![Effect::Run { incident, command, asked: Asked::Form }]
}

fn is_list(model: &Model) -> bool {
    matches!(&model.overlay, Some(Overlay::Actions(_)))
}

fn add(text: &str, owner: &str, due: &str, kind: Output) -> Command {
    let (text, owner) = (text.to_owned(), owner.to_owned());
    Command::AddAction(Owed { text, owner, due: due.parse().expect("it is a day"), kind })
}

#[test]
fn an_action_is_written_down_by_name_with_an_owner_a_day_and_a_kind() {
    let mut model = desk(SIZE);
    assert_eq!(press(&mut model, ":action Replay the tickets<enter>"), []);
    let effects = press(&mut model, "<enter>mle2<enter>2w<enter>test<enter>");
    let test = Output::Prevention(Measure::Test);
    assert_eq!(effects, runs(id(), add("Replay the tickets", "mle2", "2026-12-04", test)));
    // Empty, the form asks for everything; what makes no sense is said beside the field.
    let mut model = desk(SIZE);
    press(&mut model, ":action<enter>Mend it<enter>swe7<enter>soon<enter>");
    match &form(&model).trouble {
        Some(Trouble::Field(2, fault)) => assert!(fault.contains("is not a day"), "{fault}"),
        other => panic!("{other:?}"),
    }
    let effects = press(&mut model, "<c-u>tomorrow<enter><c-u>fix<enter>");
    assert_eq!(effects, runs(id(), add("Mend it", "swe7", "2026-11-21", Output::Fix)));
}

#[test]
fn actions_are_ended_by_name_and_number() {
    let line = |typed: &str| press(&mut desk(SIZE), typed);
    let at_once = |command| vec![Effect::Run { incident: id(), command, asked: Asked::Line }];
    let which = || "1".to_owned();
    let note = Some("v40 is back".to_owned());
    let done = Command::FinishAction { action: which(), note };
    assert_eq!(line(":action-done 1 v40 is back<enter>"), at_once(done));
    let drop = Command::DropAction { action: which(), reason: "no use".to_owned() };
    assert_eq!(line(":action-drop 1 no use<enter>"), at_once(drop));
    let reopen = Command::ReopenAction { action: "4".to_owned(), reason: "not yet".to_owned() };
    assert_eq!(line(":action-reopen 4 not yet<enter>"), at_once(reopen));
    // A form asks for the reason that is missing.
    let mut model = desk(SIZE);
    press(&mut model, ":action-drop 1<enter>");
    let drop = Command::DropAction { action: action(1).to_string(), reason: "no use".to_owned() };
    assert_eq!(press(&mut model, "no use<enter>"), runs(id(), drop));
}

#[test]
fn the_list_changes_finishes_drops_and_takes_up_again_what_is_under_the_cursor() {
    // In the list: the vendor's, the overdue gate, the roll-back, the alert; then what ended.
    let list = |keys: &str| press(&mut desk(SIZE), &format!(":actions<enter>{keys}"));
    let which = |number| action(number).to_string();
    let done = Command::FinishAction { action: which(2), note: Some("merged".to_owned()) };
    assert_eq!(list("jdmerged<enter>"), runs(id(), done));
    let drop = Command::DropAction { action: which(1), reason: "done elsewhere".to_owned() };
    assert_eq!(list("jjxdone elsewhere<enter>"), runs(id(), drop));
    let change = Command::ChangeAction {
        action: which(3),
        text: Some("Alert when the share of wrong dosages passes 1 %".to_owned()),
        owner: Some("mle2".to_owned()),
        due: Some("2026-12-04".parse().expect("a day")),
    };
    assert_eq!(list("jjje<tab><c-u>mle2<c-d>"), runs(id(), change));
    let reopen = Command::ReopenAction { action: which(5), reason: "it has none".to_owned() };
    assert_eq!(list("jjjjrit has none<enter>"), runs(id(), reopen));
    let added = add("Replay the tickets", "mle2", "2026-12-04", Output::Fix);
    assert_eq!(list("jaReplay the tickets<tab>mle2<tab>14d<c-d>"), runs(id(), added));
}

#[test]
fn what_makes_no_sense_is_said_and_the_list_stays() {
    let mut model = desk(SIZE);
    for (keys, told) in
        [("G", ""), ("d", "ended already"), ("x", "ended already"), ("gr", "is open")]
    {
        press(&mut model, if keys == "G" { ":actions<enter>G" } else { keys });
        let said = model.notice.as_ref().map(|notice| notice.text.clone()).unwrap_or_default();
        assert!(said.contains(told), "{keys}: {said}");
        assert!(is_list(&model), "{keys}");
    }
    press(&mut model, "/zebra<enter>d");
    assert_eq!(model.notice.as_ref().map(|notice| notice.wrong), Some(true));
    press(&mut model, "<esc>");
    assert!(is_list(&model), "the words are cleared first");
    press(&mut model, "<esc>");
    assert!(model.overlay.is_none());
}

#[test]
fn an_action_of_an_incident_that_is_over_is_ended_from_the_list() {
    let mut model = desk(SIZE);
    let incident = over();
    let closed = incident.id;
    assert_eq!(press(&mut model, ":actions<enter>d"), [Effect::Fetch(closed)]);
    let which = incident.actions[0].id.to_string();
    update(&mut model, Message::Fetched(Arc::new(incident)));
    let done = Command::FinishAction { action: which, note: None };
    assert_eq!(press(&mut model, "<enter>"), runs(closed, done));
    let words = "action done".to_owned();
    update(&mut model, Message::Done { asked: Asked::Form, incident: closed, words });
    assert!(is_list(&model), "the list comes back");
}

#[test]
fn what_changes_elsewhere_moves_the_rows_and_not_the_cursor() {
    let mut model = desk(SIZE);
    press(&mut model, ":actions<enter>jj");
    let under = |model: &Model| match &model.overlay {
        Some(Overlay::Actions(list)) => {
            let rows = list.rows(model).0;
            rows[list.place(&rows, 20).at].what.text.clone()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(under(&model), "Roll back us-east");
    let changed = bot().then(
        "14:31:30",
        "mle2",
        Command::FinishAction { action: "2".to_owned(), note: None },
    );
    update(&mut model, Message::Changed(Arc::new(changed.incident)));
    assert_eq!(under(&model), "Roll back us-east");
}

#[test]
fn the_screen_wakes_when_a_day_ends_only_while_the_list_is_open() {
    let mut model = desk(SIZE);
    model.rooms.clear();
    model.open = None;
    assert_eq!(next_tick(&model), None);
    press(&mut model, ":actions<enter>");
    let midnight = "2026-11-21T00:00:00Z".parse().expect("a time");
    assert_eq!(next_tick(&model), Some(midnight));
}

#[test]
fn rows_are_copied_and_every_size_is_fine() {
    let mut model = desk(SIZE);
    let effects = press(&mut model, ":actions<enter>jy");
    let [Effect::Copy(text)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(text.contains("Gate releases on evals"), "{text}");
    assert!(text.contains("3 days overdue"), "{text}");
    for size in [(80, 24), (20, 5), (1, 1), (200, 60)] {
        let mut model = desk(size);
        press(&mut model, ":actions<enter>jGe<tab><esc>/x<enter><esc>");
        assert!(is_list(&model), "{size:?}");
    }
}
