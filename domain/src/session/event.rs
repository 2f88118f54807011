//! What can happen to a session.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::ids::MemberId;
use crate::record::Micros;
use crate::secret_hash::SecretHash;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SessionEvent {
    /// The person signed in.
    SessionOpened {
        member_id: MemberId,
        /// The SHA-256 of the secret.
        secret: SecretHash,
        /// Whether a second factor was shown; none where nobody knows.
        second_factor: Option<bool>,
        /// When it is over by itself.
        until: Micros,
        at: Micros,
    },
    /// It was over before its time. Who ended it is said with the event.
    SessionEnded {
        ending: SessionEnding,
        reason: Option<Reason>,
        at: Micros,
    },
}

/// How a session came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SessionEnding {
    /// The person signed out.
    SignedOut,
    /// Somebody else ended it.
    Revoked,
    /// It was shown after the person had been suspended.
    MemberSuspended,
}

event_shapes! {
    SessionEvent {
        SessionOpened = "1",
        SessionEnded = "1",
    }
    upcasts {}
}
