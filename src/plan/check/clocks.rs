//! Clocks refer to moments and answers that there are, and their cadences can run.

use super::super::{Calendar, Clock, Condition, Plan, Take, Takes, Unit};
use super::{Faults, quoted};

/// The largest amount of any unit. Beyond it, nobody meant what is written.
const LARGEST_AMOUNT: u32 = 100_000;
/// The declared facts that a condition can ask for.
const FACTS: [&str; 2] = ["public_report", "near_miss"];

impl Faults {
    pub(super) fn check_clock(&mut self, plan: &Plan, path: &str, clock: &Clock) {
        if clock.due.is_empty() {
            self.add(
                format!("{path}.due"),
                "a clock has at least one deadline; add a table to `due`",
            );
        }
        for (i, due) in clock.due.iter().enumerate() {
            let path = format!("{path}.due[{i}]");
            let start = due.starts_at.strip_prefix("year_end(").and_then(|s| s.strip_suffix(')'));
            let start = start.unwrap_or(&due.starts_at);
            self.check_moment(plan, format!("{path}.starts_at"), start);
            self.check_conditions(plan, &path, &due.conditions);
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
                self.check_moment(plan, format!("{path}.{key}"), stamp);
            }
        }
        self.check_levels(plan, &format!("{path}.levels"), &clock.levels);
        self.check_owner(plan, path, clock.owner.as_deref());
        self.check_conditions(plan, path, &clock.conditions);
        if let Some(calendar) = &clock.calendar {
            let built_in = Calendar::built_in();
            let known = plan.calendars.iter().chain(&built_in).map(|known| known.id.as_str());
            self.check_known(format!("{path}.calendar"), "calendar", calendar, known);
        }
        if let (Some(from), Some(until)) = (clock.applies_from, clock.applies_until)
            && until < from
        {
            let problem = format!("the duty ends on {until}, before it begins on {from}");
            self.add(format!("{path}.applies_until"), problem);
        }
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
            if clock.until.is_none() && clock.lasts.is_none() {
                let problem = "a cadence names in `stops_at` the stamp that starts it again, or in `until` what ends it; add one";
                self.add(format!("{path}.repeat"), problem);
            }
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

    /// Reports a moment that nothing records.
    pub(super) fn check_moment(&mut self, plan: &Plan, path: impl Into<String>, name: &str) {
        if name.trim().is_empty() || plan.knows_moment(name) {
            return;
        }
        let problem = if name.contains('.') {
            format!(
                "there is no moment {}; write STAGE.entered, STAGE.left, ROLE.seated, severity.set or CLOCK.submitted",
                quoted(name)
            )
        } else {
            let known: Vec<&str> = plan.stamp_ids().collect();
            format!("no stamp is called {} (one of: {})", quoted(name), known.join(", "))
        };
        self.add(path, problem);
    }

    pub(super) fn check_conditions(&mut self, plan: &Plan, of: &str, conditions: &[Condition]) {
        for (i, condition) in conditions.iter().enumerate() {
            self.check_condition(plan, &format!("{of}.if[{i}]"), condition);
        }
    }

    fn check_condition(&mut self, plan: &Plan, path: &str, condition: &Condition) {
        let looks_at = [&condition.answer, &condition.fact, &condition.stamp];
        if looks_at.iter().filter(|key| key.is_some()).count() != 1 {
            self.add(path, "a condition has exactly one of `answer`, `fact` and `stamp`");
            return;
        }
        if let Some(answer) = &condition.answer {
            let known = plan.questions.iter().map(|question| question.id.as_str());
            self.check_known(format!("{path}.answer"), "question", answer, known);
            let counts = condition.at_least.is_some() || condition.below.is_some();
            let question = plan.questions.iter().find(|question| question.id == *answer);
            if question.is_some_and(|q| (q.takes == Takes::Number) != counts) {
                let problem = if counts {
                    "this question is answered by yes or no; write `is`"
                } else {
                    "this question is answered by a number; write `at_least` or `below`"
                };
                self.add(format!("{path}.answer"), problem);
            }
            if counts && condition.is.is_some() {
                self.add(format!("{path}.is"), "a number is compared by `at_least` or `below`");
            }
        } else if condition.is.is_some()
            || condition.at_least.is_some()
            || condition.below.is_some()
        {
            self.add(path, "`is`, `at_least` and `below` belong to an `answer`");
        }
        if let Some(fact) = &condition.fact {
            self.check_known(format!("{path}.fact"), "fact", fact, FACTS.into_iter());
        }
        if let Some(stamp) = &condition.stamp {
            self.check_moment(plan, format!("{path}.stamp"), stamp);
        }
        let span = [condition.within.is_some(), condition.unit.is_some(), condition.of.is_some()];
        if span.contains(&true) && (span.contains(&false) || condition.stamp.is_none()) {
            self.add(path, "`within`, `unit` and `of` belong together, and to a `stamp`");
        }
        if let Some(of) = &condition.of {
            self.check_moment(plan, format!("{path}.of"), of);
        }
        if condition.unit.is_some_and(|u| !matches!(u, Unit::Seconds | Unit::Minutes | Unit::Hours))
        {
            self.add(format!("{path}.unit"), "a condition counts seconds, minutes or hours");
        }
    }
}
