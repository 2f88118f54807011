//! Personal data sealed under a key for each customer, which lies in the vault: where it is forgotten,
//! nobody opens again what was sealed with it.
//!
//! A key is made when something of its customer is sealed for the first time. Whoever uses a key keeps it
//! in memory for a minute, so that a list of a hundred names is one look into the vault. Whatever a
//! sealed text says of its key is checked against the vault before it counts as erased.

mod key;
mod memory;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::cloud::vault::{Expected, Purpose, Removal, SecretName, Vault, VaultFault};
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::personal::{Opened, PersonalData, Sealed};

use key::{CustomerKey, SealedText};
use memory::Memory;

/// As many customers' keys as are kept in memory.
const CUSTOMERS: usize = 1024;
/// So long is a key kept in memory: what was erased elsewhere may be opened here as long as this.
const KEPT: Duration = Duration::from_mins(1);
/// Who loses the race for the first key reads the winner's. That this is erased in the same moment, and
/// again, is nothing to go on about.
const TRIES: usize = 3;

/// The adapter of [`PersonalData`], over any vault.
#[derive(Debug)]
pub struct CustomerKeys {
    vault: Arc<dyn Vault>,
    memory: Memory,
}

impl CustomerKeys {
    pub fn new(vault: Arc<dyn Vault>) -> Self {
        Self {
            vault,
            memory: Memory::new(CUSTOMERS, KEPT),
        }
    }

    /// Keeps the keys of so many customers in memory, each for so long.
    #[must_use]
    pub fn with_memory(self, customers: usize, kept: Duration) -> Self {
        Self {
            memory: Memory::new(customers, kept),
            ..self
        }
    }

    /// Forgets the customer's key, and with it all that was sealed. Asked again it does nothing. Other
    /// processes may open what they have opened lately for one more minute. What is sealed afterwards is
    /// sealed with a new key.
    pub async fn erase(&self, msp: MspId, customer: CustomerId) -> Result<Removal, VaultFault> {
        let removal = self.vault.delete(&name(msp, customer)).await;
        // Also after a fault: it may have been forgotten all the same.
        self.memory.forget(msp, customer);
        removal
    }

    /// The key as it lies in the vault.
    async fn read(
        &self,
        msp: MspId,
        customer: CustomerId,
    ) -> Result<Option<CustomerKey>, VaultFault> {
        let name = name(msp, customer);
        let secret = match self.vault.get(&name).await {
            Ok(secret) => secret,
            Err(VaultFault::SecretNotThere { .. }) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let key = CustomerKey::from_text(secret.value.expose());
        key.map(Some).ok_or_else(|| VaultFault::Unreadable {
            place: name.to_string(),
            reason: "what is kept there is not a key",
        })
    }

    /// The key to seal with. Of several who make the first one at once, the vault lets one win; so
    /// whoever made one reads it again like everybody else, and uses what is there.
    async fn key(&self, msp: MspId, customer: CustomerId) -> Result<CustomerKey, VaultFault> {
        if let Some(key) = self.memory.key(msp, customer) {
            return Ok(key);
        }
        let name = name(msp, customer);
        for _ in 0..TRIES {
            if let Some(key) = self.read(msp, customer).await? {
                self.memory.found(msp, customer, Some(&key));
                return Ok(key);
            }
            let made = CustomerKey::random().map_err(|reason| VaultFault::Unreadable {
                place: name.to_string(),
                reason,
            })?;
            match self
                .vault
                .put(&name, &made.to_secret()?, &Expected::Nothing)
                .await
            {
                Ok(_) | Err(VaultFault::SecretChanged { .. }) => {}
                Err(fault) => return Err(fault),
            }
        }
        Err(VaultFault::SecretChanged { name })
    }

    /// The key that a sealed text names, if there still is one.
    async fn key_of(
        &self,
        msp: MspId,
        customer: CustomerId,
        sealed: &SealedText,
    ) -> Result<Option<CustomerKey>, VaultFault> {
        let known = self.memory.key(msp, customer);
        if let Some(key) = known.filter(|key| key.name() == sealed.key()) {
            return Ok(Some(key));
        }
        if self.memory.is_gone(msp, customer, sealed.key()) {
            return Ok(None);
        }
        // Another process may have made a newer one than is known here.
        let found = self.read(msp, customer).await?;
        self.memory.found(msp, customer, found.as_ref());
        let found = found.filter(|key| key.name() == sealed.key());
        if found.is_none() {
            self.memory.gone(msp, customer, sealed.key());
        }
        Ok(found)
    }
}

#[async_trait]
impl PersonalData for CustomerKeys {
    async fn seal(
        &self,
        msp: MspId,
        customer: CustomerId,
        text: &str,
    ) -> Result<Sealed, VaultFault> {
        let sealed = self.key(msp, customer).await?.seal(msp, customer, text);
        sealed.map_err(|problem| VaultFault::SealedTextDamaged { problem })
    }

    async fn open(
        &self,
        msp: MspId,
        customer: CustomerId,
        sealed: &Sealed,
    ) -> Result<Opened, VaultFault> {
        let damaged = |problem| VaultFault::SealedTextDamaged { problem };
        let sealed = SealedText::read(sealed.as_str())
            .ok_or_else(|| damaged("it does not have the form of a sealed text"))?;
        let Some(key) = self.key_of(msp, customer, &sealed).await? else {
            return Ok(Opened::Erased);
        };
        let opened = key.open(msp, customer, &sealed);
        opened
            .map(Opened::Text)
            .ok_or_else(|| damaged("it was altered, or was sealed for somebody else"))
    }
}

/// The customer stands for the app in the name of its key.
fn name(msp: MspId, customer: CustomerId) -> SecretName {
    SecretName::new(msp, Purpose::PERSONAL_DATA_KEY).of_app(customer.as_uuid())
}
