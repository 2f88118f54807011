//! What every vault promises, whatever stands behind it.

use std::sync::Arc;

use futures::future::join_all;
use tenantry_domain::cloud::vault::{
    Expected, Purpose, Removal, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;

use crate::support::{app_secret, id, msp, put, tenant, text_of, token, value};

/// Makes one test of each promise, for the vault that `$fresh` makes.
macro_rules! promises {
    ($fresh:path: $($promise:ident),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $promise() {
            let (_world, vault) = $fresh().await;
            crate::promises::$promise(vault).await;
        }
    )+};
    ($fresh:path) => {
        crate::promises::promises!($fresh:
            a_secret_is_got_as_it_was_put,
            every_text_survives,
            each_write_has_a_version_of_its_own,
            a_name_that_is_taken_is_not_free,
            an_older_writer_does_not_overwrite,
            what_is_not_there_has_no_version,
            a_version_does_not_come_back_with_its_name,
            deleting_twice_is_no_fault,
            a_name_can_be_used_again_and_again,
            an_msp_sees_its_own_names,
            names_that_look_alike_are_not_the_same,
            of_many_writers_one_wins,
            no_write_is_lost,
            nothing_secret_is_shown,
        );
    };
}
pub(crate) use promises;

type Any = Arc<dyn Vault>;

async fn put_if(vault: &Any, text: &str, expected: &Expected) -> Result<SecretVersion, VaultFault> {
    vault.put(&token(), &value(text), expected).await
}

fn changed<T>() -> Result<T, VaultFault> {
    Err(VaultFault::SecretChanged { name: token() })
}

pub(crate) async fn a_secret_is_got_as_it_was_put(vault: Any) {
    let missing = vault.get(&token()).await.unwrap_err();
    assert_eq!(missing, VaultFault::SecretNotThere { name: token() });
    let version = put(&*vault, &token(), "hunter2").await;
    let secret = vault.get(&token()).await.unwrap();
    assert_eq!(secret.value.expose(), "hunter2");
    assert_eq!(secret.version, version);
}

pub(crate) async fn every_text_survives(vault: Any) {
    let largest = "ü".repeat(SecretValue::MAX_BYTES / 2);
    for text in [
        "x",
        " leading and trailing ",
        "-----BEGIN PRIVATE KEY-----\nMIIE\r\n-----END PRIVATE KEY-----\n",
        "\"quoted\" \\ {\"json\":true} 'and' <xml>&amp;",
        "\0 \u{1} \u{7f} \u{2028} \u{feff} 😀 ÿ",
        &largest,
    ] {
        put(&*vault, &token(), text).await;
        assert_eq!(text_of(&*vault, &token()).await, text);
    }
}

pub(crate) async fn each_write_has_a_version_of_its_own(vault: Any) {
    let first = put(&*vault, &token(), "same").await;
    let second = put(&*vault, &token(), "same").await;
    assert_ne!(first, second);
    assert_eq!(vault.get(&token()).await.unwrap().version, second);
    let other = put(&*vault, &app_secret(1), "same").await;
    assert_ne!(other, second);
    assert_eq!(vault.get(&token()).await.unwrap().version, second);
}

pub(crate) async fn a_name_that_is_taken_is_not_free(vault: Any) {
    let version = put_if(&vault, "first", &Expected::Nothing).await.unwrap();
    assert_eq!(
        put_if(&vault, "second", &Expected::Nothing).await,
        changed()
    );
    let secret = vault.get(&token()).await.unwrap();
    assert_eq!(secret.value.expose(), "first");
    assert_eq!(secret.version, version);
}

pub(crate) async fn an_older_writer_does_not_overwrite(vault: Any) {
    let first = put(&*vault, &token(), "first").await;
    let read_first = Expected::Version(first);
    let second = put_if(&vault, "second", &read_first).await.unwrap();
    assert_eq!(put_if(&vault, "late", &read_first).await, changed());
    let secret = vault.get(&token()).await.unwrap();
    assert_eq!(secret.value.expose(), "second");
    assert_eq!(secret.version, second);
    let third = put_if(&vault, "third", &Expected::Version(second)).await;
    assert_eq!(vault.get(&token()).await.unwrap().version, third.unwrap());
}

pub(crate) async fn what_is_not_there_has_no_version(vault: Any) {
    let never = Expected::Version(SecretVersion::new("0123456789abcdef0123456789abcdef"));
    assert_eq!(put_if(&vault, "text", &never).await, changed());
    let version = put(&*vault, &token(), "text").await;
    assert_eq!(put_if(&vault, "text", &never).await, changed());
    assert_eq!(vault.delete(&token()).await, Ok(Removal::Removed));
    let gone = Expected::Version(version);
    assert_eq!(put_if(&vault, "text", &gone).await, changed());
    let missing = vault.get(&token()).await.unwrap_err();
    assert_eq!(missing.code(), "VAULT_SECRET_NOT_THERE");
}

pub(crate) async fn a_version_does_not_come_back_with_its_name(vault: Any) {
    let before = put(&*vault, &token(), "before").await;
    assert_eq!(vault.delete(&token()).await, Ok(Removal::Removed));
    let after = put_if(&vault, "after", &Expected::Nothing).await.unwrap();
    assert_ne!(before, after);
    let late = put_if(&vault, "late", &Expected::Version(before)).await;
    assert_eq!(late, changed());
    assert_eq!(text_of(&*vault, &token()).await, "after");
}

