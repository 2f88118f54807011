//! A tenant has one holder, whoever asks where; and what two MSPs learn of each other.

use std::sync::Arc;

use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::tenant_holding::{Holder, Party};
use tenantry_domain::text::Reason;
use tenantry_engine::holdings::{HoldingError, Holdings};
use tenantry_engine::ledger::Outcome;
use tenantry_engine::time::SystemClock;
use tenantry_support::customers::{ada, archive, ask, register};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};
use tokio::task::JoinSet;
use uuid::Uuid;

async fn node(world: &World) -> Holdings {
    Holdings::new(Arc::new(world.engine().await), Arc::new(SystemClock))
}

fn tenant() -> TenantId {
    TenantId::new(Uuid::now_v7())
}

fn why() -> Reason {
    Reason::new("the customer changed its provider").unwrap()
}

async fn customer_of(world: &World, msp: MspId) -> CustomerId {
    let id = CustomerId::new(Uuid::now_v7());
    let engine = world.engine().await;
    let command = ask(msp, &id.to_string(), register("Contoso"), id.to_string());
    engine.execute(command).await.unwrap();
    id
}

async fn one_of_many_becomes_the_holder(world: World) {
    let tenant = tenant();
    let mut crowd = JoinSet::new();
    for _ in 0..4 {
        let holdings = node(&world).await;
        for _ in 0..5 {
            let holdings = holdings.clone();
            crowd.spawn(async move {
                let holder = Holder::new(new_msp(), CustomerId::new(Uuid::now_v7()));
                let claim = holdings.claim(holder.msp, tenant, holder.customer, ada());
                (holder, claim.await)
            });
        }
    }
    let mut won = Vec::new();
    for (holder, outcome) in crowd.join_all().await {
        match outcome {
            Ok(_) => won.push(holder),
            Err(error) => assert_eq!(error.code(), "TENANT_HELD", "{error}"),
        }
    }
    assert_eq!(won.len(), 1, "{won:?}");
    let holdings = node(&world).await;
    assert_eq!(holdings.holder(tenant).await.unwrap(), Some(won[0]));
    let ledger = world.ledger().await;
    assert_eq!(audit::ledger(&*ledger, MspId::INSTALLATION).await.len(), 1);
}

async fn a_tenant_changes_hands_between_two_nodes(world: World) {
    let (here, there, tenant) = (node(&world).await, node(&world).await, tenant());
    let (old, new) = (new_msp(), new_msp());
    let (theirs, ours) = (
        customer_of(&world, old).await,
        customer_of(&world, new).await,
    );
    here.claim(old, tenant, theirs, ada()).await.unwrap();
    let refused = there.claim(new, tenant, ours, ada()).await.unwrap_err();
    assert_eq!(refused.to_string(), "the tenant is held by another MSP");
    there
        .request(new, tenant, ours, why(), ada())
        .await
        .unwrap();
    let seen = here.seen_by(old, tenant).await.unwrap();
    let open = seen.transfer.unwrap();
    assert_eq!(
        (open.wanted_by, open.may_approve),
        (Party::AnotherMsp, true)
    );
    let wrong = there.hand_over(new, tenant, open.transfer, ada()).await;
    assert_eq!(wrong.unwrap_err().code(), "TRANSFER_NOT_YOURS");
    here.hand_over(old, tenant, open.transfer, ada())
        .await
        .unwrap();
    let holder = Some(Holder::new(new, ours));
    assert_eq!(there.holder(tenant).await.unwrap(), holder);
    let again = there.claim(new, tenant, ours, ada()).await.unwrap();
    assert_eq!(again.outcome(), Outcome::AlreadyDone);
    let refused = here.release(old, tenant, theirs, ada()).await;
    assert_eq!(refused.unwrap_err().code(), "TENANT_HELD");
    there.release(new, tenant, ours, ada()).await.unwrap();
    assert_eq!(here.holder(tenant).await.unwrap(), None);
}

