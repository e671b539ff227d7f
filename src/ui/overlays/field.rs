//! One field of a form: a line, a text of several lines, one of several choices, yes or no.

pub use super::pick::{Choice, Pick};
use crate::time::{DAYS, Moment, typed, typed_day, typed_until};
use crate::ui::keyboard::{Code, Key};
use crate::ui::when::Zone;
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use tui_textarea::{CursorMove, Input, TextArea};

/// The longest text that is taken from the clipboard at once, in bytes.
pub const LONGEST_PASTE: usize = 64 * 1024;

/// A field of a form.
#[derive(Debug, Clone)]
pub struct Field {
    /// What is asked for, in a word.
    pub label: Cow<'static, str>,
    /// What a good answer is, shown while it is empty.
    pub hint: String,
    /// What is asked, in full, shown below the answer while the field has the keys.
    pub help: String,
    /// Whether an answer is needed.
    pub needed: bool,
    /// What an empty answer means; typing replaces it.
    pub otherwise: String,
    /// The answer.
    pub answer: Answer,
    /// What the answer has to be.
    pub check: Check,
    /// How the answer is understood, where that is worth a look.
    pub understood: String,
    /// The answer that stood there before anybody typed.
    pub before: String,
}

/// What an answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Check {
    /// Any text.
    #[default]
    Any,
    /// A time, as people type it.
    Time,
    /// A whole number.
    Number,
    /// A whole number, or that nobody knows it.
    Count,
    /// A time to come, or how many minutes it is away.
    Until,
    /// A day, or how many days it is away.
    Day,
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
    /// Yes or no.
    YesNo(bool),
    /// Nothing is asked: something is to be read, from that line on.
    Page(String, usize),
}

impl Field {
    /// A field of one line.
    pub fn line(label: impl Into<Cow<'static, str>>, hint: &str, needed: bool) -> Field {
        let answer = Answer::Line(editor());
        let (otherwise, understood, before) = (String::new(), String::new(), String::new());
        let check = Check::Any;
        let (label, help) = (label.into(), String::new());
        let hint = hint.to_owned();
        Field { label, hint, help, needed, otherwise, answer, check, understood, before }
    }

    /// A field of several lines.
    pub fn text(label: impl Into<Cow<'static, str>>, hint: &str, needed: bool) -> Field {
        Field { answer: Answer::Text(editor()), ..Field::line(label, hint, needed) }
    }

    /// A choice among several.
    pub fn pick(label: impl Into<Cow<'static, str>>, hint: &str, pick: Pick) -> Field {
        Field::holding(label, hint, Answer::Pick(pick), true)
    }

    /// The name of somebody: those who were seen are proposed.
    pub fn person(
        label: impl Into<Cow<'static, str>>,
        hint: &str,
        people: &[String],
        needed: bool,
    ) -> Field {
        Field::holding(label, hint, Answer::Pick(Pick::proposing(people)), needed)
    }

    /// Yes or no; at first no.
    pub fn yes_no(label: impl Into<Cow<'static, str>>, hint: &str) -> Field {
        Field::holding(label, hint, Answer::YesNo(false), false)
    }

    /// A text to read; nothing is asked.
    pub fn page(label: &'static str, text: &str) -> Field {
        Field::holding(label, "", Answer::Page(text.to_owned(), 0), false)
    }

    /// A time, as people type it.
    pub fn time(label: impl Into<Cow<'static, str>>, hint: &str, needed: bool) -> Field {
        Field { check: Check::Time, ..Field::line(label, hint, needed) }
    }

    /// A day, as people type it.
    pub fn day(label: impl Into<Cow<'static, str>>, hint: &str, needed: bool) -> Field {
        Field { check: Check::Day, ..Field::line(label, hint, needed) }
    }

    /// A whole number.
    pub fn number(label: impl Into<Cow<'static, str>>, hint: &str, needed: bool) -> Field {
        Field { check: Check::Number, ..Field::line(label, hint, needed) }
    }

    fn holding(
        label: impl Into<Cow<'static, str>>,
        hint: &str,
        answer: Answer,
        needed: bool,
    ) -> Field {
        let mut field = Field { answer, ..Field::line(label, hint, needed) };
        field.before = field.typed();
        field
    }

    /// The same field with an answer in it that somebody may change.
    #[must_use]
    pub fn filled(mut self, value: &str) -> Field {
        self.fill(value);
        self.before = self.typed();
        self
    }

