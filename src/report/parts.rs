//! What of the log fills a section: timeline, impact, response, actions.

use super::document::{Part, Said, Tone};
use super::words::{lines, many, moment, moment_or_not, plain, yes_or_no};
use super::{annex, sent};
use crate::clocks::moment_words;
use crate::wire::Contained;
use crate::wire::report::{Decided, Happened, Ran, Report, Seated, Took};

/// What fills a section, as plans name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// What happened in two sentences.
    Summary,
    /// When what happened, and how long it took.
    Timeline,
    /// Whom it touched.
    Impact,
    /// Who did what: roles, and what no other section takes.
    Response,
    /// What was decided.
    Decisions,
    /// What was done against the harm.
    Containment,
    /// What was preserved.
    Evidence,
    /// What was due, and whether it was met.
    Clocks,
    /// Who was told what.
    Communications,
    /// The AI incident record.
    Record,
    /// What is still to be done.
    Actions,
}

impl Topic {
    /// Reads a plan's word; what is not known fills nothing.
    pub fn of(word: &str) -> Option<Topic> {
        Some(match word {
            "summary" => Topic::Summary,
            "timeline" => Topic::Timeline,
            "impact" => Topic::Impact,
            "response" => Topic::Response,
            "decisions" => Topic::Decisions,
            "containment" => Topic::Containment,
            "evidence" => Topic::Evidence,
            "clocks" => Topic::Clocks,
            "communications" => Topic::Communications,
            "record" => Topic::Record,
            "actions" => Topic::Actions,
            _ => return None,
        })
    }
}

/// Fills a part with what the log says of a topic; `taken` are those that have sections of their own.
pub fn fill(part: &mut Part, report: &Report, topic: Topic, taken: &[Topic]) {
    match topic {
        Topic::Summary => part.say(summary(report)),
        Topic::Timeline => timeline(part, report),
        Topic::Impact => impact(part, report),
        Topic::Response => response(part, report, taken),
        Topic::Decisions => decisions(part, report),
        Topic::Containment => containment(part, report),
        Topic::Evidence => annex::evidence(part, report),
        Topic::Clocks => annex::clocks(part, report),
        Topic::Communications => sent::communications(part, report),
        Topic::Record => annex::record(part, report),
        Topic::Actions => sent::actions(part, report),
    }
}

/// The facts in a few sentences.
fn summary(report: &Report) -> String {
    let level = report.severity.as_ref().map_or("No severity was set", |level| &level.id);
    let kind = report.category.as_ref().map(|kind| kind.title.to_lowercase());
    let system = report.system.as_ref().map(|system| format!(" in {system}"));
    let mut said = format!(
        "{level}: {}{}.",
        kind.as_deref().unwrap_or("an incident of no set kind"),
        system.unwrap_or_default()
    );
    let at = |stamp: &str| report.stamps.get(stamp).map(|stamp| moment(stamp.time));
    let mut happened: Vec<String> = Vec::new();
    happened.extend(at("detected").map(|at| {
        let how = report.detected_by.as_ref().map(|how| format!(" ({})", how.to_lowercase()));
        format!("noticed at {at}{}", how.unwrap_or_default())
    }));
    happened.extend(report.declared_at.map(|at| format!("declared at {}", moment(at))));
    happened.extend(at("contained").map(|at| format!("contained at {at}")));
    happened.extend(at("resolved").map(|at| format!("resolved at {at}")));
    let began = at("began").map(|at| format!(" It began at {at}"));
    if let Some(last) = happened.pop() {
        let before = happened.join(", ");
        said.push_str(
            &began.map_or_else(|| " It was ".to_owned(), |began| format!("{began}, was ")),
        );
        let and = if before.is_empty() { "" } else { " and " };
        said.extend([&*before, and, &*last, "."]);
    }
    if let Some(number) = report.users_affected {
        said.extend([" ", &many(number, "user was", "users were"), " affected."]);
    }
    said
}

fn timeline(part: &mut Part, report: &Report) {
    part.head("How long things took");
    let row = |took: &Took| {
        let tone = match took.state {
            "invalid" => Tone::Bad,
            "not_recorded" => Tone::Quiet,
            _ => Tone::Plain,
        };
        let from_to = format!("{} to {}", moment_words(took.from), moment_words(took.to));
        vec![Said::from(took.title), Said::from(from_to), Said::in_tone(tone, &*took.words)]
    };
    let rows = report.durations.iter().map(row).collect();
    part.table(&["What", "From and to", "How long"], rows, "Nothing was measured.");
    part.head("What happened");
    let rows = report.timeline.iter().map(happened).collect();
    part.table(&["When (UTC)", "Who", "Entry", "What"], rows, "Nothing was written down.");
}

fn happened(happened: &Happened) -> Vec<Said> {
    let tone = if happened.standing == "stands" { Tone::Plain } else { Tone::Quiet };
    vec![
        Said::in_tone(tone, moment(happened.at)),
        Said::in_tone(tone, &*happened.who),
        Said::in_tone(tone, happened.kind),
        Said::in_tone(tone, &*happened.text),
    ]
}

