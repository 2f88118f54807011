//! Suggestions accepted at once, and what is linked by rule.

use std::collections::BTreeSet;
use std::sync::Arc;

use tenantry_domain::cloud::vendor::{Account, RecordFacts, Reference, Vendor};
use tenantry_domain::ids::{CorrelationId, CustomerId, RecordId};
use tenantry_domain::matching::{Score, Verdict};
use tenantry_domain::settings::{SettingsChanges, SyncChanges};
use tenantry_domain::vendor_record::{Certainty, LinkedHow, NoteVanished, VendorRecord};
use tenantry_domain::vendor_record::{VendorRecordCommand, VendorRecordEvent};
use tenantry_engine::mapping::{BulkWish, LinkedCertain, Preferences};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_engine::vendors::AfterDiscovery as _;
use tenantry_support::customers::{ada, rename};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};
use uuid::Uuid;

use crate::stage::{Stage, account_id, mappings, mappings_at, why};

const ALL: BulkWish = BulkWish {
    connection: None,
    above: Score::NONE,
};

fn above(hundredths: u32) -> BulkWish {
    BulkWish {
        above: Score::of_hundred(hundredths),
        ..ALL
    }
}

fn certain(because: Certainty) -> LinkedHow {
    LinkedHow::Certain { because }
}

/// Customers, and a company of almost the same name for each.
async fn misspelled(stage: &Stage) -> Vec<(RecordId, CustomerId)> {
    let mut pairs = Vec::new();
    for (name, wrong) in [
        ("Woodgrove Bank", "Woodgorve Bank"),
        ("Lamna Healthcare", "Lamna Helthcare"),
        ("Proseware Dental", "Prosware Dental"),
        ("Tailspin Toys", "Tailspn Toys"),
    ] {
        let customer = stage.customer(name).await;
        pairs.push((stage.autotask(wrong).await, customer));
    }
    pairs.sort_unstable();
    pairs
}

async fn what_was_shown_is_linked_and_nothing_else(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let pairs = misspelled(&stage).await;
    stage.autotask("Quite Another Company").await;
    let preview = mappings.bulk_preview(msp, above(80)).await.unwrap();
    let shown: Vec<_> = preview
        .items
        .iter()
        .map(|it| (it.record, it.customer))
        .collect();
    assert_eq!(shown, pairs);
    assert!(preview.items.iter().all(|it| !it.reasons.is_empty()));
    assert_eq!(preview.left.nobody + preview.left.below, 1);

    // Meanwhile: one is ignored, one is linked by hand with another, one customer is called otherwise.
    let [ignored, moved, renamed, kept] = [pairs[0], pairs[1], pairs[2], pairs[3]];
    let done = mappings.ignore(msp, ignored.0, why("a test"), ada());
    done.await.unwrap();
    let other = stage.customer("Other").await;
    stage.linked(moved.0, other).await;
    stage
        .ask_customer(renamed.1, rename("Northwind Traders"))
        .await;
    let accepted = mappings.bulk_accept(msp, above(80), &preview.token, ada());
    let accepted = accepted.await.unwrap();
    assert_eq!(accepted.linked, [kept]);
    let left: Vec<_> = accepted
        .left
        .iter()
        .map(|(id, why)| (*id, why.code()))
        .collect();
    let told = [ignored, moved, renamed].map(|it| (it.0, "STALE"));
    assert_eq!(left, told);
    let how = stage.how(kept.0).await.unwrap();
    assert!(matches!(how, LinkedHow::Bulk { score, above: 80 } if score >= 80));

    // Accepted once more, nothing is linked twice.
    let before = stage.head().await;
    let again = mappings.bulk_accept(msp, above(80), &preview.token, ada());
    assert_eq!(again.await.unwrap().linked, [kept]);
    assert_eq!(stage.head().await, before);
    // A token is good for what it was given for, and for whom.
    for (msp, wish) in [(msp, above(70)), (new_msp(), above(80))] {
        let refused = mappings.bulk_accept(msp, wish, &preview.token, ada());
        assert_eq!(refused.await.unwrap_err().code(), "PREVIEW_STALE");
    }
    audit::ledger(&*stage.ledger, msp).await;
}

