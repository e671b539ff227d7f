//! Anything that could be said to people, or be left afterwards: events and commands, for properties.

use super::any::{ids, name, text};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use warroom::incident::{
    Amended, Command, Delivered, Drafted, Drafting, Event, Measure, Output, Owed, Sending, digest,
};

fn outputs() -> BoxedStrategy<Output> {
    let measures = select(Measure::ALL.to_vec()).prop_map(Output::Prevention);
    prop_oneof![Just(Output::Fix), measures].boxed()
}

fn days() -> BoxedStrategy<chrono::NaiveDate> {
    (2000_i32..2100, 1_u32..366)
        .prop_map(|(year, day)| chrono::NaiveDate::from_yo_opt(year, day).expect("a day"))
        .boxed()
}

fn owed() -> BoxedStrategy<Owed> {
    (text(), name(), days(), outputs())
        .prop_map(|(text, owner, due, kind)| Owed { text, owner, due, kind })
        .boxed()
}

fn fields() -> BoxedStrategy<BTreeMap<String, String>> {
    proptest::collection::btree_map("[a-z_]{1,8}", text(), 0..3).boxed()
}

/// Messages, whose sums are now and then those of their words.
fn messages() -> BoxedStrategy<Event> {
    let over = || option::of(ids());
    let drafted =
        ((name(), name(), option::of(text()), text()), option::of(ids()), fields(), over())
            .prop_map(|((item, audience, subject, text), sum, fields, over)| {
                let sha256 = sum.unwrap_or_else(|| digest(subject.as_deref(), &text));
                let template = None;
                Event::MessageDrafted(Drafted {
                    item,
                    audience,
                    subject,
                    text,
                    sha256,
                    template,
                    fields,
                    over,
                })
            });
    let sent = (
        (name(), option::of(ids()), name(), option::of(text()), text()),
        option::of(name()),
        over(),
    )
        .prop_map(|((item, draft, channel, unapproved, text), stamp, over)| {
            let sha256 = digest(None, &text);
            let (audience, subject, reference) = ("customers".to_owned(), None, None);
            Event::MessageSent(Delivered {
                item,
                draft,
                audience,
                channel,
                reference,
                subject,
                text,
                sha256,
                stamp,
                unapproved,
                over,
            })
        });
    let corrected = (ids(), option::of(text()), text(), text(), over()).prop_map(
        |(sent, subject, text, reason, over)| {
            let sha256 = digest(subject.as_deref(), &text);
            let (channel, reference) = ("email".to_owned(), None);
            Event::MessageCorrected(Amended {
                sent,
                subject,
                text,
                sha256,
                channel,
                reference,
                reason,
                over,
            })
        },
    );
    prop_oneof![
        drafted,
        (name(), ids(), ids(), name()).prop_map(|(item, draft, sha256, role)| {
            Event::MessageApproved { item, draft, sha256, role }
        }),
        (ids(), text(), over()).prop_map(|(approval, reason, over)| {
            Event::ApprovalWithdrawn { approval, reason, over }
        }),
        sent,
        corrected,
        (name(), text(), over()).prop_map(|(item, reason, over)| Event::MessageWaived {
            item,
            reason,
            over
        }),
    ]
    .boxed()
}

/// An event of what is said to people, or left afterwards.
pub fn events() -> BoxedStrategy<Event> {
    let over = || option::of(ids());
    let changed = (ids(), option::of(text()), option::of(name()), option::of(days()), over());
    let actions =
        prop_oneof![
            owed().prop_map(Event::ActionAdded),
            changed.prop_map(|(action, text, owner, due, over)| Event::ActionChanged {
                action,
                text,
                owner,
                due,
                over,
            }),
            (ids(), option::of(text()), over())
                .prop_map(|(action, note, over)| Event::ActionDone { action, note, over }),
            (ids(), text(), over()).prop_map(|(action, reason, over)| Event::ActionDropped {
                action,
                reason,
                over
            }),
            (ids(), text(), over()).prop_map(|(action, reason, over)| Event::ActionReopened {
                action,
                reason,
                over
            }),
        ]
        .boxed();
    let law = prop_oneof![
        (name(), text(), over()).prop_map(|(section, text, over)| Event::SectionWritten {
            section,
            text,
            over
        }),
        (ids(), text(), over()).prop_map(|(target, reason, over)| Event::EntryPrivileged {
            target,
            reason,
            over
        }),
        (ids(), text(), over()).prop_map(|(target, reason, over)| Event::PrivilegeLifted {
            target,
            reason,
            over
        }),
        (text(), over()).prop_map(|(reason, over)| Event::HoldSet { reason, over }),
        (text(), over()).prop_map(|(reason, over)| Event::HoldLifted { reason, over }),
    ]
    .boxed();
    prop_oneof![messages(), actions, law].boxed()
}

/// A command about what is said to people, or left afterwards.
pub fn commands() -> BoxedStrategy<Command> {
    let entry = || prop_oneof![Just("1".to_owned()), "[0-9a-f]{4}", text()].boxed();
    let some = |what: BoxedStrategy<String>| option::of(what);
    let sending = ((name(), some(entry()), some(text()), text()), some(name()), some(text()))
        .prop_map(|((item, draft, said, channel), clock, unapproved)| {
            let text = said.map(|text| (None, text));
            let (audience, reference) = (None, None);
            Command::Send(Sending {
                item,
                draft,
                text,
                channel,
                audience,
                reference,
                clock,
                unapproved,
            })
        });
    let messages =
        prop_oneof![
            (name(), some(name()), some(text()), text(), some(name()), fields()).prop_map(
                |(item, audience, subject, text, template, fields)| {
                    Command::Draft(Drafting { item, audience, subject, text, template, fields })
                }
            ),
            (name(), some(name()), some(entry()))
                .prop_map(|(item, role, draft)| Command::Approve { item, role, draft }),
            (name(), some(name()), text())
                .prop_map(|(item, role, reason)| Command::WithdrawApproval { item, role, reason }),
            sending,
            (entry(), some(text()), text(), some(text()), text()).prop_map(
                |(sent, subject, text, channel, reason)| Command::CorrectMessage {
                    sent,
                    subject,
                    text,
                    channel,
                    reference: None,
                    reason,
                }
            ),
            (name(), text()).prop_map(|(item, reason)| Command::WaiveMessage { item, reason }),
        ]
        .boxed();
    let actions = prop_oneof![
        owed().prop_map(Command::AddAction),
        (entry(), some(text()), some(name()), option::of(days())).prop_map(
            |(action, text, owner, due)| Command::ChangeAction { action, text, owner, due }
        ),
        (entry(), some(text())).prop_map(|(action, note)| Command::FinishAction { action, note }),
        (entry(), text()).prop_map(|(action, reason)| Command::DropAction { action, reason }),
        (entry(), text()).prop_map(|(action, reason)| Command::ReopenAction { action, reason }),
    ]
    .boxed();
    let law = prop_oneof![
        (name(), text()).prop_map(|(section, text)| Command::WriteSection { section, text }),
        (entry(), any::<bool>(), text()).prop_map(|(entry, privileged, reason)| {
            Command::SetPrivilege { entry, privileged, reason }
        }),
        text().prop_map(|reason| Command::Hold { reason }),
        text().prop_map(|reason| Command::LiftHold { reason }),
    ]
    .boxed();
    prop_oneof![messages, actions, law].boxed()
}
