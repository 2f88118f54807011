//! Relationships that are approved as soon as they may be, and roles in force when they are given.

use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::cloud::gdap::{
    Action, ActionRequest, ActionStatus, Approver, AssignmentId, AssignmentStatus, AutoExtend,
    Contract, Contracts, Etag, GdapCustomer, GdapCustomers, GdapRelationships, ManagedService,
    Operation, OperationId, Partner, Proposal, Relationship, RelationshipCustomer, RelationshipId,
    RelationshipKind, RelationshipStatus, RoleAssignment, RoleAssignments, RoleSet, RolesChange,
};
use tenantry_domain::cloud::{Bookmark, CloudFault, Portion, TenantId};
use tenantry_domain::text::RelationshipName;

use super::{Sky, not_there};

#[async_trait]
impl GdapRelationships for Sky {
    async fn list(
        &self,
        _partner: Partner,
        _from: Option<&Bookmark>,
    ) -> Result<Portion<Relationship>, CloudFault> {
        not_there()
    }

    async fn of_customer(
        &self,
        partner: Partner,
        customer: TenantId,
    ) -> Result<Vec<Relationship>, CloudFault> {
        let made = self.made();
        let ids = made.by_customer.get(&(partner, customer));
        Ok(ids
            .into_iter()
            .flatten()
            .filter_map(|id| made.relationships.get(id).cloned())
            .collect())
    }

    async fn named(
        &self,
        partner: Partner,
        name: &RelationshipName,
    ) -> Result<Option<Relationship>, CloudFault> {
        let made = self.made();
        let id = made.by_name.get(&(partner, name.to_string()));
        Ok(id.and_then(|id| made.relationships.get(id).cloned()))
    }

    async fn get(
        &self,
        _partner: Partner,
        id: &RelationshipId,
    ) -> Result<Relationship, CloudFault> {
        if self.nobody_answers {
            return Ok(relationship(
                id.clone(),
                RelationshipStatus::ApprovalPending,
            ));
        }
        let found = self.made().relationships.get(id).cloned();
        found.map_or_else(not_there, Ok)
    }

    async fn propose(
        &self,
        partner: Partner,
        proposal: &Proposal,
    ) -> Result<Relationship, CloudFault> {
        let mut made = self.made();
        let id = made.id().simple().to_string();
        let Ok(id) = id.parse::<RelationshipId>() else {
            return not_there();
        };
        let mut new = relationship(id.clone(), RelationshipStatus::Created);
        new.name = proposal.name().to_string();
        new.roles.clone_from(proposal.roles().as_set());
        if let Approver::Customer(tenant) = proposal.approver() {
            new.customer = Some(RelationshipCustomer { tenant, name: None });
            let known = made.by_customer.entry((partner, tenant)).or_default();
            known.push(id.clone());
        }
        made.by_name.insert((partner, new.name.clone()), id.clone());
        made.relationships.insert(id, new.clone());
        Ok(new)
    }

    async fn lock_for_approval(
        &self,
        _partner: Partner,
        id: &RelationshipId,
    ) -> Result<ActionRequest, CloudFault> {
        if let Some(found) = self.made().relationships.get_mut(id) {
            found.status = RelationshipStatus::Active;
        }
        let Ok(action) = "1".parse() else {
            return not_there();
        };
        Ok(ActionRequest {
            id: action,
            action: Action::LockForApproval,
            status: ActionStatus::Succeeded,
            created: None,
            changed: None,
        })
    }

    async fn terminate(
        &self,
        _partner: Partner,
        _id: &RelationshipId,
    ) -> Result<ActionRequest, CloudFault> {
        not_there()
    }

    async fn actions(
        &self,
        _partner: Partner,
        _id: &RelationshipId,
    ) -> Result<Vec<ActionRequest>, CloudFault> {
        Ok(Vec::new())
    }

    fn invitation_link(&self, id: &RelationshipId) -> String {
        format!("https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/{id}")
    }

