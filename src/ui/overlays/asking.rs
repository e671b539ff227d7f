//! Which form asks for what, and which command its answers come to.

use super::field::{Choice, Field, Pick};
use super::form::{Form, Purpose};
use crate::incident::{Command, Correction, Decision, Declared, EntryId, Incident, Status};
use crate::plan::{Plan, STAMPS};
use crate::telling::name_of_role;
use crate::time::typed;
use crate::ui::effect::{Asked, Effect};
use crate::ui::looks::{look, sentence};
use crate::ui::model::{Model, Setting};
use crate::ui::room::Room;
use chrono::{DateTime, Utc};

/// Nothing was chosen yet, and that is fine.
const LATER: &str = "";

/// Asks what is known of a new incident.
pub fn declare(setting: &Setting) -> Form {
    let plan = &setting.plan;
    let mut kinds = vec![Choice::new(LATER, "not known yet", "")];
    kinds.extend(plan.categories.iter().map(|category| Choice {
        aliases: category.aliases.clone(),
        ..Choice::new(&category.id, &category.title, &category.means)
    }));
    let mut levels = vec![Choice::new(LATER, "not known yet", "most clocks wait for a level")];
    levels.extend(level_choices(plan));
    Form::new(Purpose::Declare, None, "Declare an incident")
        .with(Field::line("title", "what is wrong, in a line", true))
        .with(Field::pick("category", "type to find one", Pick::among(kinds, LATER)))
        .with(Field::pick("severity", "type a number", Pick::among(levels, LATER)))
}

/// Asks for a note.
pub fn note(room: &Room) -> Form {
    Form::new(Purpose::Note, Some(room.id()), "Note").with(Field::text(
        "note",
        "what happened, what was seen",
        true,
    ))
}

/// Asks for a decision and why.
pub fn decide(room: &Room) -> Form {
    Form::new(Purpose::Decide, Some(room.id()), "Decision")
        .with(Field::text("decision", "what is done from now on", true))
        .with(Field::line("reason", "why this and nothing else", false))
}

/// Asks for a level and why.
pub fn severity(room: &Room) -> Option<Form> {
    let plan = room.incident.plan.as_deref()?;
    let now = room.incident.severity.as_deref().unwrap_or_default();
    let form = Form::new(Purpose::Severity, Some(room.id()), "Severity");
    let form = if now.is_empty() { form } else { form.saying(format!("It is {now}.")) };
    Some(
        form.with(Field::pick("level", "type a number", Pick::among(level_choices(plan), now)))
            .with(Field::line("reason", "why it changes", !now.is_empty())),
    )
}

/// Asks for a stage; the next one is proposed.
pub fn stage(room: &Room) -> Option<Form> {
    let plan = room.incident.plan.as_deref()?;
    let choices: Vec<Choice> =
        plan.stages.iter().map(|s| Choice::new(&s.id, &s.title, &s.goal)).collect();
    let now = plan.stages.iter().position(|s| Some(&s.id) == room.incident.stage.as_ref());
    let next = now.map_or(0, |at| (at + 1).min(plan.stages.len().saturating_sub(1)));
    let next = plan.stages.get(next).map_or("", |stage| stage.id.as_str());
    let mut form = Form::new(Purpose::Stage, Some(room.id()), "Stage");
    if let Some(stage) = room.stage() {
        let left = room
            .incident
            .checklist(&stage.id)
            .filter(|item| super::super::model::is_open(&item.state));
        form = form.saying(format!(
            "It is in {}; {} lines are not ticked.",
            stage.title,
            left.count()
        ));
    }
    Some(form.with(Field::pick("stage", "type to find one", Pick::among(choices, next))))
}

/// Asks who takes which role.
pub fn assign(room: &Room, role: &str, me: &str) -> Option<Form> {
    let form = Form::new(Purpose::Assign, Some(room.id()), "Seat somebody")
        .with(Field::pick(
            "role",
            "type to find one",
            Pick::among(role_choices(room, |_| true), role),
        ))
        .with(Field::line("person", &format!("{me}, or another handle"), true).otherwise(me));
    (!room.roles().is_empty()).then_some(form)
}

