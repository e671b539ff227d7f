//! Forms for ends and for what is taken back: resolve, close, reopen, undo, redact.

use crate::incident::{Incident, Line, Standing, Status};
use crate::ui::keys::Action;
use crate::ui::layout::Pane;
use crate::ui::looks::look;
use crate::ui::model::Model;
use crate::ui::overlays::field::{Choice, Field, Pick};
use crate::ui::overlays::form::{Form, Purpose};
use crate::ui::room::Room;
use serde_json::{Map, Value};

/// Fields of an entry's data that hold words of people, the one that is worth the most first.
const WORDS: [&str; 9] =
    ["title", "text", "value", "reason", "note", "name", "person", "to", "key"];

/// Kinds of entries that may go without anything in their place; the others set something.
const CAN_GO: [&str; 6] =
    ["noted", "decision_made", "evidence_added", "item_added", "task_given", "linked"];

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
    // Where there is nothing to choose, the reason comes first.
    let at = usize::from(choices.len() == 1);
    let form = Form::new(Purpose::End, Some(incident.id), title)
        .with(Field::pick("what", "type to find one", Pick::among(choices, value)))
        .with(Field::text("reason", "how that is known", true));
    match (value, lacking(incident)) {
        ("close", Some(field)) => Form { at, ..form.with(field) },
        _ => Form { at, ..form },
    }
}

/// Asks why there is no fix or no prevention, where closing would be refused for want of one.
pub fn lacking(incident: &Incident) -> Option<Field> {
    let missing = incident.missing_outputs();
    let hint = format!("why there is not {}, if there is to be none", missing.join(" and not "));
    (!missing.is_empty()).then(|| Field::line(WITHOUT, &hint, false))
}

/// The field that says why a fix or a prevention is missing.
pub const WITHOUT: &str = "without";

/// Asks whether an entry is to be undone: the one under the cursor, or the last one of this desk.
pub fn undo(room: &Room, model: &Model) -> Option<Form> {
    let mut lines = room.incident.timeline.iter().rev();
    let line = match model.chosen_entry() {
        Some(id) => lines.find(|line| line.entry.id == id)?,
        None => lines.find(|line| {
            let fixed =
                matches!(&*line.entry.kind, "plan_pinned" | "declared" | "redacted" | "reversed");
            !fixed && line.standing == Standing::Stands && line.entry.by == model.setting.me
        })?,
    };
    let form = Form::new(Purpose::Undo(line.entry.id), Some(room.id()), "Undo");
    Some(
        saying(form, room, line, model)
            .saying("It stays on the timeline, marked as undone.".to_owned()),
    )
}

/// Asks why the words of the entry under the cursor are removed, and whether that is meant.
pub fn redact(room: &Room, model: &Model) -> Result<Form, String> {
    let chosen = model.chosen_entry();
    let line = room.incident.timeline.iter().find(|line| Some(line.entry.id) == chosen);
    let way = |action| model.keymap.way_to(action);
    let line = line.ok_or_else(|| {
        let timeline = way(Action::Focus(Pane::Timeline));
        let (down, up) = (way(Action::Down), way(Action::Up));
        format!("go to the entry first: {timeline}, then {down} and {up}")
    })?;
    if matches!(line.standing, Standing::Redacted { .. } | Standing::Blank) {
        return Err("its words are gone already".to_owned());
    }
    let form = Form::new(Purpose::Redact(line.entry.id), Some(room.id()), "Redact");
    let mut form = saying(form, room, line, model)
        .saying(
            "Its words are removed for good, in every copy. Undo does not bring them back."
                .to_owned(),
        )
        .with(Field::line("reason", "why; write no word of it here", true));
    if let Some((_, text)) = words_of(line) {
        let field = Field::text("instead", "what stands in its place; empty for nothing", false);
        let may_go = CAN_GO.contains(&&*line.entry.kind);
        form = form.with(if may_go { field } else { field.filled(&text) });
    }
    Ok(form.with(Field { needed: true, ..Field::yes_no("sure", "y removes them") }))
}

/// The words of people that an entry holds, and the field of its data in which they stand.
pub fn words_of(line: &Line) -> Option<(&'static str, String)> {
    let data: Map<String, Value> = serde_json::from_str(line.entry.data()?).ok()?;
    WORDS.iter().find_map(|key| Some((*key, data.get(*key)?.as_str()?.to_owned())))
}

fn saying(form: Form, room: &Room, line: &Line, model: &Model) -> Form {
    let told = look(room, line, model.now);
    let when = model.setting.zone.brief(line.when());
    form.saying(format!("{when}  {}  {}", line.who(), told.kind)).saying(told.text)
}