    async fn set_auto_extend(
        &self,
        _partner: Partner,
        _id: &RelationshipId,
        _etag: &Etag,
        _extend: AutoExtend,
    ) -> Result<Relationship, CloudFault> {
        not_there()
    }

    async fn remove_global_administrator(
        &self,
        _partner: Partner,
        _id: &RelationshipId,
        _etag: &Etag,
        _remaining: &RoleSet,
        _within: Duration,
    ) -> Result<RolesChange, CloudFault> {
        not_there()
    }

    async fn delete(
        &self,
        _partner: Partner,
        _id: &RelationshipId,
        _etag: &Etag,
    ) -> Result<(), CloudFault> {
        not_there()
    }
}

fn relationship(id: RelationshipId, status: RelationshipStatus) -> Relationship {
    Relationship {
        id,
        etag: Some(Etag::new("1")),
        name: String::new(),
        kind: RelationshipKind::Direct,
        status,
        customer: None,
        roles: std::collections::BTreeSet::new(),
        term: None,
        extend: Some(AutoExtend::HalfYears),
        created: None,
        changed: None,
        activated: None,
        ends: None,
    }
}

#[async_trait]
impl RoleAssignments for Sky {
    async fn list(
        &self,
        _partner: Partner,
        relationship: &RelationshipId,
    ) -> Result<Vec<RoleAssignment>, CloudFault> {
        let found = self.made().assignments.get(relationship).cloned();
        Ok(found.unwrap_or_default())
    }

    async fn get(
        &self,
        _partner: Partner,
        relationship: &RelationshipId,
        id: &AssignmentId,
    ) -> Result<RoleAssignment, CloudFault> {
        let made = self.made();
        let mut of_it = made.assignments.get(relationship).into_iter().flatten();
        of_it
            .find(|it| it.id == *id)
            .cloned()
            .map_or_else(not_there, Ok)
    }

    async fn assign(
        &self,
        _partner: Partner,
        relationship: &RelationshipId,
        group: GroupId,
        roles: &RoleSet,
    ) -> Result<RoleAssignment, CloudFault> {
        let mut made = self.made();
        let Ok(id) = made.id().to_string().parse() else {
            return not_there();
        };
        let assignment = RoleAssignment {
            id,
            etag: Some(Etag::new("1")),
            status: AssignmentStatus::Active,
            group: Some(group),
            roles: roles.as_set().clone(),
            created: None,
            changed: None,
        };
        let of_it = made.assignments.entry(relationship.clone()).or_default();
        of_it.push(assignment.clone());
        Ok(assignment)
    }

    async fn change_roles(
        &self,
        _partner: Partner,
        _relationship: &RelationshipId,
        _id: &AssignmentId,
        _etag: &Etag,
        _roles: &RoleSet,
        _within: Duration,
    ) -> Result<RolesChange, CloudFault> {
        not_there()
    }

    async fn operation(
        &self,
        _partner: Partner,
        _relationship: &RelationshipId,
        _id: &OperationId,
    ) -> Result<Operation, CloudFault> {
        not_there()
    }

    async fn remove(
        &self,
        _partner: Partner,
        _relationship: &RelationshipId,
        _id: &AssignmentId,
        _etag: &Etag,
    ) -> Result<(), CloudFault> {
        not_there()
    }
}

#[async_trait]
impl GdapCustomers for Sky {
    async fn list(
        &self,
        _partner: Partner,
        _from: Option<&Bookmark>,
    ) -> Result<Portion<GdapCustomer>, CloudFault> {
        not_there()
    }

    async fn get(
        &self,
        _partner: Partner,
        _customer: TenantId,
    ) -> Result<GdapCustomer, CloudFault> {
        not_there()
    }

    async fn services(
        &self,
        _partner: Partner,
        _customer: TenantId,
    ) -> Result<Vec<ManagedService>, CloudFault> {
        not_there()
    }
}

#[async_trait]
impl Contracts for Sky {
    async fn list(
        &self,
        _partner: Partner,
        _from: Option<&Bookmark>,
    ) -> Result<Portion<Contract>, CloudFault> {
        not_there()
    }
}
