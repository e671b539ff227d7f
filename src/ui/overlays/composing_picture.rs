//! Draws a message beside the form in which it is written: as it would go out, with what is missing and
//! what harms marked in it and told below it.

use super::composing::{Preview, in_words};
use super::sheet;
use crate::text::Shown;
use crate::ui::canvas::Canvas;
use crate::ui::layout::Rect;
use crate::ui::theme::Shade;

/// How many rows tell what is wrong, at most.
const MOST_WRONG: usize = 8;

/// Draws it; where it stands in the place of its form, from a row on, with the keys.
pub fn draw(preview: &Preview, top: Option<usize>, canvas: &mut Canvas, area: Rect) {
    let title = Shown::of(&format!("To {}", preview.audience));
    let inside = sheet(canvas, area, area.width, area.height, &title);
    let keys = u16::from(top.is_some()).min(inside.height);
    let inside = Rect { height: inside.height - keys, ..inside };
    if keys > 0 {
        let line = Rect { y: inside.bottom(), height: 1, ..inside };
        let ways = "↑↓ read on · tab goes on · ctrl-d saves · esc keeps the draft";
        canvas.row(line, 0).put(&Shown::of(ways), Shade::Muted);
    }
    let top = top.unwrap_or(0);
    let width = usize::from(inside.width).max(1);
    let mut rows: Vec<(Shown, Shade)> = Vec::new();
    if !preview.subject.is_empty() {
        let subject = Shown::of(&preview.subject).wrap(width).into_iter();
        rows.extend(subject.map(|row| (row, Shade::Strong)));
        rows.push((Shown::default(), Shade::Calm));
    }
    for line in Shown::lines(&preview.text) {
        rows.extend(line.wrap(width).into_iter().map(|row| (row, Shade::Calm)));
    }
    let wrong = wrong(preview, width);
    rows.drain(..top.min(rows.len().saturating_sub(1)));
    let room =
        usize::from(inside.height).saturating_sub(wrong.len() + usize::from(!wrong.is_empty()));
    let hidden = rows.len().saturating_sub(room);
    rows.truncate(room);
    for (index, (row, shade)) in (0..inside.height).zip(&rows) {
        draw_row(canvas, inside, index, row, *shade, preview);
    }
    if hidden > 0 && room > 0 {
        let last = u16::try_from(room - 1).unwrap_or(0);
        let more = Shown::of(&format!(" +{hidden} lines "));
        canvas.row(inside, last).right(&more, Shade::Muted);
    }
    let top = inside.height.saturating_sub(u16::try_from(wrong.len()).unwrap_or(0));
    for (index, (row, shade)) in (top..inside.height).zip(&wrong) {
        canvas.row(inside, index).put(row, *shade);
    }
}

/// What is missing, then what harms; what there is no room for is counted.
fn wrong(preview: &Preview, width: usize) -> Vec<(Shown, Shade)> {
    let missing = preview.missing.iter().map(|line| (format!("‼ missing: {line}"), Shade::Danger));
    let harms = preview.findings.iter().map(|finding| (in_words(finding), Shade::Warning));
    let all: Vec<(String, Shade)> = missing.chain(harms).collect();
    let mut rows: Vec<(Shown, Shade)> = Vec::new();
    for (told, (text, shade)) in all.iter().enumerate() {
        let wrapped: Vec<Shown> = Shown::of(text).wrap(width).into_iter().take(2).collect();
        if rows.len() + wrapped.len() > MOST_WRONG {
            let more = format!("‼ {} more", all.len() - told);
            rows.push((Shown::of(&more), Shade::Warning));
            break;
        }
        rows.extend(wrapped.into_iter().map(|row| (row, *shade)));
    }
    rows
}

/// A row of the text; what is missing or harms stands out in it.
fn draw_row(
    canvas: &mut Canvas,
    area: Rect,
    index: u16,
    row: &Shown,
    shade: Shade,
    preview: &Preview,
) {
    let text = row.as_str();
    let marks = preview.missing.iter().filter_map(|line| line.split(' ').next());
    let marks = marks.map(|mark| (Shown::of(mark), Shade::Danger));
    let harms = preview.findings.iter().map(|f| (Shown::of(&f.words), Shade::Warning));
    let mut found: Vec<(usize, usize, Shade)> = Vec::new();
    for (words, shade) in marks.chain(harms).filter(|(words, _)| !words.as_str().is_empty()) {
        let places = text.match_indices(words.as_str());
        found.extend(places.map(|(at, words)| (at, at + words.len(), shade)));
    }
    found.sort_by_key(|(from, ..)| *from);
    let mut line = canvas.row(area, index);
    let mut at = 0;
    for (from, to, of) in found {
        if from < at {
            continue;
        }
        line.put(&Shown::of(&text[at..from]), shade).put(&Shown::of(&text[from..to]), of);
        at = to;
    }
    line.put(&Shown::of(&text[at..]), shade);
}
