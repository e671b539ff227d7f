//! The form for a section of the report.

use super::response::of;
use crate::incident::Command;
use crate::plan::Section;
use crate::ui::doing::Doing;
use crate::ui::overlays::field::Field;
use crate::ui::overlays::form::Form;
use crate::ui::room::Room;

/// Asks for a section of the report: the one that is named, else the first that waits for somebody.
pub fn write(room: &Room, subject: &str) -> Result<Form, String> {
    let incident = &room.incident;
    let plan = incident.plan.as_deref().filter(|plan| !plan.report.is_empty());
    let plan = plan.ok_or_else(|| "the plan asks for no report".to_owned())?;
    let first = || {
        let waits = plan.report.iter().find(|section| incident.is_to_write(section));
        waits.or(plan.report.first())
    };
    let section = if subject.is_empty() { first() } else { plan.section(subject) };
    let section = section.ok_or_else(|| format!("no section is called `{subject}`"))?;
    let before = incident.sections.get(&section.id);
    let text = before.map(|said| said.value.clone()).unwrap_or_default();
    let form = of(Doing::Section, room, &section.id, &section.title);
    let ask = section.ask.clone().unwrap_or_default();
    let mut form = form.saying(help_of(section, before.map(|said| said.by.as_str())));
    form.about.retain(|line| !line.is_empty());
    Ok(form.with(Field::text("text", &ask, true).filled(&text)))
}

/// What belongs into a section, what is there without it, and who wrote what is there.
fn help_of(section: &Section, by: Option<&str>) -> String {
    let ask = section.ask.as_ref().map(|ask| format!("{ask}."));
    let filled = section.filled_with.as_ref().map(|_| "The log fills in what it knows.".to_owned());
    let by = by.map(|by| format!("Written by {by}."));
    let parts: Vec<String> = [ask, filled, by].into_iter().flatten().collect();
    parts.join(" ")
}

/// What the form comes to.
pub fn written(form: &Form) -> Command {
    Command::WriteSection { section: form.subject.clone(), text: form.value("text") }
}
