//! Which action somebody means: by its name, by its key, or by letters of its name or title.

use crate::ui::keyboard::Key;
use crate::ui::keymap::Keymap;
use crate::ui::keys::{Binding, bindings};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The actions that match what was typed, the likeliest first; all of them when nothing was typed.
///
/// A name or a key that was typed in full comes first, then names, then titles.
pub fn matching(typed: &str, keymap: &Keymap) -> Vec<&'static Binding> {
    let typed = typed.trim();
    if typed.is_empty() {
        return bindings().collect();
    }
    let lower = typed.to_lowercase();
    let key = typed.parse::<Key>().ok().and_then(|key| keymap.action(key));
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut letters), &mut matcher);
    let mut found: Vec<(u32, &'static Binding)> = bindings()
        .filter_map(|binding| {
            let by_title = score(binding.title);
            let by_name = score(binding.id);
            let rank = match () {
                () if binding.id == lower => 4_000,
                () if key == Some(binding) => 3_000,
                () if binding.id.starts_with(&lower) => 2_000 + by_name.unwrap_or(0),
                () => by_name.map(|score| score + 200).max(by_title)?,
            };
            Some((rank, binding))
        })
        .collect();
    // A stable order: what matches alike stays in the order of the table.
    found.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    found.into_iter().map(|(_, binding)| binding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(typed: &str) -> Option<&'static str> {
        matching(typed, &Keymap::default()).first().map(|binding| binding.id)
    }

    #[test]
    fn an_action_is_found_by_its_name_its_key_and_by_letters_of_both_kinds_of_words() {
        assert_eq!(first("note"), Some("note"));
        assert_eq!(first("d"), Some("decide"), "its key");
        assert_eq!(first("sta"), Some("stage"));
        assert_eq!(first("hndov"), Some("handover"));
        assert_eq!(first("seat offered"), Some("accept"));
        assert_eq!(first("SEV"), Some("sev"));
        assert_eq!(first("zzzz"), None);
    }
}
