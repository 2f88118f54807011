//! A machine is given a secret once, and shows it with every request.

use std::sync::Arc;

use tenantry_domain::aggregate::Refusal;
use tenantry_domain::ids::{MspId, ServiceTokenId};
use tenantry_domain::record::{Actor, Micros};
use tenantry_domain::role::Role;
use tenantry_domain::service_token::{
    IssueServiceToken, RevokeServiceToken, ServiceToken, ServiceTokenCommand, ServiceTokenRefusal,
};
use tenantry_domain::text::{Reason, ServiceTokenName};
use uuid::Uuid;

use super::credential::{Credential, Kind, SecretText};
use super::{Access, AccessError, Authenticated};
use crate::commands::{CommandError, Context, Done};

/// What is wanted of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenWish {
    pub name: ServiceTokenName,
    pub role: Role,
    /// How long it is to be good.
    pub days: u16,
}

/// A token that was issued, and what to show for it. Nobody can be shown it again.
#[derive(Debug)]
pub struct ServiceTokenSecret {
    pub token: ServiceTokenId,
    pub text: SecretText,
    pub expires_at: Micros,
    pub done: Done,
}

impl Access {
    /// Issues a token. The same wish with the same idempotency key is refused instead of answered: the
    /// secret of the first time is gone.
    pub async fn issue_token(
        &self,
        msp: MspId,
        wish: TokenWish,
        context: Context,
    ) -> Result<ServiceTokenSecret, AccessError> {
        let id = match &context.idempotency_key {
            Some(key) => Uuid::new_v5(&msp.as_uuid(), key.as_bytes()),
            None => self.engine.new_id(),
        };
        let token = ServiceTokenId::new(id);
        let credential = Credential::draw(msp, id, &*self.randomness);
        let command = ServiceTokenCommand::Issue(IssueServiceToken {
            name: wish.name,
            role: wish.role,
            days: wish.days,
            secret: credential.hash(),
            at: self.clock.now(),
        });
        let done = self.ask_token(msp, token, command, context).await?;
        let issued = self.look_at_token(msp, token).await?;
        match issued.good_at(self.clock.now()) {
            Ok(known) if known.secret == credential.hash() => Ok(ServiceTokenSecret {
                token,
                text: credential.text(Kind::Token),
                expires_at: known.expires_at,
                done,
            }),
            // It was issued at an earlier time of asking, with the secret of that time.
            Ok(_) | Err(_) => {
                let refusal = ServiceTokenRefusal::ServiceTokenExists;
                Err(AccessError::Token(CommandError::Refused(refusal)))
            }
        }
    }

    pub async fn revoke_token(
        &self,
        msp: MspId,
        token: ServiceTokenId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, AccessError> {
        let at = self.clock.now();
        let command = ServiceTokenCommand::Revoke(RevokeServiceToken { reason, at });
        self.ask_token(msp, token, command, context).await
    }

    /// Which machine is signed in by this text. The same is asked and reckoned whether there is no
    /// such token, another secret, or an end.
    pub async fn token(&self, text: &str) -> Result<Authenticated, AccessError> {
        let Some(shown) = Credential::read(Kind::Token, text) else {
            tracing::debug!("not signed in: what was shown is no token's secret");
            return Err(AccessError::NotSignedIn);
        };
        let (msp, id) = (shown.msp, ServiceTokenId::new(shown.id));
        let token = self.look_at_token(msp, id).await?;
        let fits = token.is_secret(shown.secret());
        match token.good_at(self.clock.now()) {
            Ok(issued) if fits => Ok(Authenticated {
                msp,
                actor: Actor::service(id.to_string()),
                role: issued.role,
                member: None,
                session: None,
                until: issued.expires_at,
            }),
            Ok(_) => Err(denied(msp, id, "another secret")),
            Err(refusal) => Err(denied(msp, id, refusal.code())),
        }
    }

    async fn look_at_token(
        &self,
        msp: MspId,
        token: ServiceTokenId,
    ) -> Result<Arc<ServiceToken>, AccessError> {
        let look = self.engine.look_at(msp, &token.to_string()).await;
        look.map_err(AccessError::Token)
    }

    async fn ask_token(
        &self,
        msp: MspId,
        token: ServiceTokenId,
        command: ServiceTokenCommand,
        context: Context,
    ) -> Result<Done, AccessError> {
        self.tell::<ServiceToken>(msp, token.to_string(), command, context)
            .await
            .map_err(AccessError::Token)
    }
}

fn denied(msp: MspId, token: ServiceTokenId, reason: &str) -> AccessError {
    tracing::info!(%msp, %token, reason, "not signed in");
    AccessError::NotSignedIn
}
