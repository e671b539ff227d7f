//! Reads a value from TOML, and reports everything that is wrong with the text at once.

use super::error::{CatalogError, Misprint};
use super::keys::meant;
pub use super::places::key_in;
use super::places::{Places, item_in};
use crate::plan::Fault;
use serde::de::DeserializeOwned;
use serde_ignored::Path;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

/// What is known about a kind of file besides its type.
pub struct Kind<'a, T> {
    /// The keys of each table, by its path without numbers: `clocks[].due[]`. Used to suggest a key.
    pub keys: fn(&str) -> &'static [&'static str],
    /// What a value of the right type may still have wrong.
    pub check: &'a dyn Fn(&T) -> Vec<Fault>,
    /// Whether every key may be missing: then one with a value of a wrong type is as good as not there,
    /// and the rest is read all the same.
    pub optional: bool,
}

/// How many values of a wrong type are reported: each costs another reading of the text.
const WRONG_VALUES: usize = 50;

/// Reads a value, or returns every fault of the text.
pub fn read<T: DeserializeOwned>(
    text: &str,
    file: &str,
    kind: &Kind<'_, T>,
) -> Result<T, CatalogError> {
    read_with_places(text, file, kind).map(|(value, _)| value)
}

/// Reads a value and where its keys stand, or returns every fault of the text.
pub fn read_with_places<T: DeserializeOwned>(
    text: &str,
    file: &str,
    kind: &Kind<'_, T>,
) -> Result<(T, Places), CatalogError> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut found =
        Found { file, places: Places::of(text, root.get_ref()), misprints: BTreeSet::new() };
    for error in &errors {
        let line = error.span().map_or(1, |span| found.places.line_at(span.start));
        // What follows a slip is often its echo, so one a line will do.
        if found.misprints.iter().all(|(other, ..)| *other != line) {
            found.add(line, "", error.message());
        }
    }
    if !errors.is_empty() {
        return Err(found.into_error());
    }

    let value = read_value(text, root, kind, &mut found);
    if let (Some(value), true) = (&value, found.misprints.is_empty()) {
        for fault in (kind.check)(value) {
            found.add(found.places.line_of(&fault.path), &fault.path, &fault.problem);
        }
    }
    match value {
        Some(value) if found.misprints.is_empty() => Ok((value, found.places)),
        _ => Err(found.into_error()),
    }
}

/// What was found so far, sorted by line.
struct Found<'a> {
    file: &'a str,
    places: Places,
    misprints: BTreeSet<(usize, String, String)>,
}

impl Found<'_> {
    fn add(&mut self, line: usize, path: &str, problem: &str) {
        self.misprints.insert((line, path.to_owned(), problem.to_owned()));
    }

    fn into_error(self) -> CatalogError {
        let misprint =
            |(line, path, problem)| Misprint { file: self.file.to_owned(), line, path, problem };
        CatalogError::Misprints(self.misprints.into_iter().map(misprint).collect())
    }
}

/// Reads the value. A type stops at its first wrong value, so the item of a list that holds it is
/// noted, taken out, and the rest is read again. Then paths count differently: what is found is
/// looked up by its place in the text, which stays the same.
fn read_value<T: DeserializeOwned>(
    text: &str,
    mut root: Spanned<DeTable<'_>>,
    kind: &Kind<'_, T>,
    found: &mut Found<'_>,
) -> Option<T> {
    let mut is_whole = true;
    for _ in 0..WRONG_VALUES {
        let now = Places::of(text, root.get_ref());
        let mut unknown = Vec::new();
        let read: Result<T, _> =
            serde_ignored::deserialize(Deserializer::from(root.clone()), |path| {
                unknown.push(written_path(&path));
            });
        for path in unknown {
            note_unknown(&path, &now, kind, found);
        }
        let error = match read {
            Ok(value) => return is_whole.then_some(value),
            Err(error) => error,
        };
        is_whole = false;
        let at = error.span().unwrap_or_default();
        let path = found.places.path_of_value(&at).unwrap_or_default().to_owned();
        let problem = match error.message() {
            // A day without quotes is no text to TOML.
            text if text.contains("a formatted date string") => {
                "this is no day; write one in quotes, such as \"2026-11-20\""
            }
            text => text,
        };
        found.add(found.places.line_at(at.start), &path, problem);
        let out = |path| {
            take_out(root.get_mut(), path) || kind.optional && remove(root.get_mut(), "", path)
        };
        if !now.path_of_value(&at).is_some_and(out) {
            break;
        }
    }
    None
}

fn note_unknown<T>(path: &str, now: &Places, kind: &Kind<'_, T>, found: &mut Found<'_>) {
    let at: Range<usize> = now.key_of(path).unwrap_or_default();
    let path = found.places.path_of_key(&at).unwrap_or(path).to_owned();
    let (table, key) = path.rsplit_once('.').unwrap_or(("", &path));
    let keys = (kind.keys)(&without_numbers(table));
    let problem = match meant(key, keys) {
        Some(key) => format!("there is no such key; did you mean `{key}`?"),
        None if keys.is_empty() => "there is no such key; take it out".to_owned(),
        None => format!("there is no such key (one of: {})", keys.join(", ")),
    };
    found.add(found.places.line_at(at.start), &path, &problem);
}

/// Takes the innermost item of a list that the path leads through out of its list, if there is one.
fn take_out(root: &mut DeTable<'_>, path: &str) -> bool {
    let Some(end) = path.rfind(']') else { return false };
    let item = &path[..=end];
    take_out_of_table(root, "", item)
}

fn take_out_of_table(table: &mut DeTable<'_>, path: &str, item: &str) -> bool {
    table.iter_mut().any(|(key, value)| {
        let path = key_in(path, key.get_ref());
        item.starts_with(&path) && take_out_of_value(value.get_mut(), &path, item)
    })
}

fn take_out_of_value(value: &mut DeValue<'_>, path: &str, item: &str) -> bool {
    match value {
        DeValue::Table(table) => take_out_of_table(table, path, item),
        DeValue::Array(items) => {
            let at = (0..items.len()).find(|i| item_in(path, *i) == item);
            let Some(at) = at else {
                return items
                    .iter_mut()
                    .enumerate()
                    .any(|(i, value)| take_out_of_value(value.get_mut(), &item_in(path, i), item));
            };
            let others = std::mem::replace(items, DeArray::new()).into_iter().enumerate();
            *items =
                others.filter(|(i, _)| *i != at).map(|(_, value)| value).collect::<DeArray<'_>>();
            true
        }
        _ => false,
    }
}

/// Takes the key of a path out of its table.
fn remove(table: &mut DeTable<'_>, path: &str, gone: &str) -> bool {
    let mut keys = table.keys().map(|key| key.get_ref().to_string());
    if let Some(key) = keys.find(|key| key_in(path, key) == gone) {
        return table.remove(key.as_str()).is_some();
    }
    table.iter_mut().any(|(key, value)| match value.get_mut() {
        DeValue::Table(table) => remove(table, &key_in(path, key.get_ref()), gone),
        _ => false,
    })
}

/// The path of an unknown key, written as [`Places`] writes it.
fn written_path(path: &Path<'_>) -> String {
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => item_in(&written_path(parent), *index),
        Path::Map { parent, key } => key_in(&written_path(parent), key),
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => written_path(parent),
    }
}

/// `clocks[3].due[0]` as `clocks[].due[]`.
fn without_numbers(path: &str) -> String {
    path.split('[')
        .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join("[")
}
