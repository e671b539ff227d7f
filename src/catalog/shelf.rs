//! Where plans are found: those that are built in, and those of the organisation in a folder.

use super::error::{CatalogError, Misprint};
use super::file;
use super::places::Places;
use super::plans::{self, Chosen, built_in, built_in_ids, built_in_text};
use crate::plan::{Fault, Plan, advise};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The plans that can be chosen by a name. One in the folder goes before a built-in one of its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    /// The folder of the organisation's own plans, where there is one.
    folder: Option<PathBuf>,
}

/// A plan's text, and what messages call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The file as it was named, or the id of a built-in plan.
    pub name: String,
    /// The TOML.
    pub text: String,
    /// The folder in which what it refers to is looked for.
    beside: PathBuf,
}

/// What there is to say about a plan's text.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// The plan, where it can be used.
    pub plan: Option<Plan>,
    /// What keeps it from being used.
    pub faults: Vec<Misprint>,
    /// What is worth mending all the same.
    pub advice: Vec<Misprint>,
    name: String,
    places: Places,
}

impl Inspection {
    /// A fault that somebody else found in the plan, with the line on which it stands.
    pub fn misprint(&self, fault: Fault) -> Misprint {
        Misprint {
            file: self.name.clone(),
            line: self.places.line_of(&fault.path),
            path: fault.path,
            problem: fault.problem,
        }
    }
}

impl Shelf {
    /// The built-in plans and those in a folder, which need not be there.
    pub fn with(folder: impl Into<PathBuf>) -> Shelf {
        Shelf { folder: Some(folder.into()) }
    }

    /// Every id with whether the plan is the organisation's own: the built-in ones first, the default
    /// before the others.
    pub fn ids(&self) -> Vec<(String, bool)> {
        let own = self.own();
        let built_in = built_in_ids().into_iter().map(str::to_owned);
        let built_in = built_in.filter(|id| !own.contains(id)).map(|id| (id, false));
        built_in.chain(own.iter().map(|id| (id.clone(), true))).collect()
    }

    fn own(&self) -> BTreeSet<String> {
        self.folder.as_deref().map(file::names_in).unwrap_or_default()
    }

    /// The file that a name stands for, if it is one; nothing for a built-in plan. What ends in `.toml` or
    /// holds a slash is a path.
    pub fn path_of(&self, name: &str) -> Option<PathBuf> {
        if file::is_path(name) {
            return Some(PathBuf::from(name));
        }
        let own = self.folder.as_ref()?.join(format!("{name}.toml"));
        (!name.is_empty() && own.exists()).then_some(own)
    }

    /// The text of a plan.
    pub fn script(&self, name: &str) -> Result<Script, CatalogError> {
        if let Some(path) = self.path_of(name) {
            let beside = path.parent().unwrap_or(Path::new(".")).to_owned();
            let name = path.to_string_lossy().into_owned();
            return Ok(Script { text: file::read(&name)?, name, beside });
        }
        let (id, text) = built_in_text(name).ok_or_else(|| unknown(name))?;
        Ok(Script { name: id.to_owned(), text: text.to_owned(), beside: PathBuf::from(".") })
    }

    /// Reads a plan.
    pub fn load(&self, name: &str) -> Result<Arc<Plan>, CatalogError> {
        if self.path_of(name).is_none() {
            return built_in(name).ok_or_else(|| unknown(name));
        }
        let Script { name, text, beside } = self.script(name)?;
        plans::plan_beside(&text, &name, &beside).map(Arc::new)
    }

    /// Chooses the plan for new incidents; what is wrong with a file shows at once.
    pub fn choose(&self, name: &str) -> Result<Chosen, CatalogError> {
        match (self.path_of(name), built_in_text(name)) {
            (None, Some((id, _))) => Ok(Chosen::BuiltIn(id)),
            _ => self.load(name).map(Chosen::Read),
        }
    }

    /// Looks a plan through: every fault, or what is worth mending on that day.
    pub fn inspect(&self, name: &str, day: NaiveDate) -> Result<Inspection, CatalogError> {
        let Script { name, text, beside } = self.script(name)?;
        match plans::plan_with_places(&text, &name, &beside) {
            Ok((plan, places)) => {
                let found = advise(&plan, day).into_iter();
                let (faults, advice) = (Vec::new(), Vec::new());
                let mut seen = Inspection { plan: Some(plan), faults, advice, name, places };
                seen.advice = found.map(|fault| seen.misprint(fault)).collect();
                seen.advice.sort_by_key(|misprint| misprint.line);
                Ok(seen)
            }
            Err(CatalogError::Misprints(faults)) => {
                let (advice, places) = (Vec::new(), Places::default());
                Ok(Inspection { plan: None, faults, advice, name, places })
            }
            Err(error) => Err(error),
        }
    }
}

fn unknown(name: &str) -> CatalogError {
    CatalogError::Unknown { what: "plan", name: name.to_owned(), known: built_in_ids() }
}
