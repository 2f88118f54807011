//! What each event does to a member's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::role::Role;
use tenantry_domain::session::SessionEvent;
use tenantry_domain::team::TeamEvent;
use tenantry_domain::text::MemberName;
use uuid::Uuid;

use super::Happening;
use super::row::{MemberRow, MemberStatus};
use crate::declaration::Fact;
use crate::names::name_key;

/// The member an event speaks of; what speaks of none has a key that no member has.
pub(super) fn key(fact: &Fact<Happening>) -> Uuid {
    match &fact.event {
        Happening::Session(SessionEvent::SessionOpened { member_id, .. })
        | Happening::Team(
            TeamEvent::MemberAdmitted { member_id, .. }
            | TeamEvent::MemberRenamed { member_id, .. }
            | TeamEvent::MemberGroupsChanged { member_id, .. }
            | TeamEvent::RoleGranted { member_id, .. }
            | TeamEvent::MemberRoleChanged { member_id, .. }
            | TeamEvent::LastAdminKept { member_id, .. }
            | TeamEvent::MemberSuspended { member_id, .. }
            | TeamEvent::MemberReinstated { member_id, .. },
        ) => member_id.as_uuid(),
        Happening::Session(SessionEvent::SessionEnded { .. })
        | Happening::Team(TeamEvent::GroupRuleSet { .. } | TeamEvent::GroupRuleRemoved { .. }) => {
            fact.stream
        }
    }
}

pub(super) fn fold(row: Option<MemberRow>, fact: &Fact<Happening>) -> Option<MemberRow> {
    let mut row = match (&fact.event, row) {
        (_, Some(row)) => row,
        (
            Happening::Team(TeamEvent::MemberAdmitted { .. } | TeamEvent::RoleGranted { .. }),
            None,
        ) => unknown(fact),
        // Without its beginning, skipped by an operator, a member has nothing to show.
        (Happening::Team(_) | Happening::Session(_), None) => return None,
    };
    match &fact.event {
        Happening::Team(event) => change(&mut row, event),
        Happening::Session(SessionEvent::SessionOpened { at, .. }) => row.signed_in_at = Some(*at),
        Happening::Session(SessionEvent::SessionEnded { .. }) => {}
    }
    row.changed_at = fact.recorded_at;
    row.position = fact.position;
    Some(row)
}

fn unknown(fact: &Fact<Happening>) -> MemberRow {
    let id = key(fact);
    MemberRow {
        id,
        name: id.to_string(),
        name_key: id.to_string(),
        tenant_id: None,
        role: Role::Viewer,
        granted: Role::Viewer,
        status: MemberStatus::Expected,
        signed_in_at: None,
        changed_at: fact.recorded_at,
        position: fact.position,
    }
}

fn change(row: &mut MemberRow, event: &TeamEvent) {
    match event {
        TeamEvent::MemberAdmitted {
            tenant_id, name, ..
        } => {
            row.tenant_id = Some(*tenant_id);
            row.status = MemberStatus::Active;
            call(row, name);
        }
        TeamEvent::MemberRenamed { name, .. } => call(row, name),
        TeamEvent::RoleGranted { role, .. } => row.granted = *role,
        TeamEvent::MemberRoleChanged { to, .. } => row.role = *to,
        TeamEvent::MemberSuspended { .. } => row.status = MemberStatus::Suspended,
        TeamEvent::MemberReinstated { .. } => {
            row.status = if row.tenant_id.is_some() {
                MemberStatus::Active
            } else {
                MemberStatus::Expected
            };
        }
        TeamEvent::MemberGroupsChanged { .. }
        | TeamEvent::LastAdminKept { .. }
        | TeamEvent::GroupRuleSet { .. }
        | TeamEvent::GroupRuleRemoved { .. } => {}
    }
}

fn call(row: &mut MemberRow, name: &MemberName) {
    name.as_str().clone_into(&mut row.name);
    row.name_key = name_key(name.as_str());
}
