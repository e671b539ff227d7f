//! Old facts stay readable: `tests/golden/entries.jsonl` holds a line for every event ever written.
//!
//! The file is one log and only ever grows. What a line there says is promised for ever.

use super::commands::{other_incident, plain_decision};
use super::entries::forged;
use super::world::*;
use std::collections::{BTreeMap, BTreeSet};
use warroom::incident::{
    Amended, Answer, Correction, Declared, Delivered, Drafted, Entry, EntryId, Event, Evidence,
    Fact, Link, Measure, Output, Owed, Place, Request, Word,
};

const GOLDEN: &str = include_str!("../golden/entries.jsonl");

/// The last of the lines with which the file began. Its id covers all lines before it.
const BEGAN_WITH: (usize, &str) =
    (42, "e12f04db96ee6dce9c653edfaf478e60f2c6c1d89b953694c78bf164dec48498");

/// A content that was removed, and an event that no version knows.
const SAY_NOTHING: [&str; 2] = ["noted", "model_paused"];

fn golden() -> Vec<Entry> {
    let read = |line: &str| Entry::read(line.as_bytes()).unwrap_or_else(|e| panic!("{e}: {line}"));
    GOLDEN.lines().map(read).collect()
}

/// At least one event of each kind; each field is in use in one of them.
fn every_event() -> Vec<Event> {
    let (x, id, over) = (|| "x".to_owned(), EntryId([7; 32]), Some(EntryId([8; 32])));
    let correct = |to| Event::Corrected { to, over };
    let declared = Declared {
        title: x(),
        severity: Some("SEV-1".to_owned()),
        category: Some("data-leak".to_owned()),
        detected_by: Some("user-feedback".to_owned()),
        users_affected: Some(12),
        near_miss: true,
        public_report: true,
        historic: true,
        number: Some("7".to_owned()),
        system: Some("chat".to_owned()),
        operator: Some("us".to_owned()),
        source: Some("register".to_owned()),
    };
    let evidence = Evidence {
        name: "prompt log".to_owned(),
        kept_at: format!("evidence/{id}"),
        sha256: Some(id),
        size: Some(9),
        collected_by: "ops4".to_owned(),
    };
    let instead = serde_json::from_str(r#"{"text":"y"}"#).expect("an object");
    vec![
        Event::PlanPinned(pinned()),
        Event::Declared(Declared { title: x(), ..Declared::default() }),
        Event::Declared(declared),
        correct(Correction::Title(x())),
        correct(Correction::Category("jailbreak".to_owned())),
        correct(Correction::UsersAffected(u64::MAX)),
        correct(Correction::DetectedBy(x())),
        correct(Correction::PublicReport(true)),
        correct(Correction::NearMiss(false)),
        Event::SeverityChanged {
            severity: "SEV-1".to_owned(),
            reason: x(),
            over: None,
            assessed: BTreeMap::new(),
        },
        Event::SeverityChanged {
            severity: "SEV-2".to_owned(),
            reason: x(),
            over,
            assessed: BTreeMap::new(),
        },
        Event::StageEntered { stage: "contain".to_owned(), over },
        Event::RoleAssigned { role: "commander".to_owned(), person: "ops4".to_owned(), over },
        Event::RoleReleased { role: "commander".to_owned(), over },
        Event::HandoverOffered {
            role: "commander".to_owned(),
            to: "lead2".to_owned(),
            briefing: None,
        },
        Event::HandoverAccepted {
            role: "commander".to_owned(),
            person: "lead2".to_owned(),
            offer: id,
            over,
        },
        Event::Noted { text: "two\nlines, \"quoted\", ☂, \u{1b}[31m".to_owned() },
        Event::DecisionMade(plain_decision()),
        Event::DecisionMade(warroom::incident::Decision {
            options: vec![x(), x()],
            decider: Some("lead2".to_owned()),
            reason: Some(x()),
            objections: vec![x()],
            ..plain_decision()
        }),
        Event::EvidenceAdded(Evidence { sha256: None, size: None, ..evidence.clone() }),
        Event::EvidenceAdded(evidence),
        Event::ItemAdded { stage: "contain".to_owned(), text: x() },
        Event::ItemDone { item: "contain.keys".to_owned(), over },
        Event::ItemUndone { item: "contain.keys".to_owned(), over },
        Event::ItemWaived { item: "contain.keys".to_owned(), reason: x(), over },
        Event::TaskGiven { text: x(), to: "dev3".to_owned(), minutes: 30 },
        Event::TaskAcknowledged { task: id, over },
        Event::TaskDone { task: id, over },
        Event::StampSet { stamp: "began".to_owned(), time: moment("2024"), note: None, over: None },
        Event::StampSet {
            stamp: "began".to_owned(),
            time: moment("2024-12-10T22:23:07Z"),
            note: Some(x()),
            over,
        },
        Event::Linked(Link::Alert { source: "prometheus".to_owned(), key: "leak".to_owned() }),
        Event::Linked(Link::DuplicateOf { incident: other_incident() }),
        Event::Linked(Link::Incident { incident: other_incident() }),
        Event::Redacted { target: id, reason: x(), instead: None },
        Event::Redacted { target: id, reason: x(), instead: Some(instead) },
        Event::Reversed { target: id },
        Event::Reopened { reason: x(), over },
        Event::Resolved { reason: x(), over },
        Event::Closed { reason: x(), without_outputs: None, over },
        Event::Closed { reason: x(), without_outputs: Some(x()), over },
    ]
    .into_iter()
    .chain(the_response(id, over))
    .chain(what_follows(id, over))
    .collect()
}

/// Messages, the work that follows, the report, and what lawyers ask for.
fn what_follows(id: EntryId, over: Option<EntryId>) -> Vec<Event> {
    let x = || "x".to_owned();
    let (item, audience, channel) = (x(), "customers".to_owned(), "email".to_owned());
    let drafted = Drafted {
        item: item.clone(),
        audience: audience.clone(),
        subject: None,
        text: "two\nlines".to_owned(),
        sha256: id,
        template: None,
        fields: BTreeMap::new(),
        over,
    };
    let delivered = Delivered {
        item: item.clone(),
        draft: None,
        audience,
        channel: channel.clone(),
        reference: None,
        subject: None,
        text: x(),
        sha256: id,
        stamp: None,
        unapproved: None,
        over,
    };
    let amended = Amended {
        sent: id,
        subject: None,
        text: x(),
        sha256: id,
        channel,
        reference: None,
        reason: x(),
        over,
    };
    let owed = |kind| Owed {
        text: x(),
        owner: "dev3".to_owned(),
        due: "2026-12-04".parse().expect("a day"),
        kind,
    };
    let preventions =
        Measure::ALL.map(|measure| Event::ActionAdded(owed(Output::Prevention(measure))));
    let events = vec![
        Event::MessageDrafted(Drafted {
            subject: Some(x()),
            template: Some("can".to_owned()),
            fields: BTreeMap::from([("conditions".to_owned(), x())]),
            ..drafted.clone()
        }),
        Event::MessageDrafted(drafted),
        Event::MessageApproved { item: x(), draft: id, sha256: id, role: "comms-lead".to_owned() },
        Event::ApprovalWithdrawn { approval: id, reason: x(), over },
        Event::MessageSent(Delivered {
            draft: Some(id),
            reference: Some("A-17".to_owned()),
            subject: Some(x()),
            stamp: Some("law.submitted".to_owned()),
            unapproved: Some(x()),
            ..delivered.clone()
        }),
        Event::MessageSent(delivered),
        Event::MessageCorrected(Amended {
            subject: Some(x()),
            reference: Some(x()),
            ..amended.clone()
        }),
        Event::MessageCorrected(amended),
        Event::MessageWaived { item, reason: x(), over },
        Event::ActionAdded(owed(Output::Fix)),
        Event::ActionChanged { action: id, text: None, owner: None, due: None, over },
        Event::ActionChanged {
            action: id,
            text: Some(x()),
            owner: Some(x()),
            due: Some("2026-12-11".parse().expect("a day")),
            over,
        },
        Event::ActionDone { action: id, note: None, over },
        Event::ActionDone { action: id, note: Some(x()), over },
        Event::ActionDropped { action: id, reason: x(), over },
        Event::ActionReopened { action: id, reason: x(), over },
        Event::SectionWritten { section: "root-cause".to_owned(), text: x(), over },
        Event::EntryPrivileged { target: id, reason: x(), over },
        Event::PrivilegeLifted { target: id, reason: x(), over },
        Event::HoldSet { reason: x(), over },
        Event::HoldLifted { reason: x(), over },
    ];
    events.into_iter().chain(preventions).collect()
}

/// The events of the response: classification, clocks, record, ledger, calls, another plan.
fn the_response(id: EntryId, over: Option<EntryId>) -> Vec<Event> {
    let x = || "x".to_owned();
    let classified = |answer, reason| Event::Classified {
        question: "personal-data".to_owned(),
        answer,
        reason,
        over,
    };
    let clock = || "gdpr-33".to_owned();
    let plan = serde_json::from_str(&pinned().0).expect("an object");
    vec![
        Event::SeverityChanged {
            severity: "SEV-1".to_owned(),
            reason: x(),
            assessed: BTreeMap::from([("people".to_owned(), "SEV-1".to_owned())]),
            over,
        },
        Event::HandoverOffered {
            role: "commander".to_owned(),
            to: "lead2".to_owned(),
            briefing: Some("two\nlines".to_owned()),
        },
        Event::Corrected { to: Correction::System("chat".to_owned()), over },
        classified(Answer::Word(Word::Yes), None),
        classified(Answer::Word(Word::No), Some(x())),
        classified(Answer::Word(Word::Unknown), None),
        classified(Answer::Number(412), None),
        Event::ClockWaived { clock: clock(), reason: x(), over },
        Event::ClockRuledOut { clock: clock(), reason: x(), over },
        Event::ClockRestored { clock: clock(), reason: x(), over },
        Event::ClockPaused { clock: clock(), reason: x(), over },
        Event::ClockResumed { clock: clock(), over },
        Event::ClockSnoozed { clock: clock(), minutes: 20, reason: x(), over },
        Event::LatenessExplained { clock: clock(), reason: x(), over },
        Event::Submitted { clock: clock(), reference: None, over },
        Event::Submitted { clock: clock(), reference: Some("A-17".to_owned()), over },
        Event::RecordSet { field: "system".to_owned(), value: x(), over },
        Event::ContainmentBegun {
            verb: "pause".to_owned(),
            what: x(),
            criteria: None,
            evidence_copied: None,
        },
        Event::ContainmentBegun {
            verb: "roll-back".to_owned(),
            what: x(),
            criteria: Some(x()),
            evidence_copied: Some(true),
        },
        Event::ContainmentVerified { containment: id, note: None, over },
        Event::ContainmentVerified { containment: id, note: Some(x()), over },
        Event::ContainmentLifted { containment: id, criteria_met: true, reason: x(), over },
        Event::AuthorityUsed {
            role: "commander".to_owned(),
            authority: "halt".to_owned(),
            text: x(),
        },
        Event::RolePaged { role: "comms-lead".to_owned(), person: "pr2".to_owned(), note: None },
        Event::RolePaged {
            role: "comms-lead".to_owned(),
            person: "pr2".to_owned(),
            note: Some(x()),
        },
        Event::PlanAdopted { plan, reason: x(), over },
    ]
}

/// The compiler asks here for a golden line when there is a new event.
fn is_listed_in_every_event(event: &Event) {
    match event {
        Event::PlanPinned(_)
        | Event::Declared(_)
        | Event::Corrected { .. }
        | Event::SeverityChanged { .. }
        | Event::StageEntered { .. }
        | Event::RoleAssigned { .. }
        | Event::RoleReleased { .. }
        | Event::HandoverOffered { .. }
        | Event::HandoverAccepted { .. }
        | Event::Noted { .. }
        | Event::DecisionMade(_)
        | Event::EvidenceAdded(_)
        | Event::ItemAdded { .. }
        | Event::ItemDone { .. }
        | Event::ItemUndone { .. }
        | Event::ItemWaived { .. }
        | Event::TaskGiven { .. }
        | Event::TaskAcknowledged { .. }
        | Event::TaskDone { .. }
        | Event::StampSet { .. }
        | Event::Linked(_)
        | Event::Redacted { .. }
        | Event::Reversed { .. }
        | Event::Reopened { .. }
        | Event::Resolved { .. }
        | Event::Closed { .. }
        | Event::Classified { .. }
        | Event::ClockWaived { .. }
        | Event::ClockRuledOut { .. }
        | Event::ClockRestored { .. }
        | Event::ClockPaused { .. }
        | Event::ClockResumed { .. }
        | Event::ClockSnoozed { .. }
        | Event::LatenessExplained { .. }
        | Event::Submitted { .. }
        | Event::RecordSet { .. }
        | Event::ContainmentBegun { .. }
        | Event::ContainmentVerified { .. }
        | Event::ContainmentLifted { .. }
        | Event::AuthorityUsed { .. }
        | Event::RolePaged { .. }
        | Event::PlanAdopted { .. }
        | Event::MessageDrafted(_)
        | Event::MessageApproved { .. }
        | Event::ApprovalWithdrawn { .. }
        | Event::MessageSent(_)
        | Event::MessageCorrected(_)
        | Event::MessageWaived { .. }
        | Event::ActionAdded(_)
        | Event::ActionChanged { .. }
        | Event::ActionDone { .. }
        | Event::ActionDropped { .. }
        | Event::ActionReopened { .. }
        | Event::SectionWritten { .. }
        | Event::EntryPrivileged { .. }
        | Event::PrivilegeLifted { .. }
        | Event::HoldSet { .. }
        | Event::HoldLifted { .. }
        | Event::Unknown => {}
    }
}

/// Everything that the file must say: each event, once with all that can stand beside one.
fn every_fact() -> Vec<Fact> {
    let events = every_event();
    events.iter().for_each(is_listed_in_every_event);
    let circumstances = Fact {
        event: Event::Noted { text: "with circumstances".to_owned() },
        happened_at: Some(moment("2026-11-20T13Z")),
        said_by: Some("dev3".to_owned()),
        privileged: false,
        was: Some(EntryId([9; 32])),
        request: None,
    };
    let apart = Fact { privileged: true, ..circumstances.clone() };
    let request = Some(Request { key: "deploy-7/1".to_owned(), sum: EntryId([7; 32]) });
    let asked = Fact { request, ..Event::Noted { text: "asked for".to_owned() }.into() };
    events.into_iter().map(Fact::from).chain([circumstances, apart, asked]).collect()
}

fn place_of(entry: &Entry) -> Place<'_> {
    let Entry { log, seq, hlc, at, by, prev, .. } = entry;
    Place { log: *log, seq: *seq, hlc: *hlc, at: *at, by, prev: *prev }
}

