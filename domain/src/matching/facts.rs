//! What is known of a customer, and what a record says of itself. Borrowed from wherever it lies.

use crate::ids::{CustomerId, TenantId};

/// One customer: what it is called and known by here and in every record that is linked to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<'a> {
    pub customer: CustomerId,
    pub name: &'a str,
    /// What records that are linked to it call it.
    pub other_names: Vec<&'a str>,
    /// Verified ones.
    pub domains: Vec<&'a str>,
    pub tenants: Vec<TenantId>,
    /// The records that are linked to it, by the ids that their systems gave them.
    pub references: Vec<Reference<'a>>,
    pub place: Place<'a>,
    pub phone: Option<&'a str>,
}

impl<'a> Known<'a> {
    /// A customer of whom no more than the name is known.
    pub const fn named(customer: CustomerId, name: &'a str) -> Self {
        Self {
            customer,
            name,
            other_names: Vec::new(),
            domains: Vec::new(),
            tenants: Vec::new(),
            references: Vec::new(),
            place: Place {
                city: None,
                country: None,
            },
            phone: None,
        }
    }
}

/// One record of a vendor: a company, a site, an organization, an account, a tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts<'a> {
    pub name: &'a str,
    pub other_names: Vec<&'a str>,
    pub domains: Vec<DomainFact<'a>>,
    pub tenant: Option<TenantId>,
    /// The same company in other systems, as the vendor itself keeps it.
    pub references: Vec<Reference<'a>>,
    /// Ids of which it is not known what system they are from.
    pub external_ids: Vec<&'a str>,
    pub place: Place<'a>,
    pub phone: Option<&'a str>,
}

/// A company's record in one system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference<'a> {
    /// One installation of a product, so that equal ids of two of them are not taken for one.
    pub system: &'a str,
    pub id: &'a str,
}

/// Where it is, as its address says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place<'a> {
    pub city: Option<&'a str>,
    /// By name or by code.
    pub country: Option<&'a str>,
}

/// A domain that a record names; a website or an address of mail will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DomainFact<'a> {
    /// The vendor made sure that it is theirs, such as Microsoft of a tenant's domains.
    Verified(&'a str),
    /// Somebody typed it.
    Claimed(&'a str),
}

impl<'a> DomainFact<'a> {
    pub const fn text(self) -> &'a str {
        match self {
            Self::Verified(text) | Self::Claimed(text) => text,
        }
    }

    pub const fn is_verified(self) -> bool {
        matches!(self, Self::Verified(_))
    }
}
