//! What can be done: the one table of actions, from which the keys, the status line, the help and the
//! command line of the screen are made. What has a command outside the screen has the same name here.

use super::doing::{Doing, RESPONSE};
use super::layout::Pane;

/// Something that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Declare an incident.
    Declare,
    /// Write a note.
    Note,
    /// Write down a decision.
    Decide,
    /// Set the severity.
    Severity,
    /// Go into another stage.
    Stage,
    /// Seat somebody.
    Assign,
    /// Hand a seat over, or take one that was offered.
    Handover,
    /// Take a seat that was offered.
    Accept,
    /// Empty a seat.
    Release,
    /// Tick or untick the selected line.
    Tick,
    /// Open a line again.
    Untick,
    /// Leave a line out on purpose.
    Waive,
    /// Add a line to the checklist.
    Item,
    /// Ask somebody to do something.
    Task,
    /// Say yes to a task.
    Ack,
    /// Report a task as done.
    Done,
    /// Record a moment.
    Stamp,
    /// Say where something is preserved.
    Evidence,
    /// Resolve, close or reopen, whichever comes next.
    End,
    /// Say that it is not over.
    Reopen,
    /// Say that the work is over.
    Close,
    /// Undo an entry.
    Undo,
    /// Correct a declared fact.
    Correct,
    /// Tie the incident to something.
    Link,
    /// Remove the words of an entry.
    Redact,
    /// Do something about the response.
    Respond(Doing),
    /// Choose a form that has no key.
    More,
    /// Give the keys to a pane; a page takes the screen with them, and gives it back.
    Focus(Pane),
    /// Give the keys to the next pane.
    NextPane,
    /// Give the keys to the pane before.
    PaneBefore,
    /// One pane on the whole screen, and back.
    Zoom,
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// Open what is selected.
    Open,
    /// Leave what is open.
    Back,
    /// UTC or local time.
    Zone,
    /// Look for words in the pane.
    Filter,
    /// To the next row with those words.
    NextMatch,
    /// To the row before with those words.
    MatchBefore,
    /// Copy what is selected.
    Copy,
    /// Listen to the mouse, or leave it to the terminal.
    Mouse,
    /// Type what to do.
    Palette,
    /// What changed since somebody last looked, and the incident in a page.
    Brief,
    /// What all incidents add up to.
    Metrics,
    /// Show the register.
    Register,
    /// Show the work that follows all incidents.
    Actions,
    /// Show the keys.
    Help,
    /// Draw everything again.
    Repaint,
    /// Give the terminal back for a while.
    Suspend,
    /// Leave.
    Quit,
}

/// When an action makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At any time.
    Always,
    /// While an incident is open on the screen.
    InRoom,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// Its name where it is typed: on the screen's command line, in the settings.
    pub id: &'static str,
    /// What may be typed after the name, in the manner of a usage line.
    pub arguments: &'static str,
    /// The keys that it has when nobody chose others, as [`super::keyboard::Key`] spells them.
    pub keys: &'static [&'static str],
    /// What it does, for the help.
    pub title: &'static str,
    /// What it does, for the status line; nothing when it is not shown there.
    pub hint: &'static str,
    /// When it makes sense.
    pub when: When,
}

/// A row of what is done to an incident; its name is a command's.
const fn deed(
    action: Action,
    (id, arguments): (&'static str, &'static str),
    keys: &'static [&'static str],
    title: &'static str,
    hint: &'static str,
) -> Binding {
    Binding { action, id, arguments, keys, title, hint, when: When::InRoom }
}

/// A row of what is done on the screen alone.
const fn look(
    action: Action,
    id: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
    hint: &'static str,
) -> Binding {
    Binding { action, id, arguments: "", keys, title, hint, when: When::Always }
}

/// A row of a page of the incident that is open.
const fn page(
    pane: Pane,
    id: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
) -> Binding {
    Binding { when: When::InRoom, ..look(Action::Focus(pane), id, keys, title, "") }
}

/// A heading of the help, and what stands under it.
pub type Group = (&'static str, &'static [Binding]);

