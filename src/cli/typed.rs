//! From the words that were typed to a command: help, what the environment stands in for, wrong words.

use super::args::{Cli, Global};
use super::failure::{Failure, USAGE};
use super::out::{self, Out};
use super::settings::{self, Origin};
use clap::error::ErrorKind;
use clap::{Args, Command, CommandFactory, FromArgMatches};
use std::ffi::{OsStr, OsString};

/// What somebody reads first.
const HELP: &str = include_str!("help.txt");

/// Options that are followed by a value: what stands after them is no command.
const WITH_VALUE: [&str; 12] = [
    "--store",
    "--as",
    "--plan",
    "--at",
    "--said-by",
    "-i",
    "--incident",
    "--color",
    "--config",
    "--server",
    "--token-file",
    "--ca-file",
];

/// The commands and options as the parser knows them.
pub fn grammar() -> Command {
    Cli::command().override_help(HELP)
}

/// Reads what was typed; `standing` is the incident that the environment names.
///
/// An incident that is named aside takes the place of the first argument, so that
/// `warroom -i 7Q2K note TEXT` is `warroom note 7Q2K TEXT`. What the environment names gives way to
/// an incident that was typed.
pub fn read(words: &[OsString], standing: Option<OsString>) -> Result<Cli, clap::Error> {
    let place = Place::in_words(words);
    let with = |id: OsString, at: usize| {
        let mut words = words.to_vec();
        words.insert(at, id);
        parse(words)
    };
    let Some(at) = place.first else { return parse(words.to_vec()) };
    if let Some(id) = place.named {
        return with(id, at);
    }
    match standing.filter(|_| !place.all) {
        Some(id) => with(id, at).or_else(|error| match error.kind() {
            // One word too many: the incident itself was typed.
            ErrorKind::UnknownArgument => parse(words.to_vec()).map_err(|_| error),
            _ => Err(error),
        }),
        None => parse(words.to_vec()),
    }
}

fn parse(words: Vec<OsString>) -> Result<Cli, clap::Error> {
    // Whoever typed nothing wants the screen, soon: all the commands need not be told to the parser then.
    // What is wrong all the same is described by the whole grammar.
    let options = || Global::augment_args(Command::new("warroom").disable_help_flag(true));
    let alone = if words.len() == 1 { options().try_get_matches_from(&words).ok() } else { None };
    let (matches, mut cli) = if let Some(matches) = alone {
        let global = Global::from_arg_matches(&matches)?;
        (matches, Cli { global, command: None })
    } else {
        let matches = grammar().try_get_matches_from(words)?;
        let cli = Cli::from_arg_matches(&matches)?;
        (matches, cli)
    };
    // Of the two zones the one typed last counts, then what the environment says. The parser would
    // take a variable that says otherwise for a contradiction.
    let global = &mut cli.global;
    global.settled.origins = settings::origins(&matches);
    for variable in ["WARROOM_UTC", "WARROOM_LOCAL"] {
        if is_on(variable) {
            let said = || Origin::Variable(variable);
            global.settled.origins.entry("zone".to_owned()).or_insert_with(said);
        }
    }
    global.local |= !global.utc && is_on("WARROOM_LOCAL") && !is_on("WARROOM_UTC");
    global.utc = !global.local;
    Ok(cli)
}

/// Whether a switch is on in the environment, by the same rule as the other switches.
fn is_on(variable: &str) -> bool {
    let said = std::env::var(variable).unwrap_or_default().to_lowercase();
    !matches!(said.as_str(), "" | "0" | "n" | "no" | "f" | "false" | "off")
}

/// Where an incident's id belongs among the words, and which one is named aside.
#[derive(Debug, Default)]
struct Place {
    first: Option<usize>,
    named: Option<OsString>,
    /// Whether the command is about everything when nothing is named.
    all: bool,
}

