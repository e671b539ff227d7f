//! The register: every incident in a row, for people, spreadsheets, pages and programs.

use super::args::{Format, RegisterOf};
use super::desk::Desk;
use super::failure::{Failure, USAGE};
use super::filing;
use super::reading::nothing_fits;
use super::table::{Table, counted};
use crate::register::{Row, Sort, csv, markdown};
use crate::wire;
use std::path::Path;

/// Prints the rows that fit, or writes them into a file.
pub async fn register(desk: &Desk, of: &RegisterOf) -> Result<(), Failure> {
    let typed = of.query.join(" ");
    let query = desk.query(&typed)?;
    let sort = of.sort.as_deref().map_or(Ok(Sort::default()), Sort::read).map_err(|error| {
        let sort = of.sort.as_deref().unwrap_or_default();
        Failure::new(USAGE, format!("no column is called `{sort}`"), error.0)
    })?;
    let format = format_of(desk, of)?;
    let listing = desk.list().await?;
    let fitting = listing.summaries.iter().filter(|summary| query.fits(summary));
    let mut rows: Vec<Row> = fitting.map(Row::of).collect();
    sort.sort(&mut rows);
    let file = of.output.as_deref().filter(|file| *file != Path::new("-"));
    let text = match format {
        Format::Csv => csv(&rows),
        Format::Md => markdown(&rows),
        Format::Json if file.is_none() => return desk.out.json(&wire::list("register", &rows)),
        Format::Json => format!("{}\n", wire::list("register", &rows)),
        Format::Table => {
            table(desk, &rows)?;
            if rows.is_empty() && !query.is_empty() {
                desk.out.say(&nothing_fits(&query, &typed))?;
            } else if rows.is_empty() {
                desk.out.say("no incidents yet; `warroom declare TITLE` opens one")?;
            }
            return Ok(());
        }
    };
    let Some(file) = file else { return desk.out.file(&text) };
    filing::replace(file, &text)
        .map_err(|error| Failure::io(&format!("cannot write {}", file.display()), &error))?;
    let many = counted(rows.len(), "incident", "incidents");
    desk.out.say(&format!("{many} written to {}", file.display()))
}

/// As what the rows are wanted: as was said, or as the file is called.
fn format_of(desk: &Desk, of: &RegisterOf) -> Result<Format, Failure> {
    let end = of.output.as_deref().and_then(Path::extension).and_then(|end| end.to_str());
    let called = match end.map(str::to_lowercase).as_deref() {
        Some("csv") => Some(Format::Csv),
        Some("md" | "markdown") => Some(Format::Md),
        Some("json") => Some(Format::Json),
        _ => None,
    };
    let asked = desk.out.json.then_some(Format::Json);
    match of.format.or(called).or(asked) {
        None | Some(Format::Table) if of.output.is_some() => Err(Failure::new(
            USAGE,
            "a file is written as csv, md or json",
            "say which with --format, or by how the file's name ends",
        )),
        format => Ok(format.unwrap_or(Format::Table)),
    }
}

fn table(desk: &Desk, rows: &[Row]) -> Result<(), Failure> {
    let mut table = Table::with(desk.out, 0, &[]);
    for row in rows {
        let users = match row.users_affected {
            Some(many) => counted(usize::try_from(many).unwrap_or(usize::MAX), "user", "users"),
            None => "users unknown".to_owned(),
        };
        let cells = [
            row.number.as_str(),
            row.severity.as_deref().unwrap_or("no level"),
            &row.status,
            row.assignee.as_deref().unwrap_or("nobody"),
            &users,
        ];
        let miss = if row.near_miss { " (near miss)" } else { "" };
        let notes = row.notes.as_ref().map(|notes| format!("\n{notes}")).unwrap_or_default();
        table.row(&cells, &format!("{}{miss}{notes}", row.issue));
    }
    table.print()
}
