//! The screen's command line: a line that is typed, what fits it, and what was wrong with it.

use super::field::{Answer, Field, PASTE_CUT};
use crate::ui::command::names::matching;
use crate::ui::command::values::values;
use crate::ui::command::words::first;
use crate::ui::command::{Meant, meant};
use crate::ui::effect::{Asked, Effect};
use crate::ui::keyboard::{Code, Key};
use crate::ui::keys::{Binding, named};
use crate::ui::model::Model;
use crate::ui::update::act_on;
use crate::ui::{mouse, seeking};

/// How many lines are remembered.
const REMEMBERED: usize = 100;

/// The command line while it is open.
#[derive(Debug, Clone)]
pub struct Palette {
    /// What is typed.
    pub line: Field,
    /// What fits it.
    pub offers: Vec<Offer>,
    /// The offer that is chosen.
    pub at: usize,
    /// What was wrong with the line, and what to do about it.
    pub trouble: Option<(String, String)>,
    /// Whether it was sent and the answer is not here yet.
    pub sending: bool,
    /// Which of the remembered lines stands there, counted from the last, and what was typed before.
    recalled: Option<(usize, String)>,
}

/// Something that fits what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// An action.
    Action(&'static Binding),
    /// A word after an action's name, and what it means.
    Word(String, String),
}

/// Opens the command line with a text in it.
pub fn open(model: &Model, text: &str) -> Palette {
    let mut palette = Palette {
        line: Field::line("", "what is to be done", false),
        offers: Vec::new(),
        at: 0,
        trouble: None,
        sending: false,
        recalled: None,
    };
    palette.write(text);
    palette.look_up(model);
    palette
}

impl Palette {
    /// What is typed, as it stands.
    pub fn typed(&self) -> String {
        match &self.line.answer {
            Answer::Line(area) | Answer::Text(area) => area.lines().join(" "),
            Answer::Pick(_) | Answer::YesNo(_) | Answer::Page(..) => String::new(),
        }
    }

    /// Puts another text into the line.
    fn write(&mut self, text: &str) {
        self.line = Field::line(self.line.label.clone(), &self.line.hint, false);
        // A paste loses the blanks at its end; the one that begins a word is wanted.
        self.line.paste(text);
        if text.ends_with(' ') {
            self.line.key(Key::plain(Code::Char(' ')));
        }
    }

    /// The action whose arguments are being typed.
    pub fn action(&self) -> Option<&'static Binding> {
        let typed = self.typed();
        let (name, _) = typed.trim_start().split_once(char::is_whitespace)?;
        named(name)
    }

    /// Finds what fits the line.
    fn look_up(&mut self, model: &Model) {
        let typed = self.typed();
        self.offers = match self.action() {
            None => matching(&typed, &model.keymap).into_iter().map(Offer::Action).collect(),
            Some(binding) => {
                let (place, word) = place(&typed);
                let found = values(model, binding.action, place, word);
                found.into_iter().map(|value| Offer::Word(value.word, value.note)).collect()
            }
        };
        self.at = 0;
    }

    /// Puts the chosen offer into the line, in the place of the word that was begun.
    fn complete(&mut self, model: &Model) {
        let typed = self.typed();
        let text = match self.offers.get(self.at) {
            Some(Offer::Action(binding)) => format!("{} ", binding.id),
            Some(Offer::Word(word, _)) => {
                let (_, begun) = place(&typed);
                format!("{}{word} ", &typed[..typed.len() - begun.len()])
            }
            None => return,
        };
        self.write(&text);
        self.look_up(model);
    }

    /// Goes through what was typed before: further back, or forth.
    fn recall(&mut self, model: &Model, back: bool) {
        let (place, typed) = match &self.recalled {
            None => (0, self.typed()),
            Some((place, typed)) if back => (place + 1, typed.clone()),
            Some((0, typed)) => {
                let typed = typed.clone();
                self.recalled = None;
                self.write(&typed);
                return self.look_up(model);
            }
            Some((place, typed)) => (place - 1, typed.clone()),
        };
        if let Some(line) = model.typed_lines.iter().rev().nth(place) {
            self.write(line);
            self.recalled = Some((place, typed));
            self.look_up(model);
        }
    }
}

/// Which word after the name is being typed, and what there is of it.
fn place(typed: &str) -> (usize, &str) {
    let (_, mut rest) = typed.trim_start().split_once(char::is_whitespace).unwrap_or((typed, ""));
    let mut place = 0;
    loop {
        rest = rest.trim_start();
        let (word, after) = first(rest);
        if word.is_empty() || after.is_empty() && !rest.ends_with(char::is_whitespace) {
            return (place, rest);
        }
        place += 1;
        rest = if after.is_empty() { "" } else { &rest[rest.len() - last_part(rest, after)..] };
    }
}

/// How many bytes of a text are left from where `after` begins in it; `after` has lost blanks at its end.
fn last_part(rest: &str, after: &str) -> usize {
    let blanks = rest.len() - rest.trim_end().len();
    after.len() + blanks
}

