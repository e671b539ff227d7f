//! One field of a form: a line, a text of several lines, or one of several choices.

use crate::text::Shown;
use crate::ui::keyboard::{Code, Key};
use tui_textarea::{Input, TextArea};

/// The longest text that is taken from the clipboard at once, in bytes.
pub const LONGEST_PASTE: usize = 64 * 1024;

/// A field of a form.
#[derive(Debug, Clone)]
pub struct Field {
    /// What is asked for, in a word.
    pub label: &'static str,
    /// What a good answer is, shown while it is empty.
    pub hint: String,
    /// Whether an answer is needed.
    pub needed: bool,
    /// What an empty answer means; typing replaces it.
    pub otherwise: String,
    /// The answer.
    pub answer: Answer,
}

/// The answer to a field, in the making.
#[derive(Debug, Clone)]
pub enum Answer {
    /// One line.
    Line(Box<TextArea<'static>>),
    /// Several lines.
    Text(Box<TextArea<'static>>),
    /// One of several.
    Pick(Pick),
}

/// One of several choices; typing narrows them down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pick {
    /// What may be chosen.
    pub choices: Vec<Choice>,
    /// What was typed to find one.
    pub typed: String,
    /// Which of the matching ones is chosen.
    pub at: usize,
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
}

impl Pick {
    /// A choice among these; the one with `value` is chosen at first.
    pub fn among(choices: Vec<Choice>, value: &str) -> Pick {
        let at = choices.iter().position(|choice| choice.value == value).unwrap_or(0);
        Pick { choices, typed: String::new(), at }
    }

    /// The choices that match what was typed; those that are named exactly so come first.
    pub fn matching(&self) -> Vec<&Choice> {
        let typed = self.typed.trim().to_lowercase();
        let rank = |choice: &&Choice| {
            let names = [&choice.title, &choice.value].into_iter().chain(&choice.aliases);
            let names: Vec<String> = names.map(|name| name.to_lowercase()).collect();
            match () {
                () if names.contains(&typed) => 0,
                () if names.iter().any(|name| name.starts_with(&typed)) => 1,
                () if names.iter().any(|name| name.ends_with(&typed)) => 2,
                () if names.iter().any(|name| name.contains(&typed)) => 3,
                () => 4,
            }
        };
        if typed.is_empty() {
            return self.choices.iter().collect();
        }
        let mut found: Vec<&Choice> = self.choices.iter().filter(|c| rank(c) < 4).collect();
        found.sort_by_key(rank);
        found
    }

    /// The one that is chosen.
    pub fn chosen(&self) -> Option<&Choice> {
        self.matching().get(self.at).copied()
    }

    fn key(&mut self, key: Key) {
        let last = self.matching().len().saturating_sub(1);
        match (key.code, key.typed()) {
            (Code::Down, _) => self.at = (self.at + 1).min(last),
            (Code::Up, _) => self.at = self.at.saturating_sub(1),
            (Code::PageDown | Code::End, _) => self.at = last,
            (Code::PageUp | Code::Home, _) => self.at = 0,
            (Code::Backspace, _) => {
                self.typed.pop();
                self.at = 0;
            }
            (_, Some(c)) if self.typed.len() < 64 => {
                self.typed.push(c);
                self.at = 0;
            }
            _ => {}
        }
    }
}

impl Field {
    /// A field of one line.
    pub fn line(label: &'static str, hint: &str, needed: bool) -> Field {
        let answer = Answer::Line(editor());
        Field { label, hint: hint.to_owned(), needed, otherwise: String::new(), answer }
    }

    /// A field of several lines.
    pub fn text(label: &'static str, hint: &str, needed: bool) -> Field {
        Field { answer: Answer::Text(editor()), ..Field::line(label, hint, needed) }
    }

    /// A choice among several.
    pub fn pick(label: &'static str, hint: &str, pick: Pick) -> Field {
        Field { answer: Answer::Pick(pick), ..Field::line(label, hint, true) }
    }

    /// The same field, where an empty answer means this.
    #[must_use]
    pub fn otherwise(self, meaning: &str) -> Field {
        Field { otherwise: meaning.to_owned(), ..self }
    }

    /// The answer as it goes into a command; of a choice its value.
    pub fn value(&self) -> String {
        match &self.answer {
            Answer::Line(area) | Answer::Text(area) => {
                let typed = area.lines().join("\n").trim().to_owned();
                if typed.is_empty() { self.otherwise.clone() } else { typed }
            }
            Answer::Pick(pick) => pick.chosen().map(|c| c.value.clone()).unwrap_or_default(),
        }
    }

