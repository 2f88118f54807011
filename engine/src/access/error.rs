//! Why somebody does not come in, or a wish about access came to nothing.

use tenantry_domain::home_tenant::HomeTenantRefusal;
use tenantry_domain::service_token::ServiceTokenRefusal;
use tenantry_domain::session::SessionRefusal;
use tenantry_domain::team::TeamRefusal;

use crate::commands::CommandError;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AccessError {
    /// What was shown is no sign-in, is not good any more, or never was. Which of these is nobody's
    /// business who cannot read the log.
    #[error("no sign-in that is good was shown")]
    NotSignedIn,
    #[error(transparent)]
    HomeTenant(CommandError<HomeTenantRefusal>),
    #[error(transparent)]
    Team(CommandError<TeamRefusal>),
    #[error(transparent)]
    Session(CommandError<SessionRefusal>),
    #[error(transparent)]
    Token(CommandError<ServiceTokenRefusal>),
}

impl AccessError {
    pub const CODES: &'static [&'static str] = &["NOT_SIGNED_IN"];

    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "NOT_SIGNED_IN",
            Self::HomeTenant(error) => error.code(),
            Self::Team(error) => error.code(),
            Self::Session(error) => error.code(),
            Self::Token(error) => error.code(),
        }
    }
}
