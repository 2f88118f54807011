//! Who and what there is in the partner's own tenant.

use crate::world::World;
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
