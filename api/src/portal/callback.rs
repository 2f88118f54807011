//! `/api/msp-portal/tenants/callback`: a customer's administrator comes back.
//!
//! Anybody can come here with anything. What is not signed by us costs no look at the record, and what
//! is signed counts once.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::IgnoredAny;
use tenantry_domain::cloud::ConsentReturn;
use tenantry_domain::tenant_consent::{More, TenantConsent};
use tenantry_domain::text::PermissionName;

use super::problem::{Problem, dress};
use super::{Portal, body, status};
use crate::pages;

/// As Microsoft names the parts of the address, for programs that take the browser back themselves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Brought {
    state: Option<String>,
    tenant: Option<String>,
    admin_consent: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    error_subcode: Option<String>,
    /// What was consented to, they say. What it comes to shows when the tenant is read.
    #[serde(rename = "scope")]
    _scope: Option<IgnoredAny>,
}

impl From<Brought> for ConsentReturn {
    fn from(brought: Brought) -> Self {
        Self {
            state: brought.state,
            tenant: brought.tenant,
            admin_consent: brought.admin_consent,
            error: brought.error,
            error_description: brought.error_description,
            error_subcode: brought.error_subcode,
        }
    }
}

/// The browser of the administrator, with everything in the address.
pub(super) async fn from_browser(
    State(portal): State<Arc<Portal>>,
    RawQuery(query): RawQuery,
) -> Response {
    let correlation = portal.correlation();
    let back = in_address(query.as_deref().unwrap_or_default());
    let mut response = match received(&portal, &back).await {
        Ok(stands) => page(&stands),
        Err(problem) => sorry(&problem),
    };
    dress(&mut response, correlation);
    response
}

/// A program that was given what the browser brought.
pub(super) async fn from_program(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let correlation = portal.correlation();
    let (head, body) = request.into_parts();
    match by_program(&portal, &head.headers, body).await {
        Ok(mut response) => {
            dress(&mut response, correlation);
            response
        }
        Err(problem) => problem.told(correlation),
    }
}

async fn by_program(portal: &Portal, headers: &HeaderMap, body: Body) -> Result<Response, Problem> {
    let brought: Brought = body::read(headers, body).await?;
    let stands = received(portal, &brought.into()).await?;
    status::told(&stands)
}

async fn received(portal: &Portal, back: &ConsentReturn) -> Result<TenantConsent, Problem> {
    let consents = &portal.parts.consents;
    let returned = consents.read(back)?;
    if !portal.entry.may_ask(returned.msp, "admin-consent") {
        let detail = "so many requests in so short a time; wait a moment";
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Err(Problem::new(status, "RATE_LIMITED", detail));
    }
    let received = consents.receive(&returned).await;
    received.map_err(|error| {
        let (msp, tenant) = (returned.msp, returned.tenant);
        tracing::info!(%msp, %tenant, code = error.code(), "somebody came back in vain");
        error.into()
    })
}

/// The first of each name: what stands behind it was added by somebody else.
fn in_address(query: &str) -> ConsentReturn {
    let mut back = ConsentReturn::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let place = match &*name {
            "state" => &mut back.state,
            "tenant" => &mut back.tenant,
            "admin_consent" => &mut back.admin_consent,
            "error" => &mut back.error,
            "error_description" => &mut back.error_description,
            "error_subcode" => &mut back.error_subcode,
            _ => continue,
        };
        place.get_or_insert_with(|| value.into_owned());
    }
    back
}

/// For the administrator, in words.
fn page(stands: &TenantConsent) -> Response {
    let text = match stands {
        TenantConsent::Verified(connected) => of_more(&connected.more),
        TenantConsent::Ended(ended) => {
            let code = ended.fault.as_ref().map(|fault| fault.code.as_str());
            let code = code.unwrap_or("CONSENT_DECLINED");
            let remedy = pages::remedy(code).unwrap_or_default();
            format!(
                "No consent was given, and nothing was connected.\n\n{remedy}\n\nMore: /help/{code}\n"
            )
        }
        TenantConsent::Unknown
        | TenantConsent::Asked(_)
        | TenantConsent::Verifying(_) => "Thank you. Consent was received, and is being verified; \
             that takes some minutes.\n\nYou can close this page. Your service provider sees when the \
             tenant is connected.\n"
            .to_owned(),
    };
    plain(StatusCode::OK, text)
}

/// Of further permissions: the tenant is connected, and stays so.
fn of_more(more: &More) -> String {
    if let More::Ended(ended) = more
        && let Some(fault) = &ended.fault
    {
        let code = &fault.code;
        let remedy = pages::remedy(code).unwrap_or_default();
        return format!(
            "No further consent was given. What was connected stays connected.\n\n{remedy}\n\nMore: /help/{code}\n"
        );
    }
    let names = more.asked().map(|it| it.permissions.as_slice());
    let names: Vec<&str> = names
        .unwrap_or_default()
        .iter()
        .map(PermissionName::as_str)
        .collect();
    let names = names.join(", ");
    let listed = more.asked().is_none_or(|it| it.listed);
    let unlisted = format!(
        "If the page that you came from did not name all of them, whoever registered the app has to list \
         them there first: {names}.\n\n"
    );
    let hint = if listed { "" } else { &unlisted };
    format!(
        "Thank you. Consent was received, and is being verified; that takes some minutes.\n\n{hint}You can close \
         this page. What waits for it goes on by itself.\n"
    )
}

fn sorry(problem: &Problem) -> Response {
    let code = &problem.code;
    let remedy = pages::remedy(code).unwrap_or_default();
    let text = format!("{}\n\n{remedy}\n\nMore: /help/{code}\n", problem.detail);
    plain(problem.status, text)
}

fn plain(status: StatusCode, text: String) -> Response {
    let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (status, plain, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_alike_the_first_counts() {
        let back = in_address("state=a&state=b&tenant=t%20u&x=y&error=");
        assert_eq!(back.state.as_deref(), Some("a"));
        assert_eq!(back.tenant.as_deref(), Some("t u"));
        assert_eq!(back.error.as_deref(), Some(""), "an empty one is one");
        assert_eq!(back.admin_consent, None);
    }
}
