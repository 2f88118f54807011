//! A store that was altered is never believed, wherever and however it was altered.

use std::fs;

use tenantry_domain::cloud::vault::{Expected, Vault};
use tenantry_vault::embedded::EmbeddedVault;

use crate::support::{Folder, app_secret, text_of, token, value};

/// A vault with three secrets, and the lines of its file.
async fn three() -> (Folder, Vec<String>) {
    let folder = Folder::new();
    let vault = folder.open().await;
    for (name, text) in [
        (token(), "of the token"),
        (app_secret(1), "of app 1"),
        (app_secret(2), "of app 2"),
    ] {
        let put = vault.put(&name, &value(text), &Expected::Nothing).await;
        put.unwrap();
    }
    let text = fs::read_to_string(folder.store()).unwrap();
    let lines = text.lines().map(str::to_owned).collect();
    (folder, lines)
}

async fn refusal(folder: &Folder, lines: &[String]) -> &'static str {
    let mut text = lines.join("\n");
    text.push('\n');
    fs::write(folder.store(), text).unwrap();
    folder.refusal().await
}

#[tokio::test]
async fn every_altered_byte_is_noticed() {
    let (folder, _) = three().await;
    let whole = fs::read(folder.store()).unwrap();
    let first_line = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0b10;
        fs::write(folder.store(), &bytes).unwrap();
        let code = folder.refusal().await;
        if at > first_line {
            assert_eq!(code, "VAULT_UNREADABLE", "byte {at}");
        } else {
            let fair = [
                "VAULT_UNREADABLE",
                "VAULT_KEY_WRONG",
                "VAULT_FORMAT_UNKNOWN",
            ];
            assert!(fair.contains(&code), "byte {at}: {code}");
        }
    }
    fs::write(folder.store(), &whole).unwrap();
    assert_eq!(
        text_of(&folder.open().await, &token()).await,
        "of the token"
    );
}

#[tokio::test]
async fn every_cut_and_every_addition_is_noticed() {
    let (folder, _) = three().await;
    let whole = fs::read(folder.store()).unwrap();
    for length in 0..whole.len() {
        fs::write(folder.store(), &whole[..length]).unwrap();
        assert_eq!(folder.refusal().await, "VAULT_UNREADABLE", "{length}");
    }
    for more in [" ", "\n", "\0", "{}\n"] {
        let longer = [&whole[..], more.as_bytes()].concat();
        fs::write(folder.store(), longer).unwrap();
        assert_eq!(folder.refusal().await, "VAULT_UNREADABLE", "{more:?}");
    }
}

#[tokio::test]
async fn rows_are_neither_moved_nor_left_out_nor_doubled() {
    let (folder, lines) = three().await;
    let mut swapped = lines.clone();
    swapped.swap(1, 2);
    let mut without = lines.clone();
    without.remove(2);
    let mut doubled = lines.clone();
    doubled.push(lines[3].clone());
    for wrong in [swapped, without, doubled] {
        assert_eq!(refusal(&folder, &wrong).await, "VAULT_UNREADABLE");
    }
}

#[tokio::test]
async fn a_row_is_not_put_back_from_an_older_copy() {
    let (folder, old) = three().await;
    fs::write(folder.store(), old.join("\n") + "\n").unwrap();
    let vault = folder.open().await;
    let put = vault
        .put(&token(), &value("renewed"), &Expected::Anything)
        .await;
    put.unwrap();
    let new = fs::read_to_string(folder.store()).unwrap();
    let mut new: Vec<String> = new.lines().map(str::to_owned).collect();
    let at = new.iter().position(|line| line.contains("refresh-token"));
    new[at.unwrap()].clone_from(&old[at.unwrap()]);
    assert_eq!(refusal(&folder, &new).await, "VAULT_UNREADABLE");
}

#[tokio::test]
async fn another_stores_first_line_does_not_vouch_for_this_one() {
    let (folder, mut lines) = three().await;
    let (_other, others) = three().await;
    lines[0].clone_from(&others[0]);
    assert_eq!(refusal(&folder, &lines).await, "VAULT_KEY_WRONG");
}

#[tokio::test]
async fn a_newer_format_is_told_from_damage() {
    let (folder, mut lines) = three().await;
    lines[0] = "{\"tenantry_vault\":2,\"something\":\"new\"}".to_owned();
    assert_eq!(refusal(&folder, &lines).await, "VAULT_FORMAT_UNKNOWN");
    for other in ["", "{}", "[]", "SQLite format 3", "{\"tenantry_vault\":-1}"] {
        other.clone_into(&mut lines[0]);
        assert_eq!(
            refusal(&folder, &lines).await,
            "VAULT_UNREADABLE",
            "{other}"
        );
    }
}

#[tokio::test]
async fn a_running_vault_does_not_write_over_damage() {
    let (folder, mut lines) = three().await;
    let vault: EmbeddedVault = folder.open().await;
    lines.pop();
    fs::write(folder.store(), lines.join("\n") + "\n").unwrap();
    let put = vault
        .put(&token(), &value("new"), &Expected::Anything)
        .await;
    assert_eq!(put.unwrap_err().code(), "VAULT_UNREADABLE");
    let removed = vault.delete(&token()).await;
    assert_eq!(removed.unwrap_err().code(), "VAULT_UNREADABLE");
    let text = fs::read_to_string(folder.store()).unwrap();
    assert_eq!(text, lines.join("\n") + "\n");
}
