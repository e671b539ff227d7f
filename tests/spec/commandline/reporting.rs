//! `report`: which format, for whom, and where to.

use super::world::{World, keys, short};
use std::fs;

#[test]
fn a_report_is_markdown_unless_somebody_wants_it_otherwise() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Gateway errors'");
    let told = desk.does(&format!("report {}", short(&id))).out;
    assert!(told.starts_with("# Gateway errors\n\n**Post-incident report** · SEV-1 "), "{told}");
    assert!(
        told.contains("\n## Root cause\n\n> **To be written:** Which control failed"),
        "{told}"
    );
    assert!(told.contains("\n## Still to be written\n"), "{told}");
    let page = desk.does(&format!("report {id} --format html")).out;
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"), "{page}");
    let data = desk.does(&format!("report {id} --json")).json();
    let again = desk.does(&format!("report {id} --format json")).json();
    assert_eq!((&data["timeline"], &data["made_from"]), (&again["timeline"], &again["made_from"]));
    assert_eq!(data["sections"][1]["section"], "summary");
    assert_eq!(data["made_from"][0]["seq"], 2);
    let shown = desk.sees(&id);
    for key in ["incident", "audience", "withheld", "timeline", "clocks", "record", "to_write"] {
        assert!(keys(&data).contains(&key), "{key}");
    }
    assert_eq!(data["checklist"], shown["checklist"]);
}

#[test]
fn a_file_is_written_as_its_name_ends() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Gateway errors'");
    for (name, begins) in
        [("r.md", "# Gateway"), ("r.html", "<!doctype"), ("r.json", "{\n  \"format\"")]
    {
        let told = desk.does(&format!("report {id} -o {name}")).out;
        assert!(told.starts_with(&format!("report on {id} written to {name}; ")), "{told}");
        assert!(told.contains("sections are still to be written"), "{told}");
        assert!(fs::read_to_string(world.path(name)).unwrap().starts_with(begins), "{name}");
    }
    let refused = desk.types(&format!("report {id} -o r.pdf"));
    assert_eq!(refused.code, 2);
    assert_eq!(
        refused.err,
        "error: a file is written as md, html or json\n\
         try: say which with --format, or by how the file's name ends\n"
    );
    assert!(!world.path("r.pdf").exists());
    desk.does(&format!("report {id} -o r.pdf --format md"));
}

#[test]
fn the_public_reads_roles_for_names() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("--sev 1 'Gateway errors, says ops4'");
    desk.does(&format!("assign {id} commander ops4"));
    desk.does(&format!("note {id} 'the vendor called'"));
    let told = desk.does(&format!("report {id} --audience public")).out;
    assert!(told.starts_with("# Gateway errors, says Incident commander\n"), "{told}");
    assert!(!told.contains("ops4") && !told.contains("vendor"), "{told}");
    let wrong = desk.types(&format!("report {id} --audience press"));
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("press") && wrong.err.contains("regulator"), "{}", wrong.err);
}

#[test]
fn a_past_incident_without_a_plan_has_the_built_in_sections() {
    let world = World::new();
    let desk = world.desk("ops4");
    let file = world.file("past.csv", "number,issue,severity\nAIR-7,Wrong fares,SEV-2\n");
    desk.does(&format!("import {file}"));
    let told = desk.does("report AIR-7").out;
    for title in ["Summary", "Timeline", "Root cause", "Impact", "Response", "Lessons learned"] {
        assert!(told.contains(&format!("\n## {title}\n")), "{title}: {told}");
    }
    assert!(told.contains("it was over when it was written down"), "{told}");
}

#[test]
fn what_is_not_there_has_no_report() {
    let world = World::new();
    assert_eq!(world.desk("ops4").types("report 7Q2K").code, 4);
}
