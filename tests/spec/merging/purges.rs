//! Any history in which incidents are purged: nothing goes without somebody's word, nothing comes back, and
//! nothing else is lost.

use super::super::commands::note;
use super::super::keeping::desk::{incident, noon, wait};
use super::super::keeping::purged::stone;
use super::super::world::pinned;
use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;
use warroom::chance::SeededChance;
use warroom::incident::{Command, Declared, EntryId, IncidentId};
use warroom::journal::{Journal, Wish};
use warroom::store::{LooseReplica, Memory, Store, removal};
use warroom::sync::sync;
use warroom::time::{Clock, StandingClock};

#[derive(Debug, Clone)]
enum Step {
    Notes { who: Index, which: bool },
    Closes { who: Index },
    Holds { who: Index },
    Lifts { who: Index },
    Purges { who: Index },
    Accepts { who: Index },
    Meet { one: Index, two: Index },
}

fn steps() -> BoxedStrategy<Vec<Step>> {
    let who = any::<Index>;
    let step = prop_oneof![
        4 => (who(), any::<bool>()).prop_map(|(who, which)| Step::Notes { who, which }),
        3 => who().prop_map(|who| Step::Closes { who }),
        1 => who().prop_map(|who| Step::Holds { who }),
        1 => who().prop_map(|who| Step::Lifts { who }),
        2 => who().prop_map(|who| Step::Purges { who }),
        2 => who().prop_map(|who| Step::Accepts { who }),
        6 => (who(), who()).prop_map(|(one, two)| Step::Meet { one, two }),
    ];
    vec(step, 1..40).boxed()
}

/// What may be purged, and what nobody purges.
fn two() -> (IncidentId, IncidentId) {
    (incident("AAAAAA"), incident("BBBBBB"))
}

struct Party {
    journal: Journal<Memory, LooseReplica>,
    clock: Arc<StandingClock>,
}

impl Party {
    fn new(number: usize) -> Party {
        let replica = LooseReplica::named([format!("aaaaaaa{number}").parse().unwrap()]);
        let clock = Arc::new(StandingClock::at(noon()));
        let chance = Arc::new(SeededChance::from_seed(number as u64));
        let journal = Journal::new(Memory::default(), replica, Arc::clone(&clock) as _, chance);
        Party { journal, clock }
    }

    fn store(&self) -> &Memory {
        self.journal.store()
    }

    /// Does it if the rules let it; says what was written.
    fn does(&self, to: IncidentId, command: Command) -> Vec<EntryId> {
        self.clock.advance(TimeDelta::seconds(1));
        let written = wait(self.journal.run(to, Wish::now("ops4", command)));
        written.map_or_else(|_| vec![], |it| it.entries.iter().map(|entry| entry.id).collect())
    }

    fn holds(&self, of: IncidentId) -> BTreeSet<EntryId> {
        let told = wait(self.store().read_all(of)).unwrap();
        told.entries.iter().map(|entry| entry.id).collect()
    }

    fn has_purged(&self, id: IncidentId) -> bool {
        wait(self.store().tombstones()).unwrap().iter().any(|stone| stone.incident == id)
    }

    /// Purges what it may; says whether it did.
    fn purges(&self, id: IncidentId) -> bool {
        let incident = wait(self.journal.open(id)).unwrap().incident;
        let may = incident.declaration.is_none() || incident.may_be_purged().is_ok();
        let done = wait(removal::purge(self.store(), &stone(id), self.clock.now())).is_ok();
        assert_eq!(done, may, "{:?}", incident.hold);
        done
    }

    fn accepts(&self) {
        for stone in wait(self.store().heard()).unwrap() {
            _ = wait(removal::purge(self.store(), &stone, self.clock.now()));
        }
    }
}

