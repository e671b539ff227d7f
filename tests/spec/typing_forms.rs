//! Every form, without a terminal: what is typed comes to an effect, or to a fault beside its field.

use std::sync::Arc;

use warroom::incident::{Command, Correction, Decision, Declared, Event, Evidence, Link};
use warroom::time::{Moment, Precision};
use warroom::ui::effect::{Asked, Effect};
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::overlays::asking::{self, Ask};
use warroom::ui::overlays::form::{Form, Trouble};
use warroom::ui::update::update;

use crate::acting::{Story, assign, at, note, stamp};
use crate::pictures::model;
use crate::rooms::{dosages, ranking};
use crate::typing::{form, press, room, run};

fn minute(time: &str) -> Moment {
    Moment::at(at(time), Precision::Minute)
}

fn fault(model: &Model) -> (usize, String) {
    match &form(model).trouble {
        Some(Trouble::Field(at, fault)) => (*at, fault.clone()),
        other => panic!("nothing is wrong with a field but {other:?}"),
    }
}

/// Opens a form with answers in it, as the command line of the screen does.
fn asked(model: &mut Model, ask: Ask, given: &[(&str, &str)]) -> Vec<Effect> {
    warroom::ui::filling::open(model, ask, given);
    press(model, "<c-d>")
}

#[test]
fn a_title_and_three_times_enter_declare_an_incident() {
    let mut model = model(Vec::new(), (80, 24));
    press(&mut model, "i");
    assert_eq!(form(&model).shown(), 3, "the rest waits behind the tabulator");
    let effects = press(&mut model, "Agent moves money<enter><enter><enter>");
    assert!(
        matches!(&effects[..], [Effect::Declare { declared, .. }] if declared.severity.is_none())
    );
}

#[test]
fn a_declaration_says_how_it_was_noticed_when_it_began_and_that_nobody_was_harmed() {
    let mut model = model(Vec::new(), (80, 24));
    let effects = press(
        &mut model,
        "iAgent moves money<enter>injection<enter>1<tab>user<tab>13:05<tab>20m ago<tab><tab><tab>y<c-d>",
    );
    let declared = Declared {
        title: "Agent moves money".to_owned(),
        severity: Some("SEV-1".to_owned()),
        category: Some("prompt-injection".to_owned()),
        detected_by: Some("user-reports".to_owned()),
        near_miss: true,
        ..Declared::default()
    };
    let [Effect::Declare { declared: asked, stamps, .. }] = &effects[..] else {
        panic!("{effects:?} {:?}", model.overlay)
    };
    assert_eq!(asked.title, declared.title);
    assert_eq!((&asked.severity, asked.near_miss), (&declared.severity, true));
    assert!(asked.detected_by.is_some());
    let detected = Moment::at(at("14:12:07"), Precision::Minute);
    assert_eq!(
        stamps[..],
        [("began".to_owned(), minute("13:05:00")), ("detected".to_owned(), detected)]
    );
}

#[test]
fn a_time_that_is_not_understood_is_said_beside_its_field_before_one_goes_on() {
    let mut model = model(Vec::new(), (80, 24));
    press(&mut model, "ititle<enter><enter><tab><tab>soon<tab>");
    let (field, why) = fault(&model);
    assert_eq!(form(&model).fields[field].label, "began");
    assert!(why.contains("`soon` is not a time"), "{why}");
    press(&mut model, "<backspace><backspace><backspace><backspace>2099-01-01<tab>");
    assert_eq!(fault(&model).1, "that lies in the future");
}

#[test]
fn a_decision_carries_options_decider_and_objections() {
    let effects = press(
        &mut room(),
        "dSwitch it off<tab>it harms<tab>wait<enter><enter>roll back<tab>lgl<enter>cs1: customers wait<c-d>",
    );
    assert_eq!(
        effects,
        run(Command::Decide(Decision {
            text: "Switch it off".to_owned(),
            options: vec!["wait".to_owned(), "roll back".to_owned()],
            decider: Some("lgl".to_owned()),
            reason: Some("it harms".to_owned()),
            objections: vec!["cs1: customers wait".to_owned()],
        }))
    );
}

