//! Looking notice channels up.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::NoticeChannelId;
use tenantry_domain::role::Right;
use tenantry_projections::notice_channels::{
    self, NoticeChannelFilter as Filter, NoticeChannelRow, cursor_of,
};
use uuid::Uuid;

use super::object::{NoticeChannel, NoticeChannelStatus};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::loaders::{NoticeChannelKey, Shelf, shared};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;

pub(super) const TABLES: &[&str] = &["notice_channels"];

/// Which notice channels a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct NoticeChannelFilter {
    /// Only those that stand like this.
    status: Option<NoticeChannelStatus>,
}

connection!(
    NoticeChannelConnection,
    NoticeChannelEdge,
    NoticeChannel,
    NoticeChannelRow
);

/// The channel of this id, for those who may look at channels.
pub(crate) async fn node(ctx: &Context<'_>, id: Uuid) -> Result<Option<NoticeChannel>, Fault> {
    Desk::with(ctx, Right::Audit)?;
    let shelves: &DataLoader<Shelf> = ctx.data_opt().ok_or_else(Fault::nobody)?;
    let key = NoticeChannelKey(id);
    let row = shelves.load_one(key).await.map_err(shared)?;
    Ok(row.map(NoticeChannel))
}

#[derive(Debug, Default)]
pub(crate) struct NoticeQuery;

#[Object]
impl NoticeQuery {
    /// One notice channel, or nothing. Roles: Tech, Admin, Auditor.
    async fn notice_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or its UUID.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<NoticeChannel>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let id = NoticeChannelId::new(ids::of(Kind::NoticeChannel, &id)?);
        desk.at_least(at_least, TABLES).await?;
        let row = notice_channels::get(desk.projections(), desk.msp(), id).await;
        Ok(row.map_err(Fault::from)?.map(NoticeChannel))
    }

    /// The MSP's notice channels by name, closed ones included. Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn notice_channels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<NoticeChannelFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<NoticeChannelConnection> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default();
        let status = filter.status.map(Into::into);
        desk.at_least(at_least, TABLES).await?;
        let cursor = wanted.cursor()?;
        let (projections, msp) = (desk.projections(), desk.msp());
        let filter = Filter { status };
        let page =
            notice_channels::list(projections, msp, &filter, cursor.as_ref(), wanted.first).await;
        let page = page.map_err(Fault::from)?;
        Ok(NoticeChannelConnection::of(page, &wanted, cursor_of))
    }
}
