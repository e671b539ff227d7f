//! Which texts are taken: not empty, not too long, on one line where it has to be.

use super::commands::*;
use super::world::*;
use warroom::incident::{Command, Correction, LONGEST_LINE, Link, Occasion, Refusal};

/// Each typed text: how a command is made of it, what it is called, and how long it may be.
type Typed = (fn(String) -> Command, &'static str, usize);

const ONE_LINE: &[Typed] = &[
    (|title| Command::Correct(Correction::Title(title)), "the title", 200),
    (|how| Command::Correct(Correction::DetectedBy(how)), "how it was detected", 120),
    (|person| assign("ic", &person), "the name", 64),
    (|text| add_item(None, &text), "the line", 500),
    (|text| give_task(&text, "dev3"), "the task", 500),
    (|to| give_task("Find it", &to), "the name", 64),
    (
        |source| Command::Link(Link::Alert { source, key: "k".to_owned() }),
        "the alert's source",
        500,
    ),
    (|key| Command::Link(Link::Alert { source: "s".to_owned(), key }), "the alert's key", 500),
    (|name| evidence(&name, "there", "ops4"), "the evidence's name", 500),
    (|place| evidence("log", &place, "ops4"), "the place where it is kept", 500),
    (|who| evidence("log", "there", &who), "the collector", 64),
    (|who| decision(|made| made.decider = Some(who)), "the decider", 64),
    (|option| decision(|made| made.options.push(option)), "an option", 500),
    (|against| decision(|made| made.objections.push(against)), "an objection", 500),
];

const SOME_LINES: &[Typed] = &[
    (|text| note(&text), "the note", 65_536),
    (|text| decision(|made| made.text = text), "the decision", 65_536),
    (|why| decision(|made| made.reason = Some(why)), "the reason", 2000),
    (|why| set_severity("1", &why), "the reason", 2000),
    (|why| waive("1", &why), "the reason", 2000),
    (|why| resolve(&why), "the reason", 2000),
    (
        |note| Command::Stamp { stamp: "began".to_owned(), time: moment("2026"), note: Some(note) },
        "the note",
        65_536,
    ),
];

#[test]
fn every_text_says_something_and_is_not_too_long() {
    for &(command, what, most) in ONE_LINE.iter().chain(SOME_LINES) {
        let story = given([declare()]);
        let allowed = story.incident().decide(command("ü".repeat(most)), &story.occasion);
        assert!(allowed.is_ok(), "{what}: {allowed:?}");
        given([declare()]).when(command(" \n\t".to_owned())).refused(&Refusal::Empty { what });
        let length = most + 1;
        let refusal = given([declare()]).when(command("ü".repeat(length))).refusal();
        assert_eq!(refusal, Refusal::TooLong { what, length, most });
        assert_eq!(refusal.to_string(), format!("{what} has {length} characters"));
        assert_eq!(refusal.remedy(), format!("use at most {most} characters"));
    }
}

#[test]
fn what_stands_on_one_line_holds_no_line_break_and_no_other_control_character() {
    for &(command, what, _) in ONE_LINE {
        for text in ["a\nb", "a\rb", "a\u{1b}[31mb", "a\0b", "a\u{85}b", "a\tb"] {
            given([declare()])
                .when(command(text.to_owned()))
                .refused(&Refusal::NotOneLine { what });
        }
    }
    let refusal = Refusal::NotOneLine { what: "the title" };
    assert_eq!(refusal.to_string(), "the title holds a line break or another control character");
    assert_eq!(refusal.remedy(), "write it on one line");
}

#[test]
fn the_names_of_writer_and_speaker_are_checked_first() {
    given([declare()])
        .by("")
        .when(note("x"))
        .refused(&Refusal::Empty { what: "the writer's name" });
    given([declare()])
        .by("a\nb")
        .when(note("x"))
        .refused(&Refusal::NotOneLine { what: "the writer's name" });
    given([declare()]).said_by(&"x".repeat(65)).when(note("x")).refused(&Refusal::TooLong {
        what: "the name of who said it",
        length: 65,
        most: 64,
    });
}

#[test]
fn what_would_not_fit_into_a_line_is_refused() {
    let refusal = given([declare()]).when(note(&"\u{1}".repeat(65_536))).refusal();
    let Refusal::TooLarge(length) = refusal else { panic!("{refusal:?}") };
    assert!(length > LONGEST_LINE);
    assert_eq!(refusal.to_string(), format!("the entry would have {length} bytes"));
    assert_eq!(refusal.remedy(), "shorten it, or keep it as a file and register that as evidence");
}

#[test]
fn an_occasion_without_another_time_is_now() {
    let now = start();
    assert_eq!(Occasion::now("ops4", now).when(), moment("2026-11-20T14:00:00Z"));
}
