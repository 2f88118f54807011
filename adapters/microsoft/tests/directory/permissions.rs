//! The table of permissions is true: with exactly what it names an operation works, without it the
//! cloud refuses.

use crate::world::{World, scenario};
use tenantry_domain::cloud::directory::{Since, TenantDirectory, TenantLookup};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_microsoft::entra::Access;
use tenantry_microsoft::permissions::NEEDS;

async fn carry_out(world: &World, operation: &str) -> Option<Result<(), CloudFault>> {
    let (directory, contoso) = (&world.directory, world.tenant("Contoso"));
    Some(match operation {
        "TenantDirectory::organization" => directory.organization(contoso).await.map(drop),
        "TenantDirectory::domains" => directory.domains(contoso).await.map(drop),
        "TenantDirectory::users" => directory.users(contoso, None).await.map(drop),
        "TenantDirectory::user_count" => directory.user_count(contoso).await.map(drop),
        "TenantDirectory::user_changes" => directory
            .user_changes(contoso, &Since::Beginning)
            .await
            .map(drop),
        "TenantDirectory::groups" => directory.groups(contoso, None).await.map(drop),
        "TenantDirectory::licences" => directory.licences(contoso).await.map(drop),
        "TenantDirectory::subscriptions" => directory.subscriptions(contoso).await.map(drop),
        "TenantDirectory::user" | "TenantDirectory::managers" | "TenantDirectory::photo" => {
            let id = world.user_id(0);
            match operation {
                "TenantDirectory::user" => directory.user(contoso, id).await.map(drop),
                "TenantDirectory::managers" => directory
                    .managers(contoso, &[world.user_id(1)])
                    .await
                    .map(drop),
                _ => directory.photo(contoso, id, None).await.map(drop),
            }
        }
        "TenantDirectory::members" => directory
            .members(contoso, world.group_id(0), None)
            .await
            .map(drop),
        "TenantLookup::by_domain" => directory
            .by_domain(world.tenant("Northwind IT"), "contoso.example")
            .await
            .map(drop),
        "TenantLookup::by_id" => directory
            .by_id(world.tenant("Northwind IT"), contoso)
            .await
            .map(drop),
        _ => return None,
    })
}

#[tokio::test]
async fn every_read_of_a_directory_needs_what_the_table_says_and_no_more() {
    let bare = World::of(scenario(&[], 5)).await;
    let mut tried = 0;
    for need in NEEDS.iter().filter(|need| need.access == Access::App) {
        let Some(without) = carry_out(&bare, need.operation).await else {
            continue;
        };
        let fault = without.expect_err(need.operation);
        assert_eq!(
            fault.cause,
            Cause::PermissionMissing,
            "{}: {fault}",
            need.operation
        );
        let enough = World::of(scenario(&[need.permission], 5)).await;
        let with = carry_out(&enough, need.operation).await.unwrap();
        with.unwrap_or_else(|fault| panic!("{} with {}: {fault}", need.operation, need.permission));
        tried += 1;
    }
    assert!(tried >= 14, "{tried} operations were tried");
}
