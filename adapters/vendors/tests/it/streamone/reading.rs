//! What is read is what the account has.

use super::case;
use crate::support::{MSP, all, row};
use serde_json::json;
use tenantry_domain::cloud::vendor::{
    Account, FoundRecord, Money, Product, RecordFacts, RecordKind, Subscription, Term,
};
use tenantry_simulator::{Row, Vendor, VendorSeed};

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

#[tokio::test]
async fn customers_and_nobody_who_works_there() {
    let long = "Ω".repeat(200);
    let contoso = json!({"id": 50001, "customerOrganization": "Contoso Ltd",
        "customerName": "Ada Lovelace", "customerEmail": "ada@contoso.example",
        "customerPhone": "+44 20 5550 1234",
        "customerAddress": {"city": "Bristol", "country": "gb"}});
    let customers = vec![
        row(contoso),
        row(json!({"id": 50002, "customerOrganization": long, "customerAddress": null})),
        row(
            json!({"id": 50003, "customerOrganization": "🦊 Fuchs & Söhne", "customerStatus": "INACTIVE",
            "customerAddress": {"country": "Deutschland"}}),
        ),
        row(json!({"id": 50004, "customerOrganization": null, "customerEmail": "nobody"})),
    ];
    let scene = case().scene_of(with(&[("customers", customers)])).await;
    let read = all(&*scene.account, RecordKind::Account).await.unwrap();
    let shown = format!("{read:?}");
    assert!(!shown.contains("Ada") && !shown.contains("5550") && !shown.contains('@'));
    let contoso = Account {
        domains: ["contoso.example".to_owned()].into(),
        city: Some("Bristol".to_owned()),
        country: Some("GB".to_owned()),
        ..Account::default()
    };
    let us = Account {
        country: Some("US".to_owned()),
        ..Account::default()
    };
    let gone = FoundRecord {
        active: false,
        ..of(
            "50003",
            "🦊 Fuchs & Söhne",
            RecordFacts::Account(Account::default()),
        )
    };
    let expected = [
        of("50001", "Contoso Ltd", RecordFacts::Account(contoso)),
        of("50002", &long, RecordFacts::Account(Account::default())),
        gone,
        of("50004", "", RecordFacts::Account(us)),
    ];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn products_name_their_maker_by_a_program() {
    let products = vec![
        row(
            json!({"id": "p-1", "displayName": "Business Premium", "mfgPartNumber": "CFQ7TTC0LCHC:0002"}),
        ),
        row(
            json!({"id": "p-2", "displayName": "Firewall", "mfgPartNumber": "FG-60F",
            "attachedPrograms": {"displayName": "Fortinet"}}),
        ),
        row(json!({"id": "p-3", "displayName": "Nothing else", "attachedPrograms": null})),
    ];
    let scene = case().scene_of(with(&[("products", products)])).await;
    let read = all(&*scene.account, RecordKind::Product).await.unwrap();
    let product = |vendor: Option<&str>, maker: Option<&str>| {
        RecordFacts::Product(Product {
            vendor: vendor.map(str::to_owned),
            sku: None,
            maker_sku: maker.map(str::to_owned),
        })
    };
    let premium = product(Some("Microsoft CSP"), Some("CFQ7TTC0LCHC:0002"));
    let expected = [
        of("p-1", "Business Premium", premium),
        of("p-2", "Firewall", product(Some("Fortinet"), None)),
        of("p-3", "Nothing else", product(None, None)),
    ];
    assert_eq!(read.into_values().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_subscription_with_a_cycle_and_a_term() {
    let premium = json!({"id": 900_001, "customerId": 50001, "ccpProductId": "p-1",
        "subscriptionName": "Microsoft 365 Business Premium", "subscriptionTotalLicenses": "25",
        "subscriptionId": "2f295b21-0000-4000-8000-000000000000",
        "subscriptionOfferId": "CFQ7TTC0LCHC:0002:CFQ7TTC0MM8R", "price": 26.40, "cost": "22.05",
        "subscriptionBillingCycle": "monthly", "subscriptionBillingTerm": "P1Y"});
    let seed = with(&[("subscriptions", vec![row(premium)])]);
    let scene = case().scene_of(seed).await;
    let read = all(&*scene.account, RecordKind::Subscription)
        .await
        .unwrap();
    let usd = |amount: &str| {
        let (amount, currency) = (amount.parse().unwrap(), "USD".parse().ok());
        Some(Money { amount, currency })
    };
    let facts = Subscription {
        product: Some("p-1".to_owned()),
        maker_sku: Some("CFQ7TTC0LCHC:0002".to_owned()),
        maker_subscription: Some("2f295b21-0000-4000-8000-000000000000".to_owned()),
        status: Some("active".to_owned()),
        quantity: "25".parse().ok(),
        unit_price: usd("26.4"),
        unit_cost: usd("22.05"),
        billing: Some(Term::MONTHLY),
        term: Some(Term::YEARLY),
        starts: "2026-01-01".parse().ok(),
        ends: "2026-12-31".parse().ok(),
        renews: Some(true),
        ..Subscription::default()
    };
    let facts = RecordFacts::Subscription(facts);
    let premium = FoundRecord {
        account: Some("50001".to_owned()),
        ..of("900001", "Microsoft 365 Business Premium", facts)
    };
    assert_eq!(read["900001"], premium);
}

#[tokio::test]
async fn a_subscription_without_a_cycle_and_words_for_its_state() {
    let paid_only = json!({"id": 900_002, "subscriptionBillingCycle": null,
        "subscriptionBillingTerm": "quarterly", "subscriptionEndDate": null, "autoRenew": "false",
        "isTrial": "true", "currency": "", "price": 1, "mfgPartNumber": "FG-60F"});
    let mut rows = vec![row(paid_only)];
    for (id, status) in [
        (1, "suspended"),
        (2, "deleted"),
        (3, "past_due"),
        (4, "canceled"),
        (5, "brand new"),
        (6, "trial"),
    ] {
        rows.push(row(json!({"id": id, "subscriptionStatus": status})));
    }
    let scene = case().scene_of(with(&[("subscriptions", rows)])).await;
    let read = all(&*scene.account, RecordKind::Subscription)
        .await
        .unwrap();
    let RecordFacts::Subscription(paid) = &read["900002"].facts else {
        panic!("{read:?}");
    };
    assert_eq!((&paid.billing, &paid.term), (&Some(Term::QUARTERLY), &None));
    assert_eq!(paid.ends, "2027-01-01".parse().ok(), "the day of renewal");
    assert_eq!((paid.renews, paid.trial), (Some(false), true));
    assert_eq!(paid.maker_sku, None);
    assert_eq!(paid.unit_price.unwrap().currency, None);
    let in_use = |id: &str| read[id].active;
    assert!(in_use("3") && in_use("5") && in_use("6"));
    assert!(!in_use("1") && !in_use("2") && !in_use("4"));
}

#[tokio::test]
async fn a_crowd_comes_whole_in_both_ways_to_page() {
    let scene = case().scene().await;
    let control = scene.stage.control();
    let customers = all(&*scene.account, RecordKind::Account).await.unwrap();
    for (kind, list) in [
        (RecordKind::Account, "customers"),
        (RecordKind::Product, "products"),
        (RecordKind::Subscription, "subscriptions"),
    ] {
        let read = all(&*scene.account, kind).await.unwrap();
        let rows = control.vendor_rows(Vendor::StreamOne, MSP, list);
        assert_eq!(read.len(), rows.len());
        for record in read.values() {
            let account = record.account.as_ref();
            assert!(
                account.is_none_or(|it| customers.contains_key(it)),
                "{record:?}"
            );
        }
    }
    assert_eq!(scene.stage.seen("pagination.offset").len(), 2);
}
