//! What is in force.

use serde::{Deserialize, Serialize};

use super::{
    CurrencyChoice, SettingsChanges, SettingsCommand, SettingsEvent, SettingsRefusal, decide,
};
use crate::aggregate::{Aggregate, Decision};
use crate::cloud::vendor::Currency;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub sync: SyncSettings,
    pub billing: BillingSettings,
    pub reconcile: ReconcileSettings,
}

/// How systems are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncSettings {
    pub discovery_every_hours: u16,
    /// When what was read last counts as stale.
    pub stale_after_hours: u16,
    /// Whether records that leave no doubt are linked without anybody being asked.
    pub link_certain: bool,
}

/// How months are billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingSettings {
    /// The day of the month.
    pub month_starts_on: u8,
    /// In which all sums are shown; nothing where each is shown in its own.
    pub display_currency: Option<Currency>,
}

/// How bills are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileSettings {
    /// In hundredths of the currency: what differs by no more is the same.
    pub price_tolerance_hundredths: u32,
    pub quantity_tolerance: u32,
    pub include_trials: bool,
    /// How long before a renewal people are told.
    pub renewal_notice_days: u16,
}

impl Default for SyncSettings {
    fn default() -> Self {
        Self {
            discovery_every_hours: 6,
            stale_after_hours: 48,
            link_certain: true,
        }
    }
}

impl Default for BillingSettings {
    fn default() -> Self {
        Self {
            month_starts_on: 1,
            display_currency: None,
        }
    }
}

impl Default for ReconcileSettings {
    fn default() -> Self {
        Self {
            price_tolerance_hundredths: 0,
            quantity_tolerance: 0,
            include_trials: false,
            renewal_notice_days: 30,
        }
    }
}

impl Aggregate for Settings {
    const TYPE: &'static str = "settings";

    type Command = SettingsCommand;
    type Event = SettingsEvent;
    type Refusal = SettingsRefusal;

    fn decide(
        &self,
        command: &SettingsCommand,
    ) -> Result<Decision<SettingsEvent>, SettingsRefusal> {
        match command {
            SettingsCommand::Change(c) => decide::change(self, c),
        }
    }

    fn evolve(&mut self, event: &SettingsEvent) {
        match event {
            SettingsEvent::SettingsChanged { changes } => self.take_in(changes),
        }
    }
}

impl Settings {
    fn take_in(&mut self, changes: &SettingsChanges) {
        let SettingsChanges {
            sync,
            billing,
            reconcile,
        } = changes;
        set(
            &mut self.sync.discovery_every_hours,
            sync.discovery_every_hours,
        );
        set(&mut self.sync.stale_after_hours, sync.stale_after_hours);
        set(&mut self.sync.link_certain, sync.link_certain);
        set(&mut self.billing.month_starts_on, billing.month_starts_on);
        let currency = billing.display_currency.map(CurrencyChoice::currency);
        set(&mut self.billing.display_currency, currency);
        set(
            &mut self.reconcile.price_tolerance_hundredths,
            reconcile.price_tolerance_hundredths,
        );
        set(
            &mut self.reconcile.quantity_tolerance,
            reconcile.quantity_tolerance,
        );
        set(&mut self.reconcile.include_trials, reconcile.include_trials);
        set(
            &mut self.reconcile.renewal_notice_days,
            reconcile.renewal_notice_days,
        );
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}
