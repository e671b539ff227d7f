//! Ids are well written, and no name means two things.

use super::super::lookup::letters;
use super::super::{Plan, STAMPS, Step};
use super::{Faults, quoted};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The longest id, in characters: ids stand in file names, on narrow screens and in messages.
const LONGEST_ID: usize = 64;

/// How an id is written.
#[derive(Clone, Copy)]
enum Shape {
    Kebab,
    Snake,
    Level,
}

impl Shape {
    fn fits(self, id: &str) -> bool {
        let words = |separator: char| {
            id.starts_with(|c: char| c.is_ascii_lowercase())
                && id.split(separator).all(|word| {
                    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
                    !word.is_empty() && word.chars().all(allowed)
                })
        };
        match self {
            Shape::Kebab => words('-'),
            Shape::Snake => words('_'),
            Shape::Level => id.split_once('-').is_some_and(|(word, number)| {
                (1..=8).contains(&word.len())
                    && word.chars().all(|c| c.is_ascii_uppercase())
                    && (1..=2).contains(&number.len())
                    && number.chars().all(|c| c.is_ascii_digit())
            }),
        }
    }

    fn description(self) -> &'static str {
        match self {
            Shape::Kebab => "lower-case words joined by hyphens, such as `data-leak`",
            Shape::Snake => "lower-case words joined by underscores, such as `update_sent`",
            Shape::Level => "capitals, a hyphen and a number, such as `SEV-1`",
        }
    }
}

/// One thing of a list, with what people may call it.
struct Named<'a> {
    /// Where it stands: `roles[2]`.
    path: String,
    id: &'a str,
    /// Its other names, each with its key.
    names: Vec<(String, &'a str)>,
}

