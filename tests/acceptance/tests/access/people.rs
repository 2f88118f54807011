//! Home tenants, members, their roles, and the last Admin.

use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::role::Role;
use tenantry_domain::team::Groups;
use tenantry_domain::text::GroupName;
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::stage::{Stage, code, group, member, operator, why};

on_both_databases!(
    people_of_a_home_tenant_come_in_as_viewers,
    a_home_tenant_belongs_to_one_msp,
    a_sign_in_that_says_nothing_new_writes_nothing,
    groups_give_and_take_roles_at_a_sign_in,
    the_last_admin_stays_whatever_is_asked,
    of_two_admins_who_demote_each_other_one_is_left,
    the_first_admin_is_made_before_the_first_sign_in,
);

const OPS: u128 = 501;

async fn people_of_a_home_tenant_come_in_as_viewers(world: World) {
    let stage = Stage::on(world).await;
    let admitted = stage.sign_in(1, &[]).await;
    assert_eq!((admitted.msp, admitted.member), (stage.msp, member(1)));
    assert_eq!(admitted.role, Role::Viewer);
    let mut stranger = stage.person(2, &[]);
    stranger.tenant = TenantId::new(Uuid::now_v7());
    let refused = stage.access.admit(stranger).await;
    assert_eq!(code(refused), "HOME_TENANT_UNKNOWN");
    let mut nameless = stage.person(3, &[]);
    nameless.name = String::from(" \u{7} ");
    stage.access.admit(nameless).await.unwrap();
    let team = stage.access.team(stage.msp).await.unwrap();
    let known = team.member(member(3)).unwrap().known.clone().unwrap();
    assert_eq!(known.name.as_str(), member(3).to_string());
}

async fn a_home_tenant_belongs_to_one_msp(world: World) {
    let stage = Stage::on(world).await;
    let (access, tenant, other) = (&stage.access, stage.tenant, new_msp());
    let taken = access.admit_home_tenant(other, tenant, operator()).await;
    assert_eq!(code(taken), "HOME_TENANT_TAKEN");
    let foreign = access.remove_home_tenant(other, tenant, why(), operator());
    assert_eq!(code(foreign.await), "HOME_TENANT_UNKNOWN");
    let nobody = TenantId::new(Uuid::now_v7());
    let ours = access.admit_home_tenant(MspId::INSTALLATION, nobody, operator());
    assert_eq!(code(ours.await), "INSTALLATION_IS_NO_MSP");

    let session = stage.session_of(1).await;
    let removed = access.remove_home_tenant(stage.msp, tenant, why(), operator());
    removed.await.unwrap();
    assert_eq!(
        code(access.session(session.text.expose()).await),
        "NOT_SIGNED_IN"
    );
    let again = access.admit(stage.person(1, &[])).await;
    assert_eq!(code(again), "HOME_TENANT_UNKNOWN");
    let handed = access.admit_home_tenant(other, tenant, operator());
    handed.await.unwrap();
    assert_eq!(stage.sign_in(1, &[]).await.msp, other);
    assert_eq!(
        code(access.session(session.text.expose()).await),
        "NOT_SIGNED_IN"
    );
}

async fn a_sign_in_that_says_nothing_new_writes_nothing(world: World) {
    let stage = Stage::on(world).await;
    stage.sign_in(1, &[OPS]).await;
    let before = stage.position().await;
    let there = stage.node().await;
    for _ in 0..3 {
        stage.sign_in(1, &[OPS]).await;
        there.admit(stage.person(1, &[])).await.unwrap();
    }
    let mut unread = stage.person(1, &[]);
    unread.groups = Groups::Unknown;
    there.admit(unread).await.unwrap();
    assert_eq!(stage.position().await, before);
}

