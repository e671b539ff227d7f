//! Forms for what is done about a clock: it went out, it is put off, stopped, waived, or explained.

use super::answers::{Fault, fault, optional, time};
use super::response::of;
use crate::clocks::{Reading, State, moment_words};
use crate::incident::{Command, Ruling};
use crate::plan::{Clock, ClockKind, Question};
use crate::time::{Moment, typed_until};
use crate::ui::doing::Doing;
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::overlays::field::{Check, Choice, Field, Pick};
use crate::ui::overlays::form::Form;
use crate::ui::room::Room;

/// What is chosen to answer the question on which a clock hangs.
const CLASSIFY: &str = "classify";

/// What may be done about a clock, in the order in which it is offered: what it is called where it is
/// chosen, and what it does.
const DOINGS: [(Doing, &str, &str); 8] = [
    (Doing::Submit, "submit", "it went out; the next stage begins"),
    (Doing::Snooze, "snooze", "put its reminders off; its time runs on"),
    (Doing::Resume, "resume", "it goes on"),
    (Doing::Explain, "explain", "why it was not met in time"),
    (Doing::Pause, "pause", "it stands still until it is resumed"),
    (Doing::WaiveClock, "waive", "it need not be met"),
    (Doing::RuleOut, "rule out", "it does not apply"),
    (Doing::RestoreClock, "restore", "it runs as the plan says"),
];

/// What is chosen when the moment happened that a clock waits for.
const HAPPENED: &str = "happened";

/// Asks what is done about which clock; the one under the cursor of the clocks is proposed.
pub fn form(doing: Doing, room: &Room, model: &Model, subject: &str) -> Result<Form, String> {
    let under = room.clock(model.scroll(Pane::Clocks).at).map_or("", |reading| &reading.clock);
    let wanted = if subject.is_empty() { under } else { subject };
    let fits = |reading: &&Reading| doing == Doing::Clock || makes_sense(doing, room, reading);
    let choice = |reading: &Reading| {
        let id = reading.clock.as_str();
        let title = format!("{}  {}", reading.title, id);
        Choice {
            aliases: vec![id.to_owned()],
            ..Choice::new(id, &title, &reading.words(model.now))
        }
    };
    let all = room.readings.iter().chain(&room.ended);
    let choices: Vec<Choice> = all.filter(fits).map(choice).collect();
    if choices.is_empty() {
        return Err(nothing_fits(doing).to_owned());
    }
    let title = match doing {
        Doing::Clock => "Clock",
        Doing::Submit => "Submitted",
        Doing::Snooze => "Put off",
        Doing::Pause => "Pause a clock",
        Doing::Resume => "Resume a clock",
        Doing::WaiveClock => "Waive a clock",
        Doing::RuleOut => "Rule a clock out",
        Doing::RestoreClock => "Restore a clock",
        _ => "Why it was late",
    };
    let pick = Pick::among(choices, wanted);
    // The clock under the cursor is meant: what follows it is asked first.
    let known = pick.chosen().is_some_and(|choice| choice.value == wanted);
    let subject = if known { wanted } else { "" };
    let form = of(doing, room, subject, title).with(Field::pick("clock", "type to find one", pick));
    Ok(Form { at: usize::from(known && doing != Doing::Resume), ..form })
}

fn nothing_fits(doing: Doing) -> &'static str {
    match doing {
        Doing::Clock => "no clock is there",
        Doing::Resume => "no clock stands still",
        Doing::RestoreClock => "no clock was waived or ruled out",
        Doing::Explain => "no clock is late or was met late",
        Doing::Pause => "no clock that may be paused is running",
        _ => "no clock is running",
    }
}

fn makes_sense(doing: Doing, room: &Room, reading: &Reading) -> bool {
    let counting = reading.is_counting();
    let over = matches!(reading.state, State::Met { .. } | State::Waived { .. });
    let ruled = room.incident.response.rulings.contains_key(&reading.clock);
    match doing {
        Doing::Submit => sends(room, reading) && !over && !reading.is_quiet(),
        Doing::Snooze => counting,
        Doing::Pause => {
            counting && (reading.kind != ClockKind::Regulator || room.incident.id.is_exercise())
        }
        Doing::Resume => matches!(reading.state, State::Paused { .. }),
        Doing::WaiveClock => !over && !reading.is_quiet(),
        Doing::RuleOut => !over && !ruled,
        Doing::RestoreClock => ruled,
        Doing::Explain => match reading.state {
            State::Late => true,
            State::Met { margin, .. } => margin < chrono::TimeDelta::zero(),
            _ => false,
        },
        _ => true,
    }
}

