//! What a secret is called. The name is made of ids and one short word, never of free text, so no
//! input of one MSP can reach what belongs to another.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::cloud::TenantId;
use crate::ids::MspId;

/// The text names no secret. What it was is not repeated: it may have been a secret itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the name of a secret: {problem}")]
pub struct MalformedSecretName {
    pub problem: &'static str,
}

impl MalformedSecretName {
    pub const CODE: &'static str = "SECRET_NAME_MALFORMED";
}

/// What a secret is for: a short word in small letters, such as `refresh-token`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose(Cow<'static, str>);

impl Purpose {
    /// With it the service account's delegated access is renewed.
    pub const REFRESH_TOKEN: Self = Self(Cow::Borrowed("refresh-token"));
    /// An app proves with it who it is.
    pub const APP_SECRET: Self = Self(Cow::Borrowed("app-secret"));
    /// An app's certificate together with its private key.
    pub const APP_CERTIFICATE: Self = Self(Cow::Borrowed("app-certificate"));
    /// Signs what is sent along with a request for consent.
    pub const CONSENT_STATE_KEY: Self = Self(Cow::Borrowed("consent-state-key"));

    /// What somebody signs in with for the first time; the approval stands for the app in its name.
    pub const TEMPORARY_PASSWORD: Self = Self(Cow::Borrowed("temporary-password"));

    /// Signs what a webhook is told; the notice channel stands for the app in its name.
    pub const NOTICE_SECRET: Self = Self(Cow::Borrowed("notice-secret"));

    /// What opens an MSP's account at a vendor; the connection stands for the app in its name.
    pub const VENDOR_CREDENTIALS: Self = Self(Cow::Borrowed("vendor-credentials"));
    /// Seals what is known of a customer's people; the customer stands for the app in its name.
    pub const PERSONAL_DATA_KEY: Self = Self(Cow::Borrowed("personal-data-key"));

    /// Short enough for a name with three ids to fit into every vault.
    pub const MAX_LENGTH: usize = 24;

    pub fn new(word: &str) -> Result<Self, MalformedSecretName> {
        let problem = if word.is_empty() || word.len() > Self::MAX_LENGTH {
            "the purpose has 1 to 24 characters"
        } else if !word.starts_with(|c: char| c.is_ascii_lowercase()) {
            "the purpose begins with a small letter"
        } else if !word.chars().all(is_of_a_word) {
            "the purpose is of small letters, digits and dashes"
        } else if word.ends_with('-') || word.contains("--") {
            "a dash in the purpose stands between two words"
        } else {
            return Ok(Self(Cow::Owned(word.to_owned())));
        };
        Err(MalformedSecretName { problem })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_of_a_word(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whose secret, for what, and where it is good: for one tenant, for one app, or both.
///
/// The installation's own secrets are under [`MspId::INSTALLATION`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName {
    msp: MspId,
    tenant: Option<TenantId>,
    app: Option<Uuid>,
    purpose: Purpose,
}

impl SecretName {
    pub fn new(msp: MspId, purpose: Purpose) -> Self {
        Self {
            msp,
            tenant: None,
            app: None,
            purpose,
        }
    }

    /// Good in this tenant only.
    #[must_use]
    pub fn in_tenant(mut self, tenant: TenantId) -> Self {
        self.tenant = Some(tenant);
        self
    }

    /// Good for this app only.
    #[must_use]
    pub fn of_app(mut self, app: Uuid) -> Self {
        self.app = Some(app);
        self
    }

    pub fn msp(&self) -> MspId {
        self.msp
    }

    pub fn tenant(&self) -> Option<TenantId> {
        self.tenant
    }

    pub fn app(&self) -> Option<Uuid> {
        self.app
    }

    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// It is of an app of the MSP's own, in its own tenant. Those of customers' apps name a tenant.
    pub fn is_of_own_app(&self) -> bool {
        let own = [
            Purpose::APP_SECRET,
            Purpose::APP_CERTIFICATE,
            Purpose::REFRESH_TOKEN,
        ];
        self.tenant.is_none() && self.app.is_some() && own.contains(&self.purpose)
    }
}

/// `msp/ID`, then `tenant/ID` and `app/ID` where there are, then the purpose.
impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "msp/{}", self.msp)?;
        if let Some(tenant) = self.tenant {
            write!(f, "/tenant/{tenant}")?;
        }
        if let Some(app) = self.app {
            write!(f, "/app/{}", app.hyphenated())?;
        }
        write!(f, "/{}", self.purpose)
    }
}

/// Exactly what is displayed, in no other spelling: two texts never name one secret.
impl FromStr for SecretName {
    type Err = MalformedSecretName;

