//! Messages to people by the command line: what must be said, drafts, approvals, what went out.

use super::world::{Desk, World, keys};
use serde_json::Value;

/// The fields of the first public statement, in plain words.
const STATEMENT: &str = "--field feature='the dosage helper' --field wrong='wrong doses were shown' \
    --field disabled='all dosage answers' --field advice='Ask your doctor' --field 'next_update=15:00 UTC'";

/// A bad incident with its seats taken: cs1 writes, lgl and ex1 approve.
fn room(world: &World) -> String {
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Support bot gives wrong dosages'");
    for (role, person) in [
        ("commander", "ops4"),
        ("comms-lead", "cs1"),
        ("legal-lead", "lgl"),
        ("executive-sponsor", "ex1"),
    ] {
        desk.does(&format!("assign {id} {role} {person}"));
    }
    id
}

fn item(desk: &Desk, id: &str, item: &str) -> Value {
    let listed = desk.does(&format!("comms list {id} --json")).json();
    let items = listed["items"].as_array().unwrap();
    items.iter().find(|row| row["item"] == item).unwrap_or_else(|| panic!("no {item}")).clone()
}

fn state(desk: &Desk, id: &str, of: &str) -> String {
    item(desk, id, of)["state"].as_str().unwrap().to_owned()
}

