//! Listening to the record.

use async_graphql::{Context, Result, Subscription};
use futures::stream::Stream;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::record::{RecordedEvent, StreamId};
use tenantry_domain::role::Right;

use super::circle::Circle;
use super::object::Event;
use super::query::{EventFilter, stream_of};
use super::sieve::Sieve;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::scalars::Position;
use crate::schema::watching::Watching;

#[derive(Debug, Default)]
pub(crate) struct RecordSubscription;

#[Subscription]
impl RecordSubscription {
    /// Events of the MSP's ledger, in the order in which they are recorded. Each has its position: give it
    /// as `after` to go on behind it. Roles: Tech, Admin, Auditor.
    // What is told stands for the many that follow: nothing that costs much is told with each.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn timeline_tail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events.")] filter: Option<EventFilter>,
        #[graphql(desc = "The position behind which it goes on; from now on when not given.")]
        after: Option<Position>,
    ) -> Result<impl Stream<Item = Result<Event, Fault>> + use<>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let wanted = Wanted::of(desk, filter.unwrap_or_default()).await?;
        let watching = Watching::begin(ctx, Right::Audit, after).await?;
        Ok(watching.told(wanted, |wanted, page| {
            let news = page.into_iter().filter(|news| wanted.holds(&news.event));
            news.map(|news| Event(news.event.clone())).collect()
        }))
    }
}

/// Which events are told.
#[derive(Debug)]
struct Wanted {
    stream: Option<StreamId>,
    circle: Option<Circle>,
    sieve: Sieve,
}

impl Wanted {
    async fn of(desk: Desk<'_>, filter: EventFilter) -> Result<Self, Fault> {
        let customer = filter.customer.as_deref();
        let customer = customer.map(|id| ids::of(Kind::Customer, id)).transpose()?;
        let circle = match customer {
            Some(customer) => Some(Circle::of(desk, CustomerId::new(customer)).await?),
            None => None,
        };
        Ok(Self {
            stream: filter.stream.as_deref().map(stream_of).transpose()?,
            circle,
            sieve: filter.sieve(),
        })
    }

    fn holds(&mut self, event: &RecordedEvent) -> bool {
        // The circle hears of everything: what comes and goes there is not for others to keep from it.
        let within = self.circle.as_mut().is_none_or(|it| it.holds(event));
        let stream = self.stream.as_ref();
        within && stream.is_none_or(|it| *it == event.stream) && self.sieve.lets(event)
    }
}
