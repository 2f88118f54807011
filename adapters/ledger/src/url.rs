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
/// parameters, where a password can hide as well.
fn redact(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.chars().take(120).collect();
    };
    match rest.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
        None => format!("{scheme}://{rest}"),
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
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in ["", "mysql://x", "sqlite:", "sqlite::memory:", "/some/file"] {
            let refused = text.parse::<DatabaseUrl>().unwrap_err();
            assert_eq!(refused.code(), "DATABASE_URL_MALFORMED", "{text}");
        }
    }
}
