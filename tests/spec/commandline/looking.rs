//! The commands that read: words in columns for people, one object for programs.

use super::world::{World, keys, short};
use serde_json::Value;

#[test]
fn an_empty_store_says_what_to_do() {
    let world = World::new();
    let answer = world.desk("ops4").does("list");
    assert_eq!(answer.out, "no incidents yet; `warroom declare TITLE` opens one\n");
    assert_eq!(world.desk("ops4").does("list --json").out, "{\"incidents\":[]}\n");
    assert_eq!(world.desk("ops4").does("clocks --json").out, "{\"clocks\":[]}\n");
    assert_eq!(world.desk("ops4").does("log --json").out, "{\"entries\":[]}\n");
    assert!(!world.store().exists(), "looking makes no store");
}

#[test]
fn list_shows_the_worst_open_ones_first() {
    let world = World::new();
    let desk = world.desk("ops4");
    let mild = desk.declares("--sev 3 'Slow answers'");
    let unknown = desk.declares("'Something is odd'");
    let worst = desk.declares("--sev 1 'Bot quotes orders'");
    let over = desk.declares("--sev 1 'Old news'");
    desk.does(&format!("resolve {over} --reason over"));
    desk.does(&format!("assign {worst} commander ops9"));
    let told = desk.does("list").out;
    assert_eq!(
        told,
        format!(
            "{worst}  SEV-1     detect  ops9    Bot quotes orders\n\
             {mild}  SEV-3     detect  nobody  Slow answers\n\
             {unknown}  no level  detect  nobody  Something is odd\n"
        )
    );
    assert_eq!(desk.does("list --all").out.lines().count(), 4);
    assert!(desk.does("list --all").out.contains("  resolved  "));
    assert_eq!(desk.does("list orders").out.lines().count(), 1);
    assert_eq!(desk.does("list OLD").out.lines().count(), 1, "a query finds what is over");
    assert_eq!(desk.does("list zebra").out, "no incident has `zebra` in it\n");
    let listed = desk.does("list --json").json();
    assert_eq!(keys(&listed), ["incidents"]);
    assert_eq!(listed["incidents"].as_array().unwrap().len(), 3);
    assert_eq!(
        keys(&listed["incidents"][0]),
        [
            "id",
            "title",
            "severity",
            "category",
            "status",
            "stage",
            "commander",
            "users_affected",
            "near_miss",
            "historic",
            "declared_at",
            "began_at",
            "resolved_at",
            "closed_at",
            "number",
            "last_note",
            "entries",
            "changed_at",
            "rank",
            "system",
            "duplicate_of",
            "plan",
            "last_decision",
            "lessons_done",
            "lessons_open",
            "actions"
        ]
    );
    assert_eq!(listed["incidents"][0]["id"], worst.as_str());
}

#[test]
fn show_tells_everything_in_sections() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 --category safety --users-affected 1 'Bot quotes orders'");
    desk.does(&format!("assign {id} commander ops4"));
    desk.does(&format!("stamp {id} detected 2026-01-02T03:04Z"));
    desk.does(&format!("tick {id} 1"));
    desk.does(&format!("task {id} 'Tell the tenant' --to ops7 --minutes 30"));
    desk.does(&format!("evidence {id} --ref s3://bucket/dump --name dump"));
    desk.does(&format!("link {id} --alert pager 4711"));
    let told = desk.does(&format!("show {}", short(&id).to_lowercase())).out;
    let heads: Vec<&str> =
        told.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    assert_eq!(
        heads,
        [
            format!("{id}  SEV-1  safety-violation").as_str(),
            "Bot quotes orders",
            "open, stage detect, 1 user affected",
            "Seats",
            "Clocks",
            "Times",
            "Checklist: detect, 1 of 4 (1 of 42 in all stages)",
            "Tasks",
            "Record: 0 of 11",
            "How long it took",
            "Evidence",
            "Links"
        ]
        .to_vec()
    );
    for part in [
        "\n  EMPTY      AI lead (page ",
        "\n  Commander  ops4 since ",
        "   15:00",
        "\n  detected      2026-01-02 03:04Z",
        "\n  [x]  1   Reproduce it",
        "\n  1  given  ops7  Tell the tenant (within 30 min of ",
        "  dump (s3://bucket/dump)",
        "  alert 4711 of pager",
        "1 met",
    ] {
        let near = part.replace("15:00", "14:5");
        assert!(told.contains(part) || told.contains(&near), "{part:?} is missing in\n{told}");
    }
    assert!(!told.lines().any(|line| line.ends_with(' ')), "{told}");
}

