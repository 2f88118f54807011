//! What is read is what the account has.

use super::case;
use crate::support::{MSP, all, filled};
use jiff::civil::date;
use serde_json::{Value, json};
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

fn money(amount: &str) -> Money {
    Money {
        amount: amount.parse().unwrap(),
        currency: None,
    }
}

pub(super) fn seeded(rows: &[(&str, Vec<Value>)]) -> VendorSeed {
    filled(case().seed, rows)
}

async fn read(seed: VendorSeed, kind: RecordKind) -> Vec<FoundRecord> {
    let scene = case().scene_of(seed).await;
    all(&*scene.account, kind)
        .await
        .unwrap()
        .into_values()
        .collect()
}

#[tokio::test]
async fn companies_as_they_were_seeded() {
    let long = "Ünïcode & Sons ".repeat(14);
    let companies = vec![
        json!({"id": 250, "identifier": "Contoso", "name": "Contoso Ltd", "website": "contoso.example",
            "phoneNumber": "555-1", "city": "Leeds", "country": {"id": 1, "name": "United Kingdom"},
            "parentCompany": {"id": 251, "identifier": "Parent", "name": "Parent"},
            "types": [{"id": 1, "name": "Customer"}, {"id": 2, "name": "Partner"}]}),
        json!({"id": 251, "identifier": "", "name": long, "types": []}),
        json!({"id": 252, "name": "🦊 Fuchs & Söhne", "status": {"id": 2, "name": "Inactive"}}),
        json!({"id": 253, "name": "شركة المثال المحدودة", "types": [{"id": 9, "name": "Owner"}]}),
        json!({"id": 254, "name": "", "types": []}),
        json!({"id": 255, "name": "Gone Ltd", "deletedFlag": true}),
    ];
    let account = |account: Account| RecordFacts::Account(account);
    let customer = || Account {
        category: Some(owned("Customer")),
        ..Account::default()
    };
    let contoso = Account {
        number: Some(owned("Contoso")),
        domains: ["contoso.example".to_owned()].into(),
        city: Some(owned("Leeds")),
        country: Some(owned("GB")),
        phone: Some(owned("555-1")),
        parent: Some(owned("251")),
        category: Some(owned("Customer, Partner")),
        ..Account::default()
    };
    let inactive = FoundRecord {
        active: false,
        ..of("252", "🦊 Fuchs & Söhne", None, account(customer()))
    };
    let own = Account {
        own: true,
        category: Some(owned("Owner")),
        ..Account::default()
    };
    let expected = [
        of("250", "Contoso Ltd", None, account(contoso)),
        of("251", &long, None, account(Account::default())),
        inactive,
        of("253", "شركة المثال المحدودة", None, account(own)),
        of("254", "", None, account(Account::default())),
    ];
    let seed = seeded(&[("companies", companies)]);
    assert_eq!(read(seed, RecordKind::Account).await, expected);
}

#[tokio::test]
async fn people_and_services_as_they_were_seeded() {
    let seed = seeded(&[
        (
            "members",
            vec![
                json!({"id": 150, "identifier": "ada", "firstName": "Ada", "lastName": "Byron",
                    "officeEmail": "ada@northwind.example", "title": "Engineer"}),
                json!({"id": 151, "identifier": "api", "inactiveFlag": true}),
            ],
        ),
        (
            "catalog",
            vec![
                json!({"id": 5, "identifier": "M365-BP", "description": "M365 Business Premium",
                    "price": 26.4, "cost": 22, "recurringBillCycle": {"id": 2, "name": "Annual"}}),
                json!({"id": 6, "identifier": "HOURS", "inactiveFlag": true}),
            ],
        ),
    ]);
    let ada = RecordFacts::Person(Person {
        email: Some(owned("ada@northwind.example")),
        title: Some(owned("Engineer")),
    });
    let api = FoundRecord {
        active: false,
        ..of("151", "api", None, RecordFacts::Person(Person::default()))
    };
    let people = [of("150", "Ada Byron", None, ada), api];
    assert_eq!(read(seed.clone(), RecordKind::Person).await, people);

    let premium = RecordFacts::Service(Service {
        sku: Some(owned("M365-BP")),
        unit_price: Some(money("26.4")),
        unit_cost: Some(money("22")),
        billing: Some(Term::YEARLY),
    });
    let hours = RecordFacts::Service(Service {
        sku: Some(owned("HOURS")),
        ..Service::default()
    });
    let hours = FoundRecord {
        active: false,
        ..of("6", "HOURS", None, hours)
    };
    let services = [of("5", "M365 Business Premium", None, premium), hours];
    assert_eq!(read(seed, RecordKind::Service).await, services);
}

