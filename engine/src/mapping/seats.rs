//! Seats in systems that know each customer once: taken before a record is linked, freed after it was
//! parted.
//!
//! Whoever took a seat and then died left it to a record that is not the customer's. The next who wants it
//! waits a moment, since somebody may be at it just now, and takes it over then. Somebody may be slower than
//! that, so everybody looks again after linking: the one who still has the seat keeps the link.

use std::time::Duration;

use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::minutes;
use tenantry_domain::vendor_record::Known;
use tenantry_domain::vendor_seat::{
    FreeSeat, SeatId, TakeSeat, VendorSeat, VendorSeatCommand, VendorSeatRefusal,
};

use super::service::beside;
use super::{MappingError, Mappings};
use crate::commands::{CommandError, Context, Done};

/// A record and the seat that it is to have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) msp: MspId,
    pub(super) seat: SeatId,
    pub(super) record: RecordId,
}

impl Place {
    /// None where a customer may have several.
    pub(super) fn of(
        msp: MspId,
        record: RecordId,
        known: &Known,
        customer: CustomerId,
    ) -> Option<Self> {
        let several = known.vendor.system().allows_several();
        (!several).then(|| Self {
            msp,
            seat: SeatId::of(customer, known.connection_id),
            record,
        })
    }

    /// The same record's at another customer.
    pub(super) const fn of_customer(self, customer: CustomerId) -> Self {
        Self {
            seat: SeatId::of(customer, self.seat.connection),
            ..self
        }
    }

    const fn with(self, record: RecordId) -> Self {
        Self { record, ..self }
    }
}

/// How often a seat is tried that others leave and take.
const TRIES: usize = 4;

/// Between a seat and its link a moment passes. A seat that was taken longer ago was left, whatever the
/// clocks of two nodes differ by; of a younger one that is found out by looking.
const LEFT_AFTER: Micros = minutes(1);
const LOOKS: usize = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

impl Mappings {
    /// Sits down. Says whether nobody had done so for this record before.
    pub(super) async fn sit(&self, place: Place, context: &Context) -> Result<bool, MappingError> {
        for _ in 0..TRIES {
            let refused = match self.take(place, context).await {
                Ok(done) => return Ok(done.receipt.events > 0),
                Err(error) => error,
            };
            let Some(sitting) = in_the_seat(&refused) else {
                return Err(refused);
            };
            let before = place.with(sitting);
            if self.belongs(before).await? {
                return Err(refused);
            }
            if !self.was_left(before).await? {
                continue;
            }
            tracing::info!(msp = %place.msp, seat = %place.seat, left_by = %sitting,
                record = %place.record, "takes over a seat that was left");
            self.free(before, context).await?;
            if self.take(place, context).await.is_err() {
                continue; // Somebody was quicker.
            }
            // Linked while we took it over: it was not left at all.
            if self.belongs(before).await? {
                self.free(place, context).await?;
                self.take(before, context).await?;
                return Err(refused);
            }
            return Ok(true);
        }
        Err(MappingError::Seat(CommandError::Contended))
    }

    /// Whether nobody is about to link the record that sits there.
    async fn was_left(&self, place: Place) -> Result<bool, MappingError> {
        for _ in 0..LOOKS {
            match self.seat(place).await? {
                VendorSeat::Taken { record_id, at } if record_id == place.record => {
                    if at.saturating_add(LEFT_AFTER) < self.parts.clock.now() {
                        break;
                    }
                }
                VendorSeat::Taken { .. } | VendorSeat::Free => return Ok(false),
            }
            if self.belongs(place).await? {
                return Ok(false);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Ok(!self.belongs(place).await?)
    }

    async fn seat(&self, place: Place) -> Result<VendorSeat, MappingError> {
        let id = place.seat.to_string();
        let seat = self.parts.engine.load(place.msp, &id).await;
        seat.map_err(MappingError::Seat)
    }

    /// Whether the record still sits where it sat down; sits down again if somebody took it for left.
    pub(super) async fn still_sits(
        &self,
        place: Place,
        context: &Context,
    ) -> Result<(), MappingError> {
        if self.seat(place).await?.record() == Some(place.record) {
            return Ok(());
        }
        self.sit(place, context).await.map(drop)
    }

    /// Gets up, unless the record is the customer's.
    pub(super) async fn get_up(&self, place: Place, context: &Context) -> Result<(), MappingError> {
        if self.belongs(place).await? {
            return Ok(());
        }
        self.free(place, context).await?;
        if self.belongs(place).await? {
            // Linked meanwhile, by somebody who relied on the seat.
            self.take(place, context).await?;
        }
        Ok(())
    }

    /// The same where something else failed already. A seat that is left is taken over by the next.
    pub(super) async fn get_up_if_possible(&self, place: Place, context: &Context) {
        if let Err(error) = self.get_up(place, context).await {
            tracing::warn!(msp = %place.msp, seat = %place.seat, code = error.code(), %error,
                "leaves a seat behind");
        }
    }

    /// The record that is this customer's at the connection, other than the one of this place.
    pub(super) async fn other_in(&self, place: Place) -> Result<Option<RecordId>, MappingError> {
        let sitting = self.seat(place).await?.record();
        match sitting.filter(|it| *it != place.record) {
            Some(other) if self.belongs(place.with(other)).await? => Ok(Some(other)),
            Some(_) | None => Ok(None),
        }
    }

    /// Whether the record is linked with the customer whose seat it is.
    async fn belongs(&self, place: Place) -> Result<bool, MappingError> {
        let link = self.link_of(place.msp, place.record).await?;
        Ok(link.is_some_and(|it| it.customer_id == place.seat.customer))
    }

    async fn take(&self, place: Place, context: &Context) -> Result<Done, MappingError> {
        let command = VendorSeatCommand::Take(TakeSeat {
            record_id: place.record,
            at: self.parts.clock.now(),
        });
        self.ask_seat(place, command, context).await
    }

    async fn free(&self, place: Place, context: &Context) -> Result<Done, MappingError> {
        let command = VendorSeatCommand::Free(FreeSeat {
            record_id: place.record,
            at: self.parts.clock.now(),
        });
        self.ask_seat(place, command, context).await
    }

    async fn ask_seat(
        &self,
        place: Place,
        command: VendorSeatCommand,
        context: &Context,
    ) -> Result<Done, MappingError> {
        let id = place.seat.to_string();
        let done = self.send::<VendorSeat>(place.msp, id, command, beside(context));
        done.await.map_err(MappingError::Seat)
    }
}

fn in_the_seat(error: &MappingError) -> Option<RecordId> {
    match error {
        MappingError::Seat(CommandError::Refused(VendorSeatRefusal::SeatTaken {
            record_id,
            at: _,
        })) => Some(*record_id),
        _ => None,
    }
}
