//! Anything that could be written: facts of every kind with hostile texts, for properties.

use super::commands::*;
use super::world::*;
use super::{any_following, any_response};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};
use warroom::incident::{
    Command, Correction, Decision, Declared, EntryId, Event, Evidence, Fact, Link, Request,
};
use warroom::plan::Pinned;
use warroom::time::{Moment, Precision};

/// Text as attackers, models and copied terminals send it.
pub fn text() -> BoxedStrategy<String> {
    prop_oneof![
        4 => "[a-z ]{1,12}",
        1 => any::<String>(),
        1 => select(vec![
            "", " ", "\n", "\0", "\u{1b}[31m", "\u{202e}abc", "\u{feff}", "\u{e0041}", "\\", "\"",
            "\u{2028}", "\u{7f}", "\u{85}", "\u{10ffff}", "null", "{}", "$serde_json::private::RawValue",
        ]).prop_map(str::to_owned),
    ].boxed()
}

/// A name: one of the plan's now and then.
pub fn name() -> BoxedStrategy<String> {
    let known = [
        "commander",
        "ic",
        "scribe",
        "SEV-1",
        "SEV-2",
        "3",
        "triage",
        "contain",
        "triage.scope",
        "contain.keys",
        "1",
        "2",
        "began",
        "resolved",
        "closed",
        "declared",
        "acknowledged",
        "update_sent",
        "data-leak",
        "user-feedback",
        "ops4",
        "lead2",
        "leak",
        "people",
        "law",
        "law.submitted",
        "system",
        "pause",
        "halt",
        "customers-notice",
        "authority-notice",
        "can",
        "root-cause",
    ];
    prop_oneof![6 => select(known.to_vec()).prop_map(str::to_owned), 1 => text()].boxed()
}

pub fn moments() -> BoxedStrategy<Moment> {
    use Precision::{Day, Hour, Minute, Month, Second, Year};
    let precision = select(vec![Second, Minute, Hour, Day, Month, Year]);
    let second = prop_oneof![-3600_i64..3600, -62_135_596_800_i64..253_402_300_800];
    (second, precision)
        .prop_map(|(second, precision)| {
            let near = start().timestamp();
            let second = if second.abs() < 3600 { near + second } else { second };
            let at = chrono::DateTime::from_timestamp(second, 0)
                .expect("within the years that there are");
            Moment::at(at, precision)
        })
        .boxed()
}

/// An id that nothing has, or one that may come to be in the story: the story knows what `n` means.
pub fn ids() -> BoxedStrategy<EntryId> {
    (0_u8..12).prop_map(|n| EntryId([n; 32])).boxed()
}

pub fn corrections() -> BoxedStrategy<Correction> {
    prop_oneof![
        text().prop_map(Correction::Title),
        name().prop_map(Correction::Category),
        any::<u64>().prop_map(Correction::UsersAffected),
        name().prop_map(Correction::DetectedBy),
        any::<bool>().prop_map(Correction::PublicReport),
        any::<bool>().prop_map(Correction::NearMiss),
        text().prop_map(Correction::System),
    ]
    .boxed()
}

pub fn declarations() -> BoxedStrategy<Declared> {
    let facts = (text(), option::of(name()), option::of(name()), option::of(name()));
    let more = (option::of(any::<u64>()), any::<bool>(), any::<bool>(), any::<bool>());
    let about = (option::of(text()), option::of(text()), option::of(text()), option::of(text()));
    (facts, more, about)
        .prop_map(|(facts, more, about)| Declared {
            title: facts.0,
            severity: facts.1,
            category: facts.2,
            detected_by: facts.3,
            users_affected: more.0,
            near_miss: more.1,
            public_report: more.2,
            historic: more.3,
            number: about.0,
            system: about.1,
            operator: about.2,
            source: about.3,
        })
        .boxed()
}

pub fn decisions() -> BoxedStrategy<Decision> {
    (text(), vec(text(), 0..3), option::of(name()), option::of(text()), vec(text(), 0..3))
        .prop_map(|(text, options, decider, reason, objections)| Decision {
            text,
            options,
            decider,
            reason,
            objections,
        })
        .boxed()
}

pub fn preserved() -> BoxedStrategy<Evidence> {
    (text(), text(), option::of(ids()), option::of(any::<u64>()), name())
        .prop_map(|(name, kept_at, sha256, size, collected_by)| Evidence {
            name,
            kept_at,
            sha256,
            size,
            collected_by,
        })
        .boxed()
}

