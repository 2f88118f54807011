//! A template as people look it up.

use tenantry_domain::gdap_template::{Terms, roles};
use tenantry_domain::record::{Micros, Position};

use crate::names::name_key;

crate::row! {
    pub struct GdapTemplateRow {
        name: String,
        /// The name as lists are sorted by: upper and lower case are one.
        name_key: String,
        status: GdapTemplateStatus,
        /// The newest version.
        version: u64,
        /// What it asks for, by name and in alphabetical order.
        roles: Vec<String>,
        /// Whose hands the roles come into, as the terms order them.
        groups: Vec<String>,
        term_days: u64,
        /// The newest terms, as JSON.
        terms: String,
        defined_at: Micros,
        changed_at: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum GdapTemplateStatus {
        Defined = "defined",
        Retired = "retired",
    }
}

impl GdapTemplateRow {
    /// The newest terms. `None` where somebody else wrote into the table.
    pub fn terms(&self) -> Option<Terms> {
        serde_json::from_str(&self.terms).ok()
    }

    pub(super) fn set_name(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        self.name_key = name_key(name);
    }

    pub(super) fn set_terms(&mut self, version: u32, terms: &Terms) {
        let roles = terms.roles().into_iter().map(roles::label_of);
        self.roles = roles.collect();
        self.roles.sort_unstable();
        let groups = terms.shares.iter().map(|it| it.group.as_str().to_owned());
        self.groups = groups.collect();
        self.version = version.into();
        self.term_days = terms.term.as_days().into();
        // Terms are plain data: they can always be written.
        self.terms = serde_json::to_string(terms).unwrap_or_default();
    }
}