/// Takes a key while the command line is open.
pub fn key(model: &mut Model, mut palette: Palette, key: Key) -> Vec<Effect> {
    let ends = key.code == Code::Esc || key == Key::ctrl('c');
    let empty = palette.typed().is_empty();
    if ends || (empty && key.code == Code::Backspace) {
        return Vec::new();
    }
    if palette.sending {
        return keep(model, palette);
    }
    let last = palette.offers.len().saturating_sub(1);
    match key.code {
        Code::Enter => return enter(model, palette),
        Code::Tab if key.shift => palette.at = palette.at.checked_sub(1).unwrap_or(last),
        Code::Tab => palette.complete(model),
        Code::Up if palette.at == 0 || palette.recalled.is_some() => palette.recall(model, true),
        Code::Down if palette.recalled.is_some() => palette.recall(model, false),
        Code::Up => palette.at -= 1,
        Code::Down => palette.at = (palette.at + 1).min(last),
        Code::PageDown => palette.at = (palette.at + 8).min(last),
        Code::PageUp => palette.at = palette.at.saturating_sub(8),
        _ => {
            palette.line.key(key);
            palette.trouble = None;
            palette.recalled = None;
            palette.look_up(model);
        }
    }
    keep(model, palette)
}

/// Takes pasted text.
pub fn paste(model: &Model, palette: &mut Palette, text: &str) {
    if !palette.sending {
        let all = palette.line.paste(text);
        palette.trouble = (!all).then(|| (PASTE_CUT.to_owned(), String::new()));
        palette.look_up(model);
    }
}

/// Says below the line what went wrong; whether there is one that waits for it.
pub fn refused(model: &mut Model, asked: Option<Asked>, text: &str, remedy: &str) -> bool {
    match &mut model.overlay {
        Some(super::Overlay::Palette(line)) if line.sending && asked == Some(Asked::Line) => {
            line.sending = false;
            line.trouble = Some((text.to_owned(), remedy.to_owned()));
            true
        }
        _ => false,
    }
}

fn keep(model: &mut Model, palette: Palette) -> Vec<Effect> {
    model.overlay = Some(super::Overlay::Palette(Box::new(palette)));
    Vec::new()
}

/// Does what the line says: the action whose name was typed, else the chosen one.
fn enter(model: &mut Model, mut palette: Palette) -> Vec<Effect> {
    let typed = palette.typed();
    let (name, rest) = first(&typed);
    let chosen = match palette.offers.get(palette.at) {
        Some(Offer::Action(binding)) => Some(*binding),
        _ => None,
    };
    let binding = match (named(name), chosen) {
        // The name stands there in full, and nobody went on to another one.
        (Some(binding), _) if palette.at == 0 || chosen.is_none() => binding,
        (_, Some(chosen)) => chosen,
        _ => {
            palette.trouble =
                Some((format!("no action is called `{name}`"), "tab completes".to_owned()));
            return keep(model, palette);
        }
    };
    let rest = if name == binding.id { rest } else { "" };
    match meant(model, binding, rest) {
        Err(fault) => {
            if typed.trim() != binding.id && rest.is_empty() {
                // Chosen from the list: now its words can be typed.
                palette.write(&format!("{} ", binding.id));
                palette.look_up(model);
            }
            let remedy = usage(binding);
            palette.trouble = Some((fault, remedy));
            keep(model, palette)
        }
        Ok(meant) => {
            let line = if rest.is_empty() { binding.id.to_owned() } else { typed };
            remember(model, line.trim());
            carry_out(model, palette, meant)
        }
    }
}

/// How an action is typed.
pub fn usage(binding: &Binding) -> String {
    format!("{} {}", binding.id, binding.arguments).trim_end().to_owned()
}

fn carry_out(model: &mut Model, mut palette: Palette, meant: Meant) -> Vec<Effect> {
    match meant {
        Meant::Act(action) => act_on(model, action),
        Meant::Run(command) => {
            let Some(incident) = model.open else { return Vec::new() };
            palette.sending = true;
            palette.trouble = None;
            keep(model, palette);
            vec![Effect::Run { incident, command, asked: Asked::Line }]
        }
        Meant::Ask(form) => {
            let at = form.at;
            model.take_up(form);
            if let Some(super::Overlay::Form(form)) = &mut model.overlay {
                form.at = at;
            }
            Vec::new()
        }
        Meant::Filter(words) => {
            seeking::seek(model, &words);
            Vec::new()
        }
        Meant::Help(words) => {
            model.overlay = Some(super::Overlay::Help(super::help::Help::about(&words)));
            Vec::new()
        }
        Meant::Register(query) => {
            let register = super::register::Register::about(&query);
            model.overlay = Some(super::Overlay::Register(register));
            Vec::new()
        }
        Meant::Actions(query) => {
            let actions = super::actions::Actions::about(&query);
            model.overlay = Some(super::Overlay::Actions(actions));
            Vec::new()
        }
        Meant::Mouse(on) => mouse::switch(model, on),
    }
}

fn remember(model: &mut Model, line: &str) {
    model.typed_lines.retain(|known| known != line);
    model.typed_lines.push(line.to_owned());
    let many = model.typed_lines.len().saturating_sub(REMEMBERED);
    model.typed_lines.drain(..many);
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn the_word_that_is_being_typed_is_known_by_its_place() {
        assert_eq!(place("sev "), (0, ""));
        assert_eq!(place("sev 2"), (0, "2"));
        assert_eq!(place("assign comms-lead "), (1, ""));
        assert_eq!(place("assign \"comms lead\" c"), (1, "c"));
        assert_eq!(place("task ops4 15 Roll  back"), (3, "back"));
    }
}
