//! What holds for any set of entries: one set, one incident, whatever it says and however it came.

use super::any;
use super::entries::forged;
use super::world::*;
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::HashSet;
use std::sync::Arc;
use warroom::incident::{
    Command, Entry, EntryId, Event, Fact, Hlc, Incident, Instead, LogId, Occasion, Place,
};

/// How a hostile or unlucky writer puts an entry somewhere: by whom, where, and what it says.
#[derive(Debug, Clone)]
struct Step {
    replica: u8,
    by: &'static str,
    /// Where it stands in the order: few places, so that many are the same or the wrong way round.
    turn: u8,
    /// Another branch of the same log has an entry of this number already.
    branches: bool,
    elsewhere: bool,
    of_newer_version: bool,
    fact: Fact,
}

fn steps() -> BoxedStrategy<Vec<Step>> {
    let rarely = || prop::bool::weighted(0.1);
    let place = (0_u8..3, prop::sample::select(vec!["ops4", "lead2"]), 0_u8..40);
    let step = (place, rarely(), rarely(), rarely(), any::facts()).prop_map(
        |((replica, by, turn), branches, elsewhere, of_newer_version, fact)| Step {
            replica,
            by,
            turn,
            branches,
            elsewhere,
            of_newer_version,
            fact,
        },
    );
    prop::collection::vec(step, 1..24).boxed()
}

/// The generated ids that stand for entries become the ids of entries that were written before.
fn meaning(fact: Fact, written: &[Arc<Entry>]) -> Fact {
    let mean = |id: EntryId| {
        let back = usize::from(id.0[0]);
        let meant = back.checked_sub(2).and_then(|back| written.iter().rev().nth(back));
        meant.map_or(id, |entry| entry.id)
    };
    if matches!(fact.event, Event::PlanPinned(_)) {
        return fact;
    }
    let mut json = serde_json::to_string(&fact.event).expect("an event is JSON");
    for n in 0..12 {
        let id = EntryId([n; 32]);
        json = json.replace(&id.to_string(), &mean(id).to_string());
    }
    let event = serde_json::from_str(&json).expect("it was just written");
    Fact { event, was: fact.was.map(mean), ..fact }
}

