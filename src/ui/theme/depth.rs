//! How many colours a terminal has, by what the environment says of it. The terminal itself is not asked.

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None.
    Mono,
    /// The terminal's own sixteen.
    Sixteen,
    /// Those, a cube of 216 and 24 greys.
    Many,
    /// All that eight bits a part can say.
    True,
}

/// Whether somebody wants colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// As the environment says.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// Not at all.
    Never,
}

impl Depth {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Depth::Mono => "none",
            Depth::Sixteen => "16",
            Depth::Many => "256",
            Depth::True => "truecolor",
        }
    }

    /// The depth that is wished for where these variables are set: first what was typed, then `NO_COLOR`
    /// and a terminal without colours, then what forces them, then what the terminal has.
    pub fn of_environment(wish: Wish, var: impl Fn(&str) -> Option<String>) -> Depth {
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default().to_ascii_lowercase();
        let without = ["dumb", "vt100", "vt102", "vt220"].contains(&term.as_str());
        let has = of_terminal(&term, &set);
        match wish {
            Wish::Never => Depth::Mono,
            Wish::Always => has.max(Depth::Sixteen),
            Wish::Auto if set("NO_COLOR").is_some() || without => Depth::Mono,
            Wish::Auto => match set("FORCE_COLOR").or_else(|| set("CLICOLOR_FORCE")).as_deref() {
                Some("2") => Depth::Many,
                Some("3") => Depth::True,
                Some("0" | "false") | None => has,
                Some(_) => has.max(Depth::Sixteen),
            },
        }
    }
}

fn of_terminal(term: &str, set: &impl Fn(&str) -> Option<String>) -> Depth {
    let truly = set("COLORTERM").is_some_and(|says| says == "truecolor" || says == "24bit");
    let among = |names: &[&str]| names.iter().any(|name| term.starts_with(name));
    // The Linux console takes exact colours and shows the nearest of its sixteen: ours are chosen better.
    if among(&["linux"]) {
        return Depth::Sixteen;
    }
    // Screen swallows exact colours; a multiplexer of the same name that takes them says so by TMUX.
    if among(&["screen"]) && set("TMUX").is_none() {
        return if term.contains("256color") { Depth::Many } else { Depth::Sixteen };
    }
    let known = ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour"];
    if truly || term.ends_with("-direct") || among(&known) || set("WT_SESSION").is_some() {
        return Depth::True;
    }
    if term.contains("256") { Depth::Many } else { Depth::Sixteen }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(wish: Wish, vars: &[(&str, &str)]) -> Depth {
        Depth::of_environment(wish, |name| {
            vars.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_typed_wins_then_no_color_then_force_then_the_terminal() {
        let full = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
        let without = [("NO_COLOR", "1"), ("TERM", "xterm-256color"), ("FORCE_COLOR", "3")];
        assert_eq!(depth(Wish::Auto, &full), Depth::True);
        assert_eq!(depth(Wish::Never, &full), Depth::Mono);
        assert_eq!(depth(Wish::Auto, &without), Depth::Mono);
        assert_eq!(depth(Wish::Always, &without), Depth::Many);
        assert_eq!(depth(Wish::Always, &[("TERM", "dumb")]), Depth::Sixteen);
        assert_eq!(depth(Wish::Auto, &[("TERM", "dumb"), ("FORCE_COLOR", "3")]), Depth::Mono);
        assert_eq!(depth(Wish::Auto, &[("TERM", "xterm"), ("FORCE_COLOR", "2")]), Depth::Many);
        assert_eq!(
            depth(Wish::Auto, &[("TERM", "xterm"), ("CLICOLOR_FORCE", "1")]),
            Depth::Sixteen
        );
        assert_eq!(depth(Wish::Auto, &[("TERM", "xterm"), ("NO_COLOR", "")]), Depth::Sixteen);
    }

    #[test]
    fn terminals_are_known_by_their_names() {
        for (term, depth_of_it) in [
            ("linux", Depth::Sixteen),
            ("xterm", Depth::Sixteen),
            ("screen", Depth::Sixteen),
            ("screen.xterm-256color", Depth::Many),
            ("tmux-256color", Depth::Many),
            ("xterm-256color", Depth::Many),
            ("xterm-kitty", Depth::True),
            ("xterm-direct", Depth::True),
        ] {
            assert_eq!(depth(Wish::Auto, &[("TERM", term)]), depth_of_it, "{term}");
        }
        let beneath = [("TERM", "screen-256color"), ("COLORTERM", "truecolor")];
        assert_eq!(depth(Wish::Auto, &beneath), Depth::Many, "screen swallows exact colours");
        let tmux = [("TMUX", "/run/tmux"), beneath[0], beneath[1]];
        assert_eq!(depth(Wish::Auto, &tmux), Depth::True);
        assert_eq!(depth(Wish::Auto, &[("TERM", "linux"), beneath[1]]), Depth::Sixteen);
    }
}
