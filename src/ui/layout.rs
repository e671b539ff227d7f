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

/// One of the five panes, always in this order.
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
}

impl Pane {
    /// All panes, in order.
    pub const ALL: [Pane; 5] =
        [Pane::Incidents, Pane::Clocks, Pane::Roles, Pane::Timeline, Pane::Comms];

    /// The number on its frame, less one.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The pane so many places further, in a circle.
    #[must_use]
    pub fn turned(self, places: usize) -> Pane {
        Pane::ALL[(self.index() + places) % Pane::ALL.len()]
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
    pub panes: [Option<Rect>; 5],
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
        panes: [None; 5],
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
        () if !large || zoomed => Shape::Single,
        () if width < 140 => Shape::Two,
        () => Shape::Three,
    };
    laid.panes = match laid.shape {
        Shape::Two => two_columns(body),
        Shape::Three => three_columns(body),
        Shape::Single | Shape::Line => {
            let mut panes = [None; 5];
            panes[focus.index()] = Some(body);
            panes
        }
    };
    laid
}

fn two_columns(body: Rect) -> [Option<Rect>; 5] {
    let left = (31 + (body.width - 80) / 3).min(52);
    let more = body.height.saturating_sub(21);
    let top = (6 + more / 4).min(14);
    let bottom = (7 + more * 3 / 10).min(18).min(body.height - top);
    let [above, middle, below] = rows(body, [top, body.height - top - bottom, bottom]);
    let [incidents, clocks] = columns(above, [left, body.width - left]);
    let [roles, timeline] = columns(middle, [left, body.width - left]);
    [incidents, clocks, roles, timeline, below].map(Some)
}

fn three_columns(body: Rect) -> [Option<Rect>; 5] {
    let side = (body.width * 11 / 40).min(100);
    let top = (body.height * 14 / 33).clamp(8, 22);
    let story = body.width * 11 / 20;
    let [above, below] = rows(body, [top, body.height - top]);
    let [incidents, clocks, roles] = columns(above, [side, body.width - 2 * side, side]);
    let [timeline, comms] = columns(below, [story, body.width - story]);
    [incidents, clocks, roles, timeline, comms].map(Some)
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
