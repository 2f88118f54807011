//! Changing settings.

use std::collections::BTreeSet;

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use tenantry_domain::approval::Risk;
use tenantry_domain::cloud::vendor::Currency;
use tenantry_domain::settings::{
    ApprovalChanges, BillingChanges, CurrencyChoice, ReconcileChanges, SettingsChanges, SyncChanges,
};
use tenantry_domain::text::InvalidText;

use super::object::Settings;
use crate::schema::approvals::ApprovalRisk;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::told::{Refused, Unmet, payload, unmet, user_errors};

user_errors! {
    /// Why a wish about settings was turned down.
    SettingsUserError, SettingsErrorCode {
        /// A value is not one that can be: the message says which can.
        SettingOutOfRange,
    }
}

/// What is to be otherwise. What is not given stays as it is.
#[derive(Debug, InputObject)]
pub(crate) struct SettingsChangeInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// How other systems are read.
    #[graphql(default)]
    sync: SyncChangeInput,
    /// How months are billed.
    #[graphql(default)]
    billing: BillingChangeInput,
    /// How bills are compared.
    #[graphql(default)]
    reconcile: ReconcileChangeInput,
    /// How changes to customers' systems are approved.
    #[graphql(default)]
    approvals: ApprovalSettingsChangeInput,
}

/// What is to be otherwise in how other systems are read.
#[derive(Debug, Default, InputObject)]
pub(crate) struct SyncChangeInput {
    /// How many hours pass from one discovery to the next, 1 to 168.
    discovery_every_hours: Option<i32>,
    /// After how many hours what was read last counts as stale, 1 to 720.
    stale_after_hours: Option<i32>,
    /// Whether records that leave no doubt are linked without anybody being asked.
    link_certain: Option<bool>,
}

/// What is to be otherwise in how months are billed.
#[derive(Debug, Default, InputObject)]
pub(crate) struct BillingChangeInput {
    /// The day on which a month begins, 1 to 28.
    month_starts_on: Option<i32>,
    /// The currency in which all sums are shown, such as `EUR`; null for each in its own.
    display_currency: MaybeUndefined<String>,
}

/// What is to be otherwise in how bills are compared.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ReconcileChangeInput {
    /// What differs by no more is the same price, in hundredths of the currency, 0 to 100000.
    price_tolerance_hundredths: Option<i32>,
    /// What differs by no more is the same quantity, 0 to 10000.
    quantity_tolerance: Option<i32>,
    /// Whether trials are compared as well.
    include_trials: Option<bool>,
    /// How many days before a renewal people are told, 0 to 365.
    renewal_notice_days: Option<i32>,
}

/// What is to be otherwise in how changes to customers' systems are approved.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ApprovalSettingsChangeInput {
    /// What carries such a risk is approved by two people; an empty list where one is enough for everything.
    two_person: Option<Vec<ApprovalRisk>>,
    /// For how many days a request waits for decisions, 1 to 30.
    valid_days: Option<i32>,
}

payload! {
    /// What came of changing settings.
    SettingsChangePayload {
        /// What is in force now.
        settings: Settings, SettingsUserError
    }
}

impl SettingsChangeInput {
    fn changes(&self) -> Result<SettingsChanges, Unmet> {
        let (sync, billing, reconcile) = (&self.sync, &self.billing, &self.reconcile);
        let price = reconcile.price_tolerance_hundredths;
        Ok(SettingsChanges {
            sync: SyncChanges {
                discovery_every_hours: sync.discovery_every_hours.map(short),
                stale_after_hours: sync.stale_after_hours.map(short),
                link_certain: sync.link_certain,
            },
            billing: BillingChanges {
                month_starts_on: billing.month_starts_on.map(day),
                display_currency: currency(&billing.display_currency)?,
            },
            reconcile: ReconcileChanges {
                price_tolerance_hundredths: price.map(long),
                quantity_tolerance: reconcile.quantity_tolerance.map(long),
                include_trials: reconcile.include_trials,
                renewal_notice_days: reconcile.renewal_notice_days.map(short),
            },
            approvals: ApprovalChanges {
                two_person: self.approvals.two_person.as_deref().map(risks),
                valid_days: self.approvals.valid_days.map(short),
            },
        })
    }
}

// What does not fit is beyond all that can be, and is refused by the rules: they know the limits.

fn day(value: i32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

fn short(value: i32) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

fn long(value: i32) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn risks(given: &[ApprovalRisk]) -> BTreeSet<Risk> {
    given.iter().copied().map(Into::into).collect()
}

fn currency(given: &MaybeUndefined<String>) -> Result<Option<CurrencyChoice>, Unmet> {
    Ok(match given {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(CurrencyChoice::AsBilled),
        MaybeUndefined::Value(text) => {
            let currency: Currency = text.parse().map_err(|error| {
                let message = format!("{error}");
                Refused::new(InvalidText::CODE, message).at("billing")
            })?;
            Some(CurrencyChoice::All(currency))
        }
    })
}

#[derive(Debug, Default)]
pub(crate) struct SettingsMutation;

#[Object]
impl SettingsMutation {
    /// Changes what the MSP has set: all that is given, or nothing where one value cannot be. Role:
    /// Admin. Event: `SettingsChanged`; none when all of it is so already. Asked again with the same
    /// idempotency key it answers as it did then.
    async fn settings_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be otherwise.")] input: SettingsChangeInput,
    ) -> Result<SettingsChangePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let changes = input.changes()?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let preferences = &desk.parts.mapping.preferences;
            let done = preferences.change(desk.msp(), changes, asked).await;
            let done = done.map_err(|error| unmet(error.0))?;
            let settings = preferences.of(desk.msp()).await;
            let settings = settings.map_err(|error| Fault::from(error.0))?;
            Ok((done.into(), Some(settings.into())))
        };
        Ok(SettingsChangePayload::told(outcome.await)?)
    }
}
