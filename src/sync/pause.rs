//! How long a peer that failed is left alone: longer each time, and not for everybody alike.

use crate::chance::Chance;
use std::time::Duration;

/// The first pause.
const FIRST: Duration = Duration::from_secs(1);
/// The longest one.
const LONGEST: Duration = Duration::from_secs(60);

/// How long to wait after so many failures in a row: from a second to a minute, doubled each time. Up to
/// half of it is left out by chance, so that not all desks come back to a server at one moment.
pub fn pause(failures: u32, chance: &dyn Chance) -> Duration {
    let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
    let whole = FIRST.saturating_mul(doubled).min(LONGEST);
    let mut random = [0];
    chance.fill(&mut random);
    whole.saturating_sub(whole * u32::from(random[0]) / 510)
}
