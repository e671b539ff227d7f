//! The ids of declarations with a key. The letters follow from the key; the day is that of whoever is asked first,
//! so that two servers that are asked on both sides of midnight open one incident.

use super::room::{Room, away};
use crate::incident::IncidentId;
use crate::store::StoreError;

impl Room {
    /// The id with the letters of this one that was given first, if its day is not before `since`; otherwise
    /// this one.
    pub async fn declaring(
        &self,
        wanted: IncidentId,
        since: String,
    ) -> Result<IncidentId, StoreError> {
        let folder = match self {
            Room::Folder(folder) => folder.clone(),
            Room::Database(store) => return store.declaring(wanted, &since).await,
        };
        away(folder, move |folder| async move {
            folder.change_beside("declaring", |kept| {
                let kept = kept.and_then(|kept| String::from_utf8(kept).ok()).unwrap_or_default();
                let kept = kept.lines().filter_map(|line| line.parse::<IncidentId>().ok());
                let mut kept: Vec<_> = kept.filter(|id| id.day() >= since.as_str()).collect();
                let known = kept.iter().find(|id| id.letters() == wanted.letters()).copied();
                kept.extend(known.is_none().then_some(wanted));
                let lines: Vec<&str> = kept.iter().flat_map(|id| [id.as_str(), "\n"]).collect();
                Ok((known.unwrap_or(wanted), lines.concat().into_bytes()))
            })
        })
        .await
    }
}
