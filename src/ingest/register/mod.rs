//! A register of incidents as CSV: each row becomes an incident.

mod cells;
mod columns;
mod sheet;

use super::fault::{Faults, Found, quoted};
use super::{Import, derived_id};
use crate::incident::{Command, Declared, IncidentId};
use crate::journal::Wish;
use crate::plan::{Pinned, Plan};
use crate::time::Moment;
use cells::{Standing, Told, told};
use chrono::{DateTime, Utc};
use columns::{Column, Header};
use sheet::{Malformed, Row};
use std::collections::HashMap;

/// Reads a register, or says everything that is wrong with it.
///
/// The first row names the columns. `title` is needed; `id`, `started`, `detected`, `contained`,
/// `resolved`, `category`, `severity`, `system`, `operator`, `users_affected`, `how_detected`,
/// `containment`, `summary`, `source` and `source_checked` are understood, and the seven of the incident
/// register (`number`, `issue`, `severity`, `assignee`, `status`, `users affected`, `notes`). A blank
/// cell means that nobody knows, and so does `Not stated`.
///
/// What [`crate::register::csv`] wrote is known by its having both `number` and `id`: the id is then the
/// incident's own, the cells mean exactly what they say, and what comes of them is written out the same.
///
/// The incidents are historic: registered and measured, no clock runs, and since nobody knows when they
/// were declared, no such time is recorded. With `open`, a row that is not over becomes a running
/// incident with the plan pinned, declared when it was detected, or else at its earliest time.
///
/// `by` is who imports; `file` is what messages call the text.
pub fn read(
    text: &str,
    file: &str,
    by: &str,
    now: DateTime<Utc>,
    open: bool,
    plan: &Plan,
) -> Result<Vec<Import>, Faults> {
    let mut found = Found::nothing(file);
    let (rows, malformed) = sheet::rows(text.strip_prefix('\u{feff}').unwrap_or(text));
    for one in malformed {
        note(&one, &mut found);
    }
    let Some((first, rows)) = rows.split_first() else {
        if found.is_nothing() {
            found.add(1, "the file is empty; its first row names the columns, such as `title`");
        }
        return found.or(Vec::new());
    };
    let header = Header::of(first, &mut found);
    let mut seen = Seen::default();
    let mut all: Vec<Told> = Vec::new();
    for row in rows {
        if is_of_another_width(row, header.width(), &mut found) {
            continue;
        }
        let told = told(row, &header, now, plan, &mut found);
        seen.number(&told, &header, &mut found);
        seen.id(&told, &mut found);
        all.push(told);
    }
    let pinned = plan.to_pinned();
    let imports: Vec<Import> = all
        .iter()
        .map(|told| {
            let runs = (open && !told.is_over()).then_some((plan, &pinned));
            import(told, by, runs)
        })
        .collect();
    if found.is_nothing() {
        for import in &imports {
            if let Err(refusal) = import.rehearse(now) {
                found.add(import.line, format!("{refusal}; {}", refusal.remedy()));
            }
        }
    }
    found.or(imports)
}

fn note(malformed: &Malformed, found: &mut Found<'_>) {
    match malformed {
        Malformed::Unclosed(line) => found.add(
            *line,
            "a cell begins with a quotation mark that is never closed; close it, or double it where \
             it is meant",
        ),
        Malformed::GoesOn(line) => found.add(
            *line,
            "a cell goes on behind its closing quotation mark; double each mark inside the cell",
        ),
        Malformed::Unreadable(line, why) => {
            found.add(*line, format!("this is no CSV: {why}; save the file anew as CSV"));
        }
    }
}

fn is_of_another_width(row: &Row, width: usize, found: &mut Found<'_>) -> bool {
    let cells = row.cells.len();
    if cells == width {
        return false;
    }
    found.add(
        row.line,
        format!(
            "the row has {cells} cells, the header {width}; put a cell that holds a comma in \
             quotation marks, and leave a blank one where nothing is known"
        ),
    );
    true
}

/// What rows above had, and on which line.
#[derive(Default)]
struct Seen {
    numbers: HashMap<String, u64>,
    ids: HashMap<IncidentId, u64>,
}

impl Seen {
    fn number(&mut self, told: &Told, header: &Header, found: &mut Found<'_>) {
        // Ids tell rows apart that two registers gave the same number.
        let Some(number) = told.number.as_ref().filter(|_| told.id.is_none()) else { return };
        if let Some(line) = self.numbers.get(number) {
            let problem = format!(
                "{} is the number of line {line} too; give each row its own",
                quoted(number)
            );
            found.add_in(told.line, header.name(Column::Number), problem);
            return;
        }
        self.numbers.insert(number.clone(), told.line);
    }

