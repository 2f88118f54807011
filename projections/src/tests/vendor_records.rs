//! Vendors' records as people look them up.

use tenantry_domain::cloud::vendor::{
    Account, Contract, FoundRecord, RecordFacts, RecordKind, Subscription, Term, Vendor,
};
use tenantry_domain::ids::{RecordId, TenantId};
use tenantry_domain::vendor_record::{Certainty, LinkedHow, VendorRecordEvent as E};
use tenantry_engine::vendors::Fingerprint;

use super::on_both;
use super::vendors::{
    account, by_person, connection, customer, device, found, linked, own, record,
};
use super::world::{World, id, msp, reason};
use crate::projections::Projections;
use crate::vendor_records::{
    self, LinkWord, RecordCounts, RecordMapping, VendorRecordFilter, VendorRecordRow,
};

on_both!(
    a_row_tells_what_a_vendor_has,
    a_row_tells_whose_a_record_is,
    what_stands_for_no_customer_is_not_mapped,
    records_are_filtered,
    records_that_sort_alike_are_paged,
    the_longest_texts_are_kept,
    records_are_counted_by_how_they_stand,
    rebuilding_gives_the_same_rows,
);

async fn row(projections: &Projections, id: RecordId) -> VendorRecordRow {
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let row = vendor_records::get(projections, msp(1), id).await;
    row.unwrap().unwrap()
}

fn changed(record: FoundRecord, at: i64) -> E {
    E::RecordChanged { record, at }
}

async fn a_row_tells_what_a_vendor_has(world: World) {
    let projections = world.projections().await;
    let facts = RecordFacts::Subscription(Subscription {
        maker_sku: Some("CFQ7TTC0LH18:0001".to_owned()),
        quantity: Some("12.5".parse().unwrap()),
        term: Some(Term::YEARLY),
        trial: true,
        ..Subscription::default()
    });
    let first = FoundRecord {
        account: Some("17".to_owned()),
        address: Some("https://vendor.example/4711".to_owned()),
        ..record("4711", "Business Basic", facts)
    };
    let id = world.shown(msp(1), connection(1), &first, &[]).await;
    let seen = row(&projections, id).await;
    assert_eq!(
        (seen.connection_id, seen.vendor),
        (connection(1), Vendor::DattoRmm)
    );
    assert_eq!(
        (seen.kind, seen.name_key.as_str()),
        (RecordKind::Subscription, "business basic")
    );
    assert_eq!(
        (seen.found_at, seen.changed_at, seen.vanished),
        (10, 10, false)
    );
    assert_eq!(seen.fingerprint, Fingerprint::of(&first).0);
    assert_eq!(seen.record().as_ref(), Some(&first));

    let second = FoundRecord {
        name: String::new(),
        account: None,
        active: false,
        address: None,
        ..first
    };
    let events = [changed(second.clone(), 20), E::RecordVanished { at: 30 }];
    let position = world.record(msp(1), id, 1, &events).await;
    let seen = row(&projections, id).await;
    assert_eq!(
        (seen.found_at, seen.changed_at, seen.vanished),
        (10, 30, true)
    );
    assert_eq!(
        (seen.fingerprint, seen.position),
        (Fingerprint::of(&second).0, position)
    );
    assert_eq!(seen.record(), Some(second));
    world
        .record(msp(1), id, 3, &[E::RecordReturned { at: 40 }])
        .await;
    let seen = row(&projections, id).await;
    assert_eq!((seen.changed_at, seen.vanished), (40, false));
    let stranger = vendor_records::get(&projections, msp(2), id).await;
    assert_eq!(stranger.unwrap(), None);
}

async fn a_row_tells_whose_a_record_is(world: World) {
    use RecordMapping as M;
    let projections = world.projections().await;
    let contoso = world
        .shown(msp(1), connection(1), &account("1", "Contoso"), &[])
        .await;
    let open = row(&projections, contoso).await;
    assert_eq!(
        (open.mapping, open.mapped_by, open.mapped_at),
        (M::Unmapped, None, None)
    );
    for (place, (event, mapping, how, reasoned)) in (1..).zip(decisions()) {
        world.record(msp(1), contoso, place, &[event]).await;
        let row = row(&projections, contoso).await;
        assert_eq!((row.mapping, row.how()), (mapping, how));
        assert_eq!(row.linked_how, how.map(LinkWord::from));
        assert_eq!(row.customer_id, how.map(|_| customer(1)));
        assert_eq!(row.reason.is_some(), reasoned);
        assert_eq!(row.mapped_by.as_deref(), Some("user 7"));
    }
    let last = row(&projections, contoso).await;
    assert_eq!((last.mapped_at, last.changed_at), (Some(25), 27));
}

