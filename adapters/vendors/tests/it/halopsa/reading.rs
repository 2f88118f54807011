//! What is read is what the account has.

use super::{case, seeded};
use crate::support::{MSP, all};
use jiff::civil::date;
use serde_json::json;
use tenantry_domain::cloud::vendor::{
    Account, Contract, ContractLine, FoundRecord, Money, Person, RecordFacts, RecordKind, Service,
    Term,
};
use tenantry_simulator::{Vendor, VendorSeed};

fn of(id: &str, name: &str, account: Option<&str>, facts: RecordFacts) -> FoundRecord {
    FoundRecord {
        id: id.to_owned(),
        name: name.to_owned(),
        account: account.map(str::to_owned),
        active: true,
        address: None,
        facts,
    }
}

fn owned(text: &str) -> String {
    text.to_owned()
}

fn money(amount: &str, currency: Option<&str>) -> Money {
    Money {
        amount: amount.parse().unwrap(),
        currency: currency.map(|it| it.parse().unwrap()),
    }
}

async fn read(seed: VendorSeed, kind: RecordKind) -> Vec<FoundRecord> {
    let scene = case().scene_of(seed).await;
    let found = all(&*scene.account, kind).await.unwrap();
    found.into_values().collect()
}

#[tokio::test]
async fn clients_as_they_were_seeded_and_those_out_of_use() {
    let long = "Ünïcode & Sons ".repeat(14);
    let clients = vec![
        json!({"id": 18, "name": "Contoso Ltd", "ref": "C-104", "accountsid": "CON001",
            "override_org_website": "https://www.contoso.example/", "newclient_domain": "contoso.example"}),
        json!({"id": 19, "name": long, "accountsid": "LONG", "toplevel_name": ""}),
        json!({"id": 20, "name": "🦊 Fuchs & Söhne", "inactive": true}),
        json!({"id": 21, "name": "شركة المثال المحدودة", "toplevel_name": "Prospects"}),
        json!({"id": 22, "name": ""}),
    ];
    let account = |number: Option<&str>, category: Option<&str>| Account {
        number: number.map(str::to_owned),
        category: category.map(str::to_owned),
        ..Account::default()
    };
    let contoso = Account {
        domains: [
            "contoso.example".to_owned(),
            "https://www.contoso.example/".to_owned(),
        ]
        .into(),
        ..account(Some("C-104"), Some("Customers"))
    };
    let facts = RecordFacts::Account;
    let inactive = FoundRecord {
        active: false,
        ..of(
            "20",
            "🦊 Fuchs & Söhne",
            None,
            facts(account(None, Some("Customers"))),
        )
    };
    let expected = [
        of("18", "Contoso Ltd", None, facts(contoso)),
        of("19", &long, None, facts(account(Some("LONG"), None))),
        inactive,
        of(
            "21",
            "شركة المثال المحدودة",
            None,
            facts(account(None, Some("Prospects"))),
        ),
        of("22", "", None, facts(account(None, Some("Customers")))),
    ];
    let seed = seeded(&[("clients", clients)]);
    assert_eq!(read(seed, RecordKind::Account).await, expected);
}

#[tokio::test]
async fn people_and_services_as_they_were_seeded() {
    let seed = seeded(&[
        (
            "agents",
            vec![
                json!({"id": 3, "name": "Ada Byron", "email": "ada@northwind.example",
                    "jobtitle": "Engineer"}),
                json!({"id": 4, "name": "Left", "isdisabled": true}),
            ],
        ),
        (
            "items",
            vec![
                json!({"id": 5, "name": "M365 Business Premium", "item_code": "M365-BP",
                "baseprice": 26.4, "costprice": 22.0}),
            ],
        ),
    ]);
    let ada = RecordFacts::Person(Person {
        email: Some(owned("ada@northwind.example")),
        title: Some(owned("Engineer")),
    });
    let left = FoundRecord {
        active: false,
        ..of("4", "Left", None, RecordFacts::Person(Person::default()))
    };
    let people = [of("3", "Ada Byron", None, ada), left];
    assert_eq!(read(seed.clone(), RecordKind::Person).await, people);
    let premium = RecordFacts::Service(Service {
        sku: Some(owned("M365-BP")),
        unit_price: Some(money("26.4", None)),
        unit_cost: Some(money("22", None)),
        billing: None,
    });
    let services = [of("5", "M365 Business Premium", None, premium)];
    assert_eq!(read(seed, RecordKind::Service).await, services);
}

