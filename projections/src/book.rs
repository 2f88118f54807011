//! The rows of one MSP that are in memory while events are folded into them.
//!
//! A book is told events, says which rows it has not seen, is given those, folds, and writes what
//! changed. It may keep rows from one batch to the next: they change by commits that compare and
//! set the checkpoint, so whoever still owns the checkpoint still knows the rows.

use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;

use serde_json::Value;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Position, RecordedEvent};
use uuid::Uuid;

use crate::declaration::{Cell, Fact, Projection, Row, Unreadable};
use crate::sheet::Changes;

/// An event that a fold cannot be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Poison {
    pub(crate) position: Position,
    pub(crate) code: &'static str,
    pub(crate) detail: String,
}

pub(crate) trait Book: Send + Sync {
    /// Reads an event and keeps it for [`Book::fold`].
    fn take(&mut self, event: &RecordedEvent) -> Result<(), Poison>;

    /// Whether events are kept that touch rows.
    fn is_touched(&self) -> bool;

    /// The rows that the kept events touch and that the store has to be asked for.
    fn missing(&self) -> &[Uuid];

    /// The store's answer: what is not among these rows does not exist.
    fn learn(&mut self, rows: Vec<(Uuid, Vec<Cell<'static>>)>) -> Result<(), Unreadable>;

    /// Folds the kept events into the rows.
    fn fold(&mut self);

    /// Moves up to `limit` changed rows out for writing. Whether there were any.
    fn write(&mut self, msp: MspId, limit: usize, to: &mut Changes) -> bool;

    /// Lets go of about half the rows, whichever, once all of them weigh more than `limit` bytes.
    /// Only after all changes were written. No order of use is kept: it would cost something for
    /// every event, and where events sweep over all rows again and again it keeps the wrong ones.
    fn trim(&mut self, limit: usize);

    /// About how many bytes the rows take.
    fn weight(&self) -> usize;

    /// Forgets everything: a commit failed, and what is stored is known no more.
    fn forget(&mut self);
}

/// The book of a typed projection.
pub(crate) struct RowBook<P: Projection> {
    rows: HashMap<Uuid, Entry<P::Row>>,
    facts: Vec<(Uuid, Fact<P::Event>)>,
    missing: Vec<Uuid>,
    changed: Vec<Uuid>,
    weight: usize,
}

struct Entry<R> {
    row: Option<R>,
    /// Whether the store holds a row under this key.
    stored: bool,
    changed: bool,
}

impl<P: Projection> Default for RowBook<P> {
    fn default() -> Self {
        Self {
            rows: HashMap::new(),
            facts: Vec::new(),
            missing: Vec::new(),
            changed: Vec::new(),
            weight: 0,
        }
    }
}

impl<P: Projection> Book for RowBook<P> {
    fn take(&mut self, event: &RecordedEvent) -> Result<(), Poison> {
        let fact = read::<P>(event)?;
        let key = P::key(&fact);
        if let Vacant(place) = self.rows.entry(key) {
            if !(P::ROW_PER_STREAM && fact.sequence == 1) {
                self.missing.push(key);
            }
            let entry = place.insert(Entry {
                row: None,
                stored: false,
                changed: false,
            });
            self.weight += weight_of(entry);
        }
        self.facts.push((key, fact));
        Ok(())
    }

    fn is_touched(&self) -> bool {
        !self.facts.is_empty()
    }

    fn missing(&self) -> &[Uuid] {
        &self.missing
    }

    fn learn(&mut self, rows: Vec<(Uuid, Vec<Cell<'static>>)>) -> Result<(), Unreadable> {
        for (id, cells) in rows {
            let row = P::Row::read(id, cells)?;
            self.weight += row.heap();
            self.rows.insert(
                id,
                Entry {
                    row: Some(row),
                    stored: true,
                    changed: false,
                },
            );
        }
        self.missing.clear();
        Ok(())
    }

    fn fold(&mut self) {
        for (key, fact) in self.facts.drain(..) {
            let Some(entry) = self.rows.get_mut(&key) else {
                continue; // Every kept event has its entry since it was taken.
            };
            self.weight -= heap_of(entry);
            entry.row = P::fold(entry.row.take(), &fact);
            self.weight += heap_of(entry);
            if !entry.changed {
                entry.changed = true;
                self.changed.push(key);
            }
        }
    }

    fn write(&mut self, msp: MspId, limit: usize, to: &mut Changes) -> bool {
        let rest = self.changed.len().saturating_sub(limit);
        let any = rest < self.changed.len();
        for key in self.changed.drain(rest..) {
            let Some(entry) = self.rows.get_mut(&key) else {
                continue;
            };
            match (&entry.row, entry.stored) {
                (Some(row), true) => to.changed.push(msp, key, row.cells()),
                (Some(row), false) => to.fresh.push(msp, key, row.cells()),
                (None, true) => to.gone.push((msp, key)),
                (None, false) => {}
            }
            entry.stored = entry.row.is_some();
            entry.changed = false;
        }
        any
    }

    fn trim(&mut self, limit: usize) {
        if self.weight <= limit {
            return;
        }
        let mut weight = 0;
        self.rows.retain(|_, entry| {
            let heavier = weight + weight_of(entry);
            let keep = heavier <= limit / 2;
            if keep {
                weight = heavier;
            }
            keep
        });
        self.weight = weight;
    }

    fn weight(&self) -> usize {
        self.weight
    }

    fn forget(&mut self) {
        *self = Self::default();
    }
}

fn read<P: Projection>(event: &RecordedEvent) -> Result<Fact<P::Event>, Poison> {
    let poison = |code, detail| Poison {
        position: event.position,
        code,
        detail,
    };
    let stream = Uuid::try_parse(&event.stream.aggregate_id).map_err(|_| {
        poison(
            "EVENT_MALFORMED",
            format!("the stream {} is not named by a UUID", event.stream),
        )
    })?;
    if holds_nul(&event.payload) {
        let detail = "a text holds the character NUL, which no table can store".to_owned();
        return Err(poison("EVENT_MALFORMED", detail));
    }
    let decoded = P::decode(event).map_err(|error| poison(error.code(), error.to_string()))?;
    Ok(Fact {
        msp: event.msp,
        stream,
        sequence: event.sequence,
        position: event.position,
        recorded_at: event.recorded_at,
        event: decoded,
    })
}

/// PostgreSQL refuses NUL in texts. Met here, it stops one partition and says where; met there, it
/// would fail the batch again and again.
fn holds_nul(payload: &str) -> bool {
    // The escape is rare, and may still be an escaped backslash followed by plain letters.
    payload.contains("\\u0000")
        && serde_json::from_str::<Value>(payload).is_ok_and(|value| value_holds_nul(&value))
}

fn value_holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(value_holds_nul),
        Value::Object(fields) => fields.values().any(value_holds_nul),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn heap_of<R: Row>(entry: &Entry<R>) -> usize {
    entry.row.as_ref().map_or(0, Row::heap)
}

fn weight_of<R: Row>(entry: &Entry<R>) -> usize {
    // The table of a hash map is at most 7/8 full and doubles: half as much again on average.
    size_of::<(Uuid, Entry<R>)>() * 3 / 2 + heap_of(entry)
}
