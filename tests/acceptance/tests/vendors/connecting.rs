//! How vendors are connected, tried, given other secrets, and let go.

use std::collections::BTreeMap;

use tenantry_domain::cloud::vault::{Expected, Purpose, SecretName, SecretValue, Vault as _};
use tenantry_domain::vendor_connection::{VendorConnection, VendorTest};
use tenantry_engine::vendors::{ConnectedVendors, Rotation, Tried, VendorError};
use tenantry_support::{World, on_both_databases};

use crate::book::KEY;
use crate::stage::{Stage, because, new_id, person, secrets, wish};

on_both_databases!(
    secrets_are_in_the_vault_and_nowhere_else,
    the_same_key_connects_once,
    an_account_that_does_not_work_is_connected_unless_only_if_it_works,
    secrets_that_are_missing_or_unknown_are_refused,
    who_connects_over_another_touches_no_secret,
    a_key_that_is_none_touches_no_secret,
    other_secrets_replace_the_old_ones_only_when_they_work,
    settings_are_changed_and_tried,
    what_is_disconnected_has_no_secrets
);

fn works(tried: &Tried) -> bool {
    matches!(&tried.test, Some(VendorTest::Works { .. }))
}

async fn secrets_are_in_the_vault_and_nowhere_else(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let kept = format!(r#"{{"api-key":"{KEY}","api-secret":"secret of the test"}}"#);
    assert_eq!(stage.vault.kept(), [kept]);
    let tested = stage.connections.test(stage.msp, id, person()).await;
    assert!(works(&tested.unwrap()));
    let events = stage.of_connections().await;
    assert_eq!(events, ["VendorConnected", "VendorTested", "VendorTested"]);
    for event in stage.events().await {
        let text = format!("{}{}", event.payload, event.metadata);
        assert!(!text.contains(KEY) && !text.contains("secret of"), "{text}");
    }
}

async fn the_same_key_connects_once(world: World) {
    let stage = Stage::open(world).await;
    let (msp, id) = (stage.msp, new_id());
    let connect = async |key: &str| {
        let context = person().with_key("once");
        let tried = stage
            .connections
            .connect(msp, id, wish(key, false), context);
        tried.await.unwrap()
    };
    let first = connect(KEY).await;
    let again = connect("another key").await;
    assert!(!first.done.replayed && again.done.replayed);
    assert_eq!(first.done.receipt, again.done.receipt);
    assert!(works(&again));
    assert_eq!(stage.vault.writes(), 1);
}

async fn an_account_that_does_not_work_is_connected_unless_only_if_it_works(world: World) {
    let stage = Stage::open(world).await;
    let (msp, connections) = (stage.msp, &stage.connections);
    let refused = connections.connect(msp, new_id(), wish("wrong", true), person());
    let refused = refused.await.unwrap_err();
    assert!(matches!(&refused, VendorError::Cloud(_)), "{refused:?}");
    assert_eq!(refused.code(), "VENDOR_KEY_WRONG");
    assert!(stage.vault.kept().is_empty() && stage.events().await.is_empty());

    let id = new_id();
    let tried = connections.connect(msp, id, wish("wrong", false), person());
    let test = tried.await.unwrap().test;
    assert!(matches!(test, Some(VendorTest::Fails { fault }) if fault.code == "VENDOR_KEY_WRONG"));
    assert_eq!(stage.vault.kept().len(), 1);
}

async fn secrets_that_are_missing_or_unknown_are_refused(world: World) {
    let stage = Stage::open(world).await;
    let mut less = wish(KEY, false);
    less.secrets.remove("api-secret");
    let mut more = wish(KEY, false);
    let extra = SecretValue::new("1234").unwrap();
    more.secrets.insert("pin".to_owned(), extra);
    let mut unset = wish(KEY, false);
    unset.settings.clear();
    for (wish, code) in [
        (less, "VENDOR_SECRET_MISSING"),
        (more, "VENDOR_SECRET_UNKNOWN"),
        (unset, "VENDOR_SETTING_MISSING"),
    ] {
        let refused = stage
            .connections
            .connect(stage.msp, new_id(), wish, person());
        assert_eq!(refused.await.unwrap_err().code(), code);
    }
    assert!(stage.vault.kept().is_empty());
}

async fn who_connects_over_another_touches_no_secret(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let mut other = wish("another key", false);
    other
        .settings
        .insert("platform".to_owned(), "zinfandel".to_owned());
    let refused = stage
        .connections
        .connect(stage.msp, id, other, person())
        .await;
    assert_eq!(refused.unwrap_err().code(), "VENDOR_CONNECTED_ALREADY");
    let same = stage
        .connections
        .connect(stage.msp, id, wish("another key", false), person());
    assert!(works(&same.await.unwrap()), "nothing was done");
    assert!(stage.vault.kept()[0].contains(KEY));
    assert_eq!(stage.vault.writes(), 1);
}

async fn other_secrets_replace_the_old_ones_only_when_they_work(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let rotate = async |key: &str, even_if_failing: bool| {
        let rotation = Rotation {
            secrets: secrets(key),
            even_if_failing,
        };
        stage
            .connections
            .rotate(stage.msp, id, rotation, person())
            .await
    };
    let refused = rotate("wrong", false).await.unwrap_err();
    assert_eq!(refused.code(), "VENDOR_KEY_WRONG");
    assert_eq!(stage.vault.kept().len(), 1, "nothing is left of the trial");
    assert!(
        stage.vault.kept()[0].contains(KEY),
        "the old ones are there"
    );
    assert_eq!(
        stage.of_connections().await.len(),
        2,
        "and nothing happened"
    );

    let better = format!("{KEY}, newer");
    assert!(works(&rotate(&better, false).await.unwrap()));
    assert!(stage.vault.kept()[0].contains("newer"));
    let events = stage.of_connections().await;
    assert_eq!(events[2..], ["VendorCredentialsRotated", "VendorTested"]);

    let kept = rotate("wrong", true).await.unwrap();
    assert!(!works(&kept));
    assert_eq!(stage.vault.kept().len(), 1);
    assert!(stage.vault.kept()[0].contains("wrong"));
}

async fn a_key_that_is_none_touches_no_secret(world: World) {
    let stage = Stage::open(world).await;
    let (msp, connections) = (stage.msp, &stage.connections);
    let unkeyed = || person().with_key("");
    let refused = connections.connect(msp, new_id(), wish(KEY, false), unkeyed());
    let malformed = "IDEMPOTENCY_KEY_MALFORMED";
    assert_eq!(refused.await.unwrap_err().code(), malformed);
    assert!(stage.vault.kept().is_empty());
    let id = stage.connect().await;
    let rotation = Rotation {
        secrets: secrets("another key"),
        even_if_failing: true,
    };
    let refused = connections.rotate(msp, id, rotation, unkeyed()).await;
    assert_eq!(refused.unwrap_err().code(), malformed);
    assert_eq!(stage.vault.writes(), 1);
}

async fn settings_are_changed_and_tried(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let settings = |platform: &str| BTreeMap::from([("platform".to_owned(), platform.to_owned())]);
    let (msp, connections) = (stage.msp, &stage.connections);
    let changed = connections.change_settings(msp, id, settings("zinfandel"), person());
    assert!(works(&changed.await.unwrap()));
    let same = connections.change_settings(msp, id, settings("zinfandel"), person());
    assert!(works(&same.await.unwrap()));
    let events = stage.of_connections().await;
    assert_eq!(events[2..], ["VendorSettingsChanged", "VendorTested"]);
}

async fn what_is_disconnected_has_no_secrets(world: World) {
    let stage = Stage::open(world).await;
    let (msp, connections) = (stage.msp, &stage.connections);
    let (id, other) = (stage.connect().await, stage.connect().await);
    let end = async || {
        connections
            .disconnect(msp, id, because("sold"), person())
            .await
    };
    end().await.unwrap();
    assert_eq!(stage.vault.kept().len(), 1);
    let stands = stage.stands(id).await;
    assert!(matches!(stands, VendorConnection::Disconnected(_)));

    stage.catch_up().await;
    let listed = ConnectedVendors::after(&stage.projections, msp, None).await;
    assert_eq!(listed.unwrap(), [other]);
    let rest = ConnectedVendors::after(&stage.projections, msp, Some(other)).await;
    assert!(rest.unwrap().is_empty());

    // As if the server had died between the two.
    let name = SecretName::new(msp, Purpose::VENDOR_CREDENTIALS).of_app(id.as_uuid());
    let left = async || {
        let value = SecretValue::new("left").unwrap();
        let put = stage.vault.put(&name, &value, &Expected::Nothing).await;
        put.unwrap();
    };
    left().await;
    end().await.unwrap();
    assert_eq!(
        stage.vault.kept().len(),
        1,
        "mended by the next disconnection"
    );
    left().await;
    assert_eq!(connections.tidy(msp).await.unwrap(), 1, "or by tidying");
    assert_eq!(connections.tidy(msp).await.unwrap(), 0);
    let tested = connections.test(msp, other, person()).await;
    assert!(works(&tested.unwrap()));
    let refused = connections.test(msp, id, person()).await.unwrap_err();
    assert_eq!(refused.code(), "VENDOR_DISCONNECTED");
}
