//! What goes to a terminal, byte by byte: text, and the few sequences that are ours.

use warroom::text::is_safe;

/// A piece of what was written.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'b> {
    /// Letters, without any control.
    Text(&'b str),
    /// `CSI`, with its parameters and its last letter.
    Control(&'b str, char),
    /// `OSC`, without its end.
    System(&'b str),
    /// The cursor goes to the beginning of its row.
    Return,
    /// The bell, after the plain look that says that it is ours.
    Bell,
}

/// The bell as we ring it.
const BELL: &str = "\u{1b}[m\u{7}";

/// Takes a stream apart, or says what in it nobody expects.
pub fn pieces(bytes: &[u8]) -> Result<Vec<Piece<'_>>, String> {
    let text = std::str::from_utf8(bytes).map_err(|fault| fault.to_string())?;
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let (piece, after) = match first {
            '\r' => (Piece::Return, &rest[1..]),
            '\u{1b}' if rest.starts_with(BELL) => (Piece::Bell, &rest[BELL.len()..]),
            '\u{1b}' => sequence(&rest[1..])?,
            _ => {
                let end = rest.find(['\u{1b}', '\r']).unwrap_or(rest.len());
                (Piece::Text(&rest[..end]), &rest[end..])
            }
        };
        pieces.push(piece);
        rest = after;
    }
    Ok(pieces)
}

fn sequence(rest: &str) -> Result<(Piece<'_>, &str), String> {
    let start: String = rest.chars().take(12).collect();
    if let Some(rest) = rest.strip_prefix('[') {
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | ';' | '?'));
        let end = end.ok_or_else(|| format!("`{start}` does not end"))?;
        let last = rest[end..].chars().next().unwrap_or_default();
        return Ok((Piece::Control(&rest[..end], last), &rest[end + last.len_utf8()..]));
    }
    if let Some(rest) = rest.strip_prefix(']') {
        let end = rest.find("\u{1b}\\").ok_or_else(|| format!("`{start}` does not end"))?;
        return Ok((Piece::System(&rest[..end]), &rest[end + 2..]));
    }
    Err(format!("`{start}` begins no sequence of ours"))
}

/// Panics unless a stream holds safe text and sequences of ours alone.
#[track_caller]
pub fn is_ours(bytes: &[u8]) {
    if let Err(what) = check(bytes) {
        panic!("{what}");
    }
}

/// Says what in a stream is not ours.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    for piece in pieces(bytes)? {
        let fine = match piece {
            Piece::Text(text) => is_safe(text),
            Piece::Control(numbers, 'm') => !numbers.contains('?'),
            Piece::Control(place, 'H' | 'G') => !place.contains('?'),
            Piece::Control(what, 'J') => what == "2",
            Piece::Control(mode, 'h' | 'l') => {
                let ours = ["?25", "?1000", "?1002", "?1006", "?1049", "?2004", "?2026"];
                ours.contains(&mode)
            }
            // The title is laid aside, and taken up again.
            Piece::Control("22;2" | "23;2", 't') | Piece::Return | Piece::Bell => true,
            Piece::Control(..) => false,
            // A title, or text for the clipboard, in base64.
            Piece::System(title) if title.starts_with("2;") => is_safe(title),
            Piece::System(text) => text.strip_prefix("52;c;").is_some_and(|copied| {
                copied.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='))
            }),
        };
        if !fine {
            return Err(format!("{piece:?} is not ours"));
        }
    }
    Ok(())
}

/// What was written while the screen was ours: after the first sequence that takes it, up to the last
/// that gives it back.
pub fn while_taken(bytes: &[u8]) -> &[u8] {
    let find = |what: &[u8]| bytes.windows(what.len()).position(|part| part == what);
    let start = find(b"\x1b[?1049h").expect("the other screen is taken");
    let end = b"\x1b[?1049l";
    let end = bytes.windows(end.len()).rposition(|part| part == end).unwrap_or(bytes.len());
    &bytes[start..end]
}

/// The numbers of all looks that were set.
pub fn looks(bytes: &[u8]) -> Vec<u16> {
    let pieces = pieces(bytes).expect("the stream is ours");
    let numbers = pieces.iter().filter_map(|piece| match piece {
        Piece::Control(numbers, 'm') => Some(*numbers),
        _ => None,
    });
    numbers
        .flat_map(|numbers| numbers.split(';'))
        .filter_map(|number| number.parse().ok())
        .collect()
}

#[test]
fn a_stream_is_taken_apart() {
    let stream = b"\x1b[1;2Hab\x1b[0;31m\r\x1b]52;c;QQ==\x1b\\";
    let expected = [
        Piece::Control("1;2", 'H'),
        Piece::Text("ab"),
        Piece::Control("0;31", 'm'),
        Piece::Return,
        Piece::System("52;c;QQ=="),
    ];
    assert_eq!(pieces(stream).unwrap(), expected);
    assert_eq!(looks(stream), [0, 31]);
}

#[test]
fn what_is_not_ours_is_noticed() {
    for not_ours in [
        "\u{1b}c",
        "\u{1b}[6n",
        "\u{1b}]0;title\u{1b}\\",
        "\u{1b}]52;c;?\u{1b}\\",
        "a\u{7}",
        "\u{9b}31m",
        "\u{202e}",
        "\u{1b}[?1003h",
    ] {
        assert!(check(not_ours.as_bytes()).is_err(), "{not_ours:?}");
    }
}
