//! Every form as a picture: at the smallest supported size, the main ones on a large screen, and what
//! is left of them on a tiny one.

use warroom::ui::effect::Asked;
use warroom::ui::message::Message;
use warroom::ui::model::Model;
use warroom::ui::overlays::asking::Ask;
use warroom::ui::update::update;

use crate::pictures::{pressed, shows, three};

/// The pictures that are compared here.
pub const PICTURES: &[&str] = &[
    "form-declare-all-80x24",
    "form-declare-160x36",
    "form-note-80x24",
    "form-note-long-80x24",
    "form-decide-80x24",
    "form-decide-all-80x24",
    "form-decide-160x36",
    "form-severity-80x24",
    "form-stage-80x24",
    "form-assign-80x24",
    "form-assign-names-80x24",
    "form-release-80x24",
    "form-handover-80x24",
    "form-task-80x24",
    "form-acknowledge-80x24",
    "form-finish-80x24",
    "form-stamp-80x24",
    "form-stamp-fault-80x24",
    "form-evidence-80x24",
    "form-evidence-160x36",
    "form-link-80x24",
    "form-item-80x24",
    "form-waive-80x24",
    "form-correct-80x24",
    "form-correct-value-80x24",
    "form-end-80x24",
    "form-undo-80x24",
    "form-redact-80x24",
    "form-more-80x24",
    "form-editor-80x24",
    "form-decide-60x18",
    "form-declare-20x5",
    "form-note-20x5",
];

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 36);

fn opened(ask: Ask, size: (u16, u16), typed: &str) -> Model {
    let mut model = three(size);
    warroom::ui::filling::open(&mut model, ask, &[]);
    pressed(model, typed)
}

const LONG: &str = "Since the prompt change at 13:40 the bot answers questions about dosages itself \
                    instead of routing them. ";

#[test]
fn the_whole_declaration_fits_on_the_smallest_screen() {
    let typed = "Agent moves money<enter>inj<enter>1<tab>user<tab>13:05<tab>10m ago<tab>y";
    shows("form-declare-all-80x24", &opened(Ask::Declare, SMALL, typed));
    shows("form-declare-160x36", &opened(Ask::Declare, LARGE, "Agent moves money<enter>a"));
}

#[test]
fn a_long_text_scrolls_with_its_cursor() {
    shows("form-note-80x24", &opened(Ask::Note, SMALL, ""));
    shows("form-note-long-80x24", &opened(Ask::Note, SMALL, &LONG.repeat(9)));
}

#[test]
fn a_decision_folds_what_is_rarely_asked() {
    shows("form-decide-80x24", &opened(Ask::Decide, SMALL, "Route dosage questions to people"));
    let all = "Route dosage questions to people<tab>a wrong dose harms<tab>wait<tab>cs";
    shows("form-decide-all-80x24", &opened(Ask::Decide, SMALL, all));
    shows("form-decide-160x36", &opened(Ask::Decide, LARGE, all));
    shows("form-decide-60x18", &opened(Ask::Decide, (60, 18), all));
}

#[test]
fn every_other_form_is_looked_at() {
    for (name, ask, typed) in [
        ("form-severity-80x24", Ask::Severity, ""),
        ("form-stage-80x24", Ask::Stage, ""),
        ("form-assign-80x24", Ask::Assign, ""),
        ("form-assign-names-80x24", Ask::Assign, "comms<enter>c<down>"),
        ("form-release-80x24", Ask::Release, ""),
        ("form-handover-80x24", Ask::Handover, ""),
        ("form-task-80x24", Ask::Task, "Call the vendor<enter>"),
        ("form-acknowledge-80x24", Ask::Acknowledge, ""),
        ("form-finish-80x24", Ask::Finish, ""),
        ("form-stamp-80x24", Ask::Stamp, "contained<enter>14:05"),
        ("form-stamp-fault-80x24", Ask::Stamp, "contained<enter>half past two<enter>"),
        ("form-evidence-80x24", Ask::Evidence, ""),
        ("form-link-80x24", Ask::Link, "<enter>"),
        ("form-item-80x24", Ask::AddItem, ""),
        ("form-waive-80x24", Ask::Waive, ""),
        ("form-correct-80x24", Ask::Correct, ""),
        ("form-correct-value-80x24", Ask::Correct, "near<enter>y"),
        ("form-end-80x24", Ask::End, ""),
        ("form-undo-80x24", Ask::Undo, ""),
        ("form-more-80x24", Ask::More, ""),
    ] {
        shows(name, &opened(ask, SMALL, typed));
    }
    shows("form-evidence-160x36", &opened(Ask::Evidence, LARGE, "cop<enter>~/trace.json"));
    shows("form-redact-80x24", &pressed(three(SMALL), "4jj+redact<enter>names a patient"));
}

#[test]
fn what_went_wrong_with_an_editor_stands_under_the_form() {
    let mut model = opened(Ask::Note, SMALL, "half a thought");
    let text = "no editor is set".to_owned();
    let remedy = "set VISUAL or EDITOR, such as EDITOR=vi".to_owned();
    update(&mut model, Message::Failed { asked: Some(Asked::Editor), text, remedy });
    shows("form-editor-80x24", &model);
}

#[test]
fn a_tiny_screen_shows_one_field_at_a_time() {
    shows("form-declare-20x5", &opened(Ask::Declare, (20, 5), "Agent moves money<enter>inj"));
    shows("form-note-20x5", &opened(Ask::Note, (20, 5), "Three tickets, same wrong answer"));
}
