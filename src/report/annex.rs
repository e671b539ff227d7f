//! What the log says beside the plan's sections: clocks, record, evidence, checklist, conflicts.

use super::document::{Part, Said, Tone};
use super::parts::{self, Topic, tone_of};
use super::words::{NOT_RECORDED, lines, many, moment, plain, time};
use crate::clocks::moment_words;
use crate::wire::report::{Kept, Ran, Report};
use crate::wire::{Conflict, Earlier, Evidence, Fielded, Item, Paged, Task};

/// The parts for which the plan has no section.
pub fn parts(report: &Report, told: &[Topic]) -> Vec<Part> {
    let inside = report.audience == "internal";
    let mut parts = Vec::new();
    let topics = [
        (Topic::Summary, "facts", "Facts"),
        (Topic::Timeline, "timeline", "Timeline"),
        (Topic::Impact, "impact", "Impact"),
        (Topic::Response, "response", "Response"),
        (Topic::Actions, "action-items", "Action items"),
        (Topic::Communications, "communications", "Communications"),
        (Topic::Clocks, "clocks", "Clocks met and missed"),
        (Topic::Record, "record", "AI incident record"),
        (Topic::Evidence, "evidence", "Evidence"),
    ];
    for (topic, id, title) in topics {
        let silent = match topic {
            Topic::Clocks => report.clocks.is_empty(),
            Topic::Record => report.record.is_none(),
            Topic::Communications => report.messages.is_empty() && report.unsent.is_empty(),
            Topic::Evidence => !inside,
            _ => false,
        };
        if !told.contains(&topic) && !silent {
            let mut part = Part::new(id, title);
            parts::fill(&mut part, report, topic, told);
            parts.push(part);
        }
    }
    if inside {
        parts.extend(held(report));
        parts.extend(work(report));
        parts.extend(conflicts(report));
        parts.extend(earlier(report));
    }
    parts
}

/// What was due, and whether it was met.
pub fn clocks(part: &mut Part, report: &Report) {
    let (others, settled): (Vec<&Ran>, Vec<&Ran>) =
        report.clocks.iter().partition(|ran| is_beside_the_point(ran));
    let count = |outcomes: &[&str]| {
        let of = |ran: &&&Ran| ran.outcome.is_some_and(|outcome| outcomes.contains(&outcome));
        settled.iter().filter(of).count()
    };
    let met = count(&["in_time"]);
    let late = count(&["late", "running_late", "missed"]);
    part.say(format!("{met} met in time, {late} late or missed, {} waived.", count(&["waived"])));
    let rows = settled.iter().map(|ran| clock(report, ran)).collect();
    let heads = ["Duty", "Time given", "Due (UTC)", "What became of it"];
    part.table(&heads, rows, "No clock ran.");
    let legal = settled.iter().find_map(|ran| ran.clock.advice);
    if let Some(advice) = legal {
        part.say(Said::in_tone(Tone::Quiet, format!("The clocks of the law are {advice}.")));
    }
    let of = |state: &str| others.iter().filter(|ran| ran.clock.state == state).count() as u64;
    let (open, never) = (of("not_assessed"), of("not_applicable"));
    if open > 0 {
        let open = many(open, "clock was", "clocks were");
        let text = format!("{open} never assessed: the questions that arm them have no answer.");
        part.say(Said::in_tone(Tone::Quiet, text));
    }
    if never > 0 {
        let never = many(never, "clock did", "clocks did");
        part.say(Said::in_tone(Tone::Quiet, format!("{never} not apply.")));
    }
    let row = |kept: &Kept| {
        let tone = if kept.missed == 0 { Tone::Good } else { Tone::Bad };
        let missed = Said::in_tone(tone, kept.missed.to_string());
        vec![Said::from(&*kept.title), Said::from(kept.sent.to_string()), missed]
    };
    if !report.cadences.is_empty() {
        part.head("Updates at a fixed rhythm");
        let rows = report.cadences.iter().map(row).collect();
        part.table(&["Update", "Sent while asked for", "Intervals missed"], rows, "None.");
    }
}

