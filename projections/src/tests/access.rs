//! What people read of members and service tokens.

use std::collections::BTreeSet;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::home_tenant::{HomeTenant, HomeTenantEvent};
use tenantry_domain::ids::{MemberId, MspId, ServiceTokenId, TenantId};
use tenantry_domain::record::StreamId;
use tenantry_domain::role::Role;
use tenantry_domain::secret_hash::SecretHash;
use tenantry_domain::service_token::{ServiceToken, ServiceTokenEvent};
use tenantry_domain::session::{Session, SessionEnding, SessionEvent};
use tenantry_domain::team::{Team, TeamEvent};
use tenantry_domain::text::{GroupName, MemberName, ServiceTokenName};

use super::on_both;
use super::world::{World, id, msp, new, reason};
use crate::home_tenants;
use crate::members::{self, MemberFilter, MemberRow, MemberStatus};
use crate::projections::Projections;
use crate::service_tokens::{self, ServiceTokenFilter, ServiceTokenStatus};
use crate::sessions::{self, OpenSessions};

on_both!(
    members_are_folded,
    members_are_listed_by_name,
    service_tokens_are_folded,
    open_sessions_are_listed,
    home_tenants_are_listed,
);

fn member(number: u128) -> MemberId {
    MemberId::new(id(number))
}

fn named(text: &str) -> MemberName {
    MemberName::new(text).unwrap()
}

fn admitted(number: u128, name: &str) -> TeamEvent {
    TeamEvent::MemberAdmitted {
        member_id: member(number),
        tenant_id: TenantId::new(id(90)),
        name: named(name),
        at: 1,
    }
}

fn granted(number: u128, role: Role) -> TeamEvent {
    TeamEvent::RoleGranted {
        member_id: member(number),
        role,
        reason: None,
        at: 1,
    }
}

fn changed(number: u128, from: Role, to: Role) -> TeamEvent {
    TeamEvent::MemberRoleChanged {
        member_id: member(number),
        from,
        to,
        at: 1,
    }
}

async fn team(world: &World, before: u64, events: &[TeamEvent]) -> u64 {
    let events = events.iter().map(new).collect();
    let stream = StreamId::new(Team::TYPE, msp(1));
    world.append(msp(1), stream, before, events).await
}

async fn row(projections: &Projections, number: u128) -> Option<MemberRow> {
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let row = members::get(projections, msp(1), member(number)).await;
    row.unwrap()
}

/// The first member signs in and out.
async fn a_session(world: &World) -> u64 {
    let opened = SessionEvent::SessionOpened {
        member_id: member(1),
        secret: SecretHash::of(b"secret"),
        second_factor: None,
        until: 99,
        at: 77,
    };
    let ended = SessionEvent::SessionEnded {
        ending: SessionEnding::SignedOut,
        reason: None,
        at: 78,
    };
    let session = StreamId::new(Session::TYPE, id(70));
    let events = vec![new(&opened), new(&ended)];
    world.append(msp(1), session, 0, events).await
}

