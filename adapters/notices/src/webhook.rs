//! One POST for each notice. Whoever answers with 2xx has it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tenantry_domain::cloud::notices::{Notice, NoticeCause, NoticeFault};
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::notice_channel::WebhookAddress;
use tenantry_http::header::CONTENT_TYPE;
use tenantry_http::{HeaderMap, HeaderName, HeaderValue, NotHanded, SetupError, Strangers};
use url::Url;

use crate::{signature, wording};

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

#[derive(Debug)]
pub(crate) struct Webhooks {
    strangers: Strangers,
    console: Option<Url>,
}

impl Webhooks {
    pub(crate) fn new(
        http: &tenantry_http::Settings,
        private: BTreeSet<String>,
        console: Option<Url>,
    ) -> Result<Self, SetupError> {
        let strangers = Strangers::new(http, private)?;
        Ok(Self { strangers, console })
    }

    pub(crate) fn accepts(&self, url: &WebhookAddress) -> Result<(), NoticeFault> {
        self.strangers.accepts(&parsed(url)?).map_err(fault)
    }

    pub(crate) async fn hand_over(
        &self,
        url: &WebhookAddress,
        keys: &[SecretValue],
        notice: &Notice,
    ) -> Result<(), NoticeFault> {
        let url = parsed(url)?;
        let body = wording::json(notice, self.console.as_ref());
        let headers = signed(keys, notice, &body)?;
        let status = self.strangers.post(&url, headers, body).await;
        match status.map_err(fault)? {
            200..=299 => Ok(()),
            410 => Err(NoticeFault::new(NoticeCause::Gone, "").with_status(410)),
            status => Err(NoticeFault::new(NoticeCause::Refused, "").with_status(status)),
        }
    }
}

/// The instant is that of sending, so that an old request cannot be played again.
fn signed(keys: &[SecretValue], notice: &Notice, body: &[u8]) -> Result<HeaderMap, NoticeFault> {
    let (id, now) = (notice.id.to_string(), Timestamp::now().as_second());
    let missing = || NoticeFault::new(NoticeCause::SecretMissing, "");
    let signature = signature::of(keys, &id, now, body).ok_or_else(missing)?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, text) in [
        (ID, id),
        (TIMESTAMP, now.to_string()),
        (SIGNATURE, signature),
    ] {
        let value = HeaderValue::from_str(&text).map_err(|_| missing())?;
        headers.insert(name, value);
    }
    Ok(headers)
}

fn parsed(url: &WebhookAddress) -> Result<Url, NoticeFault> {
    let parsed = Url::parse(url.as_str());
    parsed.map_err(|_| NoticeFault::new(NoticeCause::AddressRefused, "it is no address"))
}

fn fault(reason: NotHanded) -> NoticeFault {
    let (cause, detail) = match reason {
        NotHanded::AddressRefused(why) => (NoticeCause::AddressRefused, why),
        NotHanded::Unreachable => (NoticeCause::Unreachable, ""),
        NotHanded::Untrusted => (NoticeCause::Untrusted, ""),
        NotHanded::Silent => (NoticeCause::Silent, ""),
    };
    NoticeFault::new(cause, detail)
}