async fn a_preview_outlives_a_restart_while_nothing_changes(world: World) {
    let stage = Stage::open(world).await;
    let pairs = misspelled(&stage).await;
    let preview = stage.mappings.bulk_preview(stage.msp, above(80)).await;
    let token = preview.unwrap().token;
    let stage = stage.restarted().await;
    let accepted = stage
        .mappings
        .bulk_accept(stage.msp, above(80), &token, ada());
    assert_eq!(accepted.await.unwrap().linked, pairs);
    let stage = stage.restarted().await;
    let changed = stage
        .mappings
        .bulk_accept(stage.msp, above(80), &token, ada());
    assert_eq!(changed.await.unwrap_err().code(), "PREVIEW_STALE");
}

async fn what_nobody_can_tell_apart_is_not_accepted_by_the_dozen(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    // Two customers of one name, and two companies for one seat.
    for _ in 0..2 {
        stage.customer("First Baptist Church").await;
    }
    stage.autotask("First Baptist Chruch").await;
    let bank = stage.customer("Woodgrove Bank").await;
    for wrong in ["Woodgorve Bank", "Wodgrove Bank"] {
        stage.autotask(wrong).await;
    }
    // And one that somebody parted.
    let toys = stage.customer("Tailspin Toys").await;
    let parted = stage.autotask("Tailspin Toys").await;
    stage.linked(parted, toys).await;
    let done = mappings.unlink(msp, parted, toys, None, ada());
    done.await.unwrap();
    let preview = mappings.bulk_preview(msp, above(50)).await.unwrap();
    assert_eq!((preview.left.tied, preview.left.contested), (1, 2));
    let accepted = mappings.bulk_accept(msp, above(50), &preview.token, ada());
    let accepted = accepted.await.unwrap();
    assert_eq!(accepted.linked, []);
    let (record, left) = &accepted.left[0];
    assert_eq!(
        (*record, left.code()),
        (parted, "RECORD_UNLINKED_BY_CHOICE")
    );
    assert_eq!(stage.seat(bank, 1).await, None);
}

async fn what_is_certain_is_linked_by_rule(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let contoso = stage.customer("Contoso Ltd").await;
    let nothing = RecordFacts::Account(Account::default());
    let company = stage
        .record_called(Vendor::Autotask, 1, "29763421", "CONTOSO", nothing)
        .await;
    let site = RecordFacts::Account(Account {
        references: BTreeSet::from([Reference {
            system: "autotask".to_owned(),
            id: "29763421".to_owned(),
        }]),
        ..Account::default()
    });
    let site = stage
        .record_of(Vendor::DattoRmm, 2, "Main office", site)
        .await;
    let stranger = stage.autotask("Fabrikam").await;
    let gone = stage.autotask("Contoso, Limited").await;
    let vanish = VendorRecordCommand::NoteVanished(NoteVanished { at: 2 });
    stage.tell::<VendorRecord>(gone, vanish).await;

    let correlation = CorrelationId::new(Uuid::now_v7());
    let connection = crate::stage::connection(1);
    mappings.discovered(msp, connection, correlation).await;
    assert_eq!(stage.whose(company).await, Some(contoso));
    assert_eq!(
        stage.how(company).await,
        Some(certain(Certainty::ExactName))
    );
    // What is known of the customer then says whose the site is.
    assert_eq!(stage.whose(site).await, Some(contoso));
    assert_eq!(stage.how(site).await, Some(certain(Certainty::Reference)));
    let outcome = mappings.link_certain(msp, None, ada()).await.unwrap();
    assert_eq!(outcome, LinkedCertain::default());
    for left in [stranger, gone] {
        assert_eq!(stage.whose(left).await, None);
    }
    let quiet = stage.head().await;
    mappings.discovered(msp, connection, correlation).await;
    assert_eq!(stage.head().await, quiet, "nothing new is nothing recorded");
    let history = mappings.history(msp, company).await.unwrap();
    assert_eq!(history[0].actor.id, "mapping");
}

