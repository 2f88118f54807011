//! What is known of customers' people, sealed in memory, with keys that can be forgotten.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

use async_trait::async_trait;
use tenantry_domain::cloud::vault::VaultFault;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::personal::{Opened, PersonalData, Sealed};

/// Texts by who they are sealed for; the place in a list is what stands for each.
#[derive(Default)]
pub struct People(Mutex<BTreeMap<(MspId, CustomerId), Vec<String>>>);

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("People")
    }
}

impl People {
    /// Forgets the key of a customer, and with it all that was sealed.
    pub fn forget(&self, msp: MspId, customer: CustomerId) {
        self.0.lock().unwrap().remove(&(msp, customer));
    }
}

#[async_trait]
impl PersonalData for People {
    async fn seal(
        &self,
        msp: MspId,
        customer: CustomerId,
        text: &str,
    ) -> Result<Sealed, VaultFault> {
        let mut all = self.0.lock().unwrap();
        let known = all.entry((msp, customer)).or_default();
        let place = known.iter().position(|it| it == text);
        let place = place.unwrap_or_else(|| {
            known.push(text.to_owned());
            known.len() - 1
        });
        Ok(Sealed::new(format!("sealed-{place}")))
    }

    async fn open(
        &self,
        msp: MspId,
        customer: CustomerId,
        sealed: &Sealed,
    ) -> Result<Opened, VaultFault> {
        let all = self.0.lock().unwrap();
        let place = sealed.as_str().strip_prefix("sealed-");
        let place = place.and_then(|it| it.parse::<usize>().ok());
        let known = all.get(&(msp, customer));
        let text = place.and_then(|place| known?.get(place));
        Ok(text.map_or(Opened::Erased, |it| Opened::Text(it.clone().into())))
    }
}
