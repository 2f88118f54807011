//! Roles in the hands of groups: given, in force; and taken away.

use std::collections::BTreeSet;

use tenantry_domain::cloud::gdap::{AssignmentStatus, RelationshipId, RoleAssignment, RoleSet};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::onboarding::{Footing, OnboardingEvent, Setback};
use tenantry_domain::text::GroupName;

use super::{Desk, Outcome, fact, setback, there};
use crate::sagas::{Told, Trouble};

use OnboardingEvent as E;

impl Desk<'_> {
    pub(super) async fn assign_roles(&self, group: &GroupName) -> Outcome {
        let (Some(relationship), Some(roles)) = (self.relationship_id(), self.roles_of(group))
        else {
            return Ok(Told::NotYet);
        };
        if let Some(found) = self.assignment_of(group).await? {
            return self.take_up(group, &found, roles.as_set());
        }
        let Some(id) = self.attempt.groups.get(group) else {
            return Ok(Told::NotYet);
        };
        let assignments = &self.clouds.assignments;
        let made = assignments
            .assign(self.clouds.partner, relationship, *id, roles)
            .await;
        match made {
            Ok(made) => fact(E::RolesAssigned {
                group: group.clone(),
                assignment: made.id,
                at: self.now,
            }),
            // Somebody was faster: it is looked at again.
            Err(fault) if fault.cause == Cause::Conflict => Ok(Told::NotYet),
            Err(fault) => Err(fault.into()),
        }
    }

    /// What became of giving the roles, if anything is there.
    pub(super) async fn assigned_roles(&self, group: &GroupName) -> Result<Option<E>, Trouble> {
        let found = self.assignment_of(group).await?;
        let ours = found.filter(|found| self.is_ours(found));
        Ok(ours.map(|found| E::RolesAssigned {
            group: group.clone(),
            assignment: found.id,
            at: self.now,
        }))
    }

    fn take_up(
        &self,
        group: &GroupName,
        found: &RoleAssignment,
        wanted: &BTreeSet<tenantry_domain::cloud::gdap::RoleId>,
    ) -> Outcome {
        let (group, assignment, at) = (group.clone(), found.id.clone(), self.now);
        match found.status {
            // Once it is gone, another one can be made.
            AssignmentStatus::Deleting => Ok(Told::NotYet),
            _ if !found.roles.is_superset(wanted) => {
                setback(Setback::GroupRolesDiffer, group.to_string())
            }
            _ if self.is_ours(found) => fact(E::RolesAssigned {
                group,
                assignment,
                at,
            }),
            _ => fact(E::AssignmentFound {
                group,
                assignment,
                at,
            }),
        }
    }

    pub(super) async fn wait_until_assigned(&self, group: &GroupName) -> Outcome {
        let Some(found) = self.known_assignment(group).await? else {
            return Ok(Told::NotYet);
        };
        match found.status {
            AssignmentStatus::Active => fact(E::AssignmentActivated {
                group: group.clone(),
                at: self.now,
            }),
            AssignmentStatus::Error => setback(Setback::AssignmentFailed, group.to_string()),
            AssignmentStatus::Deleting | AssignmentStatus::Deleted => {
                setback(Setback::AssignmentRemovedMeanwhile, group.to_string())
            }
            AssignmentStatus::Pending | AssignmentStatus::Unknown(_) => Ok(Told::NotYet),
        }
    }

    // Taking them away

    pub(super) async fn remove_assignment(&self, group: &GroupName) -> Outcome {
        let removed = || {
            fact(E::AssignmentRemoved {
                group: group.clone(),
                at: self.now,
            })
        };
        // With the relationship all its assignments end.
        let relationship = there(self.relationship().await)?;
        let Some(relationship) = relationship.filter(|it| !it.status.is_over()) else {
            return removed();
        };
        let Some(found) = self.known_assignment(group).await? else {
            return removed();
        };
        match (&found.status, &found.etag) {
            (AssignmentStatus::Deleted, _) => removed(),
            (AssignmentStatus::Deleting, _) | (_, None) => Ok(Told::NotYet),
            (_, Some(etag)) => {
                let assignments = &self.clouds.assignments;
                assignments
                    .remove(self.clouds.partner, &relationship.id, &found.id, etag)
                    .await?;
                Ok(Told::NotYet)
            }
        }
    }

    /// Whether none of the assignments is left that we made there; those that are, are removed.
    pub(super) async fn is_bare(&self, footing: &Footing) -> Result<bool, CloudFault> {
        let (assignments, partner) = (&self.clouds.assignments, self.clouds.partner);
        let id = &footing.relationship.id;
        let mut bare = true;
        for ours in footing.assignments.values() {
            let found = there(assignments.get(partner, id, &ours.id).await)?;
            let Some(found) = found.filter(|it| it.status.holds_the_group()) else {
                continue;
            };
            bare = false;
            if let (false, Some(etag)) = (found.status == AssignmentStatus::Deleting, &found.etag) {
                assignments.remove(partner, id, &ours.id, etag).await?;
            }
        }
        Ok(bare)
    }

    fn relationship_id(&self) -> Option<&RelationshipId> {
        self.attempt.relationship.as_ref().map(|held| &held.id)
    }

    fn roles_of(&self, group: &GroupName) -> Option<&RoleSet> {
        let mut shares = self.attempt.terms.shares.iter();
        shares
            .find(|share| share.group == *group)
            .map(|share| &share.roles)
    }

    /// A relationship that we made holds only what we put in. In another one, what was there when
    /// we came is not ours.
    fn is_ours(&self, found: &RoleAssignment) -> bool {
        let held = self.attempt.relationship.as_ref();
        held.is_some_and(|held| held.ours || !held.before.contains(&found.id))
    }

    /// The assignment that holds the group in the relationship, if there is one.
    async fn assignment_of(&self, group: &GroupName) -> Result<Option<RoleAssignment>, Trouble> {
        let (Some(relationship), Some(id)) =
            (self.relationship_id(), self.attempt.groups.get(group))
        else {
            return Ok(None);
        };
        let assignments = &self.clouds.assignments;
        let listed = assignments.list(self.clouds.partner, relationship).await?;
        let mut listed = listed.into_iter();
        Ok(listed.find(|it| it.group == Some(*id) && it.status.holds_the_group()))
    }

    /// The assignment on record, as it is now.
    async fn known_assignment(&self, group: &GroupName) -> Result<Option<RoleAssignment>, Trouble> {
        let (Some(relationship), Some(assigned)) =
            (self.relationship_id(), self.attempt.assignments.get(group))
        else {
            return Ok(None);
        };
        let assignments = &self.clouds.assignments;
        let found = assignments.get(self.clouds.partner, relationship, &assigned.id);
        Ok(there(found.await)?)
    }
}
