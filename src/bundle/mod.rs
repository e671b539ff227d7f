//! What an auditor takes along: report, log, plan and evidence of one incident in one file that proves itself.
//!
//! ```text
//! manifest.json                what is in it, each with size and SHA-256; the heads of the logs; what is withheld
//! report.md .html .json        the report, made from these heads
//! plan.json                    the plan in force, as it was pinned
//! log/REPLICA.jsonl            the entries, byte for byte; a withheld one without its content
//! evidence/SHA256              files that were preserved with the incident
//! ```
//!
//! It is a tar archive, compressed with gzip; any program opens it. The comment in the head of the gzip file is
//! the SHA-256 of all bytes behind it, so every byte is covered, also those that a reader skips. Whoever changes
//! a bundle and all its sums is found by the sum of the manifest, which is told when the bundle is made and can
//! be kept elsewhere.
//!
//! The same contents give the same bytes: fixed order, no user names, times from the incident.

mod archive;
mod manifest;
mod packing;
mod seal;
mod unpacking;
mod verdict;
mod withholding;

pub use manifest::{Manifest, Member, Withheld};
pub use packing::{Contents, Packed, TooLarge, pack};
pub use verdict::{Fault, Verdict, verify};
pub use withholding::withhold;

/// The most bytes that a bundle unpacks to, and that it has as a file.
pub const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// The most files in a bundle.
pub const MOST_MEMBERS: usize = 20_000;
