//! Pictures of what came about elsewhere: entries that somebody carried, incidents that others have purged.

use std::collections::BTreeSet;
use std::sync::Arc;

use warroom::incident::authors::{Author, Carried};
use warroom::incident::{Authorship, Command, Vouched};
use warroom::store::Tombstone;
use warroom::ui::canvas::Canvas;
use warroom::ui::effect::Effect;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::theme::Theme;
use warroom::ui::update::update;
use warroom::ui::view::view;

use crate::acting::at;
use crate::pictures::{model, pressed, shows_both, three};
use crate::pictures_messages::told;

/// What is compared here at both sizes.
pub const BOTH: &[&str] = &[
    "carried",
    "carried-full",
    "carried-entry",
    "carried-approval",
    "purged-elsewhere",
    "purged-elsewhere-full",
    "purged-elsewhere-empty",
];

/// The model, after a server has said that cs1 carried what these wrote, and that the rest is their own.
fn carried(mut model: Model, names: &[&str]) -> Model {
    let room = model.room().expect("a room");
    let mut authors = Authorship::default();
    let mut seen = BTreeSet::new();
    for line in &room.incident.timeline {
        let (log, by) = (line.entry.log.replica, line.entry.by.clone());
        let carried = names.contains(&by.as_str());
        let carried = carried.then(|| Carried { by: "cs1".to_owned(), from: 1 });
        let owner = Some(by).filter(|_| carried.is_none());
        if seen.insert(log) {
            authors
                .hear(log, Vouched { author: Author { owner, carried }, until: 99, split: None });
        }
    }
    let id = room.id();
    update(&mut model, Message::Authors([(id, Arc::new(authors))].into()));
    model
}

fn drawn(model: &Model) -> String {
    let mut canvas = Canvas::new(0, 0, Theme::ANSI, false);
    view(model, &mut canvas);
    canvas.picture()
}

#[test]
fn what_somebody_carried_is_marked_on_the_timeline_and_said_in_full() {
    shows_both("carried", |size| carried(three(size), &["mle2"]));
    shows_both("carried-full", |size| pressed(carried(three(size), &["mle2"]), "4z"));
    shows_both("carried-entry", |size| pressed(carried(three(size), &["mle2"]), "4jj<enter>"));
}

#[test]
fn what_is_known_of_authors_stays_when_the_incident_is_read_again_and_goes_when_it_is_confirmed() {
    let mut model = carried(three((160, 36)), &["mle2"]);
    let incident = Arc::clone(&model.room().expect("a room").incident);
    update(&mut model, Message::Changed(incident));
    assert!(drawn(&model).contains("(unconfirmed)"));
    let model = carried(model, &[]);
    assert!(!drawn(&model).contains("unconfirmed"));
    assert!(drawn(&pressed(model, "4jj<enter>")).contains("confirmed by the server"));
}

#[test]
fn an_approval_that_was_carried_waits_and_says_why() {
    let at = |size| {
        let mut model = carried(model(vec![told()], size), &["lgl"]);
        "cs3".clone_into(&mut model.setting.me);
        let items = &model.room().expect("a room").messages;
        let public = items.iter().position(|item| item.id == "public-sev-1");
        let down = "j".repeat(public.expect("it is drafted"));
        pressed(model, &format!("5zg{down}<enter>"))
    };
    shows_both("carried-approval", at);
    let said = drawn(&at((200, 60)));
    assert!(said.contains("does not count: approved by lgl (carried by cs1, author"), "{said}");
    // Sending it asks for the reason, as without an approval.
    let mut model = carried(model(vec![told()], (160, 36)), &["lgl"]);
    "cs3".clone_into(&mut model.setting.me);
    let typed = ":comms-send public-sev-1<enter><enter>status page<enter><enter>we must<c-d>";
    let mut asked = Vec::new();
    for key in crate::typing::keys(typed) {
        asked.extend(update(&mut model, Message::Key(key)));
    }
    let why = asked.iter().find_map(|effect| match effect {
        Effect::RunEach { commands, .. } => commands.iter().find_map(|command| match command {
            Command::Send(sending) => sending.unapproved.clone(),
            _ => None,
        }),
        _ => None,
    });
    assert_eq!(why.as_deref(), Some("we must"), "{asked:?}\n{}", drawn(&model));
}

/// The model, after it was told that its first incident was purged elsewhere, and one that is over too.
fn purged(mut model: Model) -> Model {
    let first = model.rooms.first().map(warroom::ui::room::Room::id);
    let over = "AI-261001-0DDS4Q".parse().expect("it is an id");
    let stone = |id, by, why| Tombstone::new(id, at("13:05:00"), by, why);
    let mut stones = vec![stone(over, "root1", "kept for two years")];
    stones.extend(first.map(|id| stone(id, "lgl7", "request 41\nof a\u{202e} customer")));
    update(&mut model, Message::Purged(stones));
    model
}

#[test]
fn what_was_purged_elsewhere_is_marked_and_says_by_whom_and_what_helps() {
    shows_both("purged-elsewhere", |size| purged(three(size)));
    shows_both("purged-elsewhere-full", |size| pressed(purged(three(size)), "1z"));
    shows_both("purged-elsewhere-empty", |size| purged(model(Vec::new(), size)));
    let mut model = pressed(purged(three((160, 36))), "1z");
    for words in ["purged elsewhere by lgl7", "purged elsewhere by root1", "warroom purge --accept"]
    {
        assert!(drawn(&model).contains(words), "{words}\n{}", drawn(&model));
    }
    // It goes when it is gone.
    update(&mut model, Message::Purged(Vec::new()));
    assert!(!drawn(&model).to_lowercase().contains("purged"), "{}", drawn(&model));
}

#[test]
fn an_incident_that_was_deleted_for_good_leaves_the_screen() {
    let mut model = three((80, 24));
    let id = model.open.expect("one is open");
    let gone = warroom::incident::Incident::nothing(id);
    update(&mut model, Message::Changed(Arc::new(gone)));
    assert!(model.rooms.iter().all(|room| room.id() != id));
    assert!(model.open.is_some_and(|open| open != id), "another one is shown");
}
