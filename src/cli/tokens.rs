//! `token`: who may come in. A token is printed once; what is kept does not open anything.

use super::args::TokenDo;
use super::failure::{Failure, NOT_FOUND, REFUSED, USAGE};
use super::out::Out;
use super::table::Table;
use crate::access::{Grant, GrantError, Ground, Revoked, Token, Tokens, Uses};
use crate::chance::SystemChance;
use crate::time::{Clock, SystemClock, stamp};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// Does what was asked with tokens.
pub async fn tokens(ground: &Ground, out: Out, what: TokenDo) -> Result<(), Failure> {
    let now = SystemClock.now();
    match what {
        TokenDo::New { name, role, room, days } => {
            let expires_at = days.map(|days| now + TimeDelta::days(i64::from(days)));
            let grant = Grant { name, role, room, expires_at };
            let (token, shown) = Token::new(grant, now, &SystemChance)?;
            ground.keep(&token).await?;
            if out.json {
                let (id, expires_at) = (&token.id, token.expires_at.map(stamp));
                return out.json(&json!({
                    "id": id, "token": shown.reveal(), "name": token.name,
                    "role": token.role.word(), "room": token.room, "expires_at": expires_at,
                }));
            }
            out.line(shown.reveal())?;
            // Where a script takes it in, nothing else is said.
            if out.width.is_some() {
                let ends = token.expires_at.map(|end| format!(", until {}", stamp(end)));
                let ends = ends.unwrap_or_default();
                let (role, name, room) = (token.role.word(), &token.name, &token.room);
                out.say(&format!("{role} for {name} in the room {room}{ends}"))?;
                out.say("It is not shown again: keep it in a file that only they can read.")?;
            }
            Ok(())
        }
        TokenDo::List => list(out, &ground.tokens().await?, &ground.uses().await?, now),
        TokenDo::Revoke { id } => match ground.revoke(&id, now).await? {
            None => {
                let what = format!("no token has the id `{id}`");
                Err(Failure::new(NOT_FOUND, what, "`warroom token list` prints the ids"))
            }
            Some(Revoked { name, before: true }) => {
                let what = format!("the token {id} of {name} was taken back before");
                Err(Failure::new(REFUSED, what, "nothing is left to do"))
            }
            Some(Revoked { name, before: false }) => {
                if out.json {
                    return out.json(&json!({ "id": id, "revoked_at": stamp(now) }));
                }
                out.say(&format!("{id} of {name} opens nothing any more"))
            }
        },
    }
}

fn list(out: Out, tokens: &Tokens, uses: &Uses, now: DateTime<Utc>) -> Result<(), Failure> {
    let used = |token: &Token| uses.get(&token.id).copied().map(stamp);
    let state = |token: &Token| match (token.revoked_at, token.expires_at) {
        (Some(_), _) => "revoked",
        (None, Some(end)) if end <= now => "expired",
        _ => "good",
    };
    if out.json {
        let row = |token: &Token| {
            json!({
                "id": token.id, "name": token.name, "role": token.role.word(), "room": token.room,
                "state": state(token), "made_at": stamp(token.made_at),
                "expires_at": token.expires_at.map(stamp), "revoked_at": token.revoked_at.map(stamp),
                "last_used_at": used(token),
            })
        };
        let rows: Vec<_> = tokens.tokens.iter().map(row).collect();
        return out.json(&json!({ "tokens": rows }));
    }
    if tokens.tokens.is_empty() {
        return out.say("no token yet: warroom token new --name NAME --role responder");
    }
    let mut table = Table::with(out, 0, &[]);
    for token in &tokens.tokens {
        let until = token.expires_at.map(|end| format!("until {}", stamp(end)));
        let used = used(token).map_or("never used".to_owned(), |at| format!("last used {at}"));
        let cells = [&*token.id, state(token), token.role.word(), &token.room, &token.name];
        table.row(&cells, &until.into_iter().chain([used]).collect::<Vec<_>>().join(", "));
    }
    table.print()
}

impl From<GrantError> for Failure {
    fn from(error: GrantError) -> Failure {
        Failure::new(USAGE, error.to_string(), "`warroom token new --help` says what is taken")
    }
}
