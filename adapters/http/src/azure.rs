//! Carries what the Azure crates ask, so that they share connections, trust, proxy and budgets.

use crate::call::Call;
use crate::client::Http;
use async_trait::async_trait;
use azure_core::Bytes as AzureBytes;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::{HeaderName as AzureName, HeaderValue as AzureValue, Headers};
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Request};
use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use tenantry_domain::cloud::{Cause, CloudFault};

/// An Azure transport over [`Http`]. Repeating is left to the Azure pipeline above it.
#[derive(Debug, Clone)]
pub struct AzureTransport {
    http: Http,
    api: &'static str,
    tenant: Option<String>,
}

impl AzureTransport {
    pub fn new(http: Http, api: &'static str) -> Self {
        Self {
            http,
            api,
            tenant: None,
        }
    }

    /// The same, paid from this tenant's budget.
    #[must_use]
    pub fn of_tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }
}

#[async_trait]
impl HttpClient for AzureTransport {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let answer = self
            .http
            .once(self.call(request)?)
            .await
            .map_err(error_of)?;
        let mut headers = Headers::new();
        for (name, value) in &answer.headers {
            if let Ok(value) = value.to_str() {
                headers.insert(
                    AzureName::from(name.as_str().to_owned()),
                    AzureValue::from(value.to_owned()),
                );
            }
        }
        Ok(AsyncRawResponse::from_bytes(
            answer.status.as_u16().into(),
            headers,
            answer.body,
        ))
    }
}

impl AzureTransport {
    fn call(&self, request: &Request) -> azure_core::Result<Call> {
        let method =
            Method::from_bytes(request.method().as_str().as_bytes()).map_err(unsendable)?;
        let mut call = Call::new(method, request.url().clone(), self.api);
        call.tenant.clone_from(&self.tenant);
        for (name, value) in request.headers().iter() {
            let name = HeaderName::from_bytes(name.as_str().as_bytes()).map_err(unsendable)?;
            let mut value = HeaderValue::from_str(value.as_str()).map_err(unsendable)?;
            value.set_sensitive(name == reqwest::header::AUTHORIZATION);
            call.headers.insert(name, value);
        }
        call.body = match request.body() {
            Body::Bytes(bytes) => AzureBytes::clone(bytes),
            Body::SeekableStream(_) => {
                return Err(Error::with_message(
                    ErrorKind::Other,
                    "bodies in pieces are not sent",
                ));
            }
        };
        Ok(call)
    }
}

fn unsendable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::with_error(ErrorKind::Other, error, "the request cannot be sent")
}

/// The fault travels inside, so that whoever asked the Azure crate finds it again.
fn error_of(fault: CloudFault) -> Error {
    let kind = if fault.cause == Cause::Unreachable {
        ErrorKind::Connection
    } else {
        ErrorKind::Io
    };
    let text = fault.to_string();
    Error::with_error(kind, fault, text)
}
