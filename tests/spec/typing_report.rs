//! The sections of the report and what is privileged, on the screen.

use warroom::catalog::standard;
use warroom::incident::{Command, Occasion};
use warroom::ui::layout::Pane;
use warroom::ui::model::Model;

use crate::acting::{Story, at, note};
use crate::pictures::{model, pressed};
use crate::pictures_pages::leak;
use crate::typing::{form, press};
use crate::typing_response::command;

fn written(section: &str, text: &str) -> Command {
    Command::WriteSection { section: section.to_owned(), text: text.to_owned() }
}

fn room() -> Model {
    model(vec![leak(&standard())], (80, 24))
}

#[test]
fn the_page_leads_to_the_form_of_a_section_and_that_to_its_text() {
    let mut model = pressed(room(), "R");
    assert_eq!(model.focus, Pane::Report);
    press(&mut model, "<enter>");
    assert_eq!(form(&model).title, "Summary");
    assert!(form(&model).about[0].contains("Two or three sentences"), "{:?}", form(&model).about);
    let command = command(&mut model, "Orders of others were shown.<c-d>");
    assert_eq!(command, written("summary", "Orders of others were shown."));
}

#[test]
fn a_section_is_typed_in_the_command_line_by_its_name() {
    let typed = command(&mut room(), ":section root-cause a key without the account<enter>");
    assert_eq!(typed, written("root-cause", "a key without the account"));
    let mut asked = room();
    press(&mut asked, ":section lessons<enter>");
    assert_eq!(form(&asked).subject, "lessons");
}

#[test]
fn what_was_written_stands_in_the_form_and_the_next_one_waits() {
    let story =
        leak(&standard()).then("14:10:00", "ops4", written("summary", "Orders were shown."));
    let mut model = model(vec![story], (80, 24));
    press(&mut model, ":section summary<enter>");
    assert_eq!(form(&model).value("text"), "Orders were shown.");
    assert!(form(&model).about.concat().contains("Written by ops4."), "{:?}", form(&model).about);
    let mut model = pressed(model, "<esc><esc>");
    press(&mut model, "+section<enter>");
    assert_eq!(form(&model).subject, "root-cause", "the first that waits");
}

#[test]
fn what_is_privileged_is_marked_on_the_timeline() {
    let occasion = Occasion { privileged: true, ..Occasion::now("lgl", at("14:20:00")) };
    let story: Story = leak(&standard()).on(&occasion, note("Counsel: admit nothing yet"));
    let model = pressed(model(vec![story], (160, 60)), "4z");
    let mut canvas = warroom::ui::canvas::Canvas::new(0, 0, warroom::ui::theme::Theme::ANSI, false);
    warroom::ui::view::view(&model, &mut canvas);
    let picture = canvas.picture();
    assert!(picture.contains("(privileged) Counsel: admit nothing yet"), "{picture}");
}
