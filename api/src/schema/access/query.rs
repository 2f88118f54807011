//! Looking up who may come in.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::MemberId;
use tenantry_domain::role::Right;
use tenantry_projections::members::{self, MemberFilter as Filter, MemberRow};
use tenantry_projections::service_tokens::{
    self, ServiceTokenFilter as TokenFilter, ServiceTokenRow,
};

use super::fault::unread;
use super::object::{GroupRule, Member, MemberStatus, ServiceToken, ServiceTokenStatus, rules_of};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::root::Role;
use crate::schema::scalars::Position;

/// Which members a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct MemberFilter {
    /// Only those of this status.
    status: Option<MemberStatus>,
    /// Only those in this role.
    role: Option<Role>,
    /// Only those whose name begins like this, upper and lower case alike.
    name_begins_with: Option<String>,
}

/// Which service tokens a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ServiceTokenFilter {
    /// Only those of this status. Those whose time is over count as issued.
    status: Option<ServiceTokenStatus>,
}

connection!(MemberConnection, MemberEdge, Member, MemberRow);
connection!(
    ServiceTokenConnection,
    ServiceTokenEdge,
    ServiceToken,
    ServiceTokenRow
);

#[derive(Debug, Default)]
pub(crate) struct TeamQuery;

#[Object]
impl TeamQuery {
    /// One member of the MSP's team, or nothing. Roles: Tech, Admin, Auditor.
    async fn member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or the account's object id at Microsoft.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<Member>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let id = ids::of(Kind::Member, &id)?;
        desk.at_least(at_least, &["members"]).await?;
        let row = members::get(desk.projections(), desk.msp(), MemberId::new(id)).await;
        Ok(row.map_err(Fault::from)?.map(Member))
    }

    /// The MSP's team, by name. Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<MemberFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<MemberConnection> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default();
        let filter = Filter {
            status: filter.status.map(Into::into),
            role: filter.role.map(Into::into),
            prefix: filter.name_begins_with,
        };
        desk.at_least(at_least, &["members"]).await?;
        let cursor = wanted.cursor()?;
        let page = members::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        Ok(MemberConnection::of(
            page.await.map_err(Fault::from)?,
            &wanted,
            members::cursor_of,
        ))
    }

    /// The groups of the MSP's tenant that give roles, as the ledger says it now. Roles: Tech, Admin,
    /// Auditor.
    #[graphql(complexity = "20 + child_complexity")]
    async fn group_rules(&self, ctx: &Context<'_>) -> Result<Vec<GroupRule>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let team = desk.parts.access.team(desk.msp()).await;
        Ok(rules_of(&*team.map_err(unread)?))
    }

    /// The MSP's service tokens, by name, without their secrets. Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn service_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<ServiceTokenFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<ServiceTokenConnection> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = TokenFilter {
            status: filter.unwrap_or_default().status.map(Into::into),
        };
        desk.at_least(at_least, &["service_tokens"]).await?;
        let cursor = wanted.cursor()?;
        let page = service_tokens::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        Ok(ServiceTokenConnection::of(
            page.await.map_err(Fault::from)?,
            &wanted,
            service_tokens::cursor_of,
        ))
    }
}