/// Asks to whom a role goes; or to take the one that was offered to this desk.
pub fn handover(room: &Room, role: &str, me: &str) -> Option<Form> {
    let offered = room.incident.seats.iter().find_map(|(role, seat)| {
        let offer = seat.offer.as_ref().filter(|offer| offer.to == me)?;
        Some((role, offer))
    });
    if let Some((role, offer)) = offered {
        let title = name_of_role(&room.incident, role);
        let pick = Pick::among(vec![Choice::new(role, &title, "")], role);
        return Some(
            Form::new(Purpose::Accept, Some(room.id()), "Take over")
                .saying(format!("{} offers it to you. Enter takes it.", offer.by))
                .with(Field::pick("role", "", pick)),
        );
    }
    let held = role_choices(room, |role| room.incident.holder(role).is_some());
    let form = Form::new(Purpose::Handover, Some(room.id()), "Hand over")
        .saying("The other one accepts it with the same key.".to_owned())
        .with(Field::pick("role", "type to find one", Pick::among(held.clone(), role)))
        .with(Field::line("to", "a handle", true));
    (!held.is_empty()).then_some(form)
}

/// Asks what somebody is to do within which time.
pub fn task(room: &Room) -> Form {
    Form::new(Purpose::Task, Some(room.id()), "Task")
        .with(Field::line("task", "what is to be done", true))
        .with(Field::line("who", "a handle", true))
        .with(Field::line("minutes", "15, or another number", true).otherwise("15"))
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
    Form::new(Purpose::Stamp, Some(room.id()), "Record a time")
        .with(Field::pick("what", "type to find one", Pick::among(choices, "")))
        .with(
            Field::line("when", "now, or like 14:05, 10m ago, 2026-11-20T14:05Z", true)
                .otherwise("now"),
        )
}

/// Asks how the incident ends, or why it begins again.
pub fn end(incident: &Incident) -> Form {
    let (value, title, note) = match incident.status {
        Status::Open => ("resolve", "Resolve", "the harm is over; the work goes on"),
        Status::Resolved => ("close", "Close", "the work is over"),
        Status::Closed => ("reopen", "Reopen", "it was not over"),
    };
    let mut choices = vec![Choice::new(value, title, note)];
    if incident.status == Status::Resolved {
        choices.push(Choice::new("reopen", "Reopen", "the harm came back"));
    }
    Form::new(Purpose::End, Some(incident.id), title)
        .with(Field::pick("what", "", Pick::among(choices, value)))
        .with(Field::text("reason", "how that is known", true))
}

/// Asks whether an entry is to be undone: the one under the cursor, or the last one of this desk.
pub fn undo(
    room: &Room,
    chosen: Option<EntryId>,
    setting: &Setting,
    now: DateTime<Utc>,
) -> Option<Form> {
    use crate::incident::Standing;
    let mut lines = room.incident.timeline.iter().rev();
    let line = match chosen {
        Some(id) => lines.find(|line| line.entry.id == id)?,
        None => lines.find(|line| {
            let fixed =
                matches!(&*line.entry.kind, "plan_pinned" | "declared" | "redacted" | "reversed");
            !fixed && line.standing == Standing::Stands && line.entry.by == setting.me
        })?,
    };
    let told = look(room, line, now);
    let when = setting.zone.brief(line.when());
    Some(
        Form::new(Purpose::Undo(line.entry.id), Some(room.id()), "Undo")
            .saying(format!("{when}  {}  {}", line.who(), told.kind))
            .saying(told.text)
            .saying("It stays on the timeline, marked as undone.".to_owned()),
    )
}

