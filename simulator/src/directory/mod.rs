//! A tenant's directory: who and what is in it.

use crate::dice::Dice;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[derive(Debug, Default)]
pub(crate) struct Directory {
    pub groups: BTreeMap<Uuid, Group>,
    pub principals: BTreeMap<Uuid, ServicePrincipal>,
    pub applications: BTreeMap<Uuid, Application>,
    granted: BTreeMap<(Uuid, Uuid), BTreeSet<String>>,
}

#[derive(Debug)]
pub(crate) struct Application {
    pub multi_tenant: bool,
}

#[derive(Debug)]
pub(crate) struct Group {
    pub display_name: String,
    pub security_enabled: bool,
    pub members: BTreeSet<Uuid>,
}

#[derive(Debug)]
pub(crate) struct ServicePrincipal {
    pub enabled: bool,
    pub visible_from: Timestamp,
}

impl Directory {
    pub(crate) fn group(&self, id: Uuid) -> Option<&Group> {
        self.groups.get(&id)
    }

    pub(crate) fn groups_of(&self, user: Uuid) -> BTreeSet<Uuid> {
        let holds = |group: &&Uuid| self.groups[*group].members.contains(&user);
        self.groups.keys().filter(holds).copied().collect()
    }

    pub(crate) fn service_principal(&self, app: Uuid) -> Option<&ServicePrincipal> {
        self.principals.get(&app)
    }
}
