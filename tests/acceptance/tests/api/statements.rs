//! That no list asks the database row by row.

use std::fmt::Debug;
use std::sync::Mutex;

use serde_json::json;
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use uuid::Uuid;

use crate::house::House;

on_both_databases!(a_list_asks_as_often_for_many_rows_as_for_one);

/// What the database's driver says that it asks.
static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Driver;

#[derive(Default)]
struct Statement(String);

impl Visit for Statement {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if ["summary", "db.statement"].contains(&field.name()) {
            self.0 += &format!(" {value:?}");
        }
    }
}

impl Subscriber for Driver {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut statement = Statement::default();
        event.record(&mut statement);
        HEARD.lock().unwrap().push(statement.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

const FOLDED: [&str; 3] = ["customers", "tenants", "onboardings"];

/// Those that read rows of the query tables, or events of streams. Others are the machinery's own.
fn of_readers(statements: &[String]) -> usize {
    let reads = |text: &&String| {
        let text = text.to_lowercase();
        let rows = text.contains("limit") && FOLDED.iter().any(|name| text.contains(name));
        let events = text.contains("from events") && text.contains("order by position");
        text.contains("select") && (rows || events)
    };
    statements.iter().filter(reads).count()
}

async fn a_list_asks_as_often_for_many_rows_as_for_one(world: World) {
    // Another test of this process may have been first: then it is the same.
    let _ = tracing::subscriber::set_global_default(Driver);
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let template =
        "mutation { gdapTemplateDefine(input: { idempotencyKey: \"t\", name: \"Standard\",
        terms: { preset: READ_ONLY } }) { template { id } } }";
    let template =
        tech.data(template, json!({})).await["gdapTemplateDefine"]["template"]["id"].clone();
    let mut last = json!(null);
    for number in 0..12 {
        let (customer, _) = tech.register(&format!("Customer {number}")).await;
        let start = "mutation($k: String!, $c: ID!, $t: ID!, $p: ID!) { onboardingStart(input: { idempotencyKey: $k,
            wish: { customer: $c, tenant: $t, template: $p } }) { receipt { position } } }";
        let wish =
            json!({ "k": format!("s{number}"), "c": customer, "t": Uuid::now_v7(), "p": template });
        last = tech.data(start, wish).await["onboardingStart"]["receipt"]["position"].clone();
    }
    let query = "query($f: Int, $p: Position) {
        customers(first: $f, atLeast: $p) { edges { node { name tenants { name onboarding {
            status customer { name } story { steps { name mark } } } } } } } }";
    let mut counts = Vec::new();
    for first in [1, 12] {
        tech.data(query, json!({ "f": first, "p": last })).await;
        HEARD.lock().unwrap().clear();
        let told = tech.data(query, json!({ "f": first, "p": last })).await;
        let heard = HEARD.lock().unwrap().clone();
        assert_eq!(told["customers"]["edges"].as_array().unwrap().len(), first);
        counts.push(of_readers(&heard));
    }
    assert_eq!(
        counts[0], counts[1],
        "as often for twelve customers as for one"
    );
    assert!((1..=6).contains(&counts[0]), "{counts:?}");
    house.end().await;
}
