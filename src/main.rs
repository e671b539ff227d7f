//! The `warroom` program.

use std::io::IsTerminal;
use std::process::ExitCode;
use warroom::{cli, server};

fn main() -> ExitCode {
    tell_of_panics();
    // Whatever is wrong with the program has been told by then; scripts get a code of their own for it.
    std::panic::catch_unwind(|| cli::run(serve)).unwrap_or(ExitCode::from(cli::INTERNAL))
}

/// The command line and the server do not know each other; here they meet.
fn serve(of: cli::ToServe) -> Result<(), cli::Failure> {
    let plans = server::Plans { shelf: of.shelf, chosen: of.plan };
    let entrance =
        server::Entrance { listener: of.listener, identity: of.identity, metrics: of.metrics };
    let limits = server::Limits::at_rate(of.rate).for_streams(of.streams.into());
    let served = server::run(&of.runtime, entrance, of.ground, limits, plans);
    served.map_err(|error| cli::Failure::io("cannot serve", &error))
}

/// Makes a panic readable, with colours only where somebody wants them.
fn tell_of_panics() {
    let plain = std::env::var_os("NO_COLOR").is_some() || !std::io::stderr().is_terminal();
    let theme =
        if plain { color_eyre::config::Theme::new() } else { color_eyre::config::Theme::dark() };
    let hooks = color_eyre::config::HookBuilder::default()
        .theme(theme)
        .panic_section(
            "This is an error in warroom; nothing that was saved is lost. Please report it.",
        )
        .display_env_section(false);
    // Without it a panic is told all the same, less readably.
    _ = hooks.install();
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        // Where, not what: a text of somebody's may stand in it.
        tracing::error!(at, "panicked");
        told(panic);
    }));
}
