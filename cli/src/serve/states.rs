//! Which sign-ins were ended already.
//!
//! In this process only: a second node would let the same answer through once more, to Entra, which
//! redeems a code once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use tenantry_domain::cloud::{ConsentFault, ConsentStates, Taken};

/// More than sign in within some minutes; then the oldest may be shown again, to no avail.
const KEPT: usize = 100_000;

#[derive(Debug, Default)]
pub(super) struct UsedStates(Mutex<HashMap<String, Timestamp>>);

#[async_trait]
impl ConsentStates for UsedStates {
    async fn take(&self, nonce: &str, until: Timestamp) -> Result<Taken, ConsentFault> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= KEPT {
            let now = Timestamp::now();
            used.retain(|_, until| *until > now);
        }
        Ok(match used.insert(nonce.to_owned(), until) {
            None => Taken::First,
            Some(_) => Taken::Again,
        })
    }
}
