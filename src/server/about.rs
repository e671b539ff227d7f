//! What a server says of itself and of whoever asks: health, `/v1/meta`, `/v1/me`.

use super::asked::{Answer, Asked};
use super::problem::Problem;
use super::rooms::Check;
use crate::store::http::shapes::{Me, Meta};
use crate::store::{Store, StoreError};
use crate::time::stamp;
use axum::http::StatusCode;
use serde_json::json;
use std::time::Duration;

/// How long a store may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /livez`: the process is there.
pub async fn lives(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    Ok(Answer::text("text/plain; charset=utf-8", "ok\n"))
}

/// `GET /readyz`: the store can be reached and the database has been made ready. `?verbose` says what was looked at.
pub async fn is_ready(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["verbose"])?;
    let checks = tokio::time::timeout(PATIENCE, asked.desk.rooms.checks()).await;
    let checks = checks.unwrap_or_else(|late| {
        let (peer, source) = ("the store".to_owned(), Box::new(late));
        vec![Check { name: "store", wrong: Some(StoreError::Unreachable { peer, source }) }]
    });
    let ready = checks.iter().all(|check| check.wrong.is_none());
    for (check, error) in checks.iter().filter_map(|check| Some((check, check.wrong.as_ref()?))) {
        let error = error as &dyn std::error::Error;
        tracing::error!(error, check = check.name, "the server is not ready");
    }
    if asked.query.contains_key("verbose") {
        let check = |check: &Check| json!({ "name": check.name, "ok": check.wrong.is_none() });
        let checks: Vec<_> = checks.iter().map(check).collect();
        let said = json!({ "ready": ready, "checks": checks });
        let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        return Ok(Answer { status, ..Answer::json(&said)? });
    }
    if ready {
        return Ok(Answer::text("text/plain; charset=utf-8", "ok\n"));
    }
    let detail = "the store cannot be used; the log of the server says why";
    let status = StatusCode::SERVICE_UNAVAILABLE;
    Err(Problem::new(status, "not_ready", "the server is not ready", detail))
}

/// `GET /openapi.json`: the document of the API.
pub async fn openapi(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let answer = Answer::text("application/json", super::document());
    Ok(answer.unless_known(&asked.headers))
}

/// `GET /v1/meta`: what this server is.
pub async fn meta(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let (_, room) = asked.holder()?;
    let meta = Meta {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        formats: vec![1],
        features: ["branches", "evidence", "presence", "stream", "wait"]
            .map(str::to_owned)
            .to_vec(),
        kind: room.kind().await?.word().to_owned(),
        now: stamp(asked.desk.clock.now()),
    };
    Answer::json(&meta)
}

/// `GET /v1/me`: whose token this is, and what it opens.
pub async fn me(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let (token, _) = asked.holder()?;
    let (name, role, room) = (token.name.clone(), token.role.word().to_owned(), token.room.clone());
    Answer::json(&Me { name, role, room })
}
