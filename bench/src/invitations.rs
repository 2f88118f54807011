//! Onboardings that wait for the customer's approval, put on record as if they had come so far.

use std::sync::Arc;

use tenantry_domain::aggregate::{Aggregate, Event};
use tenantry_domain::ids::{CustomerId, MspId, TemplateId};
use tenantry_domain::onboarding::{Onboarding, OnboardingEvent, PLAN_VERSION, Step};
use tenantry_domain::record::{Micros, StreamId};
use tenantry_domain::saga::{Next, Saga, Task, days};
use tenantry_domain::text::{CustomerName, RelationshipName};
use tenantry_engine::ledger::{Ledger, NewEvent, Proposal, Verdict};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_support::discovered::tenant;
use uuid::Uuid;

use crate::history::METADATA;
use crate::{load, terms};

use OnboardingEvent as E;

/// They began to wait at different times within so long.
const WITHIN: Micros = days(60);

/// From one to the next; no two of them are looked at in step.
const STRIDE: Micros = 7_919_000_003;

/// Onboardings in one transaction.
const GROUP: usize = 200;

pub(crate) fn msp(number: usize) -> MspId {
    load::msp(number as u128)
}

pub(crate) async fn record(ledger: &Arc<dyn Ledger>, count: usize) {
    let now = SystemClock.now();
    let numbers: Vec<usize> = (0..count).collect();
    for numbers in numbers.chunks(GROUP) {
        let proposal = |number: &usize| {
            let waited = i64::try_from(*number).unwrap_or_default() * STRIDE % WITHIN;
            proposal(*number, now - days(1) - waited)
        };
        let group: Vec<Proposal> = numbers.iter().map(proposal).collect();
        let verdicts = ledger.commit(&group).await.expect("the database is up");
        let new = |it: &Verdict| matches!(it, Verdict::Committed(_));
        assert!(verdicts.iter().all(new), "every onboarding is new");
    }
}

fn proposal(number: usize, at: Micros) -> Proposal {
    let events = invited(number, at);
    let mut onboarding = Onboarding::default();
    for event in &events {
        onboarding.evolve(event);
    }
    let next = onboarding.next();
    let task = Task::Do(Step::WaitForApproval);
    assert!(matches!(next, Next::Due { task: it, .. } if it == task));
    Proposal {
        msp: msp(number),
        stream: StreamId::new(Onboarding::TYPE, tenant(number)),
        expected: 0,
        events: events.iter().map(written).collect(),
        metadata: METADATA.to_owned(),
        key: format!("invitation-{number}"),
        request: [0; 32],
    }
}

fn invited(number: usize, at: Micros) -> Vec<E> {
    let name = format!("Customer {number}");
    let relationship = Uuid::from_u128(number as u128).to_string();
    let template = tenantry_domain::gdap_template::TemplateVersion {
        id: TemplateId::new(Uuid::from_u128(1)),
        version: 1,
    };
    vec![
        E::OnboardingStarted {
            customer_id: CustomerId::new(Uuid::from_u128(number as u128)),
            tenant_id: tenant(number),
            customer_name: CustomerName::new(&name).ok(),
            attempt: 1,
            plan: PLAN_VERSION,
            template: Some(template),
            terms: Some(terms::managed()),
            repair: false,
            correlation_id: None,
            at,
        },
        E::NothingToReuse {
            name: RelationshipName::clipped(&name, "tenantry"),
            supersedes: Vec::new(),
            at,
        },
        E::StepRequested {
            step: Step::CreateRelationship,
            at,
            fence: 1,
        },
        E::RelationshipProposed {
            relationship: relationship.parse().expect("a good id"),
            at,
        },
        E::RelationshipCreated { at },
        E::RelationshipLocked {
            invitation: format!("https://admin.microsoft.com/invitation/{relationship}"),
            at,
        },
    ]
}

fn written(event: &E) -> NewEvent {
    let shape = event.shape();
    NewEvent {
        event_type: shape.name.to_owned(),
        event_version: shape.version.to_owned(),
        payload: serde_json::to_string(event).expect("events are plain data"),
    }
}
