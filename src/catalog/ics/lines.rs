//! The lines of the iCalendar format: folded ones made whole, each with its name and its value.

/// A content line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it begins, counted from 1.
    pub at: usize,
    /// The name, in capitals: `DTSTART`.
    pub name: String,
    /// What stands after the colon. The parameters before it are passed over: what they may change, the
    /// value shows itself.
    pub value: String,
}

/// The longest line, in bytes, once it is unfolded.
const LONGEST: usize = 64 * 1024;

/// Reads the lines; one that is none comes with its place and what is wrong.
pub fn lines(text: &str) -> Vec<Result<Line, (usize, String)>> {
    let mut whole: Vec<(usize, String)> = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), whole.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            _ => whole.push((index + 1, line.to_owned())),
        }
    }
    whole.retain(|(_, line)| !line.trim().is_empty());
    whole.into_iter().map(|(at, line)| of(at, &line).map_err(|problem| (at, problem))).collect()
}

fn of(at: usize, line: &str) -> Result<Line, String> {
    if line.len() > LONGEST {
        return Err(format!("this line has more than {LONGEST} bytes; shorten it"));
    }
    let mut quoted = false;
    let colon = line.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b':' && !quoted
    });
    let head = colon.map(|colon| &line[..colon]).unwrap_or_default();
    let name = head.split(';').next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match colon {
        Some(colon) if !name.is_empty() && name.chars().all(is_name) => {
            let value = line[colon + 1..].to_owned();
            Ok(Line { at, name: name.to_ascii_uppercase(), value })
        }
        _ => Err("this is no line of a calendar; each one is NAME:VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_line_is_one_line_where_it_begins() {
        let read =
            lines("\u{feff}BEGIN:VCALENDAR\r\nSUMMARY;X=\"a:b\":Chris\r\n tmas\n\tday\n\nx\n");
        let line = |at, name: &str, value: &str| {
            Ok(Line { at, name: name.to_owned(), value: value.to_owned() })
        };
        assert_eq!(read[0], line(1, "BEGIN", "VCALENDAR"));
        assert_eq!(read[1], line(2, "SUMMARY", "Christmasday"));
        assert_eq!(read[2].as_ref().unwrap_err().0, 6);
    }
}
