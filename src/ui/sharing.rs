//! How this store stands with its server, in a few words of the last line or of the header.

use super::effect::Effect;
use super::message::Message;
use super::model::Model;
use super::theme::Shade;
use super::when::Zone;
use crate::incident::IncidentId;
use crate::text::Shown;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// How this store stands with its server. Nothing in it changes by the passing of time alone, so that an
/// idle screen stays silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sharing {
    /// They have not met yet.
    Meeting,
    /// Both hold the same; what comes there is shown here at once.
    Synced,
    /// The server cannot be reached; everything else works.
    Offline {
        /// Since when.
        since: DateTime<Utc>,
        /// How many entries wait here.
        to_send: usize,
    },
    /// The server was reached, and does not take what is here.
    Refused {
        /// Why.
        why: String,
        /// How many entries wait here.
        to_send: usize,
    },
}

impl Sharing {
    /// The same in words, and how they look; `wide` where there is room.
    pub fn words(&self, zone: Zone, wide: bool) -> (String, Shade) {
        let waiting = |to_send: &usize| match to_send {
            0 => String::new(),
            many => format!(", {many} to send"),
        };
        match self {
            Sharing::Meeting => ("⇅ connecting".to_owned(), Shade::Muted),
            Sharing::Synced => ("⇅ synced".to_owned(), Shade::Muted),
            Sharing::Offline { since, to_send } => {
                let since =
                    if wide { format!(" since {}", zone.clock(*since)) } else { String::new() };
                (format!("⇅ offline{since}{}", waiting(to_send)), Shade::Warning)
            }
            Sharing::Refused { why, to_send } => {
                let why = if wide { format!(": {why}") } else { String::new() };
                (format!("⇅ refused{}{why}", waiting(to_send)), Shade::Error)
            }
        }
    }
}

/// Somebody who has a screen open on the same server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub name: String,
    /// The incident that they look at, if they look at one.
    pub looks_at: Option<IncidentId>,
}

/// Takes in what the server says: how both stand, who is there, what was purged, who sits here.
pub(super) fn heard(model: &mut Model, message: Message) {
    match message {
        Message::Shared(sharing) => model.sharing = Some(sharing),
        Message::Present(present) => model.present = present,
        Message::Purged(purged) => model.overview.purged = purged,
        Message::Named(name) => model.setting.me = name,
        _ => {}
    }
}

/// Says once which incident is looked at here, where there is a server.
pub(super) fn look(model: &mut Model) -> Option<Effect> {
    if model.sharing.is_none() || model.looked_at == model.open {
        return None;
    }
    model.looked_at = model.open;
    Some(Effect::Look(model.open))
}

/// Who else looks at the incident that is open, in a few words; nothing when nobody does.
pub fn company(model: &Model) -> Option<Shown> {
    let here = |present: &&Present| {
        present.looks_at.is_some()
            && present.looks_at == model.open
            && present.name != model.setting.me
    };
    let names: BTreeSet<&str> =
        model.present.iter().filter(here).map(|present| present.name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let company = format!("also here: {}", names.join(", "));
    (!names.is_empty()).then(|| Shown::of(&company))
}

/// What the screen says of its server; nothing where there is none. No more than that many cells.
pub fn line(model: &Model, wide: bool, cells: usize) -> Option<(Shown, Shade)> {
    let (words, shade) = model.sharing.as_ref()?.words(model.setting.zone, wide);
    Some((Shown::of(&words).cut(cells), shade))
}
