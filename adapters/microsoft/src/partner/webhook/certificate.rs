//! The certificates that deliveries are signed with: fetched from known hosts, kept for a while,
//! and judged anew for every delivery.

use super::authority::{Authorities, Chain, Verdict};
use super::{InvalidTrust, WebhookTrust};
use crate::fault::cause_of_status;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tenantry_domain::cloud::partner::DeliveryRefused;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Call, Dialect, Http, Judgement};
use tokio::time::Instant;
use url::Url;

const API: &str = "partner-certificates";
const LARGEST: usize = 64 * 1024;
/// How long a fetched certificate serves before it is looked at again.
const KEPT: Duration = Duration::from_hours(1);
/// A signature that does not fit may mean a renewed certificate, but not more often than this.
const RENEWED_AFTER: Duration = Duration::from_mins(1);
/// More addresses than Partner Center has certificates.
const MANY: usize = 16;
/// Fetches within [`WINDOW`], however many addresses strangers make up on the known hosts.
const FETCHES: u32 = 12;
const WINDOW: Duration = Duration::from_mins(1);
/// As many authorities as stand between a certificate and a public one.
const STEPS: usize = 3;

#[derive(Debug)]
pub(super) struct Certificates {
    http: Http,
    trust: WebhookTrust,
    authorities: Authorities,
    known: Mutex<HashMap<String, Known>>,
    /// One fetches, the others wait and find what was fetched. Counts the fetches since an instant.
    fetching: tokio::sync::Mutex<Option<(Instant, u32)>>,
}

#[derive(Debug, Clone)]
struct Known {
    chain: Arc<Chain>,
    fetched: Instant,
}

impl Certificates {
    pub(super) fn new(http: Http, trust: WebhookTrust) -> Result<Self, InvalidTrust> {
        let authorities = Authorities::new(&trust.extra_authorities_pem)?;
        Ok(Self {
            http,
            trust,
            authorities,
            known: Mutex::default(),
            fetching: tokio::sync::Mutex::default(),
        })
    }

    pub(super) fn trust(&self) -> &WebhookTrust {
        &self.trust
    }

    /// Whether the signature over the body was made with the certificate at the address, and that
    /// certificate is Partner Center's.
    pub(super) async fn check(
        &self,
        address: &str,
        body: &[u8],
        signature: &[u8],
        now: Timestamp,
    ) -> Result<(), DeliveryRefused> {
        let url = Url::parse(address).ok();
        let url = url.filter(|url| is_on(url, &self.trust.certificate_hosts));
        let url = url.ok_or(DeliveryRefused::CertificateHostUnknown)?;
        let known = self.chain(&url, KEPT, now).await?;
        let verdict = self.judge(&known.chain, body, signature, now);
        let stale = known.fetched.elapsed() >= RENEWED_AFTER;
        if matches!(verdict, Verdict::Good) || !stale {
            return verdict.into();
        }
        let renewed = self.chain(&url, RENEWED_AFTER, now).await?;
        self.judge(&renewed.chain, body, signature, now).into()
    }

