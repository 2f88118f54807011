//! Looking into the record.

use std::collections::BTreeSet;

use async_graphql::connection::{CursorType as _, PageInfo};
use async_graphql::{
    Context, Enum, ID, InputObject, Json, Object, OneofObject, Result, SimpleObject,
};
use serde_json::Value;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::Approval;
use tenantry_domain::approval_refusal::RefusedWishes;
use tenantry_domain::catalog::noun_of;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::merkle::Frontier;
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::record::{MalformedStream, Position as Recorded, StreamId};
use tenantry_domain::role::Right;
use tenantry_domain::tenant::Tenant;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_projections::approval_refusals::{self, RefusalFilter};
use tenantry_projections::approvals::{self, ApprovalFilter, ApprovalOrder};
use tenantry_projections::{MalformedCursor, PAGE_ROWS, tenants};

use super::object::{Event, hex};
use super::reading::Search;
use super::sieve::Sieve;
use crate::schema::desk::Desk;
use crate::schema::edges::{Edge, Edges};
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Place, Wanted};
use crate::schema::scalars::{DateTime, Position};

/// In which order events are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum EventOrder {
    /// What happened last comes first.
    NewestFirst,
    /// As it happened.
    OldestFirst,
}

/// Which events a timeline holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct EventFilter {
    /// Only those of one thing, as `TYPE/ID`.
    pub(super) stream: Option<String>,
    /// Only those of one customer, its tenants and their onboardings, and of its approvals: the 500 that were
    /// asked for last, with what was refused of them, and the 500 wishes for it that were refused last.
    pub(super) customer: Option<ID>,
    /// Only those by this actor: the id under which it is on record.
    actor: Option<String>,
    /// Only those of one matter.
    correlation_id: Option<String>,
    /// Only those of this type.
    #[graphql(name = "type")]
    event_type: Option<String>,
}

impl EventFilter {
    pub(super) fn sieve(&self) -> Sieve {
        Sieve {
            actor: self.actor.clone(),
            correlation: self.correlation_id.clone(),
            event_type: self.event_type.clone(),
        }
    }
}

/// A moment of the past.
#[derive(Debug, Clone, OneofObject)]
pub(crate) enum AsOf {
    /// When the ledger had come to this position.
    Position(Position),
    /// At this instant.
    At(DateTime),
}

/// An event and its place in the timeline.
#[derive(Debug, SimpleObject)]
pub(crate) struct EventEdge {
    /// Where the next page begins when this is the last row of a page.
    cursor: String,
    /// The event.
    node: Event,
}

impl Edge for EventEdge {
    type Node = Event;

    fn node(&self) -> &Event {
        &self.node
    }
}

/// A page of a timeline.
#[derive(SimpleObject)]
pub(crate) struct EventConnection {
    /// The rows.
    edges: Edges<EventEdge>,
    /// Whether there is more. A search by actor, matter or type goes through a bounded part of the
    /// record at a time: a page may have fewer rows than asked for, or none, and still be followed
    /// by others.
    page_info: PageInfo,
}

/// The MSP's ledger.
#[derive(Debug, SimpleObject)]
pub(crate) struct Ledger {
    /// How many events it holds.
    position: Position,
    /// The root of its Merkle tree (RFC 6962), as 64 hexadecimal digits.
    root_hash: String,
    /// When the last event was recorded.
    recorded_at: Option<DateTime>,
}

#[derive(Debug, Default)]
pub(crate) struct RecordQuery;

#[Object]
impl RecordQuery {
    /// How far the MSP's ledger has come, and the hash over all of it. Role: any.
    async fn ledger(&self, ctx: &Context<'_>) -> Result<Ledger> {
        let desk = Desk::reading(ctx)?;
        let head = desk.ledger().head(desk.msp()).await.map_err(Fault::from)?;
        let frontier = Frontier::from_bytes(head.position, &head.frontier);
        let root = frontier
            .map_err(|error| Fault::server(error.code(), &error))?
            .root();
        Ok(Ledger {
            position: Position(head.position),
            root_hash: hex(&root),
            recorded_at: (head.position > 0).then_some(DateTime(head.recorded_at)),
        })
    }

    /// The event at a position, or nothing where the ledger has not come so far. Roles: Tech, Admin,
    /// Auditor.
    async fn event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where it stands.")] position: Position,
    ) -> Result<Option<Event>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        Ok(at(desk, position.0).await?)
    }

    /// What happened, with who, when and why. Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "10 + first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<EventFilter>,
        #[graphql(desc = "The newest first, unless the other is wanted.")] order: Option<
            EventOrder,
        >,
        #[graphql(desc = "Only what had happened by then.")] as_of: Option<AsOf>,
    ) -> Result<EventConnection> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let search = search(desk, &wanted, filter.unwrap_or_default(), order, as_of).await?;
        let found = search
            .run(desk.ledger(), desk.msp())
            .await
            .map_err(Fault::from)?;
        let place = |position: Recorded| Place(position.to_string()).encode_cursor();
        let edge = |event| EventEdge {
            cursor: place(event_position(&event)),
            node: event,
        };
        let edges: Vec<EventEdge> = found.events.into_iter().map(Event).map(edge).collect();
        Ok(EventConnection {
            page_info: PageInfo {
                has_previous_page: wanted.after.is_some(),
                has_next_page: found.next.is_some(),
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                end_cursor: found
                    .next
                    .map(place)
                    .or_else(|| edges.last().map(|edge| edge.cursor.clone())),
            },
            edges: Edges(edges),
        })
    }

    /// How one thing stood: the fold of its events, now or then. Nothing where it had not begun.
    /// Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "20")]
    async fn stream_state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which thing, as `TYPE/ID`.")] stream: String,
        #[graphql(desc = "When; now when not given.")] as_of: Option<AsOf>,
    ) -> Result<Option<Json<Value>>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let stream = stream_of(&stream)?;
        let until = until(desk, as_of).await?;
        let (mut events, mut after) = (Vec::new(), 0);
        loop {
            let page = desk
                .ledger()
                .stream(desk.msp(), &stream, after, PAGE_LIMIT)
                .await;
            let page = page.map_err(Fault::from)?;
            let Some(last) = page.last() else { break };
            after = last.sequence;
            let beyond = last.position > until;
            events.extend(page.into_iter().filter(|event| event.position <= until));
            if beyond {
                break;
            }
        }
        let Some(noun) = noun_of(&stream.aggregate_type).filter(|_| !events.is_empty()) else {
            return Ok(None);
        };
        let state = (noun.state)(&events).map_err(Fault::from)?;
        Ok(Some(Json(state)))
    }
}

