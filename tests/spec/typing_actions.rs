//! One table of actions: what is typed on the command line, looked for, copied, remapped, clicked.

use std::collections::BTreeMap;

use warroom::incident::{Command, Decision};
use warroom::ui::command::names::matching;
use warroom::ui::effect::{Asked, Effect};
use warroom::ui::keyboard::Key;
use warroom::ui::keymap::Keymap;
use warroom::ui::keys::bindings;
use warroom::ui::layout::Pane;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::mouse::{Deed, Mouse};
use warroom::ui::overlays::Overlay;
use warroom::ui::overlays::form::Form;
use warroom::ui::overlays::palette::{Offer, Palette};
use warroom::ui::theme::Theme;
use warroom::ui::update::update;
use warroom::ui::view::view;

use crate::acting::{assign, note, severity, stage, stamp, tick};
use crate::pictures::model;
use crate::rooms::{dosages, marks, ranking, vendor};
use crate::typing::keys;

fn press(model: &mut Model, typed: &str) -> Vec<Effect> {
    keys(typed).into_iter().flat_map(|key| update(model, Message::Key(key))).collect()
}

fn room_of(size: (u16, u16)) -> Model {
    model(vec![vendor(), ranking(), dosages("AI-261120-XM7Q2K")], size)
}

fn room() -> Model {
    room_of((80, 24))
}

fn run(command: Command) -> Vec<Effect> {
    let incident = "AI-261120-XM7Q2K".parse().expect("it is an id");
    vec![Effect::Run { incident, command, asked: Asked::Line }]
}

#[track_caller]
fn line(model: &Model) -> &Palette {
    match &model.overlay {
        Some(Overlay::Palette(palette)) => palette,
        other => panic!("no command line is open but {other:?}"),
    }
}

#[track_caller]
fn form(model: &Model) -> &Form {
    match &model.overlay {
        Some(Overlay::Form(form)) => form,
        other => panic!("no form is open but {other:?}"),
    }
}

fn words(palette: &Palette) -> Vec<&str> {
    palette
        .offers
        .iter()
        .map(|offer| match offer {
            Offer::Word(word, _) => word.as_str(),
            Offer::Action(binding) => binding.id,
        })
        .collect()
}

#[test]
fn a_line_with_all_its_words_is_done_at_once() {
    let cases = [
        ("note half of it works", note("half of it works")),
        ("stage diagnose", stage("diagnose")),
        ("sev 2 because fewer users", severity("2", "because fewer users")),
        ("assign commander ops9", assign("commander", "ops9")),
        ("tick 2", tick("2")),
        ("stamp contained 14:05", stamp("contained", "14:05:00")),
        ("release legal-lead", Command::Release { role: "legal-lead".into() }),
        ("waive 3 no vendor", Command::Waive { item: "3".into(), reason: "no vendor".into() }),
        ("item Call the vendor", Command::AddItem { stage: None, text: "Call the vendor".into() }),
        ("task mle2 30 Look at it", task("Look at it", "mle2", 30)),
        ("task mle2 Look at it", task("Look at it", "mle2", 15)),
        ("done 1", Command::FinishTask { task: "1".into() }),
        ("ack 1", Command::Acknowledge { task: "1".into() }),
        ("resolve rolled back", Command::Resolve { reason: "rolled back".into() }),
        ("reopen it came back", Command::Reopen { reason: "it came back".into() }),
        ("close all done", Command::Close { reason: "all done".into(), without_outputs: None }),
        ("undo 3fa9", Command::Undo { entry: Some("3fa9".into()) }),
    ];
    for (typed, command) in cases {
        assert_eq!(press(&mut room(), &format!(":{typed}<enter>")), run(command), "{typed}");
    }
    let effects = press(&mut room(), ":decide switch it off because it harms<enter>");
    let (text, reason) = ("switch it off".to_owned(), Some("it harms".to_owned()));
    assert_eq!(effects, run(Command::Decide(Decision { text, reason, ..Decision::default() })));
}

fn task(text: &str, to: &str, minutes: u32) -> Command {
    Command::GiveTask { text: text.to_owned(), to: to.to_owned(), minutes }
}

