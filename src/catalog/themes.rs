//! Themes: how each meaning looks, as data. What a terminal makes of them is decided where it is drawn.
//!
//! A theme gives colours and weight to meanings, never to places, and it says nothing about words and
//! signs: whatever theme is chosen, everything is still written.

use super::error::CatalogError;
use super::file;
use super::keys::{keys_of, meant};
use super::theme_file::{Look as Written, ThemeFile, TwoParts};
use super::written::{self, Kind};
use crate::plan::Fault;
use std::collections::BTreeMap;
use std::path::Path;

/// The themes that are built in, the default first.
const BUILT_IN: [(&str, &str); 6] = [
    ("ansi", include_str!("../../themes/ansi.toml")),
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("okabe-ito", include_str!("../../themes/okabe-ito.toml")),
];

/// Every meaning that a theme gives a look. One that it leaves out looks as it does without colours.
pub const ROLES: [&str; 27] = [
    "calm",
    "muted",
    "strong",
    "title",
    "title_focus",
    "border",
    "border_focus",
    "selected",
    "warning",
    "danger",
    "late",
    "done",
    "sev1",
    "sev2",
    "sev3",
    "sev4",
    "banner",
    "exercise",
    "key",
    "nobody",
    "stage",
    "input",
    "input_focus",
    "error",
    "machine",
    "gauge",
    "gauge_rest",
];

/// The sixteen colours of a terminal, in its order.
pub const SIXTEEN: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "light-black",
    "light-red",
    "light-green",
    "light-yellow",
    "light-blue",
    "light-magenta",
    "light-cyan",
    "light-white",
];

/// How many themes may stand on each other.
const DEEPEST: usize = 8;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// One of the terminal's own sixteen, whatever it makes of it.
    Own(u8),
    /// An exact one.
    Exact {
        /// Red, green and blue.
        rgb: [u8; 3],
        /// Which of the sixteen stands for it, where the theme says so.
        sixteen: Option<u8>,
    },
}

/// The weight of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Heavier, on some terminals also lighter in colour.
    Bold,
    /// Fainter.
    Dim,
    /// Slanted.
    Italic,
    /// With a line below.
    Underlined,
    /// Letters and background change places.
    Reversed,
}

/// How a meaning looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// The colour of letters; none is the terminal's.
    pub fg: Option<Colour>,
    /// The colour behind them; none is the theme's background.
    pub bg: Option<Colour>,
    /// The weight of letters.
    pub weights: Vec<Weight>,
}

/// What a theme was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// A dark background.
    Dark,
    /// A light background.
    Light,
    /// Whatever background there is.
    Any,
    /// Every meaning stands out by at least 7 : 1.
    HighContrast,
}

impl Variant {
    /// The word for it in a theme file.
    pub fn word(self) -> &'static str {
        match self {
            Variant::Dark => "dark",
            Variant::Light => "light",
            Variant::Any => "any",
            Variant::HighContrast => "high-contrast",
        }
    }

    fn of(word: &str) -> Option<Variant> {
        let all = [Variant::Dark, Variant::Light, Variant::Any, Variant::HighContrast];
        all.into_iter().find(|variant| variant.word() == word)
    }
}

/// A theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// How it is chosen: the id of a built-in one, or the file.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it was made for.
    pub variant: Variant,
    /// Its own background; none is the terminal's.
    pub background: Option<Colour>,
    /// How each meaning looks, by its name in [`ROLES`].
    pub roles: BTreeMap<&'static str, Look>,
}

/// Returns the ids of the built-in themes, the default first.
pub fn theme_ids() -> Vec<&'static str> {
    BUILT_IN.iter().map(|(id, _)| *id).collect()
}

