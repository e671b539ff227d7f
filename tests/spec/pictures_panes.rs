//! Pictures of each pane on the whole screen, of the brief, and of one entry in full; and what their keys do.

use std::collections::BTreeMap;
use std::sync::Arc;

use warroom::brief::Seen;
use warroom::incident::{Command, Occasion};
use warroom::store::index::Summary;
use warroom::text::is_safe;
use warroom::time::Moment;
use warroom::ui::canvas::Canvas;
use warroom::ui::desk::Proof;
use warroom::ui::effect::{Asked, Effect};
use warroom::ui::layout::Pane;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::overview::Overview;
use warroom::ui::pace::next_tick;
use warroom::ui::room::Room;
use warroom::ui::theme::Theme;
use warroom::ui::update::update;
use warroom::ui::view::view;

use crate::acting::{Story, at, note};
use crate::anyscreen::{hostile, hostile_room};
use crate::pictures::{model, pressed, shows, shows_both};
use crate::rooms::{dosages, marks, ranking, vendor};
use crate::typing::keys;

/// What is compared here at both sizes.
pub const BOTH: &[&str] = &[
    "full-incidents",
    "full-clocks",
    "full-roles",
    "full-timeline",
    "full-comms",
    "brief",
    "brief-first",
    "entry",
    "detail-role",
    "detail-line",
    "detail-task",
    "detail-rule",
    "rule",
    "overdue",
    "days",
];

/// What is compared here at a size of its own.
pub const PICTURES: &[&str] = &["full-clocks-120x36"];

/// The dosages with a task whose time is up, one that was done, a step left out, a seat that is offered.
fn busy() -> Story {
    let story = dosages("AI-261120-XM7Q2K")
        .then(
            "14:16:30",
            "ops4",
            Command::GiveTask {
                text: "Count the answers that were wrong".into(),
                to: "ds2".into(),
                minutes: 10,
            },
        )
        .then(
            "14:17:00",
            "ops4",
            Command::GiveTask {
                text: "Call the vendor's duty manager".into(),
                to: "swe7".into(),
                minutes: 60,
            },
        );
    let called = story.incident.tasks.iter().find(|task| task.to == "swe7").expect("it was given");
    let called = called.id.to_string();
    story
        .then("14:18:00", "swe7", Command::Acknowledge { task: called.clone() })
        .then("14:30:00", "swe7", Command::FinishTask { task: called })
        .then(
            "14:30:30",
            "ops4",
            Command::Waive { item: "triage.impact".into(), reason: "known since the alert".into() },
        )
        .then(
            "14:31:00",
            "ops4",
            Command::Handover { role: "ai-lead".into(), to: "m7".into(), briefing: None },
        )
}

/// Earlier incidents: two that came back, one of the same system, and one of another kind.
pub fn kinds() -> BTreeMap<String, Vec<Summary>> {
    let mut kinds: BTreeMap<String, Vec<Summary>> = BTreeMap::new();
    for (id, category, title, when, lessons) in [
        (
            "AI-260911-7Q2KXM",
            "hallucination-harm",
            "Refund bot invents rules",
            "2026-09-11",
            (2, 3),
        ),
        ("AI-260302-AAAAAA", "hallucination-harm", "Wrong fares", "2026-03-02", (1, 0)),
        ("AI-260801-BBBBBB", "data-leak", "Titles of others", "2026-08-01", (0, 0)),
    ] {
        let summary = Summary {
            id: id.parse().expect("it is an id"),
            title: title.to_owned(),
            category: Some(category.to_owned()),
            declared_at: Some(when.parse().expect("it is a time")),
            status: "closed".to_owned(),
            lessons_done: lessons.0,
            lessons_open: lessons.1,
            ..Summary::of(&ranking().incident)
        };
        kinds.entry(category.to_owned()).or_default().push(summary);
    }
    kinds
}

fn room(size: (u16, u16)) -> Model {
    let mut model = model(vec![vendor(), ranking(), busy()], size);
    let overview =
        Overview { closed_this_week: 4, near_misses: 2, kinds: kinds(), ..Overview::default() };
    update(&mut model, Message::Overview(overview));
    model
}

