//! How fast anybody may ask: so many at once, so many a second. Whoever is over it is told when to come again.

use super::door::Limits;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// How many are remembered of each sort.
const REMEMBERED: usize = 10_000;
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How much of something is left for those who ask.
pub struct Rates {
    tokens: Sort,
    strangers: Sort,
}

/// Whoever has no token that is good is known by their address.
struct Sort {
    name: &'static str,
    at_once: u32,
    a_second: u32,
    /// When each will have everything left again, in microseconds.
    full_at: Mutex<HashMap<String, i64>>,
}

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    name: &'static str,
    at_once: u32,
    window: u32,
    /// How many they have left.
    pub left: u32,
    /// After how many seconds they may ask again, when they have none left.
    pub again: Option<u32>,
}

impl Rates {
    /// What limits say.
    pub fn of(limits: &Limits) -> Rates {
        let sort = |name, (at_once, a_second): (u32, u32)| {
            let (at_once, a_second) = (at_once.max(1), a_second.max(1));
            Sort { name, at_once, a_second, full_at: Mutex::default() }
        };
        let (token, stranger) = (limits.token_rate, limits.stranger_rate);
        Rates { tokens: sort("token", token), strangers: sort("address", stranger) }
    }

    /// One request of the holder of a token.
    pub fn token(&self, id: &str, now: DateTime<Utc>) -> Standing {
        self.tokens.one(id, now)
    }

    /// One request of somebody whose token is not good.
    pub fn stranger(&self, from: Option<IpAddr>, now: DateTime<Utc>) -> Standing {
        let whose = match from {
            // One machine has as many addresses of these as it likes.
            Some(IpAddr::V6(address)) => format!("{:?}", &address.segments()[..4]),
            Some(address) => address.to_string(),
            None => String::new(),
        };
        self.strangers.one(&whose, now)
    }
}

impl Sort {
    fn one(&self, whose: &str, now: DateTime<Utc>) -> Standing {
        let each = i64::from(1_000_000 / self.a_second).max(1);
        let most = each * i64::from(self.at_once);
        let now = now.timestamp_micros();
        let mut all = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED && !all.contains_key(whose) {
            all.retain(|_, full| *full > now);
        }
        let crowded = all.len() >= REMEMBERED && !all.contains_key(whose);
        // A clock that was set back must not keep anybody out.
        let full = all.get(whose).copied().unwrap_or(now).clamp(now, now + most);
        let next = full + each;
        let again = (next > now + most || crowded).then(|| {
            let micros = (next - now - most).max(1);
            u32::try_from(micros.div_euclid(1_000_000)).unwrap_or(u32::MAX).saturating_add(1)
        });
        if !crowded {
            all.insert(whose.to_owned(), if again.is_none() { next } else { full });
        }
        let used = if again.is_none() { next - now } else { most };
        let left = u32::try_from((most - used) / each).unwrap_or_default();
        let window = self.at_once.div_ceil(self.a_second);
        Standing { name: self.name, at_once: self.at_once, window, left, again }
    }
}

impl Standing {
    /// Says it in the headers of an answer.
    pub fn tell(self, headers: &mut HeaderMap) {
        let Standing { name, at_once, window, left, again } = self;
        let mut say = |header, text: String| {
            headers.extend(HeaderValue::from_str(&text).ok().map(|value| (header, value)));
        };
        say(POLICY, format!("\"{name}\";q={at_once};w={window}"));
        let until = again.map(|seconds| format!(";t={seconds}")).unwrap_or_default();
        say(LIMIT, format!("\"{name}\";r={left}{until}"));
        if let Some(seconds) = again {
            say(header::RETRY_AFTER, seconds.to_string());
        }
    }
}
