//! Keys that were used lately: so many, each for so long.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tenantry_domain::ids::{CustomerId, MspId};
use tokio::time::Instant;

use super::key::{CustomerKey, KeyName};

/// What is known of a customer's key.
struct Known {
    key: Option<CustomerKey>,
    /// A key that was looked for and is no longer there. None ever comes back.
    gone: Option<KeyName>,
    until: Instant,
}

type Customers = HashMap<(MspId, CustomerId), Known>;

pub(super) struct Memory {
    most: usize,
    kept: Duration,
    customers: Mutex<Customers>,
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Memory(of {} keys)", self.customers().len())
    }
}

impl Memory {
    pub(super) fn new(most: usize, kept: Duration) -> Self {
        Self {
            most,
            kept,
            customers: Mutex::default(),
        }
    }

    fn customers(&self) -> MutexGuard<'_, Customers> {
        // What is in it is whole whatever happened to whoever held it.
        self.customers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn key(&self, msp: MspId, customer: CustomerId) -> Option<CustomerKey> {
        let customers = self.customers();
        let known = customers.get(&(msp, customer));
        known.filter(|it| it.until > Instant::now())?.key.clone()
    }

    pub(super) fn is_gone(&self, msp: MspId, customer: CustomerId, key: KeyName) -> bool {
        let customers = self.customers();
        let known = customers.get(&(msp, customer));
        known.is_some_and(|it| it.until > Instant::now() && it.gone == Some(key))
    }

    /// What lies in the vault, if anything does.
    pub(super) fn found(&self, msp: MspId, customer: CustomerId, key: Option<&CustomerKey>) {
        self.learn(msp, customer, |known| known.key = key.cloned());
    }

    pub(super) fn gone(&self, msp: MspId, customer: CustomerId, key: KeyName) {
        self.learn(msp, customer, |known| known.gone = Some(key));
    }

    pub(super) fn forget(&self, msp: MspId, customer: CustomerId) {
        self.customers().remove(&(msp, customer));
    }

    /// What was known before counts no longer than it would have.
    fn learn(&self, msp: MspId, customer: CustomerId, what: impl FnOnce(&mut Known)) {
        if self.most == 0 {
            return;
        }
        let now = Instant::now();
        let mut customers = self.customers();
        customers.retain(|_, known| known.until > now);
        if customers.len() >= self.most && !customers.contains_key(&(msp, customer)) {
            let oldest = customers.iter().min_by_key(|(_, known)| known.until);
            if let Some(oldest) = oldest.map(|(whose, _)| *whose) {
                customers.remove(&oldest);
            }
        }
        let fresh = || Known {
            key: None,
            gone: None,
            until: now + self.kept,
        };
        what(customers.entry((msp, customer)).or_insert_with(fresh));
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn whose(number: u128) -> (MspId, CustomerId) {
        let id = Uuid::from_u128(number);
        (MspId::new(id), CustomerId::new(id))
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_is_known_for_a_while_and_no_longer() {
        let memory = Memory::new(2, Duration::from_mins(1));
        let ((msp, customer), key) = (whose(1), CustomerKey::random().unwrap());
        memory.found(msp, customer, Some(&key));
        tokio::time::advance(Duration::from_secs(59)).await;
        assert!(memory.key(msp, customer).is_some());
        memory.gone(msp, customer, key.name());
        assert!(memory.is_gone(msp, customer, key.name()));
        tokio::time::advance(Duration::from_secs(2)).await;
        assert!(memory.key(msp, customer).is_none());
        assert!(!memory.is_gone(msp, customer, key.name()));
    }

    #[tokio::test(start_paused = true)]
    async fn there_is_room_for_so_many_and_the_oldest_goes() {
        let memory = Memory::new(2, Duration::from_mins(1));
        let key = CustomerKey::random().unwrap();
        for number in 1..=3 {
            let (msp, customer) = whose(number);
            memory.found(msp, customer, Some(&key));
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        let known = |number| {
            let (msp, customer) = whose(number);
            memory.key(msp, customer).is_some()
        };
        assert_eq!([known(1), known(2), known(3)], [false, true, true]);
        let (msp, customer) = whose(3);
        memory.forget(msp, customer);
        assert!(!known(3));
    }
}
