//! Which key does what on this desk: the table's keys, where somebody chose others theirs.

use super::keyboard::{Code, Key};
use super::keys::{Action, Binding, bindings, named};
use std::collections::BTreeMap;

/// Which key does what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    rows: Vec<(&'static Binding, Vec<Key>)>,
}

/// What is wrong with the keys that somebody chose. The rest of them counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The entry that is wrong: the name of an action, as it was written.
    pub entry: String,
    /// What is wrong with it.
    pub text: String,
    /// What to do about it.
    pub remedy: String,
}

impl Default for Keymap {
    fn default() -> Keymap {
        let keys = |binding: &Binding| binding.keys.iter().filter_map(|name| name.parse().ok());
        Keymap { rows: bindings().map(|binding| (binding, keys(binding).collect())).collect() }
    }
}

impl Keymap {
    /// The table's keys, each list replaced by the one that stands here for its action's name. An
    /// empty list takes an action its keys. A key chosen here is taken from the action that has it in
    /// the table; of two chosen lists the first of the table keeps it. Both are told.
    pub fn of(chosen: &BTreeMap<String, Vec<String>>) -> (Keymap, Vec<Problem>) {
        let mut map = Keymap::default();
        let mut problems = Vec::new();
        for (entry, names) in chosen {
            let Some(binding) = named(entry) else {
                problems.push(unknown(entry));
                continue;
            };
            let keys = read(entry, names, &mut problems);
            // A list of which nothing can be read says nothing: the table's keys stay.
            if (!keys.is_empty() || names.is_empty())
                && let Some(row) = map.rows.iter_mut().find(|(row, _)| row.id == binding.id)
            {
                row.1 = keys;
            }
        }
        map.settle(chosen, &mut problems);
        (map, problems)
    }

    /// Takes keys that two actions have from one of them.
    fn settle(&mut self, chosen: &BTreeMap<String, Vec<String>>, problems: &mut Vec<Problem>) {
        let mut owners: Vec<(Key, &'static str)> = Vec::new();
        let is_chosen = |binding: &Binding| chosen.contains_key(binding.id);
        // What was chosen comes first, so that it keeps what the table gave to another.
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|place| !is_chosen(self.rows[*place].0));
        for place in order {
            let (binding, keys) = &mut self.rows[place];
            keys.retain(|key| match owners.iter().find(|(owned, _)| owned == key) {
                None => {
                    owners.push((*key, binding.id));
                    true
                }
                Some((_, owner)) => {
                    let (entry, other) = if is_chosen(binding) {
                        (binding.id, *owner)
                    } else {
                        (*owner, binding.id)
                    };
                    problems.push(Problem {
                        entry: entry.to_owned(),
                        text: format!("`{key}` is also a key of `{other}`; `{owner}` has it now"),
                        remedy: format!("give `{other}` another list of keys, or [] for none"),
                    });
                    false
                }
            });
        }
    }

    /// What a key does.
    pub fn action(&self, key: Key) -> Option<&'static Binding> {
        self.rows.iter().find(|(_, keys)| keys.contains(&key)).map(|(binding, _)| *binding)
    }

    /// The keys of an action.
    pub fn keys_of(&self, action: Action) -> &[Key] {
        let row = self.rows.iter().find(|(binding, _)| binding.action == action);
        row.map_or(&[], |(_, keys)| keys.as_slice())
    }

    /// How somebody comes to an action: its first key, or what is typed when it has none.
    pub fn way_to(&self, action: Action) -> String {
        match self.keys_of(action).first() {
            Some(key) => key.to_string(),
            None => format!(":{}", super::keys::binding(action).id),
        }
    }

    /// The beginning of a sentence that asks for an action: `Press s`, or `Type :sev` when it has no key.
    pub fn press(&self, action: Action) -> String {
        let verb = if self.keys_of(action).is_empty() { "Type" } else { "Press" };
        format!("{verb} {}", self.way_to(action))
    }
}

