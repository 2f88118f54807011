//! One function per command: already done, then refusals, then events.

use super::{
    ApproveTransfer, ClaimTenant, EndedTransfer, Holder, Party, RefuseTransfer, ReleaseTenant,
    RequestTransfer, TenantHolding, TenantHoldingEvent, TenantHoldingRefusal, Transfer,
    TransferEnding, WithdrawTransfer,
};
use crate::aggregate::Decision;
use crate::ids::MspId;

type Outcome = Result<Decision<TenantHoldingEvent>, TenantHoldingRefusal>;

pub(super) fn claim(holding: &TenantHolding, command: &ClaimTenant) -> Outcome {
    let asker = Holder::new(command.msp, command.customer);
    match &holding.holder {
        Some(holder) if *holder == asker => Ok(Decision::AlreadyDone),
        Some(holder) => Err(held(holder, command.msp)),
        None => Ok(Decision::record(TenantHoldingEvent::TenantClaimed {
            msp_id: command.msp,
            customer_id: command.customer,
            at: command.at,
        })),
    }
}

pub(super) fn release(holding: &TenantHolding, command: &ReleaseTenant) -> Outcome {
    let asker = Holder::new(command.msp, command.customer);
    match &holding.holder {
        None => Ok(Decision::AlreadyDone),
        Some(holder) if *holder != asker => Err(held(holder, command.msp)),
        Some(_) => Ok(Decision::record(TenantHoldingEvent::TenantReleased {
            msp_id: command.msp,
            customer_id: command.customer,
            at: command.at,
        })),
    }
}

pub(super) fn request(holding: &TenantHolding, command: &RequestTransfer) -> Outcome {
    let asker = Holder::new(command.msp, command.customer);
    if holding.holder == Some(asker) {
        return Ok(Decision::AlreadyDone);
    }
    if holding.holder.is_none() {
        return Err(TenantHoldingRefusal::TenantNotHeld);
    }
    match &holding.open {
        Some(open) if open.to == asker => Ok(Decision::AlreadyDone),
        Some(_) => Err(TenantHoldingRefusal::TransferOpen),
        None => Ok(Decision::record(TenantHoldingEvent::TransferRequested {
            transfer: holding.transfers + 1,
            msp_id: command.msp,
            customer_id: command.customer,
            reason: command.reason.clone(),
            at: command.at,
        })),
    }
}

pub(super) fn approve(holding: &TenantHolding, command: &ApproveTransfer) -> Outcome {
    let (msp, transfer) = (command.msp, command.transfer);
    let approved =
        |last: &EndedTransfer| last.from == msp && last.ending == TransferEnding::Approved;
    if ended(holding, transfer).is_some_and(approved) {
        return Ok(Decision::AlreadyDone);
    }
    let (holder, open) = concerning(holding, msp, transfer)?;
    if holder.msp != msp {
        return Err(TenantHoldingRefusal::TransferNotYours);
    }
    Ok(Decision::record(TenantHoldingEvent::TransferApproved {
        transfer,
        from_msp_id: holder.msp,
        from_customer_id: holder.customer,
        to_msp_id: open.to.msp,
        to_customer_id: open.to.customer,
        at: command.at,
    }))
}

pub(super) fn refuse(holding: &TenantHolding, command: &RefuseTransfer) -> Outcome {
    let (msp, transfer) = (command.msp, command.transfer);
    let refused = |last: &EndedTransfer| last.from == msp && last.ending == TransferEnding::Refused;
    if ended(holding, transfer).is_some_and(refused) {
        return Ok(Decision::AlreadyDone);
    }
    let (holder, _) = concerning(holding, msp, transfer)?;
    if holder.msp != msp {
        return Err(TenantHoldingRefusal::TransferNotYours);
    }
    Ok(Decision::record(TenantHoldingEvent::TransferRefused {
        transfer,
        reason: command.reason.clone(),
        at: command.at,
    }))
}

pub(super) fn withdraw(holding: &TenantHolding, command: &WithdrawTransfer) -> Outcome {
    let (msp, transfer) = (command.msp, command.transfer);
    let withdrawn =
        |last: &EndedTransfer| last.to == msp && last.ending == TransferEnding::Withdrawn;
    if ended(holding, transfer).is_some_and(withdrawn) {
        return Ok(Decision::AlreadyDone);
    }
    let (_, open) = concerning(holding, msp, transfer)?;
    if open.to.msp != msp {
        return Err(TenantHoldingRefusal::TransferNotYours);
    }
    Ok(Decision::record(TenantHoldingEvent::TransferWithdrawn {
        transfer,
        at: command.at,
    }))
}

fn held(holder: &Holder, asker: MspId) -> TenantHoldingRefusal {
    TenantHoldingRefusal::TenantHeld {
        by: Party::seen_by(asker, holder),
    }
}

fn ended(holding: &TenantHolding, transfer: u32) -> Option<&EndedTransfer> {
    holding
        .last
        .as_ref()
        .filter(|last| last.transfer == transfer)
}

/// The open request, if it is the one meant and this MSP is one of its sides. Whoever is not
/// learns nothing, not even that there is one.
fn concerning(
    holding: &TenantHolding,
    msp: MspId,
    transfer: u32,
) -> Result<(&Holder, &Transfer), TenantHoldingRefusal> {
    match (&holding.holder, &holding.open) {
        (Some(holder), Some(open))
            if open.transfer == transfer && [holder.msp, open.to.msp].contains(&msp) =>
        {
            Ok((holder, open))
        }
        _ => Err(TenantHoldingRefusal::TransferNotFound),
    }
}
