//! Where everything goes: a pure function of the size and of what is focused, shared by drawing and keys.
//!
//! ```text
//! 80x24 and up                     140x24 and up                            smaller
//! header                           header                                   header
//! stages                           stages                                   ┌───────────┐
//! ┌ 1 ──────┐┌ 2 ──────────┐       ┌ 1 ─────┐┌ 2 ────────────┐┌ 3 ─────┐    │ the pane  │
//! └─────────┘└─────────────┘       └────────┘└───────────────┘└────────┘    │ in focus  │
//! ┌ 3 ──────┐┌ 4 ──────────┐       ┌ 4 ──────────────┐┌ 5 ─────────────┐    └───────────┘
//! └─────────┘└─────────────┘       └─────────────────┘└────────────────┘    status
//! ┌ 5 ─────────────────────┐       status
//! └────────────────────────┘                                                below 20x5: one line
//! status
//! ```

pub use ratatui::layout::Rect;

/// One of the five panes, always in this order; or a page of the incident, which has the whole screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The incidents, the worst first.
    #[default]
    Incidents,
    /// What is due.
    Clocks,
    /// Who sits where.
    Roles,
    /// What happened.
    Timeline,
    /// What must be said, and the checklist.
    Comms,
    /// A page: the questions of the classification, their answers, and the clocks that hang on them.
    Classification,
    /// A page: the record of the incident, field by field.
    Record,
    /// A page: what is contained, and what must be so before it is lifted.
    Ledger,
    /// A page: the sections of the report, and who wrote them.
    Report,
}

/// How many panes and pages there are.
pub const PANES: usize = 9;

impl Pane {
    /// All panes, in order.
    pub const ALL: [Pane; 5] =
        [Pane::Incidents, Pane::Clocks, Pane::Roles, Pane::Timeline, Pane::Comms];

    /// The pages of an incident; each has the whole screen while it has the keys.
    pub const PAGES: [Pane; 4] = [Pane::Classification, Pane::Record, Pane::Ledger, Pane::Report];

    /// All panes, and the pages after them.
    pub fn every() -> impl Iterator<Item = Pane> {
        Pane::ALL.into_iter().chain(Pane::PAGES)
    }

    /// Its place among all panes and pages; a pane has the number after it on its frame.
    pub fn index(self) -> usize {
        self as usize
    }

    /// Whether it is a page.
    pub fn is_page(self) -> bool {
        Pane::PAGES.contains(&self)
    }

    /// The pane after this one or before it, in a circle; of a page, the page.
    #[must_use]
    pub fn next(self, forward: bool) -> Pane {
        let circle = if self.is_page() { &Pane::PAGES[..] } else { &Pane::ALL[..] };
        let place = circle.iter().position(|pane| *pane == self).unwrap_or(0);
        let step = if forward { 1 } else { circle.len() - 1 };
        circle[(place + step) % circle.len()]
    }
}

/// How much is shown at a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line that says what is worst.
    Line,
    /// One pane under a header.
    Single,
    /// Two columns.
    Two,
    /// Three columns.
    Three,
}

/// Where everything goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// How much is shown.
    pub shape: Shape,
    /// What is worst, who commands, what time it is.
    pub header: Rect,
    /// The stages of the incident.
    pub stages: Option<Rect>,
    /// A line that asks somebody to say what is right.
    pub banner: Option<Rect>,
    /// What is between the header and the status line.
    pub body: Rect,
    /// The panes with their frames.
    pub panes: [Option<Rect>; PANES],
    /// Keys, answers, errors.
    pub status: Option<Rect>,
}

impl Layout {
    /// The inside of a pane's frame, where it is shown.
    pub fn inside(&self, pane: Pane) -> Option<Rect> {
        let area = self.panes[pane.index()]?;
        (area.width >= 2 && area.height >= 2)
            .then(|| Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2))
    }
}