    /// The same field, where an empty answer means this.
    #[must_use]
    pub fn otherwise(self, meaning: &str) -> Field {
        Field { otherwise: meaning.to_owned(), ..self }
    }

    /// The same field with more words about what is asked.
    #[must_use]
    pub fn helped(self, help: &str) -> Field {
        Field { help: help.to_owned(), ..self }
    }

    /// Puts an answer into the field, in place of what is there.
    pub fn fill(&mut self, value: &str) {
        match &mut self.answer {
            Answer::Line(_) | Answer::Text(_) => self.replace(value),
            Answer::Pick(pick) => pick.set(value),
            Answer::YesNo(yes) => *yes = matches!(value, "yes" | "true" | "y"),
            Answer::Page(..) => {}
        }
    }

    /// The answer as it goes into a command; of a choice its value.
    pub fn value(&self) -> String {
        let value = match &self.answer {
            Answer::Line(area) | Answer::Text(area) => area.lines().join("\n").trim().to_owned(),
            Answer::Pick(pick) => pick.value(),
            Answer::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Answer::Page(..) => String::new(),
        };
        if value.is_empty() { self.otherwise.clone() } else { value }
    }

    /// What is wrong with the answer before anybody else is asked.
    pub fn fault(&self) -> Option<String> {
        let value = self.value();
        match &self.answer {
            Answer::Pick(pick) if !pick.free && pick.chosen().is_none() => {
                Some(format!("nothing matches `{}`", pick.typed))
            }
            Answer::YesNo(false) if self.needed => Some("y says yes, when it is meant".to_owned()),
            _ if self.needed && value.is_empty() => match &self.answer {
                Answer::Pick(pick) if !pick.free => None,
                _ => Some("is needed".to_owned()),
            },
            _ if self.check == Check::Count && !value.is_empty() => {
                let known = value.parse::<u64>().is_ok() || matches!(&*value, "?" | "unknown");
                (!known).then(|| format!("`{value}` is neither a whole number nor ?"))
            }
            _ if self.check == Check::Number && !value.is_empty() => {
                let number: Result<u64, _> = value.trim_end_matches(" min").parse();
                number.is_err().then(|| format!("`{value}` is not a whole number"))
            }
            _ => None,
        }
    }

    /// What is wrong with a time, seen from now.
    pub fn fault_of_time(&self, now: DateTime<Utc>, zone: Zone) -> Option<String> {
        let value = self.value();
        if self.check == Check::Day && !value.is_empty() {
            let day = typed_day(&value, zone.shown(now).date());
            return day.is_none().then(|| format!("`{value}` is not a day: {DAYS}"));
        }
        if self.check != Check::Time || value.is_empty() {
            return None;
        }
        match typed(&value, now, &zone.offset(now)) {
            Err(error) => Some(error.to_string()),
            Ok(moment) if moment.earliest() > now => Some("that lies in the future".to_owned()),
            Ok(_) => None,
        }
    }

    /// Notes how a time is understood, seen from now.
    pub fn understand(&mut self, now: DateTime<Utc>, zone: Zone) {
        let value = self.value();
        if self.check == Check::Time {
            let moment = typed(&value, now, &zone.offset(now)).ok();
            let plain = moment.filter(|_| value != "now").map(|moment| zone.full(moment));
            self.understood = plain.unwrap_or_default();
        }
        if self.check == Check::Day {
            let day = typed_day(&value, zone.shown(now).date());
            self.understood =
                day.map(|day| day.format("%a %-d %b %Y").to_string()).unwrap_or_default();
        }
        if self.check == Check::Until {
            let until = typed_until(&value, now, &zone.offset(now));
            let until = until.map(|until| format!("until {}", zone.full(Moment::second(until))));
            self.understood = until.unwrap_or_default();
        }
    }

    /// Whether somebody typed something, or chose something else than what was proposed.
    pub fn is_touched(&self) -> bool {
        self.typed() != self.before
    }

    fn typed(&self) -> String {
        match &self.answer {
            Answer::Line(area) | Answer::Text(area) => area.lines().join("\n"),
            Answer::Pick(pick) => format!("{}\n{}", pick.typed, pick.value()),
            Answer::YesNo(yes) => yes.to_string(),
            Answer::Page(..) => String::new(),
        }
    }

    /// The same field with the cursor before the first letter, for a text that is read before it is changed.
    #[must_use]
    pub fn from_its_beginning(mut self) -> Field {
        if let Answer::Line(area) | Answer::Text(area) = &mut self.answer {
            area.move_cursor(CursorMove::Jump(0, 0));
        }
        self
    }

