//! What is due when, and whose turn it is.
//!
//! MSPs take turns: one with a thousand sagas due does not keep one with a single saga waiting.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;

/// One saga: which carrier, whose, and its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) msp: MspId,
    pub(super) carrier: u8,
    pub(super) id: Arc<str>,
}

#[derive(Debug, Default)]
pub(super) struct Queue {
    /// When each saga is due; the heap may hold older instants as well, which count for nothing.
    due: HashMap<Key, Micros>,
    heap: BinaryHeap<Reverse<(Micros, Key)>>,
    /// Due by now, in the order of becoming due, per MSP.
    ready: HashMap<MspId, Ready>,
    /// MSPs with something ready, in the order of their turns.
    turns: VecDeque<MspId>,
}

#[derive(Debug, Default)]
struct Ready {
    order: VecDeque<Key>,
    known: BTreeSet<Key>,
}

impl Queue {
    /// The saga is due at this instant, whatever was said before.
    pub(super) fn put(&mut self, key: Key, due: Micros) {
        if self.due.insert(key.clone(), due) != Some(due) {
            self.heap.push(Reverse((due, key)));
        }
        // Instants that count for nothing any more are swept out before they outweigh the others.
        if self.heap.len() > 64 + 4 * self.due.len() {
            self.heap = self
                .due
                .iter()
                .map(|(key, due)| Reverse((*due, key.clone())))
                .collect();
        }
    }

    /// The saga is due at this instant, or earlier if that was said before.
    pub(super) fn put_earlier(&mut self, key: Key, due: Micros) {
        if self.due.get(&key).is_none_or(|known| *known > due) {
            self.put(key, due);
        }
    }

    pub(super) fn forget_msp(&mut self, msp: MspId) {
        self.due.retain(|key, _| key.msp != msp);
        self.ready.remove(&msp);
        self.turns.retain(|turn| *turn != msp);
    }

    /// Moves what is due by now to where it is taken from.
    pub(super) fn ripen(&mut self, now: Micros) {
        while let Some(Reverse((due, _))) = self.heap.peek() {
            if *due > now {
                return;
            }
            let Some(Reverse((due, key))) = self.heap.pop() else {
                return;
            };
            if self.due.get(&key) != Some(&due) {
                continue;
            }
            self.due.remove(&key);
            let msp = key.msp;
            let ready = self.ready.entry(msp).or_default();
            if ready.known.insert(key.clone()) {
                ready.order.push_back(key);
            }
            if !self.turns.contains(&msp) {
                self.turns.push_back(msp);
            }
        }
    }

    /// The next saga of the next MSP that may have one more visit.
    pub(super) fn take(&mut self, may: impl Fn(MspId) -> bool) -> Option<Key> {
        for _ in 0..self.turns.len() {
            let msp = self.turns.pop_front()?;
            if !may(msp) {
                self.turns.push_back(msp);
                continue;
            }
            let ready = self.ready.get_mut(&msp)?;
            let key = ready.order.pop_front()?;
            ready.known.remove(&key);
            if ready.order.is_empty() {
                self.ready.remove(&msp);
            } else {
                self.turns.push_back(msp);
            }
            return Some(key);
        }
        None
    }

    /// When the next one is due that is not due yet.
    pub(super) fn next_due(&mut self) -> Option<Micros> {
        while let Some(Reverse((due, key))) = self.heap.peek() {
            if self.due.get(key) == Some(due) {
                return Some(*due);
            }
            self.heap.pop();
        }
        None
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.heap.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn key(msp: u128, id: &str) -> Key {
        Key {
            msp: MspId::new(Uuid::from_u128(msp)),
            carrier: 0,
            id: id.into(),
        }
    }

    fn drained(queue: &mut Queue) -> Vec<String> {
        std::iter::from_fn(|| queue.take(|_| true))
            .map(|key| key.id.to_string())
            .collect()
    }

    #[test]
    fn msps_take_turns() {
        let mut queue = Queue::default();
        for place in 0..3 {
            queue.put(key(1, &format!("a{place}")), place);
        }
        queue.put(key(2, "b0"), 9);
        queue.ripen(9);
        assert_eq!(drained(&mut queue), ["a0", "b0", "a1", "a2"]);
    }

    #[test]
    fn what_is_due_later_is_not_taken_and_the_last_word_counts() {
        let mut queue = Queue::default();
        queue.put(key(1, "x"), 5);
        queue.put(key(1, "x"), 8);
        queue.put_earlier(key(1, "x"), 9);
        queue.ripen(7);
        assert_eq!(drained(&mut queue), Vec::<String>::new());
        assert_eq!(queue.next_due(), Some(8));
        queue.put_earlier(key(1, "x"), 3);
        queue.ripen(7);
        assert_eq!(drained(&mut queue), ["x"]);
        assert_eq!(queue.next_due(), None);
    }

    #[test]
    fn one_that_may_not_is_passed_over_and_kept() {
        let mut queue = Queue::default();
        let (one, two) = (key(1, "a"), key(2, "b"));
        queue.put(one.clone(), 0);
        queue.put(two.clone(), 0);
        queue.ripen(0);
        assert_eq!(queue.take(|msp| msp != one.msp), Some(two));
        assert_eq!(queue.take(|msp| msp != one.msp), None);
        assert_eq!(queue.take(|_| true), Some(one));
    }

    #[test]
    fn a_saga_put_off_again_and_again_takes_no_more_room() {
        let mut queue = Queue::default();
        for due in 0..10_000 {
            queue.put(key(1, "x"), due);
        }
        assert!(queue.len() < 100, "{}", queue.len());
    }

    #[test]
    fn an_msp_that_is_given_back_is_forgotten() {
        let mut queue = Queue::default();
        queue.put(key(1, "a"), 0);
        queue.put(key(2, "b"), 0);
        queue.put(key(1, "later"), 5);
        queue.ripen(0);
        queue.forget_msp(key(1, "").msp);
        queue.ripen(9);
        assert_eq!(drained(&mut queue), ["b"]);
    }
}
