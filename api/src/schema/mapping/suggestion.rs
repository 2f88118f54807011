//! Whose a record may be, and why, as clients see it.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use tenantry_domain::ids::{CustomerId, RecordId};
use tenantry_domain::matching::{Certainty, Suggestion, Verdict, Why};
use tenantry_projections::vendor_records::{RecordMapping as Standing, VendorRecordRow};

use super::history::{customer_of, fault, record_of};
use super::refusal::unmet_by;
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::records::{VendorLinkCertainty, VendorRecord};

/// What one reason is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum MatchReasonKind {
    /// The same Microsoft tenant.
    SameTenant,
    /// The record itself names this customer's record in another system.
    SameReference,
    /// The same domain.
    SameDomain,
    /// How alike the names are.
    NameLike,
    /// A linked record calls the customer like this.
    NameInOther,
    /// One name is the initials of the other.
    Initials,
    /// The same number in somebody's books.
    SameExternalId,
    /// The same phone number.
    SamePhone,
    /// The same city.
    SameCity,
    /// The same country.
    SameCountry,
    /// Words or addresses that tell branches and namesakes apart.
    DifferentPlace,
    /// Legal forms of different countries.
    DifferentForm,
    /// The customer is another tenant, or another record of a system that the record names.
    LinkedElsewhere,
}

/// One reason why a record may be a customer's, or may not.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct MatchReason {
    /// What it is about.
    kind: MatchReasonKind,
    /// In words for people, such as `name 0.94`.
    text: String,
    /// Whether it speaks against it.
    against: bool,
}

impl From<Why> for MatchReason {
    fn from(why: Why) -> Self {
        let kind = match &why {
            Why::SameTenant => MatchReasonKind::SameTenant,
            Why::SameReference { .. } => MatchReasonKind::SameReference,
            Why::SameDomain { .. } => MatchReasonKind::SameDomain,
            Why::NameLike(_) => MatchReasonKind::NameLike,
            Why::NameInOther { .. } => MatchReasonKind::NameInOther,
            Why::Initials => MatchReasonKind::Initials,
            Why::SameExternalId { .. } => MatchReasonKind::SameExternalId,
            Why::SamePhone => MatchReasonKind::SamePhone,
            Why::SameCity { .. } => MatchReasonKind::SameCity,
            Why::SameCountry { .. } => MatchReasonKind::SameCountry,
            Why::DifferentPlace { .. } => MatchReasonKind::DifferentPlace,
            Why::DifferentForm => MatchReasonKind::DifferentForm,
            Why::LinkedElsewhere => MatchReasonKind::LinkedElsewhere,
        };
        let against = why.speaks_against();
        Self {
            kind,
            text: why.to_string(),
            against,
        }
    }
}

#[derive(Debug)]
pub(crate) struct RecordSuggestion(Suggestion);

/// A customer that a record may belong to.
#[Object]
impl RecordSuggestion {
    /// The customer.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        customer_of(ctx, self.0.customer).await
    }

    /// How much speaks for it, in hundredths: to be ordered by, no probability.
    async fn score(&self) -> i32 {
        self.0.score.hundredths().into()
    }

    /// What speaks for it and against it, the weightiest first.
    async fn reasons(&self) -> Vec<MatchReason> {
        self.0.reasons.iter().cloned().map(Into::into).collect()
    }
}

#[derive(Debug)]
pub(crate) struct CertainMatch {
    customer: CustomerId,
    because: Certainty,
}

/// The customer whose a record is without doubt.
#[Object]
impl CertainMatch {
    /// The customer.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        customer_of(ctx, self.customer).await
    }

    /// What leaves no doubt.
    async fn because(&self) -> VendorLinkCertainty {
        self.because.into()
    }

    /// The same in words for people.
    async fn text(&self) -> String {
        self.because.to_string()
    }
}

#[derive(Debug)]
pub(crate) struct RecordSuggestions {
    record: RecordId,
    verdict: Verdict,
}

impl RecordSuggestions {
    pub(super) fn of(record: RecordId, verdict: Verdict) -> Self {
        Self { record, verdict }
    }
}

/// Whose a record may be. Nothing of it is on record: it is judged when it is asked for.
#[Object]
impl RecordSuggestions {
    /// The record.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<VendorRecord>> {
        record_of(ctx, self.record).await
    }

    /// Whose it is without doubt, if there is none.
    async fn certain(&self) -> Option<CertainMatch> {
        match &self.verdict {
            Verdict::Certain { customer, because } => Some(CertainMatch {
                customer: *customer,
                because: *because,
            }),
            Verdict::Open { .. } => None,
        }
    }

    /// Otherwise the customers that it may be, the likeliest first. None where nobody comes close.
    async fn suggestions(&self) -> Vec<RecordSuggestion> {
        match &self.verdict {
            Verdict::Certain { .. } => Vec::new(),
            Verdict::Open { suggestions } => {
                suggestions.iter().cloned().map(RecordSuggestion).collect()
            }
        }
    }
}

/// Whose the record in this row may be; nobody's where it stands for no customer.
pub(crate) async fn judged(
    desk: Desk<'_>,
    row: &VendorRecordRow,
) -> Result<RecordSuggestions, Fault> {
    let record = RecordId::new(row.id);
    let nobody = Verdict::Open {
        suggestions: Vec::new(),
    };
    let mappable = row.mappable().filter(|_| row.mapping != Standing::None);
    let Some(mappable) = mappable else {
        return Ok(RecordSuggestions::of(record, nobody));
    };
    let mappings = &desk.parts.mapping.mappings;
    let judged = mappings.suggest(desk.msp(), &[mappable]).await;
    let judged = judged.map_err(|error| fault(unmet_by(error)))?;
    let verdict = judged.into_iter().next().map(|(_, verdict)| verdict);
    Ok(RecordSuggestions::of(record, verdict.unwrap_or(nobody)))
}
