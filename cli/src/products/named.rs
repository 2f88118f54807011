//! How a product is named: as `products list` shows it.

use clap::Args;
use tenantry_domain::cloud::vendor::{TEXT_LIMIT, Term};
use tenantry_domain::product_mapping::{Product, ProductKey};

use crate::exit::Exit;
use crate::failure::Failure;

/// A product for a term, paid in a cycle: the same paid monthly and yearly are two.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// What Microsoft calls it: product:sku
    #[arg(long)]
    sku: Option<String>,
    /// What a distributor calls it, where it has no sku
    #[arg(long)]
    name: Option<String>,
    /// How long it is bound, where a vendor says so: P1M, P1Y, once, usage, trial, or other:WORDS
    #[arg(long, value_name = "TERM")]
    term: Option<String>,
    /// How often it is paid, where a vendor says so, in the same words
    #[arg(long, value_name = "TERM")]
    billing: Option<String>,
}

impl Named {
    pub(super) fn read(&self) -> Result<Product, Failure> {
        let name = self.name.as_deref().unwrap_or_default();
        Ok(Product {
            key: ProductKey::of(self.sku.as_deref(), name)?,
            term: self.term.as_deref().map(term).transpose()?,
            billing: self.billing.as_deref().map(term).transpose()?,
        })
    }
}

/// A term as it is shown, and typed.
pub(super) fn spelled(term: &Term) -> String {
    match term {
        Term::Months(months) if months % 12 == 0 => format!("P{}Y", months / 12),
        Term::Months(months) => format!("P{months}M"),
        Term::Once => "once".to_owned(),
        Term::Usage => "usage".to_owned(),
        Term::Trial => "trial".to_owned(),
        Term::Other(words) => format!("other:{words}"),
    }
}

fn term(text: &str) -> Result<Term, Failure> {
    const MOST_MONTHS: u16 = 1200;
    let other = text.strip_prefix("other:");
    let other = other.filter(|it| !it.trim().is_empty() && it.chars().count() <= TEXT_LIMIT);
    let term = match (text.trim(), other) {
        (_, Some(words)) => Some(Term::Other(words.to_owned())),
        ("once", None) => Some(Term::Once),
        ("usage", None) => Some(Term::Usage),
        ("trial", None) => Some(Term::Trial),
        (text, None) => Term::from_duration(text),
    };
    let is_too_long = |it: &Term| matches!(it, Term::Months(months) if *months > MOST_MONTHS);
    term.filter(|it| !is_too_long(it)).ok_or_else(|| {
        let message = "a term is P and a number of months or years such as P1M or P1Y, up to 1200 \
                       months; once, usage or trial; or other: and the vendor's words";
        Failure::new("PRODUCT_TERM_INVALID", Exit::Refused, message.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_typed_as_it_is_shown() {
        for known in [
            Term::MONTHLY,
            Term::HALF_YEARLY,
            Term::YEARLY,
            Term::THREE_YEARS,
            Term::Once,
            Term::Usage,
            Term::Trial,
            Term::Other("every second Tuesday".to_owned()),
        ] {
            assert_eq!(term(&spelled(&known)).ok(), Some(known));
        }
        assert_eq!(term("P12M").ok(), Some(Term::YEARLY));
        for text in ["", "P", "1", "monthly", "P101Y", "other:", "other: ", "P0M"] {
            assert!(term(text).is_err(), "{text}");
        }
    }
}
