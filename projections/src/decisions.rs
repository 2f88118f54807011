//! What operators decided, folded from the record in the ledgers. Daemon and rebuild obey it and
//! keep no switches of their own.
//!
//! The record in an MSP's ledger concerns that MSP's partition. The one in the installation's
//! ledger concerns the whole projection: a pause stops all of it, a retry tries all that failed.
//! A skip names a position, which means something in one ledger only, so there it concerns the
//! installation's own partition.

use std::collections::HashMap;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tenantry_domain::projection::{Projection, ProjectionEvent, Skip, id_of};
use tenantry_domain::record::{Position, RecordedEvent, StreamId};
use tenantry_engine::ledger::Ledger;

use crate::declaration::Declaration;
use crate::error::ProjectionError;

const PAGE: usize = 500;

/// The decisions about some projections, by their place in the list they were read for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decisions {
    records: Vec<HashMap<MspId, Record>>,
}

#[derive(Debug, Clone, Default)]
struct Record {
    state: Projection,
    read: u64,
    /// A decision of a form this program does not know stands in the way of all that follow: we
    /// do not guess at it, we stand still.
    unreadable: bool,
}

/// What holds for one partition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Orders<'a> {
    own: Option<&'a Record>,
    all: Option<&'a Record>,
}

impl Orders<'_> {
    pub(crate) fn paused(&self) -> bool {
        let paused = |r: &Record| r.state.paused || r.unreadable;
        self.own.is_some_and(paused) || self.all.is_some_and(paused)
    }

    pub(crate) fn skips(&self, version: u32, position: Position) -> bool {
        let skip = Skip { version, position };
        self.own.is_some_and(|r| r.state.skips.contains(&skip))
    }

    /// Rises with every retry that was asked for.
    pub(crate) fn retries(&self) -> i64 {
        let retries = |r: &Record| i64::try_from(r.state.retries).unwrap_or(i64::MAX);
        let own = self.own.map_or(0, retries);
        own.saturating_add(self.all.map_or(0, retries))
    }
}

impl Decisions {
    /// Reads what was recorded since the last time.
    pub(crate) async fn refresh(
        &mut self,
        ledger: &dyn Ledger,
        declared: &[Declaration],
    ) -> Result<(), ProjectionError> {
        self.records.resize_with(declared.len(), HashMap::new);
        for (records, declaration) in self.records.iter_mut().zip(declared) {
            let stream = StreamId::new(Projection::TYPE, id_of(declaration.name));
            for msp in ledger.holders(&stream).await? {
                let record = records.entry(msp).or_default();
                record.read_on(ledger, msp, &stream).await?;
            }
        }
        Ok(())
    }

    /// What holds for one MSP's parts: two pages of the ledger as a rule, for who looks once.
    pub(crate) async fn about(
        ledger: &dyn Ledger,
        declared: &[Declaration],
        msp: MspId,
    ) -> Result<Self, ProjectionError> {
        let mut decisions = Self::default();
        decisions.records.resize_with(declared.len(), HashMap::new);
        let ids: Vec<String> = declared
            .iter()
            .map(|it| id_of(it.name).to_string())
            .collect();
        for msp in [msp, MspId::INSTALLATION] {
            let mut after = 0;
            loop {
                let page = ledger
                    .streams(msp, Projection::TYPE, &ids, after, PAGE)
                    .await?;
                for event in &page {
                    let place = ids.iter().position(|id| *id == event.stream.aggregate_id);
                    let records = place.and_then(|place| decisions.records.get_mut(place));
                    if let Some(records) = records {
                        records.entry(msp).or_default().take(event);
                    }
                }
                match page.last() {
                    Some(last) if page.len() == PAGE => after = last.position,
                    _ => break,
                }
            }
        }
        Ok(decisions)
    }

    pub(crate) fn orders(&self, projection: usize, msp: MspId) -> Orders<'_> {
        let records = self.records.get(projection);
        Orders {
            own: records.and_then(|r| r.get(&msp)),
            all: records
                .filter(|_| msp != MspId::INSTALLATION)
                .and_then(|r| r.get(&MspId::INSTALLATION)),
        }
    }

    /// Whether the projection as a whole stands.
    pub(crate) fn paused(&self, projection: usize) -> bool {
        self.orders(projection, MspId::INSTALLATION).paused()
    }
}

impl Record {
    fn take(&mut self, event: &RecordedEvent) {
        if self.unreadable {
            return;
        }
        match event.decode::<ProjectionEvent>() {
            Ok(decision) => self.state.evolve(&decision),
            Err(error) => {
                let (msp, stream) = (event.msp, &event.stream);
                tracing::error!(%msp, %stream, position = event.position, code = error.code(),
                    "an operator's decision cannot be read; the projection stands still");
                self.unreadable = true;
                return;
            }
        }
        self.read = event.sequence;
    }

    async fn read_on(
        &mut self,
        ledger: &dyn Ledger,
        msp: MspId,
        stream: &StreamId,
    ) -> Result<(), ProjectionError> {
        while !self.unreadable {
            let events = ledger.stream(msp, stream, self.read, PAGE).await?;
            for event in &events {
                self.take(event);
                if self.unreadable {
                    return Ok(());
                }
            }
            if events.len() < PAGE {
                break;
            }
        }
        Ok(())
    }
}
