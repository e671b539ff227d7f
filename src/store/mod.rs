//! Where logs are kept: one contract, and a store in a folder and one in memory that keep it.

mod arrival;
mod chain;
pub mod folder;
pub mod follow_up;
pub mod http;
pub mod index;
mod memory;
pub mod postgres;
pub mod removal;
mod tombstone;
mod verify;

pub use crate::incident::authors;
pub use arrival::{Batch, Cursor, CursorError, Since};
pub use memory::{LooseReplica, Memory};
pub use tombstone::{Last, Tombstone};
pub use verify::{Finding, HandedOn, Report, verify, verify_handed_on, verify_heads};

use crate::incident::{Entry, EntryId, IncidentId, LogId, ReplicaId, Seq};
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

/// The largest file that is preserved as evidence inside a store, in bytes.
pub const LARGEST_EVIDENCE: u64 = 16 * 1024 * 1024;

/// A place that keeps logs. Each call is atomic and may be repeated; there is no transaction object.
///
/// - What `append` acknowledged survives the death of the process and of the machine.
/// - `append` takes entries of one log, in order. Entries that are there already change nothing. A tail
///   that does not begin where the log ends is a gap, one that contradicts what is there is a fork;
///   both are answers and change nothing.
/// - `read` gives whole, intact entries as they were written, byte for byte, from a number on, in the
///   order of their numbers. Damage costs no entry but the damaged one, and is told.
/// - `heads` names the last intact entry of each log. An incident without entries has none. Of a log that
///   has split in two it names the end of each branch.
/// - `branch` keeps entries that contradict what is there, beside it: nothing that somebody wrote is lost.
///   Each must continue an entry that is there, or begin the log; what is there already changes nothing.
/// - `since` gives entries in the order in which this store took them in. A cursor stands behind what was
///   given: it skips nothing, however late something was committed, and an entry comes twice only where
///   a store holds two copies of it. Without a cursor, with one of another life of the store, or with one
///   that does not stand where this store put it (a restored backup), the answer is a new cursor at the
///   end, and the heads say what is missing. An empty batch means that nothing more has come.
/// - `blank` removes contents for good. It leaves every other byte as it is; doing it twice is once.
/// - Evidence is kept under the sum of its bytes; what is kept cannot be changed. `evidence` names what is
///   kept.
/// - `purge` deletes the logs and the evidence of an incident for good, and leaves a tombstone for ever,
///   with the last heads; the first one stays. From then on nothing gives the incident, and nothing of it
///   is taken in: `append` and `branch` answer `Purged`, evidence is refused. It may be repeated, and what
///   was interrupted is finished by the next one. An incident that is not here can be purged too: it
///   does not come. What is `hear`d of a purge elsewhere deletes nothing here as long as somebody can be
///   asked: `heard` gives it until it is purged here too. A store that has nobody to ask purges, and so
///   does one that holds nothing of it. Whoever follows is given nothing of it; the place behind may have gone with it.
pub trait Store: Send + Sync {
    /// Whether it holds what happened or what was practised.
    fn kind(&self) -> impl Future<Output = Result<Kind, StoreError>> + Send;

    /// All incidents that have a place here, in the order of their ids.
    fn incidents(&self) -> impl Future<Output = Result<Vec<IncidentId>, StoreError>> + Send;

    /// The last entry of each log in the scope.
    fn heads(&self, of: Scope) -> impl Future<Output = Result<Heads, StoreError>> + Send;

    /// The entries of one log from a number on.
    fn read(&self, log: LogId, from: Seq) -> impl Future<Output = Result<Told, StoreError>> + Send;

    /// The entries of all logs of an incident.
    fn read_all(&self, of: IncidentId) -> impl Future<Output = Result<Told, StoreError>> + Send;

    /// Puts entries at the end of a log.
    fn append(
        &self,
        log: LogId,
        entries: &[Entry],
    ) -> impl Future<Output = Result<Appended, StoreError>> + Send;

    /// Keeps entries of a log that has split in two beside the others.
    fn branch(
        &self,
        log: LogId,
        entries: &[Entry],
    ) -> impl Future<Output = Result<Appended, StoreError>> + Send;

