//! What the Azure crate asks, over our HTTP stack, judged as everything that Entra answers.
//!
//! The crate would take an empty answer for a token and lose the status of one that it cannot
//! read. So answers are judged before it sees them; the fault travels inside its error.

use super::app::API;
use crate::fault::EntraDialect;
use crate::settings::Endpoints;
use async_trait::async_trait;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::error::{Error, ErrorKind};
use azure_core::http::{
    AsyncRawResponse, ClientOptions, ExponentialRetryOptions, HttpClient, Request, RetryOptions,
    Transport,
};
use serde::Deserialize;
use std::sync::Arc;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::{
    Answer, AzureTransport, Dialect, HeaderMap, HeaderName, HeaderValue, Http, Judgement,
    MetadataTransport, StatusCode, safe_text,
};

/// Options with which an Azure credential asks Entra over our stack. It does not repeat: we do.
pub(super) fn entra_options(http: &Http, endpoints: &Endpoints, tenant: TenantId) -> ClientOptions {
    let mut cloud = CustomConfiguration::default();
    cloud.authority_host = endpoints.login.to_string();
    let transport = JudgedTransport {
        inner: AzureTransport::new(http.clone(), API).of_tenant(tenant.to_string()),
    };
    ClientOptions {
        transport: Some(Transport::new(Arc::new(transport))),
        retry: RetryOptions::none(),
        cloud: Some(Arc::new(CloudConfiguration::Custom(cloud))),
        ..ClientOptions::default()
    }
}

/// Options with which the machine's own identity is asked for.
pub(super) fn metadata_options() -> ClientOptions {
    let retry = ExponentialRetryOptions {
        max_retries: 3,
        ..ExponentialRetryOptions::default()
    };
    ClientOptions {
        transport: Some(Transport::new(Arc::new(MetadataTransport::new()))),
        retry: RetryOptions::exponential(retry),
        ..ClientOptions::default()
    }
}

#[derive(Debug)]
struct JudgedTransport {
    inner: AzureTransport,
}

/// As much of a token's answer as shows that there is one.
#[derive(Deserialize)]
struct Given {
    access_token: String,
    expires_in: i64,
}

#[async_trait]
impl HttpClient for JudgedTransport {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let response = self.inner.execute_request(request).await?;
        let response = response.try_into_raw_response().await?;
        let (status, headers, body) = response.deconstruct();
        let mut known = HeaderMap::new();
        for (name, value) in headers.iter() {
            let name = HeaderName::from_bytes(name.as_str().as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value.as_str())) {
                known.insert(name, value);
            }
        }
        let body = azure_core::Bytes::from(body);
        let answer = Answer {
            api: API,
            status: StatusCode::from_u16(status.into()).unwrap_or(StatusCode::BAD_GATEWAY),
            correlation_id: correlation(&known),
            headers: known,
            body: body.clone(),
            attempts: 1,
        };
        judged(&answer).map_err(|fault| {
            let text = fault.to_string();
            Error::with_error(ErrorKind::Credential, fault, text)
        })?;
        Ok(AsyncRawResponse::from_bytes(status, headers, body))
    }
}

fn judged(answer: &Answer) -> Result<(), CloudFault> {
    if let Judgement::Bad(fault) = EntraDialect.judge(answer) {
        return Err(fault);
    }
    let given: Given = answer.json()?;
    if given.access_token.is_empty() || given.expires_in <= 0 {
        return Err(answer.fault(
            Cause::AnswerUnreadable,
            "the answer holds no token that lasts",
        ));
    }
    Ok(())
}

fn correlation(headers: &HeaderMap) -> String {
    let id = ["x-ms-request-id", "request-id", "client-request-id"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok());
    id.map(safe_text).unwrap_or_default()
}

/// The fault that an Azure error was made from; what has none came from the machine itself.
pub(super) fn cloud_fault(error: &Error) -> CloudFault {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut last = String::new();
    while let Some(error) = next {
        if let Some(fault) = error.downcast_ref::<CloudFault>() {
            return fault.clone();
        }
        last = error.to_string();
        next = error.source();
    }
    let mut text = error.to_string();
    if !text.contains(&last) {
        text = format!("{text}: {last}");
    }
    CloudFault::new(Cause::CredentialMissing, API, safe_text(&text))
}
