//! What arrives at our address in Partner Center's name: believed only when it is signed by it.
//!
//! The address is open to the world, so the cheap questions come first: size, headers, the host of
//! the certificate. Only then is anything fetched, and only from hosts that are known.

mod authority;
mod certificate;
mod notice;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certificate::Certificates;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::partner::{Deliveries, Delivery, DeliveryRefused, VerifiedNotice};
use tenantry_http::Http;

pub(super) use notice::AuditBody;

/// Real ones have some hundred bytes.
const LARGEST_BODY: usize = 64 * 1024;
/// Of a key of 8192 bits.
const LONGEST_SIGNATURE: usize = 1500;

/// Who is believed to be Partner Center.
#[derive(Debug, Clone)]
pub struct WebhookTrust {
    /// Where it keeps its certificates: `host` or `host:port`; a leading dot stands for all below.
    pub certificate_hosts: Vec<String>,
    /// Where the certificates of authorities in between are fetched from, when one is missing.
    pub issuer_hosts: Vec<String>,
    /// In whose name the certificate must be issued.
    pub organization: String,
    /// Authorities trusted beside the public ones, as PEM.
    pub extra_authorities_pem: Vec<String>,
    /// A notice about something longer ago is not acted on.
    pub oldest: Duration,
    /// As far as clocks may differ.
    pub ahead: Duration,
}

/// An extra authority's certificate cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an extra authority for Partner Center's deliveries cannot be read as PEM")]
pub struct InvalidTrust;

impl Default for WebhookTrust {
    fn default() -> Self {
        Self {
            certificate_hosts: vec!["3psostorageacct.blob.core.windows.net".to_owned()],
            issuer_hosts: vec![
                "www.microsoft.com".to_owned(),
                "caissuers.microsoft.com".to_owned(),
                "cacerts.digicert.com".to_owned(),
            ],
            organization: "Microsoft Corporation".to_owned(),
            extra_authorities_pem: Vec::new(),
            oldest: Duration::from_hours(24),
            ahead: Duration::from_mins(10),
        }
    }
}

/// The adapter of `Deliveries`: one for all partners. Cheap to clone: the clones share what they know.
#[derive(Debug, Clone)]
pub struct PartnerDeliveries {
    certificates: Arc<Certificates>,
}

impl PartnerDeliveries {
    pub fn new(http: Http, trust: WebhookTrust) -> Result<Self, InvalidTrust> {
        Ok(Self {
            certificates: Arc::new(Certificates::new(http, trust)?),
        })
    }
}

#[async_trait]
impl Deliveries for PartnerDeliveries {
    async fn verify(&self, delivery: &Delivery) -> Result<VerifiedNotice, DeliveryRefused> {
        verify(&self.certificates, delivery).await
    }
}

async fn verify(
    certificates: &Certificates,
    delivery: &Delivery,
) -> Result<VerifiedNotice, DeliveryRefused> {
    if delivery.body.len() > LARGEST_BODY {
        return Err(DeliveryRefused::TooLarge);
    }
    let algorithm = delivery.algorithm.as_deref().unwrap_or_default();
    if !algorithm.is_empty() && !algorithm.eq_ignore_ascii_case("rsa-sha256") {
        return Err(DeliveryRefused::AlgorithmRefused);
    }
    let address = delivery.certificate_address.as_deref();
    let (Some(signature), Some(address), false) =
        (signature(delivery), address, algorithm.is_empty())
    else {
        return Err(DeliveryRefused::SignatureMissing);
    };
    certificates
        .check(address, &delivery.body, &signature, delivery.arrived)
        .await?;
    let notice = notice::read(&delivery.body)?;
    let trust = certificates.trust();
    let age = delivery.arrived.duration_since(notice.happened);
    if age > span(trust.oldest) {
        return Err(DeliveryRefused::TooOld);
    }
    if -age > span(trust.ahead) {
        return Err(DeliveryRefused::FromTheFuture);
    }
    Ok(VerifiedNotice::signed(notice))
}

fn span(duration: Duration) -> jiff::SignedDuration {
    jiff::SignedDuration::try_from(duration).unwrap_or(jiff::SignedDuration::MAX)
}

/// In base64: in a header of its own, or after the scheme `Signature`.
fn signature(delivery: &Delivery) -> Option<Vec<u8>> {
    let text = if let Some(own) = &delivery.signature {
        own.as_str()
    } else {
        let (scheme, text) = delivery.authorization.as_deref()?.trim().split_once(' ')?;
        scheme.eq_ignore_ascii_case("Signature").then_some(text)?
    };
    if text.len() > LONGEST_SIGNATURE {
        return None;
    }
    let signature = STANDARD.decode(text.trim()).ok()?;
    (!signature.is_empty()).then_some(signature)
}
