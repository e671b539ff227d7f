//! Merging: however replicas part and meet, all come to hold the same, and nothing is lost.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at once, also in the words that it is made of"
)]

#[path = "merging/carrying.rs"]
mod carrying;
#[path = "merging/histories.rs"]
mod histories;
#[path = "merging/interrupted.rs"]
mod interrupted;
#[path = "merging/live.rs"]
mod live;
#[path = "merging/purges.rs"]
mod purges;
#[path = "merging/restored.rs"]
mod restored;