#[test]
fn a_name_is_taken_as_it_was_typed_unless_one_of_those_seen_is_chosen() {
    assert_eq!(press(&mut room(), "rcomms<enter>cs<enter>"), run(assign("comms-lead", "cs")));
    let chosen = press(&mut room(), "rcomms<enter>cs<down><enter>");
    assert_eq!(chosen, run(assign("comms-lead", "cs1")));
    assert_eq!(press(&mut room(), "rcomms<enter>MLE2<enter>"), run(assign("comms-lead", "mle2")));
}

#[test]
fn evidence_is_a_place_or_a_copy_of_a_file() {
    let mut model = room();
    let incident = model.open.unwrap();
    let kept_at = "s3://evals/9".to_owned();
    let evidence = Evidence {
        name: "Eval run 9".to_owned(),
        kept_at,
        sha256: None,
        size: None,
        collected_by: "ops4".to_owned(),
    };
    assert_eq!(
        press(&mut model, "e<enter>s3://evals/9<enter>Eval run 9<enter><enter>"),
        run(Command::AddEvidence(evidence))
    );
    assert_eq!(
        press(&mut room(), "ecop<enter>~/trace.json<enter><enter>mle2<enter>"),
        [Effect::Preserve {
            incident,
            path: "~/trace.json".into(),
            name: None,
            by: "mle2".to_owned(),
            asked: Asked::Form
        }]
    );
}

#[test]
fn a_time_may_say_how_it_is_known() {
    let effects = press(&mut room(), "mcontained<enter>14:05<tab>seen in the logs<enter>");
    let Command::Stamp { stamp, time, .. } = stamp("contained", "14:05:00") else { unreachable!() };
    let note = Some("seen in the logs".to_owned());
    assert_eq!(effects, run(Command::Stamp { stamp, time, note }));
}

#[test]
fn what_has_no_key_is_chosen_from_a_list() {
    let effects = press(&mut room(), "+release<enter>ai l<enter>");
    assert_eq!(effects, run(Command::Release { role: "ai-lead".to_owned() }));
    let effects = press(&mut room(), "+add<enter>Ask the vendor<enter><enter>");
    let (stage, text) = (Some("contain".to_owned()), "Ask the vendor".to_owned());
    assert_eq!(effects, run(Command::AddItem { stage, text }));
    let effects = press(&mut room(), "+waive<enter>communications<enter>no customers here<enter>");
    let (item, reason) = ("contain.owner".to_owned(), "no customers here".to_owned());
    assert_eq!(effects, run(Command::Waive { item, reason }));
}

#[test]
fn a_task_is_acknowledged_and_finished_by_choosing_it() {
    let task = room().room().unwrap().incident.tasks[0].id.to_string();
    let effects = press(&mut room(), "+ack<enter><enter>");
    assert_eq!(effects, run(Command::Acknowledge { task: task.clone() }));
    assert_eq!(press(&mut room(), "+finish<enter><enter>"), run(Command::FinishTask { task }));
}

#[test]
fn each_fact_is_corrected_with_the_value_that_it_has_in_the_field() {
    let mut model = room();
    press(&mut model, "+correct<enter>title<enter>");
    assert_eq!(form(&model).value("value"), "Support bot gives wrong dosages");
    let effects = press(&mut model, ", EU only<enter>");
    let title = "Support bot gives wrong dosages, EU only".to_owned();
    assert_eq!(effects, run(Command::Correct(Correction::Title(title))));

    for (typed, correction) in [
        ("category<enter>bias<enter>", Correction::Category("bias".to_owned())),
        ("users<enter>1200<enter>", Correction::UsersAffected(1200)),
        ("noticed<enter><c-u>a nurse<enter>", Correction::DetectedBy("a nurse".to_owned())),
        ("public<enter>y<enter>", Correction::PublicReport(true)),
        ("near<enter><space><enter>", Correction::NearMiss(true)),
    ] {
        let mut model = room();
        let effects = press(&mut model, &format!("+correct<enter>{typed}"));
        assert_eq!(
            effects,
            run(Command::Correct(correction)),
            "{typed} {:?}",
            form(&model).trouble
        );
    }
    let mut model = room();
    press(&mut model, "+correct<enter>users<enter>many<enter>");
    assert_eq!(fault(&model), (1, "`many` is not a whole number".to_owned()));
}

