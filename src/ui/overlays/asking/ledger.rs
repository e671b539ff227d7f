//! Forms for the containment ledger: what is contained, seen to work, and lifted.

use super::LATER;
use super::answers::optional;
use super::response::of;
use crate::incident::{Command, Containment};
use crate::plan::{Plan, Verb};
use crate::telling::contained_how;
use crate::ui::doing::Doing;
use crate::ui::model::Model;
use crate::ui::overlays::field::{Choice, Field, Pick};
use crate::ui::overlays::form::Form;
use crate::ui::room::Room;

/// Asks what was done, to what, whether evidence was copied first, and what must be so before it ends.
pub fn contain(room: &Room, verb: &str) -> Result<Form, String> {
    let plan = room.incident.plan.as_deref().filter(|plan| !plan.verbs.is_empty());
    let plan = plan.ok_or("the plan names nothing that contains harm")?;
    let choice = |verb: &Verb| Choice {
        aliases: vec![verb.done.clone()],
        ..Choice::new(&verb.id, &verb.id.replace('-', " "), &about(room, plan, verb))
    };
    let verbs: Vec<Choice> = plan.verbs.iter().map(choice).collect();
    let copied = vec![
        Choice::new(LATER, "not said", ""),
        Choice::new("yes", "yes", "prompts, outputs, logs were copied before"),
        Choice::new("no", "no", "what is gone is gone"),
    ];
    let at = usize::from(plan.verb(verb).is_some());
    let form = of(Doing::Contain, room, "", "Contain")
        .with(Field::pick("verb", "type to find one", Pick::among(verbs, verb)))
        .with(Field::line("what", "which model, prompt, feature, key, source", true))
        .with(
            Field::pick("evidence", "y or n", Pick::among(copied, LATER))
                .helped("Was the evidence copied before this was done?"),
        )
        .with(Field::line("lift when", "what must be so before it is lifted", false));
    Ok(Form { at, ..form })
}

/// What a verb does, and who may do it without asking.
fn about(room: &Room, plan: &Plan, verb: &Verb) -> String {
    let Some(needs) = &verb.needs else { return verb.what.clone() };
    let may = plan.roles.iter().filter(|role| role.may.contains(needs));
    let may = may.map(|role| match room.incident.holder(&role.id) {
        Some(holder) => format!("{} ({holder})", role.short),
        None => role.short.clone(),
    });
    let may: Vec<String> = may.collect();
    if may.is_empty() {
        return verb.what.clone();
    }
    format!("{}; may: {}", verb.what, may.join(", "))
}

/// Asks which containment was seen to work, and how.
pub fn verify(room: &Room, model: &Model, which: &str) -> Result<Form, String> {
    let open = |line: &Containment| line.lifted.is_none() && line.verified.is_none();
    let pick = lines(room, model, which, open).ok_or("no containment waits to be verified")?;
    let at = usize::from(pick.choices.len() == 1 || !which.is_empty());
    let form = of(Doing::Verify, room, which, "Verify a containment")
        .with(Field::pick("which", "type to find one", pick))
        .with(Field::line("note", "how it was seen that it works", false));
    Ok(Form { at, ..form })
}

/// Asks which containment ends, and whether what was to be so before is so.
pub fn lift(room: &Room, model: &Model, which: &str) -> Result<Form, String> {
    let open = |line: &Containment| line.lifted.is_none();
    let pick = lines(room, model, which, open).ok_or("no containment is in force")?;
    let at = usize::from(pick.choices.len() == 1 || !which.is_empty());
    let form = of(Doing::Lift, room, which, "Lift a containment").with(Field::pick(
        "which",
        "type to find one",
        pick,
    ));
    Ok(Form { at, ..form })
}

fn lines(
    room: &Room,
    model: &Model,
    which: &str,
    open: impl Fn(&Containment) -> bool,
) -> Option<Pick> {
    let plan = room.incident.plan.as_deref();
    let numbered = (1..).zip(&room.incident.response.containments);
    let choices: Vec<Choice> = numbered
        .filter(|(_, line)| open(line))
        .map(|(number, line): (usize, &Containment)| {
            let title = format!("{} {}", contained_how(plan, &line.verb), line.what);
            let since = model.setting.zone.brief(line.since);
            let seen = if line.verified.is_some() { "verified" } else { "not verified" };
            let until = line.criteria.as_ref().map(|until| format!("; lift when {until}"));
            let note = format!("{} {since}, {seen}{}", line.by, until.unwrap_or_default());
            let aliases = vec![number.to_string(), line.what.clone()];
            Choice { aliases, ..Choice::new(&line.id.to_string(), &title, &note) }
        })
        .collect();
    (!choices.is_empty()).then(|| Pick::among(choices, which))
}

/// What follows from the containment that is chosen: its criteria, and whether they are met.
pub fn adapt(form: &mut Form, room: &Room) {
    let which = form.value("which");
    if which == form.variant {
        return;
    }
    let reason = form.value("reason");
    let mut ledger = room.incident.response.containments.iter();
    let found = ledger.find(|line| line.id.to_string() == which);
    form.fields.truncate(1);
    let criteria = found.and_then(|line| line.criteria.as_deref());
    if let Some(criteria) = criteria {
        let help = format!("It is to be lifted only when: {criteria}");
        form.fields.push(Field::yes_no("criteria met", "y says that it is so now").helped(&help));
    }
    let hint = if criteria.is_some() { "needed when they are not met" } else { "why now" };
    form.fields.push(Field::line("reason", hint, false));
    form.fill(&[("reason", &reason)]);
    form.variant = which;
}

/// What the answers about a new line come to.
pub fn contained(form: &Form) -> Command {
    Command::Contain {
        verb: form.value("verb"),
        what: form.value("what"),
        criteria: optional(form, "lift when"),
        evidence_copied: optional(form, "evidence").map(|copied| copied == "yes"),
    }
}

/// What the answers about the end of a line come to.
pub fn lifted(form: &Form) -> Command {
    Command::Lift {
        containment: form.value("which"),
        criteria_met: form.value("criteria met") == "yes",
        reason: form.value("reason"),
    }
}