impl Place {
    fn in_words(words: &[OsString]) -> Place {
        let mut place = Place::default();
        let mut command = None;
        // What stands behind the command without a dash: its own command, where it has some.
        let mut second = None;
        let mut index = 1;
        while let Some(word) = words.get(index).map(OsString::as_os_str) {
            let text = word.to_str().unwrap_or_default();
            if text == "--" {
                break;
            }
            place.all |= text == "--all";
            let cluster = text.starts_with('-') && !text.starts_with("--");
            if text == "--incident" || cluster && text.ends_with('i') {
                place.named = words.get(index + 1).cloned();
                index += 2;
                continue;
            }
            let attached = ["--incident=", "-i="].iter().find_map(|of| text.strip_prefix(of));
            if let Some(id) = attached.or_else(|| text.strip_prefix("-i")) {
                place.named = Some(id.into());
            } else if !word.as_encoded_bytes().starts_with(b"-") {
                second = second.or(command.map(|_| index));
                command = command.or(Some(index));
            }
            index += if WITH_VALUE.contains(&text) { 2 } else { 1 };
        }
        let Some(command) = command else { return place };
        place.first = place_of_incident(words, command, second);
        // What the environment names is neither all that is checked, nor what is to be destroyed.
        let alone = ["verify", "purge"].map(OsStr::new);
        place.all |= place.first.is_some() && alone.contains(&words[command].as_os_str());
        place
    }
}

/// Where the incident belongs, if it is the first argument of the command, or of the command's own one.
fn place_of_incident(words: &[OsString], command: usize, second: Option<usize>) -> Option<usize> {
    let grammar = Cli::command();
    let mut found = grammar.find_subcommand(words[command].to_str()?)?;
    let mut place = command;
    if found.has_subcommands() {
        place = second?;
        found = found.find_subcommand(words[place].to_str()?)?;
    }
    let first = found.get_positionals().next()?;
    (first.get_id() == "id").then_some(place + 1)
}

/// Answers what is no command: help, the version, or what was wrong with the words.
pub fn answer(asked: &clap::Error, words: &[OsString], out: Out) -> Result<u8, Failure> {
    let text = asked.render().to_string();
    if !asked.use_stderr() {
        out.raw(text.as_bytes())?;
        return Ok(0);
    }
    if asked.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        text.lines().for_each(out::complain);
        return Ok(USAGE);
    }
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with("For more information") {
            out::complain(&format!("try: `{} -h`", program_of(words)));
        } else {
            out::complain(line);
        }
    }
    Ok(USAGE)
}

/// The program and the command among the words: `warroom note`.
fn program_of(words: &[OsString]) -> String {
    let grammar = Cli::command();
    let mut words = words.iter().skip(1).filter_map(|word| word.to_str());
    let command = words.find_map(|word| grammar.find_subcommand(word));
    let command = command.map_or_else(String::new, |command| format!(" {}", command.get_name()));
    format!("warroom{command}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_screen_writes_has_the_name_of_a_command() {
        let grammar = grammar();
        // `more` chooses among these.
        for deed in crate::ui::keys::DEEDS.iter().filter(|deed| deed.id != "more") {
            assert!(grammar.find_subcommand(deed.id).is_some(), "`{}` is no command", deed.id);
        }
    }

    fn placed(words: &str) -> (Option<usize>, Option<String>, bool) {
        let words: Vec<OsString> = words.split(' ').map(OsString::from).collect();
        let place = Place::in_words(&words);
        (place.first, place.named.and_then(|id| id.into_string().ok()), place.all)
    }

    #[test]
    fn an_incident_named_aside_is_found_however_it_was_written() {
        let named = Some("7Q".to_owned());
        assert_eq!(placed("w -i 7Q note hello"), (Some(4), named.clone(), false));
        assert_eq!(placed("w -i7Q note hello"), (Some(3), named.clone(), false));
        assert_eq!(placed("w note hello --incident=7Q"), (Some(2), named.clone(), false));
        assert_eq!(placed("w -qi 7Q note hello"), (Some(4), named, false));
        assert_eq!(placed("w --as note show"), (Some(4), None, false));
        assert_eq!(placed("w declare title"), (None, None, false));
        assert_eq!(placed("w list"), (None, None, false));
        assert_eq!(placed("w log --all"), (Some(2), None, true));
        assert_eq!(placed("w verify"), (Some(2), None, true));
        assert_eq!(placed("w note -- -i"), (Some(2), None, false));
        assert_eq!(placed("w comms list"), (Some(3), None, false));
        assert_eq!(placed("w -i 7Q comms draft can").0, Some(5));
        assert_eq!(placed("w plan adopt ours"), (Some(3), None, false));
        assert_eq!(placed("w plan check"), (None, None, false));
        assert_eq!(placed("w action --json done 2"), (Some(4), None, false));
        assert_eq!(placed("w action"), (None, None, false));
        assert_eq!(placed("w plan list"), (None, None, false));
    }
}
