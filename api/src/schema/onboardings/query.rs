//! Looking onboardings up, and asking what one would come to.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::{CustomerId, OnboardingId, TenantId};
use tenantry_engine::drift::{DriftError, DriftProbe};
use tenantry_engine::onboarding::dry_run::DryRun;
use tenantry_projections::onboardings::{
    self, OnboardingFilter as Filter, OnboardingRow, cursor_of,
};

use super::forecast::{OnboardingDryRun, of_dry_run};
use super::mutation::{OnboardingWishInput, wish_of};
use super::object::{Onboarding, OnboardingStatus};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::problem::Problem;
use crate::schema::scalars::Position;

/// Which onboardings a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct OnboardingFilter {
    /// Only those that stand like this.
    status: Option<OnboardingStatus>,
    /// Only those of this customer.
    customer: Option<ID>,
    /// Only those whose invitations are out and that the customers have not approved yet, or only the others.
    waits_for_customer: Option<bool>,
}

connection!(
    OnboardingConnection,
    OnboardingEdge,
    Onboarding,
    OnboardingRow
);

#[derive(Debug, Default)]
pub(crate) struct OnboardingQuery;

#[Object]
impl OnboardingQuery {
    /// The onboarding of one tenant, or nothing. Role: any.
    async fn onboarding(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or the tenant's id at Microsoft.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<Onboarding>> {
        let desk = Desk::reading(ctx)?;
        let id = ids::of(Kind::Onboarding, &id)?;
        desk.at_least(at_least, &["onboardings"]).await?;
        let row = onboardings::get(desk.projections(), desk.msp(), OnboardingId::new(id)).await;
        Ok(row.map_err(Fault::from)?.map(Onboarding))
    }

    /// The onboardings of the MSP, the latest start first. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn onboardings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<OnboardingFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<OnboardingConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default();
        let customer = filter
            .customer
            .as_deref()
            .map(|id| ids::of(Kind::Customer, id))
            .transpose()?;
        let filter = Filter {
            status: filter.status.map(Into::into),
            customer: customer.map(CustomerId::new),
            waits_for_customer: filter.waits_for_customer,
        };
        desk.at_least(at_least, &["onboardings"]).await?;
        let cursor = wanted.cursor()?;
        let page = onboardings::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        Ok(OnboardingConnection::of(
            page.await.map_err(Fault::from)?,
            &wanted,
            cursor_of,
        ))
    }

    /// What an onboarding would make, use as it is, or skip, looked up in the clouds now. Nothing is
    /// made. Roles: Tech, Admin.
    #[graphql(complexity = "200 + child_complexity")]
    async fn onboarding_dry_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who would be onboarded with what.")] wish: OnboardingWishInput,
    ) -> Result<OnboardingDryRun> {
        let desk = Desk::operating(ctx)?;
        let wish = match wish_of(&wish) {
            Ok(wish) => wish,
            Err(refused) => return Err(Fault::input(refused.code, refused.message).into()),
        };
        let parts = desk.parts;
        let run = DryRun::new(
            parts.clouds.clone(),
            parts.engine.clone(),
            parts.clock.clone(),
        );
        let forecast = run.of(desk.msp(), wish).await.map_err(of_dry_run)?;
        Ok(OnboardingDryRun::from(forecast))
    }

    /// What differs now between the access on record and what is there, looked up in the clouds.
    /// Nothing where no access is in place. Nothing is recorded. Roles: Tech, Admin.
    #[graphql(complexity = "200 + child_complexity")]
    async fn onboarding_drift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tenant: its id, or its id at Microsoft.")] tenant: ID,
    ) -> Result<Option<Vec<Problem>>> {
        let desk = Desk::operating(ctx)?;
        let tenant = TenantId::new(ids::of(Kind::Tenant, &tenant)?);
        let parts = desk.parts;
        let probe = DriftProbe::new(
            parts.clouds.clone(),
            parts.engine.clone(),
            parts.clock.clone(),
        );
        let seen = probe
            .probe(desk.msp(), tenant)
            .await
            .map_err(|error| match error {
                DriftError::Onboarding(error) => Fault::from(error),
                DriftError::Cloud(fault) => Fault::from(fault),
            })?;
        let findings = seen.map(|seen| seen.findings);
        Ok(findings.map(|findings| {
            let problem = |it: &tenantry_domain::onboarding::Drift| {
                Problem::new(it.finding.code(), Some(&it.to_string()))
            };
            findings.iter().map(problem).collect()
        }))
    }
}
