//! Any history of writes, deletions, restarts and renewals leaves what a plain map would hold.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use tenantry_domain::cloud::vault::{
    Expected, Removal, SecretName, SecretVersion, Vault, VaultFault,
};
use tenantry_vault::embedded::{EmbeddedVault, KeySource};
use tenantry_vault::key_vault::{KeyVault, Settings};
use tokio::runtime::Runtime;

use crate::azure::{Azure, URL};
use crate::support::{Folder, app_secret, msp, token, value};

/// Which version a write says it replaces.
#[derive(Debug, Clone, Copy)]
enum Claim {
    Whatever,
    Free,
    Current,
    /// The one before the current one.
    Old,
}

#[derive(Debug, Clone)]
enum Step {
    Put(usize, String, Claim),
    Delete(usize),
    /// Goes on with another opening of the same vault.
    Reopen,
    RenewKey,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let claim = prop_oneof![
        Just(Claim::Whatever),
        Just(Claim::Free),
        Just(Claim::Current),
        Just(Claim::Old),
    ];
    let step = prop_oneof![
        6 => (0..3_usize, "\\PC{1,20}", claim).prop_map(|(at, text, claim)| Step::Put(at, text, claim)),
        3 => (0..3_usize).prop_map(Step::Delete),
        1 => Just(Step::Reopen),
        1 => Just(Step::RenewKey),
    ];
    proptest::collection::vec(step, 1..20)
}

/// One name as it ought to be.
#[derive(Debug, Default)]
struct Kept {
    held: Option<(String, SecretVersion)>,
    before: Option<SecretVersion>,
}

impl Kept {
    fn claimed(&self, claim: Claim) -> Expected {
        let never = || SecretVersion::new("0");
        let current = self.held.as_ref().map(|(_, version)| version.clone());
        match claim {
            Claim::Whatever => Expected::Anything,
            Claim::Free => Expected::Nothing,
            Claim::Current => Expected::Version(current.unwrap_or_else(never)),
            Claim::Old => Expected::Version(self.before.clone().unwrap_or_else(never)),
        }
    }

    fn accepts(&self, claim: Claim) -> bool {
        match claim {
            Claim::Whatever => true,
            Claim::Free => self.held.is_none(),
            Claim::Current => self.held.is_some(),
            Claim::Old => false,
        }
    }

    fn hold(&mut self, held: Option<(String, SecretVersion)>) {
        let old = std::mem::replace(&mut self.held, held);
        self.before = old.map(|(_, version)| version).or(self.before.take());
    }
}

type Model = BTreeMap<SecretName, Kept>;

async fn take(vault: &dyn Vault, model: &mut Model, step: &Step) -> TestCaseResult {
    match step {
        Step::Put(at, text, claim) => {
            let (name, kept) = model.iter_mut().nth(*at).unwrap();
            let expected = kept.claimed(*claim);
            let put = vault.put(name, &value(text), &expected).await;
            if kept.accepts(*claim) {
                kept.hold(Some((text.clone(), put.unwrap())));
            } else {
                prop_assert_eq!(put, Err(VaultFault::SecretChanged { name: name.clone() }));
            }
        }
        Step::Delete(at) => {
            let (name, kept) = model.iter_mut().nth(*at).unwrap();
            let removal = if kept.held.is_some() {
                Removal::Removed
            } else {
                Removal::WasNotThere
            };
            prop_assert_eq!(vault.delete(name).await, Ok(removal));
            kept.hold(None);
        }
        Step::Reopen | Step::RenewKey => {}
    }
    Ok(())
}

async fn compare(vault: &dyn Vault, model: &Model) -> TestCaseResult {
    for (name, kept) in model {
        match (&kept.held, vault.get(name).await) {
            (Some((text, version)), Ok(found)) => {
                prop_assert_eq!(found.value.expose(), text);
                prop_assert_eq!(&found.version, version);
            }
            (None, Err(VaultFault::SecretNotThere { .. })) => {}
            (kept, found) => prop_assert!(false, "{kept:?} {found:?}"),
        }
    }
    let held = model.iter().filter(|(_, kept)| kept.held.is_some());
    let names: Vec<SecretName> = held.map(|(name, _)| name.clone()).collect();
    prop_assert_eq!(vault.list(msp(1)).await.unwrap(), names);
    Ok(())
}

fn model() -> Model {
    let names = [token(), app_secret(1), app_secret(2)];
    names
        .map(|name| (name, Kept::default()))
        .into_iter()
        .collect()
}

async fn in_a_file(steps: Vec<Step>) -> TestCaseResult {
    let folder = Folder::new();
    let mut vault = folder.open().await;
    // Looks on from elsewhere, and must always see the same.
    let other: EmbeddedVault = folder.open().await;
    let mut model = model();
    for step in &steps {
        match step {
            Step::Reopen => vault = folder.open().await,
            Step::RenewKey => {
                let key = KeySource::File(folder.key());
                vault.renew_key(key).await.unwrap();
            }
            Step::Put(..) | Step::Delete(_) => take(&vault, &mut model, step).await?,
        }
        compare(&other, &model).await?;
    }
    compare(&vault, &model).await
}

async fn in_azure(steps: Vec<Step>) -> TestCaseResult {
    let azure = Azure::new();
    azure.is_slow(1);
    let settings = Settings {
        patience: Duration::from_secs(20),
        pause: Duration::from_micros(1),
        ..Settings::new(URL, Arc::new(azure.clone()), Arc::new(azure))
    };
    let mut vault = KeyVault::open(settings.clone()).await.unwrap();
    let mut model = model();
    for step in &steps {
        match step {
            Step::Reopen | Step::RenewKey => {
                vault = KeyVault::open(settings.clone()).await.unwrap();
            }
            Step::Put(..) | Step::Delete(_) => take(&vault, &mut model, step).await?,
        }
    }
    compare(&vault, &model).await
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_file_holds_what_a_map_would(steps in steps()) {
        Runtime::new().unwrap().block_on(in_a_file(steps))?;
    }

    #[test]
    fn azure_holds_what_a_map_would(steps in steps()) {
        Runtime::new().unwrap().block_on(in_azure(steps))?;
    }
}