fn impact(part: &mut Part, report: &Report) {
    let users = report.users_affected.map_or_else(
        || Said::in_tone(Tone::Quiet, "not known"),
        |number| Said::from(many(number, "user", "users")),
    );
    let terms = vec![
        ("Users affected".to_owned(), users),
        ("Reported in public".to_owned(), yes_or_no(Some(report.public_report))),
        ("Near miss".to_owned(), yes_or_no(Some(report.near_miss))),
    ];
    part.blocks.push(super::Block::Terms(terms));
    let answered = report.questions.iter().filter(|asked| asked.answer.is_some());
    let row = |asked: &crate::wire::Asked| {
        let answer = asked.answer.map(|answer| answer.to_string()).unwrap_or_default();
        let by = asked.by.clone().unwrap_or_default();
        let why = asked.reason.clone().unwrap_or_default();
        [asked.text.clone(), answer, by, why].map(Said::from).into()
    };
    let rows: Vec<Vec<Said>> = answered.map(row).collect();
    if report.questions.is_empty() {
        return;
    }
    let open = report.questions.len() - rows.len();
    part.head("Classification");
    part.table(&["Question", "Answer", "By", "Because"], rows, "No question was answered.");
    if open > 0 {
        let open = many(open as u64, "question was", "questions were");
        part.say(Said::in_tone(Tone::Quiet, format!("{open} not answered.")));
    }
}

fn response(part: &mut Part, report: &Report, taken: &[Topic]) {
    part.head("Roles");
    let inside = report.audience == "internal";
    if inside {
        let rows = report.roles.iter().map(seat).collect();
        part.table(&["Role", "Held by", "How it came to that"], rows, "Nobody held a seat.");
    } else {
        let held = report.roles.iter().filter(|seat| !seat.history.is_empty());
        let row = |seat: &Seated| {
            let since = seat.history.first().map(|sat| sat.at);
            vec![Said::from(&*seat.title), moment_or_not(since)]
        };
        part.table(&["Role", "Filled at (UTC)"], held.map(row).collect(), "Nobody held a seat.");
    }
    if !taken.contains(&Topic::Decisions) {
        part.head("Decisions");
        decisions(part, report);
    }
    if !taken.contains(&Topic::Containment) {
        part.head("Containment");
        containment(part, report);
    }
}

fn decisions(part: &mut Part, report: &Report) {
    let rows = report.decisions.iter().map(decision).collect();
    part.table(&["When (UTC)", "Who", "Decision"], rows, "No decision was written down.");
}

fn containment(part: &mut Part, report: &Report) {
    let rows = report.containments.iter().map(contained).collect();
    let heads = ["Since (UTC)", "Measure", "Verified", "Lifted"];
    part.table(&heads, rows, "No measure was written down.");
}

fn seat(seat: &Seated) -> Vec<Said> {
    let holder = match &seat.holder {
        Some(holder) => Said::from(holder.as_str()),
        None if seat.required => Said::in_tone(Tone::Bad, "nobody, though the level requires it"),
        None => Said::in_tone(Tone::Quiet, "nobody"),
    };
    let came = seat.history.iter().map(|sat| {
        let at = moment(sat.at);
        let person = sat.person.as_deref().unwrap_or("nobody");
        Some(match sat.how {
            "handed_over" => format!("{at} handed over to {person}"),
            "released" => format!("{at} left empty, by {}", sat.by),
            _ => format!("{at} {person}"),
        })
    });
    vec![Said::from(&*seat.title), holder, Said::from(lines(came))]
}

fn decision(decided: &Decided) -> Vec<Said> {
    let all = |word: &str, parts: &[String]| {
        (!parts.is_empty()).then(|| format!("{word}: {}", parts.join("; ")))
    };
    let text = lines([
        Some(decided.text.clone()),
        decided.reason.as_ref().map(|why| format!("Because: {why}")),
        all("Instead of", &decided.options),
        all("Against it", &decided.objections),
        decided.privileged.then(|| "(privileged)".to_owned()),
    ]);
    vec![Said::from(moment(decided.at)), Said::from(&*decided.decider), Said::from(text)]
}

fn contained(line: &Contained) -> Vec<Said> {
    let copied = line.evidence_copied.map(|copied| {
        if copied { "Evidence copied first" } else { "Evidence not copied first" }.to_owned()
    });
    let measure = lines([
        Some(format!("{} {}", plain(&line.did), line.what)),
        line.until.as_ref().map(|until| format!("Until: {until}")),
        copied,
        Some(format!("By {}", line.by)),
    ]);
    let verified = match (&line.verified_by, line.verified_at) {
        (Some(by), Some(at)) => {
            let note = line.verified_note.clone();
            Said::from(lines([Some(format!("{} by {by}", moment(at))), note]))
        }
        _ => Said::in_tone(Tone::Bad, "not verified"),
    };
    let lifted = match (&line.lifted_by, line.lifted_at) {
        (Some(by), Some(at)) => {
            let met = match line.criteria_met {
                Some(true) => Some("criteria met".to_owned()),
                Some(false) => Some("criteria not met".to_owned()),
                None => None,
            };
            let why = line.lifted_because.clone();
            Said::from(lines([Some(format!("{} by {by}", moment(at))), met, why]))
        }
        _ => Said::from("still in force"),
    };
    vec![Said::from(moment(line.since)), Said::from(measure), verified, lifted]
}

/// How a clock that ended sounds.
pub fn tone_of(ran: &Ran) -> Tone {
    match ran.outcome {
        Some("in_time") => Tone::Good,
        Some("waived") => Tone::Quiet,
        Some(_) => Tone::Bad,
        None => Tone::Plain,
    }
}