    fn judge(&self, chain: &Chain, body: &[u8], signature: &[u8], now: Timestamp) -> Verdict {
        match self
            .authorities
            .trusts(chain, &self.trust.organization, now)
        {
            Verdict::Good if chain.signed(body, signature) => Verdict::Good,
            Verdict::Good => Verdict::Wrong,
            other => other,
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self, url: &Url, kept: Duration) -> Option<Known> {
        let known = self.known().get(url.as_str()).cloned();
        known.filter(|known| known.fetched.elapsed() < kept)
    }

    async fn chain(
        &self,
        url: &Url,
        kept: Duration,
        now: Timestamp,
    ) -> Result<Known, DeliveryRefused> {
        if let Some(known) = self.fresh(url, kept) {
            return Ok(known);
        }
        let mut spent = self.fetching.lock().await;
        if let Some(known) = self.fresh(url, kept) {
            return Ok(known);
        }
        let fetched = if within_budget(&mut spent) {
            self.fetch(url).await
        } else {
            let detail = "too many certificates were asked for in the last minute";
            Err(CloudFault::new(Cause::BudgetSpent, API, detail))
        };
        let bytes = match fetched {
            Ok(bytes) => bytes,
            // What was good an hour ago is judged once more rather than nothing.
            Err(fault) => {
                let last = self.known().get(url.as_str()).cloned();
                return last.ok_or(DeliveryRefused::CertificateUnavailable(fault));
            }
        };
        let mut chain = Chain::read(&bytes).ok_or(DeliveryRefused::CertificateUntrusted)?;
        self.complete(&mut chain, now).await;
        let known = Known {
            chain: Arc::new(chain),
            fetched: Instant::now(),
        };
        let mut all = self.known();
        if all.len() >= MANY {
            all.clear();
        }
        all.insert(url.to_string(), known.clone());
        Ok(known)
    }

    /// Fetches the authorities in between that the certificate came without. What cannot be had is
    /// left out: the certificate is then found to be untrusted.
    async fn complete(&self, chain: &mut Chain, now: Timestamp) {
        for _ in 0..STEPS {
            if !self.authorities.lacks_issuer(chain, now) {
                return;
            }
            let Some(url) = chain
                .issuer_address()
                .filter(|url| is_on(url, &self.trust.issuer_hosts))
            else {
                return;
            };
            match self.fetch(&url).await {
                Ok(bytes) if chain.add_issuer(&bytes) => {}
                _ => return,
            }
        }
    }

    async fn fetch(&self, url: &Url) -> Result<Vec<u8>, CloudFault> {
        let call = Call::get(url.clone(), API)
            .limit(LARGEST)
            .deadline(Duration::from_secs(15));
        let answer = self.http.send(call, &Plain).await?;
        Ok(answer.body.to_vec())
    }
}

fn within_budget(spent: &mut Option<(Instant, u32)>) -> bool {
    let (_, count) = match spent {
        Some(window) if window.0.elapsed() < WINDOW => window,
        expired => expired.insert((Instant::now(), 0)),
    };
    *count += 1;
    *count <= FETCHES
}

/// A file, or none.
struct Plain;

impl Dialect for Plain {
    fn judge(&self, answer: &Answer) -> Judgement {
        match answer.status.as_u16() {
            200 => Judgement::Good,
            status @ 400.. => Judgement::Bad(answer.fault(cause_of_status(status), "")),
            _ => Judgement::Bad(answer.fault(Cause::AnswerUnreadable, "")),
        }
    }
}

/// Whether the address is on one of the hosts, over TLS, with nothing strange about it.
fn is_on(url: &Url, hosts: &[String]) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let with_port = url.port().map(|port| format!("{host}:{port}"));
    let place = with_port.as_deref().unwrap_or(host);
    url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && hosts.iter().any(|known| match known.strip_prefix('.') {
            Some(domain) => place
                .strip_suffix(domain)
                .is_some_and(|rest| rest.ends_with('.')),
            None => place == known,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_hosts_and_their_own_port() {
        let hosts = [
            "certs.example".to_owned(),
            ".example.com".to_owned(),
            "here:8443".to_owned(),
        ];
        let on = |text: &str| Url::parse(text).is_ok_and(|url| is_on(&url, &hosts));
        for fine in [
            "https://certs.example/a.cer",
            "https://x.example.com/",
            "https://here:8443/",
        ] {
            assert!(on(fine), "{fine}");
        }
        for strange in [
            "http://certs.example/a.cer",
            "https://certs.example:8443/a.cer",
            "https://here/",
            "https://certs.example@evil.test/",
            "https://user@certs.example/",
            "https://certs.example.evil.test/",
            "https://example.com/",
            "https://evilexample.com/",
            "file:///etc/passwd",
            "",
        ] {
            assert!(!on(strange), "{strange}");
        }
    }
}
