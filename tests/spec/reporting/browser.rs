//! The HTML report in a real browser, where there is one: it runs nothing, asks for nothing, and prints.

use super::hostile;
use super::report_for;
use super::story::{afterwards, leak};
use crate::acting::at;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use warroom::audience::Audience;
use warroom::report::{document, html};

/// A browser that draws without a screen, in a folder of its own.
fn browser(folder: &Path) -> Option<Command> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join("chromium"));
    let mut browser = Command::new(found.into_iter().find(|file| file.is_file())?);
    browser.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND",
    ]);
    browser.arg(format!("--user-data-dir={}", folder.join("profile").display()));
    browser.env("HOME", folder).env_remove("DBUS_SESSION_BUS_ADDRESS").current_dir(folder);
    Some(browser)
}

/// What a page is once a browser has read it, and run whatever it would run.
fn dom(page: &str) -> Option<String> {
    let folder = TempDir::new().expect("a folder of its own");
    let file = folder.path().join("report.html");
    fs::write(&file, page).expect("it is written");
    let mut browser = browser(folder.path())?;
    browser.arg("--virtual-time-budget=2000").arg("--dump-dom");
    let done = browser.arg(format!("file://{}", file.display())).output().expect("it starts");
    let dom = String::from_utf8_lossy(&done.stdout).into_owned();
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && dom.contains("</html>"), "{:?}: {told}", done.status);
    Some(dom)
}

#[test]
fn a_browser_shows_script_in_titles_and_notes_as_text() {
    let report = report_for(&hostile::incident(), Audience::Internal, false, at("15:00:00"));
    let page = html(&document(&report));
    let Some(dom) = dom(&page) else { return };
    let title = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    let title = title.expect("it has a title");
    assert!(title.starts_with("Post-incident report: &lt;script&gt;"), "{title}");
    for made in ["<script", "<img", "<svg", "<iframe", "<a href=\"http"] {
        assert!(!dom.contains(made), "{made} came alive");
    }
    assert!(dom.contains("&lt;/style&gt;&lt;img src=x onerror="), "it is shown as text");
    let sections = page.matches("<section").count();
    assert_eq!(dom.matches("<section").count(), sections, "the page is what was written");
}

#[test]
fn a_browser_that_could_run_script_would_have_shown_it() {
    // Holds the test above to account: the same title in a page that does not escape it.
    let page = "<!doctype html><title>x</title><script>document.title='owned'</script></html>";
    let Some(dom) = dom(page) else { return };
    assert!(dom.contains("<title>owned</title>"), "{dom}");
}

#[test]
fn a_browser_prints_the_report_on_paper() {
    let report = report_for(&leak(), Audience::Internal, false, afterwards());
    let folder = TempDir::new().expect("a folder of its own");
    let file = folder.path().join("report.html");
    fs::write(&file, html(&document(&report))).expect("it is written");
    let Some(mut browser) = browser(folder.path()) else { return };
    let paper = folder.path().join("report.pdf");
    browser.arg("--no-pdf-header-footer").arg(format!("--print-to-pdf={}", paper.display()));
    let done = browser.arg(format!("file://{}", file.display())).output().expect("it starts");
    let told = String::from_utf8_lossy(&done.stderr);
    let printed = fs::read(&paper).unwrap_or_else(|error| panic!("{error}: {told}"));
    assert!(printed.starts_with(b"%PDF-") && printed.len() > 10_000, "{} bytes", printed.len());
}
