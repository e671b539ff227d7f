//! Help that somebody who has never seen the program can read.

use super::world::World;
use std::process::{Command, Stdio};

/// The commands that the program knows, by its own completions.
fn commands() -> Vec<String> {
    let world = World::new();
    let fish = world.desk("ops4").does("completions fish").out;
    let mut commands: Vec<String> = fish
        .lines()
        .filter(|line| line.contains("__fish_warroom_needs_command\" -f -a"))
        .filter_map(|line| line.split(" -f -a \"").nth(1)?.split('"').next().map(str::to_owned))
        .collect();
    commands.sort();
    commands.dedup();
    commands
}

#[test]
fn the_help_fits_a_screen_and_is_the_one_that_was_read_last() {
    let world = World::new();
    let help = world.desk("ops4").does("--help").out;
    assert_eq!(help, include_str!("../../golden/help.txt"));
    assert!(help.lines().count() < 50);
    assert!(help.lines().all(|line| line.chars().count() <= 80));
    assert_eq!(world.desk("ops4").does("-h").out, help);
    assert_eq!(world.desk("ops4").does("help").out, help);
}

#[test]
fn the_help_names_every_command_once() {
    let help = include_str!("../../golden/help.txt");
    let columns: Vec<&str> = help
        .lines()
        .filter(|line| line.starts_with("  ") && line.len() > 27 && line.as_bytes()[26] == b' ')
        .map(|line| &line[2..26])
        .collect();
    let named: Vec<&str> = columns
        .iter()
        .flat_map(|column| column.split([',', ' ']))
        .filter(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()))
        .collect();
    let all = commands();
    assert!(all.len() > 30, "{all:?}");
    for command in &all {
        let times = named.iter().filter(|word| *word == command).count();
        assert_eq!(times, 1, "`{command}` in the help");
    }
}

#[test]
fn every_command_says_in_a_line_what_it_does() {
    let world = World::new();
    let desk = world.desk("ops4");
    for command in commands() {
        let help = desk.does(&format!("help {command}")).out;
        let about = help.lines().next().unwrap();
        assert!((10..=80).contains(&about.len()), "{command}: {about}");
        assert!(!about.ends_with('.'), "{command}: {about}");
        assert!(help.contains(&format!("\nUsage: warroom {command}")), "{help}");
        assert!(!help.contains("\n\n\n"), "{help}");
        assert!(help.lines().count() < 45, "{command}: {}", help.lines().count());
        if command != "help" {
            assert_eq!(desk.does(&format!("{command} --help")).out, help);
            assert!(help.contains("--store <DIR>"), "{help}");
        }
    }
}

#[test]
fn the_version_is_told() {
    let world = World::new();
    let told = world.desk("ops4").does("--version").out;
    assert_eq!(told, format!("warroom {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_are_scripts_that_shells_take() {
    let world = World::new();
    let desk = world.desk("ops4");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = desk.does(&format!("completions {shell}")).out;
        assert!(script.contains("warroom") && script.contains("handover"), "{shell}");
        if shell == "bash" {
            let file = world.file("completions", &script);
            let bash = Command::new("bash").arg("-n").arg(file).stdin(Stdio::null()).output();
            assert!(bash.unwrap().status.success());
        }
    }
    assert_eq!(desk.types("completions zebra").code, 2);
    assert!(!world.store().exists());
}