#[test]
fn a_word_that_is_missing_is_asked_for_by_the_form_which_knows_the_others() {
    for (typed, label, value, at) in [
        ("sev 2", "level", "SEV-2", 1),
        ("assign comms-lead", "role", "comms-lead", 1),
        ("handover ai-lead", "role", "ai-lead", 1),
        ("stamp contained", "what", "contained", 1),
        ("task mle2", "who", "mle2", 0),
        ("resolve", "what", "resolve", 1),
        ("waive 3", "line", "contain.owner", 1),
        ("release", "role", "commander", 0),
        ("set near_miss", "fact", "near_miss", 1),
        ("evidence s3://evals/9", "where", "s3://evals/9", 0),
        ("declare Agent moves money", "title", "Agent moves money", 1),
    ] {
        let mut model = room();
        assert_eq!(press(&mut model, &format!(":{typed}<enter>")), [], "{typed}");
        assert_eq!((form(&model).value(label).as_str(), form(&model).at), (value, at), "{typed}");
    }
    let mut model = room();
    press(&mut model, ":note<enter>");
    assert_eq!(form(&model).title, "Note");
}

#[test]
fn what_is_wrong_stands_beside_the_line_and_the_line_stays() {
    for (typed, fault) in [
        ("zoom in", "takes nothing"),
        ("stamp contained nox", "nox"),
        ("untick", "needs LINE"),
        ("sev 9", "nothing matches"),
        ("mouse up", "neither on nor off"),
        ("frobnicate it", "no action is called `frobnicate`"),
        ("accept", "no seat was offered"),
    ] {
        let mut model = room();
        assert_eq!(press(&mut model, &format!(":{typed}<enter>")), [], "{typed}");
        let line = line(&model);
        assert_eq!(line.typed(), typed);
        let (said, _) = line.trouble.as_ref().expect("something is wrong");
        assert!(said.contains(fault), "{typed}: {said}");
    }
}

#[test]
fn a_refusal_stands_beside_the_line_and_success_closes_it() {
    let mut model = room();
    press(&mut model, ":stage diagnose<enter>");
    assert!(line(&model).sending);
    let (text, remedy) = ("it is there already".to_owned(), "choose another".to_owned());
    let asked = Some(Asked::Line);
    update(&mut model, Message::Failed { asked, text: text.clone(), remedy: remedy.clone() });
    assert_eq!(line(&model).trouble, Some((text, remedy)));
    assert_eq!(press(&mut model, "<enter>"), run(stage("diagnose")));
    let incident = model.open.unwrap();
    let words = "stage entered".to_owned();
    update(&mut model, Message::Done { asked: Asked::Line, incident, words });
    assert!(model.overlay.is_none());
    assert_eq!(model.notice.unwrap().text, "stage entered · 7Q2K");
}

#[test]
fn an_action_is_found_by_letters_and_done_by_enter() {
    let mut model = room();
    press(&mut model, ":zom<enter>");
    assert!(model.zoomed);
    press(&mut model, ":timel<enter>");
    assert_eq!(model.focus, Pane::Timeline, "it was found by its title");
    press(&mut model, ":focus-2<enter>");
    assert_eq!(model.focus, Pane::Clocks);
    assert_eq!(press(&mut model, ":quit<enter>"), [Effect::Quit(0)]);
}

#[test]
fn what_is_chosen_from_the_list_and_needs_words_waits_for_them() {
    let mut model = room();
    press(&mut model, ":untic<enter>");
    assert_eq!(line(&model).typed(), "untick ");
    assert!(line(&model).trouble.is_some());
    assert_eq!(words(line(&model)), ["1", "2"], "the lines that are done");
}

#[test]
fn tab_completes_names_and_the_words_that_are_known() {
    let mut model = room();
    press(&mut model, ":ass<tab>");
    assert_eq!(line(&model).typed(), "assign ");
    press(&mut model, "com<tab>");
    assert_eq!(line(&model).typed(), "assign commander ");
    press(&mut model, "cs<tab>");
    assert_eq!(line(&model).typed(), "assign commander cs3 ");
    assert_eq!(press(&mut model, "<enter>"), run(assign("commander", "cs3")));
    for (typed, full) in [
        ("sev <tab>", "sev SEV-1 "),
        ("stage rem<tab>", "stage remediate "),
        ("stamp cont<tab>", "stamp contained "),
        ("stamp contained n<tab>", "stamp contained now "),
        ("task mle<tab><tab>", "task mle2 15 "),
        ("mouse o<down><tab>", "mouse off "),
        ("done roll<tab>", "done 1 "),
    ] {
        let mut model = room();
        press(&mut model, &format!(":{typed}"));
        assert_eq!(line(&model).typed(), full);
    }
}