    /// What is wrong with the answer before anybody else is asked.
    pub fn fault(&self) -> Option<String> {
        match &self.answer {
            Answer::Pick(pick) if pick.chosen().is_none() => {
                Some(format!("nothing matches `{}`", pick.typed))
            }
            Answer::Line(_) | Answer::Text(_) if self.needed && self.value().is_empty() => {
                Some("is needed".to_owned())
            }
            _ => None,
        }
    }

    /// Whether somebody typed something.
    pub fn is_touched(&self) -> bool {
        match &self.answer {
            Answer::Line(area) | Answer::Text(area) => !area.is_empty(),
            Answer::Pick(pick) => !pick.typed.is_empty(),
        }
    }

    /// Takes a key that edits.
    pub fn key(&mut self, key: Key) {
        match &mut self.answer {
            Answer::Line(area) => {
                let breaks = matches!(key.code, Code::Enter | Code::Up | Code::Down)
                    || (key.ctrl && matches!(key.code, Code::Char('m' | 'n' | 'p' | 'j')));
                if !breaks {
                    area.input(input(key));
                }
            }
            Answer::Text(area) => {
                area.input(input(key));
            }
            Answer::Pick(pick) => pick.key(key),
        }
    }

    /// Takes pasted text; a line takes line breaks as blanks.
    pub fn paste(&mut self, text: &str) {
        let mut end = text.len().min(LONGEST_PASTE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = text[..end].replace("\r\n", "\n").replace('\r', "\n");
        match &mut self.answer {
            Answer::Line(area) => {
                area.insert_str(text.trim_end().replace('\n', " "));
            }
            Answer::Text(area) => {
                area.insert_str(text);
            }
            Answer::Pick(pick) => {
                pick.typed.extend(text.chars().filter(|c| !c.is_control()).take(64));
                pick.at = 0;
            }
        }
    }
}

fn editor() -> Box<TextArea<'static>> {
    let mut area = TextArea::default();
    area.set_max_histories(200);
    Box::new(area)
}

fn input(key: Key) -> Input {
    use tui_textarea::Key as Typed;
    let typed = match key.code {
        Code::Char(c) => Typed::Char(c),
        Code::Enter => Typed::Enter,
        Code::Esc => Typed::Esc,
        Code::Tab => Typed::Tab,
        Code::Backspace => Typed::Backspace,
        Code::Delete => Typed::Delete,
        Code::Up => Typed::Up,
        Code::Down => Typed::Down,
        Code::Left => Typed::Left,
        Code::Right => Typed::Right,
        Code::Home => Typed::Home,
        Code::End => Typed::End,
        Code::PageUp => Typed::PageUp,
        Code::PageDown => Typed::PageDown,
    };
    Input { key: typed, ctrl: key.ctrl, alt: key.alt, shift: key.shift }
}

/// The rows that a text takes at a width, broken between graphemes, and where its cursor stands.
pub fn rows_of(area: &TextArea<'_>, width: usize) -> (Vec<Shown>, (usize, usize)) {
    let cursor = area.cursor();
    let (mut rows, mut place) = (Vec::new(), (0, 0));
    let width = width.max(2);
    for (number, line) in area.lines().iter().enumerate() {
        let first = rows.len();
        let (mut row, mut used) = (String::new(), 0);
        for (grapheme, cells) in Shown::of(line).graphemes() {
            if used + cells > width {
                rows.push(Shown::of(&row));
                row.clear();
                used = 0;
            }
            row.push_str(grapheme);
            used += cells;
        }
        rows.push(Shown::of(&row));
        if number == cursor.0 {
            let before: String = line.chars().take(cursor.1).collect();
            let cells = Shown::of(&before).width();
            place = (first + cells / width, cells % width);
        }
    }
    if place.0 == rows.len() {
        rows.push(Shown::default());
    }
    (rows, place)
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
    fn a_line_takes_a_pasted_line_break_as_a_blank() {
        let mut field = Field::line("title", "", true);
        field.paste("two\r\nlines\n");
        assert_eq!(field.value(), "two lines");
    }

    #[test]
    fn a_long_line_is_broken_and_the_cursor_goes_with_it() {
        let mut field = Field::text("text", "", true);
        field.paste("abcdef");
        let Answer::Text(area) = &field.answer else { unreachable!() };
        let (rows, place) = rows_of(area, 3);
        assert_eq!(rows.iter().map(Shown::as_str).collect::<Vec<_>>(), ["abc", "def", ""]);
        assert_eq!(place, (2, 0));
    }
}