#[test]
fn each_pane_on_the_whole_screen_shows_more() {
    shows_both("full-incidents", |size| pressed(room(size), "1z"));
    shows_both("full-clocks", |size| pressed(room(size), "2z"));
    shows_both("full-roles", |size| pressed(room(size), "3z"));
    shows_both("full-timeline", |size| pressed(room(size), "4zj"));
    shows_both("full-comms", |size| pressed(room(size), "5z"));
}

#[test]
fn what_is_under_the_cursor_is_shown_in_full() {
    shows_both("detail-role", |size| pressed(room(size), "3<enter>"));
    shows_both("detail-line", |size| pressed(room(size), "5jj<enter>"));
    shows_both("detail-task", |size| pressed(room(size), "5<enter>"));
    shows_both("detail-rule", |size| pressed(room(size), "5g<enter>"));
    shows_both("rule", |size| pressed(room(size), "5gjj"));
}

#[test]
fn between_the_sizes_a_clock_has_two_lines() {
    shows("full-clocks-120x36", &pressed(room((120, 36)), "2z"));
}

#[test]
fn the_cursor_stays_on_its_role() {
    let mut model = pressed(room((160, 36)), "3jjj");
    let chosen =
        |model: &Model| warroom::ui::panes::roles::chosen(model).map(|role| role.id.clone());
    let before = chosen(&model);
    effects(&mut model, "z");
    assert_eq!(chosen(&model), before);
    effects(&mut model, "<esc>");
    assert_eq!(chosen(&model), before);
}

#[test]
fn hostile_text_stays_text_in_full_panes_briefs_and_details() {
    let mut canvas = Canvas::new(0, 0, Theme::ANSI, false);
    for text in hostile() {
        for (size, typed) in
            [((80, 24), "1z2345b jG"), ((44, 11), "5z3b"), ((160, 36), "5z1<esc>4<enter>jG")]
        {
            let mut model = model(vec![hostile_room("AI-261120-XM7Q2K", &text)], size);
            for key in keys(typed) {
                for effect in update(&mut model, Message::Key(key)) {
                    if let Effect::Brief(incident) = effect {
                        update(&mut model, Message::Seen(incident, None));
                    }
                }
                view(&model, &mut canvas);
                for row in canvas.picture().lines() {
                    let width = unicode_width::UnicodeWidthStr::width(row);
                    assert!(is_safe(row) && width <= usize::from(size.0), "{row:?}");
                }
            }
        }
    }
}

#[test]
fn a_task_whose_time_is_up_comes_first_and_says_so() {
    shows_both("overdue", |size| pressed(room(size), "5"));
}

#[test]
fn rulers_stand_between_the_days() {
    let when = |at: &str| Occasion {
        happened_at: Some(at.parse::<Moment>().expect("it is a time")),
        ..Occasion::now("ops4", at_noon())
    };
    let story = || {
        marks()
            .on(&when("2026-11-18T22:10Z"), note("The first complaint, seen only now"))
            .on(&when("2025-12-30"), note("The model was trained"))
    };
    shows_both("days", |size| pressed(model(vec![story()], size), "4zG"));
}

fn at_noon() -> chrono::DateTime<chrono::Utc> {
    at("14:25:00")
}

fn effects(model: &mut Model, typed: &str) -> Vec<Effect> {
    keys(typed).into_iter().flat_map(|key| update(model, Message::Key(key))).collect()
}

#[test]
fn the_brief_tells_what_came_since_the_last_look_and_remembers_this_one() {
    shows_both("brief", |size| {
        let mut model = room(size);
        let incident = model.open.expect("one is open");
        assert_eq!(effects(&mut model, "b"), [Effect::Brief(incident)]);
        let before = dosages("AI-261120-XM7Q2K").incident;
        let seen = Seen::all_of(&before, at("14:15:00"));
        update(&mut model, Message::Seen(incident, Some(seen)));
        let shown = model.clone();
        assert_eq!(effects(&mut model, "jjGg"), []);
        let now = &model.room().expect("one is open").incident;
        let seen = Seen::all_of(now, model.now);
        assert_eq!(effects(&mut model, "<esc>"), [Effect::Saw { incident, seen }]);
        assert!(model.overlay.is_none());
        shown
    });
    shows_both("brief-first", |size| {
        let mut model = room(size);
        let incident = model.open.expect("one is open");
        update(&mut model, Message::Seen(incident, None));
        model
    });
}

