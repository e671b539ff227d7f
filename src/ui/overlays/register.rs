//! The register on the whole screen: every incident and near miss in a row, asked for and sorted.

use crate::register::{Query, Row, Sort};
use crate::text::Shown;
use crate::ui::canvas::{self, Canvas};
use crate::ui::keyboard::{Code, Key};
use crate::ui::keys::Action;
use crate::ui::layout::Rect;
use crate::ui::model::{Model, Scroll};
use crate::ui::theme::Shade;

/// The longest query, in characters.
const LONGEST: usize = 200;
/// What the rows can be sorted by, one after the other.
const SORTS: [&str; 8] =
    ["when", "severity", "users", "number", "status", "category", "assignee", "issue"];
/// From which width on the columns that a narrow screen lacks are there.
const WIDE: u16 = 110;
/// From which width on the last note stands beside what was wrong.
const NOTES: u16 = 150;

/// The register while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    /// What is asked for.
    pub typed: String,
    /// Whether it is being typed.
    pub typing: bool,
    /// What the rows are sorted by.
    sort: usize,
    /// Where the cursor stands.
    scroll: Scroll,
}

/// What a key does to the register.
pub enum Turn {
    /// It stays.
    Stay(Register),
    /// It goes.
    Close,
    /// What is under the cursor is opened.
    Open(Register, Box<Row>),
    /// What is under the cursor is copied.
    Copy(Register, String),
}

impl Register {
    /// The register with what is asked for.
    pub fn about(query: &str) -> Register {
        let typed = query.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        Register { typed, ..Register::default() }
    }

    /// What keys do to it now, for the status line.
    pub fn ways(&self) -> &'static [(Action, &'static str)] {
        if self.typing {
            return &[(Action::Open, "keeps it"), (Action::Back, "clears it")];
        }
        &[
            (Action::Open, "open"),
            (Action::Filter, "ask"),
            (Action::Copy, "copy"),
            (Action::Back, "back"),
        ]
    }

    /// The rows that fit, and what is wrong with the query; then all rows are there.
    fn rows(&self, model: &Model) -> (Vec<Row>, Option<String>) {
        let plan = model.setting.plan.plan();
        let (query, wrong) = match Query::read(&self.typed, model.now, Some(&plan)) {
            Ok(query) => (query, None),
            Err(error) => (Query::default(), Some(error.to_string())),
        };
        let all = model.overview.all.iter().filter(|summary| query.fits(summary));
        let mut rows: Vec<Row> = all.map(Row::of).collect();
        let sort = SORTS.get(self.sort).and_then(|name| Sort::read(name).ok());
        sort.unwrap_or_default().sort(&mut rows);
        (rows, wrong)
    }

    /// Takes a key.
    pub fn key(mut self, model: &Model, key: Key) -> Turn {
        let rows = self.rows(model).0;
        let fits = usize::from(table(model.layout().body).height);
        if self.typing {
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
                (_, Some(Action::Filter)) => self.typing = true,
                (_, Some(Action::Down)) => self.scroll.at = at + 1,
                (_, Some(Action::Up)) => self.scroll.at = at.saturating_sub(1),
                (_, Some(Action::PageDown)) => self.scroll.at = at + page,
                (_, Some(Action::PageUp)) => self.scroll.at = at.saturating_sub(page),
                (_, Some(Action::First)) => self.scroll.at = 0,
                (_, Some(Action::Last)) => self.scroll.at = usize::MAX,
                (_, Some(Action::Back)) if !self.typed.is_empty() => {
                    (self.typed, self.scroll) = (String::new(), Scroll::default());
                }
                (_, Some(Action::Back | Action::Quit)) => return Turn::Close,
                _ if key == Key::ctrl('c') => return Turn::Close,
                (_, Some(Action::Open)) => {
                    if let Some(row) = rows.get(at) {
                        return Turn::Open(self, Box::new(row.clone()));
                    }
                }
                (_, Some(Action::Copy)) => {
                    if let Some(row) = rows.get(at) {
                        let cells = row.cells().into_iter().filter(|cell| !cell.is_empty());
                        return Turn::Copy(self, cells.collect::<Vec<_>>().join("\t"));
                    }
                }
                _ => {}
            }
        }
        let rows = self.rows(model).0.len();
        self.scroll.settle(rows, fits);
        Turn::Stay(self)
    }

    fn edit(&mut self, key: Key) {
        match (key.code, key.typed()) {
            (Code::Enter, _) => self.typing = false,
            (Code::Esc, _) => (self.typed, self.typing) = (String::new(), false),
            _ if key == Key::ctrl('c') => (self.typed, self.typing) = (String::new(), false),
            _ if key == Key::ctrl('u') => self.typed.clear(),
            (Code::Backspace, _) => {
                self.typed.pop();
            }
            (_, Some(c)) => self.paste(c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
        self.scroll = Scroll::default();
    }

    /// Adds to what is asked for.
    pub fn paste(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.typed.chars().count());
        self.typed.extend(text.chars().filter(|c| !c.is_control()).take(room));
    }
}

/// Where the rows stand: below the query and the heads, above what the keys do.
fn table(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        y: area.y.saturating_add(3),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(4),
    }
}

