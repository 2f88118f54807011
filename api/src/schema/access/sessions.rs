//! Ending what somebody has signed in.

use async_graphql::{Context, InputObject, Object, Result};
use tenantry_domain::ids::SessionId;
use tenantry_domain::text::Reason;

use super::fault::unmet_by;
use crate::schema::desk::Desk;
use crate::schema::told::{Receipt, Refused, payload, user_errors};

user_errors! {
    /// Why a wish about a session was turned down.
    SessionUserError, SessionErrorCode {
        /// No such session was opened.
        SessionNotFound,
    }
}

/// A session that is to end, and why.
#[derive(Debug, InputObject)]
pub(crate) struct SessionRevokeInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// Its UUID, as the record shows it.
    session_id: String,
}

payload! {
    /// What came of ending a session.
    SessionRevokePayload {
        /// The session's UUID.
        session_id: String, SessionUserError
    }
}

#[derive(Debug, Default)]
pub(crate) struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Ends what somebody has signed in, from the next request on; who it was may sign in again. Role:
    /// Admin. Event: `SessionEnded`; none when it has
    /// ended already. Asked again with the same idempotency key it answers as it did
    /// then.
    async fn session_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session, and why.")] input: SessionRevokeInput,
    ) -> Result<SessionRevokePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let session = input.session_id.parse::<SessionId>();
            let session = session.map_err(|error| Refused::from(error).at("sessionId"))?;
            let reason =
                Reason::new(&input.reason).map_err(|error| Refused::from(error).at("reason"))?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let access = &desk.parts.access;
            let done = access
                .revoke_session(desk.msp(), session, reason, asked)
                .await;
            let receipt = Receipt::from(done.map_err(unmet_by)?);
            Ok((receipt, Some(session.to_string())))
        };
        Ok(SessionRevokePayload::told(outcome.await)?)
    }
}
