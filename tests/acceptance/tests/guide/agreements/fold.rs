//! What each event does to an agreement's row.

use super::row::{AgreementRow, AgreementStatus};
use crate::agreement::AgreementEvent;
use crate::declaration::Fact;

pub(super) fn fold(row: Option<AgreementRow>, fact: &Fact<AgreementEvent>) -> Option<AgreementRow> {
    match (&fact.event, row) {
        (AgreementEvent::AgreementSigned { customer_id, plan }, _) => Some(AgreementRow {
            id: fact.stream,
            customer_id: *customer_id,
            plan: plan.as_str().to_owned(),
            status: AgreementStatus::Signed,
            signed_at: fact.recorded_at,
            ended_at: None,
            position: fact.position,
        }),
        // Only if an operator skipped the signing: then there is nothing to show.
        (AgreementEvent::AgreementEnded { .. }, None) => None,
        (AgreementEvent::AgreementEnded { reason: _ }, Some(row)) => Some(AgreementRow {
            status: AgreementStatus::Ended,
            ended_at: Some(fact.recorded_at),
            position: fact.position,
            ..row
        }),
    }
}