/// Draws it.
pub fn draw(register: &Register, model: &Model, canvas: &mut Canvas, area: Rect) {
    let (rows, wrong) = register.rows(model);
    let title = format!("Register: {} of {}", rows.len(), model.overview.all.len());
    let inside = super::sheet(canvas, area, area.width, area.height, &Shown::of(&title));
    if inside.height > 0 {
        draw_query(register, model, canvas, inside);
    }
    let place = table(area);
    if inside.height < 3 {
        return;
    }
    let widths = Widths::of(&rows, model, place.width);
    let above = Rect { y: place.y - 1, height: 1, ..place };
    match &wrong {
        Some(wrong) => {
            canvas.row(above, 0).say("‼ ", Shade::Error).put(&Shown::of(wrong), Shade::Error);
        }
        None => draw_head(&widths, canvas, above),
    }
    let mut scroll = register.scroll;
    scroll.settle(rows.len(), usize::from(place.height));
    for (index, (at, row)) in (0..place.height).zip(rows.iter().enumerate().skip(scroll.top)) {
        let number = number_of(row, model);
        let line = canvas.row(place, index).selected(at == scroll.at);
        draw_row(row, &number, &widths, line);
    }
    if rows.is_empty() {
        let none = if register.typed.is_empty() {
            "No incident is in the register yet."
        } else {
            "No incident fits."
        };
        canvas.row(place, 0).say(none, Shade::Muted);
    }
}

fn draw_query(register: &Register, model: &Model, canvas: &mut Canvas, inside: Rect) {
    let mut row = canvas.row(inside, 0);
    let sort = SORTS.get(register.sort).copied().unwrap_or_default();
    row.right(&Shown::of(&format!(" by {sort}")), Shade::Muted);
    if register.typing {
        row.say("/", Shade::Key).put(&Shown::of(&register.typed), Shade::InputFocus);
        row.cursor(0);
    } else if register.typed.is_empty() {
        let way = model.keymap.way_to(Action::Filter);
        let says = format!("{way} asks: sev:1,2 category:bias open since:30d -word");
        row.put(&Shown::of(&says), Shade::Muted);
    } else {
        row.say("/", Shade::Key).put(&Shown::of(&register.typed), Shade::Strong);
    }
}

/// How wide the columns are; nothing where a column has no room.
struct Widths {
    number: u16,
    when: u16,
    category: u16,
    issue: u16,
}

/// What an incident is called here: its number, or else what the screen calls it.
fn number_of(row: &Row, model: &Model) -> Shown {
    let is_id = row.number == row.id.as_str();
    if is_id { Shown::of(&model.name(row.id)) } else { Shown::of(&row.number) }
}

impl Widths {
    fn of(rows: &[Row], model: &Model, width: u16) -> Widths {
        let widest = rows.iter().map(|row| number_of(row, model).width()).max().unwrap_or(0);
        let number = u16::try_from(widest.clamp(6, 16)).unwrap_or(16) + 1;
        let (when, category) = if width >= WIDE { (11, 20) } else { (0, 0) };
        let rest = width.saturating_sub(number + 6 + when + category + 11 + 10 + 11);
        let issue = if width >= NOTES { rest / 2 } else { rest };
        Widths { number, when, category, issue }
    }
}

fn draw_head(widths: &Widths, canvas: &mut Canvas, area: Rect) {
    let mut row = canvas.row(area, 0);
    row.column(widths.number, &Shown::fixed("number"), Shade::Muted);
    row.column(6, &Shown::fixed("level"), Shade::Muted);
    row.column(widths.when, &Shown::fixed("when"), Shade::Muted);
    row.column(11, &Shown::fixed("status"), Shade::Muted);
    row.column(widths.category, &Shown::fixed("category"), Shade::Muted);
    row.column(10, &Shown::fixed("assignee"), Shade::Muted);
    row.figure(9, &Shown::fixed("users"), Shade::Muted).gap(2);
    row.column(widths.issue, &Shown::fixed("issue"), Shade::Muted);
    row.gap(1).say("notes", Shade::Muted);
}

fn draw_row(of: &Row, number: &Shown, widths: &Widths, mut row: canvas::Row<'_>) {
    let text = |text: &Option<String>| text.as_deref().map(Shown::of);
    let dash = || Shown::fixed("–");
    let cut = |shown: Shown, width: u16| shown.cut(usize::from(width.saturating_sub(1)));
    let when = of.declared.or(of.began).map(|when| when.to_string());
    let when = when.map_or_else(dash, |when| Shown::of(when.get(..10).unwrap_or(&when)));
    let users = of.users_affected.map_or_else(dash, |many| Shown::of(&many.to_string()));
    let over = matches!(of.status.as_str(), "closed" | "resolved");
    row.column(widths.number, &cut(number.clone(), widths.number), Shade::Strong);
    row.column(6, &cut(text(&of.severity).unwrap_or_else(dash), 6), Shade::Calm);
    row.column(widths.when, &cut(when, widths.when), Shade::Muted);
    let shade = if over { Shade::Done } else { Shade::Calm };
    row.column(11, &cut(Shown::of(&of.status), 11), shade);
    if widths.category > 0 {
        let category = cut(text(&of.category).unwrap_or_else(dash), widths.category);
        row.column(widths.category, &category, Shade::Calm);
    }
    row.column(10, &cut(text(&of.assignee).unwrap_or_else(dash), 10), Shade::Calm);
    row.figure(9, &users, Shade::Calm).gap(2);
    let miss = if of.near_miss { "near miss: " } else { "" };
    let issue = cut(Shown::of(&format!("{miss}{}", of.issue)), widths.issue);
    row.column(widths.issue, &issue, Shade::Calm);
    if let Some(notes) = text(&of.notes) {
        row.gap(1).put(&notes, Shade::Muted);
    }
}
