//! An event, as clients see it.

use async_graphql::{ComplexObject, Context, Enum, ID, Json, Object, Result, SimpleObject};
use serde_json::Value;
use tenantry_domain::record::{ActorKind as Kinds, Metadata, RecordedEvent, Source as Doors};
use uuid::Uuid;

use super::called::called;
use super::proof::{self, EventProof};
use crate::schema::access::name_of;
use crate::schema::desk::Desk;
use crate::schema::ids::{Kind, global};
use crate::schema::scalars::{DateTime, Position};

/// What a proof costs: a page of them is more than a request may.
const PROOF: usize = 2_000;

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Kinds")]
pub(crate) enum ActorKind {
    /// A person, signed in.
    User,
    /// A machine with a token of its own.
    Service,
    /// The engine, carrying a saga on.
    Saga,
    /// Somebody at the machine's own command line.
    Operator,
}

/// The door a request came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Doors")]
pub(crate) enum RequestSource {
    /// This API.
    Api,
    /// The command line.
    Cli,
    /// The engine itself.
    Engine,
    /// It was taken over from elsewhere.
    Import,
}

/// Who did it, why, and what it belongs to.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct EventOrigin {
    /// What kind of actor.
    actor_kind: ActorKind,
    /// Which one: the id under which it is on record.
    actor: String,
    /// The door the request came through.
    source: RequestSource,
    /// Why, in the actor's words.
    reason: Option<String>,
    /// What all events of one matter have in common.
    correlation_id: String,
    /// The event, by its position, or the command that led to this one.
    causation_id: Option<String>,
    /// The key under which it was asked for.
    idempotency_key: String,
}

#[ComplexObject]
impl EventOrigin {
    /// What the member or the token is called now, for those who may read who works for the MSP: Tech, Admin,
    /// Auditor.
    async fn actor_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        name_of(ctx, self.actor_kind.into(), &self.actor).await
    }
}

impl From<Metadata> for EventOrigin {
    fn from(metadata: Metadata) -> Self {
        Self {
            actor_kind: metadata.actor_kind.into(),
            actor: metadata.actor_id,
            source: metadata.source.into(),
            reason: metadata.reason,
            correlation_id: metadata.correlation_id.to_string(),
            causation_id: metadata.causation_id,
            idempotency_key: metadata.idempotency_key,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Event(pub(crate) RecordedEvent);

/// Something that happened, as it was recorded.
#[Object]
impl Event {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::Event, Uuid::from_u128(self.0.position.into()))
    }

    /// Where it stands in the MSP's ledger.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// What kind of thing it happened to: `customer`, `onboarding` …
    async fn stream_type(&self) -> &str {
        &self.0.stream.aggregate_type
    }

    /// Which one.
    async fn stream_id(&self) -> &str {
        &self.0.stream.aggregate_id
    }

    /// What people call it now; a session, a record and the like by what they belong to. Nothing where it has no name.
    async fn stream_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        called(ctx, &self.0.stream).await
    }

    /// The how manieth event of the thing it is.
    async fn sequence(&self) -> Position {
        Position(self.0.sequence)
    }

    /// What happened.
    #[graphql(name = "type")]
    async fn event_type(&self) -> &str {
        &self.0.event_type
    }

    /// The version of its shape.
    async fn version(&self) -> &str {
        &self.0.event_version
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// Its fields, as they are stored.
    async fn payload(&self) -> Json<Value> {
        let whole: Value = serde_json::from_str(&self.0.payload).unwrap_or_default();
        // Without the wrapper that repeats the event's name.
        let fields = whole.get(&self.0.event_type).cloned();
        Json(fields.unwrap_or(whole))
    }

    /// Who did it and why. Nothing where it was recorded in a way that this program does not read.
    async fn origin(&self) -> Option<EventOrigin> {
        let metadata: Option<Metadata> = serde_json::from_str(&self.0.metadata).ok();
        metadata.map(EventOrigin::from)
    }

    /// The hash of its leaf in the ledger's Merkle tree, as 64 hexadecimal digits.
    async fn leaf_hash(&self) -> String {
        hex(&self.0.leaf)
    }

    /// That it is in the ledger. All leaves of the ledger are read for it, so it costs much, one is made at a time
    /// for an MSP, and it is asked for with one event or a few; of a list, ask for the event alone.
    #[graphql(complexity = "PROOF + child_complexity")]
    async fn proof(&self, ctx: &Context<'_>) -> Result<Option<EventProof>> {
        let desk = Desk::reading(ctx)?;
        Ok(Some(proof::of(desk, self.0.position).await?))
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