#[test]
fn a_brief_does_not_take_the_place_of_a_form() {
    let mut model = pressed(room((80, 24)), "a");
    let incident = model.open.expect("one is open");
    update(&mut model, Message::Seen(incident, None));
    assert!(matches!(model.overlay, Some(Overlay::Form(_))));
}

#[test]
fn an_entry_in_full_says_whether_its_log_is_intact() {
    shows_both("entry", |size| {
        let mut model = pressed(room(size), "4jjj");
        let incident = model.open.expect("one is open");
        assert_eq!(effects(&mut model, "<enter>"), [Effect::Verify(incident)]);
        let proof = Proof { entries: 31, damage: Vec::new() };
        update(&mut model, Message::Verified(incident, proof));
        model
    });
    let mut model = pressed(room((160, 36)), "4j<enter>");
    let incident = model.open.expect("one is open");
    let damage = vec!["ops4.jsonl:3: the line does not match its id".to_owned()];
    update(&mut model, Message::Verified(incident, Proof { entries: 30, damage }));
    let Some(Overlay::Detail(detail)) = &model.overlay else { panic!("it is open") };
    let (_, chain) = detail.facts.iter().find(|(label, _)| *label == "chain").expect("it is told");
    assert!(chain.starts_with("DAMAGED: ops4.jsonl:3"));
}

#[test]
fn the_cursor_stays_on_its_line_when_the_list_grows_to_the_whole_screen() {
    for size in [(80, 24), (160, 36)] {
        let mut model = pressed(room(size), "5jj");
        let line = |model: &Model| {
            let at = model.scroll(Pane::Comms).at;
            model.tickable().get(at).map(|line| format!("{line:?}"))
        };
        let before = line(&model);
        effects(&mut model, "z");
        if size.0 < 138 {
            assert_eq!(model.scroll(Pane::Comms).at, 0, "it is read from its beginning");
            assert!(matches!(effects(&mut model, "<space>")[..], []), "a message is not ticked");
            effects(&mut model, "z");
            let open = line(&model).expect("there is one");
            assert!(open.contains("Open") || open.contains("Task"), "{open}");
        } else {
            assert_eq!(line(&model), before);
            effects(&mut model, "z");
            assert_eq!(line(&model), before);
        }
    }
}

#[test]
fn what_must_be_said_is_reached_from_the_checklist_without_the_whole_screen() {
    for size in [(80, 24), (120, 36), (160, 36), (200, 60)] {
        for zoomed in ["", "z"] {
            let mut model = pressed(room(size), &format!("5{zoomed}g"));
            let all = model.tickable().len();
            let mut seen = Vec::new();
            for _ in 0..all {
                let at = model.scroll(Pane::Comms).at;
                seen.push(format!("{:?}", model.tickable()[at]));
                effects(&mut model, "j");
            }
            assert!(seen[0].starts_with("Message"), "{}", seen[0]);
            let last = seen[all - 1].clone();
            assert!(!last.starts_with("Message"), "{last}");
            seen.dedup();
            assert_eq!(seen.len(), all, "each once at {size:?}");
            effects(&mut model, "g<space>");
            assert_eq!(model.notice.clone().expect("it is said").text, "a message is not ticked");
            effects(&mut model, "<enter>");
            let Some(Overlay::Detail(detail)) = &model.overlay else { panic!("it is open") };
            assert_eq!(detail.title, "Status update");
        }
    }
}

#[test]
fn a_line_of_another_stage_is_ticked_on_the_whole_screen() {
    let mut model = pressed(room((160, 36)), "5zG");
    let incident = model.open.expect("one is open");
    let ticked = effects(&mut model, "<space>");
    let [Effect::Run { incident: of, command: Command::Tick { item }, asked: Asked::Key }] =
        &ticked[..]
    else {
        panic!("{ticked:?}")
    };
    assert_eq!((*of, &item[..6]), (incident, "learn."));
}

