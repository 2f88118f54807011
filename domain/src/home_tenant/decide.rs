//! One function per command: already done, then refusals, then events.

use super::{AdmitHomeTenant, HomeTenant, HomeTenantEvent, HomeTenantRefusal, RemoveHomeTenant};
use crate::aggregate::Decision;
use crate::ids::MspId;

type Outcome = Result<Decision<HomeTenantEvent>, HomeTenantRefusal>;

pub(super) fn admit(tenant: &HomeTenant, command: &AdmitHomeTenant) -> Outcome {
    match tenant {
        HomeTenant::Admitted { msp } if *msp == command.msp => Ok(Decision::AlreadyDone),
        HomeTenant::Admitted { .. } => Err(HomeTenantRefusal::HomeTenantTaken),
        HomeTenant::Unknown | HomeTenant::Removed { .. } if command.msp == MspId::INSTALLATION => {
            Err(HomeTenantRefusal::InstallationIsNoMsp)
        }
        HomeTenant::Unknown | HomeTenant::Removed { .. } => {
            Ok(Decision::record(HomeTenantEvent::HomeTenantAdmitted {
                msp_id: command.msp,
                at: command.at,
            }))
        }
    }
}

pub(super) fn remove(tenant: &HomeTenant, command: &RemoveHomeTenant) -> Outcome {
    match tenant {
        HomeTenant::Removed { msp } if *msp == command.msp => Ok(Decision::AlreadyDone),
        HomeTenant::Admitted { msp } if *msp == command.msp => {
            Ok(Decision::record(HomeTenantEvent::HomeTenantRemoved {
                msp_id: command.msp,
                reason: command.reason.clone(),
                at: command.at,
            }))
        }
        HomeTenant::Unknown | HomeTenant::Admitted { .. } | HomeTenant::Removed { .. } => {
            Err(HomeTenantRefusal::HomeTenantUnknown)
        }
    }
}
