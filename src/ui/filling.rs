//! What keys do while a form has them: fill it in, lay it aside, send it, write in an editor.

use super::copying::copy_text;
use super::doing::Doing;
use super::effect::{Asked, Effect};
use super::keyboard::{Code, Key};
use super::model::Model;
use super::overlays::Overlay;
use super::overlays::asking::{self, Ask, impact};
use super::overlays::field::Field;
use super::overlays::form::{Form, Purpose, Trouble, Turn};
use super::room::Room;
use crate::incident::{Authorship, Command, Incident, IncidentId, Occasion, Refusal};

/// Opens a form with some answers in it, or takes up its draft; or says why it makes no sense now.
pub fn open(model: &mut Model, ask: Ask, given: &[(&str, &str)]) {
    match asking::form(ask, model, given) {
        Ok(form) => model.take_up(form),
        Err(why_not) => model.complain(&why_not, ""),
    }
}

/// Opens the form that does something about one row: a question, a field of the record, a line of the
/// ledger, a clock, a seat, by its id. An id that is unknown, or empty, leaves the choice open.
pub fn open_about(model: &mut Model, doing: Doing, subject: &str) {
    match asking::about(doing, model, subject) {
        Ok(form) => model.take_up(form),
        Err(why_not) => model.complain(&why_not, ""),
    }
}

/// Takes a key.
pub(super) fn key(model: &mut Model, mut form: Form, key: Key) -> Vec<Effect> {
    let left = form.at;
    if let Some(level) = level_in(&form).filter(|level| level != impact::HELP) {
        form.level_before = level;
    }
    let turn = form.key(key);
    if wants_help(&form, key) {
        model.overlay = Some(Overlay::Form(Box::new(impact::open(form, model))));
        return Vec::new();
    }
    asking::adapt(&mut form, model);
    let (now, zone) = (model.now, model.setting.zone);
    let fault_at = |form: &Form, at: usize| {
        form.fields.get(at).and_then(|field| Some((at, field.fault_of_time(now, zone)?)))
    };
    let fault = match turn {
        Turn::Stay if form.at != left => fault_at(&form, left),
        Turn::Send => (0..form.fields.len()).find_map(|at| fault_at(&form, at)),
        _ => None,
    };
    form.fields.iter_mut().for_each(|field| field.understand(now, zone));
    let effects = match (turn, fault) {
        (Turn::Stay | Turn::Send, Some((at, fault))) => {
            form.fault(at, fault);
            Vec::new()
        }
        (Turn::Leave, _) if form.above.is_some() => {
            model.overlay = impact::leave(form, model).map(|form| Overlay::Form(Box::new(form)));
            return Vec::new();
        }
        (Turn::Leave, _) => {
            model.lay_aside(form);
            return Vec::new();
        }
        (Turn::Send, None) if form.above.is_some() => {
            let form = impact::take(form, model);
            model.overlay = Some(Overlay::Form(Box::new(form)));
            return Vec::new();
        }
        (Turn::Send, None) if form.purpose == Purpose::More => {
            if let Some(ask) = Ask::named(&form.value("what")) {
                open(model, ask, &[]);
                return Vec::new();
            }
            Vec::new()
        }
        (Turn::Send, None) => {
            if let Some(next) = asking::next(&form, model) {
                model.take_up(next);
                return Vec::new();
            }
            send(&mut form, model)
        }
        (Turn::Edit, _) => {
            vec![Effect::Edit(form.fields.get(form.at).map(Field::value).unwrap_or_default())]
        }
        (Turn::Stay, None) => Vec::new(),
    };
    model.overlay = Some(Overlay::Form(Box::new(form)));
    effects
}

/// Whether the severity helper is wanted: its sign was typed in the place of a level, or its row was
/// taken.
fn wants_help(form: &Form, key: Key) -> bool {
    if level_in(form).is_none_or(|level| level != impact::HELP) {
        return false;
    }
    let typed = key.typed().is_some_and(|c| c.to_string() == impact::HELP);
    typed || matches!(key.code, Code::Enter | Code::Tab) || key == Key::ctrl('d')
}

/// The level that a form would set, where it asks for one.
fn level_in(form: &Form) -> Option<String> {
    Some(form.fields.get(impact::level_of(form)?)?.value())
}

