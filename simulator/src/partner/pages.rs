//! Where a list goes on. A token is good for an hour, and only for the list that gave it.

use crate::dice::Dice;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const LIFETIME: SignedDuration = SignedDuration::from_hours(1);

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Pages {
    issued: BTreeMap<String, Mark>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    /// The list, with all that was asked of it.
    list: String,
    position: usize,
    until: Timestamp,
}

impl Pages {
    pub(crate) fn issue(
        &mut self,
        dice: &mut Dice,
        list: &str,
        position: usize,
        now: Timestamp,
    ) -> String {
        self.issued.retain(|_, mark| mark.until > now);
        let token = dice.token(64);
        let until = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        let list = list.to_owned();
        let mark = Mark {
            list,
            position,
            until,
        };
        self.issued.insert(token.clone(), mark);
        token
    }

    /// Where that token points in this list; nowhere when it is old, invented, or another's.
    pub(crate) fn find(&self, token: &str, list: &str, now: Timestamp) -> Option<usize> {
        let mark = self.issued.get(token)?;
        (mark.until > now && mark.list == list).then_some(mark.position)
    }
}
