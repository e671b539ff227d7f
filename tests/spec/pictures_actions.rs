//! Pictures of the command line, of what is looked for, and of the help.

use crate::pictures::{pressed, shows_both, three};

/// What is compared here, at both sizes.
pub const BOTH: &[&str] = &[
    "help",
    "help-found",
    "palette",
    "palette-found",
    "palette-words",
    "palette-wrong",
    "filter",
    "filter-set",
    "filter-incidents",
    "leaving",
];

/// Nothing has a size of its own.
pub const PICTURES: &[&str] = &[];

#[test]
fn the_command_line_shows_what_fits_with_its_keys() {
    shows_both("palette", |size| pressed(three(size), ":"));
    shows_both("palette-found", |size| pressed(three(size), ":st"));
}

#[test]
fn the_command_line_shows_the_words_that_may_follow() {
    shows_both("palette-words", |size| pressed(three(size), ":assign comms-lead c"));
}

#[test]
fn what_is_wrong_with_a_line_stands_below_it() {
    shows_both("palette-wrong", |size| pressed(three(size), ":stamp contained nox<enter>"));
}

#[test]
fn a_pane_says_what_is_looked_for_in_it() {
    shows_both("filter", |size| pressed(three(size), "4/lead"));
    shows_both("filter-set", |size| pressed(three(size), "4/lead<enter>3/mle<enter>"));
    shows_both("filter-incidents", |size| pressed(three(size), "1/SEV-3<enter>"));
}

#[test]
fn the_help_is_drawn_from_the_table_and_shows_what_is_looked_for() {
    shows_both("help", |size| pressed(three(size), "?"));
    shows_both("help-found", |size| pressed(three(size), "?seat"));
}

#[test]
fn whoever_leaves_with_a_draft_is_told_so() {
    shows_both("leaving", |size| pressed(three(size), "ahalf a thought<esc>q"));
}
