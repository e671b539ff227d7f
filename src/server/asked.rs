//! A request as a handler sees it: who asks, for which room, what, and the body when it is wanted.

use super::Desk;
use super::book::Book;
use super::problem::Problem;
use super::rooms::Room;
use crate::access::Token;
use crate::incident::EntryId;
use crate::register::Query;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::timeout;

/// A request.
pub struct Asked {
    /// The server's own.
    pub desk: Arc<Desk>,
    /// Who asks; nobody where nobody has to say so.
    pub who: Option<(Token, Room)>,
    /// Where it was asked: the path.
    pub place: String,
    /// What stands in the path where the table has `{name}`.
    pub path: BTreeMap<String, String>,
    /// What stands behind the question mark.
    pub query: BTreeMap<String, String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, not read yet; locked, because a body alone cannot be lent from thread to thread.
    pub body: Mutex<Body>,
}

impl Asked {
    /// Who asks, and the room that their token opens.
    pub fn holder(&self) -> Result<(&Token, &Room), Problem> {
        self.who.as_ref().map(|(token, room)| (token, room)).ok_or_else(Problem::unknown)
    }

    /// Refuses parameters that mean nothing here: a slip must not look like an answer.
    pub fn knows(&self, names: &[&str]) -> Result<(), Problem> {
        match self.query.keys().find(|name| !names.contains(&name.as_str())) {
            Some(name) if names.is_empty() => Err(Problem::bad(name, "no parameter is known here")),
            Some(name) => Err(Problem::bad(name, format!("known here are {}", names.join(", ")))),
            None => Ok(()),
        }
    }

    /// A parameter, where it is given.
    pub fn parameter<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem>
    where
        T::Err: std::fmt::Display,
    {
        let given = self.query.get(name);
        given
            .map(|text| text.parse().map_err(|error: T::Err| Problem::bad(name, error.to_string())))
            .transpose()
    }

    /// A parameter that has to be given.
    pub fn needed<T: FromStr>(&self, name: &str) -> Result<T, Problem>
    where
        T::Err: std::fmt::Display,
    {
        self.parameter(name)?.ok_or_else(|| Problem::bad(name, "it is missing"))
    }

    /// What stands in the path.
    pub fn in_path<T: FromStr>(&self, name: &str) -> Result<T, Problem>
    where
        T::Err: std::fmt::Display,
    {
        let text = self.path.get(name).map(String::as_str).unwrap_or_default();
        text.parse().map_err(|error: T::Err| Problem::not_found("not_found", error.to_string()))
    }

    /// One of some words, the first where none is given.
    pub fn one_of<T: Copy>(&self, name: &str, known: &[(&str, T)]) -> Result<T, Problem> {
        let given = self.query.get(name).map(String::as_str);
        let meant = known.iter().find(|(word, _)| given.is_none_or(|given| given == *word));
        meant.map(|(_, what)| *what).ok_or_else(|| {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            Problem::bad(name, format!("known here are {}", words.join(", ")))
        })
    }

    /// What is asked of a list of incidents, in its query language.
    pub fn question(&self, now: DateTime<Utc>) -> Result<Query, Problem> {
        let typed = self.query.get("q").map(String::as_str).unwrap_or_default();
        let plan = self.desk.plans.chosen.plan();
        Query::read(typed, now, Some(&plan)).map_err(|error| Problem::bad("q", error.to_string()))
    }

    /// What is remembered of the room that the token opens.
    pub fn book(&self) -> Result<Arc<Book>, Problem> {
        let (token, _) = self.holder()?;
        Ok(self.desk.books.of(&token.room))
    }

    /// Reads the body, of so many bytes at most and not for ever.
    pub async fn read(&mut self, most: usize) -> Result<Vec<u8>, Problem> {
        let announced = self.headers.get(header::CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > most as u64) {
            return Err(Problem::too_large(most));
        }
        let limits = &self.desk.limits;
        let (between, whole) = (limits.between_parts, limits.whole_body);
        let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut parts = std::mem::take(body).into_data_stream();
        let reading = async {
            let mut bytes = Vec::new();
            loop {
                match timeout(between, parts.next()).await {
                    Ok(Some(Ok(part))) if bytes.len() + part.len() <= most => {
                        bytes.extend_from_slice(&part);
                    }
                    Ok(Some(Ok(_))) => return Err(Problem::too_large(most)),
                    Ok(Some(Err(_))) => return Err(Problem::bad("body", "it broke off")),
                    Ok(None) => return Ok(bytes),
                    Err(_) => return Err(Problem::too_slow()),
                }
            }
        };
        timeout(whole, reading).await.unwrap_or_else(|_| Err(Problem::too_slow()))
    }
}

/// Reads a body that is one JSON object. Its fields have names: a list of them in their order is none.
pub fn object<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    let is_object = body.trim_ascii_start().starts_with(b"{");
    let read = serde_json::from_slice(body);
    match read.map_err(|error| Problem::bad("body", error.to_string())) {
        Ok(_) if !is_object => Err(Problem::bad("body", "it is no JSON object")),
        read => read,
    }
}

/// An answer.
#[derive(Debug, Default)]
pub struct Answer {
    /// Its status; 200 unless something else is said.
    pub status: StatusCode,
    /// What kind of bytes.
    pub content: &'static str,
    /// What else stands in its head.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The bytes.
    pub body: Vec<u8>,
    /// What comes in place of the bytes, bit by bit, where it has no end of its own.
    pub flow: Option<Body>,
}

impl Answer {
    /// An answer in JSON.
    pub fn json(value: &impl serde::Serialize) -> Result<Answer, Problem> {
        let body = serde_json::to_vec(value).map_err(|error| Problem::unwritable(&error))?;
        Ok(Answer { content: "application/json", body, ..Answer::default() })
    }

    /// An answer in a text of a kind.
    pub fn text(content: &'static str, text: impl Into<String>) -> Answer {
        Answer { content, body: text.into().into_bytes(), ..Answer::default() }
    }

    /// The answer with its tag; without its bytes where whoever asks has just those.
    ///
    /// The tag is made of the bytes. The heads of logs would not do: content that was removed, and clocks that run,
    /// change an answer and no head.
    #[must_use]
    pub fn unless_known(mut self, asked: &HeaderMap) -> Answer {
        let tag = format!("\"{}\"", EntryId::of(&self.body));
        let known =
            asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
        let mut known = known.flat_map(|tags| tags.split(','));
        if known.any(|known| known.trim().trim_start_matches("W/") == tag) {
            (self.status, self.content) = (StatusCode::NOT_MODIFIED, "");
            self.body = Vec::new();
        }
        let tag = HeaderValue::from_str(&tag).ok();
        self.headers.extend(tag.map(|tag| (header::ETAG, tag)));
        self
    }
}
