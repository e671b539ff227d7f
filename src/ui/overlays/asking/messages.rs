//! Forms for messages to people: which one, its words, its approval, its way out.

use super::answers::{Fault, fault, optional, time};
use super::response::of;
use crate::comms::{Item, State, open_marks, standing};
use crate::incident::{Command, Drafting, Sending, whole};
use crate::plan::Template;
use crate::ui::doing::Doing;
use crate::ui::effect::{Asked, Effect, Way};
use crate::ui::layout::Pane;
use crate::ui::model::{Model, Tickable};
use crate::ui::overlays::composing::{self, BESIDE, Preview, SUBJECT, TEXT, label_of};
use crate::ui::overlays::field::{Choice, Field, Pick};
use crate::ui::overlays::form::Form;
use crate::ui::room::Room;

/// The label of the choice of a message.
const WHICH: &str = "message";
/// The label of what is read before it is approved or sent.
const READ: &str = "it says";

/// Whether something is done about messages.
pub fn is_about(doing: Doing) -> bool {
    use Doing::{Amend, Approve, Compose, Send, Unneeded, Withdraw};
    matches!(doing, Compose | Approve | Withdraw | Send | Amend | Unneeded)
}

/// Asks about the message that was named or is under the cursor; else which one is meant.
pub fn form(doing: Doing, room: &Room, model: &Model, subject: &str) -> Result<Form, String> {
    let under = under_cursor(model).unwrap_or_default();
    let wanted = if subject.is_empty() { under.clone() } else { named(room, subject)? };
    if doing == Doing::Compose {
        return match wanted.as_str() {
            "" => which(room, model),
            wanted => Ok(compose(room, model, wanted)),
        };
    }
    let fits: Vec<&Item> = room.messages.iter().filter(|item| makes_sense(doing, item)).collect();
    let choice = |item: &&Item| {
        let value = match (&item.state, doing) {
            (State::Sent(gone), Doing::Amend) => gone.place.to_string(),
            _ => item.id.clone(),
        };
        let title = format!("{}  {}", item.audience, title_of(item));
        Choice {
            aliases: vec![item.id.clone()],
            ..Choice::new(&value, &title, &standing(item, model.now))
        }
    };
    let choices: Vec<Choice> = fits.iter().map(choice).collect();
    if choices.is_empty() {
        return Err(nothing_fits(doing).to_owned());
    }
    let wanted = fits.iter().position(|item| item.id == wanted);
    if wanted.is_none() && !subject.is_empty() {
        return Err(format!("`{subject}`: {}", nothing_fits(doing)));
    }
    let chosen = wanted.map(|at| choices[at].value.clone()).unwrap_or_default();
    let known = wanted.is_some() || choices.len() == 1;
    let title = match doing {
        Doing::Approve => "Approve a message",
        Doing::Withdraw => "Withdraw an approval",
        Doing::Send => "Send a message",
        Doing::Amend => "Correct what was sent",
        _ => "Not needed",
    };
    let pick = Field::pick(WHICH, "type to find one", Pick::among(choices, &chosen));
    Ok(Form { at: usize::from(known), ..of(doing, room, "", title).with(pick) })
}

/// The message under the cursor of pane 5, while that has the keys.
fn under_cursor(model: &Model) -> Option<String> {
    let at = model.scroll(Pane::Comms).at;
    match model.tickable().get(at).filter(|_| model.focus == Pane::Comms)? {
        Tickable::Message(item) => Some(item.id.clone()),
        _ => None,
    }
}

/// The id of the message that somebody typed: one of the list, or a template.
fn named(room: &Room, typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    let is = |id: &str| crate::plan::spelled_alike(id, typed);
    if let Some(item) = room.messages.iter().find(|item| is(&item.id)) {
        return Ok(item.id.clone());
    }
    let plan = room.incident.plan.as_deref();
    let rule = plan.and_then(|plan| plan.comms_rule(typed)).map(|rule| rule.id.clone());
    let template = || plan.and_then(|plan| plan.template(typed)).map(|of| of.id.clone());
    rule.or_else(template).ok_or_else(|| format!("no message is called `{typed}`"))
}

fn title_of(item: &Item) -> String {
    if item.repeats { format!("{} #{}", item.title, item.number) } else { item.title.clone() }
}

fn makes_sense(doing: Doing, item: &Item) -> bool {
    match doing {
        Doing::Approve => matches!(item.state, State::Waits(_)),
        Doing::Withdraw => item.approvers.iter().any(|a| a.given.is_some()) && item.draft.is_some(),
        Doing::Send => item.draft.is_some(),
        Doing::Amend => matches!(item.state, State::Sent(_)),
        _ => !matches!(item.state, State::Sent(_) | State::Told { .. } | State::NotNeeded { .. }),
    }
}

