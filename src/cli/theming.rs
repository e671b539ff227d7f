//! `theme`: what there is, how it looks, whether it can be read; and the look of the screen.

use super::args::{Global, ThemeDo, When};
use super::failure::{CHECK, Failure};
use super::out::{self, Out};
use super::settings;
use super::table::Table;
use crate::catalog::themes::{self, Colour, SIXTEEN, Theme, Weight, theme_ids};
use crate::catalog::{CatalogError, Contrast, contrasts, is_path, names_in};
use crate::ui::Look;
use crate::ui::theme::{self, Depth, Wish};
use serde_json::json;

/// Does what was typed about themes.
pub fn theme(global: &Global, out: Out, what: ThemeDo) -> Result<u8, Failure> {
    match what {
        ThemeDo::List => list(global, out)?,
        ThemeDo::Show { theme } => show(&load(global, &theme)?, out)?,
        ThemeDo::Check { theme } => return check(&load(global, &theme)?, out),
    }
    Ok(0)
}

/// A theme by its name, which the user's own folder may know, or by its file.
pub fn load(global: &Global, name: &str) -> Result<Theme, CatalogError> {
    let folder = if is_path(name) { None } else { settings::themes_folder(global) };
    themes::load_theme(name, folder.as_deref())
}

/// How the screen looks by what is settled; a theme that cannot be read leaves the terminal's own colours.
pub fn look(global: &Global) -> (Look, Option<CatalogError>) {
    let var = |name: &str| std::env::var(name).ok();
    let wish = match global.color {
        None | Some(When::Auto) => Wish::Auto,
        Some(When::Always) => Wish::Always,
        Some(When::Never) => Wish::Never,
    };
    let depth = Depth::of_environment(wish, var);
    let ascii = global.ascii || Look::needs_ascii(var);
    let plain = if depth == Depth::Mono { theme::Theme::MONO } else { theme::Theme::ANSI };
    let chosen = global.settled.theme.as_deref().filter(|name| *name != "ansi" || own_ansi(global));
    let (theme, error) = match chosen.map(|name| load_settled(global, name)) {
        None => (plain, None),
        Some(Ok(read)) => (theme::Theme::of(&read, depth, global.settled.paints()), None),
        Some(Err(error)) => (plain, Some(error)),
    };
    (Look { theme, ascii }, error)
}

/// A theme as the configuration means it: a file lies in the folder of themes, unless it says where.
fn load_settled(global: &Global, name: &str) -> Result<Theme, CatalogError> {
    themes::load_theme(name, settings::themes_folder(global).as_deref())
}

/// Whether somebody has a theme of the default's name.
fn own_ansi(global: &Global) -> bool {
    settings::themes_folder(global).is_some_and(|folder| folder.join("ansi.toml").exists())
}

fn list(global: &Global, out: Out) -> Result<(), Failure> {
    let folder = settings::themes_folder(global);
    let own = folder.as_deref().map(names_in).unwrap_or_default();
    let built_in = theme_ids().into_iter().map(str::to_owned);
    let names: Vec<String> = built_in.filter(|id| !own.contains(id)).chain(own.clone()).collect();
    let used = global.settled.theme.as_deref().unwrap_or("ansi");
    let mut rows = Vec::new();
    let mut table = Table::with(out, 0, &[]);
    for name in &names {
        let theme = load(global, name);
        let (variant, title) = match &theme {
            Ok(theme) => (theme.variant.word(), theme.name.clone()),
            Err(_) => ("wrong", format!("`warroom theme check {name}` says why")),
        };
        let source = if own.contains(name) { "yours" } else { "built in" };
        let mark = if name == used { "*" } else { " " };
        table.row(&[mark, name, variant, source], &title);
        rows.push(json!({
            "id": name,
            "name": theme.as_ref().ok().map(|theme| theme.name.clone()),
            "variant": theme.as_ref().ok().map(|theme| theme.variant.word()),
            "built_in": !own.contains(name),
            "in_use": name == used,
        }));
    }
    if out.json { out.json(&json!({ "themes": rows })) } else { table.print() }
}