fn billing() -> VendorSeed {
    let company = json!({"id": 250, "identifier": "Contoso", "name": "Contoso Ltd"});
    seeded(&[
        (
            "agreements",
            vec![
                json!({"id": 12, "name": "Managed", "company": company, "type": {"id": 1, "name": "Gold"},
                    "startDate": "2026-01-01T00:00:00Z", "endDate": "2026-12-31T00:00:00Z",
                    "noEndingDateFlag": false}),
                json!({"id": 13, "name": "Old", "company": company, "cancelledFlag": true,
                    "agreementStatus": "Cancelled", "billingCycle": {"id": 9, "name": "Lunar"}}),
            ],
        ),
        (
            "additions",
            vec![
                json!({"id": 77, "agreementId": 12, "product": {"id": 5, "identifier": "M365-BP"},
                    "quantity": 20.0, "lessIncluded": 2.0, "unitPrice": 26.4, "unitCost": 22.0,
                    "description": "Seats", "effectiveDate": "2026-01-01T00:00:00Z"}),
                json!({"id": 78, "agreementId": 12, "quantity": 5, "description": "Ended",
                    "cancelledDate": "2026-05-01T00:00:00Z"}),
                json!({"id": 79, "agreementId": 13, "quantity": 5, "description": "Of the old one"}),
            ],
        ),
    ])
}

#[tokio::test]
async fn agreements_as_they_were_seeded() {
    let managed = RecordFacts::Contract(Contract {
        number: None,
        category: Some(owned("Gold")),
        status: Some(owned("Active")),
        starts: Some(date(2026, 1, 1)),
        ends: Some(date(2026, 12, 31)),
        billing: Some(Term::MONTHLY),
    });
    let old = RecordFacts::Contract(Contract {
        status: Some(owned("Cancelled")),
        billing: Some(Term::Other("Lunar".to_owned())),
        ..Contract::default()
    });
    let old = FoundRecord {
        active: false,
        ..of("13", "Old", Some("250"), old)
    };
    let expected = [of("12", "Managed", Some("250"), managed), old];
    assert_eq!(read(billing(), RecordKind::Contract).await, expected);
}

#[tokio::test]
async fn additions_as_they_were_seeded_without_those_of_cancelled_agreements() {
    let seats = RecordFacts::ContractLine(ContractLine {
        contract: Some(owned("12")),
        service: Some(owned("5")),
        sku: Some(owned("M365-BP")),
        quantity: "18".parse().ok(),
        unit_price: Some(money("26.4")),
        unit_cost: Some(money("22")),
        billing: Some(Term::MONTHLY),
        starts: Some(date(2026, 1, 1)),
        ends: None,
        lapsed: false,
    });
    let ended = RecordFacts::ContractLine(ContractLine {
        contract: Some(owned("12")),
        billing: Some(Term::MONTHLY),
        ends: Some(date(2026, 5, 1)),
        lapsed: true,
        ..ContractLine::default()
    });
    let ended = FoundRecord {
        active: false,
        ..of("78", "Ended", Some("250"), ended)
    };
    let expected = [of("77", "Seats", Some("250"), seats), ended];
    assert_eq!(read(billing(), RecordKind::ContractLine).await, expected);
}

#[tokio::test]
async fn a_crowd_with_everything_over_many_pages() {
    let scene = case().scene().await;
    let rows = |list: &str| {
        let control = scene.stage.control();
        control.vendor_rows(Vendor::ConnectWise, MSP, list)
    };
    for (kind, list) in [
        (RecordKind::Account, "companies"),
        (RecordKind::Contract, "agreements"),
        (RecordKind::ContractLine, "additions"),
    ] {
        let found = all(&*scene.account, kind).await.unwrap();
        let rows = rows(list);
        assert_eq!(found.len(), rows.len(), "{list}");
        for row in rows {
            let name = row.get("name").unwrap_or(&row["id"]);
            let found = &found[&row["id"].to_string()];
            if list != "additions" {
                assert_eq!(found.name, name.as_str().unwrap());
            }
            assert!(found.active);
        }
    }
}
