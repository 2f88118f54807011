//! How much mailboxes are used: a report that the cloud prepares, two days old.

use crate::cloud::{CloudFault, TenantId};
use async_trait::async_trait;
use jiff::civil::Date;
use std::fmt::{self, Debug};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Week,
    Month,
    Quarter,
    HalfYear,
}

/// One mailbox. The names may be concealed by the tenant: then they are the same letters each time,
/// and name nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct MailboxUsage {
    pub user_name: String,
    pub display_name: String,
    pub deleted: bool,
    pub last_activity: Option<Date>,
    pub items: u64,
    pub bytes: u64,
    /// What the cloud says that the numbers are of.
    pub refreshed: Option<Date>,
}

impl fmt::Debug for MailboxUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailboxUsage")
            .field("items", &self.items)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// A report that is being read, row by row.
#[async_trait]
pub trait MailboxUsageReport: Send + Debug {
    /// The next mailbox; nothing at the end. A report that breaks off is asked for anew.
    async fn next(&mut self) -> Result<Option<MailboxUsage>, CloudFault>;
}

#[async_trait]
pub trait MailboxReports: Send + Sync + Debug {
    async fn usage(
        &self,
        tenant: TenantId,
        period: Period,
    ) -> Result<Box<dyn MailboxUsageReport>, CloudFault>;
}
