//! Catalogues in memory: kept while they are true, and let go when there are too many.

use std::sync::Arc;

use tenantry_domain::matching::Verdict;
use tenantry_engine::mapping::{Catalogues, CataloguesLimits};
use tenantry_engine::time::SystemClock;
use tenantry_support::customers::{ada, rename};
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};

use crate::stage::{Stage, why};

/// A minute, in microseconds.
const MINUTE: i64 = 60_000_000;

fn catalogues(stage: &Stage, rests: i64) -> Catalogues {
    let limits = CataloguesLimits { kept: 2, rests };
    let (ledger, clock) = (stage.ledger.clone(), Arc::new(SystemClock));
    Catalogues::new(stage.view.clone(), ledger, clock, limits)
}

async fn one_is_kept_while_nothing_changes_it(world: World) {
    let stage = Stage::open(world).await;
    let (msp, catalogues) = (stage.msp, catalogues(&stage, 0));
    let record = stage.autotask("Contoso").await;
    let first = catalogues.of(msp).await.unwrap();
    // What is nobody's says nothing of a customer.
    stage.autotask("Fabrikam").await;
    let ignored = stage.mappings.ignore(msp, record, why("a test"), ada());
    ignored.await.unwrap();
    let same = catalogues.of(msp).await.unwrap();
    assert!(Arc::ptr_eq(&first, &same));

    let contoso = stage.customer("Contoso").await;
    let next = catalogues.of(msp).await.unwrap();
    assert_eq!((first.len(), next.len()), (0, 1));
    stage.ask_customer(contoso, rename("Tailspin Toys")).await;
    let renamed = catalogues.of(msp).await.unwrap();
    assert!(!Arc::ptr_eq(&next, &renamed));
    let toys = stage.autotask("Tailspin Toys Ltd").await;
    let verdict = stage.mappings.suggest_for(msp, &[toys]).await.unwrap();
    assert!(matches!(verdict[0].1, Verdict::Certain { customer, .. } if customer == contoso));
}

async fn one_rests_for_a_while_and_the_oldest_goes(world: World) {
    let stage = Stage::open(world).await;
    let catalogues = catalogues(&stage, MINUTE);
    let first = catalogues.of(stage.msp).await.unwrap();
    stage.customer("Contoso").await;
    let same = catalogues.of(stage.msp).await.unwrap();
    assert!(Arc::ptr_eq(&first, &same), "it was made just now");
    let others = [new_msp(), new_msp()];
    for other in others {
        assert!(catalogues.of(other).await.unwrap().is_empty());
    }
    // Let go, it is made anew.
    assert_eq!(catalogues.of(stage.msp).await.unwrap().len(), 1);
}

async fn many_who_ask_at_once_share_one(world: World) {
    let stage = Stage::open(world).await;
    stage.customer("Contoso").await;
    let catalogues = catalogues(&stage, MINUTE);
    let asked = (0..50).map(|_| catalogues.of(stage.msp));
    let found = futures::future::try_join_all(asked).await.unwrap();
    assert!(found.iter().all(|it| Arc::ptr_eq(it, &found[0])));
}

on_both_databases!(
    one_is_kept_while_nothing_changes_it,
    one_rests_for_a_while_and_the_oldest_goes,
    many_who_ask_at_once_share_one,
);
