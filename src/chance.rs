//! Randomness, handed in like the clock, so that a test can say which ids come next.

use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};

/// Something that makes random bytes.
pub trait Chance: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    /// # Panics
    ///
    /// When the operating system has no randomness: an entry without a random salt would let a short
    /// text be guessed from its hash, so nothing may be written then.
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// Bytes that follow from a seed, the same in every run: for tests and for the demo's fixed story.
#[derive(Debug, Default)]
pub struct SeededChance {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededChance {
    /// Bytes that follow from `seed`.
    pub fn from_seed(seed: u64) -> SeededChance {
        SeededChance { seed, drawn: AtomicU64::new(0) }
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let turn = self.drawn.fetch_add(1, Ordering::Relaxed);
            let mut hash = Sha256::new();
            hash.update(self.seed.to_be_bytes());
            hash.update(turn.to_be_bytes());
            chunk.copy_from_slice(&hash.finalize()[..chunk.len()]);
        }
    }
}

/// Lower-case letters and digits without `i`, `l`, `o` and `u`: Crockford's base 32.
const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Spells bytes in Crockford's base 32, one letter a byte (the low five bits count).
pub fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(CROCKFORD[usize::from(byte & 31)])).collect()
}