#[test]
fn a_link_names_another_incident_by_a_part_of_its_id_or_an_alert() {
    let incident = "AI-261120-MM9XKD".parse().unwrap();
    assert_eq!(
        press(&mut room(), "+link<enter><enter>9XKD<enter>"),
        run(Command::Link(Link::Incident { incident }))
    );
    assert_eq!(
        press(&mut room(), "+link<enter>dup<enter>ai-261120-mm9xkd<enter>"),
        run(Command::Link(Link::DuplicateOf { incident }))
    );
    let (source, key) = ("grafana".to_owned(), "dosage_eval".to_owned());
    assert_eq!(
        press(&mut room(), "+link<enter>alert<enter>grafana<enter>dosage_eval<enter>"),
        run(Command::Link(Link::Alert { source, key }))
    );
    let mut model = room();
    press(&mut model, "+link<enter><enter>ZZZZ<enter>");
    assert!(fault(&model).1.contains("no open incident has `ZZZZ`"));
    press(&mut model, "<c-u>7Q2K<enter>");
    assert!(fault(&model).1.contains("linked to itself"));
}

#[test]
fn a_link_is_typed_in_a_line_and_what_is_missing_is_asked_for() {
    let linked = |typed: &str, link| {
        let effects = press(&mut room(), typed);
        let [Effect::Run { command, .. }] = &effects[..] else { panic!("{typed}: {effects:?}") };
        assert_eq!(*command, Command::Link(link), "{typed}");
    };
    let incident = "AI-261120-MM9XKD".parse().unwrap();
    linked(":link 9XKD<enter>", Link::Incident { incident });
    linked(":link duplicate 9xkd<enter>", Link::DuplicateOf { incident });
    let (source, key) = ("grafana".to_owned(), "dosage eval".to_owned());
    linked(":link alert grafana dosage eval<enter>", Link::Alert { source, key });
    let mut model = room();
    press(&mut model, ":link alert grafana<enter>");
    assert_eq!((form(&model).value("source"), form(&model).at), ("grafana".to_owned(), 2));
    let mut model = room();
    press(&mut model, ":link ZZZZ<enter>");
    let Some(Overlay::Palette(line)) = &model.overlay else { panic!("the line stays") };
    assert!(line.trouble.as_ref().is_some_and(|(text, _)| text.contains("`ZZZZ`")));
}

/// A room whose timeline stands on the newest note.
fn with_note(text: &str) -> Model {
    let story = dosages("AI-261120-XM7Q2K").then("14:30:00", "mle2", note(text));
    let later = story.then("14:31:00", "ops4", note("later"));
    let mut model = model(vec![later], (80, 24));
    press(&mut model, "4j");
    model
}

#[test]
fn a_redaction_wants_a_reason_and_a_yes() {
    let mut model = with_note("the patient is called so");
    let entry = model.room().unwrap().incident.timeline.iter().rev().nth(1).unwrap().entry.id;
    press(&mut model, "+redact<enter>");
    assert!(form(&model).about.iter().any(|line| line.contains("the patient")));
    assert_eq!(press(&mut model, "names a patient<tab><tab><enter>"), []);
    assert_eq!(fault(&model), (2, "y says yes, when it is meant".to_owned()));
    let effects = press(&mut model, "y<c-d>");
    let reason = "names a patient".to_owned();
    let entry = entry.to_string();
    assert_eq!(effects, run(Command::Redact { entry, reason, instead: None }));
}

