//! Whether the conditions of a clock hold: yes, no, or nobody knows yet.

use super::deadline::deadline;
use super::reading::State;
use super::words::moment_words;
use crate::incident::{Answer, Incident, Said, Word};
use crate::plan::{Amount, Calendar, Condition, Roll, YesNo};

/// A condition of a clock, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What is looked at, in words: `personal data`, `public report`, `ransom paid`.
    pub about: String,
    /// What it must be: `yes`, `at least 500`, `recorded`, `within 24 h of aware`, `not yes`.
    pub must: String,
    /// The question, where it is one of the classification.
    pub question: Option<String>,
    /// Whether it holds; nothing while nobody knows.
    pub holds: Option<bool>,
    /// What was answered, by whom, when and why.
    pub said: Option<Said<Answer>>,
    /// The moment that would tell, while it has not happened.
    pub(super) waits_for: Option<String>,
}

/// What conditions come to together.
pub(super) enum Verdict {
    /// All hold.
    Hold,
    /// That one does not.
    Fails(Held),
    /// These questions would tell.
    Asks(Vec<String>),
    /// That moment would tell.
    Waits(String),
}

impl Held {
    /// How a condition stands.
    pub(super) fn of(condition: &Condition, incident: &Incident) -> Held {
        let mut held = if let Some(question) = &condition.answer {
            of_answer(condition, question, incident)
        } else if let Some(fact) = &condition.fact {
            let so = match fact.as_str() {
                "public_report" => Some(incident.public_report),
                "near_miss" => Some(incident.near_miss),
                _ => None,
            };
            Held::about(fact, "yes".to_owned(), so)
        } else if let Some(stamp) = &condition.stamp {
            of_moment(condition, stamp, incident)
        } else {
            Held::about("", String::new(), None)
        };
        if condition.not {
            held.must = format!("not {}", held.must);
            held.holds = held.holds.map(|holds| !holds);
        }
        held
    }

    fn about(what: &str, must: String, holds: Option<bool>) -> Held {
        let about = moment_words(what).replace('-', " ");
        Held { about, must, question: None, holds, said: None, waits_for: None }
    }

    /// How a clock stands whose condition this is, and that it ends.
    pub(super) fn fails(&self) -> State {
        let (by, when) = self.said.as_ref().map(|said| (said.by.clone(), said.when)).unzip();
        State::NotApplicable { why: self.why_not(), by, when }
    }

    /// Why a clock does not apply whose condition this is.
    pub(super) fn why_not(&self) -> String {
        let Some(said) = &self.said else {
            return match (self.must.as_str(), self.must.strip_prefix("not ")) {
                ("yes", _) => format!("no {}", self.about),
                (_, Some("yes")) => self.about.clone(),
                (_, Some(must)) => format!("{} is {must}", self.about),
                (must, None) => format!("{} is not {must}", self.about),
            };
        };
        let what = match (said.value, self.must.strip_prefix("not ")) {
            (Answer::Word(_), _) => said.value.to_string(),
            (Answer::Number(many), Some(must)) => format!("{many}, {must}"),
            (Answer::Number(many), None) => format!("{many}, not {}", self.must),
        };
        let why = said.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        format!("{}: {what}, by {}{why}", self.about, said.by)
    }
}

fn of_answer(condition: &Condition, question: &str, incident: &Incident) -> Held {
    let said = incident.response.answers.get(question);
    let (at_least, below) = (condition.at_least, condition.below);
    let must = match (at_least, below) {
        (None, None) if condition.is == Some(YesNo::No) => "no".to_owned(),
        (None, None) => "yes".to_owned(),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(below)) => format!("below {below}"),
        (Some(least), Some(below)) => format!("at least {least} and below {below}"),
    };
    let counts = at_least.is_some() || below.is_some();
    let holds = match said.map(|said| said.value) {
        Some(Answer::Word(Word::Yes)) if !counts => Some(condition.is != Some(YesNo::No)),
        Some(Answer::Word(Word::No)) if !counts => Some(condition.is == Some(YesNo::No)),
        Some(Answer::Number(many)) if counts => {
            let enough = at_least.is_none_or(|least| many >= least);
            Some(enough && below.is_none_or(|below| many < below))
        }
        _ => None,
    };
    Held {
        question: Some(question.to_owned()),
        said: said.cloned(),
        ..Held::about(question, must, holds)
    }
}

/// A moment that is missing may still come, so nobody knows; but until it does, it is not there.
fn of_moment(condition: &Condition, name: &str, incident: &Incident) -> Held {
    let there = incident.moment(name);
    let (Some(within), Some(unit), Some(of)) = (condition.within, condition.unit, &condition.of)
    else {
        let holds = (there.is_some() || condition.not).then_some(there.is_some());
        let waits_for = there.is_none().then(|| name.to_owned());
        return Held { waits_for, ..Held::about(name, "recorded".to_owned(), holds) };
    };
    let after = Amount { amount: within, unit };
    let must = format!("within {after} of {}", moment_words(of));
    let since = incident.moment(of);
    let (Some(at), Some(since)) = (&there, &since) else {
        let missing = if there.is_none() { name } else { of.as_str() };
        let waits_for = Some(missing.to_owned());
        return Held { waits_for, ..Held::about(name, must, None) };
    };
    let latest =
        deadline(since.time.earliest(), after, &Calendar::mon_fri(chrono_tz::Tz::UTC), Roll::None);
    let soon_enough = latest.ok().is_none_or(|latest| at.time.earliest() <= latest.at);
    Held::about(name, must, Some(soon_enough))
}

/// How a clock would stand of which one of these conditions does not hold, or of which nobody knows whether
/// they do; nothing where all hold. Other things of the plan have conditions too.
pub fn unless(conditions: &[Condition], incident: &Incident) -> Option<State> {
    let held: Vec<Held> = conditions.iter().map(|one| Held::of(one, incident)).collect();
    match verdict(&held) {
        Verdict::Hold => None,
        Verdict::Fails(held) => Some(held.fails()),
        Verdict::Asks(asks) => Some(State::NotAssessed { asks }),
        Verdict::Waits(waits_for) => Some(State::Armed { waits_for }),
    }
}

/// What conditions come to together: all must hold.
pub(super) fn verdict(held: &[Held]) -> Verdict {
    if let Some(fails) = held.iter().find(|held| held.holds == Some(false)) {
        return Verdict::Fails(fails.clone());
    }
    let open: Vec<&Held> = held.iter().filter(|held| held.holds.is_none()).collect();
    if open.is_empty() {
        return Verdict::Hold;
    }
    let waits_for = open.iter().find_map(|held| held.waits_for.clone());
    let asks: Vec<String> = open.iter().filter_map(|held| held.question.clone()).collect();
    match waits_for {
        Some(waits_for) if asks.is_empty() => Verdict::Waits(waits_for),
        _ => Verdict::Asks(asks),
    }
}
