//! One record and its customer.

use tenantry_domain::aggregate::{Aggregate as _, Decision};
use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_record::{
    HeedRecord, IgnoreRecord, LinkRecord, LinkedHow, MoveRecord, UnlinkRecord, VendorRecord,
    VendorRecordCommand,
};

use super::seats::Place;
use super::service::{beside, by, record_refused};
use super::{MappingError, Mappings};
use crate::commands::{Context, Done};
use crate::ledger::Outcome;

/// From which customer to which, and why.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) from: CustomerId,
    pub(super) to: CustomerId,
    pub(super) how: LinkedHow,
    pub(super) reason: Option<Reason>,
}

impl Mappings {
    /// The record is this customer's from now on.
    pub async fn link(
        &self,
        msp: MspId,
        record: RecordId,
        customer: CustomerId,
        how: LinkedHow,
        context: Context,
    ) -> Result<Done, MappingError> {
        let command = VendorRecordCommand::Link(LinkRecord {
            customer_id: customer,
            how,
            by: by(&context),
            at: self.parts.clock.now(),
        });
        let context = self.as_one(context);
        let Some(place) = self
            .place_for(msp, record, customer, &command, &context)
            .await?
        else {
            return self.tell(msp, record, command, context).await;
        };
        let linked = self.settle(msp, record, customer, place, command, &context);
        let done = linked.await?;
        if let Err(error) = self.confirm(msp, customer, place, (done, &context)).await {
            let parted = self.part_again(msp, record, customer, &error, &context);
            parted.await?;
            self.leave(place, &context).await;
            return Err(error);
        }
        Ok(done)
    }

    /// The record is not this customer's any more.
    pub async fn unlink(
        &self,
        msp: MspId,
        record: RecordId,
        customer: CustomerId,
        reason: Option<Reason>,
        context: Context,
    ) -> Result<Done, MappingError> {
        let command = VendorRecordCommand::Unlink(UnlinkRecord {
            customer_id: customer,
            reason,
            by: by(&context),
            at: self.parts.clock.now(),
        });
        let context = self.as_one(context);
        let done = self.tell(msp, record, command, context.clone()).await?;
        let parted = self.record(msp, record).await?;
        let place = parted.known();
        let place = place.and_then(|known| Place::of(msp, record, known, customer));
        self.leave(place, &context).await;
        Ok(done)
    }

    /// From one customer to another in one step; refused if it is not the first one's any more.
    pub async fn move_to(
        &self,
        msp: MspId,
        record: RecordId,
        (from, to): (CustomerId, CustomerId),
        reason: Option<Reason>,
        context: Context,
    ) -> Result<Done, MappingError> {
        let how = LinkedHow::ByPerson;
        let step = Step {
            from,
            to,
            how,
            reason,
        };
        self.carry_over(msp, record, step, context).await
    }