/// The machine's own clock, a minute ahead: what was recorded until now is not young.
#[derive(Debug)]
struct Later;

impl Clock for Later {
    fn now(&self) -> i64 {
        SystemClock.now() + 60_000_000
    }
}

async fn a_preview_is_kept_while_it_is_true(world: World) {
    let stage = Stage::open(world).await;
    let msp = stage.msp;
    stage.customer("Contoso").await;
    stage.autotask("Contoso").await;
    let mappings = mappings_at(&stage.engine, stage.view.clone(), Arc::new(Later));
    let wish = |above| BulkWish {
        connection: None,
        above: Score::of_hundred(above),
    };
    let look = async |above, at_least| {
        let preview = mappings.bulk_preview_as_of(msp, wish(above), at_least);
        preview.await.unwrap()
    };
    let head = stage.head().await;
    let first = look(90, head).await;
    assert_eq!(first.items.len(), 1);
    assert!(Arc::ptr_eq(&first, &look(90, head).await));
    let other = look(80, head).await;
    assert_eq!(other.items, first.items);
    assert_ne!(other.token, first.token, "another wish is another list");

    // What makes no difference leaves it.
    let preferences = Preferences::new(stage.engine.clone());
    let sync = SyncChanges {
        link_certain: Some(false),
        ..SyncChanges::default()
    };
    let changes = SettingsChanges {
        sync,
        ..SettingsChanges::default()
    };
    preferences.change(msp, changes, ada()).await.unwrap();
    let unchanged = stage.head().await;
    assert!(Arc::ptr_eq(&first, &look(90, unchanged).await));

    // A position that is asked for is in it; without one it may be a moment old.
    stage.record(Vendor::DattoRmm, 2, "Contoso").await;
    assert!(Arc::ptr_eq(&first, &look(90, 0).await));
    let found = stage.head().await;
    let next = look(90, found).await;
    assert_eq!(next.items.len(), 2);
    assert!(Arc::ptr_eq(&next, &look(90, found).await));
    let foreign = mappings.bulk_preview_as_of(new_msp(), wish(90), 0).await;
    assert!(foreign.unwrap().items.is_empty());
}

async fn certain_for_two_is_no_certainty(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso").await;
    let twins = BTreeSet::from([
        stage.autotask("Contoso").await,
        stage.autotask("Contoso Ltd").await,
    ]);
    // Sites may be several.
    let mut sites = Vec::new();
    for _ in 0..2 {
        sites.push(stage.record(Vendor::DattoRmm, 2, "Contoso").await);
    }
    let outcome = stage.mappings.link_certain(stage.msp, None, ada()).await;
    let outcome = outcome.unwrap();
    assert_eq!(BTreeSet::from_iter(outcome.contested), twins);
    assert_eq!(outcome.linked.len(), 2);
    for twin in &twins {
        assert_eq!(stage.whose(*twin).await, None);
        let verdict = stage.mappings.suggest_for(stage.msp, &[*twin]).await;
        let certain = matches!(verdict.unwrap()[0].1, Verdict::Certain { customer, .. }
            if customer == contoso);
        assert!(certain, "both stay suggestions");
    }
    // One that is there already keeps the seat.
    let first = *twins.first().unwrap();
    stage.linked(first, contoso).await;
    let outcome = stage.mappings.link_certain(stage.msp, None, ada()).await;
    assert_eq!(outcome.unwrap().contested.len(), 1);
}

