//! Hands something over to a receiver that the operator named. It is no vendor's: there is no budget, no
//! repetition, and within the operator's own network it may be reached without TLS.

use std::fmt;
use std::time::Duration;

use reqwest::Client;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use url::Url;

use crate::client;
use crate::settings::{Settings, SetupError};

/// For the whole of it: whoever takes longer takes nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// A receiver.
#[derive(Clone)]
pub struct Push {
    client: Client,
    to: Url,
    headers: HeaderMap,
}

/// The headers may hold a token, and the address a password.
impl fmt::Debug for Push {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Push")
            .field("to", &self.to.host_str())
            .finish_non_exhaustive()
    }
}

/// What was handed over was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    #[error("the receiver is not reached")]
    Unreachable,
    #[error("the receiver answered {0}")]
    Refused(u16),
}

impl Push {
    pub fn new(to: Url, headers: HeaderMap, settings: &Settings) -> Result<Self, SetupError> {
        let client = client::builder(settings)?;
        let client = client.timeout(PATIENCE).build();
        Ok(Self {
            client: client.map_err(|error| SetupError::Tls(error.to_string()))?,
            to,
            headers,
        })
    }

    pub async fn json(&self, body: Vec<u8>) -> Result<(), NotTaken> {
        let request = self
            .client
            .post(self.to.clone())
            .headers(self.headers.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        let answer = request.send().await.map_err(|_| NotTaken::Unreachable)?;
        let status = answer.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(NotTaken::Refused(status.as_u16()))
        }
    }
}
