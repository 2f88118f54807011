//! Why a wish about an approval is turned down.

use tenantry_engine::approvals::{ApprovalError, TogetherError};
use tenantry_engine::holdings::HoldingError;

use crate::schema::told::{Refused, Unmet, unmet, user_errors};
use crate::schema::{consents, mapping, vendors};

user_errors! {
    /// Why a wish about an approval was turned down. That it was is on record (`ApprovalWishRefused`), once for each
    /// idempotency key.
    ApprovalUserError, ApprovalErrorCode {
        /// Nobody asked for such a change.
        ApprovalNotFound,
        /// Something else was asked for under this id.
        ApprovalExists,
        /// All is already as it was to become.
        OperationEmpty,
        /// Nobody can carry this out: the message says why.
        OperationUnfit,
        /// One or two people decide about a change.
        ApprovalDecisionsOutOfRange,
        /// A request is good for 1 to 30 days.
        ApprovalValidityOutOfRange,
        /// The rule does not grant this.
        RuleNotGood,
        /// Nobody decides about what they asked for.
        ApprovalOfOwnRequest,
        /// The same person decides once: somebody else has to approve as well.
        ApprovalGivenTwice,
        /// Only an Admin approves this.
        ApprovalNeedsAdmin,
        /// Only a Tech or an Admin decides.
        ApprovalNeedsTech,
        /// It would change something else by now: the plan has to be looked at anew.
        ApprovalPlanMoved,
        /// The time to decide is over.
        ApprovalExpired,
        /// It was decided already.
        ApprovalDecided,
        /// It was approved, and is being carried out.
        ApprovalUnderWay,
        /// Nothing of it is under way: it was not approved.
        ApprovalNotGranted,
        /// Whoever asked can take it back, and an Admin.
        NotYoursToWithdraw,
        /// Only what needs attention, or waits until a grace is over, can be abandoned.
        ApprovalNotStuck,
        /// Nothing of it was done that could be undone.
        ApprovalNothingToUndo,
        /// The first password is for whoever asked for the user or approved it.
        PasswordNotYours,
        /// The first password was handed out.
        PasswordHandedOut,
        /// No first password is kept for this.
        PasswordNotThere,
        /// More than 100 cannot be decided about at once.
        ApprovalsTooMany,
        /// What is to be done is not what was shown.
        PreviewStale,
        /// Only people ask and decide.
        RequestOfNobody,
        /// A text about a person is empty, too long, or holds what cannot be seen.
        PersonTextInvalid,
        /// The name that is to be signed in with cannot be one.
        MalformedAccountName,
        /// A country has two letters.
        MalformedCountry,
        /// A key has 1 to 40 small letters, digits and dashes, a letter first.
        MalformedKey,
        /// A score has 0 to 100 hundredths.
        ScoreOutOfRange,
        /// No such customer is registered at this MSP.
        CustomerNotFound,
        /// The customer is archived.
        CustomerArchived,
        /// The customer is part of another one.
        CustomerMerged,
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
        /// The tenant is not connected.
        TenantNotConnected,
        /// Only a user who was created here is deleted from here.
        UserNotMadeHere,
        /// Who it is about is not known any more: the customer's key was erased.
        PersonErased,
        /// Nobody is there by this name or id, or not yet.
        AccountNotSeen,
        /// The tenant has an account of this name already.
        AccountNameTaken,
        /// The account is kept by the customer's own directory.
        AccountSynchronized,
        /// The account may do more than we may change.
        AccountPrivileged,
        /// There is no licence of the product left.
        LicencesUsedUp,
        /// The tenant does not have the product.
        LicenceNotOwned,
        /// The licence comes from a group.
        LicenceFromGroup,
        /// It has to be said in which country licences are used.
        UsageLocationMissing,
        /// No such procedure is defined.
        ProcedureNotFound,
        /// The procedure is retired.
        ProcedureRetired,
        /// The procedure has no such version.
        ProcedureVersionOutdated,
        /// The procedure has no such step.
        ProcedureStepUnknown,
        /// An answer is missing.
        ProcedureInputMissing,
        /// The procedure does not ask for this.
        ProcedureInputUnknown,
        /// An answer is of another kind than what is asked for.
        ProcedureInputUnfit,
        /// The step before has created nobody yet.
        ProcedureStepNotDone,
        /// With these answers the step cannot be carried out.
        ProcedureStepUnfit,
        /// Nobody was asked for consent to this tenant.
        ConsentNotFound,
        /// The consent stands otherwise by now.
        ConsentMovedOn,
        /// The MSP's own tenant is not connected.
        PartnerNotConnected,
        /// No vendor is connected under this id.
        VendorNotConnected,
        /// The connection was ended.
        VendorDisconnected,
        /// Nobody holds the tenant.
        TenantNotHeld,
        /// Somebody else holds the tenant.
        TenantHeld,
        /// Nobody asked for such a transfer.
        TransferNotFound,
        /// The transfer is not for this MSP to decide.
        TransferNotYours,
    }
}

pub(crate) fn unmet_by(error: ApprovalError) -> Unmet {
    let (code, message) = (error.code(), error.to_string());
    // What was seen in the tenant and makes it impossible is one; a cloud that does not answer is a fault.
    let is_answer = error.is_refusal();
    match error {
        ApprovalError::Approval(error) => unmet(error),
        ApprovalError::Customer(error) => unmet(error),
        ApprovalError::Procedure(error) => unmet(error),
        ApprovalError::Settings(error) => unmet(error),
        ApprovalError::Onboarding(error) => unmet(error),
        ApprovalError::TenantConsent(error) => unmet(error),
        ApprovalError::TenantHolding(error) => unmet(error),
        ApprovalError::Partner(error) => unmet(error),
        ApprovalError::VendorConnection(error) => unmet(error),
        ApprovalError::Holding(error) => of_holding(error),
        ApprovalError::Consent(error) => consents::unmet_by(error),
        ApprovalError::Vendor(error) => vendors::unmet_by(error),
        ApprovalError::Mapping(error) => mapping::unmet_by(error),
        ApprovalError::Ledger(error) => Unmet::Fault(error.into()),
        ApprovalError::Cloud(_) if is_answer => Refused::new(code, message).into(),
        ApprovalError::Cloud(fault) => Unmet::Fault(fault.into()),
        ApprovalError::Vault(fault) => Unmet::Fault(fault.into()),
        ApprovalError::AccountName(_)
        | ApprovalError::PersonText { .. }
        | ApprovalError::Nobody
        | ApprovalError::TenantOfAnother
        | ApprovalError::TenantNotConnected
        | ApprovalError::UserNotMadeHere
        | ApprovalError::PersonErased
        | ApprovalError::NothingToUndo => Refused::new(code, message).into(),
    }
}

pub(super) fn unmet_together(error: TogetherError) -> Unmet {
    let (code, message) = (error.code(), error.to_string());
    match error {
        TogetherError::Approval(error) => unmet_by(error),
        TogetherError::TooMany { .. } => Refused::new(code, message).at("items").into(),
        TogetherError::PreviewStale => Refused::new(code, message).at("token").into(),
    }
}

fn of_holding(error: HoldingError) -> Unmet {
    match error {
        HoldingError::Customer(error) => unmet(error),
        HoldingError::Holding(error) => unmet(error),
    }
}
