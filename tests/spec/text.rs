//! Outside text is safe to draw: each case of the hostile corpus, and properties for all others.

use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation;
use warroom::text::{LONGEST_LINE, LONGEST_TEXT, MOST_LINES, Shown, is_safe};

/// One text of the corpus, and what becomes of it.
#[derive(Deserialize)]
struct Hostile {
    name: String,
    text: String,
    shown: String,
}

fn corpus() -> Vec<Hostile> {
    serde_json::from_str(include_str!("../data/hostile.json")).expect("the corpus is JSON")
}

/// What ratatui leaves of a line in a buffer: the cells, and how many were used.
fn drawn(line: &Shown) -> (String, usize) {
    let area = Rect::new(0, 0, u16::try_from(line.width() + 10).expect("lines are short here"), 1);
    let mut buffer = Buffer::empty(area);
    let (end, _) = buffer.set_stringn(0, 0, line.as_str(), usize::MAX, Style::new());
    let mut text = String::new();
    let mut x = 0;
    while x < end {
        let symbol = buffer[(x, 0)].symbol();
        text.push_str(symbol);
        x += symbol.cell_width();
    }
    (text, usize::from(end))
}

fn holds(text: &str) {
    let shown = Shown::of(text);
    assert!(is_safe(shown.as_str()), "{text:?} became {shown:?}");
    assert_eq!(Shown::of(shown.as_str()), shown, "cleaning {text:?} again changes it");
    let cells: usize = shown.as_str().graphemes(true).map(|g| usize::from(g.cell_width())).sum();
    assert_eq!(shown.width(), cells, "{shown:?}");
    assert_eq!(drawn(&shown), (shown.as_str().to_owned(), shown.width()), "{text:?}");
}

#[test]
fn each_text_of_the_corpus_is_shown_as_written_down() {
    for case in corpus() {
        assert_eq!(Shown::of(&case.text).as_str(), case.shown, "{}", case.name);
    }
}

#[test]
fn each_text_of_the_corpus_is_safe_and_takes_the_cells_it_says() {
    for case in corpus() {
        holds(&case.text);
        holds(&format!("before {} after", case.text));
    }
}

#[test]
fn every_character_is_shown_alone_and_between_others() {
    // The two planes with scripts and emoji and the one with tags in full, samples of the others.
    let full = |c: &char| *c < '\u{20000}' || ('\u{e0000}'..'\u{e2000}').contains(c);
    for c in ('\0'..=char::MAX).filter(|c| full(c) || u32::from(*c) % 251 == 0) {
        let alone = Shown::of(&c.to_string());
        assert!(alone.width() > 0 && is_safe(alone.as_str()), "{c:?} became {alone:?}");
        let between = Shown::of(&format!("a{c}b"));
        assert!(is_safe(between.as_str()), "{c:?} became {between:?}");
        let cells: usize =
            between.as_str().graphemes(true).map(|g| usize::from(g.cell_width())).sum();
        assert_eq!(between.width(), cells, "{c:?}");
        assert!(between.as_str().len() > 2, "{c:?} left no trace");
    }
}

#[test]
fn a_mebibyte_of_marks_on_one_base_becomes_a_few_bytes() {
    let zalgo = format!("a{}", "\u{301}".repeat(512 * 1024));
    let shown = Shown::of(&zalgo);
    assert_eq!(shown.as_str(), "a\u{301}\u{301}\u{301}\u{301}<+32763 marks>…");
    assert_eq!(shown.width(), 16);
}

#[test]
fn a_line_is_capped_before_anything_else_is_done() {
    let long = "x".repeat(LONGEST_LINE + 1);
    assert_eq!(Shown::of(&long).width(), LONGEST_LINE + 1);
    assert!(Shown::of(&long).as_str().ends_with("x…"));
    let straddling = format!("{}é", "x".repeat(LONGEST_LINE - 1));
    assert_eq!(Shown::of(&straddling).width(), LONGEST_LINE);
}

#[test]
fn lines_end_at_line_feeds_and_nowhere_else() {
    let lines = Shown::lines("one\r\ntwo\n\nfo\rur\u{2028}\n");
    let lines: Vec<_> = lines.iter().map(Shown::as_str).collect();
    assert_eq!(lines, ["one", "two", "", "fo^Mur<U+2028>"]);
    assert!(Shown::lines("").is_empty());
}

#[test]
fn what_is_left_out_of_many_lines_is_counted() {
    let exact = Shown::lines(&"x\n".repeat(MOST_LINES));
    assert_eq!((exact.len(), exact[MOST_LINES - 1].as_str()), (MOST_LINES, "x"));
    let over = Shown::lines(&"x\n".repeat(MOST_LINES + 1));
    assert_eq!(
        (over.len(), over[MOST_LINES - 1].as_str()),
        (MOST_LINES, "… 2 more lines left out")
    );
    let wide = Shown::lines(&format!("{}\n", "y".repeat(LONGEST_LINE)).repeat(20));
    let most = LONGEST_TEXT / LONGEST_LINE + 1;
    assert_eq!((wide.len(), wide[most].as_str()), (most + 1, "… 3 more lines left out"));
}

