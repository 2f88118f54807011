//! What can be asked: one folder per noun, each with the object, its queries and its mutations.

// A resolver is asynchronous whether it has to wait or not.
#![allow(clippy::unused_async)]

mod customers;
mod desk;
mod fault;
mod ids;
mod loaders;
mod onboardings;
mod operations;
mod paging;
mod problem;
mod record;
mod root;
mod scalars;
mod templates;
mod tenants;
mod told;

use async_graphql::{Data, EmptySubscription, Schema as Generic, SchemaBuilder};

pub use root::{Mutation, Query};

use crate::{Errand, Parts};

pub type Schema = Generic<Query, Mutation, EmptySubscription>;

/// The schema, for limits and switches to be set on.
pub fn build() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Generic::build(Query::default(), Mutation::default(), EmptySubscription)
}

/// Lays out what resolvers work with: nothing is answered without it.
pub fn furnish(parts: &Parts, errand: Errand, data: &mut Data) {
    data.insert(loaders::shelves(parts.clone(), errand.principal.msp));
    data.insert(parts.clone());
    data.insert(errand);
}
