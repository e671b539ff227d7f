//! A message from a template: what is known and what was typed, in the gaps; what is missing, as a mark.

use crate::plan::{Plan, Template, names_in};
use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

/// How many characters a message has at most, its subject counted.
pub const LONGEST_MESSAGE: usize = 64 * 1024;
/// How many steps the engine takes for one message; a template of ours takes some hundred.
const MOST_STEPS: u64 = 20_000;

/// A message as it would go out now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject line, where the template has one.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// What is not known and was not typed, in the order of the text; each stands in it as a mark.
    pub missing: Vec<Missing>,
}

/// Something that a message needs and nobody has said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The field: `next_update`.
    pub name: String,
    /// What is asked for.
    pub title: String,
}

impl Missing {
    /// How it stands in the text.
    pub fn mark(&self) -> String {
        mark(&self.name)
    }

    /// What is asked for, in words.
    pub fn in_words(&self) -> String {
        format!("missing: {} ({})", self.name, self.title)
    }
}

/// Why a message could not be made from its template. Nothing was lost: what was typed is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The template is written in a way that cannot be read.
    #[error("the template {template} cannot be read, {part}: {problem}")]
    Unreadable {
        /// The template.
        template: String,
        /// Its part: `subject`, `part 2`.
        part: String,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// It names a field that nobody can fill.
    #[error(
        "the template {template} names `{field}`, {part}, and nobody can fill it; add it to the template's `fields`"
    )]
    Unknown {
        /// The template.
        template: String,
        /// Its part.
        part: String,
        /// The field.
        field: String,
    },
    /// Something was typed for a field that it does not have.
    #[error("the template {template} has no field `{field}` (one of: {known})")]
    NoField {
        /// The template.
        template: String,
        /// The field.
        field: String,
        /// Those that it has.
        known: String,
    },
    /// What was typed holds a control character.
    #[error("the field `{field}` holds the control character U+{code:04X}; take it out")]
    Control {
        /// The field.
        field: String,
        /// The character.
        code: u32,
    },
    /// What was typed is longer than a message.
    #[error(
        "the field `{field}` has {length} characters, and a message at most {LONGEST_MESSAGE}; shorten it"
    )]
    LongField {
        /// The field.
        field: String,
        /// Its length.
        length: usize,
    },
    /// The message is too long.
    #[error(
        "the template {template} makes a message of more than {LONGEST_MESSAGE} characters, {part}; shorten its fields"
    )]
    TooLong {
        /// The template.
        template: String,
        /// The part that is too much.
        part: String,
    },
    /// The template asks for more work than a message can need.
    #[error(
        "the template {template} does too much work, {part}: more than {MOST_STEPS} steps; take a loop out of it"
    )]
    TooMuchWork {
        /// The template.
        template: String,
        /// The part that is too much.
        part: String,
    },
}

