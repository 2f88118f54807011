//! What the clouds themselves saw: they are another program, and know nothing of ours.

use serde::Serialize;
use tenantry_domain::cloud::gdap::{AssignmentStatus, Partner};
use tenantry_domain::ids::TenantId;
use tenantry_engine::clouds::Clouds;

use super::CUSTOMERS;
use super::world::World;
use crate::demo::Stage;
use crate::demo::story::NORTHWIND;
use crate::failure::Failure;
use crate::output::Tone;

#[derive(Debug, Serialize)]
struct Witnessed {
    customer: &'static str,
    tenant: TenantId,
    relationships_ever: usize,
    alive_now: usize,
    groups_with_roles: usize,
}

pub(super) async fn play(
    stage: &Stage<'_>,
    world: &World,
    clouds: &dyn Clouds,
) -> Result<(), Failure> {
    stage.line("\nWhat the clouds themselves say, asked when all was over:\n")?;
    let there = clouds.of(NORTHWIND.id()).await?;
    let (control, partner) = (world.control(), Partner(there.partner.0));
    let mut witnessed = Vec::new();
    for customer in CUSTOMERS {
        let tenant = world.tenant(customer);
        let all = there.relationships.of_customer(partner, tenant).await?;
        let alive = all.iter().filter(|it| !it.status.is_over());
        let (mut alive_now, mut groups_with_roles) = (0, 0);
        for relationship in alive {
            alive_now += 1;
            let assignments = there.assignments.list(partner, &relationship.id).await?;
            groups_with_roles += assignments
                .iter()
                .filter(|it| it.status == AssignmentStatus::Active)
                .count();
        }
        let ever = control.relationships_ever_created_for(tenant.as_uuid());
        witnessed.push(Witnessed {
            customer,
            tenant,
            relationships_ever: ever.len(),
            alive_now,
            groups_with_roles,
        });
    }
    let headings = [
        "customer",
        "relationships ever",
        "alive now",
        "groups with roles",
    ];
    stage.output.list(headings, &witnessed, |it| {
        [
            it.customer.to_owned(),
            it.relationships_ever.to_string(),
            it.alive_now.to_string(),
            it.groups_with_roles.to_string(),
        ]
    })?;
    let foreign = control.foreign_things_deleted().len();
    let tone = if foreign == 0 { Tone::Good } else { Tone::Bad };
    let foreign = stage.output.paint(tone, &foreign.to_string());
    let (requests, days) = (control.journal().len(), world.clock.shown());
    stage.line(&format!(
        "\nThings of others deleted: {foreign}. {requests} requests over HTTPS, until {days} of their time."
    ))
}
