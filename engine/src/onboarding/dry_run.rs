//! What an onboarding would come to, said before anything is begun. It reads, and changes nothing.
//!
//! It looks at the same things by the same rules as the steps do. What it cannot know yet, because
//! the customer has not let us in, it says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tenantry_domain::aggregate::{Aggregate, Decision};
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::cloud::gdap::{
    AssignmentId, AssignmentStatus, AutoExtend, RelationshipId, RelationshipStatus, RoleAssignment,
    RoleId, Term,
};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::gdap_template::{AppAccess, MissingGroups, Share, TemplateVersion};
use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::onboarding::{
    Existing, NameFamily, Onboarding, OnboardingCommand, OnboardingRefusal, Setback,
    StartOnboarding, survey,
};
use tenantry_domain::role_group::{RoleGroup, RoleGroupRefusal, id_of};
use tenantry_domain::tenant_holding::{
    ClaimTenant, Party, TenantHolding, TenantHoldingCommand, TenantHoldingRefusal,
};
use tenantry_domain::text::{CustomerName, GroupName, RelationshipName};

use super::relationship::proposal_of;
use crate::clouds::{Clouds, PartnerClouds};
use crate::commands::{CommandError, Engine};
use crate::onboardings::{OnboardingError, Onboardings, Wish};
use crate::time::Clock;

/// What would be made, used as it is, or skipped.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    pub customer: CustomerId,
    pub customer_name: CustomerName,
    pub tenant: TenantId,
    pub template: TemplateVersion,
    /// Nobody, or who of those that the MSP may know of.
    pub held_by: Option<Party>,
    pub start: Start,
    pub relationship: Bond,
    pub groups: Vec<Grip>,
    pub app: App,
    /// What would keep it from its end. Nothing when it is all clear.
    pub blocked: Vec<Block>,
}

/// What a start would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    Begins,
    /// One is under way, and would go on.
    UnderWay,
    /// Access is in place: nothing would be done.
    InPlace,
    /// It would be turned down.
    Refused,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bond {
    /// Active, and covers the roles. It is not touched.
    Reuse {
        id: RelationshipId,
        name: String,
        ends: Option<String>,
    },
    /// One of ours that is on its way.
    Adopt {
        id: RelationshipId,
        name: String,
        status: RelationshipStatus,
    },
    Create {
        name: RelationshipName,
        roles: Vec<RoleId>,
        term: Term,
        extend: AutoExtend,
        approval_days: u16,
    },
}

