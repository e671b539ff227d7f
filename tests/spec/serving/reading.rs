//! Folded incidents over the API: the shapes of the command line, in pages, with tags that hide no change.

use super::super::keeping::desk::{Desk, Pen, incident, log, noon, wait};
use super::desk::{Answer, Served, client};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use warroom::access::{MAIN, Role};
use warroom::clocks::readings;
use warroom::incident::{Authorship, Command, Declared, IncidentId, Measure, Output, Owed};
use warroom::journal::Wish;
use warroom::store::Store;
use warroom::time::Clock;
use warroom::wire;

/// A server, somebody who writes on its machine, and a token to read with.
struct Reading {
    served: Served,
    desk: Desk,
    token: String,
}

impl Reading {
    fn new() -> Reading {
        let served = Served::new();
        let store = served.folder().path().to_owned();
        let desk = Desk::at(&store, &store.with_file_name("state"));
        let token = served.token(Role::Viewer, MAIN);
        Reading { served, desk, token }
    }

    fn gets(&self, path: &str) -> Answer {
        self.served.gets(path, &self.token)
    }

    fn json(&self, path: &str) -> Value {
        let answer = self.gets(path);
        assert_eq!(answer.status, 200, "{path}: {:?}", String::from_utf8(answer.body));
        answer.json()
    }

    fn text(&self, path: &str) -> String {
        let answer = self.gets(path);
        assert_eq!(answer.status, 200, "{path}");
        String::from_utf8(answer.body).unwrap()
    }

    fn privately(&self, of: IncidentId, command: Command) {
        let wish = Wish { privileged: true, ..Wish::now("lgl7", command) };
        wait(self.desk.journal.run(of, wish)).unwrap();
    }

    fn declares(&self, declared: Declared) -> IncidentId {
        let plan = Some(warroom::catalog::standard().to_pinned());
        let wish = |command| Wish::now("ops4", command);
        wait(self.desk.journal.declare(declared, plan, false, wish)).unwrap().incident.id
    }

    /// The status of an answer to somebody who has it already.
    fn again(&self, path: &str, tag: &str, token: &str) -> u16 {
        wait(async {
            let request = client().get(self.served.url(path)).bearer_auth(token);
            request.header("if-none-match", tag).send().await.unwrap().status().as_u16()
        })
    }
}

fn note(text: &str) -> Command {
    Command::Note { text: text.to_owned() }
}

fn serious(title: &str) -> Declared {
    let (severity, category) = (Some("SEV-1".to_owned()), Some("bias".to_owned()));
    Declared { title: title.to_owned(), severity, category, ..Declared::default() }
}

