//! People of MSPs show who they are: in a browser, or by a token that a program of theirs brings.
//!
//! Anybody's tenant may answer for them. Whether a tenant is an MSP's, and what a person may do
//! there, is for others to decide: here is only told who it is, for certain, and in which groups.
//! Tenant and account together name a person for good. Names are for showing, and never for deciding.

use super::directory::{GroupId, UserId};
use super::{CloudFault, SignInFault, TenantId, Untrusted};
use async_trait::async_trait;
use jiff::Timestamp;
use std::fmt::{self, Debug};

/// Somebody whose tenant says who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSignedIn {
    pub tenant: TenantId,
    pub account: UserId,
    /// What the person is called.
    pub name: Option<String>,
    /// What the person signs in as. It may change hands: only for showing.
    pub login: Option<String>,
    /// Whether there was a second factor; unknown when the cloud does not tell.
    pub second_factor: Option<bool>,
    pub groups: PersonGroups,
}

/// The groups that a person is in, also through other groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonGroups {
    Known(Vec<GroupId>),
    /// They could not be had: what follows from them stays as it was.
    Unknown,
}

/// Whom a program speaks for, and how long its token lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub person: PersonSignedIn,
    pub until: Timestamp,
}

/// Where somebody is led after signing in: a path of this installation, with its query, and never an
/// address of somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnPath(String);

impl ReturnPath {
    /// It travels in an address, beside other things.
    pub const MAX_BYTES: usize = 1024;

    pub fn new(text: &str) -> Result<Self, SignInFault> {
        // Browsers read a backslash as a slash, and pass over tabs and line breaks.
        let of_an_address =
            |letter: u8| letter.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&letter);
        let local = text.starts_with('/') && !text.starts_with("//");
        if local && text.len() <= Self::MAX_BYTES && text.bytes().all(of_an_address) {
            Ok(Self(text.to_owned()))
        } else {
            Err(SignInFault::ReturnRefused)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a program's token does not speak for anybody. A closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BearerFault {
    #[error("the token is not believed: {reason}")]
    Untrusted { reason: Untrusted },
    #[error("the token speaks for an app and for no person: machines come with a service token")]
    OfApp,
    #[error("the token does not allow its bearer to speak for the person here: it lacks {scope}")]
    ScopeMissing { scope: String },
    /// The keys to check it with cannot be had.
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

impl BearerFault {
    /// Every code of our own; those of a cloud's fault are with its causes.
    pub const CODES: &'static [&'static str] = &[
        "ACCESS_TOKEN_UNTRUSTED",
        "ACCESS_TOKEN_OF_APP",
        "ACCESS_TOKEN_SCOPE_MISSING",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Untrusted { .. } => "ACCESS_TOKEN_UNTRUSTED",
            Self::OfApp => "ACCESS_TOKEN_OF_APP",
            Self::ScopeMissing { .. } => "ACCESS_TOKEN_SCOPE_MISSING",
            Self::Cloud(fault) => fault.code(),
        }
    }
}

impl From<Untrusted> for BearerFault {
    fn from(reason: Untrusted) -> Self {
        if let Untrusted::Cloud(fault) = reason {
            Self::Cloud(fault)
        } else {
            Self::Untrusted { reason }
        }
    }
}

/// Finds out who somebody is.
#[async_trait]
pub trait PeopleSignIn: Send + Sync + Debug {
    /// The address to open in the person's browser. `browser` is a value that nobody can guess and
    /// that only this browser brings: the same is needed to end the sign-in, within minutes, once.
    fn begin(&self, return_to: &str, browser: &str) -> Result<String, SignInFault>;

    /// Reads what came back, as the query of the address that was called: who it is, and where the
    /// person wanted to go.
    async fn finish(
        &self,
        browser: &str,
        query: &str,
    ) -> Result<(PersonSignedIn, ReturnPath), SignInFault>;

    /// Whom a token speaks for that was given to a program for this installation.
    async fn bearer(&self, token: &str) -> Result<Bearer, BearerFault>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Cause;
    use proptest::prelude::*;

    #[test]
    fn only_paths_of_this_installation_are_returned_to() {
        for fine in [
            "/",
            "/customers?after=a%20b&x=1#top",
            "/a//b",
            "/%2F%2Fevil.test",
            "/@evil.test",
        ] {
            assert_eq!(ReturnPath::new(fine).unwrap().to_string(), fine);
        }
        let long = format!("/{}", "a".repeat(ReturnPath::MAX_BYTES));
        for odd in [
            "",
            "customers",
            "//evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "/\t/evil.test",
            "/\n/evil.test",
            " /",
            "/ ",
            "/é",
            "/\u{0}",
            "https://evil.test/",
            "javascript:alert(1)",
            "https:/evil.test",
            &long,
        ] {
            assert_eq!(
                ReturnPath::new(odd),
                Err(SignInFault::ReturnRefused),
                "{odd:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_path_leads_to_another_host(text in "[/\\\\a:.@\\t ]{0,6}") {
            if let Ok(path) = ReturnPath::new(&text) {
                let mut letters = path.as_str().chars();
                prop_assert_eq!(letters.next(), Some('/'));
                prop_assert!(!matches!(letters.next(), Some('/' | '\\' | '\t')));
            }
        }
    }

    #[test]
    fn the_list_of_codes_is_that_of_the_faults() {
        let faults = [
            BearerFault::from(Untrusted::Malformed),
            BearerFault::OfApp,
            BearerFault::ScopeMissing {
                scope: String::new(),
            },
        ];
        assert_eq!(faults.map(|fault| fault.code()), BearerFault::CODES);
        let cloud = Untrusted::from(CloudFault::new(Cause::Silent, "x", ""));
        assert_eq!(BearerFault::from(cloud).code(), "CLOUD_SILENT");
    }
}
