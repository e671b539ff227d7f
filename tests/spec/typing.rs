//! Keys without a terminal: what is typed comes to effects, or to another picture.

use warroom::incident::{Command, Decision, Declared};
use warroom::ui::effect::{Asked, Effect};
use warroom::ui::keyboard::{Code, Key};
use warroom::ui::layout::Pane;
use warroom::ui::message::{Message, Told};
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::overlays::form::{Form, Trouble};
use warroom::ui::pace::{next_tick, shows_seconds};
use warroom::ui::update::update;

use crate::acting::{Story, assign, at, note, tick};
use crate::pictures::model;
use crate::rooms::{dosages, ranking, two_commanders, vendor};

/// Reads keys as they are written in tests: `iTitle<enter>`, `<tab>`, `<c-d>`.
pub fn keys(typed: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = typed;
    while let Some(first) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|named| named.split_once('>'));
        if let Some((name, after)) = named {
            let name = name.replace("c-", "ctrl-").replace("s-", "shift-");
            keys.push(name.parse().expect("the test names a key"));
            rest = after;
        } else {
            keys.push(Key::plain(Code::Char(first)));
            rest = &rest[first.len_utf8()..];
        }
    }
    keys
}

pub fn press(model: &mut Model, typed: &str) -> Vec<Effect> {
    keys(typed).into_iter().flat_map(|key| update(model, Message::Key(key))).collect()
}

pub fn room() -> Model {
    model(vec![vendor(), ranking(), dosages("AI-261120-XM7Q2K")], (80, 24))
}

pub fn run(command: Command) -> Vec<Effect> {
    let incident = "AI-261120-XM7Q2K".parse().expect("it is an id");
    vec![Effect::Run { incident, command, asked: Asked::Form }]
}

fn declare(declared: Declared) -> Effect {
    let (stamps, then) = (Vec::new(), Vec::new());
    Effect::Declare { declared, plan: None, stamps, then, asked: Asked::Form }
}

pub fn form(model: &Model) -> &Form {
    match &model.overlay {
        Some(Overlay::Form(form)) => form,
        other => panic!("no form is open but {other:?}"),
    }
}

#[test]
fn an_incident_is_declared_with_a_title_a_kind_and_a_level() {
    let mut model = model(Vec::new(), (80, 24));
    let effects = press(&mut model, "iAgent moves money<enter>injection<enter>1<enter>");
    let declared = Declared {
        title: "Agent moves money".to_owned(),
        severity: Some("SEV-1".to_owned()),
        category: Some("prompt-injection".to_owned()),
        ..Declared::default()
    };
    assert_eq!(effects, [declare(declared)]);
}

#[test]
fn what_is_not_known_yet_may_stay_open() {
    let mut model = model(Vec::new(), (80, 24));
    let effects = press(&mut model, "iSomething is off<enter><enter><enter>");
    let declared = Declared { title: "Something is off".to_owned(), ..Declared::default() };
    assert_eq!(effects, [declare(declared)]);
}

#[test]
fn a_note_has_lines_and_is_saved_by_the_button_or_by_a_key() {
    for end in ["<tab><enter>", "<c-d>"] {
        let effects = press(&mut room(), &format!("aone<enter>two{end}"));
        assert_eq!(effects, run(note("one\ntwo")));
    }
}

#[test]
fn a_decision_carries_its_reason() {
    let effects = press(&mut room(), "dSwitch it off<tab>it harms<c-d>");
    let reason = Some("it harms".to_owned());
    let decision = Decision { text: "Switch it off".to_owned(), reason, ..Decision::default() };
    assert_eq!(effects, run(Command::Decide(decision)));
}

#[test]
fn a_level_a_stage_and_a_role_are_chosen_by_typing() {
    let effects = press(&mut room(), "s2<enter>fewer users than thought<enter>");
    assert_eq!(effects, run(crate::acting::severity("SEV-2", "fewer users than thought")));
    assert_eq!(press(&mut room(), "p<enter>"), run(crate::acting::stage("diagnose")));
    let effects = press(&mut room(), "rcomms<enter>cs9<enter>");
    assert!(
        matches!(&effects[..], [Effect::Run { command: Command::Assign { role, .. }, .. }] if role == "comms-lead")
    );
}

