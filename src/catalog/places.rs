//! Where the keys of a TOML text stand: from a path to its line, and from a place in the text to its path.

use std::collections::HashMap;
use std::ops::Range;
use toml::de::{DeArray, DeTable, DeValue};

/// The keys and values of a text, each with its path and its place.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The places of all values, and the key that each belongs to.
    all: Vec<Place>,
    by_path: HashMap<String, usize>,
    /// The places at which lines end.
    line_ends: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Place {
    path: String,
    /// Where the key is written; for an item of a list, where the item is.
    key: Range<usize>,
    value: Range<usize>,
}

/// Returns the path of a key inside a table.
pub fn key_in(path: &str, key: &str) -> String {
    let is_bare =
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let key = if is_bare { key.to_owned() } else { format!("{key:?}") };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

/// Returns the path of an item inside a list.
pub fn item_in(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}

impl Places {
    /// Notes the place of everything in a parsed text.
    pub fn of(text: &str, root: &DeTable<'_>) -> Places {
        let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
        let mut places = Places { all: Vec::new(), by_path: HashMap::new(), line_ends };
        places.note_table("", root);
        places
    }

    fn note_table(&mut self, path: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = key_in(path, key.get_ref());
            self.note(&path, key.span(), value.span(), value.get_ref());
        }
    }

    fn note_items(&mut self, path: &str, items: &DeArray<'_>) {
        for (i, item) in items.iter().enumerate() {
            self.note(&item_in(path, i), item.span(), item.span(), item.get_ref());
        }
    }

    fn note(&mut self, path: &str, key: Range<usize>, value: Range<usize>, of: &DeValue<'_>) {
        self.by_path.insert(path.to_owned(), self.all.len());
        self.all.push(Place { path: path.to_owned(), key, value });
        match of {
            DeValue::Table(table) => self.note_table(path, table),
            DeValue::Array(items) => self.note_items(path, items),
            _ => {}
        }
    }

    /// Returns the line, counted from 1, of a place in the text.
    pub fn line_at(&self, at: usize) -> usize {
        1 + self.line_ends.partition_point(|end| *end < at)
    }

    /// Returns the line of a path; if nothing has that path, of the innermost table that would hold it.
    pub fn line_of(&self, path: &str) -> usize {
        self.key_of(path).map_or(1, |key| self.line_at(key.start))
    }

    /// Returns where the key of a path is written, or the innermost table that would hold it.
    pub fn key_of(&self, path: &str) -> Option<Range<usize>> {
        let mut path = path;
        loop {
            if let Some(place) = self.by_path.get(path) {
                return Some(self.all[*place].key.clone());
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    }

    /// Returns the path of the value at exactly this place: of a list with one table in it, that table.
    pub fn path_of_value(&self, at: &Range<usize>) -> Option<&str> {
        self.all.iter().rfind(|place| place.value == *at).map(|place| place.path.as_str())
    }

    /// Returns the path of the key that is written at exactly this place.
    pub fn path_of_key(&self, at: &Range<usize>) -> Option<&str> {
        self.all.iter().find(|place| place.key == *at).map(|place| place.path.as_str())
    }
}
