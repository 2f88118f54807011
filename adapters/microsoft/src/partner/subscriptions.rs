//! What customers bought.

use crate::partner::client::{API, Collection, PartnerRequest};
use crate::partner::{PartnerCenter, at};
use crate::settings::SUBSCRIPTIONS;
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{
    PartnerCustomerId, Subscription, SubscriptionStatus, Subscriptions,
};
use tenantry_domain::cloud::vendor::Term;
use tenantry_domain::cloud::{Cause, CloudFault};

/// More than a customer subscribes to.
const MANY: usize = 5000;
const MANY_PAGES: usize = 1000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionRow {
    id: String,
    offer_id: Option<String>,
    offer_name: Option<String>,
    friendly_name: Option<String>,
    quantity: Option<u64>,
    unit_type: Option<String>,
    #[serde(default)]
    status: String,
    auto_renew_enabled: Option<bool>,
    is_trial: Option<bool>,
    is_microsoft_product: Option<bool>,
    billing_type: Option<String>,
    billing_cycle: Option<String>,
    term_duration: Option<String>,
    effective_start_date: Option<String>,
    commitment_end_date: Option<String>,
}

impl SubscriptionRow {
    /// What is paid by use is not paid by the month, whatever its cycle says.
    fn billing(&self) -> Option<Term> {
        let by_use = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default();
            text.to_ascii_lowercase().starts_with("usage")
        };
        if by_use(&self.unit_type) || by_use(&self.billing_type) {
            return Some(Term::Usage);
        }
        let cycle = self.billing_cycle.as_deref()?.trim();
        match cycle.to_ascii_lowercase().as_str() {
            "" | "none" | "unknown" => None,
            "monthly" => Some(Term::MONTHLY),
            "annual" => Some(Term::YEARLY),
            "triennial" => Some(Term::THREE_YEARS),
            "one_time" | "onetime" => Some(Term::Once),
            _ => Some(Term::Other(cycle.to_owned())),
        }
    }

    fn term(&self) -> Option<Term> {
        let said = self.term_duration.as_deref()?.trim();
        let known = Term::from_duration(said);
        known.or_else(|| (!said.is_empty()).then(|| Term::Other(said.to_owned())))
    }
}

/// An instant, with or without a zone. The first year of all is how this interface says nothing.
fn moment(text: Option<&str>) -> Option<Timestamp> {
    let text = text?.trim();
    let zoned = text.parse().ok();
    let moment: Timestamp = zoned.or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })?;
    (moment > Timestamp::UNIX_EPOCH).then_some(moment)
}

impl From<SubscriptionRow> for Subscription {
    fn from(row: SubscriptionRow) -> Self {
        Self {
            term: row.term(),
            billing: row.billing(),
            begun: moment(row.effective_start_date.as_deref()),
            committed_until: moment(row.commitment_end_date.as_deref()),
            id: row.id,
            offer: row.offer_id.unwrap_or_default(),
            offer_name: row.offer_name.unwrap_or_default(),
            friendly_name: row.friendly_name.filter(|name| !name.is_empty()),
            quantity: row.quantity.unwrap_or_default(),
            status: match row.status.to_ascii_lowercase().as_str() {
                "active" => SubscriptionStatus::Active,
                "suspended" => SubscriptionStatus::Suspended,
                "deleted" => SubscriptionStatus::Deleted,
                "expired" => SubscriptionStatus::Expired,
                "pending" => SubscriptionStatus::Pending,
                _ => SubscriptionStatus::Unknown(row.status),
            },
            auto_renews: row.auto_renew_enabled,
            trial: row.is_trial.unwrap_or_default(),
            // Where it says nothing, in the old commerce, there is nothing of others.
            of_microsoft: row.is_microsoft_product.unwrap_or(true),
        }
    }
}

#[async_trait]
impl Subscriptions for PartnerCenter {
    async fn of_customer(
        &self,
        partner: Partner,
        customer: &PartnerCustomerId,
    ) -> Result<Vec<Subscription>, CloudFault> {
        let path = format!("/v1/customers/{customer}/subscriptions");
        let request = PartnerRequest::get(path).api(SUBSCRIPTIONS);
        let page: Collection<SubscriptionRow> = self.client.read(at(partner), request).await?;
        let mut next = page.bookmark();
        let (mut rows, mut pages) = (page.items, 1);
        while let Some(bookmark) = next {
            if rows.len() > MANY || pages > MANY_PAGES {
                let detail = format!("more than {MANY} subscriptions");
                return Err(CloudFault::new(Cause::AnswerTooLarge, API, detail));
            }
            let request = self.client.continued(&bookmark)?.api(SUBSCRIPTIONS);
            let page: Collection<SubscriptionRow> = self.client.read(at(partner), request).await?;
            next = page.bookmark();
            rows.extend(page.items);
            pages += 1;
        }
        Ok(rows.into_iter().map(Subscription::from).collect())
    }
}
