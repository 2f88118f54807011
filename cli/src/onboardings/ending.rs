//! `tenantry onboardings end-access`: access that is in place, to be taken back.

use tenantry_domain::approval::Operation;
use tenantry_domain::ids::TenantId;
use tenantry_domain::onboarding::{Onboarding, OnboardingRefusal};
use tenantry_engine::commands::CommandError;

use super::start::Of;
use crate::asked;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::work::Ground;

/// Nothing changes until somebody else approves what it would take back.
pub(super) async fn run(wish: &Of, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&wish.ask.msp)?;
    let tenant_id: TenantId = wish.tenant.parse()?;
    wish.ask.needed_reason()?;
    let ground = Ground::of(config).await?;
    let id = tenant_id.to_string();
    let stands = ground.engine.load::<Onboarding>(msp, &id).await?;
    let unknown = CommandError::Refused(OnboardingRefusal::OnboardingNotFound);
    let operation = Operation::EndAccess {
        customer_id: stands.attempt().ok_or(unknown)?.customer_id,
        tenant_id,
    };
    asked::ask(&ground, operation, &wish.ask, output).await
}
