//! An event as it is hashed, read back from its canonical bytes: what a proof or an export holds.

use std::str;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, RecordedEvent, Sequence, StreamId};
use uuid::Uuid;

const DOMAIN_TAG: &[u8] = b"tenantry/event/v1\n";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub msp: MspId,
    pub position: Position,
    pub recorded_at: Micros,
    pub sequence: Sequence,
    pub stream: StreamId,
    pub event_type: String,
    pub event_version: String,
    pub payload: String,
    pub metadata: String,
}

impl Entry {
    /// `None` when the bytes are not the canonical form of an event.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(DOMAIN_TAG)?;
        let entry = Self {
            msp: MspId::new(Uuid::from_bytes(*take(&mut rest)?)),
            position: u64::from_be_bytes(*take(&mut rest)?),
            recorded_at: i64::from_be_bytes(*take(&mut rest)?),
            sequence: u64::from_be_bytes(*take(&mut rest)?),
            stream: StreamId {
                aggregate_type: text(&mut rest)?,
                aggregate_id: text(&mut rest)?,
            },
            event_type: text(&mut rest)?,
            event_version: text(&mut rest)?,
            payload: text(&mut rest)?,
            metadata: text(&mut rest)?,
        };
        rest.is_empty().then_some(entry)
    }

    /// The names of the columns in which a row differs from this.
    pub(super) fn differs(&self, row: &RecordedEvent) -> Vec<&'static str> {
        let columns = [
            ("position", self.position != row.position),
            ("recorded_at", self.recorded_at != row.recorded_at),
            ("sequence", self.sequence != row.sequence),
            (
                "aggregate_type",
                self.stream.aggregate_type != row.stream.aggregate_type,
            ),
            (
                "aggregate_id",
                self.stream.aggregate_id != row.stream.aggregate_id,
            ),
            ("event_type", self.event_type != row.event_type),
            ("event_version", self.event_version != row.event_version),
            ("payload", self.payload != row.payload),
            ("metadata", self.metadata != row.metadata),
        ];
        let differing = columns.into_iter().filter(|(_, differs)| *differs);
        differing.map(|(name, _)| name).collect()
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (head, tail) = rest.split_first_chunk()?;
    *rest = tail;
    Some(head)
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let length = u32::from_be_bytes(*take(rest)?);
    let (text, tail) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = tail;
    str::from_utf8(text).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use tenantry_domain::record::Canonical;

    use super::*;

    #[test]
    fn what_is_hashed_can_be_read_back_and_nothing_else() {
        let stream = StreamId::new("customer", "ä");
        let canonical = Canonical {
            msp: MspId::new(Uuid::from_u128(7)),
            position: 3,
            stream: &stream,
            sequence: 2,
            event_type: "CustomerRenamed",
            event_version: "1",
            payload: "{}",
            metadata: "",
            recorded_at: -1,
        };
        let bytes = canonical.bytes();
        let entry = Entry::parse(&bytes).unwrap();
        assert_eq!((entry.position, entry.recorded_at), (3, -1));
        assert_eq!((entry.stream, entry.metadata.as_str()), (stream, ""));
        for cut in 0..bytes.len() {
            assert_eq!(Entry::parse(&bytes[..cut]), None);
        }
        assert_eq!(Entry::parse(&[&bytes[..], b"x"].concat()), None);
    }
}
