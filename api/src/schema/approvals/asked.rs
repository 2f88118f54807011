//! What is dangerous is asked for: nothing changes until somebody else approves it, or a rule does.

use tenantry_domain::approval::Operation;
use tenantry_engine::approvals::{ApprovalWish, Asked, OperationWish, approval_of_key};

use super::asking::after;
use super::object::Approval;
use super::refusal::unmet_by;
use super::wished::WishDesk;
use crate::schema::desk::Desk;
use crate::schema::told::{Receipt, Unmet, user_errors, why};

user_errors! {
    /// Why nobody was asked to approve a change. That somebody wished it is on record (`ApprovalWishRefused`), once for
    /// each idempotency key.
    ChangeUserError, ChangeErrorCode {
        /// All is already as it was to become.
        OperationEmpty,
        /// Nobody can carry it out.
        OperationUnfit,
        /// No such customer is registered at this MSP.
        CustomerNotFound,
        /// The customer is archived and changes no more.
        CustomerArchived,
        /// The customer is part of another one and changes no more.
        CustomerMerged,
        /// No vendor is connected under this id.
        VendorNotConnected,
        /// Nobody was asked for consent in this tenant.
        ConsentNotFound,
        /// The administrator came back meanwhile.
        ConsentBeingVerified,
        /// Consent was given and verified meanwhile.
        ConsentInPlace,
        /// The consent has ended already.
        ConsentMovedOn,
        /// No onboarding of this tenant was started.
        OnboardingNotFound,
        /// Access to this tenant is not in place by an onboarding.
        OnboardingNotInPlace,
        /// The access is being put right, or was meanwhile.
        OnboardingMoved,
        /// What the access rests on is not on record.
        OnboardingByHand,
        /// The tenant is not held for this customer.
        TenantOfAnother,
        /// Nobody holds the tenant.
        TenantNotHeld,
        /// No such request for this tenant is open, or it concerns others.
        TransferNotFound,
        /// This is for the other side to do.
        TransferNotYours,
        /// What is to be accepted is not what was shown.
        PreviewStale,
        /// A score has 0 to 100 hundredths.
        ScoreOutOfRange,
    }
}

/// Asks for a change. The approval's id follows from the key, so the same key is the same request.
pub(crate) async fn ask(
    at: WishDesk<'_>,
    operation: Result<Operation, Unmet>,
) -> Result<(Receipt, Option<Approval>), Unmet> {
    let read = async {
        let wish = ApprovalWish {
            what: Asked::Operation(OperationWish::Sealed(operation?)),
            reason: why(at.reason())?,
        };
        Ok((wish, at.asked()?))
    };
    let (wish, asked) = at.read(read).await?;
    let (desk, id) = (at.desk, at.id());
    let approvals = &desk.parts.approvals;
    let done = approvals.request(desk.msp(), id, wish, asked).await;
    after(desk, id, done).await
}

/// Whether something was asked for under this key.
pub(crate) async fn is_asked(desk: Desk<'_>, key: &str) -> Result<bool, Unmet> {
    let (msp, approvals) = (desk.msp(), &desk.parts.approvals);
    let known = approvals.of(msp, approval_of_key(msp, key)).await;
    Ok(known.map_err(unmet_by)?.request().is_some())
}
