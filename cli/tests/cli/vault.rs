//! The vault from outside. It needs no database.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use crate::program::{Answer, MSP, OTHER_MSP, Program};

const SECRET: &str = "correct horse battery staple";
/// 32 bytes in base64.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OTHER_KEY: &str = "/wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn program() -> Program {
    Program::at("sqlite:unused")
}

/// Runs with something on standard input and in the environment.
fn run(program: &Program, args: &[&str], input: &str, environment: &[(&str, &str)]) -> Answer {
    let mut command = program.command(args);
    command.envs(environment.iter().copied());
    let pipes = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Who refuses early may have closed it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends").into()
}

fn put(program: &Program, input: &str, environment: &[(&str, &str)]) -> Answer {
    let args = ["vault", "put", "app-secret", "--msp", MSP];
    run(program, &args, input, environment)
}

fn list(program: &Program, environment: &[(&str, &str)]) -> Answer {
    run(program, &["vault", "list", "--msp", MSP], "", environment)
}

#[test]
fn a_secret_is_kept_listed_and_forgotten_and_never_shown() {
    let program = program();
    assert!(program.ok(&["vault", "status"]).contains("first use"));
    let kept = put(&program, &format!("{SECRET}\n"), &[]);
    assert_eq!(kept.exit, 0, "{kept:?}");
    assert!(program.ok(&["vault", "status"]).contains("opens"));
    let name = format!("msp/{MSP}/app-secret");
    assert_eq!(program.ok(&["vault", "list", "--msp", MSP]).trim(), name);
    assert_eq!(program.ok(&["vault", "list", "--msp", OTHER_MSP]), "");
    for file in ["tenantry.vault", "keys/vault.key"] {
        let path = program.path(file);
        let mode = fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
        assert!(!fs::read_to_string(&path).expect("text").contains("horse"));
    }
    let forget = ["vault", "delete", "app-secret", "--msp", MSP];
    assert!(program.ok(&forget).contains("forgotten"));
    assert!(program.ok(&forget).contains("was not there"));
    assert_eq!(program.ok(&["vault", "list", "--msp", MSP]), "");
}

#[test]
fn what_is_no_secret_or_no_name_is_refused_and_nothing_is_made() {
    let program = program();
    let empty = put(&program, "\n", &[]);
    assert!(empty.err.contains("VAULT_SECRET_EMPTY"), "{empty:?}");
    let large = put(&program, &"x".repeat(30_000), &[]);
    assert!(large.err.contains("VAULT_SECRET_TOO_LARGE"), "{large:?}");
    for (args, code) in [
        (
            ["vault", "put", "App Secret", "--msp", MSP],
            "SECRET_NAME_MALFORMED",
        ),
        (["vault", "put", "app-secret", "--msp", "x"], "MALFORMED_ID"),
    ] {
        program.refused(&args, 3, code);
    }
    assert!(fs::metadata(program.path("tenantry.vault")).is_err());
}

#[test]
fn a_key_that_is_lost_wrong_or_open_to_others_is_told_at_once() {
    let program = program();
    assert_eq!(put(&program, SECRET, &[]).exit, 0);
    let key = program.path("keys/vault.key");
    let text = fs::read_to_string(&key).expect("the key");
    let asked = ["vault", "list", "--msp", MSP];

    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("its mode");
    program.refused(&asked, 4, "VAULT_KEY_EXPOSED");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("its mode");
    fs::write(&key, KEY).expect("another key");
    program.refused(&asked, 4, "VAULT_KEY_WRONG");
    fs::write(&key, "not a key").expect("no key");
    program.refused(&asked, 4, "VAULT_KEY_MALFORMED");
    fs::remove_file(&key).expect("gone");
    program.refused(&asked, 4, "VAULT_KEY_MISSING");
    let doctor = program.run(&["doctor"]);
    assert!(doctor.out.contains("VAULT_KEY_MISSING"), "{doctor:?}");
    assert!(
        fs::metadata(&key).is_err(),
        "no new key is made for an old vault"
    );

    fs::write(&key, text).expect("the key again");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("its mode");
    assert_eq!(program.ok(&asked).trim(), format!("msp/{MSP}/app-secret"));
}

