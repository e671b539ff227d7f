//! What was said to people, and the work that follows.

use super::Block;
use super::document::{Part, Said, Tone};
use super::words::{lines, moment, moment_or_not, time};
use crate::clocks::span_words;
use crate::time::{Precision, Span};
use crate::wire::report::{Action, Approved, Message, Report, Unsent};
use chrono::TimeDelta;

/// Who was told what, by whom it was approved, and whether in time; then every text as it went out.
pub fn communications(part: &mut Part, report: &Report) {
    let rows = report.messages.iter().map(|message| row(report, message)).collect();
    let heads = ["Sent (UTC)", "To", "Message", "Approved by", "In time"];
    part.table(&heads, rows, "No message was written down.");
    if !report.unsent.is_empty() {
        part.head("Asked for, and not sent");
        let rows = report.unsent.iter().map(unsent).collect();
        part.table(&["To", "Message", "Why not"], rows, "");
    }
    for message in &report.messages {
        let number =
            if message.number > 1 { format!(" {}", message.number) } else { String::new() };
        let (title, to, at) = (&message.title, &message.audience, moment(message.sent_at));
        part.head(&format!("{title}{number} to {to}, {at}"));
        part.blocks.push(Block::Verbatim(whole(message.subject.as_deref(), &message.text)));
        for correction in &message.corrections {
            let why = if correction.reason.is_empty() {
                String::new()
            } else {
                format!(": {}", correction.reason)
            };
            part.say(format!("Corrected {} by {}{why}", moment(correction.at), correction.by));
            let text = whole(correction.subject.as_deref(), &correction.text);
            part.blocks.push(Block::Verbatim(text));
        }
    }
}

fn whole(subject: Option<&str>, text: &str) -> String {
    subject.map_or_else(|| text.to_owned(), |subject| format!("Subject: {subject}\n\n{text}"))
}

fn row(report: &Report, message: &Message) -> Vec<Said> {
    let number = if message.number > 1 { format!(" {}", message.number) } else { String::new() };
    let reference = message.reference.as_ref().map(|given| format!("reference {given}"));
    let corrected = (!message.corrections.is_empty()).then(|| "corrected since".to_owned());
    let what = lines([
        Some(format!("{}{number}", message.title)),
        Some(format!("{}, by {}", message.channel, message.by)),
        reference,
        corrected,
    ]);
    vec![
        Said::from(moment(message.sent_at)),
        Said::from(&*message.audience),
        Said::from(what),
        approval(report, message),
        timeliness(message),
    ]
}

fn approval(report: &Report, message: &Message) -> Said {
    let person = |role: &str| {
        let given = message.approvals.iter().rev().find(|given| given.valid && given.role == role);
        given.filter(|_| report.audience == "internal").map(|given| format!(" ({})", given.by))
    };
    let roles = message.approved_by.iter();
    let approved = roles.map(|role| Some(format!("{role}{}", person(role).unwrap_or_default())));
    let fault =
        |given: &Approved| given.fault.as_ref().map(|fault| format!("{}: {fault}", given.role));
    let faults = message.approvals.iter().map(fault);
    let lacked =
        (!message.lacked.is_empty()).then(|| format!("without {}", message.lacked.join(", ")));
    let why = message.unapproved.as_ref().map(|why| format!("because: {why}"));
    let tone = if message.lacked.is_empty() { Tone::Plain } else { Tone::Bad };
    let said = lines(approved.chain(faults).chain([lacked, why]));
    if said.is_empty() {
        return Said::in_tone(Tone::Quiet, "not asked for");
    }
    Said::in_tone(tone, said)
}

fn timeliness(message: &Message) -> Said {
    let Some(due) = &message.due else { return Said::in_tone(Tone::Quiet, "no clock") };
    match message.late_ms {
        Some(late) => {
            let late = Span::Lasted(TimeDelta::milliseconds(late), Precision::Second);
            let said = format!("{} late\ndue {}", span_words(late), time(due));
            Said::in_tone(Tone::Bad, said)
        }
        None => Said::in_tone(Tone::Good, format!("in time\ndue {}", time(due))),
    }
}

fn unsent(unsent: &Unsent) -> Vec<Said> {
    let why = match (&unsent.waived_by, unsent.drafted) {
        (Some(by), _) => {
            let why = unsent.reason.as_deref().unwrap_or_default();
            Said::from(format!("not needed, says {by}: {why}"))
        }
        (None, true) => Said::from("drafted, not sent"),
        (None, false) => Said::from("not written"),
    };
    let what = lines([Some(unsent.title.clone()), unsent.rule.clone()]);
    vec![Said::from(&*unsent.audience), Said::from(what), why]
}

/// What is still to be done, by whom, until when.
pub fn actions(part: &mut Part, report: &Report) {
    let row = |action: &Action| {
        let kind = match action.measure {
            Some(measure) => format!("{}: {measure}", action.output),
            None => action.output.to_owned(),
        };
        let state = match (action.state.as_str(), action.overdue) {
            ("done", _) => Said::in_tone(
                Tone::Good,
                lines([
                    Some(format!("done {}", moment_or_not(action.at).text)),
                    action.note.clone(),
                ]),
            ),
            ("dropped", _) => {
                let why = action.note.as_deref().unwrap_or_default();
                Said::in_tone(Tone::Quiet, format!("dropped: {why}"))
            }
            (_, true) => Said::in_tone(Tone::Bad, "open, overdue"),
            (state, false) => Said::from(state),
        };
        vec![
            Said::from(&*action.text),
            Said::from(kind),
            Said::from(&*action.owner),
            Said::from(action.due.to_string()),
            state,
        ]
    };
    let rows = report.actions.iter().map(row).collect();
    let heads = ["Action", "Kind", "Owner", "Due", "State"];
    part.table(&heads, rows, "No action was written down.");
}
