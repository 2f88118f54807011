//! The bytes that stand for an event in the Merkle log.
//!
//! Every stored field goes in, each text preceded by its length, so that no two different rows
//! can yield the same bytes. Numbers are big-endian. A verifier in any language can follow this:
//!
//! ```text
//! "tenantry/event/v1\n"
//! msp_id            16 bytes
//! position           8 bytes
//! recorded_at        8 bytes, microseconds since 1970, signed
//! sequence           8 bytes
//! aggregate_type, aggregate_id, event_type, event_version, payload, metadata
//!                    each: 4 bytes length, then UTF-8
//! ```

use sha2::Digest;

use super::RecordedEvent;
use crate::merkle::{self, Hash};

const DOMAIN_TAG: &[u8] = b"tenantry/event/v1\n";

/// The largest an event may be in canonical form: an entry of a C2SP tile has a 16-bit length.
pub const CANONICAL_LIMIT: usize = 65_535;

/// The canonical bytes of an event; the leaf hash inside `event` takes no part.
pub fn canonical_bytes(event: &RecordedEvent) -> Vec<u8> {
    let mut out = Vec::with_capacity(canonical_len(event));
    feed(event, |bytes| out.extend_from_slice(bytes));
    out
}

/// RFC 6962 leaf hash: SHA-256 of a zero byte and the canonical bytes.
pub fn leaf_hash(event: &RecordedEvent) -> Hash {
    let mut hasher = merkle::leaf_hasher();
    feed(event, |bytes| hasher.update(bytes));
    hasher.finalize().into()
}

/// How long the canonical bytes will be.
pub fn canonical_len(event: &RecordedEvent) -> usize {
    let mut len = 0;
    feed(event, |bytes| len += bytes.len());
    len
}

fn feed(event: &RecordedEvent, mut put: impl FnMut(&[u8])) {
    put(DOMAIN_TAG);
    put(event.msp.as_uuid().as_bytes());
    put(&event.position.to_be_bytes());
    put(&event.recorded_at.to_be_bytes());
    put(&event.sequence.to_be_bytes());
    for text in [
        &event.stream.aggregate_type,
        &event.stream.aggregate_id,
        &event.event_type,
        &event.event_version,
        &event.payload,
        &event.metadata,
    ] {
        // A text longer than 4 GiB cannot be: the ledger refuses far smaller ones.
        put(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        put(text.as_bytes());
    }
}
