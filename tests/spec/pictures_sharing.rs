//! Pictures of how a store stands with its server, and what that costs a screen that rests.

use chrono::TimeDelta;
use warroom::ui::Sharing;
use warroom::ui::canvas::Canvas;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::theme::Theme;
use warroom::ui::update::update;
use warroom::ui::view::view;

use crate::acting::at;
use crate::pictures::{pressed, shows_both, three};

/// What is compared here at both sizes.
pub const BOTH: &[&str] =
    &["sharing-meeting", "sharing-synced", "sharing-offline", "sharing-refused"];

fn offline(to_send: usize) -> Sharing {
    Sharing::Offline { since: at("14:05:00"), to_send }
}

fn sharing(size: (u16, u16), sharing: Sharing) -> Model {
    let mut model = three(size);
    update(&mut model, Message::Shared(sharing));
    model
}

#[test]
fn the_screen_says_how_the_store_stands_with_its_server() {
    let why = "the server does not let you do this: a token for the role viewer may not do this";
    let refused = Sharing::Refused { why: why.to_owned(), to_send: 2 };
    shows_both("sharing-meeting", |size| sharing(size, Sharing::Meeting));
    shows_both("sharing-synced", |size| sharing(size, Sharing::Synced));
    shows_both("sharing-offline", |size| sharing(size, offline(3)));
    shows_both("sharing-refused", |size| sharing(size, refused.clone()));
}

fn drawn(model: &Model, ascii: bool) -> Canvas {
    let mut canvas = Canvas::new(0, 0, Theme::ANSI, ascii);
    view(model, &mut canvas);
    canvas
}

#[test]
fn whatever_the_size_the_server_is_named_where_there_is_a_line_for_it_and_in_ascii_too() {
    for size in [(60, 20), (80, 24), (120, 36), (139, 36), (140, 36), (200, 60)] {
        let model = sharing(size, offline(3));
        let lines = drawn(&model, true).picture();
        let named: Vec<&str> = lines.lines().filter(|line| line.contains("% offline")).collect();
        assert_eq!(named.len(), 1, "{size:?}\n{lines}");
        assert!(lines.is_ascii() && lines.contains(", 3 to send"), "{size:?}\n{lines}");
    }
    let none = three((160, 36));
    assert!(
        !drawn(&none, false).picture().contains('⇅'),
        "without a server nothing is said of one"
    );
}

#[test]
fn a_screen_that_rests_stays_silent_whatever_its_server_does() {
    for state in [Sharing::Meeting, Sharing::Synced, offline(3)] {
        let mut model = pressed(sharing((160, 45), state), "4z");
        let later = model.now + TimeDelta::seconds(1);
        update(&mut model, Message::Tick(later));
        let shown = drawn(&model, false);
        update(&mut model, Message::Tick(later + TimeDelta::seconds(1)));
        let mut bytes = Vec::new();
        drawn(&model, false).paint(Some(&shown), &mut bytes).expect("memory takes bytes");
        assert_eq!(bytes.len(), 0);
    }
}

#[test]
fn whose_token_it_is_sits_at_the_screen() {
    let mut model = three((80, 24));
    update(&mut model, Message::Named("cs3".to_owned()));
    assert_eq!(model.setting.me, "cs3");
}
