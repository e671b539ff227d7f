//! Commands over the API: an incident is opened, or something is asked of it. The rules are the incident's.

use super::asked::{Answer, Asked};
use super::incidents::named;
use super::ordering;
use super::orders::{self, Circumstances, Declaring, Order};
use super::pen::{Pen, Running};
use super::problem::Problem;
use super::replicas::{LARGEST_BODY, carry_out};
use crate::incident::{Authorship, Command, Declared, EntryId, IncidentId, Request};
use crate::intent::taken_for;
use crate::journal::{JournalError, Wish, Written, done_before};
use crate::recurrence::recurrence;
use crate::store::{Kind, Scope, Store};
use crate::wire::{Earlier, Entered};
use crate::{chance, time};
use axum::http::{HeaderValue, StatusCode, header};
use chrono::{TimeDelta, Utc};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The header that names a request.
const KEY: &str = "idempotency-key";
/// How long such a name may be.
const LONGEST_KEY: usize = 64;
/// How many names of incidents are tried.
const TRIES: u32 = 8;

/// Somebody who asks for something: what it takes to write on their behalf.
struct Asking {
    pen: Arc<Pen>,
    wish: Wish,
    /// Held until the answer is known.
    _running: Option<Running>,
}

impl Asking {
    async fn of(asked: &Asked, body: &[u8], beside: Circumstances) -> Result<Asking, Problem> {
        let (token, room) = asked.holder()?;
        let desk = &asked.desk;
        let pen = desk.pens.of(&token.room, room, &desk.clock, &desk.chance).await?;
        let request = request(asked, body)?;
        let running = request.as_ref().map(|request| {
            pen.begins(&token.name, &request.key).ok_or_else(|| {
                let title = "the same request is being done";
                let detail = "ask again in a moment, as `Retry-After` says, with the same key";
                Problem::new(StatusCode::CONFLICT, "still_running", title, detail)
            })
        });
        let when = beside.happened_at.as_deref().map(|typed| {
            let when = time::typed(typed, desk.clock.now(), &Utc);
            when.map_err(|error| orders::unprocessable("/happened_at", &error.to_string()))
        });
        let wish = Wish {
            happened_at: when.transpose()?,
            said_by: beside.said_by,
            request,
            ..Wish::now(&token.name, Command::Note { text: String::new() })
        };
        Ok(Asking { pen, wish, _running: running.transpose()? })
    }

    fn wish(&self, command: Command) -> Wish {
        Wish { command, ..self.wish.clone() }
    }

    /// Opens an incident. One that is asked for with a key has the name that follows from it, so that two servers
    /// that are asked at once open one.
    async fn declare(&self, declare: &Command, exercise: bool) -> Result<Written, JournalError> {
        let journal = &self.pen.journal;
        let now = journal.clock().now();
        let day = now.format("%y%m%d").to_string();
        for turn in 0..TRIES {
            let random: Vec<u8> = match &self.wish.request {
                Some(request) => {
                    let from = format!("{turn} {} {}", request.key, self.wish.by);
                    EntryId::of(from.as_bytes()).0[..6].to_vec()
                }
                None => journal.draw(6),
            };
            let id = IncidentId::new(exercise, &day, &chance::letters(&random))
                .expect("a day and six letters make an id");
            // The same request may have come yesterday, or come elsewhere right now, on the other side of midnight.
            let there = journal.store().incidents().await?;
            let id = match there.into_iter().find(|there| there.letters() == id.letters()) {
                Some(there) => there,
                None if self.wish.request.is_some() => {
                    let since = (now - TimeDelta::days(1)).format("%y%m%d").to_string();
                    journal.store().declaring(id, since).await?
                }
                None => id,
            };
            match journal.run(id, self.wish(declare.clone())).await {
                Err(JournalError::Refused(crate::incident::Refusal::AlreadyDeclared(_))) => {}
                done => return done,
            }
        }
        Err(JournalError::Contended)
    }
}

