//! Text from outside as the text that it is inside Markdown and HTML: neither reads anything into it.

use super::shown::Shown;

/// One line in Markdown: everything is escaped that Markdown or HTML would act on, wherever in a line it
/// stands. Hidden characters are marks, as in every [`Shown`].
///
/// ```
/// use warroom::text::{Shown, in_markdown};
///
/// assert_eq!(in_markdown(&Shown::of("# <b>*loud*")), r"\# &lt;b&gt;\*loud\*");
/// ```
pub fn in_markdown(shown: &Shown) -> String {
    let text = shown.as_str();
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // Nobody is called by it.
            '@' => escaped.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '|' | '$' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    // An address is shown, not followed.
    let escaped = escaped.replace("://", "&#58;//").replace("www.", "www&#46;");
    at_the_start(&escaped)
}

/// What begins a heading, a list or a rule begins a text instead.
fn at_the_start(line: &str) -> String {
    let text = line.trim_start();
    let blank = "&nbsp;".repeat(line.len() - text.len());
    if let Some('#' | '+' | '-' | '=' | ':') = text.chars().next() {
        return format!("{blank}\\{text}");
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{blank}{number}\\{rest}");
    }
    format!("{blank}{text}")
}

/// One line in HTML, between tags or between the quotes of an attribute.
///
/// ```
/// use warroom::text::{Shown, in_html};
///
/// assert_eq!(in_html(&Shown::of("\"<b>\"")), "&quot;&lt;b&gt;&quot;");
/// ```
pub fn in_html(shown: &Shown) -> String {
    let mut escaped = String::with_capacity(shown.as_str().len());
    for c in shown.as_str().chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '`' => escaped.push_str("&#96;"),
            c => escaped.push(c),
        }
    }
    escaped
}
