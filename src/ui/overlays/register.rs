//! The register over the whole screen: every incident and near miss in a row, asked for, sorted, and
//! edited cell by cell.

use super::register_picture::table;
use super::sought::Sought;
use crate::incident::IncidentId;
use crate::register::{Query, Row, Sort};
use crate::ui::keyboard::{Code, Key};
use crate::ui::keys::Action;
use crate::ui::model::{Model, Scroll};

/// What the rows can be sorted by, one after the other.
const SORTS: [&str; 8] =
    ["when", "severity", "users", "number", "status", "category", "assignee", "issue"];

/// The register while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    /// What is asked for.
    pub sought: Sought,
    /// The cell under the cursor.
    pub cell: Cell,
    /// The cell that is to be edited once its incident was read.
    pub wanted: Option<(IncidentId, Cell)>,
    /// What the rows are sorted by.
    sort: usize,
    /// The incident under the cursor, whatever moves around it.
    on: Option<IncidentId>,
    /// Where the cursor stands.
    scroll: Scroll,
}

/// What stands in a column, in the order of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cell {
    /// What it is called; it stays.
    #[default]
    Number,
    /// The level.
    Severity,
    /// The stage, or that it is over.
    Status,
    /// The kind.
    Category,
    /// Who commands.
    Assignee,
    /// How many people it touched.
    Users,
    /// What is wrong.
    Issue,
    /// The last note.
    Notes,
}

/// The cells of a row, from left to right.
const CELLS: [Cell; 8] = [
    Cell::Number,
    Cell::Severity,
    Cell::Status,
    Cell::Category,
    Cell::Assignee,
    Cell::Users,
    Cell::Issue,
    Cell::Notes,
];

impl Cell {
    /// What its column is called.
    pub fn name(self) -> &'static str {
        match self {
            Cell::Number => "number",
            Cell::Severity => "level",
            Cell::Status => "status",
            Cell::Category => "category",
            Cell::Assignee => "assignee",
            Cell::Users => "users",
            Cell::Issue => "issue",
            Cell::Notes => "notes",
        }
    }

    fn step(self, on: bool) -> Cell {
        let at = CELLS.iter().position(|cell| *cell == self).unwrap_or(0);
        let to = if on { (at + 1).min(CELLS.len() - 1) } else { at.saturating_sub(1) };
        CELLS[to]
    }
}

/// What keys do while the cursor stands on the number.
const WAYS_OF_ROW: [(Action, &str); 5] = [
    (Action::Open, "open"),
    (Action::NextPane, "next cell"),
    (Action::Filter, "ask"),
    (Action::Copy, "copy"),
    (Action::Back, "back"),
];
/// What keys do while it stands on another cell.
const WAYS_OF_CELL: [(Action, &str); 5] = [
    (Action::Open, "edit"),
    (Action::NextPane, "next cell"),
    (Action::Filter, "ask"),
    (Action::Copy, "copy"),
    (Action::Back, "back"),
];

/// What a key does to the register.
pub enum Turn {
    /// It stays.
    Stay(Register),
    /// It goes.
    Close,
    /// The incident under the cursor is opened.
    Open(Register, Box<Row>),
    /// The cell under the cursor is edited.
    Edit(Register, IncidentId),
    /// What is under the cursor is copied.
    Copy(Register, String),
}

impl Register {
    /// The register with what is asked for.
    pub fn about(query: &str) -> Register {
        Register { sought: Sought::about(query), ..Register::default() }
    }

    /// The same register while a cell waits for its incident, or none does.
    #[must_use]
    pub fn wanting(self, wanted: Option<(IncidentId, Cell)>) -> Register {
        Register { wanted, ..self }
    }

