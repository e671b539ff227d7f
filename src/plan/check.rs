//! Checks that a plan holds together.

mod calendar;
mod names;

pub use calendar::check_calendar;

use super::{Clock, LARGEST_PLAN, Plan, Take};
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
/// The largest amount of any unit. Beyond it, nobody meant what is written.
const LARGEST_AMOUNT: u32 = 100_000;

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

    fn check_clock(&mut self, plan: &Plan, path: &str, clock: &Clock) {
        if clock.due.is_empty() {
            self.add(
                format!("{path}.due"),
                "a clock has at least one deadline; add a table to `due`",
            );
        }
        for (i, due) in clock.due.iter().enumerate() {
            let path = format!("{path}.due[{i}]");
            self.check_known(
                format!("{path}.starts_at"),
                "stamp",
                &due.starts_at,
                plan.stamp_ids(),
            );
            let amount = due.after.amount;
            if amount > LARGEST_AMOUNT {
                let problem =
                    format!("{amount} is too much; {LARGEST_AMOUNT} of any unit is the most");
                self.add(format!("{path}.amount"), problem);
            }
            if amount == 0 && clock.repeat {
                let problem = "a cadence of 0 would be due all the time; write 1 or more";
                self.add(format!("{path}.amount"), problem);
            }
        }
        for (key, stamp) in [("stops_at", &clock.stops_at), ("until", &clock.until)] {
            if let Some(stamp) = stamp {
                self.check_known(format!("{path}.{key}"), "stamp", stamp, plan.stamp_ids());
            }
        }
        self.check_levels(plan, &format!("{path}.levels"), &clock.levels);
        self.check_owner(plan, path, clock.owner.as_deref());
        if clock.repeat {
            self.check_cadence(path, clock);
        } else if clock.until.is_some() {
            let problem =
                "only a clock with `repeat = true` goes on until something; use `stops_at`";
            self.add(format!("{path}.until"), problem);
        }
    }

    /// A cadence starts again at its own stamp; before the first one it counts from something else.
    fn check_cadence(&mut self, path: &str, clock: &Clock) {
        let Some(again) = &clock.stops_at else {
            let problem = "a cadence names in `stops_at` the stamp that starts it again; add it";
            self.add(format!("{path}.repeat"), problem);
            return;
        };
        if !clock.due.is_empty() && !clock.due.iter().any(|due| due.starts_at == *again) {
            let problem = format!(
                "a cadence counts from the stamp that starts it again; add a deadline from {}",
                quoted(again)
            );
            self.add(format!("{path}.due"), problem);
        }
        if clock.due.len() > 1 && clock.take == Take::Earliest {
            let problem =
                "of several starts a cadence counts from the last; write take = \"latest\"";
            self.add(format!("{path}.take"), problem);
        }
        if clock.until.as_ref() == Some(again) {
            let problem = "the stamp that starts a cadence again cannot end it; name another one";
            self.add(format!("{path}.until"), problem);
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
fn quoted(name: &str) -> String {
    const LONGEST: usize = 40;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", &name[..end]),
        None => format!("{name:?}"),
    }
}