async fn members_are_folded(world: World) {
    let projections = world.projections().await;
    let rule = TeamEvent::GroupRuleSet {
        group_id: GroupId::new(id(50)),
        name: GroupName::new("Technicians").unwrap(),
        role: Role::Tech,
        at: 1,
    };
    let ahead = [
        rule,
        granted(1, Role::Tech),
        changed(1, Role::Viewer, Role::Tech),
    ];
    team(&world, 0, &ahead).await;
    let expected = row(&projections, 1).await.unwrap();
    assert_eq!(expected.status, MemberStatus::Expected);
    assert_eq!(expected.name, id(1).to_string());
    assert_eq!((expected.role, expected.granted), (Role::Tech, Role::Tech));

    let renamed = TeamEvent::MemberRenamed {
        member_id: member(1),
        name: named("Ada King"),
        at: 1,
    };
    let groups = TeamEvent::MemberGroupsChanged {
        member_id: member(1),
        groups: BTreeSet::from([GroupId::new(id(50))]),
        at: 1,
    };
    let come = [admitted(1, "Ada Lovelace"), renamed, groups];
    team(&world, 3, &come).await;
    let last = a_session(&world).await;
    let active = row(&projections, 1).await.unwrap();
    assert_eq!(active.name, "Ada King");
    assert_eq!(active.tenant_id, Some(TenantId::new(id(90))));
    assert_eq!(active.status, MemberStatus::Active);
    assert_eq!(active.signed_in_at, Some(77));
    assert_eq!(active.position, last - 1);

    let suspended = TeamEvent::MemberSuspended {
        member_id: member(1),
        reason: reason(),
        at: 1,
    };
    team(&world, 6, &[suspended]).await;
    let out = row(&projections, 1).await.unwrap();
    assert_eq!(out.status, MemberStatus::Suspended);
    let reinstated = TeamEvent::MemberReinstated {
        member_id: member(1),
        reason: None,
        at: 1,
    };
    team(&world, 7, &[reinstated]).await;
    let back = row(&projections, 1).await.unwrap();
    assert_eq!(back.status, MemberStatus::Active);
    assert_eq!(row(&projections, 50).await, None);
    let elsewhere = members::get(&projections, msp(2), member(1)).await;
    assert_eq!(elsewhere.unwrap(), None);

    let before = projections.content_hash("members").await.unwrap();
    projections.rebuild("members", &mut |_| {}).await.unwrap();
    let after = projections.content_hash("members").await.unwrap();
    assert_eq!(before, after);
}

async fn members_are_listed_by_name(world: World) {
    let projections = world.projections().await;
    let events = [
        admitted(1, "ben"),
        admitted(2, "Ada"),
        changed(2, Role::Viewer, Role::Admin),
        granted(3, Role::Admin),
        changed(3, Role::Viewer, Role::Admin),
        admitted(4, "Benita"),
    ];
    team(&world, 0, &events).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let list = async |filter: MemberFilter| {
        let page = members::list(&projections, msp(1), &filter, None, 10).await;
        let rows = page.unwrap().rows.into_iter();
        rows.map(|row| row.name).collect::<Vec<_>>()
    };
    let expected = id(3).to_string();
    assert_eq!(
        list(MemberFilter::default()).await,
        [&expected, "Ada", "ben", "Benita"]
    );
    let role = Some(Role::Admin);
    let admins = MemberFilter {
        role,
        ..MemberFilter::default()
    };
    assert_eq!(list(admins).await, [&expected, "Ada"]);
    let named = MemberFilter {
        prefix: Some("BEN".to_owned()),
        status: Some(MemberStatus::Active),
        ..MemberFilter::default()
    };
    assert_eq!(list(named).await, ["ben", "Benita"]);
    let all = MemberFilter::default();
    let page = members::list(&projections, msp(1), &all, None, 2).await;
    let next = page.unwrap().next;
    let page = members::list(&projections, msp(1), &all, next.as_ref(), 2).await;
    assert_eq!(page.unwrap().rows.len(), 2);
}