fn event_position(event: &Event) -> Recorded {
    event.0.position
}

/// The event at a position.
pub(crate) async fn at(desk: Desk<'_>, position: Recorded) -> Result<Option<Event>, Fault> {
    let Some(before) = position.checked_sub(1) else {
        return Ok(None);
    };
    let page = desk.ledger().feed(desk.msp(), before, 1).await?;
    let found = page
        .into_iter()
        .next()
        .filter(|event| event.position == position);
    Ok(found.map(Event))
}

async fn search(
    desk: Desk<'_>,
    wanted: &Wanted,
    filter: EventFilter,
    order: Option<EventOrder>,
    as_of: Option<AsOf>,
) -> Result<Search, Fault> {
    let beyond = wanted.after.as_deref().map(str::parse).transpose();
    let sieve = filter.sieve();
    let stream = filter.stream.as_deref().map(stream_of).transpose()?;
    let mut streams = match &filter.customer {
        Some(customer) => {
            Some(streams_of(desk, CustomerId::new(ids::of(Kind::Customer, customer)?)).await?)
        }
        None => None,
    };
    if let Some(one) = stream {
        let (kind, id) = (one.aggregate_type, one.aggregate_id);
        let among = |(known, ids): &(String, Vec<String>)| *known == kind && ids.contains(&id);
        // Of both conditions, both have to hold.
        let fits = streams.as_ref().is_none_or(|all| all.iter().any(among));
        streams = Some(if fits {
            vec![(kind, vec![id])]
        } else {
            Vec::new()
        });
    }
    Ok(Search {
        streams,
        sieve,
        newest_first: order != Some(EventOrder::OldestFirst),
        beyond: beyond.map_err(|_| MalformedCursor)?,
        until: until(desk, as_of).await?,
        first: wanted.first as usize,
    })
}

/// The last position that counts.
async fn until(desk: Desk<'_>, as_of: Option<AsOf>) -> Result<Recorded, Fault> {
    let head = desk.ledger().head(desk.msp()).await?.position;
    Ok(match as_of {
        None => head,
        Some(AsOf::Position(position)) => position.0.min(head),
        Some(AsOf::At(instant)) => desk.ledger().position_at(desk.msp(), instant.0).await?,
    })
}

/// A customer's own stream, those of its tenants, and those of what was asked for it, or refused.
async fn streams_of(
    desk: Desk<'_>,
    customer: CustomerId,
) -> Result<Vec<(String, Vec<String>)>, Fault> {
    desk.at_least(None, &["tenants", "approvals", "approval_refusals"])
        .await?;
    let tenants = tenants_of(desk, customer).await?;
    let approvals = approvals_of(desk, customer).await?;
    let mut refused = refused_of(desk, customer).await?;
    refused.extend(approvals.iter().cloned());
    Ok(vec![
        (Approval::TYPE.to_owned(), approvals),
        (
            RefusedWishes::TYPE.to_owned(),
            refused.into_iter().collect(),
        ),
        (Customer::TYPE.to_owned(), vec![customer.to_string()]),
        (Tenant::TYPE.to_owned(), tenants.clone()),
        (Onboarding::TYPE.to_owned(), tenants.clone()),
        (TenantConsent::TYPE.to_owned(), tenants),
    ])
}

pub(super) async fn tenants_of(desk: Desk<'_>, customer: CustomerId) -> Result<Vec<String>, Fault> {
    let rows = tenants::of_customers(desk.projections(), desk.msp(), &[customer]).await?;
    Ok(rows.iter().map(|row| row.id.to_string()).collect())
}

/// What was asked for the customer, from now on back; of very much what was asked for last.
pub(super) async fn approvals_of(
    desk: Desk<'_>,
    customer: CustomerId,
) -> Result<Vec<String>, Fault> {
    let filter = ApprovalFilter {
        customer: Some(customer),
        ..ApprovalFilter::default()
    };
    let (tables, order) = (desk.projections(), ApprovalOrder::Newest);
    let page = approvals::list(tables, desk.msp(), &filter, order, None, PAGE_ROWS).await?;
    Ok(page.rows.iter().map(|row| row.id.to_string()).collect())
}

/// What wishes for the customer named that were refused, from now on back; of very many those of last.
async fn refused_of(desk: Desk<'_>, customer: CustomerId) -> Result<BTreeSet<String>, Fault> {
    let filter = RefusalFilter {
        customer: Some(customer),
        ..RefusalFilter::default()
    };
    let tables = desk.projections();
    let page = approval_refusals::list(tables, desk.msp(), &filter, None, PAGE_ROWS).await?;
    let named = page.rows.iter().map(|row| row.approval_id.to_string());
    Ok(named.collect())
}

pub(super) fn stream_of(text: &str) -> Result<StreamId, Fault> {
    text.parse()
        .map_err(|error: MalformedStream| Fault::input(MalformedStream::CODE, error.to_string()))
}
