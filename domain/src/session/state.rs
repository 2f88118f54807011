//! Where a session stands.

use serde::{Deserialize, Serialize};

use super::{SessionCommand, SessionEvent, SessionRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::MemberId;
use crate::record::Micros;
use crate::secret_hash::SecretHash;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Session {
    #[default]
    Unknown,
    Open(OpenedSession),
    Ended,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenedSession {
    pub member: MemberId,
    pub secret: SecretHash,
    pub second_factor: Option<bool>,
    pub since: Micros,
    /// The first instant at which it is over.
    pub until: Micros,
}

impl Aggregate for Session {
    const TYPE: &'static str = "session";

    type Command = SessionCommand;
    type Event = SessionEvent;
    type Refusal = SessionRefusal;

    fn decide(&self, command: &SessionCommand) -> Result<Decision<SessionEvent>, SessionRefusal> {
        match command {
            SessionCommand::Open(c) => decide::open(self, c),
            SessionCommand::End(c) => decide::end(self, c),
        }
    }

    fn evolve(&mut self, event: &SessionEvent) {
        *self = match event {
            SessionEvent::SessionOpened {
                member_id,
                secret,
                second_factor,
                until,
                at,
            } => Self::Open(OpenedSession {
                member: *member_id,
                secret: *secret,
                second_factor: *second_factor,
                since: *at,
                until: *until,
            }),
            SessionEvent::SessionEnded { .. } => Self::Ended,
        };
    }
}

impl Session {
    /// The session, while it is good.
    pub fn open_at(&self, now: Micros) -> Result<&OpenedSession, SessionRefusal> {
        match self {
            Self::Open(known) if now < known.until => Ok(known),
            Self::Open(_) | Self::Ended => Err(SessionRefusal::SessionEnded),
            Self::Unknown => Err(SessionRefusal::SessionNotFound),
        }
    }

    /// Whether a text is this session's secret. The answer takes as long where there is no session.
    pub fn is_secret(&self, secret: &[u8]) -> bool {
        let (known, there) = match self {
            Self::Open(known) => (known.secret, true),
            Self::Unknown | Self::Ended => (SecretHash::NONE, false),
        };
        known.matches(secret) & there
    }
}
