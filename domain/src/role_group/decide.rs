//! One function per command: already done, then refusals, then events.

use super::{
    ClaimGroup, ForgetGroup, MakeGroup, RemoveGroup, RoleGroup, RoleGroupEvent, RoleGroupRefusal,
    SettleGroup, StopUsingGroup,
};
use crate::aggregate::Decision;

type Outcome = Result<Decision<RoleGroupEvent>, RoleGroupRefusal>;

pub(super) fn claim(group: &RoleGroup, command: &ClaimGroup) -> Outcome {
    let (tenant, at) = (command.tenant, command.at);
    match group {
        RoleGroup::Nowhere => Ok(Decision::record(RoleGroupEvent::GroupClaimed {
            tenant,
            name: command.name.clone(),
            at,
        })),
        RoleGroup::Claimed { by } | RoleGroup::Making { by } if *by == tenant => {
            Ok(Decision::AlreadyDone)
        }
        RoleGroup::There { users, .. } if users.contains(&tenant) => Ok(Decision::AlreadyDone),
        RoleGroup::There { .. } => Ok(Decision::record(RoleGroupEvent::GroupUsed { tenant, at })),
        RoleGroup::Claimed { .. } | RoleGroup::Making { .. } | RoleGroup::Removing { .. } => {
            Err(RoleGroupRefusal::GroupBusy)
        }
    }
}

pub(super) fn make(group: &RoleGroup, command: &MakeGroup) -> Outcome {
    match group {
        RoleGroup::Making { by } if *by == command.tenant => Ok(Decision::AlreadyDone),
        RoleGroup::Claimed { by } if *by == command.tenant => {
            let at = command.at;
            Ok(Decision::record(RoleGroupEvent::GroupMakingBegun { at }))
        }
        RoleGroup::Nowhere
        | RoleGroup::Claimed { .. }
        | RoleGroup::Making { .. }
        | RoleGroup::There { .. }
        | RoleGroup::Removing { .. } => Err(RoleGroupRefusal::GroupNotInUse),
    }
}

pub(super) fn settle(group: &RoleGroup, command: &SettleGroup) -> Outcome {
    let (id, at) = (command.id, command.at);
    let made = match group {
        RoleGroup::There {
            id: known, users, ..
        } if *known == id && users.contains(&command.tenant) => {
            return Ok(Decision::AlreadyDone);
        }
        RoleGroup::Claimed { by } if *by == command.tenant => false,
        RoleGroup::Making { by } if *by == command.tenant => true,
        RoleGroup::Nowhere
        | RoleGroup::Claimed { .. }
        | RoleGroup::Making { .. }
        | RoleGroup::There { .. }
        | RoleGroup::Removing { .. } => return Err(RoleGroupRefusal::GroupNotInUse),
    };
    Ok(Decision::record(RoleGroupEvent::GroupSettled {
        id,
        made,
        at,
    }))
}

/// The last one that leaves a group that we made begins to remove it.
pub(super) fn stop_using(group: &RoleGroup, command: &StopUsingGroup) -> Outcome {
    let (tenant, at) = (command.tenant, command.at);
    match group {
        RoleGroup::Removing { by, .. } if *by == tenant => Ok(Decision::AlreadyDone),
        RoleGroup::Claimed { by } if *by == tenant => {
            Ok(Decision::record(RoleGroupEvent::GroupGone { at }))
        }
        RoleGroup::Making { by } if *by == tenant => Err(RoleGroupRefusal::GroupBusy),
        RoleGroup::There { users, made, .. } if users.contains(&tenant) => {
            let alone = users.len() == 1;
            Ok(Decision::record(if alone && *made {
                RoleGroupEvent::GroupRemovalBegun { tenant, at }
            } else {
                RoleGroupEvent::GroupLeft { tenant, at }
            }))
        }
        // Somebody else's by now, or nobody's: this one has left already.
        RoleGroup::Nowhere
        | RoleGroup::Claimed { .. }
        | RoleGroup::Making { .. }
        | RoleGroup::There { .. }
        | RoleGroup::Removing { .. } => Ok(Decision::AlreadyDone),
    }
}

pub(super) fn remove(group: &RoleGroup, command: &RemoveGroup) -> Outcome {
    let at = command.at;
    match group {
        RoleGroup::Nowhere => Ok(Decision::AlreadyDone),
        RoleGroup::Removing { by, .. } | RoleGroup::Making { by } if *by == command.tenant => {
            Ok(Decision::record(RoleGroupEvent::GroupGone { at }))
        }
        RoleGroup::Claimed { .. }
        | RoleGroup::Making { .. }
        | RoleGroup::There { .. }
        | RoleGroup::Removing { .. } => Err(RoleGroupRefusal::GroupNotInUse),
    }
}

/// Only who uses it looked for it.
pub(super) fn forget(group: &RoleGroup, command: &ForgetGroup) -> Outcome {
    match group {
        RoleGroup::There { id, users, .. } if *id == command.id => {
            if !users.contains(&command.tenant) {
                return Err(RoleGroupRefusal::GroupNotInUse);
            }
            let at = command.at;
            Ok(Decision::record(RoleGroupEvent::GroupGone { at }))
        }
        // Somebody noticed it before.
        RoleGroup::Nowhere
        | RoleGroup::Claimed { .. }
        | RoleGroup::Making { .. }
        | RoleGroup::There { .. }
        | RoleGroup::Removing { .. } => Ok(Decision::AlreadyDone),
    }
}
