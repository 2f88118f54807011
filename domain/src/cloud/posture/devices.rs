//! Devices that Intune manages.

use super::Licensed;
use crate::cloud::directory::UserId;
use crate::cloud::name::objects;
use crate::cloud::{Bookmark, CloudFault, Portion, TenantId};
use async_trait::async_trait;
use std::fmt::{self, Debug};

objects! {
    /// A managed device.
    DeviceId;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compliance {
    Compliant,
    NotCompliant,
    /// Not judged, or a word that is newer than this program.
    Unknown,
}

/// Whose device it is, is personal data: `Debug` shows ids only.
#[derive(Clone, PartialEq, Eq)]
pub struct ManagedDevice {
    pub id: DeviceId,
    pub name: Option<String>,
    pub system: Option<String>,
    pub version: Option<String>,
    pub compliance: Compliance,
    pub user: Option<UserId>,
    pub serial_number: Option<String>,
    pub model: Option<String>,
    pub encrypted: Option<bool>,
}

impl fmt::Debug for ManagedDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagedDevice")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[async_trait]
pub trait ManagedDevices: Send + Sync + Debug {
    /// A tenant without Intune has no answer to give.
    async fn list(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Licensed<Portion<ManagedDevice>>, CloudFault>;
}