#[test]
fn what_was_typed_comes_back_and_so_does_the_line_that_was_begun() {
    let mut model = room();
    press(&mut model, ":zoom<enter>:help<enter><esc>:zo<up>");
    assert_eq!(line(&model).typed(), "help");
    press(&mut model, "<up>");
    assert_eq!(line(&model).typed(), "zoom");
    press(&mut model, "<up>");
    assert_eq!(line(&model).typed(), "zoom", "there is nothing before the first");
    press(&mut model, "<down><down>");
    assert_eq!(line(&model).typed(), "zo");
    press(&mut model, "<esc>");
    assert!(model.overlay.is_none());
}

#[test]
fn without_an_incident_what_needs_one_says_so() {
    let mut model = model(Vec::new(), (80, 24));
    press(&mut model, ":note hello<enter>");
    let (said, remedy) = line(&model).trouble.clone().unwrap();
    assert!(said.contains("no incident is open"), "{said}: {remedy}");
    press(&mut model, "<esc>a");
    assert_eq!(model.notice.unwrap().remedy, "i declares one");
}

#[test]
fn every_action_is_found_by_its_own_name_first() {
    for binding in bindings() {
        let found = matching(binding.id, &Keymap::default());
        assert_eq!(found.first(), Some(&binding));
    }
}

#[test]
fn on_the_timeline_only_rows_with_the_words_stay_and_escape_brings_the_others_back() {
    let mut model = room();
    let all = model.room().unwrap().story.len();
    press(&mut model, "4/EVAL");
    let kept = model.room().unwrap().story.len();
    assert!((1..all).contains(&kept), "{kept} of {all}");
    press(&mut model, "<enter>j");
    assert_eq!(model.filter(Pane::Timeline), "EVAL");
    press(&mut model, "<esc>");
    assert_eq!(model.room().unwrap().story.len(), all);
    assert_eq!(model.filter(Pane::Timeline), "");
    press(&mut model, ":filter eval<enter>");
    assert_eq!(model.room().unwrap().story.len(), kept);
}

#[test]
fn what_is_filtered_stays_filtered_when_something_happens() {
    let mut model = model(vec![dosages("AI-261120-XM7Q2K")], (80, 24));
    press(&mut model, "4/prompt<enter>");
    let before = model.room().unwrap().story.len();
    let more = dosages("AI-261120-XM7Q2K").then("14:33:00", "cs1", note("the prompt again")).then(
        "14:34:00",
        "cs1",
        note("something else"),
    );
    update(&mut model, Message::Changed(std::sync::Arc::new(more.incident)));
    assert_eq!(model.room().unwrap().story.len(), before + 1);
}

#[test]
fn of_the_incidents_only_those_with_the_words_stay_and_the_cursor_keeps_its_own() {
    let mut model = room();
    let names = |model: &Model| -> Vec<String> {
        model.listed().iter().map(|room| model.name(room.id())).collect()
    };
    assert_eq!(names(&model), ["7Q2K", "9XKD", "0B4M"]);
    press(&mut model, "1/sev-");
    assert_eq!(names(&model).len(), 3, "the level is among the words");
    press(&mut model, "<c-u>o");
    press(&mut model, "<c-u>latency<enter>");
    assert_eq!((names(&model), model.scroll(Pane::Incidents).at), (vec!["0B4M".to_owned()], 0));
    assert_eq!(model.open, Some("AI-261120-XM7Q2K".parse().unwrap()), "looking opens nothing");
    press(&mut model, "<enter>");
    assert_eq!(model.open, Some("AI-261120-QQ0B4M".parse().unwrap()));
    let [Effect::Copy(copied)] = &press(&mut model, "y")[..] else { panic!("it is copied") };
    assert!(copied.starts_with("AI-261120-QQ0B4M"), "{copied}");
    press(&mut model, "<esc>");
    assert_eq!((names(&model).len(), model.scroll(Pane::Incidents).at), (3, 2));
    press(&mut model, "/sev-<enter>gn");
    assert_eq!(model.scroll(Pane::Incidents).at, 1);
    press(&mut model, "NN");
    assert_eq!(model.scroll(Pane::Incidents).at, 2, "round and round");
    press(&mut model, "<esc>/nobody says this");
    assert_eq!(names(&model), Vec::<String>::new());
    press(&mut model, "<enter>j<enter>y");
    assert_eq!(model.open, Some("AI-261120-QQ0B4M".parse().unwrap()));
}

