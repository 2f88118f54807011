//! Given these events, when this command, then those events.

use std::collections::BTreeSet;

use cqrs_es::test::TestFramework;
use proptest::prelude::*;
use uuid::Uuid;

use super::roles::Admins;
use super::{
    AdmitMember, GrantRole, Groups, MOST_RULES, ReinstateMember, RemoveGroupRule, SetGroupRule,
    SuspendMember, Team, TeamCommand, TeamEvent, TeamRefusal,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::cloud::directory::GroupId;
use crate::ids::{MemberId, TenantId};
use crate::record::Micros;
use crate::role::Role;
use crate::text::{GroupName, MemberName, Reason};

const AT: Micros = 7;
const ADA: u128 = 1;
const BEN: u128 = 2;
const OPS: u128 = 11;
const BOSSES: u128 = 12;

fn given(events: Vec<TeamEvent>) -> cqrs_es::test::AggregateTestExecutor<Root<Team>> {
    TestFramework::<Root<Team>>::with(()).given(events)
}

fn id(number: u128) -> MemberId {
    MemberId::new(Uuid::from_u128(number))
}

fn group(number: u128) -> GroupId {
    GroupId::new(Uuid::from_u128(number))
}

fn home(number: u128) -> TenantId {
    TenantId::new(Uuid::from_u128(number))
}

fn groups(numbers: &[u128]) -> BTreeSet<GroupId> {
    numbers.iter().copied().map(group).collect()
}

fn named(text: &str) -> MemberName {
    MemberName::new(text).unwrap()
}

fn why() -> Reason {
    Reason::new("they asked").unwrap()
}

fn sign_in(member: u128, groups: Groups) -> TeamCommand {
    TeamCommand::Admit(AdmitMember {
        member: id(member),
        tenant: home(90),
        name: named("Somebody"),
        groups,
        at: AT,
    })
}

fn in_groups(member: u128, numbers: &[u128]) -> TeamCommand {
    sign_in(member, Groups::Known(groups(numbers)))
}

fn grant(member: u128, role: Role) -> TeamCommand {
    grant_to(member, role, false)
}

fn grant_to(member: u128, role: Role, ahead: bool) -> TeamCommand {
    TeamCommand::Grant(GrantRole {
        member: id(member),
        role,
        ahead,
        reason: Some(why()),
        at: AT,
    })
}

fn suspend(member: u128) -> TeamCommand {
    TeamCommand::Suspend(SuspendMember {
        member: id(member),
        reason: why(),
        at: AT,
    })
}

fn reinstate(member: u128) -> TeamCommand {
    TeamCommand::Reinstate(ReinstateMember {
        member: id(member),
        reason: None,
        at: AT,
    })
}

fn set_rule(number: u128, role: Role) -> TeamCommand {
    TeamCommand::SetRule(SetGroupRule {
        group: group(number),
        name: GroupName::new("A group").unwrap(),
        role,
        at: AT,
    })
}

fn remove_rule(number: u128) -> TeamCommand {
    TeamCommand::RemoveRule(RemoveGroupRule {
        group: group(number),
        reason: why(),
        at: AT,
    })
}

fn admitted(member: u128) -> TeamEvent {
    TeamEvent::MemberAdmitted {
        member_id: id(member),
        tenant_id: home(90),
        name: named("Somebody"),
        at: AT,
    }
}

fn now_in(member: u128, numbers: &[u128]) -> TeamEvent {
    TeamEvent::MemberGroupsChanged {
        member_id: id(member),
        groups: groups(numbers),
        at: AT,
    }
}

fn granted(member: u128, role: Role) -> TeamEvent {
    TeamEvent::RoleGranted {
        member_id: id(member),
        role,
        reason: Some(why()),
        at: AT,
    }
}

fn changed(member: u128, from: Role, to: Role) -> TeamEvent {
    TeamEvent::MemberRoleChanged {
        member_id: id(member),
        from,
        to,
        at: AT,
    }
}

fn kept(member: u128) -> TeamEvent {
    TeamEvent::LastAdminKept {
        member_id: id(member),
        at: AT,
    }
}

fn suspended(member: u128) -> TeamEvent {
    TeamEvent::MemberSuspended {
        member_id: id(member),
        reason: why(),
        at: AT,
    }
}

fn reinstated(member: u128) -> TeamEvent {
    TeamEvent::MemberReinstated {
        member_id: id(member),
        reason: None,
        at: AT,
    }
}

fn rule(number: u128, role: Role) -> TeamEvent {
    TeamEvent::GroupRuleSet {
        group_id: group(number),
        name: GroupName::new("A group").unwrap(),
        role,
        at: AT,
    }
}

fn no_rule(number: u128) -> TeamEvent {
    TeamEvent::GroupRuleRemoved {
        group_id: group(number),
        reason: why(),
        at: AT,
    }
}

/// Somebody who signed in, and was made an Admin by name.
fn admin(member: u128) -> Vec<TeamEvent> {
    vec![
        admitted(member),
        granted(member, Role::Admin),
        changed(member, Role::Viewer, Role::Admin),
    ]
}

/// Somebody whom a group made an Admin.
fn boss(member: u128) -> Vec<TeamEvent> {
    vec![
        rule(BOSSES, Role::Admin),
        admitted(member),
        now_in(member, &[BOSSES]),
        changed(member, Role::Viewer, Role::Admin),
    ]
}

fn after(events: &[TeamEvent]) -> Team {
    let mut team = Team::default();
    for event in events {
        team.evolve(event);
    }
    team
}

// Signing in

#[test]
fn who_is_new_begins_as_a_viewer() {
    given(vec![])
        .when(in_groups(ADA, &[OPS]))
        .then_expect_events(vec![admitted(ADA)]);
    given(vec![])
        .when(sign_in(ADA, Groups::Unknown))
        .then_expect_events(vec![admitted(ADA)]);
    let team = after(&[admitted(ADA)]);
    assert_eq!(team.member(id(ADA)).unwrap().role, Role::Viewer);
}

#[test]
fn groups_give_roles_from_the_first_sign_in_on() {
    let rules = vec![rule(OPS, Role::Tech), rule(BOSSES, Role::Admin)];
    given(rules.clone())
        .when(in_groups(ADA, &[OPS, 77]))
        .then_expect_events(vec![
            admitted(ADA),
            now_in(ADA, &[OPS]),
            changed(ADA, Role::Viewer, Role::Tech),
        ]);
    given(rules)
        .when(in_groups(ADA, &[OPS, BOSSES]))
        .then_expect_events(vec![
            admitted(ADA),
            now_in(ADA, &[OPS, BOSSES]),
            changed(ADA, Role::Viewer, Role::Admin),
        ]);
}

#[test]
fn a_sign_in_that_says_nothing_new_records_nothing() {
    let before = vec![rule(OPS, Role::Tech), admitted(ADA)];
    for same in [in_groups(ADA, &[]), in_groups(ADA, &[77])] {
        given(before.clone()).when(same).then_expect_events(vec![]);
    }
    given(before)
        .when(sign_in(ADA, Groups::Unknown))
        .then_expect_events(vec![]);
}

#[test]
fn another_name_is_noted() {
    let mut command = in_groups(ADA, &[]);
    if let TeamCommand::Admit(admit) = &mut command {
        admit.name = named("Ada Lovelace");
    }
    let renamed = TeamEvent::MemberRenamed {
        member_id: id(ADA),
        name: named("Ada Lovelace"),
        at: AT,
    };
    given(vec![admitted(ADA)])
        .when(command)
        .then_expect_events(vec![renamed]);
}

#[test]
fn who_left_a_group_loses_its_role_and_nobody_does_whose_groups_are_unknown() {
    let before = vec![
        rule(OPS, Role::Tech),
        admitted(ADA),
        now_in(ADA, &[OPS]),
        changed(ADA, Role::Viewer, Role::Tech),
    ];
    given(before.clone())
        .when(in_groups(ADA, &[]))
        .then_expect_events(vec![
            now_in(ADA, &[]),
            changed(ADA, Role::Tech, Role::Viewer),
        ]);
    given(before)
        .when(sign_in(ADA, Groups::Unknown))
        .then_expect_events(vec![]);
}

#[test]
fn who_is_suspended_stays_out() {
    given(vec![admitted(ADA), suspended(ADA)])
        .when(in_groups(ADA, &[]))
        .then_expect_error(TeamRefusal::MemberSuspended);
    given(vec![admitted(ADA), suspended(ADA), reinstated(ADA)])
        .when(sign_in(ADA, Groups::Unknown))
        .then_expect_events(vec![]);
}

#[test]
fn the_same_id_from_another_tenant_is_somebody_else() {
    let mut command = in_groups(ADA, &[]);
    if let TeamCommand::Admit(admit) = &mut command {
        admit.tenant = home(91);
    }
    given(vec![admitted(ADA)])
        .when(command)
        .then_expect_error(TeamRefusal::MemberTenantDiffers);
}

// Roles by name

#[test]
fn a_role_is_granted_by_name() {
    given(vec![admitted(ADA)])
        .when(grant(ADA, Role::Tech))
        .then_expect_events(vec![
            granted(ADA, Role::Tech),
            changed(ADA, Role::Viewer, Role::Tech),
        ]);
    given(vec![admitted(ADA)])
        .when(grant(ADA, Role::Viewer))
        .then_expect_events(vec![]);
    // A group gives more: the grant is noted, and changes nothing for now.
    given([boss(ADA), admin(BEN)].concat())
        .when(grant(ADA, Role::Tech))
        .then_expect_events(vec![granted(ADA, Role::Tech)]);
}

#[test]
fn nobody_but_an_operator_grants_a_role_ahead() {
    given(vec![])
        .when(grant(ADA, Role::Admin))
        .then_expect_error(TeamRefusal::MemberNotFound);
    let ahead = vec![
        granted(ADA, Role::Admin),
        changed(ADA, Role::Viewer, Role::Admin),
    ];
    given(vec![])
        .when(grant_to(ADA, Role::Admin, true))
        .then_expect_events(ahead.clone());
    given(ahead)
        .when(sign_in(ADA, Groups::Unknown))
        .then_expect_events(vec![admitted(ADA)]);
}

#[test]
fn members_that_are_not_there_are_not_found() {
    for command in [suspend(ADA), reinstate(ADA)] {
        given(vec![])
            .when(command)
            .then_expect_error(TeamRefusal::MemberNotFound);
    }
}

#[test]
fn suspending_ends_what_was_signed_in_for_good() {
    given(vec![admitted(ADA)])
        .when(suspend(ADA))
        .then_expect_events(vec![suspended(ADA)]);
    given(vec![admitted(ADA), suspended(ADA)])
        .when(suspend(ADA))
        .then_expect_events(vec![]);
    given(vec![admitted(ADA), suspended(ADA)])
        .when(reinstate(ADA))
        .then_expect_events(vec![reinstated(ADA)]);
    given(vec![admitted(ADA)])
        .when(reinstate(ADA))
        .then_expect_events(vec![]);
    let signed_in = [AT - 1, AT, AT + 1];
    let stands = |events: &[TeamEvent]| {
        let team = after(events);
        let member = team.member(id(ADA)).unwrap();
        signed_in.map(|at| member.stands_by(at))
    };
    assert_eq!(stands(&[admitted(ADA)]), [true; 3]);
    assert_eq!(stands(&[admitted(ADA), suspended(ADA)]), [false; 3]);
    assert_eq!(
        stands(&[admitted(ADA), suspended(ADA), reinstated(ADA)]),
        [false, false, true]
    );
}

// Rules

#[test]
fn a_rule_reaches_those_who_were_in_its_group() {
    let before = vec![
        rule(OPS, Role::Tech),
        admitted(ADA),
        now_in(ADA, &[OPS]),
        changed(ADA, Role::Viewer, Role::Tech),
        admitted(BEN),
    ];
    given(before.clone())
        .when(set_rule(OPS, Role::Auditor))
        .then_expect_events(vec![
            rule(OPS, Role::Auditor),
            changed(ADA, Role::Tech, Role::Auditor),
        ]);
    given(before.clone())
        .when(remove_rule(OPS))
        .then_expect_events(vec![no_rule(OPS), changed(ADA, Role::Tech, Role::Viewer)]);
    given(before.clone())
        .when(set_rule(OPS, Role::Tech))
        .then_expect_events(vec![]);
    given(before.clone())
        .when(set_rule(BOSSES, Role::Admin))
        .then_expect_events(vec![rule(BOSSES, Role::Admin)]);
    given(before)
        .when(remove_rule(BOSSES))
        .then_expect_error(TeamRefusal::GroupRuleNotFound);
}

#[test]
fn rules_are_limited_in_number() {
    let full: Vec<TeamEvent> = (0..MOST_RULES as u128)
        .map(|number| rule(1000 + number, Role::Tech))
        .collect();
    given(full.clone())
        .when(set_rule(OPS, Role::Tech))
        .then_expect_error(TeamRefusal::GroupRulesFull);
    given(full)
        .when(set_rule(1000, Role::Auditor))
        .then_expect_events(vec![rule(1000, Role::Auditor)]);
}

// The last Admin

#[test]
fn people_cannot_take_the_last_admin_away() {
    for command in [grant(ADA, Role::Tech), suspend(ADA)] {
        given(admin(ADA))
            .when(command)
            .then_expect_error(TeamRefusal::LastAdminProtected);
    }
    for command in [set_rule(BOSSES, Role::Tech), remove_rule(BOSSES)] {
        given(boss(ADA))
            .when(command)
            .then_expect_error(TeamRefusal::LastAdminProtected);
    }
    given([admin(ADA), admin(BEN)].concat())
        .when(grant(ADA, Role::Tech))
        .then_expect_events(vec![
            granted(ADA, Role::Tech),
            changed(ADA, Role::Admin, Role::Tech),
        ]);
    // Who is suspended is no Admin that anybody could ask.
    given([admin(ADA), admin(BEN), vec![suspended(BEN)]].concat())
        .when(suspend(ADA))
        .then_expect_error(TeamRefusal::LastAdminProtected);
}

#[test]
fn an_admin_who_never_signed_in_does_not_stand_in() {
    let ahead = vec![
        granted(BEN, Role::Admin),
        changed(BEN, Role::Viewer, Role::Admin),
    ];
    let both = [admin(ADA), ahead.clone()].concat();
    given(both.clone())
        .when(suspend(ADA))
        .then_expect_error(TeamRefusal::LastAdminProtected);
    given([both, vec![admitted(BEN)]].concat())
        .when(suspend(ADA))
        .then_expect_events(vec![suspended(ADA)]);
    // But it is one, as long as there is none better.
    given(ahead)
        .when(suspend(BEN))
        .then_expect_error(TeamRefusal::LastAdminProtected);
}

#[test]
fn a_sign_in_keeps_the_last_admin_and_says_so_once() {
    given(boss(ADA))
        .when(in_groups(ADA, &[]))
        .then_expect_events(vec![now_in(ADA, &[]), kept(ADA)]);
    let held = [boss(ADA), vec![now_in(ADA, &[]), kept(ADA)]].concat();
    given(held.clone())
        .when(in_groups(ADA, &[]))
        .then_expect_events(vec![]);
    // Until there is another one.
    let relieved = [held.clone(), admin(BEN)].concat();
    given(relieved.clone())
        .when(sign_in(ADA, Groups::Unknown))
        .then_expect_events(vec![]);
    given(relieved)
        .when(in_groups(ADA, &[]))
        .then_expect_events(vec![changed(ADA, Role::Admin, Role::Viewer)]);
    // The rule did not give the role, so changing it does not take it.
    given(held.clone())
        .when(remove_rule(BOSSES))
        .then_expect_events(vec![no_rule(BOSSES)]);
    given(held.clone())
        .when(grant(ADA, Role::Tech))
        .then_expect_error(TeamRefusal::LastAdminProtected);
    given(held)
        .when(grant(ADA, Role::Admin))
        .then_expect_events(vec![granted(ADA, Role::Admin)]);
}

#[test]
fn when_it_is_asked_is_no_part_of_what_is_asked() {
    for command in [
        in_groups(ADA, &[]),
        grant(ADA, Role::Tech),
        suspend(ADA),
        reinstate(ADA),
        set_rule(OPS, Role::Tech),
        remove_rule(OPS),
    ] {
        let written = serde_json::to_string(&command).unwrap();
        assert!(!written.contains("\"at\":"), "{written}");
    }
}

// Whatever is asked

fn commands() -> impl Strategy<Value = TeamCommand> {
    let role = || prop::sample::select(Role::ALL.to_vec());
    let among = prop::sample::subsequence(vec![OPS, BOSSES, 77], 0..=3);
    prop_oneof![
        3 => (1..4_u128, among).prop_map(|(member, groups)| in_groups(member, &groups)),
        1 => (1..4_u128).prop_map(|member| sign_in(member, Groups::Unknown)),
        2 => (1..4_u128, role(), any::<bool>())
            .prop_map(|(member, role, ahead)| grant_to(member, role, ahead)),
        1 => (1..4_u128).prop_map(suspend),
        1 => (1..4_u128).prop_map(reinstate),
        2 => (OPS..=BOSSES, role()).prop_map(|(group, role)| set_rule(group, role)),
        1 => (OPS..=BOSSES).prop_map(remove_rule),
    ]
}

/// Everybody has what is due, but for a last Admin who was kept.
fn is_settled(team: &Team) -> bool {
    let mut members = team.members.values();
    members.all(|it| it.role == team.due(it) || (it.kept && it.role == Role::Admin))
}

proptest! {
    /// An MSP that has an Admin always has one, whoever asks for what and whoever leaves which group;
    /// roles change by events that say so; and asking again records nothing.
    #[test]
    fn there_is_always_an_admin(all in proptest::collection::vec(commands(), 0..60)) {
        let mut team = Team::default();
        for command in &all {
            let before = team.clone();
            let Ok(decision) = team.decide(command) else { continue };
            for event in decision.into_events() {
                if let TeamEvent::MemberRoleChanged { member_id, from, to, .. } = &event {
                    prop_assert_eq!(team.member(*member_id).map(|it| it.role), Ok(*from));
                    prop_assert_ne!(from, to);
                }
                team.evolve(&event);
            }
            prop_assert!(team.admins() >= before.admins(), "{:?}", command);
            prop_assert!(is_settled(&team), "{:?} {:?}", command, team);
            match (command, team.decide(command)) {
                (TeamCommand::RemoveRule(_), again) => {
                    prop_assert_eq!(again, Err(TeamRefusal::GroupRuleNotFound));
                }
                (_, again) => prop_assert_eq!(again.unwrap().into_events(), vec![]),
            }
        }
        let admins = team.members.values().filter(|it| it.role == Role::Admin);
        let active = admins.filter(|it| !it.suspended).count();
        prop_assert_eq!(active == 0, team.admins() == Admins::None);
    }
}