fn nothing_fits(doing: Doing) -> &'static str {
    match doing {
        Doing::Approve => "no draft waits for an approval",
        Doing::Withdraw => "no draft was approved",
        Doing::Send => "nothing is drafted; c writes a message",
        Doing::Amend => "nothing was sent yet",
        _ => "no message is open",
    }
}

/// Asks which message is written: what must be said, then what else there is a template for.
fn which(room: &Room, model: &Model) -> Result<Form, String> {
    let open = room.messages.iter().filter(|item| makes_sense(Doing::Unneeded, item));
    let mut choices: Vec<Choice> = open
        .map(|item| {
            let title = format!("{}  {}", item.audience, title_of(item));
            let note = standing(item, model.now);
            Choice { aliases: vec![item.id.clone()], ..Choice::new(&item.id, &title, &note) }
        })
        .collect();
    let templates = room.incident.plan.iter().flat_map(|plan| &plan.templates);
    for template in templates {
        if choices.iter().all(|choice| choice.value != template.id) {
            let title = format!("{}  {}", template.audience, template.title);
            choices.push(Choice::new(&template.id, &title, "from its template"));
        }
    }
    if choices.is_empty() {
        return Err("the plan has no messages".to_owned());
    }
    let pick = Field::pick(WHICH, "type to find one", Pick::among(choices, ""));
    Ok(of(Doing::Compose, room, "", "Write a message").with(pick))
}

/// The composer that the choice of a message leads to.
pub fn next(form: &Form, room: &Room, model: &Model) -> Option<Form> {
    let which = form.value(WHICH);
    if which.is_empty() {
        return None;
    }
    let mut form = compose(room, model, &which);
    composing::adapt(&mut form, room, model);
    Some(form)
}

/// The composer: the fields of the template, the subject, the text, and the message beside or below them.
fn compose(room: &Room, model: &Model, id: &str) -> Form {
    let incident = &room.incident;
    let plan = incident.plan.as_deref();
    let rule = plan.and_then(|plan| plan.comms_rule(id));
    let template = rule.map_or(Some(id), |rule| rule.template.as_deref());
    let template = template.and_then(|template| plan?.template(template)).cloned();
    let draft = incident.messages.drafts.get(id);
    let audience = draft.map(|draft| draft.says.audience.clone());
    let audience = audience.or_else(|| rule.map(|rule| rule.audience.clone()));
    let audience = audience.or_else(|| template.as_ref().map(|of| of.audience.clone()));
    let audience = audience.unwrap_or_default();
    let item = room.messages.iter().find(|item| item.id == id && item.is_open());
    let title = item.map(title_of).or_else(|| template.as_ref().map(|of| of.title.clone()));
    let title = format!("{} to {audience}", title.unwrap_or_else(|| id.to_owned()));
    let mut form = of(Doing::Compose, room, id, &title);
    form.about = item.map(|item| about(item, room, model)).unwrap_or_default();
    let same =
        draft.filter(|draft| draft.says.template == template.as_ref().map(|of| of.id.clone()));
    if let Some(template) = &template {
        let known = crate::comms::known(incident, item, model.now);
        for (name, asked) in asked(plan, template, &known) {
            let field = Field::line(label_of(&name), &asked, false).helped(&asked);
            let typed = same.and_then(|draft| draft.says.fields.get(&name));
            let usual = known.get(&name).filter(|_| typed.is_none());
            let field = usual.map_or(field.clone(), |usual| field.otherwise(usual));
            form.fields.push(typed.map_or(field.clone(), |typed| field.filled(typed)));
        }
    }
    form.fields.push(Field::line(SUBJECT, "where it has one", false));
    form.fields.push(Field::text(TEXT, "what goes out", true));
    if model.size.0 < BESIDE {
        form.fields.push(composing::page());
    }
    form.preview = Some(Box::new(Preview::new(plan, &audience, template)));
    composing::adapt(&mut form, room, model);
    if let Some(draft) = draft {
        // What was edited by hand in the draft is there again; what the template makes follows the fields.
        let subject = draft.says.subject.clone().unwrap_or_default();
        for (label, text) in [(SUBJECT, &subject), (TEXT, &draft.says.text)] {
            let field = form.place(label).map(|at| &mut form.fields[at]);
            if let Some(field) = field.filter(|field| field.value().trim() != text.trim()) {
                *field = field.clone().filled(text);
            }
        }
        composing::adapt(&mut form, room, model);
    }
    let text = form.place(TEXT).unwrap_or(0);
    form.at = if form.fields.len() > 3 { 0 } else { text };
    form
}

