//! Safe text in ASCII only, for terminals and fonts that have nothing else; no width changes.

use super::hidden::grapheme_width;
use super::shown::Shown;

/// Our own signs and common punctuation, each one cell wide, with what stands for it.
const SIGNS: &[(&str, char)] = &[
    ("·•‧∙▪▫⋅", '.'),
    ("–—−‐‑‒", '-'),
    ("‘’‚′ʼ´", '\''),
    ("“”„″«»", '"'),
    ("…≈∼", '~'),
    ("→▶▸►›⇒", '>'),
    ("←◀◂◄‹⇐", '<'),
    ("↑▲△", '^'),
    ("↓▼▽▾⏎", 'v'),
    ("⇅↕", '%'),
    ("↷↻⟳", '@'),
    ("‼¡", '!'),
    ("∅○◌⊘", 'o'),
    ("●◉◆■", '*'),
    ("◔◑◕", 'c'),
    ("⚙", '&'),
    ("✓✔☑", 'v'),
    ("✗✘☒×", 'x'),
    ("☐□", '_'),
    ("█▓▉▊▋▇▆", '#'),
    ("▒▍▌▐▄▀▅", '='),
    ("░", '.'),
    ("▏▎▕", '|'),
    ("▁▂▃", '_'),
    ("─━┄┅┈┉╌╍═╴╶╸╺", '-'),
    ("│┃┆┇┊┋╎╏║╵╷╹╻", '|'),
    ("╱", '/'),
    ("╲", '\\'),
    ("÷", '/'),
    ("±", '+'),
    ("¦", '|'),
    ("€£¥¢", '$'),
    ("§", 'S'),
    ("°", 'o'),
    ("µμ", 'u'),
    ("\u{a0}\u{2002}\u{2009}\u{202f}", ' '),
];

/// What is left of the letters U+00C0 to U+00FF without their accents.
const LATIN_1: &[u8] = b"AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy";
/// What is left of the letters U+0100 to U+017F without their accents.
const LATIN_A: &[u8] = b"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLl\
NnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

impl Shown {
    /// Returns the same text in ASCII, each cell in its place.
    ///
    /// Our signs become similar ones, Latin letters lose their accents, everything else is one `?` a cell.
    #[must_use]
    pub fn ascii(&self) -> Self {
        if self.text.is_ascii() {
            return self.clone();
        }
        let mut ascii = String::with_capacity(self.width);
        for (grapheme, cells) in self.graphemes() {
            let plain = grapheme.chars().next().and_then(plain);
            match plain {
                Some(plain) if cells == 1 => ascii.push(plain),
                _ => ascii.extend(std::iter::repeat_n('?', grapheme_width(grapheme))),
            }
        }
        Self::of_clean(ascii)
    }
}

fn plain(c: char) -> Option<char> {
    let letter = |table: &[u8], first: char| {
        table.get((u32::from(c) - u32::from(first)) as usize).map(|&byte| char::from(byte))
    };
    match c {
        _ if c.is_ascii() => Some(c),
        '\u{c0}'..='\u{ff}' => letter(LATIN_1, '\u{c0}'),
        '\u{100}'..='\u{17f}' => letter(LATIN_A, '\u{100}'),
        _ => SIGNS
            .iter()
            .find(|(signs, _)| signs.contains(c))
            .map(|&(_, plain)| plain)
            .or(('\u{2500}'..='\u{257f}').contains(&c).then_some('+')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_one_cell_wide_and_becomes_one_cell() {
        for c in SIGNS.iter().flat_map(|(signs, _)| signs.chars()) {
            let sign = Shown::of(&c.to_string());
            assert_eq!((sign.width(), sign.ascii().width()), (1, 1), "{c}");
            assert_ne!(sign.ascii().as_str(), "?", "{c}");
        }
    }

    #[test]
    fn the_letter_tables_cover_their_blocks() {
        assert_eq!((LATIN_1.len(), LATIN_A.len()), (64, 128));
        assert_eq!(plain('é'), Some('e'));
        assert_eq!(plain('ž'), Some('z'));
        assert_eq!(plain('Ł'), Some('L'));
        assert_eq!(plain('ſ'), Some('s'));
    }
}
