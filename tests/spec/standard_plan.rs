//! The default plan merges its sources: all of their parts, the strictest of their times.

use warroom::catalog;
use warroom::plan::{self, ClockKind, Unit};

#[test]
fn every_built_in_plan_holds_together_and_fits_into_an_incident() {
    for id in catalog::built_in_ids() {
        let plan = catalog::built_in(id).expect("it is in the list");
        assert_eq!(plan.id, id);
        assert_eq!(plan::check(&plan), []);
        let size = plan.to_pinned().0.len();
        assert!(size < 90 * 1024, "{id} takes {size} bytes");
        for step in plan.stages.iter().flat_map(|stage| &stage.steps) {
            assert!(step.text.chars().count() <= 70, "{}: {}", step.id, step.text);
        }
    }
    assert_eq!(catalog::built_in_ids()[0], "standard", "the default comes first");
}

#[test]
fn the_standard_plan_is_found_by_what_people_type() {
    let plan = catalog::standard();
    for (typed, id) in [
        ("1", "SEV-1"),
        ("sev1", "SEV-1"),
        ("SEV 1", "SEV-1"),
        ("P0", "SEV-1"),
        ("p1", "SEV-1"),
        ("critical", "SEV-1"),
        ("p2", "SEV-2"),
        ("2", "SEV-2"),
        ("High", "SEV-2"),
        ("P3", "SEV-3"),
        ("medium", "SEV-3"),
        ("moderate", "SEV-3"),
        ("P4", "SEV-4"),
        ("s4", "SEV-4"),
    ] {
        assert_eq!(plan.level(typed).map(|l| l.id.as_str()), Some(id), "{typed}");
    }
    assert_eq!(plan.level("P5"), None);
    for (typed, id) in [
        ("hallucination", "hallucination-harm"),
        ("bias incident", "bias"),
        ("Biased outputs", "bias"),
        ("privacy breach", "privacy"),
        ("model drift", "model-degradation"),
        ("data-leakage", "data-leak"),
        ("quality regression", "model-degradation"),
        ("vendor deprecation", "vendor-outage"),
        ("autonomous-agent malfunction", "unsafe-action"),
        ("tool abuse", "prompt-injection"),
        ("data incident", "data-leak"),
        ("Harmful Output", "harmful-output"),
        ("OTHER", "other"),
    ] {
        assert_eq!(plan.category(typed).map(|c| c.id.as_str()), Some(id), "{typed}");
    }
    for (typed, id) in [
        ("ic", "commander"),
        ("comms", "comms-lead"),
        ("legal", "legal-lead"),
        ("trust", "customer-trust"),
        ("exec", "executive-sponsor"),
        ("sme", "experts"),
        ("tech", "technical-lead"),
        ("Product Owner", "product-owner"),
        ("ethics", "ai-ethics-officer"),
        ("AI lead", "ai-lead"),
    ] {
        assert_eq!(plan.role(typed).map(|r| r.id.as_str()), Some(id), "{typed}");
    }
    assert_eq!(plan.stamp("Update sent"), Some("update_sent"));
    assert_eq!(
        plan.detected_by("press or social media").map(|c| c.id.as_str()),
        Some("press-or-social-media")
    );
}

#[test]
fn the_standard_plan_has_the_eight_stages_and_the_union_of_the_categories() {
    let plan = catalog::standard();
    let stages: Vec<_> = plan.first_track().map(|stage| stage.id.as_str()).collect();
    let eight = [
        "detect",
        "triage",
        "contain",
        "diagnose",
        "remediate",
        "communicate",
        "document",
        "learn",
    ];
    assert_eq!(stages, eight);
    assert!(plan.first_track().all(|stage| (3..=6).contains(&stage.steps.len())));
    let categories: Vec<_> = plan.categories.iter().map(|category| category.id.as_str()).collect();
    assert_eq!(
        categories,
        [
            "hallucination-harm",
            "harmful-output",
            "bias",
            "data-leak",
            "privacy",
            "prompt-injection",
            "unsafe-action",
            "safety-violation",
            "model-degradation",
            "vendor-outage",
            "other",
        ]
    );
    assert_eq!(plan.detection.len(), 8);
}

