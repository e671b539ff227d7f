//! The picture: takes the model, changes nothing.

use super::canvas::Canvas;
use super::deputy;
use super::doing::Doing;
use super::keys::{Action, Binding, bindings};
use super::layout::{Pane, Rect, Shape};
use super::model::Model;
use super::overlays::{
    Overlay, actions, actions_picture, briefing, composing, composing_picture, detail,
    form_picture, help, measures, palette_picture, register_picture,
};
use super::panes;
use super::sharing;
use super::stages;
use super::theme::Shade;
use super::top;
use crate::text::Shown;

/// Draws the whole screen.
pub fn view(model: &Model, canvas: &mut Canvas) {
    let (width, height) = model.size;
    canvas.begin(width, height);
    let laid = model.layout();
    if laid.shape == Shape::Line {
        return top::worst(model, laid.header, canvas);
    }
    top::header(model, laid.header, canvas);
    if let Some(area) = laid.stages {
        stages::draw(model, area, canvas);
    }
    if let Some(area) = laid.banner {
        top::banner(model, area, canvas);
    }
    if model.rooms.is_empty() {
        welcome(model, laid.body, canvas);
    } else {
        for pane in Pane::every() {
            if let Some(area) = laid.panes[pane.index()] {
                panes::draw(model, pane, area, canvas);
            }
        }
    }
    for overlay in model.beneath.as_deref().into_iter().chain(&model.overlay) {
        draw_over(overlay, model, laid.body, canvas);
    }
    if let Some(area) = laid.status {
        status(model, area, canvas);
    }
}

/// Draws what lies over the panes. A form about a cell of a list stands beside that cell.
fn draw_over(overlay: &Overlay, model: &Model, body: Rect, canvas: &mut Canvas) {
    match overlay {
        Overlay::Form(form) => match model.beneath.as_deref() {
            Some(Overlay::Register(register)) => {
                let at = register_picture::cell_at(register, model, body);
                form_picture::draw_beside(form, at, canvas, body);
            }
            Some(Overlay::Actions(actions)) => {
                let at = actions_picture::row_at(actions, model, body);
                form_picture::draw_beside(form, at, canvas, body);
            }
            _ => match &form.preview {
                Some(preview) if model.size.0 >= composing::BESIDE => {
                    let width = body.width / 2;
                    let left = Rect { width, ..body };
                    let right = Rect { x: body.x + width, width: body.width - width, ..body };
                    form_picture::draw(form, canvas, left);
                    composing_picture::draw(preview, None, canvas, right);
                }
                // Where there is no room beside, it is read in place of the form.
                Some(preview) => match composing::reads(form) {
                    reads @ Some(_) => composing_picture::draw(preview, reads, canvas, body),
                    None => form_picture::draw(form, canvas, body),
                },
                None => form_picture::draw(form, canvas, body),
            },
        },
        Overlay::Help(shown) => help::draw(shown, &model.keymap, canvas, body),
        Overlay::Palette(line) => palette_picture::draw(line, &model.keymap, canvas, body),
        Overlay::Detail(detail) => detail::draw(detail, &model.keymap, canvas, body),
        Overlay::Brief(brief) => {
            briefing::draw(brief, model.setting.zone, &model.keymap, canvas, body);
        }
        Overlay::Metrics(shown) => measures::draw(shown, &model.keymap, canvas, body),
        Overlay::Register(shown) => register_picture::draw(shown, model, canvas, body),
        Overlay::Actions(shown) => actions_picture::draw(shown, model, canvas, body),
        Overlay::Filter => {}
    }
}

