//! One function per command: already done, then refusals, then events.

use super::event::matter;
use super::{
    BeginDiscovery, ChangeVendorSettings, ConnectVendor, DisconnectVendor, EndDiscovery, Known,
    NoteKindRead, NoteKindUnread, NoteVendorTest, PauseVendor, RequestDiscovery, ResumeVendor,
    RotateVendorCredentials, Run, VendorConnection, VendorConnectionEvent, VendorConnectionRefusal,
    settings,
};
use crate::aggregate::Decision;
use crate::cloud::vendor::RecordKind;

type Outcome = Result<Decision<VendorConnectionEvent>, VendorConnectionRefusal>;

pub(super) fn connect(connection: &VendorConnection, command: &ConnectVendor) -> Outcome {
    let settings = settings::checked(command.vendor, &command.settings);
    match connection {
        VendorConnection::Disconnected(_) => Err(VendorConnectionRefusal::VendorDisconnected),
        VendorConnection::Connected(known) | VendorConnection::Paused(known) => {
            let same = known.vendor == command.vendor && known.name == command.name;
            if same && settings.as_ref() == Ok(&known.settings) {
                return Ok(Decision::AlreadyDone);
            }
            let vendor = known.vendor;
            Err(VendorConnectionRefusal::VendorConnectedAlready { vendor })
        }
        VendorConnection::Unknown => Ok(Decision::record(VendorConnectionEvent::VendorConnected {
            vendor: command.vendor,
            name: command.name.clone(),
            settings: settings?,
            at: command.at,
        })),
    }
}

pub(super) fn note_test(connection: &VendorConnection, command: &NoteVendorTest) -> Outcome {
    let known = standing(connection)?;
    let outcome = &command.outcome;
    if let Some(last) = &known.test {
        let news = command.asked && command.at > last.at;
        if !news && (command.at < last.at || last.outcome.is_like(outcome)) {
            return Ok(Decision::AlreadyDone);
        }
    }
    Ok(Decision::record(VendorConnectionEvent::VendorTested {
        outcome: outcome.clone(),
        at: command.at,
    }))
}

pub(super) fn rotate_credentials(
    connection: &VendorConnection,
    command: &RotateVendorCredentials,
) -> Outcome {
    let at = command.at;
    if standing(connection)?.credentials_at == at {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(
        VendorConnectionEvent::VendorCredentialsRotated { at },
    ))
}

pub(super) fn change_settings(
    connection: &VendorConnection,
    command: &ChangeVendorSettings,
) -> Outcome {
    let known = standing(connection)?;
    let settings = settings::checked(known.vendor, &command.settings)?;
    if settings == known.settings {
        return Ok(Decision::AlreadyDone);
    }
    let at = command.at;
    Ok(Decision::record(
        VendorConnectionEvent::VendorSettingsChanged { settings, at },
    ))
}

pub(super) fn pause(connection: &VendorConnection, command: &PauseVendor) -> Outcome {
    standing(connection)?;
    if matches!(connection, VendorConnection::Paused(_)) {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(VendorConnectionEvent::VendorPaused {
        reason: command.reason.clone(),
        at: command.at,
    }))
}

pub(super) fn resume(connection: &VendorConnection, command: &ResumeVendor) -> Outcome {
    standing(connection)?;
    if matches!(connection, VendorConnection::Connected(_)) {
        return Ok(Decision::AlreadyDone);
    }
    let at = command.at;
    Ok(Decision::record(VendorConnectionEvent::VendorResumed {
        at,
    }))
}

pub(super) fn disconnect(connection: &VendorConnection, command: &DisconnectVendor) -> Outcome {
    match connection {
        VendorConnection::Disconnected(_) => Ok(Decision::AlreadyDone),
        VendorConnection::Unknown => Err(VendorConnectionRefusal::VendorNotConnected),
        VendorConnection::Connected(_) | VendorConnection::Paused(_) => Ok(Decision::record(
            VendorConnectionEvent::VendorDisconnected {
                reason: command.reason.clone(),
                at: command.at,
            },
        )),
    }
}

