//! What the answers of a form come to: an effect, or the field that makes no sense and why.

use super::ending::{WITHOUT, words_of};
use super::facts::STAMPS_ASKED;
use super::{briefing_of, cells, impact, response};
use crate::incident::{
    Command, Correction, Decision, Declared, EntryId, Evidence, IncidentId, Instead, Link, Refusal,
    Ruling,
};
use crate::time::{Moment, typed};
use crate::ui::effect::{Asked, Effect};
use crate::ui::model::Model;
use crate::ui::overlays::field::Check;
use crate::ui::overlays::form::{Form, Purpose};

/// What is wrong, and with which field.
pub(super) type Fault = (usize, String);

/// What the answers of a form come to, or which answer makes no sense and why.
pub fn effect(form: &Form, model: &Model) -> Result<Effect, Fault> {
    let value = |label| form.value(label);
    let asked = Asked::Form;
    let command = match form.purpose {
        Purpose::Declare => return declare(form, model),
        Purpose::Evidence if value("how") == "copy" => {
            let incident = form.incident.ok_or((0, "no incident is open".to_owned()))?;
            let (path, name, by) =
                (value("where").into(), optional(form, "name"), value("collector"));
            return Ok(Effect::Preserve { incident, path, name, by, asked });
        }
        Purpose::Note => Command::Note { text: value("note") },
        Purpose::Decide => Command::Decide(Decision {
            text: value("decision"),
            reason: optional(form, "reason"),
            options: lines(form, "options"),
            decider: optional(form, "decider"),
            objections: lines(form, "objections"),
        }),
        Purpose::Severity => Command::SetSeverity {
            level: value("level"),
            reason: value("reason"),
            assessed: impact::assessed(form, "").map(|(told, _)| told).unwrap_or_default(),
        },
        Purpose::Assess => return Err((0, "the form below it is sent".to_owned())),
        Purpose::Stage => Command::EnterStage { stage: value("stage") },
        Purpose::Assign => Command::Assign { role: value("role"), person: value("person") },
        Purpose::Release => Command::Release { role: value("role") },
        Purpose::Handover => {
            let own = form.fields.iter().any(|f| f.label == "briefing" && f.is_touched());
            let made = || Some(briefing_of(model.room()?, &value("role"), model.now));
            let briefing = if own { optional(form, "briefing") } else { made() };
            Command::Handover { role: value("role"), to: value("to"), briefing }
        }
        Purpose::Accept => Command::Accept { role: value("role") },
        Purpose::Task => {
            let minutes = number(form, "minutes")?;
            Command::GiveTask { text: value("task"), to: value("who"), minutes }
        }
        Purpose::Acknowledge => Command::Acknowledge { task: value("task") },
        Purpose::Finish => Command::FinishTask { task: value("task") },
        Purpose::Stamp => {
            let time = time(form, "when", model)?.unwrap_or_else(|| Moment::second(model.now));
            Command::Stamp { stamp: value("what"), time, note: optional(form, "note") }
        }
        Purpose::Evidence => Command::AddEvidence(Evidence {
            name: optional(form, "name").unwrap_or_else(|| value("where")),
            kept_at: value("where"),
            sha256: None,
            size: None,
            collected_by: value("collector"),
        }),
        Purpose::Link => Command::Link(link(form, model)?),
        Purpose::AddItem => {
            Command::AddItem { stage: optional(form, "stage"), text: value("line") }
        }
        Purpose::Waive => Command::Waive { item: value("line"), reason: value("reason") },
        Purpose::Correct => Command::Correct(correction(form)?),
        Purpose::End => {
            let reason = value("reason");
            match value("what").as_str() {
                "resolve" => Command::Resolve { reason },
                "close" => Command::Close { reason, without_outputs: optional(form, WITHOUT) },
                _ => Command::Reopen { reason },
            }
        }
        Purpose::Undo(entry) => Command::Undo { entry: Some(entry.to_string()) },
        Purpose::Redact(entry) => Command::Redact {
            entry: entry.to_string(),
            reason: value("reason"),
            instead: instead(form, entry, model)?,
        },
        Purpose::Respond(doing) => return response::effect(doing, form, model),
        Purpose::Cell(cell) => cells::command(cell, form)?,
        Purpose::More => return Err((0, "choose what to do".to_owned())),
    };
    match form.incident {
        Some(incident) => Ok(Effect::Run { incident, command, asked }),
        None => Err((0, "no incident is open".to_owned())),
    }
}