#[test]
fn the_key_is_renewed_in_its_file() {
    let program = program();
    assert_eq!(put(&program, SECRET, &[]).exit, 0);
    let key = program.path("keys/vault.key");
    let before = fs::read_to_string(&key).expect("the key");
    program.ok(&["vault", "renew-key"]);
    assert_ne!(fs::read_to_string(&key).expect("the key"), before);
    program.ok(&["vault", "list", "--msp", MSP]);
    fs::write(&key, before).expect("the old key");
    program.refused(&["vault", "list", "--msp", MSP], 4, "VAULT_KEY_WRONG");
}

#[test]
fn a_key_in_the_environment_is_written_nowhere_and_renewed_by_naming_the_next() {
    let program = program();
    let with = |key| [("TENANTRY_VAULT_KEY", key)];
    assert_eq!(put(&program, SECRET, &with(KEY)).exit, 0);
    assert!(fs::metadata(program.path("keys/vault.key")).is_err());
    assert_eq!(list(&program, &with(KEY)).exit, 0);
    let wrong = list(&program, &with(OTHER_KEY));
    assert!(wrong.err.contains("VAULT_KEY_WRONG"), "{wrong:?}");

    let alone = run(&program, &["vault", "renew-key"], "", &with(KEY));
    assert_eq!(alone.exit, 2, "{alone:?}");
    assert!(alone.err.contains("TENANTRY_VAULT_NEW_KEY"));
    let both = [
        ("TENANTRY_VAULT_KEY", KEY),
        ("TENANTRY_VAULT_NEW_KEY", OTHER_KEY),
    ];
    let renewed = run(&program, &["vault", "renew-key"], "", &both);
    assert_eq!(renewed.exit, 0, "{renewed:?}");
    assert_eq!(list(&program, &with(OTHER_KEY)).exit, 0);
    assert!(list(&program, &with(KEY)).err.contains("VAULT_KEY_WRONG"));
    for answer in [wrong, alone, renewed] {
        let said = format!("{answer:?}");
        assert!(!said.contains(KEY) && !said.contains(OTHER_KEY), "{said}");
    }
}

#[test]
fn an_address_is_a_vault_in_azure_and_what_is_wrong_with_it_is_told() {
    let program = program();
    let azure = [
        ("TENANTRY_VAULT", "https://ours.vault.azure.net"),
        ("AZURE_TENANT_ID", "not a tenant/"),
        ("AZURE_CLIENT_ID", "our-app"),
        ("AZURE_CLIENT_SECRET", SECRET),
    ];
    let listed = list(&program, &azure);
    assert_eq!(listed.exit, 4, "{listed:?}");
    assert!(listed.err.contains("VAULT_MISCONFIGURED"), "{listed:?}");
    let renewed = run(&program, &["vault", "renew-key"], "", &azure);
    assert!(
        renewed.exit == 2 && renewed.err.contains("renewed there"),
        "{renewed:?}"
    );
    let doctor = run(&program, &["doctor"], "", &azure);
    assert!(doctor.out.contains("VAULT_MISCONFIGURED"), "{doctor:?}");
    for answer in [listed, renewed, doctor] {
        assert!(!format!("{answer:?}").contains(SECRET));
    }
    assert!(fs::metadata(program.path("keys/vault.key")).is_err());
}

#[test]
fn trust_and_proxy_that_cannot_be_used_are_told_without_their_secrets() {
    let program = program();
    let roots = program.path("roots.pem");
    fs::write(&roots, "no certificate").expect("a file");
    for (name, value, words) in [
        ("TENANTRY_EXTRA_ROOTS", roots.as_str(), "certificate"),
        (
            "TENANTRY_EXTRA_ROOTS",
            "/nowhere/roots.pem",
            "cannot be read",
        ),
        ("TENANTRY_PROXY", "//user:hunter2@proxy", "not an address"),
    ] {
        let azure = [
            ("TENANTRY_VAULT", "https://ours.vault.azure.net"),
            (name, value),
        ];
        let answer = list(&program, &azure);
        assert_eq!(answer.exit, 4, "{answer:?}");
        assert!(
            answer.err.contains("CONFIG_INVALID") && answer.err.contains(words),
            "{answer:?}"
        );
        assert!(!answer.err.contains("hunter2"));
    }
}
