//! Any history: replicas that write with clocks hours apart, part, meet in any order, and share names.

use super::super::any;
use super::super::commands::note;
use super::super::keeping::desk::wait;
use super::super::world::{incident_id, start};
use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;
use warroom::chance::SeededChance;
use warroom::incident::{Command, Declared, Entry, EntryId, Incident};
use warroom::journal::{Journal, Wish};
use warroom::store::{Heads, LooseReplica, Memory, Scope, Store, index};
use warroom::sync::sync;
use warroom::time::{Clock, StandingClock};

#[derive(Debug, Clone)]
enum Step {
    Does { who: Index, command: Box<Command> },
    Redacts { who: Index, which: Index },
    Preserves { who: Index, bytes: u8 },
    Meet { one: Index, two: Index },
    TimePasses { who: Index, seconds: i64 },
}

fn steps() -> BoxedStrategy<Vec<Step>> {
    let who = any::<Index>;
    let step = prop_oneof![
        8 => (who(), any::commands()).prop_map(|(who, command)| Step::Does { who, command: command.into() }),
        4 => (who(), "[a-z ]{1,9}")
            .prop_map(|(who, text)| Step::Does { who, command: note(&text).into() }),
        3 => (who(), who()).prop_map(|(who, which)| Step::Redacts { who, which }),
        1 => (who(), any::<u8>()).prop_map(|(who, bytes)| Step::Preserves { who, bytes }),
        8 => (who(), who()).prop_map(|(one, two)| Step::Meet { one, two }),
        2 => (who(), -100_i64..100)
            .prop_map(|(who, seconds)| Step::TimePasses { who, seconds }),
    ];
    vec(step, 1..48).boxed()
}

/// One who writes into a store of their own.
struct Party {
    journal: Journal<Memory, LooseReplica>,
    clock: Arc<StandingClock>,
}

impl Party {
    /// `named` is the name that it begins with: two may have the same, as with a copied machine.
    fn new(number: usize, named: usize, hours: i64) -> Party {
        let names = std::iter::once(format!("aaaaaaa{named}"))
            .chain((0..64).map(|next| format!("b{number}{next:06}")));
        let replica = LooseReplica::named(names.map(|name| name.parse().unwrap()));
        let clock = Arc::new(StandingClock::at(start() + TimeDelta::hours(hours)));
        let chance = Arc::new(SeededChance::from_seed(number as u64));
        let journal = Journal::new(Memory::default(), replica, Arc::clone(&clock) as _, chance);
        Party { journal, clock }
    }

    fn does(&self, command: Command) -> Vec<Arc<Entry>> {
        self.clock.advance(TimeDelta::seconds(1));
        let wish = Wish::now("ops4", command);
        let written = wait(self.journal.run(incident_id(), wish));
        written.map(|written| written.entries).unwrap_or_default()
    }

    fn store(&self) -> &Memory {
        self.journal.store()
    }

    fn holds(&self) -> Vec<Entry> {
        let mut entries = wait(self.store().read_all(incident_id())).unwrap().entries;
        entries.sort_by_key(|entry| (entry.log, entry.seq, entry.id));
        entries
    }

    fn heads(&self) -> Heads {
        wait(self.store().heads(Scope::Everything)).unwrap()
    }
}

/// What meetings came to, over all histories: a property that never saw a split log says nothing of it.
#[derive(Debug, Default)]
struct Seen {
    carried: Cell<usize>,
    split: Cell<usize>,
    blanked: Cell<usize>,
    files: Cell<usize>,
}

impl Seen {
    fn meet(&self, one: &Party, two: &Party) {
        let now = one.clock.now().max(two.clock.now());
        let summary = wait(sync(one.store(), two.store(), now)).unwrap();
        assert!(summary.troubles.is_empty(), "{:?}", summary.troubles);
        let add = |to: &Cell<usize>, more: usize| to.set(to.get() + more);
        add(&self.split, summary.split.len());
        for moved in [summary.sent, summary.received] {
            add(&self.carried, moved.entries);
            add(&self.blanked, moved.blanked);
            add(&self.files, moved.files);
        }
    }
}

