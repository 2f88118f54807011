//! A browser is given a secret at a sign-in, and shows it with every request.

use tenantry_domain::aggregate::Refusal;
use tenantry_domain::ids::{MemberId, MspId, SessionId};
use tenantry_domain::record::{Actor, Micros, Source};
use tenantry_domain::session::{
    EndSession, OpenSession, OpenedSession, Session, SessionCommand, SessionEnding, SessionRefusal,
    TERM,
};
use tenantry_domain::team::Member;
use tenantry_domain::text::Reason;

use super::credential::{Credential, Kind, SecretText};
use super::{Access, AccessError, Admitted, Authenticated, Pass};
use crate::commands::{CommandError, Context, Done};

const SUSPENDED: &str = "MEMBER_SUSPENDED";

/// A session that was opened, and what to show for it.
#[derive(Debug)]
pub struct SessionSecret {
    pub session: SessionId,
    pub text: SecretText,
    pub until: Micros,
}

/// A session that is good, and where it was found.
struct Found {
    msp: MspId,
    id: SessionId,
    opened: OpenedSession,
}

impl Access {
    /// Opens a session for a person who was admitted just now.
    pub async fn open_session(&self, admitted: Admitted) -> Result<SessionSecret, AccessError> {
        let id = self.engine.new_id();
        let credential = Credential::draw(admitted.msp, id, &*self.randomness);
        let at = self.clock.now();
        let command = SessionCommand::Open(OpenSession {
            member: admitted.member,
            secret: credential.hash(),
            second_factor: admitted.second_factor,
            at,
        });
        let context = Context::new(Actor::user(admitted.member.to_string()), Source::Api);
        self.ask_session(admitted.msp, SessionId::new(id), command, context)
            .await?;
        Ok(SessionSecret {
            session: SessionId::new(id),
            text: credential.text(Kind::Session),
            until: at.saturating_add(TERM),
        })
    }

    /// Who is signed in by this text, with the role of now.
    pub async fn session(&self, text: &str) -> Result<Authenticated, AccessError> {
        let found = self.find_session(text).await?;
        let Found { msp, id, opened } = &found;
        let standing = self.standing(*msp, opened.member, opened.since).await?;
        let member = match standing {
            Ok(member) => member,
            Err(reason) => {
                if reason == SUSPENDED {
                    self.end_for_good(&found).await;
                }
                return Err(denied(*msp, *id, reason));
            }
        };
        Ok(Authenticated {
            msp: *msp,
            actor: Actor::user(opened.member.to_string()),
            name: called(opened.member, &member),
            role: member.role,
            member: Some(opened.member),
            session: Some(*id),
            pass: Pass::Session(*id),
            until: opened.until,
        })
    }

    /// The person signs out. Whoever shows the secret may end the session.
    pub async fn end_session(&self, text: &str) -> Result<Done, AccessError> {
        let Found { msp, id, opened } = self.find_session(text).await?;
        let context = Context::new(Actor::user(opened.member.to_string()), Source::Api);
        self.end(msp, id, SessionEnding::SignedOut, None, context)
            .await
    }

    /// Somebody else ends a session.
    pub async fn revoke_session(
        &self,
        msp: MspId,
        session: SessionId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, AccessError> {
        let ending = SessionEnding::Revoked;
        self.end(msp, session, ending, Some(reason), context).await
    }

    /// Somebody ends a session of their own by its id. Another's is as good as none, and a machine has none.
    pub async fn end_own_session(
        &self,
        msp: MspId,
        member: Option<MemberId>,
        session: SessionId,
        context: Context,
    ) -> Result<Done, AccessError> {
        let id = session.to_string();
        let look = self.engine.look_at::<Session>(msp, &id).await;
        let known = look.map_err(AccessError::Session)?;
        // One that has ended says no more whose it was; to end it again changes nothing.
        let is_own = match &*known {
            Session::Open(opened) => Some(opened.member) == member,
            Session::Unknown | Session::Ended => member.is_some(),
        };
        if !is_own {
            let refusal = SessionRefusal::SessionNotFound;
            return Err(AccessError::Session(CommandError::Refused(refusal)));
        }
        let ending = SessionEnding::SignedOut;
        self.end(msp, session, ending, None, context).await
    }

    /// The same is asked and reckoned whether there is no such session, another secret, or an end.
    async fn find_session(&self, text: &str) -> Result<Found, AccessError> {
        let Some(shown) = Credential::read(Kind::Session, text) else {
            tracing::debug!("not signed in: what was shown is no session's secret");
            return Err(AccessError::NotSignedIn);
        };
        let (msp, id) = (shown.msp, SessionId::new(shown.id));
        let look = self.engine.look_at::<Session>(msp, &id.to_string()).await;
        let session = look.map_err(AccessError::Session)?;
        let fits = session.is_secret(shown.secret());
        match session.open_at(self.clock.now()) {
            Ok(opened) if fits => {
                let opened = opened.clone();
                Ok(Found { msp, id, opened })
            }
            Ok(_) => Err(denied(msp, id, "another secret")),
            Err(refusal) => Err(denied(msp, id, refusal.code())),
        }
    }

    /// A member who signed in at this instant, or why it is none any more.
    pub(super) async fn standing(
        &self,
        msp: MspId,
        id: MemberId,
        since: Micros,
    ) -> Result<Result<Member, &'static str>, AccessError> {
        let team = self.team(msp).await?;
        let Ok(member) = team.member(id) else {
            return Ok(Err("MEMBER_NOT_FOUND"));
        };
        if !member.stands_by(since) {
            return Ok(Err(SUSPENDED));
        }
        if !self.is_at_home(msp, member).await? {
            return Ok(Err("HOME_TENANT_UNKNOWN"));
        }
        Ok(Ok(member.clone()))
    }

    async fn is_at_home(&self, msp: MspId, member: &Member) -> Result<bool, AccessError> {
        let Some(known) = &member.known else {
            return Ok(false);
        };
        Ok(self.home_of(known.tenant).await? == Some(msp))
    }

    /// A session from before a suspension is not good any more, and that is put on record when it is
    /// shown. If that cannot be done now, it is when it is shown again.
    async fn end_for_good(&self, found: &Found) {
        let context = Context::new(Actor::service("access"), Source::Engine);
        let ending = SessionEnding::MemberSuspended;
        let ended = self.end(found.msp, found.id, ending, None, context).await;
        if let Err(error) = ended {
            tracing::warn!(code = error.code(), session = %found.id, "a session was not ended");
        }
    }

    async fn end(
        &self,
        msp: MspId,
        session: SessionId,
        ending: SessionEnding,
        reason: Option<Reason>,
        context: Context,
    ) -> Result<Done, AccessError> {
        let at = self.clock.now();
        let command = SessionCommand::End(EndSession { ending, reason, at });
        self.ask_session(msp, session, command, context).await
    }

    async fn ask_session(
        &self,
        msp: MspId,
        session: SessionId,
        command: SessionCommand,
        context: Context,
    ) -> Result<Done, AccessError> {
        self.tell::<Session>(msp, session.to_string(), command, context)
            .await
            .map_err(AccessError::Session)
    }
}

/// As it was called at its last sign-in.
fn called(id: MemberId, member: &Member) -> String {
    let known = member.known.as_ref();
    known.map_or_else(|| id.to_string(), |it| it.name.to_string())
}

fn denied(msp: MspId, session: SessionId, reason: &str) -> AccessError {
    tracing::info!(%msp, %session, reason, "not signed in");
    AccessError::NotSignedIn
}
