//! One record and its customer.

use tenantry_domain::cloud::vendor::{Person, RecordFacts, Vendor};
use tenantry_domain::customer::{CustomerCommand, MergeCustomer};
use tenantry_domain::ids::CustomerId;
use tenantry_engine::ledger::Outcome;
use tenantry_engine::mapping::MappingError;
use tenantry_support::customers::{ada, archive};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::stage::{BY_HAND, Stage, grace, why};

async fn of_two_people_one_wins_and_the_other_is_told_who(world: World) {
    let stage = Stage::open(world).await;
    for round in 0..8 {
        let record = stage.autotask(&format!("Contoso {round}")).await;
        let (here, there) = (
            stage.customer("Contoso").await,
            stage.customer("Contoso Ltd").await,
        );
        let other = stage.other_node().await;
        let (ours, theirs) = tokio::join!(
            stage.mappings.link(stage.msp, record, here, BY_HAND, ada()),
            other.link(stage.msp, record, there, BY_HAND, grace()),
        );
        let (winner, loser, refused) = match (ours, theirs) {
            (Ok(_), Err(refused)) => (here, there, refused),
            (Err(refused), Ok(_)) => (there, here, refused),
            both => panic!("one of them wins: {both:?}"),
        };
        assert_eq!(refused.code(), "RECORD_LINKED_ELSEWHERE");
        let name = if winner == here {
            "user ada"
        } else {
            "user grace"
        };
        let told = refused.to_string();
        assert!(
            told.contains(name) && told.contains(&winner.to_string()),
            "{told}"
        );
        assert_eq!(stage.whose(record).await, Some(winner));
        assert_eq!(stage.seat(winner, 1).await, Some(record));
        assert_eq!(stage.seat(loser, 1).await, None);
    }
    audit::ledger(&*stage.world.ledger().await, stage.msp).await;
}

async fn of_two_records_one_gets_the_seat(world: World) {
    let stage = Stage::open(world).await;
    for _ in 0..6 {
        let customer = stage.customer("Contoso").await;
        let mut crowd = JoinSet::new();
        let mut records = Vec::new();
        for number in 0..4 {
            let record = stage.autotask(&format!("Contoso {number}")).await;
            records.push(record);
            let (node, msp) = (stage.other_node().await, stage.msp);
            crowd.spawn(async move {
                let linked = node.link(msp, record, customer, BY_HAND, ada());
                (record, linked.await)
            });
        }
        let outcomes = crowd.join_all().await;
        let mut linked = Vec::new();
        for record in records {
            if stage.whose(record).await == Some(customer) {
                linked.push(record);
            }
        }
        assert_eq!(linked.len(), 1, "{outcomes:?}");
        assert_eq!(stage.seat(customer, 1).await, Some(linked[0]));
        for (record, outcome) in outcomes {
            match outcome {
                Ok(_) => assert_eq!(record, linked[0]),
                Err(error) => assert!(
                    ["SEAT_TAKEN", "COMMAND_CONTENDED"].contains(&error.code()),
                    "{error}"
                ),
            }
        }
    }
}

async fn a_seat_is_for_one_and_free_again_afterwards(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let (contoso, fabrikam) = (
        stage.customer("Contoso").await,
        stage.customer("Fabrikam").await,
    );
    let (first, second) = (
        stage.autotask("Contoso").await,
        stage.autotask("Contoso old").await,
    );
    stage.linked(first, contoso).await;
    let refused = mappings.link(msp, second, contoso, BY_HAND, ada()).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "SEAT_TAKEN");
    assert!(
        refused.to_string().contains(&first.to_string()),
        "{refused}"
    );
    assert_eq!(stage.whose(second).await, None);
    // The same once more changes nothing.
    let again = mappings.link(msp, first, contoso, BY_HAND, ada()).await;
    assert_eq!(again.unwrap().outcome(), Outcome::AlreadyDone);

    let moved = mappings.move_to(msp, first, (contoso, fabrikam), None, ada());
    moved.await.unwrap();
    assert_eq!(stage.seat(contoso, 1).await, None);
    assert_eq!(stage.seat(fabrikam, 1).await, Some(first));
    stage.linked(second, contoso).await;
    let refused = mappings.move_to(msp, first, (fabrikam, contoso), None, ada());
    assert_eq!(refused.await.unwrap_err().code(), "SEAT_TAKEN");
    let late = mappings.move_to(msp, first, (contoso, fabrikam), None, ada());
    assert_eq!(late.await.unwrap().outcome(), Outcome::AlreadyDone);

    let parted = mappings.unlink(msp, first, fabrikam, Some(why("not theirs")), ada());
    parted.await.unwrap();
    assert_eq!(stage.seat(fabrikam, 1).await, None);
    assert_eq!(stage.whose(first).await, None);
}

async fn sites_and_accounts_of_distributors_may_be_several(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso").await;
    for vendor in [Vendor::DattoRmm, Vendor::Pax8] {
        for site in ["Contoso", "Contoso Dallas"] {
            let record = stage.record(vendor, 2, site).await;
            stage.linked(record, contoso).await;
        }
        assert_eq!(stage.seat(contoso, 2).await, None);
    }
}

