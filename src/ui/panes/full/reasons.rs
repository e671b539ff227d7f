//! Why a clock stands as it does: who decided what about it, what it waits for, where the duty comes from.

use super::{Pieces, at, wrapped};
use crate::clocks::{Held, Reading, State};
use crate::incident::{Incident, Said};
use crate::text::Shown;
use crate::time::Moment;
use crate::ui::model::Model;
use crate::ui::room::{Room, Urgency, urgency};
use crate::ui::theme::Shade;
use crate::ui::when::Zone;
use chrono::{DateTime, Utc};

/// A reason: what kind of reason it is, and what it says.
pub type Reason = (&'static str, String);

/// How a clock stands in a few words; who decided it and why stands among the reasons.
pub fn state_words(reading: &Reading, now: DateTime<Utc>) -> String {
    match &reading.state {
        State::NotAssessed { .. } => "not assessed".to_owned(),
        State::NotApplicable { .. } => "does not apply".to_owned(),
        State::Waived { .. } => "waived".to_owned(),
        // The words name who stopped it, why, and how much time is left; the last stands on its own.
        State::Paused { left: Some(_), .. } => {
            let words = reading.words(now);
            let left = words.rsplit(", ").next().unwrap_or_default();
            format!("paused, {left}")
        }
        State::Paused { .. } => "paused".to_owned(),
        State::Met { .. } if reading.explained.is_some() => {
            let words = reading.words(now);
            words.split(" (").next().unwrap_or_default().to_owned()
        }
        _ => reading.words(now),
    }
}

/// What was decided about a clock, and what it waits for, each in a line.
pub fn decided(
    incident: &Incident,
    reading: &Reading,
    when: impl Fn(Moment) -> String,
) -> Vec<Reason> {
    let by = |who: &str, moment: Moment| format!("by {who} {}", when(moment));
    let because = |said: &Option<String>| {
        said.as_ref()
            .filter(|why| !why.is_empty())
            .map(|why| format!(": {why}"))
            .unwrap_or_default()
    };
    let mut reasons: Vec<Reason> = Vec::new();
    match &reading.state {
        State::Waived { by: who, why, when } => {
            reasons.push(("waived", format!("{}{}", by(who, *when), because(&Some(why.clone())))));
        }
        State::Paused { since, by: who, why, .. } => {
            reasons.push(("paused", format!("{}{}", by(who, *since), because(&Some(why.clone())))));
        }
        State::NotApplicable { why, by: who, when: moment } => {
            let who = who.as_deref().filter(|who| !why.contains(&format!("by {who}")));
            let who = who.map(|who| format!(", by {who}")).unwrap_or_default();
            let moment = moment.map(|moment| format!(", {}", when(moment))).unwrap_or_default();
            reasons.push(("why", format!("{why}{who}{moment}")));
        }
        State::NotAssessed { asks } => {
            let plan = incident.plan.as_deref();
            let text = |ask: &String| {
                let question = plan.and_then(|plan| plan.question(ask));
                question.map_or_else(|| format!("{}?", ask.replace('-', " ")), |q| q.text.clone())
            };
            reasons.push(("open", asks.iter().map(text).collect::<Vec<_>>().join(" ")));
        }
        State::Armed { .. } => {
            // Stopped before it began, it will stand still when it begins.
            let last = incident.response.pauses.get(&reading.clock).and_then(|all| all.last());
            if let Some(Said { by: who, when, reason, .. }) =
                last.filter(|pause| pause.ended.is_none()).map(|pause| &pause.began)
            {
                reasons.push(("paused", format!("{}{}", by(who, *when), because(reason))));
            }
        }
        _ => {}
    }
    if let Some(until) = reading.snoozed_until {
        let until = format!("until {}", when(Moment::second(until)));
        let said = incident.response.snoozes.get(&reading.clock).map(|snooze| &snooze.said);
        let said =
            said.map(|said| format!(", {}{}", by(&said.by, said.when), because(&said.reason)));
        reasons.push(("put off", until + &said.unwrap_or_default()));
    }
    if let Some(said) = &reading.explained {
        let why = said.reason.as_deref().unwrap_or_default();
        reasons.push(("late because", format!("{why} ({})", by(&said.by, said.when))));
    }
    let number = reading.reference.as_ref().map(|number| format!(", reference {number}"));
    if let Some(said) = incident.response.submitted.get(&reading.clock) {
        reasons.push(("submitted", by(&said.by, said.when) + &number.unwrap_or_default()));
    }
    if !matches!(reading.state, State::NotApplicable { .. } | State::NotAssessed { .. }) {
        // What nobody knows yet is what it waits for, or one of the open questions.
        let known = reading.conditions.iter().filter(|held| held.holds.is_some());
        let held: Vec<String> = known.map(|held| condition(held, &by)).collect();
        if !held.is_empty() {
            reasons.push(("because", held.join("; ")));
        }
    }
    reasons
}

/// A condition and how it stands: `personal data: yes, by lgl 14:20`.
fn condition(held: &Held, by: &impl Fn(&str, Moment) -> String) -> String {
    let Held { about, must, holds, said, .. } = held;
    match (said, holds) {
        (Some(Said { value, by: who, when, .. }), _) => {
            format!("{about}: {value} ({})", by(who, *when))
        }
        (None, Some(true)) => format!("{about}: {must}"),
        (None, _) => format!("{about} is not {must}"),
    }
}

/// Where a duty comes from: to whom, by which source, read when.
pub fn duty(reading: &Reading) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    reasons.extend(reading.recipient.clone().map(|whom| ("tells", whom)));
    reasons.extend(reading.source.clone().map(|source| ("source", source)));
    let read = reading.checked.map(|day| ("read on", day.to_string()));
    reasons.extend(read.or_else(|| reading.legal.then(|| ("read on", "no day".to_owned()))));
    if reading.legal {
        reasons.push(("law", "no legal advice".to_owned()));
    }
    reasons
}

