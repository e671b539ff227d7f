//! Whether clocks were met: in time, late, or not at all.

use super::figures::{Length, nearest_rank};
use crate::clocks::{Reading, State};
use crate::incident::Incident;
use crate::plan::ClockKind;
use chrono::{DateTime, TimeDelta, Utc};

/// How a clock ended, or that it is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was met before its time was up.
    InTime,
    /// It was met so long after that.
    Late(TimeDelta),
    /// Its time is up, it runs, and it is late by so much.
    RunningLate(TimeDelta),
    /// It ended without being met, so long after its time was up.
    Missed(TimeDelta),
    /// Somebody decided that it need not be met.
    Waived,
}

impl Outcome {
    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::InTime => "in_time",
            Outcome::Late(_) => "late",
            Outcome::RunningLate(_) => "running_late",
            Outcome::Missed(_) => "missed",
            Outcome::Waived => "waived",
        }
    }

    /// How late it was.
    pub fn late_by(self) -> Option<TimeDelta> {
        match self {
            Outcome::Late(by) | Outcome::RunningLate(by) | Outcome::Missed(by) => Some(by),
            Outcome::InTime | Outcome::Waived => None,
        }
    }
}

/// A clock that ended, or that is late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The clock's id.
    pub clock: String,
    /// What must have happened.
    pub title: String,
    /// What kind of duty it is.
    pub kind: ClockKind,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether it was met in time and written down only after that.
    pub told_late: bool,
}

/// The clocks of an incident that ended or are late. Cadences are apart; what counts up, what only reminds
/// and what has no deadline cannot be late; what did not apply was no duty, and neither was what ended
/// before its time was up or before anybody knew whether it applied.
pub fn ended(incident: &Incident, read: &[Reading], now: DateTime<Utc>) -> Vec<Ended> {
    let Some(plan) = incident.plan.as_deref() else { return Vec::new() };
    let repeats = |id: &str| plan.clocks.iter().any(|clock| clock.id == id && clock.repeat);
    let once = read.iter().filter(|reading| !reading.counts_up && !repeats(&reading.clock));
    let of = |reading: &Reading| {
        let (clock, title) = (reading.clock.clone(), reading.title.clone());
        let told_late = matches!(&reading.state, State::Met { recorded_late: Some(_), .. });
        let outcome = outcome(incident, reading, now)?;
        Some(Ended { clock, title, kind: reading.kind, outcome, told_late })
    };
    once.filter_map(of).collect()
}

fn outcome(incident: &Incident, reading: &Reading, now: DateTime<Utc>) -> Option<Outcome> {
    match &reading.state {
        State::Waived { .. } => Some(Outcome::Waived),
        State::Met { margin, .. } => {
            reading.due?;
            let in_time = *margin >= TimeDelta::zero();
            Some(if in_time { Outcome::InTime } else { Outcome::Late(-*margin) })
        }
        State::Late => Some(Outcome::RunningLate(now - reading.late_since()?)),
        State::NotApplicable { when: Some(at), .. } => {
            let ruled = incident.response.rulings.contains_key(&reading.clock);
            let applied = reading.conditions.iter().all(|held| held.holds == Some(true));
            let by = at.earliest() - reading.due?;
            let missed = !ruled && applied && by > TimeDelta::zero();
            missed.then_some(Outcome::Missed(by))
        }
        _ => None,
    }
}

/// How many clocks ended how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attained {
    /// The clock's id; nothing where several are counted together.
    pub clock: Option<String>,
    /// What must have happened; nothing where several are counted together.
    pub title: Option<String>,
    /// What kind of duty; nothing where all are counted together.
    pub kind: Option<ClockKind>,
    /// Met before their time was up.
    pub in_time: usize,
    /// Met after it.
    pub late: usize,
    /// Late, and not yet met.
    pub running_late: usize,
    /// Ended without being met, after their time was up.
    pub missed: usize,
    /// Somebody decided that they need not be met; they are in no share.
    pub waived: usize,
    /// Met in time, by what was written down only after it.
    pub told_late: usize,
    /// By how much those were late that were; nothing where none was.
    pub late_by: Option<LateBy>,
}

/// By how much clocks were late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateBy {
    /// Half of them by so much at most.
    pub median: TimeDelta,
    /// Nine tenths of them by so much at most.
    pub p90: TimeDelta,
    /// All of them by so much at most.
    pub worst: TimeDelta,
}

impl LateBy {
    /// Of several; nothing of none.
    pub(super) fn of(late: impl IntoIterator<Item = TimeDelta>) -> Option<LateBy> {
        let mut late: Vec<Length> = late.into_iter().map(Length::exact).collect();
        late.sort();
        let (median, p90) = nearest_rank(&late, 50).zip(nearest_rank(&late, 90))?;
        let worst = late.last()?.lasted;
        Some(LateBy { median: median.lasted, p90: p90.lasted, worst })
    }

    /// In words: `late by 12 min, at worst 2 h 0 min`.
    pub fn words(self) -> String {
        let words = |by: TimeDelta| Length::exact(by).words();
        if self.median == self.worst {
            return format!("late by {}", words(self.worst));
        }
        format!("late by {}, at worst {}", words(self.median), words(self.worst))
    }
}

impl Attained {
    pub(super) fn of<'a>(all: impl IntoIterator<Item = &'a Ended>) -> Attained {
        let mut attained = Attained::default();
        let mut late: Vec<TimeDelta> = Vec::new();
        for ended in all {
            *match ended.outcome {
                Outcome::InTime => &mut attained.in_time,
                Outcome::Late(_) => &mut attained.late,
                Outcome::RunningLate(_) => &mut attained.running_late,
                Outcome::Missed(_) => &mut attained.missed,
                Outcome::Waived => &mut attained.waived,
            } += 1;
            attained.told_late += usize::from(ended.told_late);
            late.extend(ended.outcome.late_by());
        }
        attained.late_by = LateBy::of(late);
        attained
    }

    /// How many had to be met: all but those that were waived.
    pub fn ended(&self) -> usize {
        self.in_time + self.late + self.running_late + self.missed
    }

    /// In words: `3 of 4 in time (75 %); 1 late; late by 12 min`.
    pub fn words(&self) -> String {
        let mut parts = match self.percent() {
            Some(percent) => {
                vec![format!("{} of {} in time ({percent} %)", self.in_time, self.ended())]
            }
            None => vec!["none had to be met".to_owned()],
        };
        for (many, word) in [
            (self.late, "late"),
            (self.running_late, "late and not yet met"),
            (self.missed, "missed"),
            (self.waived, "waived"),
            (self.told_late, "written down late"),
        ] {
            parts.extend((many > 0).then(|| format!("{many} {word}")));
        }
        parts.extend(self.late_by.map(LateBy::words));
        parts.join("; ")
    }

    /// What kind of duty it is, in words.
    pub fn kind_words(&self) -> Option<&'static str> {
        Some(match self.kind? {
            ClockKind::Response => "Response",
            ClockKind::WarRoom => "War room",
            ClockKind::Containment => "Containment",
            ClockKind::Escalation => "Escalation",
            ClockKind::Update => "Update",
            ClockKind::Stage => "Stage",
            ClockKind::Notification => "Notification",
            ClockKind::Regulator => "Regulator",
            ClockKind::Document => "Document",
            ClockKind::Review => "Review",
            ClockKind::Exercise => "Exercise",
            ClockKind::Nudge => "Nudge",
        })
    }

    /// How many in a hundred of them were met in time, rounded down: 100 means all. Nothing of none.
    pub fn percent(&self) -> Option<usize> {
        (self.in_time * 100).checked_div(self.ended())
    }
}