    /// The record is nobody's, and is not asked about again.
    pub async fn ignore(
        &self,
        msp: MspId,
        record: RecordId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, MappingError> {
        let command = VendorRecordCommand::Ignore(IgnoreRecord {
            reason,
            by: by(&context),
            at: self.parts.clock.now(),
        });
        self.tell(msp, record, command, context).await
    }

    /// The record is no longer ignored.
    pub async fn heed(
        &self,
        msp: MspId,
        record: RecordId,
        context: Context,
    ) -> Result<Done, MappingError> {
        let command = VendorRecordCommand::Heed(HeedRecord {
            by: by(&context),
            at: self.parts.clock.now(),
        });
        self.tell(msp, record, command, context).await
    }

    pub(super) async fn carry_over(
        &self,
        msp: MspId,
        record: RecordId,
        step: Step,
        context: Context,
    ) -> Result<Done, MappingError> {
        let Step { from, to, how, .. } = step;
        let move_record = |(from, to), how, reason| {
            VendorRecordCommand::Move(MoveRecord {
                from,
                to,
                how,
                reason,
                by: by(&context),
                at: self.parts.clock.now(),
            })
        };
        let command = move_record((from, to), how, step.reason.clone());
        let context = self.as_one(context.clone());
        let Some(place) = self.place_for(msp, record, to, &command, &context).await? else {
            return self.tell(msp, record, command, context).await;
        };
        let before = self.link_of(msp, record).await?;
        let moved = self.settle(msp, record, to, place, command, &context);
        let done = moved.await?;
        if let Err(error) = self.confirm(msp, to, place, (done, &context)).await {
            let how = before.map_or(LinkedHow::ByPerson, |it| restored(it.how));
            let back = move_record((to, from), how, step.reason);
            self.tell(msp, record, back, beside(&context)).await?;
            self.leave(place, &context).await;
            return Err(error);
        }
        let old = place.map(|it| it.of_customer(from));
        self.leave(old, &context).await;
        Ok(done)
    }

    /// The seat that this command needs, if the system has seats. None at all where the command was carried
    /// out before, and needs no more than being sent.
    async fn place_for(
        &self,
        msp: MspId,
        record: RecordId,
        customer: CustomerId,
        command: &VendorRecordCommand,
        context: &Context,
    ) -> Result<Option<Option<Place>>, MappingError> {
        let id = record.to_string();
        let asked = self
            .parts
            .engine
            .was_asked::<VendorRecord>(msp, &id, context);
        if asked.await.map_err(MappingError::Record)? {
            return Ok(None);
        }
        let state = self.record(msp, record).await?;
        // What is refused now is not sent: it might succeed a moment later, and had no seat.
        let decision = state.decide(command).map_err(record_refused)?;
        if let Decision::Record(_) = decision {
            self.must_have(msp, customer).await?;
        }
        let known = state.known();
        Ok(Some(
            known.and_then(|it| Place::of(msp, record, it, customer)),
        ))
    }

    /// Sits down and links. Gets up again when it was not linked and nobody else sat there for it.
    async fn settle(
        &self,
        msp: MspId,
        record: RecordId,
        customer: CustomerId,
        place: Option<Place>,
        command: VendorRecordCommand,
        context: &Context,
    ) -> Result<Done, MappingError> {
        let mut taken = None;
        if let Some(place) = place {
            taken = self.sit(place, context).await?.then_some(place);
        }
        let told = self.tell(msp, record, command, context.clone()).await;
        if let (Err(error), Some(place)) = (&told, taken) {
            tracing::debug!(%msp, %record, %customer, code = error.code(), "gets up again");
            self.get_up_if_possible(place, context).await;
        }
        told
    }

    /// What held when the record was linked holds still: the customer is there, and the seat is ours.
    async fn confirm(
        &self,
        msp: MspId,
        customer: CustomerId,
        place: Option<Place>,
        (done, context): (Done, &Context),
    ) -> Result<(), MappingError> {
        if done.outcome() == Outcome::AlreadyDone {
            return Ok(());
        }
        let looked = async {
            self.must_have(msp, customer).await?;
            match place {
                Some(place) => self.still_sits(place, context).await,
                None => Ok(()),
            }
        };
        match looked.await {
            Err(error) if !error.is_settled() => {
                // It was linked and had its seat; that nobody could look again is no reason to part it.
                tracing::warn!(%msp, %customer, code = error.code(), %error, "linked, and not looked at again");
                Ok(())
            }
            looked => looked,
        }
    }

    async fn part_again(
        &self,
        msp: MspId,
        record: RecordId,
        customer: CustomerId,
        why: &MappingError,
        context: &Context,
    ) -> Result<(), MappingError> {
        let command = VendorRecordCommand::Unlink(UnlinkRecord {
            customer_id: customer,
            reason: Some(Reason::clipped(&why.to_string(), "refused")),
            by: by(context),
            at: self.parts.clock.now(),
        });
        let parted = self.tell(msp, record, command, beside(context));
        parted.await.map(drop)
    }

    async fn leave(&self, place: Option<Place>, context: &Context) {
        if let Some(place) = place {
            self.get_up_if_possible(place, context).await;
        }
    }
}

/// How a record is linked again with whom it was linked before. No rule does that: somebody asked for it.
pub(super) const fn restored(how: LinkedHow) -> LinkedHow {
    match how {
        LinkedHow::Certain { .. } => LinkedHow::ByPerson,
        other => other,
    }
}
