//! The yardstick for the screen's speed: the five panes with fixed texts, and nothing behind them.
//!
//! It does what a ratatui program does at the least: draws five panes with a table of 200 rows, moves the
//! table's cursor at `j` and `k`, and leaves at `q`. With `tick` it draws again each second, with
//! the countdowns that the war room shows then: one for each of five incidents, six clocks, three messages. `benches/terminal.py` measures it beside the war room.

use crossterm::event::{self, Event, KeyCode};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Paragraph, Row, Table, TableState};
use ratatui::{Frame, Terminal};
use std::io::{self, BufWriter, Write};
use std::time::Duration;

const ROWS: usize = 200;

fn main() -> io::Result<()> {
    let ticks = std::env::args().nth(1).is_some_and(|word| word == "tick");
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout());
    enable_raw_mode()?;
    execute!(out, EnterAlternateScreen)?;
    let done = run(&mut out, ticks);
    execute!(out, LeaveAlternateScreen)?;
    disable_raw_mode()?;
    done
}

fn run(out: &mut impl Write, ticks: bool) -> io::Result<()> {
    let mut terminal = Terminal::new(CrosstermBackend::new(out))?;
    let mut table = TableState::default().with_selected(0);
    let mut second = 0;
    loop {
        terminal.draw(|frame| draw(frame, &mut table, second))?;
        while ticks && !event::poll(Duration::from_secs(1))? {
            second += 1;
            terminal.draw(|frame| draw(frame, &mut table, second))?;
        }
        if let Event::Key(key) = event::read()? {
            let at = table.selected().unwrap_or(0);
            match key.code {
                KeyCode::Char('q') => return Ok(()),
                KeyCode::Char('j') => table.select(Some((at + 1).min(ROWS - 1))),
                KeyCode::Char('k') => table.select(Some(at.saturating_sub(1))),
                _ => {}
            }
        }
    }
}

fn draw(frame: &mut Frame, table: &mut TableState, second: u64) {
    let rows = [
        Constraint::Length(2),
        Constraint::Percentage(45),
        Constraint::Fill(1),
        Constraint::Length(1),
    ];
    let [header, upper, lower, status] = Layout::vertical(rows).areas(frame.area());
    let [incidents, clocks, roles] = Layout::horizontal([Constraint::Fill(1); 3]).areas(upper);
    let [timeline, comms] =
        Layout::horizontal([Constraint::Percentage(55), Constraint::Fill(1)]).areas(lower);
    let strong = Style::new().add_modifier(Modifier::BOLD);
    let key = strong.fg(Color::Cyan);
    let clock = format!(" SEV-1  XM7Q2K  An answer is wrong   14:{:02}Z", second % 60);
    frame.render_widget(Paragraph::new(vec![Line::styled(clock, strong), STAGES.into()]), header);
    let left = |hours: u64| {
        let left = (hours * 3600).saturating_sub(second);
        format!("{}:{:02}:{:02}", left / 3600, left / 60 % 60, left % 60)
    };
    let open = (1..6).map(|n| format!(" SEV-{n} XM7Q2{n} An answer is wrong, again   {}", left(n)));
    frame.render_widget(pane("1 Incidents", open), incidents);
    let counted = (1..7).map(|n| format!(" A clock of the plan   {:>9}  ████████░░░░", left(n)));
    frame.render_widget(pane("2 Clocks", counted), clocks);
    let seats = (1..9).map(|n| format!(" Role {n}     ops{n}"));
    frame.render_widget(pane("3 Roles", seats), roles);
    let rows = (0..ROWS).map(|n| {
        Row::new([
            format!("14:{:02}", n % 60),
            "ops4".into(),
            "note".into(),
            format!("{n}: {SAID}"),
        ])
    });
    let widths =
        [Constraint::Length(6), Constraint::Length(6), Constraint::Length(9), Constraint::Fill(1)];
    let marked = Style::new().add_modifier(Modifier::REVERSED);
    let story = Table::new(rows, widths).block(block("4 Timeline")).row_highlight_style(marked);
    frame.render_stateful_widget(story, timeline, table);
    let due = (1..4).map(|n| format!(" customers   an update   {}   nobody", left(n)));
    let list = (1..9).map(|n| format!(" [ ] line {n}"));
    frame.render_widget(pane("5 Comms", due.chain(list)), comms);
    frame.render_widget(Paragraph::new(Line::styled(" a note  d decide  ? help", key)), status);
}

const STAGES: &str = " detect ── triage ── CONTAIN ── diagnose ── remediate ── communicate";
const SAID: &str =
    "three tickets, all with the same wrong answer, all since the prompt was changed";

fn block(title: &'static str) -> Block<'static> {
    let border = Style::new().fg(Color::DarkGray);
    Block::bordered().border_type(BorderType::Rounded).border_style(border).title(title)
}

fn pane(title: &'static str, lines: impl Iterator<Item = String>) -> Paragraph<'static> {
    Paragraph::new(lines.map(Line::from).collect::<Vec<_>>()).block(block(title))
}
