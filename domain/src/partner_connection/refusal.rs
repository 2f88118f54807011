//! Why a command to an MSP's connection is turned down.

use crate::aggregate::Refusal;
use crate::cloud::gdap::Partner;
use crate::cloud::partner::AppId;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartnerConnectionRefusal {
    #[error("the MSP's own tenant is not connected")]
    PartnerNotConnected,
    #[error("the MSP is connected to tenant {tenant} already; disconnect that one first")]
    PartnerConnectedElsewhere { tenant: Partner },
    #[error("the sign-in was made for another app; the MSP is connected by app {app} now")]
    PartnerAppDiffers { app: AppId },
}

impl Refusal for PartnerConnectionRefusal {
    const CODES: &'static [&'static str] = &[
        "PARTNER_NOT_CONNECTED",
        "PARTNER_CONNECTED_ELSEWHERE",
        "PARTNER_APP_DIFFERS",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::PartnerNotConnected => "PARTNER_NOT_CONNECTED",
            Self::PartnerConnectedElsewhere { .. } => "PARTNER_CONNECTED_ELSEWHERE",
            Self::PartnerAppDiffers { .. } => "PARTNER_APP_DIFFERS",
        }
    }
}
