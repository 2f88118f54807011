//! What people have signed in: looked up, and ended.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::{MemberId, SessionId};
use tenantry_domain::role::Right;
use tenantry_domain::text::Reason;
use tenantry_engine::access::Pass;
use tenantry_projections::sessions::{self, OpenSessions, SessionRow};
use uuid::Uuid;

use super::fault::unmet_by;
use crate::Principal;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::{DateTime, Position};
use crate::schema::told::{Receipt, Refused, Unmet, payload, user_errors};

user_errors! {
    /// Why a wish about a session was turned down.
    SessionUserError, SessionErrorCode {
        /// No such session was opened.
        SessionNotFound,
    }
}

/// What somebody has signed in.
#[derive(Debug, Clone)]
pub(crate) struct Session(SessionRow);

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self(row)
    }
}

/// A browser that somebody has signed in. Its secret is nowhere but there.
#[Object]
impl Session {
    /// Its UUID, as the record shows it.
    async fn session_id(&self) -> String {
        self.0.id.to_string()
    }

    /// Whose it is: the object id of the account at Microsoft.
    async fn member_id(&self) -> String {
        self.0.member_id.to_string()
    }

    /// Whether a second factor was shown at the sign-in; nothing where nobody knows.
    async fn second_factor(&self) -> Option<bool> {
        self.0.second_factor
    }

    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened_at)
    }

    /// When it is over by itself.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.until)
    }

    /// Whether it is the one that asks.
    async fn current(&self, ctx: &Context<'_>) -> Result<bool> {
        let desk = Desk::reading(ctx)?;
        let asks = desk.errand.principal.pass;
        Ok(asks == Pass::Session(SessionId::new(self.0.id)))
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}

connection!(SessionConnection, SessionEdge, Session, SessionRow);

/// Which sessions a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct SessionFilter {
    /// Only those of this member.
    member: Option<ID>,
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

/// A session of one's own that is to end.
#[derive(Debug, InputObject)]
pub(crate) struct SessionEndInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// Its UUID, as `viewerSessions` shows it.
    session_id: String,
}

payload! {
    /// What came of ending a session.
    SessionRevokePayload {
        /// The session's UUID.
        session_id: String, SessionUserError
    }
}
payload! {
    /// What came of ending a session of one's own.
    SessionEndPayload {
        /// The session's UUID.
        session_id: String, SessionUserError
    }
}

/// The person who asks; nobody where a machine does.
fn person(principal: &Principal) -> Option<MemberId> {
    match principal.pass {
        Pass::Session(_) | Pass::Member(_) => principal.actor.id.parse().ok(),
        Pass::Token(_) => None,
    }
}

fn session(text: &str) -> Result<SessionId, Unmet> {
    let id = text.parse::<SessionId>();
    Ok(id.map_err(|error| Refused::from(error).at("sessionId"))?)
}

async fn open(
    desk: Desk<'_>,
    member: Option<MemberId>,
    wanted: Wanted,
) -> Result<SessionConnection> {
    let open = OpenSessions {
        at: desk.parts.clock.now(),
        member,
    };
    let cursor = wanted.cursor()?;
    let (projections, first) = (desk.projections(), wanted.first);
    let page = sessions::open(projections, desk.msp(), &open, cursor.as_ref(), first).await;
    let page = page.map_err(Fault::from)?;
    Ok(SessionConnection::of(page, &wanted, sessions::cursor_of))
}

#[derive(Debug, Default)]
pub(crate) struct SessionQuery;

#[Object]
impl SessionQuery {
    /// The sessions that are open now, the latest first. One of a suspended member opens nothing, and
    /// ends when it is shown. Role: Admin.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<SessionFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<SessionConnection> {
        let desk = Desk::with(ctx, Right::Administer)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let member = filter.unwrap_or_default().member;
        let member = member.map(|id| ids::of(Kind::Member, &id)).transpose()?;
        desk.at_least(at_least, &["sessions"]).await?;
        open(desk, member.map(MemberId::new), wanted).await
    }

    /// The open sessions of whoever asks, the latest first; none where a machine asks. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn viewer_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<SessionConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        desk.at_least(at_least, &["sessions"]).await?;
        // No member has this id, so a machine has none.
        let nobody = MemberId::new(Uuid::nil());
        let member = person(&desk.errand.principal).unwrap_or(nobody);
        open(desk, Some(member), wanted).await
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
            let session = session(&input.session_id)?;
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

    /// Ends a session of one's own, such as that of a browser that was left open; another's is as good
    /// as none. Role: any. Event: `SessionEnded`; none when it has ended already. Asked again with the
    /// same idempotency key it answers as it did then.
    async fn session_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session.")] input: SessionEndInput,
    ) -> Result<SessionEndPayload> {
        let desk = Desk::reading(ctx)?;
        let outcome = async {
            let session = session(&input.session_id)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let member = person(&desk.errand.principal);
            let access = &desk.parts.access;
            let done = access
                .end_own_session(desk.msp(), member, session, asked)
                .await;
            let receipt = Receipt::from(done.map_err(unmet_by)?);
            Ok((receipt, Some(session.to_string())))
        };
        Ok(SessionEndPayload::told(outcome.await)?)
    }
}
