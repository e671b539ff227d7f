//! More of the contract of a store: whether a redaction waits for its words to go.

use super::contract::append;
use super::desk::{Pen, incident, log};
use warroom::incident::{EntryId, Event, Fact};
use warroom::store::Store;

fn redacted(target: EntryId) -> Event {
    Event::Redacted { target, reason: "a name".to_owned(), instead: None }
}

pub async fn whether_a_redaction_waits_is_known<S: Store>(store: S) {
    let of = incident("7Q2KXM");
    let (mut one, mut two) = (Pen::of(log(of, "aaaaaaaa")), Pen::of(log(of, "bbbbbbbb")));
    let other = Pen::of(log(incident("AAAAAA"), "aaaaaaaa")).notes(&["elsewhere"]);
    assert!(!store.is_unsettled(of).await.unwrap());
    let words = one.notes(&[r#"of ,"kind":"redacted", it says"#, "a name", "kept"]);
    append(&store, &words).await;
    append(&store, &other).await;
    assert!(!store.is_unsettled(of).await.unwrap());
    // It comes before what it names, as it may.
    let late = one.note("late");
    append(&store, &[two.writes(redacted(late.id))]).await;
    assert!(!store.is_unsettled(of).await.unwrap());
    append(&store, std::slice::from_ref(&late)).await;
    // Who pushes to a server is no admin of what others wrote, but here an admin asks.
    let waits = !store.carries_out_redactions();
    assert_eq!(store.is_unsettled(of).await.unwrap(), waits);
    store.blank(late.log, &[late.id]).await.unwrap();
    assert!(!store.is_unsettled(of).await.unwrap());
    // An entry that had to be written again says which one it was.
    append(&store, &[two.writes(redacted(words[1].id))]).await;
    store.blank(words[1].log, &[words[1].id]).await.unwrap();
    assert!(!store.is_unsettled(of).await.unwrap());
    let again = Event::Noted { text: "a name".to_owned() };
    let again = two.writes(Fact { was: Some(words[1].id), ..Fact::from(again) });
    append(&store, std::slice::from_ref(&again)).await;
    assert_eq!(store.is_unsettled(of).await.unwrap(), waits);
    store.blank(again.log, &[again.id]).await.unwrap();
    assert!(!store.is_unsettled(of).await.unwrap());
    assert!(!store.is_unsettled(other[0].log.incident).await.unwrap());
}
