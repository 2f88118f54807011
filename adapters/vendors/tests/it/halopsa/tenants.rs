//! Which Microsoft tenants clients have, in an answer of three shapes.

use super::{case, seeded};
use crate::support::battery::Scene;
use crate::support::{MSP, all};
use serde_json::json;
use std::collections::BTreeMap;
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::vendor::{Account, RecordFacts, RecordKind};
use tenantry_simulator::{
    Cloud, Fault, ListShape, Rule, Vendor, VendorChange, VendorQuirks, VendorSeed,
};

const ONE: &str = "11111111-1111-4111-8111-111111111111";
const TWO: &str = "22222222-2222-4222-8222-222222222222";
const THREE: &str = "33333333-3333-4333-8333-333333333333";

fn mapping(tenant: &str, client: u32) -> serde_json::Value {
    json!({"azure_tenant_id": tenant, "client_id": client, "client_name": "whatever"})
}

fn seed(connections: usize) -> VendorSeed {
    let client = |id: u32| json!({"id": id, "name": format!("Client {id}")});
    let mut all = vec![
        json!({"id": 1, "type": 2, "mappings_client": [
            mapping(ONE, 18), mapping(TWO, 19), mapping(THREE, 19), mapping("no tenant", 20),
        ]}),
        json!({"id": 2, "type": 2, "mappings_client": []}),
        // For the MSP's own people: of no concern.
        json!({"id": 3, "type": 1, "mappings_client": [mapping(ONE, 20)]}),
    ];
    all.truncate(connections);
    seeded(&[
        ("clients", vec![client(18), client(19), client(20)]),
        ("connections", all),
    ])
}

async fn scene(connections: usize, quirks: VendorQuirks) -> Scene {
    let seed = VendorSeed {
        quirks,
        ..seed(connections)
    };
    case().scene_of(seed).await
}

async fn accounts(scene: &Scene) -> BTreeMap<String, Account> {
    let found = all(&*scene.account, RecordKind::Account).await.unwrap();
    let account = |facts| match facts {
        RecordFacts::Account(account) => account,
        other => panic!("{other:?}"),
    };
    let found = found.into_iter();
    found.map(|(id, it)| (id, account(it.facts))).collect()
}

#[tokio::test]
async fn in_every_shape() {
    for (shape, connections) in [
        (ListShape::Bare, 3),
        (ListShape::Bare, 1),
        (ListShape::Single, 1),
        (ListShape::Wrapped, 3),
        (ListShape::Wrapped, 1),
    ] {
        let quirks = VendorQuirks {
            list_shape: shape,
            ..VendorQuirks::default()
        };
        let accounts = accounts(&scene(connections, quirks).await).await;
        let tenant = accounts["18"].tenant.map(|it| it.to_string());
        assert_eq!(tenant.as_deref(), Some(ONE), "{shape:?} {connections}");
        assert!(accounts["18"].references.is_empty());
        // Several tenants are each what Partner Center calls a customer.
        assert_eq!(accounts["19"].tenant, None);
        let ties = accounts["19"].references.iter();
        let ties: Vec<(&str, &str)> = ties
            .map(|it| (it.system.as_str(), it.id.as_str()))
            .collect();
        assert_eq!(ties, [("partner-center", TWO), ("partner-center", THREE)]);
        assert_eq!(accounts["20"].tenant, None, "{shape:?}");
    }
}

#[tokio::test]
async fn clients_are_read_where_tenants_may_not_be() {
    let quirks = VendorQuirks {
        refused: ["connections".to_owned()].into(),
        ..VendorQuirks::default()
    };
    let scene = scene(3, quirks).await;
    let accounts = accounts(&scene).await;
    assert_eq!(accounts.len(), 3);
    assert!(accounts.values().all(|it| it.tenant.is_none()));
}

#[tokio::test]
async fn clients_are_not_read_without_the_tenants_that_they_have() {
    let scene = scene(3, VendorQuirks::default()).await;
    let failing = Fault::Fail {
        status: 503,
        done_all_the_same: false,
        retry_after: None,
    };
    let rule = Rule::always(Cloud::HaloPsa, "/api/AzureADConnection/1", failing);
    scene.stage.control().lay_down(rule);
    let fault = scene.account.read(RecordKind::Account, None).await;
    assert_eq!(fault.unwrap_err().cause, Cause::Unavailable);
    scene.stage.control().lift_all_rules();
    assert_eq!(accounts(&scene).await.len(), 3);
}

#[tokio::test]
async fn they_are_asked_for_once() {
    let scene = scene(3, VendorQuirks::default()).await;
    for _ in 0..2 {
        accounts(&scene).await;
    }
    assert_eq!(scene.stage.seen("/api/AzureADConnection/").len(), 2);
    let (list, id) = ("clients".to_owned(), "20".to_owned());
    let change = VendorChange::RemoveRow { list, id };
    scene
        .stage
        .control()
        .at_vendor(Vendor::HaloPsa, MSP, change)
        .unwrap();
    assert_eq!(accounts(&scene).await.len(), 2);
}
