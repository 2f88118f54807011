//! The life of relationships and assignments in the simulated cloud.

use crate::world::{AGENTS, APP_ADMIN, READER, READERS, World, crowded, proposal, role};
use std::time::Duration;
use tenantry_domain::cloud::gdap::{
    Action, ActionStatus, Approver, AssignmentStatus, AutoExtend, Contracts, Etag, GdapCustomers,
    GdapRelationships, OperationStatus, RelationshipKind, RelationshipStatus, RoleAssignments,
    RoleId, RoleSet, RolesChange,
};
use tenantry_domain::cloud::{Cause, Effect, TenantId};
use tenantry_simulator::Scenario;
use uuid::Uuid;

#[tokio::test]
async fn proposed_locked_and_no_longer_to_be_undone() {
    let world = World::open().await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let made = world.proposed("New").await;
    assert_eq!(made.name, "New");
    assert_eq!(
        made.customer.as_ref().map(|it| it.tenant),
        Some(world.tenant("Fabrikam"))
    );
    assert!(made.covers(&[role(READER), role(APP_ADMIN)]));
    assert!(!made.covers(&[RoleId::GLOBAL_ADMINISTRATOR]));
    assert_eq!(made.extend, Some(AutoExtend::HalfYears));

    let locked = gdap.lock_for_approval(partner, &made.id).await.unwrap();
    assert_eq!(locked.action, Action::LockForApproval);
    world.wait(2);
    let waiting = GdapRelationships::get(gdap, partner, &made.id)
        .await
        .unwrap();
    assert_eq!(waiting.status, RelationshipStatus::ApprovalPending);
    assert_ne!(waiting.etag, made.etag, "every change makes a new version");
    let actions = gdap.actions(partner, &made.id).await.unwrap();
    assert_eq!(
        (actions.len(), &actions[0].status),
        (1, &ActionStatus::Succeeded)
    );

    let again = gdap.lock_for_approval(partner, &made.id).await.unwrap_err();
    assert_eq!((again.cause, again.effect), (Cause::Refused, Effect::None));
    let etag = waiting.etag.unwrap();
    assert!(
        gdap.delete(partner, &made.id, &etag).await.is_err(),
        "locked is locked"
    );
    assert!(
        gdap.terminate(partner, &made.id).await.is_err(),
        "never approved, never ended"
    );
}

#[tokio::test]
async fn a_proposal_is_undone_and_its_undoing_may_be_repeated() {
    let world = World::open().await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let made = world.proposed("New").await;
    let etag = made.etag.clone().unwrap();
    let stale = gdap
        .set_auto_extend(partner, &made.id, &etag, AutoExtend::Never)
        .await
        .unwrap();
    assert_eq!(stale.extend, Some(AutoExtend::Never));
    let fault = gdap.delete(partner, &made.id, &etag).await.unwrap_err();
    assert_eq!((fault.cause, fault.effect), (Cause::Changed, Effect::None));
    let etag = GdapRelationships::get(gdap, partner, &made.id)
        .await
        .unwrap()
        .etag
        .unwrap();
    gdap.delete(partner, &made.id, &etag).await.unwrap();
    gdap.delete(partner, &made.id, &etag).await.unwrap();
    assert_eq!(
        GdapRelationships::get(gdap, partner, &made.id)
            .await
            .unwrap_err()
            .cause,
        Cause::NotThere
    );
    assert_eq!(world.by_name("New").await, None);
    assert!(world.control().foreign_things_deleted().is_empty());
}

#[tokio::test]
async fn names_are_unique() {
    let world = World::open().await;
    let twice = proposal("Northwind IT for Contoso", Approver::Anybody);
    let fault = world
        .gdap
        .propose(world.partner(), &twice)
        .await
        .unwrap_err();
    assert_eq!((fault.cause, fault.effect), (Cause::Conflict, Effect::None));
}

#[tokio::test]
async fn what_is_there_is_told_apart() {
    let world = World::open().await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let listed = GdapRelationships::list(gdap, partner, None).await.unwrap();
    assert_eq!((listed.rows.len(), listed.next), (2, None));
    let microsofts = listed
        .rows
        .iter()
        .find(|it| it.kind == RelationshipKind::MadeByMicrosoft);
    assert!(!microsofts.unwrap().covers(&[]), "not to be built upon");
    let contosos = gdap
        .of_customer(partner, world.tenant("Contoso"))
        .await
        .unwrap();
    assert_eq!(contosos.len(), 2);
    assert!(
        gdap.of_customer(partner, world.tenant("Fabrikam"))
            .await
            .unwrap()
            .is_empty()
    );
    let unknown = format!("{}-{}", Uuid::nil(), world.partner());
    let fault = GdapRelationships::get(gdap, partner, &unknown.parse().unwrap())
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::NotThere);

    let customers = GdapCustomers::list(gdap, partner, None).await.unwrap().rows;
    assert_eq!(customers[0].tenant, world.tenant("Contoso"));
    let one = GdapCustomers::get(gdap, partner, world.tenant("Contoso"))
        .await
        .unwrap();
    assert_eq!(one, customers[0]);
    assert!(!gdap.services(partner, one.tenant).await.unwrap().is_empty());
    let stranger = TenantId::new(Uuid::from_u128(7));
    let fault = GdapCustomers::get(gdap, partner, stranger)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::NotThere);
    let contracts = Contracts::list(gdap, partner, None).await.unwrap().rows;
    assert_eq!(contracts[0].customer, world.tenant("Contoso"));
}