    fn id(&mut self, told: &Told, found: &mut Found<'_>) {
        let earlier = self.ids.insert(id_of(told), told.line);
        let Some(line) = earlier.filter(|_| !told.title.is_empty()) else { return };
        // The same number twice was said already.
        let same_number = told.number.as_ref().and_then(|number| self.numbers.get(number));
        let same_number = same_number.is_some_and(|line| *line != told.line);
        if !same_number {
            let problem = format!(
                "the row cannot be told from line {line}; remove one of them, or give each a number"
            );
            found.add(told.line, problem);
        }
    }
}

/// The id follows from the number, or from title and times where there is none.
fn id_of(told: &Told) -> IncidentId {
    if let Some(id) = told.id {
        return id;
    }
    let day = told.earliest().map(Moment::earliest);
    let from = told.number.clone().unwrap_or_else(|| {
        let times = told
            .times()
            .map(|(name, time)| time.map_or(String::new(), |time| format!("\n{name} {time}")));
        format!("{}{}", told.title, times.concat())
    });
    derived_id(day, &from)
}

/// A row as wishes. `runs` is the plan of an incident that goes on.
fn import(told: &Told, by: &str, runs: Option<(&Plan, &Pinned)>) -> Import {
    let declared = Declared {
        title: told.title.clone(),
        severity: told.severity.clone(),
        category: told.category.clone(),
        detected_by: told.detected_by.clone(),
        users_affected: told.users_affected,
        near_miss: told.near_miss,
        historic: runs.is_none(),
        number: told.number.clone(),
        system: told.system.clone(),
        operator: told.operator.clone(),
        source: told.source.clone(),
        ..Declared::default()
    };
    let plan = runs.map(|(_, pinned)| pinned.clone());
    let declare = Wish {
        happened_at: told
            .declared
            .or_else(|| runs.and_then(|_| told.detected.or_else(|| told.earliest()))),
        ..Wish::now(by, Command::Declare { declared, plan })
    };
    let told_later = stamps(told)
        .chain(seat(told, runs))
        .chain(stage(told, runs))
        .chain(notes(told).map(|text| Command::Note { text }));
    Import {
        id: id_of(told),
        number: told.number.clone(),
        title: told.title.clone(),
        line: told.line,
        wishes: [declare].into_iter().chain(told_later.map(|c| Wish::now(by, c))).collect(),
    }
}

fn stamps(told: &Told) -> impl Iterator<Item = Command> {
    told.times().into_iter().chain([("closed", told.closed)]).filter_map(|(stamp, time)| {
        let note = told.containment.clone().filter(|_| stamp == "contained");
        Some(Command::Stamp { stamp: stamp.to_owned(), time: time?, note })
    })
}

/// The assignee sits in the commander's seat, where the plan has one.
fn seat(told: &Told, runs: Option<(&Plan, &Pinned)>) -> Option<Command> {
    let person = told.commander.clone()?;
    let role = match runs {
        None => Some("commander"),
        Some((plan, _)) => plan.role("commander").map(|role| role.id.as_str()),
    };
    Some(match role {
        Some(role) => Command::Assign { role: role.to_owned(), person },
        None => Command::Note { text: format!("Assignee: {person}") },
    })
}

/// A running incident enters the stage; a historic one has none, so its status is kept as a note.
fn stage(told: &Told, runs: Option<(&Plan, &Pinned)>) -> Option<Command> {
    match (told.status.as_ref()?, runs) {
        (Standing::Stage(stage), Some((plan, _))) => {
            let is_first = plan.stages.first().is_some_and(|first| first.id == *stage);
            (!is_first).then(|| Command::EnterStage { stage: stage.clone() })
        }
        (Standing::Open, Some(_)) => None,
        // What a register of ours calls closed is closed; of its other states a note is kept.
        (Standing::Over(word), _) if told.id.is_some() && word == "closed" => None,
        (Standing::Stage(word) | Standing::Over(word), _) => Some(status_note(word)),
        (Standing::Open, None) => Some(status_note("open")),
    }
}

fn status_note(word: &str) -> Command {
    Command::Note { text: format!("Status in the register: {word}") }
}

fn notes(told: &Told) -> impl Iterator<Item = String> {
    let containment = told.containment.as_ref().filter(|_| told.contained.is_none());
    let containment = containment.map(|text| format!("Containment: {text}"));
    let unchecked = told.source_is_unchecked.then(|| "The source was not checked.".to_owned());
    let texts = [containment, told.summary.clone(), told.notes.clone(), unchecked];
    texts.into_iter().flatten()
}
