//! Ending the access to a tenant: what goes with it, as it is on record.

use tenantry_domain::approval::{Aspect, PlannedChange, Request};
use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::onboarding::{
    Access, EndAccess, Footing, Made, Onboarding, OnboardingCommand, OnboardingRefusal,
};
use tenantry_domain::record::Micros;
use tenantry_domain::text::GroupName;

use super::own::{Changes, changed, nothing_yet, would_change};
use super::{ApprovalError, Approvals};
use crate::commands::{self, CommandError, Context};

const IN_PLACE: &str = "in place";
const ENDED: &str = "ended";
const ACTIVE: &str = "active";
const TERMINATED: &str = "terminated";
const EARLIER: &str = "left from before";
const GIVEN: &str = "given by us";
const TAKEN: &str = "taken away";
const MADE: &str = "made by us";
const DELETED: &str = "deleted, unless others use it";
const ALLOWED: &str = "let in";
const TAKEN_OUT: &str = "taken out";
const END_WITH_IT: &str = "end with the relationship";

/// Of more groups than that only the number is shown: nobody looks through so many, and a plan has limits.
const MOST_NAMED: usize = 20;

impl Approvals {
    /// What is in place by now is what the latest attempt left: another attempt is another plan.
    pub(super) async fn ending(
        &self,
        msp: MspId,
        customer: CustomerId,
        tenant: TenantId,
    ) -> Changes {
        let engine = &self.parts.engine;
        let stands: Onboarding = engine.load(msp, &tenant.to_string()).await?;
        let attempt = stands.attempt();
        if attempt.is_some_and(|it| it.customer_id != customer) {
            return Err(ApprovalError::TenantOfAnother);
        }
        let number = attempt.map_or(0, |it| it.number);
        let command = OnboardingCommand::EndAccess(EndAccess {
            attempt: number,
            reason: nothing_yet(),
            at: 0,
        });
        let would = would_change(&stands, &command)?;
        let Some(access) = stands.access().filter(|_| would) else {
            return Ok(Vec::new());
        };
        let consent = self.parts.consents.of(msp, tenant).await?;
        let mut changes = goes(tenant, number, &access);
        // By the administrator's consent our app is there as well, and stays for that.
        if access.app && consent.used().is_none() {
            changes.extend(becomes(&tenant, Aspect::AppAccess, ALLOWED, TAKEN_OUT));
        }
        Ok(changes)
    }

    pub(super) async fn end_access(
        &self,
        msp: MspId,
        (tenant, request): (TenantId, &Request),
        context: Context,
        at: Micros,
    ) -> Result<(), ApprovalError> {
        // Of the attempt that was approved: not of one that began since.
        let moved = || CommandError::Refused(OnboardingRefusal::OnboardingMoved);
        let attempt = request.attempt().ok_or_else(moved)?;
        let command = OnboardingCommand::EndAccess(EndAccess {
            attempt,
            reason: request.reason.clone(),
            at,
        });
        let request = commands::Request::<Onboarding> {
            msp,
            id: tenant.to_string(),
            command,
            context,
        };
        self.parts.engine.execute(request).await?;
        Ok(())
    }
}

fn goes(tenant: TenantId, attempt: u32, access: &Access) -> Vec<PlannedChange> {
    let mut changes = becomes(&tenant, Aspect::Standing, IN_PLACE, ENDED);
    changes.extend(becomes(&tenant, Aspect::Attempt, &attempt.to_string(), ""));
    if let Some(held) = &access.relationship {
        let (name, aspect) = (&held.name, Aspect::Relationship);
        changes.extend(becomes(name, aspect, ACTIVE, TERMINATED));
        let others = access.assignments_of_others();
        if others > 0 {
            let given = format!("{others} given by others");
            changes.extend(becomes(name, Aspect::Roles, &given, END_WITH_IT));
        }
    }
    changes.extend(access.earlier.iter().flat_map(earlier));
    let of = |wanted: fn(&Made) -> Option<&GroupName>| -> Vec<&GroupName> {
        access.made.iter().filter_map(wanted).collect()
    };
    let roles = of(|made| match made {
        Made::Assignment(group) => Some(group),
        Made::Relationship | Made::Group(_) | Made::AppAccess | Made::Footing(_) => None,
    });
    let groups = of(|made| match made {
        Made::Group(group) => Some(group),
        Made::Relationship | Made::Assignment(_) | Made::AppAccess | Made::Footing(_) => None,
    });
    changes.extend(each(tenant, &roles, Aspect::Roles, (GIVEN, TAKEN)));
    changes.extend(each(tenant, &groups, Aspect::Existence, (MADE, DELETED)));
    changes
}

/// What may be left of ours in a relationship that access rested on before.
fn earlier(footing: &Footing) -> Vec<PlannedChange> {
    let name = &footing.relationship.name;
    if footing.relationship.ours {
        return becomes(name, Aspect::Relationship, EARLIER, TERMINATED);
    }
    becomes(name, Aspect::Roles, GIVEN, TAKEN)
}

fn each(
    tenant: TenantId,
    groups: &[&GroupName],
    aspect: Aspect,
    (before, after): (&str, &str),
) -> Vec<PlannedChange> {
    if groups.len() > MOST_NAMED {
        let before = format!("of {} groups, {before}", groups.len());
        return becomes(&tenant, aspect, &before, after);
    }
    let each = groups.iter();
    each.flat_map(|group| becomes(group, aspect, before, after))
        .collect()
}

fn becomes(
    subject: &impl ToString,
    aspect: Aspect,
    before: &str,
    after: &str,
) -> Vec<PlannedChange> {
    changed(true, &subject.to_string(), aspect, before, after)
}
