//! One function per command: already done, then refusals, then events.

use super::{
    DAY, IssueServiceToken, IssuedToken, MOST_DAYS, RevokeServiceToken, ServiceToken,
    ServiceTokenEvent, ServiceTokenRefusal,
};
use crate::aggregate::Decision;
use crate::record::Micros;

type Outcome = Result<Decision<ServiceTokenEvent>, ServiceTokenRefusal>;

pub(super) fn issue(token: &ServiceToken, command: &IssueServiceToken) -> Outcome {
    let wanted = IssuedToken {
        name: command.name.clone(),
        role: command.role,
        secret: command.secret,
        expires_at: command
            .at
            .saturating_add(Micros::from(command.days).saturating_mul(DAY)),
    };
    match token {
        ServiceToken::Issued(known) if *known == wanted => Ok(Decision::AlreadyDone),
        ServiceToken::Issued(_) | ServiceToken::Revoked => {
            Err(ServiceTokenRefusal::ServiceTokenExists)
        }
        ServiceToken::Unknown if !(1..=MOST_DAYS).contains(&command.days) => {
            let days = command.days;
            Err(ServiceTokenRefusal::ServiceTokenTermInvalid { days })
        }
        ServiceToken::Unknown => Ok(Decision::record(ServiceTokenEvent::ServiceTokenIssued {
            name: wanted.name,
            role: wanted.role,
            secret: wanted.secret,
            expires_at: wanted.expires_at,
            at: command.at,
        })),
    }
}

/// Also one whose time is over: that somebody wanted it gone is worth a line.
pub(super) fn revoke(token: &ServiceToken, command: &RevokeServiceToken) -> Outcome {
    match token {
        ServiceToken::Revoked => Ok(Decision::AlreadyDone),
        ServiceToken::Unknown => Err(ServiceTokenRefusal::ServiceTokenNotFound),
        ServiceToken::Issued(_) => Ok(Decision::record(ServiceTokenEvent::ServiceTokenRevoked {
            reason: command.reason.clone(),
            at: command.at,
        })),
    }
}
