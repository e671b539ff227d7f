//! All that the screen knows. Nothing in here knows how it is drawn.

use super::desk::Authors;
use super::keymap::Keymap;
use super::layout::{Layout, PANES, Pane, layout};
use super::overlays::Overlay;
use super::overlays::form::{Form, Purpose};
use super::overview::Overview;
use super::panes;
use super::panes::words::of_incident;
use super::room::{Room, Told};
use super::seeking;
use super::sharing::{Present, Sharing};
use super::tasks::is_late;
use super::when::Zone;
use crate::catalog::{Chosen, built_in};
use crate::comms::Item as Message;
use crate::incident::{EntryId, IncidentId, Item, ItemState, Task};
use crate::plan::Plan;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Who sits at this desk, and where.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The handle under which entries are written.
    pub me: String,
    /// The plan that a new incident gets.
    pub plan: Chosen,
    /// What sets this store apart from the real one, in a word: `DEMO`, `REPLAY`, `EXERCISE`.
    pub banner: Option<&'static str>,
    /// In which zone times are shown.
    pub zone: Zone,
}

/// All that the screen knows.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each stands for itself; all sixteen make sense")]
pub struct Model {
    /// Who sits here.
    pub setting: Setting,
    /// The size of the terminal.
    pub size: (u16, u16),
    /// What time it is.
    pub now: DateTime<Utc>,
    /// Whether the open incidents were read.
    pub loaded: bool,
    /// The organisation's own plans.
    pub plans: Vec<Arc<Plan>>,
    /// What is known of who wrote incidents.
    pub authors: Authors,
    /// The incidents that are not over, the worst first.
    pub rooms: Vec<Room>,
    /// The one that the screen is about.
    pub open: Option<IncidentId>,
    /// The pane that has the keys.
    pub focus: Pane,
    /// Whether that pane has the whole screen.
    pub zoomed: bool,
    /// The pane that had the keys before a page took them.
    pub behind: Pane,
    /// Where the cursor stands in each pane.
    pub scrolls: [Scroll; PANES],
    /// The row of the timeline that somebody went to; none while it follows the newest.
    pub anchor: Option<Anchor>,
    /// What lies over the panes.
    pub overlay: Option<Overlay>,
    /// The list that comes back when what lies over it goes.
    pub beneath: Option<Box<Overlay>>,
    /// An incident that is over, read because a list is edited.
    pub guest: Option<Box<Room>>,
    /// Forms that were left with something in them.
    pub drafts: Vec<Form>,
    /// What the status line says until the next key.
    pub notice: Option<Notice>,
    /// The stage whose checklist the cursor stands in.
    pub list_of: Option<(IncidentId, String)>,
    /// Which key does what.
    pub keymap: Keymap,
    /// What is looked for in each pane; empty where nothing is.
    pub filters: [String; PANES],
    /// What was typed on the command line, the last line last.
    pub typed_lines: Vec<String>,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Whether the terminal's bell rings.
    pub bell: bool,
    /// What stood in the checklist's pane when the cursor was last settled.
    pub lines: Vec<String>,
    /// A few figures about the whole store.
    pub overview: Overview,
    /// How the store stands with its server; nothing where there is none.
    pub sharing: Option<Sharing>,
    /// Who has a screen open on that server.
    pub present: Vec<Present>,
    /// Which incident the server was told that is looked at here.
    pub looked_at: Option<IncidentId>,
    /// Whether the last key asked to leave although a draft would be lost.
    pub leaving: bool,
}

/// Where the cursor of a list stands, and which row is drawn first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    /// The row under the cursor.
    pub at: usize,
    /// The first row that is drawn.
    pub top: usize,
}

impl Scroll {
    /// Keeps the cursor among `rows`, and the drawn part around it, when `fits` rows are drawn.
    pub fn settle(&mut self, rows: usize, fits: usize) {
        let fits = fits.max(1);
        self.at = self.at.min(rows.saturating_sub(1));
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(fits));
        self.top = self.top.min(rows.saturating_sub(fits));
    }
}

/// A row of the timeline, whatever moves around it, and how many entries there were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The entry, or the clock.
    pub row: AnchorRow,
    /// How many entries the timeline had when somebody went there.
    pub entries: usize,
}

/// What an anchor holds on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnchorRow {
    /// An entry.
    Entry(EntryId),
    /// A reading of that clock.
    Clock(String),
}

/// What the status line says for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub text: String,
    /// What to do about it; empty when all went well.
    pub remedy: String,
    /// Whether something went wrong.
    pub wrong: bool,
}

