//! `config`: writing a file to begin with, showing what is in force, checking.

use super::args::{ConfigDo, Global};
use super::failure::{Failure, INVALID, REFUSED};
use super::out::Out;
use super::settings::{self, Origin};
use super::table::{Table, counted};
use super::{desk, filing, theming};
use crate::catalog;
use crate::ui::keymap::Keymap;
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file that `config init` writes.
const TEMPLATE: &str = include_str!("config.toml");

/// Does what was typed about the configuration.
pub fn configure(global: &Global, out: Out, what: ConfigDo) -> Result<(), Failure> {
    match what {
        ConfigDo::Init => init(global, out),
        ConfigDo::Show => show(global, out),
        ConfigDo::Check { file } => check(global, out, file.as_deref()),
    }
}

fn init(global: &Global, out: Out) -> Result<(), Failure> {
    let file = settings::file_of(global)?;
    let shown = file.display().to_string();
    filing::create(&file, TEMPLATE).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            let remedy = "edit it, or move it away first; `warroom config check` checks it";
            Failure::new(REFUSED, format!("{shown} is there already"), remedy)
        }
        _ => Failure::io(&format!("cannot write {shown}"), &error),
    })?;
    if out.json {
        return out.json(&json!({ "file": shown }));
    }
    out.say(&format!("written: {shown}"))
}

fn check(global: &Global, out: Out, file: Option<&Path>) -> Result<(), Failure> {
    let path = match file {
        Some(file) => file.to_owned(),
        None => settings::file_of(global)?,
    };
    let shown = path.display().to_string();
    if file.is_none() && global.config.is_none() && !path.exists() {
        if out.json {
            return out.json(&json!({ "file": shown, "exists": false, "keys": 0 }));
        }
        return out.say(&format!("{shown} is not there: every value is the default"));
    }
    let written = catalog::config_from_file(&shown).map_err(|error| settings::wrong(&error))?;
    let keys = written.lines.len();
    let mut named = Global { config: Some(path), ..global.clone() };
    let line = |key: &str| written.lines.get(key).copied().unwrap_or(1);
    let (plan_line, theme_line) = (line("plan"), line("theme"));
    let (plan, theme) = (written.config.plan.is_some(), written.config.theme.clone());
    let (_, problems) = Keymap::of(&written.config.keys);
    let mut faults: Vec<String> = Vec::new();
    for problem in problems {
        let key = catalog::key_in("keys", &problem.entry);
        faults.push(format!("{shown}:{}: {key}: {}; {}", line(&key), problem.text, problem.remedy));
    }
    // What the file names must be right too, whatever is typed or set besides.
    (named.plan, named.settled) = (None, settings::Settled::default());
    settings::settle(&mut named, written, |name| {
        std::env::var(name).ok().filter(|_| name == "HOME")
    });
    if let (true, Some(name)) = (plan, &named.plan)
        && let Err(error) = settings::shelf(&named).load(name)
    {
        faults.push(format!("{shown}:{plan_line}: plan: {error}"));
    }
    if let Some(name) = theme
        && let Err(error) = theming::load(&named, &name)
    {
        faults.push(format!("{shown}:{theme_line}: theme: {error}"));
    }
    if !faults.is_empty() {
        let remedy = "mend what is named, or name another; `warroom config check` looks again";
        return Err(Failure::new(INVALID, faults.join("\n"), remedy));
    }
    if out.json {
        return out.json(&json!({ "file": shown, "exists": true, "keys": keys }));
    }
    out.say(&format!("{shown}: {}, all right", counted(keys, "key", "keys")))
}

/// Every value that is in force, by its key.
fn values(global: &Global) -> Result<Vec<(String, Value)>, Failure> {
    let settled = &global.settled;
    let store = desk::Folders::of_user()?.store_of(global).display().to_string();
    let text = |text: &Option<String>, default: &str| {
        Value::from(text.clone().unwrap_or_else(|| default.to_owned()))
    };
    let path = |path: &Option<PathBuf>| {
        Value::from(path.as_ref().map(|path| path.display().to_string()).unwrap_or_default())
    };
    let color = global.color.map_or("auto", super::args::When::word);
    let mut values = vec![
        ("store".to_owned(), store.into()),
        ("as".to_owned(), text(&global.handle, &desk::user_name())),
        ("plan".to_owned(), text(&global.plan, "standard")),
        ("zone".to_owned(), if global.local { "local" } else { "utc" }.into()),
        ("color".to_owned(), color.into()),
        ("theme".to_owned(), text(&settled.theme, "ansi")),
        ("ascii".to_owned(), global.ascii.into()),
        ("mouse".to_owned(), settled.config.mouse.unwrap_or(false).into()),
        ("bell".to_owned(), settled.config.bell.unwrap_or(true).into()),
        ("paint_background".to_owned(), settled.paints().into()),
        ("log.level".to_owned(), text(&settled.level, "info")),
        ("server.url".to_owned(), text(&global.server, "")),
        ("server.token_file".to_owned(), path(&global.token_file)),
        ("server.token_command".to_owned(), text(&settled.config.server.token_command, "")),
        ("server.ca_file".to_owned(), path(&global.ca_file)),
    ];
    for (action, keys) in &settled.config.keys {
        values.push((catalog::key_in("keys", action), keys.clone().into()));
    }
    Ok(values)
}

fn show(global: &Global, out: Out) -> Result<(), Failure> {
    let file = settings::file_of(global)?;
    let values = values(global)?;
    let exists = file.exists();
    if out.json {
        let rows: Vec<Value> = values
            .into_iter()
            .map(|(key, value)| {
                let (origin, place) = match global.settled.origin(&key) {
                    Origin::Flag(flag) => ("flag", Value::from(flag)),
                    Origin::Variable(variable) => ("environment", variable.into()),
                    Origin::File(file, line) => ("file", format!("{file}:{line}").into()),
                    Origin::Default => ("default", Value::Null),
                };
                json!({ "key": key, "value": value, "origin": origin, "where": place })
            })
            .collect();
        let file = file.display().to_string();
        return out.json(&json!({ "file": file, "exists": exists, "values": rows }));
    }
    let remark = if exists { "" } else { "  (not there: `warroom config init` writes it)" };
    out.line(&format!("file  {}{remark}", file.display()))?;
    let mut table = Table::with(out, 0, &[]);
    for (key, value) in values {
        let origin = match global.settled.origin(&key) {
            Origin::Flag(word) | Origin::Variable(word) => word.to_owned(),
            Origin::File(file, line) => format!("{file}:{line}"),
            Origin::Default => "default".to_owned(),
        };
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        table.row(&[&key, &value], &origin);
    }
    table.print()
}
