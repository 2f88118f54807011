//! One request and its answer: no repetition, no judgement.

use crate::answer::Answer;
use crate::call::{Call, Redirects};
use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Client, Response, StatusCode};
use std::error::Error;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use url::Url;
use uuid::Uuid;

/// By which the caller's side of a request is found in the cloud's logs.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");

/// Sends the call and follows a redirect where the call allows one.
pub(crate) async fn begin(
    client: &Client,
    call: &Call,
    id: Uuid,
    timeout: Duration,
) -> Result<Response, CloudFault> {
    let mut headers = call.headers.clone();
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.entry(CLIENT_REQUEST_ID).or_insert(value);
    }
    let request = client
        .request(call.method.clone(), call.url.clone())
        .headers(headers)
        .body(call.body.clone())
        .timeout(timeout);
    let response = request
        .send()
        .await
        .map_err(|error| transport_fault(call.api, &error))?;
    if !points_elsewhere(response.status()) {
        return Ok(response);
    }
    match &call.redirects {
        Redirects::Hand => Ok(response),
        Redirects::Refuse => Err(refused_redirect(call, &response, "this call expects none")),
        Redirects::To(hosts) => {
            let Some(target) = target(call, &response).filter(|url| known(url, hosts)) else {
                return Err(refused_redirect(
                    call,
                    &response,
                    "the host is not among the known ones",
                ));
            };
            // The address itself is the permission: the token stays with the cloud it was made for.
            let request = client.get(target).timeout(timeout);
            let response = request
                .send()
                .await
                .map_err(|error| transport_fault(call.api, &error))?;
            if points_elsewhere(response.status()) {
                return Err(refused_redirect(call, &response, "it is the second one"));
            }
            Ok(response)
        }
    }
}

/// Reads the body up to the call's limit.
pub(crate) async fn finish(
    mut response: Response,
    call: &Call,
    id: Uuid,
    attempts: u32,
) -> Result<Answer, CloudFault> {
    let status = response.status();
    let headers = response.headers().clone();
    let correlation_id = correlation(&headers, id);
    let spoiled = |mut fault: CloudFault| {
        fault.status = Some(status.as_u16());
        fault.correlation_id = Some(correlation_id.clone());
        fault
    };
    let mut body = BytesMut::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| spoiled(transport_fault(call.api, &error)))?
    {
        if body.len() + chunk.len() > call.limit {
            return Err(spoiled(too_large(call)));
        }
        body.extend_from_slice(&chunk);
    }
    let body: Bytes = body.freeze();
    Ok(Answer {
        api: call.api,
        status,
        headers,
        body,
        correlation_id,
        attempts,
    })
}

pub(crate) fn too_large(call: &Call) -> CloudFault {
    CloudFault::new(
        Cause::AnswerTooLarge,
        call.api,
        format!("more than {} bytes", call.limit),
    )
}

/// The cloud's id of the request; ours, when it named none.
pub(crate) fn correlation(headers: &HeaderMap, ours: Uuid) -> String {
    const NAMES: [&str; 4] = [
        "request-id",
        "x-ms-request-id",
        "ms-correlationid",
        "x-correlation-id",
    ];
    let theirs = NAMES
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok());
    theirs.map_or_else(|| ours.to_string(), crate::safe_text)
}

pub(crate) fn transport_fault(api: &'static str, error: &reqwest::Error) -> CloudFault {
    let reason = innermost(error);
    let cause = if error.is_builder() {
        // It never left: an address that is not HTTPS, for one.
        Cause::Refused
    } else if reason.contains("certificate") {
        Cause::TlsRefused
    } else if error.is_connect() {
        Cause::Unreachable
    } else if error.is_body() || error.is_decode() {
        if error.is_timeout() {
            Cause::Silent
        } else {
            Cause::AnswerUnreadable
        }
    } else {
        Cause::Silent
    };
    CloudFault::new(cause, api, crate::safe_text(&reason))
}

/// The last of the chain of causes says what happened; those before it repeat the address.
fn innermost(error: &reqwest::Error) -> String {
    let mut last: &dyn Error = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}

fn points_elsewhere(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn target(call: &Call, response: &Response) -> Option<Url> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    call.url.join(location).ok()
}

fn known(url: &Url, hosts: &[String]) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    url.scheme() == "https"
        && url.username().is_empty()
        && hosts.iter().any(|known| match known.strip_prefix('.') {
            Some(domain) => host
                .strip_suffix(domain)
                .is_some_and(|rest| rest.ends_with('.')),
            None => host == known,
        })
}

/// Tells the host only: the rest of such an address may be a secret.
fn refused_redirect(call: &Call, response: &Response, why: &str) -> CloudFault {
    let host = target(call, response).and_then(|url| url.host_str().map(str::to_owned));
    let host = host.unwrap_or_else(|| "nowhere".to_owned());
    let mut fault = CloudFault::new(
        Cause::RedirectRefused,
        call.api,
        format!("to {host}: {why}"),
    );
    fault.status = Some(response.status().as_u16());
    fault
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_hosts_over_https() {
        let hosts = ["reports.example.com".to_owned(), ".office.com".to_owned()];
        let is_known = |text: &str| known(&Url::parse(text).unwrap(), &hosts);
        assert!(is_known("https://reports.example.com/x?sig=1"));
        assert!(is_known("https://reportsncu.office.com/"));
        for strange in [
            "http://reports.example.com/",
            "https://office.com.evil.test/",
            "https://evil-office.com/",
            "https://office.com/",
            "https://reports.example.com@evil.test/",
            "https://user@reports.example.com/",
        ] {
            assert!(!is_known(strange), "{strange}");
        }
    }
}
