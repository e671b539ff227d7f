//! `purge`: what is over is deleted for good, here; and what was purged elsewhere, once somebody says so.

use super::world::{Answer, Desk, World, keys};
use serde_json::json;

fn closes(desk: &Desk, id: &str) {
    desk.does(&format!("resolve {id} --reason over"));
    desk.does(&format!("close {id} --reason 'all said' --without-outputs 'a test'"));
}

fn is_over(desk: &Desk, title: &str) -> String {
    let id = desk.declares(&format!("'{title}'"));
    closes(desk, &id);
    id
}

fn stick(world: &World) -> String {
    let stick = world.path("stick");
    std::fs::create_dir(&stick).unwrap();
    stick.to_str().unwrap().to_owned()
}

fn listed(desk: &Desk) -> String {
    desk.does("list --all").out
}

#[track_caller]
fn refused(answer: &Answer, code: i32, says: &str) {
    assert_eq!(answer.code, code, "{answer:?}");
    assert!(answer.err.contains(says) && answer.err.contains("try: "), "{}", answer.err);
}

#[test]
fn what_is_over_goes_with_its_files_and_leaves_who_when_and_why() {
    let world = World::new();
    let desk = world.desk("lgl7");
    let id = desk.declares("'Names leak'");
    let file = world.file("answers.txt", "what it said");
    desk.does(&format!("evidence {id} {file}"));
    closes(&desk, &id);
    let stays = is_over(&desk, "Stays");
    let told = desk.does(&format!("purge {id} --reason 'kept long enough' --dry-run"));
    assert_eq!(
        told.out,
        format!(
            "goes  {id}  5 entries  1 file  Names leak\nnothing was deleted: this was a dry run\n"
        )
    );
    let told = desk.does(&format!("purge {id} --reason 'kept long enough' --yes"));
    assert!(told.out.ends_with("1 incident purged\n"), "{}", told.out);
    let all = listed(&desk);
    assert!(all.contains("Stays") && !all.contains("Names leak"), "{all}");
    refused(&desk.types(&format!("show {id}")), 4, "no incident has");
    let told = desk.does("purge --list --json").json();
    let stone = &told["purged"][0];
    assert_eq!(keys(stone), ["id", "at", "by", "reason"]);
    assert_eq!((&stone["id"], &stone["by"]), (&json!(id), &json!("lgl7")));
    assert_eq!((&stone["reason"], &told["waiting"]), (&json!("kept long enough"), &json!([])));
    assert!(desk.does("purge --list").out.starts_with(&format!("purged  {id}  ")));
    assert_eq!(desk.does("verify").code, 0);
    assert_eq!(desk.sees(&stays)["title"], "Stays");
}

#[test]
fn what_goes_on_or_is_held_stays_with_what_would_let_it_go() {
    let world = World::new();
    let desk = world.desk("lgl7");
    let id = desk.declares("'Goes on'");
    let purge = format!("purge {id} --reason 'kept long enough' --yes");
    refused(&desk.types(&purge), 1, "the incident is open");
    let held = is_over(&desk, "Is held");
    desk.does(&format!("hold {held} --reason 'a claim'"));
    let purge = format!("purge {held} --reason 'kept long enough' --yes");
    let before = world.kept();
    refused(&desk.types(&purge), 1, "a legal hold keeps it (set by lgl7: a claim)");
    assert_eq!(world.kept(), before);
    // Of many the others go.
    let goes = is_over(&desk, "Goes");
    let told = desk.does("purge --closed-before 2999-01-01 --reason 'kept long enough' --yes");
    let first = format!("goes   {goes}  4 entries  0 files  Goes\n");
    assert!(told.out.starts_with(&first), "{}", told.out);
    assert!(told.out.contains(&format!("stays  {held}  ")) && told.out.contains("a legal hold"));
    let all = listed(&desk);
    assert!(all.contains("Goes on") && all.contains("Is held"), "{all}");
    desk.does(&format!("hold {held} --lift --reason settled"));
    desk.does(&purge);
    assert!(!listed(&desk).contains("Is held"));
}

#[test]
fn nobody_is_purged_by_a_slip() {
    let world = World::new();
    let desk = world.desk("lgl7");
    let id = is_over(&desk, "Stays");
    let before = world.kept();
    refused(&desk.types(&format!("purge {id} --reason x")), 2, "there is nobody to ask");
    refused(&desk.types("purge --reason x --yes"), 2, "no incident is named");
    refused(&desk.types(&format!("purge {id} --reason ' ' --yes")), 1, "the reason");
    refused(&desk.types(&format!("purge {id} --accept --yes")), 2, "nobody elsewhere has purged");
    for line in [format!("purge {id} --yes"), format!("purge {id} --closed-before 1d --reason x")] {
        assert_eq!(desk.types(&line).code, 2, "{line}");
    }
    // What the environment names is not what is to be destroyed; what is said is.
    let standing = world.desk("lgl7").with("WARROOM_INCIDENT", &id);
    refused(&standing.types("purge --reason x --yes"), 2, "no incident is named");
    assert_eq!(world.kept(), before);
    desk.does(&format!("-i {id} purge --reason x --yes"));
    assert!(!listed(&desk).contains("Stays"));
}