#[test]
fn space_ticks_the_line_under_the_cursor_from_any_pane_and_opens_it_again() {
    let mut model = room();
    let asked = Asked::Key;
    let incident = model.open.unwrap();
    let command = tick("contain.owner");
    assert_eq!(
        press(&mut model, "<space>"),
        [Effect::Run { incident, command, asked }],
        "the cursor begins at the first line that is open"
    );
    let command = Command::Untick { item: "contain.pause".to_owned() };
    assert_eq!(press(&mut model, "5kk<space>"), [Effect::Run { incident, command, asked }]);
}

#[test]
fn a_time_is_typed_as_people_say_it() {
    let effects = press(&mut room(), "mcontained<enter>14:05<enter>");
    assert_eq!(effects, run(crate::acting::stamp("contained", "14:05:00")));
    let mut model = room();
    assert_eq!(press(&mut model, "mcontained<enter>nox<enter>"), []);
    assert!(
        matches!(&form(&model).trouble, Some(Trouble::Field(1, fault)) if fault.contains("nox"))
    );
}

#[test]
fn an_empty_answer_means_what_its_hint_says_first() {
    let effects = press(&mut room(), "rcomms<enter><enter>");
    assert_eq!(effects, run(assign("comms-lead", "ops4")));
    let effects = press(&mut room(), "tCall the vendor<enter>swe7<enter><enter>");
    let (text, to) = ("Call the vendor".to_owned(), "swe7".to_owned());
    assert_eq!(effects, run(Command::GiveTask { text, to, minutes: 15 }));
}

#[test]
fn an_end_needs_a_reason() {
    let mut model = room();
    assert_eq!(press(&mut model, "x<enter><c-d>"), []);
    assert_eq!(form(&model).trouble, Some(Trouble::Field(1, "is needed".to_owned())));
    let effects = press(&mut model, "rolled back everywhere<c-d>");
    assert_eq!(effects, run(Command::Resolve { reason: "rolled back everywhere".to_owned() }));
}

#[test]
fn undo_says_what_it_will_undo_before_it_does() {
    let mut model = room();
    assert_eq!(press(&mut model, "u"), []);
    assert!(form(&model).about.iter().any(|line| line.contains("Route dosage questions")));
    let last = model.room().unwrap().incident.timeline.last().unwrap().entry.id.to_string();
    assert_eq!(press(&mut model, "<enter>"), run(Command::Undo { entry: Some(last) }));
}

#[test]
fn a_seat_that_was_offered_is_taken_with_the_key_that_offers() {
    let offered = dosages("AI-261120-XM7Q2K").then(
        "14:30:00",
        "mle2",
        Command::Handover { role: "ai-lead".to_owned(), to: "ops4".to_owned(), briefing: None },
    );
    let mut model = model(vec![offered], (80, 24));
    let effects = press(&mut model, "h<enter>");
    assert_eq!(effects, run(Command::Accept { role: "ai-lead".to_owned() }));
}

#[test]
fn escape_keeps_the_draft_and_never_quits() {
    let mut model = room();
    assert_eq!(press(&mut model, "ahalf a thought<esc><esc><esc>"), []);
    assert!(model.overlay.is_none());
    assert_eq!(press(&mut model, "a, continued<c-d>"), run(note("half a thought, continued")));
}

#[test]
fn control_c_closes_what_is_open_and_leaves_when_nothing_is() {
    let mut model = room();
    assert_eq!(press(&mut model, "adraft<c-c>"), []);
    assert!(model.overlay.is_none());
    assert_eq!(press(&mut model, "<c-c>"), [Effect::Quit(130)]);
}

#[test]
fn quitting_asks_once_when_a_draft_would_be_lost() {
    assert_eq!(press(&mut room(), "q"), [Effect::Quit(0)]);
    let mut model = room();
    assert_eq!(press(&mut model, "adraft<esc>q"), []);
    assert_eq!(press(&mut model, "q"), [Effect::Quit(0)]);
}

