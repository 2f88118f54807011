//! Which tenant is meant: people know their domain, the clouds know an id.

use super::{CloudFault, TenantId};
use async_trait::async_trait;
use std::fmt::{self, Debug};
use std::str::FromStr;
use uuid::Uuid;

/// How people name a tenant: by its id, or by one of its domains.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TenantName {
    Id(TenantId),
    /// In small letters, without a dot at the end.
    Domain(String),
}

/// The text is neither an id nor the name of a domain. No cloud was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} names no tenant: an id or a domain such as contoso.com is expected; {problem}")]
pub struct MalformedTenantName {
    pub text: String,
    pub problem: &'static str,
}

impl MalformedTenantName {
    pub const CODE: &'static str = "MALFORMED_TENANT_NAME";
}

impl FromStr for TenantName {
    type Err = MalformedTenantName;

    fn from_str(text: &str) -> Result<Self, MalformedTenantName> {
        let text = text.trim();
        if let Ok(id) = Uuid::try_parse(text) {
            return Ok(Self::Id(TenantId::new(id)));
        }
        let domain = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        match problem(&domain) {
            None => Ok(Self::Domain(domain)),
            Some(problem) => Err(MalformedTenantName {
                text: text.chars().take(80).collect(),
                problem,
            }),
        }
    }
}

impl fmt::Display for TenantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => fmt::Display::fmt(id, f),
            Self::Domain(domain) => f.write_str(domain),
        }
    }
}

/// What keeps a text from being the name of a domain (RFC 1035, and RFC 5890 for other scripts).
fn problem(domain: &str) -> Option<&'static str> {
    if domain.is_empty() {
        return Some("it is empty");
    }
    if !domain.is_ascii() {
        return Some("a domain with other letters is written in its `xn--` form");
    }
    if domain.len() > 253 {
        return Some("a domain has 253 characters at most");
    }
    let labels: Vec<&str> = domain.split('.').collect();
    if labels.len() < 2 {
        return Some("a domain has a dot in it");
    }
    let odd = |label: &&str| {
        let of_a_label = |c: char| c.is_ascii_alphanumeric() || c == '-';
        label.is_empty()
            || label.len() > 63
            || label.starts_with('-')
            || label.ends_with('-')
            || !label.chars().all(of_a_label)
    };
    if labels.iter().any(odd) {
        return Some("a part between two dots has 1 to 63 letters, digits and dashes");
    }
    let numeric = |label: &&str| label.chars().all(|c| c.is_ascii_digit());
    if labels.last().is_some_and(numeric) {
        return Some("an address of numbers is not a domain");
    }
    None
}

/// A tenant that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedTenant {
    pub id: TenantId,
    /// Where its data is, in the cloud's words: `EU`, `NA` …
    pub region: Option<String>,
    /// Which of the clouds it is in, in the cloud's words: `microsoftonline.com` …
    pub cloud: Option<String>,
}

/// Finds out which tenant a name belongs to. Nobody has to be signed in for that.
#[async_trait]
pub trait TenantResolver: Send + Sync + Debug {
    async fn resolve(&self, name: &TenantName) -> Result<ResolvedTenant, CloudFault>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_domains_are_told_apart() {
        let id: TenantName = " 0190B5A0-7a3e-7c65-9a54-3f1b6f0f8a11 ".parse().unwrap();
        assert_eq!(id.to_string(), "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11");
        assert!(matches!(id, TenantName::Id(_)));
        for (text, domain) in [
            ("Contoso.COM", "contoso.com"),
            ("contoso.onmicrosoft.com.", "contoso.onmicrosoft.com"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("3m.com", "3m.com"),
        ] {
            assert_eq!(text.parse(), Ok(TenantName::Domain(domain.to_owned())));
        }
    }

    #[test]
    fn what_names_no_tenant_is_refused_before_anybody_is_asked() {
        let long = format!("{}.com", "a".repeat(64));
        let longer = format!("{}com", "a.".repeat(126));
        for text in [
            "",
            " ",
            "contoso",
            "organizations",
            "common",
            ".com",
            "contoso..com",
            "-a.com",
            "a-.com",
            "a b.com",
            "https://contoso.com",
            "contoso.com/x",
            "user@contoso.com",
            "bücher.example",
            "10.0.0.1",
            "a.com?x=1",
            "a.com#b",
            "..",
            "../x.com",
            "%2e.com",
            &long,
            &longer,
        ] {
            assert!(text.parse::<TenantName>().is_err(), "{text}");
        }
    }
}
