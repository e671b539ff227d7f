//! Pictures of the register, and what its keys do.

use crate::pictures::{pressed, shows_both, three};
use crate::registering::{incidents_of_the_past, the_past};
use std::sync::Arc;
use warroom::store::index::Summary;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::overview::Overview;
use warroom::ui::update::update;

/// What is compared here, at both sizes.
pub const BOTH: &[&str] = &[
    "register",
    "register-asked",
    "register-typing",
    "register-wrong",
    "register-sorted",
    "register-notes",
    "register-refused",
    "form-cell",
    "form-cell-below",
    "form-cell-past",
];

/// A desk with three incidents that go on, and 45 of the past.
pub fn desk(size: (u16, u16)) -> Model {
    let mut model = three(size);
    let open = model.rooms.iter().map(|room| Summary::of(&room.incident));
    let mut all: Vec<Summary> = open.chain(the_past()).collect();
    all[5].near_miss = true;
    "<script>\u{202e}alert(1)".clone_into(&mut all[6].title);
    let overview = Overview { all, ..Overview::default() };
    update(&mut model, Message::Overview(overview));
    model
}

fn asked(model: &Model) -> Option<String> {
    match &model.overlay {
        Some(Overlay::Register(register)) => Some(register.sought.typed.clone()),
        _ => None,
    }
}

#[test]
fn the_register_shows_every_incident_the_newest_first() {
    shows_both("register", |size| pressed(desk(size), ":register<enter>"));
    shows_both("register-asked", |size| {
        pressed(desk(size), ":register sev:1,2 category:bias<enter>jj")
    });
    shows_both("register-sorted", |size| pressed(desk(size), ":register<enter>oo"));
}

#[test]
fn a_query_is_typed_above_the_rows_and_what_is_wrong_stands_beside_it() {
    shows_both("register-typing", |size| pressed(desk(size), ":register<enter>/since:2025 -bot"));
    shows_both("register-wrong", |size| pressed(desk(size), ":register<enter>/sevv:1<enter>"));
}

#[test]
fn a_cell_is_edited_beside_where_it_stands() {
    shows_both("register-notes", |size| pressed(desk(size), ":register<enter>jjh<end>jlllllll"));
    shows_both("form-cell", |size| pressed(desk(size), ":register<enter>lle"));
    shows_both("form-cell-below", |size| {
        pressed(desk(size), ":register<enter>jjllllll<enter><c-u>Ranking drift")
    });
    shows_both("register-refused", |size| {
        pressed(desk(size), ":register<enter>lllle<c-u>ops4<enter>")
    });
    shows_both("form-cell-past", |size| {
        let mut model = pressed(desk(size), ":register<enter><c-d>jjle");
        let past = incidents_of_the_past();
        let wanted = |model: &Model| match &model.overlay {
            Some(Overlay::Register(register)) => register.wanted.map(|(id, _)| id),
            _ => None,
        };
        let id = wanted(&model).expect("it is read first");
        let past = past.into_iter().find(|of| of.id == id).expect("it is one of them");
        update(&mut model, Message::Fetched(Arc::new(past)));
        pressed(model, "<tab>because")
    });
}

#[test]
fn keys_ask_move_open_and_leave() {
    let room = |keys: &str| pressed(desk((120, 36)), &format!(":register<enter>{keys}"));
    assert_eq!(asked(&room("/open<enter>")).as_deref(), Some("open"));
    assert_eq!(asked(&room("/open<esc>")).as_deref(), Some(""), "the words are cleared first");
    assert_eq!(asked(&room("/open<enter><esc>")).as_deref(), Some(""));
    assert_eq!(asked(&room("<esc>")), None);
    assert_eq!(asked(&room("/q")).as_deref(), Some("q"), "a letter that is typed leaves nothing");
    assert_eq!(asked(&room("Gjk<enter>")).as_deref(), Some(""), "what is over is not opened");
    let opened = room("/open<enter>j<enter>");
    assert_eq!(asked(&opened), None, "an incident that goes on is opened");
    assert!(opened.open.is_some());
}

#[test]
fn an_empty_register_and_a_tiny_screen_are_fine() {
    for size in [(80, 24), (20, 5), (1, 1), (200, 60)] {
        let mut model = three(size);
        update(&mut model, Message::Overview(Overview::default()));
        let model = pressed(model, ":register<enter>jG/x<enter><enter>y");
        assert_eq!(asked(&model).as_deref(), Some("x"), "{size:?}");
    }
}
