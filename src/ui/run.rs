//! The loop: one queue of messages, one frame per burst, no wake-up without a reason.
//!
//! ```text
//! keys ────┐
//! signals ─┤                 ┌─ update ─▶ effects ─▶ a task each ─▶ desk ─┐
//! news ────┼─▶ queue ─▶ burst┤                                            │
//! answers ─┘  ▲              └─ one frame                                 │
//!             └───────────────────────────────────────────────────────────┘
//! ```

use super::desk::{Desk, Trouble};
use super::editor;
use super::effect::{Asked, Effect};
use super::keyboard::Key;
use super::listening::{listen_to_keys, listen_to_signals, stop_listening};
use super::message::{Message, Told};
use super::model::{Model, Setting};
use super::overlays::asking::done_words;
use super::pace::next_tick;
use super::shell::Terminal;
use super::theme::Look;
use super::update::update;
use super::wishes;
use crate::incident::{Command, Incident, IncidentId};
use crate::time::Clock;
use chrono::TimeDelta;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::task::{JoinSet, yield_now};
use tokio::time::timeout;

/// How long the first frame waits for what the desk reads: nobody sees so short a time, and one frame
/// with everything is there sooner than a frame with nothing and then another.
const PATIENCE: Duration = Duration::from_millis(20);

/// How long leaving waits for what was asked and is not yet on disk.
const LAST_WRITES: Duration = Duration::from_secs(3);

/// The exit code when the terminal is gone, as after a hangup.
pub(super) const GONE: u8 = 129;

/// Whether an editor has the terminal: what the keyboard signals is meant for the editor then.
pub(super) static LENT: AtomicBool = AtomicBool::new(false);

/// Opens the screen over a desk, stays until somebody leaves, and returns the exit code.
///
/// It needs a tokio runtime with time, signals and input and output. The first frame waits for what the
/// desk has to read, but not long. `news` tells what happens elsewhere, such as another configuration.
/// `shown` becomes true when that frame is drawn: what can wait until then, does.
pub async fn open<D: Desk>(
    desk: Arc<D>,
    clock: Arc<dyn Clock>,
    setting: Setting,
    look: Look,
    news: UnboundedReceiver<Message>,
    shown: watch::Sender<bool>,
) -> io::Result<u8> {
    let (queue, mut messages) = unbounded_channel();
    listen_to_signals(&queue)?;
    // The desk begins to read while the terminal is taken and the first frame drawn.
    let mut work = JoinSet::new();
    load(&desk, &queue, shown.subscribe(), &mut work);
    yield_now().await;
    let mut terminal = Terminal::take(look.theme, look.ascii)?;
    // Before the size is asked for, so that no other one is missed.
    let mut keys = listen_to_keys(queue.clone());
    let mut model = Model::new(setting, Terminal::size(), clock.now());
    listen_to_news(queue.clone(), news, shown.subscribe());
    // While the desk reads, there is time.
    terminal.rehearse(&model)?;
    let mut own_stops = 0_u32;
    let panics_at = key_to_panic_at();
    loop {
        let first = if *shown.borrow() {
            wait(&mut messages, &model, &*clock).await
        } else {
            timeout(PATIENCE, messages.recv()).await.ok().flatten()
        };
        let mut burst = vec![Message::Tick(clock.now())];
        burst.extend(first);
        while let Ok(message) = messages.try_recv() {
            burst.push(message);
        }
        let mut resumed = false;
        for message in burst {
            // Stopping the whole job sends this process the signal too; it has been obeyed already.
            if matches!(message, Message::Told(Told::Suspend)) && own_stops > 0 {
                own_stops -= 1;
                continue;
            }
            if matches!(message, Message::Key(key) if Some(key) == panics_at) {
                panic!("asked to panic at this key");
            }
            let told_from_outside = matches!(message, Message::Told(Told::Suspend));
            for effect in update(&mut model, message) {
                match effect {
                    Effect::Quit(code) => {
                        let _ = timeout(LAST_WRITES, finish(&mut work)).await;
                        return Ok(code);
                    }
                    Effect::Suspend => {
                        if told_from_outside {
                            terminal.suspend()?;
                        } else {
                            own_stops += 1;
                            terminal.suspend_all()?;
                        }
                        let (width, height) = Terminal::size();
                        let _ = queue.send(Message::Resize(width, height));
                        let _ = queue.send(Message::Resumed);
                        resumed = true;
                    }
                    Effect::Repaint => terminal.forget(),
                    // A terminal that takes no more bytes is gone, as when a frame fails.
                    Effect::Copy(text) if Terminal::copy(&text).is_err() => return Ok(GONE),
                    Effect::Mouse(on) if Terminal::listen_to_mouse(on).is_err() => {
                        return Ok(GONE);
                    }
                    Effect::Ring if Terminal::ring().is_err() => return Ok(GONE),
                    Effect::Copy(_) | Effect::Mouse(_) | Effect::Ring => {}
                    Effect::Edit(text) => {
                        let message = match editor::words(|name| std::env::var(name).ok()) {
                            Ok(words) => {
                                stop_listening(keys).await;
                                let message = lend(&mut terminal, text, words).await?;
                                keys = listen_to_keys(queue.clone());
                                let (width, height) = Terminal::size();
                                let _ = queue.send(Message::Resize(width, height));
                                message
                            }
                            Err(trouble) => failed(Some(Asked::Editor), trouble),
                        };
                        let _ = queue.send(message);
                    }
                    Effect::Dress(look) => terminal.dress(look.theme, look.ascii),
                    effect => carry_out(effect, &desk, &queue, &mut work),
                }
            }
        }
        while let Some(ended) = work.try_join_next() {
            // A fault of our own has given the terminal back already and said what it is.
            ended.map_err(|fault| {
                io::Error::other(format!("a task of the screen ended: {fault}"))
            })?;
        }
        // Continued, the screen is drawn once, at the size that it has now: with the next burst.
        if !resumed && terminal.draw(&model).is_err() {
            return Ok(GONE);
        }
        shown.send_if_modified(|shown| !std::mem::replace(shown, true));
    }
}

