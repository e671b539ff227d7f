//! What wishes would come to, without a store: decided, stamped and folded, one after the other.

use super::Wish;
use crate::chance::Chance;
use crate::incident::{Entry, Fact, Incident, LineError, LogId, Occasion, Place, Refusal};
use crate::store::Head;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Says which entries wishes come to when they are written at `now` behind `head`. `incident` is moved
/// on as if they had been written; after a refusal it is as far as the wishes before it.
pub fn rehearse(
    incident: &mut Incident,
    log: LogId,
    head: Option<Head>,
    wishes: &[Wish],
    now: DateTime<Utc>,
    chance: &dyn Chance,
) -> Result<Vec<Arc<Entry>>, Refusal> {
    let mut entries: Vec<Arc<Entry>> = Vec::new();
    let (mut seq, mut prev) =
        head.map_or((1, log.beginning()), |head| (head.seq.saturating_add(1), head.id));
    for wish in wishes {
        let on = Occasion {
            by: wish.by.clone(),
            now,
            happened_at: wish.happened_at,
            said_by: wish.said_by.clone(),
            privileged: wish.privileged,
            authors: wish.authors.clone(),
        };
        for fact in incident.decide(wish.command.clone(), &on)? {
            let fact = Fact { request: wish.request.clone(), ..fact };
            let hlc = incident.latest().next(now);
            let place = Place { log, seq, hlc, at: now, by: &wish.by, prev };
            let entry = Arc::new(stamped(&place, &fact, chance)?);
            (seq, prev) = (seq.saturating_add(1), entry.id);
            incident.apply(Arc::clone(&entry));
            entries.push(entry);
        }
    }
    Ok(entries)
}

fn stamped(place: &Place<'_>, fact: &Fact, chance: &dyn Chance) -> Result<Entry, Refusal> {
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    Entry::write(place, fact, salt).map_err(|error| match error {
        LineError::TooLong(bytes) => Refusal::TooLarge(bytes),
        other => Refusal::BadInstead(other.to_string()),
    })
}
