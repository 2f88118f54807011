//! What the MSP has set.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::SettingsMutation;
pub(crate) use query::SettingsQuery;