    /// Puts a text in place of the one that is there; undo brings that back.
    pub fn replace(&mut self, text: &str) {
        let text = if matches!(self.answer, Answer::Line(_)) {
            text.trim_end().replace('\n', " ")
        } else {
            text.trim_end_matches('\n').to_owned()
        };
        if let Answer::Line(area) | Answer::Text(area) = &mut self.answer {
            area.select_all();
            area.delete_char();
            area.cancel_selection();
            area.insert_str(text);
        }
    }

    /// Takes a key that edits.
    pub fn key(&mut self, key: Key) {
        match &mut self.answer {
            Answer::Line(area) => {
                let breaks = matches!(key.code, Code::Enter | Code::Up | Code::Down)
                    || (key.ctrl && matches!(key.code, Code::Char('m' | 'n' | 'p' | 'j')));
                if !breaks {
                    area.input(input(shell_key(key)));
                }
            }
            Answer::Text(area) => {
                area.input(input(shell_key(key)));
            }
            Answer::Pick(pick) => pick.key(key),
            Answer::YesNo(yes) => match (key.code, key.typed()) {
                (_, Some('y' | 'Y')) => *yes = true,
                (_, Some('n' | 'N')) | (Code::Backspace, _) => *yes = false,
                (_, Some(' ')) | (Code::Left | Code::Right, _) => *yes = !*yes,
                _ => {}
            },
            Answer::Page(text, top) => {
                let last = text.lines().count().saturating_sub(1);
                *top = match key.code {
                    Code::Down => *top + 1,
                    Code::Up => top.saturating_sub(1),
                    Code::PageDown => *top + 8,
                    Code::PageUp => top.saturating_sub(8),
                    Code::Home => 0,
                    Code::End => last,
                    _ => *top,
                };
                *top = (*top).min(last);
            }
        }
    }

    /// Takes pasted text; a line takes line breaks as blanks. Returns whether all of it was taken.
    pub fn paste(&mut self, text: &str) -> bool {
        let mut end = text.len().min(LONGEST_PASTE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let all = end == text.len();
        let text = text[..end].replace("\r\n", "\n").replace('\r', "\n");
        match &mut self.answer {
            Answer::Line(area) => {
                area.insert_str(text.trim_end().replace('\n', " "));
            }
            Answer::Text(area) => {
                area.insert_str(text);
            }
            Answer::Pick(pick) => pick.paste(&text),
            Answer::YesNo(_) | Answer::Page(..) => {}
        }
        all
    }
}

/// What is said of a paste that was longer than [`LONGEST_PASTE`].
pub const PASTE_CUT: &str = "64 KB fit at once: the end of what was pasted is missing";

/// The editing keys of shells, in the words of the text area: control with u erases to the beginning of
/// the line; alt with u takes back what was typed, and so does control with _, which terminals send as
/// control with 7.
fn shell_key(key: Key) -> Key {
    match key.code {
        Code::Char('u') if key.ctrl => Key::ctrl('j'),
        Code::Char('u') if key.alt => Key::ctrl('u'),
        Code::Char('7' | '_' | '/') if key.ctrl => Key::ctrl('u'),
        _ => key,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_a_pasted_line_break_as_a_blank() {
        let mut field = Field::line("title", "", true);
        field.paste("two\r\nlines\n");
        assert_eq!(field.value(), "two lines");
    }

    #[test]
    fn what_was_typed_can_be_taken_back() {
        for undo in ["alt-u", "ctrl-7"] {
            let mut field = Field::text("note", "", true);
            field.paste("first");
            field.paste(" second");
            field.key(undo.parse().unwrap());
            assert_eq!(field.value(), "first", "{undo}");
            field.key("ctrl-r".parse().unwrap());
            assert_eq!(field.value(), "first second");
        }
    }

    #[test]
    fn a_line_is_erased_up_to_the_cursor() {
        let mut field = Field::line("title", "", true);
        field.paste("wrong words");
        field.key(Key::ctrl('u'));
        assert_eq!(field.value(), "");
    }

    #[test]
    fn a_text_that_comes_back_from_an_editor_replaces_what_was_there() {
        let mut field = Field::text("note", "", true);
        field.paste("first");
        field.replace("second\nline\n");
        assert_eq!(field.value(), "second\nline");
        field.key(Key::ctrl('7'));
        field.key(Key::ctrl('7'));
        assert_eq!(field.value(), "first", "and that can be taken back");
    }
}
