//! The one form: fields, the key that goes on, the fault beside the field, and the draft that stays.

use super::composing::Preview;
use super::field::{Answer, Field, PASTE_CUT};
use super::register::Cell;
use crate::incident::{Assessed, EntryId, IncidentId};
use crate::ui::doing::Doing;
use crate::ui::keyboard::{Code, Key};

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Declare an incident.
    Declare,
    /// Write a note.
    Note,
    /// Write down a decision.
    Decide,
    /// Set the severity.
    Severity,
    /// Answer what the severity helper asks.
    Assess,
    /// Go into another stage.
    Stage,
    /// Seat somebody.
    Assign,
    /// Offer a seat to somebody.
    Handover,
    /// Take a seat that was offered.
    Accept,
    /// Empty a seat.
    Release,
    /// Ask somebody to do something.
    Task,
    /// Say yes to a task.
    Acknowledge,
    /// Report a task as done.
    Finish,
    /// Record a moment.
    Stamp,
    /// Register something preserved.
    Evidence,
    /// Tie the incident to something.
    Link,
    /// Add a line to a checklist.
    AddItem,
    /// Leave a checklist line out.
    Waive,
    /// Correct a declared fact.
    Correct,
    /// Resolve, close or reopen.
    End,
    /// Undo that entry.
    Undo(EntryId),
    /// Remove that entry's content.
    Redact(EntryId),
    /// Do something about the response.
    Respond(Doing),
    /// Edit a cell of the register.
    Cell(Cell),
    /// Choose a form.
    More,
}

/// A form that is filled in.
#[derive(Debug, Clone)]
pub struct Form {
    /// What it is for.
    pub purpose: Purpose,
    /// Which incident it is about; none for a new one.
    pub incident: Option<IncidentId>,
    /// Which row it is about, by its id, where it was opened for one.
    pub subject: String,
    /// Its name.
    pub title: String,
    /// What is worth knowing before one answers.
    pub about: Vec<String>,
    /// What is asked.
    pub fields: Vec<Field>,
    /// The field that has the keys; past the last one stands the button.
    pub at: usize,
    /// What is wrong.
    pub trouble: Option<Trouble>,
    /// Whether it was sent and the answer is not here yet.
    pub sending: bool,
    /// Whether it was left before and taken up again.
    pub is_draft: bool,
    /// How many fields are shown while the others wait behind the tabulator.
    pub folded: Option<usize>,
    /// Which choice the fields after the first one belong to, where they depend on it.
    pub variant: String,
    /// What the severity helper was told; it lies over this form.
    pub told: Assessed,
    /// The level that the helper proposed and that was taken over, and why.
    pub proposed: Option<(String, String)>,
    /// The level that was chosen before the helper was asked for.
    pub level_before: String,
    /// The form that this one lies over, and goes back to.
    pub above: Option<Box<Form>>,
    /// Whether the key that begins `ctrl-x ctrl-e` was pressed.
    pub began_chord: bool,
    /// The message that is written in it, as it would go out.
    pub preview: Option<Box<Preview>>,
}

/// What is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// An answer is missing, or makes no sense.
    Field(usize, String),
    /// The whole was refused, and what would be allowed.
    Refused(String, String),
}

/// What a key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The form goes on.
    Stay,
    /// It is left; what was typed stays.
    Leave,
    /// It is to be sent.
    Send,
    /// The text of the field is to be written in an editor.
    Edit,
}

impl Form {
    /// An empty form.
    pub fn new(purpose: Purpose, incident: Option<IncidentId>, title: &str) -> Form {
        Form {
            purpose,
            incident,
            subject: String::new(),
            title: title.to_owned(),
            about: Vec::new(),
            fields: Vec::new(),
            at: 0,
            trouble: None,
            sending: false,
            is_draft: false,
            folded: None,
            variant: String::new(),
            told: Assessed::new(),
            proposed: None,
            level_before: String::new(),
            above: None,
            began_chord: false,
            preview: None,
        }
    }

    /// Adds a field.
    #[must_use]
    pub fn with(mut self, field: Field) -> Form {
        self.fields.push(field);
        self
    }

    /// Folds away the fields from here on: they are shown once somebody asks for them.
    #[must_use]
    pub fn folding(self) -> Form {
        Form { folded: Some(self.fields.len()), ..self }
    }

    /// How many fields are shown.
    pub fn shown(&self) -> usize {
        self.folded.unwrap_or(self.fields.len()).min(self.fields.len())
    }

