//! Commands in few words, and the answers that come most often.

use super::world::{moment, pinned};
use warroom::incident::{
    Answer, Command, Correction, Decision, Declared, Drafting, Evidence, IncidentId, Link, Output,
    Owed, Refusal, Ruling, Sending,
};

/// What is said at a declaration.
pub fn declared(title: &str) -> Declared {
    Declared { title: title.to_owned(), severity: Some("SEV-2".to_owned()), ..Declared::default() }
}

/// Declares a SEV-2 incident with the small plan; comes to two entries.
pub fn declare() -> Command {
    Command::Declare { declared: declared("Answers leak keys"), plan: Some(pinned()) }
}

/// Declares an incident that was over before it was written down, without a plan.
pub fn declare_historic() -> Command {
    let declared = Declared { historic: true, ..declared("Answers leaked keys") };
    Command::Declare { declared, plan: None }
}

pub fn note(text: &str) -> Command {
    Command::Note { text: text.to_owned() }
}

pub fn assign(role: &str, person: &str) -> Command {
    Command::Assign { role: role.to_owned(), person: person.to_owned() }
}

pub fn release(role: &str) -> Command {
    Command::Release { role: role.to_owned() }
}

pub fn hand_over(role: &str, to: &str) -> Command {
    Command::Handover { role: role.to_owned(), to: to.to_owned(), briefing: None }
}

pub fn accept(role: &str) -> Command {
    Command::Accept { role: role.to_owned() }
}

pub fn set_severity(level: &str, reason: &str) -> Command {
    Command::SetSeverity {
        level: level.to_owned(),
        reason: reason.to_owned(),
        assessed: std::collections::BTreeMap::new(),
    }
}

pub fn enter(stage: &str) -> Command {
    Command::EnterStage { stage: stage.to_owned() }
}

pub fn tick(item: &str) -> Command {
    Command::Tick { item: item.to_owned() }
}

pub fn untick(item: &str) -> Command {
    Command::Untick { item: item.to_owned() }
}

pub fn waive(item: &str, reason: &str) -> Command {
    Command::Waive { item: item.to_owned(), reason: reason.to_owned() }
}

pub fn add_item(stage: Option<&str>, text: &str) -> Command {
    Command::AddItem { stage: stage.map(str::to_owned), text: text.to_owned() }
}

pub fn give_task(text: &str, to: &str) -> Command {
    Command::GiveTask { text: text.to_owned(), to: to.to_owned(), minutes: 30 }
}

pub fn acknowledge(task: &str) -> Command {
    Command::Acknowledge { task: task.to_owned() }
}

pub fn finish(task: &str) -> Command {
    Command::FinishTask { task: task.to_owned() }
}

pub fn stamp(stamp: &str, time: &str) -> Command {
    Command::Stamp { stamp: stamp.to_owned(), time: moment(time), note: None }
}

pub fn resolve(reason: &str) -> Command {
    Command::Resolve { reason: reason.to_owned() }
}

pub fn reopen(reason: &str) -> Command {
    Command::Reopen { reason: reason.to_owned() }
}

pub fn close(reason: &str) -> Command {
    Command::Close {
        reason: reason.to_owned(),
        without_outputs: Some("nothing to mend".to_owned()),
    }
}

pub fn draft(item: &str, text: &str) -> Command {
    Command::Draft(Drafting { item: item.to_owned(), text: text.to_owned(), ..Drafting::default() })
}

pub fn approve(item: &str) -> Command {
    Command::Approve { item: item.to_owned(), role: None, draft: None }
}

pub fn send(item: &str) -> Command {
    let (item, channel) = (item.to_owned(), "email".to_owned());
    Command::Send(Sending { item, channel, ..Sending::default() })
}

pub fn add_action(text: &str, kind: Output) -> Command {
    let due = "2026-12-04".parse().expect("a day");
    Command::AddAction(Owed { text: text.to_owned(), owner: "dev3".to_owned(), due, kind })
}

pub fn undo_last() -> Command {
    Command::Undo { entry: None }
}

pub fn undo(entry: &str) -> Command {
    Command::Undo { entry: Some(entry.to_owned()) }
}

/// Redacts an entry; `instead` is JSON, or empty for nothing.
pub fn redact(entry: &str, instead: &str) -> Command {
    let instead = (!instead.is_empty()).then(|| serde_json::from_str(instead).expect("an object"));
    Command::Redact { entry: entry.to_owned(), reason: "a customer's name".to_owned(), instead }
}

/// Corrects a declared fact.
pub fn correct(to: Correction) -> Command {
    Command::Correct(to)
}

/// An incident that the story is not about.
pub fn other_incident() -> IncidentId {
    "AI-261119-000000".parse().expect("an id")
}

/// No such name, but these.
pub fn unknown(what: &'static str, typed: &str, known: &[&str]) -> Refusal {
    let known = known.iter().map(|&name| name.to_owned()).collect();
    Refusal::Unknown { what, typed: typed.to_owned(), known }
}

/// Nothing needs to be done.
pub fn already(what: &str) -> Refusal {
    Refusal::AlreadySo(what.to_owned())
}

/// A decision to wait.
pub fn plain_decision() -> Decision {
    Decision { text: "Wait".to_owned(), ..Decision::default() }
}

/// A decision to wait, changed in one place.
pub fn decision(change: impl FnOnce(&mut Decision)) -> Command {
    let mut made = plain_decision();
    change(&mut made);
    Command::Decide(made)
}

