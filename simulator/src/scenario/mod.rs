//! How a world begins: a file that people write, or a value that tests build.
//!
//! Everything has a name; ids follow from the seed and the names, so that the same scenario makes
//! the same world and a test can name what is in it before it began. `build` makes the world;
//! `by_name` is for tests that write none of it down.

mod build;
mod by_name;
mod check;

use crate::partner::PartnerPlan;
use crate::vendors::{Vendor, VendorSeed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;

/// The beginning of a world.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scenario {
    /// Ids, delays and people follow from it.
    #[serde(default)]
    pub seed: u64,
    #[serde(default)]
    pub timings: Timings,
    #[serde(default)]
    pub partners: Vec<PartnerSeed>,
    #[serde(default)]
    pub customers: Vec<CustomerSeed>,
    /// Accounts of MSPs at other vendors.
    #[serde(default)]
    pub vendors: BTreeMap<Vendor, Vec<VendorSeed>>,
}

/// How long things take in this world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Timings {
    /// Seconds until a consent is known everywhere, from least to most.
    pub consent: (i64, i64),
    /// What relationships and role assignments take in the background, in percent of what they
    /// usually take.
    pub background: u32,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            consent: (5, 60),
            background: 100,
        }
    }
}

/// A managed service provider and its own tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PartnerSeed {
    pub name: String,
    /// The first ends in `.onmicrosoft.com`.
    pub domains: Vec<String>,
    /// With whom it has relationships, and whom it sells to.
    #[serde(default)]
    pub business: PartnerPlan,
    #[serde(default)]
    pub accounts: Vec<AccountSeed>,
    #[serde(default)]
    pub groups: Vec<GroupSeed>,
    #[serde(default)]
    pub apps: Vec<AppSeed>,
    /// Other partners' apps, by name, that were consented to.
    #[serde(default)]
    pub consents: Vec<String>,
}

/// An account that signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AccountSeed {
    /// Such as `service@contoso-msp.onmicrosoft.com`.
    pub name: String,
    pub password: String,
    #[serde(default = "yes")]
    pub second_factor: bool,
    /// What the page for signing in offers it as, such as `Admin`: whoever presses that is signed in.
    #[serde(default)]
    pub offered_as: Option<String>,
    /// Template ids of directory roles in its own tenant.
    #[serde(default)]
    pub roles: Vec<Uuid>,
}

/// A security group; `AdminAgents` is one like every other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GroupSeed {
    pub name: String,
    /// Accounts, and other groups, by name.
    #[serde(default)]
    pub members: Vec<String>,
    #[serde(default = "yes")]
    pub security_enabled: bool,
}

/// An app registration, consented to in its own tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AppSeed {
    pub name: String,
    /// Its secret; without one it shows a certificate or a workload's token.
    #[serde(default)]
    pub secret: Option<String>,
    /// As PEM.
    #[serde(default)]
    pub certificate: Option<String>,
    #[serde(default)]
    pub workload: Option<WorkloadSeed>,
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    #[serde(default = "yes")]
    pub multi_tenant: bool,
    /// What it asks Graph for by itself.
    #[serde(default)]
    pub roles: Vec<String>,
    /// What it asks Graph for on behalf of people.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Whether it acts at Partner Center on behalf of people.
    #[serde(default = "yes")]
    pub partner_center: bool,
    /// Whether tokens for it name the security groups of people.
    #[serde(default)]
    pub group_claims: bool,
    /// What it offers to other apps on behalf of people, as `api://` and its id.
    #[serde(default)]
    pub offers: Vec<String>,
    /// What it asks of apps that were named before it.
    #[serde(default)]
    pub uses: Vec<UseSeed>,
}

/// What one app asks of another, on behalf of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UseSeed {
    pub app: String,
    pub scopes: Vec<String>,
}

/// Whose tokens an app shows instead of a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WorkloadSeed {
    pub issuer: String,
    pub subject: String,
    /// The issuer's public key, as PEM.
    pub public_key: String,
}

/// A customer's tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CustomerSeed {
    pub name: String,
    pub domains: Vec<String>,
    /// Global Administrators, who approve and consent.
    #[serde(default)]
    pub admins: Vec<AccountSeed>,
    /// Apps, by name, that were consented to.
    #[serde(default)]
    pub consents: Vec<String>,
    #[serde(default)]
    pub contents: Contents,
    /// People who are there beside the many, under names of their own.
    #[serde(default)]
    pub people: Vec<PersonSeed>,
}

/// Somebody in a customer's tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PersonSeed {
    /// Such as `ada@contoso.example`.
    pub name: String,
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Two letters.
    #[serde(default)]
    pub usage_location: Option<String>,
    /// Products that were given to them, by part number.
    #[serde(default)]
    pub licences: Vec<String>,
    /// Whether they come from a directory on the customer's own machines.
    #[serde(default)]
    pub synchronized: bool,
    /// Template ids of directory roles.
    #[serde(default)]
    pub roles: Vec<Uuid>,
}

/// What is in a tenant.
#[allow(
    clippy::struct_excessive_bools,
    reason = "a list of licences and settings: each is there or not"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Contents {
    pub users: u32,
    pub groups: u32,
    pub devices: u32,
    /// Entra ID P1: sign-in activity, Conditional Access, registration details.
    pub p1: bool,
    pub p2: bool,
    pub intune: bool,
    pub teams: bool,
    pub exchange: bool,
    pub security_defaults: bool,
    /// Reports name nobody.
    pub concealed_names: bool,
    /// How many seats are paid for, by part number; of products that are not named, some are free.
    pub seats: BTreeMap<String, u32>,
}

