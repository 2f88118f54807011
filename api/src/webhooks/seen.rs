//! Which notices arrived already: a copy is nothing new.
//!
//! What is forgotten costs little: a notice that is heard twice records nothing twice.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tenantry_domain::cloud::partner::NoticeId;
use tenantry_domain::ids::MspId;

/// Notices that are remembered, the latest ones.
const MANY: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    known: HashSet<(MspId, NoticeId)>,
    in_order: VecDeque<(MspId, NoticeId)>,
}

impl Seen {
    /// Whether this notice to this MSP was not seen before. From now on it was.
    pub(super) fn is_first(&self, msp: MspId, notice: &NoticeId) -> bool {
        let mut memory = self.memory();
        let key = (msp, notice.clone());
        if !memory.known.insert(key.clone()) {
            return false;
        }
        memory.in_order.push_back(key);
        if memory.in_order.len() > MANY
            && let Some(oldest) = memory.in_order.pop_front()
        {
            memory.known.remove(&oldest);
        }
        true
    }

    /// It came to nothing: a copy is to be taken for new.
    pub(super) fn forget(&self, msp: MspId, notice: &NoticeId) {
        let mut memory = self.memory();
        let key = (msp, notice.clone());
        memory.known.remove(&key);
        memory.in_order.retain(|it| *it != key);
    }

    /// A panic elsewhere left plain data.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn msp(number: u128) -> MspId {
        MspId::new(Uuid::from_u128(number))
    }

    fn notice(number: usize) -> NoticeId {
        NoticeId::new(number.to_string())
    }

    #[test]
    fn a_copy_is_known_to_the_msp_it_was_for() {
        let seen = Seen::default();
        assert!(seen.is_first(msp(1), &notice(1)));
        assert!(!seen.is_first(msp(1), &notice(1)));
        assert!(seen.is_first(msp(2), &notice(1)));
        seen.forget(msp(1), &notice(1));
        assert!(seen.is_first(msp(1), &notice(1)));
        assert!(!seen.is_first(msp(2), &notice(1)));
    }

    #[test]
    fn the_oldest_are_forgotten_first() {
        let seen = Seen::default();
        for number in 0..=MANY {
            assert!(seen.is_first(msp(1), &notice(number)));
        }
        assert!(!seen.is_first(msp(1), &notice(1)));
        assert!(seen.is_first(msp(1), &notice(0)));
        assert_eq!(seen.memory().known.len(), MANY);
        assert_eq!(seen.memory().in_order.len(), MANY);
    }
}
