//! An onboarding as people look it up.

use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_domain::record::{Micros, Position};

crate::row! {
    pub struct OnboardingRow {
        customer_id: CustomerId,
        tenant_id: TenantId,
        status: OnboardingStatus,
        /// 1 for the first attempt with the tenant.
        attempt: i64,
        /// The step at hand, in words.
        step: Option<String>,
        /// How often the step at hand was tried and did not work.
        tries: i64,
        /// When the step at hand is looked at next. Nothing when it has ended.
        due_at: Option<Micros>,
        /// There is something to be looked at, now or later.
        live: bool,
        /// Something that could not be taken back may still come to life.
        leftover: bool,
        /// Since when the customer's approval is waited for.
        waiting_since: Option<Micros>,
        /// It is waited for now: the invitation is out.
        waits_for_customer: bool,
        /// The relationship that the attempt works with, once one is chosen.
        relationship: Option<String>,
        /// Where the customer approves.
        invitation: Option<String>,
        template_version: Option<String>,
        /// What the matter is, or was last.
        error_code: Option<String>,
        error_detail: Option<String>,
        /// What is no longer as the onboarding brought it about: codes, one after the other.
        drift: Option<String>,
        started_at: Micros,
        ended_at: Option<Micros>,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum OnboardingStatus {
        Onboarding = "onboarding",
        /// What was done is being undone.
        Undoing = "undoing",
        /// The same, and somebody should look at it.
        Attention = "needs attention",
        Active = "active",
        Error = "error",
        Cancelled = "cancelled",
        /// The access was in place, and was taken back.
        Ended = "ended",
        Abandoned = "abandoned",
    }
}
