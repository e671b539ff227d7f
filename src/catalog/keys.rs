//! The keys that a type reads, and the one that was probably meant.

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Returns the keys that a struct reads, as its `Deserialize` names them: nothing to keep in step by hand.
pub fn keys_of<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let mut keys: &'static [&'static str] = &[];
    // This always ends in an error: there is no value to read.
    let _ = T::deserialize(Asked(&mut keys));
    keys
}

/// A deserializer that remembers which fields it was asked for.
struct Asked<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(de::Error::custom("there is nothing to read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Returns the key that was probably meant: the nearest one, if it is near.
pub fn meant<'a>(typed: &str, keys: &[&'a str]) -> Option<&'a str> {
    let near = |key: &&'a str| (changes(typed, key), *key);
    let (distance, key) = keys.iter().map(near).min()?;
    (distance <= 1 + key.chars().count() / 4).then_some(key)
}

/// How many letters must be put in, taken out or changed to make one word of the other.
fn changes(from: &str, to: &str) -> usize {
    /// Longer than any key; more letters would only cost time.
    const ENOUGH: usize = 40;
    let to: Vec<char> = to.chars().take(ENOUGH).collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().take(ENOUGH).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}
