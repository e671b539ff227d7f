//! A store that another machine keeps: the client of its server.
//!
//! Nothing is done before the first question: no connection, no certificates, no thread.

mod asking;
mod events;
mod following;
pub mod shapes;

pub use asking::Secret;
pub use following::{Following, News};

use super::{
    Appended, Batch, Cursor, Damage, Head, Heads, Kept, Kind, LARGEST_EVIDENCE, Scope, Since,
    Store, StoreError, Told, Tombstone,
};
use crate::incident::authors::{Author, Authors, Carried};
use crate::incident::{Entry, EntryId, IncidentId, LogId, Seq};
use asking::{Peer, Problematic};
use reqwest::Method;
use serde_json::value::RawValue;
use shapes::{
    AuthorsAnswer, Blank, Blanked, Came, EvidenceAnswer, HeadsAnswer, Here, LogAuthor, Me, Meta,
    Present, PresentAnswer, Problem, Purge, PurgedAnswer, Pushed, Tail, Taken, lines,
};
use std::path::{Path, PathBuf};

/// How many bytes of entries are sent at once; the server takes somewhat more.
const MOST_AT_ONCE: usize = 768 * 1024;

/// The store behind a server.
pub struct Http {
    peer: Peer,
}

impl Http {
    /// The store at an address such as `https://warroom.example.org`, opened by a secret.
    ///
    /// # Errors
    ///
    /// When it is no address of a server.
    pub fn at(address: &str, secret: Option<Secret>) -> Result<Http, StoreError> {
        Ok(Http { peer: Peer::at(address, secret)? })
    }

    /// Trusts the certificates in a file too, beside those that this machine knows.
    #[must_use]
    pub fn trusting(mut self, authority: &Path) -> Http {
        self.peer.trusts(authority.to_owned());
        self
    }

    /// Whose token it was opened with.
    pub async fn me(&self) -> Result<Me, StoreError> {
        let body = self.peer.get("v1/me", &[]).await?;
        self.peer.understood(&body)
    }

    /// What the server says of itself.
    pub async fn meta(&self) -> Result<Meta, StoreError> {
        let body = self.peer.get("v1/meta", &[]).await?;
        self.peer.understood(&body)
    }

    /// Says that whoever holds the token is there, and looks at an incident or at none; says who is there.
    /// It lasts a minute.
    pub async fn is_here(&self, incident: Option<IncidentId>) -> Result<Vec<Present>, StoreError> {
        let body = serde_json::to_vec(&Here { incident });
        let body = body.map_err(|error| self.peer.strange(&error))?;
        let answer = self.peer.send(Method::PUT, "v1/presence", &[], body).await;
        let answer = answer.map_err(|error| match error {
            Problematic::Told(problem) => self.peer.problem(&problem),
            Problematic::Failed(error) => error,
        })?;
        Ok(self.peer.understood::<PresentAnswer>(&answer)?.present)
    }

    /// Who is there.
    pub async fn present(&self) -> Result<Vec<Present>, StoreError> {
        let answer = self.peer.get("v1/presence", &[]).await?;
        Ok(self.peer.understood::<PresentAnswer>(&answer)?.present)
    }

    /// Says whose the logs there are.
    pub async fn authors(&self, of: Scope) -> Result<Authors, StoreError> {
        let body = self.peer.get("v1/authors", &Http::of(of)).await?;
        let answer: AuthorsAnswer = self.peer.understood(&body)?;
        let author = |said: LogAuthor| {
            let LogAuthor { incident, replica, owner, carried_by, carried_from } = said;
            let carried = carried_by.zip(carried_from).map(|(by, from)| Carried { by, from });
            (LogId { incident, replica }, Author { owner, carried })
        };
        Ok(answer.authors.into_iter().map(author).collect())
    }

    fn of(scope: Scope) -> Vec<(&'static str, String)> {
        match scope {
            Scope::Everything => Vec::new(),
            Scope::Incident(id) => vec![("incident", id.to_string())],
        }
    }

    /// Reads lines as entries: a server that sends anything else is not believed.
    fn entries(&self, lines: &[&RawValue]) -> Result<Vec<Entry>, StoreError> {
        let read = |line: &&RawValue| Entry::read(line.get().as_bytes());
        let read = lines.iter().map(read).collect::<Result<Vec<Entry>, _>>();
        read.map_err(|error| self.peer.strange(&error))
    }

