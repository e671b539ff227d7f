//! What may be done to an incident, and what it comes to: declaration, facts, seats.

use super::commands::*;
use super::world::*;
use warroom::incident::{
    Command, Correction, Decision, Declared, EntryId, Event, Evidence, Link, Refusal,
};
use warroom::plan::Pinned;

// --- declaring ---------------------------------------------------------------------------------------

#[test]
fn a_declaration_pins_the_plan_first() {
    let outcome = given([]).when(declare());
    let plan = format!("plan_pinned {}", pinned().0);
    let declared = r#"declared {"title":"Answers leak keys","severity":"SEV-2"}"#;
    outcome.then([&plan, declared]);
}

#[test]
fn names_in_a_declaration_are_understood_by_the_plan_and_texts_are_trimmed() {
    let declared = Declared {
        title: "  Answers leak keys ".to_owned(),
        severity: Some("p0".to_owned()),
        category: Some("Data Leak".to_owned()),
        detected_by: Some("user feedback".to_owned()),
        users_affected: Some(12),
        near_miss: true,
        public_report: true,
        historic: true,
        number: Some(" 7 ".to_owned()),
        system: Some("chat\t".to_owned()),
        operator: Some(" us".to_owned()),
        source: Some("register ".to_owned()),
    };
    given([]).when(Command::Declare { declared, plan: Some(pinned()) }).then([concat!(
        r#"declared {"title":"Answers leak keys","severity":"SEV-1","category":"data-leak","#,
        r#""detected_by":"user-feedback","users_affected":12,"near_miss":true,"public_report":true,"#,
        r#""historic":true,"number":"7","system":"chat","operator":"us","source":"register"}"#
    )]);
}