/// The fields that a template asks for, and those that nobody has told the incident.
fn asked(
    plan: Option<&crate::plan::Plan>,
    template: &Template,
    known: &std::collections::BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let declared = template.fields.iter().map(|gap| (gap.id.clone(), gap.title.clone()));
    let mut fields: Vec<(String, String)> = declared.collect();
    let none = std::collections::BTreeMap::new();
    let made = plan.and_then(|plan| crate::comms::render(plan, template, known, &none).ok());
    for missing in made.into_iter().flat_map(|made| made.missing) {
        if fields.iter().all(|(name, _)| *name != missing.name) {
            fields.push((missing.name, missing.title));
        }
    }
    fields
}

/// When it is due, by what rule, and who must approve it.
fn about(item: &Item, room: &Room, model: &Model) -> Vec<String> {
    let is_due = matches!(item.state, State::Due) || item.is_late;
    let mut facts: Vec<String> = is_due.then(|| standing(item, model.now)).into_iter().collect();
    facts.extend(Some(item.rule.clone()).filter(|rule| !rule.is_empty()));
    let approvers = item.approvers.iter().map(|approver| {
        let name = approver.seat.name.as_deref().unwrap_or("nobody");
        if let Some((by, _)) = &approver.given {
            return format!("approved by {by}; another text needs it anew");
        }
        let role = crate::telling::name_of_role(&room.incident, &approver.seat.role);
        format!("to approve: {role} ({name})")
    });
    facts.extend(approvers);
    vec![facts.join(" · ")]
}

/// Brings what is asked in line with the message that was chosen.
pub fn adapt(doing: Doing, form: &mut Form, room: &Room, model: &Model) {
    if doing == Doing::Compose {
        return composing::adapt(form, room, model);
    }
    let which = form.value(WHICH);
    let how = form.value("how");
    let variant = format!("{which} {how}");
    if form.fields.is_empty() || form.variant == variant {
        return;
    }
    // What was typed stays where the same is asked again.
    let before: Vec<(String, String)> =
        form.fields.iter().map(|field| (field.label.to_string(), field.value())).collect();
    let was_of = form.variant.split(' ').next() == Some(which.as_str());
    form.fields.truncate(1);
    form.fields.extend(match doing {
        Doing::Send => of_sending(room, &which, &how),
        Doing::Approve => of_approval(room, model, &which),
        Doing::Amend => of_correction(room, &which),
        Doing::Withdraw => vec![Field::line("reason", "what is wrong with it", true)],
        _ => vec![Field::line("reason", "why nobody needs to be told", true)],
    });
    if was_of {
        for (label, value) in
            before.iter().filter(|(label, value)| label != WHICH && !value.is_empty())
        {
            form.fill(&[(label, value)]);
        }
    }
    form.variant = variant;
}

fn of_approval(room: &Room, model: &Model, which: &str) -> Vec<Field> {
    let missing = room.incident.missing_approvals(which, &room.authors);
    let mine = |role: &&&str| room.incident.holder(role) == Some(model.setting.me.as_str());
    let proposed = missing.iter().find(mine).or(missing.first()).copied().unwrap_or_default();
    let choice = |role: &&str| {
        let holder = room.incident.holder(role).unwrap_or("nobody");
        let name = crate::telling::name_of_role(&room.incident, role);
        Choice::new(role, &name, holder)
    };
    let choices: Vec<Choice> = missing.iter().map(choice).collect();
    vec![read(room, which), Field::pick("role", "in whose name", Pick::among(choices, proposed))]
}

/// The exact words of a draft, to be read.
fn read(room: &Room, which: &str) -> Field {
    let draft = room.incident.messages.drafts.get(which);
    let text = draft.map(|draft| whole(draft.says.subject.as_deref(), &draft.says.text));
    Field {
        help: draft.map(|draft| format!("draft {}", draft.id.short())).unwrap_or_default(),
        ..Field::page(READ, &text.unwrap_or_default())
    }
}

fn of_sending(room: &Room, which: &str, how: &str) -> Vec<Field> {
    let ways = vec![
        Choice::new("sent", "mark as sent", "it went out another way"),
        Choice::new("copy", "copy", "to the clipboard; then mark it as sent"),
        Choice::new("file", "write to a file", "a new one"),
        Choice::new("command", "hand to a command", "on its standard input; it must end well"),
    ];
    let mut fields = vec![Field::pick("how", "which way", Pick::among(ways, how))];
    match how {
        "file" => fields.push(Field::line("where", "a new file: ~/statement.txt", true)),
        "command" => fields.push(Field::line("where", "such as: mail -s Update team@…", true)),
        _ => {}
    }
    if how != "copy" {
        let usual = match how {
            "file" => Some("file"),
            "command" => Some("command"),
            _ => None,
        };
        let channel = Field::line("channel", "email, status page, chat", usual.is_none());
        fields.push(usual.map_or(channel.clone(), |usual| channel.otherwise(usual)));
        fields.push(Field::line("reference", "what the recipient calls it", false));
        let missing = room.incident.missing_approvals(which, &room.authors);
        if !missing.is_empty() {
            let names =
                missing.iter().map(|role| crate::telling::name_of_role(&room.incident, role));
            let names: Vec<String> = names.collect();
            let help = format!("‼ {} has not approved it", names.join(", "));
            let why = Field::line("without approval", "why it goes out all the same", true);
            fields.push(why.helped(&help));
        }
        let when = Field::time("when", "now, 14:05, 10m ago", false);
        fields.push(when.otherwise("now"));
    }
    fields.push(read(room, which));
    fields
}

