//! Finding a level, a role, a stage by what somebody typed.

use super::{
    Category, Choice, Clock, CommsRule, Level, Plan, Question, RecordField, Role, Section, Stage,
    Step, Template, Verb,
};

/// The built-in stamps, in the order in which they usually happen. A plan may name more.
pub const STAMPS: [&str; 19] = [
    "began",
    "detected",
    "declared",
    "acknowledged",
    "aware",
    "classified_major",
    "determined",
    "materiality_determined",
    "high_risk",
    "ransom_paid",
    "causal_link",
    "reasonable_belief",
    "imminent_risk",
    "discovered",
    "notified_by_processor",
    "contained",
    "corrective_measure_available",
    "resolved",
    "closed",
];

/// Whether two spellings mean the same name: case, blanks, hyphens and underscores do not count.
///
/// ```
/// assert!(warroom::plan::spelled_alike("Data leak", "data-leak"));
/// assert!(!warroom::plan::spelled_alike("data", "data-leak"));
/// ```
pub fn spelled_alike(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

/// What counts in a spelling: two names with the same letters are [`spelled_alike`].
pub(super) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase)
}

fn named<'a>(typed: &str, mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|name| spelled_alike(typed, name))
}

impl Plan {
    /// Finds a level by its id, an alias, or the bare number of its id (`1` for `SEV-1`).
    pub fn level(&self, typed: &str) -> Option<&Level> {
        let of_names = |level: &&Level| {
            let names = [level.id.as_str(), level.title.as_str()].into_iter();
            named(typed, names.chain(level.aliases.iter().map(String::as_str)))
        };
        let of_number = |level: &&Level| level.id.rsplit('-').next() == Some(typed.trim());
        self.levels.iter().find(of_names).or_else(|| self.levels.iter().find(of_number))
    }

    /// How bad a level is: 0 is the worst. Unknown levels rank after all known ones.
    pub fn rank(&self, level: &str) -> usize {
        self.levels.iter().position(|l| l.id == level).unwrap_or(self.levels.len())
    }

    /// Finds a category by its id, title or an alias.
    pub fn category(&self, typed: &str) -> Option<&Category> {
        self.categories.iter().find(|category| {
            let names = [category.id.as_str(), category.title.as_str()].into_iter();
            named(typed, names.chain(category.aliases.iter().map(String::as_str)))
        })
    }

    /// Finds a role by its id, title, short name or an alias.
    pub fn role(&self, typed: &str) -> Option<&Role> {
        self.roles.iter().find(|role| {
            let names = [role.id.as_str(), role.title.as_str(), role.short.as_str()].into_iter();
            named(typed, names.chain(role.aliases.iter().map(String::as_str)))
        })
    }

    /// Finds a stage by its id or title.
    pub fn stage(&self, typed: &str) -> Option<&Stage> {
        self.stages.iter().find(|s| named(typed, [s.id.as_str(), s.title.as_str()].into_iter()))
    }

    /// The stages that lead through the incident, in order: those of no second track.
    pub fn first_track(&self) -> impl DoubleEndedIterator<Item = &Stage> {
        self.stages.iter().filter(|stage| stage.track.is_none())
    }

    /// Finds a checklist step and its stage by the step's id.
    pub fn step(&self, id: &str) -> Option<(&Stage, &Step)> {
        self.stages.iter().find_map(|stage| Some((stage, stage.steps.iter().find(|s| s.id == id)?)))
    }

    /// Finds a stamp, built in or the plan's own, and returns its id.
    pub fn stamp(&self, typed: &str) -> Option<&str> {
        self.stamp_ids().find(|id| spelled_alike(typed, id))
    }

    /// All stamps that can be set: the built-in ones, then the plan's own.
    pub fn stamp_ids(&self) -> impl Iterator<Item = &str> {
        STAMPS.into_iter().chain(self.stamps.iter().map(|stamp| stamp.id.as_str()))
    }

