//! What vendors have on record, in the words of the business.
//!
//! A record holds what changes seldom and means something: no counts that move by the minute, no
//! instants of a last contact. What a vendor does not say is left out. Records are kept in events: a
//! field is added here with a default, and none is taken away.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fit::{self, Fit};
use super::{Amount, Money, Term};
use crate::ids::TenantId;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $text:literal;)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum RecordKind {
            $($(#[$doc])* $name,)+
        }

        impl RecordKind {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }

        /// What a vendor says about one record, by its kind.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum RecordFacts {
            $($name($name),)+
        }

        impl RecordFacts {
            pub const fn kind(&self) -> RecordKind {
                match self { $(Self::$name(_) => RecordKind::$name,)+ }
            }
        }

        impl Fit for RecordFacts {
            fn fit(self) -> Self {
                match self { $(Self::$name(facts) => Self::$name(facts.fit()),)+ }
            }
        }
    };
}

kinds! {
    /// A customer of the MSP, as this vendor knows it: company, site, organization, account.
    Account "account";
    /// Somebody who works for the MSP.
    Person "person";
    /// What the MSP sells.
    Service "service";
    Contract "contract";
    /// What is billed under a contract: a service, an addition, a line of a recurring invoice.
    ContractLine "contract-line";
    /// What a distributor offers.
    Product "product";
    /// What was bought for a customer.
    Subscription "subscription";
    Device "device";
    Alert "alert";
    Configuration "configuration";
    Document "document";
}

/// A record as a vendor has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundRecord {
    /// The vendor's own name for it; unique among the records of its kind.
    pub id: String,
    /// As people know it. It may be empty.
    pub name: String,
    /// The vendor's id of the account it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Whether it is in use. What is not stays on record.
    pub active: bool,
    /// Where people look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    pub facts: RecordFacts,
}

impl FoundRecord {
    pub const fn kind(&self) -> RecordKind {
        self.facts.kind()
    }

    /// The record as it is kept: its texts and lists are cut to what can be.
    #[must_use]
    pub fn fitted(self) -> Self {
        Self {
            id: self.id.fit(),
            name: self.name.fit(),
            account: self.account.fit(),
            active: self.active,
            address: fit::address(self.address),
            facts: self.facts.fit(),
        }
    }
}

/// What another system calls the same thing, as this vendor says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reference {
    /// The word of the vendor that is spoken of, such as `autotask`.
    pub system: String,
    pub id: String,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident {$($(#[$field_doc:meta])* $field:ident: $kind:ty,)*})+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(default)]
        pub struct $name {
            $($(#[$field_doc])* #[serde(skip_serializing_if = "is_nothing")] pub $field: $kind,)*
        }

        impl Fit for $name {
            fn fit(self) -> Self {
                Self { $($field: self.$field.fit(),)* }
            }
        }
    )+};
}

/// Nothing is not written down.
fn is_nothing<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

facts! {
    /// A customer, as this vendor knows it.
    Account {
        /// The MSP's or the vendor's number for it.
        number: Option<String>,
        /// Of its website and its addresses, as somebody typed them in.
        domains: BTreeSet<String>,
        /// The Microsoft tenant, where the vendor says it.
        tenant: Option<TenantId>,
        references: BTreeSet<Reference>,
        city: Option<String>,
        /// Two capital letters.
        country: Option<String>,
        phone: Option<String>,
        /// The vendor's id of the account above it.
        parent: Option<String>,
        /// The MSP itself, or something that the vendor made for its own use: never a customer.
        own: bool,
        /// What the vendor says it is: customer, prospect, supplier …
        category: Option<String>,
    }

    Person {
        email: Option<String>,
        title: Option<String>,
    }

    Service {
        sku: Option<String>,
        unit_price: Option<Money>,
        unit_cost: Option<Money>,
        billing: Option<Term>,
    }

    Contract {
        number: Option<String>,
        category: Option<String>,
        status: Option<String>,
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        starts: Option<Date>,
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        ends: Option<Date>,
        billing: Option<Term>,
    }

    ContractLine {
        contract: Option<String>,
        service: Option<String>,
        sku: Option<String>,
        /// What is billed now; nothing while no billing period covers today.
        quantity: Option<Amount>,
        unit_price: Option<Money>,
        unit_cost: Option<Money>,
        billing: Option<Term>,
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        starts: Option<Date>,
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        ends: Option<Date>,
        /// It was billed once, and is not any more.
        lapsed: bool,
    }

    Product {
        vendor: Option<String>,
        sku: Option<String>,
        /// What the maker calls it: for Microsoft `product:sku` of its new commerce.
        maker_sku: Option<String>,
    }

    Subscription {
        product: Option<String>,
        /// What the maker calls the product: for Microsoft `product:sku` of its new commerce.
        maker_sku: Option<String>,
        /// What the maker calls the subscription.
        maker_subscription: Option<String>,
        status: Option<String>,
        quantity: Option<Amount>,
        unit_price: Option<Money>,
        unit_cost: Option<Money>,
        /// How often it is paid.
        billing: Option<Term>,
        /// How long it is bound.
        term: Option<Term>,
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        starts: Option<Date>,
        /// When the commitment ends.
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        ends: Option<Date>,
        renews: Option<bool>,
        trial: bool,
        /// Whether Microsoft makes the product, where the vendor says so of the subscription.
        of_microsoft: Option<bool>,
    }

    Device {
        serial: Option<String>,
        /// Server, workstation, printer, network device …
        category: Option<String>,
        operating_system: Option<String>,
    }

    Alert {
        /// The vendor's id of the device.
        device: Option<String>,
        priority: Option<String>,
        raised_at: Option<String>,
    }

    Configuration {
        hostname: Option<String>,
        serial: Option<String>,
        category: Option<String>,
        status: Option<String>,
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        warranty_ends: Option<Date>,
    }

    Document {
        category: Option<String>,
        changed_at: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_back_as_it_was_written_and_nothing_is_not_written() {
        let record = FoundRecord {
            id: "29763421".to_owned(),
            name: "Contoso Ltd".to_owned(),
            account: None,
            active: true,
            address: None,
            facts: RecordFacts::Account(Account {
                domains: BTreeSet::from(["contoso.example".to_owned()]),
                ..Account::default()
            }),
        };
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(
            json,
            concat!(
                r#"{"id":"29763421","name":"Contoso Ltd","active":true,"#,
                r#""facts":{"account":{"domains":["contoso.example"]}}}"#
            )
        );
        assert_eq!(serde_json::from_str::<FoundRecord>(&json).unwrap(), record);
        assert_eq!(record.kind(), RecordKind::Account);
    }

    #[test]
    fn the_word_of_a_kind_is_the_one_that_is_written() {
        for kind in RecordKind::ALL {
            let json = serde_json::to_string(kind).unwrap();
            assert_eq!(json, format!("{:?}", kind.as_str()));
        }
    }
}
