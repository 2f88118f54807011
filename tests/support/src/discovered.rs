//! Tenants that discovery found, put on record as it would.

use std::sync::Arc;

use tenantry_domain::aggregate::{Aggregate, Event};
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::record::StreamId;
use tenantry_domain::tenant::{
    AtPartnerCenter, InRelationships, Sales, Sighting, Standing, Tenant, TenantEvent, UnderGdap,
};
use tenantry_domain::text::{DomainName, OrganizationName};
use tenantry_engine::ledger::{Ledger, NewEvent, Proposal, Verdict};
use tenantry_engine::time::{Clock, SystemClock};
use uuid::Uuid;

const METADATA: &str = concat!(
    r#"{"actor_kind":"service","actor_id":"discovery","source":"engine","#,
    r#""correlation_id":"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a12","#,
    r#""idempotency_key":"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a13"}"#,
);

/// Tenants in one transaction.
const GROUP: usize = 500;

/// The id of the tenant of this number.
pub fn tenant(number: usize) -> TenantId {
    let first = 0x0190_b5a0_7a3e_7000_8000_0000_0000_0000;
    TenantId::new(Uuid::from_u128(first + number as u128))
}

/// So many tenants, which these MSPs take in turn.
pub async fn record(ledger: &Arc<dyn Ledger>, msps: &[MspId], tenants: usize) {
    let numbers: Vec<usize> = (0..tenants).collect();
    for numbers in numbers.chunks(GROUP) {
        let group = numbers
            .iter()
            .map(|number| proposal(msps[number % msps.len()], *number));
        let group: Vec<Proposal> = group.collect();
        let verdicts = ledger.commit(&group).await.unwrap();
        let new = |it: &Verdict| matches!(it, Verdict::Committed(_));
        assert!(verdicts.iter().all(new), "every tenant is new");
    }
}

fn proposal(msp: MspId, number: usize) -> Proposal {
    let event = TenantEvent::TenantDiscovered {
        sighting: sighting(number),
        at: SystemClock.now(),
    };
    let shape = event.shape();
    Proposal {
        msp,
        stream: StreamId::new(Tenant::TYPE, tenant(number)),
        expected: 0,
        events: vec![NewEvent {
            event_type: shape.name.to_owned(),
            event_version: shape.version.to_owned(),
            payload: serde_json::to_string(&event).unwrap(),
        }],
        metadata: METADATA.to_owned(),
        key: format!("discovery-{number}"),
        request: [0; 32],
    }
}

/// As of a customer with delegated administration, named by all who can.
fn sighting(number: usize) -> Sighting {
    let name = OrganizationName::new(&format!("Customer {number} and Partners")).ok();
    let domain = DomainName::new(&format!("customer{number}.onmicrosoft.com")).ok();
    Sighting {
        partner_center: Some(AtPartnerCenter {
            name: name.clone(),
            domain,
            sales: Some(Sales::Reseller),
            old_delegation: Some(false),
        }),
        gdap: Some(UnderGdap { name: name.clone() }),
        contract: None,
        relationship: Some(InRelationships {
            name,
            standing: Some(Standing::Active),
            through_provider: false,
            made_by_microsoft: false,
        }),
    }
}