/// What the checklist's cursor can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tickable<'a> {
    /// A line of the stage's checklist.
    Item(&'a Item),
    /// A task.
    Task(&'a Task),
    /// Something that must be said, or was.
    Message(&'a Message),
}

impl Tickable<'_> {
    /// What tells it from all others.
    fn name(&self) -> String {
        match self {
            Tickable::Item(item) => format!("item {}", item.id),
            Tickable::Task(task) => format!("task {}", task.id),
            Tickable::Message(item) => format!("message {} {}", item.id, item.number),
        }
    }
}

impl Model {
    /// A screen of which nothing is known but who sits at it.
    pub fn new(setting: Setting, size: (u16, u16), now: DateTime<Utc>) -> Model {
        Model {
            setting,
            size,
            now,
            loaded: false,
            plans: Vec::new(),
            authors: Authors::new(),
            rooms: Vec::new(),
            open: None,
            focus: Pane::default(),
            zoomed: false,
            behind: Pane::default(),
            scrolls: [Scroll::default(); PANES],
            anchor: None,
            overlay: None,
            beneath: None,
            guest: None,
            drafts: Vec::new(),
            notice: None,
            list_of: None,
            keymap: Keymap::default(),
            filters: Default::default(),
            typed_lines: Vec::new(),
            mouse: false,
            bell: true,
            lines: Vec::new(),
            overview: Overview::default(),
            sharing: None,
            present: Vec::new(),
            looked_at: None,
            leaving: false,
        }
    }

    /// The plan with that id: this desk's, one of the organisation's own, or a built-in one.
    pub fn plan_named(&self, id: &str) -> Option<Arc<Plan>> {
        if id == self.setting.plan.id() {
            return Some(self.setting.plan.plan());
        }
        let own = self.plans.iter().find(|plan| plan.id == id).cloned();
        own.or_else(|| built_in(id))
    }

    /// The incident that the screen is about.
    pub fn room(&self) -> Option<&Room> {
        let open = self.open?;
        self.rooms.iter().find(|room| room.id() == open)
    }

    /// Where everything goes.
    pub fn layout(&self) -> Layout {
        let banner = self.room().is_some_and(|room| !room.incident.conflicts.is_empty());
        layout(self.size.0, self.size.1, self.focus, self.zoomed, banner)
    }

    /// The cursor of a pane.
    pub fn scroll(&self, pane: Pane) -> Scroll {
        self.scrolls[pane.index()]
    }

    /// What is looked for in a pane; empty when nothing is.
    pub fn filter(&self, pane: Pane) -> &str {
        &self.filters[pane.index()]
    }

    /// Whether a pane has the whole screen because somebody asked for it: then it shows more. A page
    /// always has.
    pub fn is_full(&self, pane: Pane) -> bool {
        (self.zoomed || pane.is_page()) && self.focus == pane
    }

    /// What the checklist's cursor can stand on: tasks whose time is up, the stage's lines, the other
    /// tasks. On the whole screen: tasks by when they are due, the lines of all stages. What must be said
    /// comes after them where it stands apart from them, and before them where it stands in the same list.
    pub fn tickable(&self) -> Vec<Tickable<'_>> {
        let Some(room) = self.room() else { return Vec::new() };
        let mut tasks: Vec<&Task> =
            room.incident.tasks.iter().filter(|task| task.done.is_none()).collect();
        let messages = room.messages.iter().map(Tickable::Message);
        if self.is_full(Pane::Comms) {
            tasks.sort_by_key(|task| task.due());
            let mut items: Vec<&Item> = room.incident.lines().collect();
            items.sort_by_key(|item| room.stage_place(&item.stage));
            let tasks = tasks.into_iter().map(Tickable::Task);
            let list = tasks.chain(items.into_iter().map(Tickable::Item));
            return if self.messages_apart() > 0 {
                list.chain(messages).collect()
            } else {
                messages.chain(list).collect()
            };
        }
        let stage = room.incident.stage.as_deref().unwrap_or_default();
        let items = room.incident.checklist(stage).map(Tickable::Item);
        let (late, others): (Vec<&Task>, Vec<&Task>) =
            tasks.into_iter().partition(|task| is_late(task, self.now));
        let late = late.into_iter().map(Tickable::Task);
        late.chain(items).chain(others.into_iter().map(Tickable::Task)).chain(messages).collect()
    }

    /// How many messages stand apart from the checklist: all of them, unless the whole of pane 5 is one
    /// list.
    pub fn messages_apart(&self) -> usize {
        let one_list = self.is_full(Pane::Comms) && self.size.0 < panes::full::comms::BESIDE;
        if one_list { 0 } else { self.room().map_or(0, |room| room.messages.len()) }
    }

    /// Where a row of pane 5 is seen, counted from the top: what stands apart is seen before the list.
    pub(super) fn seen_at(&self, at: usize) -> usize {
        let (rows, apart) = (self.tickable().len(), self.messages_apart());
        (at + apart) % rows.max(1)
    }

    /// The row of pane 5 that is seen there.
    pub(super) fn row_seen_at(&self, seen: usize) -> usize {
        let (rows, apart) = (self.tickable().len(), self.messages_apart());
        (seen + rows - apart) % rows.max(1)
    }

    /// The incidents that pane 1 lists: all of them, or those that have the words that are looked for.
    pub fn listed(&self) -> Vec<&Room> {
        let wanted = self.filter(Pane::Incidents).to_lowercase();
        let fits = |room: &&Room| {
            wanted.is_empty() || of_incident(self, room).to_lowercase().contains(&wanted)
        };
        self.rooms.iter().filter(fits).collect()
    }

    /// The name of an incident where others are shown too: the last four letters, or all six.
    pub fn name(&self, id: IncidentId) -> String {
        let alike = self.rooms.iter().filter(|room| room.id().short() == id.short()).count();
        let letters = &id.as_str()[10..];
        let name = if alike > 1 { letters } else { id.short() };
        name.to_owned()
    }

    /// Puts the rooms into their order; cursors stay on what they stood on.
    pub(super) fn sort(&mut self) {
        let under = self.under_cursor();
        self.rooms.sort_by_key(Room::order);
        self.go_to_incident(under);
    }

    /// The incident under the cursor of pane 1.
    pub(super) fn under_cursor(&self) -> Option<IncidentId> {
        self.listed().get(self.scroll(Pane::Incidents).at).map(|room| room.id())
    }

    /// Puts the cursor of pane 1 on an incident, where it is listed.
    pub(super) fn go_to_incident(&mut self, id: Option<IncidentId>) {
        if let Some(place) = self.listed().iter().position(|room| Some(room.id()) == id) {
            self.scrolls[Pane::Incidents.index()].at = place;
        }
    }

    /// Brings every cursor back among its rows, and keeps what somebody looks at in its place.
    pub(super) fn settle(&mut self) {
        if !self.filter(Pane::Timeline).is_empty() {
            seeking::narrow(self);
        }
        let laid = self.layout();
        self.follow_anchor();
        self.stay_on_line();
        self.go_to_open_line();
        for pane in Pane::every() {
            let rows = panes::rows(self, pane);
            let Some(inside) = laid.inside(pane) else {
                // What is not drawn keeps its place, whatever fits.
                let scroll = &mut self.scrolls[pane.index()];
                scroll.at = scroll.at.min(rows.saturating_sub(1));
                continue;
            };
            let fits = panes::fits(self, pane, inside);
            let fits_last = panes::fits_last(self, pane, inside).unwrap_or(fits);
            // A cursor that stands apart scrolls nothing.
            let apart = if pane == Pane::Comms { self.messages_apart() } else { 0 };
            let scroll = &mut self.scrolls[pane.index()];
            let at = scroll.at.min(rows.saturating_sub(1));
            let (rows, top) = (rows - apart, scroll.top);
            scroll.settle(rows, fits);
            if at >= rows {
                scroll.at = at;
                scroll.top = top.min(rows.saturating_sub(fits));
            }
            // Nothing is scrolled away while there is room below the last row.
            scroll.top = scroll.top.min(rows.saturating_sub(fits_last));
        }
    }

    fn follow_anchor(&mut self) {
        let Some(anchor) = &self.anchor else {
            self.scrolls[Pane::Timeline.index()] = Scroll::default();
            return;
        };
        let Some(room) = self.room() else { return };
        let place =
            room.story.iter().position(|row| anchor_of(room, *row).as_ref() == Some(&anchor.row));
        if let Some(place) = place {
            let scroll = &mut self.scrolls[Pane::Timeline.index()];
            let below = scroll.at.saturating_sub(scroll.top);
            scroll.at = place;
            scroll.top = place.saturating_sub(below);
        }
    }

    /// When the checklist's pane shows other lines, the cursor stays on the line that it stood on.
    fn stay_on_line(&mut self) {
        let lines: Vec<String> = self.tickable().iter().map(Tickable::name).collect();
        if lines == self.lines {
            return;
        }
        let begins_with_messages =
            |lines: &[String]| lines.first().is_some_and(|line| line.starts_with("message "));
        let (had, has) = (begins_with_messages(&self.lines), begins_with_messages(&lines));
        let under = self.lines.get(self.scroll(Pane::Comms).at);
        // From one list back to two halves: the cursor goes back to the checklist.
        let leaves_message =
            had && !has && under.is_some_and(|under| under.starts_with("message "));
        let under = under.filter(|_| !leaves_message);
        let place = under.and_then(|under| lines.iter().position(|line| line == under));
        let scroll = &mut self.scrolls[Pane::Comms.index()];
        match place {
            // The whole of it is read from its beginning.
            _ if has && !had => scroll.at = 0,
            Some(place) => scroll.at = place,
            None if had => self.list_of = None,
            None => {}
        }
        self.lines = lines;
    }

    /// In another checklist the cursor begins at the first line that is still open, so that the first
    /// key ticks what is next, and opens nothing that was done.
    fn go_to_open_line(&mut self) {
        let list =
            self.room().map(|room| (room.id(), room.incident.stage.clone().unwrap_or_default()));
        if list == self.list_of {
            return;
        }
        let open = |line: &Tickable<'_>| match line {
            Tickable::Item(item) => is_open(&item.state),
            Tickable::Task(_) => true,
            Tickable::Message(_) => false,
        };
        let first = self.tickable().iter().position(open).unwrap_or(0);
        if !self.is_full(Pane::Comms) {
            self.scrolls[Pane::Comms.index()] = Scroll { at: first, top: 0 };
        }
        self.list_of = list;
    }

    /// Puts the timeline's cursor on a row; on the first one it follows the newest.
    pub(super) fn go_to_row(&mut self, at: usize) {
        let Some(room) = self.room() else { return };
        let row = room.story.get(at.min(room.story.len().saturating_sub(1))).copied();
        let entries = self.anchor.as_ref().map_or(room.entries, |anchor| anchor.entries);
        let row = row.and_then(|row| anchor_of(room, row)).filter(|_| at > 0);
        // The newest row was seen by going there: nothing is new any more.
        self.anchor = row.map(|row| Anchor { row, entries });
        let scroll = &mut self.scrolls[Pane::Timeline.index()];
        scroll.at = at;
    }

    /// How many entries came since somebody went back in the timeline.
    pub fn unseen(&self) -> usize {
        match (&self.anchor, self.room()) {
            (Some(anchor), Some(room)) => room.entries.saturating_sub(anchor.entries),
            _ => 0,
        }
    }

    /// The entry under the timeline's cursor, while that pane has the keys.
    pub(super) fn chosen_entry(&self) -> Option<EntryId> {
        let anchor = self.anchor.as_ref().filter(|_| self.focus == Pane::Timeline)?;
        match anchor.row {
            AnchorRow::Entry(id) => Some(id),
            AnchorRow::Clock(_) => None,
        }
    }

    /// Takes up a form that was left, or the new one.
    pub(super) fn take_up(&mut self, new: Form) {
        let same = |draft: &Form| draft.is_of(&new);
        let form = match self.drafts.iter().position(same) {
            Some(place) => new.continuing(self.drafts.remove(place)),
            None => new,
        };
        self.overlay = Some(Overlay::Form(Box::new(form)));
    }

    /// Lays a form aside; it is kept when there is something in it.
    pub(super) fn lay_aside(&mut self, form: Form) {
        let keep = form.is_touched()
            && !matches!(form.purpose, Purpose::Undo(_) | Purpose::More | Purpose::Assess);
        if keep {
            self.drafts.retain(|draft| !draft.is_of(&form));
            self.drafts.push(Form { trouble: None, ..form });
            self.say("the draft is kept; the same key takes it up again");
        }
    }

    /// Says something in the status line.
    pub(super) fn say(&mut self, text: &str) {
        self.notice = Some(Notice { text: text.to_owned(), remedy: String::new(), wrong: false });
    }

    /// Says in the status line that something went wrong.
    pub(super) fn complain(&mut self, text: &str, remedy: &str) {
        let (text, remedy) = (text.to_owned(), remedy.to_owned());
        self.notice = Some(Notice { text, remedy, wrong: true });
    }
}

/// What an anchor holds on to in a row.
pub fn anchor_of(room: &Room, row: Told) -> Option<AnchorRow> {
    match row {
        Told::Entry(place) => Some(AnchorRow::Entry(room.line(place)?.entry.id)),
        Told::Clock(place, _) => Some(AnchorRow::Clock(room.readings.get(place)?.clock.clone())),
    }
}

/// Whether a line is still to be ticked.
pub fn is_open(state: &ItemState) -> bool {
    *state == ItemState::Open
}
