//! What there is beside one incident: plans, the register, metrics, the work that follows.

use super::asked::{Answer, Asked};
use super::book;
use super::problem::Problem;
use crate::catalog::{Chosen, Shelf};
use crate::metrics::{self, Case, Metrics};
use crate::plan::Plan;
use crate::recurrence::recurrence;
use crate::register::{ActionQuery, Row, Sort, csv, following, markdown};
use crate::time;
use crate::wire::{self, FollowedUp, Planned};
use chrono::Utc;
use serde_json::json;
use std::sync::Arc;

/// The plans of a server: those that can be chosen, and the one that is in use where nobody chooses.
#[derive(Debug, Clone, Default)]
pub struct Plans {
    /// Those that can be chosen.
    pub shelf: Shelf,
    /// The one that is in use.
    pub chosen: Chosen,
}

impl Plans {
    /// A plan by its id. Only what stands on the shelf is read: a name that comes from outside is no path.
    pub fn of(&self, id: &str) -> Result<Arc<Plan>, Problem> {
        let used = self.chosen.plan();
        if id == used.id {
            return Ok(used);
        }
        let known: Vec<String> = self.shelf.ids().into_iter().map(|(id, _)| id).collect();
        if !known.iter().any(|known| known == id) {
            let detail = format!("no plan is called `{id}`; one of: {}", known.join(", "));
            return Err(Problem::not_found("no_plan", detail));
        }
        self.shelf.load(id).map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "a plan cannot be read");
            let detail = "the plan cannot be read; the keeper of the server can check it with \
                          `warroom plan check`";
            Problem::new(axum::http::StatusCode::CONFLICT, "bad_plan", "the plan is wrong", detail)
        })
    }
}

/// `GET /v1/plans`: the plans that can be chosen.
pub async fn plans(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let desk = Arc::clone(&asked.desk);
    let rows = away(move || {
        let Plans { shelf, chosen } = &desk.plans;
        let used = chosen.plan();
        let mut ids = shelf.ids();
        if !ids.iter().any(|(id, _)| *id == used.id) {
            ids.push((used.id.clone(), true));
        }
        let row = |(id, own): &(String, bool)| {
            let in_use = *id == used.id;
            let plan = if in_use { Some(Arc::clone(&used)) } else { shelf.load(id).ok() };
            Planned::of(id, plan.as_deref(), !own, in_use)
        };
        ids.iter().map(row).collect::<Vec<Planned>>()
    });
    Ok(Answer::json(&wire::list("plans", &rows.await))?.unless_known(&asked.headers))
}

/// `GET /v1/plans/{plan}`: one plan with everything that it takes in.
pub async fn plan(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let (desk, id) = (Arc::clone(&asked.desk), asked.in_path::<String>("plan")?);
    let plan = away(move || desk.plans.of(&id)).await?;
    Ok(Answer::json(&json!({ "plan": &*plan }))?.unless_known(&asked.headers))
}

/// `GET /v1/register`: every incident in a row.
pub async fn register(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["q", "sort", "format"])?;
    let (_, room) = asked.holder()?;
    let now = asked.desk.clock.now();
    let query = asked.question(now)?;
    let sort = asked.query.get("sort").map_or(Ok(Sort::default()), |sort| {
        Sort::read(sort).map_err(|error| Problem::bad("sort", error.to_string()))
    })?;
    let format = asked.one_of("format", &[("json", "json"), ("csv", "csv"), ("md", "md")])?;
    let list = asked.book()?.list(room, now).await?;
    let mut rows: Vec<Row> =
        list.iter().filter(|summary| query.fits(summary)).map(Row::of).collect();
    sort.sort(&mut rows);
    let answer = match format {
        "csv" => Answer::text("text/csv; charset=utf-8", csv(&rows)),
        "md" => Answer::text("text/markdown; charset=utf-8", markdown(&rows)),
        _ => Answer::json(&wire::list("register", &rows))?,
    };
    Ok(answer.unless_known(&asked.headers))
}

/// `GET /v1/metrics`: how long things took, whether clocks were met, what came again.
pub async fn metrics(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["since"])?;
    let (_, room) = asked.holder()?;
    let now = asked.desk.clock.now();
    let since = asked.query.get("since").map(|typed| {
        time::typed(typed, now, &Utc).map_err(|error| Problem::bad("since", error.to_string()))
    });
    let since = since.transpose()?;
    let book = asked.book()?;
    // Whoever measures reads everything: one at a time.
    let _measuring = book.measuring.lock().await;
    let list = book.list(room, now).await?;
    let (meant, left_out) = metrics::since(&list, since);
    let mut cases = Vec::with_capacity(meant.len());
    for summary in meant {
        let incident = book::open(room, summary.id, now).await?.incident;
        cases.push(Case::of(&incident, recurrence(&incident, &list).is_some(), now));
    }
    let shape = wire::metrics::Metrics::of(&Metrics::of(&cases), since, left_out, now);
    Ok(Answer::json(&shape)?.unless_known(&asked.headers))
}

/// `GET /v1/actions`: the work that follows all incidents, what is overdue first.
pub async fn actions(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["q"])?;
    let (_, room) = asked.holder()?;
    let now = asked.desk.clock.now();
    let typed = asked.query.get("q").map(String::as_str).unwrap_or_default();
    let plan = asked.desk.plans.chosen.plan();
    let query = ActionQuery::read(typed, now, Some(&plan))
        .map_err(|error| Problem::bad("q", error.to_string()))?;
    let list = asked.book()?.list(room, now).await?;
    let shapes: Vec<FollowedUp> =
        following(&list, &query, now).into_iter().map(|one| FollowedUp::of(one, now)).collect();
    Ok(Answer::json(&wire::list("actions", &shapes))?.unless_known(&asked.headers))
}

/// Does what may wait for the disk where nobody else waits for it.
pub async fn away<T: Send + 'static>(what: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(what).await {
        Ok(done) => done,
        Err(fault) => std::panic::resume_unwind(fault.into_panic()),
    }
}