#[test]
fn in_other_panes_the_cursor_goes_to_what_matches_round_and_round() {
    let mut model = room();
    press(&mut model, "3/lead<enter>");
    let first = model.scroll(Pane::Roles).at;
    press(&mut model, "n");
    let second = model.scroll(Pane::Roles).at;
    assert!(second > first);
    press(&mut model, "N");
    assert_eq!(model.scroll(Pane::Roles).at, first);
    press(&mut model, "/nobody says this<enter>");
    assert!(model.notice.as_ref().unwrap().wrong);
}

#[test]
fn what_is_selected_is_copied_as_it_is_shown() {
    let mut model = room();
    assert_eq!(
        press(&mut model, "y"),
        [Effect::Copy("AI-261120-XM7Q2K Support bot gives wrong dosages".to_owned())]
    );
    assert_eq!(model.notice.as_ref().unwrap().text, "copied 48 characters (OSC 52)");
    for (typed, part) in [
        ("4y", "Route dosage questions to people until evals pass"),
        ("2y", "within 15 min"),
        ("3y", "ops4"),
        ("5y", "[ ]"),
    ] {
        match &press(&mut model, typed)[..] {
            [Effect::Copy(text)] => assert!(text.contains(part), "{typed}: {text}"),
            other => panic!("{typed}: {other:?}"),
        }
    }
    let nothing = &mut crate::pictures::model(Vec::new(), (80, 24));
    assert_eq!(press(nothing, "y"), []);
    assert!(nothing.notice.as_ref().unwrap().wrong);
}

#[test]
fn what_is_shown_in_full_is_copied_in_full_and_stays() {
    let mut model = room();
    press(&mut model, "4jj<enter>");
    let [Effect::Copy(entry)] = &press(&mut model, "y")[..] else { panic!("it is copied") };
    assert!(entry.contains("\nid: ") && entry.contains("\nwho: "), "{entry}");
    assert!(matches!(model.overlay, Some(Overlay::Detail(_))));
    press(&mut model, "<esc>");
    let incident = model.open.unwrap();
    update(&mut model, Message::Seen(incident, None));
    let [Effect::Copy(brief)] = &press(&mut model, "y")[..] else { panic!("it is copied") };
    assert!(brief.starts_with("Brief: Support bot gives wrong dosages\n"), "{brief}");
    assert!(brief.contains("\nWhat we know\n"), "{brief}");
    assert!(matches!(model.overlay, Some(Overlay::Brief(_))));
}

#[test]
fn chosen_keys_take_the_place_of_ours_and_the_help_knows() {
    let mut model = room();
    let chosen = BTreeMap::from([
        ("note".to_owned(), vec!["w".to_owned()]),
        ("palette".to_owned(), vec!["ctrl-p".to_owned()]),
        ("zoom".to_owned(), Vec::new()),
    ]);
    let (keymap, problems) = Keymap::of(&chosen);
    assert_eq!(problems, []);
    model.keymap = keymap;
    press(&mut model, "az");
    assert!(model.overlay.is_none() && !model.zoomed, "they lost their keys");
    press(&mut model, "w");
    assert_eq!(form(&model).title, "Note");
    press(&mut model, "<esc>?write a note");
    let mut canvas = warroom::ui::canvas::Canvas::new(0, 0, Theme::ANSI, false);
    view(&model, &mut canvas);
    assert!(canvas.picture().contains("w write a note"), "{}", canvas.picture());
    press(&mut model, "<esc><esc><c-p>zoom<enter>");
    assert!(model.zoomed);
}