#[tokio::test]
async fn contracts_as_they_were_seeded() {
    let seed = seeded(&[(
        "contracts",
        vec![
            json!({"id": 9, "client_id": 18, "ref": "MS-9", "start_date": "2026-01-01T00:00:00",
                "billingdescription": "Monthly"}),
            json!({"id": 10, "client_id": 18, "ref": "MS-10", "end_date": "2026-05-31T00:00:00"}),
        ],
    )]);
    let running = RecordFacts::Contract(Contract {
        number: Some(owned("MS-9")),
        starts: Some(date(2026, 1, 1)),
        billing: Some(Term::MONTHLY),
        ..Contract::default()
    });
    let over = RecordFacts::Contract(Contract {
        number: Some(owned("MS-10")),
        ends: Some(date(2026, 5, 31)),
        ..Contract::default()
    });
    let over = FoundRecord {
        active: false,
        ..of("10", "MS-10", Some("18"), over)
    };
    // By their ids as texts.
    let expected = [over, of("9", "MS-9", Some("18"), running)];
    assert_eq!(read(seed, RecordKind::Contract).await, expected);
}

#[tokio::test]
async fn lines_of_recurring_invoices_as_they_were_seeded() {
    let line = |id: u32, quantity: f64| {
        json!({"id": id, "ihid": -42, "item_code": "M365-BP",
            "item_shortdescription": "M365 Business Premium", "qty_order": quantity,
            "unit_price": 26.4, "unit_cost": 22.0, "tax_rate": 20.0})
    };
    let invoice = json!({"id": -42, "client_id": 18, "contract_id": 9, "currency_code": "GBP",
        "period_start_date": "2026-01-01T00:00:00", "period_end_date": "2026-12-31T00:00:00",
        "startdate": "2026-01-01T00:00:00", "total": 633.6, "lines": [line(5, 20.0), line(6, 0.5)]});
    let ended = json!({"id": -43, "client_id": 19, "contract_id": 0, "enddate": "2026-01-31T00:00:00",
        "lines": [line(5, 3.0)]});
    let off = json!({"id": -44, "client_id": 19, "disabled": true, "lines": []});
    let billed = |quantity: &str| {
        RecordFacts::ContractLine(ContractLine {
            contract: Some(owned("9")),
            service: None,
            sku: Some(owned("M365-BP")),
            quantity: quantity.parse().ok(),
            unit_price: Some(money("26.4", Some("GBP"))),
            unit_cost: Some(money("22", Some("GBP"))),
            billing: Some(Term::YEARLY),
            starts: Some(date(2026, 1, 1)),
            ends: None,
            lapsed: false,
        })
    };
    let lapsed = RecordFacts::ContractLine(ContractLine {
        sku: Some(owned("M365-BP")),
        unit_price: Some(money("26.4", None)),
        unit_cost: Some(money("22", None)),
        ends: Some(date(2026, 1, 31)),
        lapsed: true,
        ..ContractLine::default()
    });
    let name = "M365 Business Premium";
    let lapsed = FoundRecord {
        active: false,
        ..of("-43/5", name, Some("19"), lapsed)
    };
    let expected = [
        of("-42/5", name, Some("18"), billed("20")),
        of("-42/6", name, Some("18"), billed("0.5")),
        lapsed,
    ];
    let seed = seeded(&[("invoices", vec![invoice, ended, off])]);
    assert_eq!(read(seed, RecordKind::ContractLine).await, expected);
}

#[tokio::test]
async fn a_crowd_with_everything_over_many_pages() {
    let scene = case().scene().await;
    for (kind, list) in [
        (RecordKind::Account, "clients"),
        (RecordKind::Contract, "contracts"),
        (RecordKind::ContractLine, "invoices"),
    ] {
        let found = all(&*scene.account, kind).await.unwrap();
        let control = scene.stage.control();
        let rows = control.vendor_rows(Vendor::HaloPsa, MSP, list);
        assert_eq!(found.len(), rows.len(), "{list}");
        assert!(found.values().all(|it| it.active), "{list}");
        for row in rows {
            let id = match list {
                "invoices" => format!("{}/{}", row["id"], row["lines"][0]["id"]),
                _ => row["id"].to_string(),
            };
            assert!(found.contains_key(&id), "{list} {id}");
        }
    }
    let asked = scene.stage.seen("/api/RecurringInvoice");
    assert_eq!(asked.len(), 3, "lines come with their invoices");
}
