//! The work that follows incidents, on the command line.

use super::world::{World, keys, short};

#[test]
fn an_action_is_added_changed_done_dropped_and_taken_up_again() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Bot quotes orders'");
    let added = desk.does(&format!(
        "action add {id} 'Gate releases on evals' --owner mle2 --due 2w --prevent check"
    ));
    assert!(added.out.contains("ops4 action: mle2: Gate releases on evals by "), "{}", added.out);
    assert!(added.out.contains("(prevention: check)"), "{}", added.out);
    desk.does(&format!("action add {id} 'Roll back' --owner swe7 --due 2026-01-02 --fix"));
    desk.does(&format!("action change {id} 'roll back' --owner ops4 --due 2026-01-03"));
    let told = desk.does(&format!("action list {id}")).out;
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].trim_start().starts_with("1  "), "{told}");
    assert!(lines[1].starts_with("‼  2  2026-01-03  "), "{told}");
    assert!(lines[1].contains(" overdue  ops4  Roll back (fix)"), "{told}");
    assert_eq!(lines[2], "2 actions, 2 open, 1 overdue");
    let done = desk.does(&format!("action done {id} 2 --note 'v40 is back' --json")).json();
    assert_eq!(done["entry"]["kind"], "action_done");
    desk.does(&format!("action drop {id} 1 --reason 'it is done elsewhere'"));
    desk.does(&format!("action reopen {id} 1 --reason 'it was not'"));
    let seen = desk.sees(&id);
    let states: Vec<&str> = seen["actions"]
        .as_array()
        .expect("they are there")
        .iter()
        .map(|one| one["state"].as_str().expect("it is a word"))
        .collect();
    assert_eq!(states, ["open", "done"]);
    assert_eq!(seen["actions"][1]["in_time"], false, "it was due long ago");
    let show = desk.does(&format!("show {id}")).out;
    assert!(show.contains("\nWork that follows\n"), "{show}");
    let brief = desk.does(&format!("catchup {id}")).out;
    assert!(brief.contains("\nWork that follows\n"), "{brief}");
    assert!(brief.contains("mle2  Gate releases on evals (prevention: check, due in 14 days, "));
}

#[test]
fn actions_of_all_incidents_are_listed_the_longest_overdue_first() {
    let world = World::new();
    let desk = world.desk("ops4");
    assert!(desk.does("actions").out.starts_with("no actions yet; `warroom action add"));
    let one = desk.declares("--sev 1 'Bot quotes orders'");
    let two = desk.declares("--sev 3 'Slow answers'");
    desk.does(&format!("action add {one} 'Later' --owner mle2 --due 3w --prevent test"));
    desk.does(&format!("action add {two} 'Late' --owner swe7 --due 2026-02-01 --fix"));
    desk.does(&format!("action add {one} 'Latest' --owner mle2 --due 2026-01-01 --fix"));
    let listed = desk.does("actions --json").json();
    assert_eq!(keys(&listed), ["actions"]);
    let texts = |query: &str| -> Vec<String> {
        let listed = desk.does(&format!("actions '{query}' --json")).json();
        let all = listed["actions"].as_array().expect("it is a list").clone();
        all.iter().map(|one| one["text"].as_str().expect("a text").to_owned()).collect()
    };
    assert_eq!(texts(""), ["Latest", "Late", "Later"]);
    assert_eq!(texts("overdue sev:1"), ["Latest"]);
    assert_eq!(texts("owner:mle2 -overdue"), ["Later"]);
    assert_eq!(
        keys(&listed["actions"][0]),
        [
            "incident", "number", "title", "severity", "category", "action", "text", "owner",
            "due", "zone", "output", "measure", "state", "overdue", "in_time", "added_by",
            "added_at", "ended_by", "ended_at", "said"
        ]
    );
    assert_eq!(
        (&listed["actions"][0]["overdue"], &listed["actions"][2]["measure"]),
        (&true.into(), &"test".into())
    );
    let told = desk.does("actions").out;
    assert!(told.lines().next().is_some_and(|line| line.contains(short(&one))), "{told}");
    assert!(told.ends_with("3 actions, 3 open, 2 overdue\n"), "{told}");
    assert_eq!(desk.does("actions owner:nobody").out, "no action fits `owner:nobody`\n");
}

