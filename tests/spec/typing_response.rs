//! What is done about the response, typed as keys: each form comes to exactly the command that is meant.

use warroom::incident::{Answer, Command, Correction, Ruling, Word};
use warroom::ui::doing::Doing;
use warroom::ui::effect::{Asked, Effect};
use warroom::ui::filling;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::form::Trouble;
use warroom::ui::update::update;

use crate::pictures::model;
use crate::typing::{form, press, room, run};

/// The command that the keys come to.
pub fn command(model: &mut Model, typed: &str) -> Command {
    match &press(model, typed)[..] {
        [Effect::Run { command, .. }] => command.clone(),
        other => panic!("no command but {other:?}; {:?}", model.overlay),
    }
}

/// What is said beside the field that has the keys.
pub fn fault(model: &Model) -> String {
    match &form(model).trouble {
        Some(Trouble::Field(at, fault)) if *at == form(model).at => fault.clone(),
        other => panic!("nothing is wrong with a field but {other:?}"),
    }
}

#[test]
fn the_system_that_failed_is_a_fact_that_can_be_corrected() {
    let corrected = command(&mut room(), "+correct<enter>system<enter>support-bot<enter>");
    assert_eq!(corrected, Command::Correct(Correction::System("support-bot".into())));
}

/// An incident in the middle of its response.
pub fn responding() -> Model {
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
            "snooze report 2h the vendor has it",
            Command::Snooze { clock: clock(), minutes: 120, reason: reason() },
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

#[test]
fn a_clock_that_nobody_assessed_leads_to_the_question_that_tells() {
    let mut model = responding();
    filling::open_about(&mut model, Doing::Clock, "sec-8k");
    assert_eq!(form(&model).value("do"), "classify");
    press(&mut model, "<enter>");
    assert_eq!(
        (form(&model).title.as_str(), form(&model).subject.as_str()),
        ("Classify", "us-public-company")
    );
    let answered = command(&mut model, "n<enter>privately held<enter>");
    let no = Answer::Word(Word::No);
    assert_eq!(answered, yes("us-public-company", no, Some("privately held")));
}

#[test]
fn of_several_answers_the_one_that_is_refused_is_pointed_at() {
    let mut model = responding();
    press(&mut model, "+record<enter>v41<enter>");
    let long = Message::Paste("tickets ".repeat(600));
    update(&mut model, long);
    press(&mut model, "<enter><c-d>");
    assert!(fault(&model).contains("4000 characters"), "{:?}", form(&model).trouble);
    assert_eq!(form(&model).fields[form(&model).at].label, "Data source");
}
