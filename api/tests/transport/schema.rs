//! A small schema with everything in it that can go wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_graphql::{
    Context, Error, ErrorExtensions as _, InputValueError, InputValueResult, Object, Scalar,
    ScalarType, Schema, SchemaBuilder, Subscription, Value,
};
use futures::stream::{self, Stream, StreamExt as _};
use tenantry_domain::ids::CorrelationId;
use tokio::task::yield_now;
use tokio::time::sleep;

/// What was really run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Runs(Arc<AtomicUsize>);

impl Runs {
    fn one(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Who asks, as resolvers see it.
#[derive(Debug, Clone)]
pub(crate) struct Guest(pub(crate) String);

pub(crate) struct Query;
pub(crate) struct Mutation;
pub(crate) struct Subscriptions;

/// A thing inside of a thing.
pub(crate) struct Thing;

pub(crate) struct Day(String);

#[Scalar]
impl ScalarType for Day {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) if text.len() == 10 => Ok(Self(text)),
            Value::String(_) => Err(InputValueError::custom("library: unexpected end at byte 3")),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

pub(crate) type Builder = SchemaBuilder<Query, Mutation, Subscriptions>;

pub(crate) fn schema(runs: Runs) -> Builder {
    Schema::build(Query, Mutation, Subscriptions).data(runs)
}

fn runs(context: &Context<'_>) -> usize {
    context.data_unchecked::<Runs>().one()
}

/// As after a call to somewhere else.
async fn failed(message: &str) -> Error {
    yield_now().await;
    Error::new(message)
}

fn panics(message: &str) -> Option<bool> {
    panic!("{message}")
}

#[Object]
impl Query {
    async fn hello(&self, context: &Context<'_>) -> String {
        runs(context);
        "world".to_owned()
    }

    async fn who(&self, context: &Context<'_>) -> String {
        context.data_unchecked::<Guest>().0.clone()
    }

    async fn correlation(&self, context: &Context<'_>) -> String {
        context.data_unchecked::<CorrelationId>().to_string()
    }

    async fn echo(&self, text: String) -> String {
        text
    }

    async fn number(&self, value: i32) -> i32 {
        value
    }

    async fn day(&self, value: Day) -> Day {
        value
    }

    async fn thing(&self) -> Thing {
        Thing
    }

    #[graphql(complexity = "first * child_complexity")]
    async fn things(&self, first: usize) -> Vec<Thing> {
        vec![Thing; first.min(3)]
    }

    /// Answers with an error that nobody outside should read.
    async fn broken(&self) -> Result<Option<String>, Error> {
        Err(failed("connection to db-7.internal:5432 refused for user tenantry").await)
    }

    /// Answers with an error for whoever asks.
    async fn refused(&self) -> Result<Option<String>, Error> {
        Err(failed("this needs the role Admin")
            .await
            .extend_with(|_, extensions| {
                extensions.set("code", "ROLE_MISSING");
                extensions.set("class", "PERMISSION");
            }))
    }

    /// An error here leaves nothing of the whole answer.
    async fn essential(&self) -> Result<String, Error> {
        Err(failed("gone").await)
    }

    async fn slow(&self, milliseconds: u64) -> bool {
        sleep(Duration::from_millis(milliseconds)).await;
        true
    }

    async fn panics(&self) -> Option<bool> {
        panics("a resolver of the test panics")
    }
}

impl Clone for Thing {
    fn clone(&self) -> Self {
        Self
    }
}

#[Object]
impl Thing {
    async fn name(&self) -> &str {
        "a thing"
    }

    async fn thing(&self) -> Thing {
        Thing
    }

    async fn perhaps(&self) -> Option<Thing> {
        Some(Thing)
    }

    async fn many(&self) -> Vec<Thing> {
        vec![Thing; 2]
    }

    async fn some(&self) -> Option<Vec<Option<Thing>>> {
        Some(vec![Some(Thing); 2])
    }

    async fn broken(&self) -> Result<Option<String>, Error> {
        Err(failed("gone").await)
    }

    async fn essential(&self) -> Result<String, Error> {
        Err(failed("gone").await)
    }
}

#[Object]
impl Mutation {
    async fn add(&self, context: &Context<'_>) -> usize {
        runs(context)
    }

    async fn add_slowly(&self, context: &Context<'_>, milliseconds: u64) -> usize {
        sleep(Duration::from_millis(milliseconds)).await;
        runs(context)
    }
}

#[Subscription]
impl Subscriptions {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }

    /// Says something now and then, for ever.
    async fn ticks(&self, milliseconds: u64) -> impl Stream<Item = u64> {
        stream::iter(1..).then(move |tick| async move {
            sleep(Duration::from_millis(milliseconds)).await;
            tick
        })
    }

    /// Says a lot, as fast as it is taken, for ever; counts what it was asked for.
    async fn flood<'a>(&self, context: &Context<'a>) -> impl Stream<Item = String> + 'a {
        let runs = context.data_unchecked::<Runs>().clone();
        stream::repeat_with(move || {
            runs.one();
            "x".repeat(64 * 1024)
        })
    }

    async fn silence(&self) -> impl Stream<Item = bool> {
        stream::pending()
    }

    async fn broken(&self) -> Result<stream::Empty<bool>, Error> {
        Err(failed("cannot listen on db-7.internal").await)
    }

    async fn panics(&self) -> impl Stream<Item = bool> {
        stream::once(async { panics("a stream of the test panics") == Some(true) })
    }
}
