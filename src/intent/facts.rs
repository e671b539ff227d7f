//! Facts, answers, days, seats and waivers as they are typed.

use super::Misfit;
use crate::brief::briefing;
use crate::clocks::readings;
use crate::incident::{Answer, Command, Correction, Incident, Ruling, Word};
use crate::plan::{day_in, spelled_alike};
use crate::time::{DAYS, typed_day};
use chrono::{DateTime, NaiveDate, Utc};

/// The facts that can be corrected.
pub const FACTS: [&str; 7] =
    ["title", "category", "users-affected", "detected-by", "public-report", "near-miss", "system"];

/// A fact with its right value; yes or no where it is one of the two.
pub fn correction(fact: &str, value: String) -> Result<Correction, Misfit> {
    let yes = |value: &str| match value.trim().to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" => Ok(true),
        "no" | "n" | "false" => Ok(false),
        other => Err(Misfit::unclear(format!("`{other}` is neither yes nor no"), "type yes or no")),
    };
    let fact = FACTS.iter().find(|known| spelled_alike(known, fact)).copied().ok_or_else(|| {
        let what = format!("no fact is called `{fact}`");
        Misfit::unclear(what, format!("one of: {}", FACTS.join(", ")))
    })?;
    Ok(match fact {
        "title" => Correction::Title(value),
        "category" => Correction::Category(value),
        "users-affected" => {
            let many = value.trim().parse().map_err(|_| {
                Misfit::unclear(
                    format!("`{value}` is not a number of users"),
                    "type a whole number",
                )
            })?;
            Correction::UsersAffected(many)
        }
        "detected-by" => Correction::DetectedBy(value),
        "public-report" => Correction::PublicReport(yes(&value)?),
        "near-miss" => Correction::NearMiss(yes(&value)?),
        _ => Correction::System(value),
    })
}

/// What a typed answer to a question means.
pub fn answer(typed: &str) -> Result<Answer, Misfit> {
    match typed.trim().to_lowercase().as_str() {
        "yes" | "y" => Ok(Answer::Word(Word::Yes)),
        "no" | "n" => Ok(Answer::Word(Word::No)),
        "unknown" | "?" | "not yet known" => Ok(Answer::Word(Word::Unknown)),
        number => number.parse().map(Answer::Number).map_err(|_| {
            let what = format!("`{typed}` is no answer");
            Misfit::unclear(what, "yes, no, unknown, or a whole number")
        }),
    }
}

/// A typed day, in the zone of the incident's plan.
pub fn day(incident: &Incident, typed: &str, now: DateTime<Utc>) -> Result<NaiveDate, Misfit> {
    let zone = incident.plan.as_ref().map_or("UTC", |plan| plan.zone.as_str());
    typed_day(typed, day_in(zone, now))
        .ok_or_else(|| Misfit::unclear(format!("`{typed}` is not a day"), DAYS))
}

/// The level that a typed one was taken for, where the plan has none of that name.
pub fn taken_for(incident: &Incident, typed: &str) -> Option<(String, String)> {
    let plan = incident.plan.as_deref()?;
    let level = plan.nearest_level(typed).filter(|_| plan.level(typed).is_none())?;
    Some((typed.to_owned(), level.id.clone()))
}

/// What is written when a typed word may be the id of a clock or a line of the checklist.
pub fn waiving(incident: &Incident, typed: String, reason: String) -> Command {
    let is_item = incident.items.iter().any(|item| spelled_alike(&item.id, &typed));
    let plan = incident.plan.as_deref();
    let mut clocks = plan.into_iter().flat_map(|plan| &plan.clocks);
    match clocks.find(|clock| !is_item && spelled_alike(&clock.id, &typed)) {
        Some(clock) => {
            Command::Rule { clock: clock.id.clone(), ruling: Some(Ruling::Waived), reason }
        }
        None => Command::Waive { item: typed, reason },
    }
}

/// The briefing for whoever is to take a seat.
pub fn briefing_for(incident: &Incident, role: &str, now: DateTime<Utc>) -> String {
    briefing(incident, &readings(incident, now), &seat(incident, role), now)
}

/// The briefing that came with the offer of a seat.
pub fn offered_briefing(incident: &Incident, role: &str) -> Option<String> {
    incident.seats.get(&seat(incident, role))?.offer.clone()?.briefing
}

/// The id of a seat that was typed.
fn seat(incident: &Incident, typed: &str) -> String {
    let role = incident.plan.as_ref().and_then(|plan| plan.role(typed));
    role.map_or_else(|| typed.to_owned(), |role| role.id.clone())
}
