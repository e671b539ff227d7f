//! Texts that somebody wrote to drive whoever reads the report: they are shown as the texts that they are.

use super::report_for;
use crate::acting::{Story, at, note};
use proptest::prelude::*;
use warroom::audience::Audience;
use warroom::incident::{Command, Declared, Incident};
use warroom::report::{Block, Document, Part, Said, Table, document, html, markdown};
use warroom::text::is_safe;

/// What attackers write.
pub const TEXTS: &[&str] = &[
    "<script>document.title='owned'</script>",
    "</title><script>document.title='owned'</script>",
    "</style><img src=x onerror=\"document.title='owned'\">",
    "\"><svg/onload=document.title='owned'>",
    "<!-- never closed",
    "]]>&#60;script&#62;",
    "&lt;b&gt;",
    "[click](javascript:alert(1)) ![](http://evil.example/x.png)",
    "<http://evil.example> www.evil.example @everybody",
    "| a | b |\n| --- | --- |",
    "# heading\n## heading\n- list\n1. list\n> quote\n===\n---",
    "```\n</pre><script>document.title='owned'</script>\n```",
    "    indented\n\ttabbed",
    "turned \u{202e}round, \u{200b}hidden, \u{1b}[31mred, \u{7}bell, \u{0}nothing",
    "`code` *bold* _slanted_ ~~gone~~ $maths$ \\ stroke",
];

/// An incident with all of them in it.
pub fn incident() -> Incident {
    let title = format!("{} and {}", TEXTS[0], TEXTS[1]);
    let declared = Declared {
        title,
        severity: Some("SEV-1".to_owned()),
        category: Some("prompt-injection".to_owned()),
        system: Some("<b>bot</b>".to_owned()),
        ..Declared::default()
    };
    let mut story = Story::declared("AI-261120-XM7Q2K", "14:00:00", "ops4", declared);
    for text in TEXTS {
        story = story.then("14:01:00", "ops4", note(text));
    }
    let decision = warroom::incident::Decision {
        text: TEXTS.join("\n"),
        reason: Some(TEXTS[2].to_owned()),
        objections: vec![TEXTS[3].to_owned()],
        ..warroom::incident::Decision::default()
    };
    story.then("14:02:00", "ops4", Command::Decide(decision)).incident
}

/// Every tag and every attribute that a page has, with what stands between quotes left out.
fn tags(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("every tag is closed");
        let outside_quotes = tag.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
        tags.push(outside_quotes);
    }
    tags
}

/// The tags that a page of ours may have.
const OURS: &[&str] = &[
    "!doctype html",
    "html lang=\"\"",
    "head",
    "meta charset=\"\"",
    "meta http-equiv=\"\" content=\"\"",
    "meta name=\"\" content=\"\"",
    "title",
    "style",
    "body",
    "header",
    "p",
    "p class=\"\"",
    "span",
    "span class=\"\"",
    "h1",
    "h2",
    "h3",
    "dl",
    "div",
    "dt",
    "dd",
    "dd class=\"\"",
    "nav aria-label=\"\"",
    "ol",
    "ul",
    "li",
    "li class=\"\"",
    "a href=\"\"",
    "main",
    "section id=\"\"",
    "div class=\"\"",
    "table",
    "thead",
    "tbody",
    "tr",
    "th scope=\"\"",
    "td",
    "td class=\"\"",
    "pre",
    "br",
    "strong",
    "footer",
];

#[track_caller]
pub fn has_only_our_tags(page: &str) {
    // The style is ours, and holds no text of others.
    let (head, rest) = page.split_once("<style>").expect("it has a style");
    let (_, rest) = rest.split_once("</style>").expect("it ends");
    for tag in tags(&format!("{head}{rest}")) {
        let closes = |ours: &&str| tag.strip_prefix('/') == ours.split(' ').next();
        assert!(OURS.contains(&&*tag) || OURS.iter().any(closes), "<{tag}>");
    }
}

#[track_caller]
fn links_only_inside(page: &str) {
    for (at, _) in page.match_indices("href=\"") {
        assert!(page[at + 6..].starts_with('#'), "{}", &page[at..at + 40]);
    }
    for asked in ["src=", "url(", "@import", "<link", "<base", "<form", "<iframe", "<object"] {
        let (head, rest) = page.split_once("<style>").expect("it has a style");
        let style = rest.split("</style>").next().expect("it ends");
        assert!(!style.contains(asked) && !head.contains(asked), "{asked}");
    }
}