    fn from_str(text: &str) -> Result<Self, MalformedSecretName> {
        let refuse = |problem| MalformedSecretName { problem };
        let mut parts = text.split('/').peekable();
        let mut id = |kind: &str| {
            parts.next_if_eq(&kind)?;
            Some(parts.next().and_then(|id| Uuid::try_parse(id).ok()))
        };
        let not_an_id = "an id in it is not a UUID";
        let msp = id("msp").ok_or_else(|| refuse("it begins with `msp/`"))?;
        let mut name = Self::new(
            MspId::new(msp.ok_or_else(|| refuse(not_an_id))?),
            Purpose::REFRESH_TOKEN,
        );
        if let Some(tenant) = id("tenant") {
            name = name.in_tenant(TenantId::new(tenant.ok_or_else(|| refuse(not_an_id))?));
        }
        if let Some(app) = id("app") {
            name = name.of_app(app.ok_or_else(|| refuse(not_an_id))?);
        }
        name.purpose = Purpose::new(parts.next().unwrap_or_default())?;
        if parts.next().is_some() || name.to_string() != text {
            return Err(refuse("it is written in another form"));
        }
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names() -> impl Strategy<Value = SecretName> {
        let id = || any::<u128>().prop_map(Uuid::from_u128);
        let word = "[a-z]([a-z0-9]|-[a-z0-9]){0,11}";
        let parts = (
            id(),
            proptest::option::of(id()),
            proptest::option::of(id()),
            word,
        );
        parts.prop_map(|(msp, tenant, app, word)| SecretName {
            msp: MspId::new(msp),
            tenant: tenant.map(TenantId::new),
            app,
            purpose: Purpose::new(&word).unwrap(),
        })
    }

    proptest! {
        #[test]
        fn a_name_is_read_back_as_it_was_written(name in names()) {
            prop_assert_eq!(name.to_string().parse(), Ok(name));
        }

        #[test]
        fn two_names_are_never_written_alike(one in names(), other in names()) {
            prop_assert_eq!(one == other, one.to_string() == other.to_string());
        }

        #[test]
        fn whatever_is_read_is_written_in_the_same_way(text in "(msp|tenant|app|/|[0-9a-f-]){0,9}") {
            if let Ok(name) = text.parse::<SecretName>() {
                prop_assert_eq!(name.to_string(), text);
            }
        }
    }

    #[test]
    fn a_name_says_whose_it_is_and_where_it_is_good() {
        let name = SecretName::new(MspId::new(Uuid::from_u128(1)), Purpose::APP_SECRET)
            .in_tenant(TenantId::new(Uuid::from_u128(2)))
            .of_app(Uuid::from_u128(3));
        assert_eq!(
            name.to_string(),
            "msp/00000000-0000-0000-0000-000000000001\
             /tenant/00000000-0000-0000-0000-000000000002\
             /app/00000000-0000-0000-0000-000000000003/app-secret"
        );
    }

    #[test]
    fn purposes_that_are_no_plain_word_are_refused() {
        let long = "a".repeat(25);
        for word in [
            "", "-a", "a-", "a--b", "A", "ä", "a/b", "a.b", "1a", " a", "a\n", &long,
        ] {
            assert!(Purpose::new(word).is_err(), "{word:?}");
        }
        for known in [
            Purpose::REFRESH_TOKEN,
            Purpose::APP_SECRET,
            Purpose::APP_CERTIFICATE,
            Purpose::CONSENT_STATE_KEY,
            Purpose::TEMPORARY_PASSWORD,
            Purpose::NOTICE_SECRET,
            Purpose::VENDOR_CREDENTIALS,
            Purpose::PERSONAL_DATA_KEY,
        ] {
            assert_eq!(Purpose::new(known.as_str()), Ok(known));
        }
    }

    #[test]
    fn texts_that_are_not_exactly_a_name_are_refused() {
        let msp = "msp/0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11";
        assert!(format!("{msp}/app-secret").parse::<SecretName>().is_ok());
        for wrong in [
            String::new(),
            msp.to_owned(),
            format!("{msp}/"),
            format!("/{msp}/app-secret"),
            format!("{msp}/app-secret/"),
            format!("{msp}/../app-secret"),
            format!("{msp}//app-secret"),
            format!("{msp}/tenant/app-secret"),
            format!("{msp}/app/1/app-secret"),
            format!("{}/app-secret", msp.replace('-', "")),
            format!("{}/app-secret", msp.to_uppercase()),
            "msp/{0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11}/app-secret".to_owned(),
        ] {
            let refusal = wrong.parse::<SecretName>().unwrap_err();
            assert!(wrong.is_empty() || !refusal.to_string().contains(&wrong));
        }
    }
}
