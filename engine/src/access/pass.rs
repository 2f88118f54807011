//! Asking again, later, whether somebody who was let in still is.

use tenantry_domain::aggregate::{Aggregate, Refusal};
use tenantry_domain::ids::{MemberId, MspId, ServiceTokenId, SessionId};
use tenantry_domain::record::StreamId;
use tenantry_domain::role::Role;
use tenantry_domain::service_token::ServiceToken;
use tenantry_domain::session::Session;
use tenantry_domain::team::Team;

use super::{Access, AccessError};

/// By what somebody was let in: enough to ask again, and no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    Session(SessionId),
    Token(ServiceTokenId),
    /// What its own tenant gave the person ends by itself, and is not ours to ask for.
    Member(MemberId),
}

impl Pass {
    /// Whether what happens in this stream may end it, or change its role.
    pub fn hangs_on(&self, stream: &StreamId) -> bool {
        let (kind, id) = (stream.aggregate_type.as_str(), &stream.aggregate_id);
        match self {
            Self::Session(session) => {
                kind == Team::TYPE || (kind == Session::TYPE && *id == session.to_string())
            }
            Self::Token(token) => kind == ServiceToken::TYPE && *id == token.to_string(),
            Self::Member(_) => kind == Team::TYPE,
        }
    }
}

impl Access {
    /// The role that somebody has now who was let in by this.
    pub async fn role_by(&self, msp: MspId, pass: Pass) -> Result<Role, AccessError> {
        let now = self.clock.now();
        match pass {
            Pass::Token(token) => {
                let found = self.look_at_token(msp, token).await?;
                let issued = found.good_at(now);
                issued
                    .map(|issued| issued.role)
                    .map_err(|refusal| over(msp, refusal.code()))
            }
            Pass::Member(member) => {
                // Whoever comes by such a thing has signed in this moment.
                self.standing(msp, member, now)
                    .await?
                    .map(|member| member.role)
                    .map_err(|reason| over(msp, reason))
            }
            Pass::Session(session) => {
                let id = session.to_string();
                let look = self.engine.look_at::<Session>(msp, &id).await;
                let found = look.map_err(AccessError::Session)?;
                let opened = found.open_at(now);
                let opened = opened.map_err(|refusal| over(msp, refusal.code()))?;
                self.standing(msp, opened.member, opened.since)
                    .await?
                    .map(|member| member.role)
                    .map_err(|reason| over(msp, reason))
            }
        }
    }
}

fn over(msp: MspId, reason: &str) -> AccessError {
    tracing::info!(%msp, reason, "not signed in any more");
    AccessError::NotSignedIn
}
