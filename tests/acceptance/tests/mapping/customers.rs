//! Customers made from records.

use tenantry_domain::customer::Customer;
use tenantry_domain::matching::Verdict;
use tenantry_domain::text::CustomerName;
use tenantry_domain::vendor_record::LinkedHow;
use tenantry_support::customers::{ada, archive};
use tenantry_support::{World, audit, on_both_databases};

use crate::stage::{Stage, grace, why};

async fn asked_twice_it_is_the_same_customer(world: World) {
    let mut stage = Stage::open(world).await;
    for step in 0.. {
        let record = stage.autotask("  Contoso Ltd ").await;
        stage.ledger.dies_after(step);
        let key = || ada().with_key(format!("make-{step}"));
        let made = stage
            .mappings
            .create_customer(stage.msp, record, None, key())
            .await;
        stage = stage.restarted().await;
        let again = stage
            .mappings
            .create_customer(stage.msp, record, None, key())
            .await
            .unwrap();
        let Customer::Registered(known) = stage.customer_state(again.customer).await else {
            panic!("it is registered");
        };
        assert_eq!(known.name.as_str(), "Contoso Ltd");
        assert_eq!(stage.whose(record).await, Some(again.customer));
        assert_eq!(stage.how(record).await, Some(LinkedHow::CreatedFrom));
        assert_eq!(stage.seat(again.customer, 1).await, Some(record));
        if let Ok(made) = made {
            assert_eq!(made.customer, again.customer);
            assert!(again.done.replayed);
            assert_eq!(step, 3);
            break;
        }
    }
    audit::ledger(&*stage.ledger, stage.msp).await;
}

async fn two_who_make_one_at_once_make_one(world: World) {
    let stage = Stage::open(world).await;
    for round in 0..6 {
        let record = stage.autotask(&format!("Contoso {round}")).await;
        let other = stage.other_node().await;
        let (ours, theirs) = tokio::join!(
            stage
                .mappings
                .create_customer(stage.msp, record, None, ada()),
            other.create_customer(stage.msp, record, None, grace()),
        );
        let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
        assert_eq!(ours.customer, theirs.customer);
        assert_eq!(stage.whose(record).await, Some(ours.customer));
    }
    let events = audit::ledger(&*stage.ledger, stage.msp).await;
    let registered = events
        .iter()
        .filter(|it| it.event_type == "CustomerRegistered");
    assert_eq!(registered.count(), 6);
}

async fn whose_record_it_is_already_makes_none(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let contoso = stage.customer("Contoso").await;
    let linked = stage.autotask("Contoso").await;
    stage.linked(linked, contoso).await;
    let ignored = stage.autotask("Test").await;
    let done = mappings.ignore(msp, ignored, why("a test company"), ada());
    done.await.unwrap();
    let before = stage.head().await;
    for (record, code) in [
        (linked, "RECORD_LINKED_ELSEWHERE"),
        (ignored, "RECORD_IGNORED_BY_CHOICE"),
    ] {
        let refused = mappings.create_customer(msp, record, None, ada()).await;
        assert_eq!(refused.unwrap_err().code(), code);
    }
    assert_eq!(stage.head().await, before);
    // Archived, the customer that was made is over; the record may be another's.
    let record = stage.autotask("Fabrikam").await;
    let first = mappings.create_customer(msp, record, None, ada()).await;
    let first = first.unwrap().customer;
    let parted = mappings.unlink(msp, record, first, None, ada());
    parted.await.unwrap();
    stage.ask_customer(first, archive()).await;
    let name = CustomerName::new("Fabrikam of London").ok();
    let second = mappings.create_customer(msp, record, name, ada()).await;
    assert_ne!(second.unwrap().customer, first);
}

async fn many_are_made_after_a_look(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let contoso = stage.customer("Contoso").await;
    let linked = stage.autotask("Linked").await;
    stage.linked(linked, contoso).await;
    let records = [
        stage.autotask("Contoso").await,
        stage.autotask("Fabrikam").await,
        stage.autotask("").await,
        linked,
    ];
    let planned = mappings.plan_customers(msp, &records).await.unwrap();
    let there = |verdict: &Verdict| matches!(verdict, Verdict::Certain { .. });
    assert!(there(&planned[0].verdict), "the customer is there already");
    let names: Vec<_> = planned
        .iter()
        .map(|it| it.name.as_ref().map(ToString::to_string))
        .collect();
    assert_eq!(names[1], Ok("Fabrikam".to_owned()));
    assert_eq!(names[2], Ok("(no name)".to_owned()));
    assert_eq!(
        names[3].as_ref().unwrap_err().code(),
        "RECORD_LINKED_ELSEWHERE"
    );

    let key = || ada().with_key("many-1");
    let made = mappings.create_customers(msp, &records[1..], key()).await;
    let customers: Vec<_> = made
        .iter()
        .filter_map(|(_, it)| Some(it.as_ref().ok()?.customer))
        .collect();
    assert_eq!(customers.len(), 2);
    let before = stage.head().await;
    let again = mappings.create_customers(msp, &records[1..], key()).await;
    let same: Vec<_> = again
        .iter()
        .filter_map(|(_, it)| Some(it.as_ref().ok()?.customer))
        .collect();
    assert_eq!((same, stage.head().await), (customers, before));
}

on_both_databases!(
    asked_twice_it_is_the_same_customer,
    two_who_make_one_at_once_make_one,
    whose_record_it_is_already_makes_none,
    many_are_made_after_a_look,
);
