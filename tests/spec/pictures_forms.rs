//! Every form as a picture at both sizes, what makes it larger or wrong, and what is left of some on a
//! tiny screen.

use warroom::incident::Command;
use warroom::ui::effect::Asked;
use warroom::ui::keys::bindings;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::Overlay;
use warroom::ui::overlays::asking::Ask;
use warroom::ui::update::update;

use crate::pictures::{SIZES, kebab, model, pressed, shows, shows_both, three};
use crate::rooms::dosages;

/// What is compared here at both sizes; a form has the name of its purpose.
pub const BOTH: &[&str] = &[
    "form-declare",
    "form-note",
    "form-decide",
    "form-severity",
    "form-stage",
    "form-assign",
    "form-handover",
    "form-accept",
    "form-release",
    "form-task",
    "form-acknowledge",
    "form-finish",
    "form-stamp",
    "form-evidence",
    "form-link",
    "form-add-item",
    "form-waive",
    "form-correct",
    "form-end",
    "form-undo",
    "form-redact",
    "form-more",
    "form-declare-all",
    "form-note-long",
    "form-decide-all",
    "form-assign-names",
    "form-stamp-fault",
    "form-evidence-copy",
    "form-link-alert",
    "form-correct-value",
    "form-editor",
    "form-draft",
];

/// What is compared here at a size of its own.
pub const PICTURES: &[&str] = &["form-decide-60x18", "form-declare-20x5", "form-note-20x5"];

fn opened(ask: Ask, size: (u16, u16), typed: &str) -> Model {
    let mut model = three(size);
    warroom::ui::filling::open(&mut model, ask, &[]);
    pressed(model, typed)
}

/// What is typed before a form is looked at.
const TYPED: &[(Ask, &str)] = &[
    (Ask::Declare, "Agent moves money<enter>a"),
    (Ask::Decide, "Route dosage questions to people"),
    (Ask::Task, "Call the vendor<enter>"),
    (Ask::Stamp, "contained<enter>14:05"),
    (Ask::Link, "<enter>"),
];

/// The name of the picture of the form that is open.
fn name_of(model: &Model) -> String {
    let Some(Overlay::Form(form)) = &model.overlay else { panic!("a form is open") };
    let purpose = format!("{:?}", form.purpose);
    let variant = purpose.split('(').next().unwrap_or_default();
    format!("form-{}", kebab(variant))
}

#[test]
fn every_form_that_an_action_opens_is_looked_at() {
    let asks = bindings().filter_map(|binding| Ask::of(binding.action));
    // What is done about the response is looked at beside its own pictures.
    for ask in asks.filter(|ask| !matches!(ask, Ask::Respond(_))) {
        let typed = TYPED.iter().find(|(of, _)| *of == ask).map_or("", |(_, typed)| typed);
        for size in SIZES {
            let model = if ask == Ask::Redact {
                pressed(three(size), "4jj:redact<enter>names a patient")
            } else {
                opened(ask, size, typed)
            };
            let (width, height) = size;
            shows(&format!("{}-{width}x{height}", name_of(&model)), &model);
        }
    }
}

#[test]
fn a_seat_that_was_offered_is_taken_by_its_own_form() {
    shows_both("form-accept", |size| {
        let story = dosages("AI-261120-XM7Q2K");
        let now = crate::acting::at("14:31:00");
        let readings = warroom::clocks::readings(&story.incident, now);
        let briefing = warroom::brief::briefing(&story.incident, &readings, "ai-lead", now);
        let (role, to) = ("ai-lead".into(), "ops4".into());
        let offer = Command::Handover { role, to, briefing: Some(briefing) };
        let story = story.then("14:31:00", "mle2", offer);
        let model = pressed(model(vec![story], size), "h");
        assert_eq!(name_of(&model), "form-accept");
        model
    });
}

const LONG: &str = "Since the prompt change at 13:40 the bot answers questions about dosages itself \
                    instead of routing them. ";

#[test]
fn the_whole_declaration_fits_on_the_smallest_screen() {
    let typed =
        "Agent moves money<enter>inj<enter>1<tab>user<tab>13:05<tab>10m ago<tab><tab><tab>y";
    shows_both("form-declare-all", |size| opened(Ask::Declare, size, typed));
}

#[test]
fn a_long_text_scrolls_with_its_cursor() {
    shows_both("form-note-long", |size| opened(Ask::Note, size, &LONG.repeat(9)));
}

#[test]
fn a_decision_folds_what_is_rarely_asked() {
    let all = "Route dosage questions to people<tab>a wrong dose harms<tab>wait<tab>cs";
    shows_both("form-decide-all", |size| opened(Ask::Decide, size, all));
    shows("form-decide-60x18", &opened(Ask::Decide, (60, 18), all));
}

#[test]
fn what_depends_on_an_answer_is_looked_at_too() {
    for (stem, ask, typed) in [
        ("form-assign-names", Ask::Assign, "comms<enter>c<down>"),
        ("form-stamp-fault", Ask::Stamp, "contained<enter>half past two<enter>"),
        ("form-evidence-copy", Ask::Evidence, "cop<enter>~/trace.json"),
        ("form-link-alert", Ask::Link, "alert<enter>grafana<enter>"),
        ("form-correct-value", Ask::Correct, "near<enter>y"),
        ("form-draft", Ask::Note, "half a thought<esc>a"),
    ] {
        shows_both(stem, |size| opened(ask, size, typed));
    }
}

#[test]
fn what_went_wrong_with_an_editor_stands_under_the_form() {
    shows_both("form-editor", |size| {
        let mut model = opened(Ask::Note, size, "half a thought");
        let text = "no editor is set".to_owned();
        let remedy = "set VISUAL or EDITOR, such as EDITOR=vi".to_owned();
        update(&mut model, Message::Failed { asked: Some(Asked::Editor), text, remedy });
        model
    });
}

#[test]
fn a_tiny_screen_shows_one_field_at_a_time() {
    shows("form-declare-20x5", &opened(Ask::Declare, (20, 5), "Agent moves money<enter>inj"));
    shows("form-note-20x5", &opened(Ask::Note, (20, 5), "Three tickets, same wrong answer"));
}
