//! `token`: shown once, listed without its secret, taken back at once.

use super::world::{World, keys};

/// What is told of a token.
pub const TOLD: [&str; 9] =
    ["id", "name", "role", "room", "state", "made_at", "expires_at", "revoked_at", "last_used_at"];

#[test]
fn a_token_is_printed_once_and_listed_without_its_secret() {
    let world = World::new();
    let desk = world.desk("ops4");
    let made = desk.does("token new --name cs3 --role responder");
    let token = made.out.trim();
    assert!(token.starts_with("wr_") && token.len() == 64, "{token}");
    let (id, secret) = token[3..].split_once('_').unwrap();
    let listed = desk.does("token list").out;
    assert_eq!(listed, format!("{id}  good  responder  main  cs3  never used\n"));
    let answer = desk.does("token list --json");
    assert!(!answer.out.contains(secret));
    let row = &answer.json()["tokens"][0];
    assert_eq!(keys(row), TOLD);
    assert!(row["last_used_at"].is_null());
}

#[test]
fn a_token_that_was_taken_back_says_so_and_is_taken_back_once() {
    let world = World::new();
    let desk = world.desk("ops4");
    let made = desk.does("token new --name cs3 --role viewer --room night --days 30 --json").json();
    assert_eq!(keys(&made), ["id", "token", "name", "role", "room", "expires_at"]);
    let id = made["id"].as_str().unwrap();
    assert_eq!(
        desk.does(&format!("token revoke {id}")).out,
        format!("{id} of cs3 opens nothing any more\n")
    );
    assert_eq!(desk.does("token list --json").json()["tokens"][0]["state"], "revoked");
    assert_eq!(desk.types(&format!("token revoke {id}")).code, 1);
    assert_eq!(desk.types("token revoke zzzzzzzz").code, 4);
}

#[test]
fn a_role_or_a_room_that_there_is_not_is_named() {
    let world = World::new();
    let desk = world.desk("ops4");
    let told = desk.types("token new --name cs3 --role boss");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("viewer, responder, auditor, ingest, admin"), "{}", told.err);
    let told = desk.types("token new --name cs3 --role viewer --room ../x");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("no name of a room"), "{}", told.err);
    assert!(!world.store().exists());
}
