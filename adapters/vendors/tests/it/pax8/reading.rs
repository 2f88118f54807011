//! What is read is what the account has.

use super::case;
use crate::support::{MSP, all, row};
use serde_json::json;
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::vendor::{
    Account, FoundRecord, Money, Product, RecordFacts, RecordKind, Reference, Subscription, Term,
};
use tenantry_simulator::{Row, Vendor, VendorSeed};
use uuid::Uuid;

const TENANT: Uuid = Uuid::from_u128(0x7E);
const OTHER: Uuid = Uuid::from_u128(0x7F);

fn with(lists: &[(&str, Vec<Row>)]) -> VendorSeed {
    let lists = lists.iter();
    VendorSeed {
        crowd: 0,
        rows: lists
            .map(|(name, rows)| ((*name).to_owned(), rows.clone()))
            .collect(),
        ..case().seed
    }
}

fn usd(amount: &str) -> Money {
    Money {
        amount: amount.parse().unwrap(),
        currency: "USD".parse().ok(),
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

/// A subscription of a company, made for a tenant.
fn made_for(id: &str, company: &str, key: &str, tenant: &str) -> Row {
    row(json!({"id": id, "companyId": company,
        "provisioningDetails": [{"key": "note", "values": []}, {"key": key, "values": [tenant]}]}))
}

#[tokio::test]
async fn companies_as_they_were_seeded() {
    let long = "Ω".repeat(200);
    let contoso = json!({"id": "c-1", "name": "Contoso Ltd", "externalId": "C-104",
        "website": "www.contoso.example", "phone": "+44 20 5550 1234",
        "address": {"city": "Bristol", "country": "gb"},
        "contacts": [{"firstName": "Ada", "email": "ada@contoso.example"}]});
    let companies = vec![
        row(contoso),
        row(json!({"id": "c-2", "name": long, "status": "Inactive", "address": null})),
        row(json!({"id": "c-3", "name": "🦊 Fuchs & Söhne", "status": "Deleted"})),
        row(json!({"id": "c-4", "name": "شركة المثال", "address": {"country": "Atlantis"}})),
        row(json!({"id": "c-5", "name": null, "externalId": ""})),
    ];
    let (one, other) = (TENANT.to_string().to_uppercase(), OTHER.to_string());
    let bought = vec![
        made_for("s-1", "c-1", "msTenantID", &one),
        made_for("s-2", "c-1", "tenantId", &TENANT.to_string()),
        // Two tenants are no certainty; what is no id is none; a company that is gone is not asked about.
        made_for("s-3", "c-2", "msTenantID", &one),
        made_for("s-4", "c-2", "msTenantID", &other),
        made_for("s-5", "c-3", "msTenantID", &one),
        made_for("s-6", "c-4", "msTenantID", "contoso.onmicrosoft.com"),
        made_for("s-7", "c-5", "domain", &one),
    ];
    let seed = with(&[("companies", companies), ("subscriptions", bought)]);
    let scene = case().scene_of(seed).await;
    let read = all(&*scene.account, RecordKind::Account).await.unwrap();
    let read: Vec<FoundRecord> = read.into_values().collect();
    let reference = Reference {
        system: "external".to_owned(),
        id: "C-104".to_owned(),
    };
    let contoso = Account {
        number: Some("C-104".to_owned()),
        domains: ["www.contoso.example".to_owned()].into(),
        tenant: Some(TenantId::new(TENANT)),
        references: [reference].into(),
        city: Some("Bristol".to_owned()),
        country: Some("GB".to_owned()),
        phone: Some("+44 20 5550 1234".to_owned()),
        ..Account::default()
    };
    let plain = || RecordFacts::Account(Account::default());
    let us = || {
        let country = Some("US".to_owned());
        RecordFacts::Account(Account {
            country,
            ..Account::default()
        })
    };
    let gone = FoundRecord {
        active: false,
        ..of("c-3", "🦊 Fuchs & Söhne", us())
    };
    let expected = [
        of("c-1", "Contoso Ltd", RecordFacts::Account(contoso)),
        of("c-2", &long, plain()),
        gone,
        of("c-4", "شركة المثال", plain()),
        of("c-5", "", us()),
    ];
    assert_eq!(read, expected);
    let asked = scene.stage.seen("/v1/subscriptions");
    assert!(asked.iter().all(|it| !it.path.contains("c-3")));
}

#[tokio::test]
async fn products_by_the_names_of_distributor_and_maker() {
    let products = vec![
        row(
            json!({"id": "p-1", "name": "Business Premium", "sku": "MST-NCE-103-C100",
            "vendorSku": "CFQ7TTC0LCHC:0002:CFQ7TTC0MM8R"}),
        ),
        row(
            json!({"id": "p-2", "name": "Mail", "vendorName": "Proofpoint", "altVendorSku": "PP-A"}),
        ),
    ];
    let scene = case().scene_of(with(&[("products", products)])).await;
    let read = all(&*scene.account, RecordKind::Product).await.unwrap();
    let product = |vendor: &str, sku: Option<&str>, maker: &str| {
        RecordFacts::Product(Product {
            vendor: Some(vendor.to_owned()),
            sku: sku.map(str::to_owned),
            maker_sku: Some(maker.to_owned()),
        })
    };
    let sku = Some("MST-NCE-103-C100");
    let premium = product("Microsoft", sku, "CFQ7TTC0LCHC:0002");
    let expected = [
        of("p-1", "Business Premium", premium),
        of("p-2", "Mail", product("Proofpoint", None, "PP-A")),
    ];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn subscriptions_with_prices_terms_and_days_in_every_spelling() {
    let premium = json!({"id": "s-1", "companyId": "c-1", "productId": "p-1",
        "productName": "Microsoft 365 Business Premium", "quantity": 25,
        "vendorSubscriptionId": "2F295B21-0000-4000-8000-000000000000",
        "vendorSkuId": "CFQ7TTC0LCHC:0002", "startDate": "2026-01-01T08:30:00Z",
        "price": 26.4, "partnerCost": 22.05, "billingTerm": "Monthly",
        "commitmentTerm": {"id": "k", "term": "1-Year", "endDate": "2026-12-31T00:00:00Z"}});
    let leaving = json!({"id": "s-2", "status": "PendingCancel", "startDate": "2026-02-01",
        "endDate": "2026-07-01T00:00:00.000-0700", "billingTerm": "3-Year", "currencyCode": null,
        "price": 1});
    let trial = json!({"id": "s-3", "status": "Trial", "billingTerm": "Trial", "quantity": 5});
    let mut rows = vec![row(premium), row(leaving), row(trial)];
    for (id, status, term) in [
        ("t-1", "Cancelled", "2-Year"),
        ("t-2", "WaitingForDetails", "One-Time"),
        ("t-3", "Activated", "Activation"),
        ("t-4", "SomethingNew", "Fortnightly"),
        ("t-5", "Converted", "Annual"),
    ] {
        rows.push(row(
            json!({"id": id, "status": status, "billingTerm": term}),
        ));
    }
    let scene = case().scene_of(with(&[("subscriptions", rows)])).await;
    let read = all(&*scene.account, RecordKind::Subscription)
        .await
        .unwrap();
    let text = |text: &str| Some(text.to_owned());
    let facts = Subscription {
        product: text("p-1"),
        maker_sku: text("CFQ7TTC0LCHC:0002"),
        maker_subscription: text("2F295B21-0000-4000-8000-000000000000"),
        status: text("Active"),
        quantity: "25".parse().ok(),
        unit_price: Some(usd("26.4")),
        unit_cost: Some(usd("22.05")),
        billing: Some(Term::MONTHLY),
        term: Some(Term::YEARLY),
        starts: "2026-01-01".parse().ok(),
        ends: "2026-12-31".parse().ok(),
        ..Subscription::default()
    };
    let premium = FoundRecord {
        account: text("c-1"),
        ..of(
            "s-1",
            "Microsoft 365 Business Premium",
            RecordFacts::Subscription(facts),
        )
    };
    assert_eq!(read["s-1"], premium);
    let facts = |id: &str| match &read[id].facts {
        RecordFacts::Subscription(facts) => facts,
        other => panic!("{other:?}"),
    };
    let leaving = facts("s-2");
    assert_eq!((read["s-2"].active, leaving.renews), (true, Some(false)));
    assert_eq!(leaving.ends, "2026-07-01".parse().ok());
    assert_eq!(leaving.unit_price.unwrap().currency, None);
    assert!(facts("s-3").trial && read["s-3"].active);
    let told = |id: &str| (read[id].active, facts(id).billing.clone().unwrap());
    let other = |text: &str| Term::Other(text.to_owned());
    assert_eq!(told("t-1"), (false, Term::TWO_YEARS));
    assert_eq!(told("t-2"), (false, Term::Once));
    assert_eq!(told("t-3"), (true, other("Activation")));
    assert_eq!(told("t-4"), (true, other("Fortnightly")));
    assert_eq!(told("t-5"), (false, Term::YEARLY));
}

#[tokio::test]
async fn a_crowd_comes_whole_in_every_kind() {
    let scene = case().scene().await;
    let control = scene.stage.control();
    for (kind, list) in [
        (RecordKind::Account, "companies"),
        (RecordKind::Product, "products"),
        (RecordKind::Subscription, "subscriptions"),
    ] {
        let read = all(&*scene.account, kind).await.unwrap();
        let rows = control.vendor_rows(Vendor::Pax8, MSP, list);
        assert_eq!(read.len(), rows.len());
        for row in rows {
            let record = &read[row["id"].as_str().unwrap()];
            let name = row.get("name").or(row.get("productName"));
            assert_eq!(record.name, name.unwrap().as_str().unwrap());
            if let RecordFacts::Account(facts) = &record.facts {
                assert!(facts.tenant.is_some(), "{record:?}");
            }
            if let RecordFacts::Subscription(facts) = &record.facts {
                assert_eq!(facts.quantity, row["quantity"].to_string().parse().ok());
                assert_eq!(facts.unit_price, Some(usd(&row["price"].to_string())));
                assert_eq!(
                    facts.starts,
                    "2026-01-01".parse().ok(),
                    "{}",
                    row["startDate"]
                );
            }
        }
    }
}