#[test]
fn what_must_be_said_is_listed_with_its_time_its_pen_and_its_approvers() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("cs1");
    let listed = desk.does(&format!("comms list {id} --json")).json();
    assert_eq!(keys(&listed), ["incident", "items"]);
    // The whole incident tells the same; only the times that are left have moved.
    let seen = desk.sees(&id);
    let names = |of: &Value| -> Vec<String> {
        let rows = of.as_array().unwrap().iter();
        rows.map(|row| format!("{} {}", row["item"], row["state"])).collect()
    };
    assert_eq!(names(&seen["messages"]), names(&listed["items"]));
    let customers = item(&desk, &id, "customers-sev-1");
    assert_eq!(
        keys(&customers),
        [
            "item",
            "audience",
            "title",
            "rule",
            "state",
            "late",
            "due",
            "clock",
            "missed",
            "number",
            "repeats",
            "asked",
            "optional",
            "template",
            "owner",
            "approvals",
            "draft",
            "sent",
            "by",
            "at",
            "reason",
            "asks",
            "waits_for"
        ]
    );
    assert_eq!(customers["clock"], "customer-notice-sev-1");
    assert_eq!(customers["owner"]["holder"], "cs1");
    assert_eq!(customers["approvals"][0]["holder"], "ex1");
    let words = desk.does(&format!("comms list {id}")).out;
    for part in
        ["due in 2", "customers-sev-1", "pen: comms-lead (cs1)", "to approve: legal-lead (lgl)"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn a_message_goes_from_its_template_over_its_approval_to_the_people() {
    let world = World::new();
    let id = room(&world);
    let (cs1, lgl) = (world.desk("cs1"), world.desk("lgl"));
    cs1.does(&format!("comms draft {id} public-sev-1 {STATEMENT}"));
    assert_eq!(state(&cs1, &id, "public-sev-1"), "waits_for_approval");
    let draft = item(&cs1, &id, "public-sev-1")["draft"].clone();
    let text = draft["text"].as_str().unwrap();
    assert!(
        text.contains("We know of a problem with the dosage helper: wrong doses were shown."),
        "{text}"
    );
    assert!(text.contains("Our next update comes at 15:00 UTC, here."), "{text}");

    let early = cs1.types(&format!("comms send {id} public-sev-1 --channel 'status page'"));
    assert_eq!(early.code, 1, "{early:?}");
    assert!(early.err.contains("lacks the approval of legal-lead"), "{early:?}");
    let wrong = cs1.types(&format!("comms approve {id} public-sev-1"));
    assert_eq!(wrong.code, 1, "{wrong:?}");
    assert!(wrong.err.contains("cs1 does not hold `legal-lead`"), "{wrong:?}");

    let entry = &draft["entry"].as_str().unwrap()[..8];
    let said = lgl.does(&format!("comms approve {id} public-sev-1 --draft {entry}")).out;
    assert!(said.contains("it may go out"), "{said}");
    assert_eq!(state(&cs1, &id, "public-sev-1"), "approved");
    cs1.does(&format!("comms send {id} public-sev-1 --channel 'status page' --ref INC-7"));
    let sent = item(&cs1, &id, "public-sev-1");
    assert_eq!((&sent["state"], &sent["by"]), (&"sent".into(), &"cs1".into()));
    assert_eq!(sent["sent"]["channel"], "status page");
    assert_eq!(sent["sent"]["reference"], "INC-7");
    assert_eq!(
        (&sent["sent"]["text"], &sent["sent"]["sha256"]),
        (&draft["text"], &draft["sha256"])
    );
    assert_eq!(sent["approvals"][0]["by"], "lgl");
}

#[test]
fn a_text_that_was_edited_after_approval_needs_a_new_one() {
    let world = World::new();
    let id = room(&world);
    let (cs1, lgl) = (world.desk("cs1"), world.desk("lgl"));
    cs1.does(&format!("comms draft {id} public-sev-1 --text 'We know of it.'"));
    let read = item(&cs1, &id, "public-sev-1")["draft"]["entry"].as_str().unwrap().to_owned();
    lgl.does(&format!("comms approve {id} public-sev-1"));
    cs1.does(&format!("comms draft {id} public-sev-1 --text 'We know of it!'"));
    let refused = cs1.types(&format!("comms send {id} public-sev-1 --channel web"));
    assert!(refused.code == 1 && refused.err.contains("lacks the approval"), "{refused:?}");
    let approval = item(&cs1, &id, "public-sev-1")["approvals"][0].clone();
    assert_eq!(approval["fault"], "lgl approved an earlier text");
    // Who approves what they have read is told that there is another text now.
    let stale = lgl.types(&format!("comms approve {id} public-sev-1 --draft {}", &read[..8]));
    assert!(stale.code == 1 && stale.err.contains("drafted anew by cs1"), "{stale:?}");
    let words = cs1.does(&format!("comms list {id}")).out;
    assert!(
        words.contains("to approve: legal-lead (lgl); lgl approved an earlier text"),
        "{words}"
    );
}

#[test]
fn an_approval_is_withdrawn_and_a_message_sent_without_it_says_why() {
    let world = World::new();
    let id = room(&world);
    let (cs1, lgl) = (world.desk("cs1"), world.desk("lgl"));
    cs1.does(&format!("comms draft {id} public-sev-1 --text 'We know of it.'"));
    lgl.does(&format!("comms approve {id} public-sev-1"));
    lgl.does(&format!("comms withdraw {id} public-sev-1 --reason 'the scope is wrong'"));
    assert_eq!(state(&cs1, &id, "public-sev-1"), "waits_for_approval");
    let send = format!("comms send {id} public-sev-1 --channel web");
    assert_eq!(cs1.types(&send).code, 1);
    cs1.does(&format!("{send} --unapproved 'people come to harm, nobody answers'"));
    let sent = item(&cs1, &id, "public-sev-1")["sent"].clone();
    assert_eq!(sent["unapproved"], "people come to harm, nobody answers");
    assert_eq!(sent["lacked"][0], "legal-lead");
    let words = cs1.does(&format!("comms list {id}")).out;
    assert!(words.contains("without the approval of legal-lead: people come to harm"), "{words}");
}

#[test]
fn missing_fields_are_marked_and_asked_for_and_nothing_is_written() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("cs1");
    let shown = desk.types(&format!("comms preview {id} public-sev-1 --field feature=orders"));
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(shown.out.contains("We know of a problem with orders: [wrong?]."), "{shown:?}");
    assert!(shown.err.contains("missing: next_update (Time of the next update)"), "{shown:?}");
    let before = world.kept();
    let refused = desk.types(&format!("comms draft {id} public-sev-1 --field feature=orders"));
    assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{refused:?}");
    assert!(refused.err.contains("not finished: [wrong?] [disabled?]"), "{refused:?}");
    assert!(
        refused.err.contains("missing: wrong (What people saw, in plain words)"),
        "{refused:?}"
    );
    assert!(refused.err.contains("--field NAME=VALUE"), "{refused:?}");
    assert_eq!(world.kept(), before);
    // It can be kept all the same, and the rest is filled in later.
    desk.does(&format!("comms draft {id} public-sev-1 --field feature=orders --unfinished"));
    let sent = desk.types(&format!("comms send {id} public-sev-1 --channel web --unapproved now"));
    assert!(sent.code == 1 && sent.err.contains("not finished"), "{sent:?}");
    let rest = STATEMENT.split_once("--field wrong").unwrap().1;
    desk.does(&format!("comms draft {id} public-sev-1 --field wrong{rest}"));
    let draft = item(&desk, &id, "public-sev-1")["draft"].clone();
    assert_eq!((&draft["version"], &draft["unfinished"]), (&2.into(), &Value::Array(Vec::new())));
    assert!(draft["text"].as_str().unwrap().contains("a problem with orders: wrong doses"));
}

