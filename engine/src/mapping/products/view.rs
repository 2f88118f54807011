//! What is bought and what is sold, as a port: query tables answer it.

use std::fmt::Debug;

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::Term;
use tenantry_domain::ids::MspId;
use tenantry_domain::product_mapping::Service;
use tenantry_domain::record::Position;

use crate::discovery::KnownUnreadable;

/// A product, as subscriptions at distributors name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenProduct {
    /// Whether Microsoft makes it, where the subscription itself says so.
    pub of_microsoft: Option<bool>,
    /// Who makes it, as the distributor's own list of products has it.
    pub maker: Option<String>,
    /// `product:sku`, where the distributor says it.
    pub maker_sku: Option<String>,
    pub name: String,
    /// How long it is bound.
    pub term: Option<Term>,
    /// How often it is paid.
    pub billing: Option<Term>,
}

/// A service of a PSA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldService {
    pub service: Service,
    pub name: String,
    pub sku: Option<String>,
    /// How often it is billed, where the PSA says it.
    pub billing: Option<Term>,
}

/// Both are short: a few hundred lines even for a large MSP. They may be a moment behind the ledger.
#[async_trait]
pub trait ProductView: Debug + Send + Sync {
    /// Up to where the ledger is in what is read from now on; nothing where that cannot be relied on.
    async fn reached(&self, msp: MspId) -> Result<Option<Position>, KnownUnreadable>;

    /// What the subscriptions that are there now name, whoever makes it, each once.
    async fn products(&self, msp: MspId) -> Result<Vec<SeenProduct>, KnownUnreadable>;

    /// The services of the MSP's PSAs that are there now and in use.
    async fn services(&self, msp: MspId) -> Result<Vec<SoldService>, KnownUnreadable>;
}
