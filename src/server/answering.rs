//! From a request to an answer: its id, whose it is, the right to it, the handler, the line in the log.

use super::Desk;
use super::asked::{Answer, Asked};
use super::door::Whence;
use super::problem::Problem;
use super::rates::Standing;
use super::rights::{Row, TABLE, Who};
use crate::chance::{self, Chance, SystemChance};
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use futures_util::FutureExt;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

/// The header that carries the id of a request, in and out.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The header that asks proxies to pass on what comes as it comes.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");
/// How long an id that somebody else gave may be.
const LONGEST_ID: usize = 64;

/// All operations as one service.
pub fn router(desk: &Arc<Desk>) -> Router {
    let mut router = Router::new();
    for row in TABLE {
        let method = Method::from_bytes(row.method.as_bytes()).ok();
        let filter = method.and_then(|method| MethodFilter::try_from(method).ok());
        let filter = filter.expect("the table names methods of HTTP");
        let at = Arc::clone(desk);
        let handler = move |parameters: RawPathParams, request: Request| {
            let desk = Arc::clone(&at);
            let path = parameters.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
            let path: BTreeMap<String, String> = path.collect();
            async move { answered(&desk, Some(row), path, request).await }
        };
        router = router.route(row.path, on(filter, handler));
    }
    let (nowhere, otherwise) = (Arc::clone(desk), Arc::clone(desk));
    router
        .method_not_allowed_fallback(move |request: Request| {
            let desk = Arc::clone(&otherwise);
            async move { answered(&desk, None, BTreeMap::new(), request).await }
        })
        .fallback(move |request: Request| {
            let desk = Arc::clone(&nowhere);
            async move { answered(&desk, None, BTreeMap::new(), request).await }
        })
}

/// Answers a request, whatever happens on the way.
async fn answered(
    desk: &Arc<Desk>,
    row: Option<&'static Row>,
    path: BTreeMap<String, String>,
    request: Request,
) -> Response {
    let begun = desk.clock.now();
    let id = request_id(request.headers());
    let (method, place) = (request.method().clone(), request.uri().path().to_owned());
    let with_body = !request.body().is_end_stream();
    let traceparent = traceparent(request.headers()).map(str::to_owned);
    let mut noted = Noted::default();
    let work = AssertUnwindSafe(work(desk, row, path, request, &mut noted));
    let answer = match work.catch_unwind().await {
        Ok(answer) => answer,
        // What went wrong stands in the log already; the others go on.
        Err(_) => Err(Problem::internal()),
    };
    let mut response = match answer {
        Ok(answer) => response(answer),
        Err(problem) if problem.code == "store_failed" => {
            desk.meters.store_errors.inc();
            told(&problem, &place, &id, with_body)
        }
        Err(problem) => told(&problem, &place, &id, with_body),
    };
    let status = response.status().as_u16();
    let took = desk.clock.now() - begun;
    let (ms, pattern) = (took.num_milliseconds(), row.map_or("", |row| row.path));
    let Noted { whose, standing } = noted;
    tracing::info!(
        %method, path = pattern, status, ms, request_id = id, traceparent, token = whose, "answered"
    );
    desk.meters.answered(&method, row.map(|row| row.path), status, took.as_seconds_f64());
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(standing) = standing {
        standing.tell(headers);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// What is noted of a request on the way.
#[derive(Default)]
struct Noted {
    /// The token with which it came.
    whose: String,
    /// How many more may come now.
    standing: Option<Standing>,
}

async fn work(
    desk: &Arc<Desk>,
    row: Option<&'static Row>,
    path: BTreeMap<String, String>,
    request: Request,
    noted: &mut Noted,
) -> Result<Answer, Problem> {
    let (parts, body) = request.into_parts();
    let Some(row) = row else {
        let known = TABLE.iter().any(|row| row.path == parts.uri.path());
        let detail = "`/v1/meta` says what this server can do";
        return Err(if known {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            Problem::new(status, "not_allowed", "not by this method", detail)
        } else {
            Problem::not_found("no_such_path", detail)
        });
    };
    let who = match row.may {
        Who::Anyone => None,
        Who::Only(_) => {
            let now = desk.clock.now();
            let token = match bearer(&parts.headers) {
                Some(held) => desk.rooms.holder(held, now).await?,
                None => None,
            };
            let from = parts.extensions.get::<Whence>().map(|from| from.0);
            let standing = match &token {
                Some(token) => desk.rates.token(&token.id, now),
                None => desk.rates.stranger(from, now),
            };
            noted.standing = Some(standing);
            if let Some(seconds) = standing.again {
                return Err(Problem::too_fast(seconds));
            }
            let token = token.ok_or_else(Problem::unknown)?;
            noted.whose.clone_from(&token.id);
            desk.used(&token);
            if !row.may.has(token.role) {
                return Err(Problem::forbidden(token.role.word(), &row.may.words()));
            }
            let room = desk.rooms.room(&token.room)?;
            Some((token, room))
        }
    };
    let query = query(parts.uri.query().unwrap_or_default())?;
    let _told = writes(row).then_some(who.as_ref()).flatten().map(|(token, _)| {
        let (desk, room) = (Arc::clone(desk), token.room.clone());
        Afterwards(move || desk.news.wrote(&room))
    });
    let (desk, place) = (Arc::clone(desk), parts.uri.path().to_owned());
    (row.call)(Asked {
        desk,
        who,
        place,
        path,
        query,
        headers: parts.headers,
        body: Mutex::new(body),
    })
    .await
}

/// Whether an operation may have changed what is kept. Presence is not kept, and tells by itself.
fn writes(row: &Row) -> bool {
    row.method != "GET" && row.path != "/v1/presence"
}

/// Does something when it goes, also where whoever asked did not wait for the answer.
struct Afterwards<F: Fn()>(F);

impl<F: Fn()> Drop for Afterwards<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// The token in the one header where it may stand.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = given.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// What stands behind the question mark; nothing may stand there twice.
fn query(text: &str) -> Result<BTreeMap<String, String>, Problem> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text)
        .map_err(|error| Problem::bad("query", error.to_string()))?;
    let mut query = BTreeMap::new();
    for (name, value) in pairs {
        if query.insert(name.clone(), value).is_some() {
            return Err(Problem::bad(&name, "it is given twice"));
        }
    }
    Ok(query)
}

