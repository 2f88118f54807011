//! Personal data under a key for each customer, over both vaults.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tenantry_domain::cloud::vault::{Purpose, Removal, SecretName, Vault};
use tenantry_domain::ids::CustomerId;
use tenantry_domain::personal::{Opened, PersonalData, Sealed};
use tenantry_vault::key_vault::{KeyVault, Settings};
use tenantry_vault::personal::CustomerKeys;

use crate::azure::{Azure, URL};
use crate::support::{Folder, id, msp, put, text_of};

const NAME: &str = "ada@contoso.example";

/// Makes one test of each promise, for the vault that `$fresh` makes.
macro_rules! kept_by {
    ($fresh:ident: $($promise:ident),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $promise() {
            let (_world, vault) = super::$fresh().await;
            super::$promise(vault).await;
        }
    )+};
    ($module:ident, $fresh:ident) => {
        mod $module {
            kept_by!($fresh:
                what_is_sealed_is_opened_and_looks_the_same_each_time,
                customers_do_not_open_each_others,
                many_who_make_the_first_key_at_once_use_the_same,
                what_was_erased_is_told_from_what_was_altered,
                after_an_erasure_there_is_a_new_key,
                another_process_makes_a_new_key,
                keys_are_looked_up_once_in_a_while,
                what_lies_in_the_place_of_a_key_is_refused,
                nothing_personal_is_shown,
            );
        }
    };
}

kept_by!(in_a_file, file);
kept_by!(on_azure, azure);

type Any = Arc<dyn Vault>;

async fn file() -> (Folder, Any) {
    let folder = Folder::new();
    let vault = folder.open().await;
    (folder, Arc::new(vault))
}

async fn azure() -> (Azure, Any) {
    let azure = Azure::new();
    let (credential, http) = (Arc::new(azure.clone()), Arc::new(azure.clone()));
    let settings = Settings {
        patience: Duration::from_secs(20),
        pause: Duration::from_millis(1),
        ..Settings::new(URL, credential, http)
    };
    let vault = KeyVault::open(settings).await.unwrap();
    (azure, Arc::new(vault))
}

/// As a process of its own, with a memory of its own.
fn node(vault: &Any) -> CustomerKeys {
    CustomerKeys::new(Arc::clone(vault))
}

/// One that looks into the vault each time.
fn forgetful(vault: &Any) -> CustomerKeys {
    node(vault).with_memory(0, Duration::ZERO)
}

fn customer(number: u128) -> CustomerId {
    CustomerId::new(id(number))
}

fn key_of(number: u128) -> SecretName {
    SecretName::new(msp(1), Purpose::PERSONAL_DATA_KEY).of_app(id(number))
}

async fn seal(keys: &CustomerKeys, of: u128) -> Sealed {
    keys.seal(msp(1), customer(of), NAME).await.unwrap()
}

async fn open(keys: &CustomerKeys, of: u128, sealed: &Sealed) -> Result<Opened, &'static str> {
    let opened = keys.open(msp(1), customer(of), sealed).await;
    opened.map_err(|fault| fault.code())
}

fn name() -> Opened {
    Opened::Text(NAME.to_owned().into())
}

async fn what_is_sealed_is_opened_and_looks_the_same_each_time(vault: Any) {
    let (one, other) = (node(&vault), forgetful(&vault));
    let sealed = seal(&one, 1).await;
    assert_eq!(seal(&other, 1).await, sealed);
    assert_eq!(open(&one, 1, &sealed).await, Ok(name()));
    assert_eq!(open(&other, 1, &sealed).await, Ok(name()));
    for text in ["", "ü", "😀\0", &"x".repeat(4000)] {
        let sealed = one.seal(msp(1), customer(1), text).await.unwrap();
        let opened = open(&other, 1, &sealed).await;
        assert_eq!(opened, Ok(Opened::Text(text.to_owned().into())));
    }
    assert_eq!(vault.list(msp(1)).await.unwrap(), [key_of(1)]);
}

async fn customers_do_not_open_each_others(vault: Any) {
    let keys = node(&vault);
    let (one, two) = (seal(&keys, 1).await, seal(&keys, 2).await);
    assert_ne!(one, two);
    // Whoever has no such key cannot tell whose it was.
    assert_eq!(open(&keys, 2, &one).await, Ok(Opened::Erased));
    assert_eq!(
        keys.open(msp(2), customer(1), &one).await.unwrap(),
        Opened::Erased
    );
    // Even where a key was copied, what was sealed stays with whom it was sealed for.
    let copied = text_of(&*vault, &key_of(1)).await;
    put(&*vault, &key_of(2), &copied).await;
    let opened = open(&node(&vault), 2, &one).await;
    assert_eq!(opened, Err("VAULT_SEALED_TEXT_DAMAGED"));
}

