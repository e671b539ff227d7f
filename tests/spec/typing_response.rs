//! What is done about the response, typed as keys: each form comes to exactly the command that is meant.

use warroom::incident::{Answer, Assessed, Command, Correction, Ruling, Word};
use warroom::ui::doing::Doing;
use warroom::ui::effect::{Asked, Effect};
use warroom::ui::filling;
use warroom::ui::model::Model;
use warroom::ui::overlays::form::Trouble;

use crate::pictures::model;
use crate::rooms::dosages;
use crate::typing::{form, press, room, run};

/// The command that the keys come to.
fn command(model: &mut Model, typed: &str) -> Command {
    match &press(model, typed)[..] {
        [Effect::Run { command, .. }] => command.clone(),
        other => panic!("no command but {other:?}; {:?}", model.overlay),
    }
}

/// What is said beside the field that has the keys.
fn fault(model: &Model) -> String {
    match &form(model).trouble {
        Some(Trouble::Field(at, fault)) if *at == form(model).at => fault.clone(),
        other => panic!("nothing is wrong with a field but {other:?}"),
    }
}

#[test]
fn a_seat_is_offered_with_a_briefing_that_the_other_one_reads_and_accepts() {
    let offered = command(&mut room(), "hai-l<enter>m7<enter>");
    let Command::Handover { role, to, briefing: Some(briefing) } = &offered else {
        panic!("{offered:?}")
    };
    assert_eq!((role.as_str(), to.as_str()), ("ai-lead", "m7"));
    for part in ["Support bot gives wrong dosages", "Due next", "Open tasks", "Last decisions"] {
        assert!(briefing.contains(part), "{part}: {briefing}");
    }

    let story = dosages("AI-261120-XM7Q2K").then(
        "14:31:00",
        "mle2",
        Command::Handover {
            role: "ai-lead".into(),
            to: "ops4".into(),
            briefing: Some(briefing.clone()),
        },
    );
    let mut model = model(vec![story], (80, 24));
    press(&mut model, ":accept ai-lead<enter>");
    assert_eq!(form(&model).title, "Take over", "it is read first, however it is taken");
    press(&mut model, "<esc>h");
    assert!(form(&model).about[0].contains("mle2 offers it to you"));
    assert_eq!(form(&model).fields[form(&model).at].label, "briefing");
    let accepted = press(&mut model, "<down><down><enter>");
    assert_eq!(accepted, run(Command::Accept { role: "ai-lead".into() }));
}

#[test]
fn the_briefing_can_be_changed_before_it_is_sent() {
    let offered = command(&mut room(), "hai-l<enter>m7<tab>Mind the vendor. <c-d>");
    let Command::Handover { briefing: Some(briefing), .. } = &offered else {
        panic!("{offered:?}")
    };
    assert!(briefing.starts_with("Mind the vendor. Briefing for"), "{briefing}");
    let made = command(&mut room(), ":handover \"AI lead\" m7<enter>");
    let Command::Handover { briefing: Some(made), .. } = &made else { panic!("{made:?}") };
    assert!(made.starts_with("Briefing for AI lead"), "{made}");
}

#[test]
fn the_system_that_failed_is_a_fact_that_can_be_corrected() {
    let corrected = command(&mut room(), "+correct<enter>system<enter>support-bot<enter>");
    assert_eq!(corrected, Command::Correct(Correction::System("support-bot".into())));
}

fn responding() -> Model {
    model(vec![crate::pictures_response::responded()], (80, 24))
}

/// Opens the form of a name by the chooser, as somebody would who does not know it.
fn more(typed: &str) -> Vec<Effect> {
    press(&mut responding(), &format!("+{typed}"))
}

fn yes(question: &str, answer: Answer, reason: Option<&str>) -> Command {
    let reason = reason.map(str::to_owned);
    Command::Classify { question: question.to_owned(), answer, reason }
}

fn rule(clock: &str, ruling: Option<Ruling>, reason: &str) -> Command {
    Command::Rule { clock: clock.to_owned(), ruling, reason: reason.to_owned() }
}

