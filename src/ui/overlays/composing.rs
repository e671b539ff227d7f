//! A message that is being written: its template with what was typed, as it would go out, and what is
//! missing or badly worded in it.

use super::field::{Answer, Field};
use super::form::{Form, Trouble};
use crate::comms::{Finding, Missing, Wording, compose, is_outside, known, open_marks};
use crate::incident::Incident;
use crate::plan::{Plan, Template};
use crate::ui::model::Model;
use crate::ui::room::Room;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The label of the text.
pub const TEXT: &str = "text";
/// The label of the subject line.
pub const SUBJECT: &str = "subject";
/// The label under which the message can be read where there is no room beside it.
const PAGE: &str = "preview";
/// From which width of the screen on the message stands beside the form.
pub const BESIDE: u16 = 120;
/// How many findings are told below a field.
const MOST_TOLD: usize = 2;

/// A message as it would go out.
#[derive(Debug, Clone)]
pub struct Preview {
    /// For whom.
    pub audience: String,
    /// The subject line, where it has one.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The marks that still stand in it, with what is asked for.
    pub missing: Vec<String>,
    /// What people outside should not read.
    pub findings: Vec<Finding>,
    /// The template, where it has one.
    template: Option<Template>,
    /// The rules of wording, where they hold for these people.
    wording: Option<Arc<Wording>>,
    /// What the template last made: a subject or a text that says something else was edited by hand.
    made: (String, String),
}

impl Preview {
    /// An empty message to these people.
    pub fn new(plan: Option<&Plan>, audience: &str, template: Option<Template>) -> Preview {
        let plan = plan.filter(|_| is_outside(audience));
        Preview {
            audience: audience.to_owned(),
            subject: String::new(),
            text: String::new(),
            missing: Vec::new(),
            findings: Vec::new(),
            template,
            wording: plan.map(|plan| Arc::new(Wording::of(plan))),
            made: Default::default(),
        }
    }

    /// The template that it is written from.
    pub fn template(&self) -> Option<&Template> {
        self.template.as_ref()
    }
}

/// How a field of a template is called in the form.
pub fn label_of(field: &str) -> String {
    let label = field.replace('_', " ");
    if matches!(label.as_str(), TEXT | SUBJECT | PAGE) { format!("{label} field") } else { label }
}

/// What was typed into the fields of the template, by their names.
pub fn typed(form: &Form) -> BTreeMap<String, String> {
    let template = form.preview.as_deref().and_then(Preview::template);
    template.map(|template| typed_for(form, template)).unwrap_or_default()
}

fn typed_for(form: &Form, template: &Template) -> BTreeMap<String, String> {
    let names = form.fields.iter().filter(|field| !is_own(&field.label)).map(|field| {
        let gap = template.fields.iter().find(|gap| label_of(&gap.id) == field.label);
        (gap.map_or_else(|| field.label.replace(' ', "_"), |gap| gap.id.clone()), field.value())
    });
    names.filter(|(_, value)| !value.is_empty()).collect()
}

fn is_own(label: &str) -> bool {
    matches!(label, TEXT | SUBJECT | PAGE)
}

