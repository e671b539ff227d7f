//! Owns the terminal: takes it, draws frames into it, and gives it back as it was found.
//!
//! Nothing is ever asked of the terminal, so nothing waits for an answer: the size comes from the
//! kernel. A frame is one write.

use super::canvas::Canvas;
use super::model::Model;
use super::theme::Theme;
use super::view::view;
use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};
use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// The other screen, pasted text in brackets, no cursor.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l";
/// Plain text, a cursor, no brackets, the screen as it was.
const LEAVE: &[u8] = b"\x1b[0m\x1b[?25h\x1b[?2004l\x1b[?1049l";

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal, while it is ours.
#[derive(Debug)]
pub struct Terminal {
    shown: Option<Canvas>,
    next: Canvas,
    bytes: Vec<u8>,
}

impl Terminal {
    /// Takes the terminal. It is given back when this is dropped, and when the program panics.
    pub fn take(theme: Theme, ascii: bool) -> io::Result<Terminal> {
        give_back_on_panic();
        take()?;
        Ok(Terminal { shown: None, next: Canvas::new(0, 0, theme, ascii), bytes: Vec::new() })
    }

    /// The size in cells, as the kernel knows it.
    pub fn size() -> (u16, u16) {
        crossterm::terminal::size().unwrap_or((80, 24))
    }

    /// Draws the model. The same picture again writes nothing.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        view(model, &mut self.next);
        self.bytes.clear();
        self.next.paint(self.shown.as_ref(), &mut self.bytes)?;
        match &mut self.shown {
            Some(shown) => std::mem::swap(shown, &mut self.next),
            None => self.shown = Some(self.next.clone()),
        }
        if self.bytes.is_empty() {
            return Ok(());
        }
        put(&self.bytes)
    }

    /// Forgets what the terminal shows: the next frame is drawn in full.
    pub fn forget(&mut self) {
        self.shown = None;
    }

    /// Gives the terminal back and stops, with all that was started together; returns when continued.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        // The others of this job stop as they would at the terminal's own key. This process listens to
        // that signal, so it is stopped by the one that cannot be listened to.
        let _ = kill_current_process_group(Signal::TSTP);
        kill_process(getpid(), Signal::STOP)?;
        self.retake()
    }

    /// Gives the terminal back for another program.
    pub fn lend(&mut self) {
        give_back();
    }

    /// Takes it again; whatever it shows, the next frame is drawn in full.
    pub fn retake(&mut self) -> io::Result<()> {
        self.forget();
        take()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    crossterm::terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    put(ENTER).inspect_err(|_| give_back())
}

/// Leaves the terminal as it was found. It does nothing when that was done already, and goes as far as
/// it can when the terminal is gone.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = put(LEAVE);
        let _ = crossterm::terminal::disable_raw_mode();
    }
}

fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            before(panic);
        }));
    });
}

fn put(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}
