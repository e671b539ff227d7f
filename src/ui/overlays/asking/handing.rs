//! Handing a seat over, in two acts: the offer with a briefing, and taking it.

use super::people::role_choices;
use crate::brief::briefing;
use crate::incident::Offer;
use crate::telling::name_of_role;
use crate::ui::model::Model;
use crate::ui::overlays::field::{Choice, Field, Pick};
use crate::ui::overlays::form::{Form, Purpose};
use crate::ui::room::Room;
use chrono::{DateTime, Utc};

/// Asks to whom a seat goes; or to take one that was offered to this desk.
pub fn handover(room: &Room, role: &str, me: &str, people: &[String]) -> Option<Form> {
    let offered: Vec<(&str, &Offer)> = offers(room, me).collect();
    if !offered.is_empty() {
        let choice = |(role, offer): &(&str, &Offer)| {
            let note = format!("offered by {}", offer.by);
            Choice::new(role, &name_of_role(&room.incident, role), &note)
        };
        let pick = Pick::among(offered.iter().map(choice).collect(), role);
        let form = Form::new(Purpose::Accept, Some(room.id()), "Take over").with(Field::pick(
            "role",
            "type to find one",
            pick,
        ));
        // Where one seat is offered, what is read has the keys at once, if there is something.
        let read = offered.iter().any(|(_, offer)| offer.briefing.is_some());
        let at = usize::from(offered.len() == 1 && read);
        return Some(Form { at, ..form });
    }
    let held = role_choices(room, |role| room.incident.holder(role).is_some());
    let some = !held.is_empty();
    let form = Form::new(Purpose::Handover, Some(room.id()), "Hand over")
        .saying("The other one reads the briefing and accepts with the same key.".to_owned())
        .with(Field::pick("role", "type to find one", Pick::among(held, role)))
        .with(Field::person("to", "a handle", people, true))
        .folding();
    some.then_some(form)
}

/// Writes the briefing for the seat that is chosen; somebody may change it before it is sent. What was
/// written by hand stays.
pub fn adapt(form: &mut Form, role: String, model: &Model) {
    let own = form.fields.get(2).is_some_and(Field::is_touched);
    if !own {
        let text = model.room().map(|room| written(room, &role, model.now)).unwrap_or_default();
        let field = Field::text("briefing", "what the other one has to know", false);
        let field = field.filled(&text).from_its_beginning();
        form.fields.truncate(2);
        form.fields.push(field);
    }
    form.variant = role;
}

/// The briefing as the entries have it now.
pub fn written(room: &Room, role: &str, now: DateTime<Utc>) -> String {
    briefing(&room.incident, &room.readings, role, now)
}

/// What follows from the offer that is chosen: who made it, and the briefing that came with it.
pub fn of_offer(role: &str, model: &Model) -> (String, Vec<Field>) {
    let me = model.setting.me.as_str();
    let offer = model.room().and_then(|room| offers(room, me).find(|(of, _)| *of == role));
    let Some((_, offer)) = offer else { return (String::new(), Vec::new()) };
    let read = offer.briefing.as_deref().map(|text| Field::page("briefing", text));
    let about = format!("{} offers it to you. Enter takes it.", offer.by);
    (about, read.into_iter().collect())
}

/// Whether a seat that somebody types was offered to this desk with a briefing.
pub fn is_briefed(room: &Room, model: &Model, typed: &str) -> bool {
    let plan = room.incident.plan.as_deref();
    let role = plan.and_then(|plan| plan.role(typed)).map_or(typed, |role| &role.id);
    offers(room, &model.setting.me).any(|(of, offer)| of == role && offer.briefing.is_some())
}

fn offers<'a>(room: &'a Room, me: &'a str) -> impl Iterator<Item = (&'a str, &'a Offer)> {
    room.incident.seats.iter().filter_map(move |(role, seat)| {
        let offer = seat.offer.as_ref().filter(|offer| offer.to == me)?;
        Some((role.as_str(), offer))
    })
}
