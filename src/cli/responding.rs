//! The response at the command line: the classification, the record, the ledger, clocks, calls. Each
//! command writes one entry; without what is to be written it shows what there is.

use super::args::{ClockOf, ContainOf, RespondDo, YesOrNo};
use super::desk::Desk;
use super::failure::{Failure, USAGE};
use super::messaging;
use super::reading::moment;
use super::table::{Table, counted};
use super::ticking::{NO_ADVICE, clock_row};
use super::writing::{answer, text_or_input};
use crate::clocks::{Reading, readings};
use crate::incident::{Command, Incident, IncidentId, Ruling};
use crate::intent;
use crate::plan::spelled_alike;
use crate::wire::{Asked, Contained, Record, Recorded};
use serde_json::json;

/// Does what was typed about the response.
pub async fn respond(desk: &Desk, what: RespondDo) -> Result<(), Failure> {
    let (on, command) = match what {
        RespondDo::Classify { on, question, answer, reason } => {
            let id = desk.named(&on.id).await?;
            return match question.zip(answer) {
                Some((question, answer)) => {
                    let answer = intent::answer(&answer)?;
                    let command = Command::Classify { question: question.clone(), answer, reason };
                    classify(desk, id, &question, command).await
                }
                None => questions(desk, &desk.open(id).await?.incident),
            };
        }
        RespondDo::Record { on, field, value } => {
            let id = desk.named(&on.id).await?;
            return match field.zip(value) {
                Some((field, value)) => {
                    let command = Command::SetRecord { field, value: text_or_input(value)? };
                    record(desk, id, command).await
                }
                None => show_record(desk, &desk.open(id).await?.incident),
            };
        }
        RespondDo::Comms { what } => return messaging::comms(desk, what).await,
        RespondDo::Contain(of) => return contain(desk, of).await,
        RespondDo::Clock(of) => return clock(desk, of).await,
        RespondDo::Lift { on, which, criteria_met, reason } => {
            (on, Command::Lift { containment: which, criteria_met, reason })
        }
        RespondDo::Submit { on, clock, reference } => (on, Command::Submit { clock, reference }),
        RespondDo::Snooze { on, clock, minutes, because } => {
            (on, Command::Snooze { clock, minutes, reason: because.reason })
        }
        RespondDo::Pause { on, clock, because } => {
            (on, Command::PauseClock { clock, reason: because.reason })
        }
        RespondDo::Resume { on, clock } => (on, Command::ResumeClock { clock }),
        RespondDo::Page { on, role, name, note } => {
            (on, Command::Page { role, person: name, note })
        }
        RespondDo::Authority { on, role, authority, text } => {
            (on, Command::UseAuthority { role, authority, text })
        }
    };
    let id = desk.named(&on.id).await?;
    let written = desk.run(id, desk.wish(command)?).await?;
    answer(desk, &written)
}

/// Answers a question, and says what that does to clocks.
async fn classify(
    desk: &Desk,
    id: IncidentId,
    question: &str,
    command: Command,
) -> Result<(), Failure> {
    let written = desk.run(id, desk.wish(command)?).await?;
    answer(desk, &written)?;
    if desk.out.json || desk.out.quiet {
        return Ok(());
    }
    let incident = &written.incident;
    let asked = Asked::all(incident).into_iter().find(|a| spelled_alike(&a.question, question));
    let decides = asked.map(|asked| asked.clocks).unwrap_or_default();
    let now = desk.journal.clock().now();
    let mut table = Table::with(desk.out, 2, &[]);
    for reading in readings(incident, now).iter().filter(|r| decides.contains(&r.clock)) {
        table.row(&[&reading.clock, &reading.title], &reading.words(now));
    }
    table.print()
}

fn questions(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let asked = Asked::all(incident);
    if desk.out.json {
        return desk.out.json(&json!({ "incident": incident.id, "questions": asked }));
    }
    if asked.is_empty() {
        return desk.out.line("the plan asks no questions");
    }
    let mut table = Table::with(desk.out, 0, &[]);
    for one in &asked {
        let answer = one.answer.map_or_else(|| "-".to_owned(), |answer| answer.to_string());
        let mut text = one.text.clone();
        if let (Some(by), Some(at)) = (&one.by, one.at) {
            text = format!("{text}\n{by}, {}", moment(desk, at));
            if let Some(reason) = &one.reason {
                text = format!("{text}: {reason}");
            }
        }
        table.row(&[&one.question, &answer], &text);
    }
    table.print()?;
    let open = asked.iter().filter(|one| one.answer.is_none()).count();
    desk.out.line(&match open {
        0 => "all are answered".to_owned(),
        open => format!("{open} of {} are not answered", asked.len()),
    })
}

