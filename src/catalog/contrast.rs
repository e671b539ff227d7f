//! How far letters stand out from what is behind them, by the formula of the WCAG.

use super::themes::{Colour, Look, Theme, Variant, Weight};

/// What letters need at least.
const ENOUGH: f64 = 4.5;
/// What they need in a theme of high contrast.
const HIGH: f64 = 7.0;

/// How far a meaning stands out.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// The meaning.
    pub role: &'static str,
    /// The ratio, from 1 to 21; none where a colour is the terminal's own, and nobody knows it.
    pub ratio: Option<f64>,
    /// What it needs at least.
    pub needed: f64,
}

impl Contrast {
    /// Whether it is known to be too little.
    pub fn is_too_low(&self) -> bool {
        self.ratio.is_some_and(|ratio| ratio < self.needed)
    }
}

/// Returns how far each meaning of a theme stands out, in the order of their names.
pub fn contrasts(theme: &Theme) -> Vec<Contrast> {
    let needed = if theme.variant == Variant::HighContrast { HIGH } else { ENOUGH };
    let of = |(role, look): (&&'static str, &Look)| Contrast {
        role,
        ratio: ratio_of(theme, look),
        needed,
    };
    theme.roles.iter().map(of).collect()
}

fn ratio_of(theme: &Theme, look: &Look) -> Option<f64> {
    // How faint dim letters are is the terminal's secret.
    if look.weights.contains(&Weight::Dim) {
        return None;
    }
    let letters = look.fg.or_else(|| theme.roles.get("calm").and_then(|calm| calm.fg))?;
    let behind = look.bg.or(theme.background)?;
    match (letters, behind) {
        (Colour::Exact { rgb: letters, .. }, Colour::Exact { rgb: behind, .. }) => {
            Some(ratio(letters, behind))
        }
        _ => None,
    }
}

/// Returns the contrast of two colours: 1 for the same one, 21 for black and white.
pub fn ratio(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

fn luminance(rgb: [u8; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_and_white_stand_out_by_21_and_vermilion_from_black_by_a_little_over_5() {
        assert!((ratio([0; 3], [255; 3]) - 21.0).abs() < 0.001);
        assert!((ratio([0xd5, 0x5e, 0x00], [0; 3]) - 5.4).abs() < 0.1);
        assert!((ratio([7, 8, 9], [7, 8, 9]) - 1.0).abs() < 0.001);
    }
}
