//! Whether sign-ins had a second factor, by Partner Center's word.

use crate::partner::client::PartnerRequest;
use crate::partner::{PartnerCenter, at};
use async_trait::async_trait;
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{MfaAdoption, MfaSignal, MfaSignals};
use tenantry_http::Answer;

/// What the last answers said.
#[derive(Debug, Clone, Default)]
pub(super) struct Signals {
    last: Arc<Mutex<HashMap<Partner, MfaSignal>>>,
}

impl Signals {
    pub(super) fn note(&self, partner: Partner, answer: &Answer) {
        let Some(said) = answer.header("ismfacompliant") else {
            return;
        };
        let compliant = said.trim().eq_ignore_ascii_case("true");
        let at = Timestamp::now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last.insert(partner, MfaSignal { compliant, at });
        if !compliant && before.is_none_or(|before| before.compliant) {
            tracing::warn!(
                %partner,
                "Partner Center says that the service account signed in without a second factor"
            );
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdoptionRow {
    login_date: Option<String>,
    #[serde(default)]
    mfa_compliant_request_count: u64,
    #[serde(default)]
    total_request_count: u64,
    application_id: Option<String>,
    application_name: Option<String>,
}

/// A bare list, or one in the clothes of a collection.
#[derive(Deserialize)]
#[serde(untagged)]
enum Adoption {
    Bare(Vec<AdoptionRow>),
    Collection { items: Vec<AdoptionRow> },
}

impl From<AdoptionRow> for MfaAdoption {
    fn from(row: AdoptionRow) -> Self {
        Self {
            day: row.login_date.and_then(|date| date.parse().ok()),
            app: row.application_id.and_then(|id| id.parse().ok()),
            app_name: row.application_name.filter(|name| !name.is_empty()),
            requests: row.total_request_count,
            compliant_requests: row.mfa_compliant_request_count,
        }
    }
}

#[async_trait]
impl MfaSignals for PartnerCenter {
    fn last(&self, partner: Partner) -> Option<MfaSignal> {
        let last = self.client.signals.last.lock();
        last.unwrap_or_else(PoisonError::into_inner)
            .get(&partner)
            .copied()
    }

    async fn adoption(&self, partner: Partner) -> Result<Vec<MfaAdoption>, CloudFault> {
        let request = PartnerRequest::get("/v1/applicationmfaadoptionstatus");
        let rows = match self.client.read(at(partner), request).await? {
            Adoption::Bare(rows) | Adoption::Collection { items: rows } => rows,
        };
        Ok(rows.into_iter().map(MfaAdoption::from).collect())
    }
}
