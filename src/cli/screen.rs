//! Opening the screen: over the store, over a replay, over the demo.

use super::args::Global;
use super::beside::{Beside, Place, Seat};
use super::desk::{Desk, planned, user_name};
use super::diary;
use super::failure::{Failure, USAGE};
use super::incoming::Replayed;
use super::out;
use super::playing::Theatre;
use super::rereading;
use super::settings::shelf;
use super::station::Station;
use super::table::counted;
use super::theming;
use crate::catalog;
use crate::chance::SystemChance;
use crate::ingest::{demo, timeline};
use crate::store::Replica;
use crate::time::{Clock, SystemClock};
use crate::ui::{self, Setting, message::Message, when::Zone};
use std::io::IsTerminal;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::watch;

/// Opens the war room over the desk's store.
pub fn war_room(desk: Desk) -> Result<u8, Failure> {
    needs_terminal()?;
    let Desk { global, folders, name, journal, link, .. } = desk;
    let shared = link.map(|link| {
        let barred = link.me().and_then(|me| link.barred(&me)).map(ui::Trouble::from);
        Place {
            store: journal.store().clone(),
            seat: Arc::new(Mutex::new(Seat { name: name.clone(), barred })),
            named: global.handle.is_some(),
            clock: Arc::clone(journal.clock()),
            chance: Arc::new(SystemChance),
            link,
        }
    });
    let station =
        Station::new(journal, &name, Some(&folders.cache)).remembering(&folders.state).reading();
    let plan = planned(&global)?;
    let station = station.declaring(plan.clone(), false).offering(shelf(&global));
    let setting = Setting { me: name, plan, banner: None, zone: zone(&global) };
    runtime()?.block_on(open(station, setting, &global, shared))
}

/// Opens a war room over the demo's incidents, in a throw-away store.
pub fn demo(global: &Global) -> Result<u8, Failure> {
    needs_terminal()?;
    let now = SystemClock.now();
    let theatre = Theatre::new(now, 1)?;
    perform(global, &theatre, "DEMO", demo::stories(now), catalog::Chosen::default())
}

/// Plays a timeline on the screen, in a throw-away store.
pub fn play(global: &Global, of: &Replayed, speed: u32) -> Result<u8, Failure> {
    needs_terminal()?;
    let (told, about) = of.read(SystemClock.now())?;
    let plan = planned(global)?;
    let story = timeline::live(&told, &about, None, &plan.plan())?;
    let theatre = Theatre::new(story.start, speed)?;
    perform(global, &theatre, "REPLAY", vec![story], plan)
}

/// Lets stories happen in a throw-away store while the screen shows it.
fn perform(
    global: &Global,
    theatre: &Theatre,
    banner: &'static str,
    stories: Vec<timeline::Live>,
    plan: catalog::Chosen,
) -> Result<u8, Failure> {
    let name = global.handle.clone().unwrap_or_else(user_name);
    let setting = Setting { me: name, plan, banner: Some(banner), zone: zone(global) };
    let station =
        Station::new(theatre.journal(), &setting.me, None).declaring(setting.plan.clone(), true);
    runtime()?.block_on(async {
        let player = theatre.open(stories).await?;
        let playing = tokio::spawn(player.play(theatre.clock));
        let code = open(station, setting, global, None).await;
        playing.abort();
        code
    })
}

async fn open<R: Replica + 'static>(
    station: Station<R>,
    setting: Setting,
    global: &Global,
    shared: Option<Place>,
) -> Result<u8, Failure> {
    let (look, wrong) = theming::look(global);
    let clock: Arc<dyn Clock> = Arc::clone(station.journal.clock());
    let (tell, news) = unbounded_channel();
    if let Some(error) = wrong {
        _ = tell.send(rereading::complaint("theme", &error));
    }
    let config = &global.settled.config;
    let (keys, mouse) = (config.keys.clone(), config.mouse.unwrap_or(false));
    let bell = config.bell.unwrap_or(true);
    if !keys.is_empty() || mouse || !bell {
        _ = tell.send(Message::Arranged { keys, mouse, bell });
    }
    let (shown, showing) = watch::channel(false);
    let mut station = station;
    let beside = shared.map(|place| {
        let seat = Arc::clone(&place.seat);
        let beside = Beside::begin(place, shown.subscribe(), tell.clone());
        (seat, beside)
    });
    if let Some((seat, beside)) = &beside {
        station = station.sharing(Arc::clone(seat), beside.bell());
    }
    let _watching = rereading::watch(global, look, showing, tell);
    diary::opened(&setting, look);
    let code = ui::open(Arc::new(station), clock, setting, look, news, shown).await;
    diary::closed(&code);
    let left = beside.map_or(0, |(_, beside)| beside.end());
    if left > 0 && !global.quiet && std::io::stderr().is_terminal() {
        out::complain(&format!("kept here, {} to send", counted(left, "entry", "entries")));
    }
    code.map_err(|error| Failure::io("cannot go on drawing on the terminal", &error))
}

/// The zone in which times are shown.
pub fn zone(global: &Global) -> Zone {
    let zone = Zone::of_this_machine();
    if global.local { zone.switched() } else { zone }
}

fn needs_terminal() -> Result<(), Failure> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(());
    }
    let remedy = "open it in a terminal, or use a command: `warroom --help` lists them";
    Err(Failure::new(USAGE, "the war room needs a terminal", remedy))
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    // Files are read and written on threads of their own; for the rest one is enough, and a key that
    // need not change threads is on the screen sooner.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::io("cannot start", &error))
}