#[test]
fn wording_that_harms_is_warned_of_and_only_for_people_outside() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("cs1");
    let text = "--text 'The model hallucinated. It is fixed soon.'";
    let warned = desk.types(&format!("comms draft {id} public-sev-1 {text}"));
    assert_eq!(warned.code, 0, "{warned:?}");
    for part in [
        "wording: \"hallucinated\" in the text (hallucinated)",
        "instead: our AI gave wrong information about TOPIC, and we are correcting it",
        "wording: \"soon\" in the text (promise-without-time)",
    ] {
        assert!(warned.err.contains(part), "{part}: {warned:?}");
    }
    desk.does(&format!("comms draft {id} internal-sev-1 {text}"));
    let shown = desk.types(&format!("comms preview {id} public-sev-1 --json"));
    let wording = &shown.json()["preview"]["wording"];
    assert_eq!(wording[0]["words"], "hallucinated");
    assert_eq!((&wording[0]["start"], &wording[0]["end"]), (&10.into(), &22.into()));
    desk.does(&format!("stamp {id} contained"));
    let shown = desk.types(&format!("comms preview {id} public-sev-1"));
    assert!(shown.err.contains("and it has been corrected"), "{shown:?}");
}

#[test]
fn a_message_is_handed_to_a_command_and_counts_as_sent_when_that_ends_well() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("cs1");
    desk.does(&format!(
        "comms draft {id} internal-sev-1 --subject 'State at 14:05' --text 'We know why.'"
    ));
    let before = world.kept();
    for (command, error) in [
        ("false", "false ended with exit status: 1"),
        ("/no/such/program", "cannot start /no/such/program"),
        ("'sh -c", "is no command"),
    ] {
        let words = ["comms", "send", &id, "internal-sev-1", "--hand-to", command];
        let failed = desk.runs(&words);
        assert_ne!(failed.code, 0, "{failed:?}");
        assert!(failed.err.contains(error) && failed.err.contains("\ntry: "), "{failed:?}");
        assert_eq!(world.kept(), before, "nothing was written down");
    }
    desk.runs(&["comms", "send", &id, "internal-sev-1", "--hand-to", "sh -c 'cat > handed.txt'"]);
    let handed = std::fs::read_to_string(world.path("handed.txt")).unwrap();
    assert_eq!(handed, "State at 14:05\n\nWe know why.\n");
    let sent = item(&desk, &id, "internal-sev-1");
    assert_eq!(sent["number"], 2, "the next one is due: {sent}");
    let log = desk.does(&format!("log {id}")).out;
    assert!(log.contains("internal, Status update, by sh"), "{log}");
}

#[test]
fn what_may_not_go_out_is_handed_to_nobody() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("cs1");
    desk.does(&format!("comms draft {id} public-sev-1 --text 'We know of it.'"));
    let refused = desk.runs(&[
        "comms",
        "send",
        &id,
        "public-sev-1",
        "--hand-to",
        "touch handed",
        "-o",
        "kept",
    ]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(!world.path("handed").exists() && !world.path("kept").exists());
}

#[test]
fn a_message_is_written_to_a_file_that_is_not_there_yet() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("cs1");
    desk.does(&format!("comms draft {id} internal-sev-1 --text 'We know why.'"));
    world.file("there.txt", "something else");
    let refused = desk.types(&format!("comms send {id} internal-sev-1 -o there.txt"));
    assert!(refused.code == 1 && refused.err.contains("is there already"), "{refused:?}");
    assert_eq!(std::fs::read_to_string(world.path("there.txt")).unwrap(), "something else");
    desk.does(&format!("comms send {id} internal-sev-1 -o new.txt"));
    assert_eq!(std::fs::read_to_string(world.path("new.txt")).unwrap(), "We know why.\n");
    let log = desk.does(&format!("log {id}")).out;
    assert!(log.contains("by file new.txt"), "{log}");
}

#[test]
fn what_went_out_wrong_is_corrected_and_the_first_text_stays() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("cs1");
    desk.does(&format!(
        "comms send {id} board-sev-1 --text 'It concerns 20 people.' --channel email"
    ));
    let more = "--text 'It concerns 200 people.' --reason 'a digit was missing'";
    desk.does(&format!("comms correct {id} board-sev-1 {more}"));
    let sent = item(&desk, &id, "board-sev-1")["sent"].clone();
    assert_eq!(sent["text"], "It concerns 20 people.");
    assert_eq!(sent["corrections"][0]["text"], "It concerns 200 people.");
    assert_eq!(sent["corrections"][0]["reason"], "a digit was missing");
    let none = desk.types(&format!("comms correct {id} board-sev-1 --reason x"));
    assert!(none.code == 2 && none.err.contains("--text or --file"), "{none:?}");
}