/// Whether it is met by something that goes out.
fn sends(room: &Room, reading: &Reading) -> bool {
    let clock = clock_of(room, &reading.clock);
    let own = format!("{}.submitted", reading.clock);
    clock.is_some_and(|clock| match clock.stops_at.as_deref() {
        Some(stop) => stop == own,
        None => clock.kind == ClockKind::Regulator,
    })
}

/// The stamp that meets a clock, where somebody can record it.
fn stamp_of<'a>(room: &'a Room, clock: &str) -> Option<&'a str> {
    let stop = clock_of(room, clock)?.stops_at.as_deref()?;
    let plan = room.incident.plan.as_deref()?;
    let by_itself = matches!(stop, "declared" | "resolved" | "closed");
    plan.stamp_ids().find(|id| *id == stop).filter(|_| !by_itself)
}

fn clock_of<'a>(room: &'a Room, id: &str) -> Option<&'a Clock> {
    room.incident.plan.as_deref()?.clock(id)
}

/// Brings what is asked in line with the clock, and with what is done about it.
pub fn adapt(doing: Doing, form: &mut Form, room: &Room, model: &Model) {
    let clock = form.value("clock");
    let mut readings = room.readings.iter().chain(&room.ended);
    let Some(reading) = readings.find(|reading| reading.clock == clock) else { return };
    let what = form.value("do");
    // The reading goes on while somebody types.
    form.about = about(room, model, reading);
    if variant_of(form) == form.variant {
        return;
    }
    let other_clock = form.variant.split('\n').next() != Some(&*clock);
    let typed: Vec<(String, String)> = ["reason", "reference", "when", "for"]
        .iter()
        .filter(|label| form.place(label).is_some_and(|place| form.fields[place].is_touched()))
        .map(|label| ((*label).to_owned(), form.value(label)))
        .collect();
    if other_clock {
        form.fields.truncate(1);
    }
    let doing = if doing == Doing::Clock {
        if other_clock {
            let choices = choices(room, reading);
            let before = choices.iter().any(|choice| choice.value == what);
            let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
            let pick = Pick::among(choices, if before { &what } else { &first });
            form.fields.push(Field::pick("do", "type to find one", pick));
        }
        let what = form.value("do");
        DOINGS.iter().find(|(_, name, _)| *name == what).map(|(doing, _, _)| *doing)
    } else {
        Some(doing)
    };
    let keep = 1 + usize::from(form.place("do").is_some());
    form.fields.truncate(keep);
    let happened = form.value("do") == HAPPENED;
    form.fields.extend(fields_of(doing, happened));
    let typed: Vec<(&str, &str)> = typed.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    form.fill(&typed);
    form.variant = variant_of(form);
}

/// What the fields after the first ones depend on.
fn variant_of(form: &Form) -> String {
    format!("{}\n{}", form.value("clock"), form.value("do"))
}

/// What can be done about a clock as it stands.
fn choices(room: &Room, reading: &Reading) -> Vec<Choice> {
    let mut choices = Vec::new();
    let over = matches!(reading.state, State::Met { .. } | State::Waived { .. });
    let cadence = clock_of(room, &reading.clock).is_some_and(|clock| clock.repeat);
    if let Some(stamp) = stamp_of(room, &reading.clock)
        && (!over || cadence)
        && !reading.is_quiet()
    {
        let note = format!("record the time of: {}", moment_words(stamp));
        choices.push(Choice::new(HAPPENED, "it happened", &note));
    }
    if let Some(question) = undecided(room, reading) {
        choices.push(Choice::new(CLASSIFY, "classify", question.text.as_str()));
    }
    let possible = DOINGS.iter().filter(|(doing, _, _)| makes_sense(*doing, room, reading));
    choices.extend(possible.map(|(_, name, note)| Choice::new(name, name, note)));
    if choices.is_empty() {
        choices.push(Choice::new("nothing", "nothing", "there is nothing to do about it"));
    }
    choices
}

/// The question whose answer would tell whether a clock applies.
fn undecided<'a>(room: &'a Room, reading: &Reading) -> Option<&'a Question> {
    let State::NotAssessed { asks } = &reading.state else { return None };
    room.incident.plan.as_deref()?.question(asks.first()?)
}

/// The question that is to be answered instead of anything about the clock itself.
pub fn question_of(form: &Form, room: &Room) -> Option<String> {
    let clock = form.value("clock");
    let mut readings = room.readings.iter().chain(&room.ended);
    let reading = readings.find(|reading| reading.clock == clock)?;
    let question = undecided(room, reading).filter(|_| form.value("do") == CLASSIFY)?;
    Some(question.id.clone())
}

