//! What is peculiar to the vault in Azure: tokens, soft delete, pages, and an unreliable network.

use std::sync::Arc;
use std::time::Duration;

use azure_core::error::ErrorKind;
use azure_core::http::Method;
use tenantry_domain::cloud::Effect;
use tenantry_domain::cloud::vault::{Expected, Removal, SecretValue, Vault, VaultFault};
use tenantry_vault::key_vault::{KeyVault, Settings};

use crate::azure::{Azure, Fate, HOST, URL};
use crate::promises::promises;
use crate::support::{app_secret, msp, put, text_of, token, value};

fn settings(azure: &Azure) -> Settings {
    let (credential, http) = (Arc::new(azure.clone()), Arc::new(azure.clone()));
    Settings {
        patience: Duration::from_secs(20),
        pause: Duration::from_millis(1),
        ..Settings::new(URL, credential, http)
    }
}

/// For what never gets better.
fn impatient(azure: &Azure) -> Settings {
    Settings {
        patience: Duration::from_millis(30),
        ..settings(azure)
    }
}

async fn open(azure: &Azure) -> KeyVault {
    KeyVault::open(settings(azure)).await.unwrap()
}

async fn fresh() -> (Azure, Arc<dyn Vault>) {
    let azure = Azure::new();
    let vault = open(&azure).await;
    (azure, Arc::new(vault))
}

mod on_azure {
    super::promises!(super::fresh);
}

/// The same, where every deletion and recovery takes a while.
mod on_slow_azure {
    use super::*;

    async fn slow() -> (Azure, Arc<dyn Vault>) {
        let (azure, vault) = fresh().await;
        azure.is_slow(3);
        (azure, vault)
    }

    promises!(slow);
}

/// What the token's name is there.
const TOKEN: &str = "m00000000000000000000000000000001-refresh-token";

async fn put_anything(vault: &KeyVault, text: &str) -> Result<(), VaultFault> {
    let put = vault.put(&token(), &value(text), &Expected::Anything).await;
    put.map(drop)
}

#[tokio::test]
async fn nothing_is_sent_before_the_vault_said_which_token_it_wants() {
    let azure = Azure::new();
    let vault = open(&azure).await;
    let journal = azure.journal();
    let tokens: Vec<bool> = journal.iter().map(|it| it.with_token).collect();
    assert_eq!(tokens, [false, true]);
    put_anything(&vault, "hunter2").await.unwrap();
    let journal = azure.journal();
    assert_eq!(journal.len(), 1);
    assert_eq!(journal[0].line, format!("PUT /secrets/{TOKEN}"));
    assert!(journal[0].with_token);
    assert_eq!(journal[0].body, "{\"value\":\"hunter2\"}");
    assert!(!format!("{vault:?} {:?}", settings(&azure)).contains('|'));
}

#[tokio::test]
async fn a_token_that_is_no_longer_accepted_is_replaced() {
    let azure = Azure::new();
    let vault = open(&azure).await;
    put_anything(&vault, "before").await.unwrap();
    azure.withdraw_tokens();
    assert_eq!(text_of(&vault, &token()).await, "before");
    azure.withdraw_tokens();
    // A body was sent with the old token, which is a token for this vault.
    put_anything(&vault, "after").await.unwrap();
    assert_eq!(text_of(&vault, &token()).await, "after");
}

#[tokio::test]
async fn whoever_asks_for_tokens_for_others_gets_none() {
    let azure = Azure::new();
    azure.asks_for_tokens_for("https://vault.example.com");
    let fault = KeyVault::open(settings(&azure)).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_MISCONFIGURED");
    assert!(azure.journal().iter().all(|it| !it.with_token));
}

#[tokio::test]
async fn only_a_host_with_https_is_a_vault() {
    for url in [
        "",
        "our-vault",
        "our-vault.vault.azure.net",
        "http://our-vault.vault.azure.net",
        "https://our-vault.vault.azure.net/secrets",
        "https://our-vault.vault.azure.net/?a=b",
        "https://me:secret@our-vault.vault.azure.net",
        "file:///etc/passwd",
    ] {
        let azure = Azure::new();
        let url = url.to_owned();
        let wrong = Settings {
            url: url.clone(),
            ..settings(&azure)
        };
        let fault = KeyVault::open(wrong).await.unwrap_err();
        assert_eq!(fault.code(), "VAULT_MISCONFIGURED", "{url}");
        assert!(!fault.to_string().contains("me:secret"), "{fault}");
        assert_eq!(azure.journal(), []);
    }
}

