//! Bytes are counted: what a slow line carries when the war room starts, moves, counts down and rests.

use chrono::TimeDelta;
use std::time::Duration;
use warroom::ui::canvas::Canvas;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::pace::next_tick;
use warroom::ui::theme::Theme;
use warroom::ui::update::update;
use warroom::ui::view::view;

use crate::acting::{Story, note};
use crate::pictures::model;
use crate::pty::Terminal;
use crate::rooms::{dosages, ranking, vendor};
use crate::typing::keys;

/// A screen with something drawn on it already.
struct Desk {
    model: Model,
    shown: Canvas,
    /// What the first frame cost.
    first: usize,
}

fn drawn(model: &Model) -> Canvas {
    let mut canvas = Canvas::new(0, 0, Theme::ANSI, false);
    view(model, &mut canvas);
    canvas
}

impl Desk {
    /// Three incidents, one of them with a long story.
    fn of_size(size: (u16, u16)) -> Desk {
        let said = |story: Story, number| {
            let text = format!("{number}: three tickets, all with the same wrong answer");
            story.then("14:31:00", "cs1", note(&text))
        };
        let long = (0..120).fold(dosages("AI-261120-XM7Q2K"), said);
        let model = model(vec![vendor(), ranking(), long], size);
        let shown = drawn(&model);
        let mut bytes = Vec::new();
        shown.paint(None, &mut bytes).expect("memory takes bytes");
        Desk { model, shown, first: bytes.len() }
    }

    /// What a message costs.
    fn takes_in(&mut self, message: Message) -> usize {
        update(&mut self.model, message);
        let next = drawn(&self.model);
        let mut bytes = Vec::new();
        next.paint(Some(&self.shown), &mut bytes).expect("memory takes bytes");
        self.shown = next;
        bytes.len()
    }

    /// The bytes of a screen of letters without any look: one for a cell, and three for those signs of
    /// frames and gauges, whoever writes them.
    fn whole(&self) -> usize {
        let (width, height) = self.model.size;
        let picture = self.shown.picture();
        usize::from(width) * usize::from(height) + picture.len() - picture.chars().count()
    }

    /// What keys cost, each.
    fn pressed(&mut self, typed: &str) -> Vec<usize> {
        keys(typed).into_iter().map(|key| self.takes_in(Message::Key(key))).collect()
    }

    /// What a second costs in which nothing happens.
    fn second(&mut self) -> usize {
        self.takes_in(Message::Tick(self.model.now + TimeDelta::seconds(1)))
    }
}

#[test]
fn the_first_frame_costs_little_more_than_a_screen_of_plain_letters() {
    // The smaller the screen, the denser it is written, and the more often the look changes.
    for (size, most) in [((80, 24), 17), ((160, 45), 14), ((200, 60), 13), ((400, 120), 12)] {
        let desk = Desk::of_size(size);
        let (cost, whole) = (desk.first, desk.whole());
        assert!(cost * 10 <= whole * most, "{size:?}: {cost} bytes, the screen has {whole}");
    }
}

#[test]
fn no_frame_costs_more_than_the_whole_screen() {
    let mut desk = Desk::of_size((160, 45));
    let typed = "jj<enter>kk<enter>2z4zz4<pgdn><pgdn><pgup>Gg?<esc>i<esc>T";
    for key in keys(typed) {
        let cost = desk.takes_in(Message::Key(key));
        let whole = desk.whole();
        assert!(cost * 10 <= whole * 13, "{key}: {cost} bytes, the screen has {whole}");
    }
}

#[test]
fn a_row_move_costs_less_than_two_thousand_bytes() {
    for pane in ["1", "2", "3", "4", "5"] {
        let mut desk = Desk::of_size((160, 45));
        desk.pressed(pane);
        for cost in desk.pressed("jjkjjk") {
            assert!(cost < 2000, "pane {pane}: {cost} bytes");
        }
    }
    let mut desk = Desk::of_size((160, 45));
    desk.pressed("4jjjj");
    assert!(desk.pressed("jkjk").into_iter().max() < Some(400), "no row but two has changed");
}

#[test]
fn a_second_of_countdown_costs_a_handful_of_bytes() {
    for (size, most) in [((80, 24), 160), ((160, 45), 250), ((200, 60), 300)] {
        let mut desk = Desk::of_size(size);
        for _ in 0..10 {
            let cost = desk.second();
            assert!((1..=most).contains(&cost), "{size:?}: {cost} bytes");
        }
    }
}

#[test]
fn an_idle_screen_without_a_countdown_costs_nothing() {
    let mut desk = Desk::of_size((160, 45));
    desk.pressed("4z");
    let minute = next_tick(&desk.model).expect("the header shows the minute");
    while desk.model.now + TimeDelta::seconds(1) < minute {
        assert_eq!(desk.second(), 0);
    }
}

#[test]
fn what_is_drawn_again_as_it_stands_costs_nothing() {
    let mut desk = Desk::of_size((160, 45));
    let now = desk.model.now;
    assert_eq!(desk.takes_in(Message::Tick(now)), 0);
    assert_eq!(desk.pressed("k"), [0], "the first row is the first row");
}

#[test]
fn a_terminal_hears_nothing_while_nothing_happens() {
    let home = tempfile::tempdir().expect("a folder of its own");
    let mut terminal = Terminal::running("warroom", (160, 45), home.path());
    terminal.until("declare");
    terminal.silence(Duration::from_secs(2));
    let before = terminal.bytes.len();
    terminal.silence(Duration::from_secs(1));
    assert_eq!(terminal.bytes.len(), before);
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_terminal_hears_nothing_of_countdowns_that_are_not_to_be_seen() {
    let home = tempfile::tempdir().expect("a folder of its own");
    let script = "warroom declare --sev 1 'It counts down' >/dev/null; warroom";
    let mut terminal = Terminal::running(script, (160, 45), home.path());
    terminal.until("It counts down");
    terminal.types("4z");
    // With a countdown on the screen no two seconds would be silent.
    terminal.silence(Duration::from_secs(2));
    terminal.types("q");
    assert_eq!(terminal.end(), 0);
}
