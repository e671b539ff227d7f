//! What replicas ask: heads, entries, evidence. Lines go in and out byte for byte.

use super::asked::{self, Answer, Asked};
use super::problem::Problem;
use super::rooms::Room;
use super::stream;
use crate::access::Role;
use crate::incident::{Entry, EntryId, IncidentId, LogId, ReplicaId, Seq};
use crate::store::authors::Author;
use crate::store::http::shapes::{
    AuthorsAnswer, Blank, Blanked, Came, EvidenceAnswer, HeadsAnswer, KeptFile, LogAuthor, Pushed,
    Tail, Taken, heads, lines,
};
use crate::store::{
    Appended, Cursor, Head, LARGEST_EVIDENCE, Scope, Since, Store, StoreError, removal,
};
use axum::http::StatusCode;

/// How many entries are given at once, at most.
const MOST_ENTRIES: usize = 1000;
/// How many entries are given where nobody says how many.
const SOME_ENTRIES: usize = 500;
/// How many bytes of entries are given at once; one more entry may go beyond it.
const MOST_BYTES: usize = 1024 * 1024;
/// How many bytes are taken at once.
pub const LARGEST_BODY: usize = 1024 * 1024;

fn scope(asked: &Asked) -> Result<Scope, Problem> {
    let of: Option<IncidentId> = asked.parameter("incident")?;
    Ok(of.map_or(Scope::Everything, Scope::Incident))
}

/// `GET /v1/heads`: the last entry of each log.
pub async fn ends(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["incident"])?;
    let (_, room) = asked.holder()?;
    let answer = HeadsAnswer { heads: heads(&room.heads(scope(&asked)?).await?) };
    Ok(Answer::json(&answer)?.unless_known(&asked.headers))
}

/// `GET /v1/entries`: one log from a number on, or what came behind a cursor.
pub async fn entries(asked: Asked) -> Result<Answer, Problem> {
    if asked.query.contains_key("incident") {
        return tail(asked).await;
    }
    asked.knows(&["cursor", "limit", "wait"])?;
    let limit = asked.parameter::<usize>("limit")?.unwrap_or(SOME_ENTRIES);
    if limit == 0 || limit > MOST_ENTRIES {
        return Err(Problem::bad("limit", format!("from 1 to {MOST_ENTRIES}")));
    }
    let cursor = match asked.query.get("cursor").map(String::as_str) {
        None | Some("") => None,
        Some(_) => asked.parameter::<Cursor>("cursor")?,
    };
    match stream::since(asked, cursor.as_ref(), limit).await? {
        Since::Reset(cursor) => {
            let cursor = cursor.to_string();
            Answer::json(&Came { entries: Vec::new(), cursor, reset: true })
        }
        Since::Batch(batch) => {
            let cursor = batch.next.to_string();
            Answer::json(&Came { entries: lines(&batch.entries), cursor, reset: false })
        }
    }
}

async fn tail(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["incident", "replica", "from"])?;
    let (_, room) = asked.holder()?;
    let incident: IncidentId = asked.needed("incident")?;
    let replica: ReplicaId = asked.needed("replica")?;
    let from = asked.parameter::<Seq>("from")?.unwrap_or(1);
    let told = room.read(LogId { incident, replica }, from).await?;
    let part = part(&told.entries);
    let more = part.len() < told.entries.len();
    Answer::json(&Tail { entries: lines(part), more, damaged: told.damage.len() })
}

/// As many entries as are given at once. Those of one number, in branches, stay together.
fn part(entries: &[Entry]) -> &[Entry] {
    let mut bytes = 0;
    let mut count = 0;
    for entry in entries {
        let same = count > 0 && entries[count - 1].seq == entry.seq;
        if !same && (count >= MOST_ENTRIES || (count > 0 && bytes > MOST_BYTES)) {
            break;
        }
        bytes += entry.line().len();
        count += 1;
    }
    &entries[..count]
}

