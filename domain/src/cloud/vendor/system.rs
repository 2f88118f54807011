//! Which vendors there are, what each is for, and what it is opened with.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::RecordKind;

/// What a vendor's system is to an MSP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// Who is billed for what.
    Psa,
    /// Which devices there are.
    Rmm,
    /// What is known about a customer.
    Documentation,
    /// What was bought for whom.
    Distributor,
}

impl System {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Psa => "psa",
            Self::Rmm => "rmm",
            Self::Documentation => "documentation",
            Self::Distributor => "distributor",
        }
    }

    /// Whether one customer may have several accounts in one such system. A customer has many sites
    /// and may buy under many names, but is billed once and described once.
    pub const fn allows_several(self) -> bool {
        match self {
            Self::Rmm | Self::Distributor => true,
            Self::Psa | Self::Documentation => false,
        }
    }
}

/// What somebody enters to connect a vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input {
    pub name: &'static str,
    pub kind: InputKind,
    pub about: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// On record, and shown.
    Setting,
    /// As a setting, and may be left out.
    OptionalSetting,
    /// Goes into the vault, and is never shown again.
    Secret,
}

const fn setting(name: &'static str, about: &'static str) -> Input {
    let kind = InputKind::Setting;
    Input { name, kind, about }
}

const fn optional(name: &'static str, about: &'static str) -> Input {
    let kind = InputKind::OptionalSetting;
    Input { name, kind, about }
}

const fn secret(name: &'static str, about: &'static str) -> Input {
    let kind = InputKind::Secret;
    Input { name, kind, about }
}

macro_rules! vendors {
    ($($name:ident $text:literal $title:literal $system:ident reads [$($kind:ident)*] {$($input:expr;)*})+) => {
        /// A vendor whose system can be read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Vendor {
            $(#[serde(rename = $text)] $name,)+
        }

        impl Vendor {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word for programs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The name for people.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            pub const fn system(self) -> System {
                match self { $(Self::$name => System::$system,)+ }
            }

            /// The kinds of records it has, in the order in which they are read.
            pub const fn reads(self) -> &'static [RecordKind] {
                match self { $(Self::$name => &[$(RecordKind::$kind),*],)+ }
            }

            /// What has to be entered to connect it.
            pub const fn inputs(self) -> &'static [Input] {
                match self { $(Self::$name => const { &[$($input),*] },)+ }
            }
        }
    };
}

vendors! {
    Autotask "autotask" "Autotask PSA" Psa
    reads [Account Person Service Contract ContractLine] {
        setting("user-name", "the e-mail address of the API-only user");
        secret("secret", "the password of the API-only user");
        secret("integration-code", "the tracking identifier of the integration");
    }
    ConnectWise "connectwise" "ConnectWise PSA" Psa
    reads [Account Person Service Contract ContractLine] {
        setting("site", "the host that the MSP signs in at, such as na.myconnectwise.net");
        setting("company", "the company id that is entered at sign-in");
        setting("client-id", "the client id of the integration");
        secret("public-key", "the public key of the API member");
        secret("private-key", "the private key of the API member");
    }
    HaloPsa "halopsa" "HaloPSA" Psa
    reads [Account Person Service Contract ContractLine] {
        setting("site", "the host of the MSP's HaloPSA, such as contoso.halopsa.com");
        setting("client-id", "the client id of the API application");
        secret("client-secret", "the client secret of the API application");
    }
    DattoRmm "datto-rmm" "Datto RMM" Rmm
    reads [Account Device Alert] {
        setting("platform", "the platform of the account, such as merlot");
        secret("api-key", "the API key of the user");
        secret("api-secret", "the API secret key of the user");
    }
    ItGlue "it-glue" "IT Glue" Documentation
    reads [Account Configuration Document] {
        optional("region", "us, eu or au; found out when left out");
        secret("api-key", "the API key");
    }
    Pax8 "pax8" "Pax8" Distributor
    reads [Account Product Subscription] {
        setting("client-id", "the client id of the integration");
        secret("client-secret", "the client secret of the integration");
    }
    StreamOne "streamone" "TD SYNNEX StreamOne" Distributor
    reads [Account Product Subscription] {
        setting("account-id", "the id of the reseller's account");
        secret("refresh-token", "the refresh token; it is replaced at every use");
    }
    PartnerCenter "partner-center" "Microsoft Partner Center" Distributor
    reads [Account Subscription] {
        setting("partner-tenant", "the tenant id of the MSP, whose connection is used");
    }
}

/// No vendor goes by this word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no vendor is called {text:?}; there are: {}", Vendor::words())]
pub struct UnknownVendor {
    pub text: String,
}

impl UnknownVendor {
    pub const CODE: &'static str = "VENDOR_UNKNOWN";
}

impl Vendor {
    fn words() -> String {
        let words: Vec<&str> = Self::ALL.iter().map(|it| it.as_str()).collect();
        words.join(", ")
    }
}

impl FromStr for Vendor {
    type Err = UnknownVendor;

    fn from_str(text: &str) -> Result<Self, UnknownVendor> {
        let found = Self::ALL.iter().find(|vendor| vendor.as_str() == text);
        found.copied().ok_or_else(|| UnknownVendor {
            text: text.chars().take(40).collect(),
        })
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vendor_is_found_by_its_word_and_has_customers_to_map() {
        for vendor in Vendor::ALL {
            assert_eq!(vendor.as_str().parse(), Ok(*vendor));
            assert_eq!(vendor.reads().first(), Some(&RecordKind::Account));
        }
        assert!("autotasks".parse::<Vendor>().is_err());
    }

    #[test]
    fn no_two_inputs_of_a_vendor_are_called_alike() {
        for vendor in Vendor::ALL {
            let mut names: Vec<&str> = vendor.inputs().iter().map(|it| it.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), vendor.inputs().len(), "{vendor}");
        }
    }
}