#[test]
fn a_refusal_keeps_the_form_and_success_closes_it() {
    let mut model = room();
    press(&mut model, "anote<c-d>");
    assert!(form(&model).sending);
    let (text, remedy) = ("the disk is full".to_owned(), "free some space".to_owned());
    let asked = Some(Asked::Form);
    update(&mut model, Message::Failed { asked, text: text.clone(), remedy: remedy.clone() });
    assert_eq!(form(&model).trouble, Some(Trouble::Refused(text, remedy)));
    press(&mut model, "<c-d>");
    let incident = model.open.unwrap();
    let words = "note saved".to_owned();
    update(&mut model, Message::Done { asked: Asked::Form, incident, words });
    assert!(model.overlay.is_none());
    assert_eq!(model.notice.unwrap().text, "note saved · 7Q2K");
}

#[test]
fn the_cursor_of_the_list_moves_and_enter_opens_the_room() {
    let mut model = room();
    let first = model.open;
    press(&mut model, "j");
    assert_eq!(model.open, first, "a room that followed the cursor would repaint the screen");
    press(&mut model, "<enter>");
    assert_eq!(model.open, Some("AI-261120-MM9XKD".parse().unwrap()));
}

#[test]
fn a_pane_gets_the_keys_by_its_number_and_by_going_round() {
    let mut model = room();
    for (typed, pane) in [
        ("4", Pane::Timeline),
        ("<tab>", Pane::Comms),
        ("<tab>", Pane::Incidents),
        ("<s-tab>", Pane::Comms),
    ] {
        press(&mut model, typed);
        assert_eq!(model.focus, pane);
    }
}

#[test]
fn the_timeline_follows_until_somebody_goes_back_and_then_counts_what_is_new() {
    let story = dosages("AI-261120-XM7Q2K");
    let mut model = model(vec![dosages("AI-261120-XM7Q2K")], (80, 24));
    press(&mut model, "4jjj");
    let held = model.anchor.clone();
    let more = story.then("14:33:00", "cs1", note("one")).then("14:34:00", "cs1", note("two"));
    update(&mut model, Message::Changed(std::sync::Arc::new(more.incident)));
    assert_eq!(model.unseen(), 2);
    assert_eq!(model.anchor, held);
    assert_eq!(model.scroll(Pane::Timeline).at, 5, "the row that was looked at has moved down");
    press(&mut model, "g");
    assert_eq!((model.unseen(), model.anchor), (0, None));
}

#[test]
fn news_of_an_incident_is_read_and_a_closed_one_leaves_the_list() {
    let mut model = room();
    let id = "AI-261120-QQ0B4M".parse().unwrap();
    assert_eq!(update(&mut model, Message::Grown(id)), [Effect::Reload(id)]);
    let reason = || "over".to_owned();
    let closed = vendor().then("14:00:00", "cs1", Command::Resolve { reason: reason() }).then(
        "14:01:00",
        "cs1",
        Command::Close { reason: reason(), without_outputs: Some("nothing to mend".to_owned()) },
    );
    update(&mut model, Message::Changed(std::sync::Arc::new(closed.incident)));
    assert!(model.rooms.iter().all(|room| room.id() != id));
}

#[test]
fn a_conflict_is_gone_once_somebody_confirms() {
    let story = two_commanders();
    assert_eq!(story.incident.conflicts.len(), 1);
    let confirmed = story.then("14:10:00", "ops4", assign("commander", "ops4"));
    assert!(confirmed.incident.conflicts.is_empty());
}

#[test]
fn signals_become_effects() {
    let mut model = room();
    assert_eq!(update(&mut model, Message::Told(Told::End(143))), [Effect::Quit(143)]);
    assert_eq!(update(&mut model, Message::Told(Told::Suspend)), [Effect::Suspend]);
    assert_eq!(update(&mut model, Message::Resumed), [Effect::Repaint]);
}

#[test]
fn time_is_looked_at_each_second_only_while_a_countdown_is_to_be_seen() {
    let mut model = room();
    assert!(shows_seconds(&model));
    press(&mut model, "4z");
    assert!(!shows_seconds(&model), "the timeline alone counts nothing down");
    assert!(next_tick(&model).unwrap() > at("14:32:30"));
    let calm = crate::pictures::model(Vec::<Story>::new(), (80, 24));
    assert_eq!(next_tick(&calm), None);
}

#[test]
fn pasted_text_goes_into_the_field_and_is_capped() {
    let mut model = room();
    press(&mut model, "a");
    update(&mut model, Message::Paste("x".repeat(100_000)));
    assert_eq!(form(&model).value("note").len(), 64 * 1024);
}
