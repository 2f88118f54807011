//! How much an app may ask of a tenant: resource units in ten seconds, by the tenant's size.

use crate::directory::Allowance;
use crate::entra::Caller;
use crate::graph::error;
use crate::wire::{Reply, Request};
use crate::world::World;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

const APP_WRITES: Allowance = Allowance {
    name: "writes of an app",
    units: 3_000,
    seconds: 150,
};
const TENANT_WRITES: Allowance = Allowance {
    name: "writes in a tenant",
    units: 18_000,
    seconds: 300,
};
const WINDOW: SignedDuration = SignedDuration::from_secs(10);

/// What each app has used of each tenant's allowance in the current ten seconds.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    used: BTreeMap<(Uuid, Uuid), (Timestamp, u32)>,
    /// By tenant: so many requests inside of batches are still to be turned away.
    refusals: BTreeMap<Uuid, u32>,
}

impl Throttle {
    pub(crate) fn refuse_in_batches(&mut self, tenant: Uuid, times: u32) {
        self.refusals.insert(tenant, times);
    }

    /// Whether this one is among those.
    pub(super) fn refuses_in_batch(&mut self, tenant: Uuid) -> bool {
        match self.refusals.get_mut(&tenant) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}

/// What a request costs, and how near the limit the app is; or that it is too much.
pub(super) fn charge(
    world: &mut World,
    caller: &Caller,
    request: &Request,
) -> Result<(u32, f64), Reply> {
    charge_write(world, caller, request)?;
    let now = world.clock.now();
    let limit = allowance(world, caller.tenant);
    let cost = cost(request);
    let (began, used) = world
        .throttle
        .used
        .entry((caller.app, caller.tenant))
        .or_insert((now, 0));
    if now.duration_since(*began) >= WINDOW {
        (*began, *used) = (now, 0);
    }
    if *used + cost > limit {
        let left = WINDOW - now.duration_since(*began);
        let seconds = left.as_secs().max(0) + 1;
        let scope = format!(
            "Tenant_Application/ReadWrite/{}/{}",
            caller.app, caller.tenant
        );
        return Err(error(request, 429, "TooManyRequests", "Too many requests.")
            .header("Retry-After", seconds.to_string())
            .header("x-ms-throttle-scope", scope)
            .header("x-ms-throttle-information", "ResourceUnitLimitExceeded"));
    }
    *used += cost;
    Ok((cost, f64::from(*used) / f64::from(limit)))
}

/// Writing has budgets of its own: an app's in a tenant, and one of all apps together.
fn charge_write(world: &mut World, caller: &Caller, request: &Request) -> Result<(), Reply> {
    let now = world.clock.now();
    let tenant = world.tenants.get_mut(&caller.tenant);
    let Some(tenant) = tenant.filter(|_| request.method != "GET") else {
        return Ok(());
    };
    let app = caller.app.to_string();
    let meters = &mut tenant.directory.holdings.meters;
    for (allowance, whose) in [(APP_WRITES, app.as_str()), (TENANT_WRITES, "tenant")] {
        meters.take(allowance, whose, now).map_err(|seconds| {
            let scope = format!("Tenant_Application/Write/{app}/{}", caller.tenant);
            error(request, 429, "TooManyRequests", "Too many requests.")
                .header("Retry-After", seconds.to_string())
                .header("x-ms-throttle-scope", scope)
                .header("x-ms-throttle-information", "WriteLimitExceeded")
        })?;
    }
    Ok(())
}

fn allowance(world: &World, tenant: Uuid) -> u32 {
    match world
        .tenants
        .get(&tenant)
        .map_or(0, |tenant| tenant.contents.users)
    {
        0..50 => 3500,
        50..=500 => 5000,
        _ => 8000,
    }
}

fn cost(request: &Request) -> u32 {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().skip(1).map(String::as_str).collect();
    let base: u32 = match path.as_slice() {
        ["users" | "oauth2PermissionGrants"] | ["users", "delta"] => 2,
        ["groups", _, "members"] | ["subscribedSkus" | "contracts"] => 3,
        ["groups", _, "transitiveMembers"] => 5,
        _ => 1,
    };
    let dearer = u32::from(request.query_value("$expand").is_some());
    let few = request
        .query_value("$top")
        .and_then(|top| top.parse::<u32>().ok())
        .is_some_and(|top| top < 20);
    let cheaper = u32::from(request.query_value("$select").is_some()) + u32::from(few);
    (base + dearer).saturating_sub(cheaper).max(1)
}
