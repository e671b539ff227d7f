//! Text from outside, made safe to draw: whatever comes in, a [`Shown`] cannot drive the terminal.
//!
//! Titles, notes, alerts and model outputs may come from an attacker. They are stored exactly, and
//! turned into a [`Shown`] before they reach a terminal. The turning is done once, here, and not in
//! each widget, because widgets filter differently and incompletely. Nothing dangerous is dropped
//! without a trace: what cannot be drawn safely is spelled out in visible marks.
//!
//! ```
//! use warroom::text::Shown;
//!
//! assert_eq!(Shown::of("red\x1b[31m\u{202e}").as_str(), "red^[[31m<U+202E>");
//! ```

mod ascii;
mod clean;
mod hidden;
mod markup;
mod rows;
mod shown;

pub use clean::{LONGEST_LINE, MOST_MARKS};
pub use hidden::is_safe;
pub use markup::{in_html, in_markdown};
pub use rows::{LONGEST_TEXT, MOST_LINES};
pub use shown::Shown;
