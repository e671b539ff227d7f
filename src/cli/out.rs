//! The one place that writes to standard output and standard error.
//!
//! A closed pipe is success: whoever reads has read enough. Text reaches a terminal only as [`Shown`];
//! JSON is exact, with everything escaped that could drive a terminal.

use super::args::Global;
use super::failure::Failure;
use crate::text::{self, Shown};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// Where a command's answer goes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Out {
    /// Nothing but data.
    pub json: bool,
    /// No words on success.
    pub quiet: bool,
    /// No glyphs beyond ASCII.
    pub ascii: bool,
    /// How wide the terminal is; nothing when the answer goes elsewhere, where no line is broken.
    pub width: Option<usize>,
}

/// The reader has gone away; nothing more can be said, and that is fine.
pub const CLOSED: u8 = 0;

impl Out {
    /// Where answers go that were asked for in this way.
    pub fn of(global: &Global) -> Out {
        let terminal = io::stdout().is_terminal().then(crossterm::terminal::size);
        let width = terminal.and_then(Result::ok).map(|(columns, _)| usize::from(columns));
        Out { json: global.json, quiet: global.quiet, ascii: global.ascii, width }
    }

    /// Text of any kind, as it may be shown here.
    pub fn shown(self, text: &str) -> Shown {
        let shown = Shown::of(text);
        if self.ascii { shown.ascii() } else { shown }
    }

    /// Prints a line of words, unless only data is wanted.
    pub fn say(self, line: &str) -> Result<(), Failure> {
        if self.json || self.quiet {
            return Ok(());
        }
        self.line(line)
    }

    /// Prints a line of words that was asked for.
    pub fn line(self, line: &str) -> Result<(), Failure> {
        self.print(&[self.shown(line)])
    }

    /// Prints lines, all at once.
    pub fn print(self, lines: &[Shown]) -> Result<(), Failure> {
        let mut text = String::new();
        for line in lines {
            let line = if self.ascii { line.ascii() } else { line.clone() };
            text.push_str(line.as_str().trim_end());
            text.push('\n');
        }
        self.raw(text.as_bytes())
    }

    /// Prints a file's text: exactly, but a terminal gets it as text that cannot drive it.
    pub fn file(self, text: &str) -> Result<(), Failure> {
        if self.width.is_none() {
            return self.raw(text.as_bytes());
        }
        let lines: Vec<Shown> = text.lines().map(|line| self.shown(line)).collect();
        self.print(&lines)
    }

    /// Prints one JSON object.
    pub fn json(self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value)
            .map_err(|error| Failure::internal("cannot write the answer as JSON", &error))?;
        self.raw(format!("{}\n", inert(&text)).as_bytes())
    }

    /// Writes bytes of our own making.
    #[expect(clippy::unused_self, reason = "whoever writes holds the right to")]
    pub fn raw(self, bytes: &[u8]) -> Result<(), Failure> {
        let mut to = io::stdout().lock();
        match to.write_all(bytes).and_then(|()| to.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::closed()),
            Err(error) => Err(Failure::io("cannot write to standard output", &error)),
            Ok(()) => Ok(()),
        }
    }
}

/// Prints a line to standard error; if that is gone too, nobody is there to be told.
pub fn complain(line: &str) {
    let shown = Shown::of(line);
    _ = writeln!(io::stderr().lock(), "{}", shown.as_str());
}

/// Writes a line of our own making over the one that was there, on standard error; an empty one takes it away.
pub fn progress(line: &str, before: usize) {
    let blank = " ".repeat(before.saturating_sub(line.len()));
    let back = if line.is_empty() { "\r" } else { "" };
    let mut to = io::stderr().lock();
    _ = write!(to, "\r{line}{blank}{back}").and_then(|()| to.flush());
}

/// Escapes in JSON what a terminal might obey. The value stays the same.
fn inert(json: &str) -> String {
    use std::fmt::Write as _;
    let mut inert = String::with_capacity(json.len());
    let mut buffer = [0; 4];
    for c in json.chars() {
        if c == '\x7f' || (!c.is_ascii() && !text::is_safe(c.encode_utf8(&mut buffer))) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                _ = write!(inert, "\\u{unit:04x}");
            }
        } else {
            inert.push(c);
        }
    }
    inert
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_with_nothing_in_it_that_drives_a_terminal() {
        let text = "a\u{9b}31m\u{202e}b\u{7f} é 日 \u{e0041}";
        let json = inert(&serde_json::to_string(text).unwrap());
        assert!(!json.chars().any(|c| c.is_control() || c == '\u{202e}' || c == '\u{e0041}'));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
