//! The page of the classification: every question of the plan with its answer, who gave it, when and why,
//! and the clocks that hang on it. What nobody answered comes first.

use super::{Block, Piece, Pieces, at, heading, wrapped};
use crate::clocks::{Reading, State};
use crate::incident::{Answer, Said, Word};
use crate::plan::{Clock, Plan, Question};
use crate::text::Shown;
use crate::ui::keys::Action;
use crate::ui::layout::{Pane, Rect};
use crate::ui::model::Model;
use crate::ui::panes::pages::counted;
use crate::ui::room::Room;
use crate::ui::theme::Shade;

/// From which width on the clocks stand beside the question.
const BESIDE: u16 = 130;
/// The column of the answer: `not yet known`.
const ANSWER: u16 = 14;

/// The questions: those that nobody answered, those of which nobody knows yet, the others.
pub fn questions(room: &Room) -> Vec<&Question> {
    let mut questions: Vec<&Question> =
        room.incident.plan.iter().flat_map(|plan| &plan.questions).collect();
    questions.sort_by_key(|question| group(room, question));
    questions
}

/// Whether a question was never answered, is not yet known, or was answered.
fn group(room: &Room, question: &Question) -> u8 {
    match said(room, question).map(|said| said.value) {
        None => 0,
        Some(Answer::Word(Word::Unknown)) => 1,
        Some(_) => 2,
    }
}

fn said<'a>(room: &'a Room, question: &Question) -> Option<&'a Said<Answer>> {
    room.incident.response.answers.get(&question.id)
}

/// What is worth counting.
pub fn notes(room: &Room) -> Vec<(String, Shade)> {
    let questions = questions(room);
    if questions.is_empty() {
        return Vec::new();
    }
    let answered = questions.iter().filter(|question| group(room, question) == 2).count();
    let shade = if answered == questions.len() { Shade::Done } else { Shade::Calm };
    let mut notes = vec![(format!("{answered} of {} answered", questions.len()), shade)];
    let legal = || room.readings.iter().chain(&room.ended).filter(|reading| reading.legal);
    let count = |is: fn(&Reading) -> bool| legal().filter(|reading| is(reading)).count();
    let run = count(Reading::is_counting);
    let what = if run == 1 { "legal clock runs" } else { "legal clocks run" };
    counted(&mut notes, run, what, Shade::Warning);
    let open = count(|reading| matches!(reading.state, State::NotAssessed { .. }));
    counted(&mut notes, open, "not assessed", Shade::Muted);
    notes
}

/// The words of a question, for a search and for the clipboard.
pub fn words(room: &Room, at: usize) -> Option<String> {
    let question = *questions(room).get(at)?;
    let said = said(room, question).map_or_else(
        || "not answered".to_owned(),
        |said| format!("{}, by {}", said.value, said.by),
    );
    Some(format!("{} {said}", question.text))
}

/// The questions with what is known of each.
pub fn blocks(model: &Model, room: &Room, inside: Rect) -> Vec<Block> {
    let Some(plan) = room.incident.plan.as_deref() else { return Vec::new() };
    let mut before = None;
    let mut blocks: Vec<Block> = Vec::new();
    for question in questions(room) {
        let group = group(room, question);
        let mut above = Vec::new();
        if before != Some(group) {
            if before.is_some() {
                above.push(Vec::new());
            }
            above.push(match group {
                0 => heading("Not answered yet", "what hangs on it cannot be assessed"),
                1 => heading("Not yet known", "asked, and to be answered later"),
                _ => heading("Answered", ""),
            });
            before = Some(group);
        }
        let lines = lines(model, room, plan, question, inside.width);
        blocks.push(Block { above, lines, below: Vec::new() });
    }
    if let Some(last) = blocks.last_mut() {
        last.below = end(model, room, inside.width);
    }
    blocks
}

/// What else the answers lead to, and that none of it is advice.
fn end(model: &Model, room: &Room, width: u16) -> Vec<Pieces> {
    let way = |pane| model.keymap.way_to(Action::Focus(pane));
    let (filled, all) = super::record::completeness(room);
    let record = if all == 0 {
        String::new()
    } else {
        format!(
            " The plan's record asks for {all} fields, {filled} filled ({}).",
            way(Pane::Record)
        )
    };
    let text = format!(
        "Clocks of the law are data with a source and a day on which it was read, no legal advice; pane \
         {} says each with its reasons.{record}",
        way(Pane::Clocks)
    );
    std::iter::once(Vec::new()).chain(wrapped(&text, 1, width, 4, Shade::Muted)).collect()
}

