//! How notices leave this installation.

use std::collections::BTreeSet;
use std::fmt;

use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::notice_channel::MailAddress;
use url::Url;

#[derive(Debug, Default)]
pub struct Settings {
    /// Hosts of webhooks that may be within the operator's own network, at any port.
    pub private_receivers: BTreeSet<String>,
    /// Where people look at approvals; links lead there.
    pub console: Option<Url>,
    /// Without it no mail is sent.
    pub mail: Option<MailSettings>,
}

pub struct MailSettings {
    pub server: String,
    pub port: u16,
    pub security: MailSecurity,
    pub from: MailAddress,
    /// Name and password, where the server wants them.
    pub credentials: Option<(String, SecretValue)>,
}

impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings")
            .field("server", &self.server)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("from", &self.from)
            .field("signs_in", &self.credentials.is_some())
            .finish()
    }
}

/// How what is said to a mail server is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS, agreed upon before anything else is said. A server that does not offer it is told nothing.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// Nothing: for a server on the same machine.
    None,
}

impl MailSecurity {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        }
    }

    /// Where such servers listen.
    pub fn port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}
