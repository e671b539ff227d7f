//! The pages of an incident, worked by keys alone.

use std::collections::BTreeMap;

use warroom::catalog::{built_in, standard};
use warroom::incident::{Command, Declared, Occasion, Ruling};
use warroom::plan::{Stage, StageWindow, Unit};
use warroom::ui::Overview;
use warroom::ui::canvas::Canvas;
use warroom::ui::deputy;
use warroom::ui::doing::Doing;
use warroom::ui::effect::Effect;
use warroom::ui::layout::Pane;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::mouse::{Deed, Mouse};
use warroom::ui::overlays::Overlay;
use warroom::ui::overlays::form::Purpose;
use warroom::ui::theme::Theme;
use warroom::ui::update::update;
use warroom::ui::view::view;

use crate::acting::{Story, at};
use crate::pictures::{model, pressed, three};
use crate::pictures_pages::leak;
use crate::rooms::dosages;

fn drawn(model: &Model) -> String {
    let mut canvas = Canvas::new(0, 0, Theme::ANSI, false);
    view(model, &mut canvas);
    canvas.picture()
}

fn leaking(size: (u16, u16)) -> Model {
    model(vec![leak(&standard())], size)
}

#[test]
fn a_page_has_the_whole_screen_and_its_key_or_esc_gives_it_back() {
    for (key, page) in
        [("f", Pane::Classification), ("v", Pane::Record), ("l", Pane::Ledger), ("R", Pane::Report)]
    {
        let model = pressed(leaking((80, 24)), &format!("4{key}"));
        assert_eq!(model.focus, page);
        assert_eq!(model.layout().panes.iter().flatten().count(), 1);
        for leave in [key, "<esc>", "z"] {
            let model = pressed(model.clone(), leave);
            assert_eq!((model.focus, model.zoomed), (Pane::Timeline, false), "{key} {leave}");
        }
    }
}

#[test]
fn a_page_that_was_opened_from_a_zoomed_pane_leads_back_to_it() {
    let model = pressed(leaking((80, 24)), "2zfvl");
    assert_eq!(model.focus, Pane::Ledger);
    let model = pressed(model, "<esc>");
    assert_eq!((model.focus, model.zoomed), (Pane::Clocks, true));
}

#[test]
fn tab_goes_from_page_to_page_and_a_digit_to_a_pane() {
    let model = pressed(leaking((80, 24)), "f<tab>");
    assert_eq!(model.focus, Pane::Record);
    assert_eq!(pressed(model.clone(), "<tab><tab>").focus, Pane::Report);
    assert_eq!(pressed(model.clone(), "<tab><tab><tab>").focus, Pane::Classification);
    assert_eq!(pressed(model.clone(), "<s-tab>").focus, Pane::Classification);
    let model = pressed(model, "3");
    assert_eq!((model.focus, model.zoomed), (Pane::Roles, false));
}

#[test]
fn the_command_line_opens_a_page_by_its_name() {
    for (typed, page) in [
        (":classification<enter>", Pane::Classification),
        (":ai-record<enter>", Pane::Record),
        (":ledger<enter>", Pane::Ledger),
        (":report<enter>", Pane::Report),
    ] {
        assert_eq!(pressed(leaking((80, 24)), typed).focus, page, "{typed}");
    }
}

#[test]
fn zoomed_panes_say_which_page_their_keys_lead_to() {
    let last = |model: Model| drawn(&model).lines().last().unwrap_or_default().to_owned();
    assert!(last(pressed(leaking((80, 24)), "2z")).contains("f classification"));
    let comms = last(pressed(leaking((80, 24)), "5z"));
    assert!(comms.contains("v record") && comms.contains("l ledger"), "{comms}");
    assert!(last(pressed(leaking((80, 24)), "l")).contains("esc back"));
}

#[test]
fn every_row_of_a_page_can_be_reached_at_any_size() {
    for size in [(80, 24), (160, 36), (30, 8), (400, 120)] {
        for key in ["f", "v", "l", "R"] {
            let model = pressed(leaking(size), key);
            let rows = warroom::ui::panes::rows(&model, model.focus);
            assert!(rows > 1, "{key}");
            let model = pressed(model, "G");
            assert_eq!(model.scroll(model.focus).at, rows - 1);
            let model = pressed(model, "g");
            assert_eq!((model.scroll(model.focus).at, model.scroll(model.focus).top), (0, 0));
        }
    }
}

#[test]
fn what_nobody_answered_comes_first() {
    let picture = drawn(&pressed(leaking((160, 120)), "f"));
    let place = |text: &str| picture.find(text).unwrap_or_else(|| panic!("{text}: {picture}"));
    assert!(place("Is a regulated decision affected?") < place("Has somebody lost money"));
    assert!(place("Has somebody lost money") < place("Is personal data involved?"));
    assert!(picture.contains("lgl 14:20: names and addresses were shown"));
}

