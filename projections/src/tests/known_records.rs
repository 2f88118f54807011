//! Vendors' records as they are read many at once: by discovery, and for customers.

use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::RecordId;
use tenantry_domain::vendor_record::VendorRecordEvent as E;
use tenantry_engine::vendors::{Fingerprint, KnownRecords};

use super::on_both;
use super::vendors::{account, by_person, connection, customer, device};
use super::world::{World, msp};
use crate::PAGE_ROWS;
use crate::house::Tuning;
use crate::registry::PROJECTIONS;
use crate::vendor_records;

on_both!(
    discovery_reads_what_is_known,
    records_of_many_customers_are_read_at_once,
    long_lists_are_read_to_their_end,
);

async fn discovery_reads_what_is_known(world: World) {
    let many = PAGE_ROWS as usize + 3;
    for number in 0..many {
        let record = device(&number.to_string(), "SRV", "7");
        world.shown(msp(1), connection(1), &record, &[]).await;
    }
    let gone = RecordId::of(connection(1), RecordKind::Device, "5");
    world
        .record(msp(1), gone, 1, &[E::RecordVanished { at: 20 }])
        .await;
    // Others, of another kind, another connection and another MSP.
    world
        .shown(msp(1), connection(1), &account("7", "Contoso"), &[])
        .await;
    world
        .shown(msp(1), connection(2), &device("1", "SRV", "7"), &[])
        .await;
    world
        .shown(msp(2), connection(3), &device("1", "SRV", "7"), &[])
        .await;
    let tuning = Tuning::default();
    let projections = world.projections_with(PROJECTIONS, tuning).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let read = async |msp, connection, after| {
        KnownRecords::after(&projections, msp, connection, RecordKind::Device, after)
            .await
            .unwrap()
    };
    let first = read(msp(1), connection(1), None).await;
    assert_eq!(first.len(), PAGE_ROWS as usize);
    let rest = read(msp(1), connection(1), Some(first[first.len() - 1].id)).await;
    assert_eq!(rest.len(), 3);
    assert!(
        read(msp(1), connection(1), Some(rest[2].id))
            .await
            .is_empty()
    );
    let known: Vec<_> = first.into_iter().chain(rest).collect();
    assert!(
        known.is_sorted_by(|one, other| one.id < other.id),
        "each once, by id"
    );
    let vanished: Vec<RecordId> = known
        .iter()
        .filter(|it| it.vanished)
        .map(|it| it.id)
        .collect();
    assert_eq!(vanished, [gone]);
    let fingerprint = Fingerprint::of(&device("5", "SRV", "7"));
    let fifth = known.iter().find(|it| it.id == gone).unwrap();
    assert_eq!(fifth.fingerprint, fingerprint);
    assert_eq!(read(msp(1), connection(2), None).await.len(), 1);
    assert!(
        read(msp(2), connection(1), None).await.is_empty(),
        "not theirs"
    );
    assert!(
        read(msp(1), connection(3), None).await.is_empty(),
        "not ours"
    );
}

async fn records_of_many_customers_are_read_at_once(world: World) {
    for number in 1..=6 {
        let record = account(&number.to_string(), "Contoso");
        let of = customer(number % 3);
        world
            .shown(msp(1), connection(number), &record, &[by_person(of)])
            .await;
    }
    let theirs = account("9", "Contoso");
    world
        .shown(msp(2), connection(9), &theirs, &[by_person(customer(1))])
        .await;
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let before = projections.reads();
    let asked = [customer(1), customer(2), customer(8)];
    let rows = vendor_records::of_customers(&projections, msp(1), &asked).await;
    let rows = rows.unwrap();
    assert_eq!(projections.reads() - before, 1);
    let mut found: Vec<&str> = rows.iter().map(|row| row.vendor_id.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["1", "2", "4", "5"]);
    let none = vendor_records::of_customers(&projections, msp(1), &[]).await;
    assert_eq!(none.unwrap(), vec![]);
}

async fn long_lists_are_read_to_their_end(world: World) {
    let many = PAGE_ROWS as usize + 3;
    for number in 0..many {
        let site = account(&number.to_string(), "Contoso");
        world
            .shown(msp(1), connection(1), &site, &[by_person(customer(1))])
            .await;
    }
    let projections = world.projections_with(PROJECTIONS, Tuning::default()).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let before = projections.reads();
    let rows = vendor_records::of_customers(&projections, msp(1), &[customer(1)]).await;
    assert_eq!(
        (rows.unwrap().len(), projections.reads() - before),
        (many, 2)
    );
}