#[tokio::test]
async fn what_is_not_allowed_is_said_with_the_missing_permission() {
    for action in ["get", "set", "delete", "list", "recover"] {
        let azure = Azure::new();
        let vault = open(&azure).await;
        put_anything(&vault, "text").await.unwrap();
        if action == "recover" {
            azure.by_hand(|secrets| secrets.bin(TOKEN));
        }
        azure.forbid(action);
        let fault = match action {
            "get" => vault.get(&token()).await.unwrap_err(),
            "set" | "recover" => put_anything(&vault, "new").await.unwrap_err(),
            "delete" => vault.delete(&token()).await.unwrap_err(),
            _ => KeyVault::open(settings(&azure)).await.unwrap_err(),
        };
        assert_eq!(fault.code(), "VAULT_ACCESS_DENIED", "{action}");
        let text = fault.to_string();
        assert!(text.contains("ForbiddenByRbac"), "{text}");
        assert!(text.contains("Action: 'Microsoft.KeyVault"), "{text}");
        assert!(text.contains("84c6454b") && !text.contains('\r'), "{text}");
    }
}

#[tokio::test]
async fn no_token_is_told_from_no_network() {
    let azure = Azure::new();
    azure.gives_no_token(ErrorKind::Other);
    let fault = KeyVault::open(settings(&azure)).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_ACCESS_DENIED");
    assert!(fault.to_string().contains("AADSTS7000215"), "{fault}");
    azure.gives_no_token(ErrorKind::Connection);
    let fault = KeyVault::open(impatient(&azure)).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_UNAVAILABLE");
}

#[tokio::test]
async fn each_answer_has_its_fault() {
    let always = u32::MAX;
    for (fate, code) in [
        (Fate::Status(400, None), "VAULT_MISCONFIGURED"),
        (Fate::Status(401, None), "VAULT_ACCESS_DENIED"),
        (Fate::Status(403, None), "VAULT_ACCESS_DENIED"),
        (Fate::Status(404, None), "VAULT_MISCONFIGURED"),
        (Fate::Status(405, None), "VAULT_MISCONFIGURED"),
        (Fate::Status(408, None), "VAULT_UNAVAILABLE"),
        (Fate::Status(409, None), "VAULT_UNAVAILABLE"),
        (Fate::Status(429, None), "VAULT_THROTTLED"),
        (Fate::Status(500, None), "VAULT_UNAVAILABLE"),
        (Fate::Status(503, Some(1)), "VAULT_UNAVAILABLE"),
        (Fate::Says(302, ""), "VAULT_MISCONFIGURED"),
        (
            Fate::Says(404, "<html>not here</html>"),
            "VAULT_MISCONFIGURED",
        ),
        (
            Fate::Says(502, "<html>bad gateway</html>"),
            "VAULT_UNAVAILABLE",
        ),
        (Fate::Says(200, "<html>sign in</html>"), "VAULT_UNAVAILABLE"),
        (Fate::Says(200, ""), "VAULT_UNAVAILABLE"),
        (Fate::Says(200, "[]"), "VAULT_UNAVAILABLE"),
        (Fate::Says(200, "{\"value\":7}"), "VAULT_UNAVAILABLE"),
        (Fate::Says(200, "{\"value\":\"text\"}"), "VAULT_UNAVAILABLE"),
        (
            Fate::Says(200, "{\"id\":\"x\",\"value\":\"text\"}"),
            "VAULT_UNAVAILABLE",
        ),
        (
            Fate::Says(200, "{\"error\":{\"code\":\"Busy\"}}"),
            "VAULT_UNAVAILABLE",
        ),
        (
            Fate::Says(403, "{\"error\":\"text\"}"),
            "VAULT_ACCESS_DENIED",
        ),
        (Fate::Half, "VAULT_UNAVAILABLE"),
        (Fate::NoConnection, "VAULT_UNAVAILABLE"),
        (Fate::LostBefore, "VAULT_UNAVAILABLE"),
    ] {
        let azure = Azure::new();
        let vault = KeyVault::open(impatient(&azure)).await.unwrap();
        put_anything(&vault, "hunter2").await.unwrap();
        azure.plan(Method::Get, "/secrets/", always, fate.clone());
        let fault = vault.get(&token()).await.unwrap_err();
        assert_eq!(fault.code(), code, "{fate:?}: {fault}");
        assert_eq!(fault.effect(), Effect::None, "{fate:?}");
        assert!(fault.to_string().contains(HOST), "{fault}");
        assert!(!format!("{fault} {fault:?}").contains("hunter2"), "{fault}");
    }
}

