//! Pictures of the command line, of what is looked for, and of the help.

use crate::pictures::{pressed, shows, three};

/// The pictures that are compared here.
pub const PICTURES: &[&str] = &[
    "help-160x36",
    "help-found-80x24",
    "palette-80x24",
    "palette-160x36",
    "palette-words-80x24",
    "palette-wrong-80x24",
    "filter-80x24",
    "filter-160x36",
    "filter-incidents-80x24",
    "filter-incidents-160x36",
];

#[test]
fn the_command_line_shows_what_fits_with_its_keys() {
    shows("palette-80x24", &pressed(three((80, 24)), ":st"));
    shows("palette-160x36", &pressed(three((160, 36)), ":"));
}

#[test]
fn the_command_line_shows_the_words_that_may_follow() {
    shows("palette-words-80x24", &pressed(three((80, 24)), ":assign comms-lead c"));
}

#[test]
fn what_is_wrong_with_a_line_stands_below_it() {
    shows("palette-wrong-80x24", &pressed(three((80, 24)), ":stamp contained nox<enter>"));
}

#[test]
fn a_pane_says_what_is_looked_for_in_it() {
    shows("filter-80x24", &pressed(three((80, 24)), "4/lead"));
    shows("filter-160x36", &pressed(three((160, 36)), "4/lead<enter>3/mle<enter>"));
    shows("filter-incidents-80x24", &pressed(three((80, 24)), "1/drift"));
    shows("filter-incidents-160x36", &pressed(three((160, 36)), "1/SEV-3<enter>z"));
}

#[test]
fn the_help_is_all_on_a_large_screen_and_what_is_looked_for_on_any() {
    shows("help-160x36", &pressed(three((160, 36)), "?"));
    shows("help-found-80x24", &pressed(three((80, 24)), "?seat"));
}