async fn a_seat_that_was_left_is_taken_over(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso").await;
    let (left, next) = (
        stage.autotask("Contoso").await,
        stage.autotask("Contoso").await,
    );
    stage.sit(left, contoso, 1).await;
    stage.linked(next, contoso).await;
    assert_eq!(stage.seat(contoso, 1).await, Some(next));

    // Dies between the seat and the record, and is asked again.
    let (fabrikam, record) = (
        stage.customer("Fabrikam").await,
        stage.autotask("Fabrikam").await,
    );
    stage.ledger.dies_after(1);
    let died = stage
        .mappings
        .link(stage.msp, record, fabrikam, BY_HAND, ada());
    died.await.unwrap_err();
    let stage = stage.restarted().await;
    assert_eq!(stage.seat(fabrikam, 1).await, Some(record));
    assert_eq!(stage.whose(record).await, None);
    let other = stage.autotask("Fabrikam").await;
    stage.linked(other, fabrikam).await;
    let refused = stage
        .mappings
        .link(stage.msp, record, fabrikam, BY_HAND, ada());
    assert_eq!(refused.await.unwrap_err().code(), "SEAT_TAKEN");
}

async fn whoever_is_refused_takes_no_seat(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let (gone, there, old) = (
        stage.customer("Gone").await,
        stage.customer("There").await,
        stage.customer("Old").await,
    );
    stage.ask_customer(gone, archive()).await;
    let merge = MergeCustomer {
        customer_id: old,
        into: there,
        reason: None,
    };
    stage
        .ask_customer(old, CustomerCommand::MergeInto(merge))
        .await;
    let record = stage.autotask("Gone").await;
    let unknown = CustomerId::new(Uuid::now_v7());
    for (customer, code) in [
        (gone, "CUSTOMER_ARCHIVED"),
        (old, "CUSTOMER_MERGED"),
        (unknown, "CUSTOMER_NOT_FOUND"),
    ] {
        let refused = mappings.link(msp, record, customer, BY_HAND, ada()).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), code);
        assert_eq!(stage.seat(customer, 1).await, None);
        if customer == old {
            assert!(
                refused.to_string().contains(&there.to_string()),
                "{refused}"
            );
        }
    }
    let ignored = mappings.ignore(msp, record, why("a test company"), grace());
    ignored.await.unwrap();
    let refused = mappings.link(msp, record, there, BY_HAND, ada()).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "RECORD_IGNORED_BY_CHOICE");
    assert!(refused.to_string().contains("user grace"), "{refused}");
    assert_eq!(stage.seat(there, 1).await, None);
    mappings.heed(msp, record, ada()).await.unwrap();
    stage.linked(record, there).await;

    let person = RecordFacts::Person(Person::default());
    let person = stage.record_of(Vendor::Autotask, 1, "Jane", person).await;
    let refused = mappings.link(msp, person, there, BY_HAND, ada()).await;
    assert_eq!(refused.unwrap_err().code(), "RECORD_NOT_MAPPABLE");
}

async fn a_repeated_request_is_one_request(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let (contoso, record) = (
        stage.customer("Contoso").await,
        stage.autotask("Contoso").await,
    );
    let key = || ada().with_key("link-1");
    let first = mappings.link(msp, record, contoso, BY_HAND, key()).await;
    let first = first.unwrap();
    mappings
        .unlink(msp, record, contoso, None, ada())
        .await
        .unwrap();
    let again = mappings.link(msp, record, contoso, BY_HAND, key()).await;
    let again = again.unwrap();
    assert!(again.replayed);
    assert_eq!(again.receipt, first.receipt);
    // What it came to then; nothing is done once more.
    assert_eq!(stage.whose(record).await, None);
    assert_eq!(stage.seat(contoso, 1).await, None);
    let other = stage.autotask("Fabrikam").await;
    let reused = mappings.link(msp, other, contoso, BY_HAND, key()).await;
    assert_eq!(reused.unwrap_err().code(), "IDEMPOTENCY_KEY_REUSED");
    let malformed = mappings.link(msp, other, contoso, BY_HAND, ada().with_key("no key"));
    assert_eq!(
        malformed.await.unwrap_err().code(),
        "IDEMPOTENCY_KEY_MALFORMED"
    );
}

async fn another_msp_knows_nothing_of_either(world: World) {
    let stage = Stage::open(world).await;
    let (contoso, record) = (
        stage.customer("Contoso").await,
        stage.autotask("Contoso").await,
    );
    stage.linked(record, contoso).await;
    let (mappings, stranger) = (&stage.mappings, new_msp());
    let codes = |outcome: Result<_, MappingError>| outcome.map(drop).unwrap_err().code();
    let link = mappings.link(stranger, record, contoso, BY_HAND, ada());
    assert_eq!(codes(link.await), "RECORD_NOT_FOUND");
    let part = mappings.unlink(stranger, record, contoso, None, ada());
    assert_eq!(codes(part.await), "RECORD_NOT_FOUND");
    let ignore = mappings.ignore(stranger, record, why("mine"), ada());
    assert_eq!(codes(ignore.await), "RECORD_NOT_FOUND");
    let made = mappings.create_customer(stranger, record, None, ada());
    assert_eq!(made.await.unwrap_err().code(), "RECORD_NOT_FOUND");
    let merged = mappings.merge(stranger, contoso, contoso, None, ada());
    assert_eq!(merged.await.unwrap_err().code(), "CUSTOMER_NOT_FOUND");
    assert_eq!(mappings.history(stranger, record).await.unwrap(), []);
    assert_eq!(mappings.suggest_for(stranger, &[record]).await.unwrap(), []);
    assert_eq!(
        audit::ledger(&*stage.ledger, stranger).await.len(),
        0,
        "nothing is recorded for the stranger"
    );
}

on_both_databases!(
    of_two_people_one_wins_and_the_other_is_told_who,
    of_two_records_one_gets_the_seat,
    a_seat_is_for_one_and_free_again_afterwards,
    sites_and_accounts_of_distributors_may_be_several,
    a_seat_that_was_left_is_taken_over,
    whoever_is_refused_takes_no_seat,
    a_repeated_request_is_one_request,
    another_msp_knows_nothing_of_either,
);
