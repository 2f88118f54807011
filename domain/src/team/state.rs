//! Where a team stands.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{TeamCommand, TeamEvent, TeamRefusal, admission, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::cloud::directory::GroupId;
use crate::ids::{MemberId, TenantId};
use crate::record::Micros;
use crate::role::Role;
use crate::text::{GroupName, MemberName};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Team {
    pub members: BTreeMap<MemberId, Member>,
    pub rules: BTreeMap<GroupId, GroupRule>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Where the person signs in from, and under which name; none before the first sign-in.
    pub known: Option<KnownPerson>,
    pub role: Role,
    /// What was granted by name.
    pub granted: Role,
    /// Of the groups that rules named then, those that the person was in at the last sign-in.
    pub groups: BTreeSet<GroupId>,
    /// The role is one of the last Admin, which nothing but that gives any more.
    pub kept: bool,
    pub suspended: bool,
    /// What was signed in before this instant is over, also after a reinstatement.
    pub void_before: Option<Micros>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownPerson {
    pub tenant: TenantId,
    pub name: MemberName,
}

/// What being in a group gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupRule {
    pub name: GroupName,
    pub role: Role,
}

impl Aggregate for Team {
    const TYPE: &'static str = "team";

    type Command = TeamCommand;
    type Event = TeamEvent;
    type Refusal = TeamRefusal;

    fn decide(&self, command: &TeamCommand) -> Result<Decision<TeamEvent>, TeamRefusal> {
        match command {
            TeamCommand::Admit(c) => admission::admit(self, c),
            TeamCommand::Grant(c) => decide::grant(self, c),
            TeamCommand::Suspend(c) => decide::suspend(self, c),
            TeamCommand::Reinstate(c) => decide::reinstate(self, c),
            TeamCommand::SetRule(c) => decide::set_rule(self, c),
            TeamCommand::RemoveRule(c) => decide::remove_rule(self, c),
        }
    }

    fn evolve(&mut self, event: &TeamEvent) {
        match event {
            TeamEvent::GroupRuleSet {
                group_id,
                name,
                role,
                at: _,
            } => {
                let (name, role) = (name.clone(), *role);
                self.rules.insert(*group_id, GroupRule { name, role });
            }
            TeamEvent::GroupRuleRemoved { group_id, .. } => {
                self.rules.remove(group_id);
            }
            TeamEvent::MemberAdmitted { member_id, .. }
            | TeamEvent::MemberRenamed { member_id, .. }
            | TeamEvent::MemberGroupsChanged { member_id, .. }
            | TeamEvent::RoleGranted { member_id, .. }
            | TeamEvent::MemberRoleChanged { member_id, .. }
            | TeamEvent::LastAdminKept { member_id, .. }
            | TeamEvent::MemberSuspended { member_id, .. }
            | TeamEvent::MemberReinstated { member_id, .. } => {
                let member = self.members.entry(*member_id).or_insert_with(Member::new);
                member.evolve(event);
            }
        }
    }
}

impl Member {
    fn new() -> Self {
        Self {
            known: None,
            role: Role::Viewer,
            granted: Role::Viewer,
            groups: BTreeSet::new(),
            kept: false,
            suspended: false,
            void_before: None,
        }
    }

    /// What an event says of this member.
    fn evolve(&mut self, event: &TeamEvent) {
        match event {
            TeamEvent::MemberAdmitted {
                tenant_id, name, ..
            } => {
                let (tenant, name) = (*tenant_id, name.clone());
                self.known = Some(KnownPerson { tenant, name });
            }
            TeamEvent::MemberRenamed { name, .. } => {
                if let Some(known) = &mut self.known {
                    known.name = name.clone();
                }
            }
            TeamEvent::MemberGroupsChanged { groups, .. } => {
                self.groups.clone_from(groups);
                self.kept = false;
            }
            TeamEvent::RoleGranted { role, .. } => {
                self.granted = *role;
                self.kept = false;
            }
            TeamEvent::MemberRoleChanged { to, .. } => {
                self.role = *to;
                self.kept = false;
            }
            TeamEvent::LastAdminKept { .. } => self.kept = true,
            TeamEvent::MemberSuspended { at, .. } => {
                self.suspended = true;
                self.void_before = Some(*at);
            }
            TeamEvent::MemberReinstated { .. } => self.suspended = false,
            TeamEvent::GroupRuleSet { .. } | TeamEvent::GroupRuleRemoved { .. } => {}
        }
    }

    /// Whether what was signed in at this instant still counts.
    pub fn stands_by(&self, signed_in: Micros) -> bool {
        !self.suspended && self.void_before.is_none_or(|void| signed_in > void)
    }
}

impl Team {
    /// A member as asked for by people.
    pub fn member(&self, id: MemberId) -> Result<&Member, TeamRefusal> {
        self.members.get(&id).ok_or(TeamRefusal::MemberNotFound)
    }
}
