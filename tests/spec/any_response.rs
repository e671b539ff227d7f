//! Anything that could happen in the response: classification, clocks, record, ledger, calls; for properties.

use super::any::{ids, name, text};
use super::world::pinned;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use warroom::incident::{Answer, Command, Event, Ruling, Word};

fn answers() -> BoxedStrategy<Answer> {
    let word = select(vec![Word::Yes, Word::No, Word::Unknown]).prop_map(Answer::Word);
    prop_oneof![word, any::<u64>().prop_map(Answer::Number)].boxed()
}

/// An event of the response.
pub fn events() -> BoxedStrategy<Event> {
    let over = || option::of(ids());
    let ruled = (name(), text(), over());
    let clocks = prop_oneof![
        ruled.clone().prop_map(|(clock, reason, over)| Event::ClockWaived { clock, reason, over }),
        ruled.clone().prop_map(|(clock, reason, over)| Event::ClockRuledOut {
            clock,
            reason,
            over
        }),
        ruled.clone().prop_map(|(clock, reason, over)| Event::ClockRestored {
            clock,
            reason,
            over
        }),
        ruled.clone().prop_map(|(clock, reason, over)| Event::ClockPaused { clock, reason, over }),
        (name(), over()).prop_map(|(clock, over)| Event::ClockResumed { clock, over }),
        (ruled.clone(), any::<u32>()).prop_map(|((clock, reason, over), minutes)| {
            Event::ClockSnoozed { clock, minutes, reason, over }
        }),
        ruled.prop_map(|(clock, reason, over)| Event::LatenessExplained { clock, reason, over }),
        (name(), option::of(text()), over())
            .prop_map(|(clock, reference, over)| Event::Submitted { clock, reference, over }),
    ]
    .boxed();
    let ledger = prop_oneof![
        (name(), text(), option::of(text()), option::of(any::<bool>())).prop_map(
            |(verb, what, criteria, evidence_copied)| Event::ContainmentBegun {
                verb,
                what,
                criteria,
                evidence_copied
            }
        ),
        (ids(), option::of(text()), over()).prop_map(|(containment, note, over)| {
            Event::ContainmentVerified { containment, note, over }
        }),
        (ids(), any::<bool>(), text(), over()).prop_map(
            |(containment, criteria_met, reason, over)| Event::ContainmentLifted {
                containment,
                criteria_met,
                reason,
                over
            }
        ),
    ]
    .boxed();
    let said = prop_oneof![
        (name(), answers(), option::of(text()), over()).prop_map(
            |(question, answer, reason, over)| Event::Classified { question, answer, reason, over }
        ),
        (name(), text(), over()).prop_map(|(field, value, over)| Event::RecordSet {
            field,
            value,
            over
        }),
        (name(), name(), text()).prop_map(|(role, authority, text)| Event::AuthorityUsed {
            role,
            authority,
            text
        }),
        (name(), name(), option::of(text())).prop_map(|(role, person, note)| Event::RolePaged {
            role,
            person,
            note
        }),
        (text(), over()).prop_map(|(reason, over)| {
            let plan = serde_json::from_str(&pinned().0).expect("an object");
            Event::PlanAdopted { plan, reason, over }
        }),
    ]
    .boxed();
    prop_oneof![clocks, ledger, said].boxed()
}

/// A command of the response.
pub fn commands() -> BoxedStrategy<Command> {
    let ruling = select(vec![None, Some(Ruling::Waived), Some(Ruling::RuledOut)]);
    let clocks = prop_oneof![
        (name(), ruling, text()).prop_map(|(clock, ruling, reason)| Command::Rule {
            clock,
            ruling,
            reason
        }),
        (name(), text()).prop_map(|(clock, reason)| Command::PauseClock { clock, reason }),
        name().prop_map(|clock| Command::ResumeClock { clock }),
        (name(), 0_u32..12_000, text()).prop_map(|(clock, minutes, reason)| Command::Snooze {
            clock,
            minutes,
            reason
        }),
        (name(), text()).prop_map(|(clock, reason)| Command::ExplainLateness { clock, reason }),
        (name(), option::of(text()))
            .prop_map(|(clock, reference)| Command::Submit { clock, reference }),
    ]
    .boxed();
    let ledger = prop_oneof![
        (name(), text(), option::of(text()), option::of(any::<bool>())).prop_map(
            |(verb, what, criteria, evidence_copied)| Command::Contain {
                verb,
                what,
                criteria,
                evidence_copied
            }
        ),
        (name(), option::of(text()))
            .prop_map(|(containment, note)| Command::VerifyContainment { containment, note }),
        (name(), any::<bool>(), text()).prop_map(|(containment, criteria_met, reason)| {
            Command::Lift { containment, criteria_met, reason }
        }),
    ]
    .boxed();
    let said = prop_oneof![
        (name(), answers(), option::of(text()))
            .prop_map(|(question, answer, reason)| Command::Classify { question, answer, reason }),
        (name(), text()).prop_map(|(field, value)| Command::SetRecord { field, value }),
        (name(), name(), text()).prop_map(|(role, authority, text)| Command::UseAuthority {
            role,
            authority,
            text
        }),
        (name(), option::of(name()), option::of(text()))
            .prop_map(|(role, person, note)| Command::Page { role, person, note }),
        text().prop_map(|reason| Command::AdoptPlan { plan: pinned(), reason }),
    ]
    .boxed();
    prop_oneof![clocks, ledger, said].boxed()
}
