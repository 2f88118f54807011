//! Bringing a tenant under management by delegated administration: what the steps of the plan in
//! `tenantry_domain::onboarding` do in the clouds.
//!
//! - Needs: the MSP's clouds, and the engine for the groups that onboardings share.
//! - Steps: one file for each thing that is made; what makes it is followed by what takes it back.
//! - Plan: `tenantry_domain::onboarding::plan`.
//! - Proofs: `tests/simulation`, by the same macro for every saga.
//!
//! Every step looks before it changes anything. So it does not matter how often it is done, nor
//! what became of an earlier try whose answer was lost.

mod access;
mod app;
pub mod dry_run;
mod groups;
mod holding;
mod relationship;
mod roles;

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::ids::MspId;
use tenantry_domain::onboarding::{Attempt, Onboarding, OnboardingEvent, Setback, Step};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::minutes;

use crate::clouds::{Clouds, PartnerClouds};
use crate::commands::Engine;
use crate::holdings::Holdings;
use crate::sagas::{Conductor, Told, Trouble};
use crate::time::Clock;

pub(crate) use app::{APP_NAME, FIRST_SCOPES};

type Outcome = Result<Told<OnboardingEvent>, Trouble>;

/// What was sent cannot arrive any more after so long: then what is not there was never made.
const SETTLED: Micros = minutes(3);

/// What the steps need.
#[derive(Debug)]
pub struct GdapOnboarding {
    clouds: Arc<dyn Clouds>,
    engine: Arc<Engine>,
    holdings: Holdings,
    /// What this worker is called on record.
    worker: String,
}

impl GdapOnboarding {
    pub fn new(
        clouds: Arc<dyn Clouds>,
        engine: Arc<Engine>,
        clock: Arc<dyn Clock>,
        worker: impl Into<String>,
    ) -> Self {
        Self {
            clouds,
            holdings: Holdings::new(engine.clone(), clock),
            engine,
            worker: worker.into(),
        }
    }
}

/// One visit to one onboarding.
struct Desk<'a> {
    msp: MspId,
    clouds: &'a PartnerClouds,
    engine: &'a Engine,
    holdings: &'a Holdings,
    worker: &'a str,
    attempt: &'a Attempt,
    now: Micros,
}

#[async_trait]
impl Conductor<Onboarding> for GdapOnboarding {
    async fn act(
        &self,
        msp: MspId,
        _id: &str,
        saga: &Onboarding,
        step: &Step,
        now: Micros,
    ) -> Outcome {
        let Some(attempt) = saga.attempt() else {
            return Ok(Told::NotYet);
        };
        let clouds = self.clouds.of(msp).await?;
        let desk = self.desk(msp, &clouds, attempt, now);
        let told = match step {
            Step::ProbeExisting => desk.probe_existing().await,
            Step::CreateRelationship => desk.create_relationship().await,
            Step::WaitUntilCreated => desk.wait_until_created().await,
            Step::LockForApproval => desk.lock_for_approval().await,
            Step::WaitForApproval => desk.wait_for_approval().await,
            Step::WaitUntilActive => desk.wait_until_active().await,
            Step::CheckGroup(group) => desk.check_group(group).await,
            Step::AssignRoles(group) => desk.assign_roles(group).await,
            Step::WaitUntilAssigned(group) => desk.wait_until_assigned(group).await,
            Step::CheckAppAccess => desk.check_app_access().await,
            Step::AuthoriseApp => desk.authorise_app().await,
            Step::VerifyAccess => desk.verify_access().await,
            Step::WithdrawApp => desk.withdraw_app().await,
            Step::RemoveAssignment(group) => desk.remove_assignment(group).await,
            Step::DeleteGroup(group) => desk.delete_group(group).await,
            Step::EndRelationship => desk.end_relationship().await,
            Step::LeaveFooting(id) => desk.leave_footing(id).await,
            Step::ReleaseTenant => desk.release_tenant().await,
            Step::WatchInvitation => desk.watch_invitation().await,
            Step::EndSuperseded(id) => desk.end_superseded(id).await,
        };
        match told {
            Err(trouble) if builds_on_relationship(step) => desk.unless_ended(trouble).await,
            told => told,
        }
    }

    async fn clarify(
        &self,
        msp: MspId,
        _id: &str,
        saga: &Onboarding,
        step: &Step,
        since: Micros,
        now: Micros,
    ) -> Outcome {
        let Some(attempt) = saga.attempt() else {
            return Ok(Told::NotYet);
        };
        let clouds = self.clouds.of(msp).await?;
        let desk = self.desk(msp, &clouds, attempt, now);
        let found = match step {
            Step::CreateRelationship => desk.created_relationship().await?,
            Step::CheckGroup(group) => desk.made_group(group).await?,
            Step::AssignRoles(group) => desk.assigned_roles(group).await?,
            Step::AuthoriseApp => desk.authorised_app(since),
            // The others make nothing.
            Step::ProbeExisting
            | Step::WaitUntilCreated
            | Step::LockForApproval
            | Step::WaitForApproval
            | Step::WaitUntilActive
            | Step::WaitUntilAssigned(_)
            | Step::CheckAppAccess
            | Step::VerifyAccess
            | Step::WithdrawApp
            | Step::RemoveAssignment(_)
            | Step::DeleteGroup(_)
            | Step::EndRelationship
            | Step::LeaveFooting(_)
            | Step::ReleaseTenant
            | Step::EndSuperseded(_)
            | Step::WatchInvitation => None,
        };
        match found {
            Some(fact) => Ok(Told::Fact(fact)),
            None if now - since < SETTLED => Ok(Told::NotYet),
            None => {
                if let Step::CheckGroup(group) = step {
                    desk.give_up_group(group).await?;
                }
                Ok(Told::Fact(OnboardingEvent::EffectNotFound {
                    step: step.clone(),
                    at: now,
                }))
            }
        }
    }

    async fn account_works(&self, msp: MspId) -> Result<(), Trouble> {
        let clouds = self.clouds.of(msp).await?;
        clouds.gdap_customers.list(clouds.partner, None).await?;
        Ok(())
    }
}

impl GdapOnboarding {
    fn desk<'a>(
        &'a self,
        msp: MspId,
        clouds: &'a PartnerClouds,
        attempt: &'a Attempt,
        now: Micros,
    ) -> Desk<'a> {
        Desk {
            msp,
            clouds,
            engine: &self.engine,
            holdings: &self.holdings,
            worker: &self.worker,
            attempt,
            now,
        }
    }
}

/// These fail in their own ways when the relationship was ended behind our back.
fn builds_on_relationship(step: &Step) -> bool {
    matches!(
        step,
        Step::AssignRoles(_)
            | Step::WaitUntilAssigned(_)
            | Step::CheckAppAccess
            | Step::AuthoriseApp
            | Step::VerifyAccess
    )
}

// As all steps end.
#[allow(clippy::unnecessary_wraps)]
fn fact(event: OnboardingEvent) -> Outcome {
    Ok(Told::Fact(event))
}

fn setback(setback: Setback, detail: impl Into<String>) -> Outcome {
    Err(setback.fault(detail).into())
}

/// What was just made is not known everywhere at once, and what was removed is gone.
fn there<T>(answer: Result<T, CloudFault>) -> Result<Option<T>, CloudFault> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(fault) if fault.cause == Cause::NotThere => Ok(None),
        Err(fault) => Err(fault),
    }
}
