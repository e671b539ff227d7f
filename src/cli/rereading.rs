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
use std::time::{Duration, SystemTime};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
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
/// A signal is heard at once, files are watched when the first frame is `shown`.
pub fn watch(
    global: &Global,
    look: Look,
    mut shown: watch::Receiver<bool>,
    tell: UnboundedSender<Message>,
) -> Watching {
    let (ask, asked) = unbounded_channel();
    if let Ok(mut signals) = signal(SignalKind::user_defined1()) {
        let ask = ask.clone();
        tokio::spawn(async move {
            while signals.recv().await.is_some() && ask.send(Ask::Again).is_ok() {}
        });
    }
    let (global, before) = (global.clone(), stand(global));
    Watching(tokio::spawn(async move {
        _ = shown.wait_for(|shown| *shown).await;
        let mut watched = Watched { files: watcher(ask.clone()), folders: BTreeSet::new() };
        watched.put(&global);
        if stand(&global) != before {
            _ = ask.send(Ask::Look);
        }
        follow(global, look, watched, asked, tell).await;
    }))
}

/// When the files that settle how the screen looks were changed; nothing for one that is not there.
fn stand(global: &Global) -> Vec<Option<SystemTime>> {
    let files = [settings::file_of(global).ok(), theme_file(global)];
    files.map(|file| file?.metadata().ok()?.modified().ok()).into()
}

fn theme_file(global: &Global) -> Option<PathBuf> {
    let themes = settings::themes_folder(global);
    crate::catalog::themes::theme_path(global.settled.theme.as_deref()?, themes.as_deref())
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

/// The folders that are watched.
struct Watched {
    files: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
}

impl Watched {
    /// Watches the folders that matter now: the folders, because an editor puts a new file in the place
    /// of the old one. One that is not there is left out, and looked for again at the next change.
    fn put(&mut self, global: &Global) {
        let Some(files) = &mut self.files else { return };
        for folder in folders(global) {
            if !self.folders.contains(&folder)
                && files.watch(&folder, RecursiveMode::NonRecursive).is_ok()
            {
                self.folders.insert(folder);
            }
        }
    }
}

fn folders(global: &Global) -> Vec<PathBuf> {
    let here = |path: PathBuf| if path.as_os_str().is_empty() { PathBuf::from(".") } else { path };
    let config = settings::file_of(global).ok();
    let config = config.and_then(|file| Some(here(file.parent()?.to_owned())));
    let themes = settings::themes_folder(global);
    let theme = theme_file(global).and_then(|file| Some(here(file.parent()?.to_owned())));
    config.into_iter().chain(themes).chain(theme).collect()
}

async fn follow(
    mut global: Global,
    mut look: Look,
    mut watched: Watched,
    mut asked: UnboundedReceiver<Ask>,
    tell: UnboundedSender<Message>,
) {
    loop {
        watched.put(&global);
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
                    bell: new.bell.unwrap_or(true),
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
