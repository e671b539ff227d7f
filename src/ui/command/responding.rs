//! What is typed about the response on the screen's command line: a command, or a form with what is known.

use super::meaning::Meant;
use super::words::first;
use crate::incident::{Command, Ruling};
use crate::ui::doing::Doing;
use crate::ui::model::Model;
use crate::ui::overlays::asking;
use crate::ui::overlays::form::Form;

/// What the words after a name come to. Where something is missing, the form asks for it.
pub fn meant(model: &Model, doing: Doing, rest: &str) -> Result<Meant, String> {
    let (word, more) = first(rest);
    let (second, third) = first(more);
    let named = || word.to_owned();
    let reason = || more.to_owned();
    let rule = |ruling| Command::Rule { clock: named(), ruling, reason: reason() };
    let missing = |answers: &[(&str, &str)]| asked(model, doing, word, answers);
    Ok(Meant::Run(match doing {
        Doing::Classify | Doing::Record | Doing::Section | Doing::Withdraw | Doing::Unneeded
            if more.is_empty() =>
        {
            return asked(model, doing, word, &[]);
        }
        Doing::Section => Command::WriteSection { section: named(), text: more.to_owned() },
        Doing::Classify => {
            let reason = Some(third).filter(|why| !why.is_empty()).map(str::to_owned);
            let answer = asking::answer_of(second)?;
            Command::Classify { question: named(), answer, reason }
        }
        Doing::Record => Command::SetRecord { field: named(), value: more.to_owned() },
        Doing::Contain if more.is_empty() => return missing(&[("verb", word)]),
        Doing::Contain => {
            let (what, criteria) = match more.split_once(" until ") {
                Some((what, criteria)) => (what, Some(criteria.trim().to_owned())),
                None => (more, None),
            };
            let what = what.trim().trim_matches('"').to_owned();
            Command::Contain { verb: named(), what, criteria, evidence_copied: None }
        }
        Doing::Verify => {
            let note = Some(more).filter(|note| !note.is_empty()).map(str::to_owned);
            Command::VerifyContainment { containment: named(), note }
        }
        Doing::Lift if more.is_empty() => return missing(&[("which", word)]),
        Doing::Lift => {
            Command::Lift { containment: named(), criteria_met: false, reason: reason() }
        }
        Doing::Submit if more.is_empty() => return missing(&[("clock", word)]),
        Doing::Submit => Command::Submit { clock: named(), reference: Some(more.to_owned()) },
        Doing::Snooze if third.is_empty() => return missing(&[("clock", word), ("for", second)]),
        Doing::Snooze => {
            let minutes = asking::minutes_typed(second, model)?;
            Command::Snooze { clock: named(), minutes, reason: third.to_owned() }
        }
        Doing::Resume => Command::ResumeClock { clock: named() },
        Doing::Page => {
            let person = Some(second).filter(|name| !name.is_empty()).map(str::to_owned);
            let note = Some(third).filter(|note| !note.is_empty()).map(str::to_owned);
            Command::Page { role: named(), person, note }
        }
        Doing::Authority if third.is_empty() => {
            return missing(&[("role", word), ("authority", second)]);
        }
        Doing::Authority => Command::UseAuthority {
            role: named(),
            authority: second.to_owned(),
            text: third.to_owned(),
        },
        Doing::Compose | Doing::Approve | Doing::Send | Doing::Amend => {
            return asked(model, doing, rest.trim(), &[]);
        }
        Doing::Withdraw => {
            Command::WithdrawApproval { item: named(), role: None, reason: reason() }
        }
        Doing::Unneeded => Command::WaiveMessage { item: named(), reason: reason() },
        Doing::Adopt => return missing(&[("plan", word), ("reason", more)]),
        Doing::AddAction => return asked(model, doing, "", &[("action", rest)]),
        Doing::FinishAction => {
            let note = Some(more).filter(|note| !note.is_empty()).map(str::to_owned);
            Command::FinishAction { action: named(), note }
        }
        Doing::ChangeAction => return missing(&[]),
        Doing::DropAction | Doing::ReopenAction if more.is_empty() => return missing(&[]),
        Doing::DropAction => Command::DropAction { action: named(), reason: reason() },
        Doing::ReopenAction => Command::ReopenAction { action: named(), reason: reason() },
        _ if more.is_empty() => return missing(&[("clock", word)]),
        Doing::Pause => Command::PauseClock { clock: named(), reason: reason() },
        Doing::Explain => Command::ExplainLateness { clock: named(), reason: reason() },
        Doing::WaiveClock => rule(Some(Ruling::Waived)),
        Doing::RuleOut => rule(Some(Ruling::RuledOut)),
        Doing::RestoreClock => rule(None),
        Doing::Clock => return Err("`clock` takes one clock".to_owned()),
    }))
}

/// The form about a row, with these answers; it begins at the first question that has none.
fn asked(
    model: &Model,
    doing: Doing,
    subject: &str,
    answers: &[(&str, &str)],
) -> Result<Meant, String> {
    let mut form: Form = asking::about(doing, model, subject)?;
    for (label, answer) in answers.iter().filter(|(_, answer)| !answer.is_empty()) {
        form.fill(&[(label, answer)]);
        asking::adapt(&mut form, model);
        let place = form.place(label).ok_or_else(|| format!("`{answer}` is too much"))?;
        if let Some(fault) = form.fields[place].fault() {
            return Err(format!("{label}: {fault}"));
        }
        if form.at == place {
            form.at = (place + 1).min(form.fields.len().saturating_sub(1));
        }
    }
    let known = matches!(doing, Doing::Classify | Doing::Record);
    if known && form.subject.is_empty() {
        return Err(format!("no question or field is called `{subject}`"));
    }
    Ok(Meant::Ask(form))
}
