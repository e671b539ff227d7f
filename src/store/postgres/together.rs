//! Appends that come at once go into one statement and one commit.
//!
//! ```text
//! push ─┐
//! push ─┼─▶ waiting ─▶ what simply continues its log: one INSERT for all of them
//! push ─┘              whatever else (there already, a gap, a fork, purged): one statement each, which says why
//! ```
//!
//! Nobody waits for company: whoever comes while nothing is under way goes at once, and those who come meanwhile
//! go together. A statement that takes long, as on a line that died, is not waited for by those behind it. Of one log
//! one push is under way at a time, so what continues it waits its turn.

use super::asking::{Asked, Database};
use super::{Postgres, number};
use crate::incident::{Entry, LogId};
use crate::store::{Appended, Head, StoreError};
use futures_util::future::join_all;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// How many statements are under way at once, at most. Usually it is one: the more go together, the less each costs.
const AT_ONCE: usize = 4;
/// How long somebody waits before another statement is begun beside one that takes long.
const PATIENCE: Duration = Duration::from_millis(50);
/// How many pushes go together at most, and how many bytes of entries.
const MOST: usize = 128;
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Writes the entries of each push that begins just behind the end of its log. Of an incident that was purged
/// nothing is written; the question for that keeps those who purge waiting until it is over.
const APPEND: &str = "
    WITH push AS MATERIALIZED (
        SELECT p.n, p.room, p.incident, p.replica
        FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[])
            WITH ORDINALITY AS p (room, incident, replica, seq, prev, beginning, n)
        LEFT JOIN LATERAL (
            SELECT e.seq, e.id FROM warroom_entries AS e
            WHERE e.room = p.room AND e.incident = p.incident AND e.replica = p.replica AND e.main
            ORDER BY e.seq DESC LIMIT 1
        ) AS head ON true
        WHERE p.seq = coalesce(head.seq, 0) + 1 AND p.prev = coalesce(head.id, p.beginning)
          AND NOT warroom_is_purged(p.room, p.incident)
    )
    INSERT INTO warroom_entries (room, incident, replica, seq, id, prev, main, line)
    SELECT push.room, push.incident, push.replica, g.seq, g.id, g.prev, true, g.line
    FROM unnest($7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[])
        AS g (n, seq, id, prev, line)
    JOIN push USING (n)
    ORDER BY g.n, g.seq
    RETURNING id";

/// What waits, and what is under way.
#[derive(Default)]
pub(super) struct Together(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: VecDeque<Push>,
    /// The logs whose entries are being written.
    busy: HashSet<(String, LogId)>,
    statements: usize,
}

struct Push {
    room: String,
    log: LogId,
    entries: Vec<Entry>,
    answer: oneshot::Sender<Result<Appended, StoreError>>,
}

impl Together {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether one more statement is begun where at most so many may be under way.
    fn begins(&mut self, most: usize) -> bool {
        let begins = self.statements < most && !self.waiting.is_empty();
        self.statements += usize::from(begins);
        begins
    }

    /// What has been written keeps what continues it waiting no more.
    fn frees(&mut self, logs: &mut Vec<(String, LogId)>) {
        for log in logs.drain(..) {
            self.busy.remove(&log);
        }
    }

    /// What goes together next, in the order of the incidents: those who purge wait for them in the same order.
    fn next(&mut self) -> Vec<Push> {
        let (mut next, mut later, mut bytes, mut full) = (Vec::new(), VecDeque::new(), 0, false);
        while let Some(push) = self.waiting.pop_front() {
            let size: usize = push.entries.iter().map(|entry| entry.line().len()).sum();
            // Once one had no room, nobody overtakes it.
            full |= next.len() >= MOST || (!next.is_empty() && bytes + size > MOST_BYTES);
            if full || !self.busy.insert((push.room.clone(), push.log)) {
                later.push_back(push);
            } else {
                bytes += size;
                next.push(push);
            }
        }
        self.waiting = later;
        next.sort_by(|a, b| (&a.room, a.log).cmp(&(&b.room, b.log)));
        next
    }
}

/// Whoever writes one statement after the other. Also where that breaks off, the others may go on.
struct Writer<'a> {
    together: &'a Together,
    logs: Vec<(String, LogId)>,
    ended: bool,
}

