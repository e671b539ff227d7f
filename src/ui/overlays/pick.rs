//! One of several choices, found by typing; where any answer is allowed the choices are only proposals.

use crate::ui::keyboard::{Code, Key};

/// The longest text that finds a choice, in bytes.
const LONGEST: usize = 64;

/// One of several choices; typing narrows them down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pick {
    /// What may be chosen.
    pub choices: Vec<Choice>,
    /// What was typed to find one.
    pub typed: String,
    /// Which of the matching ones is chosen; where any answer is allowed, 0 is what was typed.
    pub at: usize,
    /// Whether what was typed is an answer too.
    pub free: bool,
}

/// Something that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What goes into the command.
    pub value: String,
    /// What is shown.
    pub title: String,
    /// A word of explanation.
    pub note: String,
    /// Other spellings that find it.
    pub aliases: Vec<String>,
}

impl Choice {
    /// A choice that is shown as `title`.
    pub fn new(value: &str, title: &str, note: &str) -> Choice {
        let own = |text: &str| text.to_owned();
        Choice { value: own(value), title: own(title), note: own(note), aliases: Vec::new() }
    }

    /// How well it fits what was typed, the best first; nothing when it does not.
    fn rank(&self, typed: &str) -> Option<usize> {
        let names = [&self.title, &self.value].into_iter().chain(&self.aliases);
        let names: Vec<String> = names.map(|name| name.to_lowercase()).collect();
        match () {
            () if names.iter().any(|name| name == typed) => Some(0),
            () if names.iter().any(|name| name.starts_with(typed)) => Some(1),
            () if names.iter().any(|name| name.ends_with(typed)) => Some(2),
            () if names.iter().any(|name| name.contains(typed)) => Some(3),
            () => None,
        }
    }
}

impl Pick {
    /// A choice among these; the one with `value` is chosen at first.
    pub fn among(choices: Vec<Choice>, value: &str) -> Pick {
        let at = choices.iter().position(|choice| choice.value == value).unwrap_or(0);
        Pick { choices, at, ..Pick::default() }
    }

    /// Any answer; these are proposed.
    pub fn proposing(names: &[String]) -> Pick {
        let choices = names.iter().map(|name| Choice::new(name, name, "")).collect();
        Pick { choices, free: true, ..Pick::default() }
    }

    /// The choices that match what was typed; those that are named exactly so come first.
    pub fn matching(&self) -> Vec<&Choice> {
        let typed = self.typed.trim().to_lowercase();
        if typed.is_empty() {
            return self.choices.iter().collect();
        }
        let ranked = self.choices.iter().filter_map(|c| Some((c.rank(&typed)?, c)));
        let mut found: Vec<(usize, &Choice)> = ranked.collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, choice)| choice).collect()
    }

    /// The one that is chosen.
    pub fn chosen(&self) -> Option<&Choice> {
        let matching = self.matching();
        if !self.free {
            return matching.get(self.at).copied();
        }
        let typed = self.typed.trim().to_lowercase();
        match self.at.checked_sub(1) {
            Some(at) => matching.get(at).copied(),
            // What was typed is taken as it stands, but in the spelling that is known.
            None => matching.first().copied().filter(|choice| choice.rank(&typed) == Some(0)),
        }
    }

    /// The answer.
    pub fn value(&self) -> String {
        match self.chosen() {
            Some(choice) => choice.value.clone(),
            None if self.free => self.typed.trim().to_owned(),
            None => String::new(),
        }
    }

    /// Chooses what is called so, or types it.
    pub fn set(&mut self, value: &str) {
        let rank = value.trim().to_lowercase();
        let exact = self.choices.iter().position(|choice| choice.rank(&rank) == Some(0));
        match exact {
            Some(at) if !self.free => (self.typed, self.at) = (String::new(), at),
            _ => (self.typed, self.at) = (shortened(value), 0),
        }
    }

    pub(super) fn key(&mut self, key: Key) {
        let last = (self.matching().len() + usize::from(self.free)).saturating_sub(1);
        let word = key.ctrl && key.code == Code::Char('w');
        match (key.code, key.typed()) {
            (Code::Down, _) => self.at = (self.at + 1).min(last),
            (Code::Up, _) => self.at = self.at.saturating_sub(1),
            (Code::PageDown | Code::End, _) => self.at = last,
            (Code::PageUp | Code::Home, _) => self.at = 0,
            (Code::Backspace, _) if key.alt => self.erase_word(),
            _ if word => self.erase_word(),
            (Code::Char('u'), _) if key.ctrl => (self.typed, self.at) = (String::new(), 0),
            (Code::Backspace, _) => {
                self.typed.pop();
                self.at = 0;
            }
            (_, Some(c)) if self.typed.len() < LONGEST => {
                self.typed.push(c);
                self.at = 0;
            }
            _ => {}
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.typed = shortened(&format!("{}{text}", self.typed));
        self.at = 0;
    }

    fn erase_word(&mut self) {
        let kept = self.typed.trim_end().rfind(' ').map_or(0, |blank| blank + 1);
        self.typed.truncate(kept);
        self.at = 0;
    }
}

fn shortened(text: &str) -> String {
    let mut kept = String::new();
    for c in text.chars().filter(|c| !c.is_control()) {
        if kept.len() + c.len_utf8() > LONGEST {
            break;
        }
        kept.push(c);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_narrows_a_choice_down_and_an_exact_name_comes_first() {
        let choices = ["SEV-1", "SEV-2", "SEV-12"].map(|id| Choice::new(id, id, ""));
        let mut pick = Pick::among(choices.to_vec(), "SEV-2");
        assert_eq!(pick.chosen().unwrap().value, "SEV-2");
        pick.typed = "1".to_owned();
        pick.at = 0;
        assert_eq!(pick.chosen().unwrap().value, "SEV-1");
        pick.typed = "x".to_owned();
        assert_eq!(pick.chosen(), None);
    }

    #[test]
    fn where_any_answer_is_allowed_only_going_down_takes_a_proposal() {
        let mut pick = Pick::proposing(&["cs1".to_owned(), "cs11".to_owned()]);
        pick.typed = "cs".to_owned();
        assert_eq!(pick.value(), "cs");
        pick.key(Key::plain(Code::Down));
        assert_eq!(pick.value(), "cs1");
        pick.typed = "CS11".to_owned();
        pick.at = 0;
        assert_eq!(pick.value(), "cs11", "in the spelling that is known");
    }
}