/// What is decided, how it stands then, how it is linked, and whether a reason is shown.
fn decisions() -> [(E, RecordMapping, Option<LinkedHow>, bool); 9] {
    use RecordMapping as M;
    let by = || "user 7".to_owned();
    let unlinked = |reason| E::RecordUnlinked {
        customer_id: customer(1),
        reason,
        by_choice: true,
        by: by(),
        at: 21,
    };
    let ignored = E::RecordIgnored {
        reason: reason(),
        by: by(),
        at: 23,
    };
    let because = Certainty::VerifiedDomain;
    let certain = LinkedHow::Certain { because };
    let bulk = LinkedHow::Bulk {
        score: 96,
        above: 90,
    };
    let merged = LinkedHow::Merged { from: customer(2) };
    [
        (
            linked(customer(1), certain, 20),
            M::Linked,
            Some(certain),
            false,
        ),
        (unlinked(Some(reason())), M::Unmapped, None, true),
        (linked(customer(1), bulk, 22), M::Linked, Some(bulk), false),
        (unlinked(None), M::Unmapped, None, false),
        (ignored, M::Ignored, None, true),
        (
            E::RecordHeeded { by: by(), at: 24 },
            M::Unmapped,
            None,
            false,
        ),
        (
            linked(customer(1), merged, 25),
            M::Linked,
            Some(merged),
            false,
        ),
        (
            changed(account("1", "Contoso Ltd"), 26),
            M::Linked,
            Some(merged),
            false,
        ),
        (E::RecordVanished { at: 27 }, M::Linked, Some(merged), false),
    ]
}

async fn what_stands_for_no_customer_is_not_mapped(world: World) {
    use RecordMapping as M;
    let projections = world.projections().await;
    let one = connection(1);
    let server = world
        .shown(msp(1), one, &device("1", "SRV1", "7"), &[])
        .await;
    assert_eq!(row(&projections, server).await.mapping, M::None);
    let ours = world.shown(msp(1), one, &own("1", "Us"), &[]).await;
    let seen = row(&projections, ours).await;
    assert_eq!((seen.mapping, seen.own), (M::None, true));
    // The vendor changes its mind, twice.
    world
        .record(msp(1), ours, 1, &[changed(account("1", "Us"), 20)])
        .await;
    assert_eq!(row(&projections, ours).await.mapping, M::Unmapped);
    let events = [by_person(customer(1)), changed(own("1", "Us"), 40)];
    world.record(msp(1), ours, 2, &events).await;
    let seen = row(&projections, ours).await;
    assert_eq!(
        (seen.mapping, seen.own),
        (M::Linked, true),
        "as somebody decided"
    );
    let unlinked = E::RecordUnlinked {
        customer_id: customer(1),
        reason: None,
        by_choice: true,
        by: "user 7".to_owned(),
        at: 50,
    };
    world.record(msp(1), ours, 4, &[unlinked]).await;
    assert_eq!(row(&projections, ours).await.mapping, M::None);
}

async fn listed(projections: &Projections, filter: &VendorRecordFilter) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = vendor_records::list(projections, msp(1), filter, after.as_ref(), 2).await;
        let page = page.unwrap();
        found.extend(page.rows.into_iter().map(|row| row.vendor_id));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

async fn records_are_filtered(world: World) {
    let (one, two) = (connection(1), connection(2));
    let vanished = E::RecordVanished { at: 20 };
    for (place, record, since) in [
        (one, account("a1", "Contoso"), vec![by_person(customer(1))]),
        (one, account("a2", "adatum"), vec![]),
        (one, account("a3", "Coho"), vec![vanished]),
        (one, own("a4", "Us"), vec![]),
        (
            two,
            account("a5", "Contoso Ltd"),
            vec![by_person(customer(2))],
        ),
        (two, device("d1", "SRV1", "a1"), vec![]),
        (two, device("d2", "SRV2", "a5"), vec![]),
    ] {
        world.shown(msp(1), place, &record, &since).await;
    }
    world
        .shown(msp(2), connection(3), &account("theirs", "Contoso"), &[])
        .await;
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    for (change, ids) in cases() {
        let mut filter = VendorRecordFilter::default();
        change(&mut filter);
        assert_eq!(listed(&projections, &filter).await, ids, "{filter:?}");
    }
}

type Case = (fn(&mut VendorRecordFilter), &'static [&'static str]);

fn cases() -> [Case; 10] {
    use RecordMapping as M;
    [
        (|_| {}, &["a2", "a3", "a1", "a5", "d1", "d2", "a4"]),
        (
            |it| it.connection = Some(connection(1)),
            &["a2", "a3", "a1", "a4"],
        ),
        (|it| it.kind = Some(RecordKind::Device), &["d1", "d2"]),
        (|it| it.mapping = Some(M::Unmapped), &["a2", "a3"]),
        (|it| it.mapping = Some(M::None), &["d1", "d2", "a4"]),
        (|it| it.customer = Some(customer(2)), &["a5"]),
        (|it| it.account = Some("a5".to_owned()), &["d2"]),
        (|it| it.vanished = Some(true), &["a3"]),
        (|it| it.prefix = Some("CO".to_owned()), &["a3", "a1", "a5"]),
        (|it| it.vendor = Some(Vendor::Pax8), &[]),
    ]
}

