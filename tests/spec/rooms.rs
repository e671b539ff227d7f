//! The rooms that pictures are taken of.

use super::acting::{Story, assign, at, note, severity, stage, stamp, tick};
use warroom::incident::{Command, Decision, Declared, Evidence, Occasion};
use warroom::time::Moment;

fn declared(title: &str, severity: &str, category: &str) -> Declared {
    Declared {
        title: title.to_owned(),
        severity: Some(severity.to_owned()),
        category: Some(category.to_owned()),
        ..Declared::default()
    }
}

/// A support bot gives wrong dosages: the worst level, 41 minutes in at 14:32:07.
pub fn dosages(id: &str) -> Story {
    let alert = Declared {
        detected_by: Some("quality-check".to_owned()),
        ..declared("Support bot gives wrong dosages", "SEV-2", "hallucination-harm")
    };
    Story::declared(id, "13:51:07", "ops4", alert)
        .then("13:51:40", "ops4", assign("commander", "ops4"))
        .then("13:52:10", "ops4", stamp("detected", "13:45:00"))
        .then("13:53:00", "ops4", tick("detect.reproduce"))
        .then("13:54:00", "ops4", stage("triage"))
        .then("13:54:30", "ops4", assign("ai-lead", "mle2"))
        .then("13:55:00", "ops4", assign("technical-lead", "swe7"))
        .then("13:58:00", "mle2", note("Prompt v41 rolled back to v40 in eu-west"))
        .then("13:59:00", "ops4", stamp("war_room_open", "13:59:00"))
        .then("14:00:10", "cs1", assign("customer-trust", "cs1"))
        .then(
            "14:05:20",
            "cs1",
            note("Three tickets, same wrong answer, all since the prompt change"),
        )
        .then("14:12:00", "ops4", severity("SEV-1", "harm to users is likely"))
        .then("14:13:00", "ops4", stage("contain"))
        .then("14:14:00", "mle2", tick("contain.pause"))
        .then("14:14:53", "cs3", stamp("update_sent", "14:14:00"))
        .then("14:16:00", "ops4", assign("legal-lead", "lgl"))
        .then(
            "14:20:00",
            "cs1",
            Command::Handover { role: "customer-trust".into(), to: "cs3".into(), briefing: None },
        )
        .then("14:20:30", "cs3", Command::Accept { role: "customer-trust".into() })
        .then("14:21:00", "ops4", stamp("specialist_reached", "14:00:00"))
        .then(
            "14:24:00",
            "ops4",
            Command::GiveTask { text: "Roll back us-east".into(), to: "mle2".into(), minutes: 15 },
        )
        .then("14:26:00", "mle2", tick("contain.preserve"))
        .then(
            "14:27:00",
            "mle2",
            Command::AddEvidence(Evidence {
                name: "Eval run 8812: 14 of 200 dosage answers wrong".into(),
                kept_at: "s3://evals/8812".into(),
                sha256: Some(warroom::incident::EntryId::of(b"8812")),
                size: Some(48_213),
                collected_by: "mle2".into(),
            }),
        )
        .then(
            "14:29:10",
            "ops4",
            Command::Decide(Decision {
                text: "Route dosage questions to people until evals pass".into(),
                reason: Some("a wrong dose harms; a slow answer does not".into()),
                ..Decision::default()
            }),
        )
}

/// A ranking that drifted after a rollout.
pub fn ranking() -> Story {
    Story::declared(
        "AI-261120-MM9XKD",
        "11:02:00",
        "m7",
        declared("Ranking drift after rollout", "SEV-2", "model-degradation"),
    )
    .then("11:03:00", "m7", assign("commander", "m7"))
    .then("11:04:00", "m7", stage("diagnose"))
    .then("11:30:00", "m7", stamp("contained", "11:29:00"))
    .then("14:21:00", "m7", stamp("update_sent", "14:21:00"))
}

/// A vendor that answers slowly.
pub fn vendor() -> Story {
    Story::declared(
        "AI-261120-QQ0B4M",
        "13:10:00",
        "cs1",
        declared("Vendor latency, EU region", "SEV-3", "vendor-outage"),
    )
    .then("13:12:00", "cs1", assign("commander", "cs1"))
    .then("13:13:00", "cs1", stage("contain"))
}

/// Two people took command without seeing each other.
pub fn two_commanders() -> Story {
    let story = Story::declared(
        "AI-261120-XM7Q2K",
        "14:00:00",
        "ops4",
        declared("Support bot gives wrong dosages", "SEV-1", "hallucination-harm"),
    );
    let seen = story.incident.clone();
    story.then("14:02:00", "ops4", assign("commander", "ops4")).unaware(
        &seen,
        "14:03:00",
        "mle2",
        assign("commander", "mle2"),
    )
}

/// Everything that a timeline marks: roughly known times, somebody else's words, undone, redacted, a
/// clock that is ahead, a text of several lines.
pub fn marks() -> Story {
    let rough = Occasion {
        happened_at: Some("2026-11-19".parse::<Moment>().expect("it is a time")),
        ..Occasion::now("ops4", at("14:03:00"))
    };
    let hour = Occasion {
        happened_at: Some("2026-11-20T12Z".parse::<Moment>().expect("it is a time")),
        said_by: Some("user17".to_owned()),
        privileged: false,
        ..Occasion::now("ops4", at("14:04:00"))
    };
    let story = Story::declared(
        "AI-261120-XM7Q2K",
        "14:00:00",
        "ops4",
        declared("Assistant quotes internal prompts", "SEV-3", "data-leak"),
    )
    .then("14:01:00", "ops4", assign("commander", "ops4"))
    .on(&rough, note("The model was changed on this day"))
    .on(&hour, note("It told me its instructions"))
    .then("14:05:00", "ops4", note("wrong room, sorry"))
    .then("14:05:30", "ops4", Command::Undo { entry: None })
    .then("14:06:00", "cs1", note("the customer's number is 555 0100"));
    let secret = story.incident.timeline.last().expect("it has entries").entry.id.to_string();
    story
        .then("14:07:00", "lgl", Command::Redact {
            entry: secret,
            reason: "personal data".into(),
            instead: None,
        })
        .then("15:30:00", "m7", note("from a desk whose clock is ahead"))
        .then("14:20:00", "ops4", note("first line\nsecond line\n\nfourth line, which goes on for so long that it has to be wrapped at any width that a terminal is likely to have in practice"))
}