fn of_correction(room: &Room, which: &str) -> Vec<Field> {
    let place = which.parse::<usize>().ok().and_then(|place| place.checked_sub(1));
    let sent = place.and_then(|place| room.incident.messages.sent.get(place));
    let (subject, text) =
        sent.map_or((String::new(), String::new()), |sent| match sent.corrections.last() {
            Some(said) => (said.value.subject.clone().unwrap_or_default(), said.value.text.clone()),
            None => (sent.says.subject.clone().unwrap_or_default(), sent.says.text.clone()),
        });
    vec![
        Field::line("reason", "what was wrong with it", true),
        Field::line(SUBJECT, "where it has one", false).filled(&subject),
        Field::text(TEXT, "what went out instead", true).filled(&text),
        Field::line("channel", "as the first one", false),
        Field::line("reference", "what the recipient calls it", false),
    ]
}

/// What the answers come to.
pub fn command(doing: Doing, form: &Form, room: &Room) -> Command {
    let (item, reason) = (form.value(WHICH), form.value("reason"));
    match doing {
        Doing::Compose => {
            let template = form.preview.as_deref().and_then(Preview::template);
            Command::Draft(Drafting {
                item: form.subject.clone(),
                audience: None,
                subject: optional(form, SUBJECT),
                text: form.value(TEXT),
                template: template.map(|template| template.id.clone()),
                fields: composing::typed(form),
            })
        }
        Doing::Approve => {
            let (role, draft) = (optional(form, "role"), draft_read(form, room, &item));
            Command::Approve { item, role, draft }
        }
        Doing::Withdraw => Command::WithdrawApproval { item, role: None, reason },
        Doing::Amend => Command::CorrectMessage {
            sent: item,
            subject: optional(form, SUBJECT),
            text: form.value(TEXT),
            channel: optional(form, "channel"),
            reference: optional(form, "reference"),
            reason,
        },
        _ => Command::WaiveMessage { item, reason },
    }
}

/// The draft whose words were on the screen.
fn draft_read(form: &Form, room: &Room, item: &str) -> Option<String> {
    let read = form.fields.iter().find(|field| field.label == READ)?;
    let shown = read.help.strip_prefix("draft ")?;
    let mut drafts = room.incident.timeline.iter().map(|line| line.entry.id);
    let draft = drafts.find(|id| id.short() == shown);
    let draft = draft.or_else(|| Some(room.incident.messages.drafts.get(item)?.id));
    draft.map(|draft| draft.to_string())
}

/// What sending comes to: a mark, or a way out first.
pub fn sending(form: &Form, room: &Room, model: &Model) -> Result<Effect, Fault> {
    let item = form.value(WHICH);
    let draft = room.incident.messages.drafts.get(&item);
    let draft = draft.ok_or_else(|| fault(form, WHICH, "its draft is gone"))?;
    let text = whole(draft.says.subject.as_deref(), &draft.says.text);
    if form.value("how") == "copy" {
        return Ok(Effect::Copy(text));
    }
    if let Some(mark) = open_marks(&text).first() {
        let why = format!("{mark} is missing in it; c fills it in");
        return Err(fault(form, WHICH, &why));
    }
    let command = Command::Send(Sending {
        draft: draft_read(form, room, &item),
        channel: channel(form),
        reference: optional(form, "reference"),
        unapproved: optional(form, "without approval"),
        item,
        ..Sending::default()
    });
    let when = if form.value("when") == "now" { None } else { time(form, "when", model)? };
    let (incident, asked) = (room.id(), Asked::Form);
    let place = form.value("where");
    let way = match form.value("how").as_str() {
        "file" => Way::File(place.into()),
        "command" => Way::Command(place),
        _ => return Ok(Effect::RunEach { incident, commands: vec![command], when, asked }),
    };
    Ok(Effect::Deliver { incident, way, text, command, when, asked })
}

/// By which way it goes: as was said, else the file or the program.
fn channel(form: &Form) -> String {
    let place = form.value("where");
    match (form.value("channel").as_str(), form.value("how").as_str()) {
        ("file", "file") => format!("file {place}"),
        ("command", "command") => {
            let program = place.split_whitespace().next().unwrap_or_default();
            program.rsplit('/').next().unwrap_or_default().to_owned()
        }
        (said, _) => said.to_owned(),
    }
}
