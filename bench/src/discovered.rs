//! Tenants that discovery found, put on record as it would.

use std::sync::Arc;

use tenantry_domain::aggregate::{Aggregate, Event};
use tenantry_domain::record::StreamId;
use tenantry_domain::tenant::{
    AtPartnerCenter, InRelationships, Sales, Sighting, Standing, Tenant, TenantEvent, UnderGdap,
};
use tenantry_domain::text::{DomainName, OrganizationName};
use tenantry_engine::ledger::{Ledger, NewEvent, Proposal, Verdict};
use tenantry_engine::time::{Clock, SystemClock};

use crate::history::METADATA;
use crate::invitations;
use crate::load;

/// Tenants in one transaction.
const GROUP: usize = 500;

/// So many tenants of so many MSPs.
pub(crate) async fn record(ledger: &Arc<dyn Ledger>, msps: usize, tenants: usize) {
    let numbers: Vec<usize> = (0..tenants).collect();
    for numbers in numbers.chunks(GROUP) {
        let group = numbers.iter().map(|number| proposal(*number, msps));
        let group: Vec<Proposal> = group.collect();
        let verdicts = ledger.commit(&group).await.expect("the database is up");
        let new = |it: &Verdict| matches!(it, Verdict::Committed(_));
        assert!(verdicts.iter().all(new), "every tenant is new");
    }
}

fn proposal(number: usize, msps: usize) -> Proposal {
    let event = TenantEvent::TenantDiscovered {
        sighting: sighting(number),
        at: SystemClock.now(),
    };
    let shape = event.shape();
    Proposal {
        msp: load::any_msp((number % msps) as u128),
        stream: StreamId::new(Tenant::TYPE, invitations::tenant(number)),
        expected: 0,
        events: vec![NewEvent {
            event_type: shape.name.to_owned(),
            event_version: shape.version.to_owned(),
            payload: serde_json::to_string(&event).expect("events are plain data"),
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