/// Whether a clock was no duty: nobody assessed whether it applies, or it did not.
pub fn is_beside_the_point(ran: &Ran) -> bool {
    ran.outcome.is_none() && matches!(ran.clock.state, "not_assessed" | "not_applicable")
}

/// When something is due: at a minute, or at the end of a day.
pub fn due(ran: &Ran) -> Option<String> {
    let by_day = ran.last_day.map(|day| format!("{day}, end of day"));
    by_day.or_else(|| ran.clock.due.as_deref().map(time))
}

fn clock(report: &Report, ran: &Ran) -> Vec<Said> {
    let clock = &ran.clock;
    let owner = clock.owner.as_ref().map(|id| {
        let seat = report.roles.iter().find(|seat| seat.role == *id);
        seat.map_or_else(|| plain(id), |seat| seat.title.clone())
    });
    let told = clock.recipient.as_ref().map(|who| format!("told: {who}"));
    let beside = [owner, told, clock.legal.then(|| "law".to_owned())];
    let beside: Vec<String> = beside.into_iter().flatten().collect();
    let duty = lines([Some(clock.title.clone()), Some(beside.join(" · "))]);
    let from = clock.counts_from.as_ref().map(|from| format!("from {}", moment_words(from)));
    let rule = lines([Some(clock.rule.clone()), from]);
    let due = due(ran).map_or_else(|| Said::in_tone(Tone::Quiet, "no set time"), Said::from);
    let missed = match (ran.outcome, clock.state) {
        (Some("missed"), _) => format!("missed; {}", clock.words),
        (None, "running" | "at_risk") => format!("runs: {}", clock.words),
        _ => clock.words.clone(),
    };
    let reference = clock.reference.as_ref().map(|given| format!("reference {given}"));
    let why = clock.explained.as_ref().filter(|why| !missed.contains(&***why));
    let why = why.map(|why| format!("because: {why}"));
    let became = lines([Some(missed), reference, why]);
    vec![Said::from(duty), Said::from(rule), due, Said::in_tone(tone_of(ran), became)]
}

/// The minimum record and what else was recorded.
pub fn record(part: &mut Part, report: &Report) {
    let Some(record) = &report.record else { return };
    part.say(format!("{} of {} fields of the minimum are filled.", record.filled, record.of));
    let row = |field: &Fielded| {
        let value = field.value.as_ref().map_or_else(
            || Said::in_tone(Tone::Quiet, NOT_RECORDED),
            |value| Said::from(value.as_str()),
        );
        let by = field.by.clone().unwrap_or_default();
        vec![Said::from(&*field.title), value, Said::from(by)]
    };
    let asked = record.fields.iter().filter(|field| !field.optional || field.value.is_some());
    part.table(&["Field", "Value", "By"], asked.map(row).collect(), "The plan asks for none.");
}

/// What was preserved, and where it is kept.
pub fn evidence(part: &mut Part, report: &Report) {
    let row = |one: &Evidence| {
        let size = one.size.map(|size| many(size, "byte", "bytes"));
        let sum = one.sha256.map(|sum| format!("SHA-256 {sum}"));
        let kept = lines([
            Some(one.kept_at.clone()),
            size,
            sum.filter(|_| one.sha256.is_none_or(|sum| one.kept_at != format!("evidence/{sum}"))),
        ]);
        vec![Said::from(&*one.name), Said::from(kept), Said::from(&*one.collected_by)]
    };
    let rows = report.evidence.iter().map(row).collect();
    let heads = ["What", "Where it is kept", "Collected by"];
    part.table(&heads, rows, "Nothing was preserved.");
}

/// What lawyers asked for.
fn held(report: &Report) -> Option<Part> {
    let held = report.hold.as_ref()?;
    let mut part = Part::new("hold", "Legal hold");
    let why = held.reason.as_deref().unwrap_or_default();
    part.say(format!("Since {}, set by {}: {why}", moment(held.at), held.by));
    part.say("Nothing of this incident may be destroyed.");
    Some(part)
}

