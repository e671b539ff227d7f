//! The steps of a walk: a few words for each command.

use chrono::{DateTime, NaiveTime, Utc};
use std::collections::BTreeMap;
use warroom::catalog;
use warroom::incident::{Answer, Command, Declared, Ruling, Word};
use warroom::time::Moment;

/// What a step asks for: its words are those of the command line, a reason comes after `because`.
pub fn command(line: &str, plan: &str, now: DateTime<Utc>) -> Command {
    let (line, reason) = line.split_once(" because ").unwrap_or((line, "so it is"));
    let reason = reason.to_owned();
    let mut parts = line.splitn(3, ' ');
    let verb = parts.next().unwrap_or_default();
    let first = parts.next().unwrap_or_default().to_owned();
    let more = parts.next().map(str::to_owned);
    let second = || more.clone().unwrap_or_else(|| panic!("`{line}` lacks a word"));
    match verb {
        "declare" => declare(first, more, plan),
        "assign" => Command::Assign { role: first, person: second() },
        "handover" => Command::Handover { role: first, to: second(), briefing: None },
        "accept" => Command::Accept { role: first },
        "page" => Command::Page { role: first, person: more, note: None },
        "uses" => Command::UseAuthority { role: first, authority: second(), text: reason },
        "sev" => Command::SetSeverity { level: first, reason, assessed: assessed(more) },
        "stage" => Command::EnterStage { stage: first },
        "tick" => Command::Tick { item: first },
        "stamp" => {
            let time = more.map_or(now, |time| {
                let time = NaiveTime::parse_from_str(&time, "%H:%M").expect("a time of the day");
                now.date_naive().and_time(time).and_utc()
            });
            Command::Stamp { stamp: first, time: Moment::second(time), note: None }
        }
        "classify" => {
            Command::Classify { question: first, answer: answer(&second()), reason: Some(reason) }
        }
        "submit" => Command::Submit { clock: first, reference: more },
        "ruled-out" => Command::Rule { clock: first, ruling: Some(Ruling::RuledOut), reason },
        "waive" => Command::Rule { clock: first, ruling: Some(Ruling::Waived), reason },
        "pause" => Command::PauseClock { clock: first, reason },
        "resume" => Command::ResumeClock { clock: first },
        "late-because" => Command::ExplainLateness { clock: first, reason },
        "contain" => Command::Contain {
            verb: first,
            what: second(),
            criteria: Some("evals pass".to_owned()),
            evidence_copied: Some(true),
        },
        "verify" => Command::VerifyContainment { containment: first, note: None },
        "lift" => Command::Lift { containment: first, criteria_met: true, reason },
        "record" => Command::SetRecord { field: first, value: second() },
        "resolve" => Command::Resolve { reason },
        "reopen" => Command::Reopen { reason },
        "close" => Command::Close { reason, without_outputs: Some("a walk".to_owned()) },
        _ => panic!("no such step: {line}"),
    }
}

/// `declare LEVEL CATEGORY`; a level of `?` was not set.
fn declare(level: String, category: Option<String>, plan: &str) -> Command {
    let plan = catalog::built_in(plan).expect("it is built in");
    let declared = Declared {
        title: "Wrong dosages".to_owned(),
        severity: Some(level).filter(|level| level != "?"),
        category,
        detected_by: Some("user-feedback".to_owned()),
        ..Declared::default()
    };
    Command::Declare { declared, plan: Some(plan.to_pinned()) }
}

/// What the severity helper was told: `people=SEV-1 reach=SEV-2`.
fn assessed(told: Option<String>) -> BTreeMap<String, String> {
    let told = told.unwrap_or_default();
    let pair = |pair: &str| {
        let (dimension, level) = pair.split_once('=').expect("`dimension=LEVEL`");
        (dimension.to_owned(), level.to_owned())
    };
    told.split(' ').filter(|words| !words.is_empty()).map(pair).collect()
}

fn answer(word: &str) -> Answer {
    match word {
        "yes" => Answer::Word(Word::Yes),
        "no" => Answer::Word(Word::No),
        "unknown" => Answer::Word(Word::Unknown),
        number => Answer::Number(number.parse().expect("a number")),
    }
}
