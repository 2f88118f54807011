//! A customer whose tenant is connected, as the ledger has it once all is done.

use std::sync::Arc;

use serde_json::json;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{CustomerId, InvitationId, MspId, TenantId};
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::saga::{Progress, Saga as _, What};
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

/// Registers the customer, holds the tenant for it, and records that an onboarding found all of its access
/// there. In the clouds nothing is done.
pub async fn by_onboarding(
    engine: &Arc<Engine>,
    clock: Arc<dyn Clock>,
    msp: MspId,
    (customer, name): (CustomerId, &str),
    tenant: TenantId,
) {
    let register = customers::register(name);
    tell::<Customer>(engine, msp, customer.to_string(), register).await;
    let at = clock.now();
    let holdings = Holdings::new(engine.clone(), clock);
    let claimed = holdings.claim(msp, tenant, customer, somebody()).await;
    claimed.unwrap();
    let start = json!({ "start": {
        "customer_id": customer, "customer_name": name, "tenant_id": tenant,
        "template": { "id": Uuid::from_u128(1), "version": 1 },
        "terms": {
            "shares": [{ "group": "Readers", "roles": ["f2ef992c-3afb-46b9-b7cf-a126ee74c451"] }],
            "term": 730, "extend": "half-years", "approval_days": 30,
            "missing_groups": "refuse", "app_access": "by-customer",
        },
        "repair": false, "at": at,
    }});
    let start = serde_json::from_value(start).unwrap();
    tell::<Onboarding>(engine, msp, tenant.to_string(), start).await;
    let facts = [
        json!({ "ActiveRelationshipReused": {
            "relationship": "r-1", "name": "Theirs", "assignments": ["a-1"], "at": at } }),
        json!({ "GroupFound": { "group": "Readers", "id": Uuid::from_u128(2), "at": at } }),
        json!({ "AssignmentFound": { "group": "Readers", "assignment": "a-1", "at": at } }),
        json!({ "AssignmentActivated": { "group": "Readers", "at": at } }),
        json!({ "AccessVerified": { "organization": name, "at": at } }),
    ];
    let facts = facts.map(|fact| What::Note(serde_json::from_value(fact).unwrap()));
    for what in facts.into_iter().chain([What::Conclude]) {
        let progress = Onboarding::proceed(Progress { what, at, fence: 1 });
        tell::<Onboarding>(engine, msp, tenant.to_string(), progress).await;
    }
}