/// Makes the message of a template from what the incident knows and from what was typed, which wins.
///
/// Values are text: nothing in them is read as a template. A heading stands on a line of its own above
/// its part; a part that comes out empty is left out.
pub fn render(
    plan: &Plan,
    template: &Template,
    facts: &BTreeMap<String, String>,
    fields: &BTreeMap<String, String>,
) -> Result<Rendered, TemplateError> {
    let names = names_of(plan, template)?;
    check_fields(template, &names, fields)?;
    let said = |name: &str| {
        let typed = fields.get(name).filter(|text| !text.trim().is_empty());
        typed.or_else(|| facts.get(name)).filter(|text| !text.trim().is_empty())
    };
    let values: BTreeMap<String, Value> = names
        .iter()
        .map(|name| (name.clone(), Value::from_object(Said::of(name, said(name)))))
        .collect();
    let mut engine = Engine {
        template: &template.id,
        values: Value::from(values),
        steps: MOST_STEPS,
        room: LONGEST_MESSAGE,
    };
    let subject = match &template.subject {
        // What was typed over several lines is one line here.
        Some(text) => {
            let text = engine.render("subject", text)?;
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        None => None,
    };
    let mut parts = Vec::new();
    for (i, part) in template.parts.iter().enumerate() {
        let place = place(i);
        let text = engine.render(&place, &part.text)?;
        if text.trim().is_empty() {
            continue;
        }
        let title = part.title.as_ref().map(|title| engine.render(&place, title)).transpose()?;
        parts.push(title.map_or_else(|| text.clone(), |title| format!("{title}\n{text}")));
    }
    let text = parts.join("\n\n");
    let whole = format!("{}\n{text}", subject.as_deref().unwrap_or_default());
    let missing = names.iter().filter(|name| said(name).is_none() && whole.contains(&mark(name)));
    let missing =
        missing.map(|name| Missing { name: name.clone(), title: title_of(plan, template, name) });
    Ok(Rendered { missing: missing.collect(), subject, text })
}

/// The marks of missing fields that still stand in a text: `[next_update?]`.
pub fn open_marks(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for (start, _) in text.match_indices('[') {
        let rest = &text[start + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
        let Some(end) = end.filter(|end| *end > 0 && rest[*end..].starts_with("?]")) else {
            continue;
        };
        let mark = &text[start..start + end + 3];
        if !found.contains(&mark) {
            found.push(mark);
        }
    }
    found
}

/// Every name that a template refers to, in order; or why it cannot be used.
pub(super) fn names_of(plan: &Plan, template: &Template) -> Result<Vec<String>, TemplateError> {
    let mut names: Vec<String> = Vec::new();
    for (part, text) in texts(template) {
        let found = names_in(text).map_err(|problem| TemplateError::Unreadable {
            template: template.id.clone(),
            part: part.clone(),
            problem,
        })?;
        for name in found {
            if !plan.can_fill(template, name) {
                return Err(TemplateError::Unknown {
                    template: template.id.clone(),
                    part,
                    field: name.to_owned(),
                });
            }
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    Ok(names)
}

/// The texts of a template, each with the words for its place.
fn texts(template: &Template) -> impl Iterator<Item = (String, &str)> {
    let subject = template.subject.iter().map(|text| ("subject".to_owned(), text.as_str()));
    let parts = template.parts.iter().enumerate().flat_map(|(i, part)| {
        part.title.iter().chain([&part.text]).map(move |text| (place(i), text.as_str()))
    });
    subject.chain(parts)
}

fn place(part: usize) -> String {
    format!("part {}", part + 1)
}

fn check_fields(
    template: &Template,
    names: &[String],
    fields: &BTreeMap<String, String>,
) -> Result<(), TemplateError> {
    for (field, text) in fields {
        let is_declared = template.fields.iter().any(|gap| gap.id == *field);
        if !is_declared && !names.contains(field) {
            let (template, field) = (template.id.clone(), shortened(field));
            return Err(TemplateError::NoField { template, field, known: names.join(", ") });
        }
        let length = text.chars().count();
        if length > LONGEST_MESSAGE {
            return Err(TemplateError::LongField { field: field.clone(), length });
        }
        if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(TemplateError::Control { field: field.clone(), code: c.into() });
        }
    }
    Ok(())
}

/// A name that nobody knows, inside a message of ours.
fn shortened(name: &str) -> String {
    name.chars().take(40).collect()
}

/// What is asked for in a field: as the template says, else as the plan calls it.
fn title_of(plan: &Plan, template: &Template, name: &str) -> String {
    let is = |id: &str| id.replace('-', "_") == name;
    let gaps = template.fields.iter().map(|gap| (&gap.id, &gap.title));
    let roles = plan.roles.iter().map(|role| (&role.id, &role.title));
    let record = plan.record.iter().map(|field| (&field.id, &field.title));
    let stamps = plan.stamps.iter().map(|stamp| (&stamp.id, &stamp.title));
    let mut known = gaps.chain(roles).chain(record).chain(stamps);
    let found = known.find(|(id, _)| is(id)).map(|(_, title)| title.clone());
    found.unwrap_or_else(|| name.replace('_', " "))
}

fn mark(name: &str) -> String {
    format!("[{name}?]")
}

/// What stands in a gap: a text, its lines for a loop, and whether somebody said it for a condition.
#[derive(Debug)]
struct Said {
    text: String,
    lines: Arc<[Value]>,
    known: bool,
}

impl Said {
    fn of(name: &str, text: Option<&String>) -> Said {
        let Some(text) = text else {
            return Said { text: mark(name), lines: Arc::new([]), known: false };
        };
        let line = |text: &str| {
            let (text, lines) = (text.to_owned(), Arc::new([]) as Arc<[Value]>);
            Value::from_object(Said { text, lines, known: true })
        };
        Said { text: text.clone(), lines: text.lines().map(line).collect(), known: true }
    }
}

impl Object for Said {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let lines = Arc::clone(&self.lines);
        Enumerator::Iter(Box::new((0..lines.len()).map(move |i| lines[i].clone())))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.known
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The engine with what is left of its work and of its room.
struct Engine<'a> {
    template: &'a str,
    values: Value,
    steps: u64,
    room: usize,
}

impl Engine<'_> {
    fn render(&mut self, part: &str, text: &str) -> Result<String, TemplateError> {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_fuel(Some(self.steps));
        let (template, part) = (self.template.to_owned(), part.to_owned());
        let mut sink = Sink { bytes: Vec::new(), room: self.room, is_full: false };
        let done = environment
            .template_from_named_str("message", text)
            .and_then(|text| text.render_captured_to(self.values.clone(), &mut sink))
            .map(|captured| captured.state().fuel_levels());
        match done {
            Ok(levels) => {
                self.steps = levels.map_or(self.steps, |(_, left)| left);
                let text = String::from_utf8_lossy(&sink.bytes).into_owned();
                self.room -= text.chars().count();
                Ok(text)
            }
            Err(_) if sink.is_full => Err(TemplateError::TooLong { template, part }),
            Err(error) if error.kind() == ErrorKind::OutOfFuel => {
                Err(TemplateError::TooMuchWork { template, part })
            }
            Err(error) => {
                let problem =
                    error.detail().unwrap_or("it is not closed as it was begun").to_owned();
                Err(TemplateError::Unreadable { template, part, problem })
            }
        }
    }
}

/// Takes as many characters as there is room for, and no more.
struct Sink {
    bytes: Vec<u8>,
    room: usize,
    is_full: bool,
}

impl Write for Sink {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        // A character is counted at its first byte.
        let characters = more.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
        if characters > self.room {
            self.is_full = true;
            return Err(io::Error::other("the message is too long"));
        }
        self.room -= characters;
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
