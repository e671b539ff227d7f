//! Wishes that take several steps: a declaration with what is known already, and commands one by one.

use super::desk::{Desk, Trouble};
use super::effect::Way;
use crate::catalog::built_in;
use crate::incident::{Command, Declared, IncidentId};
use crate::plan::Plan;
use crate::time::Moment;
use std::sync::Arc;

/// Declares an incident, then does what is to be done once it is there, then records the times that are
/// known. The incident is there whatever comes of the rest: that trouble is told apart.
pub async fn declare<D: Desk>(
    desk: &D,
    declared: Declared,
    plan: Option<String>,
    then: Vec<Command>,
    stamps: Vec<(String, Moment)>,
) -> (Result<IncidentId, Trouble>, Option<Trouble>) {
    let plan = named(desk, plan.as_deref()).await;
    let answer = desk.declare(declared, plan).await;
    let mut trouble = None;
    if let Ok(incident) = &answer {
        let stamp = |(stamp, time)| Command::Stamp { stamp, time, note: None };
        for command in then.into_iter().chain(stamps.into_iter().map(stamp)) {
            trouble = desk.run(*incident, command).await.err().or(trouble);
        }
    }
    (answer, trouble)
}

/// Runs commands one after another, up to the first that is refused; then it says how many are kept.
pub async fn run_each<D: Desk>(
    desk: &D,
    incident: IncidentId,
    commands: Vec<Command>,
    when: Option<Moment>,
) -> Result<(), Trouble> {
    let all = commands.len();
    for (done, command) in commands.into_iter().enumerate() {
        if let Err(mut trouble) = desk.run_at(incident, command, when).await {
            if done > 0 {
                trouble.text = format!("{} ({done} of {all} are saved)", trouble.text);
            }
            return Err(trouble);
        }
    }
    Ok(())
}

/// Brings a message on its way, and writes down that it went out once it did.
pub async fn deliver<D: Desk>(
    desk: &D,
    incident: IncidentId,
    way: Way,
    text: String,
    (command, when): (Command, Option<Moment>),
) -> Result<(), Trouble> {
    desk.deliver(way, text).await?;
    desk.run_at(incident, command, when).await.map_err(|trouble| Trouble {
        text: format!("it went out, and could not be written down: {}", trouble.text),
        remedy: format!("{}; then mark it as sent", trouble.remedy),
    })
}

/// The plan that was chosen by its id, the organisation's own before a built-in one.
async fn named<D: Desk>(desk: &D, id: Option<&str>) -> Option<Arc<Plan>> {
    let id = id?;
    let own = desk.plans().await.into_iter().find(|plan| plan.id == id);
    own.or_else(|| built_in(id))
}
