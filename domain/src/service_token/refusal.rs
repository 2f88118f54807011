//! Why a command to a service token is turned down, and why a token is good for nothing.

use super::MOST_DAYS;
use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceTokenRefusal {
    #[error("no such service token was issued")]
    ServiceTokenNotFound,
    #[error("the service token was revoked, or its time is over")]
    ServiceTokenEnded,
    #[error("a service token with this id was issued before, and its secret is shown only once")]
    ServiceTokenExists,
    #[error("a service token is good for 1 to {MOST_DAYS} days, not for {days}")]
    ServiceTokenTermInvalid { days: u16 },
}

impl Refusal for ServiceTokenRefusal {
    const CODES: &'static [&'static str] = &[
        "SERVICE_TOKEN_NOT_FOUND",
        "SERVICE_TOKEN_ENDED",
        "SERVICE_TOKEN_EXISTS",
        "SERVICE_TOKEN_TERM_INVALID",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::ServiceTokenNotFound => "SERVICE_TOKEN_NOT_FOUND",
            Self::ServiceTokenEnded => "SERVICE_TOKEN_ENDED",
            Self::ServiceTokenExists => "SERVICE_TOKEN_EXISTS",
            Self::ServiceTokenTermInvalid { .. } => "SERVICE_TOKEN_TERM_INVALID",
        }
    }
}