/// Waits until the first frame is drawn.
async fn stands(mut shown: watch::Receiver<bool>) {
    // Whoever would say so is gone when everything ends.
    let _ = shown.wait_for(|shown| *shown).await;
}

/// The key at which a debug build panics: so a test sees that the terminal is given back even then.
fn key_to_panic_at() -> Option<Key> {
    if !cfg!(debug_assertions) {
        return None;
    }
    std::env::var("WARROOM_PANIC_AT_KEY").ok()?.parse().ok()
}

/// Waits for a message, or until something on the screen changes by itself: then there is none.
async fn wait(
    messages: &mut UnboundedReceiver<Message>,
    model: &Model,
    clock: &dyn Clock,
) -> Option<Message> {
    match next_tick(model) {
        None => messages.recv().await,
        Some(at) => {
            let away = (at - clock.now()).max(TimeDelta::zero());
            // All countdowns move together on the second, not each at its own fraction of it.
            let nap = if away <= TimeDelta::seconds(1) || !clock.is_real() {
                clock.until_next_second()
            } else {
                away.to_std().unwrap_or(Duration::from_secs(1))
            };
            timeout(nap, messages.recv()).await.ok().flatten()
        }
    }
}

/// Lets an editor have the terminal until it ends.
async fn lend(terminal: &mut Terminal, text: String, words: Vec<String>) -> io::Result<Message> {
    terminal.lend();
    LENT.store(true, Ordering::SeqCst);
    let edited = tokio::task::spawn_blocking(move || editor::edit(&text, &words)).await;
    LENT.store(false, Ordering::SeqCst);
    terminal.retake()?;
    match edited {
        Ok(Ok(text)) => Ok(Message::Edited(text)),
        Ok(Err(trouble)) => Ok(failed(Some(Asked::Editor), trouble)),
        Err(fault) => Err(io::Error::other(format!("a task of the screen ended: {fault}"))),
    }
}

async fn finish(work: &mut JoinSet<()>) {
    while work.join_next().await.is_some() {}
}

/// Reads what the screen begins with; when that is shown, the figures of the whole store, and news.
fn load<D: Desk>(
    desk: &Arc<D>,
    queue: &UnboundedSender<Message>,
    shown: watch::Receiver<bool>,
    work: &mut JoinSet<()>,
) {
    let (reader, answers) = (Arc::clone(desk), queue.clone());
    work.spawn(async move {
        let message = match reader.load().await {
            Ok(incidents) => {
                let ids = incidents.iter().map(|incident| incident.id).collect();
                let _ = answers.send(Message::Authors(reader.authors(ids).await));
                Message::Loaded(incidents)
            }
            Err(trouble) => failed(None, trouble),
        };
        let _ = answers.send(message);
        stands(shown).await;
        let (watcher, news) = (Arc::clone(&reader), answers.clone());
        tokio::spawn(async move {
            while let Some(incident) = watcher.next_change().await {
                if news.send(Message::Grown(incident)).is_err() {
                    return;
                }
            }
        });
        look_over(&*reader, &answers).await;
    });
}

