//! What is done about the response, typed as keys: each form comes to exactly the command that is meant.

use warroom::incident::{Command, Correction};
use warroom::ui::effect::Effect;
use warroom::ui::model::Model;

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
    press(&mut model, "h");
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
    assert!(briefing.contains("Mind the vendor."), "{briefing}");
    let made = command(&mut room(), ":handover \"AI lead\" m7<enter>");
    let Command::Handover { briefing: Some(made), .. } = &made else { panic!("{made:?}") };
    assert!(made.starts_with("Briefing for AI lead"), "{made}");
}

#[test]
fn the_system_that_failed_is_a_fact_that_can_be_corrected() {
    let corrected = command(&mut room(), "+correct<enter>system<enter>support-bot<enter>");
    assert_eq!(corrected, Command::Correct(Correction::System("support-bot".into())));
}
