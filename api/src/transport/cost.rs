//! What the schema says its fields cost, held against the limit.
//!
//! The schema engine has a limit of its own, which does not say by how much it was passed and knows no
//! exception for tools that read the schema. What can tell both is an extension, and with one in the
//! schema every field of every answer is led past it, which doubles the cost of an answer. So there are
//! two: the schema that answers has the engine's limit and no extension; whatever it turns down, and
//! whatever reads only the schema, goes to the one that can tell.

use std::any::TypeId;
use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::{Data, Executor, Request, Response, ServerError, ValidationResult, Variables};
use async_trait::async_trait;
use futures::StreamExt as _;
use futures::stream::BoxStream;

use super::fault::Fault;
use super::report;

/// What the schema engine says of an operation beyond its limit. A test holds it to that.
const TOO_COMPLEX: &str = "Query is too complex.";

/// Lies with a request that reads only the schema: its size is limited in other ways.
pub(super) struct FreeOfCost;

/// Runs what is within the limit.
#[derive(Clone)]
pub(super) struct Limited<E> {
    /// With the limit.
    pub(super) answering: E,
    /// Without the limit, and with [`PriceTold`].
    pub(super) telling: E,
}

/// Lets nothing be run but what is free, and says what anything else would have cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct PriceTold {
    pub(super) limit: usize,
}

impl ExtensionFactory for PriceTold {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(*self)
    }
}

#[async_trait]
impl Extension for PriceTold {
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(context).await?;
        if context.data_opt::<FreeOfCost>().is_some() {
            return Ok(result);
        }
        Err(vec![report::told(&Fault::QueryTooCostly {
            limit: self.limit,
            actual: result.complexity,
        })])
    }
}

/// What a price can be told of when the request itself is gone.
#[derive(Clone)]
struct Asked {
    query: String,
    operation: Option<String>,
    variables: Variables,
}

impl Asked {
    fn of(request: &Request) -> Self {
        Self {
            query: request.query.clone(),
            operation: request.operation_name.clone(),
            variables: request.variables.clone(),
        }
    }

    async fn price<E: Executor>(self, telling: &E) -> Response {
        let mut request = Request::new(self.query).variables(self.variables);
        request.operation_name = self.operation;
        telling.execute(request).await
    }
}

fn is_free(request: &Request) -> bool {
    request.data.contains_key(&TypeId::of::<FreeOfCost>())
}

fn is_too_costly(response: &Response) -> bool {
    matches!(response.errors.as_slice(), [only] if only.message == TOO_COMPLEX)
}

impl<E: Executor> Executor for Limited<E> {
    async fn execute(&self, request: Request) -> Response {
        if is_free(&request) {
            return self.telling.execute(request).await;
        }
        let asked = Asked::of(&request);
        let response = self.answering.execute(request).await;
        if is_too_costly(&response) {
            return asked.price(&self.telling).await;
        }
        response
    }

    fn execute_stream(
        &self,
        request: Request,
        session: Option<Arc<Data>>,
    ) -> BoxStream<'static, Response> {
        let asked = Asked::of(&request);
        let telling = self.telling.clone();
        let told = move |response: Response| {
            let refused = is_too_costly(&response).then(|| (asked.clone(), telling.clone()));
            async move {
                match refused {
                    Some((asked, telling)) => asked.price(&telling).await,
                    None => response,
                }
            }
        };
        let answers = self.answering.execute_stream(request, session);
        answers.then(told).boxed()
    }
}
