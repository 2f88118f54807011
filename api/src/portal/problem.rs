//! Why a request was not carried out, as RFC 9457 words it.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tenantry_domain::aggregate::Refusal as _;
use tenantry_domain::cloud::{Cause, Class, CloudFault};
use tenantry_domain::ids::{CorrelationId, MalformedId};
use tenantry_domain::tenant_consent::TenantConsentRefusal;
use tenantry_domain::text::InvalidText;
use tenantry_engine::commands::CommandError;
use tenantry_engine::consents::ConsentError;
use tenantry_engine::holdings::HoldingError;
use uuid::Uuid;

use crate::pages;
use crate::transport::{Fault, Refusal};

pub(super) const CORRELATION: HeaderName = HeaderName::from_static("x-correlation-id");
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");
/// Seconds until what did not pass now may pass.
const AGAIN: HeaderValue = HeaderValue::from_static("5");

/// What is not right, before it is known under which correlation id that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) code: String,
    pub(super) detail: String,
}

/// The same as it is told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    who_acts: Option<String>,
    correlation_id: CorrelationId,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            detail: detail.into(),
        }
    }

    pub(super) fn bad(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// Nobody was asked for consent in this tenant.
    pub(super) fn no_consent() -> Self {
        let none = TenantConsentRefusal::ConsentNotFound;
        Self::new(StatusCode::NOT_FOUND, none.code(), none.to_string())
    }

    /// What the operator has to look into; whoever asked is told no more than that.
    fn server(code: &str, detail: &dyn std::fmt::Display) -> Self {
        tracing::error!(code, %detail, "a request to the portal could not be answered");
        let told = "the server could not answer this; its log says why";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, code, told)
    }

    pub(super) fn told(&self, correlation: CorrelationId) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Problem");
        let told = Told {
            kind: format!("/help/{}", self.code),
            title,
            status: self.status.as_u16(),
            detail: &self.detail,
            code: &self.code,
            remedy: pages::remedy(&self.code),
            who_acts: pages::who_acts(&self.code),
            correlation_id: correlation,
        };
        let mut response = (self.status, Json(told)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, MEDIA_TYPE);
        match self.status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(header::RETRY_AFTER, AGAIN);
            }
            // What is left of the body is not waited for.
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        dress(&mut response, correlation);
        response
    }
}

/// The header that every answer has.
pub(super) fn dress(response: &mut Response, correlation: CorrelationId) {
    if let Ok(correlation) = HeaderValue::from_str(&correlation.to_string()) {
        response.headers_mut().insert(CORRELATION, correlation);
    }
}

/// Another method than those that are answered here.
pub(super) async fn not_allowed(request: Request) -> Response {
    let detail = format!("{} is not answered here", request.method());
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", detail);
    problem.told(CorrelationId::new(Uuid::now_v7()))
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.status, refusal.code, refusal.message)
    }
}

/// Of what is wrong with a request before anybody looks into it.
impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let status = fault.status().unwrap_or(StatusCode::BAD_REQUEST);
        Self::new(status, fault.code(), fault.to_string())
    }
}

impl From<InvalidText> for Problem {
    fn from(error: InvalidText) -> Self {
        Self::bad(InvalidText::CODE, error.to_string())
    }
}

impl From<MalformedId> for Problem {
    fn from(error: MalformedId) -> Self {
        Self::bad(MalformedId::CODE, error.to_string())
    }
}

impl From<ConsentError> for Problem {
    fn from(error: ConsentError) -> Self {
        let (code, detail) = (error.code(), error.to_string());
        match error {
            ConsentError::Consent(CommandError::Refused(refusal)) => {
                Self::new(status_of(&refusal), refusal.code(), detail)
            }
            ConsentError::Consent(error) => by_command(&error),
            ConsentError::Holding(HoldingError::Holding(CommandError::Refused(_)))
            | ConsentError::Partner(CommandError::Refused(_)) => {
                Self::new(StatusCode::CONFLICT, code, detail)
            }
            // Named in the body, and not there.
            ConsentError::Holding(HoldingError::Customer(CommandError::Refused(_))) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
            }
            ConsentError::Holding(HoldingError::Holding(error)) => by_command(&error),
            ConsentError::Holding(HoldingError::Customer(error)) => by_command(&error),
            ConsentError::Partner(error) => by_command(&error),
            ConsentError::Onboarding(error) => by_command(&error),
            ConsentError::Cloud(fault) => by_cloud(&fault),
            ConsentError::Browser(_) | ConsentError::WishUnclear => Self::bad(code, detail),
            ConsentError::NotConfigured => Self::new(StatusCode::CONFLICT, code, detail),
        }
    }
}

fn status_of(refusal: &TenantConsentRefusal) -> StatusCode {
    match refusal {
        TenantConsentRefusal::ConsentNotFound => StatusCode::NOT_FOUND,
        TenantConsentRefusal::ConsentValidityOutOfRange { .. }
        | TenantConsentRefusal::ConsentPermissionUnknown => StatusCode::UNPROCESSABLE_ENTITY,
        TenantConsentRefusal::ConsentStateExpired => StatusCode::GONE,
        TenantConsentRefusal::ConsentExists
        | TenantConsentRefusal::ConsentBeingVerified
        | TenantConsentRefusal::ConsentInPlace
        | TenantConsentRefusal::ConsentNotInPlace
        | TenantConsentRefusal::ConsentStateReplayed
        | TenantConsentRefusal::ConsentMovedOn => StatusCode::CONFLICT,
    }
}

/// What kept the rules from being asked.
fn by_command<R: tenantry_domain::aggregate::Refusal>(error: &CommandError<R>) -> Problem {
    let code = error.code();
    match error {
        CommandError::KeyReused => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, error.to_string())
        }
        CommandError::KeyMalformed | CommandError::IdMalformed | CommandError::TooLarge { .. } => {
            Problem::bad(code, error.to_string())
        }
        CommandError::Refused(_) => Problem::new(StatusCode::CONFLICT, code, error.to_string()),
        CommandError::Overloaded | CommandError::Contended | CommandError::Unsettled { .. } => {
            busy(code)
        }
        CommandError::Ledger(error) if error.is_transient() => busy(code),
        CommandError::Ledger(_) | CommandError::Unreadable { .. } => Problem::server(code, error),
    }
}

fn busy(code: &str) -> Problem {
    let detail = "this cannot be done now; try again with the same idempotency key";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
}

fn by_cloud(fault: &CloudFault) -> Problem {
    let status = match (fault.cause, fault.class()) {
        (Cause::TenantNotFound, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Class::Transient) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_GATEWAY,
    };
    Problem::new(status, fault.code(), fault.to_string())
}
