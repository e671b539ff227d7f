//! What is answered when something is wrong: RFC 9457, a code for programs, a remedy for people.

use crate::incident::{IncidentId, Refusal};
use crate::intent::Misfit;
use crate::journal::JournalError;
use crate::register::NameError;
use crate::store::http::shapes::{self, End, Fault};
use crate::store::{Head, StoreError};
use axum::http::StatusCode;

/// How many incidents are named that may be meant.
const MOST_CANDIDATES: usize = 50;

/// What is said of some problems.
#[derive(Debug, Clone, Default)]
pub struct More {
    /// Which incidents may be meant.
    pub candidates: Vec<IncidentId>,
    /// What would be allowed.
    pub remedy: Option<String>,
}

/// A problem, before it is known where and in which request.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// The kind, for programs.
    pub code: &'static str,
    /// The kind, in words.
    pub title: &'static str,
    /// What exactly, and what can be done.
    pub detail: String,
    /// What is wrong with what was sent.
    pub errors: Vec<Fault>,
    /// Where the log ends.
    pub head: Option<Box<Head>>,
    /// Which number is meant.
    pub seq: Option<u64>,
    /// What else is said.
    pub more: Option<Box<More>>,
}

impl Problem {
    /// A problem of a kind.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Problem {
        let (errors, head, seq, more) = (Vec::new(), None, None, None);
        Problem { status, code, title, detail: detail.into(), errors, head, seq, more }
    }

    /// Something that was sent cannot be understood.
    pub fn bad(pointer: &str, detail: impl Into<String>) -> Problem {
        let fault = Fault { pointer: pointer.to_owned(), detail: detail.into() };
        let mut problem = Problem::new(
            StatusCode::BAD_REQUEST,
            "bad_request",
            "the request cannot be understood",
            format!("{}: {}", fault.pointer, fault.detail),
        );
        problem.errors.push(fault);
        problem
    }

    /// Nothing is there.
    pub fn not_found(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, code, "nothing is there", detail)
    }

    /// More than is taken.
    pub fn too_large(most: usize) -> Problem {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "the request is too large",
            format!("at most {most} bytes are taken; send it in parts"),
        )
    }

    /// Somebody was silent for too long.
    pub fn too_slow() -> Problem {
        let detail = "the rest of the request did not come in time";
        Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "the request came too slowly", detail)
    }

    /// No token that is known.
    pub fn unknown() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "a token is needed",
            "send `Authorization: Bearer TOKEN` with a token that is good now",
        )
    }

    /// A known token without the right.
    pub fn forbidden(role: &str, may: &str) -> Problem {
        Problem::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "the right is missing",
            format!("a token for the role {role} may not do this; it takes {may}"),
        )
    }

    /// More requests than are answered.
    pub fn too_fast(again: u32) -> Problem {
        let detail = format!("come again in {again} s, as `Retry-After` says; nothing was done");
        let status = StatusCode::TOO_MANY_REQUESTS;
        Problem::new(status, "too_fast", "too many requests at once", detail)
    }

    /// A fault in the program.
    pub fn internal() -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "an error in the program",
            "please report it with the request id; nothing that was saved is lost",
        )
    }

    /// An answer that cannot be written: a fault in the program.
    pub fn unwritable(error: &serde_json::Error) -> Problem {
        tracing::error!(%error, "an answer cannot be written as JSON");
        Problem::internal()
    }

    /// After how many seconds the same request may go well, where nothing has to be changed but the time.
    pub fn again_after(&self) -> Option<u32> {
        match self.code {
            "still_running" | "contended" | "busy" => Some(1),
            "too_many_streams" | "too_many_present" | "store_failed" | "not_ready" => Some(5),
            _ => None,
        }
    }

    /// The problem as it is sent.
    pub fn shape(&self, instance: &str, request_id: &str) -> shapes::Problem {
        let more = self.more.as_deref().cloned().unwrap_or_default();
        shapes::Problem {
            kind: format!("urn:warroom:problem:{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            instance: instance.to_owned(),
            code: self.code.to_owned(),
            request_id: request_id.to_owned(),
            errors: self.errors.clone(),
            head: self.head.as_deref().map(|head| End::from(*head)),
            seq: self.seq,
            candidates: more.candidates,
            remedy: more.remedy,
        }
    }

    /// A rule forbids it.
    pub fn refused(refusal: &Refusal) -> Problem {
        let changed = matches!(refusal, Refusal::ChangedSince { .. } | Refusal::DraftedAnew { .. });
        let (status, code) = if changed {
            (StatusCode::CONFLICT, "changed_since")
        } else {
            (StatusCode::UNPROCESSABLE_ENTITY, "refused")
        };
        let problem = Problem::new(status, code, "a rule forbids it", refusal.to_string());
        problem.with_remedy(refusal.remedy())
    }

    /// Words that come to no command, and where they stand.
    pub fn misfit(pointer: &str, misfit: &Misfit) -> Problem {
        let mut problem = Problem::bad(pointer, misfit.what.clone());
        (problem.status, problem.code) = (StatusCode::UNPROCESSABLE_ENTITY, "misfit");
        problem.with_remedy(misfit.remedy.clone())
    }

    /// What would be allowed; it is said in the words too.
    fn with_remedy(mut self, remedy: String) -> Problem {
        self.detail = format!("{}; {remedy}", self.detail);
        self.more = Some(Box::new(More { remedy: Some(remedy), ..More::default() }));
        self
    }
}

