//! Why a command to a session is turned down, and why a session is good for nothing.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionRefusal {
    #[error("no such session was opened")]
    SessionNotFound,
    #[error("the session has ended, or its time is over")]
    SessionEnded,
    #[error("a session with this id was opened before")]
    SessionExists,
}

impl Refusal for SessionRefusal {
    const CODES: &'static [&'static str] =
        &["SESSION_NOT_FOUND", "SESSION_ENDED", "SESSION_EXISTS"];

    fn code(&self) -> &'static str {
        match self {
            Self::SessionNotFound => "SESSION_NOT_FOUND",
            Self::SessionEnded => "SESSION_ENDED",
            Self::SessionExists => "SESSION_EXISTS",
        }
    }
}
