//! What this process recorded a moment ago: whoever follows the ledger reads it here, before the
//! database is asked for what was just given to it.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Position, RecordedEvent};

use crate::group::{Judged, PlacedEvent};

/// So many events, and so many bytes of them, of all ledgers together.
const EVENTS: usize = 4_096;
const BYTES: usize = 4 << 20;

#[derive(Default)]
pub(crate) struct Fresh(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// Of each ledger the last events, without a gap.
    ledgers: HashMap<MspId, VecDeque<RecordedEvent>>,
    /// In the order of their coming; what was let go meanwhile is passed over.
    order: VecDeque<(MspId, Position)>,
    bytes: usize,
}

impl Fresh {
    /// The group is durable.
    pub(crate) fn learn(&self, judged: &Judged<'_>) {
        let mut kept = self.kept();
        for event in &judged.events {
            kept.keep(recorded(event));
        }
        kept.let_go();
    }

    /// What comes right after a position; nothing where it is not known here.
    pub(crate) fn after(&self, msp: MspId, after: Position, limit: usize) -> Vec<RecordedEvent> {
        let kept = self.kept();
        let Some(events) = kept.ledgers.get(&msp) else {
            return Vec::new();
        };
        let skipped = events
            .front()
            .and_then(|first| (after + 1).checked_sub(first.position));
        let skipped = skipped.and_then(|skipped| usize::try_from(skipped).ok());
        let rest = skipped.map(|skipped| events.iter().skip(skipped).take(limit).cloned());
        rest.into_iter().flatten().collect()
    }

    /// How far each ledger is at least.
    pub(crate) fn ends(&self) -> Vec<(MspId, Position)> {
        let kept = self.kept();
        let ends = kept.ledgers.iter();
        ends.filter_map(|(msp, events)| Some((*msp, events.back()?.position)))
            .collect()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn keep(&mut self, event: RecordedEvent) {
        let events = self.ledgers.entry(event.msp).or_default();
        let follows = events
            .back()
            .is_none_or(|last| last.position + 1 == event.position);
        if !follows {
            // Another process recorded something in between.
            self.bytes -= events.drain(..).map(|it| weight(&it)).sum::<usize>();
        }
        self.bytes += weight(&event);
        self.order.push_back((event.msp, event.position));
        events.push_back(event);
    }

    fn let_go(&mut self) {
        while self.order.len() > EVENTS || self.bytes > BYTES {
            let Some((msp, position)) = self.order.pop_front() else {
                return;
            };
            let Some(events) = self.ledgers.get_mut(&msp) else {
                continue;
            };
            if let Some(gone) = events.pop_front_if(|first| first.position == position) {
                self.bytes -= weight(&gone);
            }
            if events.is_empty() {
                self.ledgers.remove(&msp);
            }
        }
    }
}

fn weight(event: &RecordedEvent) -> usize {
    size_of::<RecordedEvent>() + event.payload.len() + event.metadata.len()
}

fn recorded(event: &PlacedEvent<'_>) -> RecordedEvent {
    let fields = &event.fields;
    RecordedEvent {
        msp: fields.msp,
        position: fields.position,
        stream: fields.stream.clone(),
        sequence: fields.sequence,
        event_type: fields.event_type.to_owned(),
        event_version: fields.event_version.to_owned(),
        payload: fields.payload.to_owned(),
        metadata: fields.metadata.to_owned(),
        recorded_at: fields.recorded_at,
        leaf: event.leaf,
    }
}

impl fmt::Debug for Fresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fresh").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tenantry_domain::record::StreamId;
    use uuid::Uuid;

    use super::*;

    fn msp(number: u128) -> MspId {
        MspId::new(Uuid::from_u128(number))
    }

    fn event(of: u128, position: Position, bytes: usize) -> RecordedEvent {
        RecordedEvent {
            msp: msp(of),
            position,
            stream: StreamId::new("customer", "1"),
            sequence: position,
            event_type: String::new(),
            event_version: String::new(),
            payload: "x".repeat(bytes),
            metadata: String::new(),
            recorded_at: 0,
            leaf: [0; 32],
        }
    }

    fn fresh(events: impl IntoIterator<Item = RecordedEvent>) -> Fresh {
        let fresh = Fresh::default();
        let mut kept = fresh.kept();
        for event in events {
            kept.keep(event);
            kept.let_go();
        }
        drop(kept);
        fresh
    }

    fn positions(fresh: &Fresh, of: u128, after: Position, limit: usize) -> Vec<Position> {
        let events = fresh.after(msp(of), after, limit);
        events.iter().map(|event| event.position).collect()
    }

    #[test]
    fn what_comes_right_after_a_position_is_told_and_nothing_else() {
        let fresh = fresh([event(1, 5, 0), event(2, 1, 0), event(1, 6, 0)]);
        assert_eq!(positions(&fresh, 1, 4, 9), [5, 6]);
        assert_eq!(positions(&fresh, 1, 4, 1), [5]);
        assert_eq!(positions(&fresh, 1, 5, 9), [6]);
        assert_eq!(positions(&fresh, 1, 6, 9), [0; 0]);
        assert_eq!(positions(&fresh, 1, 3, 9), [0; 0], "4 is not known here");
        assert_eq!(positions(&fresh, 3, 0, 9), [0; 0]);
        let mut ends = fresh.ends();
        ends.sort_unstable();
        assert_eq!(ends, [(msp(1), 6), (msp(2), 1)]);
    }

    #[test]
    fn what_another_process_recorded_in_between_is_not_passed_over() {
        let fresh = fresh([event(1, 5, 0), event(1, 7, 0)]);
        assert_eq!(positions(&fresh, 1, 4, 9), [0; 0]);
        assert_eq!(positions(&fresh, 1, 6, 9), [7]);
    }

    #[test]
    fn no_more_is_kept_than_has_room() {
        let many = fresh((1..=5_000).map(|position| event(1, position, 0)));
        assert_eq!(positions(&many, 1, 903, 9), [0; 0]);
        assert_eq!(positions(&many, 1, 904, 1), [905]);
        let large = fresh((1..=10).map(|position| event(1, position, BYTES / 4)));
        assert_eq!(positions(&large, 1, 7, 9), [8, 9, 10]);
        let jumping = (1..=20_000).map(|position| event(1, position * 2, 100));
        let jumping = fresh(jumping);
        assert_eq!(jumping.kept().bytes, weight(&event(1, 2, 100)));
        let apart = fresh((1..=10_000).map(|of| event(of, 1, 0)));
        assert_eq!(apart.ends().len(), EVENTS);
        assert_eq!(apart.kept().ledgers.len(), EVENTS);
    }
}