fn carry_out<D: Desk>(
    effect: Effect,
    desk: &Arc<D>,
    queue: &UnboundedSender<Message>,
    work: &mut JoinSet<()>,
) {
    let (desk, queue) = (Arc::clone(desk), queue.clone());
    work.spawn(async move {
        match effect {
            Effect::Declare { declared, plan, stamps, then, asked } => {
                let (answer, trouble) = wishes::declare(&*desk, declared, plan, then, stamps).await;
                answered(&*desk, &queue, asked, answer, "declared").await;
                if let Some(trouble) = trouble {
                    let _ = queue.send(failed(None, trouble));
                }
            }
            Effect::Preserve { incident, path, name, by, asked } => {
                let kept = desk.preserve(incident, path, name).await;
                let answer = match kept {
                    Ok(Command::AddEvidence(mut evidence)) => {
                        evidence.collected_by = by;
                        desk.run(incident, Command::AddEvidence(evidence)).await
                    }
                    Ok(command) => desk.run(incident, command).await,
                    Err(trouble) => Err(trouble),
                };
                let answer = answer.map(|()| incident);
                answered(&*desk, &queue, asked, answer, "evidence kept").await;
            }
            Effect::Deliver { incident, way, text, command, when, asked } => {
                let words = done_words(&command);
                let then = (command, when);
                let answer = wishes::deliver(&*desk, incident, way, text, then).await;
                answered(&*desk, &queue, asked, answer.map(|()| incident), words).await;
            }
            Effect::Run { incident, command, asked } => {
                let words = done_words(&command);
                let answer = desk.run(incident, command).await.map(|()| incident);
                answered(&*desk, &queue, asked, answer, words).await;
            }
            Effect::RunEach { incident, commands, when, asked } => {
                let words = commands.first().map_or("nothing to do", done_words);
                let answer = wishes::run_each(&*desk, incident, commands, when).await;
                let answer = answer.map(|()| incident);
                answered(&*desk, &queue, asked, answer, words).await;
            }
            Effect::Reload(incident) => {
                let message = match read(&*desk, &queue, incident).await {
                    Ok(incident) => Message::Changed(incident),
                    Err(trouble) => failed(None, trouble),
                };
                // What is over, or was deleted for good, changes the figures.
                let over = |of: &Incident| !of.is_open() || of.declaration.is_none();
                let over = matches!(&message, Message::Changed(of) if over(of));
                let _ = queue.send(message);
                if over {
                    look_over(&*desk, &queue).await;
                }
            }
            Effect::Fetch(incident) => {
                let message = match read(&*desk, &queue, incident).await {
                    Ok(incident) => Message::Fetched(incident),
                    Err(trouble) => failed(None, trouble),
                };
                let _ = queue.send(message);
            }
            Effect::Plans => {
                let plans = desk.plans().await;
                if !plans.is_empty() {
                    let _ = queue.send(Message::Plans(plans));
                }
            }
            Effect::Brief(incident) => {
                let seen = desk.seen(incident).await;
                let _ = queue.send(Message::Seen(incident, seen));
            }
            Effect::Saw { incident, seen } => {
                if let Err(trouble) = desk.saw(incident, seen).await {
                    let _ = queue.send(failed(None, trouble));
                }
            }
            Effect::Look(incident) => desk.looks_at(incident).await,
            Effect::Measure => {
                let message = match desk.measure().await {
                    Ok(metrics) => Message::Measured(Box::new(metrics)),
                    Err(trouble) => failed(None, trouble),
                };
                let _ = queue.send(message);
            }
            Effect::Verify(incident) => {
                let message = match desk.verify(incident).await {
                    Ok(proof) => Message::Verified(incident, proof),
                    Err(trouble) => failed(None, trouble),
                };
                let _ = queue.send(message);
            }
            Effect::Edit(_)
            | Effect::Suspend
            | Effect::Repaint
            | Effect::Dress(_)
            | Effect::Copy(_)
            | Effect::Mouse(_)
            | Effect::Ring
            | Effect::Quit(_) => {}
        }
    });
}

/// Tells the figures of the whole store, where it can be read; what cannot be is told elsewhere.
async fn look_over<D: Desk>(desk: &D, queue: &UnboundedSender<Message>) {
    if let Ok(overview) = desk.overview().await {
        let _ = queue.send(Message::Overview(overview));
    }
}

/// Reads an incident, and tells first what is known of who wrote it: both come with one frame.
async fn read<D: Desk>(
    desk: &D,
    queue: &UnboundedSender<Message>,
    id: IncidentId,
) -> Result<Arc<Incident>, Trouble> {
    let incident = desk.read(id).await?;
    let _ = queue.send(Message::Authors(desk.authors(vec![id]).await));
    Ok(incident)
}

/// Sends what has changed first, and then that it is done: whoever reads `done` sees the change.
async fn answered<D: Desk>(
    desk: &D,
    queue: &UnboundedSender<Message>,
    asked: Asked,
    answer: Result<IncidentId, Trouble>,
    words: &str,
) {
    let incident = match answer {
        Ok(incident) => incident,
        Err(trouble) => {
            let _ = queue.send(failed(Some(asked), trouble));
            return;
        }
    };
    if let Ok(changed) = read(desk, queue, incident).await {
        let _ = queue.send(Message::Changed(changed));
    }
    let _ = queue.send(Message::Done { asked, incident, words: words.to_owned() });
}

fn failed(asked: Option<Asked>, trouble: Trouble) -> Message {
    Message::Failed { asked, text: trouble.text, remedy: trouble.remedy }
}

fn listen_to_news(
    queue: UnboundedSender<Message>,
    mut news: UnboundedReceiver<Message>,
    shown: watch::Receiver<bool>,
) {
    tokio::spawn(async move {
        stands(shown).await;
        while let Some(message) = news.recv().await {
            if queue.send(message).is_err() {
                return;
            }
        }
    });
}
