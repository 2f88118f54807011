//! No list walks over all rows of an MSP to show some, although SQLite knows nothing of what is in
//! its tables.

use std::path::Path;

use sqlx::{Connection as _, Row as _, SqliteConnection};
use tenantry_domain::approval::{OperationKind, Person, PersonKind};
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::{ApprovalId, CustomerId, ProcedureId, RecordId};
use tenantry_domain::role::Role;
use uuid::Uuid;

use super::vendors::{connection, customer};
use super::world::{World, id};
use crate::Cursor;
use crate::approval_refusals::RefusalFilter;
use crate::approvals::{ApprovalFilter, ApprovalOrder, ApprovalStatus, Inbox};
use crate::declaration::Cell;
use crate::mapping::of_customers;
use crate::select::{Select, Statement};
use crate::vendor_records::{RecordMapping, VendorRecordFilter, of_place, standing_of};
use crate::walks::of_owners;
use crate::{customers, onboardings, tenants};

fn beginning(what: &str, table: &str) -> Statement {
    let mut statement = Statement::default();
    let from = format!("FROM {table} WHERE msp_id =");
    statement.add(&format!("EXPLAIN QUERY PLAN SELECT {what} {from} "));
    let msp = statement.place(Cell::Null);
    statement.add(&msp);
    statement
}

async fn plan(store: &mut SqliteConnection, table: &str, select: &Select) -> String {
    let mut statement = beginning("*", table);
    select.add_to(&mut statement, |column, place| {
        format!("{column} = {place}")
    });
    steps(store, &statement).await
}

async fn steps(store: &mut SqliteConnection, statement: &Statement) -> String {
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

async fn tables(world: &World) -> SqliteConnection {
    world.projections().await;
    let ledger = world.url.trim_start_matches("sqlite:");
    let tables = Path::new(ledger).with_extension("query.db");
    let url = format!("sqlite:{}", tables.display());
    SqliteConnection::connect(&url).await.unwrap()
}

#[tokio::test]
async fn what_is_counted_is_in_the_index() {
    let world = World::sqlite().await;
    let mut store = tables(&world).await;
    let tally = standing_of(&[connection(1), connection(2)]);
    let mut statement = beginning(&tally.head(), "vendor_records");
    tally.add_to(&mut statement, |column, place| {
        format!("{column} = {place}")
    });
    let plan = steps(&mut store, &statement).await;
    let wanted = "USING COVERING INDEX vendor_records_g1_by_standing \
                  (msp_id=? AND connection_id=? AND mapping=?)";
    assert!(plan.contains(wanted), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn the_numbers_of_the_fleet_are_in_the_indexes() {
    let world = World::sqlite().await;
    let mut store = tables(&world).await;
    for (table, tally, index) in [
        ("tenants", tenants::standing(), "by_standing (msp_id=?)"),
        (
            "onboardings",
            onboardings::standing(),
            "by_standing (msp_id=? AND live=?)",
        ),
        (
            "customers",
            customers::registered(),
            "by_status (msp_id=? AND status=?)",
        ),
    ] {
        let mut statement = beginning(&tally.head(), table);
        tally.add_to(&mut statement, |column, place| {
            format!("{column} = {place}")
        });
        let plan = steps(&mut store, &statement).await;
        let wanted = format!("USING COVERING INDEX {table}_g1_{index}");
        assert!(plan.contains(&wanted), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[tokio::test]
async fn every_list_of_records_is_led_by_an_index() {
    let world = World::sqlite().await;
    let mut store = tables(&world).await;
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
        let plan = plan(&mut store, "vendor_records", &select).await;
        let wanted = format!("USING INDEX vendor_records_g1_{index} ");
        assert!(plan.contains(&wanted), "{index}: {plan}");
    }
}

#[tokio::test]
async fn every_list_of_approvals_is_led_by_an_index() {
    let world = World::sqlite().await;
    let mut store = tables(&world).await;
    let person = Person {
        kind: PersonKind::User,
        id: "ada".to_owned(),
    };
    let inbox = Inbox {
        person: person.clone(),
        role: Role::Tech,
        at: 1,
    };
    let all = ApprovalFilter::default;
    let status = Some(ApprovalStatus::Waiting);
    let kind = Some(OperationKind::CreateUser);
    let requester = Some(person);
    let customer = Some(customer(1));
    let procedure = Some(ProcedureId::new(id(1)));
    let (inbox, live) = (Some(inbox), Some(true));
    for (filter, index) in [
        (all(), "by_asking"),
        (ApprovalFilter { status, ..all() }, "by_status"),
        (ApprovalFilter { kind, ..all() }, "by_kind"),
        (ApprovalFilter { requester, ..all() }, "by_requester"),
        (ApprovalFilter { customer, ..all() }, "by_customer"),
        (ApprovalFilter { procedure, ..all() }, "by_procedure"),
        (ApprovalFilter { live, ..all() }, "by_life"),
        (
            ApprovalFilter {
                inbox: inbox.clone(),
                ..all()
            },
            "by_status",
        ),
    ] {
        is_led_by(&mut store, &filter, ApprovalOrder::Newest, index).await;
    }
    let soonest = ApprovalOrder::EndingSoonest;
    is_led_by(&mut store, &all(), soonest, "by_end").await;
    let waiting = ApprovalFilter { inbox, ..all() };
    is_led_by(&mut store, &waiting, soonest, "by_status_end").await;
}

#[tokio::test]
async fn every_list_of_refusals_is_led_by_an_index() {
    let world = World::sqlite().await;
    let mut store = tables(&world).await;
    let all = RefusalFilter::default;
    let (approval, customer) = (Some(ApprovalId::new(id(1))), Some(customer(1)));
    let (actor, code) = (Some("ada".to_owned()), Some("APPROVAL_EXPIRED".to_owned()));
    let (since, until) = (Some(1), Some(2));
    let cursor = Cursor {
        key: "7".to_owned(),
        id: id(1),
    };
    for (filter, index) in [
        (all(), "by_time"),
        (
            RefusalFilter {
                since,
                until,
                ..all()
            },
            "by_time",
        ),
        (RefusalFilter { approval, ..all() }, "by_approval"),
        (RefusalFilter { customer, ..all() }, "by_customer"),
        (RefusalFilter { actor, ..all() }, "by_actor"),
        (RefusalFilter { code, ..all() }, "by_code"),
    ] {
        let plan = plan(
            &mut store,
            "approval_refusals",
            &filter.select(Some(&cursor), 50),
        )
        .await;
        let wanted = format!("USING INDEX approval_refusals_g1_{index} ");
        assert!(plan.contains(&wanted), "{index}: {plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{index}: {plan}");
    }
    let some: Vec<Uuid> = (1..=50).map(id).collect();
    let of_some = of_owners("approval_id", &some, None);
    let plan = plan(&mut store, "approval_refusals", &of_some).await;
    assert!(plan.contains("_by_approval "), "{plan}");
}

async fn is_led_by(
    store: &mut SqliteConnection,
    filter: &ApprovalFilter,
    order: ApprovalOrder,
    index: &str,
) {
    let cursor = Cursor {
        key: "7".to_owned(),
        id: id(1),
    };
    let plan = plan(store, "approvals", &filter.select(order, Some(&cursor), 50)).await;
    let wanted = format!("USING INDEX approvals_g1_{index} ");
    assert!(plan.contains(&wanted), "{index}: {plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{index}: {plan}");
}