async fn record(desk: &Desk, id: IncidentId, command: Command) -> Result<(), Failure> {
    let written = desk.run(id, desk.wish(command)?).await?;
    answer(desk, &written)?;
    desk.out.say(&complete(&Recorded::of(&written.incident)))
}

/// How complete a record is: `record: 8 of 11`.
pub fn complete(record: &Recorded) -> String {
    format!("record: {} of {}", record.filled, record.of)
}

fn show_record(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    if desk.out.json {
        return desk.out.json(&Record::of(incident));
    }
    let record = Recorded::of(incident);
    if record.fields.is_empty() {
        return desk.out.line("the plan has no record");
    }
    desk.out.line(&complete(&record))?;
    record_rows(desk, &record, true)
}

/// The fields of a record; those that say nothing only when all are wanted.
pub fn record_rows(desk: &Desk, record: &Recorded, all: bool) -> Result<(), Failure> {
    let mut table = Table::with(desk.out, 2, &[]);
    for field in &record.fields {
        let name = if all { &field.field } else { &field.title };
        let sign = match (&field.value, field.optional) {
            (Some(_), _) => "[x]",
            (None, false) => "[ ]",
            (None, true) => "   ",
        };
        let who = field.by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
        match &field.value {
            Some(value) => table.row(&[sign, name], &format!("{value}{who}")),
            None if all => {
                let note = field.note.as_deref().unwrap_or(&field.title);
                let optional = if field.optional { ", if it applies" } else { "" };
                table.row(&[sign, name], &format!("- ({note}{optional})"));
            }
            None => {}
        }
    }
    table.print()
}

async fn contain(desk: &Desk, of: ContainOf) -> Result<(), Failure> {
    let ContainOf { on, verb, what, until, evidence_copied, verified, note } = of;
    let id = desk.named(&on.id).await?;
    let command = match (verb.zip(what), verified) {
        (Some((verb, what)), _) => {
            let evidence_copied = evidence_copied.map(|copied| copied == YesOrNo::Yes);
            Command::Contain { verb, what, criteria: until, evidence_copied }
        }
        (None, Some(containment)) => Command::VerifyContainment { containment, note },
        (None, None) => return ledger(desk, &desk.open(id).await?.incident),
    };
    let written = desk.run(id, desk.wish(command)?).await?;
    answer(desk, &written)
}

fn ledger(desk: &Desk, incident: &Incident) -> Result<(), Failure> {
    let ledger = Contained::all(incident);
    if desk.out.json {
        return desk.out.json(&json!({ "incident": incident.id, "containments": ledger }));
    }
    if !ledger.is_empty() {
        return ledger_rows(desk, &ledger);
    }
    let verbs = incident.plan.iter().flat_map(|plan| &plan.verbs);
    let verbs: Vec<&str> = verbs.map(|verb| verb.id.as_str()).collect();
    desk.out.line("nothing was contained yet")?;
    if verbs.is_empty() {
        return Ok(());
    }
    desk.out.line(&format!("what can be done: {}", verbs.join(", ")))
}

/// The lines of the ledger, with how each stands.
pub fn ledger_rows(desk: &Desk, ledger: &[Contained]) -> Result<(), Failure> {
    let mut table = Table::with(desk.out, 2, &[]);
    for line in ledger {
        let mut text =
            format!("{} {} ({}, {})", line.did, line.what, line.by, moment(desk, line.since));
        text.push_str(match line.evidence_copied {
            Some(true) => "; evidence copied first",
            Some(false) => "; evidence not copied",
            None => "; nobody said whether evidence was copied",
        });
        if let Some(until) = &line.until {
            text = format!("{text}\nuntil {until}");
        }
        if let Some(by) = &line.verified_by {
            let note = line.verified_note.as_ref().map(|note| format!(": {note}"));
            text = format!("{text}\nverified by {by}{}", note.unwrap_or_default());
        }
        if let Some(by) = &line.lifted_by {
            let met = match line.criteria_met {
                Some(true) => ", criteria met",
                _ if line.until.is_some() => ", criteria NOT met",
                _ => "",
            };
            let why = line.lifted_because.as_ref().map(|why| format!(": {why}"));
            text = format!("{text}\nlifted by {by}{met}{}", why.unwrap_or_default());
        }
        let state = match (&line.lifted_by, &line.verified_by) {
            (Some(_), _) => "lifted",
            (None, Some(_)) => "in force",
            (None, None) => "not verified",
        };
        table.row(&[&line.number.to_string(), state], &text);
    }
    table.print()
}

