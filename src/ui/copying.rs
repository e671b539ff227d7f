//! Copies what is selected, as text that is shown: nothing from outside reaches a clipboard raw.

use super::effect::Effect;
use super::layout::Pane;
use super::model::Model;
use super::panes::words::words;
use crate::text::Shown;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The longest text that is copied, in bytes: as base64 it stays below what terminals take at once.
pub const LONGEST: usize = 74 * 1024;
/// How much of a wrapped sequence `screen` takes at once.
const SCREEN_PIECE: usize = 76;

/// Copies what is selected in the pane that has the keys.
pub fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(text) = selected(model) else {
        model.complain("there is nothing to copy", "");
        return Vec::new();
    };
    copy_text(model, &text)
}

/// Copies a text, as it is shown.
pub(super) fn copy_text(model: &mut Model, text: &str) -> Vec<Effect> {
    let text = shown(text);
    if text.len() > LONGEST {
        let length = text.len();
        model.complain(&format!("{length} bytes are too many to copy"), "a terminal takes 74 KB");
        return Vec::new();
    }
    model.say(&format!("copied {} characters (OSC 52)", text.chars().count()));
    vec![Effect::Copy(text)]
}

fn selected(model: &Model) -> Option<String> {
    let at = model.scroll(model.focus).at;
    if model.focus == Pane::Incidents {
        let room = *model.listed().get(at)?;
        return Some(format!("{} {}", room.id(), room.incident.title));
    }
    words(model, model.focus, at)
}

/// A text as it is shown, line by line.
fn shown(text: &str) -> String {
    let lines: Vec<Shown> = Shown::lines(text);
    let lines: Vec<&str> = lines.iter().map(Shown::as_str).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Through what a sequence has to go to reach the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// Nothing.
    Nothing,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

impl Through {
    /// What the environment says.
    pub fn of_environment(var: impl Fn(&str) -> Option<String>) -> Through {
        let term = var("TERM").unwrap_or_default();
        match () {
            () if var("TMUX").is_some_and(|value| !value.is_empty()) => Through::Tmux,
            () if term.starts_with("tmux") => Through::Tmux,
            () if term.starts_with("screen") => Through::Screen,
            () => Through::Nothing,
        }
    }
}

/// The bytes that put a text on the terminal's clipboard.
///
/// Within tmux and screen the sequence is sent twice: plain, for a tmux that takes it itself, and
/// wrapped, for one that hands it on. Where both happen, the same text is copied twice.
pub fn sequence(text: &str, through: Through) -> String {
    let plain = format!("\x1b]52;c;{}\x1b\\", STANDARD.encode(text));
    match through {
        Through::Nothing => plain,
        Through::Tmux => {
            let wrapped = plain.replace('\x1b', "\x1b\x1b");
            format!("{plain}\x1bPtmux;{wrapped}\x1b\\")
        }
        Through::Screen => {
            // The usual end would end the wrapping; in here it is a bell. It takes small pieces only.
            let body = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
            let pieces = body.as_bytes().chunks(SCREEN_PIECE).map(String::from_utf8_lossy);
            let wrapped: Vec<_> = pieces.collect();
            format!("{plain}\x1bP{}\x1b\\", wrapped.join("\x1b\\\x1bP"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(vars: &[(&str, &str)]) -> Through {
        Through::of_environment(|name| {
            vars.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_says_through_what_a_sequence_goes() {
        assert_eq!(through(&[("TERM", "xterm-256color")]), Through::Nothing);
        assert_eq!(through(&[("TERM", "screen-256color"), ("TMUX", "/s,1,0")]), Through::Tmux);
        assert_eq!(through(&[("TERM", "tmux-256color")]), Through::Tmux);
        assert_eq!(through(&[("TERM", "screen.xterm")]), Through::Screen);
    }

    #[test]
    fn a_text_goes_to_the_clipboard_as_base64_and_ends_in_a_string_terminator() {
        assert_eq!(
            sequence("7Q2K dösages", Through::Nothing),
            "\x1b]52;c;N1EySyBkw7ZzYWdlcw==\x1b\\"
        );
    }

    #[test]
    fn within_tmux_every_escape_of_the_wrapped_sequence_is_doubled() {
        assert_eq!(
            sequence("a", Through::Tmux),
            "\x1b]52;c;YQ==\x1b\\\x1bPtmux;\x1b\x1b]52;c;YQ==\x1b\x1b\\\x1b\\"
        );
    }

    #[test]
    fn within_screen_it_is_wrapped_in_small_pieces() {
        let bytes = sequence(&"x".repeat(200), Through::Screen);
        let (_, wrapped) = bytes.split_once("\x1bP").unwrap();
        assert!(wrapped.split("\x1b\\").all(|piece| piece.len() <= SCREEN_PIECE + 2));
        assert_eq!(
            sequence("a", Through::Screen),
            "\x1b]52;c;YQ==\x1b\\\x1bP\x1b]52;c;YQ==\x07\x1b\\"
        );
    }

    #[test]
    fn what_is_copied_holds_no_control_character() {
        assert_eq!(shown("one\x1b[31m\ntwo\u{202e}\n"), "one^[[31m\ntwo<U+202E>");
    }
}
