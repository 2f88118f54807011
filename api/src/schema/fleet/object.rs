//! The numbers, each counted when it is asked for and by the database: no row is read but those of vendor
//! connections, which are few.

use async_graphql::{Context, Object, Result, SimpleObject};
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::standstill::Standstill;
use tenantry_projections::approvals::{self, ApprovalCounts};
use tenantry_projections::onboardings::{self, OnboardingCounts};
use tenantry_projections::tenants::{self, TenantCounts};
use tenantry_projections::vendor_connections::{self, VendorConnectionFilter, VendorConnectionRow};
use tenantry_projections::{PAGE_ROWS, customers, vendor_records};

use crate::schema::approvals::inbox_of;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;

/// How many tenants stand how. Each is in one of the first four.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct FleetTenants {
    /// Known from the clouds, and nobody is getting access: `tenants(filter: { status: DISCOVERED })`.
    discovered: u64,
    /// An onboarding is under way: `tenants(filter: { status: ONBOARDING })`.
    onboarding: u64,
    /// The access is in place: `tenants(filter: { status: ACTIVE })`.
    active: u64,
    /// An onboarding failed: `tenants(filter: { status: ERROR })`.
    error: u64,
    /// Something is no longer as their onboarding brought it about: `tenants(filter: { drifted: true })`.
    drifted: u64,
}

impl From<TenantCounts> for FleetTenants {
    fn from(counts: TenantCounts) -> Self {
        let TenantCounts {
            discovered,
            onboarding,
            active,
            error,
            drifted,
        } = counts;
        Self {
            discovered,
            onboarding,
            active,
            error,
            drifted,
        }
    }
}

/// How many onboardings wait for somebody.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct FleetOnboardings {
    /// What they did cannot be undone so far: `onboardings(filter: { status: ATTENTION })`.
    need_attention: u64,
    /// Their invitations are out, and the customers have not approved yet:
    /// `onboardings(filter: { waitsForCustomer: true })`.
    wait_for_customer: u64,
}

impl From<OnboardingCounts> for FleetOnboardings {
    fn from(counts: OnboardingCounts) -> Self {
        Self {
            need_attention: counts.attention,
            wait_for_customer: counts.waiting,
        }
    }
}

/// How many approvals wait for somebody.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct FleetApprovals {
    /// Whoever asks may decide about them and did not yet: `approvals(filter: { concern: WAITS_FOR_ME })`.
    wait_for_me: u64,
    /// They wait for decisions, whoever's: `approvals(filter: { status: WAITING })`.
    wait_for_decisions: u64,
    /// They were approved, and somebody has to do something elsewhere before they go on, such as to consent or to
    /// fetch a first password.
    wait_for_somebody: u64,
    /// They must be done and cannot be so far: `approvals(filter: { status: ATTENTION })`.
    need_attention: u64,
}

impl From<ApprovalCounts> for FleetApprovals {
    fn from(counts: ApprovalCounts) -> Self {
        Self {
            wait_for_me: counts.for_me,
            wait_for_decisions: counts.undecided,
            wait_for_somebody: counts.elsewhere,
            need_attention: counts.attention,
        }
    }
}

/// How the accounts at other vendors stand.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct FleetVendors {
    /// Accounts that are to be read and do not work, may not show all, or could not be read since they were read
    /// last. One that is paused is not among them.
    with_problem: u64,
    /// Records that stand for customers and are neither linked nor ignored:
    /// `vendorRecords(filter: { mapping: UNMAPPED, vanished: false })`.
    records_unmapped: u64,
}

#[derive(Debug)]
pub(crate) struct Fleet;

/// How all that the MSP looks after stands. Each number is of the moment at which it was counted.
#[Object]
impl Fleet {
    /// Tenants of the MSP's customers, those included that no source names any more.
    #[graphql(complexity = "10 + child_complexity")]
    async fn tenants(&self, ctx: &Context<'_>) -> Result<FleetTenants> {
        let desk = Desk::reading(ctx)?;
        let counts = tenants::counts(desk.projections(), desk.msp()).await;
        Ok(counts.map_err(Fault::from)?.into())
    }

    /// Customers, without those that were archived or are part of another.
    #[graphql(complexity = "10")]
    async fn customers(&self, ctx: &Context<'_>) -> Result<u64> {
        let desk = Desk::reading(ctx)?;
        let counted = customers::active(desk.projections(), desk.msp()).await;
        Ok(counted.map_err(Fault::from)?)
    }

    /// Onboardings that wait for somebody.
    #[graphql(complexity = "10 + child_complexity")]
    async fn onboardings(&self, ctx: &Context<'_>) -> Result<FleetOnboardings> {
        let desk = Desk::reading(ctx)?;
        let counts = onboardings::counts(desk.projections(), desk.msp()).await;
        Ok(counts.map_err(Fault::from)?.into())
    }

    /// Approvals that wait for somebody.
    #[graphql(complexity = "10 + child_complexity")]
    async fn approvals(&self, ctx: &Context<'_>) -> Result<FleetApprovals> {
        let desk = Desk::reading(ctx)?;
        let counts = approvals::counts(desk.projections(), desk.msp(), &inbox_of(desk)?).await;
        Ok(counts.map_err(Fault::from)?.into())
    }

    /// Accounts at other vendors, and their records.
    #[graphql(complexity = "10 + child_complexity")]
    async fn vendors(&self, ctx: &Context<'_>) -> Result<FleetVendors> {
        let desk = Desk::reading(ctx)?;
        let accounts = accounts(desk).await?;
        let ids: Vec<VendorConnectionId> = accounts
            .iter()
            .map(|row| VendorConnectionId::new(row.id))
            .collect();
        let counts = vendor_records::counts_of(desk.projections(), desk.msp(), &ids).await;
        let counts = counts.map_err(Fault::from)?;
        let with_problem = accounts.iter().filter(|row| row.has_problem()).count();
        Ok(FleetVendors {
            with_problem: with_problem as u64,
            records_unmapped: counts.values().map(|it| it.unmapped).sum(),
        })
    }

    /// Whether all work for the MSP stands still; `standstill` says why.
    async fn stands_still(&self, ctx: &Context<'_>) -> Result<bool> {
        let desk = Desk::reading(ctx)?;
        let (engine, msp) = (&desk.parts.engine, desk.msp());
        let standstill = engine.load::<Standstill>(msp, &msp.to_string()).await;
        Ok(standstill.map_err(Fault::from)?.cause.is_some())
    }
}

/// All accounts of the MSP, disconnected ones included: their records are still there.
async fn accounts(desk: Desk<'_>) -> Result<Vec<VendorConnectionRow>, Fault> {
    let (tables, all) = (desk.projections(), VendorConnectionFilter::default());
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page =
            vendor_connections::list(tables, desk.msp(), &all, after.as_ref(), PAGE_ROWS).await?;
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}
