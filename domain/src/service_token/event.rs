//! What can happen to a service token.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::record::Micros;
use crate::role::Role;
use crate::secret_hash::SecretHash;
use crate::text::{Reason, ServiceTokenName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ServiceTokenEvent {
    /// A machine can sign in with it.
    ServiceTokenIssued {
        name: ServiceTokenName,
        role: Role,
        /// The SHA-256 of the secret.
        secret: SecretHash,
        /// When it is over by itself.
        expires_at: Micros,
        at: Micros,
    },
    /// It is good for nothing any more.
    ServiceTokenRevoked { reason: Reason, at: Micros },
}

event_shapes! {
    ServiceTokenEvent {
        ServiceTokenIssued = "1",
        ServiceTokenRevoked = "1",
    }
    upcasts {}
}
