//! A tenant as people look it up.

use tenantry_domain::ids::{CustomerId, TemplateId};
use tenantry_domain::record::{Micros, Position};
use tenantry_domain::tenant::{Sighting, TenantSource};
use tenantry_domain::text::DomainName;

use crate::names::name_key;

crate::row! {
    pub struct TenantRow {
        status: TenantStatus,
        /// Its domain where no source tells a name, and its id where none tells a domain.
        name: String,
        /// The name as lists are sorted and searched by: upper and lower case are one.
        name_key: String,
        domain: Option<String>,
        customer_id: Option<CustomerId>,
        /// Who names it.
        sources: Vec<String>,
        /// How far delegated administration has come, whoever began it.
        delegation: String,
        /// The partner has the old kind of delegated administration.
        legacy: bool,
        /// No source names it any more.
        missed: bool,
        /// The sighting as it was recorded, in JSON.
        sighting: String,
        error_code: Option<String>,
        error_detail: Option<String>,
        /// What is no longer as its onboarding brought it about: codes, one after the other.
        drift: Option<String>,
        /// Something is.
        drifted: bool,
        /// Its administrator's consent is in place.
        consented: bool,
        template_id: Option<TemplateId>,
        template_version: Option<u64>,
        changed_at: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum TenantStatus {
        Discovered = "discovered",
        Onboarding = "onboarding",
        Active = "active",
        Error = "error",
    }
}

impl TenantRow {
    /// What the clouds said last, source by source.
    pub fn sighting(&self) -> Sighting {
        // It was written by the fold; one of another form says nothing, and is recorded anew.
        serde_json::from_str(&self.sighting).unwrap_or_default()
    }

    /// What its organization says of itself, where no source speaks of it.
    pub(super) fn call(&mut self, name: &str, domain: Option<&DomainName>) {
        name.clone_into(&mut self.name);
        self.name_key = name_key(name);
        self.domain = domain.map(|it| it.as_str().to_owned());
    }

    pub(super) fn see(&mut self, sighting: &Sighting) {
        let domain = sighting.domain().map(|domain| domain.as_str().to_owned());
        let name = sighting.name().map(|name| name.as_str().to_owned());
        self.name = name
            .or_else(|| domain.clone())
            .unwrap_or_else(|| self.id.to_string());
        self.name_key = name_key(&self.name);
        self.domain = domain;
        let sources = sighting.sources().into_iter();
        self.sources = sources
            .map(TenantSource::as_str)
            .map(str::to_owned)
            .collect();
        sighting
            .delegation()
            .as_str()
            .clone_into(&mut self.delegation);
        self.legacy = sighting.is_legacy();
        // Plain data always can be written as JSON.
        self.sighting = serde_json::to_string(sighting).unwrap_or_default();
    }
}