fn named<'a>(list: &str, i: usize, id: &'a str, names: &[(&str, &'a str)]) -> Named<'a> {
    let names = names.iter().map(|(key, name)| ((*key).to_owned(), *name)).collect();
    Named { path: format!("{list}[{i}]"), id, names }
}

impl<'a> Named<'a> {
    fn or(mut self, aliases: &'a [String]) -> Named<'a> {
        let aliases = aliases.iter().enumerate();
        self.names.extend(aliases.map(|(i, alias)| (format!("aliases[{i}]"), alias.as_str())));
        self
    }
}

/// The things of a plan that have an id of their own, list by list.
fn lists(plan: &Plan) -> Vec<(Shape, Vec<Named<'_>>)> {
    let levels = plan.levels.iter().enumerate().map(|(i, level)| {
        // The bare number finds a level too.
        let number = level.id.rsplit('-').next().unwrap_or_default();
        named("levels", i, &level.id, &[("id", number), ("title", &level.title)]).or(&level.aliases)
    });
    let categories = plan.categories.iter().enumerate().map(|(i, category)| {
        named("categories", i, &category.id, &[("title", &category.title)]).or(&category.aliases)
    });
    let roles = plan.roles.iter().enumerate().map(|(i, role)| {
        named("roles", i, &role.id, &[("title", &role.title), ("short", &role.short)])
            .or(&role.aliases)
    });
    let stages = plan.stages.iter().enumerate();
    let stages = stages.map(|(i, stage)| named("stages", i, &stage.id, &[("title", &stage.title)]));
    let detection = plan.detection.iter().enumerate();
    let detection =
        detection.map(|(i, choice)| named("detection", i, &choice.id, &[("title", &choice.title)]));
    let clocks = plan.clocks.iter().enumerate();
    let clocks = clocks.map(|(i, clock)| named("clocks", i, &clock.id, &[]));
    let comms = plan.comms.iter().enumerate();
    let comms = comms.map(|(i, rule)| named("comms", i, &rule.id, &[]));
    let stamps = plan.stamps.iter().enumerate();
    let stamps = stamps.map(|(i, stamp)| named("stamps", i, &stamp.id, &[]));
    let verbs = plan.verbs.iter().enumerate();
    let verbs = verbs.map(|(i, verb)| named("verbs", i, &verb.id, &[("done", &verb.done)]));
    let questions = plan.questions.iter().enumerate();
    let questions = questions.map(|(i, question)| named("questions", i, &question.id, &[]));
    let record = plan.record.iter().enumerate();
    let record = record.map(|(i, field)| named("record", i, &field.id, &[("title", &field.title)]));
    let domains = plan.domains.iter().enumerate();
    let domains =
        domains.map(|(i, choice)| named("domains", i, &choice.id, &[("title", &choice.title)]));
    let dimensions = plan.dimensions.iter().enumerate();
    let dimensions = dimensions.map(|(i, thing)| named("dimensions", i, &thing.id, &[]));
    let templates = plan.templates.iter().enumerate();
    let templates = templates.map(|(i, thing)| named("templates", i, &thing.id, &[]));
    let wording = plan.wording.iter().enumerate();
    let wording = wording.map(|(i, rule)| named("wording", i, &rule.id, &[]));
    let report = plan.report.iter().enumerate();
    let report = report.map(|(i, section)| named("report", i, &section.id, &[]));
    let calendars = plan.calendars.iter().enumerate();
    let calendars = calendars.map(|(i, calendar)| named("calendars", i, &calendar.id, &[]));
    vec![
        (Shape::Kebab, calendars.collect()),
        (Shape::Kebab, verbs.collect()),
        (Shape::Kebab, questions.collect()),
        (Shape::Kebab, record.collect()),
        (Shape::Kebab, domains.collect()),
        (Shape::Kebab, dimensions.collect()),
        (Shape::Kebab, templates.collect()),
        (Shape::Kebab, wording.collect()),
        (Shape::Kebab, report.collect()),
        (Shape::Level, levels.collect()),
        (Shape::Kebab, categories.collect()),
        (Shape::Kebab, roles.collect()),
        (Shape::Kebab, stages.collect()),
        (Shape::Kebab, detection.collect()),
        (Shape::Kebab, clocks.collect()),
        (Shape::Kebab, comms.collect()),
        (Shape::Snake, stamps.collect()),
    ]
}

/// All lists of steps: where each stands, what its ids begin with, and its steps.
fn step_lists(plan: &Plan) -> Vec<(String, &str, &[Step])> {
    let stages = plan.stages.iter().enumerate();
    let stages = stages
        .map(|(i, stage)| (format!("stages[{i}].steps"), stage.id.as_str(), &stage.steps[..]));
    let categories = plan.categories.iter().enumerate().map(|(i, category)| {
        (format!("categories[{i}].steps"), category.id.as_str(), &category.steps[..])
    });
    stages.chain(categories).collect()
}

impl Faults {
    pub(super) fn check_ids(&mut self, plan: &Plan) {
        self.check_id("id", &plan.id, Shape::Kebab);
        for (shape, things) in lists(plan) {
            for thing in things {
                self.check_id(format!("{}.id", thing.path), thing.id, shape);
            }
        }
        for (i, rule) in plan.comms.iter().enumerate() {
            self.check_id(format!("comms[{i}].audience"), &rule.audience, Shape::Kebab);
        }
        for (list, owner, steps) in step_lists(plan) {
            for (j, step) in steps.iter().enumerate() {
                let word = step.id.strip_prefix(owner).and_then(|rest| rest.strip_prefix('.'));
                if word.is_none_or(|word| word.len() > LONGEST_ID || !Shape::Kebab.fits(word)) {
                    let (id, right) = (quoted(&step.id), quoted(&format!("{owner}.word")));
                    let problem = format!("{id} is no id of a step here; write it as {right}");
                    self.add(format!("{list}[{j}].id"), problem);
                }
            }
        }
    }

    fn check_id(&mut self, path: impl Into<String>, id: &str, shape: Shape) {
        // An empty id is reported as an empty text.
        if !id.trim().is_empty() && (id.len() > LONGEST_ID || !shape.fits(id)) {
            let problem = format!(
                "{} is no id here; write {}, at most {LONGEST_ID} characters",
                quoted(id),
                shape.description()
            );
            self.add(path, problem);
        }
    }

    pub(super) fn check_names(&mut self, plan: &Plan) {
        for (shape, things) in lists(plan) {
            let built_in = STAMPS.into_iter().filter(|_| matches!(shape, Shape::Snake));
            // Built-in stamps claim their names first, so no fault is ever reported at their path.
            let built_in = built_in.enumerate().map(|(i, id)| named("built-in stamps", i, id, &[]));
            self.check_one_meaning(built_in.chain(things));
        }
        let lists = step_lists(plan);
        let steps = lists.iter().flat_map(|(list, _, steps)| {
            steps.iter().enumerate().map(move |(j, step)| named(list, j, &step.id, &[]))
        });
        self.check_one_meaning(steps);
    }

    /// Reports each name that two things of a list go by, at the later one.
    fn check_one_meaning<'a>(&mut self, things: impl Iterator<Item = Named<'a>>) {
        let mut taken: HashMap<String, (usize, &str)> = HashMap::new();
        for (row, thing) in things.enumerate() {
            let id = [("id".to_owned(), thing.id)].into_iter();
            for (key, name) in id.chain(thing.names) {
                let spelling: String = letters(name).collect();
                if spelling.is_empty() {
                    continue;
                }
                match taken.entry(spelling) {
                    Entry::Vacant(free) => {
                        free.insert((row, thing.id));
                    }
                    // One thing may well say a name twice: its title may be its id.
                    Entry::Occupied(other) if other.get().0 == row => {}
                    Entry::Occupied(other) => {
                        let (name, other) = (quoted(name), quoted(other.get().1));
                        let problem =
                            format!("{name} already means {other}; rename one of the two");
                        self.add(format!("{}.{key}", thing.path), problem);
                    }
                }
            }
        }
    }
}
