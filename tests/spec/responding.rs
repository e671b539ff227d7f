//! The response: the classification, decisions about clocks, the record, the containment ledger,
//! authority, calls, another plan.

use super::commands::*;
use super::world::*;
use warroom::incident::{
    Answer, Assessed, Command, Correction, Field, ItemState, Refusal, Ruling, Word,
};
use warroom::plan::{self, Pinned, Plan, Stage, Step};

const YES: Answer = Answer::Word(Word::Yes);
const NO: Answer = Answer::Word(Word::No);
const UNKNOWN: Answer = Answer::Word(Word::Unknown);

fn text(words: &str) -> String {
    words.to_owned()
}

fn classify(question: &str, answer: Answer) -> Command {
    Command::Classify { question: text(question), answer, reason: None }
}

fn rule(ruling: Option<Ruling>, reason: &str) -> Command {
    Command::Rule { clock: text("law"), ruling, reason: text(reason) }
}

fn submit(reference: Option<&str>) -> Command {
    Command::Submit { clock: text("law"), reference: reference.map(text) }
}

fn record(field: &str, value: &str) -> Command {
    Command::SetRecord { field: text(field), value: text(value) }
}

fn contain(what: &str, criteria: Option<&str>) -> Command {
    Command::Contain {
        verb: text("pause"),
        what: text(what),
        criteria: criteria.map(text),
        evidence_copied: Some(true),
    }
}

fn lift(which: &str, criteria_met: bool, reason: &str) -> Command {
    Command::Lift { containment: text(which), criteria_met, reason: text(reason) }
}

fn halt(role: &str) -> Command {
    Command::UseAuthority { role: text(role), authority: text("HALT"), text: text("chat is off") }
}

fn page(person: Option<&str>) -> Command {
    Command::Page { role: text("ic"), person: person.map(text), note: None }
}

/// A plan with a second track and a further stage, without the first stage's second step.
fn another_plan() -> Plan {
    let mut plan = plan();
    plan.title = text("Another plan");
    plan.stages[0].steps.truncate(1);
    plan.stages[1].steps.push(Step { id: text("contain.cut"), text: text("Cut the line") });
    for id in ["day-one", "day-two"] {
        let (id, title) = (text(id), text(id));
        let track = Some(text("phases"));
        plan.stages.push(Stage { id, title, track, ..Stage::default() });
    }
    let steps = vec![Step { id: text("data-leak.revoke"), text: text("Revoke what leaked") }];
    plan.categories[0].steps = steps;
    plan
}

fn adopt(plan: &Plan) -> Command {
    Command::AdoptPlan { plan: plan.to_pinned(), reason: text("legal asked for it") }
}

fn declare_with(plan: &Plan, category: &str) -> Command {
    let category = Some(text(category));
    let declared = warroom::incident::Declared { category, ..declared("Answers leak keys") };
    Command::Declare { declared, plan: Some(plan.to_pinned()) }
}

// --- the classification ------------------------------------------------------------------------------

