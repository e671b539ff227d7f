//! At a terminal: lines are wrapped to its width, and what destroys asks first.

use super::world::{Desk, World};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};

/// Types words at a terminal of so many columns, answers with `typed`; returns what it shows and the code.
fn at_terminal(desk: &Desk, columns: u16, words: &[&str], typed: &str) -> (String, u32) {
    let size = PtySize { rows: 24, cols: columns, pixel_width: 0, pixel_height: 0 };
    let terminal = native_pty_system().openpty(size).unwrap();
    let program = desk.program(words);
    let mut command = CommandBuilder::new(program.get_program());
    command.args(program.get_args());
    command.env_clear();
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.cwd(program.get_current_dir().unwrap());
    let mut running = terminal.slave.spawn_command(command).unwrap();
    drop(terminal.slave);
    let mut reader = terminal.master.try_clone_reader().unwrap();
    let reading = std::thread::spawn(move || {
        let mut shown = Vec::new();
        // A terminal whose program has ended answers with an error, not with an end.
        _ = reader.read_to_end(&mut shown);
        String::from_utf8(shown).unwrap()
    });
    terminal.master.take_writer().unwrap().write_all(typed.as_bytes()).unwrap();
    let code = running.wait().unwrap().exit_code();
    drop(terminal.master);
    (reading.join().unwrap().replace("\r\n", "\n"), code)
}

#[test]
fn lines_are_wrapped_to_the_width_of_a_terminal_and_nowhere_else() {
    let world = World::new();
    let desk = world.desk("ops4");
    let title = "Support bot quotes the private order history of other customers to strangers";
    let id = desk.declares(&format!("--sev 1 '{title}'"));
    desk.does(&format!(
        "note {id} '{title}; {title}; 模型输出了客户数据 模型输出了客户数据 模型输出了客户数据'"
    ));
    desk.does(&format!("sev {id} 2 --reason 'one customer only, who was told by telephone'"));
    for columns in [80, 100] {
        for words in [vec!["list"], vec!["show", &id], vec!["log", &id], vec!["clocks"]] {
            let (shown, code) = at_terminal(&desk, columns, &words, "");
            assert_eq!(code, 0, "{shown}");
            for line in shown.lines() {
                let width = warroom::text::Shown::of(line).width();
                assert!(width <= usize::from(columns), "{words:?}: {width}: {line}");
            }
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            let piped = desk.runs(&words).out;
            // Nothing is cut; the seconds of the clocks may differ.
            if words[0] == "list" || words[0] == "log" {
                assert_eq!(squeezed(&shown), squeezed(&piped), "{words:?}");
            }
            assert!(shown.lines().count() >= piped.lines().count());
        }
    }
    assert!(desk.does("list").out.ends_with(&format!("{title}\n")), "a pipe gets whole lines");
    let (narrow, code) = at_terminal(&desk, 20, &["log", &id], "");
    assert_eq!(code, 0, "{narrow}");
}

#[test]
fn a_redaction_is_confirmed_by_a_whole_yes() {
    let world = World::new();
    let desk = world.desk("ops4");
    let id = desk.declares("'Gateway errors'");
    let note = desk.does(&format!("note {id} 'the key is hunter2' --json")).json();
    let entry = &note["entry"]["id"].as_str().unwrap()[..8];
    let words = ["redact", &id, entry, "--reason", "a secret"];
    for typed in ["n\n", "y\n", "\n", "\u{4}"] {
        let before = world.kept();
        let (shown, code) = at_terminal(&desk, 80, &words, typed);
        assert_eq!(code, 1, "{shown}");
        assert!(shown.contains("for good? Type yes:"), "{shown}");
        assert!(shown.contains("error: not confirmed; nothing was removed"), "{shown}");
        assert_eq!(world.kept(), before);
    }
    let (shown, code) = at_terminal(&desk, 80, &words, "yes\n");
    assert_eq!(code, 0, "{shown}");
    assert!(!desk.does(&format!("log {id}")).out.contains("hunter2"));
}