async fn records_that_sort_alike_are_paged(world: World) {
    // No name at all, or one that only differs where it is cut.
    let names = [String::new(), "x".repeat(300), "x".repeat(400)];
    for number in 0..9 {
        let name = names.iter().cycle().nth(number).unwrap();
        let record = account(&number.to_string(), name);
        world.shown(msp(1), connection(1), &record, &[]).await;
    }
    let projections = world.projections().await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let mut found = listed(&projections, &VendorRecordFilter::default()).await;
    found.sort_unstable();
    assert_eq!(found, (0..9).map(|it| it.to_string()).collect::<Vec<_>>());
    let long = VendorRecordFilter {
        prefix: Some("X".repeat(200)),
        ..VendorRecordFilter::default()
    };
    assert_eq!(listed(&projections, &long).await.len(), 6);
}

/// Letters of four bytes that no compression makes small.
fn noise(seed: u32) -> String {
    let letter = |n: u32| char::from_u32(0x2_0000 + n.wrapping_mul(2_654_435_761) % 0xa000);
    (0..400).filter_map(|n| letter(seed * 400 + n)).collect()
}

async fn the_longest_texts_are_kept(world: World) {
    let facts = Account {
        city: Some(noise(4)),
        tenant: Some(TenantId::new(id(5))),
        ..Account::default()
    };
    let record = FoundRecord {
        account: Some(noise(3)),
        ..record(&noise(1), &noise(2), RecordFacts::Account(facts))
    };
    let id = world
        .shown(msp(1), connection(1), &record, &[by_person(customer(1))])
        .await;
    let projections = world.projections().await;
    let seen = row(&projections, id).await;
    assert_eq!(seen.record(), Some(record.clone()));
    let filter = VendorRecordFilter {
        account: record.account.clone(),
        prefix: Some(record.name.clone()),
        ..VendorRecordFilter::default()
    };
    assert_eq!(listed(&projections, &filter).await, [record.id]);
    projections
        .rebuild("vendor_records", &mut |_| {})
        .await
        .unwrap();
    assert_eq!(row(&projections, id).await, seen);
}

async fn records_are_counted_by_how_they_stand(world: World) {
    let projections = world.projections().await;
    let gone = E::RecordVanished { at: 20 };
    let ignored = E::RecordIgnored {
        reason: reason(),
        by: "user 7".to_owned(),
        at: 20,
    };
    let link = by_person(customer(1));
    for (number, place, since) in [
        (1, 1, vec![]),
        (2, 1, vec![]),
        (3, 1, vec![link.clone()]),
        (4, 1, vec![ignored]),
        (5, 1, vec![link, gone.clone()]),
        (6, 2, vec![gone]),
    ] {
        let record = account(&number.to_string(), "Contoso");
        world
            .shown(msp(1), connection(place), &record, &since)
            .await;
    }
    // Those that stand for no customer are not counted, nor another MSP's.
    let machine = device("7", "SRV", "1");
    world.shown(msp(1), connection(1), &machine, &[]).await;
    let msps_own = own("8", "Northwind");
    world.shown(msp(1), connection(1), &msps_own, &[]).await;
    let theirs = account("9", "Fabrikam");
    world.shown(msp(2), connection(1), &theirs, &[]).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);

    let before = projections.reads();
    let all = [connection(1), connection(2), connection(3)];
    let counts = vendor_records::counts_of(&projections, msp(1), &all).await;
    let counts = counts.unwrap();
    assert_eq!(projections.reads() - before, 1, "one statement for all");
    let many = RecordCounts {
        linked: 1,
        unmapped: 2,
        ignored: 1,
        vanished: 1,
    };
    let one = RecordCounts {
        vanished: 1,
        ..RecordCounts::default()
    };
    let wanted = [(connection(1), many), (connection(2), one)];
    assert_eq!(counts, wanted.into());
    let none = vendor_records::counts_of(&projections, msp(1), &[]).await;
    assert!(none.unwrap().is_empty());
}

async fn rebuilding_gives_the_same_rows(world: World) {
    let projections = world.projections().await;
    let contract = RecordFacts::Contract(Contract::default());
    for number in 1..=20 {
        let vendor_id = number.to_string();
        let owner = msp(number % 2);
        let first = account(&vendor_id, "Contoso");
        let since = [by_person(customer(number)), E::RecordVanished { at: 40 }];
        let id = world
            .shown(owner, connection(number % 2), &first, &since)
            .await;
        if number % 7 == 0 {
            projections.catch_up().await.unwrap();
        }
        let other = record(&vendor_id, "Service", contract.clone());
        world
            .shown(owner, connection(number % 2), &other, &[])
            .await;
        let renamed = changed(account(&vendor_id, "Contoso Ltd"), 60);
        let events = [E::RecordReturned { at: 50 }, renamed];
        world.record(owner, id, 3, &events).await;
    }
    // A stream that somebody else began: its row begins anew.
    let again = RecordId::of(connection(1), RecordKind::Account, "1");
    let anew = found(connection(1), &account("1", "Contoso"));
    world.record(msp(1), again, 5, &[anew]).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let followed = projections.content_hash("vendor_records").await.unwrap();
    projections
        .rebuild("vendor_records", &mut |_| {})
        .await
        .unwrap();
    assert_eq!(
        projections.content_hash("vendor_records").await.unwrap(),
        followed
    );
}
