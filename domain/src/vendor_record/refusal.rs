//! Why a command to a vendor's record is turned down.

use super::Link;
use crate::aggregate::{Refusal, Severity};
use crate::ids::CustomerId;
use crate::record::{Micros, instant};
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VendorRecordRefusal {
    #[error("no discovery ever found this record")]
    RecordNotFound,
    #[error("this id stands for another record of the vendor's")]
    RecordDiffers,
    #[error("only an account that stands for a customer can be mapped; this record is none")]
    RecordNotMappable,
    #[error("{}", elsewhere(.0))]
    RecordLinkedElsewhere(Link),
    #[error("this record is not linked with customer {customer_id}, nor with any other")]
    RecordNotLinked { customer_id: CustomerId },
    #[error("this record is ignored since {}, by {by}: {reason}; heed it first", instant(*.at))]
    RecordIgnoredByChoice {
        reason: Reason,
        by: String,
        at: Micros,
    },
    #[error(
        "somebody parted this record from customer {customer_id}; only a person links them again"
    )]
    RecordUnlinkedByChoice { customer_id: CustomerId },
}

fn elsewhere(link: &Link) -> String {
    let Link {
        customer_id,
        how: _,
        by,
        at,
    } = link;
    format!(
        "this record is customer {customer_id}'s; {by} linked it at {}",
        instant(*at)
    )
}

impl Refusal for VendorRecordRefusal {
    const CODES: &'static [&'static str] = &[
        "RECORD_NOT_FOUND",
        "RECORD_DIFFERS",
        "RECORD_NOT_MAPPABLE",
        "RECORD_LINKED_ELSEWHERE",
        "RECORD_NOT_LINKED",
        "RECORD_IGNORED_BY_CHOICE",
        "RECORD_UNLINKED_BY_CHOICE",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::RecordNotFound => "RECORD_NOT_FOUND",
            Self::RecordDiffers => "RECORD_DIFFERS",
            Self::RecordNotMappable => "RECORD_NOT_MAPPABLE",
            Self::RecordLinkedElsewhere(_) => "RECORD_LINKED_ELSEWHERE",
            Self::RecordNotLinked { .. } => "RECORD_NOT_LINKED",
            Self::RecordIgnoredByChoice { .. } => "RECORD_IGNORED_BY_CHOICE",
            Self::RecordUnlinkedByChoice { .. } => "RECORD_UNLINKED_BY_CHOICE",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::RecordDiffers => Severity::Suspicious,
            Self::RecordNotFound
            | Self::RecordNotMappable
            | Self::RecordLinkedElsewhere(_)
            | Self::RecordNotLinked { .. }
            | Self::RecordIgnoredByChoice { .. }
            | Self::RecordUnlinkedByChoice { .. } => Severity::Expected,
        }
    }
}