/// Puts a text that was written in an editor where it came from.
pub(super) fn edited(model: &mut Model, text: &str) {
    if let Some(Overlay::Form(form)) = &mut model.overlay {
        form.trouble = None;
        if let Some(field) = form.fields.get_mut(form.at) {
            field.replace(text);
        }
    }
}

/// Sends a form, unless the rules refuse it already as far as this desk knows the incident.
fn send(form: &mut Form, model: &mut Model) -> Vec<Effect> {
    let effect = match asking::effect(form, model) {
        Ok(effect) => effect,
        Err((field, fault)) => {
            form.fault(field, fault);
            return Vec::new();
        }
    };
    if let Err(refusal) = judge(&effect, model) {
        let place = asking::place_of(form, &refusal).or_else(|| refused_in(form, &effect, model));
        match place {
            Some(field) => form.fault(field, format!("{refusal}: {}", refusal.remedy())),
            None => form.trouble = Some(Trouble::Refused(refusal.to_string(), refusal.remedy())),
        }
        return Vec::new();
    }
    form.trouble = None;
    // What is copied is not sent yet: the form stays, and asks by which way it went.
    if let Effect::Copy(text) = effect {
        form.fill(&[("how", "sent")]);
        asking::adapt(form, model);
        return copy_text(model, &text);
    }
    form.sending = true;
    vec![effect]
}

/// The field whose answer is refused, among those that come to a command each.
fn refused_in(form: &Form, effect: &Effect, model: &Model) -> Option<usize> {
    let Effect::RunEach { incident, commands, when, asked } = effect else { return None };
    let refused = commands.iter().find(|command| {
        let (incident, when, asked) = (*incident, *when, *asked);
        let commands = vec![(*command).clone()];
        judge(&Effect::RunEach { incident, commands, when, asked }, model).is_err()
    });
    asking::place_of_command(form, refused?, model)
}

/// What the rules say of a command, by what is known of who wrote what is there.
fn decides(room: &Room, command: &Command, on: &Occasion) -> Result<(), Refusal> {
    let on = Occasion { authors: Authorship::clone(&room.authors), ..on.clone() };
    room.incident.decide(command.clone(), &on).map(drop)
}

/// What the rules say. Nothing is written: the desk asks them again.
fn judge(effect: &Effect, model: &Model) -> Result<(), Refusal> {
    let occasion = Occasion::now(&model.setting.me, model.now);
    match effect {
        Effect::Run { incident, command, .. } => {
            let room = model.about(Some(*incident));
            room.map_or(Ok(()), |room| decides(room, command, &occasion))
        }
        Effect::Deliver { incident, command, when, .. } => {
            let room = model.about(Some(*incident));
            let on = Occasion { happened_at: *when, ..occasion };
            room.map_or(Ok(()), |room| decides(room, command, &on))
        }
        Effect::RunEach { incident, commands, when, .. } => {
            let room = model.about(Some(*incident));
            let on = Occasion { happened_at: *when, ..occasion };
            let mut commands =
                room.into_iter().flat_map(|room| commands.iter().map(move |c| (room, c)));
            commands.try_for_each(|(room, c)| decides(room, c, &on))
        }
        Effect::Declare { declared, plan, .. } => {
            let named = plan.as_deref().and_then(|id| model.plan_named(id));
            let plan = named.unwrap_or_else(|| model.setting.plan.plan());
            let declared = declared.clone();
            let command = Command::Declare { declared, plan: Some(plan.to_pinned()) };
            Incident::nothing(nobodys()).decide(command, &occasion).map(drop)
        }
        _ => Ok(()),
    }
}

/// An id that no incident has: before its declaration an incident has no other.
fn nobodys() -> IncidentId {
    IncidentId::new(false, "700101", "000000").expect("a day and six letters are an id")
}

/// Says in the form what went wrong; whether there is one that waits for it.
pub(super) fn refused(model: &mut Model, asked: Option<Asked>, text: &str, remedy: &str) -> bool {
    if asked == Some(Asked::Form) {
        model.drafts.iter_mut().for_each(|draft| draft.sending = false);
    }
    match &mut model.overlay {
        Some(Overlay::Form(form))
            if asked == Some(Asked::Editor) || form.sending && asked == Some(Asked::Form) =>
        {
            form.sending = false;
            form.trouble = Some(Trouble::Refused(text.to_owned(), remedy.to_owned()));
            true
        }
        _ => false,
    }
}
