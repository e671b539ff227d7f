//! The work that follows incidents over the whole screen: all of it in one list, what is overdue first; asked
//! for, written down, changed and ended from here.

use super::actions_picture::table;
use super::sought::Sought;
use crate::incident::{EntryId, IncidentId};
use crate::register::{ActionQuery, Following, following};
use crate::ui::doing::Doing;
use crate::ui::keyboard::Key;
use crate::ui::keys::Action;
use crate::ui::model::{Model, Scroll};

/// The list while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actions {
    /// What is asked for.
    pub sought: Sought,
    /// What is to be done about which row, once its incident was read.
    pub wanted: Option<Wanted>,
    /// The row under the cursor, whatever moves around it.
    on: Option<(IncidentId, EntryId)>,
    /// Where the cursor stands.
    scroll: Scroll,
}

/// What is to be done about an incident's work: about the piece with that id, or none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The incident.
    pub incident: IncidentId,
    /// What.
    pub doing: Doing,
    /// The piece of work.
    pub action: Option<EntryId>,
}

/// What a key does to the list.
pub enum Turn {
    /// It stays.
    Stay(Actions),
    /// It goes.
    Close,
    /// A form is opened about a row.
    Do(Actions, Wanted),
    /// What is under the cursor is copied.
    Copy(Actions, String),
    /// It makes no sense, and why.
    Refuse(Actions, &'static str),
}

impl Actions {
    /// The list with what is asked for.
    pub fn about(query: &str) -> Actions {
        Actions { sought: Sought::about(query), ..Actions::default() }
    }

    /// The same list while something waits for its incident, or nothing does.
    #[must_use]
    pub fn wanting(self, wanted: Option<Wanted>) -> Actions {
        Actions { wanted, ..self }
    }

    /// The rows that fit, and what is wrong with the query; then all rows are there.
    pub fn rows<'m>(&self, model: &'m Model) -> (Vec<Following<'m>>, Option<String>) {
        let plan = model.setting.plan.plan();
        let (query, wrong) = match ActionQuery::read(&self.sought.typed, model.now, Some(&plan)) {
            Ok(query) => (query, None),
            Err(error) => (ActionQuery::default(), Some(error.to_string())),
        };
        (following(&model.overview.all, &query, model.now), wrong)
    }

    /// Where the cursor stands among rows, when so many fit: on its row, wherever that went.
    pub fn place(&self, rows: &[Following<'_>], fits: usize) -> Scroll {
        let mut scroll = self.scroll;
        let found = self.on.and_then(|on| rows.iter().position(|row| name(row) == on));
        scroll.at = found.unwrap_or(scroll.at);
        scroll.settle(rows.len(), fits);
        scroll
    }

    /// Takes a key.
    pub fn key(mut self, model: &Model, key: Key) -> Turn {
        let fits = usize::from(table(model.layout().body).height);
        let rows = self.rows(model).0;
        self.scroll = self.place(&rows, fits);
        (self.on, self.wanted) = (None, None);
        if self.sought.typing {
            self.edit(key);
            return Turn::Stay(self.settled(model, fits));
        }
        let row = rows.get(self.scroll.at).copied();
        self.on = row.as_ref().map(name);
        let action = model.keymap.action(key).map(|binding| binding.action);
        if let Some(doing) = doing(key, action) {
            return self.turn_to(doing, row, model);
        }
        let page = fits.max(2) - 1;
        let at = self.scroll.at;
        let to = match action {
            Some(Action::Down) => at + 1,
            Some(Action::Up) => at.saturating_sub(1),
            Some(Action::PageDown) => at + page,
            Some(Action::PageUp) => at.saturating_sub(page),
            Some(Action::First) => 0,
            Some(Action::Last) => usize::MAX,
            Some(Action::Filter) => {
                self.sought.typing = true;
                return Turn::Stay(self);
            }
            Some(Action::Back) if !self.sought.typed.is_empty() => {
                (self.sought.typed, self.on) = (String::new(), None);
                0
            }
            Some(Action::Back | Action::Quit) => return Turn::Close,
            Some(Action::Copy) => {
                return match row {
                    Some(row) => {
                        let text = copied(row, model);
                        Turn::Copy(self, text)
                    }
                    None => Turn::Stay(self),
                };
            }
            _ if key == Key::ctrl('c') => return Turn::Close,
            _ => return Turn::Stay(self),
        };
        (self.scroll.at, self.on) = (to, None);
        Turn::Stay(self.settled(model, fits))
    }

    /// The cursor among the rows that there are now.
    fn settled(mut self, model: &Model, fits: usize) -> Actions {
        let rows = self.rows(model).0;
        self.scroll.settle(rows.len(), fits);
        self.on = rows.get(self.scroll.at).map(name);
        self
    }

    fn turn_to(self, doing: Doing, row: Option<Following<'_>>, model: &Model) -> Turn {
        let Some(row) = row else {
            // Where nothing is listed, it is written down for the incident that is open.
            return match model.open.filter(|_| doing == Doing::AddAction) {
                Some(incident) => Turn::Do(self, Wanted { incident, doing, action: None }),
                None => Turn::Refuse(self, "there is no action"),
            };
        };
        let open = row.what.is_open();
        let why_not = match doing {
            Doing::FinishAction | Doing::DropAction if !open => Some("it has ended already"),
            Doing::ReopenAction if open => Some("it is open"),
            _ => None,
        };
        if let Some(why_not) = why_not {
            return Turn::Refuse(self, why_not);
        }
        let action = (doing != Doing::AddAction).then_some(row.what.action);
        Turn::Do(self, Wanted { incident: row.of.id, doing, action })
    }

    fn edit(&mut self, key: Key) {
        self.sought.edit(key);
        self.scroll = Scroll::default();
    }

    /// Adds to what is asked for.
    pub fn paste(&mut self, text: &str) {
        self.sought.paste(text);
    }
}

/// The letters of this list, and what they do.
pub const LETTERS: [(char, Doing, &str); 5] = [
    ('a', Doing::AddAction, "add"),
    ('e', Doing::ChangeAction, "change"),
    ('d', Doing::FinishAction, "done"),
    ('x', Doing::DropAction, "drop"),
    ('r', Doing::ReopenAction, "reopen"),
];

fn doing(key: Key, action: Option<Action>) -> Option<Doing> {
    if action == Some(Action::Open) {
        return Some(Doing::ChangeAction);
    }
    let letter = key.typed()?;
    LETTERS.iter().find(|(of, ..)| *of == letter).map(|(_, doing, _)| *doing)
}

fn name(row: &Following<'_>) -> (IncidentId, EntryId) {
    (row.of.id, row.what.action)
}

/// A row as a text.
fn copied(Following { of, what }: Following<'_>, model: &Model) -> String {
    let (id, due, words) = (of.id, what.due, what.words(model.now));
    let parts = [&what.text, &what.owner, &format!("due {due}"), &words, &what.kind.to_string()];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
    format!("{id}\t{}", parts.join("\t"))
}
