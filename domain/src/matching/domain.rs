//! Where a company is at home on the Internet.

use super::shared;

/// A domain that belongs to one company, read from a website, an address of mail or a bare domain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain {
    host: String,
    /// Where the part begins that was registered.
    begin: usize,
}

impl Domain {
    /// None for what is no domain, and for what many companies share: a provider of mail, of websites,
    /// of names below its own, or a network at home.
    pub fn of(text: &str) -> Option<Self> {
        let host = host(text)?;
        // Names in other scripts are written in two ways; this is the one of the machines.
        let host = idna::domain_to_ascii(host).ok()?;
        let host = host.trim_end_matches('.');
        let host = host.strip_prefix("www.").unwrap_or(host);
        let found = psl::domain(host.as_bytes())?;
        let registered = std::str::from_utf8(found.trim().as_bytes()).ok()?;
        let suffix = found.suffix();
        let hosted = suffix.typ() == Some(psl::Type::Private);
        let suffix = std::str::from_utf8(suffix.as_bytes()).ok()?;
        if (hosted && !shared::sells_names(suffix)) || shared::is_shared(host, registered) {
            return None;
        }
        let is_number = suffix.bytes().all(|it| it.is_ascii_digit());
        (!is_number).then(|| Self {
            begin: host.len() - registered.len(),
            host: host.to_owned(),
        })
    }

    /// What was given, without a leading `www`.
    pub fn as_str(&self) -> &str {
        &self.host
    }

    /// What a company registers and pays for: `contoso.co.uk` of `mail.contoso.co.uk`.
    pub fn registered(&self) -> &str {
        &self.host[self.begin..]
    }
}

/// The host of an address, whatever stands around it.
fn host(text: &str) -> Option<&str> {
    let text = text.trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let end = text.find(['/', '?', '#', '\\', ',', ';', ' ']);
    let text = &text[..end.unwrap_or(text.len())];
    let text = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let text = text.split(':').next()?;
    (!text.is_empty() && text.len() <= 1_000).then_some(text)
}