/// The line after the last one.
fn next(known: &[Entry], fact: &Fact) -> Entry {
    let log = Desk::new(1, "ops4").log;
    let minutes = i64::try_from(known.len()).expect("not so many");
    let seq = known.len() as u64 + 1;
    let prev = known.last().map_or(log.beginning(), |last| last.id);
    let at = start() + chrono::TimeDelta::minutes(minutes);
    let place = Place { log, seq, hlc: warroom::incident::Hlc::at(at), at, by: "ops4", prev };
    Entry::write(&place, fact, [u8::try_from(seq % 256).expect("below 256"); 16]).expect("a line")
}

#[test]
fn every_event_that_is_written_has_a_golden_line() {
    let mut known = golden();
    let said: Vec<Fact> = known.iter().map(Entry::fact).collect();
    let mut missing = Vec::new();
    for fact in every_fact() {
        if !said.contains(&fact) {
            let entry = next(&known, &fact);
            missing.push(entry.line().to_owned());
            known.push(entry);
        }
    }
    for kind in SAY_NOTHING {
        if !known.iter().any(|entry| entry.kind == kind && entry.fact().event == Event::Unknown) {
            let entry = next(&known, &Event::Noted { text: "x".to_owned() }.into());
            let line = match kind {
                "noted" => entry.blanked().line().to_owned(),
                other => forged(entry.line(), |line| line.replace("noted", other)),
            };
            known.push(Entry::read(line.as_bytes()).expect("a line"));
            missing.push(line);
        }
    }
    let missing = missing.join("\n");
    assert!(missing.is_empty(), "append to tests/golden/entries.jsonl:\n{missing}\n");
}

