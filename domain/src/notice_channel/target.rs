//! Where notices go. What is refused here is refused for everybody; whom an installation reaches from where
//! it stands, its adapters say.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// People that one channel writes to.
pub const MOST_ADDRESSES: usize = 20;

const LONGEST_URL: usize = 500;
/// As RFC 5321 has it.
const LONGEST_ADDRESS: usize = 254;

/// Nothing can be sent there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("notices cannot go there: {problem}")]
pub struct InvalidTarget {
    pub problem: &'static str,
}

impl InvalidTarget {
    pub const CODE: &'static str = "NOTICE_TARGET_INVALID";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeTarget {
    Webhook {
        url: WebhookAddress,
    },
    /// The MSP's own people.
    Mail {
        to: BTreeSet<MailAddress>,
    },
}

impl NoticeTarget {
    pub fn webhook(url: &str) -> Result<Self, InvalidTarget> {
        let url = WebhookAddress::new(url)?;
        Ok(Self::Webhook { url })
    }

    pub fn mail<'a>(to: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidTarget> {
        let to: BTreeSet<MailAddress> = to
            .into_iter()
            .map(MailAddress::new)
            .collect::<Result<_, _>>()?;
        if to.is_empty() || to.len() > MOST_ADDRESSES {
            let problem = "a channel writes to 1 to 20 addresses";
            return Err(InvalidTarget { problem });
        }
        Ok(Self::Mail { to })
    }
}

/// As people read it.
impl fmt::Display for NoticeTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Webhook { url } => f.write_str(url.as_str()),
            Self::Mail { to } => {
                let all: Vec<&str> = to.iter().map(MailAddress::as_str).collect();
                f.write_str(&all.join(", "))
            }
        }
    }
}

/// Where a webhook listens. There is no secret in it: who sends is known by the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct WebhookAddress(String);

impl WebhookAddress {
    pub fn new(text: &str) -> Result<Self, InvalidTarget> {
        let text = text.trim();
        let rest = text.strip_prefix("https://").unwrap_or_default();
        let host = rest.split('/').next().unwrap_or_default();
        let problem = if !text.starts_with("https://") {
            "a webhook's address begins with https://"
        } else if text.len() > LONGEST_URL {
            "a webhook's address has 500 characters at most"
        } else if !text.bytes().all(|it| it.is_ascii_graphic()) {
            "a webhook's address is of plain letters, without spaces"
        } else if text.contains(['?', '#']) {
            "a webhook's address has no query: who sends is known by the signature"
        } else if text.contains(['@', '\\']) {
            "there is nobody's name in a webhook's address"
        } else if host.is_empty() {
            "a webhook's address names a host"
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(InvalidTarget { problem })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Somebody's mailbox, in a form that fits into any header as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct MailAddress(String);

impl MailAddress {
    pub fn new(text: &str) -> Result<Self, InvalidTarget> {
        let text = text.trim();
        let problem = "a mailbox is written as name@host, in plain letters";
        let (name, host) = text.rsplit_once('@').ok_or(InvalidTarget { problem })?;
        let of_name = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&it);
        let of_host = |it: u8| it.is_ascii_alphanumeric() || b"-.".contains(&it);
        let parts = |text: &str| !text.is_empty() && text.split('.').all(|it| !it.is_empty());
        let fits = text.len() <= LONGEST_ADDRESS
            && name.len() <= 64
            && parts(name)
            && name.bytes().all(of_name)
            && parts(host)
            && host.contains('.')
            && host.bytes().all(of_host)
            && !host
                .split('.')
                .any(|it| it.starts_with('-') || it.ends_with('-'));
        if fits {
            Ok(Self(format!("{name}@{}", host.to_ascii_lowercase())))
        } else {
            Err(InvalidTarget { problem })
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_reached_by_tls_and_has_no_secret_in_its_address() {
        for good in [
            "https://hooks.contoso.example/tenantry",
            " https://hooks.contoso.example ",
            "https://hooks.contoso.example:8443/a/b",
        ] {
            assert!(WebhookAddress::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "http://hooks.contoso.example/",
            "https://",
            "https:///path",
            "https://user@hooks.contoso.example/",
            "https://u:p@hooks.contoso.example/",
            "https://hooks.contoso.example/?token=1",
            "https://hooks.contoso.example/#a",
            "https://hooks.contoso.example/ a",
            "https://hooks.contoso.example\\a",
            "https://hööks.example/",
            "ftp://hooks.contoso.example/",
            &format!("https://hooks.example/{}", "a".repeat(500)),
        ] {
            assert!(WebhookAddress::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_mailbox_fits_into_a_header() {
        let plain = MailAddress::new(" Ada.L+x@Contoso.Example ").unwrap();
        assert_eq!(plain.as_str(), "Ada.L+x@contoso.example");
        for bad in [
            "",
            "ada",
            "@contoso.example",
            "ada@",
            "ada@contoso",
            "ada@.example",
            "ada@-x.example",
            ".ada@contoso.example",
            "ada@contoso.example\r\nBcc: eve@evil.example",
            "ada <ada@contoso.example>",
            "ada@contoso.example>",
            "a\"b@contoso.example",
            "ada,eve@contoso.example",
            "äda@contoso.example",
        ] {
            assert!(MailAddress::new(bad).is_err(), "{bad:?}");
        }
        let too_many: Vec<String> = (0..21).map(|it| format!("a{it}@x.example")).collect();
        assert!(NoticeTarget::mail(too_many.iter().map(String::as_str)).is_err());
        assert!(NoticeTarget::mail([]).is_err());
    }
}
