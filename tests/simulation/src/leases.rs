//! Leases by the driven clock.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::record::Micros;
use tenantry_engine::leases::{Fence, Leased, Leases};
use tenantry_engine::ledger::LedgerError;
use tenantry_engine::time::Clock;
use uuid::Uuid;

use crate::time::DrivenClock;

#[derive(Debug, Clone)]
pub struct DrivenLeases {
    clock: DrivenClock,
    rows: Arc<Mutex<HashMap<String, Row>>>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    owner: Option<Uuid>,
    until: Micros,
    fence: Fence,
}

impl DrivenLeases {
    pub fn new(clock: DrivenClock) -> Self {
        Self {
            clock,
            rows: Arc::default(),
        }
    }

    /// Whoever holds a lease loses it, without being told.
    pub fn end_all(&self) {
        for row in self.rows.lock().unwrap().values_mut() {
            row.until = Micros::MIN;
        }
    }

    fn end(&self, length: Duration) -> Micros {
        self.clock.now() + i64::try_from(length.as_micros()).unwrap()
    }
}

#[async_trait]
impl Leases for DrivenLeases {
    async fn take(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<(String, Fence)>, LedgerError> {
        let (now, until) = (self.clock.now(), self.end(length));
        let mut rows = self.rows.lock().unwrap();
        let mut taken = Vec::new();
        for name in names {
            let row = rows.entry(name.clone()).or_insert(Row {
                owner: None,
                until: Micros::MIN,
                fence: 0,
            });
            let valid = row.until > now;
            if valid && row.owner.is_some_and(|holder| holder != owner) {
                continue;
            }
            if !valid || row.owner != Some(owner) {
                row.fence += 1;
            }
            (row.owner, row.until) = (Some(owner), until);
            taken.push((name.clone(), row.fence));
        }
        Ok(taken)
    }

    async fn renew(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<String>, LedgerError> {
        let (now, until) = (self.clock.now(), self.end(length));
        let mut rows = self.rows.lock().unwrap();
        let mut kept = Vec::new();
        for name in names {
            if let Some(row) = rows.get_mut(name)
                && row.owner == Some(owner)
                && row.until > now
            {
                row.until = until;
                kept.push(name.clone());
            }
        }
        Ok(kept)
    }

    async fn release(&self, names: &[String], owner: Uuid) -> Result<(), LedgerError> {
        let mut rows = self.rows.lock().unwrap();
        for name in names {
            if let Some(row) = rows.get_mut(name)
                && row.owner == Some(owner)
            {
                row.owner = None;
            }
        }
        Ok(())
    }

    async fn look(&self, names: &[String]) -> Result<Vec<Leased>, LedgerError> {
        let now = self.clock.now();
        let rows = self.rows.lock().unwrap();
        let mut found: Vec<Leased> = names
            .iter()
            .filter_map(|name| {
                let row = rows.get(name)?;
                Some(Leased {
                    name: name.clone(),
                    owner: row.owner?,
                    until: row.until,
                    alive: row.until > now,
                })
            })
            .collect();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(found)
    }
}
