//! The timeline of a report: which entries an audience reads, and how they are told.

use super::{Asking, Happened};
use crate::audience::Audience;
use crate::incident::{Event, Incident, Line, Standing};
use crate::telling::{is_privileged, tell};
use crate::wire::entered::standing;

/// The timeline as an audience reads it, by when things happened.
pub fn timeline(incident: &Incident, asking: &Asking<'_>) -> Vec<Happened> {
    let story = incident.story().into_iter();
    story
        .filter(|line| asking.with_privileged || !is_privileged(incident, line))
        .filter(|line| reads(asking.audience, line))
        .map(|line| happened(incident, line, asking.audience))
        .collect()
}

fn happened(incident: &Incident, line: &Line, audience: Audience) -> Happened {
    let outside = (audience != Audience::Internal).then(|| without_doubts(line));
    let told = tell(incident, outside.as_ref().unwrap_or(line));
    Happened {
        entry: line.entry.id,
        at: line.when(),
        who: line.who().to_owned(),
        kind: told.kind,
        text: told.text,
        standing: standing(line),
        privileged: is_privileged(incident, line),
    }
}

/// A decision without what else was on the table and who was against it.
fn without_doubts(line: &Line) -> Line {
    let mut line = line.clone();
    if let Event::DecisionMade(decision) = &mut line.fact.event {
        decision.options.clear();
        decision.objections.clear();
    }
    line
}

/// Whether an audience reads an entry. Outside only what is named here is read, so that nothing new gets
/// out by itself.
fn reads(audience: Audience, line: &Line) -> bool {
    // An authority reads what was set in motion, and when which duty was settled.
    let of_duty = || {
        matches!(
            &line.fact.event,
            Event::Classified { .. }
                | Event::ClockWaived { .. }
                | Event::ClockRuledOut { .. }
                | Event::ClockRestored { .. }
                | Event::ClockPaused { .. }
                | Event::ClockResumed { .. }
                | Event::LatenessExplained { .. }
                | Event::RecordSet { .. }
                | Event::AuthorityUsed { .. }
                | Event::Submitted { .. }
        )
    };
    match audience {
        Audience::Internal => {
            // What the sections say stands there.
            !matches!(line.standing, Standing::Again(_))
                && !matches!(line.fact.event, Event::SectionWritten { .. })
        }
        Audience::Public => line.counts() && is_of_the_story(audience, &line.fact.event),
        Audience::Regulator => {
            line.counts() && (is_of_the_story(audience, &line.fact.event) || of_duty())
        }
    }
}

/// What anybody may know who asks what happened.
fn is_of_the_story(audience: Audience, event: &Event) -> bool {
    if let Event::MessageSent(sent) = event {
        return audience.has_read(&sent.audience);
    }
    matches!(
        event,
        Event::Declared(_)
            | Event::SeverityChanged { .. }
            | Event::StageEntered { .. }
            | Event::DecisionMade(_)
            | Event::StampSet { .. }
            | Event::ContainmentBegun { .. }
            | Event::ContainmentVerified { .. }
            | Event::ContainmentLifted { .. }
            | Event::Reopened { .. }
            | Event::Resolved { .. }
            | Event::Closed { .. }
    )
}
