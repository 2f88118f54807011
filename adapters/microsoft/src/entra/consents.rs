//! Admin consent: the address to send a customer's administrator to, and what is believed of what
//! they bring back.

use super::app::{API, login_address};
use super::state::{Content, For, StateKey, nonce};
use super::tokens::{Access, Resource, Tokens};
use crate::fault::callback_fault;
use crate::graph::{At, GraphClient, GraphRequest};
use crate::settings::Endpoints;
use async_trait::async_trait;
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use tenantry_domain::cloud::{
    AdminConsents, Cause, CloudFault, ConfirmedConsent, ConsentFault, ConsentInvitation,
    ConsentRequest, ConsentStates, GivenConsent, Taken, TenantId,
};
use tenantry_domain::ids::{CustomerId, MspId};
use url::Url;
use uuid::Uuid;

/// Mail lies unread for weeks; after that, ask again.
const LONGEST_DAYS: i64 = 30;

/// Asks for consent to one app.
#[derive(Debug)]
pub struct EntraConsents {
    pub graph: GraphClient,
    pub tokens: Arc<dyn Tokens>,
    pub endpoints: Arc<Endpoints>,
    /// The app to consent to.
    pub app: Uuid,
    /// Where the administrator comes back to: registered for the app, exactly like this.
    pub return_address: Url,
    pub key: StateKey,
    pub states: Arc<dyn ConsentStates>,
}

#[derive(Deserialize)]
struct Organizations {
    value: Vec<Organization>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organization {
    id: Uuid,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    verified_domains: Vec<Domain>,
}

#[derive(Deserialize)]
struct Domain {
    name: String,
}

#[async_trait]
impl AdminConsents for EntraConsents {
    fn invite(&self, request: &ConsentRequest) -> Result<ConsentInvitation, ConsentFault> {
        self.invite_at(request, Timestamp::now())
    }

    async fn receive(&self, msp: MspId, query: &str) -> Result<GivenConsent, ConsentFault> {
        self.receive_at(msp, query, Timestamp::now()).await
    }

    async fn confirm(&self, given: &GivenConsent) -> Result<ConfirmedConsent, ConsentFault> {
        let tenant = given.claimed_tenant;
        // A token from before the consent lacks what was consented to.
        self.tokens
            .forget(tenant, Resource::Graph, Access::App)
            .await;
        let at = At {
            tenant,
            access: Access::App,
        };
        let properties = ["id", "displayName", "verifiedDomains"];
        let request = GraphRequest::get("/organization").select(&properties);
        let found: Organizations = self.graph.read(at, request).await?;
        let same = |it: &Organization| it.id == tenant.as_uuid();
        let organization = found.value.into_iter().find(same).ok_or_else(|| {
            let why = "the tenant's token leads to another organization";
            CloudFault::new(Cause::AnswerUnreadable, API, why)
        })?;
        let domains = organization.verified_domains.into_iter();
        Ok(ConfirmedConsent {
            msp: given.msp,
            customer: given.customer,
            tenant,
            organization: organization.display_name.unwrap_or_default(),
            domains: domains.map(|domain| domain.name).collect(),
        })
    }
}

impl EntraConsents {
    fn invite_at(
        &self,
        request: &ConsentRequest,
        now: Timestamp,
    ) -> Result<ConsentInvitation, ConsentFault> {
        let valid = request.valid_until.as_second() - now.as_second();
        if valid <= 0 || valid > LONGEST_DAYS * 24 * 60 * 60 {
            return Err(ConsentFault::ValidityOutOfRange { days: LONGEST_DAYS });
        }
        let content = Content {
            msp: request.msp.as_uuid(),
            subject: request.customer.as_uuid(),
            tenant: request.tenant.map(TenantId::as_uuid),
            nonce: nonce(),
            until: request.valid_until.as_second(),
            return_to: None,
        };
        let state = self.key.seal(For::Consent, "", &content);
        let state = state.ok_or(ConsentFault::StateForged)?;
        let tenant = request.tenant.map(|tenant| tenant.to_string());
        let tenant = tenant.as_deref().unwrap_or("organizations");
        let mut address = login_address(&self.endpoints, &format!("/{tenant}/v2.0/adminconsent"))?;
        let scope = format!("{}/.default", self.endpoints.graph_audience);
        address
            .query_pairs_mut()
            .append_pair("client_id", &self.app.to_string())
            .append_pair("scope", &scope)
            .append_pair("redirect_uri", self.return_address.as_str())
            .append_pair("state", &state);
        Ok(ConsentInvitation {
            address: address.into(),
            valid_until: content.until(),
        })
    }

    async fn receive_at(
        &self,
        msp: MspId,
        query: &str,
        now: Timestamp,
    ) -> Result<GivenConsent, ConsentFault> {
        let fields: BTreeMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).collect();
        let field = |name: &str| fields.get(name).map(AsRef::as_ref).unwrap_or_default();
        let state = self.key.open(For::Consent, "", field("state"));
        let state = state.ok_or(ConsentFault::StateForged)?;
        if state.msp != msp.as_uuid() {
            return Err(ConsentFault::StateForeign);
        }
        let until = state.until();
        if until <= now {
            return Err(ConsentFault::StateExpired { until });
        }
        // Used up also by a refusal: otherwise an old refusal could be shown again after a consent.
        if self.states.take(&state.nonce, until).await? == Taken::Again {
            return Err(ConsentFault::StateReplayed);
        }
        // Entra says `admin_consent=True` also beside an error.
        if fields.contains_key("error") {
            let (error, words) = (field("error"), field("error_description"));
            return Err(callback_fault(error, words, field("error_subcode")).into());
        }
        if !field("admin_consent").eq_ignore_ascii_case("true") {
            let what = "that consent was given";
            return Err(ConsentFault::CallbackIncomplete { what });
        }
        let tenant = Uuid::try_parse(field("tenant")).map(TenantId::new);
        let tenant = tenant.map_err(|_| ConsentFault::CallbackIncomplete {
            what: "the tenant's id",
        })?;
        match state.tenant.map(TenantId::new) {
            Some(asked) if asked != tenant => Err(ConsentFault::TenantDiffers {
                asked,
                came: tenant,
            }),
            _ => Ok(GivenConsent {
                msp,
                customer: CustomerId::new(state.subject),
                claimed_tenant: tenant,
            }),
        }
    }
}

#[cfg(test)]
mod tests;
