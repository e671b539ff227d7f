//! The one form: fields, the key that goes on, the fault beside the field, and the draft that stays.

use super::field::{Answer, Field};
use crate::incident::{EntryId, IncidentId};
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
    /// Go into another stage.
    Stage,
    /// Seat somebody.
    Assign,
    /// Offer a seat to somebody.
    Handover,
    /// Take a seat that was offered.
    Accept,
    /// Ask somebody to do something.
    Task,
    /// Record a moment.
    Stamp,
    /// Resolve, close or reopen.
    End,
    /// Undo that entry.
    Undo(EntryId),
}

/// A form that is filled in.
#[derive(Debug, Clone)]
pub struct Form {
    /// What it is for.
    pub purpose: Purpose,
    /// Which incident it is about; none for a new one.
    pub incident: Option<IncidentId>,
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
}

impl Form {
    /// An empty form.
    pub fn new(purpose: Purpose, incident: Option<IncidentId>, title: &str) -> Form {
        Form {
            purpose,
            incident,
            title: title.to_owned(),
            about: Vec::new(),
            fields: Vec::new(),
            at: 0,
            trouble: None,
            sending: false,
            is_draft: false,
        }
    }

    /// Adds a field.
    #[must_use]
    pub fn with(mut self, field: Field) -> Form {
        self.fields.push(field);
        self
    }

    /// Adds a line that is worth knowing.
    #[must_use]
    pub fn saying(mut self, about: String) -> Form {
        self.about.push(about);
        self
    }

    /// Whether there is a button: where enter has another meaning in a field, or there is no field.
    pub fn has_button(&self) -> bool {
        self.fields.is_empty() || self.fields.iter().any(|f| matches!(f.answer, Answer::Text(_)))
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
        let stops = self.fields.len() + usize::from(self.has_button());
        let in_text =
            matches!(self.fields.get(self.at), Some(Field { answer: Answer::Text(_), .. }));
        match key.code {
            Code::Char('d') if key.ctrl => return self.send(),
            Code::Tab if key.shift => self.at = (self.at + stops - 1) % stops,
            Code::Tab => self.at = (self.at + 1) % stops,
            Code::Enter if !in_text => {
                if self.at + 1 >= stops {
                    return self.send();
                }
                match self.fields.get(self.at).and_then(Field::fault) {
                    Some(fault) => self.trouble = Some(Trouble::Field(self.at, fault)),
                    None => self.at += 1,
                }
                return Turn::Stay;
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

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if let Some(field) = self.fields.get_mut(self.at).filter(|_| !self.sending) {
            self.trouble = None;
            field.paste(text);
        }
    }

    /// Points at a field and says what is wrong with it.
    pub fn fault(&mut self, field: usize, fault: String) {
        self.at = field;
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