#[test]
fn a_question_is_answered_by_yes_no_unknown_or_a_number_and_again_when_more_is_known() {
    given([declare()])
        .when(classify("Leak", YES))
        .then([r#"classified {"question":"leak","answer":"yes","over":null}"#]);
    given([declare(), classify("leak", UNKNOWN)])
        .when(classify("leak", NO))
        .then([r##"classified {"question":"leak","answer":"no","over":"#3"}"##]);
    given([declare()])
        .when(classify("people", Answer::Number(412)))
        .then([r#"classified {"question":"people","answer":412,"over":null}"#]);
    let story = given([declare(), classify("leak", UNKNOWN), classify("leak", NO)]);
    assert_eq!(story.incident().response.answers["leak"].value, NO);
}

#[test]
fn an_answer_of_the_wrong_kind_or_to_no_question_is_refused() {
    given([declare()])
        .when(classify("leak", Answer::Number(1)))
        .refused_saying("`leak` is answered by yes or no", "answer yes or no, or `unknown`");
    given([declare()])
        .when(classify("people", YES))
        .refused_saying("`people` is answered by a number", "answer a number, or `unknown`");
    given([declare()])
        .when(classify("weather", YES))
        .refused_saying("no question is called `weather`", "one of: leak, people");
    given([declare(), classify("leak", YES)])
        .when(classify("leak", YES))
        .refused(&already("the answer is `yes` already"));
}

#[test]
fn two_answers_at_once_are_a_conflict_that_the_next_answer_settles() {
    let mut one = Desk::new(1, "ops4");
    one.does(declare());
    let mut two = Desk::new(2, "legal1");
    two.hears(&one);
    one.does(classify("leak", YES));
    two.does(classify("leak", NO));
    let both = given_all(&[&one, &two]);
    let conflict = &both.incident().conflicts[&Field::Answer(text("leak"))];
    assert_eq!((conflict.earlier.by.as_str(), conflict.later.by.as_str()), ("legal1", "ops4"));
    let mut settled = both.desk;
    settled.does(classify("leak", NO));
    assert!(settled.incident().conflicts.is_empty());
}

// --- decisions about clocks --------------------------------------------------------------------------

#[test]
fn a_clock_is_waived_or_ruled_out_with_a_reason_and_runs_again_when_somebody_says_so() {
    given([declare()])
        .when(rule(Some(Ruling::Waived), "told by phone"))
        .then([r#"clock_waived {"clock":"law","reason":"told by phone","over":null}"#]);
    given([declare(), rule(Some(Ruling::Waived), "told by phone")])
        .when(rule(Some(Ruling::RuledOut), "no person's data"))
        .then([r##"clock_ruled_out {"clock":"law","reason":"no person's data","over":"#3"}"##]);
    given([declare(), rule(Some(Ruling::RuledOut), "no person's data")])
        .when(rule(None, "there was a name"))
        .then([r##"clock_restored {"clock":"law","reason":"there was a name","over":"#3"}"##]);
    let story = given([
        declare(),
        rule(Some(Ruling::RuledOut), "no person's data"),
        rule(None, "there was a name"),
    ]);
    assert!(story.incident().response.rulings.is_empty());
    given([declare()])
        .when(rule(Some(Ruling::Waived), ""))
        .refused_saying("the reason is empty", "say the reason in a few words");
    given([declare()]).when(rule(None, "so")).refused(&already("`law` runs as the plan says"));
}

#[test]
fn a_regulators_clock_is_not_paused_outside_an_exercise() {
    let pause = || Command::PauseClock { clock: text("law"), reason: text("lunch") };
    given([declare()]).when(pause()).refused_saying(
        "the clock `law` is a regulator's: it cannot be paused outside an exercise",
        "waive it with a reason, or say that it does not apply",
    );
    let resume = Command::ResumeClock { clock: text("law") };
    given([declare()]).when(resume).refused(&already("`law` is not paused"));
}

#[test]
fn what_a_clock_asks_for_is_submitted_with_a_reference_and_corrected_but_never_undone() {
    given([declare()])
        .when(submit(Some("A-17")))
        .then([r#"submitted {"clock":"law","reference":"A-17","over":null}"#]);
    let story = given([declare(), submit(Some("A-17"))]);
    let incident = story.incident();
    assert_eq!(incident.stamp("law.submitted"), Some(moment("2026-11-20T14:02:00Z")));
    assert_eq!(incident.moment("law.submitted").map(|at| at.follows), Some(false));
    assert_eq!(incident.response.submitted["law"].value.as_deref(), Some("A-17"));
    given([declare(), submit(Some("A-17"))])
        .when(submit(Some("A-18")))
        .then([r##"submitted {"clock":"law","reference":"A-18","over":"#3"}"##]);
    given([declare(), submit(Some("A-17"))])
        .happened_at("2026-11-20T13:40Z")
        .when(submit(Some("A-17")))
        .then([concat!(
            r##"submitted {"clock":"law","reference":"A-17","over":"#3","##,
            r##""happened_at":"2026-11-20T13:40Z"}"##
        )]);
    given([declare(), submit(None)])
        .when(submit(None))
        .refused(&already("`law` was submitted at 2026-11-20T14:02:00Z"));
    let story = given([declare(), submit(None)]);
    let entry = story.entry(3);
    story
        .when(Command::Undo { entry: Some(entry) })
        .refused(&Refusal::CannotUndo(text("submitted")));
}

// --- the record --------------------------------------------------------------------------------------

#[test]
fn a_field_of_the_record_is_filled_by_its_name_and_filled_again() {
    given([declare()])
        .when(record("SYSTEM", "chat\nand mail"))
        .then([r#"record_set {"field":"system","value":"chat\nand mail","over":null}"#]);
    given([declare(), record("system", "chat")])
        .when(record("system", "mail"))
        .then([r##"record_set {"field":"system","value":"mail","over":"#3"}"##]);
    given([declare()])
        .when(record("colour", "red"))
        .refused_saying("no field of the record is called `colour`", "one of: system, model");
    given([declare(), record("system", "chat")])
        .when(record("system", "chat"))
        .refused(&already("`system` says that already"));
}

#[test]
fn the_system_is_the_declared_one_and_else_the_records() {
    let story = given([declare(), record("system", "chat")]);
    assert_eq!(story.incident().system(), Some("chat"));
    let story =
        given([declare(), record("system", "chat"), correct(Correction::System(text("mail")))]);
    assert_eq!(story.incident().system(), Some("mail"));
}

// --- the containment ledger --------------------------------------------------------------------------

#[test]
fn what_was_contained_is_verified_and_lifted_when_the_criteria_are_met() {
    given([declare()]).when(contain("the chat", Some("evals pass"))).then([concat!(
        r#"containment_begun {"verb":"pause","what":"the chat","#,
        r#""criteria":"evals pass","evidence_copied":true}"#
    )]);
    let story = || given([declare(), contain("the chat", Some("evals pass"))]);
    story()
        .when(Command::VerifyContainment { containment: text("chat"), note: None })
        .then([r##"containment_verified {"containment":"#3","over":null}"##]);
    story().when(lift("1", false, "")).refused_saying(
        "`the chat` is to be lifted only when: evals pass",
        "say that they are met, or give the reason for lifting it all the same",
    );
    story().when(lift("1", true, "")).then([
        r##"containment_lifted {"containment":"#3","criteria_met":true,"reason":"","over":null}"##,
    ]);
    let lifted = [
        declare(),
        contain("the chat", Some("evals pass")),
        lift("chat", false, "customers cannot wait"),
    ];
    let incident = given(lifted.clone()).incident();
    let line = incident.response.containments[0].lifted.clone().expect("it was lifted");
    assert_eq!((line.value, line.reason.as_deref()), (false, Some("customers cannot wait")));
    given(lifted).when(lift("1", true, "")).refused(&already("`the chat` was lifted already"));
}

#[test]
fn an_unclear_line_of_the_ledger_or_an_unknown_verb_is_refused() {
    let story = || given([declare(), contain("the chat", None), contain("the mailer", None)]);
    let missing = Refusal::NotFound { what: "containment", typed: text("the") };
    story().when(lift("the", true, "")).refused(&missing);
    let dance = Command::Contain {
        verb: text("dance"),
        what: text("x"),
        criteria: None,
        evidence_copied: None,
    };
    given([declare()])
        .when(dance)
        .refused_saying("no containment is called `dance`", "one of: pause");
}

// --- authority, calls, hand-over ---------------------------------------------------------------------

#[test]
fn only_the_holder_of_a_seat_uses_its_authority_and_only_one_that_the_plan_grants() {
    given([declare(), assign("ic", "ops4")])
        .when(halt("ic"))
        .then([r#"authority_used {"role":"commander","authority":"halt","text":"chat is off"}"#]);
    given([declare(), assign("ic", "lead2")]).when(halt("ic")).refused_saying(
        "ops4 does not hold `commander`",
        "lead2 holds it; take the seat, or write with --said-by lead2",
    );
    given([declare(), assign("ic", "lead2")]).said_by("lead2").when(halt("ic")).then([concat!(
        r#"authority_used {"role":"commander","authority":"halt","#,
        r#""text":"chat is off","said_by":"lead2"}"#
    )]);
    let buy = Command::UseAuthority { role: text("ic"), authority: text("buy"), text: text("x") };
    given([declare(), assign("ic", "ops4")])
        .when(buy)
        .refused_saying("the plan does not let `commander` buy", "one of: halt");
}

#[test]
fn a_call_goes_to_the_contact_then_to_the_backup_then_to_whom_is_named() {
    let called = |story: &[Command]| {
        let mut commands = vec![declare()];
        commands.extend_from_slice(story);
        let calls = given(commands).incident().response.paged;
        calls.into_iter().map(|(_, said)| said.value).collect::<Vec<_>>()
    };
    assert_eq!(called(&[page(None)]), ["duty1"]);
    assert_eq!(called(&[page(None), page(None)]), ["duty1", "duty2"]);
    assert_eq!(called(&[page(None), page(None), page(None)]), ["duty1", "duty2", "duty2"]);
    assert_eq!(called(&[page(Some("lead2"))]), ["lead2"]);
    let mut plan = plan();
    plan.roles[0].contact = None;
    plan.roles[0].backup = None;
    given([declare_with(&plan, "data-leak")])
        .when(page(None))
        .refused_saying("the plan names nobody to call for `commander`", "name somebody");
}

#[test]
fn a_seat_is_offered_with_a_briefing_that_goes_when_it_is_accepted() {
    let offer = Command::Handover {
        role: text("ic"),
        to: text("lead2"),
        briefing: Some(text("SEV-2 since 14:00\nnobody at comms")),
    };
    let story = [declare(), assign("ic", "ops4"), offer];
    let incident = given(story.clone()).incident();
    let waiting = incident.seats["commander"].offer.as_ref().expect("an offer");
    assert_eq!(waiting.briefing.as_deref(), Some("SEV-2 since 14:00\nnobody at comms"));
    let mut desk = given(story).desk;
    "lead2".clone_into(&mut desk.by);
    desk.does(Command::Accept { role: text("ic") });
    let seat = desk.incident().seats["commander"].clone();
    assert_eq!((seat.holder.as_deref(), seat.offer), (Some("lead2"), None));
}

// --- the severity helper -----------------------------------------------------------------------------

#[test]
fn what_the_severity_helper_was_told_stands_beside_the_level_that_a_person_set() {
    let assessed = |dimension: &str, level: &str| Command::SetSeverity {
        level: text("1"),
        reason: text("somebody may be hurt"),
        assessed: Assessed::from([(text(dimension), text(level))]),
    };
    given([declare()]).when(assessed("PEOPLE", "p0")).then([concat!(
        r#"severity_changed {"severity":"SEV-1","reason":"somebody may be hurt","#,
        r##""assessed":{"people":"SEV-1"},"over":"#2"}"##
    )]);
    let known = ["people"];
    given([declare()]).when(assessed("money", "p0")).refused(&unknown(
        "dimension of impact",
        "money",
        &known,
    ));
}

#[test]
fn a_level_that_the_plan_lacks_is_its_nearest_one() {
    for (typed, level) in [("P4", "SEV-3"), ("sev 4", "SEV-3"), ("SEV-0", "SEV-1"), ("0", "SEV-1")]
    {
        let story = given([declare(), set_severity(typed, "so")]);
        assert_eq!(story.incident().severity.as_deref(), Some(level), "{typed}");
    }
}

// --- stages of a second track, steps of a category -----------------------------------------------------

#[test]
fn a_stage_of_a_second_track_leaves_the_stage_alone() {
    let story = given([declare_with(&another_plan(), "jailbreak"), enter("day-one")]);
    let incident = story.incident();
    assert_eq!(incident.stage.as_deref(), Some("triage"));
    assert_eq!(incident.response.tracks["phases"], "day-one");
    story.when(enter("day-one")).refused(&already("the stage is `day-one` already"));
    given([declare_with(&another_plan(), "jailbreak"), enter("day-one")])
        .when(enter("day-two"))
        .then([r##"stage_entered {"stage":"day-two","over":"#3"}"##]);
}

#[test]
fn the_containment_steps_of_a_category_join_the_checklist_of_its_incidents_only() {
    let plan = another_plan();
    let lines = |category: &str| {
        let incident = given([declare_with(&plan, category)]).incident();
        incident.checklist("contain").map(|item| item.id.clone()).collect::<Vec<_>>()
    };
    let own = ["contain.pause", "contain.keys", "contain.cut"];
    assert_eq!(lines("jailbreak"), own);
    assert_eq!(lines("data-leak"), [&own[..], &["data-leak.revoke"]].concat());
}

// --- moments that follow -----------------------------------------------------------------------------

#[test]
fn clocks_can_refer_to_stages_seats_and_the_level() {
    let story = given([declare(), assign("comms", "pr2"), enter("contain")]);
    let incident = story.incident();
    let at = |name: &str| incident.moment(name).map(|stamped| stamped.time.to_string());
    assert_eq!(at("triage.entered").as_deref(), Some("2026-11-20T14:01:00Z"), "as declared");
    assert_eq!(at("comms-lead.seated").as_deref(), Some("2026-11-20T14:02:00Z"));
    assert_eq!(at("triage.left").as_deref(), Some("2026-11-20T14:03:00Z"));
    assert_eq!(at("contain.entered").as_deref(), Some("2026-11-20T14:03:00Z"));
    assert_eq!(at("severity.set").as_deref(), Some("2026-11-20T14:01:00Z"));
    for nothing in ["contain.left", "commander.seated", "law.submitted", "x", "x.y", ".", ""] {
        assert_eq!(at(nothing), None, "{nothing}");
    }
    let emptied = given([declare(), assign("comms", "pr2"), release("comms")]).incident();
    assert_eq!(emptied.moment("comms-lead.seated"), None);
}

// --- another plan --------------------------------------------------------------------------------------

#[test]
fn another_plan_keeps_what_was_done_and_brings_its_own_open_lines() {
    let story = given([
        declare(),
        tick("triage.scope"),
        tick("triage.seats"),
        add_item(None, "Call legal"),
        adopt(&another_plan()),
    ]);
    let incident = story.incident();
    assert_eq!(incident.plan.as_ref().map(|plan| plan.title.as_str()), Some("Another plan"));
    let lines: Vec<(&str, bool)> = incident
        .items
        .iter()
        .map(|item| (item.text.as_str(), matches!(item.state, ItemState::Done(..))))
        .collect();
    let expected = [
        ("Say who is hit", true),
        ("Pause the model", false),
        ("Rotate the keys", false),
        ("Cut the line", false),
        ("Revoke what leaked", false),
        ("Fill the seats", true),
        ("Call legal", false),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_plan_is_adopted_once_with_a_reason_and_never_undone() {
    given([declare()]).when(adopt(&plan())).refused(&already("`Small plan` is in force already"));
    let broken = Command::AdoptPlan { plan: Pinned("{}".into()), reason: text("so") };
    given([declare()]).when(broken).refused(&Refusal::BadPlan);
    let story = given([declare(), adopt(&another_plan())]);
    let text_in_force = story.incident().plan.as_ref().map(|plan| plan.to_pinned());
    assert_eq!(text_in_force, Some(another_plan().to_pinned()), "word for word");
    assert!(plan::pinned(&another_plan().to_pinned().0).is_some());
    let entry = story.entry(3);
    story
        .when(Command::Undo { entry: Some(entry) })
        .refused(&Refusal::CannotUndo(text("plan_adopted")));
}