#[test]
fn an_answer_says_which_clocks_hang_on_it_and_how_they_stand() {
    let rhythm = built_in("rhythm").expect("it is built in");
    let picture = drawn(&pressed(model(vec![leak(&rhythm)], (160, 120)), "f"));
    assert!(picture.contains("GDPR: authority notified (runs)"), "{picture}");
    assert!(picture.contains("no legal advice"));
}

#[test]
fn the_record_says_how_much_of_it_is_filled_and_what_is_missing() {
    let picture = drawn(&pressed(leaking((80, 40)), "v"));
    assert!(picture.contains("8 of 11 filled"), "{picture}");
    assert!(picture.contains("missing: What it read"), "{picture}");
    assert!(picture.contains("AML.T0051, AML.T0057"));
    assert!(picture.contains("mle2 14:24"));
}

#[test]
fn the_ledger_says_what_is_not_verified_and_what_was_lifted_against_its_criteria() {
    let picture = drawn(&pressed(leaking((80, 40)), "l"));
    for words in [
        "2 in force · 1 not verified · 1 lifted",
        "evidence was NOT copied first",
        "verified by swe7 14:10: 20 questions were asked",
        "criteria NOT met: mail never went",
        "lift only when: the leak test passes",
    ] {
        assert!(picture.contains(words), "{words}: {picture}");
    }
}

#[test]
fn words_are_found_and_copied_on_a_page_as_in_a_pane() {
    let model = pressed(leaking((80, 24)), "v/impact<enter>");
    assert_eq!(
        warroom::ui::panes::words::words(&model, Pane::Record, model.scroll(Pane::Record).at)
            .as_deref(),
        Some("Downstream impact: missing")
    );
    assert_eq!(pressed(model, "<esc>").focus, Pane::Record, "esc forgets the words first");
}

#[test]
fn without_an_incident_there_is_no_page() {
    let model = pressed(model(Vec::new(), (80, 24)), "f");
    assert_eq!(model.focus, Pane::Incidents);
    assert!(model.notice.is_some_and(|notice| notice.wrong));
}

#[test]
fn nothing_is_ticked_on_a_page() {
    let model = pressed(three((80, 24)), "l<space>");
    assert!(model.notice.is_some_and(|notice| notice.text.contains("not in sight")));
}

#[test]
fn what_happened_before_is_named_with_its_open_actions_where_there_is_room() {
    let mut desk = three((240, 50));
    let kinds = crate::pictures_panes::kinds();
    update(&mut desk, Message::Overview(Overview { kinds, ..Overview::default() }));
    let picture = drawn(&desk);
    let stages = picture.lines().nth(1).unwrap_or_default();
    assert!(stages.contains("↺ 2 before, 3 of 6 actions open"), "{stages}");
    assert!(picture.contains("2 times"), "{picture}");
    let picture = drawn(&pressed(desk, "1z"));
    assert!(picture.contains("AI-260911-7Q2KXM 2026-09-11: Refund bot invents rules"), "{picture}");
    assert!(picture.contains("2 of 5 lessons done"));
}

/// A plan with a second track and with windows.
fn two_tracks() -> Story {
    let mut plan = (*standard()).clone();
    plan.stages.retain(|stage| stage.track.is_none());
    for stage in &mut plan.stages {
        stage.window = Some(StageWindow { from: 0, to: 30, unit: Unit::Minutes });
    }
    for id in ["first", "second", "third"] {
        plan.stages.push(Stage {
            id: id.to_owned(),
            title: id.to_owned(),
            track: Some("phases".to_owned()),
            window: Some(StageWindow { from: 4, to: 24, unit: Unit::Hours }),
            ..Stage::default()
        });
    }
    leak(&std::sync::Arc::new(plan))
}

#[test]
fn the_stage_names_its_window_and_says_when_that_is_over() {
    let picture = drawn(&model(vec![two_tracks()], (200, 36)));
    let stages = picture.lines().nth(1).unwrap_or_default();
    assert!(stages.contains("DETECT 0 of 4 · min 0-30 is over"), "{stages}");
}

#[test]
fn a_second_track_stands_beside_the_stages_where_there_is_room() {
    let stages = |story: Story, size| {
        drawn(&model(vec![story], size)).lines().nth(1).unwrap_or_default().to_owned()
    };
    let begun = stages(two_tracks(), (200, 36));
    assert!(begun.contains("phases first─second─third"), "{begun}");
    let later = two_tracks().then("14:31:00", "ops4", crate::acting::stage("second"));
    let later = stages(later, (200, 36));
    assert!(later.contains("phases first─▶SECOND─third h 4-24"), "{later}");
    assert!(!later.contains("▶ SECOND"), "the stage of the incident is another one");
    let narrow = stages(two_tracks(), (80, 24));
    assert!(narrow.contains("learn") && !narrow.contains("phases"), "{narrow}");
}

