//! `token`: who may come in. A token is printed once; what is kept does not open anything.

use super::args::TokenDo;
use super::desk::Desk;
use super::failure::{Failure, NOT_FOUND, REFUSED, USAGE};
use super::table::Table;
use crate::access::{Grant, GrantError, Token, Tokens};
use crate::chance::SystemChance;
use crate::time::stamp;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// Does what was asked with tokens.
pub fn tokens(desk: &Desk, what: TokenDo) -> Result<(), Failure> {
    let store = desk.journal.store();
    let now = desk.journal.clock().now();
    match what {
        TokenDo::New { name, role, room, days } => {
            let expires_at = days.map(|days| now + TimeDelta::days(i64::from(days)));
            let grant = Grant { name, role, room, expires_at };
            let (token, shown) = Token::new(grant, now, &SystemChance)?;
            Tokens::change(store, |tokens| tokens.tokens.push(token.clone()))?;
            if desk.out.json {
                let (id, expires_at) = (&token.id, token.expires_at.map(stamp));
                return desk.out.json(&json!({
                    "id": id, "token": shown.reveal(), "name": token.name,
                    "role": token.role.word(), "room": token.room, "expires_at": expires_at,
                }));
            }
            desk.out.line(shown.reveal())?;
            // Where a script takes it in, nothing else is said.
            if desk.out.width.is_some() {
                let ends = token.expires_at.map(|end| format!(", until {}", stamp(end)));
                let ends = ends.unwrap_or_default();
                let (role, name, room) = (token.role.word(), &token.name, &token.room);
                desk.out.say(&format!("{role} for {name} in the room {room}{ends}"))?;
                desk.out
                    .say("It is not shown again: keep it in a file that only they can read.")?;
            }
            Ok(())
        }
        TokenDo::List => list(desk, &Tokens::of(store)?, now),
        TokenDo::Revoke { id } => {
            let taken = Tokens::change(store, |tokens| {
                let token = tokens.tokens.iter_mut().find(|token| token.id == id)?;
                let already = token.revoked_at.replace(token.revoked_at.unwrap_or(now)).is_some();
                Some((token.name.clone(), already))
            })?;
            match taken {
                None => {
                    let what = format!("no token has the id `{id}`");
                    Err(Failure::new(NOT_FOUND, what, "`warroom token list` prints the ids"))
                }
                Some((name, true)) => {
                    let what = format!("the token {id} of {name} was taken back before");
                    Err(Failure::new(REFUSED, what, "nothing is left to do"))
                }
                Some((name, false)) => {
                    if desk.out.json {
                        return desk.out.json(&json!({ "id": id, "revoked_at": stamp(now) }));
                    }
                    desk.out.say(&format!("{id} of {name} opens nothing any more"))
                }
            }
        }
    }
}

fn list(desk: &Desk, tokens: &Tokens, now: DateTime<Utc>) -> Result<(), Failure> {
    let state = |token: &Token| match (token.revoked_at, token.expires_at) {
        (Some(_), _) => "revoked",
        (None, Some(end)) if end <= now => "expired",
        _ => "good",
    };
    if desk.out.json {
        let row = |token: &Token| {
            json!({
                "id": token.id, "name": token.name, "role": token.role.word(), "room": token.room,
                "state": state(token), "made_at": stamp(token.made_at),
                "expires_at": token.expires_at.map(stamp), "revoked_at": token.revoked_at.map(stamp),
            })
        };
        let rows: Vec<_> = tokens.tokens.iter().map(row).collect();
        return desk.out.json(&json!({ "tokens": rows }));
    }
    if tokens.tokens.is_empty() {
        return desk.out.say("no token yet: warroom token new --name NAME --role responder");
    }
    let mut table = Table::with(desk.out, 0, &[]);
    for token in &tokens.tokens {
        let until = token.expires_at.map(|end| format!("until {}", stamp(end))).unwrap_or_default();
        let cells = [&*token.id, state(token), token.role.word(), &token.room, &token.name];
        table.row(&cells, &until);
    }
    table.print()
}

impl From<GrantError> for Failure {
    fn from(error: GrantError) -> Failure {
        Failure::new(USAGE, error.to_string(), "`warroom token new --help` says what is taken")
    }
}
