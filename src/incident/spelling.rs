//! Sees at a glance that a text is JSON in its one spelling, as nearly every line is.
//!
//! It builds nothing: reading a log is mostly this check. It knows only the plain cases; whatever else
//! comes is no error yet, but is looked at closely by [`super::canon`].

/// How deep lists and objects lie in each other where a glance is enough.
const DEEP: usize = 32;

/// Digits that fit into every kind of whole number.
const DIGITS: usize = 18;

/// Whether a text is surely an object in its one spelling, without a fraction. `false` says nothing.
pub(super) fn is_plain_object(text: &str) -> bool {
    let mut glance = Glance { text, at: 0, keys: Vec::new() };
    text.starts_with('{') && glance.value(0).is_some() && glance.at == text.len()
}

/// A place in the text, and the keys of the objects around it.
struct Glance<'a> {
    text: &'a str,
    at: usize,
    keys: Vec<&'a str>,
}

impl<'a> Glance<'a> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, expected: u8) -> Option<()> {
        (self.next()? == expected).then(|| self.at += 1)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.as_bytes()[self.at..].starts_with(word.as_bytes()).then(|| self.at += word.len())
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.next()? {
            b'"' => self.string().map(|_| ()),
            b'{' if depth < DEEP => self.object(depth + 1),
            b'[' if depth < DEEP => self.list(depth + 1),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        self.skip(b'{')?;
        if self.skip(b'}').is_some() {
            return Some(());
        }
        let around = self.keys.len();
        loop {
            let key = self.string()?;
            // The parser gives keys of its own a meaning.
            if key.starts_with('$') {
                return None;
            }
            self.keys.push(key);
            self.skip(b':')?;
            self.value(depth)?;
            if self.skip(b',').is_none() {
                break;
            }
        }
        self.skip(b'}')?;
        // One spelling of a text means that equal keys are equal bytes.
        let mine = &mut self.keys[around..];
        mine.sort_unstable();
        let twice = mine.windows(2).any(|pair| pair[0] == pair[1]);
        self.keys.truncate(around);
        (!twice).then_some(())
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        self.skip(b'[')?;
        if self.skip(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth)?;
            if self.skip(b',').is_none() {
                return self.skip(b']');
            }
        }
    }

    /// A whole number without a needless sign or digit, not so long that it might not fit.
    fn number(&mut self) -> Option<()> {
        let negative = self.skip(b'-').is_some();
        let bytes = &self.text.as_bytes()[self.at..];
        let length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let lone_zero = length == 1 && !negative;
        if length == 0 || length > DIGITS || (bytes[0] == b'0' && !lone_zero) {
            return None;
        }
        self.at += length;
        // A fraction or an exponent would follow here, where nothing but the end of a value may stand.
        Some(())
    }

    /// A text that escapes what must be escaped, as it must be, and nothing else; what is between its
    /// quotes.
    fn string(&mut self) -> Option<&'a str> {
        self.skip(b'"')?;
        let begin = self.at;
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => {
                    let escaped = self.text.as_bytes().get(self.at + 1)?;
                    // Other control characters have longer escapes; they are rare.
                    if !matches!(escaped, b'"' | b'\\' | b'n' | b'r' | b't' | b'b' | b'f') {
                        return None;
                    }
                    self.at += 2;
                }
                0..=0x1f => return None,
                _ => self.at += 1,
            }
        }
        let text = &self.text[begin..self.at];
        self.at += 1;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::is_plain_object;
    use crate::incident::canon::has_float;
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    fn strings() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z\"\\\\\n\t/é\u{7f}]{0,6}", any::<String>()]
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaves = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-20_i64..20).prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            strings().prop_map(Value::from),
        ];
        leaves.prop_recursive(4, 24, 5, |inner| {
            let fields = proptest::collection::vec((strings(), inner.clone()), 0..5);
            prop_oneof![
                proptest::collection::vec(inner, 0..5).prop_map(Value::from),
                fields.prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    fn objects() -> impl Strategy<Value = String> {
        proptest::collection::vec((strings(), values()), 0..5)
            .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>()).to_string())
    }

    /// What [`is_plain_object`] promises, found the long way.
    fn is_in_its_one_spelling(text: &str) -> bool {
        serde_json::from_str::<Value>(text).is_ok_and(|value| {
            value.is_object() && value.to_string().as_str() == text && !has_float(&value)
        })
    }

    proptest! {
        #[test]
        fn what_passes_at_a_glance_passes_the_long_look(
            text in objects(), at in any::<prop::sample::Index>(), with in any::<char>(), cut in 0..3_usize,
        ) {
            prop_assert!(!is_plain_object(&text) || is_in_its_one_spelling(&text), "{text}");
            // The same with a slip in it.
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let at = places[at.index(places.len())];
            let rest: String = text[at..].chars().skip(cut).collect();
            let odd = ['"', '\\', ',', ':', '{', '}', '[', ']', '0', '-', '.', 'e', ' ', 'u'];
            for with in odd.into_iter().chain([with]) {
                let slip = format!("{}{with}{rest}", &text[..at]);
                prop_assert!(!is_plain_object(&slip) || is_in_its_one_spelling(&slip), "{slip}");
            }
        }
    }

    #[test]
    fn what_people_write_passes_at_a_glance() {
        for text in [
            "{}",
            r#"{"salt":"00","text":"says \"no\"\nand\\or \t é ☢","n":-17,"zero":0,"list":[1,[],{}]}"#,
            r#"{"a":{"a":1,"b":2},"b":{"a":null,"b":[true,false]}}"#,
            r#"{"long":123456789012345678}"#,
        ] {
            assert!(is_plain_object(text) && is_in_its_one_spelling(text), "{text}");
        }
    }

    #[test]
    fn what_could_be_spelled_otherwise_does_not_pass() {
        for text in [
            "",
            "[]",
            "{",
            "{}}",
            "{} ",
            r#"{"a":1,}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"b":{},"a":1,"b":{}}"#,
            r#"{"a": 1}"#,
            r#"{"a":01}"#,
            r#"{"a":-0}"#,
            r#"{"a":1.0}"#,
            r#"{"a":1e2}"#,
            r#"{"a":+1}"#,
            r#"{"a":"\/"}"#,
            r#"{"a":"\u000a"}"#,
            r#"{"a":"\u0061"}"#,
            "{\"a\":\"\n\"}",
            "{a:1}",
            r#"{"a":tru}"#,
            r#"{"a":-}"#,
            r#"{"a":"}"#,
            r#"{"a":"\"#,
            r#"{"a":[1,]}"#,
            r#"{"a":[1 ]}"#,
            r#"{"$serde_json::private::RawValue":"1"}"#,
            r#"{"$serde_json::private::Number":"1"}"#,
        ] {
            assert!(!is_plain_object(text), "{text}");
        }
    }
}