/// The lines of the reasons below a clock; whom it tells may be `told` above them.
pub fn lines(model: &Model, room: &Room, reading: &Reading, told: bool, width: u16) -> Vec<Pieces> {
    let indent = 5;
    let when = |moment: Moment| at(model, moment);
    let quiet = urgency(reading, model.now) >= Urgency::Waits;
    let mut lines: Vec<Pieces> = Vec::new();
    for (label, text) in decided(&room.incident, reading, when) {
        let shade = match label {
            "late because" | "put off" => Shade::Warning,
            "open" => Shade::Nobody,
            _ if quiet => Shade::Muted,
            _ => Shade::Calm,
        };
        let colon = if matches!(label, "open" | "why") { ":" } else { "" };
        lines.extend(wrapped(&format!("{label}{colon} {text}"), indent, width, 3, shade));
    }
    // Whom it tells stands beside who answers, where that has a line of its own.
    let told = |label: &str| label == "tells" && told;
    let duty = duty(reading).into_iter().filter(|(label, _)| !told(label));
    let duty: Vec<String> = duty
        .map(|(label, text)| match label {
            "source" if reading.legal => text,
            "law" => text,
            _ => format!("{label} {text}"),
        })
        .collect();
    // That a duty comes from the plan alone needs no line of its own.
    if reading.legal || duty.len() > 1 {
        lines.extend(wrapped(&duty.join(" · "), indent, width, 2, Shade::Muted));
    }
    lines
}

/// The reasons with their labels, for one clock in full.
pub fn facts(incident: &Incident, reading: &Reading, zone: Zone) -> Vec<Reason> {
    let mut facts = decided(incident, reading, |moment| zone.full(moment));
    facts.extend(duty(reading));
    facts
}

/// How many clocks of the law nobody has assessed, and the way to the questions: in a line.
pub fn not_assessed(room: &Room, way: &str) -> Option<Shown> {
    let open =
        |reading: &&Reading| reading.legal && matches!(reading.state, State::NotAssessed { .. });
    match room.ended.iter().filter(open).count() {
        0 => None,
        1 => Some(Shown::of(&format!(" 1 legal clock not assessed · {way} "))),
        many => Some(Shown::of(&format!(" {many} legal clocks not assessed · {way} "))),
    }
}
