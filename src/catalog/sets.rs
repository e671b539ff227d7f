//! Sets of clocks, questions, fields and rules that several plans take in: the clocks of the law, the
//! deputy's nudges, the record, the wording.

use super::calendars::take_over_holidays;
use super::error::CatalogError;
use super::file;
use super::plans::keys;
use super::written::{self, Kind};
use crate::plan::{
    Calendar, Choice, Clock, Fault, Plan, Question, RecordField, Section, Stamp, Template, Verb,
    WordingRule,
};
use serde::Deserialize;
use std::path::Path;

/// The built-in sets: those of the response, then the clocks of laws and contracts.
const BUILT_IN: [(&str, &str); 21] = [
    ("classification", include_str!("../../assets/sets/classification.toml")),
    ("response", include_str!("../../assets/sets/response.toml")),
    ("record", include_str!("../../assets/sets/record.toml")),
    ("detection", include_str!("../../assets/sets/detection.toml")),
    ("deputy", include_str!("../../assets/sets/deputy.toml")),
    ("wording", include_str!("../../assets/sets/wording.toml")),
    ("templates", include_str!("../../assets/sets/templates.toml")),
    ("report", include_str!("../../assets/sets/report.toml")),
    ("audit", include_str!("../../assets/sets/audit.toml")),
    ("eu-ai-act", include_str!("../../assets/clocks/eu-ai-act.toml")),
    ("gdpr", include_str!("../../assets/clocks/gdpr.toml")),
    ("nis2", include_str!("../../assets/clocks/nis2.toml")),
    ("dora", include_str!("../../assets/clocks/dora.toml")),
    ("cra", include_str!("../../assets/clocks/cra.toml")),
    ("us-sec", include_str!("../../assets/clocks/us-sec.toml")),
    ("hipaa", include_str!("../../assets/clocks/hipaa.toml")),
    ("us-finance", include_str!("../../assets/clocks/us-finance.toml")),
    ("us-states", include_str!("../../assets/clocks/us-states.toml")),
    ("circia", include_str!("../../assets/clocks/circia.toml")),
    ("india", include_str!("../../assets/clocks/india.toml")),
    ("contract", include_str!("../../assets/clocks/contract.toml")),
];

/// What a plan can take in. What the plan writes itself under the same id wins.
#[derive(Debug, Clone, Deserialize)]
pub struct Set {
    /// The name by which plans take it in.
    pub id: String,
    /// The set's name for people.
    pub title: String,
    /// What it is for.
    #[serde(default)]
    pub about: String,
    /// Moments that its clocks need.
    #[serde(default)]
    pub stamps: Vec<Stamp>,
    /// Clocks. Those that apply at the worst levels say `worst`, for plans name their levels differently.
    #[serde(default)]
    pub clocks: Vec<Clock>,
    /// Calendars that they count in.
    #[serde(default)]
    pub calendars: Vec<Calendar>,
    /// Questions that arm them.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Ways to contain harm.
    #[serde(default)]
    pub verbs: Vec<Verb>,
    /// Fields of the record.
    #[serde(default)]
    pub record: Vec<RecordField>,
    /// Labels for root causes.
    #[serde(default)]
    pub domains: Vec<Choice>,
    /// Ways in which an incident may be noticed.
    #[serde(default)]
    pub detection: Vec<Choice>,
    /// Messages with gaps.
    #[serde(default)]
    pub templates: Vec<Template>,
    /// Wordings to avoid.
    #[serde(default)]
    pub wording: Vec<WordingRule>,
    /// Sections of the report.
    #[serde(default)]
    pub report: Vec<Section>,
}

/// Returns the ids of the built-in sets.
pub fn set_ids() -> Vec<&'static str> {
    BUILT_IN.iter().map(|(id, _)| *id).collect()
}

/// Returns a set by the id of a built-in one, or from a file beside the plan.
fn load(name: &str, beside: &Path) -> Result<Set, CatalogError> {
    if let Some((id, text)) = BUILT_IN.iter().find(|(id, _)| *id == name) {
        return set_from_toml(text, id);
    }
    if Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("toml")) {
        let path = beside.join(name);
        let file = path.to_string_lossy();
        let mut set = set_from_toml(&file::read(&file)?, &file)?;
        for calendar in &mut set.calendars {
            take_over_holidays(calendar, path.parent().unwrap_or(beside))?;
        }
        return Ok(set);
    }
    Err(CatalogError::Unknown { what: "set", name: name.to_owned(), known: set_ids() })
}

/// Reads a set from TOML; `file` is what messages call it.
pub fn set_from_toml(text: &str, file: &str) -> Result<Set, CatalogError> {
    written::read(text, file, &Kind { keys: set_keys, check: &|_| Vec::new(), optional: false })
}

fn set_keys(table: &str) -> &'static [&'static str] {
    if table.is_empty() { super::keys::keys_of::<Set>() } else { keys(table) }
}

/// Takes the sets that a plan names into it, and writes out what depends on the plan's own names. What
/// cannot be taken in is reported at its place in `include`.
pub fn take_in(plan: &mut Plan, beside: &Path) -> Result<(), Fault> {
    for (i, name) in plan.include.clone().into_iter().enumerate() {
        let set = load(&name, beside).map_err(|error| {
            let problem = format!("cannot be taken in: {error}");
            Fault { path: format!("include[{i}]"), problem }
        })?;
        let clocks = set.clocks.into_iter().map(|clock| seated(clock, plan)).collect();
        add(&mut plan.stamps, set.stamps, |stamp| &stamp.id);
        add(&mut plan.clocks, clocks, |clock| &clock.id);
        add(&mut plan.calendars, set.calendars, |calendar| &calendar.id);
        add(&mut plan.questions, set.questions, |question| &question.id);
        add(&mut plan.verbs, set.verbs, |verb| &verb.id);
        add(&mut plan.record, set.record, |field| &field.id);
        add(&mut plan.domains, set.domains, |choice| &choice.id);
        add(&mut plan.detection, set.detection, |choice| &choice.id);
        add(&mut plan.templates, set.templates, |template| &template.id);
        add(&mut plan.wording, set.wording, |rule| &rule.id);
        add(&mut plan.report, set.report, |section| &section.id);
    }
    for (i, calendar) in plan.calendars.iter_mut().enumerate() {
        take_over_holidays(calendar, beside).map_err(|error| {
            let problem = format!("cannot be taken over: {error}");
            Fault { path: format!("calendars[{i}].ics"), problem }
        })?;
    }
    for clock in &mut plan.clocks {
        if let Some(worst) = clock.worst.take() {
            let worst = plan.levels.iter().take(usize::from(worst));
            clock.levels = worst.map(|level| level.id.clone()).collect();
        }
    }
    Ok(())
}

/// A clock of a set, with an owner that the plan has: a plan without that seat has a commander.
fn seated(clock: Clock, plan: &Plan) -> Clock {
    let owner = clock.owner.as_deref().map(|owner| {
        plan.role(owner).map_or_else(|| "commander".to_owned(), |role| role.id.clone())
    });
    Clock { owner, ..clock }
}

/// Adds what is not there yet: what comes first wins.
fn add<T>(to: &mut Vec<T>, more: Vec<T>, id: impl Fn(&T) -> &str) {
    for thing in more {
        if !to.iter().any(|known| id(known) == id(&thing)) {
            to.push(thing);
        }
    }
}
