//! Looking settings up.

use async_graphql::{Context, Object, Result};

use super::object::Settings;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;

#[derive(Debug, Default)]
pub(crate) struct SettingsQuery;

#[Object]
impl SettingsQuery {
    /// What the MSP has set, as it is in force now. Role: any.
    async fn settings(&self, ctx: &Context<'_>) -> Result<Settings> {
        let desk = Desk::reading(ctx)?;
        let settings = desk.parts.mapping.preferences.of(desk.msp()).await;
        Ok(settings.map_err(|error| Fault::from(error.0))?.into())
    }
}
