//! Serving: a store with a door. Who gets in, what is answered, and what a bad client cannot do.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at once, also in the words that it is made of"
)]

#[path = "serving/answers.rs"]
mod answers;
#[path = "serving/assessing.rs"]
mod assessing;
#[path = "serving/authors.rs"]
mod authors;
#[path = "serving/certificates.rs"]
pub mod certificates;
#[path = "serving/crowd.rs"]
mod crowd;
#[path = "serving/database.rs"]
mod database;
#[path = "serving/desk.rs"]
pub mod desk;
#[path = "serving/documented.rs"]
mod documented;
#[path = "serving/failover.rs"]
mod failover;
#[path = "serving/hostile.rs"]
mod hostile;
#[path = "serving/line.rs"]
mod line;
#[path = "serving/meeting.rs"]
mod meeting;
#[path = "serving/narrow.rs"]
mod narrow;
#[path = "serving/news.rs"]
mod news;
#[path = "serving/noticed.rs"]
mod noticed;
#[path = "serving/parties.rs"]
mod parties;
#[path = "serving/present.rs"]
mod present;
#[path = "serving/purging.rs"]
mod purging;
#[path = "serving/rates.rs"]
mod rates;
#[path = "serving/reading.rs"]
mod reading;
#[path = "serving/rights.rs"]
mod rights;
#[path = "serving/streams.rs"]
mod streams;
#[path = "serving/tls.rs"]
mod tls;
#[path = "serving/together.rs"]
mod together;
#[path = "serving/uses.rs"]
mod uses;
#[path = "serving/writing.rs"]
mod writing;
