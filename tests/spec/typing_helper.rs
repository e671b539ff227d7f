//! What leads up to the response, typed as keys: the severity helper, the declaration, seats and their
//! hand-over.

use std::sync::Arc;

use warroom::incident::{Assessed, Command};
use warroom::ui::effect::Effect;
use warroom::ui::message::Message;
use warroom::ui::update::update;

use crate::pictures::model;
use crate::rooms::dosages;
use crate::typing::{form, press, room, run};
use crate::typing_response::{command, fault, responding};

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
    press(&mut model, ":sev ?<enter>");
    assert_eq!(form(&model).title, "How bad is it?");
    press(&mut model, "<c-d>");
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
fn the_organisations_own_plans_are_offered_after_the_default() {
    let mut model = model(Vec::new(), (80, 24));
    let mut own = (*warroom::catalog::standard()).clone();
    (own.id, own.title) = ("acme".into(), "Plan of the house".into());
    own.categories.retain(|kind| kind.id == "other");
    update(&mut model, Message::Plans(vec![Arc::new(own)]));
    press(
        &mut model,
        "iIt leaks more<tab>leak<tab><tab><tab><tab><tab><tab><tab><tab><tab>house<c-d>",
    );
    assert!(fault(&model).contains("nothing matches"), "that plan knows no such kind");
    let effects = press(&mut model, "<c-u>other<c-d>");
    let [Effect::Declare { declared, plan, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((declared.category.as_deref(), plan.as_deref()), (Some("other"), Some("acme")));
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
    let mut model = model(vec![story], (80, 24));
    let seated = press(&mut model, "rcomms<enter><down><down><enter>");
    assert_eq!(seated, run(crate::acting::assign("comms-lead", "pr2")));
    press(&mut model, "<esc>");
    warroom::ui::filling::open_about(&mut model, warroom::ui::doing::Doing::Page, "comms-lead");
    assert!(
        form(&model).about[0].contains("To call: contact pr1, backup pr2"),
        "{:?}",
        form(&model).about
    );
    let called = command(&mut model, "<enter><enter>");
    let (role, person) = ("comms-lead".to_owned(), Some("pr1".to_owned()));
    assert_eq!(called, Command::Page { role, person, note: None });
}
