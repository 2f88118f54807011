//! The relationship: found, made, locked, approved, active; and ended.

use tenantry_domain::cloud::gdap::{
    Action, ActionStatus, Approver, ImpossibleProposal, Proposal, Relationship, RelationshipId,
    RelationshipStatus,
};
use tenantry_domain::cloud::{Cause, Class, CloudFault};
use tenantry_domain::gdap_template::Terms;
use tenantry_domain::onboarding::{
    Existing, Held, NameFamily, OnboardingEvent, Setback, superseded, survey,
};
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::text::RelationshipName;

use super::{Desk, Outcome, SETTLED, fact, setback, there};
use crate::sagas::{Told, Trouble};

use OnboardingEvent as E;

impl Desk<'_> {
    pub(super) async fn probe_existing(&self) -> Outcome {
        let tenant = self.attempt.tenant_id;
        let relationships = &self.clouds.relationships;
        let found = relationships
            .of_customer(self.clouds.partner, tenant)
            .await?;
        let family = NameFamily::of(self.msp, tenant);
        let customer = self.attempt.customer_name.as_ref();
        let at = self.now;
        let supersedes = superseded(&found, &family, &self.attempt.terms, at);
        match survey(&found, &family, customer, &self.attempt.terms, at) {
            Existing::Usable(found) => {
                let assignments = &self.clouds.assignments;
                let before = assignments.list(self.clouds.partner, &found.id).await?;
                fact(E::ActiveRelationshipReused {
                    relationship: found.id,
                    name: found.name,
                    assignments: before
                        .into_iter()
                        .filter(|it| it.status.holds_the_group())
                        .map(|it| it.id)
                        .collect(),
                    at,
                })
            }
            Existing::Unfinished(found) => fact(E::UnfinishedRelationshipAdopted {
                relationship: found.id,
                name: RelationshipName::clipped(&found.name, "tenantry"),
                supersedes,
                at,
            }),
            Existing::Nothing(name) => fact(E::NothingToReuse {
                name,
                supersedes,
                at,
            }),
        }
    }

    // Making it

    pub(super) async fn create_relationship(&self) -> Outcome {
        if let Some(made) = self.created_relationship().await? {
            return fact(made);
        }
        let proposal = self.proposal()?;
        let relationships = &self.clouds.relationships;
        match relationships.propose(self.clouds.partner, &proposal).await {
            Ok(made) => fact(self.proposed(made.id)),
            // Somebody was faster: it is looked at again.
            Err(fault) if fault.cause == Cause::Conflict => {
                match self.created_relationship().await? {
                    Some(made) => fact(made),
                    None => Ok(Told::NotYet),
                }
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// The one that carries our name, if it is there.
    pub(super) async fn created_relationship(&self) -> Result<Option<E>, Trouble> {
        let name = self.name();
        let relationships = &self.clouds.relationships;
        let Some(found) = relationships.named(self.clouds.partner, &name).await? else {
            return Ok(None);
        };
        let customer = found.customer.as_ref().map(|customer| customer.tenant);
        if customer.is_some_and(|tenant| tenant != self.attempt.tenant_id) {
            return Err(Setback::RelationshipNameTaken
                .fault(name.to_string())
                .into());
        }
        Ok(Some(self.proposed(found.id)))
    }

    fn proposed(&self, relationship: RelationshipId) -> E {
        E::RelationshipProposed {
            relationship,
            at: self.now,
        }
    }

    fn name(&self) -> RelationshipName {
        RelationshipName::clipped(self.attempt.name.as_deref().unwrap_or_default(), "tenantry")
    }

    fn proposal(&self) -> Result<Proposal, Trouble> {
        let (terms, tenant) = (&self.attempt.terms, self.attempt.tenant_id);
        proposal_of(terms, self.name(), tenant)
            .map_err(|why| Fault::own(why.code(), FaultClass::Permanent, why.to_string()).into())
    }

    pub(super) async fn wait_until_created(&self) -> Outcome {
        let Some(found) = there(self.relationship().await)? else {
            return Ok(Told::NotYet);
        };
        match found.status {
            RelationshipStatus::Unknown(_) => Ok(Told::NotYet),
            status if status.is_over() => ended(&status),
            _ => fact(E::RelationshipCreated { at: self.now }),
        }
    }

    pub(super) async fn lock_for_approval(&self) -> Outcome {
        let found = self.relationship().await?;
        match found.status {
            RelationshipStatus::Created => {
                self.ask_for(&found.id, Action::LockForApproval).await?;
                Ok(Told::NotYet)
            }
            RelationshipStatus::Unknown(_) => Ok(Told::NotYet),
            status if status.is_over() => ended(&status),
            _ => fact(E::RelationshipLocked {
                invitation: self.clouds.relationships.invitation_link(&found.id),
                at: self.now,
            }),
        }
    }

    pub(super) async fn wait_for_approval(&self) -> Outcome {
        let found = self.relationship().await?;
        match found.status {
            RelationshipStatus::Approved
            | RelationshipStatus::Activating
            | RelationshipStatus::Active => fact(E::RelationshipApproved { at: self.now }),
            status if status.is_over() => setback(Setback::ApprovalRefused, spelled(&status)),
            _ => Ok(Told::NotYet),
        }
    }

    pub(super) async fn wait_until_active(&self) -> Outcome {
        let found = self.relationship().await?;
        match found.status {
            RelationshipStatus::Active => fact(E::RelationshipActivated {
                ends: found.ends,
                at: self.now,
            }),
            status if status.is_over() => ended(&status),
            _ => Ok(Told::NotYet),
        }
    }

    /// Why a step did not work: because the relationship is over, or as it says itself.
    pub(super) async fn unless_ended(&self, trouble: Trouble) -> Outcome {
        let passes =
            [FaultClass::Transient, FaultClass::AccountWide].contains(&trouble.fault.class);
        if passes || trouble.fault.effect_unknown {
            return Err(trouble);
        }
        match self.relationship().await {
            Ok(found) if found.status.is_over() => ended(&found.status),
            _ => Err(trouble),
        }
    }

    // Taking it back

    /// The clouds allow each way only at its time: what nobody saw is deleted, what is in force is
    /// terminated, and an invitation that nobody answered expires by itself.
    pub(super) async fn end_relationship(&self) -> Outcome {
        self.end(self.attempt.relationship.as_ref()).await
    }

    async fn end(&self, held: Option<&Held>) -> Outcome {
        let Some(found) = there(self.held(held).await)? else {
            return self.believe_it_is_gone(held).await;
        };
        let relationships = &self.clouds.relationships;
        match found.status {
            RelationshipStatus::Created => {
                if let Some(etag) = &found.etag {
                    relationships
                        .delete(self.clouds.partner, &found.id, etag)
                        .await?;
                }
                Ok(Told::NotYet)
            }
            RelationshipStatus::Active => {
                self.ask_for(&found.id, Action::Terminate).await?;
                Ok(Told::NotYet)
            }
            RelationshipStatus::ApprovalPending => {
                fact(E::RelationshipLeftToExpire { at: self.now })
            }
            RelationshipStatus::Terminated | RelationshipStatus::Expired => {
                fact(E::RelationshipTerminated { at: self.now })
            }
            RelationshipStatus::Approved
            | RelationshipStatus::Activating
            | RelationshipStatus::Expiring
            | RelationshipStatus::TerminationRequested
            | RelationshipStatus::Terminating
            | RelationshipStatus::Unknown(_) => Ok(Told::NotYet),
        }
    }

    /// What was just made is not known everywhere at once: that it is not there counts when it was
    /// looked for in two ways, and for a while.
    async fn believe_it_is_gone(&self, held: Option<&Held>) -> Outcome {
        let name = held.map(|held| &held.name);
        let name = RelationshipName::clipped(name.map_or("", String::as_str), "tenantry");
        let relationships = &self.clouds.relationships;
        let listed = relationships.named(self.clouds.partner, &name).await?;
        let fresh = self.now - self.attempt.pace.since < SETTLED;
        match listed {
            Some(listed) if listed.status.is_over() => {
                fact(E::RelationshipTerminated { at: self.now })
            }
            None if !fresh => fact(E::RelationshipDeleted { at: self.now }),
            Some(_) | None => Ok(Told::NotYet),
        }
    }

    /// An invitation that could not be withdrawn may be accepted after all. Then nobody wants it, and
    /// it is ended.
    pub(super) async fn watch_invitation(&self) -> Outcome {
        let Told::Fact(ended) = self.end(self.attempt.invited.as_ref()).await? else {
            return Ok(Told::NotYet);
        };
        match ended {
            E::RelationshipLeftToExpire { .. } => Ok(Told::NotYet),
            _ => fact(E::InvitationOver { at: self.now }),
        }
    }

    /// The new access works: what it replaces is not needed any more.
    pub(super) async fn end_superseded(&self, id: &RelationshipId) -> Outcome {
        if !self.is_over(id, true).await? {
            return Ok(Told::NotYet);
        }
        fact(E::SupersededEnded {
            relationship: id.clone(),
            at: self.now,
        })
    }

    /// Access rests on another one for long: that one is ended where it is ours, and without our roles where
    /// it is not.
    pub(super) async fn leave_footing(&self, id: &RelationshipId) -> Outcome {
        let mut earlier = self.attempt.earlier.iter();
        if let Some(footing) = earlier.find(|it| it.relationship.id == *id) {
            let ours = footing.relationship.ours;
            let left = self.is_over(id, ours).await? || (!ours && self.is_bare(footing).await?);
            if !left {
                return Ok(Told::NotYet);
            }
        }
        fact(E::FootingLeft {
            relationship: id.clone(),
            at: self.now,
        })
    }

    /// Whether it is over; and where it may be ended, that is asked for.
    async fn is_over(&self, id: &RelationshipId, may_end: bool) -> Result<bool, CloudFault> {
        let relationships = &self.clouds.relationships;
        let found = there(relationships.get(self.clouds.partner, id).await)?;
        match found.map(|it| it.status) {
            Some(RelationshipStatus::Active) if may_end => {
                self.ask_for(id, Action::Terminate).await?;
                Ok(false)
            }
            Some(status) => Ok(status.is_over()),
            None => Ok(true),
        }
    }

    /// Once is enough, whoever asked. A refusal may mean that somebody was faster.
    async fn ask_for(&self, id: &RelationshipId, wanted: Action) -> Result<(), CloudFault> {
        if self.was_asked(id, &wanted).await? {
            return Ok(());
        }
        let (relationships, partner) = (&self.clouds.relationships, self.clouds.partner);
        let asked = match wanted {
            Action::LockForApproval => relationships.lock_for_approval(partner, id).await,
            _ => relationships.terminate(partner, id).await,
        };
        match asked {
            Ok(_) => Ok(()),
            Err(fault) => {
                let refused = fault.class() == Class::Permanent;
                if refused && self.was_asked(id, &wanted).await? {
                    return Ok(());
                }
                Err(fault)
            }
        }
    }

    /// Whether it was asked for already, and did not fail: it takes a moment to show in the status,
    /// and to ask again in that moment is refused.
    async fn was_asked(&self, id: &RelationshipId, wanted: &Action) -> Result<bool, CloudFault> {
        let relationships = &self.clouds.relationships;
        let asked = relationships.actions(self.clouds.partner, id).await?;
        let mut asked = asked.into_iter();
        Ok(asked.any(|it| it.action == *wanted && it.status != ActionStatus::Failed))
    }

    /// The relationship of this attempt as it is now.
    pub(super) async fn relationship(&self) -> Result<Relationship, CloudFault> {
        self.held(self.attempt.relationship.as_ref()).await
    }

    async fn held(&self, held: Option<&Held>) -> Result<Relationship, CloudFault> {
        let Some(held) = held else {
            return Err(CloudFault::new(
                Cause::NotThere,
                "graph",
                "no relationship yet",
            ));
        };
        self.clouds
            .relationships
            .get(self.clouds.partner, &held.id)
            .await
    }
}

/// What is asked for, as the cloud wants it.
pub(super) fn proposal_of(
    terms: &Terms,
    name: RelationshipName,
    tenant: tenantry_domain::ids::TenantId,
) -> Result<Proposal, ImpossibleProposal> {
    let roles = tenantry_domain::cloud::gdap::RoleSet::new(terms.roles())?;
    let approver = Approver::Customer(tenant);
    Proposal::new(name, terms.term, roles, approver, terms.extend)
}

fn ended(status: &RelationshipStatus) -> Outcome {
    setback(Setback::RelationshipEnded, spelled(status))
}

fn spelled(status: &RelationshipStatus) -> String {
    format!("the relationship is {status:?}")
}
