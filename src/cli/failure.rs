//! How a command fails: a sentence, a remedy, and an exit code that scripts can rely on.

use crate::catalog::CatalogError;
use crate::incident::Refusal;
use crate::intent::{Kind, Misfit};
use crate::journal::JournalError;
use crate::store::StoreError;
use std::error::Error;
use std::fmt::Write as _;
use std::io;

/// A refused or failed command; it changes nothing.
pub const REFUSED: u8 = 1;
/// The command line itself is wrong.
pub const USAGE: u8 = 2;
/// A configuration or data file is invalid.
pub const INVALID: u8 = 3;
/// What was named is not there.
pub const NOT_FOUND: u8 = 4;
/// Somebody was faster.
pub const CONFLICT: u8 = 5;
/// The right is missing.
pub const FORBIDDEN: u8 = 6;
/// The peer cannot be reached.
pub const UNREACHABLE: u8 = 7;
/// A check failed.
pub const CHECK: u8 = 8;
/// The program is wrong.
pub const INTERNAL: u8 = 70;

/// Why a command ended without doing what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// What went wrong, and where; empty when nobody needs to be told.
    pub error: String,
    /// What to do about it.
    pub remedy: String,
}

impl Failure {
    /// A failure with its code, its sentence and its remedy.
    pub fn new(code: u8, error: impl Into<String>, remedy: impl Into<String>) -> Failure {
        Failure { code, error: error.into(), remedy: remedy.into() }
    }

    /// The reader closed the pipe: a success.
    pub fn closed() -> Failure {
        Failure::new(super::out::CLOSED, "", "")
    }

    /// The operating system said no.
    pub fn io(what: &str, error: &io::Error) -> Failure {
        let code = match error.kind() {
            io::ErrorKind::NotFound => NOT_FOUND,
            io::ErrorKind::PermissionDenied => FORBIDDEN,
            _ => REFUSED,
        };
        Failure::new(
            code,
            format!("{what}: {error}"),
            "check the path, the rights and the space left",
        )
    }

    /// The program is wrong.
    pub fn internal(what: &str, error: &dyn Error) -> Failure {
        let remedy = "please report this with the command that you typed";
        Failure::new(INTERNAL, format!("{what}: {error}"), remedy)
    }

    /// Tells the failure on standard error.
    pub fn tell(&self) {
        for (word, text) in [("error", &self.error), ("try", &self.remedy)] {
            for (index, line) in text.lines().enumerate() {
                let line = if index == 0 { format!("{word}: {line}") } else { format!("  {line}") };
                super::out::complain(&line);
            }
        }
    }
}

/// An error with all its causes, in one sentence.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::from_store(&error)
    }
}

impl Failure {
    /// What a store could not do.
    pub fn from_store(error: &StoreError) -> Failure {
        let code = match error {
            StoreError::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                FORBIDDEN
            }
            StoreError::OpenToAll(_) | StoreError::Denied { .. } => FORBIDDEN,
            StoreError::BadAddress { .. } | StoreError::BadDatabase(_) => USAGE,
            StoreError::Unreachable { .. } | StoreError::Untrusted { .. } => UNREACHABLE,
            StoreError::NotAStore(_)
            | StoreError::BadAuthority { .. }
            | StoreError::BadSettings { .. }
            | StoreError::Newer { .. } => INVALID,
            StoreError::Busy(_) => CONFLICT,
            StoreError::DamagedEnd { .. } => CHECK,
            _ => REFUSED,
        };
        let sentence = chain(error);
        super::diary::store_failed(&sentence);
        Failure::new(code, sentence, error.remedy())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        let code = match &refusal {
            Refusal::NotFound { .. } | Refusal::NotDeclared => NOT_FOUND,
            _ => REFUSED,
        };
        Failure::new(code, refusal.to_string(), refusal.remedy())
    }
}

impl From<Misfit> for Failure {
    fn from(misfit: Misfit) -> Failure {
        let code = match misfit.kind {
            Kind::Unclear => USAGE,
            Kind::NotFound => NOT_FOUND,
            Kind::Refused => REFUSED,
        };
        Failure::new(code, misfit.what, misfit.remedy)
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Failure {
        let (sentence, remedy) = (error.to_string(), error.remedy());
        match error {
            JournalError::Refused(refusal) => refusal.into(),
            JournalError::Store(error) => error.into(),
            JournalError::NoSuchIncident(_) => Failure::new(NOT_FOUND, sentence, remedy),
            JournalError::KeyTaken(_) => Failure::new(REFUSED, sentence, remedy),
            JournalError::Contended => Failure::new(CONFLICT, sentence, remedy),
        }
    }
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Failure {
        Failure::new(
            INVALID,
            chain(&error),
            "mend the file, or choose what is built in by its name",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_too_slow_is_told_so_by_the_code() {
        let contended = Failure::from(JournalError::Contended);
        let busy = Failure::from(StoreError::Busy("log/k3f9q2m1.lock".into()));
        assert_eq!([contended.code, busy.code], [CONFLICT, CONFLICT]);
        assert!(!contended.remedy.is_empty() && !busy.remedy.is_empty());
    }
}
