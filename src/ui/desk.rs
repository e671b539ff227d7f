//! What the screen needs from below: incidents to read, commands to run, and news of changes.

use super::effect::Way;
use super::overview::Overview;
use crate::brief::Seen;
use crate::incident::{Authorship, Command, Declared, Incident, IncidentId};
use crate::metrics::Metrics;
use crate::plan::Plan;
use crate::time::Moment;
use std::collections::BTreeMap;
use std::future::{Future, ready};
use std::path::PathBuf;
use std::sync::Arc;

/// The desk that a screen stands on: one store, one writer.
///
/// - Each call may take its time; the screen goes on meanwhile.
/// - What a call has answered with success is kept: the screen says so.
/// - An error says what happened and what to do about it; nothing has changed then.
pub trait Desk: Send + Sync + 'static {
    /// Reads all incidents that are not over.
    fn load(&self) -> impl Future<Output = Result<Vec<Arc<Incident>>, Trouble>> + Send;

    /// Says a few figures about the whole store.
    fn overview(&self) -> impl Future<Output = Result<Overview, Trouble>> + Send {
        ready(Ok(Overview::default()))
    }

    /// Says how far whoever sits here has read an incident; nothing when they never did.
    fn seen(&self, incident: IncidentId) -> impl Future<Output = Option<Seen>> + Send {
        let _ = incident;
        ready(None)
    }

    /// Remembers how far whoever sits here has read an incident: beside the store, never in it.
    fn saw(
        &self,
        incident: IncidentId,
        seen: Seen,
    ) -> impl Future<Output = Result<(), Trouble>> + Send {
        let _ = (incident, seen);
        ready(Ok(()))
    }

    /// Reads the organisation's own plans; what cannot be read is left out, and told elsewhere.
    fn plans(&self) -> impl Future<Output = Vec<Arc<Plan>>> + Send {
        ready(Vec::new())
    }

    /// Says to others which incident is looked at here, where there is somebody to say it to.
    fn looks_at(&self, incident: Option<IncidentId>) -> impl Future<Output = ()> + Send {
        let _ = incident;
        ready(())
    }

    /// Measures all incidents.
    fn measure(&self) -> impl Future<Output = Result<Metrics, Trouble>> + Send {
        ready(Ok(Metrics::of(&[])))
    }

    /// Checks the logs of an incident.
    fn verify(&self, incident: IncidentId) -> impl Future<Output = Result<Proof, Trouble>> + Send;

    /// Says what is known of who wrote the entries of incidents; nothing of one that is not named.
    fn authors(&self, of: Vec<IncidentId>) -> impl Future<Output = Authors> + Send {
        let _ = of;
        ready(Authors::new())
    }

    /// Reads one incident as it stands now.
    fn read(
        &self,
        incident: IncidentId,
    ) -> impl Future<Output = Result<Arc<Incident>, Trouble>> + Send;

    /// Declares an incident, with that plan or with the one of this desk, and returns its id.
    fn declare(
        &self,
        declared: Declared,
        plan: Option<Arc<Plan>>,
    ) -> impl Future<Output = Result<IncidentId, Trouble>> + Send;

    /// Runs a command against an incident.
    fn run(
        &self,
        incident: IncidentId,
        command: Command,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Runs a command against an incident that happened at another time.
    fn run_at(
        &self,
        incident: IncidentId,
        command: Command,
        when: Option<Moment>,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Keeps a copy of a file with an incident, and returns the command that registers it. A file that
    /// is no file, or is too large, is refused.
    fn preserve(
        &self,
        incident: IncidentId,
        path: PathBuf,
        name: Option<String>,
    ) -> impl Future<Output = Result<Command, Trouble>> + Send;

    /// Brings a message on its way: into a new file, or to a command that must end well. What went wrong
    /// is told, and then nothing went out.
    fn deliver(&self, way: Way, text: String) -> impl Future<Output = Result<(), Trouble>> + Send {
        let _ = (way, text);
        let text = "no message goes out from this desk".to_owned();
        std::future::ready(Err(Trouble { text, remedy: "mark it as sent".to_owned() }))
    }

    /// Waits for the next incident that somebody changed; nothing when no more news will come. Only one
    /// caller waits at a time. A change of this desk's own may be told too.
    fn next_change(&self) -> impl Future<Output = Option<IncidentId>> + Send;
}

/// What is known of who wrote incidents, by their ids.
pub type Authors = BTreeMap<IncidentId, Arc<Authorship>>;

/// What a check of an incident's logs found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proof {
    /// How many entries are as they were written.
    pub entries: usize,
    /// What is not, and where.
    pub damage: Vec<String>,
}

/// Why something did not work, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub text: String,
    /// What to do about it.
    pub remedy: String,
}

impl From<crate::incident::Refusal> for Trouble {
    fn from(refusal: crate::incident::Refusal) -> Trouble {
        Trouble { text: refusal.to_string(), remedy: refusal.remedy() }
    }
}