#[tokio::test]
async fn a_provider_s_and_an_open_one_are_read() {
    let provider = Uuid::from_u128(0x9999);
    let mut scenario = crowded(2);
    let plans = &mut scenario.partners[0].business.relationships;
    plans[2].indirect_provider = Some(provider);
    plans[2].consent_pending = true;
    plans[3].customer = None;
    plans[3].status = tenantry_simulator::RelationshipStatus::ApprovalPending;
    let world = World::of(scenario).await;
    let theirs = world.by_name("Crowd 0000").await.unwrap();
    let unsaid = RelationshipKind::ThroughProvider {
        provider: None,
        consent_pending: None,
    };
    assert_eq!(theirs.kind, unsaid, "a list does not say more");
    let theirs = GdapRelationships::get(&world.gdap, world.partner(), &theirs.id)
        .await
        .unwrap();
    let told = RelationshipKind::ThroughProvider {
        provider: Some(TenantId::new(provider)),
        consent_pending: Some(true),
    };
    assert_eq!(theirs.kind, told);
    let open = world.by_name("Crowd 0001").await.unwrap();
    assert_eq!(
        (open.customer, open.status),
        (None, RelationshipStatus::ApprovalPending)
    );
}

#[tokio::test]
async fn roles_are_given_and_taken_away() {
    let world = World::open().await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let relation = world.managed().await;
    let roles = RoleSet::of(role(READER));
    let made = gdap
        .assign(partner, &relation.id, world.group(AGENTS), &roles)
        .await
        .unwrap();
    assert_eq!(made.status, AssignmentStatus::Pending);
    world.wait(300);
    let active = RoleAssignments::get(gdap, partner, &relation.id, &made.id)
        .await
        .unwrap();
    assert_eq!(
        (&active.status, active.group),
        (&AssignmentStatus::Active, Some(world.group(AGENTS)))
    );
    assert_eq!(&active.roles, roles.as_set());

    let again = gdap
        .assign(partner, &relation.id, world.group(AGENTS), &roles)
        .await
        .unwrap_err();
    assert_eq!((again.cause, again.effect), (Cause::Conflict, Effect::None));
    let stale = Etag::new("W/\"nothing\"");
    let refused = gdap
        .remove(partner, &relation.id, &made.id, &stale)
        .await
        .unwrap_err();
    assert_eq!(refused.cause, Cause::Changed);
    gdap.remove(
        partner,
        &relation.id,
        &made.id,
        active.etag.as_ref().unwrap(),
    )
    .await
    .unwrap();
    world.wait(120);
    let gone = RoleAssignments::get(gdap, partner, &relation.id, &made.id)
        .await
        .unwrap();
    assert!(!gone.status.holds_the_group());
    gdap.assign(partner, &relation.id, world.group(AGENTS), &roles)
        .await
        .unwrap();
    assert!(world.control().foreign_things_deleted().is_empty());
}

#[tokio::test]
async fn roles_beyond_the_relationship_and_unknown_groups_are_refused() {
    let world = World::open().await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let relation = world.managed().await;
    let almighty = RoleSet::of(RoleId::GLOBAL_ADMINISTRATOR);
    let fault = gdap
        .assign(partner, &relation.id, world.group(AGENTS), &almighty)
        .await
        .unwrap_err();
    assert_eq!((fault.cause, fault.effect), (Cause::Refused, Effect::None));
    let nobody = Uuid::from_u128(5).to_string().parse().unwrap();
    let roles = RoleSet::of(role(READER));
    let fault = gdap
        .assign(partner, &relation.id, nobody, &roles)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::Refused);
    let waiting = world.proposed("New").await;
    let fault = gdap
        .assign(partner, &waiting.id, world.group(AGENTS), &roles)
        .await
        .unwrap_err();
    assert_eq!(
        fault.cause,
        Cause::Refused,
        "only an active one has roles to give"
    );
}