/// `POST /v1/incidents`: an incident is opened.
pub async fn declare(mut asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let body = asked.read(LARGEST_BODY).await?;
    let (fields, beside) = orders::object(&body)?;
    let Declaring { title, sev, category, plan, near_miss, detected_by, users_affected, system } =
        orders::read(Value::Object(fields))?;
    let asking = Asking::of(&asked, &body, beside).await?;
    let (_, room) = asked.holder()?;
    let plan = ordering::plan(&asked, plan, "/plan").await?;
    let declared = Declared {
        title,
        severity: sev.clone(),
        category,
        near_miss,
        detected_by,
        users_affected,
        system,
        ..Declared::default()
    };
    let exercise = room.kind().await? == Kind::Exercise;
    let command = Command::Declare { declared, plan: Some(plan.to_pinned()) };
    let Written { incident, .. } = asking.declare(&command, exercise).await?;
    let list = asked.book()?.list(room, asked.desk.clock.now()).await?;
    let before = recurrence(&incident, &list);
    let mut answer = json!({ "id": incident.id, "recurrence": Earlier::all(before.as_ref()) });
    if let Some((typed, level)) = sev.and_then(|sev| taken_for(&incident, &sev)) {
        answer["taken_for"] = json!({ "typed": typed, "severity": level });
    }
    let place = HeaderValue::from_str(&format!("/v1/incidents/{}", incident.id)).ok();
    let headers = place.map(|place| (header::LOCATION, place)).into_iter().collect();
    Ok(Answer { status: StatusCode::CREATED, headers, ..Answer::json(&answer)? })
}

/// `POST /v1/incidents/{id}/commands`: something is asked of an incident.
pub async fn command(mut asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let body = asked.read(LARGEST_BODY).await?;
    let id = named(&asked).await?;
    let (fields, beside) = orders::object(&body)?;
    let order = orders::order(fields)?;
    let mut asking = Asking::of(&asked, &body, beside).await?;
    let pen = Arc::clone(&asking.pen);
    let _turn = pen.turn(id).await;
    let incident = pen.journal.open(id).await?.incident;
    if incident.declaration.is_none() {
        return Err(JournalError::NoSuchIncident(id).into());
    }
    let (_, room) = asked.holder()?;
    asking.wish.authors = Authorship::of_all(room.authors(Scope::Incident(id)).await?, &incident);
    let by = &asking.wish.by;
    let before = asking.wish.request.as_ref().map(|request| done_before(&incident, by, request));
    let (written, more) = if let Some(entries) = before.transpose()?.flatten() {
        (Written { entries, incident, pending: None, again: true }, Map::new())
    } else {
        let removes = matches!(order, Order::Redact { .. } | Order::Hold { lift: true, .. });
        let ordered = ordering::ordered(&asked, &incident, order, &asking.wish).await?;
        let wish = Wish { privileged: ordered.privileged, ..asking.wish(ordered.command) };
        let mut written = pen.journal.run(id, wish).await?;
        if removes {
            carry_out(&asked, id, written.entries.iter().map(AsRef::as_ref)).await;
            asked.book()?.forget(id).await;
            written.incident = pen.journal.open(id).await?.incident;
        }
        let more = ordered.more.iter().filter_map(|(key, of)| Some((*key, of(&written)?)));
        let more = more.map(|(key, value)| (key.to_owned(), value)).collect();
        (written, more)
    };
    let new = |line: &&crate::incident::Line| written.entries.iter().any(|e| e.id == line.entry.id);
    let line = written.incident.timeline.iter().rfind(new).ok_or_else(Problem::internal)?;
    let mut answer = Map::new();
    let entry = Entered::of(&written.incident, &asking.wish.authors, line).for_everybody();
    answer.insert("entry".to_owned(), json!(entry));
    answer.extend(more);
    Answer::json(&answer)
}

/// The request that a key makes known again, where one is given.
fn request(asked: &Asked, body: &[u8]) -> Result<Option<Request>, Problem> {
    let Some(given) = asked.headers.get(KEY) else { return Ok(None) };
    let key = given.to_str().unwrap_or_default();
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    if !(1..=LONGEST_KEY).contains(&key.len()) || !visible {
        let detail = format!("from 1 to {LONGEST_KEY} visible letters of ASCII");
        return Err(Problem::bad("Idempotency-Key", detail));
    }
    let asks = [asked.place.as_bytes(), b"\n", body].concat();
    Ok(Some(Request { key: key.to_owned(), sum: EntryId::of(&asks) }))
}
