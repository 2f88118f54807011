//! What is read is what the database has.

use super::{case, empty};
use crate::support::{MSP, all, filled, row};
use jiff::civil::date;
use serde_json::{Value, json};
use tenantry_domain::cloud::vendor::{
    Account, Contract, Doubt, FoundRecord, Money, Person, RecordFacts, RecordKind, Service, Term,
};
use tenantry_simulator::{Vendor, VendorChange, VendorQuirks, VendorSeed};

/// An account with these rows only.
pub(super) fn with(rows: &[(&str, Vec<Value>)]) -> VendorSeed {
    filled(empty(), rows)
}

pub(super) fn money(amount: &str, currency: &str) -> Money {
    Money {
        amount: amount.parse().unwrap(),
        currency: currency.parse().ok(),
    }
}

fn of(id: &str, name: &str, facts: RecordFacts) -> FoundRecord {
    FoundRecord {
        id: id.to_owned(),
        name: name.to_owned(),
        account: None,
        active: true,
        address: None,
        facts,
    }
}

fn customer() -> Account {
    Account {
        category: Some("Customer".to_owned()),
        ..Account::default()
    }
}

#[tokio::test]
async fn companies_as_they_were_seeded() {
    let long = "x".repeat(200);
    let seed = with(&[(
        "Companies",
        vec![
            json!({"id": 0, "companyName": "Northwind IT", "companyType": 8}),
            json!({"id": 29_763_421, "companyName": "Contoso Ltd", "companyNumber": "C-104",
                "webAddress": " www.contoso.example ", "city": "Bristol", "phone": "+44 117 496 0000",
                "parentCompanyID": 29_763_422}),
            json!({"id": 29_763_422, "companyName": long, "isActive": false, "companyType": 99}),
            json!({"id": 29_763_423, "companyName": "🦊 Fuchs & Söhne"}),
            json!({"id": 29_763_424, "companyName": "شركة المثال المحدودة"}),
            json!({"id": 29_763_425, "companyName": null, "companyNumber": ""}),
        ],
    )]);
    let scene = case().scene_of(seed).await;
    let read = all(&*scene.account, RecordKind::Account).await.unwrap();
    let own = Account {
        own: true,
        category: Some("Partner".to_owned()),
        ..Account::default()
    };
    let contoso = Account {
        number: Some("C-104".to_owned()),
        domains: ["www.contoso.example".to_owned()].into(),
        city: Some("Bristol".to_owned()),
        phone: Some("+44 117 496 0000".to_owned()),
        parent: Some("29763422".to_owned()),
        ..customer()
    };
    let parent = FoundRecord {
        active: false,
        ..of("29763422", &long, RecordFacts::Account(Account::default()))
    };
    let plain = || RecordFacts::Account(customer());
    let expected = [
        of("0", "Northwind IT", RecordFacts::Account(own)),
        of("29763421", "Contoso Ltd", RecordFacts::Account(contoso)),
        parent,
        of("29763423", "🦊 Fuchs & Söhne", plain()),
        of("29763424", "شركة المثال المحدودة", plain()),
        of("29763425", "", plain()),
    ];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
    assert_eq!(
        scene.account.test().await.unwrap().account_name.as_deref(),
        Some("Northwind IT")
    );
}