#[test]
fn a_task_that_runs_out_moves_no_cursor() {
    let mut model = pressed(room((160, 36)), "5");
    let name = |model: &Model| format!("{:?}", model.tickable()[model.scroll(Pane::Comms).at]);
    let before = name(&model);
    update(&mut model, Message::Tick(at("14:45:00")));
    assert_eq!(name(&model), before);
    assert!(next_tick(&model).is_some_and(|next| next <= at("14:45:01")), "it counts on");
}

#[test]
fn every_row_of_a_full_pane_can_be_reached_at_any_size() {
    for size in [(80, 24), (120, 36), (200, 60), (60, 12), (21, 6)] {
        for pane in ["1", "2", "3", "4", "5"] {
            let mut model = pressed(room(size), &format!("{pane}z"));
            for _ in 0..80 {
                effects(&mut model, "j");
            }
            let last = model.scroll(model.focus).at;
            effects(&mut model, "G");
            assert_eq!(model.scroll(model.focus).at, last, "{pane} at {size:?}");
            effects(&mut model, "<enter>");
            assert!(pane == "1" || model.overlay.is_some(), "{pane} at {size:?}");
        }
    }
}

#[test]
fn what_was_closed_and_what_came_back_is_counted() {
    let now = at("14:32:07");
    let closed = dosages("AI-261120-AAAAAA")
        .then("14:31:00", "ops4", Command::Resolve { reason: "over".into() })
        .then(
            "14:31:30",
            "ops4",
            Command::Close {
                reason: "done".into(),
                without_outputs: Some("nothing to mend".to_owned()),
            },
        );
    let summaries: Vec<Summary> = [&closed, &dosages("AI-261120-XM7Q2K"), &ranking()]
        .map(|story| Summary::of(&story.incident))
        .to_vec();
    let overview = Overview::of(&summaries, now);
    assert_eq!((overview.closed_this_week, overview.near_misses), (1, 0));
    let of = Room::new(Arc::new(dosages("AI-261120-XM7Q2K").incident), now);
    assert_eq!(overview.before(&of).map(|found| found.earlier.len()), Some(1));
    let next_year = Overview::of(&summaries, now + chrono::TimeDelta::days(400));
    assert_eq!((next_year.closed_this_week, next_year.near_misses), (0, 0));
}

#[test]
fn what_was_closed_counts_by_when_it_was_closed_not_by_the_last_entry() {
    let closed = dosages("AI-261120-AAAAAA")
        .then("14:31:00", "ops4", Command::Resolve { reason: "over".into() })
        .then(
            "14:31:30",
            "ops4",
            Command::Close {
                reason: "done".into(),
                without_outputs: Some("nothing to mend".to_owned()),
            },
        );
    let closed = Summary::of(&closed.incident);
    assert_eq!(closed.closed_at, Some(Moment::second(at("14:31:30"))));
    let later = at("14:32:07") + chrono::TimeDelta::days(10);
    let spoken_of = Summary { changed_at: Some(later.to_rfc3339()), ..closed };
    assert_eq!(Overview::of(std::slice::from_ref(&spoken_of), later).closed_this_week, 0);
    // A server of an older version does not say when: then it does not count.
    let unknown = Summary { closed_at: None, ..spoken_of };
    assert_eq!(Overview::of(&[unknown], at("14:32:07")).closed_this_week, 0);
    assert_eq!(Summary::of(&dosages("AI-261120-XM7Q2K").incident).closed_at, None);
}

#[test]
fn the_full_roles_begin_with_what_is_empty_however_one_comes_to_them() {
    for size in [(80, 24), (160, 36)] {
        for typed in ["3z", "1z3", "1z23", "2z<tab>"] {
            let model = pressed(room(size), typed);
            // On a small screen the cursor's role comes before what does not fit above it.
            let most = usize::from(size.0 < 138);
            assert!(model.scroll(Pane::Roles).top <= most, "{typed} at {size:?}");
        }
    }
}
