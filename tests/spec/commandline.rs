//! The command line: the real program in a world of its own, with the names, shapes and exit codes that
//! scripts rely on.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at once, also in what its sentences are made of"
)]

#[path = "commandline/world.rs"]
pub mod world;

#[path = "commandline/writing.rs"]
mod writing;

#[path = "commandline/actions.rs"]
mod actions;

#[path = "commandline/looking.rs"]
mod looking;

#[path = "commandline/measuring.rs"]
mod measuring;

#[path = "commandline/calculating.rs"]
mod calculating;

#[path = "commandline/catching_up.rs"]
mod catching_up;

#[path = "commandline/planning.rs"]
mod planning;

#[path = "commandline/responding.rs"]
mod responding;

#[path = "commandline/purging.rs"]
mod purging;
#[path = "commandline/refusing.rs"]
mod refusing;

#[path = "commandline/messaging.rs"]
mod messaging;
#[path = "commandline/options.rs"]
mod options;

#[path = "commandline/hostile.rs"]
mod hostile;

#[path = "commandline/evidence.rs"]
mod evidence;

#[path = "commandline/following.rs"]
mod following;

#[path = "commandline/at_a_terminal.rs"]
mod at_a_terminal;

#[path = "commandline/syncing.rs"]
mod syncing;
#[path = "commandline/tokens.rs"]
mod tokens;
#[path = "commandline/trusting.rs"]
mod trusting;
#[path = "commandline/vouching.rs"]
mod vouching;

#[path = "commandline/helping.rs"]
mod helping;

#[path = "commandline/pushing.rs"]
pub mod pushing;
#[path = "commandline/reaching.rs"]
mod reaching;
#[path = "commandline/serving.rs"]
pub mod serving;
#[path = "commandline/settling.rs"]
mod settling;

#[path = "commandline/incoming.rs"]
mod incoming;

#[path = "commandline/registering.rs"]
mod registering;

#[path = "commandline/reporting.rs"]
mod reporting;

#[path = "commandline/bundling.rs"]
mod bundling;

#[path = "commandline/legal.rs"]
mod legal;
