//! The `warroom` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    warroom::cli::run()
}
