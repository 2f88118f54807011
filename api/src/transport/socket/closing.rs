//! Why a socket is closed.

/// A closed list. Clients look at the number: those from 4400 on are of the protocol, and most clients
/// do not come back after them; after the others, and after 4403, they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// The other side gave no sign of life.
    Abandoned,
    /// The server is about to stop.
    Stopping,
    /// The other side did not take what was sent to it, or cannot be let in now.
    Busy,
    /// A message that is none of the protocol.
    MessageInvalid,
    /// Something was asked before the introduction, or by somebody who is not known.
    Unauthorized,
    /// What somebody was let in by has ended, or is not good for this.
    Forbidden,
    /// Another protocol is spoken.
    ProtocolUnknown,
    IntroductionLate,
    /// Two operations under one id.
    OperationExists,
    IntroducedTwice,
    /// Our fault.
    Internal,
}

impl Closing {
    pub fn number(self) -> u16 {
        match self {
            Self::Abandoned => 1001,
            Self::Stopping => 1012,
            Self::Busy => 1013,
            Self::MessageInvalid => 4400,
            Self::Unauthorized => 4401,
            Self::Forbidden => 4403,
            Self::ProtocolUnknown => 4406,
            Self::IntroductionLate => 4408,
            Self::OperationExists => 4409,
            Self::IntroducedTwice => 4429,
            Self::Internal => 4500,
        }
    }

    /// For people; a frame has room for 123 bytes of it.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Abandoned => "no sign of life",
            Self::Stopping => "the server is about to stop; come back shortly",
            Self::Busy => "messages are not taken fast enough; come back shortly",
            Self::MessageInvalid => "this is no message of graphql-transport-ws",
            Self::Unauthorized => "introduce yourself first, as somebody who is known",
            Self::Forbidden => "what you were let in by has ended, or is not good for this",
            Self::ProtocolUnknown => "graphql-transport-ws is spoken here",
            Self::IntroductionLate => "the introduction did not come in time",
            Self::OperationExists => "an operation with this id is under way",
            Self::IntroducedTwice => "one introduction is enough",
            Self::Internal => "something went wrong here",
        }
    }
}
