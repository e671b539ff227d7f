//! What happened to the screen: the one closed list of messages that `update` takes.

use super::desk::{Authors, Proof};
use super::effect::Asked;
use super::keyboard::Key;
use super::mouse::Mouse;
use super::overview::Overview;
use super::sharing::{Present, Sharing};
use super::theme::Look;
use super::when::Zone;
use crate::brief::Seen;
use crate::incident::{Incident, IncidentId};
use crate::metrics::Metrics;
use crate::plan::Plan;
use crate::store::Tombstone;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size.
    Resize(u16, u16),
    /// It is later.
    Tick(DateTime<Utc>),
    /// This is known of who wrote these incidents: it is told before they are.
    Authors(Authors),
    /// The open incidents were read.
    Loaded(Vec<Arc<Incident>>),
    /// The organisation's own plans were read.
    Plans(Vec<Arc<Plan>>),
    /// The whole store was looked over.
    Overview(Overview),
    /// This is how far whoever sits here has read an incident; nothing when they never did.
    Seen(IncidentId, Option<Seen>),
    /// All incidents were measured.
    Measured(Box<Metrics>),
    /// The logs of an incident were checked.
    Verified(IncidentId, Proof),
    /// An incident's log has grown; somebody should read it again.
    Grown(IncidentId),
    /// An incident was read again.
    Changed(Arc<Incident>),
    /// An incident that is over was read, because a list is edited.
    Fetched(Arc<Incident>),
    /// A wish was carried out.
    Done {
        /// Who waits for the answer.
        asked: Asked,
        /// The incident that was declared, or changed.
        incident: IncidentId,
        /// What was done, in a few words.
        words: String,
    },
    /// A wish was refused, or something went wrong.
    Failed {
        /// Who waits for the answer; nobody when nobody asked.
        asked: Option<Asked>,
        /// What happened.
        text: String,
        /// What to do about it.
        remedy: String,
    },
    /// Somebody has written a text in their own editor.
    Edited(String),
    /// The configuration's keys, mouse and bell, when the screen opens.
    Arranged {
        /// Keys for actions, each list in the place of ours.
        keys: BTreeMap<String, Vec<String>>,
        /// Whether the mouse works.
        mouse: bool,
        /// Whether the terminal's bell rings.
        bell: bool,
    },
    /// The configuration was read again, and is another one.
    Configured(Box<Configured>),
    /// This was purged elsewhere and is still here.
    Purged(Vec<Tombstone>),
    /// The store stands like this with its server.
    Shared(Sharing),
    /// These have a screen open on the server.
    Present(Vec<Present>),
    /// The server says whose token this desk has: that is who sits here.
    Named(String),
    /// The program was continued after it had been suspended.
    Resumed,
    /// Somebody outside asks the program to stop: suspend, or end with that exit code.
    Told(Told),
}

/// What the configuration says to a screen that is open.
#[derive(Debug, Clone)]
pub struct Configured {
    /// Colours and signs.
    pub look: Look,
    /// The zone in which times are shown, if another one is said than before.
    pub zone: Option<Zone>,
    /// Keys for actions, each list in the place of ours.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Whether the mouse works.
    pub mouse: bool,
    /// Whether the terminal's bell rings.
    pub bell: bool,
}

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Stop until continued.
    Suspend,
    /// End with that exit code.
    End(u8),
}
