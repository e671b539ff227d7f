//! A theme file as it is written: names of colours that are looked up in its palette.

use super::themes::{Colour, Look as Resolved, SIXTEEN, Weight};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, de};
use std::collections::BTreeMap;
use std::fmt;

/// What stands in a theme file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ThemeFile {
    /// The name for people.
    pub name: Option<String>,
    /// What it was made for.
    pub variant: Option<String>,
    /// The theme that it changes.
    pub inherits: Option<String>,
    /// Its own background.
    pub background: Option<String>,
    /// How each meaning looks.
    pub roles: BTreeMap<String, Look>,
    /// Names for colours.
    pub palette: BTreeMap<String, String>,
    /// Which of the terminal's sixteen stands for a name of the palette.
    pub sixteen: BTreeMap<String, String>,
}

impl ThemeFile {
    /// This file with what it leaves out from another one.
    pub fn over(self, other: ThemeFile) -> ThemeFile {
        ThemeFile {
            name: self.name.or(other.name),
            variant: self.variant.or(other.variant),
            inherits: self.inherits,
            background: self.background.or(other.background),
            roles: other.roles.into_iter().chain(self.roles).collect(),
            palette: other.palette.into_iter().chain(self.palette).collect(),
            sixteen: other.sixteen.into_iter().chain(self.sixteen).collect(),
        }
    }

    /// The colour that a name stands for: of the palette, of the terminal, or `#rrggbb`.
    pub fn colour(&self, name: &str) -> Option<Colour> {
        let own = |name: &str| SIXTEEN.iter().position(|known| *known == name);
        let number = |place: usize| u8::try_from(place).ok();
        let sixteen = self.sixteen.get(name).and_then(|answer| own(answer)).and_then(number);
        let value = self.palette.get(name).map_or(name, String::as_str);
        match Self::exact(value) {
            Some(rgb) => Some(Colour::Exact { rgb, sixteen }),
            None => own(value).and_then(number).map(Colour::Own),
        }
    }

    /// The parts of `#rrggbb`.
    pub fn exact(value: &str) -> Option<[u8; 3]> {
        let digits = value.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some([red, green, blue])
    }

    /// A look with its colours found.
    pub fn look(&self, look: &Look) -> Resolved {
        Resolved {
            fg: look.fg().and_then(|name| self.colour(name)),
            bg: look.bg().and_then(|name| self.colour(name)),
            weights: look.modifiers().iter().filter_map(|word| Look::weight(word)).collect(),
        }
    }
}

/// How a meaning looks: a colour, or a table.
#[derive(Debug, Clone)]
pub struct Look {
    parts: TwoParts,
    short: bool,
}

/// The long form of a look.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TwoParts {
    fg: Option<String>,
    bg: Option<String>,
    modifiers: Vec<String>,
}

impl Look {
    /// The name of the letters' colour.
    pub fn fg(&self) -> Option<&str> {
        self.parts.fg.as_deref()
    }

    /// The name of the colour behind them.
    pub fn bg(&self) -> Option<&str> {
        self.parts.bg.as_deref()
    }

    /// The words for their weight.
    pub fn modifiers(&self) -> &[String] {
        &self.parts.modifiers
    }

    /// Whether only a colour was written.
    pub fn is_short(&self) -> bool {
        self.short
    }

    /// The weight that a word stands for.
    pub fn weight(word: &str) -> Option<Weight> {
        Some(match word {
            "bold" => Weight::Bold,
            "dim" => Weight::Dim,
            "italic" => Weight::Italic,
            "underlined" => Weight::Underlined,
            "reversed" => Weight::Reversed,
            _ => return None,
        })
    }
}

impl<'de> Deserialize<'de> for Look {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Look, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Look;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a colour, or a table with `fg`, `bg` and `modifiers`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Look, E> {
                let parts = TwoParts { fg: Some(name.to_owned()), ..TwoParts::default() };
                Ok(Look { parts, short: true })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Look, A::Error> {
                let parts = de::Deserialize::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Look { parts, short: false })
            }
        }
        deserializer.deserialize_any(Either)
    }
}
