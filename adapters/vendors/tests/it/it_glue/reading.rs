//! What is read is what the account has.

use super::{case, seeded};
use crate::support::{MSP, all};
use jiff::civil::date;
use serde_json::json;
use tenantry_domain::cloud::vendor::{
    Account, Configuration, Document, FoundRecord, RecordFacts, RecordKind, Reference,
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

async fn read(seed: VendorSeed, kind: RecordKind) -> Vec<FoundRecord> {
    let scene = case().scene_of(seed).await;
    let found = all(&*scene.account, kind).await.unwrap();
    found.into_values().collect()
}

#[tokio::test]
async fn organizations_as_they_were_seeded() {
    let long = "Ünïcode & Sons ".repeat(14);
    let organizations = vec![
        json!({"id": 123, "name": "Contoso Ltd", "short-name": "CON", "parent-id": 124,
            "resource-url": "https://northwind.itglue.com/123"}),
        json!({"id": 124, "name": long, "organization-type-name": null}),
        json!({"id": 125, "name": "🦊 Fuchs & Söhne", "organization-status-name": "Inactive"}),
        json!({"id": 126, "name": "شركة المثال المحدودة", "organization-type-name": "Prospect",
            "resource-url": "javascript:alert(1)"}),
        json!({"id": 127, "name": "Northwind IT", "primary": true}),
        json!({"id": 128, "name": ""}),
    ];
    let customer = || Account {
        category: Some(owned("Customer")),
        ..Account::default()
    };
    let facts = RecordFacts::Account;
    let contoso = Account {
        number: Some(owned("CON")),
        parent: Some(owned("124")),
        ..customer()
    };
    let contoso = FoundRecord {
        address: Some(owned("https://northwind.itglue.com/123")),
        ..of("123", "Contoso Ltd", None, facts(contoso))
    };
    let inactive = FoundRecord {
        active: false,
        ..of("125", "🦊 Fuchs & Söhne", None, facts(customer()))
    };
    let prospect = Account {
        category: Some(owned("Prospect")),
        ..Account::default()
    };
    let own = Account {
        own: true,
        ..customer()
    };
    let expected = [
        contoso,
        of("124", &long, None, facts(Account::default())),
        inactive,
        of("126", "شركة المثال المحدودة", None, facts(prospect)),
        of("127", "Northwind IT", None, facts(own)),
        of("128", "", None, facts(customer())),
    ];
    let seed = seeded(&[("organizations", organizations)]);
    assert_eq!(read(seed, RecordKind::Account).await, expected);
}

#[tokio::test]
async fn configurations_and_documents_as_they_were_seeded() {
    let seed = seeded(&[
        (
            "organizations",
            vec![json!({"id": 123, "name": "Contoso Ltd"})],
        ),
        (
            "configurations",
            vec![
                json!({"id": 5001, "organization-id": 123, "name": "SRV-1", "hostname": "srv-1",
                    "serial-number": "SN1", "configuration-type-name": "Server", "primary-ip": "10.0.0.4",
                    "warranty-expires-at": "2027-06-30"}),
                json!({"id": 5002, "organization-id": 123, "name": "OLD", "archived": true}),
            ],
        ),
        (
            "documents",
            vec![
                json!({"id": 7001, "organization-id": 123, "name": "Overview"}),
                json!({"id": 7002, "organization-id": 123, "name": "In a folder",
                    "document-folder-id": 4}),
            ],
        ),
    ]);
    let server = RecordFacts::Configuration(Configuration {
        hostname: Some(owned("srv-1")),
        serial: Some(owned("SN1")),
        category: Some(owned("Server")),
        status: Some(owned("Active")),
        warranty_ends: Some(date(2027, 6, 30)),
    });
    let old = RecordFacts::Configuration(Configuration {
        status: Some(owned("Active")),
        ..Configuration::default()
    });
    let old = FoundRecord {
        active: false,
        ..of("5002", "OLD", Some("123"), old)
    };
    let expected = [of("5001", "SRV-1", Some("123"), server), old];
    assert_eq!(
        read(seed.clone(), RecordKind::Configuration).await,
        expected
    );

    let paper = || {
        RecordFacts::Document(Document {
            category: None,
            changed_at: Some(owned("2024-01-01T00:00:00.000Z")),
        })
    };
    let expected = [
        of("7001", "Overview", Some("123"), paper()),
        of("7002", "In a folder", Some("123"), paper()),
    ];
    assert_eq!(read(seed, RecordKind::Document).await, expected);
}

#[tokio::test]
async fn a_crowd_with_everything_over_many_pages() {
    let scene = case().scene().await;
    for (kind, list) in [
        (RecordKind::Account, "organizations"),
        (RecordKind::Configuration, "configurations"),
        (RecordKind::Document, "documents"),
    ] {
        let found = all(&*scene.account, kind).await.unwrap();
        let control = scene.stage.control();
        let rows = control.vendor_rows(Vendor::ItGlue, MSP, list);
        assert_eq!(found.len(), rows.len(), "{list}");
        for row in rows {
            let found = &found[&row["id"].to_string()];
            assert_eq!(found.name, row["name"].as_str().unwrap());
            let owner = row.get("organization-id").map(ToString::to_string);
            assert_eq!(found.account, owner, "{list}");
        }
    }
}

#[tokio::test]
async fn organizations_name_what_the_psa_calls_them() {
    let scene = case().scene().await;
    let found = all(&*scene.account, RecordKind::Account).await.unwrap();
    let control = scene.stage.control();
    for row in control.vendor_rows(Vendor::ItGlue, MSP, "adapters-resources") {
        let record = &found[&row["organization-id"].to_string()];
        let RecordFacts::Account(account) = &record.facts else {
            panic!("it is an account");
        };
        let tie = Reference {
            system: "autotask".to_owned(),
            id: row["remote-id"].as_str().unwrap().to_owned(),
        };
        assert_eq!(account.references, [tie].into());
    }
    // One to find the system, one that nobody has, and two witnesses: for all pages together.
    assert_eq!(scene.stage.seen("psa_id").len(), 4);
}