async fn many_who_make_the_first_key_at_once_use_the_same(vault: Any) {
    let sealing = (0..8).map(|_| {
        let keys = node(&vault);
        tokio::spawn(async move { seal(&keys, 1).await })
    });
    let sealed = join_all(sealing).await.into_iter().map(Result::unwrap);
    let sealed: Vec<Sealed> = sealed.collect();
    assert!(sealed.iter().all(|one| *one == sealed[0]));
    assert_eq!(open(&forgetful(&vault), 1, &sealed[0]).await, Ok(name()));
}

async fn what_was_erased_is_told_from_what_was_altered(vault: Any) {
    let keys = node(&vault);
    let sealed = seal(&keys, 1).await;
    let damaged = Err("VAULT_SEALED_TEXT_DAMAGED");
    let altered = {
        let mut text = sealed.as_str().to_owned();
        let last = text.pop().unwrap();
        text.push(if last == 'A' { 'Q' } else { 'A' });
        Sealed::new(text)
    };
    for wrong in ["", "p1", "p1..", "p2.a.b", NAME, &sealed.as_str()[..30]] {
        assert_eq!(
            open(&keys, 1, &Sealed::new(wrong)).await,
            damaged,
            "{wrong}"
        );
    }
    assert_eq!(open(&keys, 1, &altered).await, damaged);
    assert_eq!(open(&keys, 1, &sealed).await, Ok(name()));
    assert_eq!(keys.erase(msp(1), customer(1)).await, Ok(Removal::Removed));
    assert_eq!(open(&keys, 1, &sealed).await, Ok(Opened::Erased));
    assert_eq!(
        keys.erase(msp(1), customer(1)).await,
        Ok(Removal::WasNotThere)
    );
    assert_eq!(open(&node(&vault), 1, &sealed).await, Ok(Opened::Erased));
    assert_eq!(open(&keys, 1, &Sealed::new("p1.x")).await, damaged);
}

async fn after_an_erasure_there_is_a_new_key(vault: Any) {
    let keys = node(&vault);
    let before = seal(&keys, 1).await;
    assert_eq!(keys.erase(msp(1), customer(1)).await, Ok(Removal::Removed));
    let after = seal(&keys, 1).await;
    assert_ne!(before, after);
    assert_eq!(open(&keys, 1, &before).await, Ok(Opened::Erased));
    assert_eq!(open(&keys, 1, &after).await, Ok(name()));
}

async fn another_process_makes_a_new_key(vault: Any) {
    let (here, there) = (node(&vault), node(&vault));
    let before = seal(&here, 1).await;
    assert_eq!(there.erase(msp(1), customer(1)).await, Ok(Removal::Removed));
    assert_eq!(open(&there, 1, &before).await, Ok(Opened::Erased));
    let after = seal(&there, 1).await;
    // What is known here is the old key, and yet the new one is not taken for an erased one.
    assert_eq!(open(&here, 1, &after).await, Ok(name()));
    assert_eq!(open(&here, 1, &before).await, Ok(Opened::Erased));
    assert_eq!(seal(&here, 1).await, after);
}

async fn keys_are_looked_up_once_in_a_while(vault: Any) {
    let keys = node(&vault);
    let sealed = seal(&keys, 1).await;
    // Somebody else forgets it: here it is known for a while.
    assert_eq!(vault.delete(&key_of(1)).await, Ok(Removal::Removed));
    assert_eq!(open(&keys, 1, &sealed).await, Ok(name()));
    assert_eq!(
        open(&forgetful(&vault), 1, &sealed).await,
        Ok(Opened::Erased)
    );
    let brief = node(&vault).with_memory(8, Duration::from_millis(1));
    let sealed = seal(&brief, 2).await;
    assert_eq!(vault.delete(&key_of(2)).await, Ok(Removal::Removed));
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(open(&brief, 2, &sealed).await, Ok(Opened::Erased));
}

async fn what_lies_in_the_place_of_a_key_is_refused(vault: Any) {
    put(&*vault, &key_of(1), "not-a-key").await;
    let refused = node(&vault).seal(msp(1), customer(1), NAME).await;
    let fault = refused.unwrap_err();
    assert_eq!(fault.code(), "VAULT_UNREADABLE");
    assert!(!fault.to_string().contains("not-a-key"));
    assert_eq!(text_of(&*vault, &key_of(1)).await, "not-a-key");
}

async fn nothing_personal_is_shown(vault: Any) {
    let keys = node(&vault);
    let sealed = seal(&keys, 1).await;
    let opened = open(&keys, 1, &sealed).await.unwrap();
    let key = text_of(&*vault, &key_of(1)).await;
    let damaged = keys
        .open(
            msp(1),
            customer(1),
            &Sealed::new(format!("{}x", sealed.as_str())),
        )
        .await
        .unwrap_err();
    let shown = format!("{keys:?} {sealed:?} {opened:?} {damaged:?} {damaged}");
    for secret in [NAME, "ada", sealed.as_str(), &key] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
