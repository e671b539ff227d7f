//! What a server says of itself and of whoever asks: health, `/v1/meta`, `/v1/me`.

use super::asked::{Answer, Asked};
use super::problem::Problem;
use crate::store::Store;
use crate::store::http::shapes::Meta;
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

/// `GET /readyz`: the store can be reached. `?verbose` says what was looked at.
pub async fn is_ready(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&["verbose"])?;
    let room = asked.desk.rooms.room(crate::access::MAIN)?;
    let there = tokio::time::timeout(PATIENCE, room.incidents()).await;
    let ready = matches!(there, Ok(Ok(_)));
    if let Ok(Err(error)) = &there {
        tracing::error!(error = error as &dyn std::error::Error, "the store cannot be reached");
    }
    if asked.query.contains_key("verbose") {
        let said = json!({ "ready": ready, "checks": [{ "name": "store", "ok": ready }] });
        let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        return Ok(Answer { status, ..Answer::json(&said)? });
    }
    if ready {
        return Ok(Answer::text("text/plain; charset=utf-8", "ok\n"));
    }
    let detail = "the store cannot be reached; the log of the server says why";
    let status = StatusCode::SERVICE_UNAVAILABLE;
    Err(Problem::new(status, "not_ready", "the server is not ready", detail))
}

/// `GET /v1/meta`: what this server is.
pub async fn meta(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let (_, room) = asked.holder()?;
    let meta = Meta {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        formats: vec![1],
        features: vec!["branches".to_owned(), "evidence".to_owned()],
        kind: room.kind().await?.word().to_owned(),
        now: stamp(asked.desk.clock.now()),
    };
    Answer::json(&meta)
}

/// `GET /v1/me`: whose token this is, and what it opens.
pub async fn me(asked: Asked) -> Result<Answer, Problem> {
    asked.knows(&[])?;
    let (token, _) = asked.holder()?;
    Answer::json(&json!({ "name": token.name, "role": token.role.word(), "room": token.room }))
}
