//! What the schema says its fields cost, held against the limit.
//!
//! The schema engine has a limit of its own, which does not say by how much it was passed and knows
//! no exception for tools that read the schema.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::{ServerError, ValidationResult};
use async_trait::async_trait;

use super::fault::Fault;
use super::report;

/// Lies with a request that reads only the schema: its size is limited in other ways.
pub(super) struct FreeOfCost;

/// Put into the schema by the transport.
#[derive(Debug, Clone, Copy)]
pub(super) struct CostLimit(pub(super) usize);

impl ExtensionFactory for CostLimit {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(*self)
    }
}

#[async_trait]
impl Extension for CostLimit {
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(context).await?;
        let free = context.data_opt::<FreeOfCost>().is_some();
        if free || result.complexity <= self.0 {
            return Ok(result);
        }
        Err(vec![report::told(&Fault::QueryTooCostly {
            limit: self.0,
            actual: result.complexity,
        })])
    }
}
