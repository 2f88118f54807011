//! One function per command: already done, then refusals, then events.

use super::{
    ConnectPartner, Connected, DisconnectPartner, NoteSignIn, PartnerConnection,
    PartnerConnectionEvent, PartnerConnectionRefusal, SignedIn,
};
use crate::aggregate::Decision;

type Outcome = Result<Decision<PartnerConnectionEvent>, PartnerConnectionRefusal>;

pub(super) fn connect(connection: &PartnerConnection, command: &ConnectPartner) -> Outcome {
    match connection {
        PartnerConnection::Connected(known) => change(known, command),
        PartnerConnection::Unknown | PartnerConnection::Disconnected => {
            Ok(Decision::record(PartnerConnectionEvent::PartnerConnected {
                tenant: command.tenant,
                app: command.app,
                access: command.access,
                at: command.at,
            }))
        }
    }
}

/// The same tenant is connected anew by another app, in another way, or both.
fn change(known: &Connected, command: &ConnectPartner) -> Outcome {
    if known.tenant != command.tenant {
        return Err(PartnerConnectionRefusal::PartnerConnectedElsewhere {
            tenant: known.tenant,
        });
    }
    let mut events = Vec::new();
    if known.app != command.app {
        events.push(PartnerConnectionEvent::PartnerAppChanged {
            from: known.app,
            to: command.app,
            at: command.at,
        });
    }
    if known.access != command.access {
        events.push(PartnerConnectionEvent::PartnerAccessChanged {
            access: command.access,
            at: command.at,
        });
    }
    Ok(if events.is_empty() {
        Decision::AlreadyDone
    } else {
        Decision::Record(events)
    })
}

pub(super) fn note_sign_in(connection: &PartnerConnection, command: &NoteSignIn) -> Outcome {
    let known = connection
        .connected()
        .ok_or(PartnerConnectionRefusal::PartnerNotConnected)?;
    let signed_in = SignedIn {
        account: command.account,
        at: command.at,
    };
    if known.app != command.app {
        return Err(PartnerConnectionRefusal::PartnerAppDiffers { app: known.app });
    }
    if known.signed_in == Some(signed_in) {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(PartnerConnectionEvent::PartnerSignedIn {
        app: command.app,
        account: command.account,
        at: command.at,
    }))
}

pub(super) fn disconnect(connection: &PartnerConnection, command: &DisconnectPartner) -> Outcome {
    match connection {
        PartnerConnection::Disconnected => Ok(Decision::AlreadyDone),
        PartnerConnection::Unknown => Err(PartnerConnectionRefusal::PartnerNotConnected),
        PartnerConnection::Connected(_) => Ok(Decision::record(
            PartnerConnectionEvent::PartnerDisconnected {
                reason: command.reason.clone(),
                at: command.at,
            },
        )),
    }
}
