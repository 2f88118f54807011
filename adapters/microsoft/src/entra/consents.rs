//! Admin consent: the address to send a customer's administrator to, and what is believed of what
//! they bring back.

use super::app::{API, login_address};
use super::state::{Content, For, StateKey};
use super::tokens::{Access, Resource, Tokens};
use crate::fault::callback_fault;
use crate::graph::{At, GraphClient, GraphRequest};
use crate::permissions::{CONSENT, NEEDS, Need, SYNC, Who};
use crate::settings::Endpoints;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use tenantry_domain::cloud::administration::Seen;
use tenantry_domain::cloud::apps::{self, AppRegistrations};
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::{
    AdminConsents, Cause, Class, CloudFault, ConfirmedConsent, ConsentAnswer, ConsentFault,
    ConsentReturn, Invitation, Listed, NeededPermission, ReturnedConsent, TenantId,
};
use tenantry_domain::ids::{CustomerId, InvitationId, MspId};
use tenantry_domain::text::PermissionName;
use url::Url;
use uuid::Uuid;

/// Sends administrators to Entra, for any app that returns here.
#[derive(Debug)]
pub struct EntraConsents {
    pub endpoints: Arc<Endpoints>,
    /// Where the administrator comes back to: registered for each app, exactly like this.
    pub return_address: Url,
    pub key: StateKey,
}

impl AdminConsents for EntraConsents {
    fn permissions(&self) -> Vec<NeededPermission> {
        to_read()
    }

    fn address(&self, invitation: &Invitation) -> Result<String, ConsentFault> {
        let content = Content {
            msp: invitation.msp.as_uuid(),
            subject: invitation.customer.as_uuid(),
            tenant: Some(invitation.tenant.as_uuid()),
            nonce: invitation.id.as_uuid().simple().to_string(),
            until: invitation.valid_until.as_second(),
            return_to: None,
        };
        let state = self.key.seal(For::Consent, "", &content);
        let state = state.ok_or(ConsentFault::StateForged)?;
        let path = format!("/{}/v2.0/adminconsent", invitation.tenant);
        let mut address = login_address(&self.endpoints, &path)?;
        // Permissions of an app are asked for as its registration lists them, and in no other way.
        let scope = format!("{}/.default", self.endpoints.graph_audience);
        address
            .query_pairs_mut()
            .append_pair("client_id", &invitation.app.to_string())
            .append_pair("scope", &scope)
            .append_pair("redirect_uri", self.return_address.as_str())
            .append_pair("state", &state);
        Ok(address.into())
    }

    fn read(&self, back: &ConsentReturn) -> Result<ReturnedConsent, ConsentFault> {
        let text = |field: &'_ Option<String>| field.clone().unwrap_or_default();
        let state = self.key.open(For::Consent, "", &text(&back.state));
        let state = state.ok_or(ConsentFault::StateForged)?;
        let invitation = Uuid::try_parse(&state.nonce).map_err(|_| ConsentFault::StateForged)?;
        let tenant = state.tenant.ok_or(ConsentFault::StateForged)?;
        Ok(ReturnedConsent {
            invitation: InvitationId::new(invitation),
            msp: MspId::new(state.msp),
            customer: CustomerId::new(state.subject),
            tenant: TenantId::new(tenant),
            answer: answer(back)?,
        })
    }
}

/// What reading a tenant takes: each permission once, with what it is for.
fn to_read() -> Vec<NeededPermission> {
    let mut asked: Vec<NeededPermission> = Vec::new();
    let reading = |need: &&Need| need.who == Who::App && [CONSENT, SYNC].contains(&need.feature);
    for need in NEEDS.iter().filter(reading) {
        if asked.iter().all(|it| it.name != need.permission) {
            asked.push(NeededPermission {
                name: need.permission,
                why: need.why,
            });
        }
    }
    asked
}

fn answer(back: &ConsentReturn) -> Result<ConsentAnswer, ConsentFault> {
    // Entra says `admin_consent=True` also beside an error.
    if let Some(error) = &back.error {
        let (words, subcode) = (&back.error_description, &back.error_subcode);
        let (words, subcode) = (words.as_deref(), subcode.as_deref());
        let fault = callback_fault(
            error,
            words.unwrap_or_default(),
            subcode.unwrap_or_default(),
        );
        return Ok(ConsentAnswer::Refused(fault));
    }
    let said = back.admin_consent.as_deref().unwrap_or_default();
    if !said.eq_ignore_ascii_case("true") {
        let what = "that consent was given";
        return Err(ConsentFault::CallbackIncomplete { what });
    }
    let tenant = back.tenant.as_deref().map(Uuid::try_parse);
    match tenant {
        Some(Ok(tenant)) => Ok(ConsentAnswer::Given {
            tenant: TenantId::new(tenant),
        }),
        None | Some(Err(_)) => Err(ConsentFault::CallbackIncomplete {
            what: "the tenant's id",
        }),
    }
}

/// Reads tenants through the consent that they gave to one app.
#[derive(Debug)]
pub struct ConsentProbe {
    pub graph: GraphClient,
    pub tokens: Arc<dyn Tokens>,
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

impl ConsentProbe {
    /// Asks the cloud whether it is so.
    pub async fn confirm(&self, tenant: TenantId) -> Result<ConfirmedConsent, CloudFault> {
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
            tenant,
            organization: organization.display_name.unwrap_or_default(),
            domains: domains.map(|domain| domain.name).collect(),
        })
    }
}

impl ConsentProbe {
    /// What the app may do there by itself, as a new token says.
    pub async fn permitted(
        &self,
        tenant: TenantId,
    ) -> Result<BTreeSet<PermissionName>, CloudFault> {
        let at = At {
            tenant,
            access: Access::App,
        };
        self.graph.permitted(at, Seen::Now).await
    }
}

/// Has an app's registration list what administrators are to be asked for.
pub async fn list_with(
    registrations: &dyn AppRegistrations,
    home: TenantId,
    app: AppId,
    permissions: &[PermissionName],
) -> Result<Listed, CloudFault> {
    let of = |app: AppId| apps::AppId::new(app.as_uuid());
    let graph = of(AppId::MICROSOFT_GRAPH);
    let listed = registrations.require(home, of(app), graph, permissions);
    match listed.await {
        Ok(()) => Ok(Listed::All),
        Err(fault) if fault.class() == Class::Transient => Err(fault),
        // Somebody else keeps it, which is how most are kept.
        Err(fault) => {
            tracing::info!(%app, code = fault.code(), "the app's registration is not ours to change");
            Ok(Listed::Unseen)
        }
    }
}

#[cfg(test)]
mod tests;
