//! Settings, as clients see them.

use async_graphql::SimpleObject;
use tenantry_domain::settings::Settings as InForce;

use crate::schema::approvals::ApprovalRisk;

/// What is in force at the MSP: the defaults where nobody set anything.
#[derive(Debug, SimpleObject)]
pub(crate) struct Settings {
    /// How other systems are read.
    sync: SyncSettings,
    /// How months are billed.
    billing: BillingSettings,
    /// How bills are compared.
    reconcile: ReconcileSettings,
    /// How changes to customers' systems are approved.
    approvals: ApprovalSettings,
}

/// How other systems are read.
#[derive(Debug, SimpleObject)]
pub(crate) struct SyncSettings {
    /// How many hours pass from one discovery to the next.
    discovery_every_hours: u16,
    /// After how many hours what was read last counts as stale.
    stale_after_hours: u16,
    /// Whether records that leave no doubt are linked without anybody being asked.
    link_certain: bool,
}

/// How months are billed.
#[derive(Debug, SimpleObject)]
pub(crate) struct BillingSettings {
    /// The day on which a month begins.
    month_starts_on: u8,
    /// The currency in which all sums are shown; nothing where each is shown in its own.
    display_currency: Option<String>,
}

/// How bills are compared.
#[derive(Debug, SimpleObject)]
pub(crate) struct ReconcileSettings {
    /// What differs by no more is the same price, in hundredths of the currency.
    price_tolerance_hundredths: u32,
    /// What differs by no more is the same quantity.
    quantity_tolerance: u32,
    /// Whether trials are compared as well.
    include_trials: bool,
    /// How many days before a renewal people are told.
    renewal_notice_days: u16,
}

/// How changes to customers' systems are approved.
#[derive(Debug, SimpleObject)]
pub(crate) struct ApprovalSettings {
    /// What carries such a risk is approved by two people.
    two_person: Vec<ApprovalRisk>,
    /// For how many days a request waits for decisions.
    valid_days: u16,
}

impl From<InForce> for Settings {
    fn from(settings: InForce) -> Self {
        let InForce {
            sync,
            billing,
            reconcile,
            approvals,
        } = settings;
        let currency = billing.display_currency;
        Self {
            sync: SyncSettings {
                discovery_every_hours: sync.discovery_every_hours,
                stale_after_hours: sync.stale_after_hours,
                link_certain: sync.link_certain,
            },
            billing: BillingSettings {
                month_starts_on: billing.month_starts_on,
                display_currency: currency.map(|it| it.as_str().to_owned()),
            },
            reconcile: ReconcileSettings {
                price_tolerance_hundredths: reconcile.price_tolerance_hundredths,
                quantity_tolerance: reconcile.quantity_tolerance,
                include_trials: reconcile.include_trials,
                renewal_notice_days: reconcile.renewal_notice_days,
            },
            approvals: ApprovalSettings {
                two_person: approvals.two_person.into_iter().map(Into::into).collect(),
                valid_days: approvals.valid_days,
            },
        }
    }
}
