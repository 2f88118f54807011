//! What is peculiar to the vault in a file: how it comes to be, its key, and several at once.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::cloud::vault::{Expected, Vault, VaultFault};
use tenantry_vault::embedded::{EmbeddedVault, KeySource, Settings};

use crate::promises::promises;
use crate::support::{
    Folder, ONES, TWOS, app_secret, given, msp, put, refusal, text_of, token, value,
};

async fn fresh() -> (Folder, Arc<dyn Vault>) {
    let folder = Folder::new();
    let vault = folder.open().await;
    (folder, Arc::new(vault))
}

promises!(fresh);

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

#[tokio::test]
async fn the_first_start_makes_store_and_key_for_their_owner_only() {
    let folder = Folder::new();
    let settings = Settings::new(
        folder.path().join("new/folder/vault"),
        KeySource::File(folder.path().join("new/keys/vault.key")),
    );
    let vault = EmbeddedVault::open(settings.clone()).await.unwrap();
    assert_eq!(vault.list(msp(1)).await.unwrap(), []);
    assert_eq!(mode(&settings.store), 0o600);
    assert_eq!(mode(&folder.path().join("new/keys/vault.key")), 0o600);
    assert_eq!(mode(&folder.path().join("new/folder")), 0o700);
    assert_eq!(mode(&folder.path().join("new/keys")), 0o700);
    put(&vault, &token(), "text").await;
    assert_eq!(mode(&settings.store), 0o600);
}

#[tokio::test]
async fn what_was_put_is_there_after_a_restart() {
    let folder = Folder::new();
    put(&folder.open().await, &token(), "text").await;
    assert_eq!(text_of(&folder.open().await, &token()).await, "text");
}

#[tokio::test]
async fn a_given_key_serves_and_is_not_written_anywhere() {
    let folder = Folder::new();
    let settings = Settings::new(folder.store(), given(ONES));
    let vault = EmbeddedVault::open(settings.clone()).await.unwrap();
    put(&vault, &token(), "text").await;
    let vault = EmbeddedVault::open(settings).await.unwrap();
    assert_eq!(text_of(&vault, &token()).await, "text");
    assert!(!format!("{vault:?}").contains(ONES));
    for file in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(ONES));
    }
}

#[tokio::test]
async fn nothing_of_a_secret_is_in_the_file() {
    let folder = Folder::new();
    let vault = folder.open().await;
    put(&vault, &token(), "correct horse battery staple").await;
    let text = fs::read_to_string(folder.store()).unwrap();
    let key = fs::read_to_string(folder.key()).unwrap();
    // Both also as base64, at each of the three ways it can fall on the text.
    for secret in ["correct", "horse", "Y29ycmVjd", "vcnJlY3Qg", "b3JyZWN0"] {
        assert!(!text.contains(secret));
    }
    assert!(!text.contains(key.trim_end()));
}

#[tokio::test]
async fn a_lost_key_is_said_and_no_new_one_is_made() {
    let folder = Folder::new();
    put(&folder.open().await, &token(), "text").await;
    let key = fs::read(folder.key()).unwrap();
    let store = fs::read(folder.store()).unwrap();
    fs::remove_file(folder.key()).unwrap();
    assert_eq!(folder.refusal().await, "VAULT_KEY_MISSING");
    assert!(!folder.key().exists());
    assert_eq!(fs::read(folder.store()).unwrap(), store);
    fs::write(folder.key(), key).unwrap();
    fs::set_permissions(folder.key(), Permissions::from_mode(0o400)).unwrap();
    assert_eq!(text_of(&folder.open().await, &token()).await, "text");
}

#[tokio::test]
async fn a_wrong_key_is_said_before_anything_is_written() {
    let folder = Folder::new();
    put(&folder.open().await, &token(), "text").await;
    let store = fs::read(folder.store()).unwrap();
    fs::write(folder.key(), ONES).unwrap();
    assert_eq!(folder.refusal().await, "VAULT_KEY_WRONG");
    let settings = Settings::new(folder.store(), given(TWOS));
    let fault = EmbeddedVault::open(settings).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_KEY_WRONG");
    assert!(fault.to_string().contains("VAULT_KEY"), "{fault}");
    assert!(!format!("{fault} {fault:?}").contains(TWOS));
    assert_eq!(fs::read(folder.store()).unwrap(), store);
}

#[tokio::test]
async fn a_key_that_others_can_read_is_refused() {
    let folder = Folder::new();
    drop(folder.open().await);
    for mode in [0o644, 0o640, 0o604, 0o620, 0o601, 0o777] {
        fs::set_permissions(folder.key(), Permissions::from_mode(mode)).unwrap();
        assert_eq!(folder.refusal().await, "VAULT_KEY_EXPOSED", "{mode:o}");
    }
    // Also where it is there before the store is.
    fs::remove_file(folder.store()).unwrap();
    assert_eq!(folder.refusal().await, "VAULT_KEY_EXPOSED");
    assert!(!folder.store().exists());
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let folder = Folder::new();
    drop(folder.open().await);
    let long = ONES.repeat(100);
    for text in ["", "\n", "secret", &ONES[..43], &ONES[..40], &long] {
        fs::write(folder.key(), text).unwrap();
        assert_eq!(folder.refusal().await, "VAULT_KEY_MALFORMED", "{text:?}");
        let settings = Settings::new(folder.store(), given(text));
        assert_eq!(refusal(settings).await, "VAULT_KEY_MALFORMED", "{text:?}");
    }
    fs::write(folder.key(), [0xff; 44]).unwrap();
    assert_eq!(folder.refusal().await, "VAULT_KEY_MALFORMED");
    let fresh = Folder::new();
    let settings = Settings::new(fresh.store(), given(""));
    assert_eq!(refusal(settings).await, "VAULT_KEY_MALFORMED");
    assert!(!fresh.store().exists());
}

