//! What an incident knows that a message can say, by the names that templates use.

use crate::incident::Incident;
use crate::telling::contained_how;
use crate::time::{Moment, Precision};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// What the incident knows, in the words of a message; what is not known is not there.
pub fn facts(incident: &Incident, now: DateTime<Utc>) -> BTreeMap<String, String> {
    let plan = incident.plan.as_deref();
    let zone = plan.and_then(|plan| plan.zone.parse().ok()).unwrap_or(Tz::UTC);
    let mut facts = BTreeMap::new();
    let mut say = |name: &str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            facts.insert(name.replace('-', "_"), text);
        }
    };
    // What is named later wins: a fact of the incident over a field of its record with the same name.
    for (field, said) in &incident.response.record {
        say(field, Some(said.value.clone()));
    }
    for (role, seat) in &incident.seats {
        say(role, seat.holder.clone());
    }
    for (stamp, stamped) in &incident.stamps {
        say(stamp, Some(time_in_words(stamped.time, zone)));
    }
    let title = |id: &String, found: Option<&String>| found.unwrap_or(id).clone();
    say("id", Some(incident.id.to_string()));
    say("title", Some(incident.title.clone()));
    say("severity", incident.severity.clone());
    let category =
        |id: &String| title(id, plan.and_then(|plan| plan.category(id)).map(|c| &c.title));
    say("category", incident.category.as_ref().map(category));
    let stage = |id: &String| title(id, plan.and_then(|plan| plan.stage(id)).map(|s| &s.title));
    say("stage", incident.stage.as_ref().map(stage));
    say("status", Some(incident.status.word().to_owned()));
    say("users_affected", incident.users_affected.map(|many| many.to_string()));
    let way = |id: &String| title(id, plan.and_then(|plan| plan.detected_by(id)).map(|d| &d.title));
    say("detected_by", incident.detected_by.as_ref().map(way));
    say("system", incident.system().map(str::to_owned));
    say("date", Some(now.with_timezone(&zone).format("%-d %B %Y").to_string()));
    say("now", Some(time_in_words(Moment::at(now, Precision::Minute), zone)));
    let ledger = incident.response.containments.iter().filter(|line| line.lifted.is_none());
    let ledger: Vec<String> =
        ledger.map(|line| format!("{} {}", contained_how(plan, &line.verb), line.what)).collect();
    say("containment", Some(ledger.join("\n")));
    facts
}

/// A time as people outside read it, as exactly as it is known: `14:05 UTC on 20 November 2026`.
pub fn time_in_words(moment: Moment, zone: Tz) -> String {
    let time = moment.earliest().with_timezone(&zone);
    let day = moment.earliest();
    match moment.precision() {
        Precision::Second | Precision::Minute => time.format("%H:%M %Z on %-d %B %Y").to_string(),
        Precision::Hour => time.format("about %H:%M %Z on %-d %B %Y").to_string(),
        // A day, a month, a year are written down in UTC and have no hour to move.
        Precision::Day => day.format("%-d %B %Y").to_string(),
        Precision::Month => day.format("%B %Y").to_string(),
        Precision::Year => day.format("%Y").to_string(),
    }
}
