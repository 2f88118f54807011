//! What a discovery came to.

use std::collections::BTreeSet;

use tenantry_domain::cloud::CloudFault;
use tenantry_domain::ids::TenantId;
use tenantry_domain::record::Micros;
use tenantry_domain::tenant::TenantSource;

#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// When the look began.
    pub at: Micros,
    /// Tenants that some source names.
    pub seen: usize,
    pub new: BTreeSet<TenantId>,
    /// Those of which something else is said than before, and those seen again.
    pub changed: BTreeSet<TenantId>,
    pub unchanged: usize,
    /// Those that no source names any more.
    pub missed: BTreeSet<TenantId>,
    pub sources: Vec<SourceReport>,
}

/// How it went with one source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceReport {
    pub source: TenantSource,
    /// Rows read; with a fault, before it.
    pub rows: usize,
    /// Why it was not read to its end. Then nothing of it was used.
    pub fault: Option<CloudFault>,
}

impl Report {
    /// Whether every source was read to its end.
    pub fn is_complete(&self) -> bool {
        self.sources.iter().all(|it| it.fault.is_none())
    }
}
