//! The words of a typed line: in quotes where one holds blanks.

/// The first word of a text and what follows it.
pub fn first(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let quoted = ['"', '\''].into_iter().find_map(|quote| {
        let (word, rest) = text.strip_prefix(quote)?.split_once(quote)?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some((word, rest))
    });
    let (word, rest) =
        quoted.unwrap_or_else(|| text.split_once(char::is_whitespace).unwrap_or((text, "")));
    (word, rest.trim())
}

/// What was decided, and why, where somebody typed `… because …`.
pub fn because(text: &str) -> (&str, Option<&str>) {
    match text.split_once(" because ") {
        Some((what, why)) if !what.trim().is_empty() => (what.trim(), Some(why.trim())),
        _ => (text.trim(), None),
    }
}

/// A word as it is typed: in quotes when it holds blanks.
pub fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_at_a_blank_unless_it_stands_in_quotes() {
        assert_eq!(first("  sev 2 it grows "), ("sev", "2 it grows"));
        assert_eq!(first("\"comms lead\" cs1"), ("comms lead", "cs1"));
        assert_eq!(first("'open quote"), ("'open", "quote"));
        assert_eq!(first("it's"), ("it's", ""));
        assert_eq!(first(""), ("", ""));
    }

    #[test]
    fn a_reason_follows_the_word_because() {
        assert_eq!(because("stop it because it harms"), ("stop it", Some("it harms")));
        assert_eq!(because("just because"), ("just because", None));
    }
}
