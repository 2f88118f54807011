//! Another master key: whatever interrupts it, the vault opens, with all that was in it.

use std::fs;

use tenantry_domain::cloud::vault::{SecretVersion, Vault, VaultFault};
use tenantry_vault::embedded::{EmbeddedVault, KeySource, Settings};

use crate::support::{Folder, ONES, TWOS, app_secret, given, put, refusal, text_of, token};

/// Store, key, what is beside the store and what is beside the key, as one step leaves them.
type Step<'a> = (&'a Disk, &'a Disk, Option<Vec<u8>>, Vec<(&'a str, Vec<u8>)>);

/// What is on the disk.
#[derive(Debug, Clone, PartialEq)]
struct Disk {
    store: Vec<u8>,
    key: Vec<u8>,
}

impl Disk {
    fn of(folder: &Folder) -> Self {
        Self {
            store: fs::read(folder.store()).unwrap(),
            key: fs::read(folder.key()).unwrap(),
        }
    }
}

fn write_key(folder: &Folder, ending: &str, bytes: &[u8]) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = format!("{}{ending}", folder.key().display());
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

async fn in_place(folder: &Folder, vault: &EmbeddedVault) {
    let to = KeySource::File(folder.key());
    vault.renew_key(to).await.unwrap();
}

/// A vault before and after its key was renewed.
async fn renewed() -> (Folder, Disk, Disk, SecretVersion) {
    let folder = Folder::new();
    let vault = folder.open().await;
    let version = put(&vault, &token(), "text").await;
    let before = Disk::of(&folder);
    in_place(&folder, &vault).await;
    let after = Disk::of(&folder);
    (folder, before, after, version)
}

#[tokio::test]
async fn a_renewal_changes_the_key_and_keeps_secrets_and_versions() {
    let (folder, before, after, version) = renewed().await;
    assert_ne!(before.key, after.key);
    let vault = folder.open().await;
    let secret = vault.get(&token()).await.unwrap();
    assert_eq!(secret.value.expose(), "text");
    assert_eq!(secret.version, version);
    assert!(!folder.path().join("keys/vault.key.next").exists());
    // The secret itself stayed in its envelope; the data key did not.
    let line = |disk: &Disk| String::from_utf8(disk.store.clone()).unwrap();
    let secret = |text: &str| text.split("\"secret\":").nth(1).unwrap().to_owned();
    let key = |text: &str| text.split("\"key\":").nth(1).unwrap()[..40].to_owned();
    assert_eq!(secret(&line(&before)), secret(&line(&after)));
    assert_ne!(key(&line(&before)), key(&line(&after)));
}

#[tokio::test]
async fn neither_key_opens_the_others_store() {
    let (folder, before, after, _) = renewed().await;
    for (store, key) in [(&before.store, &after.key), (&after.store, &before.key)] {
        fs::write(folder.store(), store).unwrap();
        write_key(&folder, "", key);
        assert_eq!(folder.refusal().await, "VAULT_KEY_WRONG");
    }
    // A backup of both together is good.
    fs::write(folder.store(), &before.store).unwrap();
    write_key(&folder, "", &before.key);
    assert_eq!(text_of(&folder.open().await, &token()).await, "text");
}

#[tokio::test]
async fn wherever_it_is_interrupted_the_vault_opens_and_can_be_renewed_again() {
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let (_, before, after, _) = renewed().await;
    let next = (".next", after.key.clone());
    let steps: Vec<Step<'_>> = vec![
        (&before, &before, None, vec![]),
        (&before, &before, None, vec![(".next.part", vec![])]),
        (
            &before,
            &before,
            None,
            vec![(".next.part", half(&after.key))],
        ),
        (
            &before,
            &before,
            None,
            vec![(".next.part", after.key.clone())],
        ),
        (&before, &before, None, vec![next.clone()]),
        (&before, &before, Some(vec![]), vec![next.clone()]),
        (
            &before,
            &before,
            Some(half(&after.store)),
            vec![next.clone()],
        ),
        (
            &before,
            &before,
            Some(after.store.clone()),
            vec![next.clone()],
        ),
        (&after, &before, None, vec![next]),
        (&after, &after, None, vec![]),
    ];
    for (number, (store, key, part, beside)) in steps.into_iter().enumerate() {
        let folder = Folder::new();
        fs::create_dir(folder.path().join("keys")).unwrap();
        fs::write(folder.store(), &store.store).unwrap();
        write_key(&folder, "", &key.key);
        if let Some(part) = part {
            fs::write(folder.path().join("vault.part"), part).unwrap();
        }
        for (ending, bytes) in beside {
            write_key(&folder, ending, &bytes);
        }
        let vault = folder.open().await;
        assert_eq!(text_of(&vault, &token()).await, "text", "step {number}");
        // Opening brought it to an end: the key in place is the one the store is under.
        assert_eq!(fs::read(folder.key()).unwrap(), store.key, "step {number}");
        put(&vault, &token(), "new").await;
        in_place(&folder, &vault).await;
        assert_eq!(text_of(&folder.open().await, &token()).await, "new");
    }
}

