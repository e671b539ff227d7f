//! A report in Markdown, as `CommonMark` with tables. Whatever a text holds is shown as the text that it is.

use super::document::{Block, Document, Said, Table};
use crate::text::{Shown, in_markdown};
use std::fmt::Write as _;

/// Writes a report in Markdown.
pub fn markdown(document: &Document) -> String {
    let mut text = format!("# {}\n\n", line(&document.title));
    let level = document.level.as_ref().map(|(level, _)| format!(" · {}", line(level)));
    _ = writeln!(text, "**{}**{}\n", line(&document.kind), level.unwrap_or_default());
    for banner in &document.banners {
        _ = writeln!(text, "> **{}**\n", line(banner));
    }
    terms(&mut text, &document.facts);
    for part in &document.parts {
        _ = writeln!(text, "## {}\n", line(&part.title));
        for block in &part.blocks {
            write_block(&mut text, block);
        }
    }
    text.push_str("---\n\n");
    for made in &document.made {
        _ = writeln!(text, "{}\n", line(made));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn write_block(text: &mut String, block: &Block) {
    match block {
        Block::Heading(title) => _ = writeln!(text, "### {}\n", line(title)),
        Block::Paragraph(said) => _ = writeln!(text, "{}\n", lines(&said.text, "\\\n")),
        Block::Missing(ask) => {
            _ = writeln!(text, "> **To be written:** {}\n", lines(ask, "\n> "));
        }
        Block::Table(table) => write_table(text, table),
        Block::List(points) => {
            for point in points {
                _ = writeln!(text, "- {}", lines(&point.text, "\\\n  "));
            }
            text.push('\n');
        }
        Block::Terms(rows) => terms(text, rows),
        Block::Verbatim(said) => verbatim(text, said),
    }
}

fn terms(text: &mut String, rows: &[(String, Said)]) {
    for (word, said) in rows {
        _ = writeln!(text, "- **{}:** {}", line(word), lines(&said.text, "\\\n  "));
    }
    if !rows.is_empty() {
        text.push('\n');
    }
}

fn write_table(text: &mut String, table: &Table) {
    let heads: Vec<String> = table.heads.iter().map(|head| line(head)).collect();
    _ = writeln!(text, "| {} |", heads.join(" | "));
    _ = writeln!(text, "|{}", " --- |".repeat(table.heads.len()));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| lines(&cell.text, "<br>")).collect();
        _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text.push('\n');
}

/// A text between fences that are longer than any in it.
fn verbatim(text: &mut String, said: &str) {
    let shown: Vec<Shown> = Shown::lines(said);
    let longest = shown.iter().map(|line| longest_run(line.as_str())).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    _ = writeln!(text, "{fence}text");
    for line in &shown {
        _ = writeln!(text, "{}", line.as_str());
    }
    _ = writeln!(text, "{fence}\n");
}

/// How many backticks stand beside each other at most.
fn longest_run(line: &str) -> usize {
    line.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn line(text: &str) -> String {
    in_markdown(&Shown::of(text))
}

fn lines(text: &str, between: &str) -> String {
    let lines: Vec<String> = Shown::lines(text).iter().map(in_markdown).collect();
    lines.join(between)
}