#[tokio::test]
async fn people_as_they_were_seeded() {
    let people = vec![
        json!({"id": 4001, "firstName": "Ada", "lastName": "Lovelace", "email": "ada@northwind.example"}),
        json!({"id": 4002, "firstName": "", "lastName": "API", "isActive": false}),
    ];
    let scene = case().scene_of(with(&[("Resources", people)])).await;
    let read = all(&*scene.account, RecordKind::Person).await.unwrap();
    let person = |email: Option<&str>| {
        let email = email.map(str::to_owned);
        RecordFacts::Person(Person { email, title: None })
    };
    let ada = person(Some("ada@northwind.example"));
    let program = FoundRecord {
        active: false,
        ..of("4002", "API", person(None))
    };
    let expected = [of("4001", "Ada Lovelace", ada), program];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn services_and_bundles_as_they_were_seeded() {
    let euro = vec![json!({"id": 1, "name": "EUR", "isInternalCurrency": true})];
    let services = vec![
        json!({"id": 9001, "name": "Business Premium", "sku": "ANN-MO:CFQ7TTC0LCHC:0002",
            "unitPrice": 26.4, "unitCost": 22, "periodType": 2}),
    ];
    let bundles =
        vec![json!({"id": 9001, "name": "Workplace", "unitPrice": 49.95, "periodType": 9})];
    let seed = with(&[
        ("Currencies", euro),
        ("Services", services),
        ("ServiceBundles", bundles),
    ]);
    let scene = case().scene_of(seed).await;
    let read = all(&*scene.account, RecordKind::Service).await.unwrap();
    let premium = Service {
        sku: Some("ANN-MO:CFQ7TTC0LCHC:0002".to_owned()),
        unit_price: Some(money("26.4", "EUR")),
        unit_cost: Some(money("22", "EUR")),
        billing: Some(Term::MONTHLY),
    };
    let workplace = Service {
        sku: None,
        unit_price: Some(money("49.95", "EUR")),
        unit_cost: Some(money("0", "EUR")),
        billing: Some(Term::Other("period type 9".to_owned())),
    };
    let expected = [
        of("9001", "Business Premium", RecordFacts::Service(premium)),
        of("bundle:9001", "Workplace", RecordFacts::Service(workplace)),
    ];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn contracts_as_they_were_seeded() {
    let contracts = vec![
        json!({"id": 7001, "companyID": 29_763_421, "contractName": "Managed services",
            "contractNumber": "M-1", "contractPeriodType": 5}),
        json!({"id": 7002, "companyID": 29_763_421, "contractName": "Old", "status": 0,
            "contractType": 1, "startDate": null, "endDate": "2020-12-31T00:00:00Z"}),
    ];
    let scene = case().scene_of(with(&[("Contracts", contracts)])).await;
    let read = all(&*scene.account, RecordKind::Contract).await.unwrap();
    let managed = Contract {
        number: Some("M-1".to_owned()),
        category: Some("Recurring Service".to_owned()),
        status: Some("active".to_owned()),
        starts: Some(date(2026, 1, 1)),
        ends: Some(date(2026, 12, 31)),
        billing: Some(Term::YEARLY),
    };
    let old = Contract {
        number: None,
        category: Some("Time & Materials".to_owned()),
        status: Some("inactive".to_owned()),
        starts: None,
        ends: Some(date(2020, 12, 31)),
        billing: Some(Term::MONTHLY),
    };
    let contract = |id, name, active, facts| FoundRecord {
        account: Some("29763421".to_owned()),
        active,
        ..of(id, name, RecordFacts::Contract(facts))
    };
    let expected = [
        contract("7001", "Managed services", true, managed),
        contract("7002", "Old", false, old),
    ];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn what_rights_hide_is_suspicious_and_no_contract_at_all_is() {
    let seed = VendorSeed {
        quirks: VendorQuirks {
            hidden: ["Contracts".to_owned()].into(),
            ..VendorQuirks::default()
        },
        crowd: 3,
        ..case().seed
    };
    let scene = case().scene_of(seed).await;
    for readable in scene.account.test().await.unwrap().kinds {
        let expected = (readable.kind == RecordKind::Contract).then_some(Doubt::SuspiciouslyEmpty);
        assert_eq!(readable.doubt, expected, "{:?}", readable.kind);
    }
}

#[tokio::test]
async fn a_company_that_went_and_came_back_is_another_one() {
    let scene = case()
        .scene_of(VendorSeed {
            crowd: 2,
            ..empty()
        })
        .await;
    let before = all(&*scene.account, RecordKind::Account).await.unwrap();
    let (id, gone) = before.first_key_value().unwrap();
    let control = scene.stage.control();
    let change = |change| {
        control.at_vendor(Vendor::Autotask, MSP, change).unwrap();
    };
    let list = "Companies".to_owned();
    change(VendorChange::RemoveRow {
        list: list.clone(),
        id: id.clone(),
    });
    let fields = row(json!({"companyName": gone.name}));
    change(VendorChange::AddRow {
        list: list.clone(),
        fields,
    });
    let renamed = before.last_key_value().unwrap().0.clone();
    let fields = row(json!({"companyName": "Renamed"}));
    change(VendorChange::ChangeRow {
        list,
        id: renamed.clone(),
        fields,
    });
    let after = all(&*scene.account, RecordKind::Account).await.unwrap();
    assert!(!after.contains_key(id));
    assert_eq!(after[&renamed].name, "Renamed");
    let back = after.values().find(|it| it.name == gone.name).unwrap();
    assert!(!before.contains_key(&back.id));
}
