//! How requests go out. Nothing but a [`Read`] does.

use crate::dialect::InJson;
use crate::read::Read;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault, Effect};
use tenantry_domain::ids::VendorConnectionId;
use tenantry_http::header::AUTHORIZATION;
use tenantry_http::{Answer, Call, Dialect, HeaderName, HeaderValue, Http, Repeat};

/// The way of one connection to its vendor.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    http: Http,
    /// Whose budget pays.
    connection: String,
}

/// A request with all that goes along with it.
#[derive(Debug)]
pub(crate) struct Question(Call);

impl Question {
    /// What changes nothing is repeated freely, also where it is sent with POST.
    pub(crate) fn new(api: &'static str, read: Read) -> Self {
        let (method, url) = read.into_parts();
        Self(Call::new(method, url, api).repeat(Repeat::Freely))
    }

    /// What uses something up, such as a token that is good for one time, is repeated only when it is
    /// certain that it did not arrive.
    #[must_use]
    pub(crate) fn uses_up(self) -> Self {
        Self(self.0.repeat(Repeat::OnlyIfNothingWasDone))
    }

    /// Of all attempts and the pauses between them.
    #[must_use]
    pub(crate) fn deadline(self, deadline: Duration) -> Self {
        Self(self.0.deadline(deadline))
    }

    pub(crate) fn header(self, name: &'static str, value: &str) -> Result<Self, CloudFault> {
        let name = HeaderName::from_static(name);
        self.0.header(name, value).map(Self)
    }

    /// A header that nothing prints.
    pub(crate) fn secret_header(
        mut self,
        name: &'static str,
        value: &str,
    ) -> Result<Self, CloudFault> {
        let mut value = self.sendable(value)?;
        value.set_sensitive(true);
        self.0.headers.insert(HeaderName::from_static(name), value);
        Ok(self)
    }

    pub(crate) fn bearer(self, token: &SecretString) -> Result<Self, CloudFault> {
        self.0.bearer(token.expose_secret()).map(Self)
    }

    pub(crate) fn basic(mut self, name: &str, password: &str) -> Result<Self, CloudFault> {
        let pair = BASE64_STANDARD.encode(format!("{name}:{password}"));
        let mut value = self.sendable(&format!("Basic {pair}"))?;
        value.set_sensitive(true);
        self.0.headers.insert(AUTHORIZATION, value);
        Ok(self)
    }

    pub(crate) fn json<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, CloudFault> {
        self.0.json(body).map(Self)
    }

    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        Self(self.0.form(fields))
    }

    fn sendable(&self, text: &str) -> Result<HeaderValue, CloudFault> {
        HeaderValue::from_str(text).map_err(|_| {
            let detail = "a character in the credentials cannot be sent: were they copied whole?";
            CloudFault::new(Cause::VendorKeyWrong, self.0.api, detail)
        })
    }
}

impl Wire {
    pub(crate) fn new(http: Http, connection: VendorConnectionId) -> Self {
        Self {
            http,
            connection: connection.to_string(),
        }
    }

    /// A good answer, which is JSON.
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        question: Question,
        dialect: &dyn Dialect,
    ) -> Result<T, CloudFault> {
        let answer = self.answer(question, dialect).await?;
        answer.json()
    }

    /// As [`json`](Self::json), before it is read.
    pub(crate) async fn answer(
        &self,
        question: Question,
        dialect: &dyn Dialect,
    ) -> Result<Answer, CloudFault> {
        let call = question.0.tenant(self.connection.clone());
        let spends = call.repeat == Repeat::OnlyIfNothingWasDone;
        let answer = self.http.send(call, &InJson(dialect)).await;
        answer.map_err(|mut fault| {
            // However it is sent, a question leaves nothing behind.
            if !spends {
                fault.effect = Effect::None;
            }
            fault
        })
    }
}
