//! Turns any text into one line without anything that could drive, disturb or fool a terminal.
//!
//! Two passes, each over the text once: first every character that must not be drawn is spelled
//! out, then every grapheme that is too much for a cell is shortened.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;

use super::hidden::{AS_PICTURE, AS_SIGN, JOINER, char_width, is_hidden, is_picture, joins};

/// How many bytes of a line are looked at; what is longer ends in `…`.
pub const LONGEST_LINE: usize = 64 * 1024;
/// How many combining marks a base keeps; the rest becomes one visible mark.
pub const MOST_MARKS: usize = 4;
/// How many characters with a width one grapheme keeps: a family of four, each with a skin tone, has eight.
const MOST_BASES: usize = 8;
/// What a tab becomes.
const TAB: &str = "    ";

/// Returns the text as one safe line.
pub fn clean(text: &str) -> Cow<'_, str> {
    let kept = head(text);
    if kept.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        if kept.len() == text.len() {
            return Cow::Borrowed(text);
        }
        return Cow::Owned(format!("{kept}…"));
    }
    let mut line = shorten(&spell_out(kept));
    if kept.len() < text.len() {
        line.push('…');
    }
    Cow::Owned(line)
}

/// Returns what fits into the limit, without cutting a character in two.
fn head(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_LINE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// An emoji that the next character may still change.
struct Picture {
    base: char,
    /// It came after a joiner.
    joined: bool,
    /// It has its variation selector or its skin tone.
    dressed: bool,
}

/// Replaces every hidden character by a visible mark, except those that hold an emoji together.
fn spell_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut open: Option<Picture> = None;
    let mut after_joiner = false;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        let joined = std::mem::take(&mut after_joiner);
        match (c, &mut open) {
            (JOINER, Some(picture)) if is_picture(picture.base) && next.is_some_and(is_picture) => {
                out.push(JOINER);
                after_joiner = true;
                open = None;
            }
            // Alone, a selector is left out: terminals disagree about the width of what it asks for.
            // In a sequence the width is agreed upon, and only with it.
            (AS_PICTURE | AS_SIGN, Some(picture))
                if !picture.dressed && is_picture(picture.base) =>
            {
                picture.dressed = true;
                let mut after = rest.clone();
                let leads_on = after.next() == Some(JOINER) && after.next().is_some_and(is_picture);
                if c == AS_PICTURE && (picture.joined || leads_on) {
                    out.push(AS_PICTURE);
                }
            }
            (AS_PICTURE, Some(Picture { base: '0'..='9' | '#' | '*', dressed: false, .. }))
                if next == Some('\u{20e3}') =>
            {
                open = None;
            }
            ('\u{1f3fb}'..='\u{1f3ff}', Some(picture)) if !picture.dressed => {
                picture.dressed = true;
                out.push(c);
            }
            _ if is_hidden(c) => {
                open = None;
                if c == '\r' && next == Some('\n') {
                    rest.next();
                    out.push('⏎');
                } else {
                    spell(c, &mut out);
                }
            }
            _ => {
                open = Some(Picture { base: c, joined, dressed: false });
                out.push(c);
            }
        }
    }
    out
}

/// Writes the visible mark of a hidden character.
fn spell(c: char, out: &mut String) {
    match c {
        '\n' => out.push('⏎'),
        '\t' => out.push_str(TAB),
        '\0'..='\x1f' | '\x7f' => {
            out.push('^');
            out.push(char::from(c as u8 ^ 0x40));
        }
        _ => write!(out, "<U+{:04X}>", u32::from(c)).expect("a String takes everything"),
    }
}

/// Shortens graphemes that are too long for a cell, and marks what would stand on nothing.
fn shorten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if grapheme.len() == 1 {
            out.push_str(grapheme);
        } else {
            shorten_grapheme(grapheme, &mut out);
        }
    }
    out
}

fn shorten_grapheme(grapheme: &str, out: &mut String) {
    // A mark without a base would be drawn over the neighbouring pane, or not at all.
    let stands = |c: char, line: &str| char_width(c) > 0 && !(line.is_empty() && joins(c));
    let mut kept = grapheme;
    while let Some(c) = kept.chars().next()
        && !stands(c, out)
    {
        spell(c, out);
        kept = &kept[c.len_utf8()..];
    }
    // What follows a mark of ours hangs on its `>`.
    let mut bases = usize::from(kept.len() < grapheme.len());
    let mut marks = 0;
    let mut end = kept.len();
    for (at, c) in kept.char_indices() {
        if char_width(c) > 0 {
            bases += 1;
            marks = 0;
        } else {
            marks += 1;
        }
        if bases > MOST_BASES || marks > MOST_MARKS {
            end = at;
            break;
        }
    }
    if end == kept.len() {
        out.push_str(kept);
        return;
    }
    let head = kept[..end].trim_end_matches(JOINER);
    out.push_str(head);
    let left = kept[head.len()..].chars().count();
    let mark = if left == 1 { "mark" } else { "marks" };
    write!(out, "<+{left} {mark}>").expect("a String takes everything");
}
