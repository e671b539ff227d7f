//! The command line: names, answers and exit codes that scripts rely on.

mod args;
mod assessing;
mod beside;
mod bundling;
mod catchup;
mod configuring;
mod declaring;
mod delivering;
mod desk;
mod diary;
mod due;
mod failure;
mod filing;
mod following;
mod glances;
mod handing;
mod incoming;
mod linked;
mod listing;
mod measuring;
mod messaging;
mod opening;
mod out;
mod planning;
mod playing;
mod preserving;
mod purging;
mod pushing;
mod reading;
mod registering;
mod remembered;
mod reporting;
mod rereading;
mod responding;
mod screen;
mod secrets;
mod serving;
mod settings;
mod show;
mod station;
mod syncing;
mod table;
mod theming;
mod ticking;
mod tokens;
mod trust;
mod typed;
mod vouching;
mod writing;

use crate::catalog::Written;
use args::{Cli, ConfigDo, Do, PlanDo, ShareDo, VerifyOf};
use desk::Desk;
use out::Out;
use std::process::ExitCode;

pub use failure::{Failure, INTERNAL};
pub use serving::{Serve, ToServe};

/// Runs the program with what was typed; `serve` is what serves a store to others.
pub fn run(serve: Serve) -> ExitCode {
    let standing = std::env::var_os("WARROOM_INCIDENT").filter(|id| !id.is_empty());
    let words: Vec<_> = std::env::args_os().collect();
    let done = match typed::read(&words, standing) {
        Ok(cli) => settled(cli).and_then(|cli| {
            let out = Out::of(&cli.global);
            perform(cli, out, serve)
        }),
        Err(asked) => typed::answer(&asked, &words, Out::default()),
    };
    match done {
        Ok(code) => code.into(),
        Err(failure) => {
            failure.tell();
            failure.code.into()
        }
    }
}

/// Puts in what the configuration file says.
fn settled(mut cli: Cli) -> Result<Cli, Failure> {
    let written = match (settings::read(&cli.global), &cli.command) {
        (Ok(written), _) => written,
        // These must work most of all when the file is wrong.
        (Err(_), Some(Do::Config { what: ConfigDo::Init | ConfigDo::Check { .. } })) => {
            Written::default()
        }
        (Err(_), Some(Do::Completions { .. } | Do::Theme { .. })) => Written::default(),
        (Err(failure), _) => return Err(failure),
    };
    settings::settle(&mut cli.global, written, |name| std::env::var(name).ok());
    let level = cli.global.settled.level.as_deref();
    match &cli.command {
        Some(Do::Share(ShareDo::Serve(of))) => diary::aloud(level, serving::is_json(of)),
        _ => diary::keep(level),
    }
    Ok(cli)
}

fn perform(cli: Cli, out: Out, serve: Serve) -> Result<u8, Failure> {
    let Cli { global, command } = cli;
    match command {
        Some(Do::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut typed::grammar(), "warroom", &mut script);
            out.raw(&script)?;
            return Ok(0);
        }
        Some(Do::Config { what }) => {
            configuring::configure(&global, out, what)?;
            return Ok(0);
        }
        Some(Do::Plan { what }) if !matches!(what, PlanDo::Adopt { .. }) => {
            return planning::plan(&global, out, what);
        }
        Some(Do::Theme { what }) => return theming::theme(&global, out, what),
        Some(Do::Where) => {
            trust::locations(&global, out)?;
            return Ok(0);
        }
        Some(Do::Due(of)) => {
            due::due(&global, out, &of)?;
            return Ok(0);
        }
        Some(Do::Verify(VerifyOf { id: Some(file), against })) if bundling::is_file(&file) => {
            return bundling::verify(out, &file, against.as_deref());
        }
        Some(Do::Share(what)) if !matches!(what, ShareDo::Sync { .. }) => {
            return serving::keep(global, out, what, serve);
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
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    if matches!(command, Do::Share(_)) {
        runtime.enable_all();
    }
    let runtime = runtime.build().map_err(|error| Failure::io("cannot start", &error))?;
    let done = runtime.block_on(on_desk(&desk, command));
    pushing::after(&desk, done)
}

async fn on_desk(desk: &Desk, command: Do) -> Result<u8, Failure> {
    match command {
        Do::List { all, query } => reading::list(desk, all, &query.join(" ")).await?,
        Do::Register(of) => registering::register(desk, &of).await?,
        Do::Report(of) => reporting::report(desk, &of).await?,
        Do::Follow(what) => following::follow(desk, what).await?,
        Do::Show { on } => show::show(desk, &on.id).await?,
        Do::Log { id, all, follow, with_privileged } => {
            let how = reading::LogOf { all, follow, with_privileged };
            reading::log(desk, id.as_deref(), how).await?;
        }
        Do::Catchup { id } => catchup::catchup(desk, id.as_deref()).await?,
        Do::Metrics(of) => measuring::metrics(desk, &of).await?,
        Do::Clocks { id, watch } => ticking::clocks(desk, id.as_deref(), watch).await?,
        Do::Verify(VerifyOf { id, against }) => {
            return trust::verify(desk, id.as_deref(), against.as_deref()).await;
        }
        Do::Purge(of) => purging::purge(desk, &of).await?,
        Do::Share(what) => return syncing::share(desk, what).await,
        Do::Plan { what: PlanDo::Adopt { on, plan, reason } } => {
            planning::adopt(desk, &on.id, &plan, reason).await?;
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
