//! Cells that a spreadsheet would take for a formula, made text; and the way back.
//!
//! An apostrophe before such a cell says that it is text. A cell that has apostrophes before the sign
//! already gets one more, so that taking one away always gives back what was there.

use std::borrow::Cow;

/// Signs that begin a formula in one spreadsheet or another, or make it look further.
const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The cell as it may stand in a file that a spreadsheet opens.
///
/// ```
/// use warroom::register::{guarded, unguarded};
/// assert_eq!(guarded("=1+1"), "'=1+1");
/// assert_eq!(unguarded("'=1+1"), "=1+1");
/// assert_eq!(unguarded("'tis"), "'tis");
/// ```
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(SIGNS)
}