/// Says where everything goes on a screen of that size.
pub fn layout(width: u16, height: u16, focus: Pane, zoomed: bool, banner: bool) -> Layout {
    let whole = Rect::new(0, 0, width, height);
    let header = Rect { height: height.min(1), ..whole };
    let mut laid = Layout {
        shape: Shape::Line,
        header,
        stages: None,
        banner: None,
        body: Rect { y: header.bottom(), height: 0, ..whole },
        panes: [None; PANES],
        status: None,
    };
    if width < 20 || height < 5 {
        return laid;
    }
    let large = width >= 80 && height >= 24;
    let mut top = header.bottom();
    let mut line = |wanted: bool| {
        wanted.then(|| {
            top += 1;
            Rect { y: top - 1, height: 1, ..whole }
        })
    };
    laid.stages = line(large);
    laid.banner = line(banner && height >= 8);
    let status = u16::from(height >= 8);
    laid.status = (status > 0).then(|| Rect { y: height - 1, height: 1, ..whole });
    let body = Rect { y: top, height: height - top - status, ..whole };
    laid.body = body;
    laid.shape = match () {
        () if !large || zoomed || focus.is_page() => Shape::Single,
        () if width < 140 => Shape::Two,
        () => Shape::Three,
    };
    laid.panes = match laid.shape {
        Shape::Two => two_columns(body),
        Shape::Three => three_columns(body),
        Shape::Single | Shape::Line => {
            let mut panes = [None; PANES];
            panes[focus.index()] = Some(body);
            panes
        }
    };
    laid
}

fn two_columns(body: Rect) -> [Option<Rect>; PANES] {
    let left = (31 + (body.width - 80) / 3).min(52);
    let more = body.height.saturating_sub(21);
    let top = (6 + more / 4).min(14);
    let bottom = (7 + more * 3 / 10).min(18).min(body.height - top);
    let [above, middle, below] = rows(body, [top, body.height - top - bottom, bottom]);
    let [incidents, clocks] = columns(above, [left, body.width - left]);
    let [roles, timeline] = columns(middle, [left, body.width - left]);
    placed([incidents, clocks, roles, timeline, below])
}

fn three_columns(body: Rect) -> [Option<Rect>; PANES] {
    let side = (body.width * 11 / 40).min(100);
    let top = (body.height * 14 / 33).clamp(8, 22);
    let story = body.width * 11 / 20;
    let [above, below] = rows(body, [top, body.height - top]);
    let [incidents, clocks, roles] = columns(above, [side, body.width - 2 * side, side]);
    let [timeline, comms] = columns(below, [story, body.width - story]);
    placed([incidents, clocks, roles, timeline, comms])
}

/// The five panes at their places; beside them there is no page.
fn placed(areas: [Rect; 5]) -> [Option<Rect>; PANES] {
    let mut panes = [None; PANES];
    for (place, area) in panes.iter_mut().zip(areas) {
        *place = Some(area);
    }
    panes
}

fn rows<const N: usize>(area: Rect, heights: [u16; N]) -> [Rect; N] {
    let mut y = area.y;
    heights.map(|height| {
        y += height;
        Rect { y: y - height, height, ..area }
    })
}

fn columns<const N: usize>(area: Rect, widths: [u16; N]) -> [Rect; N] {
    let mut x = area.x;
    widths.map(|width| {
        x += width;
        Rect { x: x - width, width, ..area }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panes_fill_the_screen_and_never_overlap() {
        for width in 1..=400 {
            for height in 1..=120 {
                for (zoomed, banner) in [(false, false), (true, false), (false, true)] {
                    let laid = layout(width, height, Pane::Timeline, zoomed, banner);
                    let lines = [Some(laid.header), laid.stages, laid.banner, laid.status];
                    let all: Vec<Rect> = lines.into_iter().chain(laid.panes).flatten().collect();
                    let cells: u32 = all.iter().map(|area| area.area()).sum();
                    let whole = Rect::new(0, 0, width, height);
                    assert!(all.iter().all(|area| whole.union(*area) == whole), "{width}x{height}");
                    let full = laid.shape == Shape::Line || cells == whole.area();
                    assert!(full, "{width}x{height}: {cells} cells of {}", whole.area());
                }
            }
        }
    }

    #[test]
    fn the_smallest_size_has_all_five_panes() {
        let laid = layout(80, 24, Pane::Incidents, false, false);
        assert_eq!(laid.shape, Shape::Two);
        assert_eq!(laid.panes[0], Some(Rect::new(0, 2, 31, 6)));
        assert_eq!(laid.panes[4], Some(Rect::new(0, 16, 80, 7)));
        assert_eq!(layout(79, 24, Pane::Roles, false, false).shape, Shape::Single);
        assert_eq!(layout(19, 9, Pane::Roles, false, false).shape, Shape::Line);
    }
}
