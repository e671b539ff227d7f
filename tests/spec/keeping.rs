//! Keeping: what a store promises, what a folder adds to it, and what no crash and no neighbour breaks.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at once, also in the words that it is made of"
)]

#[path = "keeping/cluster.rs"]
pub mod cluster;
#[path = "keeping/contract.rs"]
pub mod contract;
#[path = "keeping/crowd.rs"]
mod crowd;
#[path = "keeping/damage.rs"]
mod damage;
#[path = "keeping/database.rs"]
mod database;
#[path = "keeping/desk.rs"]
pub mod desk;
#[path = "keeping/following.rs"]
mod following;
#[path = "keeping/index.rs"]
mod index;
#[path = "keeping/kills.rs"]
mod kills;
#[path = "keeping/neighbours.rs"]
mod neighbours;
#[path = "keeping/own.rs"]
mod own;
#[path = "keeping/purged.rs"]
pub mod purged;
#[path = "keeping/purging.rs"]
mod purging;
#[path = "keeping/replicas.rs"]
mod replicas;
#[path = "keeping/settings.rs"]
mod settings;
#[path = "keeping/space.rs"]
mod space;
#[path = "keeping/together.rs"]
mod together;
#[path = "keeping/torn.rs"]
mod torn;
#[path = "keeping/traced.rs"]
mod traced;
#[path = "keeping/unsettled.rs"]
mod unsettled;
#[path = "keeping/watching.rs"]
mod watching;
