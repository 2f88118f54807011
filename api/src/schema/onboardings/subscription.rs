//! Listening to how onboardings go.

use async_graphql::{Context, ID, Result, Subscription};
use futures::stream::Stream;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::onboarding::Onboarding as Aggregate;
use tenantry_domain::role::Right;

use super::progress::{OnboardingProgress, is_of};
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::scalars::Position;
use crate::schema::watching::Watching;

#[derive(Debug, Default)]
pub(crate) struct OnboardingSubscription;

#[Subscription]
impl OnboardingSubscription {
    /// What happens in the onboarding of one tenant, or in all onboardings of the MSP: every event, in
    /// the order in which they are recorded. Role: any.
    #[graphql(complexity = "20 + child_complexity")]
    async fn onboarding_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tenant: its id, or its id at Microsoft. All when not given.")]
        tenant: Option<ID>,
        #[graphql(desc = "The position behind which it goes on; from now on when not given.")]
        after: Option<Position>,
    ) -> Result<impl Stream<Item = Result<OnboardingProgress, Fault>> + use<>> {
        let tenant = tenant
            .map(|tenant| ids::of(Kind::Tenant, &tenant))
            .transpose()?;
        let watching = Watching::begin(ctx, Right::Read, after).await?;
        Ok(watching.told(tenant, |tenant, page| {
            let news = page.into_iter().filter(|news| {
                let is_ours = news.event.stream.aggregate_type == Aggregate::TYPE;
                is_ours && tenant.is_none_or(|tenant| is_of(&news.event, tenant))
            });
            news.map(OnboardingProgress).collect()
        }))
    }
}
