//! What the clouds say of a tenant, source by source.
//!
//! A sighting holds what changes seldom and means something: no counts, no instants. What two rows
//! of one source say is joined so that neither their order nor their number matters.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::text::{DomainName, OrganizationName};

/// Who names a partner's customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TenantSource {
    /// The customers whom the partner sells to.
    PartnerCenter,
    /// The customers with delegated administration.
    Gdap,
    /// The partner's directory.
    Contract,
    /// The relationships themselves.
    Relationship,
}

impl TenantSource {
    pub const ALL: [Self; 4] = [
        Self::PartnerCenter,
        Self::Gdap,
        Self::Contract,
        Self::Relationship,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PartnerCenter => "partner-center",
            Self::Gdap => "gdap",
            Self::Contract => "contract",
            Self::Relationship => "relationship",
        }
    }
}

/// What each source says of a tenant; nothing where a source does not name it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Sighting {
    pub partner_center: Option<AtPartnerCenter>,
    pub gdap: Option<UnderGdap>,
    pub contract: Option<InContracts>,
    pub relationship: Option<InRelationships>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AtPartnerCenter {
    pub name: Option<OrganizationName>,
    pub domain: Option<DomainName>,
    pub sales: Option<Sales>,
    /// Whether the old kind of delegated administration is allowed.
    pub old_delegation: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnderGdap {
    pub name: Option<OrganizationName>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InContracts {
    pub name: Option<OrganizationName>,
    pub domain: Option<DomainName>,
    pub kinds: BTreeSet<OldContract>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InRelationships {
    pub name: Option<OrganizationName>,
    /// How far the furthest relationship has come, without those that Microsoft made.
    pub standing: Option<Standing>,
    /// An indirect provider made one that is not over.
    pub through_provider: bool,
    /// Microsoft made one in place of the old delegated administration, and it is not over.
    pub made_by_microsoft: bool,
}

/// How the customer is bound to the partner in sales. Of several the last in this order counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sales {
    None,
    /// In a way that we do not know, in the cloud's words.
    Other(String),
    MicrosoftSupport,
    Syndication,
    Advisor,
    Reseller,
}

/// What a contract of the partner's directory is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OldContract {
    Syndication,
    /// The partner may administer, in the old way.
    Breadth,
    Reseller,
    /// One that we do not know, in the cloud's words.
    Other(String),
}

/// How far delegated administration has come. Of several relationships the furthest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Ended,
    /// In a state that we do not know.
    Unclear,
    /// The customer has to approve, or it is becoming active.
    Pending,
    Active,
}

/// What can be said of delegated administration, whichever sources spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delegation {
    None,
    /// Graph lists the customer as one of delegated administration; no relationship was read.
    Unconfirmed,
    Is(Standing),
}

impl Delegation {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Unconfirmed => "unconfirmed",
            Self::Is(Standing::Ended) => "ended",
            Self::Is(Standing::Unclear) => "unclear",
            Self::Is(Standing::Pending) => "pending",
            Self::Is(Standing::Active) => "active",
        }
    }
}

impl Sighting {
    /// The sources that name the tenant.
    pub fn sources(&self) -> BTreeSet<TenantSource> {
        let named = [
            (self.partner_center.is_some(), TenantSource::PartnerCenter),
            (self.gdap.is_some(), TenantSource::Gdap),
            (self.contract.is_some(), TenantSource::Contract),
            (self.relationship.is_some(), TenantSource::Relationship),
        ];
        let named = named.into_iter().filter(|(names, _)| *names);
        named.map(|(_, source)| source).collect()
    }

    /// No source names it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it is a customer's now. Relationships stay listed long after they ended.
    pub fn is_of_a_customer(&self) -> bool {
        let related = self.relationship.as_ref().is_some_and(|it| {
            it.made_by_microsoft
                || it
                    .standing
                    .is_some_and(|standing| standing > Standing::Ended)
        });
        related || self.partner_center.is_some() || self.gdap.is_some() || self.contract.is_some()
    }

    /// The name, as Partner Center has it before all others: Graph's is often not the company's.
    pub fn name(&self) -> Option<&OrganizationName> {
        let center = self.partner_center.as_ref().and_then(|it| it.name.as_ref());
        let contract = self.contract.as_ref().and_then(|it| it.name.as_ref());
        let gdap = self.gdap.as_ref().and_then(|it| it.name.as_ref());
        let related = self.relationship.as_ref().and_then(|it| it.name.as_ref());
        center.or(contract).or(gdap).or(related)
    }

    pub fn domain(&self) -> Option<&DomainName> {
        let center = self
            .partner_center
            .as_ref()
            .and_then(|it| it.domain.as_ref());
        let contract = self.contract.as_ref().and_then(|it| it.domain.as_ref());
        center.or(contract)
    }

    pub fn delegation(&self) -> Delegation {
        match (&self.relationship, &self.gdap) {
            (Some(related), _) => related.standing.map_or(Delegation::None, Delegation::Is),
            (None, Some(_)) => Delegation::Unconfirmed,
            (None, None) => Delegation::None,
        }
    }

    /// Whether the partner has the old kind of delegated administration. Partner Center knows; where
    /// it does not say, a contract of that kind does.
    pub fn is_legacy(&self) -> bool {
        let said = self
            .partner_center
            .as_ref()
            .and_then(|it| it.old_delegation);
        let contracts = self.contract.as_ref();
        said.unwrap_or_else(|| contracts.is_some_and(|it| it.kinds.contains(&OldContract::Breadth)))
    }

    /// How the customer is bound to the partner in sales.
    pub fn sales(&self) -> Option<&Sales> {
        self.partner_center
            .as_ref()
            .and_then(|it| it.sales.as_ref())
    }

    /// Whether an indirect provider stands between.
    pub fn is_through_provider(&self) -> bool {
        let related = self.relationship.as_ref();
        related.is_some_and(|it| it.through_provider)
    }

    /// This sighting after an earlier one: what silent sources said then still holds.
    #[must_use]
    pub fn after(&self, before: &Self, silent: &BTreeSet<TenantSource>) -> Self {
        let mut next = self.clone();
        for source in silent {
            match source {
                TenantSource::PartnerCenter => {
                    next.partner_center.clone_from(&before.partner_center);
                }
                TenantSource::Gdap => next.gdap.clone_from(&before.gdap),
                TenantSource::Contract => next.contract.clone_from(&before.contract),
                TenantSource::Relationship => next.relationship.clone_from(&before.relationship),
            }
        }
        next
    }
}
