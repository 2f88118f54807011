//! Which database is meant.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use tenantry_engine::ledger::LedgerError;

/// A database this program can keep a ledger in.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    Postgres(String),
    Sqlite(PathBuf),
}

impl FromStr for DatabaseUrl {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text
            .strip_prefix("sqlite://")
            .or_else(|| text.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() && !path.starts_with(':') && !path.contains('?') => {
                Ok(Self::Sqlite(PathBuf::from(path)))
            }
            _ => Err(LedgerError::UrlMalformed { text: redact(text) }),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(url) => f.write_str(&redact(url)),
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// The URL as it may be shown: without what stands between `user:` and `@host`, and without
/// parameters, where a password can hide as well. Where it is not plain what is what, because a
/// password with `@`, `/`, `?` or `#` was not escaped, only the scheme is shown.
fn redact(url: &str) -> String {
    let hidden = |shown: &str| format!("{shown}…");
    let Some((scheme, rest)) = url.split_once("://") else {
        let plain = url.split(['?', '#']).next().unwrap_or_default();
        return if plain.contains('@') {
            hidden("")
        } else {
            plain.chars().take(120).collect()
        };
    };
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let path = tail.split(['?', '#']).next().unwrap_or_default();
    let (user, host) = match authority.split_once('@') {
        Some((user, host)) => (user.split(':').next(), host),
        None => (None, authority),
    };
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    let is_plain = !host.contains('@')
        && !tail.contains('@')
        && (host.ends_with(']') || port.bytes().all(|digit| digit.is_ascii_digit()));
    match user {
        _ if !is_plain => hidden(&format!("{scheme}://")),
        Some(user) => format!("{scheme}://{user}@{host}{path}"),
        None => format!("{scheme}://{host}{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_no_password() {
        let url: DatabaseUrl = "postgres://ada:hunter2@db:5432/tenantry?password=x"
            .parse()
            .unwrap();
        assert_eq!(url.to_string(), "postgres://ada@db:5432/tenantry");
        assert!(!format!("{url:?}").contains("hunter2"));
        for (odd, shown) in [
            ("postgres://ada:hunter2#@db/x", "postgres://…"),
            ("postgres://ada:hunter2/@db/x", "postgres://…"),
            ("postgres://ada:p@hunter2@db/x", "postgres://…"),
            ("postgres://ada:hunter2", "postgres://…"),
            ("postgres://[::1]:5432/x", "postgres://[::1]:5432/x"),
            ("postgres://ada@[::1]/x?a=hunter2", "postgres://ada@[::1]/x"),
            ("ada:hunter2@db", "…"),
        ] {
            assert_eq!(redact(odd), shown);
        }
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in ["", "mysql://x", "sqlite:", "sqlite::memory:", "/some/file"] {
            let refused = text.parse::<DatabaseUrl>().unwrap_err();
            assert_eq!(refused.code(), "DATABASE_URL_MALFORMED", "{text}");
        }
    }
}
