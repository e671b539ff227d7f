//! What may be done in an incident: level, stage, checklists, tasks, moments, the end.

use super::commands::*;
use super::world::*;
use warroom::incident::{Command, Declared, Refusal};

// --- severity, stage, checklists ---------------------------------------------------------------------

#[test]
fn a_level_is_set_by_any_of_its_names_with_a_reason() {
    for typed in ["SEV-1", "sev1", "1", "critical", "p0"] {
        given([declare()]).when(set_severity(typed, "keys are used")).then([
            r##"severity_changed {"severity":"SEV-1","reason":"keys are used","over":"#2"}"##,
        ]);
    }
}

#[test]
fn only_the_first_level_needs_no_reason() {
    let declared = Declared { severity: None, ..declared("Answers leak keys") };
    let unset = || Command::Declare { declared: declared.clone(), plan: Some(pinned()) };
    given([unset()])
        .when(set_severity("2", ""))
        .then([r#"severity_changed {"severity":"SEV-2","reason":"","over":null}"#]);
    given([declare()])
        .when(set_severity("1", " "))
        .refused_saying("the reason is empty", "say the reason in a few words");
}

#[test]
fn a_level_that_is_set_already_or_unknown_is_refused() {
    given([declare()])
        .when(set_severity("2", "so"))
        .refused(&already("the severity is SEV-2 already"));
    let known = ["SEV-1", "SEV-2", "SEV-3"];
    given([declare()]).when(set_severity("7", "so")).refused(&unknown("severity", "7", &known));
}

#[test]
fn a_stage_is_entered_by_id_or_title_and_may_be_entered_again_later() {
    given([declare()])
        .when(enter("Contain"))
        .then([r#"stage_entered {"stage":"contain","over":null}"#]);
    given([declare(), enter("contain")])
        .when(enter("triage"))
        .then([r##"stage_entered {"stage":"triage","over":"#3"}"##]);
    given([declare()]).when(enter("triage")).refused(&already("the stage is `triage` already"));
    given([declare()]).when(enter("party")).refused(&unknown(
        "stage",
        "party",
        &["triage", "contain"],
    ));
}

#[test]
fn a_line_is_added_to_the_current_stage_or_to_a_named_one() {
    given([declare()])
        .when(add_item(None, "Call legal"))
        .then([r#"item_added {"stage":"triage","text":"Call legal"}"#]);
    given([declare()])
        .when(add_item(Some("Contain"), "Call legal"))
        .then([r#"item_added {"stage":"contain","text":"Call legal"}"#]);
    given([declare()]).when(add_item(Some("party"), "Call legal")).refused(&unknown(
        "stage",
        "party",
        &["triage", "contain"],
    ));
}

#[test]
fn a_checklist_line_is_meant_by_its_id_its_number_or_a_part_of_its_text() {
    for typed in ["triage.scope", "TRIAGE.SCOPE", "1", "scope", "who is"] {
        given([declare()])
            .when(tick(typed))
            .then([r#"item_done {"item":"triage.scope","over":null}"#]);
    }
    given([declare(), enter("contain")])
        .when(tick("2"))
        .then([r#"item_done {"item":"contain.keys","over":null}"#]);
}

#[test]
fn a_checklist_line_that_is_not_there_or_not_clear_is_refused() {
    for typed in ["", "3", "0", "zzz"] {
        let refusal = Refusal::NotFound { what: "checklist line", typed: typed.to_owned() };
        given([declare()]).when(tick(typed)).refused(&refusal);
    }
    given([declare()]).when(tick("zzz")).refused_saying(
        "no checklist line matches `zzz`",
        "`warroom show` and `log` list each checklist line",
    );
    given([declare()]).when(tick("contain")).refused_saying(
        "`contain` matches more than one checklist line",
        "one of: contain.pause, contain.keys",
    );
}

#[test]
fn a_checklist_line_is_ticked_opened_again_and_waived() {
    given([declare(), tick("1")])
        .when(untick("1"))
        .then([r##"item_undone {"item":"triage.scope","over":"#3"}"##]);
    given([declare(), tick("1")])
        .when(waive("1", "nobody hit"))
        .then([r##"item_waived {"item":"triage.scope","reason":"nobody hit","over":"#3"}"##]);
    given([declare(), waive("1", "nobody hit")])
        .when(tick("1"))
        .then([r##"item_done {"item":"triage.scope","over":"#3"}"##]);
}

#[test]
fn a_checklist_line_that_is_so_already_is_refused() {
    given([declare(), tick("1")])
        .when(tick("1"))
        .refused(&already("`Say who is hit` is done, by ops4"));
    given([declare()]).when(untick("1")).refused(&already("`Say who is hit` is open"));
    given([declare(), waive("1", "nobody hit")])
        .when(waive("1", "again"))
        .refused(&already("`Say who is hit` is waived, by ops4"));
    given([declare()]).when(waive("1", "")).refused(&Refusal::Empty { what: "the reason" });
}

// --- tasks -------------------------------------------------------------------------------------------

#[test]
fn a_task_is_given_acknowledged_and_finished() {
    given([declare()])
        .when(give_task("Find the leak", "dev3"))
        .then([r#"task_given {"text":"Find the leak","to":"dev3","minutes":30}"#]);
    let story = || given([declare(), give_task("Find the leak", "dev3")]);
    let id = story().entry(3);
    for typed in ["1", &id, &id[..6], "the LEAK"] {
        story().when(acknowledge(typed)).then([r##"task_acknowledged {"task":"#3","over":null}"##]);
    }
    given([declare(), give_task("Find the leak", "dev3"), acknowledge("1")])
        .when(finish("leak"))
        .then([r##"task_done {"task":"#3","over":"#4"}"##]);
    story().when(finish("1")).then([r##"task_done {"task":"#3","over":null}"##]);
}

#[test]
fn a_task_is_acknowledged_and_finished_once() {
    let task = || give_task("Find the leak", "dev3");
    given([declare(), task(), acknowledge("1")])
        .when(acknowledge("1"))
        .refused(&already("`Find the leak` is acknowledged already"));
    for command in [acknowledge("1"), finish("1")] {
        given([declare(), task(), finish("1")])
            .when(command)
            .refused(&already("`Find the leak` is done already"));
    }
}

#[test]
fn a_task_that_is_not_there_or_not_clear_is_refused() {
    let refusal = Refusal::NotFound { what: "task", typed: "2".to_owned() };
    given([declare(), give_task("Find it", "dev3")]).when(finish("2")).refused(&refusal);
    let story = given([declare(), give_task("Find it", "dev3"), give_task("Find her", "dev3")]);
    let (one, two) = (story.entry(3)[..6].to_owned(), story.entry(4)[..6].to_owned());
    story.when(finish("find")).refused(&Refusal::Ambiguous {
        what: "task",
        typed: "find".to_owned(),
        matches: vec![one, two],
    });
}

#[test]
fn a_task_is_given_a_minute_to_a_week() {
    let give = |minutes| {
        let (text, to) = ("Find it".to_owned(), "dev3".to_owned());
        given([declare()]).when(Command::GiveTask { text, to, minutes })
    };
    give(1).then([r#"task_given {"text":"Find it","to":"dev3","minutes":1}"#]);
    give(10_080).then([r#"task_given {"text":"Find it","to":"dev3","minutes":10080}"#]);
    give(0).refused_saying("the number of minutes is 0", "from 1 to 10080");
    let (what, got) = ("the number of minutes", 10_081);
    give(10_081).refused(&Refusal::OutOfRange { what, got, least: 1, most: 10_080 });
}

// --- moments -----------------------------------------------------------------------------------------

#[test]
fn a_moment_stands_on_the_timeline_where_it_was() {
    given([declare()]).when(stamp("Began", "2026-11-20T13:10Z")).then([concat!(
        r#"stamp_set {"stamp":"began","time":"2026-11-20T13:10Z","over":null,"#,
        r#""happened_at":"2026-11-20T13:10Z"}"#
    )]);
    given([declare()])
        .when(stamp("update sent", "2026-11-20T14:02:00Z"))
        .then([r#"stamp_set {"stamp":"update_sent","time":"2026-11-20T14:02:00Z","over":null}"#]);
}

#[test]
fn a_moment_is_corrected_by_setting_it_again() {
    let set = || stamp("began", "2026-11-20T13:10Z");
    let time = moment("2026-11-20");
    let note = Some(" the logs say so\n".to_owned());
    given([declare(), set()]).when(Command::Stamp { stamp: "began".to_owned(), time, note }).then(
        [concat!(
            r##"stamp_set {"stamp":"began","time":"2026-11-20","note":"the logs say so","##,
            r##""over":"#3","happened_at":"2026-11-20"}"##
        )],
    );
    given([declare(), set()]).when(set()).refused(&already("`began` is 2026-11-20T13:10Z already"));
}

#[test]
fn a_moment_that_follows_from_an_event_can_be_recorded_for_itself() {
    given([declare(), resolve("no more bad answers")])
        .when(stamp("resolved", "2026-11-20T14:02:00Z"))
        .then([concat!(
            r#"stamp_set {"stamp":"resolved","time":"2026-11-20T14:02:00Z","over":null,"#,
            r#""happened_at":"2026-11-20T14:02:00Z"}"#
        )]);
}

#[test]
fn a_moment_in_the_future_or_without_a_name_in_the_plan_is_refused() {
    let late = "2026-11-20T14:03Z";
    given([declare()]).when(stamp("began", late)).refused_saying(
        "2026-11-20T14:03Z lies in the future",
        "give the time at which it happened",
    );
    given([declare()]).happened_at(late).when(note("x")).refused(&Refusal::InFuture(moment(late)));
    let refusal = given([declare()]).when(stamp("lunch", "2026-11-20")).refusal();
    assert_eq!(refusal.to_string(), "no time is called `lunch`");
    assert!(refusal.remedy().starts_with("one of: began, detected, declared, "), "{refusal:?}");
    assert!(refusal.remedy().ends_with(", update_sent"), "{refusal:?}");
}

#[test]
fn a_scribe_writes_what_another_one_said_earlier() {
    given([declare()])
        .happened_at("2026-11-20T13Z")
        .said_by(" dev3 ")
        .when(note("It is the cache"))
        .then([
            r#"noted {"text":"It is the cache","happened_at":"2026-11-20T13Z","said_by":"dev3"}"#,
        ]);
}

// --- the end -----------------------------------------------------------------------------------------

#[test]
fn an_incident_is_resolved_then_closed_and_can_be_reopened_from_both() {
    given([declare()]).when(resolve("over")).then([r#"resolved {"reason":"over","over":null}"#]);
    given([declare(), resolve("over")])
        .when(close("done"))
        .then([r##"closed {"reason":"done","without_outputs":"nothing to mend","over":"#3"}"##]);
    given([declare(), resolve("over")])
        .when(reopen("back"))
        .then([r##"reopened {"reason":"back","over":"#3"}"##]);
    given([declare(), resolve("over"), close("done")])
        .when(reopen("back"))
        .then([r##"reopened {"reason":"back","over":"#4"}"##]);
}

#[test]
fn an_end_out_of_turn_is_refused() {
    given([declare()])
        .when(close("done"))
        .refused_saying("the incident is open", "resolve it first, with a reason");
    given([declare(), resolve("over")]).when(resolve("over")).refused_saying(
        "the incident is resolved",
        "reopen it when the harm came back, or close it when the work is over",
    );
    given([declare()]).when(reopen("back")).refused(&already("the incident is open already"));
    given([declare(), resolve("over"), close("done")])
        .when(close("done"))
        .refused(&already("the incident is closed already"));
    for command in [resolve(""), close(" "), reopen("\n")] {
        let story = match command {
            Command::Resolve { .. } => given([declare()]),
            _ => given([declare(), resolve("over")]),
        };
        story.when(command).refused(&Refusal::Empty { what: "the reason" });
    }
}

#[test]
fn a_historic_incident_is_not_reopened() {
    given([declare_historic()]).when(reopen("back")).refused_saying(
        "the incident is historic: it was over before it was written down",
        "declare a new one and link it",
    );
}

#[test]
fn a_closed_incident_takes_words_proof_links_corrections_and_what_follows_only() {
    let taken = |command: &Command| {
        matches!(
            command,
            Command::Correct(_)
                | Command::Link(_)
                | Command::Note { .. }
                | Command::SetSeverity { .. }
                | Command::Stamp { .. }
                | Command::Classify { .. }
                | Command::Rule { .. }
                | Command::ExplainLateness { .. }
                | Command::Submit { .. }
                | Command::SetRecord { .. }
                | Command::AddEvidence(_)
                | Command::Reopen { .. }
                | Command::Undo { .. }
                | Command::Redact { .. }
        )
    };
    let story = || given([declare(), note("x"), resolve("over"), close("done")]);
    for command in every_command() {
        if matches!(command, Command::Declare { .. } | Command::Close { .. }) {
            continue;
        }
        if commands_that_follow().contains(&command) {
            let answer = story().incident().decide(command.clone(), &story().occasion);
            assert_ne!(answer, Err(Refusal::Closed), "{command:?}");
        } else if taken(&command) {
            let command = match command {
                Command::Redact { .. } => redact(&story().entry(3), ""),
                Command::Undo { .. } => undo_last(),
                command => command,
            };
            let answer = story().incident().decide(command.clone(), &story().occasion);
            assert!(answer.is_ok(), "{command:?}: {answer:?}");
        } else {
            story().when(command).refused_saying(
                "the incident is closed",
                "reopen it first, with a reason; notes, evidence, links, corrections, messages and actions are still taken",
            );
        }
    }
}

#[test]
fn a_historic_incident_is_told_in_full_afterwards_but_has_no_course() {
    let story = || given([declare_historic()]);
    for command in every_command() {
        let outcome = story().incident().decide(command.clone(), &story().occasion);
        match command {
            Command::Resolve { .. } | Command::EnterStage { .. } => {
                assert_eq!(outcome, Err(Refusal::Closed));
            }
            _ => assert_ne!(outcome, Err(Refusal::Closed), "{command:?}"),
        }
    }
}

fn without_a_plan() -> Given {
    let declared = Declared { severity: Some("whatever".to_owned()), ..declared("Answers leak") };
    given([Command::Declare { declared, plan: None }])
}

#[test]
fn an_incident_without_a_plan_has_no_stages_and_no_lines() {
    for command in [enter("contain"), add_item(Some("contain"), "x")] {
        let refusal = without_a_plan().when(command).refusal();
        assert_eq!(refusal.remedy(), "the incident has no plan that names any");
    }
    without_a_plan().when(add_item(None, "x")).refused(&Refusal::Empty { what: "the stage" });
    without_a_plan().when(stamp("began", "2026-11-20T13:10Z")).then([concat!(
        r#"stamp_set {"stamp":"began","time":"2026-11-20T13:10Z","over":null,"#,
        r#""happened_at":"2026-11-20T13:10Z"}"#
    )]);
}

#[test]
fn an_incident_without_a_plan_has_any_seat_that_is_named_in_kebab_case() {
    without_a_plan()
        .when(assign("technical-lead", "ops4"))
        .then([r#"role_assigned {"role":"technical-lead","person":"ops4","over":null}"#]);
    for typed in ["Technical lead", "-lead", "lead-", "lead_2"] {
        let refusal = without_a_plan().when(assign(typed, "ops4")).refusal();
        assert_eq!(refusal.remedy(), "one of: a name such as commander or technical-lead");
    }
    without_a_plan().when(assign("", "ops4")).refused(&Refusal::Empty { what: "the role" });
}
