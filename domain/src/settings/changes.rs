//! What is to be otherwise. What is left out stays as it is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Settings, SettingsRefusal};
use crate::approval::{LONGEST_VALID_DAYS, Risk};
use crate::cloud::vendor::Currency;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SettingsChanges {
    #[serde(skip_serializing_if = "is_nothing")]
    pub sync: SyncChanges,
    #[serde(skip_serializing_if = "is_nothing")]
    pub billing: BillingChanges,
    #[serde(skip_serializing_if = "is_nothing")]
    pub reconcile: ReconcileChanges,
    #[serde(skip_serializing_if = "is_nothing")]
    pub approvals: ApprovalChanges,
}

/// In which currency sums are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CurrencyChoice {
    /// Each in its own.
    AsBilled,
    All(Currency),
}

impl CurrencyChoice {
    pub const fn currency(self) -> Option<Currency> {
        match self {
            Self::AsBilled => None,
            Self::All(currency) => Some(currency),
        }
    }
}

fn is_nothing<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident {$($field:ident: $kind:ty,)+})+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(default)]
        pub struct $name {
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $field: Option<$kind>,
            )+
        }
    )+};
}

changes! {
    /// How systems are read.
    SyncChanges {
        discovery_every_hours: u16,
        stale_after_hours: u16,
        link_certain: bool,
    }

    /// How months are billed.
    BillingChanges {
        month_starts_on: u8,
        display_currency: CurrencyChoice,
    }

    /// How bills are compared.
    ReconcileChanges {
        price_tolerance_hundredths: u32,
        quantity_tolerance: u32,
        include_trials: bool,
        renewal_notice_days: u16,
    }

    /// How changes to customers' systems are approved.
    ApprovalChanges {
        two_person: BTreeSet<Risk>,
        valid_days: u16,
    }
}

impl SettingsChanges {
    pub fn is_empty(&self) -> bool {
        is_nothing(self)
    }

    /// What of it is not so already.
    #[must_use]
    pub fn beyond(&self, settings: &Settings) -> Self {
        let Settings {
            sync,
            billing,
            reconcile,
            approvals,
        } = settings;
        let currency = self.billing.display_currency;
        let two_person = self.approvals.two_person.clone();
        Self {
            sync: SyncChanges {
                discovery_every_hours: other(
                    self.sync.discovery_every_hours,
                    sync.discovery_every_hours,
                ),
                stale_after_hours: other(self.sync.stale_after_hours, sync.stale_after_hours),
                link_certain: other(self.sync.link_certain, sync.link_certain),
            },
            billing: BillingChanges {
                month_starts_on: other(self.billing.month_starts_on, billing.month_starts_on),
                display_currency: currency
                    .filter(|choice| choice.currency() != billing.display_currency),
            },
            reconcile: ReconcileChanges {
                price_tolerance_hundredths: other(
                    self.reconcile.price_tolerance_hundredths,
                    reconcile.price_tolerance_hundredths,
                ),
                quantity_tolerance: other(
                    self.reconcile.quantity_tolerance,
                    reconcile.quantity_tolerance,
                ),
                include_trials: other(self.reconcile.include_trials, reconcile.include_trials),
                renewal_notice_days: other(
                    self.reconcile.renewal_notice_days,
                    reconcile.renewal_notice_days,
                ),
            },
            approvals: ApprovalChanges {
                two_person: two_person.filter(|it| *it != approvals.two_person),
                valid_days: other(self.approvals.valid_days, approvals.valid_days),
            },
        }
    }

    /// Whether every value is one that can be.
    pub(super) fn checked(&self) -> Result<(), SettingsRefusal> {
        let hours = self.sync.discovery_every_hours.map(u32::from);
        within("sync.discovery_every_hours", hours, 1, 168)?;
        let stale = self.sync.stale_after_hours.map(u32::from);
        within("sync.stale_after_hours", stale, 1, 720)?;
        let day = self.billing.month_starts_on.map(u32::from);
        within("billing.month_starts_on", day, 1, 28)?;
        let price = self.reconcile.price_tolerance_hundredths;
        within("reconcile.price_tolerance_hundredths", price, 0, 100_000)?;
        let quantity = self.reconcile.quantity_tolerance;
        within("reconcile.quantity_tolerance", quantity, 0, 10_000)?;
        let days = self.reconcile.renewal_notice_days.map(u32::from);
        within("reconcile.renewal_notice_days", days, 0, 365)?;
        let valid = self.approvals.valid_days.map(u32::from);
        within("approvals.valid_days", valid, 1, LONGEST_VALID_DAYS.into())
    }
}

fn other<T: Copy + PartialEq>(wanted: Option<T>, known: T) -> Option<T> {
    wanted.filter(|it| *it != known)
}

fn within(
    setting: &'static str,
    value: Option<u32>,
    least: u32,
    most: u32,
) -> Result<(), SettingsRefusal> {
    match value {
        Some(value) if !(least..=most).contains(&value) => {
            Err(SettingsRefusal::SettingOutOfRange {
                setting,
                least,
                most,
            })
        }
        Some(_) | None => Ok(()),
    }
}
