//! Owns the terminal: takes it, draws frames into it, and gives it back as it was found.
//!
//! Nothing is ever asked of the terminal, so nothing waits for an answer: the size comes from the
//! kernel. A frame is one write.

use super::canvas::Canvas;
use super::copying::{Through, sequence};
use super::deputy::title;
use super::model::Model;
use super::theme::Theme;
use super::view::view;
use crate::text::Shown;
use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};
use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// The other screen, pasted text in brackets, no cursor.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l";
/// Plain text, a cursor, no brackets, the screen as it was.
const LEAVE: &[u8] = b"\x1b[0m\x1b[?25h\x1b[?2004l\x1b[?1049l";

/// The title is laid aside, and taken up again.
const TITLE: [&[u8]; 2] = [b"\x1b[22;2t", b"\x1b[23;2t"];
/// The bell. The plain look before it says that it is ours: no text from outside begins so.
const RING: &[u8] = b"\x1b[m\x07";

/// Presses, releases and the wheel of the mouse, with places beyond column 223.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
/// The mouse is the terminal's own again.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether this kind of terminal takes a title.
static TITLED: AtomicBool = AtomicBool::new(false);
/// Whether the mouse is listened to while the terminal is ours.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// The terminal, while it is ours.
#[derive(Debug)]
pub struct Terminal {
    shown: Option<Canvas>,
    next: Canvas,
    bytes: Vec<u8>,
    /// Whether signs beyond ASCII are left out.
    ascii: bool,
    /// The title that the terminal has; none where it is not ours, or takes none.
    title: Option<Shown>,
}

impl Terminal {
    /// Takes the terminal. It is given back when this is dropped, and when the program panics.
    pub fn take(theme: Theme, ascii: bool) -> io::Result<Terminal> {
        give_back_on_panic();
        let kind = std::env::var("TERM").unwrap_or_default();
        TITLED.store(takes_title(&kind), Ordering::SeqCst);
        take()?;
        let next = Canvas::new(0, 0, theme, ascii);
        Ok(Terminal { shown: None, next, bytes: Vec::new(), ascii, title: None })
    }

    /// The size in cells, as the kernel knows it.
    pub fn size() -> (u16, u16) {
        crossterm::terminal::size().unwrap_or((80, 24))
    }

    /// Draws the model without showing it: then everything that drawing needs is at hand.
    pub fn rehearse(&mut self, model: &Model) -> io::Result<()> {
        view(model, &mut self.next);
        self.next.paint(None, &mut self.bytes)
    }

    /// Draws the model. The same picture again writes nothing.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        view(model, &mut self.next);
        self.bytes.clear();
        self.next.paint(self.shown.as_ref(), &mut self.bytes)?;
        let title = if self.ascii { title(model).ascii() } else { title(model) };
        if self.title.as_ref() != Some(&title) && TITLED.load(Ordering::SeqCst) {
            write!(self.bytes, "\x1b]2;{title}\x1b\\")?;
            self.title = Some(title);
        }
        let put = if self.bytes.is_empty() { Ok(()) } else { put(&self.bytes) };
        // What is shown now was drawn on the canvas that is drawn on next; the first one is made anew.
        let next = self.shown.take().unwrap_or_else(|| self.next.another());
        self.shown = Some(std::mem::replace(&mut self.next, next));
        put
    }

    /// Puts a text on the terminal's clipboard; it draws nothing.
    pub fn copy(text: &str) -> io::Result<()> {
        let through = Through::of_environment(|name| std::env::var(name).ok());
        put(sequence(text, through).as_bytes())
    }

    /// Rings the bell.
    pub fn ring() -> io::Result<()> {
        put(RING)
    }

    /// Listens to the mouse, or leaves it to the terminal.
    pub fn listen_to_mouse(on: bool) -> io::Result<()> {
        if MOUSE.swap(on, Ordering::SeqCst) == on {
            return Ok(());
        }
        put(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Forgets what the terminal shows: the next frame is drawn in full.
    pub fn forget(&mut self) {
        self.shown = None;
    }

    /// Draws with other colours and signs from the next frame on, which is drawn in full.
    pub fn dress(&mut self, theme: Theme, ascii: bool) {
        self.next = Canvas::new(0, 0, theme, ascii);
        self.ascii = ascii;
        self.forget();
    }

    /// Gives the terminal back and stops, with all that was started together; returns when continued.
    pub fn suspend_all(&mut self) -> io::Result<()> {
        give_back();
        // The others of this job stop as they would at the terminal's own key.
        let _ = kill_current_process_group(Signal::TSTP);
        self.suspend()
    }

    /// Gives the terminal back and stops alone, as somebody outside told it; returns when continued.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        // This process listens to the signal that asks, so it is stopped by the one that cannot be
        // listened to.
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
        self.title = None;
        take()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether a kind of terminal takes a title. Consoles without a window write it on the screen instead.
fn takes_title(kind: &str) -> bool {
    let plain = ["", "dumb", "linux", "cons25", "eterm"];
    !plain.contains(&kind) && !kind.starts_with("vt")
}

fn take() -> io::Result<()> {
    crossterm::terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let title = if TITLED.load(Ordering::SeqCst) { TITLE[0] } else { b"" };
    put(&[ENTER, title].concat()).inspect_err(|_| give_back())?;
    if MOUSE.load(Ordering::SeqCst) { put(MOUSE_ON) } else { Ok(()) }
}

/// Leaves the terminal as it was found. It does nothing when that was done already, and goes as far as
/// it can when the terminal is gone.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        if MOUSE.load(Ordering::SeqCst) {
            let _ = put(MOUSE_OFF);
        }
        let title = if TITLED.load(Ordering::SeqCst) { TITLE[1] } else { b"" };
        let _ = put(&[title, LEAVE].concat());
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
