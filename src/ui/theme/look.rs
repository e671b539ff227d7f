//! What the screen is drawn with: a theme, and perhaps only the signs of ASCII.

use super::Theme;
use super::depth::{Depth, Wish};

/// How the screen looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Colours, or none.
    pub theme: Theme,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
}

impl Look {
    /// What the environment asks for: no colour where `NO_COLOR` is set or the terminal has none, ASCII
    /// where the locale is not UTF-8 or the terminal is the Linux console.
    pub fn of_environment(var: impl Fn(&str) -> Option<String>) -> Look {
        let depth = Depth::of_environment(Wish::Auto, &var);
        let theme = if depth == Depth::Mono { Theme::MONO } else { Theme::ANSI };
        Look { theme, ascii: Look::needs_ascii(var) }
    }

    /// Whether the environment says that signs beyond ASCII may not be shown.
    pub fn needs_ascii(var: impl Fn(&str) -> Option<String>) -> bool {
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let utf8 = locale.is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        !utf8 || var("TERM").is_some_and(|term| term == "linux")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(vars: &[(&str, &str)]) -> Look {
        Look::of_environment(|name| {
            vars.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_says_whether_there_are_colours_and_signs() {
        let rich = look(&[("LANG", "de_DE.UTF-8"), ("TERM", "xterm-256color"), ("NO_COLOR", "")]);
        assert_eq!(rich, Look { theme: Theme::ANSI, ascii: false });
        let plain = look(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8"), ("NO_COLOR", "1")]);
        assert_eq!(plain, Look { theme: Theme::MONO, ascii: true });
        assert!(look(&[("LANG", "C.utf8"), ("TERM", "linux")]).ascii);
    }
}
