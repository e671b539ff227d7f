//! Taking back: undo of one's own entries, and redaction of anybody's words.

use super::commands::*;
use super::world::*;
use warroom::incident::{Command, Correction, Decision, Declared, Event, Refusal, Standing};

const WHY: &str = "a customer's name";

fn redacted(target: &str, instead: &str) -> String {
    match instead {
        "" => format!(r#"redacted {{"target":"{target}","reason":"{WHY}"}}"#),
        _ => format!(r#"redacted {{"target":"{target}","reason":"{WHY}","instead":{instead}}}"#),
    }
}

// --- undo --------------------------------------------------------------------------------------------

#[test]
fn the_last_entry_of_ones_own_is_undone_then_the_one_before() {
    let story = || vec![declare(), note("one"), note("two")];
    given(story()).when(undo_last()).then([r##"reversed {"target":"#4"}"##]);
    let mut undone = story();
    undone.push(undo_last());
    given(undone).when(undo_last()).then([r##"reversed {"target":"#3"}"##]);
}

#[test]
fn two_changes_of_one_thing_are_undone_one_after_the_other() {
    let story = || vec![declare(), set_severity("1", "worse"), set_severity("3", "better")];
    let mut undone = story();
    undone.push(undo_last());
    given(undone).when(undo_last()).then([r##"reversed {"target":"#3"}"##]);
    let earlier = given(story()).entry(3);
    given(story()).when(undo(&earlier)).refused_saying(
        "ops4 changed the severity since, at 2026-11-20T14:03:00.000Z",
        "set what is right now instead",
    );
}

#[test]
fn an_undo_is_undone_unless_the_thing_was_set_since() {
    let story = || vec![declare(), set_severity("1", "worse"), undo_last()];
    let undone = given(story()).entry(4);
    given(story()).when(undo(&undone)).then([r##"reversed {"target":"#4"}"##]);
    let mut since = story();
    since.push(set_severity("3", "better"));
    let refusal = given(since).when(undo(&undone)).refusal();
    assert!(matches!(refusal, Refusal::ChangedSince { .. }), "{refusal:?}");
}

#[test]
fn an_undo_is_not_undone_once_what_stood_before_was_undone_too() {
    let story = vec![
        declare(),
        set_severity("1", "worse"),
        set_severity("3", "better"),
        undo_last(),
        undo_last(),
    ];
    let story = given(story);
    let first_undo = story.entry(5);
    let refusal = story.when(undo(&first_undo)).refusal();
    assert!(matches!(refusal, Refusal::ChangedSince { .. }), "{refusal:?}");
}

#[test]
fn an_undo_of_an_undo_is_undone_unless_the_thing_was_set_since() {
    let mut desk = Desk::new(1, "ops4");
    for command in [declare(), set_severity("1", "worse"), undo_last()] {
        desk.does(command);
    }
    let undone = desk.incident().timeline[3].entry.id.to_string();
    let again = desk.does(undo(&undone)).id.to_string();
    given_all(&[&desk]).when(undo(&again)).then([r##"reversed {"target":"#5"}"##]);
    desk.does(set_severity("3", "better"));
    let refusal = given_all(&[&desk]).when(undo(&again)).refusal();
    assert!(matches!(refusal, Refusal::ChangedSince { .. }), "{refusal:?}");
}

#[test]
fn each_thing_that_was_set_since_says_who_and_what() {
    let task = || give_task("Find it", "dev3");
    for (before, since, what) in [
        (
            vec![correct(Correction::Title("A".to_owned()))],
            correct(Correction::Title("B".to_owned())),
            "the title",
        ),
        (
            vec![correct(Correction::UsersAffected(1))],
            correct(Correction::UsersAffected(2)),
            "the number of users affected",
        ),
        (
            vec![correct(Correction::Category("jailbreak".to_owned()))],
            correct(Correction::Category("data-leak".to_owned())),
            "the category",
        ),
        (
            vec![correct(Correction::DetectedBy("a".to_owned()))],
            correct(Correction::DetectedBy("b".to_owned())),
            "how it was detected",
        ),
        (
            vec![correct(Correction::PublicReport(true))],
            correct(Correction::PublicReport(false)),
            "whether it was reported publicly",
        ),
        (
            vec![correct(Correction::NearMiss(true))],
            correct(Correction::NearMiss(false)),
            "whether it is a near miss",
        ),
        (vec![set_severity("1", "x")], set_severity("2", "y"), "the severity"),
        (vec![enter("contain")], enter("triage"), "the stage"),
        (vec![assign("ic", "a")], assign("ic", "b"), "the seat `commander`"),
        (vec![assign("ic", "a")], hand_over("ic", "b"), "the seat `commander`"),
        (vec![assign("ic", "a")], release("ic"), "the seat `commander`"),
        (vec![tick("1")], untick("1"), "the checklist line `triage.scope`"),
        (vec![waive("1", "x")], tick("1"), "the checklist line `triage.scope`"),
        (vec![stamp("began", "2025")], stamp("began", "2024"), "the time `began`"),
        (vec![resolve("x")], reopen("y"), "the status"),
        (vec![resolve("x")], close("y"), "the status"),
        (vec![task(), acknowledge("1")], finish("1"), "the task "),
    ] {
        let mut story = vec![declare()];
        story.extend(before);
        let index = story.len() + 1;
        story.push(since);
        let story = given(story);
        let earlier = story.entry(index);
        let refusal = story.when(undo(&earlier)).refusal();
        let Refusal::ChangedSince { what: said, by, .. } = refusal else { panic!("{refusal:?}") };
        assert!(said.starts_with(what), "{said}");
        assert_eq!(by, "ops4");
    }
}

#[test]
fn what_others_were_told_to_work_on_is_not_undone_under_their_hands() {
    for story in [
        vec![declare(), add_item(None, "Call legal"), tick("3")],
        vec![declare(), give_task("Find it", "dev3"), acknowledge("1")],
    ] {
        let story = given(story);
        let earlier = story.entry(3);
        let refusal = story.when(undo(&earlier)).refusal();
        assert!(matches!(refusal, Refusal::ChangedSince { .. }), "{refusal:?}");
    }
}

#[test]
fn somebody_elses_entry_is_not_undone() {
    let story = given([declare(), note("x")]).by("lead2");
    let entry = story.entry(3);
    story.when(undo(&entry)).refused_saying(
        "the entry was written by ops4",
        "ask ops4 to undo it, or write what is right now",
    );
    given([declare(), note("x")]).by("lead2").when(undo_last()).refused_saying(
        "there is nothing of yours to undo",
        "name the entry; `warroom log` lists them",
    );
}

#[test]
fn the_beginning_of_an_incident_and_a_redaction_are_not_undone() {
    for (index, kind) in [(1, "plan_pinned"), (2, "declared"), (4, "redacted"), (3, "noted")] {
        let noted = given([declare(), note("x")]).entry(3);
        let story = given([declare(), note("x"), redact(&noted, "")]);
        let entry = story.entry(index);
        story.when(undo(&entry)).refused_saying(
            &format!("an entry of kind `{kind}` cannot be undone"),
            "write a new entry that says what is right",
        );
    }
    given([declare()]).when(undo_last()).refused(&Refusal::NothingToUndo);
}

#[test]
fn what_does_not_count_any_more_is_not_undone_again() {
    let story = given([declare(), note("x"), undo_last()]);
    let noted = story.entry(3);
    story.when(undo(&noted)).refused(&already("the entry does not count any more"));
}

#[test]
fn an_entry_is_meant_by_at_least_four_digits_that_only_it_has() {
    let story = || given([declare(), note("x")]);
    let id = story().entry(3);
    for typed in [&id[..4], &id[..6], &id, &id.to_uppercase(), &format!(" {id} ")] {
        story().when(undo(typed)).then([r##"reversed {"target":"#3"}"##]);
    }
    for typed in ["", "a", &id[..3], "zzzz", &format!("{id}0"), "00000000"] {
        let typed_back = typed.to_owned();
        story().when(undo(typed)).refused(&Refusal::NotFound { what: "entry", typed: typed_back });
    }
}

// --- redaction ---------------------------------------------------------------------------------------

#[test]
fn words_are_redacted_by_anybody_with_a_reason() {
    let story = || given([declare(), note("Mx. Example's key")]).by("lead2");
    let noted = story().entry(3);
    story().when(redact(&noted, "")).then([&redacted("#3", "")]);
    let cleaned = r#"{"text":"a key"}"#;
    story().when(redact(&noted, cleaned)).then([&redacted("#3", cleaned)]);
    let reason = String::new();
    story()
        .when(Command::Redact { entry: noted, reason, instead: None })
        .refused(&Refusal::Empty { what: "the reason" });
}

#[test]
fn a_kind_that_sets_something_needs_the_same_content_without_the_words() {
    let task = || give_task("Find it", "dev3");
    let reason = || "Mx. Example".to_owned();
    let hold = || Command::Hold { reason: reason() };
    let noted = given([declare(), note("x")]).entry(3);
    let privilege = |privileged| {
        let (entry, reason) = (noted.clone(), reason());
        Command::SetPrivilege { entry, privileged, reason }
    };
    for story in [
        vec![declare()],
        vec![declare(), correct(Correction::Title("Mx. Example".to_owned()))],
        vec![declare(), set_severity("1", "Mx. Example")],
        vec![declare(), enter("contain")],
        vec![declare(), assign("ic", "mx-example")],
        vec![declare(), assign("ic", "ops4"), release("ic")],
        vec![declare(), assign("ic", "ops4"), hand_over("ic", "lead2")],
        vec![declare(), tick("1")],
        vec![declare(), tick("1"), untick("1")],
        vec![declare(), waive("1", "Mx. Example")],
        vec![declare(), task(), acknowledge("1")],
        vec![declare(), task(), finish("1")],
        vec![declare(), stamp("began", "2025")],
        vec![declare(), resolve("Mx. Example")],
        vec![declare(), resolve("x"), reopen("Mx. Example")],
        vec![declare(), resolve("x"), close("Mx. Example")],
        vec![declare(), hold()],
        vec![declare(), hold(), Command::LiftHold { reason: reason() }],
        vec![declare(), note("x"), privilege(true)],
        vec![declare(), note("x"), privilege(true), privilege(false)],
    ] {
        let story = given(story);
        let entry = story.entry(story.incident().timeline.len());
        let kind = story.incident().timeline.last().expect("it is there").entry.kind.clone();
        story.when(redact(&entry, "")).refused_saying(
            &format!("the incident needs what the entry of kind `{kind}` says"),
            "give the same content without the offending text, with --instead",
        );
    }
}

#[test]
fn a_kind_that_only_says_something_needs_nothing_in_its_place() {
    for said in [
        note("x"),
        decision(|_| {}),
        evidence("log", "there", "ops4"),
        Command::Link(warroom::incident::Link::Incident { incident: other_incident() }),
        add_item(None, "x"),
        give_task("x", "dev3"),
    ] {
        let story = given([declare(), said]);
        let entry = story.entry(3);
        story.when(redact(&entry, "")).then([&redacted("#3", "")]);
    }
}

#[test]
fn what_is_no_words_of_people_is_kept_as_it_was() {
    let story = || given([declare(), set_severity("1", "Mx. Example wrote")]);
    let entry = story().entry(3);
    story().when(redact(&entry, r#"{"reason":"a customer wrote"}"#)).then([&redacted(
        "#3",
        r##"{"reason":"a customer wrote","severity":"SEV-1","over":"#2"}"##,
    )]);
    for (instead, why) in [
        (r#"{"reason":"x","severity":"SEV-3"}"#, "as it was in `severity`"),
        (r#"{"reason":"x","over":null}"#, "as it was in `over`"),
        (r#"{"reason":"x","happened_at":"2025"}"#, "as it was, without `happened_at`"),
        (r#"{"reason":"x","extra":7}"#, "as it was, without `extra`"),
        (r#"{"reason":7}"#, "the content of a `severity_changed`"),
        (r#"{"text":"x"}"#, "the content of a `severity_changed`"),
        (r#"{"reason":"x","extra":1.5}"#, "made of text, whole numbers and lists of them"),
    ] {
        let outcome = story().when(redact(&entry, instead));
        let what = format!("what is put in place of the entry is not {why}");
        let remedy = "give a JSON object with the fields of `data`, without `salt`";
        outcome.refused_saying(&what, remedy);
    }
}

#[test]
fn a_cleaned_entry_keeps_when_it_happened() {
    let mut desk = Desk::new(1, "ops4");
    desk.does(declare());
    let mut occasion = desk.occasion();
    occasion.happened_at = Some(moment("2026-11-20T13Z"));
    occasion.said_by = Some("mx-example".to_owned());
    let facts = desk.incident().decide(note("Mx. Example"), &occasion).expect("a note");
    let entry = desk.writes(facts[0].clone());
    given_all(&[&desk])
        .when(redact(&entry.id.to_string(), r#"{"text":"a customer"}"#))
        .then([&redacted("#3", r#"{"text":"a customer","happened_at":"2026-11-20T13Z"}"#)]);
}

#[test]
fn cleaned_words_are_checked_like_typed_ones() {
    for (said, instead, refusal) in [
        (note("x"), r#"{"text":" "}"#, Refusal::Empty { what: "the note" }),
        (resolve("x"), r#"{"reason":""}"#, Refusal::Empty { what: "the reason" }),
        (
            tick("1"),
            r#"{"said_by":"a\nb"}"#,
            Refusal::NotOneLine { what: "the name of who said it" },
        ),
        (assign("ic", "x"), r#"{"person":"a\nb"}"#, Refusal::NotOneLine { what: "the name" }),
        (
            give_task("x", "y"),
            r#"{"text":"a\nb","to":"y"}"#,
            Refusal::NotOneLine { what: "the task" },
        ),
        (
            correct(Correction::Title("x".to_owned())),
            r#"{"value":""}"#,
            Refusal::Empty { what: "the title" },
        ),
    ] {
        let story = given([declare(), said]);
        let entry = story.entry(3);
        story.when(redact(&entry, instead)).refused(&refusal);
    }
}

#[test]
fn a_plan_an_undo_and_a_redaction_are_not_redacted() {
    let noted = given([declare(), note("x"), note("y")]).entry(3);
    let story = || given([declare(), note("x"), note("y"), undo_last(), redact(&noted, "")]);
    for (index, kind) in [(1, "plan_pinned"), (5, "reversed"), (6, "redacted")] {
        story().when(redact(&story().entry(index), "")).refused_saying(
            &format!("an entry of kind `{kind}` cannot be redacted"),
            "it holds no words of people",
        );
    }
    story().when(redact(&noted, "")).refused(&already("ops4 redacted it already"));
}

#[test]
fn an_undone_entry_can_still_be_redacted_and_does_not_come_back() {
    let mut desk = Desk::new(1, "ops4");
    desk.does(declare());
    let set = desk.does(set_severity("1", "Mx. Example wrote"));
    desk.does(undo_last());
    desk.does(redact(&set.id.to_string(), r#"{"reason":"a customer wrote"}"#));
    let incident = desk.incident();
    assert_eq!(incident.severity.as_deref(), Some("SEV-2"));
    assert!(matches!(incident.timeline[2].standing, Standing::Redacted { .. }));
    assert!(!incident.timeline[2].counts());
}

#[test]
fn every_copy_of_an_entry_that_had_to_be_written_again_is_redacted() {
    let mut desk = Desk::new(1, "ops4");
    desk.does(declare());
    let lost = Desk::new(2, "ops4").writes(Event::Noted { text: "Mx. Example".to_owned() });
    let mut fact = lost.fact();
    fact.was = Some(lost.id);
    let again = desk.writes(fact);
    // The first telling may still come: from a restored disk, from a stick.
    let lost_id = lost.id.to_string();
    let answer =
        given_all(&[&desk]).when(redact(&again.id.to_string(), r#"{"text":"a customer"}"#));
    let first = redacted(&lost_id, r#"{"text":"a customer"}"#);
    let instead = format!(r#"{{"text":"a customer","was":"{lost_id}"}}"#);
    answer.then([&first, &redacted("#3", &instead)]);
}

#[test]
fn a_declaration_is_cleaned_without_changing_what_was_declared() {
    let declared = Declared { users_affected: Some(7), historic: true, ..declared("Mx. Example") };
    let story = || given([Command::Declare { declared: declared.clone(), plan: None }]);
    let entry = story().entry(1);
    story().when(redact(&entry, r#"{"title":"A customer"}"#)).then([&redacted(
        "#1",
        r#"{"title":"A customer","severity":"SEV-2","users_affected":7,"historic":true}"#,
    )]);
}

#[test]
fn a_decision_is_cleaned_in_all_its_parts() {
    let made = Decision { text: "Tell Mx. Example".to_owned(), ..Decision::default() };
    let story = given([declare(), Command::Decide(made)]);
    let entry = story.entry(3);
    let instead = r#"{"text":"Tell the customer","options":["Wait"]}"#;
    story.when(redact(&entry, instead)).then([&redacted("#3", instead)]);
}
