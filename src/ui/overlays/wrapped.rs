//! A text that is being typed, broken into rows: between words where it can be, with its cursor.

use crate::text::Shown;
use tui_textarea::TextArea;

/// The rows that a text takes at a width, and the row and the cell in which its cursor stands.
///
/// A row keeps the blanks at its end, so that the cursor can stand behind each.
pub fn rows_of(area: &TextArea<'_>, width: usize) -> (Vec<Shown>, (usize, usize)) {
    let cursor = area.cursor();
    let (mut rows, mut place) = (Vec::new(), (0, 0));
    let width = width.max(2);
    for (number, line) in area.lines().iter().enumerate() {
        let first = rows.len();
        let broken = broken(&Shown::of(line), width);
        if number == cursor.0 {
            let before: String = line.chars().take(cursor.1).collect();
            let cells = Shown::of(&before).width();
            let row = broken.iter().rposition(|(start, _)| *start <= cells).unwrap_or(0);
            let column = cells - broken.get(row).map_or(0, |(start, _)| *start);
            // Behind a full row the cursor stands at the beginning of the next one.
            place = if column < width { (first + row, column) } else { (first + row + 1, 0) };
            rows.extend(broken.into_iter().map(|(_, text)| text));
            if place.0 == rows.len() {
                rows.push(Shown::default());
            }
        } else {
            rows.extend(broken.into_iter().map(|(_, text)| text));
        }
    }
    (rows, place)
}

/// The rows of one line, each with the cell at which it begins.
fn broken(line: &Shown, width: usize) -> Vec<(usize, Shown)> {
    let graphemes: Vec<(&str, usize)> = line.graphemes().collect();
    let (mut rows, mut start, mut at) = (Vec::new(), 0, 0);
    while at < graphemes.len() {
        let (mut end, mut used) = (at, 0);
        while end < graphemes.len() && used + graphemes[end].1 <= width {
            used += graphemes[end].1;
            end += 1;
        }
        if end < graphemes.len() {
            // After the last blank of the row, unless there is none.
            let blank = graphemes[at..end].iter().rposition(|(text, _)| *text == " ");
            end = blank.map_or(end, |blank| at + blank + 1).max(at + 1);
        }
        let text: String = graphemes[at..end].iter().map(|(text, _)| *text).collect();
        let cells: usize = graphemes[at..end].iter().map(|(_, cells)| cells).sum();
        rows.push((start, Shown::of(&text)));
        start += cells;
        at = end;
    }
    if rows.is_empty() {
        rows.push((0, Shown::default()));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, width: usize) -> (Vec<String>, (usize, usize)) {
        let mut area = TextArea::default();
        area.insert_str(text);
        let (rows, place) = rows_of(&area, width);
        (rows.iter().map(|row| row.as_str().to_owned()).collect(), place)
    }

    #[test]
    fn a_long_word_is_broken_and_the_cursor_goes_with_it() {
        assert_eq!(shown("abcdef", 3), (vec!["abc".into(), "def".into(), String::new()], (2, 0)));
    }

    #[test]
    fn a_line_is_broken_between_words() {
        let rows = vec!["one ".to_owned(), "two ".to_owned(), "three".to_owned()];
        assert_eq!(shown("one two three", 6), (rows, (2, 5)));
    }

    #[test]
    fn wide_characters_are_counted_as_they_are_drawn() {
        let (rows, place) = shown("漢字漢", 5);
        assert_eq!((rows.len(), place), (2, (1, 2)));
    }
}