impl From<NameError> for Problem {
    fn from(error: NameError) -> Problem {
        let detail = format!("{error}; {}", error.remedy());
        let NameError::Several { matches, .. } = error else {
            return Problem::not_found("no_incident", error.to_string());
        };
        let candidates = matches.into_iter().take(MOST_CANDIDATES).collect();
        let more = Some(Box::new(More { candidates, ..More::default() }));
        let (status, title) = (StatusCode::CONFLICT, "several incidents are called so");
        Problem { more, ..Problem::new(status, "ambiguous", title, detail) }
    }
}

impl From<JournalError> for Problem {
    fn from(error: JournalError) -> Problem {
        let (detail, remedy) = (error.to_string(), error.remedy());
        let problem = match error {
            JournalError::Refused(refusal) => return Problem::refused(&refusal),
            JournalError::Store(error) => return error.into(),
            JournalError::NoSuchIncident(_) => return Problem::not_found("no_incident", detail),
            JournalError::KeyTaken(_) => {
                let title = "the key was used before";
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key_taken", title, detail)
            }
            JournalError::Contended => {
                Problem::new(StatusCode::CONFLICT, "contended", "somebody was faster", detail)
            }
        };
        problem.with_remedy(remedy)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        let conflict = |code, title, seq| Problem {
            seq,
            ..Problem::new(StatusCode::CONFLICT, code, title, error.to_string())
        };
        match &error {
            StoreError::NotOneLog => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "not_one_log",
                "the entries are not one log's, in order",
                error.remedy(),
            ),
            StoreError::NoRoot(seq) => {
                conflict("no_root", "the branch continues nothing that is there", Some(*seq))
            }
            StoreError::EvidenceTooLarge(_) => {
                Problem { detail: error.to_string(), ..Problem::too_large(0) }
            }
            StoreError::Purged(_) => Problem::new(
                StatusCode::GONE,
                "purged",
                "the incident was purged",
                format!("{error}; GET /v1/purged says who purged it, when and why"),
            ),
            StoreError::Busy(_) => conflict("busy", "somebody else is writing", None),
            // Paths of the server are nobody else's business: they stand in its log.
            _ => {
                tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
                Problem::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "store_failed",
                    "the store could not do it",
                    "ask the keeper of the server; its log says what is wrong",
                )
            }
        }
    }
}
