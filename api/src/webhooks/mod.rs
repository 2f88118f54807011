//! What Partner Center delivers: `POST /webhooks/partner-center/{msp}`.
//!
//! The address is open to the world. Whether a delivery is Partner Center's is settled before
//! anything is looked up, and what it says is a hint that costs a look at most: copies of a notice
//! cost nothing, and looks at access that is in place are bounded.

mod looks;
mod seen;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jiff::Timestamp;
use metrics::counter;
use tenantry_domain::cloud::partner::{Deliveries, Delivery, DeliveryRefused, VerifiedNotice};
use tenantry_domain::ids::MspId;
use tenantry_engine::notices::{Heard, NoticeError, Notices};
use tenantry_engine::time::Clock;

use looks::Looks;
use seen::Seen;

/// More than any notice has.
const LARGEST_BODY: usize = 64 * 1024;
/// Until a body has arrived.
const ARRIVAL: Duration = Duration::from_secs(10);
/// Seconds until what did not pass now may pass.
const AGAIN: HeaderValue = HeaderValue::from_static("30");

/// What it takes to take deliveries.
#[derive(Debug, Clone)]
pub struct Webhooks {
    pub deliveries: Arc<dyn Deliveries>,
    pub notices: Notices,
    pub clock: Arc<dyn Clock>,
}

/// Where the deliveries for an MSP arrive, below the address of the server.
pub fn path_of(msp: MspId) -> String {
    format!("/webhooks/partner-center/{msp}")
}

/// The room of deliveries.
pub fn room(webhooks: Webhooks) -> Router {
    let looks = Looks::new(webhooks.notices.clone());
    let desk = Desk {
        webhooks,
        seen: Seen::default(),
        looks,
    };
    Router::new()
        .route("/webhooks/partner-center/{msp}", post(take))
        .with_state(Arc::new(desk))
}

#[derive(Debug)]
struct Desk {
    webhooks: Webhooks,
    seen: Seen,
    looks: Looks,
}

/// Why a delivery was not taken.
#[derive(Debug)]
enum Refused {
    /// It is not Partner Center's, or not now.
    Delivery(DeliveryRefused),
    TooSlow,
    Notice(NoticeError),
}

impl Refused {
    fn code(&self) -> &'static str {
        match self {
            Self::Delivery(refused) => refused.code(),
            Self::TooSlow => "BODY_TOO_SLOW",
            Self::Notice(error) => error.code(),
        }
    }

    /// Partner Center delivers again what was not taken, some ten times.
    fn status(&self) -> StatusCode {
        match self {
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Notice(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Delivery(refused) => match refused {
                refused if refused.may_pass() => StatusCode::SERVICE_UNAVAILABLE,
                DeliveryRefused::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                DeliveryRefused::Unreadable
                | DeliveryRefused::TooOld
                | DeliveryRefused::FromTheFuture => StatusCode::BAD_REQUEST,
                _ => StatusCode::UNAUTHORIZED,
            },
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = (status, self.code()).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, AGAIN);
        }
        if matches!(
            self,
            Self::TooSlow | Self::Delivery(DeliveryRefused::TooLarge)
        ) {
            // What is left of the body is not waited for.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

async fn take(
    State(desk): State<Arc<Desk>>,
    Path(msp): Path<String>,
    request: Request,
) -> Response {
    let Ok(msp) = msp.parse::<MspId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (parts, body) = request.into_parts();
    match desk.taken(msp, &parts.headers, body).await {
        // Whoever signed is Partner Center, and hears no more than that the notice arrived.
        Ok(outcome) => {
            count(outcome);
            StatusCode::OK.into_response()
        }
        Err(refused) => {
            let code = refused.code();
            // Anybody can send something: strangers do not fill the log.
            tracing::info!(%msp, code, "a delivery was not taken");
            count(code);
            refused.into_response()
        }
    }
}

fn count(outcome: &'static str) {
    counter!("tenantry_webhook_deliveries_total", "outcome" => outcome).increment(1);
}

impl Desk {
    /// In one word what came of it.
    async fn taken(
        &self,
        msp: MspId,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<&'static str, Refused> {
        let delivery = self.delivery(headers, body).await?;
        let verified = self.webhooks.deliveries.verify(&delivery).await;
        let verified = verified.map_err(Refused::Delivery)?;
        let id = &verified.notice().id;
        if !self.seen.is_first(msp, id) {
            return Ok("copy");
        }
        match self.heard(msp, &verified).await {
            Ok(heard) => Ok(heard.as_str()),
            Err(error) => {
                tracing::warn!(%msp, code = error.code(), %error, "a notice came to nothing for now");
                self.seen.forget(msp, id);
                Err(Refused::Notice(error))
            }
        }
    }

    async fn heard(&self, msp: MspId, verified: &VerifiedNotice) -> Result<Heard, NoticeError> {
        let heard = self.webhooks.notices.hear(msp, verified).await?;
        let notice = verified.notice();
        tracing::info!(%msp, topic = notice.topic.as_str(), outcome = heard.as_str(), "a notice");
        if let Heard::InPlace(tenant) = heard
            && !self.looks.begin(msp, tenant, &notice.id)
        {
            // Each tenant is looked at once a day all the same.
            tracing::warn!(%msp, %tenant, "too many tenants are being looked at: this one waits");
        }
        Ok(heard)
    }

    async fn delivery(&self, headers: &HeaderMap, body: Body) -> Result<Delivery, Refused> {
        let text = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
        let arrived = tokio::time::timeout(ARRIVAL, to_bytes(body, LARGEST_BODY)).await;
        let body = arrived.map_err(|_| Refused::TooSlow)?;
        // One whose sender went away hears nothing of this.
        let body = body.map_err(|_| Refused::Delivery(DeliveryRefused::TooLarge))?;
        let now = Timestamp::from_microsecond(self.webhooks.clock.now());
        Ok(Delivery {
            body: body.into(),
            authorization: text("authorization"),
            signature: text("x-ms-signature"),
            certificate_address: text("x-ms-certificate-url"),
            algorithm: text("x-ms-signature-algorithm"),
            arrived: now.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tenantry_domain::cloud::{Cause, CloudFault};

    #[test]
    fn what_may_pass_is_delivered_again_and_all_else_is_not_believed() {
        let fault = CloudFault::new(Cause::Silent, "partner-certificates", "");
        let unavailable = DeliveryRefused::CertificateUnavailable(fault);
        let response = Refused::Delivery(unavailable).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "30");
        for refused in DeliveryRefused::FINAL {
            let status = Refused::Delivery(refused.clone()).status();
            let expected = match refused {
                DeliveryRefused::TooLarge => 413,
                DeliveryRefused::Unreadable
                | DeliveryRefused::TooOld
                | DeliveryRefused::FromTheFuture => 400,
                _ => 401,
            };
            assert_eq!(status, expected, "{refused}");
        }
        assert_eq!(Refused::TooSlow.status(), 408);
    }
}