    /// What keys do to it now, for the status line.
    pub fn ways(&self) -> &'static [(Action, &'static str)] {
        if self.sought.typing {
            return &[(Action::Open, "keeps it"), (Action::Back, "clears it")];
        }
        match self.cell {
            Cell::Number => &WAYS_OF_ROW,
            _ => &WAYS_OF_CELL,
        }
    }

    /// What the rows are sorted by.
    pub fn sorted_by(&self) -> &'static str {
        SORTS.get(self.sort).copied().unwrap_or_default()
    }

    /// The rows that fit, and what is wrong with the query; then all rows are there.
    pub fn rows(&self, model: &Model) -> (Vec<Row>, Option<String>) {
        let plan = model.setting.plan.plan();
        let (query, wrong) = match Query::read(&self.sought.typed, model.now, Some(&plan)) {
            Ok(query) => (query, None),
            Err(error) => (Query::default(), Some(error.to_string())),
        };
        let all = model.overview.all.iter().filter(|summary| query.fits(summary));
        let mut rows: Vec<Row> = all.map(Row::of).collect();
        let sort = Sort::read(self.sorted_by()).ok();
        sort.unwrap_or_default().sort(&mut rows);
        (rows, wrong)
    }

    /// Where the cursor stands among rows, when so many fit: on its incident, wherever that went.
    pub fn place(&self, rows: &[Row], fits: usize) -> Scroll {
        let mut scroll = self.scroll;
        let found = self.on.and_then(|on| rows.iter().position(|row| row.id == on));
        scroll.at = found.unwrap_or(scroll.at);
        scroll.settle(rows.len(), fits);
        scroll
    }

    /// Takes a key.
    pub fn key(mut self, model: &Model, key: Key) -> Turn {
        let fits = usize::from(table(model.layout().body).height);
        let rows = self.rows(model).0;
        self.scroll = self.place(&rows, fits);
        (self.on, self.wanted) = (None, None);
        if self.sought.typing {
            self.edit(key);
        } else {
            let action = model.keymap.action(key).map(|binding| binding.action);
            let page = fits.max(2) - 1;
            let at = self.scroll.at;
            match (key.code, action) {
                (Code::Char('o'), _) if key.typed().is_some() => {
                    self.sort = (self.sort + 1) % SORTS.len();
                    self.scroll = Scroll::default();
                }
                (Code::Char('l'), _) if key.typed().is_some() => self.cell = self.cell.step(true),
                (Code::Char('h'), _) if key.typed().is_some() => self.cell = self.cell.step(false),
                (Code::Right, _) | (_, Some(Action::NextPane)) => self.cell = self.cell.step(true),
                (Code::Left, _) | (_, Some(Action::PaneBefore)) => {
                    self.cell = self.cell.step(false);
                }
                (_, Some(Action::Filter)) => self.sought.typing = true,
                (_, Some(Action::Down)) => self.scroll.at = at + 1,
                (_, Some(Action::Up)) => self.scroll.at = at.saturating_sub(1),
                (_, Some(Action::PageDown)) => self.scroll.at = at + page,
                (_, Some(Action::PageUp)) => self.scroll.at = at.saturating_sub(page),
                (_, Some(Action::First)) => self.scroll.at = 0,
                (_, Some(Action::Last)) => self.scroll.at = usize::MAX,
                (_, Some(Action::Back)) if !self.sought.typed.is_empty() => {
                    (self.sought.typed, self.scroll) = (String::new(), Scroll::default());
                }
                (_, Some(Action::Back | Action::Quit)) => return Turn::Close,
                _ if key == Key::ctrl('c') => return Turn::Close,
                (Code::Char('e'), _) if key.typed().is_some() => {
                    if let Some(row) = rows.get(at) {
                        return Turn::Edit(self.standing_on(row), row.id);
                    }
                }
                (_, Some(Action::Open)) => {
                    if let Some(row) = rows.get(at) {
                        let register = self.standing_on(row);
                        return match register.cell {
                            Cell::Number => Turn::Open(register, Box::new(row.clone())),
                            _ => Turn::Edit(register, row.id),
                        };
                    }
                }
                (_, Some(Action::Copy)) => {
                    if let Some(row) = rows.get(at) {
                        let cells = row.cells().into_iter().filter(|cell| !cell.is_empty());
                        let text = cells.collect::<Vec<_>>().join("\t");
                        return Turn::Copy(self.standing_on(row), text);
                    }
                }
                _ => {}
            }
        }
        let rows = self.rows(model).0;
        self.scroll.settle(rows.len(), fits);
        self.on = rows.get(self.scroll.at).map(|row| row.id);
        Turn::Stay(self)
    }

    fn standing_on(self, row: &Row) -> Register {
        Register { on: Some(row.id), ..self }
    }

    fn edit(&mut self, key: Key) {
        self.sought.edit(key);
        self.scroll = Scroll::default();
    }

    /// Adds to what is asked for.
    pub fn paste(&mut self, text: &str) {
        self.sought.paste(text);
    }
}
