//! Forms for what is written down: notes, decisions, moments, evidence, links, checklist lines.

use crate::incident::{IncidentId, Item};
use crate::plan::STAMPS;
use crate::ui::layout::Pane;
use crate::ui::looks::sentence;
use crate::ui::model::{Model, Tickable, is_open};
use crate::ui::overlays::field::{Choice, Field, Pick};
use crate::ui::overlays::form::{Form, Purpose};
use crate::ui::room::Room;

/// Asks for a note.
pub fn note(room: &Room) -> Form {
    Form::new(Purpose::Note, Some(room.id()), "Note").with(Field::text(
        "note",
        "what happened, what was seen",
        true,
    ))
}

/// Asks for a decision and why; who decided, over what and against whom, where there is time.
pub fn decide(room: &Room, me: &str, people: &[String]) -> Form {
    Form::new(Purpose::Decide, Some(room.id()), "Decision")
        .with(Field::text("decision", "what is done from now on", true))
        .with(Field::line("reason", "why this and nothing else", false))
        .folding()
        .with(Field::text("options", "what else was on the table, one a line", false))
        .with(Field::person("decider", &format!("{me}, or who decided"), people, false))
        .with(Field::text("objections", "who was against it and why, one a line", false))
}

/// Asks what happened when.
pub fn stamp(room: &Room) -> Form {
    let incident = &room.incident;
    let named = incident.plan.as_deref().map_or(&[][..], |plan| plan.stamps.as_slice());
    // What a clock waits for comes first: that is what somebody usually wants to record.
    let awaited =
        room.readings.iter().filter(|reading| reading.is_counting()).filter_map(|reading| {
            incident.plan.as_deref()?.clock(&reading.clock)?.stops_at.as_deref()
        });
    let all = awaited.chain(named.iter().map(|s| s.id.as_str())).chain(STAMPS);
    let mut choices: Vec<Choice> = Vec::new();
    for id in all {
        if choices.iter().any(|choice| choice.value == id) {
            continue;
        }
        let title =
            named.iter().find(|s| s.id == id).map_or_else(|| sentence(id), |s| s.title.clone());
        let known = incident.stamp(id).map(|time| format!("is {time}")).unwrap_or_default();
        choices.push(Choice::new(id, &title, &known));
    }
    let when = Field::time("when", "now, or like 14:05, 10m ago, 2026-11-20T14:05Z", true);
    Form::new(Purpose::Stamp, Some(room.id()), "Record a time")
        .with(Field::pick("what", "type to find one", Pick::among(choices, "")))
        .with(when.otherwise("now"))
        .folding()
        .with(Field::line("note", "how that is known", false))
}

/// Asks what was preserved, and whether a copy is kept here.
pub fn evidence(room: &Room, me: &str, people: &[String]) -> Form {
    let ways = vec![
        Choice::new("elsewhere", "it stays where it is", "only the place is written down"),
        Choice::new("copy", "a file is copied here", "kept with the incident, with its checksum"),
    ];
    Form::new(Purpose::Evidence, Some(room.id()), "Evidence")
        .with(Field::pick("how", "type to find one", Pick::among(ways, "elsewhere")))
        .with(Field::line("where", "a path, an address, a ticket", true))
        .with(Field::line("name", "what it is; else the place or the file's name", false))
        .with(
            Field::person("collector", &format!("{me}, or who collected it"), people, true)
                .otherwise(me),
        )
}

/// Asks what the incident has to do with; what is asked next depends on it.
pub fn link(room: &Room) -> Form {
    let kinds = vec![
        Choice::new("incident", "it has to do with", "another incident"),
        Choice::new("duplicate", "it is a duplicate of", "another incident, told first"),
        Choice::new("alert", "it was seen by", "an alert of a monitoring system"),
    ];
    Form::new(Purpose::Link, Some(room.id()), "Link").with(Field::pick(
        "kind",
        "",
        Pick::among(kinds, "incident"),
    ))
}

/// What is asked about a kind of link.
pub fn ends_of(kind: &str, model: &Model) -> Vec<Field> {
    if kind == "alert" {
        return vec![
            Field::line("source", "which system", true),
            Field::line("key", "the alert's key there", true),
        ];
    }
    let others = model.rooms.iter().filter(|room| Some(room.id()) != model.open);
    let choice = |room: &Room| {
        let id: IncidentId = room.id();
        let name = model.name(id);
        Choice {
            aliases: vec![name.clone()],
            ..Choice::new(&id.to_string(), &format!("{name} {}", room.incident.title), "")
        }
    };
    let pick = Pick { free: true, ..Pick::among(others.map(choice).collect(), "") };
    let field = Field::pick("incident", "its id, or a part of it", pick);
    vec![Field { needed: true, ..field }]
}

/// Asks for a line of a checklist.
pub fn item(room: &Room) -> Form {
    let stages = room.incident.plan.as_deref().map_or(&[][..], |plan| plan.stages.as_slice());
    let choices: Vec<Choice> =
        stages.iter().map(|s| Choice::new(&s.id, &s.title, &s.goal)).collect();
    let now = room.incident.stage.as_deref().unwrap_or_default();
    let form = Form::new(Purpose::AddItem, Some(room.id()), "Add a checklist line")
        .with(Field::line("line", "what is to be done", true));
    if choices.is_empty() {
        return form.with(Field::line("stage", "of which stage", true));
    }
    form.with(Field::pick("stage", "type to find one", Pick::among(choices, now)))
}

/// Asks which line is left out and why; the one under the cursor is proposed.
pub fn waive(room: &Room, model: &Model) -> Option<Form> {
    let stage = room.incident.stage.as_deref().unwrap_or_default();
    let mut open: Vec<&Item> = room.incident.lines().filter(|i| is_open(&i.state)).collect();
    open.sort_by_key(|item| item.stage != stage);
    let choices: Vec<Choice> =
        open.iter().map(|item| Choice::new(&item.id, &item.text, &sentence(&item.stage))).collect();
    let under = match model.tickable().get(model.scroll(Pane::Comms).at) {
        Some(Tickable::Item(item)) => item.id.clone(),
        _ => String::new(),
    };
    let some = !choices.is_empty();
    let form = Form::new(Purpose::Waive, Some(room.id()), "Waive a checklist line")
        .with(Field::pick("line", "type to find one", Pick::among(choices, &under)))
        .with(Field::line("reason", "why it is left out", true));
    some.then_some(form)
}