#[test]
fn enter_on_a_row_opens_its_form() {
    let form = |typed: &str| {
        let model = pressed(leaking((80, 24)), typed);
        let Some(Overlay::Form(form)) = model.overlay else { panic!("{typed}") };
        (form.purpose, form.subject)
    };
    let respond = |doing, subject: &str| (Purpose::Respond(doing), subject.to_owned());
    assert_eq!(form("f<enter>"), respond(Doing::Classify, "regulated-decision"));
    assert_eq!(form("vjjj<enter>"), respond(Doing::Record, "data-source"));
    assert_eq!(form("l<enter>").0, Purpose::Respond(Doing::Verify));
    assert_eq!(form("lj<enter>").0, Purpose::Respond(Doing::Lift));
    let lifted = pressed(leaking((80, 24)), "lG<enter>");
    assert!(lifted.overlay.is_none() && lifted.notice.is_some_and(|notice| notice.wrong));
    let nothing = pressed(three((80, 24)), "l<enter>");
    assert!(matches!(nothing.overlay, Some(Overlay::Form(_))), "the first line is written");
}

#[test]
fn a_form_that_is_left_gives_the_page_back() {
    let mut model = pressed(leaking((80, 24)), "f<enter>");
    let Some(Overlay::Form(form)) = &model.overlay else { panic!("no form") };
    assert_eq!(form.incident, model.open);
    model = pressed(model, "<esc>");
    assert_eq!(model.focus, Pane::Classification, "left, the form gives the page back");
}

fn tick(model: &mut Model, time: &str) -> Vec<Effect> {
    update(model, Message::Tick(at(time)))
}

#[test]
fn the_bell_rings_once_when_something_runs_short_or_out_and_is_silent_between() {
    let mut desk = model(vec![dosages("AI-261120-XM7Q2K")], (80, 24));
    assert_eq!(tick(&mut desk, "14:32:08"), [], "what was so at the beginning rings for nobody");
    assert_eq!(tick(&mut desk, "14:36:01"), [Effect::Ring], "a clock is at risk");
    assert_eq!(tick(&mut desk, "14:36:02"), []);
    let silent = Message::Arranged { keys: BTreeMap::new(), mouse: false, bell: false };
    update(&mut desk, silent);
    assert_eq!(tick(&mut desk, "14:53:00"), [], "it is switched off");
    desk.bell = true;
    assert_eq!(tick(&mut desk, "14:53:01"), [], "and what was due then is not rung later");
}

#[test]
fn nothing_rings_for_what_was_waived() {
    let waive = |story: Story, clock: &str| {
        let ruling = Some(Ruling::Waived);
        let wish = Command::Rule { clock: clock.into(), ruling, reason: "not here".into() };
        story.then("14:31:30", "ops4", wish)
    };
    let plan = standard();
    let mut story = dosages("AI-261120-XM7Q2K");
    for clock in plan.clocks.iter().filter(|clock| clock.levels.contains(&"SEV-1".to_owned())) {
        story = waive(story, &clock.id);
    }
    for task in story.incident.tasks.clone() {
        story = story.then("14:31:50", "mle2", Command::FinishTask { task: task.id.to_string() });
    }
    let mut desk = model(vec![story], (80, 24));
    for time in ["14:33:00", "14:45:00", "14:59:00"] {
        let rung: Vec<String> =
            desk.rooms[0].nudges.iter().map(|nudge| nudge.title.clone()).collect();
        assert_eq!(tick(&mut desk, time), [], "{rung:?}");
    }
}

#[test]
fn the_title_carries_the_worst_of_all_without_seconds() {
    let mut desk = three((80, 24));
    let title = |desk: &Model| deputy::title(desk).to_string();
    let first = title(&desk);
    assert!(first.starts_with("SEV-1 7Q2K LATE ") && first.ends_with(" · warroom"), "{first}");
    assert!(first.contains(" min: "), "{first}");
    tick(&mut desk, "14:32:50");
    assert_eq!(title(&desk), first);
    tick(&mut desk, "14:33:50");
    assert_ne!(title(&desk), first);
    assert_eq!(title(&model(Vec::new(), (80, 24))), "warroom");
    let exercise = model(vec![dosages("EX-261120-XM7Q2K")], (80, 24));
    assert!(title(&exercise).starts_with("EXERCISE SEV-1"), "{}", title(&exercise));
}

