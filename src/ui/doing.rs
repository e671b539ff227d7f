//! What can be done about the response: each has a form, a name on the command line of the screen, and a
//! row in the table of keys.

use super::keys::{Action, Binding, When};

/// Something that can be done about the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Answer questions of the classification.
    Classify,
    /// Fill fields of the record.
    Record,
    /// Write a containment into the ledger.
    Contain,
    /// Say that a containment works.
    Verify,
    /// Take a containment back.
    Lift,
    /// Whatever can be done about a clock.
    Clock,
    /// Record that what a clock asks for went out.
    Submit,
    /// Put a reminder off.
    Snooze,
    /// Stop a clock.
    Pause,
    /// Let a clock go on.
    Resume,
    /// Decide that a clock need not be met.
    WaiveClock,
    /// Decide that a clock does not apply.
    RuleOut,
    /// Let a clock run again that was waived or ruled out.
    RestoreClock,
    /// Say why a clock was not met in time.
    Explain,
    /// Call somebody for a seat.
    Page,
    /// Use an authority that the plan gives to a seat.
    Authority,
    /// Put another plan in force.
    Adopt,
    /// Write a section of the report.
    Section,
    /// Write a message, or choose which.
    Compose,
    /// Approve a draft.
    Approve,
    /// Take an approval back.
    Withdraw,
    /// Bring a message on its way, or mark it as sent.
    Send,
    /// Say what went out in the place of a message.
    Amend,
    /// Say that a message is not needed.
    Unneeded,
    /// Write down work that follows.
    AddAction,
    /// Change its words, its owner or its day.
    ChangeAction,
    /// Report it as done.
    FinishAction,
    /// Give it up.
    DropAction,
    /// Take it up again.
    ReopenAction,
}

impl Doing {
    /// Whether it is about the work that follows an incident, which goes on when the incident is over.
    pub fn follows(self) -> bool {
        use Doing::{AddAction, ChangeAction, DropAction, FinishAction, ReopenAction};
        matches!(self, AddAction | ChangeAction | FinishAction | DropAction | ReopenAction)
    }
}

const fn row(
    doing: Doing,
    id: &'static str,
    arguments: &'static str,
    title: &'static str,
) -> Binding {
    let action = Action::Respond(doing);
    Binding { action, id, arguments, keys: &[], title, hint: "", when: When::InRoom }
}

/// The rows of the table of keys.
pub const RESPONSE: &[Binding] = &[
    Binding { keys: &["S"], ..row(Doing::Clock, "clock", "[CLOCK]", "submit, snooze a clock") },
    Binding {
        keys: &["c"],
        hint: "compose",
        ..row(Doing::Compose, "comms-draft", "[MESSAGE]", "write a message")
    },
    row(Doing::Approve, "comms-approve", "[MESSAGE]", "approve a draft"),
    row(Doing::Withdraw, "comms-withdraw", "[MESSAGE REASON]", "take an approval back"),
    row(Doing::Send, "comms-send", "[MESSAGE]", "send, copy, mark as sent"),
    row(Doing::Amend, "comms-correct", "[MESSAGE]", "what was sent was wrong"),
    row(Doing::Unneeded, "comms-waive", "[MESSAGE REASON]", "a message is not needed"),
    row(Doing::Classify, "classify", "[QUESTION ANSWER REASON]", "classify the incident"),
    row(Doing::Record, "record", "[FIELD VALUE]", "fill the AI record"),
    row(Doing::Contain, "contain", "[VERB WHAT [until WHEN]]", "contain the harm"),
    row(Doing::Verify, "verify", "[WHICH NOTE]", "a containment works"),
    row(Doing::Lift, "lift", "[WHICH REASON]", "lift a containment"),
    row(Doing::Submit, "submit", "[CLOCK REFERENCE]", "it went out"),
    row(Doing::Snooze, "snooze", "[CLOCK MINUTES REASON]", "put a reminder off"),
    row(Doing::Pause, "pause", "[CLOCK REASON]", "stop a clock"),
    row(Doing::Resume, "resume", "[CLOCK]", "let a clock go on"),
    row(Doing::WaiveClock, "waive-clock", "[CLOCK REASON]", "this need not be met"),
    row(Doing::RuleOut, "rule-out", "[CLOCK REASON]", "a clock does not apply"),
    row(Doing::RestoreClock, "restore-clock", "[CLOCK REASON]", "a clock applies again"),
    row(Doing::Explain, "explain", "[CLOCK REASON]", "say why it was late"),
    row(Doing::Page, "page", "[ROLE [PERSON]]", "call somebody"),
    row(Doing::Authority, "authority", "[ROLE AUTHORITY DONE]", "use an authority"),
    row(Doing::Adopt, "adopt", "[PLAN REASON]", "another plan in force"),
    row(Doing::Section, "section", "[SECTION TEXT]", "write a section of the report"),
    row(Doing::AddAction, "action", "[TEXT]", "a fix, or a prevention"),
    row(Doing::ChangeAction, "action-change", "[WHICH]", "change an action"),
    row(Doing::FinishAction, "action-done", "[WHICH NOTE]", "an action is done"),
    row(Doing::DropAction, "action-drop", "[WHICH REASON]", "give an action up"),
    row(Doing::ReopenAction, "action-reopen", "[WHICH REASON]", "take one up again"),
];