/// Registers evidence.
pub fn evidence(name: &str, kept_at: &str, collected_by: &str) -> Command {
    Command::AddEvidence(Evidence {
        name: name.to_owned(),
        kept_at: kept_at.to_owned(),
        sha256: None,
        size: None,
        collected_by: collected_by.to_owned(),
    })
}

/// One command of each kind; the compiler asks for another when there is one more.
pub fn every_command() -> Vec<Command> {
    let text = str::to_owned;
    let mut all = vec![
        declare(),
        correct(Correction::Title("Another".to_owned())),
        Command::Link(Link::Incident { incident: other_incident() }),
        note("x"),
        decision(|_| {}),
        assign("ic", "ops4"),
        release("ic"),
        hand_over("ic", "lead2"),
        accept("ic"),
        set_severity("1", "worse"),
        enter("contain"),
        add_item(None, "x"),
        tick("1"),
        untick("1"),
        waive("1", "x"),
        give_task("x", "dev3"),
        acknowledge("1"),
        finish("1"),
        stamp("began", "2026-11-20T13Z"),
        evidence("log", "there", "ops4"),
        resolve("over"),
        reopen("back"),
        close("done"),
        undo_last(),
        redact("0000", ""),
        Command::Classify { question: text("people"), answer: Answer::Number(3), reason: None },
        Command::Rule { clock: text("law"), ruling: Some(Ruling::Waived), reason: text("so") },
        Command::PauseClock { clock: text("law"), reason: text("so") },
        Command::ResumeClock { clock: text("law") },
        Command::Snooze { clock: text("law"), minutes: 5, reason: text("so") },
        Command::ExplainLateness { clock: text("law"), reason: text("so") },
        Command::Submit { clock: text("law"), reference: None },
        Command::SetRecord { field: text("system"), value: text("chat") },
        Command::Contain {
            verb: text("pause"),
            what: text("chat"),
            criteria: None,
            evidence_copied: None,
        },
        Command::VerifyContainment { containment: text("1"), note: None },
        Command::Lift { containment: text("1"), criteria_met: true, reason: text("so") },
        Command::UseAuthority { role: text("ic"), authority: text("halt"), text: text("so") },
        Command::Page { role: text("ic"), person: None, note: None },
        Command::AdoptPlan { plan: pinned(), reason: text("so") },
    ];
    all.extend(commands_that_follow());
    all.iter().for_each(is_listed_in_every_command);
    all
}

/// The compiler asks here for a command when there is a new kind.
fn is_listed_in_every_command(command: &Command) {
    match command {
        Command::Declare { .. }
        | Command::Correct(_)
        | Command::Link(_)
        | Command::Note { .. }
        | Command::Decide(_)
        | Command::Assign { .. }
        | Command::Release { .. }
        | Command::Handover { .. }
        | Command::Accept { .. }
        | Command::SetSeverity { .. }
        | Command::EnterStage { .. }
        | Command::AddItem { .. }
        | Command::Tick { .. }
        | Command::Untick { .. }
        | Command::Waive { .. }
        | Command::GiveTask { .. }
        | Command::Acknowledge { .. }
        | Command::FinishTask { .. }
        | Command::Stamp { .. }
        | Command::AddEvidence(_)
        | Command::Resolve { .. }
        | Command::Reopen { .. }
        | Command::Close { .. }
        | Command::Undo { .. }
        | Command::Redact { .. }
        | Command::Classify { .. }
        | Command::Rule { .. }
        | Command::PauseClock { .. }
        | Command::ResumeClock { .. }
        | Command::Snooze { .. }
        | Command::ExplainLateness { .. }
        | Command::Submit { .. }
        | Command::SetRecord { .. }
        | Command::Contain { .. }
        | Command::VerifyContainment { .. }
        | Command::Lift { .. }
        | Command::UseAuthority { .. }
        | Command::Page { .. }
        | Command::AdoptPlan { .. }
        | Command::Draft(_)
        | Command::Approve { .. }
        | Command::WithdrawApproval { .. }
        | Command::Send(_)
        | Command::CorrectMessage { .. }
        | Command::WaiveMessage { .. }
        | Command::AddAction(_)
        | Command::ChangeAction { .. }
        | Command::FinishAction { .. }
        | Command::DropAction { .. }
        | Command::ReopenAction { .. }
        | Command::WriteSection { .. }
        | Command::SetPrivilege { .. }
        | Command::Hold { .. }
        | Command::LiftHold { .. } => {}
    }
}

/// What is said to people, or left afterwards.
pub fn commands_that_follow() -> Vec<Command> {
    let text = str::to_owned;
    vec![
        draft("can", "x"),
        approve("customers-notice"),
        Command::WithdrawApproval { item: text("can"), role: None, reason: text("so") },
        send("can"),
        Command::CorrectMessage {
            sent: text("1"),
            subject: None,
            text: text("x"),
            channel: None,
            reference: None,
            reason: text("so"),
        },
        Command::WaiveMessage { item: text("can"), reason: text("so") },
        add_action("x", Output::Fix),
        Command::ChangeAction {
            action: text("1"),
            text: None,
            owner: Some(text("ops4")),
            due: None,
        },
        Command::FinishAction { action: text("1"), note: None },
        Command::DropAction { action: text("1"), reason: text("so") },
        Command::ReopenAction { action: text("1"), reason: text("so") },
        Command::WriteSection { section: text("root-cause"), text: text("x") },
        Command::SetPrivilege { entry: text("0000"), privileged: true, reason: text("so") },
        Command::Hold { reason: text("so") },
        Command::LiftHold { reason: text("so") },
    ]
}