#[tokio::test]
async fn what_passes_is_waited_for() {
    for fate in [
        Fate::Status(429, None),
        Fate::Status(429, Some(0)),
        Fate::Status(500, None),
        Fate::Status(503, None),
        Fate::Says(502, "<html>bad gateway</html>"),
        Fate::NoConnection,
        Fate::LostBefore,
        Fate::LostAfter,
        Fate::Half,
    ] {
        let azure = Azure::new();
        let vault = open(&azure).await;
        azure.plan(Method::Put, "/secrets/", 2, fate.clone());
        put_anything(&vault, "text").await.unwrap();
        azure.plan(Method::Get, "/secrets", 2, fate.clone());
        assert_eq!(text_of(&vault, &token()).await, "text");
        azure.plan(Method::Get, "/secrets", 2, fate.clone());
        assert_eq!(vault.list(msp(1)).await.unwrap(), [token()]);
        azure.plan(Method::Delete, "/secrets", 2, fate.clone());
        let removed = vault.delete(&token()).await;
        assert_eq!(removed, Ok(Removal::Removed), "{fate:?}");
        azure.plan(Method::Post, "/deletedsecrets", 2, fate.clone());
        put_anything(&vault, "again").await.unwrap();
        assert_eq!(text_of(&vault, &token()).await, "again", "{fate:?}");
    }
}

#[tokio::test]
async fn a_long_wait_is_handed_on_with_its_length() {
    let azure = Azure::new();
    let vault = open(&azure).await;
    azure.plan(Method::Get, "/secrets/", 1, Fate::Status(429, Some(3600)));
    let fault = vault.get(&token()).await.unwrap_err();
    let retry_after = Some(Duration::from_hours(1));
    let place = URL.to_owned();
    assert_eq!(fault, VaultFault::Throttled { place, retry_after });
}

