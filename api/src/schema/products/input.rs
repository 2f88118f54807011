//! How a product is named.

use async_graphql::{Enum, InputObject};
use tenantry_domain::cloud::vendor::{TEXT_LIMIT, Term};
use tenantry_domain::product_mapping::{Product, ProductKey, UnnamedProduct};

use crate::schema::told::{Refused, Unmet};

/// What a term or a billing cycle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ProductTermKind {
    /// So many months.
    Months,
    /// Once for all.
    Once,
    /// As much as is used.
    Usage,
    /// On trial.
    Trial,
    /// Something of the vendor's, in its words.
    Other,
}

/// A term or a billing cycle, as `products` tells it.
#[derive(Debug, Clone, InputObject)]
pub(crate) struct ProductTermInput {
    /// What it is.
    kind: ProductTermKind,
    /// How many months, 1 to 1200, where it is months.
    months: Option<i32>,
    /// The vendor's words, where it is something of the vendor's.
    words: Option<String>,
}

/// A product for a term, paid in a cycle, as `products` tells it.
#[derive(Debug, Clone, InputObject)]
pub(crate) struct ProductInput {
    /// What Microsoft calls it: `product:sku`.
    sku: Option<String>,
    /// What a distributor calls it. It counts only where there is no sku.
    name: Option<String>,
    /// How long it is bound; nothing where no vendor says so.
    term: Option<ProductTermInput>,
    /// How often it is paid; nothing where no vendor says so.
    billing: Option<ProductTermInput>,
}

impl ProductInput {
    pub(super) fn product(&self) -> Result<Product, Unmet> {
        let name = self.name.as_deref().unwrap_or_default();
        let key = ProductKey::of(self.sku.as_deref(), name);
        let unnamed = |error: UnnamedProduct| refused(UnnamedProduct::CODE, &error.to_string());
        Ok(Product {
            key: key.map_err(unnamed)?,
            term: self.term.as_ref().map(ProductTermInput::term).transpose()?,
            billing: self
                .billing
                .as_ref()
                .map(ProductTermInput::term)
                .transpose()?,
        })
    }
}

impl ProductTermInput {
    const MOST_MONTHS: u16 = 1200;

    fn term(&self) -> Result<Term, Unmet> {
        Ok(match self.kind {
            ProductTermKind::Months => {
                let months = self.months.and_then(|it| u16::try_from(it).ok());
                let months = months.filter(|it| (1..=Self::MOST_MONTHS).contains(it));
                let message = "a term of months has 1 to 1200 of them";
                Term::Months(months.ok_or_else(|| refused("PRODUCT_TERM_INVALID", message))?)
            }
            ProductTermKind::Once => Term::Once,
            ProductTermKind::Usage => Term::Usage,
            ProductTermKind::Trial => Term::Trial,
            ProductTermKind::Other => {
                let words = self.words.as_deref().filter(|it| !it.trim().is_empty());
                let message = "a term of the vendor's is told in its words";
                let words = words.filter(|it| it.chars().count() <= TEXT_LIMIT);
                let words = words.ok_or_else(|| refused("PRODUCT_TERM_INVALID", message))?;
                Term::Other(words.to_owned())
            }
        })
    }
}

fn refused(code: &'static str, message: &str) -> Refused {
    Refused::new(code, message).at("product")
}
