//! What it takes to map, and what all that maps has in common.

use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::matching::{Catalogue, Desk, Verdict};
use tenantry_domain::vendor_record::{
    Link, VendorRecord, VendorRecordCommand, VendorRecordRefusal,
};
use uuid::Uuid;

use super::bulk::{LISTS, Previews};
use super::facts::facts;
use super::kept::Kept;
use super::{
    BulkPreview, BulkWish, Catalogues, MappableRecord, MappingError, MappingState, MappingView,
};
use crate::abreast::patiently;
use crate::commands::{CommandError, Context, Done, Engine, Request};
use crate::holdings::Holdings;
use crate::time::Clock;

#[derive(Debug, Clone)]
pub struct MappingParts {
    pub engine: Arc<Engine>,
    pub view: Arc<dyn MappingView>,
    pub catalogues: Arc<Catalogues>,
    pub clock: Arc<dyn Clock>,
}

/// The mapping of all MSPs' records.
#[derive(Debug, Clone)]
pub struct Mappings {
    pub(super) parts: MappingParts,
    pub(super) holdings: Holdings,
    pub(super) previews: Arc<Previews>,
    pub(super) lists: Arc<Kept<(MspId, BulkWish), BulkPreview>>,
}

impl Mappings {
    pub fn new(parts: MappingParts) -> Self {
        let (ledger, clock) = (parts.engine.ledger().clone(), parts.clock.clone());
        Self {
            lists: Arc::new(Kept::new(ledger, clock, LISTS)),
            holdings: Holdings::new(parts.engine.clone(), parts.clock.clone()),
            previews: Arc::default(),
            parts,
        }
    }

    /// Whose these records are, or may be. Judged by what was gathered before; nothing is recorded.
    pub async fn suggest(
        &self,
        msp: MspId,
        records: &[MappableRecord],
    ) -> Result<Vec<(RecordId, Verdict)>, MappingError> {
        let catalogue = self.parts.catalogues.of(msp).await?;
        let mut verdicts = Vec::with_capacity(records.len());
        let mut desk = Desk::default();
        for (number, record) in records.iter().enumerate() {
            breathe(number).await;
            verdicts.push((record.id, catalogue.judge_at(&mut desk, &facts(record))));
        }
        Ok(verdicts)
    }

    /// The same for records by their ids, as the ledger has them now. Those that are not there, or stand
    /// for no customer, are left out.
    pub async fn suggest_for(
        &self,
        msp: MspId,
        records: &[RecordId],
    ) -> Result<Vec<(RecordId, Verdict)>, MappingError> {
        let mut found = Vec::with_capacity(records.len());
        for id in records {
            found.extend(self.mappable(msp, *id).await?);
        }
        self.suggest(msp, &found).await
    }

    /// A record as the ledger has it now, if it stands for a customer.
    pub(super) async fn mappable(
        &self,
        msp: MspId,
        id: RecordId,
    ) -> Result<Option<MappableRecord>, MappingError> {
        let record = self.record(msp, id).await?;
        let vanished = matches!(record, VendorRecord::Vanished(_));
        let known = record.known().filter(|it| it.is_mappable());
        Ok(known.map(|known| MappableRecord {
            id,
            connection: known.connection_id,
            vendor: known.vendor,
            record: known.record.clone(),
            vanished,
            mapping: MappingState::of(&known.mapping),
        }))
    }

    pub(super) async fn record(
        &self,
        msp: MspId,
        id: RecordId,
    ) -> Result<VendorRecord, MappingError> {
        let found = self.parts.engine.load(msp, &id.to_string()).await;
        found.map_err(MappingError::Record)
    }

    /// The link of a record, if it has one now.
    pub(super) async fn link_of(
        &self,
        msp: MspId,
        id: RecordId,
    ) -> Result<Option<Link>, MappingError> {
        let record = self.record(msp, id).await?;
        Ok(record.known().and_then(|known| known.link()).cloned())
    }

    pub(super) async fn customer(
        &self,
        msp: MspId,
        id: CustomerId,
    ) -> Result<Customer, MappingError> {
        let found = self.parts.engine.load(msp, &id.to_string()).await;
        found.map_err(MappingError::Customer)
    }

    /// The MSP works for this customer now.
    pub(super) async fn must_have(
        &self,
        msp: MspId,
        customer: CustomerId,
    ) -> Result<(), MappingError> {
        let found = self.customer(msp, customer).await?;
        let refused = |refusal| MappingError::Customer(CommandError::Refused(refusal));
        found.registered().map(drop).map_err(refused)
    }

    /// A command to a record.
    pub(super) async fn tell(
        &self,
        msp: MspId,
        record: RecordId,
        command: VendorRecordCommand,
        context: Context,
    ) -> Result<Done, MappingError> {
        let done = self.send::<VendorRecord>(msp, record.to_string(), command, context);
        done.await.map_err(MappingError::Record)
    }

    pub(super) async fn send<A: Aggregate<Command: Clone>>(
        &self,
        msp: MspId,
        id: String,
        command: A::Command,
        context: Context,
    ) -> Result<Done, CommandError<A::Refusal>> {
        let request = Request::<A> {
            msp,
            id,
            command,
            context,
        };
        Box::pin(patiently(&self.parts.engine, request)).await
    }

    /// One request, whatever it takes: all of it bears one correlation id.
    pub(super) fn as_one(&self, mut context: Context) -> Context {
        let drawn = || tenantry_domain::ids::CorrelationId::new(self.parts.engine.new_id());
        context.correlation_id = Some(context.correlation_id.unwrap_or_else(drawn));
        context
    }
}

/// A part of what was asked, in the same name. One key stands for one request, so it has none.
pub(super) fn beside(context: &Context) -> Context {
    let mut context = context.clone();
    context.idempotency_key = None;
    context
}

/// The same with a key of its own that follows from the one that was given: repeated, it is the same part.
pub(super) fn step_of(context: &Context, msp: MspId, step: &str) -> Context {
    let mut context = context.clone();
    let key = context.idempotency_key.take();
    context.idempotency_key = key.map(|key| {
        let name = format!("{step}/{key}");
        Uuid::new_v5(&msp.as_uuid(), name.as_bytes()).to_string()
    });
    context
}

/// Who asks, as records have it.
pub(super) fn by(context: &Context) -> String {
    context.actor.to_string()
}

pub(super) fn record_refused(refusal: VendorRecordRefusal) -> MappingError {
    MappingError::Record(CommandError::Refused(refusal))
}

/// Lets others run: judging is long work without waiting.
pub(super) async fn breathe(number: usize) {
    const JUDGED_AT_A_TIME: usize = 64;
    if number % JUDGED_AT_A_TIME == JUDGED_AT_A_TIME - 1 {
        tokio::task::yield_now().await;
    }
}

/// Judges one record with buffers of its own.
pub(super) fn judge(catalogue: &Catalogue, record: &MappableRecord) -> Verdict {
    catalogue.judge(&facts(record))
}