    /// The place of a field, by its label.
    pub fn place(&self, label: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.label == label)
    }

    /// Puts answers into fields, by their labels; what the form does not ask is left aside.
    pub fn fill(&mut self, given: &[(&str, &str)]) {
        for (label, value) in given {
            if let Some(place) = self.place(label) {
                self.fields[place].fill(value);
                self.folded = self.folded.filter(|shown| place < *shown);
            }
        }
    }

    /// Takes over what somebody typed into an older form of the same kind.
    #[must_use]
    pub fn continuing(mut self, draft: Form) -> Form {
        if !draft.variant.is_empty() {
            return Form { is_draft: true, ..draft };
        }
        for old in draft.fields.clone() {
            let Some(place) = self.place(&old.label) else { continue };
            if !old.is_touched() && self.fields[place].is_touched() {
                continue;
            }
            let field = &mut self.fields[place];
            match (&mut field.answer, old.answer) {
                // The choices may have changed since; what was chosen is found among them again.
                (Answer::Pick(pick), Answer::Pick(old)) => match old.chosen() {
                    Some(choice) if !old.free => pick.set(&choice.value.clone()),
                    _ => (pick.typed, pick.at) = (old.typed, 0),
                },
                (answer, old) => *answer = old,
            }
        }
        let Form { at, folded, told, proposed, level_before, .. } = draft;
        Form { at, folded, told, proposed, level_before, is_draft: true, ..self }
    }

    /// Whether it asks the same about the same thing as another form.
    pub fn is_of(&self, other: &Form) -> bool {
        (self.purpose, self.incident, &self.subject)
            == (other.purpose, other.incident, &other.subject)
    }

    /// Adds a line that is worth knowing.
    #[must_use]
    pub fn saying(mut self, about: String) -> Form {
        self.about.push(about);
        self
    }

    /// Whether there is a button: where enter has another meaning in a field, or there is no field.
    pub fn has_button(&self) -> bool {
        let mut shown = self.fields.iter().take(self.shown());
        self.fields.is_empty() || shown.any(|field| matches!(field.answer, Answer::Text(_)))
    }

    /// Whether somebody typed something that would be lost.
    pub fn is_touched(&self) -> bool {
        self.fields.iter().any(Field::is_touched)
    }

    /// The value of a field, by its label.
    pub fn value(&self, label: &str) -> String {
        self.fields.iter().find(|field| field.label == label).map(Field::value).unwrap_or_default()
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Turn {
        if key.code == Code::Esc || key == Key::ctrl('c') {
            return Turn::Leave;
        }
        if self.sending {
            return Turn::Stay;
        }
        let answer = self.fields.get(self.at).map(|field| &field.answer);
        let in_text = matches!(answer, Some(Answer::Text(_)));
        let has_rows = in_text || matches!(answer, Some(Answer::Pick(_) | Answer::Page(..)));
        if std::mem::take(&mut self.began_chord) && in_text && key == Key::ctrl('e') {
            return Turn::Edit;
        }
        match key.code {
            Code::Char('x') if key.ctrl && in_text => self.began_chord = true,
            Code::Char('d') if key.ctrl => return self.send(),
            Code::Tab if key.shift => self.go(-1, true),
            Code::Tab => {
                if self.at + 1 == self.shown() {
                    self.folded = None;
                }
                self.go(1, true);
            }
            Code::Up if !has_rows => self.go(-1, false),
            Code::Down if !has_rows => self.go(1, false),
            Code::Enter if !in_text => {
                if self.stops().last() == Some(&self.at) {
                    return self.send();
                }
                match self.fields.get(self.at).and_then(Field::fault) {
                    Some(fault) => self.trouble = Some(Trouble::Field(self.at, fault)),
                    None => self.go(1, false),
                }
            }
            _ => {
                self.trouble = None;
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.key(key);
                }
            }
        }
        Turn::Stay
    }

    /// Where the keys can be: the fields that are shown, and the button past all of them.
    fn stops(&self) -> Vec<usize> {
        let button = self.has_button().then_some(self.fields.len());
        (0..self.shown()).chain(button).collect()
    }

    fn go(&mut self, by: isize, round: bool) {
        let stops = self.stops();
        let at = stops.iter().position(|stop| *stop == self.at).unwrap_or(0);
        let last = stops.len() - 1;
        let to = match at.checked_add_signed(by) {
            Some(to) if to <= last => to,
            Some(_) if round => 0,
            None if round => last,
            _ => at,
        };
        self.at = stops[to];
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if let Some(field) = self.fields.get_mut(self.at).filter(|_| !self.sending) {
            let all = field.paste(text);
            self.trouble = (!all).then(|| Trouble::Field(self.at, PASTE_CUT.to_owned()));
        }
    }

    /// Points at a field and says what is wrong with it.
    pub fn fault(&mut self, field: usize, fault: String) {
        self.at = field;
        self.folded = self.folded.filter(|shown| field < *shown);
        self.trouble = Some(Trouble::Field(field, fault));
    }

    fn send(&mut self) -> Turn {
        let fault = self.fields.iter().enumerate().find_map(|(at, f)| Some((at, f.fault()?)));
        match fault {
            Some((at, fault)) => {
                self.fault(at, fault);
                Turn::Stay
            }
            None => Turn::Send,
        }
    }
}
