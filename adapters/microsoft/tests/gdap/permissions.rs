//! The table of permissions is true for delegated administration as well.

use crate::world::{World, proposal};
use tenantry_domain::cloud::gdap::{
    Approver, Contracts, GdapCustomers, GdapRelationships, RelationshipId, RoleAssignments,
};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::text::RelationshipName;
use tenantry_microsoft::permissions::{NEEDS, Who};
use tenantry_simulator::Scenario;

/// The small world, where the app may do this on behalf of the service account.
async fn allowed(scope: &str) -> World {
    let mut scenario = Scenario::small();
    scenario.partners[0].apps[0].scopes = vec!["User.Read".to_owned(), scope.to_owned()];
    World::of(scenario).await
}

async fn carry_out(
    world: &World,
    id: &RelationshipId,
    operation: &str,
) -> Option<Result<(), CloudFault>> {
    let (gdap, partner) = (&world.gdap, world.partner());
    let name = RelationshipName::new("Northwind IT for Contoso").unwrap();
    let anybody = proposal("By permission", Approver::Anybody);
    Some(match operation {
        "GdapRelationships::list" => GdapRelationships::list(gdap, partner, None).await.map(drop),
        "GdapRelationships::of_customer" => gdap
            .of_customer(partner, world.tenant("Contoso"))
            .await
            .map(drop),
        "GdapRelationships::named" => gdap.named(partner, &name).await.map(drop),
        "GdapRelationships::get" => GdapRelationships::get(gdap, partner, id).await.map(drop),
        "GdapRelationships::actions" => gdap.actions(partner, id).await.map(drop),
        "GdapRelationships::propose" => gdap.propose(partner, &anybody).await.map(drop),
        "GdapRelationships::terminate" => gdap.terminate(partner, id).await.map(drop),
        "RoleAssignments::list" => RoleAssignments::list(gdap, partner, id).await.map(drop),
        "GdapCustomers::list" => GdapCustomers::list(gdap, partner, None).await.map(drop),
        "Contracts::list" => Contracts::list(gdap, partner, None).await.map(drop),
        _ => return None,
    })
}

#[tokio::test]
async fn what_relationships_need_is_what_the_table_says() {
    let id = World::open().await.managed().await.id;
    let mut tried = 0;
    for need in NEEDS.iter().filter(|need| need.who == Who::ServiceAccount) {
        let bare = allowed("User.Read.All").await;
        let Some(without) = carry_out(&bare, &id, need.operation).await else {
            continue;
        };
        let fault = without.expect_err(need.operation);
        assert_eq!(
            fault.cause,
            Cause::PermissionMissing,
            "{}: {fault}",
            need.operation
        );
        let enough = allowed(need.permission).await;
        let with = carry_out(&enough, &id, need.operation).await.unwrap();
        with.unwrap_or_else(|fault| panic!("{} with {}: {fault}", need.operation, need.permission));
        tried += 1;
    }
    assert!(tried >= 10, "{tried} operations were tried");
}
