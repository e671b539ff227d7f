//! What is asked of a list over the whole screen, while it is typed and after.

use crate::text::Shown;
use crate::ui::canvas::Row;
use crate::ui::keyboard::{Code, Key};
use crate::ui::keys::Action;
use crate::ui::model::Model;
use crate::ui::theme::Shade;

/// The longest query, in characters.
const LONGEST: usize = 200;

/// A query of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sought {
    /// What is asked for.
    pub typed: String,
    /// Whether it is being typed.
    pub typing: bool,
}

impl Sought {
    /// What is asked for already.
    pub fn about(query: &str) -> Sought {
        let mut sought = Sought::default();
        sought.paste(query.trim());
        sought
    }

    /// Takes a key while it is being typed.
    pub fn edit(&mut self, key: Key) {
        match (key.code, key.typed()) {
            (Code::Enter, _) => self.typing = false,
            (Code::Esc, _) => *self = Sought::default(),
            _ if key == Key::ctrl('c') => *self = Sought::default(),
            _ if key == Key::ctrl('u') => self.typed.clear(),
            (Code::Backspace, _) => {
                self.typed.pop();
            }
            (_, Some(c)) => self.paste(c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }

    /// Adds to what is asked for.
    pub fn paste(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.typed.chars().count());
        self.typed.extend(text.chars().filter(|c| !c.is_control()).take(room));
    }

    /// Draws it; while nothing is asked for, what could be.
    pub fn draw(&self, row: &mut Row<'_>, model: &Model, example: &str) {
        if self.typing {
            row.say("/", Shade::Key).put(&Shown::of(&self.typed), Shade::InputFocus);
            row.cursor(0);
        } else if self.typed.is_empty() {
            let way = model.keymap.way_to(Action::Filter);
            row.put(&Shown::of(&format!("{way} asks: {example}")), Shade::Muted);
        } else {
            row.say("/", Shade::Key).put(&Shown::of(&self.typed), Shade::Strong);
        }
    }
}