fn tell(steps: Vec<Step>) -> Vec<Arc<Entry>> {
    let mut written: Vec<Arc<Entry>> = Vec::new();
    let mut seqs = [0; 3];
    for step in steps {
        let mut log = Desk::new(step.replica, step.by).log;
        if step.elsewhere {
            log = LogId { incident: super::commands::other_incident(), ..log };
        }
        let seq = &mut seqs[usize::from(step.replica)];
        *seq = if step.branches { (*seq).max(1) } else { *seq + 1 };
        let at = start() + chrono::TimeDelta::seconds(i64::from(step.turn / 2));
        let hlc = Hlc::at(at);
        let hlc = if step.turn % 2 == 1 { hlc.next(at) } else { hlc };
        let (seq, prev) = (*seq, log.beginning());
        let place = Place { log, seq, hlc, at, by: step.by, prev };
        let fact = meaning(step.fact, &written);
        let mut entry = Entry::write(&place, &fact, [0; 16]).expect("it can be written");
        if step.of_newer_version && entry.kind != "plan_pinned" {
            let kind = format!(r#""kind":"{}""#, entry.kind);
            let line =
                forged(entry.line(), |line| line.replacen(&kind, r#""kind":"model_paused""#, 1));
            entry = Entry::read(line.as_bytes()).expect("a kind of a newer version");
        }
        written.push(Arc::new(entry));
    }
    written
}

pub fn stories() -> impl Strategy<Value = Vec<Arc<Entry>>> {
    steps().prop_map(tell)
}

/// A story, and the same entries in another order.
fn shuffled() -> impl Strategy<Value = (Vec<Arc<Entry>>, Vec<Arc<Entry>>)> {
    stories().prop_flat_map(|story| (Just(story.clone()), Just(story).prop_shuffle()))
}

pub fn fold(entries: &[Arc<Entry>]) -> Incident {
    Incident::of(incident_id(), entries.iter().cloned())
}

/// What an incident says, without the lines that say it.
fn without_lines(mut incident: Incident) -> (Incident, Vec<(EntryId, Fact, String)>) {
    let timeline = std::mem::take(&mut incident.timeline);
    let told = timeline
        .into_iter()
        .map(|line| (line.entry.id, line.fact, format!("{:?}", line.standing)))
        .collect();
    (incident, told)
}

/// Asks an incident everything that can be asked without a command.
fn ask_everything(incident: &Incident) {
    let _ = (incident.is_open(), incident.has_clocks(), incident.rank(), incident.latest());
    let _ = (incident.at_least_since("SEV-1"), incident.stamp("resolved"), incident.empty_seats());
    let _ = (incident.holder("commander"), incident.checklist("triage").count());
    for line in incident.story() {
        let _ = (line.when().end(), line.who(), line.counts());
    }
    for field in incident.conflicts.keys() {
        assert!(!field.words().is_empty());
    }
}

proptest! {
    #[test]
    fn any_order_of_arrival_gives_the_same_incident((story, other) in shuffled()) {
        prop_assert_eq!(fold(&story), fold(&other));
    }

    #[test]
    fn taking_in_one_entry_after_the_other_gives_the_same_incident((story, other) in shuffled()) {
        let mut incident = Incident::nothing(incident_id());
        for (count, entry) in other.iter().enumerate() {
            incident.apply(Arc::clone(entry));
            prop_assert_eq!(&incident, &fold(&other[..=count]));
        }
        prop_assert_eq!(incident, fold(&story));
    }

    #[test]
    fn an_entry_that_comes_twice_counts_once((story, other) in shuffled()) {
        let twice: Vec<_> = story.iter().chain(&other).cloned().collect();
        prop_assert_eq!(fold(&twice), fold(&story));
        let mut incident = fold(&story);
        for entry in other {
            incident.apply(entry);
        }
        prop_assert_eq!(incident, fold(&story));
    }

    #[test]
    fn a_blanked_copy_wins_over_the_full_one_whenever_it_comes(
        (story, other) in shuffled(), which in any::<u32>(),
    ) {
        let is_blanked = |index: usize| which >> (index % 32) & 1 == 1;
        let blank = |(index, entry): (usize, &Arc<Entry>)| {
            if is_blanked(index) { Arc::new(entry.blanked()) } else { Arc::clone(entry) }
        };
        let blanked: Vec<_> = story.iter().enumerate().map(blank).collect();
        let mixed: Vec<_> = other.iter().chain(&blanked).cloned().collect();
        prop_assert_eq!(fold(&mixed), fold(&blanked));
        let mut incident = fold(&blanked);
        for entry in other {
            incident.apply(entry);
        }
        prop_assert_eq!(incident, fold(&blanked));
    }

    #[test]
    fn blanking_what_is_redacted_changes_nothing_any_more(story in stories()) {
        let target = |entry: &Arc<Entry>| match entry.fact().event {
            Event::Redacted { target, .. } if entry.log.incident == incident_id() => Some(target),
            _ => None,
        };
        let targets: HashSet<EntryId> = story.iter().filter_map(target).collect();
        let stays = ["plan_pinned", "redacted", "reversed", "message_approved"];
        let blank = |entry: &Arc<Entry>| {
            let goes = targets.contains(&entry.id) && !stays.contains(&entry.kind.as_str());
            if goes { Arc::new(entry.blanked()) } else { Arc::clone(entry) }
        };
        let blanked: Vec<_> = story.iter().map(blank).collect();
        prop_assert_eq!(without_lines(fold(&story)), without_lines(fold(&blanked)));
    }

    #[test]
    fn whatever_was_written_can_be_folded_and_asked(story in stories(), which in any::<u32>()) {
        ask_everything(&fold(&story));
        let blanked = story.iter().enumerate().map(|(index, entry)| {
            if which >> (index % 32) & 1 == 1 { Arc::new(entry.blanked()) } else { entry.clone() }
        });
        ask_everything(&Incident::of(incident_id(), blanked));
    }

    #[test]
    fn every_entry_of_the_incident_stands_on_the_timeline_once(story in stories()) {
        let incident = fold(&story);
        let told: Vec<EntryId> = incident.timeline.iter().map(|line| line.entry.id).collect();
        let wanted: HashSet<EntryId> =
            story.iter().filter(|e| e.log.incident == incident_id()).map(|e| e.id).collect();
        prop_assert_eq!(told.len(), wanted.len());
        prop_assert_eq!(told.into_iter().collect::<HashSet<_>>(), wanted);
    }

    #[test]
    fn no_command_makes_the_rules_panic_and_what_they_allow_can_be_written(
        story in stories(), command in any::commands(), which in any::<Index>(), own in any::<bool>(),
        happened_at in prop::option::of(any::moments()), said_by in prop::option::of(any::name()),
        privileged in any::<bool>(),
    ) {
        let incident = fold(&story);
        let command = with_entry(command, &incident, which, own);
        let now = start();
        let occasion = Occasion { privileged, happened_at, said_by, ..Occasion::now("ops4", now) };
        match incident.decide(command, &occasion) {
            Ok(facts) => {
                let mut desk = Desk::new(4, "ops4");
                prop_assert!(!facts.is_empty());
                for fact in facts {
                    prop_assert_eq!(desk.writes(fact.clone()).fact(), fact);
                }
            }
            Err(refusal) => {
                prop_assert!(!refusal.to_string().is_empty());
                prop_assert!(!refusal.remedy().is_empty());
            }
        }
    }

    #[test]
    fn changing_ones_mind_ever_so_often_is_no_conflict(
        wishes in prop::collection::vec((changes_of_mind(), any::<Index>()), 1..40),
    ) {
        let mut desk = Desk::new(1, "ops4");
        desk.does(super::commands::declare());
        for (command, which) in wishes {
            let incident = desk.incident();
            let command = with_entry(command, &incident, which, true);
            let Ok(facts) = incident.decide(command.clone(), &desk.occasion()) else { continue };
            for fact in facts {
                desk.writes(fact);
            }
            let conflicts = desk.incident().conflicts;
            prop_assert!(conflicts.is_empty(), "{command:?}: {conflicts:?}");
        }
    }

    #[test]
    fn one_desk_alone_never_comes_into_conflict_with_itself(
        wishes in prop::collection::vec((any::commands(), any::<Index>(), any::<bool>()), 1..40),
    ) {
        let mut desk = Desk::new(1, "ops4");
        desk.does(super::commands::declare());
        let mut incident = desk.incident();
        for (command, which, own) in wishes {
            let command = with_entry(command, &incident, which, own);
            let Ok(facts) = incident.decide(command.clone(), &desk.occasion()) else { continue };
            for fact in facts {
                incident.apply(desk.writes(fact));
            }
            prop_assert!(incident.conflicts.is_empty(), "{command:?}: {:?}", incident.conflicts);
        }
        prop_assert_eq!(incident, desk.incident());
    }
}

/// Few wishes about few things, so that they meet: set, set again, undo, undo the undo, clean.
fn changes_of_mind() -> BoxedStrategy<Command> {
    use super::commands::*;
    let set = prop::sample::select(vec![
        set_severity("1", "x"),
        set_severity("2", "x"),
        set_severity("3", "x"),
        assign("ic", "ops4"),
        assign("ic", "lead2"),
        hand_over("ic", "ops4"),
        accept("ic"),
        tick("1"),
        untick("1"),
    ]);
    let clean = Command::Redact {
        entry: String::new(),
        reason: "x".to_owned(),
        instead: Some(Instead::new()),
    };
    prop_oneof![4 => set, 2 => Just(undo("")), 2 => Just(undo_last()), 2 => Just(clean)].boxed()
}

/// Lets a command that names no entry in particular name one that is there; a redaction of `own`
/// puts back what was there before.
fn with_entry(command: Command, incident: &Incident, which: Index, own: bool) -> Command {
    if incident.timeline.is_empty() {
        return command;
    }
    let entry = &incident.timeline[which.index(incident.timeline.len())].entry;
    let id = entry.id.to_string();
    let same = || entry.data().and_then(|data| serde_json::from_str::<Instead>(data).ok());
    match command {
        Command::Undo { entry: Some(typed) } if typed.is_empty() => {
            Command::Undo { entry: Some(id) }
        }
        Command::Redact { entry: typed, reason, instead } if typed.is_empty() => {
            let instead = if own { same() } else { instead };
            Command::Redact { entry: id, reason, instead }
        }
        other => other,
    }
}