#[test]
fn an_incident_has_the_keys_that_scripts_rely_on() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Bot quotes orders'");
    let seen = desk.sees(&id);
    assert_eq!(
        keys(&seen),
        [
            "id",
            "title",
            "severity",
            "category",
            "status",
            "stage",
            "plan",
            "declared_at",
            "declared_by",
            "historic",
            "near_miss",
            "public_report",
            "users_affected",
            "detected_by",
            "number",
            "system",
            "operator",
            "source",
            "roles",
            "stamps",
            "stages",
            "severities",
            "checklist",
            "tasks",
            "evidence",
            "links",
            "conflicts",
            "clocks",
            "entries",
            "unconfirmed",
            "questions",
            "record",
            "containments",
            "rulings",
            "tracks",
            "assessed",
            "paged",
            "durations",
            "messages",
            "actions",
            "recurrence",
        ]
    );
    assert_eq!(
        keys(&seen["roles"][0]),
        [
            "role",
            "title",
            "holder",
            "since",
            "required",
            "from",
            "offered_to",
            "briefing",
            "duty",
            "contact",
            "backup",
            "escalation",
            "may"
        ]
    );
    assert_eq!(keys(&seen["severities"][0]), ["value", "since"]);
    assert_all_keys_are_snake_case(&seen);
}

fn assert_all_keys_are_snake_case(value: &Value) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                assert!(key.chars().all(snake), "{key}");
                assert_all_keys_are_snake_case(value);
            }
        }
        Value::Array(items) => items.iter().for_each(assert_all_keys_are_snake_case),
        _ => {}
    }
}

#[test]
fn log_tells_the_story_in_the_order_in_which_it_happened() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Bot quotes orders'");
    desk.runs(&["note", &id, "first line\nsecond line"]);
    desk.does(&format!("note {id} 'users complain' --at 2026-01-02T03:04Z --said-by ops9"));
    let told = desk.does(&format!("log {id}")).out;
    let lines: Vec<&str> = told.lines().collect();
    assert!(
        lines[0].starts_with("2026-01-02 03:04Z  ops9      note       users complain ("),
        "{told}"
    );
    assert!(lines[1].contains("  plan       plan in force: "), "{told}");
    assert!(lines[2].contains("  declared   SEV-1: Bot quotes orders ("), "{told}");
    assert!(lines[3].contains("  note       first line ("), "{told}");
    assert_eq!(lines[4], format!("{:40}second line", ""));
    let read = desk.does(&format!("log {id} --json")).json();
    assert_eq!(keys(&read), ["entries"]);
    let note = &read["entries"][0];
    assert_eq!((note["by"].as_str(), note["said_by"].as_str()), (Some("ops4"), Some("ops9")));
    assert_eq!(note["happened_at"], "2026-01-02T03:04Z");
}

#[test]
fn log_of_all_open_incidents_says_which_and_all_adds_what_is_over() {
    let world = World::new();
    let desk = world.desk("ops4");
    let one = desk.declares("'One'");
    let two = desk.declares("'Two'");
    let over = desk.declares("'Three'");
    desk.does(&format!("resolve {over} --reason over"));
    let told = desk.does("log").out;
    assert!(
        told.lines().all(|line| line.starts_with(short(&one)) || line.starts_with(short(&two)))
    );
    assert!(desk.does("log --all").out.contains(short(&over)));
}

#[test]
fn clocks_are_sorted_by_what_needs_somebody_first() {
    let world = World::new();
    let desk = world.desk("ops4");
    let late = desk.declares("--sev 1 'Late since long' --at 2026-01-02T03:04Z");
    let fresh = desk.declares("--sev 1 'Fresh'");
    desk.does(&format!("assign {fresh} commander ops4"));
    let read = desk.does("clocks --json").json();
    assert_eq!(keys(&read), ["clocks"]);
    let clocks = read["clocks"].as_array().unwrap();
    assert_eq!(
        keys(&clocks[0]),
        [
            "incident",
            "clock",
            "title",
            "rule",
            "state",
            "words",
            "counts_from",
            "started_at",
            "due",
            "left_ms",
            "owner",
            "missed",
            "kind",
            "recipient",
            "legal",
            "advice",
            "source",
            "checked",
            "note",
            "waits_for",
            "asks",
            "conditions",
            "counts_up",
            "elapsed_ms",
            "only_reminds",
            "met_at",
            "margin_ms",
            "recorded_late",
            "late_since",
            "explained",
            "decided_by",
            "decided_at",
            "reason",
            "snoozed_until",
            "reference",
        ]
    );
    let group = |clock: &Value| match clock["state"].as_str().unwrap() {
        "late" | "running" | "at_risk" => i32::from(clock["only_reminds"].as_bool().unwrap()),
        "armed" => 2,
        "not_assessed" => 3,
        "met" => 4,
        _ => 5,
    };
    let order: Vec<(i32, &str)> = clocks
        .iter()
        .map(|clock| {
            (group(clock), clock["due"].as_str().filter(|_| group(clock) < 2).unwrap_or(""))
        })
        .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert_eq!(
        (&clocks[0]["state"], &clocks[0]["incident"]),
        (&"late".into(), &late.as_str().into())
    );
    assert!(clocks[0]["left_ms"].as_i64().unwrap() < 0);
    let told = desk.does("clocks").out;
    assert!(told.starts_with(&format!("{}  ‼  LATE ", short(&late))), "{told}");
    assert!(told.contains("✓  met "), "{told}");
    assert_eq!(
        desk.does(&format!("clocks {fresh} --json")).json()["clocks"][0]["incident"],
        fresh.as_str()
    );
}
