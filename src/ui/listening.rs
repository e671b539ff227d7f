//! What the screen listens to: keys, the mouse, signals.

use super::keyboard::{Code, Key};
use super::message::{Message, Told};
use super::mouse::{Deed, Mouse};
use super::run::{GONE, LENT};
use super::shell::Terminal;
use crossterm::event::{
    Event, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use futures_util::StreamExt;
use rustix::process::{Signal, getpid, kill_process};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::io;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

/// Listens to the signals that end, suspend or resize.
pub fn listen_to_signals(queue: &UnboundedSender<Message>) -> io::Result<()> {
    let told = [
        (SignalKind::terminate(), Told::End(143)),
        (SignalKind::hangup(), Told::End(GONE)),
        (SignalKind::interrupt(), Told::End(130)),
        (SignalKind::from_raw(Signal::TSTP.as_raw()), Told::Suspend),
    ];
    for (kind, told) in told {
        let (mut signals, queue) = (signal(kind)?, queue.clone());
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                if LENT.load(Ordering::SeqCst) && told != Told::End(143) && told != Told::End(GONE)
                {
                    // An interrupt is the editor's own affair; when the editor is suspended, so are we.
                    if told == Told::Suspend {
                        let _ = kill_process(getpid(), Signal::STOP);
                    }
                } else if queue.send(Message::Told(told)).is_err() {
                    return;
                }
            }
        });
    }
    let (mut signals, queue) = (signal(SignalKind::window_change())?, queue.clone());
    tokio::spawn(async move {
        // Whoever reads the keys loses a resize that comes together with a key.
        while signals.recv().await.is_some() {
            let (width, height) = Terminal::size();
            if queue.send(Message::Resize(width, height)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Leaves the keys to somebody else.
pub async fn stop_listening(keys: JoinHandle<()>) {
    keys.abort();
    let _ = keys.await;
    // The thread that waits for keys has been woken; whoever asks next has to wait until it is gone.
    let _ = tokio::task::spawn_blocking(|| crossterm::event::poll(Duration::from_millis(20))).await;
}

/// Listens to the keys until the terminal gives no more.
pub fn listen_to_keys(queue: UnboundedSender<Message>) -> JoinHandle<()> {
    let mut events = EventStream::new();
    tokio::spawn(async move {
        while let Some(Ok(event)) = events.next().await {
            if matches!(event, Event::Resize(..)) {
                look_again();
            }
            if let Some(message) = message_of(event)
                && queue.send(message).is_err()
            {
                return;
            }
        }
        // A terminal that gives no more input is gone.
        let _ = queue.send(Message::Told(Told::End(GONE)));
    })
}

/// Has the system tell once more that there are keys to read.
///
/// Of a resize and a key that come together, the reader takes the resize and forgets that it was told of
/// the key, which then waits for the next one. Setting the terminal as it is set wakes whoever waits for it.
fn look_again() {
    let terminal = std::io::stdin();
    if let Ok(as_it_is) = tcgetattr(&terminal) {
        let _ = tcsetattr(&terminal, OptionalActions::Now, &as_it_is);
    }
}

fn message_of(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_of(key).map(Message::Key),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Mouse(event) => mouse_of(event).map(Message::Mouse),
        Event::Resize(width, height) => Some(Message::Resize(width, height)),
        _ => None,
    }
}

fn mouse_of(event: MouseEvent) -> Option<Mouse> {
    let deed = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Deed::Click,
        MouseEventKind::ScrollUp => Deed::WheelUp,
        MouseEventKind::ScrollDown => Deed::WheelDown,
        _ => return None,
    };
    Some(Mouse { deed, x: event.column, y: event.row })
}

fn key_of(event: KeyEvent) -> Option<Key> {
    let held = |modifier| event.modifiers.contains(modifier);
    let mut key = Key {
        code: Code::Esc,
        ctrl: held(KeyModifiers::CONTROL),
        alt: held(KeyModifiers::ALT),
        shift: held(KeyModifiers::SHIFT),
    };
    key.code = match event.code {
        // A letter says by itself whether shift was held.
        KeyCode::Char(c) => {
            key.shift = false;
            Code::Char(c)
        }
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => {
            key.shift = true;
            Code::Tab
        }
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    Some(key)
}