fn declare(form: &Form, model: &Model) -> Result<Effect, Fault> {
    let level = optional(form, "severity");
    // What the helper was told is kept with the level, in an entry of its own.
    let assessed = level.as_deref().and_then(|level| impact::assessed(form, level));
    let declared = Declared {
        title: form.value("title"),
        severity: level.clone().filter(|_| assessed.is_none()),
        system: optional(form, "system"),
        category: optional(form, "category"),
        detected_by: optional(form, "noticed"),
        near_miss: form.value("near miss") == "yes",
        ..Declared::default()
    };
    let mut stamps = Vec::new();
    for stamp in STAMPS_ASKED {
        stamps.extend(time(form, stamp, model)?.map(|time| (stamp.to_owned(), time)));
    }
    let then = level.zip(assessed).map(|(level, (assessed, reason))| Command::SetSeverity {
        level,
        reason,
        assessed,
    });
    let then = then.into_iter().collect();
    let plan = optional(form, "plan").filter(|plan| plan != model.setting.plan.id());
    Ok(Effect::Declare { declared, plan, stamps, then, asked: Asked::Form })
}

pub(super) fn optional(form: &Form, label: &str) -> Option<String> {
    Some(form.value(label)).filter(|text| !text.is_empty())
}

fn lines(form: &Form, label: &str) -> Vec<String> {
    let text = form.value(label);
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn number<T: std::str::FromStr>(form: &Form, label: &str) -> Result<T, Fault> {
    let value = form.value(label);
    let number = value.trim_end_matches(" min").parse();
    number.map_err(|_| fault(form, label, "is too large or no whole number"))
}

pub(super) fn time(form: &Form, label: &str, model: &Model) -> Result<Option<Moment>, Fault> {
    let Some(value) = optional(form, label) else { return Ok(None) };
    let zone = model.setting.zone.offset(model.now);
    let time = typed(&value, model.now, &zone);
    time.map(Some).map_err(|error| fault(form, label, &error.to_string()))
}

fn link(form: &Form, model: &Model) -> Result<Link, Fault> {
    if form.value("kind") == "alert" {
        return Ok(Link::Alert { source: form.value("source"), key: form.value("key") });
    }
    let incident = incident_meant(&form.value("incident"), model);
    let incident = incident.map_err(|why| fault(form, "incident", &why))?;
    Ok(if form.value("kind") == "duplicate" {
        Link::DuplicateOf { incident }
    } else {
        Link::Incident { incident }
    })
}

/// The incident that is meant by a whole id, or by a part of one that is on the screen.
pub fn incident_meant(typed: &str, model: &Model) -> Result<IncidentId, String> {
    let wanted = typed.trim().to_ascii_uppercase();
    if let Ok(id) = wanted.parse() {
        return Ok(id);
    }
    let ids = model.rooms.iter().map(crate::ui::room::Room::id);
    let matches: Vec<IncidentId> = ids.filter(|id| id.as_str().contains(&wanted)).collect();
    match matches.as_slice() {
        [one] => Ok(*one),
        [] => {
            Err(format!("no open incident has `{typed}` in its id; a closed one needs all of it"))
        }
        many => {
            Err(format!("{} incidents have `{typed}` in their id; type more of it", many.len()))
        }
    }
}

fn correction(form: &Form) -> Result<Correction, Fault> {
    let (value, yes) = (form.value("value"), form.value("value") == "yes");
    Ok(match form.value("fact").as_str() {
        "title" => Correction::Title(value),
        "category" => Correction::Category(value),
        "system" => Correction::System(value),
        "users_affected" => Correction::UsersAffected(number(form, "value")?),
        "detected_by" => Correction::DetectedBy(value),
        "public_report" => Correction::PublicReport(yes),
        _ => Correction::NearMiss(yes),
    })
}

/// The entry's data with other words in it; nothing where the words only go.
fn instead(form: &Form, entry: EntryId, model: &Model) -> Result<Option<Instead>, Fault> {
    let Some(words) = optional(form, "instead") else { return Ok(None) };
    let line = model
        .room()
        .and_then(|room| room.incident.timeline.iter().find(|line| line.entry.id == entry));
    let gone = || fault(form, "instead", "the entry is not there any more");
    let line = line.ok_or_else(gone)?;
    let (key, before) = words_of(line).ok_or_else(gone)?;
    if words == before.trim() {
        return Err(fault(form, "instead", "still says the same: take the words out"));
    }
    let data = line.entry.data().and_then(|data| serde_json::from_str(data).ok());
    let mut data: Instead = data.ok_or_else(gone)?;
    data.shift_remove("salt");
    data.insert(key.to_owned(), words.into());
    Ok(Some(data))
}

pub(super) fn fault(form: &Form, label: &str, why: &str) -> Fault {
    (form.place(label).unwrap_or(0), why.to_owned())
}

/// How a refusal calls what the fields of forms ask for.
const CALLED: &[(&str, &[&str])] = &[
    ("the title", &["title", "value", "issue"]),
    ("the system", &["value"]),
    ("category", &["category", "value"]),
    ("the category", &["category", "value"]),
    ("severity", &["severity", "level"]),
    ("the severity", &["severity", "level"]),
    ("how it was detected", &["noticed", "value"]),
    ("the note", &["note"]),
    ("the reason", &["reason"]),
    ("the decision", &["decision"]),
    ("an option", &["options"]),
    ("the decider", &["decider"]),
    ("an objection", &["objections"]),
    ("the name", &["person", "to", "who", "assignee"]),
    ("role", &["role"]),
    ("the role", &["role"]),
    ("the task", &["task"]),
    ("the action", &["action"]),
    ("the owner", &["owner"]),
    ("action", &["which"]),
    ("the number of minutes", &["minutes"]),
    ("time", &["what"]),
    ("the evidence's name", &["name", "where"]),
    ("the place where it is kept", &["where"]),
    ("the collector", &["collector"]),
    ("the line", &["line"]),
    ("question", &["question"]),
    ("clock", &["clock"]),
    ("the reference", &["reference"]),
    ("the value", &["value"]),
    ("field of the record", &["field"]),
    ("containment", &["which", "verb"]),
    ("what is contained", &["what"]),
    ("the criteria", &["lift when"]),
    ("what was done", &["done"]),
    ("the text", &["text"]),
    ("the subject", &["subject"]),
    ("a field", &["text"]),
    ("message", &["message"]),
    ("the channel", &["channel"]),
];

/// The field that a refusal is about, where that can be told.
pub fn place_of(form: &Form, refusal: &Refusal) -> Option<usize> {
    let what = match refusal {
        Refusal::InFuture(_) => {
            return form.fields.iter().position(|field| field.check == Check::Time);
        }
        Refusal::NeedsInstead(_) | Refusal::BadInstead(_) => return form.place("instead"),
        Refusal::SeatEmpty { .. } | Refusal::NotOffered { .. } | Refusal::NotHolder { .. } => {
            return form.place("role");
        }
        Refusal::NoAuthority { .. } => return form.place("authority"),
        Refusal::NoContact { .. } => return form.place("person"),
        Refusal::NoOutputs(_) => return form.place(WITHOUT),
        Refusal::NotApproved { .. } => return form.place("without approval"),
        Refusal::NotApprover { .. } => return form.place("role"),
        Refusal::CriteriaNotMet { .. } => return form.place("reason"),
        Refusal::CannotPause(_) => return form.place("clock"),
        Refusal::BadPlan => return form.place("plan"),
        Refusal::Itself => return form.place("incident"),
        Refusal::Unknown { what, .. }
        | Refusal::NotFound { what, .. }
        | Refusal::Ambiguous { what, .. }
        | Refusal::Empty { what }
        | Refusal::TooLong { what, .. }
        | Refusal::NotOneLine { what }
        | Refusal::ControlCharacter { what, .. }
        | Refusal::OutOfRange { what, .. } => *what,
        _ => return None,
    };
    let (_, labels) = CALLED.iter().find(|(called, _)| *called == what)?;
    labels.iter().find_map(|label| form.place(label))
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
        Command::Classify { .. } => "answered",
        Command::Rule { ruling: Some(Ruling::Waived), .. } => "waived",
        Command::Rule { ruling: Some(Ruling::RuledOut), .. } => "ruled out",
        Command::Rule { ruling: None, .. } => "applies again",
        Command::PauseClock { .. } => "paused",
        Command::ResumeClock { .. } => "goes on",
        Command::Snooze { .. } => "put off",
        Command::ExplainLateness { .. } => "reason saved",
        Command::Submit { .. } => "submitted",
        Command::SetRecord { .. } => "record saved",
        Command::Contain { .. } => "in the ledger",
        Command::VerifyContainment { .. } => "verified",
        Command::Lift { .. } => "lifted",
        Command::UseAuthority { .. } => "written down",
        Command::Page { .. } => "called",
        Command::AdoptPlan { .. } => "plan adopted",
        Command::Draft(_) => "draft saved",
        Command::Approve { .. } => "approved",
        Command::WithdrawApproval { .. } => "approval withdrawn",
        Command::Send(_) => "marked as sent",
        Command::CorrectMessage { .. } => "correction saved",
        Command::WaiveMessage { .. } => "marked as not needed",
        Command::AddAction(_) => "action added",
        Command::ChangeAction { .. } => "action changed",
        Command::FinishAction { .. } => "action done",
        Command::DropAction { .. } => "action dropped",
        Command::ReopenAction { .. } => "action open again",
        Command::WriteSection { .. } => "section saved",
        Command::SetPrivilege { privileged: true, .. } => "privileged",
        Command::SetPrivilege { .. } => "for everybody",
        Command::Hold { .. } => "held",
        Command::LiftHold { .. } => "hold lifted",
        Command::Undo { .. } => "undone",
        Command::Redact { .. } => "redacted",
    }
}