#[test]
fn of_the_past_the_end_counts_and_not_the_import() {
    let world = World::new();
    let desk = world.desk("lgl7");
    let register = world.file(
        "register.csv",
        "number,title,declared,resolved\n1,Old one,2019-03-01,2019-03-02\n2,Newer,2024-05-01,2024-05-03\n\
         3,Who knows,2018-01-01,\n",
    );
    desk.does(&format!("import {register}"));
    let told =
        desk.does("purge --closed-before 2020 --reason 'kept long enough' --yes --json").json();
    assert_eq!(keys(&told), ["going", "staying", "purged"]);
    assert_eq!(told["going"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!((&told["going"][0]["title"], &told["staying"]), (&json!("Old one"), &json!([])));
    let all = listed(&desk);
    assert!(
        all.contains("Newer") && all.contains("Who knows") && !all.contains("Old one"),
        "{all}"
    );
    // Importing it again brings back what is there, not what was purged.
    let told = desk.does(&format!("import {register}"));
    assert!(
        told.out.contains("2 already there") && told.out.contains("1 purged before"),
        "{told:?}"
    );
    assert!(!listed(&desk).contains("Old one"));
}

#[test]
fn a_purge_travels_and_deletes_nothing_before_somebody_says_so() {
    let (world, elsewhere) = (World::new(), World::new());
    let stick = stick(&world);
    let (desk, other) = (world.desk("lgl7"), elsewhere.desk("cs3"));
    let id = is_over(&desk, "Names leak");
    for desk in [&desk, &other] {
        desk.does(&format!("sync {stick}"));
    }
    desk.does(&format!("purge {id} --reason 'kept long enough' --yes"));
    // What the other one writes meanwhile stays where it was written.
    other.does(&format!("note {id} 'did not know'"));
    let told = desk.does(&format!("sync {stick}"));
    assert!(
        told.out.contains(&format!("1 incident was purged here; {stick} was told")),
        "{told:?}"
    );
    assert!(!listed(&desk).contains("Names leak"));
    let told = other.does(&format!("sync {stick}"));
    assert!(
        told.out.contains("1 incident was purged elsewhere; `warroom purge --accept`"),
        "{told:?}"
    );
    let told = other.does(&format!("sync {stick} --json")).json();
    assert_eq!(told["purges"]["waiting"][0]["by"], "lgl7");
    assert_eq!((&told["sent"]["entries"], &told["received"]["entries"]), (&json!(0), &json!(0)));
    assert!(listed(&other).contains("Names leak"));
    // A hold here is stronger than a purge there.
    other.does(&format!("hold {id} --reason 'a claim'"));
    let told = other.does("purge --accept --yes");
    assert!(told.out.contains("stays") && told.out.contains("a legal hold"), "{told:?}");
    assert!(listed(&other).contains("Names leak"));
    other.does(&format!("hold {id} --lift --reason settled"));
    let told = other.does("purge --accept --dry-run");
    assert!(told.out.contains("purged by lgl7") && told.out.contains("3 entries were not known"));
    other.does("purge --accept --yes");
    assert!(!listed(&other).contains("Names leak"));
    let stone = other.does("purge --list --json").json();
    assert_eq!((&stone["purged"][0]["by"], &stone["waiting"]), (&json!("lgl7"), &json!([])));
    // The stick was told too, and whoever keeps it says so there.
    let told = desk.does(&format!("--store {stick} purge --list --json")).json();
    assert_eq!(told["waiting"][0]["id"], json!(id));
    desk.does(&format!("--store {stick} purge --accept {id} --yes"));
    for desk in [&desk, &other] {
        assert!(desk.does(&format!("sync {stick}")).out.starts_with("nothing to carry"));
        assert!(!listed(desk).contains("Names leak"));
    }
}

#[test]
fn what_was_purged_does_not_come_back_with_an_old_desk_or_a_restored_stick() {
    let (world, elsewhere) = (World::new(), World::new());
    let stick = stick(&world);
    let desk = world.desk("lgl7");
    let id = is_over(&desk, "Names leak");
    desk.does(&format!("sync {stick}"));
    desk.does(&format!("purge {id} --reason 'kept long enough' --yes"));
    for _ in 0..2 {
        desk.does(&format!("sync {stick}"));
        assert!(!listed(&desk).contains("Names leak"));
    }
    // Somebody new is told before it comes to them.
    let new = elsewhere.desk("mle2");
    let told = new.does(&format!("sync {stick} --json")).json();
    assert_eq!(told["received"]["entries"], 0, "{told}");
    assert!(!listed(&new).contains("Names leak"));
    assert_eq!(new.does("purge --list --json").json()["purged"][0]["id"], json!(id));
}
