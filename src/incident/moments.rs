//! Moments that follow from what happened: when a stage was entered, a seat taken, a level set.

use super::event::Event;
use super::state::{Field, Incident, Line, Stamped};

impl Incident {
    /// A moment that clocks refer to: a stamp; `STAGE.entered`, when that stage or a later one of its
    /// track began; `STAGE.left`, when a later one did; `ROLE.seated`, since when the seat is taken;
    /// `severity.set`; `CLOCK.submitted`. Nothing when it has not happened.
    pub fn moment(&self, name: &str) -> Option<Stamped> {
        if let Some(stamped) = self.stamps.get(name) {
            return Some(stamped.clone());
        }
        match name.rsplit_once('.')? {
            (stage, "entered") => self.stage_reached(stage, 0),
            (stage, "left") => self.stage_reached(stage, 1),
            (role, "seated") => {
                let since = self.seats.get(role)?;
                since.holder.as_ref()?;
                let mark = self.marks.get(&Field::Seat(role.to_owned()))?;
                let (by, at) = (mark.by.clone(), mark.at);
                Some(Stamped { time: since.since?, by, at, follows: true })
            }
            ("severity", "set") => {
                let (_, time) = self.levels.first()?;
                let by = self.declaration.as_ref()?.mark.by.clone();
                Some(Stamped { time: *time, by, at: time.earliest(), follows: true })
            }
            _ => None,
        }
    }

    /// When a stage was first entered that stands at least `past` places after the one named.
    fn stage_reached(&self, stage: &str, past: usize) -> Option<Stamped> {
        let plan = self.plan.as_deref()?;
        let (at, track) = plan.stage_at(stage)?;
        let order: Vec<&str> = plan
            .stages
            .iter()
            .skip(at)
            .filter(|stage| stage.track.as_deref() == track)
            .skip(past)
            .map(|stage| stage.id.as_str())
            .collect();
        let of = |line: &Line| Stamped {
            time: line.when(),
            by: line.who().to_owned(),
            at: line.entry.at,
            follows: true,
        };
        let entered = self.timeline.iter().filter(|line| line.counts()).filter(|line| {
            matches!(&line.fact.event, Event::StageEntered { stage, .. } if order.contains(&&**stage))
        });
        let first = entered.min_by_key(|line| line.when().earliest()).map(of);
        // An incident begins in the first stage.
        let begins = self.stamps.get("declared").filter(|_| at == 0 && past == 0).cloned();
        begins.or(first)
    }
}