#[test]
fn all_questions_are_walked_through_and_only_new_answers_are_sent() {
    let effects = more("classify<enter>y<enter>n<enter>?<enter><enter><c-d>");
    let [Effect::RunEach { commands, when: None, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    let word = Answer::Word;
    assert_eq!(
        commands[..],
        [
            yes("regulated-decision", word(Word::Yes), None),
            yes("financial-loss", word(Word::No), None),
            yes("security-exposure", word(Word::Unknown), None),
        ]
    );
}

#[test]
fn a_question_may_take_a_number_and_says_beside_it_when_it_is_none() {
    let mut model = responding();
    filling::open_about(&mut model, Doing::Classify, "health-people");
    press(&mut model, "many<enter>");
    assert!(fault(&model).contains("neither a whole number nor ?"), "{:?}", form(&model).trouble);
    let answered = command(&mut model, "<c-u>640<enter>from the vendor<enter>");
    assert_eq!(answered, yes("health-people", Answer::Number(640), Some("from the vendor")));
    let mut model = responding();
    press(&mut model, "+classify<enter><c-d>");
    assert!(fault(&model).contains("nothing is answered anew"));
}

#[test]
fn the_record_sends_the_fields_that_say_something_new() {
    let effects = more("record<enter>v41<enter>tickets of 2025<enter><c-d>");
    let set = |field: &str, value: &str| Command::SetRecord {
        field: field.to_owned(),
        value: value.to_owned(),
    };
    let [Effect::RunEach { commands, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(
        commands[..],
        [set("prompt-and-version", "v41"), set("data-source", "tickets of 2025")]
    );
    let mut model = responding();
    filling::open_about(&mut model, Doing::Record, "model");
    assert_eq!(form(&model).value("value"), "m-large 4.1\nhosted by the vendor");
    assert_eq!(
        command(&mut model, " in eu-west<c-d>"),
        set("model", "m-large 4.1\nhosted by the vendor in eu-west")
    );
}

#[test]
fn harm_is_contained_verified_and_lifted() {
    let contained =
        more("contain<enter>disable<enter>the letter feature<enter>y<enter>legal agrees<enter>");
    assert_eq!(
        contained,
        run(Command::Contain {
            verb: "disable".into(),
            what: "the letter feature".into(),
            criteria: Some("legal agrees".into()),
            evidence_copied: Some(true),
        })
    );
    let mut model = responding();
    let ids: Vec<String> = model
        .room()
        .unwrap()
        .incident
        .response
        .containments
        .iter()
        .map(|c| c.id.to_string())
        .collect();
    let verified = command(&mut model, "+verify<enter>index<enter>no hit since 14:00<enter>");
    let note = Some("no hit since 14:00".to_owned());
    assert_eq!(verified, Command::VerifyContainment { containment: ids[1].clone(), note });

    let mut model = responding();
    press(&mut model, "+lift<enter>prompt<enter><enter><enter>");
    assert!(fault(&model).contains("evals pass twice"), "the criteria stand beside the reason");
    assert_eq!(form(&model).fields[form(&model).at].label, "reason");
    let lift = |containment: &str, criteria_met, reason: &str| Command::Lift {
        containment: containment.to_owned(),
        criteria_met,
        reason: reason.to_owned(),
    };
    assert_eq!(command(&mut model, "it was wrong<enter>"), lift(&ids[0], false, "it was wrong"));
    let lifted = more("lift<enter>prompt<enter>y<enter><enter>");
    assert_eq!(lifted, run(lift(&ids[0], true, "")));
    let lifted = more("lift<enter>index<enter>not needed<enter>");
    assert_eq!(lifted, run(lift(&ids[1], false, "not needed")));
}

#[test]
fn the_selected_clock_is_met_submitted_or_put_off_with_one_key() {
    let mut model = responding();
    let incident = model.open.unwrap();
    // The first clock is the executive update: what it waits for happened.
    let met = command(&mut model, "S<enter>14:20<enter>");
    let time = "2026-11-20T14:20Z".parse().unwrap();
    assert_eq!(met, Command::Stamp { stamp: "executives_told".into(), time, note: None });

    let gdpr = || {
        let mut model = responding();
        filling::open_about(&mut model, Doing::Clock, "gdpr-33");
        model
    };
    let submit = |reference: Option<&str>| Command::Submit {
        clock: "gdpr-33".into(),
        reference: reference.map(str::to_owned),
    };
    let sent = press(&mut gdpr(), "<enter>LDA-117<enter><enter>");
    assert_eq!(sent, run(submit(Some("LDA-117"))));
    let before = press(&mut gdpr(), "<enter><tab>14:05<enter>");
    let (commands, asked) = (vec![submit(None)], Asked::Form);
    let when = Some("2026-11-20T14:05Z".parse().unwrap());
    assert_eq!(before, [Effect::RunEach { incident, commands, when, asked }]);

    for (typed, minutes) in [("", 15), ("45", 45), ("until 15:20", 48), ("2h", 120)] {
        let snooze = format!("snooze<enter>{typed}<enter>the draft waits<enter>");
        let (clock, reason) = ("gdpr-33".to_owned(), "the draft waits".to_owned());
        assert_eq!(press(&mut gdpr(), &snooze), run(Command::Snooze { clock, minutes, reason }));
    }
    let mut model = gdpr();
    press(&mut model, "snooze<enter>soon<enter>why<enter>");
    assert!(fault(&model).contains("no time to come"));
}

#[test]
fn clocks_are_paused_resumed_waived_ruled_out_restored_and_explained() {
    let clock = "internal-update-sev-1".to_owned();
    let reason = "the vendor has it".to_owned();
    for (name, done) in [
        ("pause", Command::PauseClock { clock: clock.clone(), reason: reason.clone() }),
        ("waive-clock", rule(&clock, Some(Ruling::Waived), &reason)),
        ("rule-out", rule(&clock, Some(Ruling::RuledOut), &reason)),
    ] {
        let typed = format!("{name}<enter><s-tab>{clock}<enter>{reason}<enter>");
        assert_eq!(more(&typed), run(done), "{name}");
    }
    let explained = more("explain<enter>nobody was awake<enter>");
    let clock = "executive-update".to_owned();
    let reason = "nobody was awake".to_owned();
    assert_eq!(explained, run(Command::ExplainLateness { clock, reason }));

    let paused = Command::PauseClock { clock: "report".into(), reason: "vendor".into() };
    let waived = rule("review", Some(Ruling::Waived), "one review");
    let story = crate::pictures_response::responded()
        .then("14:10:00", "ops4", paused)
        .then("14:11:00", "ops4", waived);
    let mut model = model(vec![story], (80, 24));
    let resumed = press(&mut model, "+resume<enter><enter>");
    assert_eq!(resumed, run(Command::ResumeClock { clock: "report".into() }));
    let restored = press(&mut model, "<esc>+restore<enter><enter>it is needed<enter>");
    assert_eq!(restored, run(rule("review", None, "it is needed")));
}

#[test]
fn what_the_rules_refuse_about_a_regulators_clock_is_not_even_offered() {
    let mut model = responding();
    filling::open_about(&mut model, Doing::Clock, "gdpr-33");
    press(&mut model, "pause<enter>");
    assert!(fault(&model).contains("nothing matches `pause`"));
}

#[test]
fn somebody_is_called_an_authority_is_used_and_another_plan_is_put_in_force() {
    let called = more("page<enter><enter>cs1<enter>SEV-1, letters<enter>");
    let (role, person) = ("comms-lead".to_owned(), Some("cs1".to_owned()));
    let note = Some("SEV-1, letters".to_owned());
    assert_eq!(called, run(Command::Page { role, person, note }));

    let used = more("authority<enter><enter>halt<enter>the bot is off<enter>");
    let (role, authority) = ("commander".to_owned(), "halt".to_owned());
    let text = "the bot is off".to_owned();
    assert_eq!(used, run(Command::UseAuthority { role, authority, text }));
    let mut model = responding();
    press(&mut model, "+authority<enter>ai lead<enter><enter>rolled back<enter>");
    assert!(fault(&model).contains("ops4 does not hold `ai-lead`"));

    let adopted = more("adopt<enter>rhythm<enter>the vendor works by it<enter>");
    let plan = warroom::catalog::built_in("rhythm").unwrap().to_pinned();
    let reason = "the vendor works by it".to_owned();
    assert_eq!(adopted, run(Command::AdoptPlan { plan, reason }));
}

#[test]
fn nothing_that_was_typed_or_chosen_is_lost_when_a_form_is_left() {
    let mut model = responding();
    press(&mut model, "+classify<enter><down><enter>n<esc>");
    assert_eq!(model.drafts.len(), 1);
    press(&mut model, "+classify<enter>");
    assert_eq!(form(&model).value("regulated decision"), "yes");
    assert_eq!(form(&model).value("financial loss"), "no");
    let mut model = responding();
    filling::open_about(&mut model, Doing::Clock, "gdpr-33");
    press(&mut model, "<enter>LDA-117<esc>");
    press(&mut model, "S");
    assert_ne!(form(&model).value("clock"), "gdpr-33", "a draft belongs to its clock");
    press(&mut model, "<esc>");
    filling::open_about(&mut model, Doing::Clock, "gdpr-33");
    assert_eq!(form(&model).value("reference"), "LDA-117");
}

#[test]
fn everything_about_the_response_is_typed_in_a_line_too() {
    let reason = || "the vendor has it".to_owned();
    let clock = || "report".to_owned();
    let cases = [
        (
            "classify financial-loss no asked sales",
            yes("financial-loss", Answer::Word(Word::No), Some("asked sales")),
        ),
        (
            "record system the bot",
            Command::SetRecord { field: "system".into(), value: "the bot".into() },
        ),
        (
            "contain roll-back prompt v41 until evals pass",
            Command::Contain {
                verb: "roll-back".into(),
                what: "prompt v41".into(),
                criteria: Some("evals pass".into()),
                evidence_copied: None,
            },
        ),
        ("verify 2", Command::VerifyContainment { containment: "2".into(), note: None }),
        (
            "lift 2 not needed",
            Command::Lift {
                containment: "2".into(),
                criteria_met: false,
                reason: "not needed".into(),
            },
        ),
        (
            "submit gdpr-33 LDA-117",
            Command::Submit { clock: "gdpr-33".into(), reference: Some("LDA-117".into()) },
        ),
        (
            "snooze report 30 the vendor has it",
            Command::Snooze { clock: clock(), minutes: 30, reason: reason() },
        ),
        (
            "pause report the vendor has it",
            Command::PauseClock { clock: clock(), reason: reason() },
        ),
        ("waive-clock report the vendor has it", rule("report", Some(Ruling::Waived), &reason())),
        ("rule-out report the vendor has it", rule("report", Some(Ruling::RuledOut), &reason())),
        (
            "explain executive-update the vendor has it",
            Command::ExplainLateness { clock: "executive-update".into(), reason: reason() },
        ),
        (
            "page comms-lead cs1",
            Command::Page { role: "comms-lead".into(), person: Some("cs1".into()), note: None },
        ),
        (
            "authority commander halt the bot is off",
            Command::UseAuthority {
                role: "commander".into(),
                authority: "halt".into(),
                text: "the bot is off".into(),
            },
        ),
    ];
    for (typed, done) in cases {
        assert_eq!(command(&mut responding(), &format!(":{typed}<enter>")), done, "{typed}");
    }
    for (typed, label) in [
        ("clock gdpr-33", "do"),
        ("submit gdpr-33", "reference"),
        ("snooze gdpr-33 30", "reason"),
        ("classify financial-loss", "answer"),
        ("record model", "value"),
        ("contain block", "what"),
        ("lift 1", "criteria met"),
        ("authority ai-lead", "authority"),
        ("adopt rhythm", "reason"),
    ] {
        let mut model = responding();
        press(&mut model, &format!(":{typed}<enter>"));
        assert_eq!(form(&model).fields[form(&model).at].label, label, "{typed}");
    }
}

fn assessed(answers: &[(&str, &str)]) -> Assessed {
    answers.iter().map(|(dimension, level)| ((*dimension).into(), (*level).into())).collect()
}

#[test]
fn the_helper_proposes_a_level_with_its_reason_and_a_person_decides() {
    let mut model = responding();
    press(&mut model, "s?");
    assert_eq!(form(&model).title, "How bad is it?");
    let dimensions = model.room().unwrap().incident.plan.clone().unwrap().dimensions.clone();
    press(&mut model, "2<enter>");
    assert!(form(&model).about[1].starts_with("So far SEV-2: "), "{:?}", form(&model).about);
    press(&mut model, "<c-d>");
    assert_eq!(
        (form(&model).title.as_str(), form(&model).value("level")),
        ("Severity", "SEV-2".into())
    );
    let reason = form(&model).value("reason");
    assert!(reason.contains(&dimensions[0].title) && reason.contains("not known: "), "{reason}");
    let set = |level: &str, reason: &str| Command::SetSeverity {
        level: level.to_owned(),
        reason: reason.to_owned(),
        assessed: assessed(&[(&dimensions[0].id, "SEV-2")]),
    };
    let mut other = model.clone();
    assert_eq!(command(&mut model, "<enter><enter>"), set("SEV-2", &reason));
    let own = command(&mut other, "3<enter><c-u>one customer only<enter>");
    assert_eq!(
        own,
        set("SEV-3", "one customer only"),
        "the answers are kept with another level too"
    );
}

#[test]
fn the_helper_is_left_without_a_trace_but_keeps_its_answers() {
    let mut model = responding();
    press(&mut model, "s?2<enter><esc>");
    assert_eq!(form(&model).value("level"), "SEV-1", "as it was before");
    let set = command(&mut model.clone(), "3<enter>one customer only<enter>");
    assert_eq!(set, crate::acting::severity("SEV-3", "one customer only"));
    press(&mut model, "?");
    assert!(form(&model).about[1].starts_with("So far SEV-2"), "{:?}", form(&model).about);
    let mut model = responding();
    press(&mut model, "s?<c-d>");
    assert!(fault(&model).contains("nothing is known yet"));
}

#[test]
fn a_declaration_with_the_helper_sets_the_level_in_an_entry_that_keeps_the_answers() {
    let mut model = model(Vec::new(), (80, 24));
    model.setting.plan = warroom::catalog::Chosen::BuiltIn("eight-step");
    press(&mut model, "iAgent moves money<enter><enter>?");
    let dimension = model.setting.plan.plan().dimensions[0].clone();
    press(&mut model, "1<enter><c-d>");
    let effects = press(&mut model, "<enter>");
    let [Effect::Declare { declared, then, plan: None, .. }] = &effects[..] else {
        panic!("{effects:?}; {:?}", model.overlay)
    };
    assert_eq!((declared.title.as_str(), &declared.severity), ("Agent moves money", &None));
    let [Command::SetSeverity { level, reason, assessed: told }] = &then[..] else {
        panic!("{then:?}")
    };
    assert_eq!(level, "SEV-1");
    assert!(reason.starts_with(&dimension.title), "{reason}");
    assert_eq!(*told, assessed(&[(&dimension.id, "SEV-1")]));
}

#[test]
fn a_declaration_takes_the_times_the_system_and_the_plan_that_are_known() {
    let mut model = model(Vec::new(), (80, 24));
    let effects = press(
        &mut model,
        "iAgent moves money<tab><tab>2<tab><tab>13:05<tab>13:20<tab>13:40<tab>14:00<tab>\
         <tab>pay-agent<tab>governance<c-d>",
    );
    let [Effect::Declare { declared, plan, stamps, then, .. }] = &effects[..] else {
        panic!("{effects:?}; {:?}", model.overlay)
    };
    assert_eq!(
        (declared.system.as_deref(), plan.as_deref()),
        (Some("pay-agent"), Some("governance"))
    );
    assert_eq!(declared.severity.as_deref(), Some("SEV-2"));
    let stamps: Vec<(&str, String)> =
        stamps.iter().map(|(stamp, time)| (stamp.as_str(), time.to_string())).collect();
    let at = |time: &str| format!("2026-11-20T{time}Z");
    assert_eq!(
        stamps,
        [
            ("began", at("13:05")),
            ("detected", at("13:20")),
            ("aware", at("13:40")),
            ("contained", at("14:00")),
        ]
    );
    assert!(then.is_empty());
}

#[test]
fn levels_of_other_scales_are_understood_where_a_level_is_typed() {
    for (typed, level) in [("P0", "SEV-1"), ("P1", "SEV-1"), ("SEV-0", "SEV-1"), ("p4", "SEV-4")] {
        let effects =
            press(&mut model(Vec::new(), (80, 24)), &format!("iIt is bad<tab><tab>{typed}<enter>"));
        let [Effect::Declare { declared, .. }] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!(declared.severity.as_deref(), Some(level), "{typed}");
    }
    let set = command(&mut responding(), "sp3<enter>one customer only<enter>");
    assert!(matches!(&set, Command::SetSeverity { level, .. } if level != "SEV-1"), "{set:?}");
}

#[test]
fn whom_the_plan_names_for_a_seat_is_proposed_first() {
    let mut plan = (*warroom::catalog::standard()).clone();
    for role in plan.roles.iter_mut().filter(|role| role.id == "comms-lead") {
        (role.contact, role.backup) = (Some("pr1".into()), Some("pr2".into()));
    }
    let declared = warroom::incident::Declared { title: "It leaks".into(), ..Default::default() };
    let declare = Command::Declare { declared, plan: Some(plan.to_pinned()) };
    let story = crate::acting::Story::of("AI-261120-XM7Q2K").then("14:00:00", "ops4", declare);
    let seated = press(&mut model(vec![story], (80, 24)), "rcomms<enter><down><down><enter>");
    assert_eq!(seated, run(crate::acting::assign("comms-lead", "pr2")));
}