/// Where a request stands in a trace, where it has the shape of that; what others send is no text for a log.
fn traceparent(headers: &HeaderMap) -> Option<&str> {
    let given = headers.get("traceparent")?.to_str().ok()?;
    let hex = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let parts: Vec<&str> = given.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    (lengths == [2, 32, 16, 2] && parts.into_iter().all(hex)).then_some(given)
}

/// The id that came with a request, where it can be repeated safely; another one otherwise.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let safe = |id: &&str| (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(letter);
    given.filter(safe).map_or_else(
        || {
            let mut random = [0; 16];
            SystemChance.fill(&mut random);
            chance::letters(&random)
        },
        str::to_owned,
    )
}

fn response(answer: Answer) -> Response {
    let Answer { status, content, headers, body, flow } = answer;
    let flows = flow.is_some();
    let mut response = Response::new(flow.unwrap_or_else(|| Body::from(body)));
    *response.status_mut() = status;
    if !content.is_empty() {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content));
    }
    if flows {
        // A proxy that gathers before it passes on would keep what is meant for now.
        response.headers_mut().insert(UNBUFFERED, HeaderValue::from_static("no"));
    }
    response.headers_mut().extend(headers);
    response
}

/// A problem as an answer.
fn told(problem: &Problem, place: &str, id: &str, with_body: bool) -> Response {
    let body = serde_json::to_vec(&problem.shape(place, id)).unwrap_or_default();
    let content = "application/problem+json";
    let status = problem.status;
    let mut response = response(Answer { status, content, body, ..Answer::default() });
    if status == StatusCode::UNAUTHORIZED {
        let value = HeaderValue::from_static("Bearer realm=\"warroom\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    if let Some(seconds) = problem.again_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    // What was not read of a body ends the connection; whoever asks must not send the next request on it.
    // To these two the whole body was read.
    let was_read = matches!(status, StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY);
    if with_body && !was_read {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