/// Makes the message anew from what was typed. What was edited by hand stays; what is wrong is told, and
/// nothing that was typed is lost.
pub fn adapt(form: &mut Form, room: &Room, model: &Model) {
    let Some(mut preview) = form.preview.take() else { return };
    if let (Some(plan), Some(template)) = (room.incident.plan.as_deref(), preview.template.clone())
    {
        let item = room.messages.iter().find(|item| item.id == form.subject && item.is_open());
        let facts = known(&room.incident, item, model.now);
        let fields = typed_for(form, &template);
        match compose((&room.incident, plan), &template, &facts, &fields) {
            Ok(message) => {
                let subject = message.subject.unwrap_or_default();
                follow(form, SUBJECT, &mut preview.made.0, &subject);
                follow(form, TEXT, &mut preview.made.1, &message.text);
                preview.missing = message.missing.iter().map(asked_for).collect();
            }
            // A whole that makes no sense is told where the keys are.
            Err(error) => form.trouble = Some(Trouble::Field(form.at, error.to_string())),
        }
    }
    (preview.subject, preview.text) = (form.value(SUBJECT), form.value(TEXT));
    let whole = format!("{}\n{}", preview.subject, preview.text);
    let marks = open_marks(&whole);
    let told = std::mem::take(&mut preview.missing);
    let title = |mark: &&str| {
        let line = told.iter().find(|line| line.starts_with(*mark)).cloned();
        line.unwrap_or_else(|| (*mark).to_owned())
    };
    preview.missing = marks.iter().map(title).collect();
    let contained = is_contained(&room.incident);
    preview.findings = found(&preview, &preview.text, contained);
    for field in &mut form.fields {
        if let Answer::Page(page, _) = &mut field.answer {
            *page = page_of(&preview);
        } else {
            warn(field, &preview, contained);
        }
    }
    form.preview = Some(preview);
}

/// `[next_update?] Time of the next update`.
fn asked_for(missing: &Missing) -> String {
    format!("{} {}", missing.mark(), missing.title)
}

/// Puts what the template made into a field, unless somebody wrote something else there.
fn follow(form: &mut Form, label: &str, made: &mut String, now: &str) {
    let Some(place) = form.place(label) else { return };
    let has_keys = form.at == place;
    let field = &mut form.fields[place];
    let shown = |text: &str| text.trim().to_owned();
    // Whoever empties it and goes on wants the template's words again.
    let is_empty = field.value().is_empty() && !has_keys;
    if shown(&field.value()) == shown(made) || is_empty {
        if field.value() != shown(now) {
            field.replace(now);
            field.before = match &field.answer {
                Answer::Text(area) | Answer::Line(area) => area.lines().join("\n"),
                _ => String::new(),
            };
        }
        now.clone_into(made);
    }
}

fn is_contained(incident: &Incident) -> bool {
    incident.stamp("contained").is_some()
}

fn found(preview: &Preview, text: &str, contained: bool) -> Vec<Finding> {
    preview.wording.as_ref().map(|wording| wording.findings(text, contained)).unwrap_or_default()
}

/// Says below a field what people outside should not read in it.
fn warn(field: &mut Field, preview: &Preview, contained: bool) {
    let asked = field.help.split('\n').next().unwrap_or_default().to_owned();
    let asked = if asked.starts_with('‼') { String::new() } else { asked };
    let found = found(preview, &field.value(), contained);
    let told = found.iter().take(MOST_TOLD).map(in_words);
    let lines = std::iter::once(asked).chain(told).filter(|line| !line.is_empty());
    field.help = lines.collect::<Vec<_>>().join("\n");
}

/// A finding in words: `‼ "soon": name a time`.
pub fn in_words(finding: &Finding) -> String {
    format!("‼ {:?}: {}", finding.words, finding.instead)
}

/// The message as a page, with what is wrong with it.
fn page_of(preview: &Preview) -> String {
    let mut lines = Vec::new();
    if !preview.subject.is_empty() {
        lines.extend([preview.subject.clone(), String::new()]);
    }
    lines.extend(preview.text.lines().map(str::to_owned));
    let missing = preview.missing.iter().map(|line| format!("‼ missing: {line}"));
    let wrong: Vec<String> = missing.chain(preview.findings.iter().map(in_words)).collect();
    if !wrong.is_empty() {
        lines.push(String::new());
        lines.extend(wrong);
    }
    lines.join("\n")
}

/// Whether somebody reads the message just now, and from which line on.
pub fn reads(form: &Form) -> Option<usize> {
    match form.fields.get(form.at)? {
        Field { answer: Answer::Page(_, top), label, .. } if label == PAGE => Some(*top),
        _ => None,
    }
}

/// A field in which the message is read, where there is no room beside the form.
pub fn page() -> Field {
    Field::page(PAGE, "")
}