#[test]
fn the_standard_plan_takes_the_strictest_time_of_its_sources() {
    let plan = catalog::standard();
    let is_due = |id: &str, kind: ClockKind, amount: u32, unit: Unit, levels: &str| {
        let clock = plan.clock(id).unwrap_or_else(|| panic!("no clock {id}"));
        let after = |due: &plan::Due| (due.after.amount, due.after.unit);
        assert!(clock.due.iter().any(|due| after(due) == (amount, unit)), "{id}: {:?}", clock.due);
        assert_eq!((clock.kind, clock.levels.join(" ")), (kind, levels.to_owned()), "{id}");
    };
    is_due("response-sev-1", ClockKind::Response, 0, Unit::Minutes, "SEV-1");
    is_due("response-sev-2", ClockKind::Response, 1, Unit::Hours, "SEV-2");
    is_due("response-sev-3", ClockKind::Response, 4, Unit::Hours, "SEV-3");
    is_due("response-sev-4", ClockKind::Response, 24, Unit::Hours, "SEV-4");
    is_due("war-room", ClockKind::WarRoom, 15, Unit::Minutes, "SEV-1");
    is_due("specialist", ClockKind::Escalation, 30, Unit::Minutes, "SEV-1 SEV-2");
    is_due("contain-sev-1", ClockKind::Containment, 1, Unit::Hours, "SEV-1");
    is_due("contain-sev-2", ClockKind::Containment, 1, Unit::Hours, "SEV-2");
    is_due("contain-sev-3", ClockKind::Containment, 4, Unit::Hours, "SEV-3");
    is_due("internal-update", ClockKind::Update, 15, Unit::Minutes, "SEV-1 SEV-2");
    is_due("customer-notice-sev-1", ClockKind::Notification, 24, Unit::Hours, "SEV-1");
    is_due("customer-notice-sev-2", ClockKind::Notification, 72, Unit::Hours, "SEV-2");
    is_due("report", ClockKind::Document, 5, Unit::BusinessDays, "SEV-1 SEV-2 SEV-3");
    is_due("review", ClockKind::Review, 10, Unit::BusinessDays, "SEV-1 SEV-2 SEV-3");
    is_due("review", ClockKind::Review, 14, Unit::CalendarDays, "SEV-1 SEV-2 SEV-3");
}

#[test]
fn the_standard_plan_has_a_rule_for_every_cell_of_the_matrix() {
    let plan = catalog::standard();
    let has = |audience: &str, level: &str| {
        plan.comms.iter().any(|r| r.audience == audience && r.levels.iter().any(|l| l == level))
    };
    for level in ["SEV-1", "SEV-2", "SEV-3", "SEV-4"] {
        for audience in ["customers", "regulators", "public", "internal"] {
            assert!(has(audience, level), "{audience} at {level}");
        }
    }
    assert!(has("executives", "SEV-2") && has("board", "SEV-2"));
}

#[test]
fn a_worse_level_needs_at_least_the_seats_of_a_lesser_one() {
    let plan = catalog::standard();
    let seats =
        |level: &str| -> Vec<String> { plan.required_at(level).map(|r| r.id.clone()).collect() };
    for pair in plan.levels.windows(2) {
        let (worse, lesser) = (seats(&pair[0].id), seats(&pair[1].id));
        assert!(lesser.iter().all(|role| worse.contains(role)) && lesser.len() < worse.len());
    }
    for role in ["legal-lead", "product-owner", "commander", "comms-lead"] {
        assert!(seats("SEV-1").iter().any(|r| r == role), "{role}");
    }
}