/// What writes on the timeline.
pub const DEEDS: &[Binding] = &[
    deed(Action::Note, ("note", "TEXT"), &["a"], "write a note", "note"),
    deed(
        Action::Decide,
        ("decide", "TEXT [because REASON]"),
        &["d"],
        "write down a decision",
        "decide",
    ),
    deed(Action::Severity, ("sev", "LEVEL REASON"), &["s"], "set the severity", "severity"),
    deed(Action::Stage, ("stage", "STAGE"), &["p"], "go into another stage", "stage"),
    deed(Action::Assign, ("assign", "ROLE PERSON"), &["r"], "seat somebody in a role", "role"),
    deed(Action::Tick, ("tick", "[LINE]"), &["space"], "tick the line at the cursor", "tick"),
    deed(Action::Task, ("task", "PERSON [MINUTES] TEXT"), &["t"], "ask somebody to do it", "task"),
    deed(Action::Stamp, ("stamp", "NAME TIME"), &["m"], "record when it happened", "time"),
    deed(
        Action::Handover,
        ("handover", "ROLE TO"),
        &["h"],
        "hand over, or take a seat",
        "hand over",
    ),
    deed(Action::Evidence, ("evidence", "WHERE [NAME]"), &["e"], "register evidence", "evidence"),
    deed(Action::End, ("resolve", "REASON"), &["x"], "resolve, close or reopen", "resolve"),
    deed(Action::Undo, ("undo", "[ENTRY]"), &["u"], "undo an entry of your own", "undo"),
    Binding {
        when: When::Always,
        ..deed(Action::Declare, ("declare", "TITLE"), &["i"], "declare an incident", "new")
    },
    deed(Action::More, ("more", ""), &["+"], "the forms without a key", ""),
    deed(Action::Accept, ("accept", "ROLE"), &[], "take a seat offered to you", ""),
    deed(Action::Release, ("release", "ROLE"), &[], "empty a seat", ""),
    deed(Action::Untick, ("untick", "LINE"), &[], "open a line again", ""),
    deed(Action::Waive, ("waive", "LINE REASON"), &[], "leave a line out", ""),
    deed(Action::Item, ("item", "TEXT"), &[], "add a line to the list", ""),
    deed(Action::Ack, ("ack", "TASK"), &[], "say yes to a task", ""),
    deed(Action::Done, ("done", "TASK"), &[], "report a task as done", ""),
    deed(Action::Reopen, ("reopen", "REASON"), &[], "it is not over", ""),
    deed(Action::Close, ("close", "REASON"), &[], "the work is over", ""),
    deed(Action::Correct, ("set", "[FACT VALUE]"), &[], "correct a fact", ""),
    deed(
        Action::Link,
        ("link", "[duplicate] ID, alert SYSTEM KEY"),
        &[],
        "tie it to another, or an alert",
        "",
    ),
    deed(Action::Redact, ("redact", "[REASON]"), &[], "remove an entry's words", ""),
];