fn ids(list: &Value) -> Vec<String> {
    let all = list["incidents"].as_array().unwrap().iter();
    all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_script_reads_the_shapes_that_the_command_line_prints() {
    let at = Reading::new();
    let id = at.declares(serious("Wrong answers about refunds"));
    at.desk.notes(id, "seen in the sample");
    let folded = at.desk.opens(id).incident;
    let (read, nobody) = (readings(&folded, noon()), Authorship::default());
    let same = |path: &str, shape: Value| assert_eq!(at.json(path), shape, "{path}");
    let of = |rest: &str| format!("/v1/incidents/{id}{rest}");
    same(&of(""), json!(wire::Incident::of(&folded, &nobody, &read, None, noon())));
    let clocks = read.iter().map(|reading| wire::Clock::of(id, reading, noon()));
    same(&of("/clocks"), wire::list("clocks", &clocks.collect::<Vec<_>>()));
    same(&of("/comms"), json!(wire::Messages::of(&folded, &nobody, &read, noon())));
    same(&of("/record"), json!(wire::Record::of(&folded)));
    let story = folded.story();
    let entries = story.iter().map(|line| wire::Entered::of(&folded, &nobody, line));
    let mut timeline = wire::list("entries", &entries.collect::<Vec<_>>());
    timeline["next_cursor"] = Value::Null;
    same(&of("/timeline"), timeline);
    let list = at.json("/v1/incidents");
    let summary = warroom::store::index::Summary::of(&folded);
    assert_eq!(list, json!({ "incidents": [summary], "next_cursor": null }));
}

#[test]
fn a_list_shows_what_goes_on_unless_all_or_something_is_asked_for() {
    let at = Reading::new();
    let (one, two) = (at.declares(serious("burns")), at.desk.declares("is over"));
    at.desk.does(two, Command::Resolve { reason: "done".to_owned() });
    assert_eq!(ids(&at.json("/v1/incidents")), [one.to_string()]);
    assert_eq!(ids(&at.json("/v1/incidents?all=true")).len(), 2);
    assert_eq!(ids(&at.json("/v1/incidents?q=status:resolved")), [two.to_string()]);
    assert_eq!(ids(&at.json("/v1/incidents?q=sev:1+category:bias+burns")), [one.to_string()]);
    for (path, pointer) in [
        ("/v1/incidents?q=sevv:1", "q"),
        ("/v1/incidents?q=%22", "q"),
        ("/v1/incidents?all=maybe", "all"),
        ("/v1/incidents?limit=0", "limit"),
        ("/v1/incidents?limit=201", "limit"),
        ("/v1/incidents?cursor=nonsense", "cursor"),
        ("/v1/incidents?sort=x", "sort"),
        ("/v1/register?sort=x", "sort"),
        ("/v1/register?format=xlsx", "format"),
        ("/v1/metrics?since=someday", "since"),
        ("/v1/actions?q=ownr:ops4", "q"),
    ] {
        let answer = at.gets(path);
        assert_eq!((answer.status, &*answer.code()), (400, "bad_request"), "{path}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{path}");
    }
}

#[test]
fn whoever_turns_pages_misses_nothing_and_sees_nothing_twice_while_others_write() {
    let at = Reading::new();
    let before: Vec<IncidentId> = (0..7).map(|n| at.desk.declares(&format!("no {n}"))).collect();
    let mut seen = Vec::new();
    let mut path = "/v1/incidents?all=true&limit=2".to_owned();
    let mut pages = 0;
    loop {
        let answer = at.gets(&path);
        let page = answer.json();
        assert!(ids(&page).len() <= 2);
        seen.extend(ids(&page));
        // In between one is added, one gets worse and one ends.
        let new = at.desk.declares(&format!("between {pages}"));
        let level = "SEV-1".to_owned();
        let (reason, assessed) = ("worse".to_owned(), warroom::incident::Assessed::default());
        at.desk.does(new, Command::SetSeverity { level, reason, assessed });
        at.desk.does(before[pages], Command::Resolve { reason: "done".to_owned() });
        pages += 1;
        let Some(next) = page["next_cursor"].as_str() else {
            assert_eq!(answer.header("link"), "");
            break;
        };
        let link = answer.header("link").to_owned();
        assert!(link.ends_with("; rel=\"next\"") && link.contains(next), "{link}");
        path = link[1..link.find('>').unwrap()].to_owned();
    }
    assert!(pages >= 4);
    let different: BTreeSet<&String> = seen.iter().collect();
    assert_eq!(different.len(), seen.len(), "nothing twice");
    assert!(before.iter().all(|id| seen.contains(&id.to_string())), "nothing missed");
}

#[test]
fn a_timeline_is_read_in_pages_while_facts_are_added_before_and_behind() {
    let at = Reading::new();
    let id = at.desk.declares("long");
    for n in 0..5 {
        at.desk.notes(id, &format!("note {n}"));
    }
    let first = at.json(&format!("/v1/incidents/{id}/timeline?limit=4"));
    let earlier = Some("2026-11-20T09Z".parse().unwrap());
    let wish = Wish { happened_at: earlier, ..Wish::now("ops4", note("earlier")) };
    wait(at.desk.journal.run(id, wish)).unwrap();
    at.desk.notes(id, "later");
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = at.json(&format!("/v1/incidents/{id}/timeline?cursor={cursor}"));
    let texts = |page: &Value| -> Vec<String> {
        let notes = page["entries"].as_array().unwrap().iter();
        let notes = notes.filter(|entry| entry["kind"] == "noted");
        notes.map(|entry| entry["data"]["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(texts(&first), ["note 0", "note 1"]);
    assert_eq!(texts(&second), ["note 2", "note 3", "note 4", "later"]);
    assert_eq!(second["next_cursor"], Value::Null);
    let of_another = at.gets(&format!("/v1/incidents?cursor={cursor}"));
    assert_eq!((of_another.status, &*of_another.code()), (400, "bad_request"));
}

#[test]
fn an_incident_is_named_by_any_part_of_its_id_that_no_other_has() {
    let at = Reading::new();
    let (one, two) = (at.desk.declares("one"), at.desk.declares("two"));
    let short = one.short().to_lowercase();
    assert_eq!(at.json(&format!("/v1/incidents/{short}"))["id"], one.as_str());
    let both = at.gets("/v1/incidents/AI-2611");
    assert_eq!((both.status, &*both.code()), (409, "ambiguous"));
    let candidates: BTreeSet<String> =
        serde_json::from_value(both.json()["candidates"].clone()).unwrap();
    assert_eq!(candidates, BTreeSet::from([one.to_string(), two.to_string()]));
    let lonely = log(incident("ZZZZZZ"), "k3f9q2m1");
    wait(at.desk.store().append(lonely, &Pen::of(lonely).notes(&["not declared"]))).unwrap();
    for typed in ["XXXXXX", "AI-261120-XXXXXX", "ZZZZZZ", "AI-261120-ZZZZZZ", "%20", "..%2f..%2fx"]
    {
        let answer = at.gets(&format!("/v1/incidents/{typed}"));
        assert_eq!((answer.status, &*answer.code()), (404, "no_incident"), "{typed}");
    }
}

#[test]
fn what_is_known_is_not_sent_again_and_no_tag_hides_a_change() {
    let at = Reading::new();
    let id = at.desk.declares("tagged");
    let words = at.desk.notes(id, "xyzzy");
    let paths = ["/v1/incidents".to_owned(), "/v1/register".to_owned()];
    let paths = paths.into_iter().chain([format!("/v1/incidents/{id}/timeline")]);
    let other = at.served.token(Role::Auditor, MAIN);
    let tags: Vec<(String, String)> =
        paths.map(|path| (path.clone(), at.gets(&path).header("etag").to_owned())).collect();
    let all_are = |status: u16, tags: &[(String, String)]| {
        for (path, tag) in tags {
            assert_eq!(at.again(path, tag, &other), status, "{path}");
            assert_eq!(at.again(path, &format!("\"other\", W/{tag}"), &other), status, "{path}");
        }
    };
    all_are(304, &tags);
    // Content that is removed for good changes no head.
    let heads = wait(at.desk.store().heads(warroom::store::Scope::Everything)).unwrap();
    wait(at.served.store(Role::Admin).blank(words.log, &[words.id])).unwrap();
    assert_eq!(wait(at.desk.store().heads(warroom::store::Scope::Everything)).unwrap(), heads);
    all_are(200, &tags);
    for (path, _) in &tags {
        assert!(!at.text(path).contains("xyzzy"), "{path}");
    }
    let tags: Vec<(String, String)> = tags
        .iter()
        .map(|(path, _)| (path.clone(), at.gets(path).header("etag").to_owned()))
        .collect();
    at.desk.notes(id, "another");
    all_are(200, &tags);
    // A clock runs on, and nobody writes anything.
    let id = at.declares(serious("runs"));
    let path = format!("/v1/incidents/{id}/clocks");
    let tag = at.gets(&path).header("etag").to_owned();
    assert_eq!(at.again(&path, &tag, &other), 304);
    at.served.clock.set(at.served.clock.now() + TimeDelta::hours(30));
    assert_eq!(at.again(&path, &tag, &other), 200);
}

#[test]
fn what_is_for_lawyers_only_is_handed_out_to_nobody() {
    let at = Reading::new();
    let id = at.declares(serious("privileged"));
    at.privately(id, note("xyzzy the advice"));
    let evidence = warroom::incident::Evidence {
        name: "xyzzy.pdf".to_owned(),
        kept_at: "the safe, xyzzy".to_owned(),
        sha256: None,
        size: None,
        collected_by: "lgl7".to_owned(),
    };
    at.privately(id, Command::AddEvidence(evidence));
    let decision = warroom::incident::Decision {
        text: "xyzzy decided".to_owned(),
        options: vec![],
        decider: None,
        reason: None,
        objections: vec![],
    };
    at.privately(id, Command::Decide(decision));
    let tokens = [Role::Viewer, Role::Auditor, Role::Admin].map(|role| at.served.token(role, MAIN));
    let one = ["", "/timeline", "/clocks", "/comms", "/record", "/report", "/report?format=md"];
    let paths = one.map(|rest| format!("/v1/incidents/{id}{rest}"));
    let others = ["/v1/incidents", "/v1/register", "/v1/metrics", "/v1/actions"].map(str::to_owned);
    for path in paths.iter().chain(&others) {
        for token in &tokens {
            let answer = at.served.gets(path, token);
            assert_eq!(answer.status, 200, "{path}");
            assert!(!String::from_utf8(answer.body).unwrap().contains("xyzzy"), "{path}");
        }
    }
    let told = at.json(&format!("/v1/incidents/{id}/timeline"));
    let told = told["entries"].as_array().unwrap().iter();
    assert_eq!(told.filter(|entry| entry["privileged"] == true).count(), 3);
}

#[test]
fn a_report_comes_in_three_forms_and_calls_people_by_their_seats_outside() {
    let at = Reading::new();
    let id = at.declares(serious("reported"));
    let (role, person) = ("commander".to_owned(), "ops4".to_owned());
    at.desk.does(id, Command::Assign { role, person });
    let report = |rest: &str| at.gets(&format!("/v1/incidents/{id}/report{rest}"));
    let json = report("");
    assert_eq!(
        (json.json()["format"].as_i64(), json.header("content-type")),
        (Some(1), "application/json")
    );
    assert_eq!(report("?format=md").header("content-type"), "text/markdown; charset=utf-8");
    let html = report("?format=html&audience=public");
    assert_eq!(html.header("content-type"), "text/html; charset=utf-8");
    let html = String::from_utf8(html.body).unwrap();
    assert!(html.starts_with("<!") && !html.contains("ops4"));
    assert!(String::from_utf8(report("").body).unwrap().contains("ops4"));
    let wrong = report("?audience=everybody");
    assert_eq!(wrong.json()["errors"][0]["pointer"], "audience");
}

#[test]
fn plans_are_read_by_their_ids_and_a_name_from_outside_is_no_path() {
    let at = Reading::new();
    let plans = at.json("/v1/plans");
    let of = |id: &str| {
        let mut all = plans["plans"].as_array().unwrap().iter();
        all.find(|plan| plan["id"] == id).unwrap().clone()
    };
    assert_eq!((&of("standard")["in_use"], &of("rhythm")["in_use"]), (&true.into(), &false.into()));
    let rhythm = at.json("/v1/plans/rhythm");
    assert_eq!(rhythm["plan"]["id"], "rhythm");
    let file = at.served.folder().path().join("own.toml");
    std::fs::write(&file, "id = \"own\"").unwrap();
    let path = file.to_string_lossy().replace('/', "%2F");
    for name in ["no-such", "..%2Fx", &path, "%2Fetc%2Fpasswd", "x.toml"] {
        let answer = at.gets(&format!("/v1/plans/{name}"));
        assert_eq!((answer.status, &*answer.code()), (404, "no_plan"), "{name}");
    }
}

#[test]
fn the_register_the_figures_and_the_work_that_follows_are_read_too() {
    let at = Reading::new();
    let id = at.declares(serious("=SUM(A1) | wrong"));
    let due = "2026-11-19".parse().unwrap();
    let kind = Output::Prevention(Measure::Check);
    let owed = Owed { text: "gate it".to_owned(), owner: "mle2".to_owned(), due, kind };
    at.desk.does(id, Command::AddAction(owed));
    let rows = at.json("/v1/register?q=sev:1&sort=-when");
    assert_eq!(rows["register"][0]["id"], id.as_str());
    let csv = at.text("/v1/register?format=csv");
    assert!(csv.starts_with("number,id,issue") && csv.contains("'=SUM(A1)"), "{csv}");
    assert!(at.text("/v1/register?format=md").contains(r"\|"));
    let actions = at.json("/v1/actions?q=overdue+owner:mle2");
    assert_eq!(
        (&actions["actions"][0]["text"], &actions["actions"][0]["overdue"]),
        (&"gate it".into(), &true.into())
    );
    assert_eq!(at.json("/v1/actions?q=owner:nobody"), json!({ "actions": [] }));
    let metrics = at.json("/v1/metrics");
    assert_eq!(
        (metrics["incidents"].as_u64(), &metrics["as_of"]),
        (Some(1), &"2026-11-20T12:00:00.000Z".into())
    );
    assert_eq!(at.json("/v1/metrics?since=2027")["incidents"], 0);
}

#[test]
fn another_room_shows_nothing_of_this_one() {
    let at = Reading::new();
    let id = at.declares(serious("ours"));
    let elsewhere = at.served.token(Role::Admin, "legal-only");
    assert_eq!(at.served.gets("/v1/incidents?all=true", &elsewhere).json()["incidents"], json!([]));
    for path in ["", "/timeline", "/report"] {
        let answer = at.served.gets(&format!("/v1/incidents/{id}{path}"), &elsewhere);
        assert_eq!((answer.status, &*answer.code()), (404, "no_incident"), "{path}");
    }
    assert_eq!(ids(&at.json("/v1/incidents")).len(), 1);
}
