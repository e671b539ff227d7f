//! Ids are well written, and no name means two things.

use super::super::lookup::letters;
use super::super::{Plan, STAMPS};
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
    vec![
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
        for (i, stage) in plan.stages.iter().enumerate() {
            for (j, step) in stage.steps.iter().enumerate() {
                let word = step.id.strip_prefix(&stage.id).and_then(|rest| rest.strip_prefix('.'));
                if word.is_none_or(|word| word.len() > LONGEST_ID || !Shape::Kebab.fits(word)) {
                    let (id, right) = (quoted(&step.id), quoted(&format!("{}.word", stage.id)));
                    let problem =
                        format!("{id} is no id of a step of this stage; write it as {right}");
                    self.add(format!("stages[{i}].steps[{j}].id"), problem);
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
        let steps = plan.stages.iter().enumerate().flat_map(|(i, stage)| {
            let list = format!("stages[{i}].steps");
            let steps = stage.steps.iter().enumerate();
            steps.map(move |(j, step)| named(&list, j, &step.id, &[]))
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