/// What may be done on a desk where nothing is open.
fn welcome(model: &Model, area: Rect, canvas: &mut Canvas) {
    if !model.loaded {
        return;
    }
    let way = |action| model.keymap.way_to(action);
    let declare = way(Action::Declare);
    let ways: [(&str, &str); 3] = [
        (&declare, "declare an incident"),
        ("warroom demo", "look around in a room that runs as if now"),
        ("warroom import FILE.csv", "take in the register you keep"),
    ];
    let height = 8.min(area.height);
    let width = 69.min(area.width.saturating_sub(2));
    let area = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 3,
        width,
        height,
    };
    canvas.row(area, 0).say("No incident is open.", Shade::Strong);
    canvas.row(area, 1).say("All is calm. When it is not, this is the place.", Shade::Muted);
    for (index, (key, what)) in (3..).zip(ways) {
        let mut row = canvas.row(area, index);
        let column = if area.width >= 60 { 26 } else { 14.min(area.width / 2) };
        row.column(column, &Shown::of(key), Shade::Key).put(&Shown::of(what), Shade::Calm);
    }
    let purged = panes::incidents::purged_elsewhere(model);
    canvas.row(area, 6).put(&Shown::of(&purged.unwrap_or_default()), Shade::Warning);
    let last = format!("{} shows all keys, {} leaves.", way(Action::Help), way(Action::Quit));
    canvas.row(area, 7).put(&Shown::of(&last), Shade::Muted);
}

/// What just happened, or the keys that may be pressed.
fn status(model: &Model, area: Rect, canvas: &mut Canvas) {
    let mut row = canvas.row(area, 0);
    row.gap(1);
    if let Some(notice) = &model.notice {
        if notice.wrong {
            row.put(&Shown::of(&format!("‼ {}", notice.text)), Shade::Error);
            if !notice.remedy.is_empty() {
                row.put(&Shown::of(&format!(": {}", notice.remedy)), Shade::Calm);
            }
        } else {
            row.say("✓ ", Shade::Done).put(&Shown::of(&notice.text), Shade::Calm);
        }
        return;
    }
    if matches!(model.overlay, Some(Overlay::Filter)) {
        row.right(&Shown::fixed("enter keeps it, esc clears it "), Shade::Muted);
        row.say("/", Shade::Key).put(&Shown::of(model.filter(model.focus)), Shade::InputFocus);
        row.cursor(0);
        return;
    }
    if matches!(model.overlay, Some(Overlay::Detail(_) | Overlay::Brief(_) | Overlay::Metrics(_))) {
        let mut ways = vec![(Action::Copy, "copy"), (Action::Down, "down"), (Action::Up, "up")];
        if matches!(model.overlay, Some(Overlay::Metrics(_))) {
            ways.push((Action::Back, "back"));
        } else if area.width >= 60 {
            row.right(&Shown::fixed("any other key closes it "), Shade::Muted);
        }
        for (action, hint) in ways {
            let way = Shown::of(&model.keymap.way_to(action));
            row.put(&way, Shade::Key).gap(1).say(hint, Shade::Muted).gap(2);
        }
        return;
    }
    if let Some(Overlay::Actions(actions)) = &model.overlay {
        let typing = [(Action::Open, "keeps it"), (Action::Back, "clears it")];
        let moving = [(Action::Filter, "ask"), (Action::Copy, "copy"), (Action::Back, "back")];
        for (letter, _, hint) in actions::LETTERS.iter().filter(|_| !actions.sought.typing) {
            row.put(&Shown::of(&letter.to_string()), Shade::Key).gap(1);
            row.say(hint, Shade::Muted).gap(2);
        }
        for (action, hint) in if actions.sought.typing { &typing[..] } else { &moving[..] } {
            let way = Shown::of(&model.keymap.way_to(*action));
            row.put(&way, Shade::Key).gap(1).say(hint, Shade::Muted).gap(2);
        }
        return;
    }
    if let Some(Overlay::Register(register)) = &model.overlay {
        for (action, hint) in register.ways() {
            let way = Shown::of(&model.keymap.way_to(*action));
            row.put(&way, Shade::Key).gap(1).say(hint, Shade::Muted).gap(2);
        }
        if !register.sought.typing {
            row.say("o", Shade::Key).gap(1).say("sort", Shade::Muted);
        }
        return;
    }
    if model.overlay.is_some() {
        return;
    }
    let reminder = model.room().and_then(deputy::reminder);
    let open = model.room().is_some();
    let last = [Action::Palette, Action::Help, Action::Quit];
    // On an empty desk there is nothing to move in.
    let at_once = |action| action == Action::Declare || last.contains(&action);
    let fits = |binding: &&Binding| !binding.hint.is_empty() && (open || at_once(binding.action));
    let (end, ways): (Vec<&Binding>, Vec<&Binding>) =
        bindings().filter(fits).partition(|b| last.contains(&b.action));
    // Help is always there; the others as far as there is room, in the order of the table. What has no
    // key on this desk is not said here.
    let key = |binding: &Binding| model.keymap.keys_of(binding.action).first().copied();
    row.right(&Shown::fixed(" "), Shade::Calm);
    // A wider screen says it in its header.
    let narrow = area.width < top::WIDE;
    if let Some((words, shade)) = sharing::line(model, false, 26).filter(|_| narrow) {
        row.right(&words, shade).right(&Shown::fixed("  "), Shade::Calm);
    }
    let purged = model.overview.purged.len();
    if purged > 0 && area.width >= 60 {
        let words = format!("{purged} purged elsewhere");
        row.right(&Shown::of(&words), Shade::Warning).right(&Shown::fixed("  "), Shade::Calm);
    }
    for binding in end.iter().rev().filter(|b| b.action == Action::Help || area.width >= 60) {
        let Some(key) = key(binding) else { continue };
        row.right(&Shown::fixed(binding.hint), Shade::Muted)
            .right(&Shown::fixed(" "), Shade::Muted);
        row.right(&Shown::of(&key.to_string()), Shade::Key)
            .right(&Shown::fixed("  "), Shade::Muted);
    }
    if let Some((text, shade)) = reminder {
        row.say("⚙ ", Shade::Machine).put(&Shown::of(&text), shade).gap(3);
    }
    let leads = leads(model);
    let leads = leads.iter().filter_map(|(action, hint)| {
        let key = model.keymap.keys_of(*action).first().copied()?;
        Some((key, *hint))
    });
    let ways = ways.into_iter().filter_map(|binding| Some((key(binding)?, binding.hint)));
    for (key, hint) in leads.chain(ways) {
        let key = Shown::of(&key.to_string());
        let needs = key.width() + 1 + hint.len() + 2;
        if usize::from(row.left()) < needs {
            break;
        }
        row.put(&key, Shade::Key).gap(1).say(hint, Shade::Muted).gap(2);
    }
}