    async fn push(
        &self,
        log: LogId,
        entries: &[Entry],
        branch: bool,
    ) -> Result<Appended, StoreError> {
        let LogId { incident, replica } = log;
        let pushed = Pushed { incident, replica, entries: lines(entries), branch };
        let body = serde_json::to_vec(&pushed).map_err(|error| self.peer.strange(&error))?;
        match self.peer.post("v1/entries", body).await {
            Ok(body) => {
                let taken: Taken = self.peer.understood(&body)?;
                Ok(Appended::Done(taken.head.into()))
            }
            Err(Problematic::Told(problem)) => self.refused(&problem),
            Err(Problematic::Failed(error)) => Err(error),
        }
    }

    /// What the answer to a push means that was not taken.
    fn refused(&self, problem: &Problem) -> Result<Appended, StoreError> {
        match (problem.code.as_str(), problem.seq) {
            ("gap", _) => Ok(Appended::Gap(problem.head.map(Head::from))),
            ("fork", Some(seq)) => Ok(Appended::Fork(seq)),
            ("purged", _) => Ok(Appended::Purged),
            ("no_root", Some(seq)) => Err(StoreError::NoRoot(seq)),
            ("not_one_log", _) => Err(StoreError::NotOneLog),
            _ => Err(self.peer.problem(problem)),
        }
    }

    /// Pushes entries in parts that a server takes.
    async fn push_all(
        &self,
        log: LogId,
        entries: &[Entry],
        branch: bool,
    ) -> Result<Appended, StoreError> {
        let mut rest = entries;
        loop {
            let mut bytes = 0;
            let fits = rest.iter().take_while(|entry| {
                bytes += entry.line().len();
                bytes <= MOST_AT_ONCE
            });
            let (part, after) = rest.split_at(fits.count().max(1).min(rest.len()));
            let answer = self.push(log, part, branch).await?;
            if after.is_empty() || !matches!(answer, Appended::Done(_)) {
                return Ok(answer);
            }
            rest = after;
        }
    }
}

impl Http {
    /// The entries that came behind a cursor. Where nothing has come, the server may wait so many seconds.
    async fn came(
        &self,
        cursor: Option<&Cursor>,
        limit: usize,
        wait: Option<u64>,
    ) -> Result<Since, StoreError> {
        let cursor = cursor.map(ToString::to_string).unwrap_or_default();
        let mut asked = vec![("limit", limit.clamp(1, 1000).to_string()), ("cursor", cursor)];
        asked.extend(wait.map(|seconds| ("wait", format!("{seconds}s"))));
        let body = self.peer.get("v1/entries", &asked).await?;
        let came: Came<'_> = self.peer.understood(&body)?;
        let next: Cursor = came.cursor.parse().map_err(|error| self.peer.strange(&error))?;
        if came.reset {
            return Ok(Since::Reset(next));
        }
        let entries = self.entries(&came.entries)?;
        Ok(Since::Batch(Batch { entries, places: Vec::new(), next }))
    }
}

impl Store for Http {
    fn carries_out_redactions(&self) -> bool {
        true
    }

    async fn kind(&self) -> Result<Kind, StoreError> {
        let meta = self.meta().await?;
        let known = [Kind::Real, Kind::Exercise].into_iter().find(|kind| kind.word() == meta.kind);
        known.ok_or_else(|| self.peer.strange(&format!("a store for `{}`", meta.kind)))
    }