/// `POST /v1/entries`: entries of one log, in order.
pub async fn push(mut asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let body = asked.read(LARGEST_BODY).await?;
    let (token, room) = asked.holder()?;
    let (log, branch, entries) = pushed(&body)?;
    let own = Author::is_own(&token.name, &entries);
    // Where it ended is asked only for what somebody carries.
    let before = if own { 0 } else { end_of(room, log).await? };
    let answer =
        if branch { room.branch(log, &entries).await? } else { room.append(log, &entries).await? };
    let head = taken(log, answer)?;
    asked.desk.meters.appends.inc();
    asked.desk.meters.entries.inc_by(entries.len() as u64);
    carry_out(&asked, log.incident, &entries).await;
    note_whose(&asked, log, entries, before, head).await?;
    Answer::json(&Taken { head: head.into() })
}

/// The entries in the body of a push, and whether they are a branch.
fn pushed(body: &[u8]) -> Result<(LogId, bool, Vec<Entry>), Problem> {
    let pushed: Pushed<'_> = asked::object(body)?;
    let log = LogId { incident: pushed.incident, replica: pushed.replica };
    let mut entries = Vec::with_capacity(pushed.entries.len());
    for (index, line) in pushed.entries.iter().enumerate() {
        let entry = Entry::read(line.get().as_bytes()).map_err(|error| {
            let mut problem = Problem::bad(&format!("/entries/{index}"), error.to_string());
            (problem.status, problem.code) = (StatusCode::UNPROCESSABLE_ENTITY, "bad_entry");
            problem
        })?;
        entries.push(entry);
    }
    Ok((log, pushed.branch, entries))
}

/// Where the log ends now; why not, where nothing was taken.
fn taken(log: LogId, answer: Appended) -> Result<Head, Problem> {
    let conflict =
        |code, title, detail: String| Problem::new(StatusCode::CONFLICT, code, title, detail);
    match answer {
        Appended::Done(head) => Ok(head),
        Appended::Gap(head) => {
            let detail = head.map_or_else(
                || "the log has no entries yet".to_owned(),
                |head| format!("the log ends with entry {}", head.seq),
            );
            let title = "the entries do not begin where the log ends";
            Err(Problem { head: head.map(Box::new), ..conflict("gap", title, detail) })
        }
        Appended::Purged => Err(StoreError::Purged(log.incident).into()),
        Appended::Fork(seq) => {
            let detail = format!("the log holds another entry {seq}; send them as a branch");
            let title = "the entries contradict the log";
            Err(Problem { seq: Some(seq), ..conflict("fork", title, detail) })
        }
    }
}

/// Notes whose log it is after a push, unless it is known to be its owner's. What was taken is taken, also where
/// this cannot be noted.
async fn note_whose(
    asked: &Asked,
    log: LogId,
    entries: Vec<Entry>,
    before: Seq,
    head: Head,
) -> Result<(), Problem> {
    let (token, room) = asked.holder()?;
    let (quiet, now) = (&asked.desk.quiet, asked.desk.clock.now());
    let (name, own) = (token.name.clone(), Author::is_own(&token.name, &entries));
    if own && quiet.is_owned(&token.room, log, &name, now) {
        return Ok(());
    }
    let who = name.clone();
    let noted = room.note_author(log, move |author| author.after(&who, &entries, before, head.seq));
    match noted.await {
        Ok(new) => quiet.owned(&token.room, log, &name, own && new.is_all_of(&name), now),
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "whose log it is was not noted");
        }
    }
    Ok(())
}

/// The number of the last entry of a log.
async fn end_of(room: &Room, log: LogId) -> Result<Seq, Problem> {
    let heads = room.heads(Scope::Incident(log.incident)).await?;
    let ends = heads.iter().filter(|(of, _)| *of == log).map(|(_, head)| head.seq);
    Ok(ends.max().unwrap_or(0))
}

