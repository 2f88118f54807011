//! What a sign-in leads to. It is refused to whoever may not come in; else whatever it says is
//! recorded, and an MSP's last Admin stays one.

use std::collections::BTreeSet;

use super::roles::Draft;
use super::{AdmitMember, Groups, KnownPerson, Member, Team, TeamEvent, TeamRefusal};
use crate::aggregate::Decision;
use crate::cloud::directory::GroupId;

type Outcome = Result<Decision<TeamEvent>, TeamRefusal>;

pub(super) fn admit(team: &Team, command: &AdmitMember) -> Outcome {
    let known = team.members.get(&command.member);
    if let Some(member) = known {
        may_come_in(member, command)?;
    }
    let mut draft = Draft::of(team);
    name(&mut draft, known, command);
    if let Groups::Known(groups) = &command.groups {
        group(&mut draft, groups, command);
    }
    Ok(if draft.events.is_empty() {
        Decision::AlreadyDone
    } else {
        Decision::Record(draft.events)
    })
}

/// An account's id is unique within its tenant: the same id from elsewhere is somebody else.
fn may_come_in(member: &Member, command: &AdmitMember) -> Result<(), TeamRefusal> {
    let elsewhere = |known: &KnownPerson| known.tenant != command.tenant;
    if member.known.as_ref().is_some_and(elsewhere) {
        return Err(TeamRefusal::MemberTenantDiffers);
    }
    if member.suspended {
        return Err(TeamRefusal::MemberSuspended);
    }
    Ok(())
}

fn name(draft: &mut Draft, member: Option<&Member>, command: &AdmitMember) {
    let (member_id, at) = (command.member, command.at);
    let name = command.name.clone();
    match member.and_then(|it| it.known.as_ref()) {
        None => draft.add(TeamEvent::MemberAdmitted {
            member_id,
            tenant_id: command.tenant,
            name,
            at,
        }),
        Some(known) if known.name != name => draft.add(TeamEvent::MemberRenamed {
            member_id,
            name,
            at,
        }),
        Some(_) => {}
    }
}

/// Of the groups only those that a rule names are kept: what else a person belongs to is nobody's
/// business here, and may be a lot.
fn group(draft: &mut Draft, groups: &BTreeSet<GroupId>, command: &AdmitMember) {
    let (member_id, at) = (command.member, command.at);
    let rules = &draft.team.rules;
    let named = groups.iter().filter(|it| rules.contains_key(it));
    let named: BTreeSet<GroupId> = named.copied().collect();
    let before = draft.team.members.get(&member_id);
    if before.is_none_or(|it| it.groups != named) {
        draft.add(TeamEvent::MemberGroupsChanged {
            member_id,
            groups: named,
            at,
        });
    }
    let mut settled = Draft::of(&draft.team);
    settled.settle(member_id, at);
    let kept = draft.team.members.get(&member_id).is_some_and(|it| it.kept);
    if settled.team.admins() >= draft.team.admins() {
        draft.settle(member_id, at);
    } else if !kept {
        draft.add(TeamEvent::LastAdminKept { member_id, at });
    }
}