fn word_of(colour: Option<Colour>) -> String {
    match colour {
        None => "-".to_owned(),
        Some(Colour::Own(place)) => SIXTEEN[usize::from(place % 16)].to_owned(),
        Some(Colour::Exact { rgb: [red, green, blue], .. }) => {
            format!("#{red:02x}{green:02x}{blue:02x}")
        }
    }
}

fn weight_of(weight: Weight) -> &'static str {
    match weight {
        Weight::Bold => "bold",
        Weight::Dim => "dim",
        Weight::Italic => "italic",
        Weight::Underlined => "underlined",
        Weight::Reversed => "reversed",
    }
}

fn ratio_of(contrast: &Contrast) -> String {
    contrast.ratio.map_or_else(|| "the terminal's".to_owned(), |ratio| format!("{ratio:.1} : 1"))
}

fn show(theme: &Theme, out: Out) -> Result<(), Failure> {
    let contrasts = contrasts(theme);
    let contrast_of = |role: &str| contrasts.iter().find(|contrast| contrast.role == role);
    let ordered = themes::ROLES.into_iter().filter_map(|role| Some((role, theme.roles.get(role)?)));
    if out.json {
        let roles: Vec<_> = ordered
            .map(|(role, look)| {
                let weights: Vec<_> =
                    look.weights.iter().map(|weight| weight_of(*weight)).collect();
                json!({
                    "role": role,
                    "fg": look.fg.map(|colour| word_of(Some(colour))),
                    "bg": look.bg.map(|colour| word_of(Some(colour))),
                    "modifiers": weights,
                    "contrast": contrast_of(role).and_then(|contrast| contrast.ratio),
                })
            })
            .collect();
        return out.json(&json!({
            "id": theme.id,
            "name": theme.name,
            "variant": theme.variant.word(),
            "background": theme.background.map(|colour| word_of(Some(colour))),
            "roles": roles,
        }));
    }
    let ground = theme.background.map_or_else(|| "the terminal's".to_owned(), |c| word_of(Some(c)));
    out.line(&format!("{} ({}), background: {ground}", theme.name, theme.variant.word()))?;
    let mut table = Table::with(out, 2, &[]);
    for (role, look) in ordered {
        let weights: Vec<_> = look.weights.iter().map(|weight| weight_of(*weight)).collect();
        let contrast = contrast_of(role).map(ratio_of).unwrap_or_default();
        table.row(&[role, &word_of(look.fg), &word_of(look.bg), &weights.join(" ")], &contrast);
    }
    table.print()
}

fn check(theme: &Theme, out: Out) -> Result<u8, Failure> {
    let contrasts = contrasts(theme);
    let low: Vec<&Contrast> = contrasts.iter().filter(|contrast| contrast.is_too_low()).collect();
    let code = if low.is_empty() { 0 } else { CHECK };
    if out.json {
        let rows = contrasts.iter().map(|contrast| {
            json!({
                "role": contrast.role,
                "contrast": contrast.ratio,
                "needed": contrast.needed,
                "too_low": contrast.is_too_low(),
            })
        });
        let rows: Vec<_> = rows.collect();
        out.json(&json!({ "theme": theme.id, "too_low": low.len(), "contrasts": rows }))?;
        return Ok(code);
    }
    for contrast in &low {
        let (role, needed) = (contrast.role, contrast.needed);
        out.line(&format!("{role}: {}, and it needs {needed} : 1", ratio_of(contrast)))?;
    }
    if low.is_empty() {
        let known = contrasts.iter().filter_map(|contrast| contrast.ratio).reduce(f64::min);
        let lowest = known.map_or_else(
            || "the colours are the terminal's, whose contrast nobody knows".to_owned(),
            |lowest| format!("the lowest contrast is {lowest:.1} : 1"),
        );
        out.say(&format!("{}: all right; {lowest}", theme.id))?;
    } else {
        out::complain(&format!("error: {} cannot be read well", theme.id));
        out::complain(
            "try: lighter letters on dark, darker ones on light; or badges: dark on a colour",
        );
    }
    Ok(code)
}
