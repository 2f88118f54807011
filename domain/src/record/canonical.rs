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

use super::{Micros, Position, Sequence, StreamId};
use crate::ids::MspId;
use crate::merkle::leaf_hasher;

const DOMAIN_TAG: &[u8] = b"tenantry/event/v1\n";

/// The largest an event may be in canonical form: an entry of a C2SP tile has a 16-bit length.
pub const CANONICAL_LIMIT: usize = 65_535;

/// All that is hashed of an event, borrowed from wherever it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Canonical<'a> {
    pub msp: MspId,
    pub position: Position,
    pub stream: &'a StreamId,
    pub sequence: Sequence,
    pub event_type: &'a str,
    pub event_version: &'a str,
    pub payload: &'a str,
    pub metadata: &'a str,
    pub recorded_at: Micros,
}

impl Canonical<'_> {
    /// RFC 6962 leaf hash: SHA-256 of a zero byte and the canonical bytes.
    pub fn leaf(&self) -> [u8; 32] {
        let mut hasher = leaf_hasher();
        self.feed(|bytes| hasher.update(bytes));
        hasher.finalize().into()
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.len());
        self.feed(|bytes| out.extend_from_slice(bytes));
        out
    }

    /// How long the canonical bytes are.
    #[allow(clippy::len_without_is_empty)] // They never are.
    pub fn len(&self) -> usize {
        let mut len = 0;
        self.feed(|bytes| len += bytes.len());
        len
    }

    fn feed(&self, mut put: impl FnMut(&[u8])) {
        put(DOMAIN_TAG);
        put(self.msp.as_uuid().as_bytes());
        put(&self.position.to_be_bytes());
        put(&self.recorded_at.to_be_bytes());
        put(&self.sequence.to_be_bytes());
        for text in [
            self.stream.aggregate_type.as_str(),
            self.stream.aggregate_id.as_str(),
            self.event_type,
            self.event_version,
            self.payload,
            self.metadata,
        ] {
            // A text longer than 4 GiB cannot be: the ledger refuses far smaller ones.
            put(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
            put(text.as_bytes());
        }
    }
}