#[test]
fn html_holds_no_tag_of_anybody_else() {
    for audience in [Audience::Internal, Audience::Public, Audience::Regulator] {
        let incident = incident();
        let page = html(&document(&report_for(&incident, audience, true, at("15:00:00"))));
        has_only_our_tags(&page);
        links_only_inside(&page);
        assert!(page.contains("&lt;script&gt;document.title=&#39;owned&#39;"));
    }
}

#[test]
fn hidden_characters_are_marks_in_every_format() {
    let report = report_for(&incident(), Audience::Internal, false, at("15:00:00"));
    let document = document(&report);
    for text in [html(&document), markdown(&document)] {
        assert!(text.lines().all(is_safe), "nothing in it drives a terminal");
        assert!(text.contains("turned &lt;U+202E&gt;round, &lt;U+200B&gt;hidden, ^"), "{text}");
    }
}

#[test]
fn markdown_shows_hostile_texts_as_texts() {
    let report = report_for(&incident(), Audience::Internal, false, at("15:00:00"));
    let text = markdown(&document(&report));
    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("<!--"));
    assert!(text.contains("\\[click\\](javascript:alert(1)) !\\[\\]("), "{text}");
    assert!(!text.replace("\\]", "").contains("]("), "no link");
    assert!(!text.contains("http://") && !text.contains("@everybody"), "no address, no call");
    let heads = |text: &str| -> Vec<String> {
        text.lines().skip(1).filter(|line| line.starts_with('#')).map(str::to_owned).collect()
    };
    let plain = Story::declared(
        "AI-261120-XM7Q2K",
        "14:00:00",
        "ops4",
        Declared {
            title: "plain".to_owned(),
            severity: Some("SEV-1".to_owned()),
            ..Declared::default()
        },
    );
    let plain = report_for(&plain.incident, Audience::Internal, false, at("15:00:00"));
    let plain = markdown(&document(&plain));
    assert_eq!(heads(&text), heads(&plain), "no text made a heading");
}

#[test]
fn a_fence_is_longer_than_any_in_the_text() {
    let mut part = Part::new("x", "x");
    part.blocks.push(Block::Verbatim("a\n````\nb".to_owned()));
    let document = Document { parts: vec![part], ..Document::default() };
    assert!(markdown(&document).contains("`````text\na\n````\nb\n`````\n"));
}

fn every_block(text: &str) -> Document {
    let said = || Said::from(text);
    let table = Table { heads: vec!["one", "two"], rows: vec![vec![said(), said()]] };
    let mut part = Part::new(text, text);
    part.blocks = vec![
        Block::Heading(text.to_owned()),
        Block::Paragraph(said()),
        Block::Missing(text.to_owned()),
        Block::Table(table),
        Block::List(vec![said(), said()]),
        Block::Terms(vec![(text.to_owned(), said())]),
        Block::Verbatim(text.to_owned()),
    ];
    part.written(text);
    Document {
        kind: text.to_owned(),
        title: text.to_owned(),
        banners: vec![text.to_owned()],
        level: Some((text.to_owned(), 0)),
        facts: vec![(text.to_owned(), said())],
        parts: vec![part],
        made: vec![text.to_owned()],
    }
}

/// Pieces that mean something to HTML or Markdown, and some that mean nothing.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "<", ">", "&", "\"", "'", "`", "```", "|", "\\", "*", "_", "#", "- ", "1. ", "[", "](",
            "\n", "\n\n", "    ", "<script>", "</td>", "<!--", "-->", "</style>", "&lt;",
            "\u{202e}", "\u{0}", "a", "word ", "=", "~~~", ":", "://",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_makes_a_tag_in_any_block(text in pieces()) {
        let page = html(&every_block(&text));
        has_only_our_tags(&page);
        links_only_inside(&page);
        prop_assert!(page.lines().all(is_safe));
    }

    #[test]
    fn no_text_makes_a_row_a_cell_or_a_tag_in_markdown(text in pieces()) {
        let written = markdown(&every_block(&text));
        prop_assert!(written.lines().all(is_safe));
        let mut fence = None;
        for line in written.lines() {
            let ticks = line.trim_end_matches("text");
            let is_fence = ticks.len() > 2 && ticks.chars().all(|c| c == '`');
            match fence {
                None if is_fence && ticks.len() < line.len() => fence = Some(ticks),
                Some(open) if line == open => fence = None,
                _ => {}
            }
            if fence.is_some() || is_fence {
                continue;
            }
            let bare = line.replace("\\\\", "").replace("\\|", "").replace("<br>", "");
            prop_assert!(!bare.contains('<'), "{}", line);
            prop_assert!(matches!(bare.matches('|').count(), 0 | 3), "{}", line);
        }
    }
}
