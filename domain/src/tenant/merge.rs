//! The rows of all sources, merged by tenant.
//!
//! Nothing depends on the order of sources and rows, and a row that comes twice is as good as once:
//! lists shift while they are read, and sources are read at the same time.

use std::collections::BTreeMap;

use super::{
    AtPartnerCenter, InContracts, InRelationships, OldContract, Sales, Sighting, Standing,
    UnderGdap,
};
use crate::cloud::gdap::{
    Contract, ContractKind, GdapCustomer, Relationship, RelationshipKind, RelationshipStatus,
};
use crate::cloud::partner::{PartnerCustomer, ResellerRelation};
use crate::ids::TenantId;
use crate::text::{DomainName, OrganizationName};

/// What was heard of tenants so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merge(BTreeMap<TenantId, Sighting>);

impl Merge {
    pub fn partner_customer(&mut self, row: &PartnerCustomer) {
        let seen = self.seen(row.tenant);
        let heard = seen.partner_center.get_or_insert_default();
        heard.join(AtPartnerCenter {
            name: OrganizationName::of_cloud(&row.name),
            domain: row.domain.as_deref().and_then(DomainName::of_cloud),
            sales: row.relation.as_ref().map(sales),
            old_delegation: row.old_delegation,
        });
    }

    pub fn gdap_customer(&mut self, row: &GdapCustomer) {
        let name = OrganizationName::of_cloud(&row.name);
        let heard = self.seen(row.tenant).gdap.get_or_insert_default();
        heard.join(UnderGdap { name });
    }

    pub fn contract(&mut self, row: &Contract) {
        let heard = self.seen(row.customer).contract.get_or_insert_default();
        heard.join(InContracts {
            name: OrganizationName::of_cloud(&row.name),
            domain: row.default_domain.as_deref().and_then(DomainName::of_cloud),
            kinds: [contract(&row.kind)].into(),
        });
    }

    /// One that names no customer yet, because anybody may approve it, says nothing of anybody.
    pub fn relationship(&mut self, row: &Relationship) {
        let Some(customer) = &row.customer else {
            return;
        };
        let by_microsoft = row.kind == RelationshipKind::MadeByMicrosoft;
        let through_provider = matches!(row.kind, RelationshipKind::ThroughProvider { .. });
        let lives = !row.status.is_over();
        let seen = self.seen(customer.tenant);
        let heard = seen.relationship.get_or_insert_default();
        heard.join(InRelationships {
            name: customer
                .name
                .as_deref()
                .and_then(OrganizationName::of_cloud),
            standing: (!by_microsoft).then(|| standing(&row.status)),
            through_provider: through_provider && lives,
            made_by_microsoft: by_microsoft && lives,
        });
    }

    /// Takes in what another heard.
    pub fn absorb(&mut self, other: Self) {
        for (tenant, heard) in other.0 {
            self.seen(tenant).join(heard);
        }
    }

    /// The tenants of customers, each with all that was heard of it.
    pub fn finish(self) -> BTreeMap<TenantId, Sighting> {
        let mut tenants = self.0;
        tenants.retain(|_, seen| seen.is_of_a_customer());
        tenants
    }

    fn seen(&mut self, tenant: TenantId) -> &mut Sighting {
        self.0.entry(tenant).or_default()
    }
}

impl Sighting {
    fn join(&mut self, other: Self) {
        if let Some(heard) = other.partner_center {
            self.partner_center.get_or_insert_default().join(heard);
        }
        if let Some(heard) = other.gdap {
            self.gdap.get_or_insert_default().join(heard);
        }
        if let Some(heard) = other.contract {
            self.contract.get_or_insert_default().join(heard);
        }
        if let Some(heard) = other.relationship {
            self.relationship.get_or_insert_default().join(heard);
        }
    }
}

impl AtPartnerCenter {
    fn join(&mut self, other: Self) {
        first(&mut self.name, other.name);
        first(&mut self.domain, other.domain);
        self.sales = self.sales.take().max(other.sales);
        self.old_delegation = self.old_delegation.max(other.old_delegation);
    }
}

impl UnderGdap {
    fn join(&mut self, other: Self) {
        first(&mut self.name, other.name);
    }
}

impl InContracts {
    fn join(&mut self, other: Self) {
        first(&mut self.name, other.name);
        first(&mut self.domain, other.domain);
        self.kinds.extend(other.kinds);
    }
}

impl InRelationships {
    fn join(&mut self, other: Self) {
        first(&mut self.name, other.name);
        self.standing = self.standing.max(other.standing);
        self.through_provider |= other.through_provider;
        self.made_by_microsoft |= other.made_by_microsoft;
    }
}

/// Of two texts the first in the alphabet, so that it does not matter which came first.
fn first<T: Ord>(kept: &mut Option<T>, other: Option<T>) {
    *kept = match (kept.take(), other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
}

fn sales(relation: &ResellerRelation) -> Sales {
    match relation {
        ResellerRelation::Reseller => Sales::Reseller,
        ResellerRelation::Advisor => Sales::Advisor,
        ResellerRelation::Syndication => Sales::Syndication,
        ResellerRelation::MicrosoftSupport => Sales::MicrosoftSupport,
        ResellerRelation::None => Sales::None,
        ResellerRelation::Unknown(words) => Sales::Other(shortened(words)),
    }
}

fn contract(kind: &ContractKind) -> OldContract {
    match kind {
        ContractKind::Syndication => OldContract::Syndication,
        ContractKind::Breadth => OldContract::Breadth,
        ContractKind::Reseller => OldContract::Reseller,
        ContractKind::Unknown(words) => OldContract::Other(shortened(words)),
    }
}

/// A word of the cloud's, fit to be kept.
fn shortened(words: &str) -> String {
    let fit = words.chars().filter(|letter| !letter.is_control());
    fit.take(60).collect()
}

fn standing(status: &RelationshipStatus) -> Standing {
    match status {
        // One that expires still works until it did.
        RelationshipStatus::Active | RelationshipStatus::Expiring => Standing::Active,
        RelationshipStatus::Unknown(_) => Standing::Unclear,
        RelationshipStatus::Created
        | RelationshipStatus::ApprovalPending
        | RelationshipStatus::Approved
        | RelationshipStatus::Activating => Standing::Pending,
        RelationshipStatus::Expired
        | RelationshipStatus::TerminationRequested
        | RelationshipStatus::Terminating
        | RelationshipStatus::Terminated => Standing::Ended,
    }
}

#[cfg(test)]
mod tests;
