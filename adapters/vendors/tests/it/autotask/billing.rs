//! What is billed today, out of periods that go back for years.

use super::case;
use super::reading::{money, with};
use crate::support::{MSP, all};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tenantry_domain::cloud::vendor::{ContractLine, FoundRecord, RecordFacts, RecordKind, Term};
use tenantry_simulator::{Vendor, VendorChange, VendorQuirks, VendorSeed};

fn line(record: &FoundRecord) -> &ContractLine {
    match &record.facts {
        RecordFacts::ContractLine(line) => line,
        other => panic!("{other:?}"),
    }
}

fn period(line: i64, units: i64, starts: &str, ends: &str) -> Value {
    json!({"contractServiceID": line, "contractID": 7001, "serviceID": 9001, "units": units,
        "startDate": format!("{starts}T00:00:00Z"), "endDate": format!("{ends}T00:00:00Z")})
}

/// A customer who pays in pounds, of an MSP that counts in dollars. It is the first of June 2026.
fn seed() -> VendorSeed {
    let units = vec![
        // Changed in the middle of the period before; the last one is now.
        period(8001, 19, "2026-04-01", "2026-04-30"),
        period(8001, 25, "2026-05-01", "2026-05-31"),
        period(8001, 31, "2026-06-01", "2026-06-30"),
        // Ends on the day on which the next one begins.
        period(8002, 4, "2026-05-01", "2026-06-01"),
        period(8002, 6, "2026-06-01", "2026-06-30"),
        // Only past ones.
        period(8003, 7, "2025-01-01", "2025-12-31"),
        // Only one to come.
        period(8004, 9, "2026-07-01", "2026-07-31"),
    ];
    let service = |id: i64, price: f64| {
        json!({"id": id, "contractID": 7001, "serviceID": 9001,
        "unitPrice": price, "unitCost": 22.125})
    };
    let mut rows = vec![
        (
            "Currencies",
            vec![
                json!({"id": 1, "name": "USD", "isInternalCurrency": true}),
                json!({"id": 2, "name": "GBP"}),
            ],
        ),
        (
            "Companies",
            vec![
                json!({"id": 29_763_421, "companyName": "Contoso Ltd", "currencyID": 2}),
                json!({"id": 29_763_422, "companyName": "Fabrikam", "currencyID": null}),
            ],
        ),
        (
            "Services",
            vec![
                json!({"id": 9001, "name": "Business Premium", "sku": "CFQ7TTC0LCHC:0002", "periodType": 2}),
            ],
        ),
        (
            "ServiceBundles",
            vec![json!({"id": 9501, "name": "Workplace", "periodType": 5})],
        ),
        (
            "Contracts",
            vec![
                json!({"id": 7001, "companyID": 29_763_421, "contractName": "Managed services"}),
                json!({"id": 7002, "companyID": 29_763_422, "contractName": "Old", "status": 0}),
            ],
        ),
    ];
    rows.push((
        "ContractServices",
        vec![
            service(8001, 26.4),
            service(8002, 0.1),
            service(8003, 12.0),
            service(8004, 12.0),
            service(8005, 12.0),
        ],
    ));
    rows.push(("ContractServiceUnits", units));
    rows.push((
        "ContractServiceBundles",
        vec![json!({"id": 8001, "contractID": 7002,
        "serviceBundleID": 9501, "unitPrice": 49.0, "invoiceDescription": "Workplace, all in"})],
    ));
    rows.push((
        "ContractServiceBundleUnits",
        vec![json!({"contractServiceBundleID": 8001, "units": 5,
        "startDate": "2026-01-01T00:00:00Z", "endDate": "2026-12-31T00:00:00Z"})],
    ));
    with(&rows)
}