/// Where the keys lead from a pane or page that has the whole screen: said before everything else.
fn leads(model: &Model) -> &'static [(Action, &'static str)] {
    const ANSWER: (Action, &str) = (Action::Open, "answer");
    const FILL: (Action, &str) = (Action::Open, "fill");
    const DO: (Action, &str) = (Action::Open, "verify or lift");
    const DECIDE: (Action, &str) = (Action::Respond(Doing::Clock), "submit, pause, waive");
    const CLASSIFICATION: (Action, &str) = (Action::Focus(Pane::Classification), "classification");
    const RECORD: (Action, &str) = (Action::Focus(Pane::Record), "record");
    const LEDGER: (Action, &str) = (Action::Focus(Pane::Ledger), "ledger");
    const REPORT: (Action, &str) = (Action::Focus(Pane::Report), "report");
    const WRITE: (Action, &str) = (Action::Open, "write");
    const COMPOSE: (Action, &str) = (Action::Respond(Doing::Compose), "write");
    const SEND: (Action, &str) = (Action::Respond(Doing::Send), "send");
    const BACK: (Action, &str) = (Action::Back, "back");
    match model.focus {
        _ if !model.is_full(model.focus) || model.room().is_none() => &[],
        Pane::Clocks => &[DECIDE, CLASSIFICATION],
        Pane::Comms => &[COMPOSE, SEND, RECORD, LEDGER],
        Pane::Classification => &[ANSWER, BACK, RECORD, LEDGER],
        Pane::Record => &[FILL, BACK, CLASSIFICATION, LEDGER],
        Pane::Ledger => &[DO, BACK, CLASSIFICATION, RECORD],
        Pane::Report => &[WRITE, BACK, RECORD, LEDGER],
        Pane::Timeline => &[REPORT],
        Pane::Incidents | Pane::Roles => &[],
    }
}
