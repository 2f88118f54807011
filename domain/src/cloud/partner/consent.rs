//! Which permissions a partner gives its app in a customer's tenant.

use crate::cloud::name::objects;
use std::collections::BTreeSet;
use uuid::Uuid;

objects! {
    /// An app, by its client id: the same in every tenant.
    AppId;
}

impl AppId {
    pub const MICROSOFT_GRAPH: Self =
        Self(Uuid::from_u128(0x0000_0003_0000_0000_c000_0000_0000_0000));
    /// Never part of a consent: it is the partner's, and nothing in a customer's tenant.
    pub const PARTNER_CENTER: Self =
        Self(Uuid::from_u128(0xfa3d_9a0c_3fb0_42cc_9193_47c7_ecd2_edbd));
}

/// Delegated permissions by name, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeList(BTreeSet<String>);

/// A consent without permissions, with an empty one, or with one that is two.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a consent names at least one permission, each without blanks and commas")]
pub struct NoScopes;

impl NoScopes {
    pub const CODE: &'static str = "CONSENT_SCOPES_INVALID";
}

impl ScopeList {
    pub fn new<'a>(scopes: impl IntoIterator<Item = &'a str>) -> Result<Self, NoScopes> {
        let scopes: BTreeSet<String> = scopes.into_iter().map(str::to_owned).collect();
        let name = |scope: &String| {
            let fine =
                |letter: char| !letter.is_whitespace() && !letter.is_control() && letter != ',';
            !scope.is_empty() && scope.chars().all(fine)
        };
        if scopes.is_empty() || !scopes.iter().all(name) {
            return Err(NoScopes);
        }
        Ok(Self(scopes))
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// One app, one resource: a resource that is missing in the tenant spoils no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    pub app: AppId,
    /// As the customer's administrators will see the app.
    pub app_name: Option<String>,
    pub resource: AppId,
    pub scopes: ScopeList,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Granted {
    /// It is not visible everywhere at once: read the grant before relying on it.
    Now,
    /// The app has a consent for this resource already.
    WasThere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Revoked {
    Now,
    WasNotThere,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_names() {
        assert!(ScopeList::new(["User.Read.All", "Directory.Read.All"]).is_ok());
        for bad in [vec![], vec![""], vec!["a b"], vec!["a,b"], vec!["a", "b\n"]] {
            assert_eq!(ScopeList::new(bad.clone()), Err(NoScopes), "{bad:?}");
        }
    }
}