/// The checklist, tasks and calls.
fn work(report: &Report) -> Option<Part> {
    let mut part = Part::new("work", "Checklist and tasks");
    let done = report.checklist.iter().filter(|item| item.state == "done").count();
    part.say(format!("{done} of {} lines of the checklist were done.", report.checklist.len()));
    let touched = report.checklist.iter().filter(|item| item.state != "open");
    let row = |item: &Item| {
        let by = item.by.clone().unwrap_or_default();
        let state = lines([
            Some(format!("{} by {by}", item.state)),
            item.at.map(moment),
            item.reason.clone(),
        ]);
        vec![Said::from(&*item.text), Said::from(state)]
    };
    let rows: Vec<Vec<Said>> = touched.map(row).collect();
    if !rows.is_empty() {
        part.table(&["Line", "State"], rows, "");
    }
    let row = |task: &Task| {
        let state = match (task.done_at, task.acknowledged_at) {
            (Some(at), _) => Said::in_tone(Tone::Good, format!("done {}", moment(at))),
            (None, Some(at)) => Said::in_tone(Tone::Bad, format!("accepted {}", moment(at))),
            (None, None) => Said::in_tone(Tone::Bad, "never accepted"),
        };
        let asked =
            format!("{} by {}, within {} min", moment(task.given_at), task.given_by, task.minutes);
        vec![Said::from(&*task.text), Said::from(&*task.to), Said::from(asked), state]
    };
    let rows: Vec<Vec<Said>> = report.tasks.iter().map(row).collect();
    if !rows.is_empty() {
        part.head("Tasks");
        part.table(&["Task", "For", "Given (UTC)", "State"], rows, "");
    }
    let row = |paged: &Paged| {
        let note = paged.note.clone().unwrap_or_default();
        let role = report.roles.iter().find(|seat| seat.role == paged.role);
        let role = role.map_or_else(|| plain(&paged.role), |seat| seat.title.clone());
        [moment(paged.at), paged.person.clone(), role, note].map(Said::from).into()
    };
    let rows: Vec<Vec<Said>> = report.paged.iter().map(row).collect();
    if !rows.is_empty() {
        part.head("Calls");
        part.table(&["When (UTC)", "Who was called", "For", "What came of it"], rows, "");
    }
    (!report.checklist.is_empty() || part.blocks.len() > 1).then_some(part)
}

fn conflicts(report: &Report) -> Option<Part> {
    let row = |conflict: &Conflict| {
        let side = |side: &crate::wire::Side| {
            Said::in_tone(Tone::Bad, format!("{} by {}, {}", side.value, side.by, time(&side.at)))
        };
        let about = Said::from(&*conflict.about);
        vec![about, side(&conflict.in_force), side(&conflict.instead_of)]
    };
    let rows: Vec<Vec<Said>> = report.conflicts.iter().map(row).collect();
    let mut part = Part::new("conflicts", "Conflicts");
    part.say("Two people set these without having seen each other's; nobody settled them.");
    part.table(&["What", "In force", "And"], rows, "");
    (!report.conflicts.is_empty()).then_some(part)
}

fn earlier(report: &Report) -> Option<Part> {
    let row = |one: &Earlier| {
        let system = match (&one.system, one.same_system) {
            (_, true) => Some("the same system".to_owned()),
            (system, false) => system.clone(),
        };
        let level = one.severity.clone();
        let what = lines([Some(one.title.clone()), level, system]);
        let decided = one.last_decision.as_ref().map(|said| format!("decided: {said}"));
        let lessons = match one.lessons_done + one.lessons_open {
            0 => None,
            all => Some(format!("{} of {all} lessons done", one.lessons_done)),
        };
        let came = lines([Some(one.status.clone()), lessons, decided]);
        let id = Said::from(one.incident.as_str());
        vec![id, Said::from(moment(one.at)), Said::from(what), Said::from(came)]
    };
    let rows: Vec<Vec<Said>> = report.recurrence.iter().map(row).collect();
    let mut part = Part::new("earlier", "Earlier incidents of this kind");
    part.say("It happened before: what was done then did not prevent this.");
    part.table(&["Incident", "When (UTC)", "What", "What came of it"], rows, "");
    (!report.recurrence.is_empty()).then_some(part)
}