async fn service_tokens_are_folded(world: World) {
    let projections = world.projections().await;
    let issued = |name: &str| ServiceTokenEvent::ServiceTokenIssued {
        name: ServiceTokenName::new(name).unwrap(),
        role: Role::Auditor,
        secret: SecretHash::of(name.as_bytes()),
        expires_at: 500,
        at: 5,
    };
    let revoked = ServiceTokenEvent::ServiceTokenRevoked {
        reason: reason(),
        at: 9,
    };
    let stream = |number| StreamId::new(ServiceToken::TYPE, id(number));
    let gone = vec![new(&issued("Billing")), new(&revoked)];
    world.append(msp(1), stream(1), 0, gone).await;
    let kept = vec![new(&issued("alarms"))];
    world.append(msp(1), stream(2), 0, kept).await;
    // Its issue was lost: there is nothing to show.
    world
        .append(msp(1), stream(3), 0, vec![new(&revoked)])
        .await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let list = async |status| {
        let filter = ServiceTokenFilter { status };
        let page = service_tokens::list(&projections, msp(1), &filter, None, 10).await;
        let rows = page.unwrap().rows.into_iter();
        rows.map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(list(None).await, ["alarms", "Billing"]);
    assert_eq!(list(Some(ServiceTokenStatus::Issued)).await, ["alarms"]);
    assert_eq!(list(Some(ServiceTokenStatus::Revoked)).await, ["Billing"]);
    let token = ServiceTokenId::new(id(1));
    let row = service_tokens::get(&projections, msp(1), token).await;
    let row = row.unwrap().unwrap();
    assert_eq!((row.role, row.expires_at), (Role::Auditor, 500));
    assert_eq!((row.issued_at, row.revoked_at), (5, Some(9)));
    let elsewhere = service_tokens::get(&projections, msp(2), token).await;
    assert_eq!(elsewhere.unwrap(), None);
}

async fn open_sessions_are_listed(world: World) {
    let projections = world.projections().await;
    let opened = |number, at, until| SessionEvent::SessionOpened {
        member_id: member(number),
        secret: SecretHash::of(b"secret"),
        second_factor: None,
        until,
        at,
    };
    let ended = SessionEvent::SessionEnded {
        ending: SessionEnding::SignedOut,
        reason: None,
        at: 9,
    };
    let stream = |number| StreamId::new(Session::TYPE, id(number));
    let streams = [
        (1, vec![new(&opened(7, 10, 100))]),
        (2, vec![new(&opened(7, 20, 200))]),
        (3, vec![new(&opened(8, 30, 300))]),
        (4, vec![new(&opened(8, 40, 400)), new(&ended)]),
        // Its beginning was lost: there is nothing to show.
        (5, vec![new(&ended)]),
    ];
    for (number, events) in streams {
        world.append(msp(1), stream(number), 0, events).await;
    }
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let list = async |scope, at, member| {
        let wanted = OpenSessions { at, member };
        let page = sessions::open(&projections, msp(scope), &wanted, None, 10).await;
        let rows = page.unwrap().rows.into_iter();
        rows.map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(list(1, 50, None).await, [id(3), id(2), id(1)]);
    assert_eq!(list(1, 100, None).await, [id(3), id(2)], "one is over");
    assert_eq!(list(1, 50, Some(member(7))).await, [id(2), id(1)]);
    assert!(list(2, 50, None).await.is_empty());
}

async fn home_tenants_are_listed(world: World) {
    let projections = world.projections().await;
    let admitted = |of, at| HomeTenantEvent::HomeTenantAdmitted {
        msp_id: msp(of),
        at,
    };
    let removed = |of| HomeTenantEvent::HomeTenantRemoved {
        msp_id: msp(of),
        reason: reason(),
        at: 90,
    };
    let stream = |number| StreamId::new(HomeTenant::TYPE, id(number));
    let streams = [
        (1, vec![new(&admitted(1, 20))]),
        (2, vec![new(&admitted(1, 10))]),
        (3, vec![new(&admitted(2, 30))]),
        (4, vec![new(&admitted(1, 40)), new(&removed(1))]),
        // It went to another MSP.
        (
            5,
            vec![
                new(&admitted(1, 50)),
                new(&removed(1)),
                new(&admitted(2, 60)),
            ],
        ),
        // Its beginning was lost: there is nothing to show.
        (6, vec![new(&removed(1))]),
    ];
    for (number, events) in streams {
        let place = MspId::INSTALLATION;
        world.append(place, stream(number), 0, events).await;
    }
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let list = async |of| {
        let page = home_tenants::of_msp(&projections, msp(of), None, 10).await;
        let rows = page.unwrap().rows.into_iter();
        rows.map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(list(1).await, [id(2), id(1)]);
    assert_eq!(list(2).await, [id(3), id(5)]);
    assert!(list(3).await.is_empty());
}