/// What the answers of a form come to, or which answer makes no sense and why.
pub fn effect(form: &Form, model: &Model) -> Result<Effect, (usize, String)> {
    let value = |label| form.value(label);
    let optional = |label| Some(value(label)).filter(|text| !text.is_empty());
    let command = match form.purpose {
        Purpose::Declare => {
            let declared = Declared {
                title: value("title"),
                severity: optional("severity"),
                category: optional("category"),
                ..Declared::default()
            };
            return Ok(Effect::Declare { declared, asked: Asked::Form });
        }
        Purpose::Note => Command::Note { text: value("note") },
        Purpose::Decide => Command::Decide(Decision {
            text: value("decision"),
            reason: optional("reason"),
            ..Decision::default()
        }),
        Purpose::Severity => {
            Command::SetSeverity { level: value("level"), reason: value("reason") }
        }
        Purpose::Stage => Command::EnterStage { stage: value("stage") },
        Purpose::Assign => Command::Assign { role: value("role"), person: value("person") },
        Purpose::Handover => Command::Handover { role: value("role"), to: value("to") },
        Purpose::Accept => Command::Accept { role: value("role") },
        Purpose::Task => {
            let minutes = value("minutes").trim_end_matches(" min").parse();
            let minutes = minutes.map_err(|_| (2, "is a number of minutes".to_owned()))?;
            Command::GiveTask { text: value("task"), to: value("who"), minutes }
        }
        Purpose::Stamp => {
            let zone = model.setting.zone.offset(model.now);
            let time = typed(&value("when"), model.now, &zone);
            let time = time.map_err(|error| (1, error.to_string()))?;
            Command::Stamp { stamp: value("what"), time, note: None }
        }
        Purpose::End => {
            let reason = value("reason");
            match value("what").as_str() {
                "resolve" => Command::Resolve { reason },
                "close" => Command::Close { reason },
                _ => Command::Reopen { reason },
            }
        }
        Purpose::Undo(entry) => Command::Undo { entry: Some(entry.to_string()) },
    };
    match form.incident {
        Some(incident) => Ok(Effect::Run { incident, command, asked: Asked::Form }),
        None => Err((0, "no incident is open".to_owned())),
    }
}

/// What was done, in a few words for the status line.
pub fn done_words(command: &Command) -> &'static str {
    match command {
        Command::Declare { .. } => "declared",
        Command::Correct(Correction::Title(_)) => "title corrected",
        Command::Correct(_) => "corrected",
        Command::Link(_) => "linked",
        Command::Note { .. } => "note saved",
        Command::Decide(_) => "decision saved",
        Command::Assign { .. } => "seated",
        Command::Release { .. } => "seat released",
        Command::Handover { .. } => "offered; it waits to be accepted",
        Command::Accept { .. } => "taken over",
        Command::SetSeverity { .. } => "severity set",
        Command::EnterStage { .. } => "stage entered",
        Command::AddItem { .. } => "line added",
        Command::Tick { .. } => "ticked",
        Command::Untick { .. } => "open again",
        Command::Waive { .. } => "left out",
        Command::GiveTask { .. } => "task given",
        Command::Acknowledge { .. } => "acknowledged",
        Command::FinishTask { .. } => "task done",
        Command::Stamp { .. } => "time recorded",
        Command::AddEvidence(_) => "evidence registered",
        Command::Resolve { .. } => "resolved",
        Command::Reopen { .. } => "reopened",
        Command::Close { .. } => "closed",
        Command::Undo { .. } => "undone",
        Command::Redact { .. } => "redacted",
    }
}

fn level_choices(plan: &Plan) -> Vec<Choice> {
    let choice = |level: &crate::plan::Level| Choice {
        aliases: level.aliases.clone(),
        ..Choice::new(&level.id, &format!("{} {}", level.id, level.title), &level.means)
    };
    plan.levels.iter().map(choice).collect()
}

fn role_choices(room: &Room, wanted: impl Fn(&str) -> bool) -> Vec<Choice> {
    let roles = room.roles().iter().filter(|role| wanted(&role.id));
    roles
        .map(|role| {
            let holder = room.incident.holder(&role.id);
            let note = match holder {
                Some(holder) => holder.to_owned(),
                None if room.is_missing(role) => "nobody, and required".to_owned(),
                None => "nobody".to_owned(),
            };
            Choice { aliases: role.aliases.clone(), ..Choice::new(&role.id, &role.title, &note) }
        })
        .collect()
}