async fn refusing_and_withdrawing_leave_it_where_it_is(world: World) {
    let (holdings, tenant) = (node(&world).await, tenant());
    let (old, new) = (new_msp(), new_msp());
    let (theirs, ours) = (
        customer_of(&world, old).await,
        customer_of(&world, new).await,
    );
    holdings.claim(old, tenant, theirs, ada()).await.unwrap();
    for number in 1..=2 {
        holdings
            .request(new, tenant, ours, why(), ada())
            .await
            .unwrap();
        let stranger = holdings.seen_by(new_msp(), tenant).await.unwrap();
        assert_eq!(stranger.holder, Some(Party::AnotherMsp));
        assert_eq!((stranger.transfer, stranger.last), (None, None));
        if number == 1 {
            let refusal = holdings.refuse(old, tenant, number, why(), ada());
            refusal.await.unwrap();
            let told = holdings.seen_by(new, tenant).await.unwrap().last.unwrap();
            assert_eq!(told.reason, Some(why()));
        } else {
            let withdrawal = holdings.withdraw(new, tenant, number, ada());
            withdrawal.await.unwrap();
        }
        let late = holdings.hand_over(old, tenant, number, ada()).await;
        assert_eq!(late.unwrap_err().code(), "TRANSFER_NOT_FOUND");
    }
    let holder = Some(Holder::new(old, theirs));
    assert_eq!(holdings.holder(tenant).await.unwrap(), holder);
}

/// One ledger for all, and yet nobody meets another's keys; a key repeated later is the same wish.
async fn keys_are_each_msps_own(world: World) {
    let (holdings, msp, other) = (node(&world).await, new_msp(), new_msp());
    let customer = CustomerId::new(Uuid::now_v7());
    let (first, second) = (tenant(), tenant());
    let keyed = |key: &str| ada().with_key(key);
    holdings
        .claim(msp, first, customer, keyed("k"))
        .await
        .unwrap();
    let others = holdings.claim(other, second, customer, keyed("k")).await;
    assert_eq!(others.unwrap().outcome(), Outcome::Recorded);
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    let again = holdings.claim(msp, first, customer, keyed("k")).await;
    assert!(again.unwrap().replayed);
    let taken = holdings.claim(msp, second, customer, keyed("k")).await;
    assert_eq!(taken.unwrap_err().code(), "IDEMPOTENCY_KEY_REUSED");
    for malformed in ["", "two words"] {
        let refused = holdings.claim(msp, first, customer, keyed(malformed)).await;
        assert_eq!(refused.unwrap_err().code(), "IDEMPOTENCY_KEY_MALFORMED");
    }
}

async fn it_is_asked_for_on_behalf_of_a_customer_one_has(world: World) {
    let (holdings, tenant) = (node(&world).await, tenant());
    let (old, new) = (new_msp(), new_msp());
    let theirs = customer_of(&world, old).await;
    holdings.claim(old, tenant, theirs, ada()).await.unwrap();
    let unknown = holdings.request(new, tenant, theirs, why(), ada()).await;
    let error = unknown.unwrap_err();
    assert!(matches!(error, HoldingError::Customer(_)), "{error:?}");
    assert_eq!(error.code(), "CUSTOMER_NOT_FOUND");
    let gone = customer_of(&world, new).await;
    let archive = ask(new, &gone.to_string(), archive(), "archived");
    world.engine().await.execute(archive).await.unwrap();
    let archived = holdings.request(new, tenant, gone, why(), ada()).await;
    assert_eq!(archived.unwrap_err().code(), "CUSTOMER_ARCHIVED");
    assert_eq!(holdings.seen_by(old, tenant).await.unwrap().transfer, None);
}

on_both_databases!(
    one_of_many_becomes_the_holder,
    a_tenant_changes_hands_between_two_nodes,
    refusing_and_withdrawing_leave_it_where_it_is,
    keys_are_each_msps_own,
    it_is_asked_for_on_behalf_of_a_customer_one_has,
);
