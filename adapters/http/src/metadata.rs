//! Carries what the Azure crates ask of the machine they run on: its own identity.
//!
//! Azure answers that on an address that never leaves the machine, without TLS and past every
//! proxy. So this transport speaks to such addresses only, and to nothing else.

use async_trait::async_trait;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::{HeaderName as AzureName, HeaderValue as AzureValue, Headers};
use azure_core::http::{AsyncRawResponse, HttpClient, Method, Request};
use reqwest::Client;
use std::net::IpAddr;
use std::time::Duration;
use url::{Host, Url};

/// More than a token has.
const LARGEST: usize = 256 * 1024;
const TIMEOUT: Duration = Duration::from_secs(10);

/// An Azure transport to the machine itself.
#[derive(Debug, Clone, Default)]
pub struct MetadataTransport {}

impl MetadataTransport {
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl HttpClient for MetadataTransport {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        if request.method() != Method::Get || !of_this_machine(request.url()) {
            let why = "an identity is only asked of the machine itself";
            return Err(Error::with_message(ErrorKind::Credential, why));
        }
        // Whoever came first has chosen the same provider.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build();
        let mut asked = client.map_err(failed)?.get(request.url().clone());
        for (name, value) in request.headers().iter() {
            asked = asked.header(name.as_str(), value.as_str());
        }
        let mut response = asked.send().await.map_err(failed)?;
        let status = response.status().as_u16();
        let mut headers = Headers::new();
        for (name, value) in response.headers() {
            if let Ok(value) = value.to_str() {
                let name = AzureName::from(name.as_str().to_owned());
                headers.insert(name, AzureValue::from(value.to_owned()));
            }
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > LARGEST {
                let why = "the machine's answer is larger than any token";
                return Err(Error::with_message(ErrorKind::Credential, why));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(AsyncRawResponse::from_bytes(status.into(), headers, body))
    }
}

/// Loopback, or the range that no router passes on.
fn of_this_machine(url: &Url) -> bool {
    let address: IpAddr = match url.host() {
        Some(Host::Ipv4(address)) => address.into(),
        Some(Host::Ipv6(address)) => address.into(),
        Some(Host::Domain(name)) => return url.scheme() == "http" && name == "localhost",
        None => return false,
    };
    let near = match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unicast_link_local(),
    };
    url.scheme() == "http" && near
}

/// Without the address: a part of it may tell who we are.
fn failed(error: reqwest::Error) -> Error {
    let kind = if error.is_connect() {
        ErrorKind::Connection
    } else {
        ErrorKind::Io
    };
    let error = error.without_url();
    Error::with_message(
        kind,
        format!("the machine's identity cannot be asked for: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_machine_itself_is_asked() {
        let near = |text: &str| of_this_machine(&Url::parse(text).unwrap());
        assert!(near(
            "http://169.254.169.254/metadata/identity/oauth2/token"
        ));
        assert!(near("http://127.0.0.1:41741/msi/token"));
        assert!(near("http://localhost:41741/msi/token"));
        for far in [
            "http://10.0.0.1/",
            "http://169.255.1.1/",
            "http://example.com/",
            "https://169.254.169.254/",
            "http://localhost.example.com/",
            "http://[2001:db8::1]/",
            "file:///etc/passwd",
        ] {
            assert!(!near(far), "{far}");
        }
    }
}
