//! What those are called who act.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Result};
use tenantry_domain::record::ActorKind;
use tenantry_domain::role::Right;
use uuid::Uuid;

use crate::schema::desk::Desk;
use crate::schema::loaders::{MemberKey, ServiceTokenKey, Shelf, shared};

/// A member's name or a token's, by the id under which it is on record. Nothing for those who may not read who works
/// for the MSP.
pub(crate) async fn name_of(
    ctx: &Context<'_>,
    kind: ActorKind,
    id: &str,
) -> Result<Option<String>> {
    let Ok(id) = Uuid::try_parse(id) else {
        return Ok(None);
    };
    let desk = Desk::reading(ctx)?;
    if !desk.errand.principal.has(Right::Audit) {
        return Ok(None);
    }
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    Ok(match kind {
        ActorKind::User => {
            let row = shelves.load_one(MemberKey(id)).await;
            row.map_err(shared)?.map(|row| row.name)
        }
        ActorKind::Service => {
            let row = shelves.load_one(ServiceTokenKey(id)).await;
            row.map_err(shared)?.map(|row| row.name)
        }
        // They are who they say: a process, or an account of the machine.
        ActorKind::Saga | ActorKind::Operator => None,
    })
}
