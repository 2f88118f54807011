//! What can be asked of the mapping of products.
//!
//! When it is asked, and by whom, is no part of what is asked.

use serde::{Deserialize, Serialize};

use super::{Product, Service};
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductMappingCommand {
    Map(MapProduct),
    Unmap(UnmapProduct),
    Ignore(IgnoreProduct),
    Heed(HeedProduct),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapProduct {
    pub product: Product,
    pub service: Service,
    #[serde(skip_serializing, default)]
    pub by: String,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// Names the service that was looked at: one that was chosen meanwhile is not taken away with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnmapProduct {
    pub product: Product,
    pub service: Service,
    #[serde(skip_serializing, default)]
    pub by: String,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IgnoreProduct {
    pub product: Product,
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub by: String,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeedProduct {
    pub product: Product,
    #[serde(skip_serializing, default)]
    pub by: String,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}
