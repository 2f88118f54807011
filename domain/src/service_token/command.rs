//! What can be asked of a service token.
//!
//! When it is asked, and the secret that was drawn for it, are no part of what is asked: the same
//! wish with the same idempotency key is the same request, and finds the token of the first one.

use serde::Serialize;

use crate::record::Micros;
use crate::role::Role;
use crate::secret_hash::SecretHash;
use crate::text::{Reason, ServiceTokenName};

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceTokenCommand {
    Issue(IssueServiceToken),
    Revoke(RevokeServiceToken),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IssueServiceToken {
    pub name: ServiceTokenName,
    pub role: Role,
    /// How long it is good, from now.
    pub days: u16,
    #[serde(skip_serializing)]
    pub secret: SecretHash,
    #[serde(skip_serializing)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevokeServiceToken {
    pub reason: Reason,
    #[serde(skip_serializing)]
    pub at: Micros,
}
