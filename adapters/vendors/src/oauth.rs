//! Tokens: fetched once for all that ask at the same time, and kept until shortly before their end.

use crate::memory::Remembered;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::vault::SecretVersion;
use tokio::time::Instant;

/// So much before its end a token is not used any more: it must outlive the request.
const MARGIN: Duration = Duration::from_mins(2);
/// Whoever does not say how long a token lasts gets asked again soon.
const USUAL: Duration = Duration::from_mins(10);
/// Longer than this nothing is believed.
const LONGEST: Duration = Duration::from_hours(24);

#[derive(Debug)]
pub(crate) struct Token {
    text: SecretString,
    until: Instant,
    /// With which credentials it was fetched.
    of: SecretVersion,
}

impl Token {
    /// What was granted to these credentials, from now on.
    pub(crate) fn new(grant: Grant, of: SecretVersion) -> Self {
        let lasts = grant.lasts();
        // A token that lasts no longer than the margin is used half of its time.
        let lasts = lasts.saturating_sub(MARGIN).max(lasts / 2);
        Self {
            text: grant.access_token,
            until: Instant::now() + lasts,
            of,
        }
    }

    /// Its text, while it lasts and these are the credentials.
    pub(crate) fn good_for(&self, credentials: &SecretVersion) -> Option<&SecretString> {
        let good = self.of == *credentials && self.until > Instant::now();
        good.then_some(&self.text)
    }

    pub(crate) fn text(&self) -> SecretString {
        self.text.clone()
    }
}

/// What a token endpoint answers. Vendors write the time as a number or as text, or leave it out.
#[derive(Debug, Deserialize)]
pub(crate) struct Grant {
    access_token: SecretString,
    #[serde(default)]
    expires_in: serde_json::Value,
}

impl Grant {
    fn lasts(&self) -> Duration {
        let seconds = match &self.expires_in {
            serde_json::Value::Number(number) => number.as_f64(),
            serde_json::Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let said = seconds.and_then(|it| Duration::try_from_secs_f64(it).ok());
        said.unwrap_or(USUAL).min(LONGEST)
    }
}

/// The connection's token: the one that is known, or a new one.
pub(crate) async fn bearer<F>(
    remembered: &Remembered,
    credentials: &SecretVersion,
    fetch: F,
) -> Result<SecretString, CloudFault>
where
    F: Future<Output = Result<Grant, CloudFault>>,
{
    let mut kept = remembered.token.lock().await;
    if let Some(text) = kept.as_ref().and_then(|it| it.good_for(credentials)) {
        return Ok(text.clone());
    }
    let token = Token::new(fetch.await?, credentials.clone());
    let text = token.text();
    *kept = Some(token);
    Ok(text)
}

/// The vendor does not accept this token any more: the next one who asks fetches another, unless
/// somebody did already.
pub(crate) async fn forget(remembered: &Remembered, refused: &SecretString) {
    let mut kept = remembered.token.lock().await;
    let same = |token: &Token| token.text.expose_secret() == refused.expose_secret();
    if kept.as_ref().is_some_and(same) {
        *kept = None;
    }
}