#[test]
fn what_sets_something_is_redacted_with_other_words_in_its_place() {
    let story = Story::declared(
        "AI-261120-XM7Q2K",
        "14:00:00",
        "ops4",
        Declared { title: "Bot names patient Doe".to_owned(), ..Declared::default() },
    )
    .then("14:01:00", "ops4", note("later"));
    let id = story.incident.id;
    let mut model = model(vec![story], (80, 24));
    press(&mut model, "4G");
    while model.room().is_some_and(|room| {
        let anchor = model.anchor.as_ref();
        let told = room
            .incident
            .timeline
            .iter()
            .find(|line| matches!(line.fact.event, Event::Declared(_)));
        anchor.is_none_or(|a| a.row != warroom::ui::model::AnchorRow::Entry(told.unwrap().entry.id))
    }) {
        press(&mut model, "k");
    }
    press(&mut model, "+redact<enter>names a patient<tab><tab>y<c-d>");
    let (field, why) = fault(&model);
    assert_eq!(
        (&*form(&model).fields[field].label, &*why),
        ("instead", "still says the same: take the words out")
    );
    let effects = press(&mut model, "<backspace><backspace><backspace><backspace><c-d>");
    let [Effect::Run { incident, command: Command::Redact { instead: Some(data), .. }, .. }] =
        &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(*incident, id);
    assert_eq!(data.get("title").and_then(|title| title.as_str()), Some("Bot names patient"));
    assert!(!data.contains_key("salt"));
}

#[test]
fn the_rules_refuse_beside_the_field_before_anything_is_sent() {
    let mut model = room();
    let long = "x".repeat(201);
    press(&mut model, "+correct<enter>title<enter>");
    update(&mut model, Message::Paste(long));
    assert_eq!(press(&mut model, "<enter>"), []);
    let (field, why) = fault(&model);
    assert_eq!(form(&model).fields[field].label, "value");
    assert!(why.contains("the title has 232 characters") && why.contains("at most 200"), "{why}");

    let mut model = room();
    press(&mut model, "tCall<enter>swe7<enter>90000<enter>");
    assert!(fault(&model).1.contains("from 1 to"), "{:?}", form(&model).trouble);
}

#[test]
fn a_refusal_that_is_about_no_field_stands_under_the_form() {
    let mut model = room();
    press(&mut model, "scritical<enter><enter>");
    press(&mut model, "<esc>");
    let changed = dosages("AI-261120-XM7Q2K").then(
        "14:30:00",
        "cs1",
        Command::Resolve { reason: "over".to_owned() },
    );
    let closed = changed.then("14:31:00", "cs1", crate::commands::close("over"));
    press(&mut model, "dSwitch it off");
    update(&mut model, Message::Changed(Arc::new(closed.incident)));
    assert_eq!(press(&mut model, "<c-d>"), []);
    assert!(matches!(&form(&model).trouble, Some(Trouble::Refused(text, remedy))
        if text == "the incident is closed" && remedy.contains("reopen")));
}

#[test]
fn drafts_are_kept_for_each_incident() {
    let mut model = room();
    press(&mut model, "afor the first<esc>j<enter>afor the second<esc>");
    press(&mut model, "k<enter>a");
    assert_eq!(form(&model).value("note"), "for the first");
    assert!(form(&model).is_draft);
    press(&mut model, "<c-c>j<enter>a");
    assert_eq!(form(&model).value("note"), "for the second");
}

#[test]
fn a_draft_of_many_fields_comes_back_where_it_was_left() {
    let mut model = model(Vec::new(), (80, 24));
    press(&mut model, "iBot lies<enter>bias<enter>2<tab>user<tab>13:05<esc>");
    press(&mut model, "i");
    let form = form(&model);
    assert_eq!((form.value("title"), form.value("category")), ("Bot lies".into(), "bias".into()));
    assert_eq!((form.value("severity"), form.value("began")), ("SEV-2".into(), "13:05".into()));
    assert_eq!(form.fields[form.at].label, "began");
}

