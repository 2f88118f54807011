//! One look at one tenant.

use std::collections::BTreeSet;

use tenantry_domain::cloud::gdap::{
    AssignmentStatus, AutoExtend, Relationship, RelationshipStatus, RoleAssignment, RoleId,
};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::gdap_template::Share;
use tenantry_domain::ids::MspId;
use tenantry_domain::onboarding::{Attempt, Drift, Finding, NameFamily};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::days;

use crate::clouds::PartnerClouds;

/// A relationship that ends sooner, and is not extended by itself, wants somebody's attention.
const SOON: Micros = days(30);

pub(super) struct Look<'a> {
    pub(super) msp: MspId,
    pub(super) clouds: &'a PartnerClouds,
    pub(super) attempt: &'a Attempt,
    pub(super) now: Micros,
}

type Findings = Result<Vec<Drift>, CloudFault>;

impl Look<'_> {
    pub(super) async fn at_what_is_in_place(&self) -> Findings {
        let Some(held) = &self.attempt.relationship else {
            return Ok(Vec::new());
        };
        let partner = self.clouds.partner;
        let all = self
            .clouds
            .relationships
            .of_customer(partner, self.attempt.tenant_id);
        let all = all.await?;
        let mut found = self.leftovers(&all);
        let Some(relationship) = all.into_iter().find(|it| it.id == held.id) else {
            found.push(Finding::RelationshipEnded.about(&held.name));
            return Ok(found);
        };
        let (of_it, works) = self.relationship(&relationship);
        found.extend(of_it);
        if !works {
            // With it all the rest is gone.
            return Ok(found);
        }
        found.extend(self.groups(&relationship).await?);
        found.extend(self.app(found.is_empty()).await?);
        Ok(found)
    }

    /// Ours, active, and not the one that access rests on.
    fn leftovers(&self, all: &[Relationship]) -> Vec<Drift> {
        let family = NameFamily::of(self.msp, self.attempt.tenant_id);
        let held = self.attempt.relationship.as_ref();
        let leftover = all.iter().filter(|it| {
            it.status == RelationshipStatus::Active
                && family.is_ours(&it.name)
                && held.is_none_or(|held| held.id != it.id)
        });
        leftover
            .map(|it| Finding::LeftoverActive.about(format!("{}, {}", it.name, it.id)))
            .collect()
    }

    /// What is the matter with it, and whether it can still be worked with.
    fn relationship(&self, found: &Relationship) -> (Vec<Drift>, bool) {
        let name = found.name.as_str();
        match found.status {
            RelationshipStatus::Terminated | RelationshipStatus::Expired => {
                return (vec![Finding::RelationshipEnded.about(name)], false);
            }
            RelationshipStatus::TerminationRequested | RelationshipStatus::Terminating => {
                return (vec![Finding::RelationshipEnding.about(name)], false);
            }
            RelationshipStatus::Created
            | RelationshipStatus::ApprovalPending
            | RelationshipStatus::Approved
            | RelationshipStatus::Activating
            | RelationshipStatus::Active
            | RelationshipStatus::Expiring
            | RelationshipStatus::Unknown(_) => {}
        }
        let mut drift = Vec::new();
        if let Some(ends) = found.ends.filter(|_| self.expires_soon(found)) {
            let about = format!("{name}, on {}", ends.strftime("%Y-%m-%d"));
            drift.push(Finding::RelationshipExpiring.about(about));
        }
        let missing: Vec<RoleId> = self
            .attempt
            .terms
            .roles()
            .into_iter()
            .filter(|role| !found.roles.contains(role))
            .collect();
        if !missing.is_empty() {
            drift.push(Finding::RolesMissing.about(spelled(missing)));
        }
        (drift, true)
    }

    fn expires_soon(&self, found: &Relationship) -> bool {
        let goes_on = found.extend.is_some_and(|it| it != AutoExtend::Never);
        let ends = found.ends.map(jiff::Timestamp::as_microsecond);
        !goes_on && ends.is_some_and(|ends| ends - self.now <= SOON)
    }

    async fn groups(&self, relationship: &Relationship) -> Findings {
        let assignments = &self.clouds.assignments;
        let listed = assignments
            .list(self.clouds.partner, &relationship.id)
            .await?;
        let mut drift = Vec::new();
        for share in &self.attempt.terms.shares {
            drift.extend(self.share(share, &listed).await?);
        }
        Ok(drift)
    }

    async fn share(
        &self,
        share: &Share,
        listed: &[RoleAssignment],
    ) -> Result<Option<Drift>, CloudFault> {
        let group = &share.group;
        let Some(id) = self.attempt.groups.get(group) else {
            return Ok(None);
        };
        let home = self.clouds.partner.0;
        let named = self.clouds.groups.named(home, group.as_str()).await?;
        // It may go by another name by now.
        let is_there =
            named.iter().any(|it| it.id == *id) || self.clouds.group_by_id(*id).await?.is_some();
        if !is_there {
            return Ok(Some(Finding::GroupGone.of_group(group, id.to_string())));
        }
        // Whoever gave them: what counts is that the group has its roles.
        let of_group = listed.iter().filter(|it| it.group == Some(*id));
        let holding = of_group
            .filter(|it| it.status.holds_the_group() && it.status != AssignmentStatus::Deleting);
        let Some(found) = holding.into_iter().next() else {
            return Ok(Some(Finding::AssignmentRemoved.of_group(group, "")));
        };
        if found.status == AssignmentStatus::Error {
            let about = found.id.to_string();
            return Ok(Some(Finding::AssignmentFailed.of_group(group, about)));
        }
        let lost: BTreeSet<RoleId> = share.roles.iter().collect();
        let lost: Vec<RoleId> = lost.difference(&found.roles).copied().collect();
        if lost.is_empty() {
            return Ok(None);
        }
        let about = spelled(lost);
        Ok(Some(Finding::AssignmentNarrowed.of_group(group, about)))
    }

    /// Where the relationship has lost something, it is to blame that the tenant cannot be read.
    async fn app(&self, all_else_is_well: bool) -> Result<Option<Drift>, CloudFault> {
        let read = self.clouds.directory.organization(self.attempt.tenant_id);
        let Err(fault) = read.await else {
            return Ok(None);
        };
        match fault.cause {
            Cause::AccountNotInTenant if !all_else_is_well => Ok(None),
            Cause::AccountNotInTenant
            | Cause::ConsentMissing
            | Cause::DelegationNotAuthorised
            | Cause::AppNotInTenant
            | Cause::AppDisabled => Ok(Some(Finding::AppAccessGone.about(fault.cause.code()))),
            _ => Err(fault),
        }
    }
}

fn spelled(roles: impl IntoIterator<Item = RoleId>) -> String {
    let roles: Vec<String> = roles.into_iter().map(|role| role.to_string()).collect();
    roles.join(", ")
}
