//! A query cut into words: blanks part them, quotation marks hold them together.

use super::QueryError;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::register) struct Word {
    /// Where it begins, in characters, counted from 1.
    pub at: usize,
    /// Whether a dash stands before it.
    pub negated: bool,
    /// What stands before its first colon outside quotation marks.
    pub key: Option<String>,
    /// The rest: what is asked for.
    pub text: String,
    /// Whether some of it stands in quotation marks.
    pub quoted: bool,
}

/// Cuts a query into words.
pub(in crate::register) fn split(text: &str) -> Result<Vec<Word>, QueryError> {
    let mut words: Vec<Word> = Vec::new();
    let mut word: Option<Word> = None;
    let mut opened: Option<usize> = None;
    for (index, c) in text.chars().enumerate() {
        let at = index + 1;
        if opened.is_none() && (c.is_whitespace() || c.is_control()) {
            words.extend(word.take());
            continue;
        }
        let begins = word.is_none();
        let word = word.get_or_insert_with(|| Word { at, ..Word::default() });
        match c {
            '"' => {
                opened = opened.is_none().then_some(at);
                word.quoted = true;
            }
            '-' if begins => word.negated = true,
            ':' if opened.is_none() && word.key.is_none() && !word.quoted => {
                word.key = Some(std::mem::take(&mut word.text));
            }
            c => word.text.push(c),
        }
    }
    if let Some(at) = opened {
        return Err(QueryError {
            at,
            problem: "a quotation mark is opened and not closed".to_owned(),
            remedy: "put another one behind the words that belong together".to_owned(),
        });
    }
    words.extend(word);
    for word in &mut words {
        // A dash alone turns nothing round: it is looked for.
        if word.negated && word.key.is_none() && word.text.is_empty() && !word.quoted {
            (word.negated, word.text) = (false, "-".to_owned());
        }
    }
    // Nothing between two quotation marks asks for nothing.
    words.retain(|word| word.key.is_some() || !word.text.is_empty());
    Ok(words)
}