/// Reads the keys of an entry; a letter with shift is the large letter.
fn read(entry: &str, names: &[String], problems: &mut Vec<Problem>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let mut wrong = |text: String, remedy: &str| {
        problems.push(Problem { entry: entry.to_owned(), text, remedy: remedy.to_owned() });
    };
    for name in names {
        let Ok(key) = name.parse::<Key>().map(large) else {
            let remedy = "keys are written like a, G, space, enter, ctrl-l or shift-tab";
            wrong(format!("`{name}` is not a key"), remedy);
            continue;
        };
        if key == Key::ctrl('c') {
            wrong("`ctrl-c` always leaves".to_owned(), "choose another key");
        } else if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn large(key: Key) -> Key {
    match key.code {
        Code::Char(c) if key.shift && c.is_alphabetic() => {
            let large = c.to_uppercase().next().unwrap_or(c);
            Key { code: Code::Char(large), shift: false, ..key }
        }
        _ => key,
    }
}

fn unknown(entry: &str) -> Problem {
    let like = |id: &str| id.starts_with(entry.get(..2).unwrap_or(entry)) || entry.contains(id);
    let near: Vec<&str> = bindings().map(|binding| binding.id).filter(|id| like(id)).collect();
    let remedy = match near.as_slice() {
        [] => "the help shows all actions; `:` lists their names".to_owned(),
        near => format!("perhaps: {}", near.join(", ")),
    };
    Problem { entry: entry.to_owned(), text: format!("no action is called `{entry}`"), remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(chosen: &[(&str, &[&str])]) -> (Keymap, Vec<Problem>) {
        let own = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Keymap::of(&chosen.iter().map(|(id, keys)| ((*id).to_owned(), own(keys))).collect())
    }

    fn does(map: &Keymap, key: &str) -> Option<&'static str> {
        map.action(key.parse().unwrap()).map(|binding| binding.id)
    }

    #[test]
    fn without_a_choice_the_table_counts() {
        let (map, problems) = map(&[]);
        assert_eq!((map.clone(), problems), (Keymap::default(), Vec::new()));
        assert_eq!(does(&map, "a"), Some("note"));
        assert_eq!(map.way_to(Action::Release), ":release");
    }

    #[test]
    fn a_list_of_keys_replaces_the_tables() {
        let (map, problems) = map(&[("note", &["ctrl-n", "shift-a"]), ("zoom", &[])]);
        assert_eq!(problems, []);
        assert_eq!((does(&map, "ctrl-n"), does(&map, "A")), (Some("note"), Some("note")));
        assert_eq!((does(&map, "a"), does(&map, "z")), (None, None));
    }

    #[test]
    fn two_actions_may_change_their_keys_with_each_other() {
        let (map, problems) = map(&[("note", &["d"]), ("decide", &["a"])]);
        assert_eq!(problems, []);
        assert_eq!((does(&map, "d"), does(&map, "a")), (Some("note"), Some("decide")));
    }

    #[test]
    fn a_key_that_is_taken_is_told_and_goes_to_whom_it_was_given() {
        let (map, problems) = map(&[("note", &["d"])]);
        assert_eq!(does(&map, "d"), Some("note"));
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].entry, "note");
        assert!(problems[0].text.contains("`decide`"), "{}", problems[0].text);
        let (map, problems) = self::map(&[("note", &["w"]), ("decide", &["w"])]);
        assert_eq!((does(&map, "w"), problems.len()), (Some("note"), 1));
        assert_eq!(problems[0].entry, "decide");
    }

    #[test]
    fn unknown_actions_and_keys_are_named_and_the_rest_counts() {
        let (map, problems) =
            map(&[("notes", &["w"]), ("decide", &["f13", "D"]), ("undo", &["x13"])]);
        let entries: Vec<&str> = problems.iter().map(|problem| problem.entry.as_str()).collect();
        assert_eq!(entries, ["decide", "notes", "undo"]);
        assert!(problems[1].remedy.contains("note"), "{}", problems[1].remedy);
        assert_eq!((does(&map, "D"), does(&map, "u")), (Some("decide"), Some("undo")));
        assert_eq!(self::map(&[("quit", &["ctrl-c"])]).1.len(), 1);
    }
}
