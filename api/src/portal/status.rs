//! `GET /api/msp-portal/tenants/{tenant}/sync-status`: how far a tenant has come, and what was read of
//! it.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::request::Parts as Head;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_domain::record::Micros;
use tenantry_domain::role::Right;
use tenantry_domain::saga::Fault;
use tenantry_domain::tenant_consent::{Ending, TenantConsent};

use super::Portal;
use super::problem::{Problem, dress};
use crate::pages;

/// In one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Stands {
    AwaitingConsent,
    Verifying,
    Connected,
    Refused,
    Failed,
    Lapsed,
    Withdrawn,
}

/// What is read of a tenant, class by class.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reading {
    class: &'static str,
    status: ClassStatus,
    /// How many things of the class were read.
    items: u32,
    as_of: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum ClassStatus {
    /// It will be read when there is access.
    Waiting,
    Reading,
    Read,
    /// There is no access to read it through.
    NotRead,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Trouble<'a> {
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    who_acts: Option<String>,
    help_page: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SyncStatus<'a> {
    tenant_id: TenantId,
    customer_id: CustomerId,
    status: Stands,
    classes: [Reading; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Trouble<'a>>,
}

pub(super) async fn read(
    State(portal): State<Arc<Portal>>,
    tenant: Result<Path<String>, PathRejection>,
    head: Head,
) -> Response {
    let correlation = portal.correlation();
    // What is no text is no id either.
    let tenant = tenant.map(|Path(tenant)| tenant).unwrap_or_default();
    let found = look_up(&portal, &tenant, &head).await;
    let answered = found.and_then(|stands| told(&stands));
    match answered {
        Ok(mut response) => {
            dress(&mut response, correlation);
            response
        }
        Err(problem) => problem.told(correlation),
    }
}

async fn look_up(portal: &Portal, tenant: &str, head: &Head) -> Result<TenantConsent, Problem> {
    let principal = portal.visitor(head, Right::Read).await?;
    let tenant: TenantId = tenant.parse()?;
    Ok(portal.parts.consents.of(principal.msp, tenant).await?)
}

/// How a consent stands, as an answer.
pub(super) fn told(stands: &TenantConsent) -> Result<Response, Problem> {
    let asked = stands.asked().ok_or_else(Problem::no_consent)?;
    let status = SyncStatus {
        tenant_id: asked.tenant_id,
        customer_id: asked.customer_id,
        status: Stands::of(stands),
        classes: classes(stands),
        problem: fault(stands).map(trouble),
    };
    Ok(Json(status).into_response())
}

impl Stands {
    pub(super) fn of(consent: &TenantConsent) -> Self {
        match consent {
            TenantConsent::Unknown | TenantConsent::Asked(_) => Self::AwaitingConsent,
            TenantConsent::Verifying(_) => Self::Verifying,
            TenantConsent::Verified(_) => Self::Connected,
            TenantConsent::Ended(ended) => match ended.ending {
                Ending::Refused => Self::Refused,
                Ending::NotVerified => Self::Failed,
                Ending::Lapsed => Self::Lapsed,
                Ending::Withdrawn => Self::Withdrawn,
            },
        }
    }
}

/// Nothing else is read through a consent so far.
fn classes(consent: &TenantConsent) -> [Reading; 2] {
    let (status, organizations, domains, at): (_, _, _, Option<Micros>) = match consent {
        TenantConsent::Unknown | TenantConsent::Asked(_) => (ClassStatus::Waiting, 0, 0, None),
        TenantConsent::Verifying(_) => (ClassStatus::Reading, 0, 0, None),
        TenantConsent::Verified(it) => (ClassStatus::Read, 1, it.domain_count, Some(it.at)),
        TenantConsent::Ended(_) => (ClassStatus::NotRead, 0, 0, None),
    };
    let as_of = at.and_then(|at| Timestamp::from_microsecond(at).ok());
    [("organization", organizations), ("domains", domains)].map(|(class, items)| Reading {
        class,
        status,
        items,
        as_of,
    })
}

fn fault(consent: &TenantConsent) -> Option<&Fault> {
    match consent {
        TenantConsent::Unknown | TenantConsent::Asked(_) | TenantConsent::Verified(_) => None,
        TenantConsent::Verifying(open) => open.fault.as_ref(),
        TenantConsent::Ended(ended) => ended.fault.as_ref(),
    }
}

fn trouble(fault: &Fault) -> Trouble<'_> {
    Trouble {
        code: &fault.code,
        detail: &fault.detail,
        remedy: pages::remedy(&fault.code),
        who_acts: pages::who_acts(&fault.code),
        help_page: format!("/help/{}", fault.code),
    }
}