    /// Finds a way of detection by its id or title.
    pub fn detected_by(&self, typed: &str) -> Option<&Choice> {
        self.detection.iter().find(|c| named(typed, [c.id.as_str(), c.title.as_str()].into_iter()))
    }

    /// Finds a clock by its id.
    pub fn clock(&self, id: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    /// The roles that a level requires.
    pub fn required_at<'a>(&'a self, level: &'a str) -> impl Iterator<Item = &'a Role> {
        self.roles.iter().filter(move |role| role.required_at.iter().any(|l| l == level))
    }

    /// Finds a level as [`Plan::level`] does; a name of the usual kind, 0 to 4 (`P4`, `SEV-0`), that the plan
    /// lacks is its worst level when its number is smaller than all, else its lowest.
    pub fn nearest_level(&self, typed: &str) -> Option<&Level> {
        if let Some(level) = self.level(typed) {
            return Some(level);
        }
        let name: String = letters(typed.trim()).collect();
        let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let word = &name[..name.len() - digits.len()];
        let number: u32 = digits.parse().ok().filter(|n| *n <= 4)?;
        if !matches!(word, "" | "p" | "s" | "sev" | "severity" | "priority") {
            return None;
        }
        let of = |level: &Level| level.id.rsplit('-').next()?.parse::<u32>().ok();
        let worst = self.levels.first()?;
        if of(worst).is_some_and(|least| number < least) { Some(worst) } else { self.levels.last() }
    }

    /// Finds a way to contain harm by its id or by what was done then.
    pub fn verb(&self, typed: &str) -> Option<&Verb> {
        self.verbs.iter().find(|v| named(typed, [v.id.as_str(), v.done.as_str()].into_iter()))
    }

    /// Finds a question of the classification by its id.
    pub fn question(&self, typed: &str) -> Option<&Question> {
        self.questions.iter().find(|question| spelled_alike(typed, &question.id))
    }

    /// Finds a rule of the communications matrix by its id.
    pub fn comms_rule(&self, typed: &str) -> Option<&CommsRule> {
        self.comms.iter().find(|rule| spelled_alike(typed, &rule.id))
    }

    /// Finds a template by its id or title.
    pub fn template(&self, typed: &str) -> Option<&Template> {
        self.templates.iter().find(|t| named(typed, [t.id.as_str(), t.title.as_str()].into_iter()))
    }

    /// Finds a section of the report by its id or title.
    pub fn section(&self, typed: &str) -> Option<&Section> {
        self.report.iter().find(|s| named(typed, [s.id.as_str(), s.title.as_str()].into_iter()))
    }

    /// Finds a field of the record by its id or title.
    pub fn record_field(&self, typed: &str) -> Option<&RecordField> {
        self.record.iter().find(|f| named(typed, [f.id.as_str(), f.title.as_str()].into_iter()))
    }

    /// The place of a stage among all stages, and its track.
    pub fn stage_at(&self, id: &str) -> Option<(usize, Option<&str>)> {
        let at = self.stages.iter().position(|stage| stage.id == id)?;
        Some((at, self.stages[at].track.as_deref()))
    }

    /// The stage whose checklist takes in the containment steps of a category: the one that the plan
    /// names, else the one called `contain`.
    pub fn containing(&self) -> Option<&Stage> {
        let id = self.containment_stage.as_deref().unwrap_or("contain");
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// Whether clocks can refer to a moment of this name: a stamp; `STAGE.entered` and `STAGE.left`;
    /// `ROLE.seated`; `severity.set`; `CLOCK.submitted`.
    pub fn knows_moment(&self, name: &str) -> bool {
        match name.rsplit_once('.') {
            None => self.stamp_ids().any(|id| id == name),
            Some((stage, "entered" | "left")) => self.stage_at(stage).is_some(),
            Some((role, "seated")) => self.roles.iter().any(|known| known.id == role),
            Some((clock, "submitted")) => self.clock(clock).is_some(),
            Some((thing, "set")) => thing == "severity",
            Some(_) => false,
        }
    }
}