/// `GET /v1/authors`: whose logs they are, and what was carried by others.
pub async fn authors(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["incident"])?;
    let (_, room) = asked.holder()?;
    let authors = room.authors(scope(&asked)?).await?.into_iter();
    let shape = |(log, Author { owner, carried }): (LogId, Author)| LogAuthor {
        incident: log.incident,
        replica: log.replica,
        owner,
        carried_by: carried.as_ref().map(|carried| carried.by.clone()),
        carried_from: carried.map(|carried| carried.from),
    };
    Answer::json(&AuthorsAnswer { authors: authors.map(shape).collect() })
}

/// Removes what redactions ask to be removed, where whoever asks may have it removed. What was taken is taken: a
/// redaction that cannot be carried out hides all the same.
pub async fn carry_out<'a>(
    asked: &Asked,
    of: IncidentId,
    entries: impl IntoIterator<Item = &'a Entry>,
) {
    let Ok((token, room)) = asked.holder() else { return };
    let (now, admin, quiet) =
        (asked.desk.clock.now(), token.role == Role::Admin, &asked.desk.quiet);
    if !quiet.may_ask(&token.room, of, entries, now) {
        return;
    }
    let done = removal::carry_out(room, of, now, |incident, line, by| {
        admin || by == line.entry.by || removal::may_redact(incident, by)
    });
    let done = done.await;
    quiet.looked(&token.room, of, matches!(done, Ok(None)), now);
    if let Err(error) = done {
        tracing::error!(error = &error as &dyn std::error::Error, "a redaction is pending");
    }
}

/// `POST /v1/blank`: contents of entries are removed for good.
pub async fn blank(mut asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let body = asked.read(LARGEST_BODY).await?;
    let (_, room) = asked.holder()?;
    let wanted: Blank = asked::object(&body)?;
    let log = LogId { incident: wanted.incident, replica: wanted.replica };
    let blanked = room.blank(log, &wanted.entries).await?;
    asked.book()?.forget(wanted.incident).await;
    Answer::json(&Blanked { blanked })
}

/// `GET /v1/evidence`: which files are kept.
pub async fn evidence(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["incident"])?;
    let (_, room) = asked.holder()?;
    let kept = room.evidence(scope(&asked)?).await?;
    let file = |(incident, sha256)| KeptFile { incident, sha256 };
    Answer::json(&EvidenceAnswer { evidence: kept.into_iter().map(file).collect() })
}

/// `GET /v1/evidence/{sha256}`: the bytes of a file.
pub async fn file(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["incident"])?;
    let (_, room) = asked.holder()?;
    let (sum, of): (EntryId, IncidentId) = (asked.in_path("sha256")?, asked.needed("incident")?);
    let bytes = room.get_evidence(of, sum).await?;
    let body = bytes.ok_or_else(|| {
        let detail = format!("no file with the sum {} is kept with {of}", sum.short());
        Problem::not_found("no_evidence", detail)
    })?;
    Ok(Answer { content: "application/octet-stream", body, ..Answer::default() })
}

/// `PUT /v1/evidence/{sha256}`: a file is kept.
pub async fn keep(mut asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["incident"])?;
    let (sum, of): (EntryId, IncidentId) = (asked.in_path("sha256")?, asked.needed("incident")?);
    let largest = usize::try_from(LARGEST_EVIDENCE).unwrap_or(usize::MAX);
    let bytes = asked.read(largest).await?;
    let found = EntryId::of(&bytes);
    if found != sum {
        let mut problem = Problem::bad("sha256", format!("the bytes have the sum {found}"));
        (problem.status, problem.code) = (StatusCode::UNPROCESSABLE_ENTITY, "wrong_sum");
        return Err(problem);
    }
    let (_, room) = asked.holder()?;
    room.put_evidence(of, &bytes).await.map_err(|error: StoreError| Problem::from(error))?;
    Answer::json(&KeptFile { incident: of, sha256: sum })
}