#[tokio::test]
async fn a_write_without_an_answer_may_have_happened() {
    let always = u32::MAX;
    for (fate, effect) in [
        (Fate::NoConnection, Effect::None),
        (Fate::Status(409, None), Effect::None),
        (Fate::LostBefore, Effect::Unknown),
        (Fate::LostAfter, Effect::Unknown),
        (Fate::Half, Effect::Unknown),
        (Fate::Says(200, "<html>sign in</html>"), Effect::Unknown),
        (Fate::Status(500, None), Effect::Unknown),
    ] {
        let azure = Azure::new();
        let vault = KeyVault::open(impatient(&azure)).await.unwrap();
        azure.plan(Method::Put, "/secrets/", always, fate.clone());
        let fault = put_anything(&vault, "text").await.unwrap_err();
        assert_eq!(fault.code(), "VAULT_UNAVAILABLE", "{fate:?}");
        assert_eq!(fault.effect(), effect, "{fate:?}");
    }
    // Also when the last of several answers is a clear no.
    let azure = Azure::new();
    let vault = open(&azure).await;
    azure.plan(Method::Put, "/secrets/", 1, Fate::LostAfter);
    azure.plan(Method::Put, "/secrets/", 1, Fate::Status(403, None));
    let fault = put_anything(&vault, "text").await.unwrap_err();
    assert_eq!(fault.effect(), Effect::Unknown);
    assert!(fault.to_string().contains("403"), "{fault}");
    assert_eq!(text_of(&vault, &token()).await, "text");
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_found_again() {
    for fate in [Fate::LostAfter, Fate::Half] {
        let azure = Azure::new();
        let vault = open(&azure).await;
        azure.plan(Method::Put, "/secrets/", 1, fate.clone());
        let put = vault.put(&token(), &value("one"), &Expected::Nothing).await;
        let found = vault.get(&token()).await.unwrap();
        assert_eq!(put.as_ref(), Ok(&found.version));
        azure.plan(Method::Put, "/secrets/", 1, fate);
        let first = Expected::Version(found.version);
        let put = vault.put(&token(), &value("two"), &first).await;
        let found = vault.get(&token()).await.unwrap();
        assert_eq!(found.value.expose(), "two");
        assert_eq!(put.as_ref(), Ok(&found.version));
        azure.by_hand(|secrets| assert_eq!(secrets.writings(TOKEN), 2));
    }
}

#[tokio::test]
async fn a_write_that_is_repeated_does_not_overwrite_who_came_in_between() {
    let azure = Azure::new();
    let vault = open(&azure).await;
    put_anything(&vault, "old").await.unwrap();
    let found = vault.get(&token()).await.unwrap();
    let expected = Expected::Version(found.version);
    let renewed = Fate::Overtaken("renewed by others");
    azure.plan(Method::Put, "/secrets/", 1, renewed);
    let put = vault.put(&token(), &value("late"), &expected).await;
    assert_eq!(put, Err(VaultFault::SecretChanged { name: token() }));
    assert_eq!(text_of(&vault, &token()).await, "renewed by others");
}

#[tokio::test]
async fn a_name_in_the_bin_is_free() {
    let azure = Azure::new();
    let vault = open(&azure).await;
    // Somebody deleted it in the portal, so there is no mark on it.
    put_anything(&vault, "old").await.unwrap();
    azure.by_hand(|secrets| secrets.bin(TOKEN));
    let missing = vault.get(&token()).await.unwrap_err();
    assert_eq!(missing.code(), "VAULT_SECRET_NOT_THERE");
    assert_eq!(vault.delete(&token()).await, Ok(Removal::WasNotThere));
    let put = vault.put(&token(), &value("new"), &Expected::Nothing).await;
    put.unwrap();
    assert_eq!(text_of(&vault, &token()).await, "new");
}

#[tokio::test]
async fn a_deleted_secret_does_not_come_back_half_way() {
    let azure = Azure::new();
    let vault = open(&azure).await;
    put_anything(&vault, "old").await.unwrap();
    assert_eq!(vault.delete(&token()).await, Ok(Removal::Removed));
    // Recovered, and then whoever wanted to write was interrupted.
    azure.by_hand(|secrets| secrets.unbin(TOKEN));
    let missing = vault.get(&token()).await.unwrap_err();
    assert_eq!(missing.code(), "VAULT_SECRET_NOT_THERE");
    assert_eq!(vault.list(msp(1)).await.unwrap(), []);
    azure.by_hand(|secrets| assert_ne!(secrets.newest(TOKEN), "old"));
    let put = vault.put(&token(), &value("new"), &Expected::Nothing).await;
    put.unwrap();
    assert_eq!(vault.list(msp(1)).await.unwrap(), [token()]);
    assert_eq!(text_of(&vault, &token()).await, "new");
}

#[tokio::test]
async fn a_deletion_that_was_interrupted_is_brought_to_its_end() {
    let azure = Azure::new();
    let vault = open(&azure).await;
    put_anything(&vault, "old").await.unwrap();
    azure.plan(Method::Delete, "/secrets/", 1, Fate::Status(403, None));
    let fault = vault.delete(&token()).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_ACCESS_DENIED");
    azure.by_hand(|secrets| assert!(secrets.is_there(TOKEN)));
    let missing = vault.get(&token()).await.unwrap_err();
    assert_eq!(missing.code(), "VAULT_SECRET_NOT_THERE");
    assert_eq!(vault.delete(&token()).await, Ok(Removal::WasNotThere));
    azure.by_hand(|secrets| assert!(!secrets.is_there(TOKEN)));
}

#[tokio::test]
async fn a_recovery_that_never_ends_is_given_up() {
    let azure = Azure::new();
    let vault = KeyVault::open(impatient(&azure)).await.unwrap();
    put_anything(&vault, "old").await.unwrap();
    azure.is_slow(u32::MAX);
    assert_eq!(vault.delete(&token()).await, Ok(Removal::Removed));
    let fault = put_anything(&vault, "new").await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_UNAVAILABLE");
    assert_eq!(fault.effect(), Effect::None);
}

#[tokio::test]
async fn what_others_keep_there_is_left_alone() {
    let azure = Azure::new();
    let vault = open(&azure).await;
    let foreign = ["database-password", "m1-refresh-token", "zzz"];
    azure.by_hand(|secrets| {
        for name in foreign {
            secrets.write(name, "of others");
        }
    });
    for app in 0..60 {
        put(&vault, &app_secret(app), "ours").await;
    }
    assert_eq!(vault.list(msp(1)).await.unwrap().len(), 60);
    azure.by_hand(|secrets| {
        assert_eq!(secrets.names().len(), 63);
        for name in foreign {
            assert_eq!(secrets.newest(name), "of others");
        }
    });
}

#[tokio::test]
async fn what_others_wrote_under_our_names_is_judged() {
    let azure = Azure::new();
    let vault = open(&azure).await;
    let empty = String::new();
    let large = "x".repeat(SecretValue::MAX_BYTES + 1);
    for text in [empty, large] {
        azure.by_hand(|secrets| secrets.write(TOKEN, &text));
        let fault = vault.get(&token()).await.unwrap_err();
        assert_eq!(fault.code(), "VAULT_UNREADABLE");
        assert!(fault.to_string().len() < 400);
    }
    put_anything(&vault, "ours").await.unwrap();
    azure.by_hand(|secrets| secrets.disable(TOKEN));
    let fault = vault.get(&token()).await.unwrap_err();
    assert_eq!(fault.code(), "VAULT_ACCESS_DENIED");
    assert!(fault.to_string().contains("SecretDisabled"), "{fault}");
}

#[tokio::test]
async fn two_at_once_see_each_others_writes() {
    let azure = Azure::new();
    let (one, other) = (open(&azure).await, open(&azure).await);
    put_anything(&one, "of one").await.unwrap();
    let found = other.get(&token()).await.unwrap();
    assert_eq!(found.value.expose(), "of one");
    put_anything(&one, "of one again").await.unwrap();
    let late = Expected::Version(found.version);
    let fault = other
        .put(&token(), &value("late"), &late)
        .await
        .unwrap_err();
    assert_eq!(fault, VaultFault::SecretChanged { name: token() });
    assert_eq!(text_of(&other, &token()).await, "of one again");
}
