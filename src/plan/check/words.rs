//! Questions, helper, templates and report refer to what there is, and somebody can fill every gap.

use super::super::gaps::names;
use super::super::{Plan, Template};
use super::{Faults, quoted};

/// What of the log can fill a section of the report.
const SECTIONS: [&str; 10] = [
    "summary",
    "timeline",
    "response",
    "clocks",
    "communications",
    "record",
    "containment",
    "actions",
    "decisions",
    "impact",
];

impl Faults {
    pub(super) fn check_words(&mut self, plan: &Plan) {
        for (i, dimension) in plan.dimensions.iter().enumerate() {
            let path = format!("dimensions[{i}].answers");
            if dimension.answers.is_empty() {
                self.add(path.as_str(), "a dimension has at least one answer; add a table to it");
            }
            for (j, answer) in dimension.answers.iter().enumerate() {
                let known = plan.levels.iter().map(|level| level.id.as_str());
                self.check_known(format!("{path}[{j}].level"), "level", &answer.level, known);
            }
        }
        for (i, template) in plan.templates.iter().enumerate() {
            self.check_template(plan, &format!("templates[{i}]"), template);
        }
        for (i, section) in plan.report.iter().enumerate() {
            let path = format!("report[{i}]");
            if section.ask.is_none() && section.filled_with.is_none() {
                let problem = "nobody fills this section; say `ask` or `filled_with`";
                self.add(path.as_str(), problem);
            }
            if let Some(with) = &section.filled_with {
                let path = format!("{path}.filled_with");
                self.check_known(path, "part of the log", with, SECTIONS.into_iter());
            }
        }
        if let Some(exercise) = &plan.exercise
            && exercise.every == 0
        {
            self.add(
                "exercise.every",
                "an exercise every 0 would be due all the time; write 1 or more",
            );
        }
    }

    fn check_template(&mut self, plan: &Plan, path: &str, template: &Template) {
        if template.parts.is_empty() {
            self.add(format!("{path}.parts"), "a message has at least one part; add a table to it");
        }
        let subject = template.subject.iter().map(|text| (format!("{path}.subject"), text));
        let parts = template.parts.iter().enumerate().flat_map(|(i, part)| {
            let title =
                part.title.iter().map(move |text| (format!("{path}.parts[{i}].title"), text));
            title.chain([(format!("{path}.parts[{i}].text"), &part.text)])
        });
        for (path, text) in subject.chain(parts) {
            let gaps = match names(text) {
                Ok(gaps) => gaps,
                Err(problem) => {
                    self.add(path, problem);
                    continue;
                }
            };
            for gap in gaps {
                if !plan.can_fill(template, gap) {
                    let problem = format!(
                        "nobody can fill {}; add it to `fields`, or name a fact, a stamp, a role or a field of the record",
                        quoted(gap)
                    );
                    self.add(path.as_str(), problem);
                }
            }
        }
    }
}