#[test]
fn a_cut_never_halves_a_grapheme() {
    let shown = Shown::of("日本語 cafe\u{301}");
    assert_eq!(shown.cut(11).as_str(), "日本語 cafe\u{301}");
    assert_eq!(shown.cut(4).as_str(), "日…");
    assert_eq!((shown.cut(4).width(), shown.cut(4).pad(4).width()), (3, 4));
    assert_eq!(shown.cut(1).as_str(), "…");
    assert_eq!(shown.cut(0).as_str(), "");
    assert_eq!(shown.skip(1).as_str(), " 本語 cafe\u{301}");
    assert_eq!(shown.skip(99).as_str(), "");
}

#[test]
fn figures_are_padded_on_the_left() {
    assert_eq!(Shown::of("7").pad_left(3).as_str(), "  7");
    assert_eq!(Shown::of("1234").fit(3).as_str(), "12…");
}

#[test]
fn words_are_wrapped_and_long_ones_broken() {
    let rows = |text: &str, width| -> Vec<String> {
        Shown::of(text).wrap(width).iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        rows("the model leaked customer data", 10),
        ["the model", "leaked", "customer", "data"]
    );
    assert_eq!(rows("  - indented point", 10), ["  -", "indented", "point"]);
    assert_eq!(rows("a 0123456789abcdef", 8), ["a", "01234567", "89abcdef"]);
    assert_eq!(rows("日本語", 5), ["日本", "語"]);
    assert_eq!(rows("日本", 1), ["…", "…"]);
    assert_eq!(rows("", 5), [""]);
    assert_eq!(rows("     ", 3), [""]);
    assert!(rows("text", 0).is_empty());
}

#[test]
fn parts_are_joined_and_their_widths_add_up() {
    let parts = [Shown::of("日"), Shown::of("\u{301}b"), Shown::of("\u{1f3fd}")];
    let joined = Shown::join(&parts, &Shown::fixed(" · "));
    assert_eq!(joined.as_str(), "日 · <U+0301>b · <U+1F3FD>");
    assert_eq!(joined.width(), parts.iter().map(Shown::width).sum::<usize>() + 6);
    assert_eq!(Shown::fixed("─").repeat(3).width(), 3);
}

#[test]
fn without_unicode_names_stay_readable_and_cells_stay_in_place() {
    let shown = Shown::of("▶ Zoë Łuka… ✓ 日本 ╭─╮ cafe\u{301}");
    assert_eq!(shown.ascii().as_str(), "> Zoe Luka~ v ???? +-+ cafe");
    assert_eq!(shown.ascii().width(), shown.width());
}

#[test]
#[should_panic(expected = "not safe to draw")]
fn a_text_of_our_own_is_checked_too() {
    let _ = Shown::fixed("\u{1b}[0m");
}

/// Texts that are mostly made of the characters that make trouble.
fn nasty() -> impl Strategy<Value = String> {
    let pieces: Vec<String> =
        corpus().iter().flat_map(|c| c.text.chars().take(20).map(String::from)).collect();
    let pieces = prop_oneof![
        4 => proptest::sample::select(pieces),
        2 => any::<char>().prop_map(String::from),
        1 => "[\u{300}-\u{320}\u{200d}\u{fe0f}\u{903}\u{1100}\u{1161}\u{11a8}\u{d4e}\u{600}\u{1f3fb}]{1,12}",
    ];
    proptest::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1024,
        failure_persistence: Some(Box::new(proptest::test_runner::FileFailurePersistence::WithSource("seeds"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_safe_and_takes_the_cells_it_says(text in nasty()) {
        holds(&text);
    }

    #[test]
    fn any_cut_is_safe_and_no_wider_than_asked(text in nasty(), width in 0_usize..30) {
        let shown = Shown::of(&text);
        let pieces = [shown.cut(width), shown.skip(width), shown.fit(width), shown.ascii()];
        for piece in &pieces {
            prop_assert!(is_safe(piece.as_str()), "{piece:?}");
            prop_assert_eq!(drawn(piece).1, piece.width());
        }
        prop_assert!(pieces[0].width() <= width);
        prop_assert_eq!(pieces[1].width(), shown.width().saturating_sub(width));
        prop_assert_eq!(pieces[2].width(), width);
        prop_assert_eq!(pieces[3].width(), shown.width());
        prop_assert!(pieces[3].as_str().is_ascii());
    }

    #[test]
    fn any_wrapped_row_fits_and_no_word_is_lost(text in nasty(), width in 8_usize..30) {
        let shown = Shown::of(&text);
        let rows = shown.wrap(width);
        for row in &rows {
            prop_assert!(row.width() <= width && is_safe(row.as_str()), "{row:?}");
            prop_assert_eq!(drawn(row).1, row.width());
        }
        let solid = |text: &str| text.graphemes(true).filter(|g| *g != " ").collect::<String>();
        let rows: String = rows.iter().map(Shown::as_str).collect::<Vec<_>>().join(" ");
        if shown.graphemes().all(|(_, cells)| cells <= width) {
            prop_assert_eq!(solid(&rows), solid(shown.as_str()));
        }
    }

    #[test]
    fn any_two_texts_can_stand_side_by_side(one in nasty(), two in nasty()) {
        let (one, two) = (Shown::of(&one), Shown::of(&two));
        let both = Shown::concat([&one, &two]);
        prop_assert_eq!(drawn(&both).1, one.width() + two.width());
        prop_assert!(is_safe(both.as_str()));
    }
}
