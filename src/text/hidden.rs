//! Which characters must not reach a terminal as they are, and questions about characters.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::clean::MOST_MARKS;

/// Joins emoji into one picture; invisible anywhere else.
pub const JOINER: char = '\u{200d}';
/// Asks for the picture of an emoji.
pub const AS_PICTURE: char = '\u{fe0f}';
/// Asks for the plain sign of an emoji.
pub const AS_SIGN: char = '\u{fe0e}';

/// Returns whether a character is a control, or steers, reorders or hides without being seen.
///
/// Beside controls, these are Unicode's default ignorable characters (bidi controls, zero-width
/// characters, variation selectors, tags, fillers), the other format characters, line and paragraph
/// separators, private use (every font draws something else) and noncharacters.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{0600}'..='\u{0605}' | '\u{061c}' | '\u{06dd}' | '\u{070f}'
            | '\u{0890}' | '\u{0891}' | '\u{08e2}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..)
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Returns whether a character is a picture that emoji sequences are made of.
///
/// The segmentation's own table is asked: two pictures with a joiner between them are one grapheme.
pub fn is_picture(c: char) -> bool {
    c >= '\u{a9}' && !joins(c) && is_one_grapheme(&['\u{1f600}', JOINER, c])
}

/// Returns whether a character attaches itself to the one before it.
pub fn joins(c: char) -> bool {
    !c.is_ascii() && is_one_grapheme(&['a', c])
}

fn is_one_grapheme(chars: &[char]) -> bool {
    chars.iter().collect::<String>().graphemes(true).nth(1).is_none()
}

/// Returns how many cells a character takes by itself.
pub fn char_width(c: char) -> usize {
    UnicodeWidthChar::width(c).unwrap_or(0)
}

/// Returns how many cells one grapheme takes, as ratatui counts them.
///
/// That is `unicode-width`, and one more for each half-width (han)dakuten, which terminals draw in
/// a cell of their own.
pub fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.len() == 1 {
        return 1;
    }
    let own_cell = |c: &char| matches!(c, '\u{ff9e}' | '\u{ff9f}');
    grapheme.width() + grapheme.chars().filter(own_cell).count()
}

/// Returns whether a line of text can be sent to a terminal as it is.
///
/// This looks at single characters and knows nothing of how [`Shown`](super::Shown) is made, so that
/// a test can hold the one against the other. A line break is not safe: split a screen into lines first.
pub fn is_safe(line: &str) -> bool {
    let mut last = None;
    let mut marks = 0;
    for c in line.chars() {
        let inside_emoji = matches!(c, JOINER | AS_PICTURE)
            && last.is_some_and(|last| is_picture(last) || joins(last));
        if is_hidden(c) && !inside_emoji {
            return false;
        }
        if last == Some(JOINER) && !is_picture(c) {
            return false;
        }
        marks = if char_width(c) == 0 { marks + 1 } else { 0 };
        if marks > MOST_MARKS || (marks > 0 && last.is_none()) {
            return false;
        }
        last = Some(c);
    }
    last != Some(JOINER)
}
