//! Rust source as the house rules see it: without comments, strings and tests, and with its paths spelled out.

/// A source file: its path in the repository, its text, and its code alone.
pub struct Source {
    /// The path, with `/`.
    pub path: String,
    /// The text as it is.
    pub text: String,
    /// The text with comments and literals blanked, line for line.
    pub code: String,
}

/// A path named in code, such as `["crate", "text", "Shown"]`, with its line.
pub struct Named {
    pub line: usize,
    pub words: Vec<String>,
}

impl Source {
    /// Takes a text as the file that would stand at `path`.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: blank(text) }
    }

    /// Returns the module on the ground floor of `src` that the file belongs to.
    pub fn module(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let first = inside.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }

    /// Returns the code without what is compiled for tests only.
    pub fn shipped(&self) -> String {
        if self.path.ends_with("/tests.rs") {
            return String::new();
        }
        let mut code = self.code.clone();
        while let Some(start) = code.find("#[cfg(test)]") {
            let end = end_of_item(&code, start);
            let blanked: String = code[start..end].chars().map(space).collect();
            code.replace_range(start..end, &blanked);
        }
        code
    }

    /// Returns where a word stands in the code: not as a part of a longer one.
    pub fn lines_with(code: &str, word: &str) -> Vec<usize> {
        let part = |c: Option<char>| c.is_some_and(is_part);
        code.match_indices(word)
            .filter(|(at, _)| !part(code[..*at].chars().next_back()))
            .filter(|(at, _)| !part(code[at + word.len()..].chars().next()))
            .map(|(at, _)| line_at(code, at))
            .collect()
    }

    /// Returns every path that begins with `root`, use trees taken apart.
    pub fn paths(&self, root: &str) -> Vec<Named> {
        let mut paths = Vec::new();
        let start = format!("{root}::");
        for (at, _) in self.code.match_indices(&start) {
            let before = self.code[..at].chars().next_back();
            if before.is_some_and(|c| is_part(c) || c == ':') {
                continue;
            }
            let mut rest = &self.code[at + start.len()..];
            let mut found = Vec::new();
            tree(&mut rest, &[root.to_owned()], &mut found);
            let line = line_at(&self.code, at);
            paths.extend(found.into_iter().map(|words| Named { line, words }));
        }
        paths
    }
}

/// Reads one branch of a use tree; what follows the tree stays in `rest`.
fn tree(rest: &mut &str, trunk: &[String], found: &mut Vec<Vec<String>>) {
    *rest = rest.trim_start();
    if let Some(inside) = rest.strip_prefix('{') {
        *rest = inside;
        while !rest.is_empty() && !rest.trim_start().starts_with('}') {
            let before = rest.len();
            tree(rest, trunk, found);
            // What stands between two branches: a comma, or `as name`.
            let next = rest.find([',', '}']).unwrap_or(rest.len());
            *rest = rest[next..].trim_start_matches(',');
            if rest.len() == before {
                return;
            }
        }
        *rest = rest.trim_start().trim_start_matches('}');
        return;
    }
    let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let word = if rest.starts_with('*') { "*" } else { &rest[..end] };
    *rest = &rest[word.len()..];
    let mut path = trunk.to_vec();
    if !word.is_empty() {
        path.push(word.to_owned());
    }
    match rest.trim_start().strip_prefix("::") {
        Some(deeper) if !word.is_empty() => {
            *rest = deeper;
            tree(rest, &path, found);
        }
        _ => found.push(path),
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_at(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn space(c: char) -> char {
    if c == '\n' { c } else { ' ' }
}

/// Returns where the item that an attribute stands on ends: after its block, or its semicolon.
fn end_of_item(code: &str, start: usize) -> usize {
    let mut depth = 0;
    for (at, c) in code[start..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(c, '}' | ';') {
            return start + at + 1;
        }
    }
    code.len()
}

/// Blanks comments, strings and characters, so that only code is left, each thing in its line.
fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word_before = code.chars().next_back().is_some_and(is_part);
        if let Some(length) = length_of_other(rest, word_before) {
            code.extend(rest[..length].chars().map(space));
            rest = &rest[length..];
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    code
}

/// Returns how long the comment or literal is that stands here, if one does.
fn length_of_other(rest: &str, word_before: bool) -> Option<usize> {
    let up_to = |end: &str, from: usize| {
        rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len())
    };
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(length_of_comment(rest));
    }
    if let Some(inside) = rest.strip_prefix('"') {
        let mut escaped = false;
        let end = inside.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        return Some(end.map_or(rest.len(), |at| at + 2));
    }
    if rest.starts_with(['r', 'b']) && !word_before {
        let raw = rest.trim_start_matches('b').strip_prefix('r');
        let fence = raw.map(|raw| raw.len() - raw.trim_start_matches('#').len());
        if let (Some(raw), Some(fence)) = (raw, fence)
            && raw[fence..].starts_with('"')
        {
            let open = rest.len() - raw.len() + fence + 1;
            return Some(up_to(&format!("\"{}", "#".repeat(fence)), open));
        }
    }
    if let Some(inside) = rest.strip_prefix('\'') {
        if inside.starts_with('\\') {
            return Some(up_to("'", 3));
        }
        let c = inside.chars().next()?;
        return inside[c.len_utf8()..].starts_with('\'').then_some(c.len_utf8() + 2);
    }
    None
}

fn length_of_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

#[test]
fn comments_and_literals_are_not_code() {
    let code = blank(
        "let a = \"x \\\" y\"; // b\nlet c = r#\"d \" e\"#; /* f /* g */ h */ 'i' '\\'' &'j k",
    );
    let words: Vec<_> = code.split_whitespace().collect();
    assert_eq!(words, ["let", "a", "=", ";", "let", "c", "=", ";", "&'j", "k"]);
    assert_eq!(code.lines().count(), 2);
}

#[test]
fn what_is_compiled_for_tests_is_not_shipped() {
    let file =
        Source::new("src/a.rs", "fn a() {}\n#[cfg(test)]\nmod t { fn b() { c(); } }\nfn d() {}");
    assert_eq!(file.shipped().split_whitespace().collect::<String>(), "fna(){}fnd(){}");
}

#[test]
fn use_trees_are_taken_apart() {
    let file =
        Source::new("src/a.rs", "use crate::{a::B, c::{d as e, F, g::*}, h};\ncrate::i::j::<K>();");
    let paths: Vec<_> = file.paths("crate").iter().map(|p| p.words[1..].join(".")).collect();
    assert_eq!(paths, ["a.B", "c.d", "c.F", "c.g.*", "h", "i.j"]);
}