#[tokio::test]
async fn a_key_without_a_store_gets_an_empty_one() {
    let folder = Folder::new();
    put(&folder.open().await, &token(), "text").await;
    let key = fs::read(folder.key()).unwrap();
    let store = fs::read(folder.store()).unwrap();
    fs::remove_file(folder.store()).unwrap();
    let vault = folder.open().await;
    assert_eq!(vault.list(msp(1)).await.unwrap(), []);
    assert_eq!(fs::read(folder.key()).unwrap(), key);
    // The key is the same, so the lost store still opens when it is found again.
    fs::write(folder.store(), store).unwrap();
    assert_eq!(text_of(&vault, &token()).await, "text");
    assert_eq!(text_of(&folder.open().await, &token()).await, "text");
}

#[tokio::test]
async fn a_store_that_is_taken_away_is_not_silently_empty() {
    let folder = Folder::new();
    let vault = folder.open().await;
    put(&vault, &token(), "text").await;
    fs::remove_file(folder.store()).unwrap();
    let fault = vault.get(&token()).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_UNREADABLE");
    let put = vault
        .put(&token(), &value("new"), &Expected::Anything)
        .await;
    assert_eq!(put.unwrap_err().code(), "VAULT_UNREADABLE");
    assert!(!folder.store().exists());
}

#[tokio::test]
async fn two_at_once_see_each_others_writes() {
    let folder = Folder::new();
    let (one, other) = (folder.open().await, folder.open().await);
    put(&one, &token(), "of one").await;
    let found = other.get(&token()).await.unwrap();
    assert_eq!(found.value.expose(), "of one");
    put(&one, &token(), "of one again").await;
    let late = Expected::Version(found.version);
    let fault = other
        .put(&token(), &value("late"), &late)
        .await
        .unwrap_err();
    assert_eq!(fault, VaultFault::SecretChanged { name: token() });
    let stays = Expected::Nothing;
    other
        .put(&app_secret(1), &value("other"), &stays)
        .await
        .unwrap();
    assert_eq!(one.list(msp(1)).await.unwrap().len(), 2);
    assert_eq!(text_of(&one, &token()).await, "of one again");
}

#[tokio::test]
async fn who_waits_too_long_for_another_writer_is_told_so() {
    let folder = Folder::new();
    let settings = Settings {
        patience: Duration::from_millis(20),
        ..folder.settings()
    };
    let vault = EmbeddedVault::open(settings.clone()).await.unwrap();
    put(&vault, &token(), "text").await;
    let lock = File::open(folder.path().join("vault.lock")).unwrap();
    lock.lock().unwrap();
    let put = vault
        .put(&token(), &value("new"), &Expected::Anything)
        .await;
    assert_eq!(put.unwrap_err().code(), "VAULT_UNAVAILABLE");
    assert_eq!(refusal(settings).await, "VAULT_UNAVAILABLE");
    // Readers do not wait for writers.
    assert_eq!(text_of(&vault, &token()).await, "text");
    drop(lock);
    let put = vault
        .put(&token(), &value("new"), &Expected::Anything)
        .await;
    assert!(put.is_ok());
}

#[tokio::test]
async fn what_a_crash_left_beside_is_no_obstacle() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("keys")).unwrap();
    fs::write(folder.path().join("vault.part"), "{\"tenan").unwrap();
    fs::write(folder.path().join("keys/vault.key.part"), "AQEB").unwrap();
    put(&folder.open().await, &token(), "text").await;
    assert_eq!(text_of(&folder.open().await, &token()).await, "text");
    // A link is replaced, not followed.
    let outside = folder.path().join("outside");
    fs::write(&outside, "untouched").unwrap();
    std::os::unix::fs::symlink(&outside, folder.path().join("vault.part")).unwrap();
    put(&folder.open().await, &token(), "new").await;
    assert_eq!(fs::read_to_string(outside).unwrap(), "untouched");
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_said() {
    // Nobody makes folders there, whatever their rights.
    let settings = Settings::new("/sys/tenantry/vault", given(ONES));
    assert_eq!(refusal(settings).await, "VAULT_READ_ONLY");
    let folder = Folder::new();
    fs::write(folder.path().join("file"), "").unwrap();
    let settings = Settings::new(folder.path().join("file/vault"), given(ONES));
    assert_eq!(refusal(settings).await, "VAULT_UNAVAILABLE");
    let settings = Settings::new(folder.path(), given(ONES));
    assert_eq!(refusal(settings).await, "VAULT_UNAVAILABLE");
}

#[tokio::test]
async fn what_can_only_be_read_is_read() {
    let folder = Folder::new();
    put(&folder.open().await, &token(), "text").await;
    fs::remove_file(folder.path().join("vault.lock")).unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o500)).unwrap();
    // Who may do everything is not stopped by permissions, and there is nothing to see.
    if File::create(folder.path().join("probe")).is_err() {
        let vault = folder.open().await;
        assert_eq!(text_of(&vault, &token()).await, "text");
        let put = vault
            .put(&token(), &value("new"), &Expected::Anything)
            .await;
        assert_eq!(put.unwrap_err().code(), "VAULT_READ_ONLY");
    }
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
}
