//! When people first heard of an incident.

use crate::incident::{Event, Incident};
use crate::plan::ClockKind;
use crate::time::Moment;

/// How the names of stamps end that stand for a message.
const ENDINGS: [&str; 3] = ["_sent", "_told", "_notified"];

/// The earliest message that went to somebody, inside or outside: a stamp whose name ends in `_sent`,
/// `_told` or `_notified`; a stamp that an update or a notice of the plan ends with; or what was
/// submitted, or sent from here.
///
/// Of a stamp that was written again and again the first one counts, not the one in force. Whoever wrote
/// a wrong one undoes it.
pub fn first_message(incident: &Incident) -> Option<Moment> {
    let lines = incident.timeline.iter().filter(|line| line.counts());
    let told = lines.filter_map(|line| match &line.fact.event {
        Event::StampSet { stamp, time, .. } => is_message(incident, stamp).then_some(*time),
        Event::Submitted { .. } | Event::MessageSent(_) => Some(line.when()),
        _ => None,
    });
    told.min_by_key(|moment| moment.earliest())
}

fn is_message(incident: &Incident, stamp: &str) -> bool {
    let tells = |kind| matches!(kind, ClockKind::Update | ClockKind::Notification);
    ENDINGS.iter().any(|ending| stamp.ends_with(ending))
        || incident.plan.as_deref().is_some_and(|plan| {
            let mut clocks = plan.clocks.iter().filter(|clock| tells(clock.kind));
            clocks.any(|clock| clock.stops_at.as_deref() == Some(stamp))
        })
}
