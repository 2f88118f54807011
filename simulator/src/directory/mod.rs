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
    pub display_name: String,
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
    pub id: Uuid,
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

    pub(crate) fn application(&self, app: Uuid) -> Option<&Application> {
        self.applications.get(&app)
    }

    pub(crate) fn scopes(&self, app: Uuid, resource: Uuid, _now: Timestamp) -> BTreeSet<String> {
        self.granted
            .get(&(app, resource))
            .cloned()
            .unwrap_or_default()
    }

    pub(crate) fn consent(
        &mut self,
        dice: &mut Dice,
        (app, _): (Uuid, &str),
        resource: Uuid,
        _roles: &[String],
        scopes: &[String],
        visible_from: Timestamp,
    ) -> Result<(), String> {
        let id = dice.uuid();
        let made = ServicePrincipal {
            id,
            enabled: true,
            visible_from,
        };
        self.principals.entry(app).or_insert(made);
        let granted = self.granted.entry((app, resource)).or_default();
        granted.extend(scopes.iter().cloned());
        Ok(())
    }

    pub(crate) fn revoke_consent(&mut self, app: Uuid) -> bool {
        self.granted.retain(|(client, _), _| *client != app);
        self.principals.remove(&app).is_some()
    }
}

pub(crate) fn is_scope(_resource: Uuid, name: &str) -> bool {
    name.contains('.')
}