    async fn incidents(&self) -> Result<Vec<IncidentId>, StoreError> {
        let of_logs = self.heads(Scope::Everything).await?.into_iter().map(|(log, _)| log.incident);
        let mut ids: Vec<IncidentId> = of_logs.collect();
        ids.extend(self.evidence(Scope::Everything).await?.into_iter().map(|(id, _)| id));
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    async fn heads(&self, of: Scope) -> Result<Heads, StoreError> {
        let body = self.peer.get("v1/heads", &Http::of(of)).await?;
        let answer: HeadsAnswer = self.peer.understood(&body)?;
        Ok(answer.heads.into_iter().map(Into::into).collect())
    }

    async fn read(&self, log: LogId, from: Seq) -> Result<Told, StoreError> {
        let mut told = Told::default();
        let mut from = from;
        loop {
            let asked = [
                ("incident", log.incident.to_string()),
                ("replica", log.replica.to_string()),
                ("from", from.to_string()),
            ];
            let body = self.peer.get("v1/entries", &asked).await?;
            let tail: Tail<'_> = self.peer.understood(&body)?;
            let entries = self.entries(&tail.entries)?;
            let last = entries.last().map(|entry| entry.seq);
            told.entries.extend(entries);
            if tail.damaged > 0 && told.damage.is_empty() {
                let what = format!("{} damaged there", tail.damaged);
                let file = PathBuf::from(self.peer.address());
                told.damage.push(Damage { file, line: None, what });
            }
            match last.filter(|_| tail.more) {
                // The part ends with all entries of its last number.
                Some(last) if last >= from && last < Seq::MAX => from = last + 1,
                Some(_) => return Err(self.peer.strange(&"entries before those asked for")),
                None => return Ok(told),
            }
        }
    }

    async fn read_all(&self, of: IncidentId) -> Result<Told, StoreError> {
        let mut all = Told::default();
        let heads = self.heads(Scope::Incident(of)).await?;
        let mut logs: Vec<LogId> = heads.into_iter().map(|(log, _)| log).collect();
        logs.dedup();
        for log in logs {
            let told = self.read(log, 1).await?;
            all.entries.extend(told.entries);
            all.damage = told.damage;
        }
        Ok(all)
    }

    async fn append(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        super::chain::in_order(log, entries)?;
        self.push_all(log, entries, false).await
    }

    async fn branch(&self, log: LogId, entries: &[Entry]) -> Result<Appended, StoreError> {
        if entries.iter().any(|entry| entry.log != log) {
            return Err(StoreError::NotOneLog);
        }
        self.push_all(log, entries, true).await
    }

    async fn since(&self, cursor: Option<&Cursor>, limit: usize) -> Result<Since, StoreError> {
        self.came(cursor, limit, None).await
    }

    async fn blank(&self, log: LogId, entries: &[EntryId]) -> Result<usize, StoreError> {
        let LogId { incident, replica } = log;
        let asked = Blank { incident, replica, entries: entries.to_vec() };
        let body = serde_json::to_vec(&asked).map_err(|error| self.peer.strange(&error))?;
        match self.peer.post("v1/blank", body).await {
            Ok(body) => self.peer.understood::<Blanked>(&body).map(|answer| answer.blanked),
            Err(Problematic::Told(problem)) => Err(self.peer.problem(&problem)),
            Err(Problematic::Failed(error)) => Err(error),
        }
    }

    async fn put_evidence(&self, of: IncidentId, bytes: &[u8]) -> Result<EntryId, StoreError> {
        let size = bytes.len() as u64;
        if size > LARGEST_EVIDENCE {
            return Err(StoreError::EvidenceTooLarge(size));
        }
        let sum = EntryId::of(bytes);
        let (path, asked) = (format!("v1/evidence/{sum}"), [("incident", of.to_string())]);
        self.peer.send(Method::PUT, &path, &asked, bytes.to_vec()).await.map_err(|error| {
            match error {
                Problematic::Told(problem) if problem.code == "purged" => StoreError::Purged(of),
                Problematic::Told(problem) => self.peer.problem(&problem),
                Problematic::Failed(error) => error,
            }
        })?;
        Ok(sum)
    }

    async fn evidence(&self, of: Scope) -> Result<Kept, StoreError> {
        let body = self.peer.get("v1/evidence", &Http::of(of)).await?;
        let answer: EvidenceAnswer = self.peer.understood(&body)?;
        Ok(answer.evidence.into_iter().map(|file| (file.incident, file.sha256)).collect())
    }

    async fn get_evidence(
        &self,
        of: IncidentId,
        sum: EntryId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let (path, asked) = (format!("v1/evidence/{sum}"), [("incident", of.to_string())]);
        match self.peer.send(Method::GET, &path, &asked, Vec::new()).await {
            // What does not have the sum that was asked for is not what was kept.
            Ok(bytes) => Ok((EntryId::of(&bytes) == sum).then_some(bytes)),
            Err(Problematic::Told(problem)) if problem.code == "no_evidence" => Ok(None),
            Err(Problematic::Told(problem)) => Err(self.peer.problem(&problem)),
            Err(Problematic::Failed(error)) => Err(error),
        }
    }

    async fn purge(&self, stone: &Tombstone) -> Result<Tombstone, StoreError> {
        let Tombstone { incident, at, by, reason, heads } = stone.clone();
        let wanted = Purge { incident, reason, by: Some(by), at: Some(at), heads };
        let body = serde_json::to_vec(&wanted).map_err(|error| self.peer.strange(&error))?;
        match self.peer.post("v1/purge", body).await {
            Ok(body) => self.peer.understood(&body),
            Err(Problematic::Told(problem)) => Err(self.peer.problem(&problem)),
            Err(Problematic::Failed(error)) => Err(error),
        }
    }

    async fn tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        let body = self.peer.get("v1/purged", &[]).await?;
        Ok(self.peer.understood::<PurgedAnswer>(&body)?.purged)
    }
}
