//! What a server stands over, a folder or a database, and the tokens that are kept there.

use super::{Token, Tokens};
use crate::store::StoreError;
use crate::store::folder::Folder;
use crate::store::postgres::{self, Database, Row};
use crate::time::stamp;
use chrono::{DateTime, Utc};

/// What a server stands over.
#[derive(Clone)]
pub enum Ground {
    /// A store in a folder; what is the server's own lies in `server` beside it.
    Folder(Folder),
    /// A database, for several servers at once.
    Database(Database),
}

/// A token that was to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// Whose it was.
    pub name: String,
    /// Whether it had been taken back before.
    pub before: bool,
}

const COLUMNS: &str = "id, name, role, room, sha256, made_at, expires_at, revoked_at";

impl Ground {
    /// Keeps a new token.
    pub async fn keep(&self, token: &Token) -> Result<(), StoreError> {
        match self {
            Ground::Folder(folder) => {
                Tokens::change(folder, |tokens| tokens.tokens.push(token.clone()))
            }
            Ground::Database(database) => {
                // Asked again after the connection died, it must not stand in its own way.
                let text = format!(
                    "INSERT INTO warroom_tokens ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                     ON CONFLICT (sha256) DO NOTHING"
                );
                let (role, sum) = (token.role.word(), token.sha256.to_string());
                let (made, end) = (stamp(token.made_at), token.expires_at.map(stamp));
                let revoked = token.revoked_at.map(stamp);
                let (id, name, room) = (&token.id, &token.name, &token.room);
                database
                    .ask(&text, &[id, name, &role, room, &sum, &made, &end, &revoked])
                    .await
                    .map(|_| ())
            }
        }
    }

    /// All tokens that were ever made, in that order.
    pub async fn tokens(&self) -> Result<Tokens, StoreError> {
        match self {
            Ground::Folder(folder) => Tokens::of(folder),
            Ground::Database(database) => {
                let text = format!("SELECT {COLUMNS} FROM warroom_tokens ORDER BY made_at, id");
                let rows = database.ask(&text, &[]).await?;
                let tokens = rows.iter().map(token_in).collect::<Result<_, _>>()?;
                Ok(Tokens { tokens })
            }
        }
    }

    /// Takes a token back, from now on; none when no token has this id.
    pub async fn revoke(
        &self,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Revoked>, StoreError> {
        match self {
            Ground::Folder(folder) => Tokens::change(folder, |tokens| {
                let token = tokens.tokens.iter_mut().find(|token| token.id == id)?;
                let before = token.revoked_at.replace(token.revoked_at.unwrap_or(now)).is_some();
                Some(Revoked { name: token.name.clone(), before })
            }),
            Ground::Database(database) => {
                let text = "UPDATE warroom_tokens AS token \
                            SET revoked_at = coalesce(token.revoked_at, $2) \
                            FROM (SELECT id, revoked_at FROM warroom_tokens WHERE id = $1 FOR UPDATE) \
                                AS before \
                            WHERE token.id = before.id \
                            RETURNING token.name, before.revoked_at IS NOT NULL";
                let rows = database.ask(text, &[&id, &stamp(now)]).await?;
                let revoked = rows.first().map(|row| {
                    let (name, before) = (postgres::value(row, 0)?, postgres::value(row, 1)?);
                    Ok(Revoked { name, before })
                });
                revoked.transpose()
            }
        }
    }
}

/// The token of a database that somebody holds, if it is good now: one row is looked at, the one it names.
pub async fn holder_in(
    database: &Database,
    held: &str,
    now: DateTime<Utc>,
) -> Result<Option<Token>, StoreError> {
    let Some(id) = Token::id_in(held) else { return Ok(None) };
    let text = format!("SELECT {COLUMNS} FROM warroom_tokens WHERE id = $1");
    let rows = database.ask(&text, &[&id]).await?;
    let tokens = rows.iter().map(token_in).collect::<Result<_, _>>()?;
    Ok(Tokens { tokens }.holder(held, now).cloned())
}

fn token_in(row: &Row) -> Result<Token, StoreError> {
    let time = |column| -> Result<Option<DateTime<Utc>>, StoreError> {
        let there: Option<String> = postgres::value(row, column)?;
        there.map(|_| postgres::read(row, column)).transpose()
    };
    Ok(Token {
        id: postgres::value(row, 0)?,
        name: postgres::value(row, 1)?,
        role: postgres::read(row, 2)?,
        room: postgres::value(row, 3)?,
        sha256: postgres::read(row, 4)?,
        made_at: postgres::read(row, 5)?,
        expires_at: time(6)?,
        revoked_at: time(7)?,
    })
}
