//! Consents as people look them up, and those that a worker finds open.

use std::collections::BTreeMap;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::ids::{CustomerId, InvitationId, TenantId};
use tenantry_domain::onboarding::OnboardingEvent;
use tenantry_domain::record::{Micros, Position, StreamId};
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::tenant_consent::{TenantConsent, TenantConsentEvent as E};
use tenantry_domain::text::{DomainName, OrganizationName, PermissionName};
use tenantry_engine::sagas::LiveSagas as _;
use uuid::Uuid;

use super::on_both;
use super::world::{World, id, msp, new, reason, started};
use crate::tenant_consents::{self, ConsentFilter, ConsentStatus, LiveConsents, MoreStatus};
use crate::tenants::{self, TenantStatus};

on_both!(
    a_row_tells_how_a_consent_stands,
    lists_begin_with_what_was_asked_last,
    open_ones_are_found_by_a_worker,
    further_permissions_are_told_beside_the_connection,
    an_onboarding_that_was_ended_leaves_what_consent_gave,
);

fn asked(number: u128, at: Micros) -> E {
    E::ConsentAsked {
        customer_id: CustomerId::new(id(90 + number % 2)),
        tenant_id: TenantId::new(id(number)),
        app: AppId::new(id(80)),
        permissions: vec![PermissionName::new("User.Read.All").unwrap()],
        invitation: InvitationId::new(id(70)),
        valid_until: at + 1000,
        correlation_id: None,
        at,
    }
}

fn returned() -> E {
    E::ConsentReturned {
        invitation: InvitationId::new(id(70)),
        at: 20,
    }
}

fn fault(code: &str) -> Fault {
    Fault::own(code, FaultClass::Waiting, "its words")
}

fn verified() -> E {
    E::ConsentVerified {
        organization: OrganizationName::new("Contoso").unwrap(),
        domains: vec![DomainName::new("contoso.com").unwrap()],
        domain_count: 3,
        at: 40,
    }
}

fn refused() -> E {
    E::ConsentRefused {
        invitation: InvitationId::new(id(70)),
        fault: fault("CONSENT_DECLINED"),
        at: 20,
    }
}

async fn record(world: &World, number: u128, expected: u64, events: &[E]) -> Position {
    let stream = StreamId::new(TenantConsent::TYPE, id(number));
    let events = events.iter().map(new).collect();
    world.append(msp(1), stream, expected, events).await
}

async fn a_row_tells_how_a_consent_stands(world: World) {
    use ConsentStatus as S;
    let projections = world.projections().await;
    let delayed = E::VerificationDelayed {
        fault: fault("CONSENT_MISSING"),
        at: 30,
    };
    let unverified = E::ConsentNotVerified {
        fault: fault("CONSENT_MISSING"),
        at: 50,
    };
    let withdrawn = E::ConsentWithdrawn {
        reason: reason(),
        at: 60,
    };
    let steps = [
        (asked(1, 10), S::AwaitingConsent, None),
        (refused(), S::Refused, Some("CONSENT_DECLINED")),
        (asked(1, 11), S::AwaitingConsent, None),
        (E::ConsentLapsed { at: 12 }, S::Lapsed, None),
        (asked(1, 13), S::AwaitingConsent, None),
        (returned(), S::Verifying, None),
        (delayed.clone(), S::Verifying, Some("CONSENT_MISSING")),
        (unverified, S::Failed, Some("CONSENT_MISSING")),
        (asked(1, 14), S::AwaitingConsent, None),
        (returned(), S::Verifying, None),
        (delayed, S::Verifying, Some("CONSENT_MISSING")),
        (verified(), S::Connected, None),
        (withdrawn, S::Withdrawn, None),
    ];
    for (place, (event, status, code)) in (0..).zip(steps) {
        let live = matches!(status, S::AwaitingConsent | S::Verifying);
        let ended = !live && status != S::Connected;
        let position = record(&world, 1, place, &[event]).await;
        projections.catch_up().await.unwrap();
        let row = tenant_consents::get(&projections, msp(1), TenantId::new(id(1))).await;
        let row = row.unwrap().unwrap();
        assert_eq!((row.status, row.error_code.as_deref()), (status, code));
        assert_eq!((row.live, row.ended_at.is_some()), (live, ended));
        assert_eq!(row.position, position);
        if status == S::Connected {
            assert_eq!(row.organization.as_deref(), Some("Contoso"));
            assert_eq!((row.domains.len(), row.domain_count), (1, 3));
        }
    }
    let stranger = tenant_consents::get(&projections, msp(2), TenantId::new(id(1))).await;
    assert_eq!(stranger.unwrap(), None);
}

fn more_asked(at: Micros) -> E {
    E::MorePermissionsAsked {
        app: AppId::new(id(80)),
        permissions: vec![PermissionName::new("User.RevokeSessions.All").unwrap()],
        listed: true,
        invitation: InvitationId::new(id(71)),
        valid_until: at + 1000,
        correlation_id: None,
        at,
    }
}