/// Returns the text of a built-in theme.
pub fn theme_text(id: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// Returns a theme: from a file, when the name ends in `.toml` or holds a slash; from `NAME.toml` in the
/// folder, when it is there; else the built-in one.
pub fn load_theme(name: &str, folder: Option<&Path>) -> Result<Theme, CatalogError> {
    let (text, file) = text_of(name, folder)?;
    theme_from_toml(&text, &file)
}

/// Reads a theme from TOML; `file` is what messages call it, and themes that it inherits from are looked
/// for beside it.
pub fn theme_from_toml(text: &str, file: &str) -> Result<Theme, CatalogError> {
    let whole = whole(text, file, 0)?;
    let id = if theme_text(file).is_some() { file } else { file.trim_start_matches("./") };
    Ok(Theme {
        id: id.to_owned(),
        name: whole.name.clone().unwrap_or_else(|| id.to_owned()),
        variant: whole.variant.as_deref().and_then(Variant::of).unwrap_or(Variant::Any),
        background: whole.background.as_deref().and_then(|name| whole.colour(name)),
        roles: ROLES
            .into_iter()
            .filter_map(|role| Some((role, whole.look(whole.roles.get(role)?))))
            .collect(),
    })
}

/// The file that a theme's name stands for, if it is one; nothing for a built-in theme.
pub fn theme_path(name: &str, folder: Option<&Path>) -> Option<std::path::PathBuf> {
    let path = Path::new(name);
    if file::is_path(name) {
        return Some(folder.map_or_else(|| path.to_owned(), |folder| folder.join(path)));
    }
    let beside = folder?.join(format!("{name}.toml"));
    beside.exists().then_some(beside)
}

fn text_of(name: &str, folder: Option<&Path>) -> Result<(String, String), CatalogError> {
    if let Some(path) = theme_path(name, folder) {
        let file = path.to_string_lossy().into_owned();
        return Ok((file::read(&file)?, file));
    }
    match theme_text(name) {
        Some(text) => Ok((text.to_owned(), name.to_owned())),
        None => {
            Err(CatalogError::Unknown { what: "theme", name: name.to_owned(), known: theme_ids() })
        }
    }
}

/// A theme file with everything that it inherits.
fn whole(text: &str, file: &str, depth: usize) -> Result<ThemeFile, CatalogError> {
    let inherited = std::cell::OnceCell::new();
    let check = |own: &ThemeFile| {
        let parent = own.inherits.as_deref().map(|name| parent(name, file, depth));
        let parent = match parent.transpose() {
            Ok(parent) => parent.unwrap_or_default(),
            Err(problem) => return vec![Fault { path: "inherits".to_owned(), problem }],
        };
        let whole = own.clone().over(parent);
        let faults = faults(own, &whole);
        _ = inherited.set(whole);
        faults
    };
    let own = written::read(text, file, &Kind { keys, check: &check, optional: true })?;
    Ok(inherited.into_inner().unwrap_or(own))
}

fn parent(name: &str, file: &str, depth: usize) -> Result<ThemeFile, String> {
    if depth + 1 == DEEPEST {
        return Err(format!("more than {DEEPEST} themes stand on each other; is there a circle?"));
    }
    let folder = if theme_text(file).is_some() { None } else { Path::new(file).parent() };
    let (text, file) = text_of(name, folder).map_err(|error| error.to_string())?;
    whole(&text, &file, depth + 1).map_err(|error| error.to_string())
}

fn keys(table: &str) -> &'static [&'static str] {
    match table {
        "" => keys_of::<ThemeFile>(),
        "roles" => &ROLES,
        _ if table.starts_with("roles.") => keys_of::<TwoParts>(),
        _ => &[],
    }
}

/// Everything that a file says and that means nothing.
fn faults(own: &ThemeFile, whole: &ThemeFile) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |path: String, problem: String| faults.push(Fault { path, problem });
    if let Some(word) = &own.variant
        && Variant::of(word).is_none()
    {
        fault("variant".into(), "one of: dark, light, any, high-contrast".into());
    }
    if own.variant.is_none() && own.inherits.is_none() {
        fault(String::new(), "`variant` is missing (dark, light, any, high-contrast)".into());
    }
    for (name, value) in &own.palette {
        if ThemeFile::exact(value).is_none() && !SIXTEEN.contains(&value.as_str()) {
            fault(written::key_in("palette", name), no_colour(value, &BTreeMap::new()));
        }
    }
    for (name, answer) in &own.sixteen {
        let path = written::key_in("sixteen", name);
        if !whole.palette.contains_key(name) {
            fault(path, "no colour of the palette has that name; take it out".into());
        } else if !SIXTEEN.contains(&answer.as_str()) {
            fault(path, format!("one of the sixteen colours: {}", SIXTEEN.join(", ")));
        }
    }
    if let Some(name) = &own.background
        && whole.colour(name).is_none()
    {
        fault("background".into(), no_colour(name, &whole.palette));
    }
    for (role, look) in &own.roles {
        let path = written::key_in("roles", role);
        if !ROLES.contains(&role.as_str()) {
            fault(path, no_role(role));
            continue;
        }
        for (key, colour) in [("fg", look.fg()), ("bg", look.bg())] {
            if let Some(name) = colour
                && whole.colour(name).is_none()
            {
                let path = if look.is_short() { path.clone() } else { format!("{path}.{key}") };
                fault(path, no_colour(name, &whole.palette));
            }
        }
        for (index, word) in look.modifiers().iter().enumerate() {
            if Written::weight(word).is_none() {
                let words = "bold, dim, italic, underlined, reversed";
                fault(format!("{path}.modifiers[{index}]"), format!("one of: {words}"));
            }
        }
    }
    faults
}

fn no_role(role: &str) -> String {
    match meant(role, &ROLES) {
        Some(role) => format!("there is no such meaning; did you mean `{role}`?"),
        None => format!("there is no such meaning (one of: {})", ROLES.join(", ")),
    }
}

fn no_colour(name: &str, palette: &BTreeMap<String, String>) -> String {
    let known: Vec<&str> = palette.keys().map(String::as_str).chain(SIXTEEN).collect();
    match meant(name, &known) {
        Some(colour) => format!("{name:?} is no colour; did you mean {colour:?}?"),
        None => format!(
            "{name:?} is no colour: write \"#rrggbb\", a name of the palette, or one of the terminal's ({})",
            SIXTEEN[..8].join(", ")
        ),
    }
}
