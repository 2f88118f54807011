//! One account at a vendor, and what somebody may do in it.

use super::{Tables, Vendor, VendorChange, VendorQuirks};
use crate::wire::Seat;
use crate::world::Cloud;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Account {
    pub vendor: Vendor,
    pub name: String,
    /// The zone, platform or region that it lives in.
    pub place: Cloud,
    /// What has to be shown, by name.
    pub credentials: BTreeMap<String, String>,
    pub tables: Tables,
    pub quirks: VendorQuirks,
    /// Those that were given out, by their text.
    pub tokens: BTreeMap<String, Token>,
    /// When it was asked, as far back as anybody looks.
    pub asked: VecDeque<Timestamp>,
    /// It asked too much, and is kept out until then.
    #[serde(default)]
    pub blocked_until: Option<Timestamp>,
    #[serde(skip)]
    pub seats: BTreeMap<String, Arc<()>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Token {
    /// What it is good for, where there are several kinds.
    pub purpose: String,
    pub until: Timestamp,
}

impl Account {
    /// What has to be shown under this name. Nothing is right once the vendor does not want it any more.
    pub(crate) fn knows(&self, credential: &str, shown: Option<&str>) -> bool {
        let right = self.credentials.get(credential).map(String::as_str);
        !self.quirks.key_refused && right.is_some() && right == shown
    }

    pub(crate) fn has_token(&self, text: &str, now: Timestamp) -> bool {
        let found = self.tokens.get(text);
        !self.quirks.key_refused && found.is_some_and(|token| token.until > now)
    }

    /// Counts a request, and says how many there were in this time, this one included.
    pub(crate) fn count(&mut self, now: Timestamp, window: SignedDuration) -> usize {
        let since = now.saturating_sub(window).unwrap_or(Timestamp::MIN);
        while self.asked.front().is_some_and(|at| *at <= since) {
            self.asked.pop_front();
        }
        self.asked.push_back(now);
        self.asked.len() + self.quirks.requests_by_others
    }

    /// One of so many seats at this door, or none.
    pub(crate) fn seat(&mut self, door: &str, seats: usize) -> Option<Seat> {
        let held = self.seats.entry(door.to_owned()).or_default();
        // The door's own counts as one.
        (Arc::strong_count(held) <= seats).then(|| Seat(Arc::clone(held)))
    }

    pub(crate) fn change(&mut self, change: VendorChange) -> Result<(), String> {
        let system = self.vendor.system();
        match change {
            VendorChange::Quirks { quirks } => self.quirks = quirks,
            VendorChange::AddRow { list, fields } => {
                self.tables.add(system.list(&list)?, fields)?;
            }
            VendorChange::ChangeRow { list, id, fields } => {
                self.tables.change(system.list(&list)?, &id, fields)?;
            }
            VendorChange::RemoveRow { list, id } => {
                self.tables.remove(system.list(&list)?, &id)?;
            }
            VendorChange::MoveTo { place } => {
                if !system.places.contains(&place) {
                    return Err("the vendor has no such place".to_owned());
                }
                self.place = place;
                self.tokens.clear();
            }
            VendorChange::SetCredential { name, text } => {
                let known = self.credentials.get_mut(&name);
                *known.ok_or_else(|| format!("there is no credential {name:?}"))? = text;
                self.tokens.clear();
            }
            VendorChange::EndTokens => self.tokens.clear(),
        }
        Ok(())
    }
}