#[test]
fn a_form_opens_with_answers_in_it() {
    let mut model = room();
    assert_eq!(
        asked(&mut model, Ask::Note, &[("note", "from the palette")]),
        run(note("from the palette"))
    );
    let mut model = room();
    let effects = asked(&mut model, Ask::Assign, &[("role", "comms-lead"), ("person", "cs9")]);
    assert_eq!(effects, run(assign("comms-lead", "cs9")));
    let mut model = room();
    let effects = asked(&mut model, Ask::Correct, &[("fact", "near_miss"), ("value", "yes")]);
    assert_eq!(effects, run(Command::Correct(Correction::NearMiss(true))));
    assert!(asking::form(Ask::Note, &crate::pictures::model(Vec::new(), (80, 24)), &[]).is_err());
}

#[test]
fn every_form_can_be_opened_and_left() {
    for ask in [
        Ask::Declare,
        Ask::Note,
        Ask::Decide,
        Ask::Severity,
        Ask::Stage,
        Ask::Assign,
        Ask::Release,
        Ask::Handover,
        Ask::Task,
        Ask::Acknowledge,
        Ask::Finish,
        Ask::Stamp,
        Ask::Evidence,
        Ask::Link,
        Ask::AddItem,
        Ask::Waive,
        Ask::Correct,
        Ask::End,
        Ask::Undo,
        Ask::More,
    ] {
        let mut model = room();
        warroom::ui::filling::open(&mut model, ask, &[]);
        let opened: &Form = form(&model);
        assert!(!opened.title.is_empty(), "{ask:?}");
        assert_eq!(press(&mut model, "<esc>"), [], "{ask:?}");
        assert!(model.overlay.is_none() && model.drafts.is_empty(), "{ask:?}");
    }
}

#[test]
fn many_pasted_lines_become_one_in_a_line() {
    let mut model = model(vec![ranking()], (80, 24));
    press(&mut model, "i");
    update(&mut model, Message::Paste("two\r\nlines\n".to_owned()));
    assert_eq!(form(&model).value("title"), "two lines");
    press(&mut model, "<tab>");
    update(&mut model, Message::Paste("bias\n".to_owned()));
    assert_eq!(form(&model).value("category"), "bias");
}

#[test]
fn words_are_erased_and_what_was_typed_is_taken_back() {
    let mut model = room();
    press(&mut model, "aone two three<c-w><alt-backspace>");
    assert_eq!(form(&model).value("note"), "one");
    press(&mut model, "<alt-u><alt-u>");
    assert_eq!(form(&model).value("note"), "one two three");
}

#[test]
fn the_text_goes_to_an_editor_and_comes_back_or_stays() {
    let mut model = room();
    let effects = press(&mut model, "ahalf a thought<c-x><c-e>");
    assert_eq!(effects, [Effect::Edit("half a thought".to_owned())]);
    update(&mut model, Message::Edited("a whole one\n".to_owned()));
    assert_eq!(form(&model).value("note"), "a whole one");
    let (text, remedy) = ("no editor is set".to_owned(), "set EDITOR".to_owned());
    let failed =
        Message::Failed { asked: Some(Asked::Editor), text: text.clone(), remedy: remedy.clone() };
    update(&mut model, failed);
    assert_eq!(form(&model).trouble, Some(Trouble::Refused(text, remedy)));
    assert_eq!(press(&mut model, "<c-d>"), run(note("a whole one")));
    assert_eq!(press(&mut room(), "r<c-x><c-e>"), [], "only a text goes there");
}

#[test]
fn an_answer_to_a_form_that_was_left_is_not_lost() {
    let mut model = room();
    press(&mut model, "anote<c-d><esc>");
    let (text, remedy) = ("the disk is full".to_owned(), "free some space".to_owned());
    update(&mut model, Message::Failed { asked: Some(Asked::Form), text, remedy });
    assert!(model.notice.as_ref().is_some_and(|notice| notice.wrong));
    press(&mut model, "a");
    assert_eq!(form(&model).value("note"), "note");
}

#[test]
fn a_form_that_was_left_while_it_was_saved_is_no_draft_once_it_is() {
    let mut model = room();
    press(&mut model, "anote<c-d><esc>");
    let (incident, words) = (model.open.unwrap(), "note saved".to_owned());
    update(&mut model, Message::Done { asked: Asked::Form, incident, words });
    assert!(model.drafts.is_empty());
}