impl Writer<'_> {
    /// What goes next; the end where nothing can go now. Whoever has a log that others wait for comes back.
    fn next(&mut self) -> Option<Vec<Push>> {
        let mut state = self.together.state();
        state.frees(&mut self.logs);
        let next = state.next();
        self.logs.extend(next.iter().map(|push| (push.room.clone(), push.log)));
        // In one step with the look: whoever comes behind it begins anew.
        self.ended = next.is_empty();
        state.statements -= usize::from(self.ended);
        (!self.ended).then_some(next)
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if !self.ended {
            let mut state = self.together.state();
            state.frees(&mut self.logs);
            state.statements -= 1;
        }
    }
}

impl Postgres {
    /// Puts entries behind their log, together with what others push at the same time.
    pub(super) async fn put_together(
        &self,
        log: LogId,
        entries: &[Entry],
    ) -> Result<Appended, StoreError> {
        let (answer, mut answered) = oneshot::channel();
        let push = Push { room: self.room.clone(), log, entries: entries.to_vec(), answer };
        let alone = {
            let mut state = self.database.together.state();
            state.waiting.push_back(push);
            state.begins(1)
        };
        if alone {
            self.database.begins_to_write();
        }
        let soon = timeout(PATIENCE, &mut answered).await;
        if soon.is_err() && self.database.together.state().begins(AT_ONCE) {
            self.database.begins_to_write();
        }
        let answer = match soon {
            Ok(answer) => answer,
            Err(_late) => answered.await,
        };
        // Whoever was to answer is gone, as when the server ends: asking alone says how it stands.
        match answer {
            Ok(answer) => answer,
            Err(_) => self.put_behind(log, entries).await,
        }
    }
}

impl Database {
    fn begins_to_write(&self) {
        let database = self.clone();
        tokio::spawn(async move { database.write_together().await });
    }

    /// Writes what waits, until nothing does.
    async fn write_together(&self) {
        let mut writer = Writer { together: &self.together, logs: Vec::new(), ended: false };
        while let Some(next) = writer.next() {
            self.write(next).await;
        }
    }

    async fn write(&self, pushes: Vec<Push>) {
        // Where the statement fails, it fails for all; alone each gets the answer that is its own.
        let written = self.append_all(&pushes).await.unwrap_or_else(|error| {
            tracing::debug!(%error, pushes = pushes.len(), "pushes go one by one");
            BTreeSet::new()
        });
        let alone = pushes.into_iter().filter_map(|push| {
            let head = push.entries.last().map(Head::of);
            match head.filter(|head| written.contains(&head.id.to_string())) {
                Some(head) => {
                    _ = push.answer.send(Ok(Appended::Done(head)));
                    None
                }
                None => Some(async move {
                    let room = Postgres::room(self, &push.room);
                    _ = push.answer.send(room.put_behind(push.log, &push.entries).await);
                }),
            }
        });
        join_all(alone).await;
    }

    /// Writes what simply continues its log; says which entries were written.
    async fn append_all(&self, pushes: &[Push]) -> Result<BTreeSet<String>, StoreError> {
        let of = |what: fn(&Push) -> String| pushes.iter().map(what).collect::<Vec<String>>();
        let rooms: Vec<&str> = pushes.iter().map(|push| push.room.as_str()).collect();
        let incidents = of(|push| push.log.incident.to_string());
        let replicas = of(|push| push.log.replica.to_string());
        let beginnings = of(|push| push.log.beginning().to_string());
        let first = |push: &Push| push.entries.first().map_or(0, |entry| number(entry.seq));
        let firsts: Vec<i64> = pushes.iter().map(first).collect();
        let behind =
            of(|push| push.entries.first().map_or_else(String::new, |e| e.prev.to_string()));
        let entries =
            || (1..).zip(pushes).flat_map(|(n, push)| push.entries.iter().map(move |e| (n, e)));
        let pushed: Vec<i64> = entries().map(|(n, _)| n).collect();
        let seqs: Vec<i64> = entries().map(|(_, entry)| number(entry.seq)).collect();
        let ids: Vec<String> = entries().map(|(_, entry)| entry.id.to_string()).collect();
        let prevs: Vec<String> = entries().map(|(_, entry)| entry.prev.to_string()).collect();
        let lines: Vec<&str> = entries().map(|(_, entry)| entry.line()).collect();
        let asked: Asked<'_> = &[
            &rooms,
            &incidents,
            &replicas,
            &firsts,
            &behind,
            &beginnings,
            &pushed,
            &seqs,
            &ids,
            &prevs,
            &lines,
        ];
        let rows = self.ask(APPEND, asked).await?;
        rows.iter().map(|row| super::read(row, 0)).collect()
    }
}
