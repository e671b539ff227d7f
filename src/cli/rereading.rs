//! Reading the configuration and the theme again, when a file is saved or SIGUSR1 asks for it.
//!
//! What is wrong is told in the status line, and everything stays as it was.

use super::args::Global;
use super::{screen, settings, theming};
use crate::catalog::CatalogError;
use crate::ui::Look;
use crate::ui::message::{Configured, Message};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// How long a file must rest before it is read: an editor writes it in several steps.
const REST: Duration = Duration::from_millis(50);

/// Watching, until it is dropped.
pub struct Watching(JoinHandle<()>);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What somebody asks for.
enum Ask {
    /// A file was saved: look whether anything is another.
    Look,
    /// A signal came: say in any case that it was read.
    Again,
}

/// Watches the files that settle how the screen of this desk looks, and tells what they say.
pub fn watch(global: &Global, look: Look, tell: UnboundedSender<Message>) -> Watching {
    let (ask, asked) = unbounded_channel();
    let files = watcher(ask.clone());
    if let Ok(mut signals) = signal(SignalKind::user_defined1()) {
        tokio::spawn(async move {
            while signals.recv().await.is_some() && ask.send(Ask::Again).is_ok() {}
        });
    }
    Watching(tokio::spawn(follow(global.clone(), look, files, asked, tell)))
}

/// What to say in the status line about a file that is wrong: its first fault, and how many there are.
pub fn complaint(what: &str, error: &CatalogError) -> Message {
    complain(what, &error.to_string())
}

fn complain(what: &str, faults: &str) -> Message {
    let more = faults.lines().count().saturating_sub(1);
    let more = if more == 0 { String::new() } else { format!(" (and {more} more)") };
    Message::Failed {
        asked: None,
        text: format!("{}{more}", faults.lines().next().unwrap_or_default()),
        remedy: format!("the {what} stays as it was; mend the file and save it"),
    }
}

fn watcher(ask: UnboundedSender<Ask>) -> Option<RecommendedWatcher> {
    let tell = move |event: notify::Result<notify::Event>| {
        let is_change = |kind: EventKind| {
            matches!(kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_))
        };
        if event.is_ok_and(|event| is_change(event.kind)) {
            _ = ask.send(Ask::Look);
        }
    };
    notify::recommended_watcher(tell).ok()
}

/// Watches the folders that matter now: the folders, because an editor puts a new file in the place of
/// the old one. One that is not there is left out, and looked for again at the next change.
fn watch_folders(global: &Global, files: &mut RecommendedWatcher, watched: &mut BTreeSet<PathBuf>) {
    for folder in folders(global) {
        if !watched.contains(&folder) && files.watch(&folder, RecursiveMode::NonRecursive).is_ok() {
            watched.insert(folder);
        }
    }
}

fn folders(global: &Global) -> Vec<PathBuf> {
    let here = |path: PathBuf| if path.as_os_str().is_empty() { PathBuf::from(".") } else { path };
    let config = settings::file_of(global).ok();
    let config = config.and_then(|file| Some(here(file.parent()?.to_owned())));
    let themes = settings::themes_folder(global);
    let theme = global.settled.theme.as_deref();
    let theme = theme.and_then(|name| crate::catalog::themes::theme_path(name, themes.as_deref()));
    let theme = theme.and_then(|file| Some(here(file.parent()?.to_owned())));
    config.into_iter().chain(themes).chain(theme).collect()
}

async fn follow(
    mut global: Global,
    mut look: Look,
    mut files: Option<RecommendedWatcher>,
    mut asked: UnboundedReceiver<Ask>,
    tell: UnboundedSender<Message>,
) {
    let mut watched = BTreeSet::new();
    loop {
        if let Some(files) = &mut files {
            watch_folders(&global, files, &mut watched);
        }
        let Some(first) = asked.recv().await else { return };
        let mut again = matches!(first, Ask::Again);
        tokio::time::sleep(REST).await;
        while let Ok(more) = asked.try_recv() {
            again |= matches!(more, Ask::Again);
        }
        let before = global.clone();
        let message = match tokio::task::spawn_blocking(move || read_again(&before)).await {
            Ok(Ok((read, now))) => {
                let zone = (read.local != global.local).then(|| screen::zone(&read));
                let (old, new) = (&global.settled.config, &read.settled.config);
                let same = now == look && old == new;
                let configured = Configured {
                    look: now,
                    zone,
                    keys: new.keys.clone(),
                    mouse: new.mouse.unwrap_or(false),
                };
                (global, look) = (read, now);
                if same && !again {
                    continue;
                }
                Message::Configured(Box::new(configured))
            }
            Ok(Err(message)) => message,
            Err(_) => continue,
        };
        if tell.send(message).is_err() {
            return;
        }
    }
}

/// The options with what the files say now.
fn read_again(global: &Global) -> Result<(Global, Look), Message> {
    let mut again = global.as_typed();
    let written =
        settings::read(&again).map_err(|failure| complain("configuration", &failure.error))?;
    settings::settle(&mut again, written, |name| std::env::var(name).ok());
    let (look, wrong) = theming::look(&again);
    match wrong {
        Some(error) => Err(complaint("theme", &error)),
        None => Ok((again, look)),
    }
}
