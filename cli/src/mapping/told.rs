//! Customers, scores and reasons, as people and programs read them.

use std::collections::BTreeMap;

use serde::Serialize;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::matching::{Certainty, Score, Verdict, Why};
use tenantry_projections::Projections;
use tenantry_projections::customers::Customers;
use uuid::Uuid;

use crate::failure::Failure;
use crate::output::plain;

/// What some customers are called.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<Uuid, String>);

impl Names {
    pub(crate) async fn of(
        projections: &Projections,
        msp: MspId,
        customers: impl IntoIterator<Item = CustomerId>,
    ) -> Result<Self, Failure> {
        let mut ids: Vec<Uuid> = customers.into_iter().map(CustomerId::as_uuid).collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = projections.many::<Customers>(msp, &ids).await?;
        Ok(Self(rows.into_iter().map(|it| (it.id, it.name)).collect()))
    }

    pub(crate) fn get(&self, customer: CustomerId) -> Option<&str> {
        self.0.get(&customer.as_uuid()).map(String::as_str)
    }

    /// For people: the id of one that the table does not know yet.
    pub(crate) fn text(&self, customer: CustomerId) -> String {
        self.get(customer)
            .map_or_else(|| customer.to_string(), plain)
    }
}

/// The name of a record, for people. Vendors have records without one.
pub(crate) fn name(text: &str) -> String {
    if text.trim().is_empty() {
        "(no name)".to_owned()
    } else {
        plain(text)
    }
}

/// As it is typed and shown: 0.94.
pub(crate) fn number(score: Score) -> f64 {
    f64::from(score.hundredths()) / 100.0
}

/// A score as it is typed: from 0.00 to 1.00.
pub(crate) fn score(text: &str) -> Result<Score, String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{part:0<2}");
    let is_number = digits.chars().all(|it| it.is_ascii_digit()) && !whole.is_empty();
    let hundredths: Option<u32> = digits.parse().ok();
    let hundredths = hundredths.filter(|it| is_number && part.len() <= 2 && *it <= 100);
    let score = hundredths.map(Score::of_hundred);
    score.ok_or_else(|| "a score is a number from 0.00 to 1.00".to_owned())
}

/// One reason for a customer, or against it.
#[derive(Debug, Serialize)]
pub(crate) struct Reason {
    text: String,
    against: bool,
}

impl From<&Why> for Reason {
    fn from(why: &Why) -> Self {
        Self {
            text: why.to_string(),
            against: why.speaks_against(),
        }
    }
}

/// Reasons in one line.
pub(crate) fn because(reasons: &[Reason]) -> String {
    let texts = reasons.iter().map(|it| {
        let but = if it.against { "but " } else { "" };
        format!("{but}{}", it.text)
    });
    plain(&texts.collect::<Vec<_>>().join(", "))
}

/// A customer that a record may belong to.
#[derive(Debug, Serialize)]
pub(crate) struct Likely {
    pub(crate) customer: CustomerId,
    pub(crate) name: Option<String>,
    pub(crate) score: f64,
    pub(crate) reasons: Vec<Reason>,
}

/// The customer whose a record is without doubt.
#[derive(Debug, Serialize)]
pub(crate) struct Sure {
    pub(crate) customer: CustomerId,
    pub(crate) name: Option<String>,
    pub(crate) because: Certainty,
}

/// Whose a record is, or may be.
#[derive(Debug, Serialize)]
pub(crate) struct Judged {
    pub(crate) certain: Option<Sure>,
    pub(crate) suggestions: Vec<Likely>,
}

/// The customers that a verdict names.
pub(crate) fn customers_in(verdict: &Verdict) -> Vec<CustomerId> {
    match verdict {
        Verdict::Certain { customer, .. } => vec![*customer],
        Verdict::Open { suggestions } => suggestions.iter().map(|it| it.customer).collect(),
    }
}

impl Judged {
    pub(crate) fn of(verdict: &Verdict, names: &Names) -> Self {
        let called = |customer| names.get(customer).map(str::to_owned);
        match verdict {
            Verdict::Certain { customer, because } => Self {
                certain: Some(Sure {
                    customer: *customer,
                    name: called(*customer),
                    because: *because,
                }),
                suggestions: Vec::new(),
            },
            Verdict::Open { suggestions } => {
                let likely = suggestions.iter().map(|it| Likely {
                    customer: it.customer,
                    name: called(it.customer),
                    score: number(it.score),
                    reasons: it.reasons.iter().map(Reason::from).collect(),
                });
                Self {
                    certain: None,
                    suggestions: likely.collect(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_typed_as_it_is_shown() {
        for (text, hundredths) in [
            ("0", 0),
            ("0.0", 0),
            ("0.9", 90),
            ("0.94", 94),
            ("1", 100),
            ("1.00", 100),
        ] {
            assert_eq!(score(text).map(Score::hundredths), Ok(hundredths), "{text}");
        }
        for text in [
            "", ".", ".9", "94", "1.01", "0.945", "-0.5", "+1", "0,9", "1e0",
        ] {
            assert!(score(text).is_err(), "{text}");
        }
    }
}