async fn clock(desk: &Desk, of: ClockOf) -> Result<(), Failure> {
    let ClockOf { on, clock, applies_not, applies, late_because, reason } = of;
    let id = desk.named(&on.id).await?;
    let said = reason.clone().unwrap_or_default();
    let command = match (applies_not, applies, late_because) {
        (true, ..) => Command::Rule { clock, ruling: Some(Ruling::RuledOut), reason: said },
        (_, true, _) => Command::Rule { clock, ruling: None, reason: said },
        (_, _, Some(reason)) => Command::ExplainLateness { clock, reason },
        _ if reason.is_some() => {
            let remedy = "add --applies-not or --applies, or use --late-because";
            return Err(Failure::new(USAGE, "--reason says why, but not of what", remedy));
        }
        _ => return one_clock(desk, id, &clock).await,
    };
    let written = desk.run(id, desk.wish(command)?).await?;
    answer(desk, &written)
}

/// Shows one clock with everything that is known of it.
async fn one_clock(desk: &Desk, id: IncidentId, typed: &str) -> Result<(), Failure> {
    let incident = desk.open(id).await?.incident;
    let now = desk.journal.clock().now();
    let all = readings(&incident, now);
    let Some(reading) = all.iter().find(|reading| spelled_alike(&reading.clock, typed)) else {
        let known: Vec<&str> = all.iter().map(|reading| reading.clock.as_str()).collect();
        let what = format!("no clock is called `{typed}`");
        let remedy = format!("`warroom clocks` lists them: {}", known.join(", "));
        return Err(Failure::new(super::failure::NOT_FOUND, what, remedy));
    };
    if desk.out.json {
        return desk.out.json(&json!({ "clock": crate::wire::Clock::of(id, reading, now) }));
    }
    let mut table = Table::with(desk.out, 0, &[]);
    clock_row(desk, &mut table, None, reading, now);
    table.print()?;
    details(desk, reading)?;
    if reading.legal { desk.out.line(NO_ADVICE) } else { Ok(()) }
}

/// What a clock rests on: its conditions, its start, who is told, where the duty comes from.
fn details(desk: &Desk, reading: &Reading) -> Result<(), Failure> {
    let mut table = Table::with(desk.out, 2, &[]);
    for held in &reading.conditions {
        let holds = match held.holds {
            Some(true) => "holds",
            Some(false) => "does not hold",
            None => "not known",
        };
        let said = held.said.as_ref().map(|said| {
            let why = said.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("; {} by {}, {}{why}", said.value, said.by, moment(desk, said.when))
        });
        let text = format!("{} is {}: {holds}{}", held.about, held.must, said.unwrap_or_default());
        table.row(&["if"], &text);
    }
    let rows = [
        ("note", reading.note.clone()),
        (
            "explained",
            reading
                .explained
                .as_ref()
                .map(|said| format!("{} ({})", said.reason.clone().unwrap_or_default(), said.by)),
        ),
        ("reference", reading.reference.clone()),
        (
            "snoozed",
            reading
                .snoozed_until
                .map(|until| format!("until {}", moment(desk, crate::time::Moment::second(until)))),
        ),
        ("owner", reading.owner.clone()),
    ];
    for (name, text) in rows {
        if let Some(text) = text {
            table.row(&[name], &text);
        }
    }
    table.print()
}

/// How many lines of a ledger are in force: `2 in force`.
pub fn in_force(ledger: &[Contained]) -> String {
    let standing = ledger.iter().filter(|line| line.lifted_by.is_none()).count();
    format!("{} in force", counted(standing, "containment", "containments"))
}