#[test]
fn what_is_not_needed_says_who_and_why() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("ex1");
    desk.does(&format!("comms waive {id} board-sev-1 --reason 'not material'"));
    let board = item(&desk, &id, "board-sev-1");
    assert_eq!(
        (&board["state"], &board["by"], &board["reason"]),
        (&"not_needed".into(), &"ex1".into(), &"not material".into())
    );
    assert!(desk.does(&format!("comms list {id}")).out.contains("ex1: not material"));
}

#[test]
fn what_is_too_long_or_drives_a_terminal_is_refused_and_nothing_is_lost() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("cs1");
    desk.does(&format!("comms draft {id} public-sev-1 --text 'We know of it.'"));
    let before = world.kept();
    let file = world.file("long.txt", "x".repeat(1024 * 1024));
    for (words, error) in [
        (format!("--file {file}"), "characters"),
        (
            "--field 'wrong=red\u{1b}[31m'".to_owned(),
            "the field `wrong` holds the control character U+001B",
        ),
        ("--text 'red\u{1b}[31m'".to_owned(), "U+001B"),
        ("--field nothing=x".to_owned(), "no field `nothing`"),
        ("--field nothing".to_owned(), "write --field name=value"),
        ("--template nothing".to_owned(), "no template is called `nothing`"),
        ("--file nowhere.txt".to_owned(), "cannot read nowhere.txt"),
    ] {
        let refused = desk.types(&format!("comms draft {id} public-sev-1 {words}"));
        assert_ne!(refused.code, 0, "{refused:?}");
        assert!(
            refused.err.contains(error) && refused.err.contains("\ntry: "),
            "{error}: {refused:?}"
        );
        assert_eq!(world.kept(), before);
    }
    let refused = desk.types(&format!("comms draft {id} nobody --text x"));
    assert!(
        refused.err.contains("`nobody`") && refused.err.contains("customers-sev-1"),
        "{refused:?}"
    );
    assert_eq!(item(&desk, &id, "public-sev-1")["draft"]["text"], "We know of it.");
}

#[test]
fn a_message_outside_the_matrix_is_named_by_its_template() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("ops4");
    desk.does(&format!(
        "comms draft {id} can --field conditions='keys leak' --field actions='we rotate them' --field needs='an hour'"
    ));
    let can = item(&desk, &id, "can");
    assert_eq!((&can["asked"], &can["audience"]), (&false.into(), &"internal".into()));
    let text = can["draft"]["text"].as_str().unwrap();
    assert_eq!(text, "Conditions\nkeys leak\n\nActions\nwe rotate them\n\nNeeds\nan hour");
}

#[test]
fn a_template_of_somebody_elses_plan_that_does_too_much_is_stopped() {
    let world = World::new();
    let desk = world.desk("ops4");
    desk.does("plan new standard -o mine.toml");
    let text = std::fs::read_to_string(world.path("mine.toml")).unwrap();
    let turn = "{% for a in title %}".repeat(9);
    let end = "{% endfor %}".repeat(9);
    let more = format!(
        "\n[[templates]]\nid = \"mine\"\ntitle = \"Mine\"\naudience = \"public\"\nparts = [{{ text = \"{turn}x{end}{{{{ advice }}}}\" }}]\nfields = [{{ id = \"advice\", title = \"Advice\" }}]\n"
    );
    world.file("mine.toml", format!("{text}{}", more.replace("in title", "in advice")));
    let id = desk.declares("--plan ./mine.toml --sev 1 'Wrong doses'");
    let before = world.kept();
    let lines = "x\n".repeat(300);
    let refused =
        desk.runs(&["comms", "draft", &id, "mine", "--field", &format!("advice={lines}")]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("the template mine does too much work, part 1"), "{refused:?}");
    assert_eq!(world.kept(), before);
}

#[test]
fn an_incident_may_be_named_aside_for_what_stands_below_a_command() {
    let world = World::new();
    let id = room(&world);
    let desk = world.desk("cs1").with("WARROOM_INCIDENT", &id);
    assert!(desk.does("comms list").out.contains("public-sev-1"));
    assert!(world.desk("cs1").does(&format!("-i {id} comms list")).out.contains("public-sev-1"));
}
