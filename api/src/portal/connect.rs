//! `POST /api/msp-portal/tenants/connect`: asks for a tenant's consent, and tells where its
//! administrator is to be sent.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts as Head;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::{MalformedTenantName, TenantName};
use tenantry_domain::ids::{CorrelationId, CustomerId, TenantId};
use tenantry_domain::record::Source;
use tenantry_domain::role::Right;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_domain::text::Reason;
use tenantry_engine::commands::Context;
use tenantry_engine::consents::ConsentWish;
use tenantry_engine::ledger::Outcome;

use super::problem::{Problem, dress};
use super::status::Stands;
use super::{Portal, ROOT, body};

const KEY: &str = "idempotency-key";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    customer_id: String,
    tenant: String,
    valid_days: Option<u16>,
    reason: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    tenant_id: TenantId,
    customer_id: CustomerId,
    status: Stands,
    /// Nothing where the request was carried out before and its invitation is no longer open.
    auth_url: Option<String>,
    valid_until: Timestamp,
    permissions: Vec<Permission>,
    position: String,
}

#[derive(Debug, Serialize)]
struct Permission {
    name: &'static str,
    why: &'static str,
}

pub(super) async fn connect(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let correlation = portal.correlation();
    let (head, body) = request.into_parts();
    match connected(&portal, &head, body, correlation).await {
        Ok(mut response) => {
            dress(&mut response, correlation);
            response
        }
        Err(problem) => problem.told(correlation),
    }
}

async fn connected(
    portal: &Portal,
    head: &Head,
    body: Body,
    correlation: CorrelationId,
) -> Result<Response, Problem> {
    let principal = portal.visitor(head, Right::Operate).await?;
    let wanted: Wanted = body::read(&head.headers, body).await?;
    let key = head.headers.get(KEY).and_then(|key| key.to_str().ok());
    let mut context = Context::new(principal.actor.clone(), Source::Api);
    // One that is missing is as good as one that is malformed.
    context = context.with_key(key.unwrap_or_default());
    context.correlation_id = Some(correlation);
    if let Some(reason) = &wanted.reason {
        context = context.because(Reason::new(reason)?.as_str());
    }
    let wish = wish_of(&wanted)?;
    let consents = &portal.parts.consents;
    let (tenant, done) = consents.ask(principal.msp, wish, context).await?;
    let stands = consents.of(principal.msp, tenant).await?;
    let asked = stands.asked().ok_or_else(Problem::no_consent)?;
    let now = portal.parts.clock.now();
    let auth_url = match &stands {
        TenantConsent::Asked(open) if open.is_good(now) => {
            Some(consents.address(&open.invitation_of(principal.msp))?)
        }
        _ => None,
    };
    let permissions = consents.permissions().into_iter();
    let answer = Answer {
        tenant_id: tenant,
        customer_id: asked.customer_id,
        status: Stands::of(&stands),
        auth_url,
        valid_until: Timestamp::from_microsecond(asked.valid_until).unwrap_or_default(),
        permissions: permissions
            .map(|it| Permission {
                name: it.name,
                why: it.why,
            })
            .collect(),
        position: done.receipt.position.to_string(),
    };
    let is_new = !done.replayed && done.outcome() == Outcome::Recorded;
    Ok(told(&answer, is_new))
}

fn wish_of(wanted: &Wanted) -> Result<ConsentWish, Problem> {
    let tenant: Result<TenantName, MalformedTenantName> = wanted.tenant.parse();
    Ok(ConsentWish {
        customer: wanted.customer_id.parse()?,
        tenant: tenant
            .map_err(|error| Problem::bad(MalformedTenantName::CODE, error.to_string()))?,
        valid_days: wanted.valid_days.unwrap_or(ConsentWish::USUAL_DAYS),
    })
}

/// Where something is new, the answer says where to see what becomes of it.
fn told(answer: &Answer, is_new: bool) -> Response {
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let mut response = (status, Json(answer)).into_response();
    let place = format!("{ROOT}/tenants/{}/sync-status", answer.tenant_id);
    if let Some(place) = is_new
        .then(|| HeaderValue::from_str(&place))
        .and_then(Result::ok)
    {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}
