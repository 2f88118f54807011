//! Members, rules for groups, and service tokens, as clients see them.

use async_graphql::{Enum, ID, Object, SimpleObject};
use tenantry_domain::team::Team;
use tenantry_projections::members::{MemberRow, MemberStatus as Standing};
use tenantry_projections::service_tokens::{ServiceTokenRow, ServiceTokenStatus as Status};

use crate::schema::ids::{Kind, global};
use crate::schema::root::Role;
use crate::schema::scalars::{DateTime, Position};

/// Whether a member may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Standing")]
pub(crate) enum MemberStatus {
    /// Was given a role ahead, and never signed in.
    Expected,
    /// May sign in.
    Active,
    /// May not sign in, and what was signed in is over.
    Suspended,
}

/// Whether a service token was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum ServiceTokenStatus {
    /// It was not. It is good until `expiresAt`.
    Issued,
    /// It was, and opens nothing any more.
    Revoked,
}

#[derive(Debug, Clone)]
pub(crate) struct Member(pub(crate) MemberRow);

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self(row)
    }
}

/// Somebody who works for the MSP.
#[Object]
impl Member {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::Member, self.0.id)
    }

    /// The object id of the account at Microsoft.
    async fn member_id(&self) -> String {
        self.0.id.to_string()
    }

    /// What its tenant calls it; the account's id before the first sign-in.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The tenant it signs in from. Nothing before the first sign-in.
    async fn tenant_id(&self) -> Option<String> {
        self.0.tenant_id.map(|tenant| tenant.to_string())
    }

    /// What it may do.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The role that was granted by name. Groups may give a stronger one.
    async fn granted(&self) -> Role {
        self.0.granted.into()
    }

    /// Whether it may come in.
    async fn status(&self) -> MemberStatus {
        self.0.status.into()
    }

    /// When it signed in last.
    async fn signed_in_at(&self) -> Option<DateTime> {
        self.0.signed_in_at.map(DateTime)
    }

    /// When something about it changed last.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed_at)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ServiceToken(pub(crate) ServiceTokenRow);

impl From<ServiceTokenRow> for ServiceToken {
    fn from(row: ServiceTokenRow) -> Self {
        Self(row)
    }
}

/// What a machine signs in with. Its secret was shown once, and is nowhere.
#[Object]
impl ServiceToken {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::ServiceToken, self.0.id)
    }

    /// Its UUID, as the command line and the record show it.
    async fn token_id(&self) -> String {
        self.0.id.to_string()
    }

    /// What it is for.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What whoever has it may do.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Whether it was taken back.
    async fn status(&self) -> ServiceTokenStatus {
        self.0.status.into()
    }

    /// When it was issued.
    async fn issued_at(&self) -> DateTime {
        DateTime(self.0.issued_at)
    }

    /// When it is over by itself.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When it was taken back.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}

/// What being in a group gives, from the next sign-in on.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct GroupRule {
    /// The object id of the group at Microsoft.
    group_id: String,
    /// What people call the group. Nothing is decided by it.
    name: String,
    /// The role that it gives.
    role: Role,
}

/// The rules of a team as it is now.
pub(super) fn rules_of(team: &Team) -> Vec<GroupRule> {
    let rules = team.rules.iter();
    rules
        .map(|(group, rule)| GroupRule {
            group_id: group.to_string(),
            name: rule.name.to_string(),
            role: rule.role.into(),
        })
        .collect()
}
