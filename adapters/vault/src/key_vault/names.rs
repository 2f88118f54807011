//! What a secret is called in Key Vault: letters, digits and dashes, at most 127, and small and
//! capital letters are the same there.
//!
//! `m` and the MSP's id, then `t` and the tenant's and `a` and the app's where there are, then the
//! purpose. Ids have no dashes here, and are longer than any purpose, so no purpose reads as one.

use std::fmt::Write as _;

use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::vault::{Purpose, SecretName};
use tenantry_domain::ids::MspId;
use uuid::Uuid;

pub(super) fn write(name: &SecretName) -> String {
    let mut text = format!("m{}", name.msp().as_uuid().simple());
    let mut add = |part: std::fmt::Arguments<'_>| {
        // Writing into a string does not fail.
        let _ = text.write_fmt(part);
    };
    if let Some(tenant) = name.tenant() {
        add(format_args!("-t{}", tenant.as_uuid().simple()));
    }
    if let Some(app) = name.app() {
        add(format_args!("-a{}", app.simple()));
    }
    add(format_args!("-{}", name.purpose()));
    text
}

/// The secret that is called so; none when the name is not one of ours.
pub(super) fn read(text: &str) -> Option<SecretName> {
    let text = text.to_ascii_lowercase();
    let (msp, rest) = id(&text, 'm')?;
    let (tenant, rest) = optional(rest, 't');
    let (app, rest) = optional(rest, 'a');
    let mut name = SecretName::new(MspId::new(msp), Purpose::new(rest).ok()?);
    if let Some(tenant) = tenant {
        name = name.in_tenant(TenantId::new(tenant));
    }
    if let Some(app) = app {
        name = name.of_app(app);
    }
    // A UUID can be spelled in several ways, and only one of them is ours.
    (write(&name) == text).then_some(name)
}

fn optional(text: &str, letter: char) -> (Option<Uuid>, &str) {
    match id(text, letter) {
        Some((id, rest)) => (Some(id), rest),
        None => (None, text),
    }
}

/// An id with its letter before it and a dash after it, and what follows.
fn id(text: &str, letter: char) -> Option<(Uuid, &str)> {
    let (id, rest) = text.strip_prefix(letter)?.split_once('-')?;
    Some((Uuid::try_parse(id).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names() -> impl Strategy<Value = SecretName> {
        // Few different ids, so that names differ in one part only, often enough.
        let id = || (0..4_u128).prop_map(|n| Uuid::from_u128(n * 0xa000_000d_0000_0007));
        let any_id = || prop_oneof![id(), any::<u128>().prop_map(Uuid::from_u128)];
        // Purposes that look like ids and letters as much as they may.
        let word = prop_oneof!["[a-z]([a-z0-9]|-[a-z0-9]){0,11}", "[mta][0-9a-f]{0,23}"];
        let tenant = proptest::option::of(any_id());
        let app = proptest::option::of(any_id());
        (any_id(), tenant, app, word).prop_map(|(msp, tenant, app, word)| {
            let mut name = SecretName::new(MspId::new(msp), Purpose::new(&word).unwrap());
            if let Some(tenant) = tenant {
                name = name.in_tenant(TenantId::new(tenant));
            }
            if let Some(app) = app {
                name = name.of_app(app);
            }
            name
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_name_fits_and_is_read_back(name in names()) {
            let text = write(&name);
            prop_assert!(text.len() <= 127);
            prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
            prop_assert_eq!(read(&text), Some(name.clone()));
            prop_assert_eq!(read(&text.to_uppercase()), Some(name));
        }

        #[test]
        fn two_names_never_meet(one in names(), other in names()) {
            let (first, second) = (write(&one), write(&other));
            prop_assert_eq!(one == other, first.eq_ignore_ascii_case(&second));
        }

        #[test]
        fn what_is_read_is_written_in_the_same_way(text in "(m|t|a|-|[0-9a-f]{32}|app){1,9}") {
            if let Some(name) = read(&text) {
                prop_assert_eq!(write(&name), text);
            }
        }

        #[test]
        fn an_msp_never_reads_anothers(one in names(), other in names()) {
            if one.msp() != other.msp() {
                let read = read(&write(&one)).unwrap();
                prop_assert_eq!(read.msp(), one.msp());
            }
        }
    }

    #[test]
    fn names_of_others_are_not_ours() {
        let id = "0190b5a07a3e7c659a543f1b6f0f8a11";
        assert!(read(&format!("m{id}-app-secret")).is_some());
        for other in [
            "",
            "m",
            "database-password",
            "m-app-secret",
            &format!("m{id}"),
            &format!("m{id}-"),
            &format!("m{id}-app--secret"),
            &format!("x{id}-app-secret"),
            &format!("m{}-app-secret", &id[1..]),
            &format!("m{id}-a{id}-t{id}-app-secret"),
            &format!("m{id}-t{id}-t{id}-app-secret"),
            "m0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11-app-secret",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn the_longest_name_fits() {
        let last = Uuid::from_u128(u128::MAX);
        let name = SecretName::new(MspId::new(last), Purpose::new(&"z".repeat(24)).unwrap())
            .in_tenant(TenantId::new(last))
            .of_app(last);
        assert_eq!(write(&name).len(), 126);
    }
}
