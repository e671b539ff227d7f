//! How many clocks stand how: for headings, and for one line in place of many.

use super::reading::{Reading, State};

/// How many clocks stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// The time is up.
    pub late: usize,
    /// Four fifths of the time are gone.
    pub at_risk: usize,
    /// There is time; reminders are not among them.
    pub running: usize,
    /// They stand still.
    pub paused: usize,
    /// They wait for their start.
    pub armed: usize,
    /// They were met.
    pub met: usize,
    /// They were waived.
    pub waived: usize,
    /// Nobody has assessed whether they apply: those of the law among them are `not_assessed_legal`.
    pub not_assessed: usize,
    /// Clocks of the law that nobody has assessed.
    pub not_assessed_legal: usize,
    /// They do not apply.
    pub not_applicable: usize,
}

impl Counts {
    /// Counts readings.
    pub fn of<'a>(readings: impl IntoIterator<Item = &'a Reading>) -> Counts {
        let mut counts = Counts::default();
        for reading in readings {
            let count = match reading.state {
                State::Late => &mut counts.late,
                State::AtRisk => &mut counts.at_risk,
                State::Running if reading.only_reminds() => continue,
                State::Running => &mut counts.running,
                State::Paused { .. } => &mut counts.paused,
                State::Armed { .. } => &mut counts.armed,
                State::Met { .. } => &mut counts.met,
                State::Waived { .. } => &mut counts.waived,
                State::NotAssessed { .. } => {
                    counts.not_assessed_legal += usize::from(reading.legal);
                    &mut counts.not_assessed
                }
                State::NotApplicable { .. } => &mut counts.not_applicable,
            };
            *count += 1;
        }
        counts
    }
}