pub(crate) async fn deleting_twice_is_no_fault(vault: Any) {
    assert_eq!(vault.delete(&token()).await, Ok(Removal::WasNotThere));
    put(&*vault, &token(), "text").await;
    put(&*vault, &app_secret(1), "stays").await;
    assert_eq!(vault.delete(&token()).await, Ok(Removal::Removed));
    assert_eq!(vault.delete(&token()).await, Ok(Removal::WasNotThere));
    let missing = vault.get(&token()).await.unwrap_err();
    assert_eq!(missing.code(), "VAULT_SECRET_NOT_THERE");
    assert_eq!(vault.list(msp(1)).await.unwrap(), [app_secret(1)]);
    assert_eq!(text_of(&*vault, &app_secret(1)).await, "stays");
}

pub(crate) async fn a_name_can_be_used_again_and_again(vault: Any) {
    for round in ["one", "two", "three"] {
        let fresh = put_if(&vault, round, &Expected::Nothing).await;
        fresh.unwrap();
        assert_eq!(text_of(&*vault, &token()).await, round);
        assert_eq!(vault.list(msp(1)).await.unwrap(), [token()]);
        assert_eq!(vault.delete(&token()).await, Ok(Removal::Removed));
        assert_eq!(vault.list(msp(1)).await.unwrap(), []);
    }
}

pub(crate) async fn an_msp_sees_its_own_names(vault: Any) {
    // More than one page, where a vault has pages.
    let mut own: Vec<SecretName> = (0..30).map(app_secret).collect();
    own.push(token());
    own.push(SecretName::new(msp(1), Purpose::APP_SECRET).in_tenant(tenant(1)));
    let others = [2, 0x10, u128::MAX].map(|other| SecretName::new(msp(other), Purpose::APP_SECRET));
    for name in own.iter().rev().chain(&others) {
        put(&*vault, name, &name.to_string()).await;
    }
    own.sort();
    assert_eq!(vault.list(msp(1)).await.unwrap(), own);
    assert_eq!(vault.list(msp(2)).await.unwrap(), [others[0].clone()]);
    assert_eq!(vault.list(msp(3)).await.unwrap(), []);
    assert_eq!(vault.list(MspId::INSTALLATION).await.unwrap(), []);
}

pub(crate) async fn names_that_look_alike_are_not_the_same(vault: Any) {
    let plain = SecretName::new(msp(1), Purpose::APP_SECRET);
    let purpose = |word| SecretName::new(msp(1), Purpose::new(word).unwrap());
    let names = [
        plain.clone(),
        SecretName::new(msp(2), Purpose::APP_SECRET),
        plain.clone().in_tenant(tenant(2)),
        plain.clone().of_app(id(2)),
        plain.clone().in_tenant(tenant(2)).of_app(id(3)),
        plain.in_tenant(tenant(3)).of_app(id(2)),
        purpose("app-secret2"),
        purpose("app-secre"),
        purpose("appsecret"),
        purpose("t"),
        purpose("a00000000000000000000000"),
    ];
    for name in &names {
        put(&*vault, name, &name.to_string()).await;
    }
    for name in &names {
        assert_eq!(text_of(&*vault, name).await, name.to_string());
    }
}

pub(crate) async fn of_many_writers_one_wins(vault: Any) {
    let version = put(&*vault, &token(), "old").await;
    let expected = Expected::Version(version);
    let writers = (0..8).map(|writer| {
        let (vault, expected) = (Arc::clone(&vault), expected.clone());
        tokio::spawn(async move {
            let outcome = put_if(&vault, &writer.to_string(), &expected).await;
            (writer, outcome)
        })
    });
    let outcomes = join_all(writers).await.into_iter().map(Result::unwrap);
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.partition(|(_, outcome)| outcome.is_ok());
    assert_eq!(won.len(), 1, "{won:?}");
    for (_, outcome) in lost {
        assert_eq!(outcome, changed());
    }
    let secret = vault.get(&token()).await.unwrap();
    assert_eq!(secret.value.expose(), won[0].0.to_string());
    assert_eq!(Ok(secret.version), won[0].1);
}

pub(crate) async fn no_write_is_lost(vault: Any) {
    put(&*vault, &token(), "0").await;
    let writers = (0..4).map(|_| {
        let vault = Arc::clone(&vault);
        tokio::spawn(async move {
            for _ in 0..5 {
                add_one(&*vault, &token()).await;
            }
        })
    });
    for writer in join_all(writers).await {
        writer.unwrap();
    }
    assert_eq!(text_of(&*vault, &token()).await, "20");
}

/// Reads, adds one and writes, again and again until nobody came in between.
pub(crate) async fn add_one(vault: &dyn Vault, name: &SecretName) {
    loop {
        let found = vault.get(name).await.unwrap();
        let next = found.value.expose().parse::<u32>().unwrap() + 1;
        let expected = Expected::Version(found.version);
        match vault.put(name, &value(&next.to_string()), &expected).await {
            Ok(_) => return,
            Err(VaultFault::SecretChanged { .. }) => {}
            Err(fault) => panic!("{fault}"),
        }
    }
}

pub(crate) async fn nothing_secret_is_shown(vault: Any) {
    let version = put(&*vault, &token(), "hunter2").await;
    let late = Expected::Version(version.clone());
    put(&*vault, &token(), "hunter22").await;
    let fault = put_if(&vault, "hunter3", &late).await.unwrap_err();
    let secret = vault.get(&token()).await.unwrap();
    let shown = format!("{vault:?} {vault:#?} {secret:?} {version:?} {fault:?} {fault}");
    assert!(!shown.contains("hunter"), "{shown}");
}
