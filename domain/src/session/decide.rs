//! One function per command: already done, then refusals, then events.

use super::{EndSession, OpenSession, OpenedSession, Session, SessionEvent, SessionRefusal, TERM};
use crate::aggregate::Decision;

type Outcome = Result<Decision<SessionEvent>, SessionRefusal>;

pub(super) fn open(session: &Session, command: &OpenSession) -> Outcome {
    let wanted = OpenedSession {
        member: command.member,
        secret: command.secret,
        second_factor: command.second_factor,
        since: command.at,
        until: command.at.saturating_add(TERM),
    };
    match session {
        Session::Open(known) if *known == wanted => Ok(Decision::AlreadyDone),
        Session::Open(_) | Session::Ended => Err(SessionRefusal::SessionExists),
        Session::Unknown => Ok(Decision::record(SessionEvent::SessionOpened {
            member_id: wanted.member,
            secret: wanted.secret,
            second_factor: wanted.second_factor,
            until: wanted.until,
            at: wanted.since,
        })),
    }
}

/// One whose time is over needs no ending.
pub(super) fn end(session: &Session, command: &EndSession) -> Outcome {
    match session {
        Session::Ended => Ok(Decision::AlreadyDone),
        Session::Unknown => Err(SessionRefusal::SessionNotFound),
        Session::Open(known) if known.until <= command.at => Ok(Decision::AlreadyDone),
        Session::Open(_) => Ok(Decision::record(SessionEvent::SessionEnded {
            ending: command.ending,
            reason: command.reason.clone(),
            at: command.at,
        })),
    }
}
