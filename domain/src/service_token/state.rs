//! Where a service token stands.

use serde::{Deserialize, Serialize};

use super::{ServiceTokenCommand, ServiceTokenEvent, ServiceTokenRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::record::Micros;
use crate::role::Role;
use crate::secret_hash::SecretHash;
use crate::text::ServiceTokenName;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceToken {
    #[default]
    Unknown,
    Issued(IssuedToken),
    Revoked,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssuedToken {
    pub name: ServiceTokenName,
    pub role: Role,
    pub secret: SecretHash,
    /// The first instant at which it is over.
    pub expires_at: Micros,
}

impl Aggregate for ServiceToken {
    const TYPE: &'static str = "service_token";

    type Command = ServiceTokenCommand;
    type Event = ServiceTokenEvent;
    type Refusal = ServiceTokenRefusal;

    fn decide(
        &self,
        command: &ServiceTokenCommand,
    ) -> Result<Decision<ServiceTokenEvent>, ServiceTokenRefusal> {
        match command {
            ServiceTokenCommand::Issue(c) => decide::issue(self, c),
            ServiceTokenCommand::Revoke(c) => decide::revoke(self, c),
        }
    }

    fn evolve(&mut self, event: &ServiceTokenEvent) {
        *self = match event {
            ServiceTokenEvent::ServiceTokenIssued {
                name,
                role,
                secret,
                expires_at,
                at: _,
            } => Self::Issued(IssuedToken {
                name: name.clone(),
                role: *role,
                secret: *secret,
                expires_at: *expires_at,
            }),
            ServiceTokenEvent::ServiceTokenRevoked { .. } => Self::Revoked,
        };
    }
}

impl ServiceToken {
    /// The token, while it is good.
    pub fn good_at(&self, now: Micros) -> Result<&IssuedToken, ServiceTokenRefusal> {
        match self {
            Self::Issued(known) if now < known.expires_at => Ok(known),
            Self::Issued(_) | Self::Revoked => Err(ServiceTokenRefusal::ServiceTokenEnded),
            Self::Unknown => Err(ServiceTokenRefusal::ServiceTokenNotFound),
        }
    }

    /// Whether a text is this token's secret. The answer takes as long where there is no token.
    pub fn is_secret(&self, secret: &[u8]) -> bool {
        let (known, there) = match self {
            Self::Issued(known) => (known.secret, true),
            Self::Unknown | Self::Revoked => (SecretHash::NONE, false),
        };
        known.matches(secret) & there
    }
}
