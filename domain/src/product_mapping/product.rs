//! What is mapped onto what.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cloud::vendor::{Term, kept};
use crate::ids::VendorConnectionId;

/// A product of Microsoft's, as it is bought: for this term, paid in this cycle.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Product {
    pub key: ProductKey,
    /// How long it is bound; nothing where no vendor says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// How often it is paid; nothing where no vendor says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<Term>,
}

/// What tells one product from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProductKey {
    /// `product:sku` as Microsoft writes it.
    Sku(String),
    /// Of what has no such thing: its name, in small letters and with single spaces.
    Name(String),
}

/// A product without a sku and without a name cannot be told from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a product needs a sku or a name")]
pub struct UnnamedProduct;

impl UnnamedProduct {
    pub const CODE: &'static str = "PRODUCT_UNNAMED";
}

impl ProductKey {
    /// By the sku where there is one. Its third part, the availability, differs from market to
    /// market and is no part of what the product is.
    pub fn of(maker_sku: Option<&str>, name: &str) -> Result<Self, UnnamedProduct> {
        let sku = maker_sku.map(sku).unwrap_or_default();
        if !sku.is_empty() {
            return Ok(Self::Sku(sku));
        }
        let name = kept(name).to_lowercase();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            Err(UnnamedProduct)
        } else {
            Ok(Self::Name(name))
        }
    }
}

fn sku(text: &str) -> String {
    let parts: Vec<&str> = text.trim().split(':').take(2).map(str::trim).collect();
    let parts = parts.join(":");
    kept(parts.trim_end_matches(':')).to_uppercase()
}

impl fmt::Display for ProductKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Sku(text) | Self::Name(text)) = self;
        f.write_str(text)
    }
}

/// What the MSP sells, as its PSA has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    pub connection_id: VendorConnectionId,
    /// The vendor's id of the record.
    pub id: String,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of connection {}", self.id, self.connection_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::vendor::TEXT_LIMIT;

    fn key(maker_sku: Option<&str>, name: &str) -> ProductKey {
        ProductKey::of(maker_sku, name).unwrap()
    }

    #[test]
    fn the_availability_is_no_part_of_a_product() {
        let known = ProductKey::Sku("CFQ7TTC0LH18:0001".to_owned());
        for text in [
            "CFQ7TTC0LH18:0001",
            "CFQ7TTC0LH18:0001:CFQ7TTC0K971",
            " cfq7ttc0lh18:0001: ",
        ] {
            assert_eq!(key(Some(text), "Business Basic"), known);
        }
        // The same root with another sku is another product.
        assert_ne!(
            key(Some("CFQ7TTC0LCHC:0002"), "Business Premium"),
            key(Some("CFQ7TTC0LCHC:001J"), "Business Premium")
        );
    }

    #[test]
    fn a_product_without_a_sku_goes_by_its_name() {
        let known = ProductKey::Name("microsoft 365 e3".to_owned());
        for sku in [None, Some(""), Some(" : ")] {
            assert_eq!(key(sku, "  Microsoft  365\tE3 "), known);
        }
        assert_eq!(ProductKey::of(None, " \u{7} "), Err(UnnamedProduct));
        let long = key(None, &"Ä".repeat(900));
        assert_eq!(long, ProductKey::Name("ä".repeat(TEXT_LIMIT)));
    }
}