#[tokio::test]
async fn an_assignment_that_fails_says_so() {
    let mut scenario = Scenario::small();
    scenario.partners[0].business.quirks.assignments_that_fail = 1;
    let world = World::of(scenario).await;
    let relation = world.managed().await;
    let roles = RoleSet::of(role(READER));
    let (gdap, partner) = (&world.gdap, world.partner());
    let made = gdap
        .assign(partner, &relation.id, world.group(AGENTS), &roles)
        .await
        .unwrap();
    world.wait(300);
    let failed = RoleAssignments::get(gdap, partner, &relation.id, &made.id)
        .await
        .unwrap();
    assert_eq!(failed.status, AssignmentStatus::Error);
}

#[tokio::test]
async fn changing_roles_takes_its_time_and_is_followed() {
    let world = World::open().await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let relation = world.managed().await;
    let all = RoleAssignments::list(gdap, partner, &relation.id)
        .await
        .unwrap();
    let readers = all
        .iter()
        .find(|one| one.group == Some(world.group(READERS)))
        .unwrap();
    let change = |roles: RoleSet, etag: Etag| {
        let (gdap, relation, id) = (gdap.clone(), relation.id.clone(), readers.id.clone());
        async move {
            let within = Duration::from_secs(1);
            gdap.change_roles(partner, &relation, &id, &etag, &roles, within)
                .await
        }
    };
    let etag = readers.etag.clone().unwrap();
    let same = change(RoleSet::of(role(READER)), etag.clone()).await;
    assert_eq!(same, Ok(RolesChange::NothingToDo));
    let other = RoleSet::of(role(APP_ADMIN));
    let started = change(other.clone(), etag.clone()).await.unwrap();
    let RolesChange::UnderWay(operation) = started else {
        panic!("{started:?}");
    };
    assert_eq!(operation.ask_again_in, Some(Duration::from_secs(10)));
    let stale = change(RoleSet::of(role(READER)), etag).await.unwrap_err();
    assert_eq!(stale.cause, Cause::Changed);
    world.wait(600);
    let over = gdap
        .operation(partner, &relation.id, &operation.id)
        .await
        .unwrap();
    assert_eq!(
        (over.status, over.ask_again_in),
        (OperationStatus::Succeeded, None)
    );
    let now = RoleAssignments::get(gdap, partner, &relation.id, &readers.id)
        .await
        .unwrap();
    assert_eq!(&now.roles, other.as_set());
}

#[tokio::test]
async fn an_active_relationship_ends_when_it_is_asked_to() {
    let world = World::open().await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let relation = world.managed().await;
    assert!(relation.status.can_be_terminated());
    let asked = gdap.terminate(partner, &relation.id).await.unwrap();
    assert_eq!(asked.action, Action::Terminate);
    world.wait(3600);
    let over = GdapRelationships::get(gdap, partner, &relation.id)
        .await
        .unwrap();
    assert!(over.status.is_over(), "{:?}", over.status);
}

#[tokio::test]
async fn global_administrator_is_taken_out_of_an_active_relationship() {
    let mut scenario = crowded(1);
    scenario.partners[0].business.relationships[2].roles = vec![
        "Global Administrator".to_owned(),
        "Global Reader".to_owned(),
    ];
    let world = World::of(scenario).await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let almighty = world.by_name("Crowd 0000").await.unwrap();
    assert!(almighty.roles.contains(&RoleId::GLOBAL_ADMINISTRATOR));
    let (remaining, etag) = (RoleSet::of(role(READER)), almighty.etag.unwrap());
    let within = Duration::from_secs(1);
    let change = gdap
        .remove_global_administrator(partner, &almighty.id, &etag, &remaining, within)
        .await
        .unwrap();
    if let RolesChange::UnderWay(operation) = &change {
        world.wait(600);
        let over = gdap
            .operation(partner, &almighty.id, &operation.id)
            .await
            .unwrap();
        assert_eq!(over.status, OperationStatus::Succeeded);
    } else {
        assert_eq!(change, RolesChange::Done);
    }
    let now = GdapRelationships::get(gdap, partner, &almighty.id)
        .await
        .unwrap();
    assert_eq!(&now.roles, remaining.as_set());
}