impl Contents {
    /// Nothing beyond what a scenario names: a partner's own tenant.
    pub(crate) fn none() -> Self {
        Self {
            users: 0,
            groups: 0,
            devices: 0,
            ..Self::default()
        }
    }
}

impl Default for Contents {
    fn default() -> Self {
        Self {
            users: 25,
            groups: 5,
            devices: 10,
            p1: true,
            p2: false,
            intune: true,
            teams: true,
            exchange: true,
            security_defaults: false,
            concealed_names: false,
            seats: BTreeMap::new(),
        }
    }
}

fn yes() -> bool {
    true
}

/// Why a scenario makes no world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioError {
    /// The file is not TOML, or says something that there is not.
    Unreadable(String),
    /// It contradicts itself.
    Impossible(String),
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "the scenario cannot be read: {why}"),
            Self::Impossible(why) => write!(f, "the scenario is not possible: {why}"),
        }
    }
}

impl std::error::Error for ScenarioError {}

impl Scenario {
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self =
            toml::from_str(text).map_err(|error| ScenarioError::Unreadable(error.to_string()))?;
        scenario.check()?;
        Ok(scenario)
    }

    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let read: Result<Self, _> = serde_json::from_str(text);
        let scenario = read.map_err(|error| ScenarioError::Unreadable(error.to_string()))?;
        scenario.check()?;
        Ok(scenario)
    }

    /// One partner with an app and a service account, and three customers: one new, one that is
    /// managed already, one with little.
    pub fn small() -> Self {
        const TEXT: &str = include_str!("small.toml");
        // The file is part of the program, and a test reads it.
        Self::from_toml(TEXT).unwrap_or_default()
    }

    /// The same world, and Northwind IT's accounts at other vendors: a PSA, an RMM, documentation and a
    /// distributor, with the messes that names have there.
    #[must_use]
    pub fn with_vendors(self) -> Self {
        const TEXT: &str = include_str!("northwind.toml");
        // The file is part of the program, and a test reads it.
        let vendors = Self::from_toml(TEXT).unwrap_or_default().vendors;
        Self { vendors, ..self }
    }

    /// The tenant of a partner or customer, by its name.
    pub fn tenant_id(&self, name: &str) -> Uuid {
        self.id("tenant", name)
    }

    /// An app's id (the client id), by its name.
    pub fn app_id(&self, name: &str) -> Uuid {
        self.id("app", name)
    }

    /// An account's id, by the name it signs in with.
    pub fn account_id(&self, name: &str) -> Uuid {
        self.id("account", &name.to_ascii_lowercase())
    }

    /// A partner's group, by the names of both.
    pub fn group_id(&self, partner: &str, group: &str) -> Uuid {
        self.id("group", &format!("{partner}/{group}"))
    }

    fn id(&self, kind: &str, name: &str) -> Uuid {
        let world = Uuid::new_v5(&Uuid::NAMESPACE_URL, &self.seed.to_be_bytes());
        Uuid::new_v5(&world, format!("{kind}:{name}").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_world_is_one() {
        let small = Scenario::small();
        assert_eq!((small.partners.len(), small.customers.len()), (1, 3));
        assert!(Scenario::from_toml(include_str!("small.toml")).is_ok());
    }

    #[test]
    fn the_accounts_at_vendors_are_of_the_same_world() {
        let text = include_str!("northwind.toml");
        let read = Scenario::from_toml(text).unwrap();
        let all = Scenario::small().with_vendors();
        assert_eq!((all.vendors.len(), &all.vendors), (4, &read.vendors));
        assert!(
            all.vendors
                .values()
                .flatten()
                .all(|it| it.name == "Northwind IT")
        );
        // Where a subscription names its tenant, it is that of the company.
        for name in [
            "Contoso Coffee",
            "Woodgrove Books",
            "Tailspin Toys",
            "Proseware Legal",
        ] {
            let tenant = all.tenant_id(name).to_string();
            assert_eq!(text.matches(&tenant).count(), 1, "{name}: {tenant}");
        }
        assert_eq!(text.matches("msTenantID").count(), 4);
    }

    #[test]
    fn ids_follow_from_seed_and_name() {
        let one = Scenario::small();
        let other = Scenario {
            seed: one.seed + 1,
            ..one.clone()
        };
        assert_eq!(
            one.tenant_id("Fabrikam"),
            Scenario::small().tenant_id("Fabrikam")
        );
        assert_ne!(one.tenant_id("Fabrikam"), other.tenant_id("Fabrikam"));
        assert_ne!(one.tenant_id("Fabrikam"), one.app_id("Fabrikam"));
    }

    #[test]
    fn what_there_is_not_is_refused_with_its_place() {
        for (text, words) in [
            ("sead = 1", "sead"),
            (
                "[[customers]]\nname = \"A\"\ndomains = []",
                "at least one domain",
            ),
            (
                "[[customers]]\nname = \"A\"\ndomains = [\"a.example\"]",
                "onmicrosoft.com",
            ),
            (
                "[[customers]]\nname = \"A\"\ndomains = [\"a.onmicrosoft.com\"]\nconsents = [\"B\"]",
                "\"B\"",
            ),
        ] {
            let error = Scenario::from_toml(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
