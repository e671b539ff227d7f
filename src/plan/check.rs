//! Checks that a plan holds together.

mod calendar;
mod clocks;
mod names;
mod words;

pub use calendar::check_calendar;

use super::{LARGEST_PLAN, Plan};
use chrono_tz::Tz;
use serde_json::Value;

/// What is wrong with a plan, and where: a path of keys such as `roles[2].required_at[0]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The path of the key, as `serde` writes it: `clocks[3].due[0].starts_at`. Empty for the whole plan.
    pub path: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// The longest short name of a role: the roles pane has room for no more.
const LONGEST_SHORT: usize = 12;

/// Returns every fault of a plan; none means that the plan can be used.
pub fn check(plan: &Plan) -> Vec<Fault> {
    let mut faults = Faults(Vec::new());
    faults.check_texts(plan);
    faults.check_ids(plan);
    faults.check_names(plan);
    faults.check_what_must_be_there(plan);
    faults.check_roles(plan);
    for (i, clock) in plan.clocks.iter().enumerate() {
        faults.check_clock(plan, &format!("clocks[{i}]"), clock);
    }
    faults.check_comms(plan);
    faults.check_categories(plan);
    for (i, calendar) in plan.calendars.iter().enumerate() {
        faults.0.extend(check_calendar(calendar, &format!("calendars[{i}]")));
    }
    faults.check_stages(plan);
    faults.check_words(plan);
    faults.0
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, path: impl Into<String>, problem: impl Into<String>) {
        self.0.push(Fault { path: path.into(), problem: problem.into() });
    }

    /// Every text says something, on one line. The texts are taken from the plan's own JSON, so that none
    /// can be forgotten here.
    fn check_texts(&mut self, plan: &Plan) {
        let json =
            serde_json::to_value(plan).expect("a plan holds only strings, numbers and lists");
        self.check_texts_in(&json, "");
        let size = plan.to_pinned().0.len();
        if size > LARGEST_PLAN {
            let problem = format!(
                "an incident keeps the plan in {size} bytes, and {LARGEST_PLAN} is the most; shorten its texts"
            );
            self.add("", problem);
        }
    }

    fn check_texts_in(&mut self, value: &Value, path: &str) {
        match value {
            Value::String(text) if text.trim().is_empty() => {
                self.add(
                    path,
                    "this text is empty; write it, or leave the key out where it may be",
                );
            }
            Value::String(text) => {
                if let Some(c) = text.chars().find(|c| c.is_control()) {
                    let code = u32::from(c);
                    let problem = format!(
                        "a text is one line without control characters; take out U+{code:04X}"
                    );
                    self.add(path, problem);
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.check_texts_in(item, &format!("{path}[{i}]"));
                }
            }
            Value::Object(fields) => {
                let dot = if path.is_empty() { "" } else { "." };
                for (key, field) in fields {
                    self.check_texts_in(field, &format!("{path}{dot}{key}"));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn check_what_must_be_there(&mut self, plan: &Plan) {
        let lists = [
            ("levels", plan.levels.is_empty()),
            ("categories", plan.categories.is_empty()),
            ("roles", plan.roles.is_empty()),
            ("stages", plan.stages.is_empty()),
        ];
        for (list, is_empty) in lists {
            if is_empty {
                self.add(list, format!("a plan has at least one of these; add a [[{list}]] table"));
            }
        }
        if !plan.roles.iter().any(|role| role.id == "commander") {
            self.add("roles", "no role has the id `commander`; somebody must be able to command");
        }
        if !plan.categories.iter().any(|category| category.id == "other") {
            self.add(
                "categories",
                "no category has the id `other`; add it for what fits nowhere else",
            );
        }
        if plan.zone.parse::<Tz>().is_err() && !plan.zone.trim().is_empty() {
            let zone = quoted(&plan.zone);
            self.add(
                "zone",
                format!("no time zone is called {zone}; write one such as `Europe/Paris`"),
            );
        }
    }

    /// Reports a name that nothing goes by.
    fn check_known<'a>(
        &mut self,
        path: impl Into<String>,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) {
        let known: Vec<&str> = known.collect();
        if !known.contains(&name) && !name.trim().is_empty() {
            let known =
                if known.is_empty() { "none is defined".to_owned() } else { known.join(", ") };
            self.add(path, format!("no {what} is called {} (one of: {known})", quoted(name)));
        }
    }

    fn check_levels(&mut self, plan: &Plan, path: &str, levels: &[String]) {
        for (i, level) in levels.iter().enumerate() {
            let known = plan.levels.iter().map(|level| level.id.as_str());
            self.check_known(format!("{path}[{i}]"), "level", level, known);
        }
    }

    fn check_owner(&mut self, plan: &Plan, path: &str, owner: Option<&str>) {
        if let Some(owner) = owner {
            let known = plan.roles.iter().map(|role| role.id.as_str());
            self.check_known(format!("{path}.owner"), "role", owner, known);
        }
    }

    fn check_roles(&mut self, plan: &Plan) {
        for (i, role) in plan.roles.iter().enumerate() {
            let length = role.short.chars().count();
            if length > LONGEST_SHORT {
                let problem = format!(
                    "{} has {length} characters; shorten it to {LONGEST_SHORT}",
                    quoted(&role.short)
                );
                self.add(format!("roles[{i}].short"), problem);
            }
            self.check_levels(plan, &format!("roles[{i}].required_at"), &role.required_at);
        }
    }

    fn check_categories(&mut self, plan: &Plan) {
        for (i, category) in plan.categories.iter().enumerate() {
            for (j, role) in category.specialists.iter().enumerate() {
                let known = plan.roles.iter().map(|role| role.id.as_str());
                let path = format!("categories[{i}].specialists[{j}]");
                self.check_known(path, "role", role, known);
            }
            if !category.steps.is_empty() && plan.containing().is_none() {
                let problem =
                    "no stage takes these steps in; name one in `containment_stage` of the plan";
                self.add(format!("categories[{i}].steps"), problem);
            }
        }
    }

    fn check_stages(&mut self, plan: &Plan) {
        for (i, stage) in plan.stages.iter().enumerate() {
            if let Some(window) = stage.window.filter(|window| window.to <= window.from) {
                let problem = format!(
                    "a window ends after it begins, and {} is not after {}",
                    window.to, window.from
                );
                self.add(format!("stages[{i}].window.to"), problem);
            }
        }
        if plan.stages.first().is_some_and(|stage| stage.track.is_some()) {
            let problem = "the first stage is the one in which an incident begins; a second track comes after the stages";
            self.add("stages[0].track", problem);
        }
        if let Some(stage) = &plan.containment_stage {
            let known = plan.stages.iter().map(|stage| stage.id.as_str());
            self.check_known("containment_stage", "stage", stage, known);
        }
    }

    fn check_comms(&mut self, plan: &Plan) {
        for (i, rule) in plan.comms.iter().enumerate() {
            let path = format!("comms[{i}]");
            if rule.levels.is_empty() {
                self.add(
                    format!("{path}.levels"),
                    "the rule applies at no level; name at least one",
                );
            }
            self.check_levels(plan, &format!("{path}.levels"), &rule.levels);
            self.check_owner(plan, &path, rule.owner.as_deref());
            self.check_conditions(plan, &path, &rule.conditions);
            for (j, role) in rule.approved_by.iter().enumerate() {
                let known = plan.roles.iter().map(|role| role.id.as_str());
                self.check_known(format!("{path}.approved_by[{j}]"), "role", role, known);
            }
            if let Some(template) = &rule.template {
                let known = plan.templates.iter().map(|template| template.id.as_str());
                self.check_known(format!("{path}.template"), "template", template, known);
            }
            let Some(id) = &rule.clock else { continue };
            let path = format!("{path}.clock");
            let known = plan.clocks.iter().map(|clock| clock.id.as_str());
            self.check_known(path.as_str(), "clock", id, known);
            let Some(clock) = plan.clock(id).filter(|clock| !clock.levels.is_empty()) else {
                continue;
            };
            if let Some(level) = rule.levels.iter().find(|level| !clock.levels.contains(level)) {
                let (id, level) = (quoted(id), quoted(level));
                let problem =
                    format!("the clock {id} does not run at {level}; give it that level too");
                self.add(path, problem);
            }
        }
    }
}

/// A name from a plan inside a message: in quotes, without control characters, never endless.
pub(super) fn quoted(name: &str) -> String {
    const LONGEST: usize = 40;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", &name[..end]),
        None => format!("{name:?}"),
    }
}
