//! What Admins and operators decide about an MSP's team.

use std::sync::Arc;

use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::ids::{MemberId, MspId};
use tenantry_domain::role::Role;
use tenantry_domain::team::{
    GrantRole, ReinstateMember, RemoveGroupRule, SetGroupRule, SuspendMember, Team, TeamCommand,
};
use tenantry_domain::text::{GroupName, Reason};

use super::{Access, AccessError};
use crate::commands::{Context, Done};

impl Access {
    /// The team as it is now.
    pub async fn team(&self, msp: MspId) -> Result<Arc<Team>, AccessError> {
        let found = self.engine.look_at(msp, &msp.to_string()).await;
        found.map_err(AccessError::Team)
    }

    /// Gives a member a role by name. `ahead` is for operators: also to who never signed in yet.
    pub async fn grant_role(
        &self,
        msp: MspId,
        (member, role): (MemberId, Role),
        ahead: bool,
        reason: Option<Reason>,
        context: Context,
    ) -> Result<Done, AccessError> {
        let command = TeamCommand::Grant(GrantRole {
            member,
            role,
            ahead,
            reason,
            at: self.clock.now(),
        });
        self.ask_team(msp, command, context).await
    }

    /// Ends what the member has signed in, and lets it sign in no more.
    pub async fn suspend(
        &self,
        msp: MspId,
        member: MemberId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, AccessError> {
        let command = TeamCommand::Suspend(SuspendMember {
            member,
            reason,
            at: self.clock.now(),
        });
        self.ask_team(msp, command, context).await
    }

    pub async fn reinstate(
        &self,
        msp: MspId,
        member: MemberId,
        reason: Option<Reason>,
        context: Context,
    ) -> Result<Done, AccessError> {
        let command = TeamCommand::Reinstate(ReinstateMember {
            member,
            reason,
            at: self.clock.now(),
        });
        self.ask_team(msp, command, context).await
    }

    /// Lets being in a group give a role.
    pub async fn set_rule(
        &self,
        msp: MspId,
        (group, name): (GroupId, GroupName),
        role: Role,
        context: Context,
    ) -> Result<Done, AccessError> {
        let command = TeamCommand::SetRule(SetGroupRule {
            group,
            name,
            role,
            at: self.clock.now(),
        });
        self.ask_team(msp, command, context).await
    }

    pub async fn remove_rule(
        &self,
        msp: MspId,
        group: GroupId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, AccessError> {
        let command = TeamCommand::RemoveRule(RemoveGroupRule {
            group,
            reason,
            at: self.clock.now(),
        });
        self.ask_team(msp, command, context).await
    }

    pub(super) async fn ask_team(
        &self,
        msp: MspId,
        command: TeamCommand,
        context: Context,
    ) -> Result<Done, AccessError> {
        self.tell::<Team>(msp, msp.to_string(), command, context)
            .await
            .map_err(AccessError::Team)
    }
}
