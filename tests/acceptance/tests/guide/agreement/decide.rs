//! One function per command: already done, then refusals, then events.

use super::{Agreement, AgreementEvent, AgreementRefusal, EndAgreement, SignAgreement};
use crate::aggregate::Decision;

type Outcome = Result<Decision<AgreementEvent>, AgreementRefusal>;

pub(super) fn sign(agreement: &Agreement, command: &SignAgreement) -> Outcome {
    match agreement {
        Agreement::Signed { customer_id, plan }
            if *customer_id == command.customer_id && *plan == command.plan =>
        {
            Ok(Decision::AlreadyDone)
        }
        Agreement::Signed { .. } | Agreement::Ended => Err(AgreementRefusal::AgreementExists),
        Agreement::Unknown => Ok(Decision::record(AgreementEvent::AgreementSigned {
            customer_id: command.customer_id,
            plan: command.plan.clone(),
        })),
    }
}

pub(super) fn end(agreement: &Agreement, command: &EndAgreement) -> Outcome {
    match agreement {
        Agreement::Ended => Ok(Decision::AlreadyDone),
        Agreement::Unknown => Err(AgreementRefusal::AgreementNotFound),
        Agreement::Signed { .. } => Ok(Decision::record(AgreementEvent::AgreementEnded {
            reason: command.reason.clone(),
        })),
    }
}