#[test]
fn the_golden_lines_are_only_ever_appended_to() {
    let (count, id) = BEGAN_WITH;
    let entries = golden();
    assert_eq!(entries[count - 1].id.to_string(), id, "a line changed that must never change");
    let mut prev = entries[0].log.beginning();
    for (entry, seq) in entries.iter().zip(1..) {
        assert_eq!((entry.seq, entry.prev), (seq, prev));
        prev = entry.id;
    }
    assert!(GOLDEN.ends_with('\n'));
}

#[test]
fn every_golden_line_says_what_its_kind_says_and_is_written_the_same_today() {
    let mut kinds = BTreeSet::new();
    for entry in golden() {
        let fact = entry.fact();
        if fact.event == Event::Unknown {
            assert!(SAY_NOTHING.contains(&&*entry.kind), "{} is not understood", entry.line());
            continue;
        }
        let data = entry.data().expect("it says something");
        let salt = data
            .strip_prefix(r#"{"salt":""#)
            .map_or(0, |rest| u128::from_str_radix(&rest[..32], 16).expect("a salt"));
        let again = Entry::write(&place_of(&entry), &fact, salt.to_be_bytes()).expect("a line");
        assert_eq!(again, entry);
        kinds.insert(entry.kind);
    }
    assert_eq!(kinds.len(), 58, "{kinds:?}");
}

#[test]
fn the_golden_lines_fold() {
    let entries = golden().into_iter().map(std::sync::Arc::new);
    let incident = warroom::incident::Incident::of(incident_id(), entries);
    assert_eq!(incident.timeline.len(), golden().len());
    assert!(incident.declaration.is_some());
    assert!(incident.plan.is_some(), "an old plan is still understood");
}
