//! What a desk remembers of the server it syncs with: who it is there, when they last met, what is still to
//! go up. A small file in the user's state folder, one for each store and server.

use super::filing;
use crate::access::Role;
use crate::incident::{EntryId, IncidentId};
use crate::ui::Sharing;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often another process of the same user is waited for, and how long each time.
const TRIES: (u32, Duration) = (50, Duration::from_millis(4));

/// Who this desk is for the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Whose token it is.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// Which room it opens.
    pub room: String,
    /// What tells whether it is still the same token.
    pub mark: Option<String>,
}

impl Me {
    /// Whether the server takes what is written here. A role of a newer server is left to that.
    pub fn may_write(&self) -> bool {
        Role::ALL.into_iter().find(|role| role.word() == self.role).is_none_or(Role::writes)
    }
}

/// Why the last meeting failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Since when it fails.
    pub since: DateTime<Utc>,
    /// When it failed last.
    pub at: DateTime<Utc>,
    /// What happened.
    pub text: String,
    /// What to do about it.
    pub remedy: String,
    /// Whether the server was reached, and said no.
    pub refused: bool,
}

/// What is remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// The address, for whoever reads the file.
    pub server: String,
    /// Who this desk is there.
    pub me: Option<Me>,
    /// When both last held the same.
    pub synced_at: Option<DateTime<Utc>>,
    /// Why that is not so now.
    pub trouble: Option<Trouble>,
    /// How many entries of which incidents were written here and may not be there.
    pub owed: BTreeMap<IncidentId, usize>,
}

impl Remembered {
    /// What a screen says by it.
    pub fn sharing(&self) -> Sharing {
        let to_send = self.owed.values().sum();
        match &self.trouble {
            Some(trouble) if trouble.refused => {
                Sharing::Refused { why: trouble.text.clone(), to_send }
            }
            Some(trouble) => Sharing::Offline { since: trouble.since, to_send },
            None if self.synced_at.is_some() => Sharing::Synced,
            None => Sharing::Meeting,
        }
    }

    /// Notes that both hold the same, and with it what was owed before.
    pub fn synced(&mut self, owed: &BTreeMap<IncidentId, usize>, now: DateTime<Utc>) {
        self.paid(owed);
        self.synced_at = Some(now);
        self.trouble = None;
    }

    /// Notes that what was owed then is there now.
    pub fn paid(&mut self, then: &BTreeMap<IncidentId, usize>) {
        for (id, entries) in then {
            if let Some(owed) = self.owed.get_mut(id) {
                *owed = owed.saturating_sub(*entries);
            }
        }
        self.owed.retain(|_, owed| *owed > 0);
    }
}

/// Where it is remembered.
#[derive(Debug, Clone)]
pub struct Memory {
    address: String,
    file: PathBuf,
}

impl Memory {
    /// What this user remembers of a server and a store; `state` is the user's state folder.
    pub fn of(state: &Path, store: &Path, address: &str) -> Memory {
        let address = address.trim_end_matches('/').to_owned();
        let store = std::path::absolute(store).unwrap_or_else(|_| store.to_owned());
        let mut key = store.as_os_str().as_encoded_bytes().to_vec();
        key.push(0);
        key.extend_from_slice(address.as_bytes());
        let name = EntryId::of(&key).to_string();
        Memory { address, file: state.join("servers").join(format!("{}.json", &name[..16])) }
    }

    /// What is remembered; nothing when it was forgotten.
    pub fn read(&self) -> Remembered {
        let kept = std::fs::read(&self.file).ok();
        let kept = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Remembered { server: self.address.clone(), ..kept.unwrap_or_default() }
    }

    /// Changes what is remembered, in one step, and says what it is now. What cannot be kept is found out
    /// again at the next meeting.
    pub fn change(&self, change: impl FnOnce(&mut Remembered)) -> Remembered {
        let held = self.hold();
        let mut remembered = self.read();
        change(&mut remembered);
        if held.is_ok() {
            _ = filing::remember(&self.file, &remembered);
        }
        remembered
    }

    /// Keeps other processes of this user from changing it. One that hangs is not waited for.
    fn hold(&self) -> io::Result<Option<File>> {
        std::fs::create_dir_all(self.file.parent().unwrap_or(Path::new(".")))?;
        let file = File::create(self.file.with_extension("lock"))?;
        for _ in 0..TRIES.0 {
            match file.try_lock() {
                Ok(()) => return Ok(Some(file)),
                Err(TryLockError::WouldBlock) => std::thread::sleep(TRIES.1),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(None)
    }

    /// The lock of the one screen of this user that syncs; nothing while another one has it.
    pub fn lead(&self) -> io::Result<Option<File>> {
        std::fs::create_dir_all(self.file.parent().unwrap_or(Path::new(".")))?;
        let file = File::create(self.file.with_extension("screen"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