#[test]
fn the_incident_may_be_named_aside_and_what_is_wrong_says_so() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Bot quotes orders'");
    desk.does(&format!("-i {id} action add 'Roll back' --owner swe7 --due tomorrow --fix"));
    desk.does(&format!("action -i {id} done 1"));
    assert_eq!(desk.sees(&id)["actions"][0]["state"], "done");
    let wrong = |line: &str, code: i32, told: &str| {
        let answer = desk.types(line);
        assert_eq!(answer.code, code, "{line}: {}", answer.err);
        assert!(answer.err.contains(told), "{line}: {}", answer.err);
    };
    wrong(&format!("action add {id} x --owner swe7 --due soon --fix"), 2, "`soon` is not a day");
    wrong(&format!("action add {id} x --owner swe7 --due 2w"), 2, "required");
    wrong(
        &format!("action add {id} x --owner swe7 --due 2w --fix --prevent test"),
        2,
        "cannot be used",
    );
    wrong(&format!("action done {id} 1"), 1, "`Roll back` is done already");
    wrong(&format!("action done {id} 7"), 4, "no action matches `7`");
    wrong(&format!("action change {id} 1"), 2, "required");
    wrong(
        "actions state:late",
        2,
        "character 1 of the query: `late` is not how an action can stand",
    );
}

#[test]
fn an_incident_is_closed_with_its_two_outputs_or_with_a_reason() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Bot quotes orders'");
    desk.does(&format!("resolve {id} --reason over"));
    desk.does(&format!("action add {id} 'Roll back' --owner swe7 --due 2w --fix"));
    let refused = desk.types(&format!("close {id} --reason done"));
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("the incident has not yielded a prevention"), "{}", refused.err);
    assert!(refused.err.contains("--without-outputs"), "{}", refused.err);
    desk.does(&format!("close {id} --reason done --without-outputs 'the vendor prevents it'"));
    desk.does(&format!("reopen {id} --reason 'one more thing'"));
    desk.does(&format!("resolve {id} --reason over"));
    desk.does(&format!("action add {id} 'Watch it' --owner swe7 --due 2w --prevent monitor"));
    desk.does(&format!("close {id} --reason done"));
    assert_eq!(desk.sees(&id)["status"], "closed");
}

#[test]
fn what_was_meant_to_prevent_it_is_named_when_it_happens_again() {
    let world = World::new();
    let desk = world.desk("ops4");
    let first = desk.declares("--at '3h ago' --category data-leak 'Titles of others'");
    desk.does(&format!(
        "action add {first} 'Check the cache key' --owner swe7 --due 2w --prevent check"
    ));
    desk.does(&format!(
        "action add {first} 'Buy a firewall' --owner swe7 --due 2w --prevent process"
    ));
    desk.does(&format!("action drop {first} 2 --reason 'it helps nobody'"));
    desk.does(&format!("action done {first} 1"));
    let told = desk.does("declare --category data-leak 'Titles of others, again'").out;
    assert!(told.contains("what was done then did not prevent this one"), "{told}");
    let all = "1 of 1 preventive actions done: Check the cache key (swe7, done)";
    assert!(told.contains(all), "{told}");
    let listed = desk.does("list again --json").json();
    let again = desk.sees(listed["incidents"][0]["id"].as_str().expect("it has an id"));
    let prevented = &again["recurrence"][0]["preventive_actions"];
    assert_eq!(prevented[0]["text"], "Check the cache key");
    assert_eq!(
        (&prevented[0]["state"], &prevented[0]["measure"]),
        (&"done".into(), &"check".into())
    );
    assert_eq!(prevented[1], serde_json::Value::Null, "what was given up prevented nothing");
}
