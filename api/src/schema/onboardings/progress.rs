//! One event of an onboarding, and how it stood then.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use tenantry_domain::onboarding::{Line, Story};
use tenantry_domain::record::RecordedEvent;
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_projections::onboardings::Onboardings;
use uuid::Uuid;

use super::object::Onboarding;
use super::story::OnboardingStory;
use crate::live::News;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::scalars::{DateTime, Position};

#[derive(Debug, Clone)]
pub(crate) struct OnboardingProgress(pub(super) Arc<News>);

/// Something that happened in an onboarding.
#[Object]
impl OnboardingProgress {
    /// Where it stands in the MSP's ledger. Give it as `after` to go on behind it.
    async fn position(&self) -> Position {
        Position(self.0.event.position)
    }

    /// What happened.
    #[graphql(name = "type")]
    async fn event_type(&self) -> &str {
        &self.0.event.event_type
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.event.recorded_at)
    }

    /// The tenant's id at Microsoft.
    async fn tenant_id(&self) -> &str {
        &self.0.event.stream.aggregate_id
    }

    /// The onboarding with this in it. What happened since may be in it too: its own position says so.
    async fn onboarding(&self, ctx: &Context<'_>) -> Result<Option<Onboarding>> {
        let desk = Desk::reading(ctx)?;
        let News {
            event, onboarding, ..
        } = &*self.0;
        let row = desk.arrived::<Onboardings>(onboarding, event).await?;
        Ok(row.map(Onboarding))
    }

    /// How the attempt had gone when this had happened, step by step. Nothing later is in it.
    #[graphql(complexity = "10 + 20 * child_complexity")]
    async fn story(&self, ctx: &Context<'_>) -> Result<Option<OnboardingStory>> {
        let desk = Desk::reading(ctx)?;
        let News { event, story, .. } = &*self.0;
        let told = story.get_or_try_init(async || up_to(desk, event).await);
        Ok(told.await?.clone().map(OnboardingStory))
    }
}

/// Told from the stream's events up to this one.
async fn up_to(desk: Desk<'_>, event: &RecordedEvent) -> Result<Option<Arc<Story>>, Fault> {
    let (mut lines, mut after) = (Vec::new(), 0);
    while after < event.sequence {
        let left = usize::try_from(event.sequence - after).unwrap_or(PAGE_LIMIT);
        let ledger = desk.ledger();
        let page = ledger.stream(desk.msp(), &event.stream, after, left.min(PAGE_LIMIT));
        let page = page.await?;
        let Some(last) = page.last() else { break };
        after = last.sequence;
        for recorded in &page {
            lines.push(Line::read(recorded)?);
        }
    }
    Ok(Story::of(&lines, None).map(Arc::new))
}

/// The tenant whose stream it is.
pub(super) fn is_of(event: &RecordedEvent, tenant: Uuid) -> bool {
    Uuid::try_parse(&event.stream.aggregate_id).is_ok_and(|id| id == tenant)
}