async fn further_permissions_are_told_beside_the_connection(world: World) {
    use MoreStatus as M;
    let projections = world.projections().await;
    record(&world, 1, 0, &[asked(1, 10), returned(), verified()]).await;
    let invitation = InvitationId::new(id(71));
    let back = E::MorePermissionsReturned { invitation, at: 60 };
    let fault = || fault("CONSENT_NOT_COMPLETE");
    let no = E::MorePermissionsRefused {
        invitation,
        fault: fault(),
        at: 60,
    };
    let late = E::MorePermissionsDelayed {
        fault: fault(),
        at: 70,
    };
    let never = E::MorePermissionsNotVerified {
        fault: fault(),
        at: 80,
    };
    let given = E::MorePermissionsVerified {
        permissions: Vec::new(),
        at: 80,
    };
    let steps = [
        (more_asked(50), M::Asked, Some(1050)),
        (E::MorePermissionsLapsed { at: 1050 }, M::Lapsed, None),
        (more_asked(51), M::Asked, Some(1051)),
        (no, M::Refused, None),
        (more_asked(52), M::Asked, Some(1052)),
        (back.clone(), M::Verifying, Some(0)),
        (late, M::Verifying, Some(0)),
        (never, M::NotGiven, None),
        (more_asked(53), M::Asked, Some(1053)),
        (back, M::Verifying, Some(0)),
        (given, M::Given, None),
    ];
    let live = LiveConsents::new(projections.clone());
    for (place, (event, status, due)) in (3..).zip(steps) {
        record(&world, 1, place, &[event]).await;
        projections.catch_up().await.unwrap();
        let row = tenant_consents::get(&projections, msp(1), TenantId::new(id(1))).await;
        let row = row.unwrap().unwrap();
        assert_eq!(
            (row.status, row.more_status),
            (ConsentStatus::Connected, Some(status))
        );
        assert_eq!(row.error_code, None, "of the connection");
        let blamed = matches!(status, M::Refused | M::NotGiven);
        assert!(!blamed || row.more_error_code.is_some());
        assert_eq!(row.more_ended_at.is_some(), due.is_none());
        let found = live.of(msp(1), None).await.unwrap().sagas;
        assert_eq!(found.first().map(|it| it.due), due, "{status:?}");
    }
}

async fn lists_begin_with_what_was_asked_last(world: World) {
    for number in 1..=4 {
        let at = i64::try_from(number).unwrap();
        record(&world, number, 0, &[asked(number, at)]).await;
    }
    record(&world, 4, 1, &[refused()]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let listed = async |filter: ConsentFilter| -> Vec<Uuid> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page =
                tenant_consents::list(&projections, msp(1), &filter, after.as_ref(), 2).await;
            let page = page.unwrap();
            found.extend(page.rows.iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                return found;
            }
        }
    };
    let all = ConsentFilter::default();
    assert_eq!(listed(all.clone()).await, [4, 3, 2, 1].map(id));
    let status = Some(ConsentStatus::AwaitingConsent);
    let awaiting = ConsentFilter {
        status,
        ..all.clone()
    };
    assert_eq!(listed(awaiting).await, [3, 2, 1].map(id));
    let customer = Some(CustomerId::new(id(90)));
    assert_eq!(
        listed(ConsentFilter { customer, ..all }).await,
        [4, 2].map(id)
    );
}

async fn open_ones_are_found_by_a_worker(world: World) {
    for number in 1..=3 {
        record(&world, number, 0, &[asked(number, 10)]).await;
    }
    record(&world, 2, 1, &[returned()]).await;
    let ended = record(&world, 3, 1, &[refused()]).await;
    let projections = world.projections().await;
    let live = LiveConsents::new(projections.clone()).by_pages_of(1);
    let unfolded = live.of(msp(1), None).await.unwrap();
    assert_eq!((unfolded.sagas.len(), unfolded.position), (3, ended));
    projections.catch_up().await.unwrap();
    let (mut found, mut after) = (BTreeMap::new(), None);
    loop {
        let page = live.of(msp(1), after.as_deref()).await.unwrap();
        assert_eq!(page.position, ended);
        for saga in page.sagas {
            assert_eq!(saga.aggregate_type, TenantConsent::TYPE);
            found.insert(saga.id.parse::<Uuid>().unwrap(), saga.due);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, BTreeMap::from([(id(1), 1010), (id(2), 0)]));
    let torn = live.of(msp(1), Some("nowhere")).await.unwrap();
    assert_eq!(torn.sagas.len(), 3, "looked up in the ledger");
}

async fn an_onboarding_that_was_ended_leaves_what_consent_gave(world: World) {
    let projections = world.projections().await;
    let tenant = id(1);
    let ended = OnboardingEvent::AccessEnded {
        reason: reason(),
        at: 50,
    };
    let events = [
        started(id(91), tenant),
        OnboardingEvent::OnboardingActivated {},
        ended,
    ];
    record(&world, 1, 0, &[asked(1, 10), returned(), verified()]).await;
    world.onboarding(msp(1), tenant, 0, &events).await;
    projections.catch_up().await.unwrap();
    let row = tenants::get(&projections, msp(1), TenantId::new(tenant)).await;
    let row = row.unwrap().unwrap();
    assert_eq!((row.status, row.template_id), (TenantStatus::Active, None));
    let withdrawn = E::ConsentWithdrawn {
        reason: reason(),
        at: 60,
    };
    record(&world, 1, 3, &[withdrawn]).await;
    projections.catch_up().await.unwrap();
    let row = tenants::get(&projections, msp(1), TenantId::new(tenant)).await;
    assert_eq!(row.unwrap().unwrap().status, TenantStatus::Discovered);
}