pub(super) fn request_discovery(
    connection: &VendorConnection,
    command: &RequestDiscovery,
) -> Outcome {
    let known = readable(connection)?;
    if known.requested {
        return Ok(Decision::AlreadyDone);
    }
    must_rest(known)?;
    let at = command.at;
    Ok(Decision::record(
        VendorConnectionEvent::VendorDiscoveryRequested { at },
    ))
}

pub(super) fn begin_discovery(connection: &VendorConnection, command: &BeginDiscovery) -> Outcome {
    let known = readable(connection)?;
    must_rest(known)?;
    Ok(Decision::record(
        VendorConnectionEvent::VendorDiscoveryBegun {
            run: known.runs.saturating_add(1),
            at: command.at,
        },
    ))
}

pub(super) fn note_kind_read(connection: &VendorConnection, command: &NoteKindRead) -> Outcome {
    let kind = command.kind;
    let (_, open) = running(connection, command.run, kind)?;
    if open.read.contains(&kind) {
        return Ok(Decision::AlreadyDone); // Whoever read it first in this run recorded it.
    }
    Ok(Decision::record(VendorConnectionEvent::VendorKindRead {
        run: open.run,
        kind,
        findings: command.findings,
        at: command.at,
    }))
}

pub(super) fn note_kind_unread(connection: &VendorConnection, command: &NoteKindUnread) -> Outcome {
    let kind = command.kind;
    let (known, open) = running(connection, command.run, kind)?;
    let before = known.kinds.get(&kind).and_then(|it| it.unread.as_ref());
    let before = before.filter(|unread| unread.run == open.run);
    let same = before.is_some_and(|it| matter(&it.fault) == matter(&command.fault));
    if same || open.read.contains(&kind) {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(VendorConnectionEvent::VendorKindUnread {
        run: open.run,
        kind,
        fault: command.fault.clone(),
        at: command.at,
    }))
}

pub(super) fn end_discovery(connection: &VendorConnection, command: &EndDiscovery) -> Outcome {
    let known = standing(connection)?;
    let run = command.run;
    let Some(open) = known.run(run) else {
        let over = (1..=known.runs).contains(&run);
        let refusal = VendorConnectionRefusal::VendorDiscoveryNotRunning { run };
        return over.then_some(Decision::AlreadyDone).ok_or(refusal);
    };
    let complete = known.vendor.reads().iter().all(|it| open.read.contains(it));
    Ok(Decision::record(
        VendorConnectionEvent::VendorDiscoveryEnded {
            run,
            complete,
            at: command.at,
        },
    ))
}

/// What is connected, paused or not.
fn standing(connection: &VendorConnection) -> Result<&Known, VendorConnectionRefusal> {
    match connection {
        VendorConnection::Unknown => Err(VendorConnectionRefusal::VendorNotConnected),
        VendorConnection::Disconnected(_) => Err(VendorConnectionRefusal::VendorDisconnected),
        VendorConnection::Connected(known) | VendorConnection::Paused(known) => Ok(known),
    }
}

/// What may be read now.
fn readable(connection: &VendorConnection) -> Result<&Known, VendorConnectionRefusal> {
    let known = standing(connection)?;
    match connection.in_use() {
        Some(_) => Ok(known),
        None => Err(VendorConnectionRefusal::VendorPaused),
    }
}

fn must_rest(known: &Known) -> Result<(), VendorConnectionRefusal> {
    match &known.open {
        None => Ok(()),
        Some(open) => Err(VendorConnectionRefusal::VendorDiscoveryRunning { run: open.run }),
    }
}

/// The open run, if it is this one and the vendor has such records.
fn running(
    connection: &VendorConnection,
    run: u32,
    kind: RecordKind,
) -> Result<(&Known, &Run), VendorConnectionRefusal> {
    let known = standing(connection)?;
    let vendor = known.vendor;
    let open = known.run(run);
    let open = open.ok_or(VendorConnectionRefusal::VendorDiscoveryNotRunning { run })?;
    if !vendor.reads().contains(&kind) {
        return Err(VendorConnectionRefusal::VendorKindUnknown { vendor, kind });
    }
    Ok((known, open))
}
