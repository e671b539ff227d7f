//! Messages, the work that follows, the report's sections and what lawyers asked for, in words.

use crate::incident::{EntryId, Event, Incident};
use crate::plan::Plan;

/// Tells an event of what is said to people or left afterwards; nothing for all others.
pub fn tell(incident: &Incident, event: &Event) -> Option<(&'static str, String)> {
    let plan = incident.plan.as_deref();
    let because =
        |text: &Option<String>| text.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
    Some(match event {
        Event::MessageDrafted(drafted) => {
            let title = title_of_message(plan, &drafted.item);
            let first = drafted.subject.as_deref().or_else(|| drafted.text.lines().next());
            let first = first.unwrap_or_default();
            ("draft", format!("{}, {title}: {first}", drafted.audience))
        }
        Event::MessageApproved { item, sha256, role, .. } => {
            let (title, role) = (title_of_message(plan, item), super::name_of_role(incident, role));
            ("approved", format!("{title}, as {role} · sha256 {}", sha256.short()))
        }
        Event::ApprovalWithdrawn { approval, reason, .. } => {
            let mut given = incident.messages.approvals.iter();
            let item = given.find(|given| given.id == *approval);
            let title =
                item.map_or_else(|| approval.short(), |of| title_of_message(plan, &of.item));
            ("approval", format!("withdrawn: {title}: {reason}"))
        }
        Event::MessageSent(sent) => {
            let title = title_of_message(plan, &sent.item);
            let mut text = format!("{}, {title}, by {}", sent.audience, sent.channel);
            text.extend(sent.reference.iter().map(|reference| format!(", reference {reference}")));
            text.extend(sent.unapproved.iter().map(|why| format!("; without approval: {why}")));
            ("sent", text)
        }
        Event::MessageCorrected(amended) => {
            let mut sent = incident.messages.sent.iter();
            let item = sent.find(|sent| sent.id == amended.sent).map(|sent| &sent.says.item);
            let title = item.map_or_else(|| amended.sent.short(), |id| title_of_message(plan, id));
            ("sent", format!("corrected: {title}, by {}: {}", amended.channel, amended.reason))
        }
        Event::MessageWaived { item, reason, .. } => {
            ("message", format!("not needed: {}: {reason}", title_of_message(plan, item)))
        }
        Event::ActionAdded(owed) => {
            ("action", format!("{}: {} by {} ({})", owed.owner, owed.text, owed.due, owed.kind))
        }
        Event::ActionChanged { action, text, owner, due, .. } => {
            let due = due.map(|due| format!("due {due}"));
            let parts = [text.clone(), owner.clone(), due];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (
                "action",
                format!("changed: {}: {}", text_of_action(incident, *action), parts.join(", ")),
            )
        }
        Event::ActionDone { action, note, .. } => {
            ("action", format!("done: {}{}", text_of_action(incident, *action), because(note)))
        }
        Event::ActionDropped { action, reason, .. } => {
            ("action", format!("dropped: {}: {reason}", text_of_action(incident, *action)))
        }
        Event::ActionReopened { action, reason, .. } => {
            ("action", format!("open again: {}: {reason}", text_of_action(incident, *action)))
        }
        Event::SectionWritten { section, text, .. } => {
            let title = plan.and_then(|plan| plan.section(section));
            let title = title.map_or(section.as_str(), |section| section.title.as_str());
            ("report", format!("{title}: {text}"))
        }
        Event::EntryPrivileged { target, reason, .. } => {
            ("legal", format!("privileged: {}: {reason}", target.short()))
        }
        Event::PrivilegeLifted { target, reason, .. } => {
            ("legal", format!("no longer privileged: {}: {reason}", target.short()))
        }
        Event::HoldSet { reason, .. } => ("legal", format!("hold: {reason}")),
        Event::HoldLifted { reason, .. } => ("legal", format!("hold lifted: {reason}")),
        _ => return None,
    })
}

/// The title of a rule of the matrix with whom it is for, or of a template; the id where the plan has neither.
pub fn title_of_message(plan: Option<&Plan>, item: &str) -> String {
    let rule = plan.and_then(|plan| plan.comms_rule(item)).map(|rule| rule.title.clone());
    let template = || plan.and_then(|plan| plan.template(item)).map(|t| t.title.clone());
    rule.or_else(template).unwrap_or_else(|| item.to_owned())
}

fn text_of_action(incident: &Incident, id: EntryId) -> String {
    let mut actions = incident.actions.iter();
    actions.find(|action| action.id == id).map_or_else(|| id.short(), |a| a.owed.text.clone())
}