pub fn links() -> BoxedStrategy<Link> {
    prop_oneof![
        (text(), text()).prop_map(|(source, key)| Link::Alert { source, key }),
        Just(Link::DuplicateOf { incident: incident_id() }),
        Just(Link::Incident { incident: other_incident() }),
    ]
    .boxed()
}

/// What a redaction puts in place: the content of some event, or anything at all without fractions.
pub fn insteads() -> BoxedStrategy<Option<Map<String, Value>>> {
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let keys = [
        "text",
        "reason",
        "severity",
        "title",
        "role",
        "person",
        "stage",
        "item",
        "was",
        "request",
        "over",
        "happened_at",
        "said_by",
        "salt",
        "target",
        "to",
        "stamp",
        "time",
        "task",
    ];
    let fields = vec((select(keys.to_vec()), value), 0..5);
    prop_oneof![
        2 => Just(None),
        1 => fields.prop_map(|fields| {
            Some(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
        }),
        2 => facts_without(ids().prop_map(|target| Event::Reversed { target }).boxed()).prop_map(|fact| {
            let mut desk = Desk::new(9, "ops4");
            let data: Map<String, Value> = desk.writes(fact).data()
                .and_then(|data| serde_json::from_str(data).ok())
                .expect("it was just written");
            Some(data)
        }),
    ].boxed()
}

/// An event of any kind that an entry can say.
pub fn events() -> BoxedStrategy<Event> {
    let redacted = (ids(), text(), insteads())
        .prop_map(|(target, reason, instead)| Event::Redacted { target, reason, instead });
    events_with(prop_oneof![redacted, ids().prop_map(|target| Event::Reversed { target })].boxed())
        .boxed()
}

fn events_with(taking_back: BoxedStrategy<Event>) -> BoxedStrategy<Event> {
    let over = || option::of(ids());
    let seats = prop_oneof![
        (name(), name(), over()).prop_map(|(role, person, over)| Event::RoleAssigned {
            role,
            person,
            over
        }),
        (name(), over()).prop_map(|(role, over)| Event::RoleReleased { role, over }),
        (name(), name()).prop_map(|(role, to)| Event::HandoverOffered { role, to, briefing: None }),
        (name(), name(), ids(), over()).prop_map(|(role, person, offer, over)| {
            Event::HandoverAccepted { role, person, offer, over }
        }),
    ]
    .boxed();
    let lines = prop_oneof![
        (name(), text()).prop_map(|(stage, text)| Event::ItemAdded { stage, text }),
        (items(), over()).prop_map(|(item, over)| Event::ItemDone { item, over }),
        (items(), over()).prop_map(|(item, over)| Event::ItemUndone { item, over }),
        (items(), text(), over()).prop_map(|(item, reason, over)| Event::ItemWaived {
            item,
            reason,
            over
        }),
        (text(), name(), any::<u32>()).prop_map(|(text, to, minutes)| Event::TaskGiven {
            text,
            to,
            minutes
        }),
        (ids(), over()).prop_map(|(task, over)| Event::TaskAcknowledged { task, over }),
        (ids(), over()).prop_map(|(task, over)| Event::TaskDone { task, over }),
    ]
    .boxed();
    let course = prop_oneof![
        (corrections(), over()).prop_map(|(to, over)| Event::Corrected { to, over }),
        (name(), text(), over()).prop_map(|(severity, reason, over)| {
            Event::SeverityChanged {
                severity,
                reason,
                over,
                assessed: std::collections::BTreeMap::new(),
            }
        }),
        (name(), over()).prop_map(|(stage, over)| Event::StageEntered { stage, over }),
        (name(), moments(), option::of(text()), over())
            .prop_map(|(stamp, time, note, over)| Event::StampSet { stamp, time, note, over }),
        (text(), over()).prop_map(|(reason, over)| Event::Reopened { reason, over }),
        (text(), over()).prop_map(|(reason, over)| Event::Resolved { reason, over }),
        (text(), option::of(text()), over()).prop_map(|(reason, without_outputs, over)| {
            Event::Closed { reason, without_outputs, over }
        }),
    ]
    .boxed();
    let response = any_response::events();
    let words = prop_oneof![
        text().prop_map(|text| Event::Noted { text }),
        decisions().prop_map(Event::DecisionMade),
        preserved().prop_map(Event::EvidenceAdded),
        links().prop_map(Event::Linked),
    ]
    .boxed();
    let beginning = prop_oneof![
        declarations().prop_map(Event::Declared),
        Just(Event::PlanPinned(pinned())),
        Just(Event::PlanPinned(Pinned(r#"{"id":"none"}"#.into()))),
    ]
    .boxed();
    prop_oneof![
        4 => seats, 4 => lines, 4 => course, 2 => words, 1 => beginning, 4 => taking_back, 4 => response,
        4 => any_following::events(),
    ]
    .boxed()
}

/// A checklist line: of the plan, or one that an entry added.
fn items() -> BoxedStrategy<String> {
    prop_oneof![name(), ids().prop_map(|id| id.to_string())].boxed()
}

/// A fact of any kind, with when it happened, who said so and what it repeats.
pub fn facts() -> BoxedStrategy<Fact> {
    with_circumstances(events()).boxed()
}

fn facts_without(taking_back: BoxedStrategy<Event>) -> BoxedStrategy<Fact> {
    with_circumstances(events_with(taking_back))
        .prop_filter("a plan is no content", |fact| !matches!(fact.event, Event::PlanPinned(_)))
        .boxed()
}

fn with_circumstances(event: BoxedStrategy<Event>) -> BoxedStrategy<Fact> {
    let rarely = proptest::option::weighted(0.2, ids());
    (event, option::of(moments()), option::of(name()), any::<bool>(), (rarely, requests()))
        .prop_map(|(event, happened_at, said_by, privileged, (was, request))| match event {
            Event::PlanPinned(_) => event.into(),
            event => Fact { event, happened_at, said_by, privileged, was, request },
        })
        .boxed()
}

fn requests() -> BoxedStrategy<Option<Request>> {
    let request = ("[!-~]{1,64}", ids()).prop_map(|(key, sum)| Request { key, sum });
    proptest::option::weighted(0.2, request).boxed()
}

/// A command of any kind.
pub fn commands() -> BoxedStrategy<Command> {
    let entry = || prop_oneof![Just(String::new()), "[0-9a-f]{4}", text()];
    let seats = prop_oneof![
        (name(), name()).prop_map(|(role, person)| Command::Assign { role, person }),
        name().prop_map(|role| Command::Release { role }),
        (name(), name()).prop_map(|(role, to)| Command::Handover { role, to, briefing: None }),
        name().prop_map(|role| Command::Accept { role }),
    ]
    .boxed();
    let lines = prop_oneof![
        (option::of(name()), text()).prop_map(|(stage, text)| Command::AddItem { stage, text }),
        name().prop_map(|item| Command::Tick { item }),
        name().prop_map(|item| Command::Untick { item }),
        (name(), text()).prop_map(|(item, reason)| Command::Waive { item, reason }),
        (text(), name(), 0_u32..12_000).prop_map(|(text, to, minutes)| Command::GiveTask {
            text,
            to,
            minutes
        }),
        name().prop_map(|task| Command::Acknowledge { task }),
        name().prop_map(|task| Command::FinishTask { task }),
    ]
    .boxed();
    let course =
        prop_oneof![
            (name(), text()).prop_map(|(level, reason)| Command::SetSeverity {
                level,
                reason,
                assessed: std::collections::BTreeMap::new()
            }),
            name().prop_map(|stage| Command::EnterStage { stage }),
            (name(), moments(), option::of(text()))
                .prop_map(|(stamp, time, note)| Command::Stamp { stamp, time, note }),
            text().prop_map(|reason| Command::Resolve { reason }),
            text().prop_map(|reason| Command::Reopen { reason }),
            (text(), option::of(text()))
                .prop_map(|(reason, without_outputs)| Command::Close { reason, without_outputs }),
            corrections().prop_map(Command::Correct),
        ];
    let words = prop_oneof![
        links().prop_map(Command::Link),
        text().prop_map(|text| Command::Note { text }),
        decisions().prop_map(Command::Decide),
        preserved().prop_map(Command::AddEvidence),
    ]
    .boxed();
    let plan = select(vec![None, Some(pinned()), Some(Pinned("{}".into()))]);
    let declare =
        (declarations(), plan).prop_map(|(declared, plan)| Command::Declare { declared, plan });
    let back = prop_oneof![
        Just(Command::Undo { entry: None }),
        entry().prop_map(|entry| Command::Undo { entry: Some(entry) }),
        (entry(), text(), insteads()).prop_map(|(entry, reason, instead)| Command::Redact {
            entry,
            reason,
            instead
        }),
    ]
    .boxed();
    let response = any_response::commands();
    prop_oneof![
        4 => seats, 4 => lines, 4 => course, 2 => words, 1 => declare, 4 => back, 4 => response,
        4 => any_following::commands(),
    ]
    .boxed()
}
