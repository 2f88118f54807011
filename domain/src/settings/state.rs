//! What is in force.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    CurrencyChoice, SettingsChanges, SettingsCommand, SettingsEvent, SettingsRefusal, decide,
};
use crate::aggregate::{Aggregate, Decision};
use crate::approval::Risk;
use crate::cloud::vendor::Currency;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub sync: SyncSettings,
    pub billing: BillingSettings,
    pub reconcile: ReconcileSettings,
    pub approvals: ApprovalSettings,
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

/// How changes to customers' systems are approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalSettings {
    /// What two people have to approve.
    pub two_person: BTreeSet<Risk>,
    /// How long a request waits for them.
    pub valid_days: u16,
}

impl ApprovalSettings {
    /// How many people have to approve something of this risk.
    pub fn decisions_for(&self, risk: Risk) -> u8 {
        if self.two_person.contains(&risk) {
            2
        } else {
            1
        }
    }
}

impl Default for ApprovalSettings {
    fn default() -> Self {
        Self {
            two_person: BTreeSet::new(),
            valid_days: 7,
        }
    }
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
            approvals,
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
        set(&mut self.approvals.two_person, approvals.two_person.clone());
        set(&mut self.approvals.valid_days, approvals.valid_days);
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}