#[test]
fn a_reminder_stands_in_the_last_line() {
    let declared = Declared { title: "Something is odd".into(), ..Declared::default() };
    let plan = built_in("rhythm").expect("it is built in").to_pinned();
    let story = Story::of("AI-261120-QQQQQQ").then(
        "14:20:00",
        "ops4",
        Command::Declare { declared, plan: Some(plan) },
    );
    let last = |model: &Model| drawn(model).lines().last().unwrap_or_default().to_owned();
    let line = last(&model(vec![story], (160, 36)));
    assert!(line.contains("⚙ Nobody is commander: take the seat"), "{line}");
    assert!(line.contains("? help"), "{line}");
}

#[test]
fn the_whole_clocks_say_why_each_stands_as_it_does() {
    let mut story = leak(&standard());
    let submit =
        Command::Submit { clock: "gdpr-33".into(), reference: Some("DPA-2026-1187".into()) };
    story = story.then("14:31:00", "lgl", submit);
    let explained = Command::ExplainLateness {
        clock: "internal-update".into(),
        reason: "all in the call".into(),
    };
    _ = story.write(&story.incident.clone(), &Occasion::now("cs1", at("14:31:30")), explained);
    let picture = drawn(&pressed(model(vec![story], (160, 120)), "2z"));
    for words in [
        "waived by ops4 14:12: the vendor does this within the hour",
        "paused by ops4 14:13: waits for the vendor's logs",
        "put off until 14:46, by ops4 14:16: everybody sits in the call",
        "because personal data: yes (by lgl 14:20)",
        "submitted by lgl 14:31, reference DPA-2026-1187",
        "Regulation (EU) 2016/679 Art. 33 · read on 2026-11-20 · no legal advice",
        "open: Are we an essential or important entity under NIS2?",
        "f shows the questions; none of this is legal advice",
        "How long it took",
        "detect 25 min",
        "contain not recorded",
    ] {
        assert!(picture.contains(words), "{words}: {picture}");
    }
}

#[test]
fn an_end_before_its_start_is_invalid_and_what_is_missing_is_not_zero() {
    let story =
        leak(&standard()).then("14:31:00", "ops4", crate::acting::stamp("began", "13:50:00"));
    let picture = drawn(&pressed(model(vec![story], (160, 120)), "2z"));
    assert!(picture.contains("detect invalid · declare 6 min"), "{picture}");
    assert!(picture.contains("resolve not recorded") && !picture.contains(" 0 min"), "{picture}");
}

#[test]
fn the_pane_of_clocks_folds_what_nobody_assessed_into_its_frame() {
    for size in [(80, 24), (160, 36)] {
        let picture = drawn(&model(vec![leak(&standard())], size));
        assert!(picture.contains("16 legal clocks not assessed · f"), "{picture}");
        assert!(!picture.contains("NIS2"), "{picture}");
    }
}

#[test]
fn the_whole_roles_say_who_is_called_what_was_used_and_who_has_too_much() {
    let mut story = leak(&standard());
    for minute in 0..9 {
        let given =
            Command::GiveTask { text: format!("Part {minute}"), to: "mle2".into(), minutes: 90 };
        story = story.then(&format!("14:29:{minute:02}"), "ops4", given);
    }
    let picture = drawn(&pressed(model(vec![story], (160, 120)), "3z"));
    for words in [
        "Required by SEV-1, and nobody holds it",
        "duty3 was paged by ops4 14:05: no answer yet",
        "ops4 offered it to ops9, who has not accepted yet",
        "used by ops4 13:57: halt: Stopped the bot",
        "pulls in: ",
        "escalates to ",
        "mle2 has 9 open tasks, more than 7: give some away",
    ] {
        assert!(picture.contains(words), "{words}: {picture}");
    }
}

#[test]
fn the_pane_of_clocks_says_in_words_what_was_put_off_stopped_and_waived() {
    let picture = drawn(&model(vec![leak(&standard())], (200, 80)));
    let row = |title: &str| {
        let row = picture.lines().find(|row| row.contains(title));
        row.unwrap_or_else(|| panic!("{title}: {picture}")).to_owned()
    };
    assert!(row("Internal update").contains("put off"), "{picture}");
    assert!(row("Incident report").contains("paused, 7d 9h left"), "{picture}");
    assert!(row("Review held").contains("waived"), "{picture}");
}

#[test]
fn a_click_selects_a_row_of_a_page() {
    let mut desk = pressed(leaking((80, 24)), "lj");
    desk.mouse = true;
    let rows = drawn(&desk);
    let y = rows.lines().position(|row| row.contains("not verified   ")).expect("it is drawn");
    let last = rows.lines().position(|row| row.contains("answers by mail")).expect("it is drawn");
    for (y, place) in [(y, 0), (last, 2)] {
        let y = u16::try_from(y).expect("it is on the screen");
        let click = Message::Mouse(Mouse { deed: Deed::Click, x: 8, y });
        update(&mut desk, click);
        assert_eq!((desk.focus, desk.scroll(Pane::Ledger).at), (Pane::Ledger, place));
    }
}
