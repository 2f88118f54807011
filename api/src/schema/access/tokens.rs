//! What machines sign in with: issued, and taken back.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::ServiceTokenId;
use tenantry_domain::service_token::MOST_DAYS;
use tenantry_domain::text::{Reason, ServiceTokenName};
use tenantry_engine::access::{SecretText, ServiceTokenSecret, TokenWish};
use tenantry_projections::service_tokens;

use super::fault::unmet_by;
use super::object::ServiceToken;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind, global};
use crate::schema::root::Role;
use crate::schema::scalars::{DateTime, Position};
use crate::schema::told::{Receipt, Refused, Unmet, payload, user_errors};

/// How long a token is good when nobody says so.
const DAYS: i32 = 90;

user_errors! {
    /// Why a wish about a service token was turned down.
    ServiceTokenUserError, ServiceTokenErrorCode {
        /// No such service token was issued.
        ServiceTokenNotFound,
        /// It was issued before with this idempotency key, and its secret was shown then.
        ServiceTokenExists,
        /// A token is good for 1 to 366 days.
        ServiceTokenTermInvalid,
    }
}

/// What a machine is to sign in with.
#[derive(Debug, InputObject)]
pub(crate) struct ServiceTokenIssueInput {
    /// A token is issued once for a key: its secret cannot be shown again.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// What it is for.
    name: String,
    /// What whoever has it may do.
    role: Role,
    /// How long it is good, 1 to 366 days; 90 when not given.
    days: Option<i32>,
}

/// A token that is to open nothing any more, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ServiceTokenRevokeInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The token: its id, or its UUID.
    token: ID,
}

#[derive(Debug)]
pub(crate) struct IssuedServiceToken {
    token: ServiceTokenId,
    text: SecretText,
    expires_at: DateTime,
    found: Option<ServiceToken>,
}

/// A token that was issued just now, with its secret.
#[Object]
impl IssuedServiceToken {
    /// Its id within this API.
    async fn id(&self) -> ID {
        global(Kind::ServiceToken, self.token.as_uuid())
    }

    /// What the machine sends as `Authorization: Bearer …`. It is told here and never again.
    async fn secret(&self) -> &str {
        self.text.expose()
    }

    /// When it is over by itself.
    async fn expires_at(&self) -> DateTime {
        self.expires_at
    }

    /// The token as lists show it. Nothing where they are behind at this moment.
    async fn service_token(&self) -> Option<ServiceToken> {
        self.found.clone()
    }
}

payload! {
    /// What came of issuing a service token.
    ServiceTokenIssuePayload {
        /// The token with its secret, which is told only here.
        issued: IssuedServiceToken, ServiceTokenUserError
    }
}
payload! {
    /// What came of revoking a service token.
    ServiceTokenRevokePayload {
        /// The token as it stands now.
        service_token: ServiceToken, ServiceTokenUserError
    }
}

fn wish_of(input: &ServiceTokenIssueInput) -> Result<TokenWish, Refused> {
    let name = ServiceTokenName::new(&input.name).map_err(|it| Refused::from(it).at("name"))?;
    let days = input.days.unwrap_or(DAYS);
    let fitting = u16::try_from(days)
        .ok()
        .filter(|it| (1..=MOST_DAYS).contains(it));
    let days = fitting.ok_or_else(|| {
        let message = format!("a service token is good for 1 to {MOST_DAYS} days, not for {days}");
        Refused::new("SERVICE_TOKEN_TERM_INVALID", message).at("days")
    })?;
    Ok(TokenWish {
        name,
        role: input.role.into(),
        days,
    })
}

/// The token as lists show it, if they have come as far.
async fn found(
    desk: Desk<'_>,
    token: ServiceTokenId,
    Position(position): Position,
) -> Result<Option<ServiceToken>, Fault> {
    if !desk.shows(position, &["service_tokens"]).await? {
        return Ok(None);
    }
    let row = service_tokens::get(desk.projections(), desk.msp(), token).await;
    Ok(row.map_err(Fault::from)?.map(ServiceToken))
}

async fn told(
    desk: Desk<'_>,
    secret: ServiceTokenSecret,
) -> Result<(Receipt, Option<IssuedServiceToken>), Unmet> {
    let receipt = Receipt::from(secret.done);
    // The secret is told whatever can be read: there is no second time.
    let found = found(desk, secret.token, receipt.position).await;
    let found = found.unwrap_or_else(|fault| {
        tracing::warn!(code = fault.code, token = %secret.token, "an issued token cannot be read");
        None
    });
    let issued = IssuedServiceToken {
        token: secret.token,
        text: secret.text,
        expires_at: DateTime(secret.expires_at),
        found,
    };
    Ok((receipt, Some(issued)))
}

#[derive(Debug, Default)]
pub(crate) struct ServiceTokenMutation;

#[Object]
impl ServiceTokenMutation {
    /// Issues a service token; its secret is in this answer and nowhere else. Role: Admin. Event:
    /// `ServiceTokenIssued`. Asked again with the same idempotency key it answers
    /// `SERVICE_TOKEN_EXISTS`.
    async fn service_token_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For what, and for how long.")] input: ServiceTokenIssueInput,
    ) -> Result<ServiceTokenIssuePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let wish = wish_of(&input)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let issued = desk.parts.access.issue_token(desk.msp(), wish, asked).await;
            told(desk, issued.map_err(unmet_by)?).await
        };
        Ok(ServiceTokenIssuePayload::told(outcome.await)?)
    }

    /// Takes a service token back: it opens nothing from the next request on. Role: Admin. Event:
    /// `ServiceTokenRevoked`; none when it was revoked already. Asked again with the same idempotency
    /// key it answers as it did then.
    async fn service_token_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which token, and why.")] input: ServiceTokenRevokeInput,
    ) -> Result<ServiceTokenRevokePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let token = ids::of(Kind::ServiceToken, &input.token)
                .map_err(|fault| Refused::new(fault.code, fault.message).at("token"))?;
            let token = ServiceTokenId::new(token);
            let reason =
                Reason::new(&input.reason).map_err(|error| Refused::from(error).at("reason"))?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let access = &desk.parts.access;
            let done = access.revoke_token(desk.msp(), token, reason, asked).await;
            let receipt = Receipt::from(done.map_err(unmet_by)?);
            let found = found(desk, token, receipt.position).await?;
            Ok((receipt, found))
        };
        Ok(ServiceTokenRevokePayload::told(outcome.await)?)
    }
}
