//! Who holds a tenant, and who asks for it.

use serde::{Deserialize, Serialize};

use super::{TenantHoldingCommand, TenantHoldingEvent, TenantHoldingRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::{CustomerId, MspId};
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TenantHolding {
    /// None while the tenant is free.
    pub holder: Option<Holder>,
    /// The request that waits for an answer.
    pub open: Option<Transfer>,
    /// The request before: what became of it, and doing the same once more is no mistake.
    pub last: Option<EndedTransfer>,
    /// How many requests there were.
    pub transfers: u32,
}

/// A customer of an MSP, as one side of the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub msp: MspId,
    pub customer: CustomerId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    pub transfer: u32,
    /// The side that wants the tenant.
    pub to: Holder,
    pub reason: Reason,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndedTransfer {
    pub transfer: u32,
    /// The MSP that was asked.
    pub from: MspId,
    /// The MSP that asked.
    pub to: MspId,
    pub ending: TransferEnding,
    /// Why it was refused.
    pub reason: Option<Reason>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferEnding {
    Approved,
    Refused,
    Withdrawn,
    /// The holder let go of the tenant.
    Released,
}

impl Aggregate for TenantHolding {
    const TYPE: &'static str = "tenant_holding";

    type Command = TenantHoldingCommand;
    type Event = TenantHoldingEvent;
    type Refusal = TenantHoldingRefusal;

    fn decide(
        &self,
        command: &TenantHoldingCommand,
    ) -> Result<Decision<TenantHoldingEvent>, TenantHoldingRefusal> {
        match command {
            TenantHoldingCommand::Claim(c) => decide::claim(self, c),
            TenantHoldingCommand::Release(c) => decide::release(self, c),
            TenantHoldingCommand::Request(c) => decide::request(self, c),
            TenantHoldingCommand::Approve(c) => decide::approve(self, c),
            TenantHoldingCommand::Refuse(c) => decide::refuse(self, c),
            TenantHoldingCommand::Withdraw(c) => decide::withdraw(self, c),
        }
    }

    fn evolve(&mut self, event: &TenantHoldingEvent) {
        match event {
            TenantHoldingEvent::TenantClaimed {
                msp_id,
                customer_id,
                at: _,
            } => self.holder = Some(Holder::new(*msp_id, *customer_id)),
            TenantHoldingEvent::TenantReleased { .. } => {
                self.end(TransferEnding::Released, None);
                self.holder = None;
            }
            TenantHoldingEvent::TransferRequested {
                transfer,
                msp_id,
                customer_id,
                reason,
                at,
            } => {
                self.transfers = *transfer;
                self.open = Some(Transfer {
                    transfer: *transfer,
                    to: Holder::new(*msp_id, *customer_id),
                    reason: reason.clone(),
                    at: *at,
                });
            }
            TenantHoldingEvent::TransferApproved {
                to_msp_id,
                to_customer_id,
                ..
            } => {
                self.end(TransferEnding::Approved, None);
                self.holder = Some(Holder::new(*to_msp_id, *to_customer_id));
            }
            TenantHoldingEvent::TransferRefused { reason, .. } => {
                self.end(TransferEnding::Refused, Some(reason));
            }
            TenantHoldingEvent::TransferWithdrawn { .. } => {
                self.end(TransferEnding::Withdrawn, None);
            }
        }
    }
}

impl TenantHolding {
    fn end(&mut self, ending: TransferEnding, reason: Option<&Reason>) {
        if let (Some(open), Some(holder)) = (self.open.take(), self.holder) {
            self.last = Some(EndedTransfer {
                transfer: open.transfer,
                from: holder.msp,
                to: open.to.msp,
                ending,
                reason: reason.cloned(),
            });
        }
    }
}

impl Holder {
    pub const fn new(msp: MspId, customer: CustomerId) -> Self {
        Self { msp, customer }
    }
}
