//! Folded incidents, for scripts and tools: the shapes that `--json` prints on the command line.

use super::asked::{Answer, Asked};
use super::book::{self, Book};
use super::paging::Paging;
use super::problem::Problem;
use super::rooms::Room;
use crate::audience::Audience;
use crate::clocks::readings;
use crate::incident::{Authorship, EntryId, Hlc, Incident, IncidentId, Line, Seq};
use crate::recurrence::{Recurrence, recurrence};
use crate::register::{one_of, with_part};
use crate::report::{document, html, markdown};
use crate::store::{Scope, Store};
use crate::wire::report::{Asking, Report};
use crate::wire::{self, Clock, Entered, Messages, Record};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// An incident that was asked for, and what it takes to tell it.
pub struct Found<'a> {
    /// The room that it is in.
    pub room: &'a Room,
    /// What is remembered of the room.
    pub book: Arc<Book>,
    /// The incident.
    pub incident: Incident,
    /// What is known of who wrote it.
    pub authors: Authorship,
    /// What time it is.
    pub now: DateTime<Utc>,
}

/// The incident that the path names: by its id, by a part of it, or by its number in a register.
pub async fn named(asked: &Asked) -> Result<IncidentId, Problem> {
    meant(asked, asked.path.get("id").map(String::as_str).unwrap_or_default()).await
}

/// The incident that is meant by an id, a part of one, or a number in a register.
pub async fn meant(asked: &Asked, typed: &str) -> Result<IncidentId, Problem> {
    let (_, room) = asked.holder()?;
    if let Ok(id) = typed.parse() {
        return Ok(id);
    }
    let parts = with_part(typed, &room.incidents().await?);
    if let [id] = parts.as_slice() {
        return Ok(*id);
    }
    let list = asked.book()?.list(room, asked.desk.clock.now()).await?;
    Ok(one_of(typed, parts, &list)?)
}

/// The incident that the path names, folded.
pub async fn found(asked: &Asked) -> Result<Found<'_>, Problem> {
    let (_, room) = asked.holder()?;
    let (id, now) = (named(asked).await?, asked.desk.clock.now());
    let incident = book::open(room, id, now).await?.incident;
    if incident.declaration.is_none() {
        return Err(Problem::not_found("no_incident", format!("there is no incident {id}")));
    }
    let authors = Authorship::of_all(room.authors(Scope::Incident(id)).await?, &incident);
    Ok(Found { room, book: asked.book()?, incident, authors, now })
}

impl Found<'_> {
    /// Whether this kind of incident was there before.
    pub async fn before(&self) -> Result<Option<Recurrence>, Problem> {
        Ok(recurrence(&self.incident, &self.book.list(self.room, self.now).await?))
    }
}

/// `GET /v1/incidents`: those that go on, or all, or those that fit a query; the newest first, by their ids.
pub async fn list(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["q", "all", "limit", "cursor"])?;
    let (_, room) = asked.holder()?;
    let now = asked.desk.clock.now();
    let (query, all) = (asked.question(now)?, asked.parameter::<bool>("all")?.unwrap_or(false));
    let page = Paging::of(&asked, "incidents")?;
    let behind: Option<IncidentId> =
        page.behind().map(|place| place.parse().map_err(|_| Paging::no_cursor())).transpose()?;
    let list = asked.book()?.list(room, now).await?;
    // By their ids, which never change: what is resolved or gets worse between two pages keeps its place.
    let mut rest: Vec<_> = list
        .iter()
        .filter(|summary| query.lists(summary, all))
        .filter(|summary| behind.is_none_or(|behind| summary.id < behind))
        .collect();
    rest.sort_by_key(|summary| std::cmp::Reverse(summary.id));
    let answer = page.answer(&rest, |summary| summary.id.to_string(), |summary| *summary)?;
    Ok(answer.unless_known(&asked.headers))
}

/// `GET /v1/incidents/{id}`: everything folded.
pub async fn show(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let found = found(&asked).await?;
    let before = found.before().await?;
    let readings = readings(&found.incident, found.now);
    let shape =
        wire::Incident::of(&found.incident, &found.authors, &readings, before.as_ref(), found.now);
    Ok(Answer::json(&shape)?.unless_known(&asked.headers))
}

