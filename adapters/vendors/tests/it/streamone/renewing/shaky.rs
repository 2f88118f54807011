//! A vault that fails when it is told to.

use super::endpoints;
use crate::support::battery::Scene;
use crate::support::{Secrets, quick_http, standing};
use async_trait::async_trait;
use std::ops::{Bound, RangeBounds};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tenantry_domain::cloud::vault::{
    Expected, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;
use tenantry_vendors::Vendors;

type Failing = (Bound<u32>, Bound<u32>, VaultFault);

#[derive(Debug)]
pub(crate) struct Shaky {
    inner: Arc<Secrets>,
    writes: AtomicU32,
    failing: Mutex<Option<Failing>>,
    lands: AtomicBool,
}

impl Shaky {
    pub(crate) fn over(inner: Arc<Secrets>) -> Self {
        Self {
            inner,
            writes: AtomicU32::new(0),
            failing: Mutex::default(),
            lands: AtomicBool::new(false),
        }
    }

    /// Writes of these numbers fail, counted from 1.
    pub(crate) fn fail_writes(&self, numbers: impl RangeBounds<u32>, fault: VaultFault) {
        let (from, to) = (numbers.start_bound().cloned(), numbers.end_bound().cloned());
        *self.failing.lock().unwrap() = Some((from, to, fault));
    }

    /// What fails is written all the same.
    pub(crate) fn writes_land(&self, lands: bool) {
        self.lands.store(lands, Ordering::SeqCst);
    }

    pub(crate) fn mend(&self) {
        *self.failing.lock().unwrap() = None;
    }
}

/// The adapters, with their secrets in this vault.
pub(crate) fn vendors(scene: &Scene, vault: Arc<Shaky>) -> Vendors {
    let simulator = &scene.stage.simulator;
    let http = quick_http(&[simulator.authority().to_owned()]);
    let endpoints = Arc::new(endpoints(simulator.endpoints()));
    Vendors::new(http, endpoints, vault, standing())
}

#[async_trait]
impl Vault for Shaky {
    async fn put(
        &self,
        name: &SecretName,
        value: &SecretValue,
        expected: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        let number = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
        let failing = self.failing.lock().unwrap().clone();
        if let Some((from, to, fault)) = failing
            && (from, to).contains(&number)
        {
            if self.lands.load(Ordering::SeqCst) {
                self.inner.put(name, value, expected).await?;
            }
            return Err(fault);
        }
        self.inner.put(name, value, expected).await
    }

    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault> {
        self.inner.get(name).await
    }

    async fn delete(&self, name: &SecretName) -> Result<Removal, VaultFault> {
        self.inner.delete(name).await
    }

    async fn list(&self, msp: MspId) -> Result<Vec<SecretName>, VaultFault> {
        self.inner.list(msp).await
    }
}
