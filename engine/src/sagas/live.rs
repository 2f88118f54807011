//! Which sagas are live, when a worker takes an MSP over.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position};

use crate::ledger::{Ledger, LedgerError, PAGE_LIMIT};

/// One saga that may have something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSaga {
    pub aggregate_type: String,
    pub id: String,
    /// When it is looked at; what is past is looked at now.
    pub due: Micros,
}

/// Some of the live sagas of one MSP.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Living {
    pub sagas: Vec<LiveSaga>,
    /// Everything up to here is in the answer.
    pub position: Position,
    /// Where the list goes on.
    pub next: Option<String>,
}

/// A view of the ledger. It may be behind, which its position tells: the rest is read from the
/// ledger itself.
#[async_trait]
pub trait LiveSagas: Debug + Send + Sync {
    async fn of(&self, msp: MspId, after: Option<&str>) -> Result<Living, LedgerError>;
}

/// Several views, one after the other.
#[derive(Debug)]
pub struct AllLive(pub Vec<Arc<dyn LiveSagas>>);

#[async_trait]
impl LiveSagas for AllLive {
    async fn of(&self, msp: MspId, after: Option<&str>) -> Result<Living, LedgerError> {
        let begun = after.and_then(|after| after.split_once('|'));
        let (place, after) = begun.unwrap_or(("0", ""));
        let place: usize = place.parse().unwrap_or_default();
        let Some(view) = self.0.get(place) else {
            return Ok(Living::default());
        };
        let after = Some(after).filter(|after| !after.is_empty());
        let mut living = view.of(msp, after).await?;
        living.next = match living.next {
            Some(next) => Some(format!("{place}|{next}")),
            None if place + 1 < self.0.len() => Some(format!("{}|", place + 1)),
            None => None,
        };
        Ok(living)
    }
}

/// Reads the whole ledger of the MSP: for small ones, and for tests.
#[derive(Debug)]
pub struct FromLedger {
    ledger: Arc<dyn Ledger>,
    types: Vec<&'static str>,
}

impl FromLedger {
    pub fn new(ledger: Arc<dyn Ledger>, types: Vec<&'static str>) -> Self {
        Self { ledger, types }
    }
}

#[async_trait]
impl LiveSagas for FromLedger {
    async fn of(&self, msp: MspId, _after: Option<&str>) -> Result<Living, LedgerError> {
        let mut found: BTreeMap<(String, String), Micros> = BTreeMap::new();
        let mut position = 0;
        loop {
            let page = self.ledger.feed(msp, position, PAGE_LIMIT).await?;
            let Some(last) = page.last() else { break };
            position = last.position;
            for event in page {
                if self.types.contains(&event.stream.aggregate_type.as_str()) {
                    let stream = event.stream;
                    found.insert((stream.aggregate_type, stream.aggregate_id), 0);
                }
            }
        }
        let sagas = found
            .into_iter()
            .map(|((aggregate_type, id), due)| LiveSaga {
                aggregate_type,
                id,
                due,
            });
        Ok(Living {
            sagas: sagas.collect(),
            position,
            next: None,
        })
    }
}
