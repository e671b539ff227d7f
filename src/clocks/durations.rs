//! How long things took: from the beginning to being noticed, from there to being declared, and so on.

use crate::incident::Incident;
use crate::time::{Precision, Span};

/// How long something took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// Its name in files: `detect`.
    pub id: &'static str,
    /// Its name for people: `Time to detect`.
    pub title: &'static str,
    /// The moment that it begins with.
    pub from: &'static str,
    /// The moment that it ends with.
    pub to: &'static str,
    /// How long it was.
    pub span: Span,
}

/// What is measured, and between which moments.
const MEASURED: [(&str, &str, &str, &str); 9] = [
    ("detect", "Time to detect", "began", "detected"),
    ("declare", "Time to declare", "detected", "declared"),
    ("acknowledge", "Time to acknowledge", "declared", "acknowledged"),
    ("aware", "Time to be aware", "detected", "aware"),
    ("contain", "Time to contain", "declared", "contained"),
    ("resolve", "Time to resolve", "declared", "resolved"),
    ("close", "Time to close", "declared", "closed"),
    ("exposure", "Harm went on for", "began", "contained"),
    ("whole", "Lasted in all", "began", "resolved"),
];

/// How long everything took that is measured, in order. What was not recorded is not zero, and an end before
/// its start is invalid.
pub fn durations(incident: &Incident) -> Vec<Duration> {
    let when = |name: &str| {
        let declared = || incident.declaration.as_ref()?.when.filter(|_| name == "declared");
        incident.stamp(name).or_else(declared)
    };
    MEASURED
        .map(|(id, title, from, to)| {
            let span = Span::between(when(from), when(to));
            Duration { id, title, from, to, span }
        })
        .to_vec()
}

impl Duration {
    /// How long it was, in words: `2 h 10 min`, `≈3 d` where one of the moments is known to the day only,
    /// `not recorded`, `invalid`.
    pub fn words(&self) -> String {
        span_words(self.span)
    }
}

/// A span in words, as [`Duration::words`] says it.
pub fn span_words(span: Span) -> String {
    match span {
        Span::NotRecorded => "not recorded".to_owned(),
        Span::Invalid => "invalid".to_owned(),
        Span::Lasted(length, precision) => lasted(length.num_seconds(), precision),
    }
}

fn lasted(seconds: i64, precision: Precision) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600, seconds / 60);
    match precision {
        Precision::Second | Precision::Minute => match seconds {
            ..60 => format!("{seconds} s"),
            60..3600 => format!("{minutes} min"),
            3600..172_800 => format!("{hours} h {} min", minutes % 60),
            _ => format!("{days} d {} h", hours % 24),
        },
        Precision::Hour if seconds == 0 => "≈ the same hour".to_owned(),
        Precision::Hour if hours < 48 => format!("≈{hours} h"),
        Precision::Hour => format!("≈{days} d {} h", hours % 24),
        Precision::Day if seconds == 0 => "≈ the same day".to_owned(),
        Precision::Month if seconds == 0 => "≈ the same month".to_owned(),
        Precision::Year if seconds == 0 => "≈ the same year".to_owned(),
        Precision::Day | Precision::Month | Precision::Year => format!("≈{days} d"),
    }
}
