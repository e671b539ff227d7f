//! What a template may say beside its text: gaps, `if`, and `for` over the lines of a field. Nothing that
//! could build a text of its own, so what a message can grow to is known before anybody reads it.

use super::check::quoted;
use super::{Plan, Template};

/// What the incident itself fills in besides its stamps, its record and the holders of its seats.
const FILLED: [&str; 12] = [
    "id",
    "title",
    "severity",
    "category",
    "stage",
    "status",
    "users_affected",
    "detected_by",
    "system",
    "date",
    "now",
    "containment",
];

/// What is wrong with how a text is written, and what would be right.
pub type Problem = String;

/// The names that a text refers to, in order of first appearance, without those that its loops give.
pub fn names(text: &str) -> Result<Vec<&str>, Problem> {
    if text.contains("{#") {
        return Err("`{#`; a comment stands in the TOML, after a `#`".to_owned());
    }
    let mut found = Vec::new();
    let mut bound = Vec::new();
    let mut rest = text;
    // Between two tags stands text with gaps.
    while let Some((before, after)) = rest.split_once("{%") {
        if before.contains("%}") {
            return Err("`%}` without `{%`; write {% if field %} … {% endif %}".to_owned());
        }
        found.extend(gaps(before)?);
        let Some((tag, after)) = after.split_once("%}") else {
            return Err("`{%` without `%}`; write {% if field %} … {% endif %}".to_owned());
        };
        let tag = tag.strip_prefix('-').unwrap_or(tag);
        read_tag(tag.strip_suffix('-').unwrap_or(tag), &mut found, &mut bound)?;
        rest = after;
    }
    if rest.contains("%}") {
        return Err("`%}` without `{%`; write {% if field %} … {% endif %}".to_owned());
    }
    found.extend(gaps(rest)?);
    let mut names: Vec<&str> = Vec::new();
    for name in found {
        if !names.contains(&name) && !bound.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

fn read_tag<'a>(
    tag: &'a str,
    found: &mut Vec<&'a str>,
    bound: &mut Vec<&'a str>,
) -> Result<(), Problem> {
    let words: Vec<&str> = tag.split_whitespace().collect();
    match words.as_slice() {
        ["else" | "endif" | "endfor"] => Ok(()),
        ["for", name, "in", of] if is_name(name) && is_name(of) => {
            bound.push(name);
            found.push(of);
            Ok(())
        }
        ["if" | "elif", conditions @ ..] if conditions.iter().all(|word| is_name(word)) => {
            let joins = |word: &&&str| matches!(**word, "and" | "or" | "not");
            found.extend(conditions.iter().filter(|word| !joins(word)));
            Ok(())
        }
        ["for", ..] => {
            Err("a loop goes over the lines of one field: {% for line in containment %}".to_owned())
        }
        ["if" | "elif", ..] => {
            Err("a condition names fields, with `and`, `or`, `not`: {% if resolved %}".to_owned())
        }
        other => {
            let word = other.first().copied().unwrap_or_default();
            let word: String = word.chars().take(20).collect();
            Err(format!(
                "`{{% {word} %}}` is nothing that a message can do; there are if, elif, else and for"
            ))
        }
    }
}

fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The names of the gaps in a text of a template, or what is wrong with how they are written.
fn gaps(text: &str) -> Result<Vec<&str>, String> {
    let mut gaps = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        if before.contains("}}") {
            return Err("`}}` without `{{`; write a gap as {{ field }}".to_owned());
        }
        let Some((gap, after)) = after.split_once("}}") else {
            return Err("`{{` without `}}`; write a gap as {{ field }}".to_owned());
        };
        let name = gap.trim();
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            return Err(format!(
                "{} is no field; write a gap in lower case, as in {{{{ next_update }}}}",
                quoted(name)
            ));
        }
        gaps.push(name);
        rest = after;
    }
    if rest.contains("}}") {
        return Err("`}}` without `{{`; write a gap as {{ field }}".to_owned());
    }
    Ok(gaps)
}

impl Plan {
    /// Whether a name in a template means something: a field of the template, a fact of the incident, a
    /// stamp, a role or a field of the record.
    pub fn can_fill(&self, template: &Template, name: &str) -> bool {
        let is = |id: &str| id.chars().map(|c| if c == '-' { '_' } else { c }).eq(name.chars());
        FILLED.contains(&name)
            || template.fields.iter().any(|field| field.id == name)
            || self.stamp_ids().any(|id| id == name)
            || self.record.iter().any(|field| is(&field.id))
            || self.roles.iter().any(|role| is(&role.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_text_are_found_once_each_and_without_those_of_its_loops() {
        for (text, expected) in [
            ("no gap", &[][..]),
            ("{{ a }} and {{b}} and {{ a }}", &["a", "b"][..]),
            (
                "{% if resolved and not closed %}{{ a }}{% else %}{{ b }}{% endif %}",
                &["resolved", "closed", "a", "b"],
            ),
            ("{% for line in containment -%}\n- {{ line }}{% endfor %}", &["containment"]),
            ("{%- if a %}x{% elif b or c %}y{% endif %}", &["a", "b", "c"]),
        ] {
            assert_eq!(names(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_could_build_a_text_of_its_own_is_refused_by_name() {
        for (text, part) in [
            ("{% set a = 'x' %}", "`{% set %}` is nothing"),
            ("{% macro a() %}{% endmacro %}", "`{% macro %}`"),
            ("{% include 'other' %}", "`{% include %}`"),
            ("{% for a in [1, 2] * 1000000 %}{% endfor %}", "a loop goes over"),
            ("{% for a in range(9) %}{% endfor %}", "a loop goes over"),
            ("{% if 'x' * 100000000 %}{% endif %}", "a condition names fields"),
            ("{% if a(b) %}{% endif %}", "a condition names fields"),
            ("{{ 'x' * 100000000 }}", "is no field"),
            ("{{ a | upper }}", "is no field"),
            ("{{ a", "without `}}`"),
            ("a }}", "without `{{`"),
            ("{% if a", "without `%}`"),
            ("a %}", "without `{%`"),
            ("{# {{ a }} #}", "`{#`"),
            ("{% %}", "is nothing"),
        ] {
            let problem = names(text).expect_err(text);
            assert!(problem.contains(part), "{text}: {problem}");
        }
    }
}