/// `GET /v1/incidents/{id}/timeline`: its entries, by when things happened.
pub async fn timeline(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["limit", "cursor"])?;
    let page = Paging::of(&asked, "entries")?;
    let behind = page.behind().map(|place| Place::read(place).ok_or_else(Paging::no_cursor));
    let behind = behind.transpose()?;
    let Found { incident, authors, .. } = found(&asked).await?;
    let mut rest = incident.story();
    rest.retain(|line| behind.as_ref().is_none_or(|behind| Place::of(line) > *behind));
    let shape = |line: &&Line| Entered::of(&incident, &authors, line).for_everybody();
    let answer = page.answer(&rest, |line| Place::of(line).to_string(), shape)?;
    Ok(answer.unless_known(&asked.headers))
}

/// Where an entry stands on a timeline.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    when: i64,
    hlc: Hlc,
    replica: String,
    seq: Seq,
    id: EntryId,
}

impl Place {
    fn of(line: &Line) -> Place {
        let entry = &line.entry;
        Place {
            when: line.when().earliest().timestamp_millis(),
            hlc: entry.hlc,
            replica: entry.log.replica.to_string(),
            seq: entry.seq,
            id: entry.id,
        }
    }

    fn read(text: &str) -> Option<Place> {
        let words: Vec<&str> = text.split(' ').collect();
        let [when, hlc, replica, seq, id] = words.as_slice() else { return None };
        Some(Place {
            when: when.parse().ok()?,
            hlc: hlc.parse().ok()?,
            replica: (*replica).to_owned(),
            seq: seq.parse().ok()?,
            id: id.parse().ok()?,
        })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Place { when, hlc, replica, seq, id } = self;
        write!(f, "{when} {hlc} {replica} {seq} {id}")
    }
}

/// `GET /v1/incidents/{id}/clocks`: how each clock stands now, the worst first.
pub async fn clocks(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let Found { incident, now, .. } = found(&asked).await?;
    let shapes: Vec<Clock> = readings(&incident, now)
        .iter()
        .map(|reading| Clock::of(incident.id, reading, now))
        .collect();
    Ok(Answer::json(&wire::list("clocks", &shapes))?.unless_known(&asked.headers))
}

/// `GET /v1/incidents/{id}/comms`: what must be said to whom, and what went out.
pub async fn comms(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let Found { incident, authors, now, .. } = found(&asked).await?;
    let shape = Messages::of(&incident, &authors, &readings(&incident, now), now);
    Ok(Answer::json(&shape)?.unless_known(&asked.headers))
}

/// `GET /v1/incidents/{id}/record`: the record, and how complete it is.
pub async fn record(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let Found { incident, .. } = found(&asked).await?;
    Ok(Answer::json(&Record::of(&incident))?.unless_known(&asked.headers))
}

/// `GET /v1/incidents/{id}/report`: the post-incident report, without what is privileged.
pub async fn report(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["format", "audience"])?;
    let audiences = [Audience::Internal, Audience::Public, Audience::Regulator];
    let audience = asked.one_of("audience", &audiences.map(|who| (who.word(), who)))?;
    let format = asked.one_of("format", &[("json", "json"), ("md", "md"), ("html", "html")])?;
    let found = found(&asked).await?;
    let heads = found.room.heads(Scope::Incident(found.incident.id)).await?;
    let before = found.before().await?;
    let asking = Asking {
        audience,
        with_privileged: false,
        heads: Some(&heads),
        recurrence: before.as_ref(),
        authors: Some(&found.authors),
    };
    let readings = readings(&found.incident, found.now);
    let report = Report::of(&found.incident, &readings, &asking, found.now);
    let answer = match format {
        "md" => Answer::text("text/markdown; charset=utf-8", markdown(&document(&report))),
        "html" => Answer::text("text/html; charset=utf-8", html(&document(&report))),
        _ => Answer::json(&report)?,
    };
    Ok(answer.unless_known(&asked.headers))
}
