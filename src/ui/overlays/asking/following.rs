//! Forms for the work that follows an incident: it is added, changed, done, dropped, taken up again.

use super::answers::{Fault, fault, optional};
use super::people_seen;
use super::response::of;
use crate::incident::{Command, Measure, Output, Owed};
use crate::store::follow_up::FollowUp;
use crate::time::{DAYS, typed_day};
use crate::ui::doing::Doing;
use crate::ui::model::Model;
use crate::ui::overlays::field::{Choice, Field, Pick};
use crate::ui::overlays::form::Form;
use crate::ui::room::Room;
use chrono::NaiveDate;

/// Opens the form; `subject` is the id of the piece of work that it is about, or nothing.
pub fn form(doing: Doing, model: &Model, room: &Room, subject: &str) -> Result<Form, String> {
    if doing == Doing::AddAction {
        return Ok(add(of(doing, room, "", "Work that follows"), room, model, subject));
    }
    let subject = &meant(room, subject);
    let form = |title| of(doing, room, subject, title);
    Ok(match doing {
        Doing::ChangeAction => {
            let all = pick(room, model, subject, |_| true).ok_or(NOTHING)?;
            let mut form = form("Change an action").with(Field::pick("which", FIND, all));
            adapt(doing, &mut form, model);
            after_which(form, subject)
        }
        Doing::FinishAction => {
            let open = pick(room, model, subject, FollowUp::is_open).ok_or(NOTHING_OPEN)?;
            let note = Field::line("note", "how that is known", false);
            after_which(
                form("Action done").with(Field::pick("which", FIND, open)).with(note),
                subject,
            )
        }
        Doing::DropAction => {
            let open = pick(room, model, subject, FollowUp::is_open).ok_or(NOTHING_OPEN)?;
            let why = Field::line("reason", "why it is given up", true);
            after_which(
                form("Drop an action").with(Field::pick("which", FIND, open)).with(why),
                subject,
            )
        }
        _ => {
            let ended = pick(room, model, subject, |what| !what.is_open());
            let ended = ended.ok_or("no action has ended")?;
            let why = Field::line("reason", "why it is to be done after all", true);
            let form = form("Take an action up again").with(Field::pick("which", FIND, ended));
            after_which(form.with(why), subject)
        }
    })
}

const FIND: &str = "type to find one";
const NOTHING: &str = "nothing follows this incident yet; `action` writes it down";
const NOTHING_OPEN: &str = "no action of this incident is open";

/// Where it is clear which one is meant, the next answer is asked for.
fn after_which(form: Form, subject: &str) -> Form {
    let clear = form.value("which") == subject && !subject.is_empty() && form.fields.len() > 1;
    Form { at: usize::from(clear), ..form }
}

fn add(form: Form, room: &Room, model: &Model, text: &str) -> Form {
    let mut kinds = vec![Choice::new("fix", "fix", "it mends the immediate problem")];
    kinds.extend(Measure::ALL.map(|measure| {
        let note = match measure {
            Measure::Check => "prevention: an automated check",
            Measure::Monitor => "prevention: a monitoring alert",
            Measure::Test => "prevention: a test case",
            Measure::Process => "prevention: a change of process",
        };
        Choice::new(measure.word(), measure.word(), note)
    }));
    let missing = room.incident.missing_outputs();
    // What is missing is proposed.
    let proposed = if missing == ["a prevention"] { "check" } else { "fix" };
    let form = match missing.as_slice() {
        [] => form,
        missing => form.saying(format!("To be closed it lacks {}.", missing.join(" and "))),
    };
    form.with(Field::line("action", "what is to be done", true).filled(text))
        .with(Field::person("owner", "who does it: a handle", &people_seen(model), true))
        .with(Field::day("due", "by the end of which day: 2026-12-01, tomorrow, 14d, 2w", true))
        .with(Field::pick("kind", FIND, Pick::among(kinds, proposed)))
}

/// Asks for what is changed, with what is there.
pub fn adapt(doing: Doing, form: &mut Form, model: &Model) {
    let which = form.value("which");
    if doing != Doing::ChangeAction || which == form.variant {
        return;
    }
    let Some(room) = model.about(form.incident) else { return };
    let all = FollowUp::all(&room.incident);
    form.fields.truncate(1);
    if let Some(what) = all.iter().find(|what| what.action.to_string() == which) {
        let people = people_seen(model);
        form.fields.extend([
            Field::line("action", "what is to be done", true).filled(&what.text),
            Field::person("owner", "who does it: a handle", &people, true).filled(&what.owner),
            Field::day("due", "by the end of which day: 2026-12-01, tomorrow, 14d, 2w", true)
                .filled(&what.due.to_string()),
        ]);
    }
    form.variant = which;
}

/// The command that the answers come to.
pub fn command(doing: Doing, form: &Form, model: &Model) -> Result<Command, Fault> {
    let value = |label| form.value(label);
    let which = || value("which");
    Ok(match doing {
        Doing::AddAction => {
            let kind = value("kind");
            let measure = Measure::ALL.into_iter().find(|measure| measure.word() == kind);
            Command::AddAction(Owed {
                text: value("action"),
                owner: value("owner"),
                due: due(form, model)?,
                kind: measure.map_or(Output::Fix, Output::Prevention),
            })
        }
        Doing::ChangeAction => Command::ChangeAction {
            action: which(),
            text: optional(form, "action"),
            owner: optional(form, "owner"),
            due: Some(due(form, model)?),
        },
        Doing::FinishAction => {
            Command::FinishAction { action: which(), note: optional(form, "note") }
        }
        Doing::DropAction => Command::DropAction { action: which(), reason: value("reason") },
        _ => Command::ReopenAction { action: which(), reason: value("reason") },
    })
}

fn due(form: &Form, model: &Model) -> Result<NaiveDate, Fault> {
    let today = model.setting.zone.shown(model.now).date();
    typed_day(&form.value("due"), today).ok_or_else(|| fault(form, "due", DAYS))
}

/// The pieces of work of an incident that are wanted; what is due first comes first.
fn pick(
    room: &Room,
    model: &Model,
    subject: &str,
    wanted: impl Fn(&FollowUp) -> bool,
) -> Option<Pick> {
    let mut all = FollowUp::all(&room.incident);
    all.retain(|what| wanted(what));
    all.sort_by_key(FollowUp::order);
    let choice = |what: &FollowUp| {
        let note = format!("{}, {}", what.owner, what.words(model.now));
        Choice::new(&what.action.to_string(), &what.text, &note)
    };
    let choices: Vec<Choice> = all.iter().map(choice).collect();
    (!choices.is_empty()).then(|| Pick::among(choices, subject))
}

/// The id of the piece of work that is meant by its number or by the beginning of its id; else nothing.
fn meant(room: &Room, typed: &str) -> String {
    let actions = &room.incident.actions;
    let number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let by_number = number.and_then(|place| actions.get(place));
    let begins = |id: String| !typed.is_empty() && id.starts_with(typed);
    let found = by_number.or_else(|| actions.iter().find(|of| begins(of.id.to_string())));
    found.map(|action| action.id.to_string()).unwrap_or_default()
}
