//! Who and what there is in the partner's own tenant.

use crate::directory::permissions;
use crate::world::World;
use jiff::Timestamp;
use uuid::Uuid;

/// The group whose members Partner Center calls admin agents.
const ADMIN_AGENTS: &str = "AdminAgents";

pub(crate) fn is_admin_agent(world: &World, partner: Uuid, user: Uuid) -> bool {
    world.tenants.get(&partner).is_some_and(|tenant| {
        let groups = tenant.directory.groups_of(user);
        let named = |id: &Uuid| {
            let group = tenant.directory.group(*id);
            group.is_some_and(|group| group.display_name == ADMIN_AGENTS)
        };
        groups.iter().any(named)
    })
}

pub(crate) fn is_security_group(world: &World, partner: Uuid, group: Uuid) -> bool {
    world.tenants.get(&partner).is_some_and(|tenant| {
        let group = tenant.directory.group(group);
        group.is_some_and(|group| group.security_enabled)
    })
}

pub(crate) fn has_service_principal(world: &World, tenant: Uuid, app: Uuid) -> bool {
    let now = world.clock.now();
    world.tenants.get(&tenant).is_some_and(|tenant| {
        let principal = tenant.directory.service_principal(app);
        principal.is_some_and(|principal| principal.enabled && principal.visible_from <= now)
    })
}

/// The name of an application that other tenants may use.
pub(crate) fn multi_tenant_app(world: &World, app: Uuid) -> Option<String> {
    let mut homes = world.tenants.values();
    let found = homes.find_map(|tenant| tenant.directory.application(app))?;
    found.multi_tenant.then(|| found.display_name.clone())
}

pub(crate) fn principal_id(world: &World, tenant: Uuid, app: Uuid) -> Option<Uuid> {
    let directory = &world.tenants.get(&tenant)?.directory;
    directory
        .service_principal(app)
        .map(|principal| principal.id)
}

/// Whether the app has delegated permissions for this resource, visible by now or not.
pub(crate) fn has_grant(world: &World, tenant: Uuid, app: Uuid, resource: Uuid) -> bool {
    let tenant = world.tenants.get(&tenant);
    tenant.is_some_and(|tenant| {
        !tenant
            .directory
            .scopes(app, resource, Timestamp::MAX)
            .is_empty()
    })
}

pub(crate) fn is_scope(resource: Uuid, name: &str) -> bool {
    permissions::resource(resource).is_some_and(|known| known.scopes.contains(&name))
}

pub(crate) fn consent(
    world: &mut World,
    tenant: Uuid,
    app: (Uuid, &str),
    (resource, scopes): (Uuid, &[String]),
    visible_from: Timestamp,
) -> Result<(), String> {
    let World { tenants, dice, .. } = world;
    let tenant = tenants
        .get_mut(&tenant)
        .ok_or("The customer was not found.")?;
    tenant
        .directory
        .consent(dice, app, resource, &[], scopes, visible_from)
        .map_err(|error| error.to_string())
}
