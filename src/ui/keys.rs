//! What can be done, and with which key: one table, from which the keys work and the help is drawn.

use super::keyboard::Key;
use super::layout::Pane;

/// Something that a key does.
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
    /// Tick or untick the selected line.
    Tick,
    /// Ask somebody to do something.
    Task,
    /// Record a moment.
    Stamp,
    /// Register something preserved.
    Evidence,
    /// Resolve, close or reopen.
    End,
    /// Undo an entry.
    Undo,
    /// Choose a form that has no key.
    More,
    /// Give the keys to a pane.
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
    /// The keys, as [`Key`] spells them.
    pub keys: &'static [&'static str],
    /// What it does, for the help.
    pub title: &'static str,
    /// What it does, for the status line; nothing when it is not shown there.
    pub hint: &'static str,
    /// When it makes sense.
    pub when: When,
}

const fn row(
    action: Action,
    keys: &'static [&'static str],
    title: &'static str,
    hint: &'static str,
    when: When,
) -> Binding {
    Binding { action, keys, title, hint, when }
}

/// A heading of the help, and what stands under it.
pub type Group = (&'static str, &'static [Binding]);

/// All that keys do, in the order of the help and of the status line.
pub const TABLE: [Group; 3] = [
    (
        "Say and do",
        &[
            row(Action::Note, &["a"], "write a note", "note", When::InRoom),
            row(Action::Decide, &["d"], "write down a decision", "decide", When::InRoom),
            row(
                Action::Severity,
                &["s"],
                "set the severity, with a reason",
                "severity",
                When::InRoom,
            ),
            row(Action::Stage, &["p"], "go into another stage", "stage", When::InRoom),
            row(Action::Assign, &["r"], "seat somebody in a role", "role", When::InRoom),
            row(Action::Tick, &["space"], "tick the line under the cursor", "tick", When::InRoom),
            row(Action::Task, &["t"], "ask somebody to do something", "task", When::InRoom),
            row(Action::Stamp, &["m"], "record when something happened", "time", When::InRoom),
            row(
                Action::Handover,
                &["h"],
                "hand a role over, or take it",
                "hand over",
                When::InRoom,
            ),
            row(Action::Evidence, &["e"], "register evidence", "evidence", When::InRoom),
            row(Action::End, &["x"], "resolve, close or reopen", "resolve", When::InRoom),
            row(Action::Undo, &["u"], "undo an entry of your own", "undo", When::InRoom),
            row(Action::More, &["+"], "correct, waive, link, redact …", "", When::InRoom),
            row(Action::Declare, &["i"], "declare an incident", "new", When::Always),
        ],
    ),
    (
        "Look",
        &[
            row(Action::Focus(Pane::Incidents), &["1"], "incidents", "", When::Always),
            row(Action::Focus(Pane::Clocks), &["2"], "clocks", "", When::Always),
            row(Action::Focus(Pane::Roles), &["3"], "roles", "", When::Always),
            row(Action::Focus(Pane::Timeline), &["4"], "timeline", "", When::Always),
            row(Action::Focus(Pane::Comms), &["5"], "comms and checklist", "", When::Always),
            row(Action::NextPane, &["tab", "right"], "next pane", "", When::Always),
            row(Action::PaneBefore, &["shift-tab", "left"], "pane before", "", When::Always),
            row(Action::Zoom, &["z"], "one pane, and back", "zoom", When::Always),
            row(Action::Down, &["j", "down"], "down", "", When::Always),
            row(Action::Up, &["k", "up"], "up", "", When::Always),
            row(Action::PageDown, &["pgdn", "ctrl-d"], "a page down", "", When::Always),
            row(Action::PageUp, &["pgup", "ctrl-u"], "a page up", "", When::Always),
            row(Action::First, &["g", "home"], "first row, the newest", "", When::Always),
            row(Action::Last, &["G", "end"], "last row", "", When::Always),
            row(Action::Open, &["enter"], "open the selected row", "", When::Always),
            row(Action::Back, &["esc"], "back; never quits", "", When::Always),
            row(Action::Zone, &["T"], "UTC or local time", "", When::Always),
        ],
    ),
    (
        "Program",
        &[
            row(Action::Help, &["?"], "this help", "help", When::Always),
            row(Action::Repaint, &["ctrl-l"], "draw everything again", "", When::Always),
            row(Action::Suspend, &["ctrl-z"], "suspend", "", When::Always),
            row(Action::Quit, &["q"], "quit", "quit", When::Always),
        ],
    ),
];

/// All rows of the table.
pub fn bindings() -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().flat_map(|(_, bindings)| bindings.iter())
}

/// What a key does.
pub fn action(key: Key) -> Option<&'static Binding> {
    let name = key.to_string();
    bindings().find(|binding| binding.keys.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
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
    fn no_key_is_one_that_terminals_or_multiplexers_eat() {
        for name in bindings().flat_map(|binding| binding.keys) {
            let eaten = ["h", "i", "j", "k", "m", "a", "b", "s", "q", "["];
            let eaten = eaten.iter().any(|letter| *name == format!("ctrl-{letter}"));
            assert!(!eaten && *name != "alt-enter", "{name}");
        }
    }
}