#[test]
fn a_historic_incident_pins_no_plan_and_takes_any_level() {
    let declared =
        Declared { historic: true, severity: Some("High".to_owned()), ..declared("Old") };
    given([])
        .when(Command::Declare { declared, plan: None })
        .then([r#"declared {"title":"Old","severity":"High","historic":true}"#]);
}

#[test]
fn a_level_or_category_that_the_plan_does_not_name_is_refused() {
    let declare =
        |declared: Declared| given([]).when(Command::Declare { declared, plan: Some(pinned()) });
    let declared = declared("Answers leak keys");
    declare(Declared { severity: Some("SEV-9".to_owned()), ..declared.clone() }).refused(&unknown(
        "severity",
        "SEV-9",
        &["SEV-1", "SEV-2", "SEV-3"],
    ));
    declare(Declared { category: Some("fire".to_owned()), ..declared }).refused(&unknown(
        "category",
        "fire",
        &["data-leak", "jailbreak"],
    ));
}

#[test]
fn an_incident_is_declared_once() {
    given([declare()]).when(declare()).refused(&Refusal::AlreadyDeclared(incident_id()));
    given([declare()]).when(declare()).refused_saying(
        "incident AI-261120-7Q2KXM exists already",
        "change it with `set`, `sev` or `stage`",
    );
}

#[test]
fn a_declaration_that_stopped_after_the_plan_is_finished_with_that_plan() {
    let mut desk = Desk::new(1, "ops4");
    desk.writes(Event::PlanPinned(pinned()));
    let mut other = plan();
    other.levels.retain(|level| level.id == "SEV-1");
    let declare =
        Command::Declare { declared: declared("Answers leak"), plan: Some(other.to_pinned()) };
    let declared = r#"declared {"title":"Answers leak","severity":"SEV-2"}"#;
    given_all(&[&desk]).when(declare).then([declared]);
}

#[test]
fn a_plan_that_cannot_be_read_is_refused() {
    for text in ["", "{}", "null", r#"{"id":"small"}"#] {
        let plan = Some(Pinned(text.into()));
        given([])
            .when(Command::Declare { declared: declared("Answers leak"), plan })
            .refused_saying(
                "the plan cannot be read",
                "`warroom plan check` says what is wrong with it",
            );
    }
}

#[test]
fn a_plan_with_blanks_between_its_fields_is_pinned_in_its_one_spelling() {
    let spaced = Pinned(pinned().0.replace(',', " , ").into());
    let outcome = given([]).when(Command::Declare { declared: declared("A"), plan: Some(spaced) });
    outcome.then([
        &format!("plan_pinned {}", pinned().0),
        r#"declared {"title":"A","severity":"SEV-2"}"#,
    ]);
}

#[test]
fn nothing_is_done_to_an_incident_that_was_not_declared() {
    for command in every_command() {
        if matches!(command, Command::Declare { .. }) {
            continue;
        }
        given([]).when(command).refused_saying(
            "there is no such incident",
            "`warroom list --all` shows what there is",
        );
    }
}

// --- facts -------------------------------------------------------------------------------------------

#[test]
fn each_declared_fact_can_be_corrected() {
    for (to, data) in [
        (Correction::Title(" New ".to_owned()), r##"{"field":"title","value":"New","over":"#2"}"##),
        (
            Correction::Category("Data leak".to_owned()),
            r#"{"field":"category","value":"data-leak","over":null}"#,
        ),
        (Correction::UsersAffected(3), r#"{"field":"users_affected","value":3,"over":null}"#),
        (
            Correction::DetectedBy("a guess".to_owned()),
            r#"{"field":"detected_by","value":"a guess","over":null}"#,
        ),
        (Correction::PublicReport(true), r#"{"field":"public_report","value":true,"over":null}"#),
        (Correction::NearMiss(false), r#"{"field":"near_miss","value":false,"over":null}"#),
    ] {
        given([declare()]).when(correct(to)).then([&format!("corrected {data}")]);
    }
}

#[test]
fn a_correction_that_changes_nothing_is_refused() {
    given([declare()])
        .when(correct(Correction::Title("Answers leak keys".to_owned())))
        .refused_saying("it is `Answers leak keys` already", "nothing needs to be done");
    given([declare(), correct(Correction::NearMiss(true))])
        .when(correct(Correction::NearMiss(true)))
        .refused(&already("it is `yes` already"));
}

#[test]
fn a_note_keeps_its_lines() {
    given([declare()]).when(note(" one\ntwo ")).then([r#"noted {"text":"one\ntwo"}"#]);
}

#[test]
fn a_decision_keeps_what_it_was_chosen_over() {
    let lines = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let decision = Decision {
        text: "Roll back".to_owned(),
        options: lines(&["Roll back", " Wait "]),
        decider: Some("lead2".to_owned()),
        reason: Some("faster".to_owned()),
        objections: lines(&["ops9: loses data"]),
    };
    given([declare()]).when(Command::Decide(decision)).then([concat!(
        r#"decision_made {"text":"Roll back","options":["Roll back","Wait"],"decider":"lead2","#,
        r#""reason":"faster","objections":["ops9: loses data"]}"#
    )]);
}

#[test]
fn an_incident_is_tied_to_alerts_and_other_incidents_but_not_to_itself_or_twice() {
    let alert = || Link::Alert { source: "prometheus".to_owned(), key: "leak{a}".to_owned() };
    given([declare()])
        .when(Command::Link(alert()))
        .then([r#"linked {"to":"alert","source":"prometheus","key":"leak{a}"}"#]);
    given([declare()])
        .when(Command::Link(Link::DuplicateOf { incident: other_incident() }))
        .then([r#"linked {"to":"duplicate_of","incident":"AI-261119-000000"}"#]);
    given([declare(), Command::Link(alert())])
        .when(Command::Link(alert()))
        .refused(&already("the link is there already"));
    for itself in
        [Link::DuplicateOf { incident: incident_id() }, Link::Incident { incident: incident_id() }]
    {
        given([declare()])
            .when(Command::Link(itself))
            .refused_saying("an incident cannot be linked to itself", "name the other incident");
    }
}

#[test]
fn evidence_says_where_it_is_kept() {
    let evidence = Evidence {
        name: " prompt log".to_owned(),
        kept_at: "s3://evidence/7".to_owned(),
        sha256: Some(EntryId([7; 32])),
        size: Some(9),
        collected_by: "ops4".to_owned(),
    };
    given([declare()]).when(Command::AddEvidence(evidence)).then([&format!(
        r#"evidence_added {{"name":"prompt log","kept_at":"s3://evidence/7","sha256":"{}","size":9,"collected_by":"ops4"}}"#,
        "07".repeat(32)
    )]);
}

// --- seats -------------------------------------------------------------------------------------------

#[test]
fn a_seat_is_taken_by_any_of_its_names() {
    for typed in ["commander", "Commander", "IC", "COMMANDER "] {
        given([declare()])
            .when(assign(typed, " lead2 "))
            .then([r#"role_assigned {"role":"commander","person":"lead2","over":null}"#]);
    }
    given([declare(), assign("ic", "ops4")])
        .when(assign("ic", "lead2"))
        .then([r##"role_assigned {"role":"commander","person":"lead2","over":"#3"}"##]);
}

#[test]
fn a_seat_that_the_plan_does_not_name_is_refused() {
    let known = ["commander", "comms-lead", "scribe"];
    for command in
        [assign("king", "ops4"), release("king"), hand_over("king", "ops4"), accept("king")]
    {
        given([declare()]).when(command).refused(&unknown("role", "king", &known));
    }
    given([declare()])
        .when(assign("king", "ops4"))
        .refused_saying("no role is called `king`", "one of: commander, comms-lead, scribe");
}

#[test]
fn whoever_holds_a_seat_does_not_take_it_again() {
    given([declare(), assign("ic", "ops4")])
        .when(assign("ic", "ops4"))
        .refused(&already("ops4 holds `commander` already"));
    given([declare(), assign("ic", "ops4")])
        .when(hand_over("ic", "ops4"))
        .refused(&already("ops4 holds `commander` already"));
}

#[test]
fn only_a_seat_that_is_held_can_be_released_or_handed_over() {
    given([declare(), assign("ic", "ops4")])
        .when(release("ic"))
        .then([r##"role_released {"role":"commander","over":"#3"}"##]);
    for command in [release("ic"), hand_over("ic", "lead2")] {
        given([declare()])
            .when(command)
            .refused_saying("the seat `commander` is empty", "assign somebody first");
    }
}

#[test]
fn a_seat_is_handed_over_when_the_other_one_accepts() {
    given([declare(), assign("ic", "ops4")])
        .when(hand_over("ic", "lead2"))
        .then([r#"handover_offered {"role":"commander","to":"lead2"}"#]);
    let accepted =
        r##"handover_accepted {"role":"commander","person":"lead2","offer":"#4","over":"#3"}"##;
    let story = || given([declare(), assign("ic", "ops4"), hand_over("ic", "lead2")]);
    story().by("lead2").when(accept("ic")).then([accepted]);
    let said = accepted.replace('}', r#","said_by":"lead2"}"#);
    story().said_by(" lead2 ").when(accept("ic")).then([&said]);
}

#[test]
fn nobody_accepts_what_was_offered_to_somebody_else() {
    given([declare(), assign("ic", "ops4"), hand_over("ic", "lead2")])
        .by("ops9")
        .when(accept("ic"))
        .refused_saying(
            "the seat `commander` was not offered to ops9",
            "it waits for lead2; offer it anew with `handover`",
        );
    given([declare(), assign("ic", "ops4")]).when(accept("ic")).refused_saying(
        "the seat `commander` was not offered to ops4",
        "take it with `assign commander`",
    );
    let story = [declare(), assign("ic", "ops4"), hand_over("ic", "lead2"), assign("ic", "ops9")];
    given(story).by("lead2").when(accept("ic")).refused(&Refusal::NotOffered {
        role: "commander".to_owned(),
        by: "lead2".to_owned(),
        to: None,
    });
}