#[test]
fn whoever_has_met_in_the_end_holds_the_same_and_nothing_that_was_saved_is_lost() {
    let config = Config { cases: 256, source_file: Some(file!()), ..Config::default() };
    let parties = vec((0_usize..4, -8_i64..8), 2..=5);
    let seen = Seen::default();
    let told = TestRunner::new(config)
        .run(&(parties, steps()), |(parties, steps)| history(parties, steps, &seen));
    if let Err(failed) = told {
        panic!("{failed}");
    }
    let Seen { carried, split, blanked, files } = &seen;
    assert!([carried, split, blanked, files].iter().all(|count| count.get() > 9), "{seen:?}");
}

fn history(parties: Vec<(usize, i64)>, steps: Vec<Step>, seen: &Seen) -> Result<(), TestCaseError> {
    let parties: Vec<Party> = parties
        .into_iter()
        .enumerate()
        .map(|(number, (named, hours))| Party::new(number, named, hours))
        .collect();
    let mut saved: BTreeMap<EntryId, Arc<Entry>> = BTreeMap::new();
    let mut files = Vec::new();
    let declared = Declared { title: "Answers leak".to_owned(), ..Declared::default() };
    let declare = Command::Declare { declared, plan: Some(super::super::world::pinned()) };
    for entry in parties[0].does(declare) {
        saved.insert(entry.id, entry);
    }
    for step in steps {
        let of = |who: Index| who.get(&parties);
        let new = match step {
            Step::Does { who, command } => of(who).does(*command),
            Step::Redacts { who, which } => {
                let there = of(who).holds();
                if there.is_empty() {
                    continue;
                }
                let entry = which.get(&there).id.to_string();
                let reason = "a name".to_owned();
                of(who).does(Command::Redact { entry, reason, instead: None })
            }
            Step::Preserves { who, bytes } => {
                let put = of(who).store().put_evidence(incident_id(), std::slice::from_ref(&bytes));
                files.push(wait(put).unwrap());
                continue;
            }
            Step::Meet { one, two } => {
                let (one, two) = (one.index(parties.len()), two.index(parties.len()));
                if one != two {
                    seen.meet(&parties[one], &parties[two]);
                }
                continue;
            }
            Step::TimePasses { who, seconds } => {
                of(who).clock.advance(TimeDelta::seconds(seconds));
                continue;
            }
        };
        for entry in new {
            saved.insert(entry.id, entry);
        }
    }
    // There and back again: whatever one has, all have.
    let along = 0..parties.len() - 1;
    for at in along.clone().chain(along.rev()) {
        seen.meet(&parties[at], &parties[at + 1]);
    }
    let now = parties.iter().map(|party| party.clock.now()).max().unwrap();
    let first = parties[0].holds();
    let told = wait(parties[0].store().read_all(incident_id())).unwrap();
    let incident = index::open(incident_id(), told, now).incident;
    let ids: Vec<EntryId> = first.iter().map(|entry| entry.id).collect();
    for (id, entry) in &saved {
        prop_assert_eq!(ids.iter().filter(|other| *other == id).count(), 1);
        let held = first.iter().find(|held| held.id == *id).unwrap();
        let whole = held.line() == entry.line();
        prop_assert!(whole || held.line() == entry.blanked().line(), "{}", held.line());
    }
    prop_assert_eq!(ids.len(), saved.len(), "nothing was made up");
    for party in &parties {
        // Who heard of a hold first keeps the bytes of what was removed; who heard of the removal does not.
        let bytes = |entries: Vec<Entry>| -> Vec<Entry> {
            let held = incident.hold.is_some();
            entries.iter().map(|it| if held { it.blanked() } else { it.clone() }).collect()
        };
        prop_assert_eq!(bytes(party.holds()), bytes(first.clone()));
        prop_assert_eq!(party.heads(), parties[0].heads());
        let told = wait(party.store().read_all(incident_id())).unwrap();
        let same = |mut told: Incident| {
            for line in told.timeline.iter_mut().filter(|_| incident.hold.is_some()) {
                line.entry = Arc::new(line.entry.blanked());
            }
            told
        };
        let theirs = index::open(incident_id(), told, now).incident;
        prop_assert_eq!(same(theirs), same(incident.clone()));
        for file in &files {
            let kept = wait(party.store().get_evidence(incident_id(), *file)).unwrap();
            prop_assert!(kept.is_some());
        }
        // And then there is nothing left to do.
        let again = wait(sync(party.store(), parties[0].store(), now)).unwrap();
        prop_assert_eq!((again.sent.entries, again.received.entries), (0, 0));
    }
    Ok(())
}
