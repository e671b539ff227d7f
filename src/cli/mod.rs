//! The command line: names, answers and exit codes that scripts rely on.

mod args;
mod desk;
mod failure;
mod incoming;
mod out;
mod playing;
mod reading;
mod screen;
mod station;
mod trust;
mod writing;

use args::{Cli, Do};
use clap::{CommandFactory, Parser};
use desk::Desk;
use failure::{Failure, USAGE};
use out::Out;
use std::process::ExitCode;

pub use failure::INTERNAL;

/// Runs the program with what was typed.
pub fn run() -> ExitCode {
    let words: Vec<String> =
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let environment = std::env::var("WARROOM_INCIDENT").ok().filter(|id| !id.is_empty());
    let words = args::with_incident(words, environment);
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(asked) => {
            let code = u8::try_from(asked.exit_code()).unwrap_or(USAGE);
            // Help for a reader that has gone away is help enough.
            _ = asked.print();
            return code.into();
        }
    };
    let out = Out { json: cli.global.json, quiet: cli.global.quiet, ascii: cli.global.ascii };
    match perform(cli, out) {
        Ok(code) => code.into(),
        Err(failure) => {
            failure.tell();
            failure.code.into()
        }
    }
}

fn perform(cli: Cli, out: Out) -> Result<u8, Failure> {
    let Cli { global, command } = cli;
    match command {
        Some(Do::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "warroom", &mut script);
            out.raw(&script)?;
            return Ok(0);
        }
        Some(Do::Demo) => return screen::demo(&global),
        Some(Do::Replay { file, speed: Some(speed), title, sev, category }) => {
            let of = incoming::Replayed { file, title, sev, category };
            return screen::play(&global, &of, speed);
        }
        _ => {}
    }
    let desk = Desk::at(global, out)?;
    let Some(command) = command else { return screen::war_room(desk) };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.map_err(|error| Failure::io("cannot start", &error))?;
    runtime.block_on(on_desk(&desk, command))
}

async fn on_desk(desk: &Desk, command: Do) -> Result<u8, Failure> {
    match command {
        Do::List { all, query } => reading::list(desk, all, query.as_deref()).await?,
        Do::Show { on } => reading::show(desk, &on.id).await?,
        Do::Log { id, all, follow } => reading::log(desk, id.as_deref(), all, follow).await?,
        Do::Clocks { id } => reading::clocks(desk, id.as_deref()).await?,
        Do::Where => trust::locations(desk)?,
        Do::Verify { id, against } => {
            return trust::verify(desk, id.as_deref(), against.as_deref()).await;
        }
        Do::Import { file, open } => incoming::import(desk, &file, open).await?,
        Do::Replay { file, title, sev, category, .. } => {
            let of = incoming::Replayed { file, title, sev, category };
            incoming::replay(desk, &of).await?;
        }
        command => writing::write(desk, command).await?,
    }
    Ok(0)
}
