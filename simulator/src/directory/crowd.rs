//! The many users and groups of a tenant: made from a number whenever somebody looks, so that a
//! hundred thousand of them take no room. Only what was changed is kept.

use crate::directory::Directory;
use crate::kept::words;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use uuid::Uuid;

/// As many changes as are kept for those who ask what changed.
const REMEMBERED: usize = 50_000;
/// So long lies in the bin what was removed.
const IN_BIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What happened to a user or group since the beginning.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Change {
    pub fields: Map<String, Value>,
    pub removed: Option<Removal>,
    #[serde(default)]
    pub removed_at: Option<Timestamp>,
    /// Right after it was made not every server knows it.
    #[serde(default)]
    pub visible_from: Option<Timestamp>,
    /// Of whoever was made with one.
    #[serde(default)]
    pub password: Option<String>,
    /// Template ids of the directory roles that somebody holds.
    #[serde(default)]
    pub roles: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Removal {
    /// It can be restored.
    Soft,
    Permanent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Kind {
    User,
    Group,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Crowd {
    pub seed: u64,
    pub users: u32,
    /// So many users were there at the beginning. Those that came later are in no group of the crowd.
    #[serde(default = "everybody")]
    pub first: u32,
    pub groups: u32,
    pub domain: String,
    #[serde(with = "words::pairs")]
    changes: BTreeMap<(Kind, u32), Change>,
    log: VecDeque<(u64, Kind, u32)>,
    written: u64,
}

/// Worlds that were kept before this was told apart.
fn everybody() -> u32 {
    u32::MAX
}

impl Crowd {
    pub(crate) fn new(seed: u64, users: u32, groups: u32, domain: &str) -> Self {
        let domain = domain.to_owned();
        Self {
            seed,
            users,
            first: users,
            groups,
            domain,
            ..Self::default()
        }
    }

    /// The id of the user or group of this number: no two have the same, and it leads back.
    pub(crate) fn id(&self, kind: Kind, number: u32) -> Uuid {
        let high = mix(self.seed ^ kind as u64);
        // An odd factor, and its inverse for the way back.
        let low = u64::from(number).wrapping_mul(FACTOR) ^ mix(high);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&high.to_be_bytes());
        bytes[8..].copy_from_slice(&low.to_be_bytes());
        Uuid::from_bytes(bytes)
    }

    pub(crate) fn number(&self, kind: Kind, id: Uuid) -> Option<u32> {
        let high = mix(self.seed ^ kind as u64);
        let (own, low) = id.as_u64_pair();
        if own != high {
            return None;
        }
        let number = (low ^ mix(high)).wrapping_mul(INVERSE);
        let most = match kind {
            Kind::User => self.users,
            Kind::Group => self.groups,
        };
        u32::try_from(number).ok().filter(|number| *number < most)
    }

    pub(crate) fn change_of(&self, kind: Kind, number: u32) -> Option<&Change> {
        self.changes.get(&(kind, number))
    }

    pub(crate) fn change(&mut self, kind: Kind, number: u32, change: impl FnOnce(&mut Change)) {
        change(self.changes.entry((kind, number)).or_default());
        self.written += 1;
        self.log.push_back((self.written, kind, number));
        if self.log.len() > REMEMBERED {
            self.log.pop_front();
        }
    }

    /// One more user, at the end; its number.
    pub(crate) fn add_user(&mut self, fields: Map<String, Value>) -> u32 {
        let number = self.users;
        self.users += 1;
        self.change(Kind::User, number, |change| change.fields = fields);
        number
    }

    pub(crate) fn is_visible(&self, number: u32, now: Timestamp) -> bool {
        let from = self
            .change_of(Kind::User, number)
            .and_then(|change| change.visible_from);
        from.is_none_or(|from| from <= now)
    }

    pub(crate) fn is_in_bin(&self, number: u32, now: Timestamp) -> bool {
        self.change_of(Kind::User, number).is_some_and(|change| {
            let since = change.removed_at.unwrap_or(now);
            change.removed == Some(Removal::Soft) && now.duration_since(since) < IN_BIN
        })
    }

    /// How much was changed so far: where those who read everything now go on later.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// What was changed since, each once for every time; nothing when that is no longer known.
    pub(crate) fn changed_since(&self, kind: Kind, since: u64) -> Option<Vec<u32>> {
        let forgotten = self
            .log
            .front()
            .is_some_and(|(first, _, _)| *first > since + 1);
        let later = self
            .log
            .iter()
            .filter(|(at, what, _)| *at > since && *what == kind);
        (!forgotten).then(|| later.map(|(_, _, number)| *number).collect())
    }

    /// Whether a user is in a group: decided by their numbers.
    pub(crate) fn is_member(&self, group: u32, user: u32) -> bool {
        if user >= self.first {
            return false;
        }
        let groups = u64::from(self.groups.max(1));
        mix(self.seed ^ u64::from(user)) % (groups * 2) == u64::from(group)
            || user.is_multiple_of(group + 3)
    }

    /// Something between zero and `below` that always is the same for this number.
    pub(crate) fn draw(&self, what: &str, number: u32, below: usize) -> usize {
        let salt = what.bytes().fold(0_u64, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        let drawn = mix(self.seed ^ salt.rotate_left(17) ^ u64::from(number));
        usize::try_from(drawn % below.max(1) as u64).unwrap_or_default()
    }
}

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const INVERSE: u64 = inverse(FACTOR);

/// The number that undoes multiplication with an odd one (Newton's iteration doubles the right bits).
const fn inverse(odd: u64) -> u64 {
    let mut guess = odd;
    let mut round = 0;
    while round < 6 {
        guess = guess.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(guess)));
        round += 1;
    }
    guess
}

/// Spreads a number over all bits.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(FACTOR);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Directory {
    pub(crate) fn user_number(&self, id: Uuid) -> Option<u32> {
        let number = self.crowd.number(Kind::User, id)?;
        let gone = self
            .crowd
            .change_of(Kind::User, number)
            .is_some_and(|change| change.removed.is_some());
        (!gone).then_some(number)
    }

    /// As [`user_number`](Self::user_number), when every server knows it by now.
    pub(crate) fn visible_user(&self, id: Uuid, now: Timestamp) -> Option<u32> {
        let number = self.user_number(id)?;
        self.crowd.is_visible(number, now).then_some(number)
    }

    /// Who lies in the bin.
    pub(crate) fn binned_user(&self, id: Uuid, now: Timestamp) -> Option<u32> {
        let number = self.crowd.number(Kind::User, id)?;
        self.crowd.is_in_bin(number, now).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_lead_back() {
        let crowd = Crowd::new(7, 2000, 100, "a.example");
        let ids: BTreeSet<Uuid> = (0..2000)
            .map(|number| crowd.id(Kind::User, number))
            .collect();
        assert_eq!(ids.len(), 2000);
        for number in [0, 1, 777, 1999] {
            assert_eq!(
                crowd.number(Kind::User, crowd.id(Kind::User, number)),
                Some(number)
            );
        }
        assert_eq!(crowd.number(Kind::Group, crowd.id(Kind::User, 1)), None);
        assert_eq!(
            Crowd::new(8, 10, 0, "b.example").number(Kind::User, crowd.id(Kind::User, 1)),
            None
        );
    }

    #[test]
    fn changes_are_told_until_they_are_too_old() {
        let mut crowd = Crowd::new(7, 10, 1, "a.example");
        let before = crowd.written();
        crowd.change(Kind::User, 3, |_| ());
        crowd.change(Kind::Group, 0, |_| ());
        crowd.change(Kind::User, 3, |_| ());
        assert_eq!(crowd.changed_since(Kind::User, before), Some(vec![3, 3]));
        for _ in 0..REMEMBERED {
            crowd.change(Kind::User, 4, |_| ());
        }
        assert_eq!(crowd.changed_since(Kind::User, before), None);
    }
}