    /// The entries that came behind a cursor, at most so many at a time, and at least one.
    fn since(
        &self,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> impl Future<Output = Result<Since, StoreError>> + Send;

    /// Whether it removes by itself what the redactions that it takes in ask to be removed.
    fn carries_out_redactions(&self) -> bool {
        false
    }

    /// Whether a redaction in an incident names an entry that has its content here, or one written again.
    /// Asked at every push: a store says it without giving everything, where it can.
    fn is_unsettled(
        &self,
        of: IncidentId,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send {
        async move {
            let entries = self.read_all(of).await?.entries;
            let targets = removal::targets(&entries);
            Ok(!targets.is_empty() && removal::has_content(&entries, &targets))
        }
    }

    /// Removes the contents of entries; says how many were removed now.
    fn blank(
        &self,
        log: LogId,
        entries: &[EntryId],
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// Keeps a file with an incident; says under which sum.
    fn put_evidence(
        &self,
        of: IncidentId,
        bytes: &[u8],
    ) -> impl Future<Output = Result<EntryId, StoreError>> + Send;

    /// The files that are kept with the incidents in the scope.
    fn evidence(&self, of: Scope) -> impl Future<Output = Result<Kept, StoreError>> + Send;

    /// Gives back a file that was kept.
    fn get_evidence(
        &self,
        of: IncidentId,
        sum: EntryId,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>> + Send;

    /// Deletes an incident for good; gives the tombstone that stands for it now. Whether it may go is
    /// asked before, by [`removal::purge`].
    fn purge(
        &self,
        stone: &Tombstone,
    ) -> impl Future<Output = Result<Tombstone, StoreError>> + Send;

    /// What was purged here, in the order of the ids.
    fn tombstones(&self) -> impl Future<Output = Result<Vec<Tombstone>, StoreError>> + Send;

    /// Whether somebody can be asked before anything is deleted that was only heard of.
    fn asks_first(&self) -> bool {
        false
    }

    /// Is told what another store has purged.
    fn hear(&self, stone: &Tombstone) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { self.purge(stone).await.map(drop) }
    }

    /// What was purged elsewhere and is still here, until somebody says that it goes.
    fn heard(&self) -> impl Future<Output = Result<Vec<Tombstone>, StoreError>> + Send {
        async { Ok(Vec::new()) }
    }
}

/// One replica's hold on its place in one incident: who it is, and where its log ended when it last wrote.
pub trait Replica: Send + Sync {
    /// Keeps other processes of this replica from writing to the incident until it is dropped.
    type Turn: Turn;

    /// Waits for its turn to write to an incident.
    fn turn(&self, incident: IncidentId) -> Result<Self::Turn, StoreError>;

    /// Whether others write under its name too, without taking turns with it: then a log that has grown is no
    /// sign that it has split.
    fn is_shared(&self) -> bool {
        false
    }

    /// Takes a new name, because the log with the old one is not as it was left.
    fn renew(&self, old: ReplicaId) -> Result<(), StoreError>;
}

/// A replica's turn to write to one incident.
pub trait Turn: Send {
    /// Whose turn it is.
    fn replica(&self) -> ReplicaId;

    /// Where its log ended when it last wrote here.
    fn last(&self) -> Option<Head>;

    /// Remembers where the log ends now.
    fn wrote(&mut self, head: Head) -> Result<(), StoreError>;
}

/// Whether a store holds what happened or what was practised. The two never mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Real incidents.
    Real,
    /// Exercises, demos and replays.
    Exercise,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Real => "real",
            Kind::Exercise => "exercise",
        }
    }
}

/// Which logs are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those of all incidents.
    Everything,
    /// Those of one incident.
    Incident(IncidentId),
}

impl Scope {
    /// Whether an incident is meant.
    pub fn has(self, id: IncidentId) -> bool {
        match self {
            Scope::Everything => true,
            Scope::Incident(of) => of == id,
        }
    }
}

/// The last entry of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// Its number.
    pub seq: Seq,
    /// Its id.
    pub id: EntryId,
}

/// The last entries of logs; several of a log that has split.
pub type Heads = BTreeSet<(LogId, Head)>;

/// Files that are kept as evidence, by their sums.
pub type Kept = BTreeSet<(IncidentId, EntryId)>;

impl Head {
    /// The place of an entry as the end of its log.
    pub fn of(entry: &Entry) -> Head {
        Head { seq: entry.seq, id: entry.id }
    }
}

/// Entries that were read, and what could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Whole, intact entries.
    pub entries: Vec<Entry>,
    /// What is damaged, and where.
    pub damage: Vec<Damage>,
}

/// Something in a store that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; none when it is about the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file.display(), self.what),
            None => write!(f, "{}: {}", self.file.display(), self.what),
        }
    }
}

/// What became of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// All entries are there and durable; the log ends here now.
    Done(Head),
    /// The entries do not begin where the log ends (nowhere, when it is empty).
    Gap(Option<Head>),
    /// The log holds another entry under this number.
    Fork(Seq),
    /// The incident was purged here: nothing of it is taken in.
    Purged,
}

