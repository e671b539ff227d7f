//! Long lists in pages. A cursor names the place behind which the next page begins, so that nothing is skipped
//! and nothing comes twice while others write.

use super::asked::{Answer, Asked};
use super::problem::Problem;
use axum::http::{HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as LETTERS;
use serde::Serialize;
use serde_json::{Map, Value};

/// How many are given where nobody says how many.
const SOME: usize = 50;
/// How many are given at most.
pub const MOST: usize = 200;

/// Which page is asked for.
pub struct Paging<'a> {
    asked: &'a Asked,
    limit: usize,
    /// The place behind which it begins.
    behind: Option<String>,
    list: &'static str,
}

impl<'a> Paging<'a> {
    /// The page of a list that is asked for.
    pub fn of(asked: &'a Asked, list: &'static str) -> Result<Paging<'a>, Problem> {
        let limit = asked.parameter::<usize>("limit")?.unwrap_or(SOME);
        if limit == 0 || limit > MOST {
            return Err(Problem::bad("limit", format!("from 1 to {MOST}")));
        }
        let cursor = asked.query.get("cursor").filter(|cursor| !cursor.is_empty());
        let behind = cursor.map(|cursor| {
            let bytes = LETTERS.decode(cursor).ok();
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            let place =
                text.and_then(|text| Some(text.strip_prefix(list)?.strip_prefix(' ')?.to_owned()));
            place.ok_or_else(Paging::no_cursor)
        });
        Ok(Paging { asked, limit, behind: behind.transpose()?, list })
    }

    /// What is said of a cursor that nobody was given.
    pub fn no_cursor() -> Problem {
        Problem::bad("cursor", "it is none of this list; leave it out to begin with the first page")
    }

    /// The place behind which the page begins.
    pub fn behind(&self) -> Option<&str> {
        self.behind.as_deref()
    }

    /// The page out of what stands behind that place, as an answer; `place` names where an item stands.
    pub fn answer<T, S: Serialize>(
        &self,
        rest: &[T],
        place: impl Fn(&T) -> String,
        shape: impl Fn(&T) -> S,
    ) -> Result<Answer, Problem> {
        let page = &rest[..rest.len().min(self.limit)];
        let last = page.last().filter(|_| rest.len() > page.len());
        let next = last.map(|last| LETTERS.encode(format!("{} {}", self.list, place(last))));
        let items: Result<Vec<Value>, _> =
            page.iter().map(|item| serde_json::to_value(shape(item))).collect();
        let items = items.map_err(|error| Problem::unwritable(&error))?;
        let mut body = Map::new();
        body.insert(self.list.to_owned(), Value::Array(items));
        body.insert("next_cursor".to_owned(), next.clone().map_or(Value::Null, Value::String));
        let mut answer = Answer::json(&body)?;
        if let Some(next) = next {
            let mut query = self.asked.query.clone();
            query.insert("cursor".to_owned(), next);
            let query = serde_urlencoded::to_string(&query).unwrap_or_default();
            let link = format!("<{}?{query}>; rel=\"next\"", self.asked.place);
            let value = HeaderValue::from_str(&link);
            answer.headers.extend(value.ok().map(|value| (header::LINK, value)));
        }
        Ok(answer)
    }
}