#[tokio::test]
async fn the_period_that_covers_today_counts() {
    let scene = case().scene_of(seed()).await;
    let read = all(&*scene.account, RecordKind::ContractLine)
        .await
        .unwrap();
    let found: BTreeMap<&str, (Option<String>, bool)> = read
        .iter()
        .map(|(id, record)| {
            let line = line(record);
            (
                id.as_str(),
                (line.quantity.map(|it| it.to_string()), line.lapsed),
            )
        })
        .collect();
    let units = |units: &str| (Some(units.to_owned()), false);
    let expected = [
        ("8001", units("31")),
        ("8002", units("6")),
        ("8003", (None, true)),
        ("8004", (None, false)),
        ("8005", (None, false)),
        ("bundle:8001", units("5")),
    ];
    assert_eq!(found, BTreeMap::from(expected));
}

#[tokio::test]
async fn a_line_is_put_together_from_all_that_it_belongs_to() {
    let scene = case().scene_of(seed()).await;
    let read = all(&*scene.account, RecordKind::ContractLine)
        .await
        .unwrap();
    let premium = &read["8001"];
    assert_eq!(premium.name, "Business Premium");
    assert_eq!(premium.account.as_deref(), Some("29763421"));
    assert!(premium.active);
    let expected = ContractLine {
        contract: Some("7001".to_owned()),
        service: Some("9001".to_owned()),
        sku: Some("CFQ7TTC0LCHC:0002".to_owned()),
        quantity: "31".parse().ok(),
        unit_price: Some(money("26.4", "GBP")),
        unit_cost: Some(money("22.125", "GBP")),
        billing: Some(Term::MONTHLY),
        ..ContractLine::default()
    };
    assert_eq!(*line(premium), expected);
    assert_eq!(line(&read["8002"]).unit_price, Some(money("0.1", "GBP")));

    let bundle = &read["bundle:8001"];
    assert_eq!(bundle.name, "Workplace, all in");
    assert!(!bundle.active, "its contract is not");
    let expected = ContractLine {
        contract: Some("7002".to_owned()),
        service: Some("bundle:9501".to_owned()),
        quantity: "5".parse().ok(),
        unit_price: Some(money("49", "USD")),
        billing: Some(Term::YEARLY),
        ..ContractLine::default()
    };
    assert_eq!(*line(bundle), expected);
}

#[tokio::test]
async fn a_crowd_is_read_with_few_requests() {
    let scene = case().scene().await;
    let read = all(&*scene.account, RecordKind::ContractLine)
        .await
        .unwrap();
    assert_eq!(read.len(), 620 * 2 + 62);
    let lapsed = read.values().filter(|it| line(it).lapsed).count();
    assert_eq!(lapsed, 620 / 7);
    let asked = scene.stage.control().journal().len();
    assert!(asked < 60, "{asked} requests");
    // Every line that is billed has the units of its last period.
    let units = scene
        .stage
        .control()
        .vendor_rows(Vendor::Autotask, MSP, "ContractServiceUnits");
    let mut last: BTreeMap<String, (String, String)> = BTreeMap::new();
    for row in &units {
        let text = |field: &str| row[field].to_string();
        if row["startDate"].as_str().unwrap() < "2026-06-02" {
            let known = last.entry(text("contractServiceID")).or_default();
            *known = known.clone().max((text("startDate"), text("units")));
        }
    }
    for (id, (_, units)) in last {
        if let Some(quantity) = line(&read[&id]).quantity {
            assert_eq!(quantity.to_string(), units, "{id}");
        }
    }
}

#[tokio::test]
async fn lines_come_also_where_their_customers_may_not_be_seen() {
    let scene = case().scene_of(seed()).await;
    let quirks = VendorQuirks {
        refused: ["Companies", "Currencies", "Services"]
            .map(str::to_owned)
            .into(),
        ..VendorQuirks::default()
    };
    let change = VendorChange::Quirks { quirks };
    scene
        .stage
        .control()
        .at_vendor(Vendor::Autotask, MSP, change)
        .unwrap();
    let read = all(&*scene.account, RecordKind::ContractLine)
        .await
        .unwrap();
    let premium = line(&read["8001"]);
    assert_eq!(premium.quantity, "31".parse().ok());
    assert_eq!(premium.unit_price.unwrap().currency, None);
    assert_eq!(
        (premium.sku.as_deref(), read["8001"].name.as_str()),
        (None, "")
    );
}