/// A group, and the roles in its hands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grip {
    pub group: GroupName,
    pub roles: Vec<RoleId>,
    pub found: GroupFound,
    pub assignment: Assignment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupFound {
    There(GroupId),
    Create,
    /// It is not there, and is not to be made.
    Missing,
    Ambiguous {
        count: usize,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignment {
    There(AssignmentId),
    Make,
    /// The group has other roles in the relationship.
    Conflict(AssignmentId),
    /// It is there, and will never come into force.
    Failed(AssignmentId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum App {
    There,
    Authorise,
    /// The customer's administrator has to consent.
    NeedsCustomer,
    /// It shows when the customer has let us in: it is authorised then where it is missing.
    ShowsLater,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    pub code: &'static str,
    pub detail: String,
}

/// Why nothing can be said.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DryRunError {
    #[error(transparent)]
    Wish(#[from] OnboardingError),
    #[error(transparent)]
    Holding(CommandError<TenantHoldingRefusal>),
    #[error(transparent)]
    Group(CommandError<RoleGroupRefusal>),
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

impl DryRunError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wish(error) => error.code(),
            Self::Holding(error) => error.code(),
            Self::Group(error) => error.code(),
            Self::Cloud(fault) => fault.code(),
        }
    }
}

/// Says what an onboarding would do.
#[derive(Debug)]
pub struct DryRun {
    clouds: Arc<dyn Clouds>,
    engine: Arc<Engine>,
    onboardings: Onboardings,
    clock: Arc<dyn Clock>,
}

impl DryRun {
    pub fn new(clouds: Arc<dyn Clouds>, engine: Arc<Engine>, clock: Arc<dyn Clock>) -> Self {
        Self {
            clouds,
            onboardings: Onboardings::new(engine.clone(), clock.clone()),
            engine,
            clock,
        }
    }

    pub async fn of(&self, msp: MspId, wish: Wish) -> Result<Forecast, DryRunError> {
        let asked = self.onboardings.asked(msp, wish).await?;
        self.of_asked(msp, &asked).await
    }

    /// The same, with the terms at hand.
    pub async fn of_asked(
        &self,
        msp: MspId,
        asked: &StartOnboarding,
    ) -> Result<Forecast, DryRunError> {
        let clouds = self.clouds.of(msp).await?;
        let mut blocked = Vec::new();
        let held_by = self.holding(msp, asked, &mut blocked).await?;
        let start = self.start(msp, asked, &mut blocked).await?;
        let look = Look {
            engine: &self.engine,
            clouds: &clouds,
            msp,
            asked,
        };
        let relationship = look.relationship(self.clock.now(), &mut blocked).await?;
        let groups = look.groups(&relationship, &mut blocked).await?;
        let app = look.app(&mut blocked).await?;
        Ok(Forecast {
            customer: asked.customer_id,
            customer_name: asked.customer_name.clone(),
            tenant: asked.tenant_id,
            template: asked.template,
            held_by,
            start,
            relationship,
            groups,
            app,
            blocked,
        })
    }

    async fn holding(
        &self,
        msp: MspId,
        asked: &StartOnboarding,
        blocked: &mut Vec<Block>,
    ) -> Result<Option<Party>, DryRunError> {
        let id = asked.tenant_id.to_string();
        let holding = self.engine.load(MspId::INSTALLATION, &id).await;
        let holding: TenantHolding = holding.map_err(DryRunError::Holding)?;
        let claim = TenantHoldingCommand::Claim(ClaimTenant {
            msp,
            customer: asked.customer_id,
            at: self.clock.now(),
        });
        if let Err(refusal) = holding.decide(&claim) {
            blocked.push(refused(&refusal));
        }
        Ok(holding.seen_by(msp).holder)
    }

    async fn start(
        &self,
        msp: MspId,
        asked: &StartOnboarding,
        blocked: &mut Vec<Block>,
    ) -> Result<Start, DryRunError> {
        let stands = self.onboardings.of(msp, asked.tenant_id).await?;
        let command = OnboardingCommand::Start(Box::new(asked.clone()));
        Ok(match (stands.decide(&command), &stands) {
            (Ok(Decision::AlreadyDone), Onboarding::Ended(..)) => Start::InPlace,
            (Ok(Decision::AlreadyDone), _) => Start::UnderWay,
            (Ok(_), _) => Start::Begins,
            (Err(refusal), _) => {
                blocked.push(refused::<OnboardingRefusal>(&refusal));
                Start::Refused
            }
        })
    }
}

fn refused<R: tenantry_domain::aggregate::Refusal>(refusal: &R) -> Block {
    Block {
        code: refusal.code(),
        detail: refusal.to_string(),
    }
}

fn setback(setback: Setback, about: &impl ToString) -> Block {
    Block {
        code: setback.code(),
        detail: format!("{}: {}", setback.sentence(), about.to_string()),
    }
}

struct Look<'a> {
    engine: &'a Engine,
    clouds: &'a PartnerClouds,
    msp: MspId,
    asked: &'a StartOnboarding,
}

impl Look<'_> {
    async fn relationship(
        &self,
        now: tenantry_domain::record::Micros,
        blocked: &mut Vec<Block>,
    ) -> Result<Bond, DryRunError> {
        let (tenant, partner) = (self.asked.tenant_id, self.clouds.partner);
        let terms = &self.asked.terms;
        let found = self
            .clouds
            .relationships
            .of_customer(partner, tenant)
            .await?;
        let family = NameFamily::of(self.msp, tenant);
        let name = &self.asked.customer_name;
        Ok(match survey(&found, &family, Some(name), terms, now) {
            Existing::Usable(found) => Bond::Reuse {
                id: found.id,
                name: found.name,
                ends: found.ends.map(|ends| format!("{ends:.0}")),
            },
            Existing::Unfinished(found) => Bond::Adopt {
                id: found.id,
                name: found.name,
                status: found.status,
            },
            Existing::Nothing(name) => {
                self.creatable(&name, blocked).await?;
                Bond::Create {
                    name,
                    roles: terms.roles().into_iter().collect(),
                    term: terms.term,
                    extend: terms.extend,
                    approval_days: terms.approval_days,
                }
            }
        })
    }

    async fn creatable(
        &self,
        name: &RelationshipName,
        blocked: &mut Vec<Block>,
    ) -> Result<(), DryRunError> {
        let (terms, tenant) = (&self.asked.terms, self.asked.tenant_id);
        if let Err(trouble) = proposal_of(terms, name.clone(), tenant) {
            blocked.push(Block {
                code: trouble.code(),
                detail: trouble.to_string(),
            });
        }
        let partner = self.clouds.partner;
        let taken = self.clouds.relationships.named(partner, name).await?;
        let customer = taken.and_then(|it| it.customer).map(|it| it.tenant);
        if customer.is_some_and(|it| it != tenant) {
            blocked.push(setback(Setback::RelationshipNameTaken, name));
        }
        Ok(())
    }

    async fn groups(
        &self,
        relationship: &Bond,
        blocked: &mut Vec<Block>,
    ) -> Result<Vec<Grip>, DryRunError> {
        let held = self.held(relationship).await?;
        let mut grips = Vec::new();
        for share in &self.asked.terms.shares {
            let found = self.group(&share.group).await?;
            match found {
                GroupFound::There(_) | GroupFound::Create => {}
                GroupFound::Missing => blocked.push(setback(Setback::GroupMissing, &share.group)),
                GroupFound::Ambiguous { .. } => {
                    blocked.push(setback(Setback::GroupAmbiguous, &share.group));
                }
            }
            let assignment = assignment(share, found, &held);
            match assignment {
                Assignment::There(_) | Assignment::Make => {}
                Assignment::Conflict(_) => {
                    blocked.push(setback(Setback::GroupRolesDiffer, &share.group));
                }
                Assignment::Failed(_) => {
                    blocked.push(setback(Setback::AssignmentFailed, &share.group));
                }
            }
            grips.push(Grip {
                group: share.group.clone(),
                roles: share.roles.iter().collect(),
                found,
                assignment,
            });
        }
        Ok(grips)
    }

    /// Who has which roles in a relationship that is there.
    async fn held(
        &self,
        relationship: &Bond,
    ) -> Result<BTreeMap<GroupId, RoleAssignment>, DryRunError> {
        let (Bond::Reuse { id, .. } | Bond::Adopt { id, .. }) = relationship else {
            return Ok(BTreeMap::new());
        };
        let assignments = &self.clouds.assignments;
        let listed = assignments.list(self.clouds.partner, id).await?;
        let holding = listed.into_iter().filter(|it| it.status.holds_the_group());
        Ok(holding.filter_map(|it| Some((it.group?, it))).collect())
    }

    async fn group(&self, group: &GroupName) -> Result<GroupFound, DryRunError> {
        let home = self.clouds.partner.0;
        let found = self.clouds.groups.named(home, group.as_str()).await?;
        match found.as_slice() {
            [one] => return Ok(GroupFound::There(one.id)),
            [] => {}
            several => {
                let count = several.len();
                return Ok(GroupFound::Ambiguous { count });
            }
        }
        if self.asked.terms.missing_groups == MissingGroups::Refuse {
            return Ok(GroupFound::Missing);
        }
        // It may go by another name by now.
        let id = id_of(self.msp, group).to_string();
        let record = self.engine.load::<RoleGroup>(self.msp, &id).await;
        if let RoleGroup::There { id, .. } = record.map_err(DryRunError::Group)?
            && let Some(known) = self.clouds.group_by_id(id).await?
        {
            let is_it = known.name.eq_ignore_ascii_case(group.as_str());
            return Ok(if is_it {
                GroupFound::There(id)
            } else {
                GroupFound::Missing
            });
        }
        Ok(GroupFound::Create)
    }

    async fn app(&self, blocked: &mut Vec<Block>) -> Result<App, DryRunError> {
        let tenant = self.asked.tenant_id;
        let by_partner = self.asked.terms.app_access == AppAccess::ByPartner;
        let Err(fault) = self.clouds.directory.organization(tenant).await else {
            return Ok(App::There);
        };
        match fault.cause {
            Cause::ConsentMissing | Cause::DelegationNotAuthorised | Cause::AppNotInTenant => {
                Ok(if by_partner {
                    App::Authorise
                } else {
                    App::NeedsCustomer
                })
            }
            Cause::AccountNotInTenant => Ok(App::ShowsLater),
            Cause::BlockedByPolicy | Cause::CrossTenantBlocked | Cause::TenantBlocked => {
                blocked.push(Block {
                    code: fault.code(),
                    detail: fault.to_string(),
                });
                Ok(App::ShowsLater)
            }
            _ => Err(fault.into()),
        }
    }
}

/// As the step that assigns decides it.
fn assignment(
    share: &Share,
    found: GroupFound,
    held: &BTreeMap<GroupId, RoleAssignment>,
) -> Assignment {
    let GroupFound::There(group) = found else {
        return Assignment::Make;
    };
    let Some(there) = held.get(&group) else {
        return Assignment::Make;
    };
    let id = there.id.clone();
    match there.status {
        // Once it is gone, another one is made.
        AssignmentStatus::Deleting | AssignmentStatus::Deleted => Assignment::Make,
        _ if !there.roles.is_superset(share.roles.as_set()) => Assignment::Conflict(id),
        AssignmentStatus::Error => Assignment::Failed(id),
        AssignmentStatus::Pending | AssignmentStatus::Active | AssignmentStatus::Unknown(_) => {
            Assignment::There(id)
        }
    }
}
