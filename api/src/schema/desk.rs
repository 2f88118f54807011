//! What a resolver works with: who asks, and what the API stands on. There is no other way to data.

use std::sync::Arc;
use std::time::Instant;

use async_graphql::Context;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Position as Recorded, RecordedEvent, Source};
use tenantry_domain::role::Right;
use tenantry_domain::text::Reason;
use tenantry_engine::commands::{Context as Asked, Done, Request};
use tenantry_engine::ledger::Ledger;
use tenantry_projections::Projections;
use tenantry_projections::declaration::Projection;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::fault::Fault;
use super::freshness::Freshness;
use super::scalars::Position;
use super::told::{Unmet, unmet};
use crate::{Errand, Parts};

/// What every mutation answers with beside what it changed.
const RECEIPT: &str = "receipt";
const POSITION: &str = "position";
const USER_ERRORS: &str = "userErrors";
const TYPE_NAME: &str = "__typename";

#[derive(Debug, Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) errand: &'a Errand,
    /// How new what it reads is.
    pub(crate) freshness: &'a Freshness,
    /// Of a mutation: whoever asks goes on with its position, and does not ask for what it changed.
    pub(crate) by_position: bool,
}

impl<'a> Desk<'a> {
    /// The desk of somebody who may do this.
    pub(crate) fn with(ctx: &Context<'a>, right: Right) -> Result<Self, Fault> {
        let desk = Self {
            parts: ctx.data_opt().ok_or_else(Fault::nobody)?,
            errand: ctx.data_opt().ok_or_else(Fault::nobody)?,
            freshness: ctx.data_opt::<Arc<Freshness>>().ok_or_else(Fault::nobody)?,
            by_position: by_position(ctx),
        };
        if desk.errand.principal.has(right) {
            Ok(desk)
        } else {
            Err(Fault::role_missing(right))
        }
    }

    pub(crate) fn reading(ctx: &Context<'a>) -> Result<Self, Fault> {
        Self::with(ctx, Right::Read)
    }

    pub(crate) fn operating(ctx: &Context<'a>) -> Result<Self, Fault> {
        Self::with(ctx, Right::Operate)
    }

    pub(crate) fn administering(ctx: &Context<'a>) -> Result<Self, Fault> {
        Self::with(ctx, Right::Administer)
    }

    pub(crate) fn msp(&self) -> MspId {
        self.errand.principal.msp
    }

    pub(crate) fn projections(&self) -> &'a Projections {
        &self.parts.projections
    }

    pub(crate) fn ledger(&self) -> &'a dyn Ledger {
        &**self.parts.engine.ledger()
    }

    /// Waits until what is read has come as far as the asker knows it has to.
    pub(crate) async fn at_least(
        &self,
        least: Option<Position>,
        names: &[&str],
    ) -> Result<(), Fault> {
        match least {
            Some(Position(position)) => self.freshness.need(position, names).await,
            None => self.freshness.keep(names).await,
        }
    }

    /// The same where there is an answer whether it can be read yet or not, as after a mutation.
    pub(crate) async fn settled(&self, position: Recorded, names: &[&str]) -> Result<bool, Fault> {
        self.freshness.wish(position, names).await
    }

    /// Whether what a mutation changed is to be shown, and can be read.
    pub(crate) async fn shows(&self, position: Recorded, names: &[&str]) -> Result<bool, Fault> {
        if self.by_position {
            // Whoever takes the position asks with it, and is kept only then.
            self.freshness.announce();
            return Ok(false);
        }
        self.settled(position, names).await
    }

    /// The row of an event's stream with the event in it, looked up once for all who are told of it.
    pub(crate) async fn arrived<P: Projection>(
        &self,
        place: &OnceCell<Option<P::Row>>,
        event: &RecordedEvent,
    ) -> Result<Option<P::Row>, Fault> {
        let (projections, msp) = (self.projections(), self.msp());
        let Ok(id) = Uuid::try_parse(&event.stream.aggregate_id) else {
            return Ok(None);
        };
        // Whoever waits for another's look waits no longer than for one of its own.
        let begun = Instant::now();
        let look = async || {
            let left = self.parts.patience.saturating_sub(begun.elapsed());
            let names = &[P::NAME];
            projections
                .wait_for(msp, event.position, names, left)
                .await?;
            projections.one::<P>(msp, id).await
        };
        Ok(place.get_or_try_init(look).await?.clone())
    }

    /// Who asks, why, and under which key.
    pub(crate) fn asked(&self, key: &str, reason: Option<&str>) -> Result<Asked, Unmet> {
        let mut asked = Asked::new(self.errand.principal.actor.clone(), Source::Api).with_key(key);
        asked.correlation_id = Some(self.errand.correlation);
        if let Some(reason) = reason {
            let reason = Reason::new(reason)
                .map_err(|error| Unmet::Refused(super::told::Refused::from(error).at("reason")))?;
            asked = asked.because(reason.as_str());
        }
        Ok(asked)
    }

    /// The id that follows from what it is made by, such as an idempotency key.
    pub(crate) fn id_of(&self, name: &str) -> Uuid {
        Uuid::new_v5(&self.msp().as_uuid(), name.as_bytes())
    }

    /// Sends a command.
    pub(crate) async fn tell<A: Aggregate>(
        &self,
        id: String,
        command: A::Command,
        context: Asked,
    ) -> Result<Done, Unmet> {
        let request = Request::<A> {
            msp: self.msp(),
            id,
            command,
            context,
        };
        self.parts.engine.execute(request).await.map_err(unmet)
    }
}

/// Whether nothing is asked for but where it is on record.
fn by_position(ctx: &Context<'_>) -> bool {
    let mut position = false;
    for field in ctx.field().selection_set() {
        match field.name() {
            RECEIPT => position |= field.selection_set().any(|it| it.name() == POSITION),
            USER_ERRORS | TYPE_NAME => {}
            _ => return false,
        }
    }
    position
}
