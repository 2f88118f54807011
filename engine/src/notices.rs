//! What is done when Partner Center tells of a change. A notice is a hint: nothing of what it says is
//! believed, it only says where to look now instead of later.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::cloud::gdap::RelationshipId;
use tenantry_domain::cloud::partner::{NoticeId, Subject, Topic, VerifiedNotice};
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::onboarding::{Onboarding, OnboardingRefusal};
use tenantry_domain::record::{Actor, Source};

use crate::commands::{CommandError, Context};
use crate::discovery::KnownUnreadable;
use crate::drift::{DriftError, DriftProbe, Seen};
use crate::ledger::Outcome;
use crate::onboardings::{OnboardingError, Onboardings};

/// A view of the ledger. It may be behind: a relationship is known to it long before a customer can
/// have read the invitation.
#[async_trait]
pub trait RelationshipTenants: Debug + Send + Sync {
    /// The tenant whose onboarding works with the relationship at this MSP, if any does.
    async fn tenant_of(
        &self,
        msp: MspId,
        relationship: &RelationshipId,
    ) -> Result<Option<TenantId>, KnownUnreadable>;
}

/// What a notice came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Heard {
    /// The way was tried, and works.
    Test,
    /// It is about something that nothing here depends on.
    OtherTopic,
    /// No onboarding of this MSP works with the relationship.
    OtherRelationship,
    /// The onboarding looks now instead of later.
    Hurried(TenantId),
    /// The onboarding looks now anyway, or has nothing left to look at.
    NothingToHurry(TenantId),
    /// Access is in place: [`Notices::look`] says whether it still is.
    InPlace(TenantId),
}

impl Heard {
    /// For logs and counts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::OtherTopic => "other topic",
            Self::OtherRelationship => "other relationship",
            Self::Hurried(_) => "hurried",
            Self::NothingToHurry(_) => "nothing to hurry",
            Self::InPlace(_) => "in place",
        }
    }
}

/// Why a notice came to nothing for now. It may come to something when it is delivered again.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoticeError {
    #[error(transparent)]
    Unreadable(#[from] KnownUnreadable),
    #[error(transparent)]
    Onboarding(#[from] OnboardingError),
}

impl NoticeError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(error) => error.code,
            Self::Onboarding(error) => error.code(),
        }
    }
}

/// Takes the notices of all MSPs.
#[derive(Debug, Clone)]
pub struct Notices {
    onboardings: Onboardings,
    probe: DriftProbe,
    tenants: Arc<dyn RelationshipTenants>,
}

impl Notices {
    pub fn new(
        onboardings: Onboardings,
        probe: DriftProbe,
        tenants: Arc<dyn RelationshipTenants>,
    ) -> Self {
        Self {
            onboardings,
            probe,
            tenants,
        }
    }

    /// Does what a notice to this MSP gives reason for. Copies of one notice record nothing twice.
    pub async fn hear(&self, msp: MspId, notice: &VerifiedNotice) -> Result<Heard, NoticeError> {
        let notice = notice.notice();
        let relationship = match (&notice.topic, &notice.subject) {
            (Topic::Test, _) => return Ok(Heard::Test),
            // Assignments are made by nobody but us: that one was made is no news.
            (Topic::Other(_) | Topic::AssignmentCreated, _) | (_, Subject::Other) => {
                return Ok(Heard::OtherTopic);
            }
            (_, Subject::Relationship(relationship) | Subject::Assignment { relationship, .. }) => {
                relationship
            }
        };
        let Some(tenant) = self.tenants.tenant_of(msp, relationship).await? else {
            return Ok(Heard::OtherRelationship);
        };
        let stands: Onboarding = self.onboardings.of(msp, tenant).await?;
        if stands.watched().is_some() {
            return Ok(Heard::InPlace(tenant));
        }
        let context = context(&notice.id).with_key(format!("notice/{}", notice.id.as_str()));
        match self.onboardings.retry(msp, tenant, context).await {
            Ok(done) if done.outcome() == Outcome::Recorded => Ok(Heard::Hurried(tenant)),
            Ok(_) => Ok(Heard::NothingToHurry(tenant)),
            Err(error) if has_ended(&error) => Ok(Heard::NothingToHurry(tenant)),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the access that the notice concerns is still there, on record where that is not what
    /// was found before.
    pub async fn look(
        &self,
        msp: MspId,
        tenant: TenantId,
        notice: &NoticeId,
    ) -> Result<Option<Seen>, DriftError> {
        self.probe.check(msp, tenant, context(notice)).await
    }
}

fn context(notice: &NoticeId) -> Context {
    let mut context = Context::new(Actor::service("partner-center"), Source::Api);
    context.causation_id = Some(notice.as_str().to_owned());
    context
}

fn has_ended(error: &OnboardingError) -> bool {
    let ended = CommandError::Refused(OnboardingRefusal::OnboardingEnded);
    matches!(error, OnboardingError::Onboarding(error) if *error == ended)
}