async fn groups_give_and_take_roles_at_a_sign_in(world: World) {
    let stage = Stage::on(world).await;
    let session = stage.session_of(1).await;
    let name = GroupName::new("Technicians").unwrap();
    let rule = (group(OPS), name.clone());
    let set = stage
        .access
        .set_rule(stage.msp, rule.clone(), Role::Tech, operator());
    set.await.unwrap();
    // A new rule waits for the next sign-in.
    let now = async || {
        let there = stage.node().await;
        there.session(session.text.expose()).await.unwrap().role
    };
    assert_eq!(now().await, Role::Viewer);
    assert_eq!(stage.sign_in(1, &[OPS, 777]).await.role, Role::Tech);
    assert_eq!(now().await, Role::Tech);
    // A changed one does not.
    let changed = stage
        .access
        .set_rule(stage.msp, rule, Role::Auditor, operator());
    changed.await.unwrap();
    assert_eq!(now().await, Role::Auditor);
    let mut unread = stage.person(1, &[]);
    unread.groups = Groups::Unknown;
    assert_eq!(
        stage.access.admit(unread).await.unwrap().role,
        Role::Auditor
    );
    assert_eq!(stage.sign_in(1, &[777]).await.role, Role::Viewer);
    assert_eq!(now().await, Role::Viewer);
    let gone = stage
        .access
        .remove_rule(stage.msp, group(OPS), why(), operator());
    gone.await.unwrap();
    let again = stage
        .access
        .remove_rule(stage.msp, group(OPS), why(), operator());
    assert_eq!(code(again.await), "GROUP_RULE_NOT_FOUND");
}

async fn the_last_admin_stays_whatever_is_asked(world: World) {
    let stage = Stage::on(world).await;
    let name = GroupName::new("Bosses").unwrap();
    let rule = (group(OPS), name);
    let set = stage
        .access
        .set_rule(stage.msp, rule, Role::Admin, operator());
    set.await.unwrap();
    assert_eq!(stage.sign_in(1, &[OPS]).await.role, Role::Admin);
    let suspended = stage
        .access
        .suspend(stage.msp, member(1), why(), operator());
    assert_eq!(code(suspended.await), "LAST_ADMIN_PROTECTED");
    let unruled = stage
        .access
        .remove_rule(stage.msp, group(OPS), why(), operator());
    assert_eq!(code(unruled.await), "LAST_ADMIN_PROTECTED");

    let before = stage.position().await;
    assert_eq!(stage.sign_in(1, &[]).await.role, Role::Admin);
    assert_eq!(stage.sign_in(1, &[]).await.role, Role::Admin);
    assert_eq!(
        stage.events_after(before).await,
        ["MemberGroupsChanged", "LastAdminKept"]
    );
    stage.sign_in(2, &[]).await;
    stage.grant(2, Role::Admin).await.unwrap();
    assert_eq!(stage.sign_in(1, &[]).await.role, Role::Viewer);
}

async fn of_two_admins_who_demote_each_other_one_is_left(world: World) {
    let stage = Stage::on(world).await;
    for account in [1, 2] {
        stage.sign_in(account, &[]).await;
        stage.grant(account, Role::Admin).await.unwrap();
    }
    let (here, there) = (stage.node().await, stage.node().await);
    let demote = |account| (member(account), Role::Viewer);
    let (one, other) = tokio::join!(
        here.grant_role(stage.msp, demote(2), false, None, operator()),
        there.grant_role(stage.msp, demote(1), false, None, operator()),
    );
    let mut codes = [code(one), code(other)];
    codes.sort_unstable();
    assert_eq!(codes, ["", "LAST_ADMIN_PROTECTED"]);
}

async fn the_first_admin_is_made_before_the_first_sign_in(world: World) {
    let stage = Stage::on(world).await;
    assert_eq!(code(stage.grant(1, Role::Admin).await), "MEMBER_NOT_FOUND");
    let wish = (member(1), Role::Admin);
    let ahead = stage
        .access
        .grant_role(stage.msp, wish, true, None, operator());
    ahead.await.unwrap();
    assert_eq!(stage.sign_in(1, &[]).await.role, Role::Admin);
}