fn meet(one: &Party, two: &Party, seen: &Seen) -> Result<(), TestCaseError> {
    let (gone, _) = self::two();
    let parties = [one, two];
    let before = parties.map(|party| (party.holds(gone), party.has_purged(gone)));
    let purged = before.iter().any(|(_, purged)| *purged);
    let now = one.clock.now().max(two.clock.now());
    let summary = wait(sync(one.store(), two.store(), now)).unwrap();
    prop_assert!(summary.troubles.is_empty(), "{:?}", summary.troubles);
    prop_assert!(summary.purges.refused.is_empty());
    for (party, (had, done)) in parties.into_iter().zip(before) {
        let waits = wait(party.store().heard()).unwrap().iter().any(|it| it.incident == gone);
        if purged {
            // Nothing moves, and nothing is deleted by itself.
            prop_assert_eq!(party.holds(gone), had.clone());
            prop_assert_eq!(waits, !done && !had.is_empty());
            prop_assert!(party.has_purged(gone) == (done || had.is_empty()));
            seen.waited.set(seen.waited.get() + usize::from(waits));
        }
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Seen {
    purged: Cell<usize>,
    waited: Cell<usize>,
    kept: Cell<usize>,
}

#[test]
fn what_was_purged_stays_away_where_somebody_said_so_and_nothing_else_is_lost() {
    let config = Config { cases: 256, source_file: Some(file!()), ..Config::default() };
    let seen = Seen::default();
    let told = TestRunner::new(config)
        .run(&(2_usize..=4, steps()), |(parties, steps)| history(parties, steps, &seen));
    if let Err(failed) = told {
        panic!("{failed}");
    }
    let Seen { purged, waited, kept } = &seen;
    assert!([purged, waited, kept].iter().all(|count| count.get() > 9), "{seen:?}");
}

fn history(parties: usize, steps: Vec<Step>, seen: &Seen) -> Result<(), TestCaseError> {
    let parties: Vec<Party> = (0..parties).map(Party::new).collect();
    let (gone, stays) = two();
    let mut saved = BTreeSet::new();
    for id in [gone, stays] {
        let declared = Declared { title: "Answers leak".to_owned(), ..Declared::default() };
        let command = Command::Declare { declared, plan: Some(pinned()) };
        let new = parties[0].does(id, command);
        saved.extend(new.into_iter().filter(|_| id == stays));
    }
    for step in steps {
        let of = |who: Index| who.get(&parties);
        match step {
            Step::Notes { who, which: true } => drop(of(who).does(gone, note("words"))),
            Step::Notes { who, which: false } => saved.extend(of(who).does(stays, note("words"))),
            Step::Closes { who } => {
                of(who).does(gone, Command::Resolve { reason: "over".to_owned() });
                let without_outputs = Some("a test".to_owned());
                of(who).does(gone, Command::Close { reason: "said".to_owned(), without_outputs });
            }
            Step::Holds { who } => drop(of(who).does(gone, Command::Hold { reason: "x".into() })),
            Step::Lifts { who } => {
                of(who).does(gone, Command::LiftHold { reason: "x".to_owned() });
            }
            Step::Purges { who } => {
                let done = usize::from(of(who).purges(gone));
                seen.purged.set(seen.purged.get() + done);
                seen.kept.set(seen.kept.get() + 1 - done);
            }
            Step::Accepts { who } => of(who).accepts(),
            Step::Meet { one, two } => {
                let (one, two) = (one.index(parties.len()), two.index(parties.len()));
                if one != two {
                    meet(&parties[one], &parties[two], seen)?;
                }
            }
        }
        for party in &parties {
            prop_assert!(!party.has_purged(gone) || party.holds(gone).is_empty());
        }
    }
    let was_purged = parties.iter().any(|party| party.has_purged(gone));
    let along = 0..parties.len() - 1;
    for at in along.clone().chain(along.rev()) {
        meet(&parties[at], &parties[at + 1], seen)?;
    }
    for party in &parties {
        prop_assert_eq!(party.holds(stays), saved.clone());
        // Whoever has it still has heard that it goes.
        let waits = !wait(party.store().heard()).unwrap().is_empty();
        prop_assert_eq!(waits, was_purged && !party.holds(gone).is_empty());
        // Once nobody holds it any more, it goes everywhere.
        party.does(gone, Command::LiftHold { reason: "x".to_owned() });
        party.does(gone, Command::Resolve { reason: "over".to_owned() });
        let without_outputs = Some("a test".to_owned());
        party.does(gone, Command::Close { reason: "said".to_owned(), without_outputs });
        party.accepts();
        prop_assert_eq!(party.holds(gone).is_empty(), was_purged);
    }
    Ok(())
}
