//! A report in HTML: one file that asks nothing of the network, runs nothing and prints well.

use super::document::{Block, Document, Part, Said, Table, Tone};
use crate::text::{Shown, in_html};
use std::fmt::Write as _;

/// How it looks, on a screen and on paper.
const STYLE: &str = include_str!("report.css");

/// What a browser may do with it: show it, with the style that it brings.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// How many bytes a time has at most.
const LONGEST_TIME: usize = 24;
/// From how many characters on a word makes a column too wide.
const LONGEST_WORD: usize = 28;

/// Writes a report as a page of HTML.
pub fn html(document: &Document) -> String {
    let mut page = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n");
    page.push_str("<meta charset=\"utf-8\">\n");
    _ = writeln!(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.push_str("<meta name=\"referrer\" content=\"no-referrer\">\n");
    _ = writeln!(page, "<title>{}: {}</title>", line(&document.kind), line(&document.title));
    _ = writeln!(page, "<style>\n{STYLE}</style>\n</head>\n<body>");
    head(&mut page, document);
    page.push_str("<main>\n");
    for part in &document.parts {
        write_part(&mut page, part);
    }
    page.push_str("</main>\n<footer>\n");
    for made in &document.made {
        _ = writeln!(page, "<p>{}</p>", line(made));
    }
    page.push_str("</footer>\n</body>\n</html>\n");
    page
}

fn head(page: &mut String, document: &Document) {
    page.push_str("<header>\n");
    for banner in &document.banners {
        _ = writeln!(page, "<p class=\"banner\">{}</p>", line(banner));
    }
    let level = document.level.as_ref().map(|(level, rank)| {
        format!(" <span class=\"level level-{}\">{}</span>", rank.min(&4), line(level))
    });
    _ = writeln!(
        page,
        "<p class=\"kind\"><span>{}</span>{}</p>",
        line(&document.kind),
        level.unwrap_or_default()
    );
    _ = writeln!(page, "<h1>{}</h1>", line(&document.title));
    terms(page, &document.facts);
    page.push_str("</header>\n<nav aria-label=\"Contents\">\n<ol>\n");
    for part in &document.parts {
        let open = part.blocks.iter().any(|block| matches!(block, Block::Missing(_)));
        let open = if open { " <span class=\"open\">to be written</span>" } else { "" };
        let (id, title) = (line(&part.id), line(&part.title));
        _ = writeln!(page, "<li><a href=\"#{id}\">{title}</a>{open}</li>");
    }
    page.push_str("</ol>\n</nav>\n");
}

fn write_part(page: &mut String, part: &Part) {
    _ = writeln!(page, "<section id=\"{}\">\n<h2>{}</h2>", line(&part.id), line(&part.title));
    for block in &part.blocks {
        write_block(page, block);
    }
    page.push_str("</section>\n");
}

fn write_block(page: &mut String, block: &Block) {
    match block {
        Block::Heading(title) => _ = writeln!(page, "<h3>{}</h3>", line(title)),
        Block::Paragraph(said) => {
            _ = writeln!(page, "<p{}>{}</p>", class(said.tone), lines(&said.text));
        }
        Block::Missing(ask) => {
            let ask = lines(ask);
            _ = writeln!(page, "<p class=\"missing\"><strong>To be written:</strong> {ask}</p>");
        }
        Block::Table(table) => write_table(page, table),
        Block::List(points) => {
            page.push_str("<ul>\n");
            for point in points {
                _ = writeln!(page, "<li{}>{}</li>", class(point.tone), lines(&point.text));
            }
            page.push_str("</ul>\n");
        }
        Block::Terms(rows) => terms(page, rows),
        Block::Verbatim(said) => _ = writeln!(page, "<pre>{}</pre>", verbatim(said)),
    }
}

fn terms(page: &mut String, rows: &[(String, Said)]) {
    if rows.is_empty() {
        return;
    }
    page.push_str("<dl>\n");
    for (word, said) in rows {
        let (class, text) = (class(said.tone), lines(&said.text));
        _ = writeln!(page, "<div><dt>{}</dt><dd{class}>{text}</dd></div>", line(word));
    }
    page.push_str("</dl>\n");
}

fn write_table(page: &mut String, table: &Table) {
    page.push_str("<div class=\"table\">\n<table>\n<thead><tr>");
    for head in &table.heads {
        _ = write!(page, "<th scope=\"col\">{}</th>", line(head));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        page.push_str("<tr>");
        for (cell, head) in row.iter().zip(&table.heads) {
            _ = write!(page, "<td{}>{}</td>", class_of_cell(cell, head), lines(&cell.text));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
}

fn class(tone: Tone) -> String {
    let word = word(tone);
    if word.is_empty() { String::new() } else { format!(" class=\"{word}\"") }
}

fn word(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Quiet => "quiet",
    }
}

/// The tone of a cell, and how its lines break: a time stays in one piece, what has a very long word breaks
/// anywhere.
fn class_of_cell(cell: &Said, head: &str) -> String {
    let longest = cell.text.split_whitespace().map(|word| word.chars().count()).max();
    let breaks = if head.ends_with("(UTC)") && cell.text.len() <= LONGEST_TIME {
        "when"
    } else if longest.is_some_and(|longest| longest > LONGEST_WORD) {
        "long"
    } else {
        ""
    };
    let words: Vec<&str> =
        [word(cell.tone), breaks].into_iter().filter(|w| !w.is_empty()).collect();
    if words.is_empty() { String::new() } else { format!(" class=\"{}\"", words.join(" ")) }
}

fn line(text: &str) -> String {
    in_html(&Shown::of(text))
}

fn lines(text: &str) -> String {
    let lines: Vec<String> = Shown::lines(text).iter().map(in_html).collect();
    lines.join("<br>")
}

fn verbatim(text: &str) -> String {
    let lines: Vec<String> = Shown::lines(text).iter().map(in_html).collect();
    // A browser leaves out a line break that comes first.
    format!("\n{}", lines.join("\n"))
}
