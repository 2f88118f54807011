//! Looking for tenants now.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, InputObject, Object, Result};
use tenantry_engine::commands::Context as Asked;
use tenantry_engine::discovery::{Discovery, DiscoveryFault, Report};
use tokio::time::timeout;

use super::discovery::TenantDiscovery;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::scalars::{DateTime, Position};
use crate::schema::told::{Outcome, Receipt, Unmet, payload, unmet, user_errors};

/// How long a look goes on that nobody waits for any more: a large partner's lists take minutes.
const LONGEST: Duration = Duration::from_mins(5);

user_errors! {
    /// Why a wish about tenants was turned down.
    TenantUserError, TenantErrorCode {}
}

/// A look for tenants.
#[derive(Debug, InputObject)]
pub(crate) struct TenantsDiscoverInput {
    /// For the record. Another look with the same key is another look: what is on record already is
    /// not recorded twice.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
}

payload! {
    /// What came of looking for tenants.
    TenantsDiscoverPayload {
        /// What was found.
        discovery: TenantDiscovery, TenantUserError
    }
}

fn unmet_by(fault: DiscoveryFault) -> Unmet {
    match fault {
        DiscoveryFault::Account { fault, .. } => Unmet::Fault(fault.into()),
        DiscoveryFault::Known(unreadable) => {
            Unmet::Fault(Fault::server(unreadable.code, &unreadable))
        }
        DiscoveryFault::Recording(error) => unmet(error),
    }
}

async fn head(desk: Desk<'_>) -> Result<u64, Fault> {
    Ok(desk.ledger().head(desk.msp()).await?.position)
}

/// A look at all sources, with what is known as new as it can be had.
async fn look(desk: Desk<'_>, asked: Asked) -> Result<Report, Unmet> {
    let parts = desk.parts;
    let clouds = parts.clouds.of(desk.msp()).await.map_err(Fault::from)?;
    desk.settled(head(desk).await?, &["tenants"]).await?;
    let known = Arc::new(parts.projections.clone());
    let discovery = Discovery::new(parts.engine.clone(), known, parts.clock.clone());
    let looked = timeout(LONGEST, discovery.run_for(desk.msp(), &clouds, asked)).await;
    let Ok(report) = looked else {
        let message = "the sources take too long; what was recorded stays recorded";
        return Err(Unmet::Fault(Fault::busy("TIMED_OUT", message.to_owned())));
    };
    report.map_err(unmet_by)
}

/// Where the whole look is on record.
async fn receipt(desk: Desk<'_>, report: &Report) -> Result<Receipt, Fault> {
    let position = head(desk).await?;
    desk.settled(position, &["tenants"]).await?;
    let found = [&report.new, &report.changed, &report.missed];
    let outcome = if found.iter().all(|tenants| tenants.is_empty()) {
        Outcome::AlreadyDone
    } else {
        Outcome::Recorded
    };
    Ok(Receipt {
        position: Position(position),
        outcome,
        recorded_at: DateTime(report.at),
    })
}

#[derive(Debug, Default)]
pub(crate) struct TenantMutation;

#[Object]
impl TenantMutation {
    /// Asks the clouds now which tenants the MSP's customers have, and records what is new. A look
    /// that takes longer than an answer may take goes on for some minutes and is answered
    /// `TIMED_OUT`; `tenants` shows what it finds. Roles: Tech, Admin. Events: `TenantDiscovered`,
    /// `TenantSightingChanged`, `TenantSeenAgain`, `TenantMissed`; none where nothing is new. Asked
    /// again with the same idempotency key it looks again, and records nothing twice.
    #[graphql(complexity = "200 + child_complexity")]
    async fn tenants_discover(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Why.")] input: TenantsDiscoverInput,
    ) -> Result<TenantsDiscoverPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let report = look(desk, asked).await?;
            let receipt = receipt(desk, &report).await?;
            Ok((receipt, Some(TenantDiscovery { report })))
        };
        Ok(TenantsDiscoverPayload::told(outcome.await)?)
    }
}
