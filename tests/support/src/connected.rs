//! A customer whose tenant is connected, as the ledger has it once all is done.

use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{CustomerId, InvitationId, MspId, TenantId};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::tenant_consent::{
    AskConsent, NoteReturn, NoteVerified, TenantConsent, TenantConsentCommand,
};
use tenantry_domain::text::OrganizationName;
use tenantry_engine::commands::{Context, Engine, Request};
use tenantry_engine::holdings::Holdings;
use tenantry_engine::time::Clock;
use uuid::Uuid;

use crate::customers;

/// Registers the customer, holds the tenant for it, and records that its administrator consented to the
/// app. In the clouds nothing is done: there it has to be so already.
pub async fn by_consent(
    engine: &Arc<Engine>,
    clock: Arc<dyn Clock>,
    msp: MspId,
    (customer, name): (CustomerId, &str),
    tenant: TenantId,
    app: AppId,
) {
    let register = customers::register(name);
    tell::<Customer>(engine, msp, customer.to_string(), register).await;
    let at = clock.now();
    let holdings = Holdings::new(engine.clone(), clock);
    let claimed = holdings.claim(msp, tenant, customer, somebody()).await;
    claimed.unwrap();
    let invitation = InvitationId::new(Uuid::now_v7());
    let steps = [
        TenantConsentCommand::Ask(Box::new(AskConsent {
            customer_id: customer,
            tenant_id: tenant,
            app,
            valid_days: 7,
            permissions: Vec::new(),
            invitation,
            correlation_id: None,
            at,
        })),
        TenantConsentCommand::NoteReturn(NoteReturn {
            invitation,
            tenant,
            at,
        }),
        TenantConsentCommand::NoteVerified(NoteVerified {
            invitation,
            organization: OrganizationName::clipped(name, "?"),
            domains: Vec::new(),
            domain_count: 0,
            at,
        }),
    ];
    for step in steps {
        tell::<TenantConsent>(engine, msp, tenant.to_string(), step).await;
    }
}

async fn tell<A: Aggregate>(engine: &Engine, msp: MspId, id: String, command: A::Command) {
    let request = Request::<A> {
        msp,
        id,
        command,
        context: somebody(),
    };
    if let Err(error) = engine.execute(request).await {
        panic!("{error}");
    }
}

fn somebody() -> Context {
    Context::new(Actor::user("ada"), Source::Cli)
}
