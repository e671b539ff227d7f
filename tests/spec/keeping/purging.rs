//! Deleting for good in a folder: the tombstone is a file, and whatever interrupts it, it comes to its end.

use super::desk::{Desk, World, noon, wait};
use super::purged::stone;
use super::traced::Traced;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use warroom::incident::{Command, IncidentId, Refusal};
use warroom::store::removal::{PurgeError, purge};
use warroom::store::{Finding, Store, index::Index, verify, verify_heads};

/// An incident that is over, with a word in it, and a file.
fn is_over(desk: &Desk, title: &str) -> IncidentId {
    let id = desk.declares(title);
    desk.notes(id, "xyzzy was named");
    closes(desk, id);
    wait(desk.store().put_evidence(id, b"xyzzy too")).unwrap();
    id
}

fn closes(desk: &Desk, id: IncidentId) {
    desk.does(id, Command::Resolve { reason: "over".to_owned() });
    let without_outputs = Some("a test".to_owned());
    desk.does(id, Command::Close { reason: "all said".to_owned(), without_outputs });
}

/// Whether a word stands anywhere below a folder.
fn says(folder: &Path, word: &str) -> bool {
    folder.read_dir().unwrap().any(|name| {
        let path = name.unwrap().path();
        if path.is_dir() {
            return says(&path, word);
        }
        String::from_utf8_lossy(&std::fs::read(path).unwrap()).contains(word)
    })
}

#[test]
fn a_purge_leaves_a_tombstone_for_its_keeper_alone_and_no_word_in_store_or_cache() {
    let world = World::new();
    let desk = world.desk("state");
    let id = is_over(&desk, "Names leak, says xyzzy");
    let cache = world.path("cache");
    let index = Index::of(desk.store(), Some(&cache));
    assert_eq!(wait(index.list(desk.store(), noon())).unwrap().summaries.len(), 1);
    assert!(says(&world.store(), "xyzzy") && says(&cache, "xyzzy"));
    wait(purge(desk.store(), &stone(id), noon())).unwrap();
    assert_eq!(wait(index.list(desk.store(), noon())).unwrap().summaries, []);
    assert!(!says(&world.store(), "xyzzy") && !says(&cache, "xyzzy"));
    let file = world.store().join("purged").join(format!("{id}.json"));
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(world.store().join("purged").read_dir().unwrap().count(), 1);
    assert!(!desk.store().incidents_folder().join(id.as_str()).exists());
    assert_eq!(desk.opens(id).incident.timeline.len(), 0);
    assert!(desk.tries(id, Command::Note { text: "more".to_owned() }).is_err());
}

#[test]
fn what_goes_on_and_what_is_held_is_not_purged() {
    let world = World::new();
    let desk = world.desk("state");
    let id = desk.declares("goes on");
    let refused = |wanted: &str| {
        let answer = wait(purge(desk.store(), &stone(id), noon()));
        let Err(PurgeError::Refused(refusal)) = answer else { panic!("{answer:?}") };
        assert!(refusal.to_string().contains(wanted), "{refusal}");
        assert!(wait(desk.store().tombstones()).unwrap().is_empty());
        refusal
    };
    assert!(refused("the incident is open").remedy().contains("close it first"));
    desk.does(id, Command::Resolve { reason: "over".to_owned() });
    refused("the incident is resolved");
    let without_outputs = Some("a test".to_owned());
    desk.does(id, Command::Close { reason: "all said".to_owned(), without_outputs });
    desk.does(id, Command::Hold { reason: "a claim".to_owned() });
    let held = refused("a legal hold keeps it (set by ops4: a claim)");
    assert!(matches!(held, Refusal::Held { .. }) && held.remedy().contains("hold ID --lift"));
    desk.does(id, Command::LiftHold { reason: "settled".to_owned() });
    wait(purge(desk.store(), &stone(id), noon())).unwrap();
    assert_eq!(wait(desk.store().incidents()).unwrap(), []);
}

#[test]
fn what_died_between_the_tombstone_and_the_deleting_is_finished_by_whoever_opens_the_store() {
    let world = World::new();
    let desk = world.desk("state");
    let id = is_over(&desk, "half gone");
    let other = is_over(&desk, "stays");
    let whole = desk.store().incidents_folder().join(id.as_str());
    std::fs::create_dir(world.store().join("purged")).unwrap();
    let file = world.store().join("purged").join(format!("{id}.json"));
    std::fs::write(&file, serde_json::to_vec(&stone(id)).unwrap()).unwrap();
    // Nobody reads it any more, and nobody writes.
    assert_eq!(wait(desk.store().incidents()).unwrap(), [other]);
    assert_eq!(desk.opens(id).incident.timeline.len(), 0);
    let report = wait(verify(desk.store(), None)).unwrap();
    assert!(!report.is_damaged());
    let [Finding::Remark(left)] = &report.findings[..] else { panic!("{:?}", report.findings) };
    assert!(left.file == whole && left.what.contains("was purged"), "{left}");
    assert!(whole.exists());
    let store = world.folder();
    assert!(!whole.exists());
    assert_eq!(wait(store.incidents()).unwrap(), [other]);
    assert_eq!(wait(verify(&store, None)).unwrap().findings, []);
}

