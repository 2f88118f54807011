//! What can be asked: one folder per noun, each with the object, its queries, its mutations and what can
//! be listened to.

// A resolver is asynchronous whether it has to wait or not.
#![allow(clippy::unused_async)]

mod access;
mod approvals;
mod consents;
mod contract;
mod customers;
mod desk;
mod edges;
mod errors;
mod fault;
mod fleet;
mod freshness;
mod ids;
mod loaders;
mod mapping;
mod notices;
mod onboardings;
mod operations;
mod paging;
mod partner;
mod problem;
mod procedure_runs;
mod procedures;
mod products;
mod record;
mod records;
mod root;
mod scalars;
mod settings;
mod templates;
mod tenants;
mod told;
mod transfers;
mod vendors;
mod watching;

use std::any::TypeId;
use std::sync::Arc;

use async_graphql::{Data, Schema as Generic, SchemaBuilder};

pub use contract::sdl;
pub use root::{Mutation, Query, Subscription};

use self::approvals::UnfitWishes;
use self::freshness::Freshness;
use crate::transport::{Fresh, Witness};
use crate::{Errand, Leave, Parts};

pub type Schema = Generic<Query, Mutation, Subscription>;

/// The schema, for limits and switches to be set on.
pub fn build() -> SchemaBuilder<Query, Mutation, Subscription> {
    Generic::build(
        Query::default(),
        Mutation::default(),
        Subscription::default(),
    )
}

/// Lays out what resolvers work with: nothing is answered without it.
pub fn furnish(parts: &Parts, errand: Errand, leave: Leave, data: &mut Data) {
    let msp = errand.principal.msp;
    let wished = data.get(&TypeId::of::<Fresh>());
    let wished = wished.and_then(|it| it.downcast_ref()).copied();
    let freshness = Arc::new(Freshness::of(parts, msp, wished));
    data.insert(loaders::shelves(parts.clone(), msp, freshness.clone()));
    data.insert(freshness);
    data.insert(parts.clone());
    data.insert(errand);
    data.insert(leave);
}

/// Who hears of mutations that do not fit the schema.
pub fn witness(parts: &Parts, errand: Errand) -> Arc<dyn Witness> {
    let parts = parts.clone();
    Arc::new(UnfitWishes { parts, errand })
}
