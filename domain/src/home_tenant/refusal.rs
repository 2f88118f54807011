//! Why a command to a home tenant is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HomeTenantRefusal {
    #[error("the people of this tenant sign in for another MSP already")]
    HomeTenantTaken,
    #[error("the people of this tenant do not sign in for this MSP")]
    HomeTenantUnknown,
    #[error("this id stands for the installation itself, which is no MSP")]
    InstallationIsNoMsp,
}

impl Refusal for HomeTenantRefusal {
    const CODES: &'static [&'static str] = &[
        "HOME_TENANT_TAKEN",
        "HOME_TENANT_UNKNOWN",
        "INSTALLATION_IS_NO_MSP",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::HomeTenantTaken => "HOME_TENANT_TAKEN",
            Self::HomeTenantUnknown => "HOME_TENANT_UNKNOWN",
            Self::InstallationIsNoMsp => "INSTALLATION_IS_NO_MSP",
        }
    }
}