async fn what_people_parted_or_switched_off_stays_so(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let contoso = stage.customer("Contoso").await;
    let record = stage.autotask("Contoso").await;
    let off = |link_certain| SettingsChanges {
        sync: SyncChanges {
            link_certain: Some(link_certain),
            ..SyncChanges::default()
        },
        ..SettingsChanges::default()
    };
    let preferences = Preferences::new(stage.engine.clone());
    preferences.change(msp, off(false), ada()).await.unwrap();
    let outcome = mappings.link_certain(msp, None, ada()).await.unwrap();
    assert_eq!(outcome.linked, []);
    preferences.change(msp, off(true), ada()).await.unwrap();
    mappings.link_certain(msp, None, ada()).await.unwrap();
    assert_eq!(stage.whose(record).await, Some(contoso));

    let parted = mappings.unlink(msp, record, contoso, Some(why("a namesake")), ada());
    parted.await.unwrap();
    let outcome = mappings.link_certain(msp, None, ada()).await.unwrap();
    let (left, refused) = &outcome.left[0];
    assert_eq!(
        (*left, refused.code()),
        (record, "RECORD_UNLINKED_BY_CHOICE")
    );
    assert_eq!(stage.whose(record).await, None);
    assert_eq!(stage.seat(contoso, 1).await, None);
    // A person may.
    stage.linked(record, contoso).await;
}

async fn what_was_found_a_moment_ago_is_judged_too(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso").await;
    let early = stage.autotask("Fabrikam").await;
    stage.freeze_view().await;
    let record = stage.autotask("Contoso").await;
    let outcome = stage.mappings.link_certain(stage.msp, None, ada()).await;
    assert_eq!(outcome.unwrap().linked, [(record, contoso)]);
    assert_eq!(stage.whose(early).await, None);
}

async fn query_tables_say_the_same(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso").await;
    let record = stage.autotask("Contoso Ltd").await;
    let pairs = misspelled(&stage).await;
    let tables = stage.world.projections().await;
    let mappings = mappings(&stage.engine, Arc::new(tables.clone()));
    assert_eq!(tables.catch_up().await.unwrap(), vec![]);
    let outcome = mappings.link_certain(stage.msp, None, ada()).await;
    assert_eq!(outcome.unwrap().linked, [(record, contoso)]);
    let here = stage.mappings.bulk_preview(stage.msp, above(80)).await;
    assert_eq!(tables.catch_up().await.unwrap(), vec![]);
    let there = mappings.bulk_preview(stage.msp, above(80)).await.unwrap();
    assert_eq!(there, here.unwrap());
    assert_eq!(there.items.len(), pairs.len());
    let fabrikam = stage.customer("Fabrikam").await;
    let merged = mappings.merge(stage.msp, contoso, fabrikam, None, ada());
    assert_eq!(merged.await.unwrap().records, [record]);
}

async fn nobody_else_is_looked_at(world: World) {
    let stage = Stage::open(world).await;
    stage.customer("Contoso").await;
    let nothing = RecordFacts::Account(Account::default());
    let record = stage
        .record_called(Vendor::Autotask, 1, "1", "Contoso", nothing)
        .await;
    assert_eq!(record, account_id(1, "1"));
    let stranger = new_msp();
    let outcome = stage.mappings.link_certain(stranger, None, ada()).await;
    assert_eq!(outcome.unwrap(), LinkedCertain::default());
    let preview = stage.mappings.bulk_preview(stranger, ALL).await.unwrap();
    assert_eq!(preview.items, []);
    let linked = stage.mappings.history(stage.msp, record).await.unwrap();
    assert_eq!(linked, []);
    let events = audit::ledger(&*stage.ledger, stage.msp).await;
    let linked = |it: VendorRecordEvent| matches!(it, VendorRecordEvent::RecordLinked { .. });
    let records = events
        .iter()
        .filter(|it| it.stream.aggregate_type == "vendor_record");
    assert!(!records.map(|it| it.decode().unwrap()).any(linked));
}

on_both_databases!(
    what_was_shown_is_linked_and_nothing_else,
    a_preview_outlives_a_restart_while_nothing_changes,
    what_nobody_can_tell_apart_is_not_accepted_by_the_dozen,
    what_is_certain_is_linked_by_rule,
    a_preview_is_kept_while_it_is_true,
    certain_for_two_is_no_certainty,
    what_people_parted_or_switched_off_stays_so,
    what_was_found_a_moment_ago_is_judged_too,
    query_tables_say_the_same,
    nobody_else_is_looked_at,
);