/// What is asked about it.
fn fields_of(doing: Option<Doing>, happened: bool) -> Vec<Field> {
    let when = || Field::time("when", "now, or like 14:05, 10m ago", true).otherwise("now");
    let reason = |hint: &str| Field::line("reason", hint, true);
    match doing {
        None if happened => vec![when()],
        None | Some(Doing::Resume) => Vec::new(),
        Some(Doing::Submit) => {
            let reference = Field::line("reference", "the number that the recipient gave", false);
            vec![reference, when()]
        }
        Some(Doing::Snooze) => {
            let field = Field::line("for", "15 minutes, or like 45, 2h, until 15:20", true);
            let until = Field { check: Check::Until, ..field };
            vec![until.otherwise("15"), reason("why it can wait")]
        }
        Some(Doing::Explain) => vec![reason("why it was not met in time")],
        Some(Doing::Pause) => vec![reason("what it waits for")],
        Some(Doing::WaiveClock) => vec![reason("why it need not be met")],
        Some(Doing::RuleOut) => vec![reason("why it does not apply")],
        Some(_) => vec![reason("why it applies after all")],
    }
}

/// What is worth knowing about a clock.
fn about(room: &Room, model: &Model, reading: &Reading) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", reading.title, reading.words(model.now))];
    let mut facts = vec![reading.rule.clone()];
    if let Some((from, at)) = &reading.counts_from {
        facts.push(format!(
            "counted from {} {}",
            moment_words(from),
            model.setting.zone.brief(*at)
        ));
    }
    facts.extend(reading.recipient.as_ref().map(|to| format!("to {to}")));
    facts.extend(reading.owner.as_deref().map(|role| {
        let name = crate::telling::name_of_role(&room.incident, role);
        format!("{name}: {}", room.incident.holder(role).unwrap_or("nobody"))
    }));
    facts.retain(|fact| !fact.is_empty());
    lines.push(facts.join(" · "));
    if reading.legal {
        let source = reading.source.as_deref().unwrap_or("a law");
        let checked = reading.checked.map(|day| format!(", checked {day}")).unwrap_or_default();
        lines.push(format!("{source}{checked}. This is no legal advice."));
    }
    lines
}

/// What the answers come to.
pub fn command(doing: Doing, form: &Form, room: &Room, model: &Model) -> Result<Command, Fault> {
    let (clock, reason) = (form.value("clock"), form.value("reason"));
    let rule = |ruling| Command::Rule { clock: clock.clone(), ruling, reason: reason.clone() };
    let what = form.value("do");
    if what == HAPPENED {
        let stamp = stamp_of(room, &clock);
        let stamp =
            stamp.ok_or_else(|| fault(form, "do", "nothing is recorded for it"))?.to_owned();
        let time = time(form, "when", model)?.unwrap_or_else(|| Moment::second(model.now));
        return Ok(Command::Stamp { stamp, time, note: None });
    }
    let doing = match doing {
        Doing::Clock => {
            DOINGS.iter().find(|(_, name, _)| *name == what).map(|(doing, _, _)| *doing)
        }
        doing => Some(doing),
    };
    let doing = doing.ok_or_else(|| fault(form, "do", "there is nothing to do about it"))?;
    Ok(match doing {
        Doing::Submit => Command::Submit { clock, reference: optional(form, "reference") },
        Doing::Snooze => Command::Snooze { clock, minutes: minutes(form, model)?, reason },
        Doing::Resume => Command::ResumeClock { clock },
        Doing::Explain => Command::ExplainLateness { clock, reason },
        Doing::Pause => Command::PauseClock { clock, reason },
        Doing::WaiveClock => rule(Some(Ruling::Waived)),
        Doing::RuleOut => rule(Some(Ruling::RuledOut)),
        _ => rule(None),
    })
}

fn minutes(form: &Form, model: &Model) -> Result<u32, Fault> {
    minutes_typed(&form.value("for"), model).map_err(|why| fault(form, "for", &why))
}

/// For how many minutes something is put off that somebody types; a started one counts.
pub fn minutes_typed(typed: &str, model: &Model) -> Result<u32, String> {
    let zone = model.setting.zone.offset(model.now);
    let until = typed_until(typed, model.now, &zone);
    let why = || format!("`{typed}` is no time to come; write 45, 2h or 15:20");
    let until = until.ok_or_else(why)?;
    let seconds = (until - model.now).num_seconds();
    u32::try_from((seconds + 59) / 60).map_err(|_| format!("`{typed}` is too long"))
}