#[tokio::test]
async fn from_a_proposal_to_roles_in_the_customers_tenant() {
    let world = World::open().await;
    let (gdap, partner, fabrikam) = (&world.gdap, world.partner(), world.tenant("Fabrikam"));
    let wanted = proposal("New", Approver::Anybody);
    let made = gdap.propose(partner, &wanted).await.unwrap();
    assert_eq!(made.customer, None);
    world.wait(2);
    gdap.lock_for_approval(partner, &made.id).await.unwrap();
    world.wait(2);
    let link = gdap.invitation_link(&made.id);
    // Behind the `#` it is the path of the page where it is approved.
    let portal = world.simulator.endpoints().portal.as_str();
    let path = link.strip_prefix(&format!("{portal}AdminPortal/Home#"));
    assert!(
        path.is_some_and(|it| it.ends_with(made.id.as_str())),
        "{link}"
    );
    world
        .control()
        .approve(made.id.as_str(), fabrikam.as_uuid())
        .unwrap();
    let get = || GdapRelationships::get(gdap, partner, &made.id);
    let approved = get().await.unwrap();
    assert!(approved.status.is_pending(), "{:?}", approved.status);
    assert_eq!(approved.customer.map(|it| it.tenant), Some(fabrikam));
    world.wait(300);
    let active = get().await.unwrap();
    assert_eq!(active.status, RelationshipStatus::Active);
    assert!(active.activated.is_some() && active.ends > active.activated);

    let etag = active.etag.unwrap();
    let fault = gdap.delete(partner, &active.id, &etag).await.unwrap_err();
    assert_eq!(
        fault.effect,
        Effect::None,
        "what is active is ended, not deleted"
    );
    let never = gdap
        .set_auto_extend(partner, &active.id, &etag, AutoExtend::Never)
        .await
        .unwrap();
    assert_eq!(never.extend, Some(AutoExtend::Never));
    let readers = world.group(READERS);
    gdap.assign(partner, &active.id, readers, &RoleSet::of(role(READER)))
        .await
        .unwrap();
    let customers = GdapCustomers::list(gdap, partner, None).await.unwrap().rows;
    assert!(customers.iter().any(|customer| customer.tenant == fabrikam));
    let ever = world
        .control()
        .relationships_ever_created_for(fabrikam.as_uuid());
    assert_eq!(ever, [made.id.as_str()]);
}

#[tokio::test]
async fn a_customer_may_refuse_and_may_leave() {
    let world = World::open().await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let made = world.proposed("New").await;
    gdap.lock_for_approval(partner, &made.id).await.unwrap();
    world.wait(2);
    let fabrikam = world.tenant("Fabrikam").as_uuid();
    world.control().refuse(made.id.as_str(), fabrikam).unwrap();
    world.wait(3600);
    let refused = GdapRelationships::get(gdap, partner, &made.id).await;
    assert!(refused.is_ok_and(|it| it.status != RelationshipStatus::Active));

    let relation = world.managed().await;
    let contoso = world.tenant("Contoso").as_uuid();
    world
        .control()
        .remove_relationship(relation.id.as_str(), contoso)
        .unwrap();
    world.wait(3600);
    let gone = GdapRelationships::get(gdap, partner, &relation.id)
        .await
        .unwrap();
    assert!(gone.status.is_over(), "{:?}", gone.status);
}

#[tokio::test]
async fn an_invitation_that_nobody_answers_expires() {
    let world = World::open().await;
    let (gdap, partner) = (&world.gdap, world.partner());
    let made = world.proposed("New").await;
    gdap.lock_for_approval(partner, &made.id).await.unwrap();
    for _ in 0..4 {
        world.wait(30 * 24 * 3600);
        // The service account goes on working: its sign-in stays alive.
        GdapRelationships::list(gdap, partner, None).await.unwrap();
    }
    let late = GdapRelationships::get(gdap, partner, &made.id)
        .await
        .unwrap();
    assert_eq!(late.status, RelationshipStatus::Expired);
}

/// The small world, where the app by itself has these permissions.
async fn with_permissions(roles: &[&str]) -> World {
    let mut scenario = Scenario::small();
    scenario.partners[0].apps[0].roles = roles.iter().map(|&role| role.to_owned()).collect();
    World::of(scenario).await
}

#[tokio::test]
async fn the_app_by_itself_may_what_its_permissions_say() {
    let wanted = proposal("New", Approver::Anybody);
    let world = with_permissions(&["DelegatedAdminRelationship.ReadWrite.All"]).await;
    world
        .as_app()
        .propose(world.partner(), &wanted)
        .await
        .unwrap();
    assert!(world.by_name("New").await.is_some());

    let world = with_permissions(&["DelegatedAdminRelationship.Read.All"]).await;
    let app = world.as_app();
    let listed = GdapRelationships::list(&app, world.partner(), None)
        .await
        .unwrap();
    assert_eq!(listed.rows.len(), 2);
    let fault = app.propose(world.partner(), &wanted).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.effect),
        (Cause::PermissionMissing, Effect::None)
    );

    let world = with_permissions(&["Organization.Read.All"]).await;
    let fault = GdapRelationships::list(&world.as_app(), world.partner(), None)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::PermissionMissing);
    let fault = Contracts::list(&world.as_app(), world.partner(), None)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::PermissionMissing);
}