/// Why a store could not do what was asked. Nothing has changed, unless it says so.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message explains the fields")]
pub enum StoreError {
    #[error("cannot {doing} {}", path.display())]
    Io {
        doing: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is {found}, not {wanted}", path.display())]
    Strange { path: PathBuf, found: &'static str, wanted: &'static str },
    #[error("{} is not a store of warroom: it has no warroom.toml, but it is not empty", .0.display())]
    NotAStore(PathBuf),
    #[error("{}: {problem}", path.display())]
    BadSettings { path: PathBuf, problem: String },
    #[error("the store {} has format {format}; this version knows format 1", path.display())]
    Newer { path: PathBuf, format: u64 },
    #[error("everybody may write to {}", .0.display())]
    OpenToAll(PathBuf),
    #[error("somebody else has been writing to {} for too long", .0.display())]
    Busy(PathBuf),
    #[error("the last line of {} is damaged: {what}", path.display())]
    DamagedEnd { path: PathBuf, what: String },
    #[error(
        "{} may or may not hold what was to be written, and cannot be cut back",
        path.display()
    )]
    MayBeWritten {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the entries are not one log's, in order")]
    NotOneLog,
    #[error("{address} is no address of a server: {what}")]
    BadAddress { address: String, what: String },
    #[error("cannot reach {peer}")]
    Unreachable {
        peer: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("cannot trust {peer}")]
    Untrusted {
        peer: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("the certificates in {} cannot be used: {what}", file.display())]
    BadAuthority { file: PathBuf, what: String },
    #[error("the database refused: {what}")]
    Database {
        what: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("the database is not ready: {0}")]
    NotMigrated(String),
    #[error("whoever answers cannot show that they are the database")]
    NotBelieved(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    Tls(#[from] crate::tls::TlsError),
    #[error("the database cannot be used: {0}")]
    BadDatabase(String),
    #[error("{peer} does not let you do this: {what}")]
    Denied { peer: String, what: String, known: bool },
    #[error("{peer} gave an answer that cannot be understood: {what}")]
    StrangeAnswer { peer: String, what: String },
    #[error("nothing is there that entry {0} of the branch continues")]
    NoRoot(Seq),
    #[error("{0} was purged here; nothing of it is taken in")]
    Purged(IncidentId),
    #[error("{peer} does not do it: {what}")]
    Refused { peer: String, what: String },
    #[error("the file has {0} bytes; evidence inside a store has at most {LARGEST_EVIDENCE}")]
    EvidenceTooLarge(u64),
}

impl StoreError {
    /// What can be done about it.
    pub fn remedy(&self) -> String {
        match self {
            StoreError::Io { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => {
                    "ask for the right to read and write it, or choose another store with --store"
                }
                io::ErrorKind::ReadOnlyFilesystem => {
                    "it cannot be written to; choose another store with --store"
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some space on that file system and do it again"
                }
                _ => "check the path and the file system, then do it again",
            }
            .to_owned(),
            StoreError::Strange { .. } => "move it away; it was not opened".to_owned(),
            StoreError::NotAStore(_) => {
                "name an empty or a new folder with --store, or the store itself".to_owned()
            }
            StoreError::BadSettings { .. } => {
                "put warroom.toml back from a backup, or take its settings from another store of \
                 the same room"
                    .to_owned()
            }
            StoreError::Newer { .. } => "upgrade warroom to open it".to_owned(),
            StoreError::OpenToAll(path) => format!("chmod o-w '{}'", path.display()),
            StoreError::Busy(_) => {
                "end the process that hangs, then do it again; nothing was written".to_owned()
            }
            StoreError::DamagedEnd { .. } => {
                "`warroom verify` names all damage; the other entries can still be read".to_owned()
            }
            StoreError::MayBeWritten { .. } => {
                "look with `warroom log` before you do it again".to_owned()
            }
            StoreError::NotOneLog => "send the entries of one log, without a hole".to_owned(),
            StoreError::BadAddress { .. } => "write it like https://warroom.example.org".to_owned(),
            StoreError::Unreachable { .. } => {
                "check the address and the network, then do it again; nothing is lost here"
                    .to_owned()
            }
            StoreError::Database { .. } => {
                "look at the log of the database; nothing was changed".to_owned()
            }
            StoreError::NotMigrated(_) => {
                "run `warroom migrate` with this version of the program".to_owned()
            }
            StoreError::NotBelieved(_) => {
                "name the authority that vouches for it (--database-ca FILE), and the host by the name \
                 in its certificate"
                    .to_owned()
            }
            StoreError::Tls(error) => error.remedy().to_owned(),
            StoreError::BadDatabase(_) => {
                "write it like postgres://warroom@db.example.org/warroom, or name another one"
                    .to_owned()
            }
            StoreError::Untrusted { .. } => {
                "if its certificate comes from an authority of your own, name that with --ca-file, \
                 `ca_file` or SSL_CERT_FILE; nothing was sent"
                    .to_owned()
            }
            StoreError::BadAuthority { .. } => {
                "name a file with certificates in PEM, from BEGIN CERTIFICATE to END CERTIFICATE"
                    .to_owned()
            }
            StoreError::Denied { known: false, .. } => {
                "name a token that is good with --token-file or `token_file`; `warroom token new` \
                 on the server makes one"
                    .to_owned()
            }
            StoreError::Denied { .. } => {
                "ask for a token with the right to do it (`warroom token new --role ROLE` on the \
                 server)"
                    .to_owned()
            }
            StoreError::StrangeAnswer { .. } => {
                "check that the address is a server of warroom, and its version".to_owned()
            }
            StoreError::NoRoot(_) => "send the entries before it too".to_owned(),
            StoreError::Purged(_) => {
                "`warroom purge --list` says who purged it, when and why".to_owned()
            }
            StoreError::Refused { .. } => "do there what it asks for, then do it again".to_owned(),
            StoreError::EvidenceTooLarge(_) => {
                "keep it elsewhere and register it with --ref WHERE".to_owned()
            }
        }
    }
}
