//! What holds after whatever was done, by several at once, and however often somebody died.

use std::collections::BTreeMap;

use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::text::CustomerName;
use tenantry_engine::mapping::Mappings;
use tenantry_support::customers::ada;
use tenantry_support::dice::seed;
use tenantry_support::{Dice, World, audit, on_both_databases};
use tokio::task::JoinSet;

use crate::stage::{BY_HAND, Stage, why};

const ROUNDS: u64 = 40;
/// Things that are done at the same time.
const AT_ONCE: u64 = 3;

/// One thing that somebody may want.
#[derive(Debug, Clone, Copy)]
struct Wish {
    what: u64,
    record: RecordId,
    one: CustomerId,
    other: CustomerId,
}

async fn ask(mappings: Mappings, msp: MspId, wish: Wish) {
    let Wish {
        what,
        record,
        one,
        other,
    } = wish;
    // Most of them are refused, or die with the ledger: whatever becomes of them is fine.
    match what {
        0..=3 => drop(mappings.link(msp, record, one, BY_HAND, ada()).await),
        4 => drop(mappings.unlink(msp, record, one, None, ada()).await),
        5 | 6 => drop(
            mappings
                .move_to(msp, record, (one, other), None, ada())
                .await,
        ),
        7 => drop(mappings.ignore(msp, record, why("nobody's"), ada()).await),
        8 => drop(mappings.heed(msp, record, ada()).await),
        9 => drop(mappings.merge(msp, one, other, None, ada()).await),
        10 => drop(mappings.part(msp, one, ada()).await),
        11 => {
            let name = CustomerName::clipped("Split", "Split");
            let records = [record];
            let split = mappings.split(msp, one, &records, name, None, ada());
            drop(split.await);
        }
        12 => drop(mappings.undo_last(msp, record, None, ada()).await),
        13 => drop(mappings.create_customer(msp, record, None, ada()).await),
        _ => drop(mappings.link_certain(msp, None, ada()).await),
    }
}

async fn a_record_has_one_customer_and_a_seat_one_record(world: World) {
    let mut dice = Dice::seeded(seed());
    let mut stage = Stage::open(world).await;
    let mut customers = Vec::new();
    let mut records = Vec::new();
    for number in 0..4 {
        customers.push(stage.customer(&format!("Customer {number}")).await);
        records.push(stage.autotask(&format!("Customer {number}")).await);
        let site = stage.record(Vendor::DattoRmm, 2, "Site");
        records.push(site.await);
    }
    for _ in 0..ROUNDS {
        let wishes = (0..AT_ONCE).map(|_| Wish {
            what: dice.below(15),
            record: *dice.pick(&records),
            one: *dice.pick(&customers),
            other: *dice.pick(&customers),
        });
        let wishes: Vec<Wish> = wishes.collect();
        let dies = dice.below(4) == 0;
        if dies {
            let left = usize::try_from(dice.below(8)).unwrap();
            stage.ledger.dies_after(left);
        }
        let mut crowd = JoinSet::new();
        for wish in &wishes {
            crowd.spawn(ask(stage.mappings.clone(), stage.msp, *wish));
        }
        crowd.join_all().await;
        if dies {
            stage = stage.restarted().await;
        }
        check(&stage, &records, &wishes).await;
    }
    audit::ledger(&*stage.ledger, stage.msp).await;
}

/// Of a system that knows each customer once no customer has two records.
async fn check(stage: &Stage, records: &[RecordId], wishes: &[Wish]) {
    let mut seated: BTreeMap<CustomerId, RecordId> = BTreeMap::new();
    for record in records {
        let found = stage.state(*record).await;
        let known = found.known().unwrap();
        let Some(link) = known.link() else { continue };
        let customer = link.customer_id;
        if known.vendor.system().allows_several() {
            continue;
        }
        let first = seated.insert(customer, *record);
        assert_eq!(
            first, None,
            "{record} and it are {customer}'s after {wishes:?}"
        );
        let sitting = stage.seat(customer, 1).await;
        assert_eq!(sitting, Some(*record), "{customer} after {wishes:?}");
        let owner = stage.customer_state(customer).await;
        assert!(!matches!(owner, Customer::Unknown), "{customer}");
    }
}

on_both_databases!(a_record_has_one_customer_and_a_seat_one_record);