#[test]
fn the_configuration_gives_the_keys_and_the_mouse_and_what_is_wrong_is_said() {
    let mut model = room();
    let keys = BTreeMap::from([
        ("zoom".to_owned(), vec!["w".to_owned()]),
        ("nosuch".to_owned(), vec!["v".to_owned()]),
    ]);
    let effects = update(&mut model, Message::Arranged { keys, mouse: true, bell: true });
    assert_eq!((effects, model.mouse), (vec![Effect::Mouse(true)], true));
    assert!(model.notice.as_ref().unwrap().text.contains("keys.nosuch"));
    press(&mut model, "w");
    assert!(model.zoomed);
    let keys = BTreeMap::new();
    assert_eq!(update(&mut model, Message::Arranged { keys, mouse: true, bell: true }), []);
    press(&mut model, "w");
    assert!(model.zoomed, "it is ours again");
}

#[test]
fn no_key_of_ours_is_a_function_key_or_one_that_is_eaten_on_its_way() {
    for binding in bindings() {
        for name in binding.keys {
            let key: Key = name.parse().unwrap();
            let letter = name.strip_prefix("ctrl-").unwrap_or_default();
            assert!(!["h", "i", "j", "k", "m", "b", "a", "s", "q"].contains(&letter), "{name}");
            assert!(!key.alt, "{name}");
        }
    }
}

#[test]
fn the_mouse_is_left_to_the_terminal_until_it_is_switched_on() {
    let mut model = room();
    let click = |x, y| Message::Mouse(Mouse { deed: Deed::Click, x, y });
    update(&mut model, click(50, 10));
    assert_eq!(model.focus, Pane::Incidents);
    assert_eq!(press(&mut model, ":mouse on<enter>"), [Effect::Mouse(true)]);
    update(&mut model, click(50, 10));
    assert_eq!(model.focus, Pane::Timeline);
    assert_eq!(press(&mut model, ":mouse off<enter>"), [Effect::Mouse(false)]);
}

#[test]
fn the_wheel_goes_through_the_rows_of_the_pane_under_it() {
    let mut model = room();
    model.mouse = true;
    let wheel = |deed| Message::Mouse(Mouse { deed, x: 50, y: 12 });
    update(&mut model, wheel(Deed::WheelDown));
    assert_eq!((model.focus, model.scroll(Pane::Timeline).at), (Pane::Timeline, 3));
    update(&mut model, wheel(Deed::WheelUp));
    assert_eq!(model.scroll(Pane::Timeline).at, 0);
}

#[test]
fn a_click_selects_the_row_that_is_drawn_there() {
    for size in [(80, 24), (120, 36), (160, 36), (60, 20)] {
        for story in [dosages("AI-261120-XM7Q2K"), marks()] {
            let mut model = model(vec![vendor(), ranking(), story], size);
            model.mouse = true;
            press(&mut model, "4<pgdn>");
            for y in 0..size.1 {
                for x in (0..size.0).step_by(3) {
                    clicked_row_is_selected(&mut model.clone(), x, y);
                }
            }
        }
    }
}

#[track_caller]
fn clicked_row_is_selected(model: &mut Model, x: u16, y: u16) {
    let Some((pane, row)) = warroom::ui::mouse::hit(model, x, y) else { return };
    update(model, Message::Mouse(Mouse { deed: Deed::Click, x, y }));
    assert_eq!(model.focus, pane);
    // The newest row of the timeline is not marked: there it follows.
    let Some(row) = row.filter(|row| *row > 0 || pane != Pane::Timeline) else { return };
    assert_eq!(model.scroll(pane).at, row);
    let mut canvas = warroom::ui::canvas::Canvas::new(0, 0, Theme::ANSI, false);
    view(model, &mut canvas);
    let meanings = canvas.meanings();
    // An incident that takes two rows is marked on the first. What the pane ends in the middle of moves up
    // by as many rows, so that all of it is seen.
    let up = match pane {
        Pane::Incidents => 1,
        Pane::Timeline => 2,
        _ => 0,
    };
    let mut drawn = meanings.lines().skip(usize::from(y) - up).take(up + 1);
    assert!(
        drawn.any(|row| row.contains('s')),
        "{pane:?} row {row} at {x},{y}\n{}{meanings}",
        canvas.picture()
    );
}