#[tokio::test]
async fn a_reader_that_was_there_before_follows_a_renewal() {
    let folder = Folder::new();
    let (one, other) = (folder.open().await, folder.open().await);
    put(&one, &token(), "text").await;
    assert_eq!(text_of(&other, &token()).await, "text");
    in_place(&folder, &one).await;
    assert_eq!(text_of(&other, &token()).await, "text");
    put(&other, &token(), "of the other").await;
    assert_eq!(text_of(&one, &token()).await, "of the other");
    in_place(&folder, &other).await;
    in_place(&folder, &one).await;
    assert_eq!(text_of(&other, &token()).await, "of the other");
}

#[tokio::test]
async fn a_reader_between_two_steps_finds_the_new_key_beside_the_old_one() {
    let (folder, before, after, _) = renewed().await;
    fs::write(folder.store(), &before.store).unwrap();
    write_key(&folder, "", &before.key);
    let vault = folder.open().await;
    assert_eq!(text_of(&vault, &token()).await, "text");
    write_key(&folder, ".next", &after.key);
    fs::write(folder.store(), &after.store).unwrap();
    assert_eq!(text_of(&vault, &token()).await, "text");
    // Reading finishes nothing: whoever renews holds the lock.
    assert_eq!(fs::read(folder.key()).unwrap(), before.key);
}

#[tokio::test]
async fn a_given_key_is_renewed_to_another_given_key() {
    let folder = Folder::new();
    let settings = |key| Settings::new(folder.store(), given(key));
    let vault = EmbeddedVault::open(settings(ONES)).await.unwrap();
    let waiting = EmbeddedVault::open(settings(ONES)).await.unwrap();
    put(&vault, &token(), "text").await;
    vault.renew_key(given(TWOS)).await.unwrap();
    assert_eq!(text_of(&vault, &token()).await, "text");
    assert_eq!(refusal(settings(ONES)).await, "VAULT_KEY_WRONG");
    let opened = EmbeddedVault::open(settings(TWOS)).await.unwrap();
    assert_eq!(text_of(&opened, &token()).await, "text");
    // Who was started with the old one is told so.
    let fault = waiting.get(&token()).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_KEY_WRONG");
}

#[tokio::test]
async fn a_key_moves_out_of_its_file_and_into_another() {
    let folder = Folder::new();
    let vault = folder.open().await;
    put(&vault, &token(), "text").await;
    let old = fs::read(folder.key()).unwrap();
    vault.renew_key(given(ONES)).await.unwrap();
    assert_eq!(folder.refusal().await, "VAULT_KEY_WRONG");
    assert_eq!(fs::read(folder.key()).unwrap(), old);
    let other = KeySource::File(folder.path().join("elsewhere/vault.key"));
    vault.renew_key(other.clone()).await.unwrap();
    put(&vault, &token(), "new").await;
    let settings = Settings::new(folder.store(), other);
    let vault = EmbeddedVault::open(settings).await.unwrap();
    assert_eq!(text_of(&vault, &token()).await, "new");
}

#[tokio::test]
async fn a_key_that_is_none_renews_nothing() {
    let folder = Folder::new();
    let vault = folder.open().await;
    put(&vault, &token(), "text").await;
    let before = Disk::of(&folder);
    let fault = vault.renew_key(given("secret")).await.unwrap_err();
    let key = "VAULT_KEY".to_owned();
    assert_eq!(fault, VaultFault::KeyMalformed { key });
    assert_eq!(Disk::of(&folder), before);
    assert_eq!(text_of(&folder.open().await, &token()).await, "text");
}

#[tokio::test]
async fn a_key_file_that_vanished_is_replaced_by_a_renewal() {
    let folder = Folder::new();
    let vault = folder.open().await;
    put(&vault, &token(), "text").await;
    fs::remove_file(folder.key()).unwrap();
    in_place(&folder, &vault).await;
    assert_eq!(text_of(&folder.open().await, &token()).await, "text");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_and_renewals_do_not_disturb_each_other() {
    let folder = Folder::new();
    let (one, other) = (folder.open().await, folder.open().await);
    let writing = tokio::spawn(async move {
        for app in 0..30 {
            put(&one, &app_secret(app), "text").await;
            assert_eq!(text_of(&one, &app_secret(app)).await, "text");
        }
    });
    for _ in 0..10 {
        in_place(&folder, &other).await;
    }
    writing.await.unwrap();
    let vault = folder.open().await;
    for app in 0..30 {
        assert_eq!(text_of(&vault, &app_secret(app)).await, "text");
    }
}