/// What moves and looks.
pub const LOOKS: &[Binding] = &[
    look(Action::Focus(Pane::Incidents), "focus-1", &["1"], "incidents", ""),
    look(Action::Focus(Pane::Clocks), "focus-2", &["2"], "clocks", ""),
    look(Action::Focus(Pane::Roles), "focus-3", &["3"], "roles", ""),
    look(Action::Focus(Pane::Timeline), "focus-4", &["4"], "timeline", ""),
    look(Action::Focus(Pane::Comms), "focus-5", &["5"], "comms and checklist", ""),
    page(Pane::Classification, "classification", &["f"], "the classification"),
    page(Pane::Record, "ai-record", &["v"], "the AI record"),
    page(Pane::Ledger, "ledger", &["l"], "the containment ledger"),
    page(Pane::Report, "report", &["R"], "the sections of the report"),
    look(Action::NextPane, "next-pane", &["tab", "right"], "next pane", ""),
    look(Action::PaneBefore, "pane-before", &["shift-tab", "left"], "pane before", ""),
    look(Action::Zoom, "zoom", &["z"], "one pane, and back", "zoom"),
    look(Action::Down, "down", &["j", "down"], "down", ""),
    look(Action::Up, "up", &["k", "up"], "up", ""),
    look(Action::PageDown, "page-down", &["pgdn", "ctrl-d"], "a page down", ""),
    look(Action::PageUp, "page-up", &["pgup", "ctrl-u"], "a page up", ""),
    look(Action::First, "first", &["g", "home"], "first row, the newest", ""),
    look(Action::Last, "last", &["G", "end"], "last row", ""),
    look(Action::Open, "open", &["enter"], "open the selected row", ""),
    look(Action::Back, "back", &["esc"], "back; never quits", ""),
    Binding {
        arguments: "[WORDS]",
        ..look(Action::Filter, "filter", &["/"], "look for words in the pane", "filter")
    },
    look(Action::NextMatch, "next-match", &["n"], "next match", ""),
    look(Action::MatchBefore, "match-before", &["N"], "match before", ""),
    look(Action::Copy, "copy", &["y"], "copy what is selected", ""),
    Binding { when: When::InRoom, ..look(Action::Brief, "catchup", &["b"], "brief me", "brief") },
    look(Action::Metrics, "metrics", &[], "what all incidents add up to", ""),
    Binding { arguments: "[QUERY]", ..look(Action::Register, "register", &[], "the register", "") },
    Binding {
        arguments: "[QUERY]",
        ..look(Action::Actions, "actions", &[], "work that follows", "")
    },
    look(Action::Zone, "utc-local", &["T"], "UTC or local time", ""),
];

/// What concerns the program itself.
pub const PROGRAM: &[Binding] = &[
    look(Action::Palette, "palette", &[":"], "type what to do", "command"),
    Binding { arguments: "[WORDS]", ..look(Action::Help, "help", &["?"], "this help", "help") },
    Binding {
        arguments: "on|off",
        ..look(Action::Mouse, "mouse", &[], "use the mouse, or not", "")
    },
    look(Action::Repaint, "repaint", &["ctrl-l"], "draw everything again", ""),
    look(Action::Suspend, "suspend", &["ctrl-z"], "suspend", ""),
    look(Action::Quit, "quit", &["q"], "quit", "quit"),
];

/// All that can be done, in the order of the help and of the status line.
pub const TABLE: [Group; 4] =
    [("Say and do", DEEDS), ("Respond", RESPONSE), ("Look", LOOKS), ("Program", PROGRAM)];

/// All rows of the table.
pub fn bindings() -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().flat_map(|(_, bindings)| bindings.iter())
}

/// The row of an action.
pub fn binding(action: Action) -> &'static Binding {
    bindings().find(|binding| binding.action == action).expect("every action stands in the table")
}

/// The row with that name.
pub fn named(id: &str) -> Option<&'static Binding> {
    bindings().find(|binding| binding.id == id)
}

#[cfg(test)]
mod tests {
    use super::super::keyboard::Key;
    use super::*;

    #[test]
    fn every_key_of_the_table_is_a_key_and_does_one_thing() {
        let mut seen = Vec::new();
        for name in bindings().flat_map(|binding| binding.keys) {
            assert_eq!(name.parse::<Key>().unwrap().to_string(), **name);
            assert!(!seen.contains(&name), "{name} does two things");
            seen.push(name);
        }
    }

    #[test]
    fn every_action_has_a_name_of_its_own_made_of_small_letters() {
        for binding in bindings() {
            let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(binding.id.chars().all(letters), "{}", binding.id);
            assert_eq!(named(binding.id), Some(binding));
            assert_eq!(super::binding(binding.action), binding);
        }
    }

    #[test]
    fn no_key_is_one_that_terminals_or_multiplexers_eat() {
        for name in bindings().flat_map(|binding| binding.keys) {
            let eaten = ["h", "i", "j", "k", "m", "a", "b", "s", "q", "["];
            let eaten = eaten.iter().any(|letter| *name == format!("ctrl-{letter}"));
            assert!(!eaten && *name != "alt-enter", "{name}");
        }
    }
}
