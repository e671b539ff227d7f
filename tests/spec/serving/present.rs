//! Presence: who is there and looks at what. It comes and goes, and leaves nothing behind.

use super::super::keeping::desk::incident;
use super::desk::Served;
use chrono::TimeDelta;
use std::time::Duration;
use warroom::access::{MAIN, Role};
use warroom::incident::IncidentId;
use warroom::server::Limits;
use warroom::store::Store;
use warroom::store::http::shapes::Present;
use warroom::store::http::{Following, News};

/// A server that looks often for who has gone.
fn lively() -> Served {
    Served::with(Limits { look: Duration::from_millis(20), ..Limits::default() })
}

fn present(role: Role, looks_at: Option<IncidentId>) -> Present {
    Present { name: role.word().to_owned(), incident: looks_at }
}

/// The next that is told of who is there.
async fn told(following: &mut Following<'_>) -> Vec<Present> {
    let telling = async {
        loop {
            if let News::Presence(there) = following.next().await.unwrap() {
                return there;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), telling).await.expect("it comes soon")
}

#[tokio::test]
async fn who_is_there_is_told_by_the_names_of_their_tokens() {
    let served = Served::new();
    let (viewer, admin) = (served.store(Role::Viewer), served.store(Role::Admin));
    let id = incident("7Q2KXM");
    assert_eq!(viewer.present().await.unwrap(), []);
    viewer.is_here(Some(id)).await.unwrap();
    let both = [present(Role::Admin, None), present(Role::Viewer, Some(id))];
    assert_eq!(admin.is_here(None).await.unwrap(), both);
    assert_eq!(viewer.present().await.unwrap(), both);
    let elsewhere = served.store_of(Role::Viewer, "legal");
    assert_eq!(elsewhere.present().await.unwrap(), []);
    // Nothing of it is kept.
    assert!(served.folder().incidents().await.unwrap().is_empty());
}

#[test]
fn nobody_says_for_somebody_else_that_they_are_there() {
    let served = Served::new();
    let token = served.token(Role::Viewer, MAIN);
    for body in
        ["", "[]", "[null]", r#"{"name":"cs3"}"#, r#"{"incident":"x"}"#, r#"{"incident":7}"#]
    {
        let answer = served.asks("PUT", "/v1/presence", Some(&token), body.as_bytes());
        assert_eq!((answer.status, &*answer.code()), (400, "bad_request"), "{body}");
    }
    let long = format!(r#"{{"incident":null{}}}"#, " ".repeat(5000));
    let answer = served.asks("PUT", "/v1/presence", Some(&token), long.as_bytes());
    assert_eq!((answer.status, &*answer.code()), (413, "too_large"));
    let answer = served.gets("/v1/presence", &token).json();
    assert_eq!(answer, serde_json::json!({ "present": [] }));
}

#[tokio::test]
async fn a_stream_tells_who_comes_turns_elsewhere_and_goes() {
    let served = lively();
    let (listener, desk) = (served.store(Role::Viewer), served.store(Role::Responder));
    let (id, role) = (incident("7Q2KXM"), Role::Responder);
    let mut following = listener.follow(None);
    following.next().await.unwrap();
    desk.is_here(Some(id)).await.unwrap();
    assert_eq!(told(&mut following).await, [present(role, Some(id))]);
    // Whoever comes later is told at once.
    let mut later = listener.follow(None);
    assert_eq!(told(&mut later).await, [present(role, Some(id))]);
    // To say the same again is no news; to turn to something else is.
    served.clock.advance(TimeDelta::seconds(40));
    desk.is_here(Some(id)).await.unwrap();
    desk.is_here(None).await.unwrap();
    assert_eq!(told(&mut following).await, [present(role, None)]);
    served.clock.advance(TimeDelta::seconds(59));
    assert_eq!(desk.present().await.unwrap(), [present(role, None)]);
    served.clock.advance(TimeDelta::seconds(1));
    assert_eq!(desk.present().await.unwrap(), []);
    assert_eq!(told(&mut following).await, []);
}