#[test]
fn a_tombstone_that_cannot_be_read_keeps_the_incident_away_and_is_named_as_damage() {
    let world = World::new();
    let desk = world.desk("state");
    let id = is_over(&desk, "gone");
    wait(desk.store().purge(&stone(id))).unwrap();
    let file = world.store().join("purged").join(format!("{id}.json"));
    std::fs::write(&file, b"{").unwrap();
    assert_eq!(wait(desk.store().tombstones()).unwrap(), []);
    assert!(wait(desk.store().put_evidence(id, b"back")).is_err());
    let report = wait(verify(desk.store(), None)).unwrap();
    let [Finding::Damaged(damage)] = &report.findings[..] else { panic!("{:?}", report.findings) };
    assert!(damage.file == file && damage.what.contains("cannot be read"), "{damage}");
    // Purged again, it says why again.
    wait(desk.store().purge(&stone(id))).unwrap();
    assert_eq!(wait(verify(desk.store(), None)).unwrap().findings, []);
}

#[test]
fn heads_that_were_saved_before_are_explained_by_the_tombstone() {
    let world = World::new();
    let desk = world.desk("state");
    let id = is_over(&desk, "gone");
    let saved = desk.verifies().heads;
    wait(desk.store().purge(&stone(id))).unwrap();
    let findings = wait(verify_heads(desk.store(), &saved)).unwrap();
    let [Finding::Remark(said)] = &findings[..] else { panic!("{findings:?}") };
    let expected = format!("{id} was purged by lgl7, 2026-11-20T12:00:00.000Z: kept long enough");
    assert_eq!(said.what, expected);
}

#[test]
fn files_of_it_that_somebody_copies_back_are_not_read_and_go_again() {
    let world = World::new();
    let desk = world.desk("state");
    let id = is_over(&desk, "gone");
    let folder = desk.store().log_folder(id);
    let file = folder.join(desk.file(id).file_name().unwrap());
    let bytes = std::fs::read(&file).unwrap();
    wait(desk.store().purge(&stone(id))).unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(wait(desk.store().incidents()).unwrap(), []);
    assert_eq!(wait(desk.store().read_all(id)).unwrap().entries, []);
    drop(world.folder());
    assert!(!folder.exists());
}

#[test]
fn a_purge_killed_at_any_system_call_is_not_begun_or_comes_to_its_end() {
    let world = Traced::new();
    let declares = |traced: &Traced| {
        let id = traced.declares("xyzzy leaks");
        let file = traced.world.path("file");
        std::fs::write(&file, "xyzzy too").unwrap();
        traced.says(&["evidence", &id, file.to_str().unwrap()]);
        traced.says(&["resolve", &id, "--reason", "over"]);
        traced.says(&["close", &id, "--reason", "said", "--without-outputs", "a test"]);
        id
    };
    let id = declares(&world);
    let purge =
        |id: &str| ["purge", id, "--reason", "kept long enough", "--yes"].map(str::to_owned);
    let calls = world.calls(&purge(&id).each_ref().map(String::as_str));
    // Where it changes something: the others were counted and killed with a note.
    let changing = [
        "mkdir",
        "rename",
        "unlink",
        "unlinkat",
        "rmdir",
        "fsync",
        "flock",
        "write",
        "linkat",
        "renameat2",
        "openat",
    ];
    let mut killed = 0;
    for name in changing {
        for when in 1..=calls.get(name).copied().unwrap_or(0) {
            let id = declares(&world);
            let point = format!("inject={name}:signal=KILL:when={when}");
            let (output, _) =
                world.traced(&["-e", &point], &purge(&id).each_ref().map(String::as_str));
            killed += usize::from(!output.status.success());
            let there = world.world.folder();
            let of: IncidentId = id.parse().unwrap();
            let purged = wait(there.tombstones()).unwrap().iter().any(|stone| stone.incident == of);
            let entries = wait(there.read_all(of)).unwrap().entries.len();
            assert_eq!(entries, if purged { 0 } else { 5 }, "{point}");
            assert!(purged || !output.status.success(), "{point}");
            world.says(&["verify"]);
            if !purged {
                world.says(&purge(&id).each_ref().map(String::as_str));
            }
            assert!(!there.incidents_folder().join(&id).exists(), "{point}");
        }
    }
    assert!(killed > 20, "only {killed} were killed");
    assert!(!says(&world.world.store().join("incidents"), "xyzzy"));
}
