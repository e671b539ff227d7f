//! CSV as rows of cells, each row with its line in the file, and what is malformed.

use csv::StringRecord;

/// A row of a sheet.
pub(super) struct Row {
    /// The line on which it begins, counted from 1.
    pub line: u64,
    /// What stands in it.
    pub cells: StringRecord,
}

/// A place where the text is no CSV.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A quotation mark on this line is never closed, so the row that it stands in never ends.
    Unclosed(u64),
    /// On this line a cell goes on behind its closing quotation mark.
    GoesOn(u64),
    /// The reader gave up on this line.
    Unreadable(u64, String),
}

/// Reads the rows of a text, without those in which no cell holds anything.
pub(super) fn rows(text: &str) -> (Vec<Row>, Vec<Malformed>) {
    let mut malformed = quotation(text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(cells) => {
                let start = cells.position().map_or(0, csv::Position::byte);
                let line = lines.line_of(start);
                rows.push(Row { line, cells });
            }
            Err(error) => {
                malformed.push(Malformed::Unreadable(lines.line, error.to_string()));
                break;
            }
        }
    }
    if malformed.iter().any(|one| matches!(one, Malformed::Unclosed(_))) {
        // It swallowed all that follows, and what it holds says nothing.
        rows.pop();
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    (rows, malformed)
}

/// Counts lines while the reader moves on.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first row that begins at this byte or behind empty lines.
    fn line_of(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(&here) = self.text.get(self.at) {
            if self.at >= byte && !matches!(here, b'\n' | b'\r') {
                break;
            }
            let next = self.text.get(self.at + 1);
            if here == b'\n' || (here == b'\r' && next != Some(&b'\n')) {
                self.line += 1;
            }
            self.at += 1;
        }
        self.line
    }
}

/// Where a reader is in a cell.
enum Within {
    Start,
    Plain,
    Quoted { since: u64 },
    Closed { since: u64 },
}

/// Looks at the quotation marks alone: the reader takes any text, and a mark too many would silently
/// turn many rows into one.
fn quotation(text: &str) -> Vec<Malformed> {
    let mut malformed = Vec::new();
    let (mut line, mut within) = (1, Within::Start);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let ends_line = byte == b'\n' || (byte == b'\r' && bytes.peek() != Some(&b'\n'));
        within = match (within, byte) {
            (Within::Quoted { since }, b'"') => Within::Closed { since },
            (Within::Quoted { since }, _) | (Within::Closed { since }, b'"') => {
                Within::Quoted { since }
            }
            (_, b',' | b'\n' | b'\r') => Within::Start,
            (Within::Start, b'"') => Within::Quoted { since: line },
            (Within::Closed { .. }, _) => {
                malformed.push(Malformed::GoesOn(line));
                Within::Plain
            }
            (Within::Start | Within::Plain, _) => Within::Plain,
        };
        if ends_line {
            line += 1;
        }
    }
    if let Within::Quoted { since } = within {
        malformed.push(Malformed::Unclosed(since));
    }
    malformed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_knows_its_line_whatever_ends_the_lines() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "\"1", "x\",2", "", "3,4"].join(end);
            let (rows, malformed) = rows(&text);
            let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
            assert_eq!((lines, malformed), (vec![1, 2, 5], vec![]), "{end:?}");
        }
    }

    #[test]
    fn marks_that_do_not_pair_are_found() {
        assert_eq!(quotation("a,\"b\"\"c\"\n\"d\"e,f\n"), [Malformed::GoesOn(2)]);
        assert_eq!(quotation("a\n\"b\n\n"), [Malformed::Unclosed(2)]);
    }
}
