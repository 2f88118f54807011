//! No list walks over all rows of an MSP to show some, although SQLite knows nothing of what is in
//! its tables.

use std::path::Path;

use sqlx::{Connection as _, Row as _, SqliteConnection};
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::{CustomerId, RecordId};

use super::vendors::{connection, customer};
use super::world::{World, id};
use crate::Cursor;
use crate::declaration::Cell;
use crate::mapping::of_customers;
use crate::select::{Select, Statement};
use crate::vendor_records::{RecordMapping, VendorRecordFilter, of_place};
use crate::walks::of_owners;

async fn plan(store: &mut SqliteConnection, select: &Select) -> String {
    let mut statement = Statement::default();
    statement.add("EXPLAIN QUERY PLAN SELECT id, facts FROM vendor_records WHERE msp_id = ");
    let msp = statement.place(Cell::Null);
    statement.add(&msp);
    select.add_to(&mut statement, |_, _| String::new());
    let steps = sqlx::query(&statement.sql).fetch_all(store).await.unwrap();
    let steps = steps.iter().map(|row| row.get::<String, _>("detail"));
    steps.collect::<Vec<_>>().join("; ")
}

fn listed(change: fn(&mut VendorRecordFilter)) -> Select {
    let mut filter = VendorRecordFilter::default();
    change(&mut filter);
    let cursor = Cursor {
        key: "contoso".to_owned(),
        id: id(1),
    };
    filter.select(Some(&cursor), 50)
}

#[tokio::test]
async fn every_list_of_records_is_led_by_an_index() {
    let world = World::sqlite().await;
    world.projections().await;
    let ledger = world.url.trim_start_matches("sqlite:");
    let tables = Path::new(ledger).with_extension("query.db");
    let url = format!("sqlite:{}", tables.display());
    let mut store = SqliteConnection::connect(&url).await.unwrap();
    let (known, some) = (RecordId::new(id(1)), [customer(1), customer(2)]);
    let owners = some.map(CustomerId::as_uuid);
    let after = Some((Cell::Uuid(owners[0]), id(1)));
    for (select, index) in [
        (
            of_place(connection(1), RecordKind::Device, None),
            "by_place",
        ),
        (
            of_place(connection(1), RecordKind::Device, Some(known)),
            "by_place",
        ),
        (of_customers(None), "by_kind"),
        (of_customers(Some(known)), "by_kind"),
        (of_owners("customer_id", &owners, None), "by_customer"),
        (of_owners("customer_id", &owners, after), "by_customer"),
        (listed(|_| {}), "by_name"),
        (listed(|it| it.prefix = Some("Con".to_owned())), "by_name"),
        (
            listed(|it| it.mapping = Some(RecordMapping::Unmapped)),
            "by_mapping",
        ),
        (listed(|it| it.customer = Some(customer(1))), "by_customer"),
        (
            listed(|it| {
                it.connection = Some(connection(1));
                it.kind = Some(RecordKind::Account);
            }),
            "by_place_name",
        ),
        (
            listed(|it| {
                it.connection = Some(connection(1));
                it.kind = Some(RecordKind::Device);
                it.account = Some("7".to_owned());
            }),
            "by_account",
        ),
    ] {
        let plan = plan(&mut store, &select).await;
        let wanted = format!("USING INDEX vendor_records_g1_{index} ");
        assert!(plan.contains(&wanted), "{index}: {plan}");
    }
}
