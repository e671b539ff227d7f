//! What can be typed about sharing.

use clap::Subcommand;
use std::path::PathBuf;

/// The commands by which stores come to hold the same.
#[derive(Debug, Subcommand)]
pub enum ShareDo {
    /// Carry over what one store has and another lacks, both ways, once
    Sync {
        /// The folder of the other store: on a stick, on a shared disk; an empty one becomes a store
        #[arg(value_name = "FOLDER")]
        peer: PathBuf,
    },
}