fn lines(model: &Model, room: &Room, plan: &Plan, question: &Question, width: u16) -> Vec<Pieces> {
    let beside = width >= BESIDE;
    let left = if beside { width / 2 } else { width };
    let said = said(room, question);
    let (sign, sign_shade, answer, shade) = match said.map(|said| said.value) {
        None => ("?", Shade::Warning, "not answered".to_owned(), Shade::Nobody),
        Some(value @ Answer::Word(Word::Unknown)) => {
            ("?", Shade::Warning, value.to_string(), Shade::Warning)
        }
        Some(value) => ("✓", Shade::Done, value.to_string(), Shade::Strong),
    };
    // The question wraps before its answer, so that no answer is cut off.
    let mut texts =
        wrapped(&question.text, 3, left.saturating_sub(ANSWER), 3, Shade::Strong).into_iter();
    let mut first = vec![Piece::Gap(1), Piece::Column(2, Shown::fixed(sign), sign_shade)];
    let question_width = left.saturating_sub(3 + ANSWER + 1);
    first.push(Piece::Part(question_width, texts.next().into_iter().flatten().skip(1).collect()));
    first.push(Piece::Figure(ANSWER, Shown::of(&answer), shade));
    let mut about: Vec<Pieces> = texts.collect();
    if let Some(said) = said {
        let why = said.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        let text = format!("{} {}{why}", said.by, at(model, said.when));
        about.extend(wrapped(&text, 3, left, 3, Shade::Muted));
    } else {
        let note = question.note.as_deref().unwrap_or_default();
        about.extend(wrapped(note, 3, left, 2, Shade::Muted));
    }
    let hang = hang_on(room, plan, &question.id);
    if !beside {
        let mut lines = vec![first];
        lines.extend(about);
        lines.extend(wrapped(&hang, 3, width, 3, Shade::Machine));
        return lines;
    }
    // The clocks stand in a column of their own, from the first line on.
    let clocks = wrapped(&hang, 0, width - left - 3, 3, Shade::Machine);
    let rows = clocks.len().max(about.len() + 1);
    let mut clocks = clocks.into_iter();
    let mut about = std::iter::once(first).chain(about);
    (0..rows)
        .map(|_| {
            let mut line = vec![Piece::Part(left, about.next().unwrap_or_default()), Piece::Gap(3)];
            line.extend(clocks.next().into_iter().flatten());
            line
        })
        .collect()
}

/// The clocks that ask a question, each with how it stands: `GDPR: authority notified (runs), people told`.
fn hang_on(room: &Room, plan: &Plan, question: &str) -> String {
    let asks = |clock: &&Clock| {
        let of_dues = clock.due.iter().flat_map(|due| &due.conditions);
        let mut conditions = clock.conditions.iter().chain(of_dues);
        !clock.off && conditions.any(|condition| condition.answer.as_deref() == Some(question))
    };
    let mut text = String::new();
    let mut law = "";
    for clock in plan.clocks.iter().filter(asks) {
        let all = room.readings.iter().chain(&room.ended);
        let reading = all.into_iter().find(|reading| reading.clock == clock.id);
        let (of, title) = clock.title.split_once(": ").unwrap_or(("", &clock.title));
        if of.is_empty() || of != law {
            let between = if text.is_empty() { "" } else { " · " };
            text.push_str(between);
            text.push_str(if of.is_empty() { title } else { &clock.title });
        } else {
            text.extend([", ", title]);
        }
        law = of;
        if let Some(word) = reading.and_then(standing) {
            text.extend([" (", word, ")"]);
        }
    }
    if text.is_empty() { text } else { format!("→ {text}") }
}

/// How a clock stands, in a word that does not change by the second; nothing while nobody has assessed it.
fn standing(reading: &Reading) -> Option<&'static str> {
    Some(match reading.state {
        State::NotAssessed { .. } => return None,
        State::Armed { .. } => "waits",
        State::Running => "runs",
        State::AtRisk => "at risk",
        State::Late => "LATE",
        State::Paused { .. } => "paused",
        State::Met { .. } => "met",
        State::Waived { .. } => "waived",
        State::NotApplicable { .. } => "does not apply",
    })
}
