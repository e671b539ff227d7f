//! Words that do harm in a message to people outside, found as they are written, each with plain ones
//! instead.

use crate::plan::{Fault, Plan, WordingRule};
use regex::{Regex, RegexBuilder};
use std::ops::Range;

/// How much memory a compiled pattern takes at most, in bytes; one of ours takes a tenth.
const LARGEST_PATTERN: usize = 1024 * 1024;
/// How many findings are told of one text.
const MOST_FINDINGS: usize = 100;
/// Audiences that are part of the organisation; everybody else is outside.
const INSIDE: [&str; 5] = ["internal", "executives", "board", "support", "team"];

/// Whether people of this audience are outside, so that the rules of wording hold for them.
pub fn is_outside(audience: &str) -> bool {
    !INSIDE.contains(&audience)
}

/// The rules of wording of a plan, ready to be used.
#[derive(Debug, Default)]
pub struct Wording {
    rules: Vec<(Regex, WordingRule)>,
}

/// A wording to avoid, and where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule: `jargon`.
    pub rule: String,
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What was found.
    pub words: String,
    /// What to write instead.
    pub instead: String,
    /// Why.
    pub why: String,
}

impl Finding {
    /// Where it stands, in characters.
    pub fn characters(&self, text: &str) -> Range<usize> {
        let count = |until: usize| text[..until].chars().count();
        count(self.range.start)..count(self.range.end)
    }
}

impl Wording {
    /// The rules of a plan. One that cannot be used finds nothing; [`Wording::faults`] names it.
    pub fn of(plan: &Plan) -> Wording {
        let usable = |rule: &WordingRule| Some((compiled(rule).ok()?, rule.clone()));
        Wording { rules: plan.wording.iter().filter_map(usable).collect() }
    }

    /// What a text says that it should not, in the order of the text; at most a hundred. `contained`
    /// tells whether the harm was stopped, for then some rules say something else.
    pub fn findings(&self, text: &str, contained: bool) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        for (pattern, rule) in &self.rules {
            let instead =
                rule.instead_after.as_ref().filter(|_| contained).unwrap_or(&rule.instead);
            let words = pattern.find_iter(text).filter(|words| !words.is_empty());
            found.extend(words.take(MOST_FINDINGS).map(|words| Finding {
                rule: rule.id.clone(),
                range: words.range(),
                words: words.as_str().to_owned(),
                instead: instead.clone(),
                why: rule.why.clone(),
            }));
        }
        found.sort_by_key(|finding| (finding.range.start, finding.range.end));
        found.truncate(MOST_FINDINGS);
        found
    }

    /// What is wrong with the rules of a plan: patterns that cannot be read, examples that do not hold.
    pub fn faults(plan: &Plan) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (i, rule) in plan.wording.iter().enumerate() {
            let mut add = |key: &str, problem: String| {
                faults.push(Fault { path: format!("wording[{i}].{key}"), problem });
            };
            let pattern = match compiled(rule) {
                Ok(pattern) => pattern,
                Err(problem) => {
                    add("pattern", problem);
                    continue;
                }
            };
            if pattern.find("").is_some() {
                add(
                    "pattern",
                    "finds nothing in particular, even in no text; say what it must find"
                        .to_owned(),
                );
                continue;
            }
            for (j, sentence) in rule.finds.iter().enumerate() {
                if !pattern.is_match(sentence) {
                    let problem =
                        format!("the pattern does not find {sentence:?}; mend one of the two");
                    add(&format!("finds[{j}]"), problem);
                }
            }
            for (j, sentence) in rule.spares.iter().enumerate() {
                if let Some(words) = pattern.find(sentence) {
                    let words = words.as_str();
                    let problem = format!("the pattern finds {words:?} here; mend one of the two");
                    add(&format!("spares[{j}]"), problem);
                }
            }
        }
        faults
    }
}

fn compiled(rule: &WordingRule) -> Result<Regex, String> {
    let pattern = RegexBuilder::new(&rule.pattern)
        .case_insensitive(true)
        .size_limit(LARGEST_PATTERN)
        .dfa_size_limit(LARGEST_PATTERN)
        .build();
    pattern.map_err(|error| match error {
        regex::Error::CompiledTooBig(most) => {
            format!("the pattern takes more than {most} bytes when it is read; make it shorter")
        }
        error => {
            // The last line says what is wrong; those before draw where.
            let said = error.to_string();
            let last = said.lines().last().unwrap_or_default();
            let why = last.strip_prefix("error: ").unwrap_or(last);
            format!("the pattern cannot be read: {why}; mend it")
        }
    })
}
