//! What many incidents add up to: how long things took, whether the clocks were met, what came again.
//!
//! An incident is measured once, as a [`Case`], and may be dropped then; [`Metrics`] are what cases add up
//! to. Nothing is read and nothing is kept here.
//!
//! - **What nobody wrote down is no zero.** A duration of which a moment is missing counts as not recorded,
//!   one that ends before it begins as invalid; both are counted, and neither is among the lengths.
//! - **Median and p90 are nearest-rank**: of *n* lengths in order the one in place ⌈n·50/100⌉ or ⌈n·90/100⌉.
//!   So each is a length that some incident really had, and the median is never above the p90. Of an even
//!   number the median is the lower of the two in the middle.
//! - **Rough times count.** A length between two days is compared at the precision of the coarser moment
//!   (two moments of one day come to zero days, which is said as `≈ the same day`), stands in the order at
//!   that length, and takes its precision with it when it is the median or the p90. How many of the lengths
//!   are rough is counted beside them.
//! - **Historic incidents count for durations and recurrence, not for clocks**: they never had any.
//! - **Work that follows** is done in time on its day or before, in the plan's zone. What is overdue counts as not in
//!   time; what is open, given up or invalid is in no share and counted.
//! - **Second tellings are left out**, and counted.
//!
//! ```text
//! Incident, now ─▶ Case ┐
//! Incident, now ─▶ Case ┴─▶ Metrics: all, by severity, by category, by quarter
//!                                    clocks, cadences, notices; what came again; what follows
//! ```

mod attained;
mod cadences;
mod case;
mod figures;
mod followed;
mod messages;
mod since;
mod total;

pub use attained::{Attained, Ended, LateBy, Outcome, ended};
pub use cadences::{Cadence, cadences};
pub use case::{Case, Quarter};
pub use figures::{Figures, Group, Length, nearest_rank};
pub use followed::Followed;
pub use messages::{Punctual, due_of_messages, first_message};
pub use since::since;
pub use total::{Again, Metrics};
