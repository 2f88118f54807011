//! Given these events, when this command, then those events.

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    ClaimGroup, ForgetGroup, MakeGroup, RemoveGroup, RoleGroup, RoleGroupCommand,
    RoleGroupEvent as E, RoleGroupRefusal, SettleGroup, StopUsingGroup,
};
use crate::aggregate::bridge::Root;
use crate::cloud::directory::GroupId;
use crate::ids::TenantId;
use crate::text::GroupName;

fn given(events: &[E]) -> cqrs_es::test::AggregateTestExecutor<Root<RoleGroup>> {
    TestFramework::<Root<RoleGroup>>::with(()).given(events.to_vec())
}

fn tenant(number: u128) -> TenantId {
    TenantId::new(Uuid::from_u128(number))
}

fn group() -> GroupId {
    GroupId::new(Uuid::from_u128(77))
}

fn name() -> GroupName {
    GroupName::new("Readers").unwrap()
}

fn claim(by: u128) -> RoleGroupCommand {
    RoleGroupCommand::Claim(ClaimGroup {
        tenant: tenant(by),
        name: name(),
        at: 1,
    })
}

fn make(by: u128) -> RoleGroupCommand {
    RoleGroupCommand::Make(MakeGroup {
        tenant: tenant(by),
        at: 1,
    })
}

fn settle(by: u128) -> RoleGroupCommand {
    RoleGroupCommand::Settle(SettleGroup {
        tenant: tenant(by),
        id: group(),
        at: 1,
    })
}

fn stop(by: u128) -> RoleGroupCommand {
    RoleGroupCommand::StopUsing(StopUsingGroup {
        tenant: tenant(by),
        at: 1,
    })
}

fn remove(by: u128) -> RoleGroupCommand {
    RoleGroupCommand::Remove(RemoveGroup {
        tenant: tenant(by),
        at: 1,
    })
}

fn forget(by: u128, id: GroupId) -> RoleGroupCommand {
    RoleGroupCommand::Forget(ForgetGroup {
        tenant: tenant(by),
        id,
        at: 1,
    })
}

fn claimed(by: u128) -> E {
    E::GroupClaimed {
        tenant: tenant(by),
        name: name(),
        at: 1,
    }
}

fn making() -> E {
    E::GroupMakingBegun { at: 1 }
}

fn settled(made: bool) -> E {
    E::GroupSettled {
        id: group(),
        made,
        at: 1,
    }
}

fn used(by: u128) -> E {
    E::GroupUsed {
        tenant: tenant(by),
        at: 1,
    }
}

fn left(by: u128) -> E {
    E::GroupLeft {
        tenant: tenant(by),
        at: 1,
    }
}

fn removal(by: u128) -> E {
    E::GroupRemovalBegun {
        tenant: tenant(by),
        at: 1,
    }
}

fn gone() -> E {
    E::GroupGone { at: 1 }
}

// Coming to be

#[test]
fn one_looks_and_the_others_wait() {
    given(&[])
        .when(claim(1))
        .then_expect_events(vec![claimed(1)]);
    given(&[claimed(1)])
        .when(claim(1))
        .then_expect_events(vec![]);
    for busy in [vec![claimed(1)], vec![claimed(1), making()]] {
        given(&busy)
            .when(claim(2))
            .then_expect_error(RoleGroupRefusal::GroupBusy);
    }
}

#[test]
fn what_is_found_was_there_and_what_is_found_after_the_intent_was_made() {
    given(&[claimed(1)])
        .when(settle(1))
        .then_expect_events(vec![settled(false)]);
    given(&[claimed(1)])
        .when(make(1))
        .then_expect_events(vec![making()]);
    given(&[claimed(1), making()])
        .when(make(1))
        .then_expect_events(vec![]);
    given(&[claimed(1), making()])
        .when(settle(1))
        .then_expect_events(vec![settled(true)]);
    for theirs in [make(2), settle(2)] {
        given(&[claimed(1)])
            .when(theirs)
            .then_expect_error(RoleGroupRefusal::GroupNotInUse);
    }
}

// Being used

#[test]
fn further_ones_use_it() {
    let there = [claimed(1), settled(true)];
    given(&there)
        .when(claim(2))
        .then_expect_events(vec![used(2)]);
    given(&there).when(claim(1)).then_expect_events(vec![]);
}

#[test]
fn the_last_one_removes_what_we_made() {
    let two = [claimed(1), making(), settled(true), used(2)];
    given(&two).when(stop(1)).then_expect_events(vec![left(1)]);
    let mut one = two.to_vec();
    one.push(left(1));
    given(&one).when(stop(1)).then_expect_events(vec![]);
    given(&one)
        .when(stop(2))
        .then_expect_events(vec![removal(2)]);
}

#[test]
fn what_was_there_before_stays() {
    given(&[claimed(1), settled(false)])
        .when(stop(1))
        .then_expect_events(vec![left(1)]);
}

// Going

#[test]
fn nobody_uses_what_is_being_removed() {
    let going = [claimed(1), making(), settled(true), removal(1)];
    given(&going)
        .when(claim(2))
        .then_expect_error(RoleGroupRefusal::GroupBusy);
    given(&going)
        .when(remove(2))
        .then_expect_error(RoleGroupRefusal::GroupNotInUse);
    given(&going)
        .when(remove(1))
        .then_expect_events(vec![gone()]);
    let mut over = going.to_vec();
    over.push(gone());
    given(&over)
        .when(claim(2))
        .then_expect_events(vec![claimed(2)]);
}

#[test]
fn a_claim_is_given_back_but_what_may_have_been_made_is_looked_for_first() {
    given(&[claimed(1)])
        .when(stop(1))
        .then_expect_events(vec![gone()]);
    given(&[claimed(1), making()])
        .when(stop(1))
        .then_expect_error(RoleGroupRefusal::GroupBusy);
    given(&[claimed(1), making()])
        .when(remove(1))
        .then_expect_events(vec![gone()]);
}

#[test]
fn what_somebody_deleted_is_forgotten_by_all() {
    let two = [claimed(1), making(), settled(true), used(2)];
    given(&two)
        .when(forget(2, group()))
        .then_expect_events(vec![gone()]);
    given(&two)
        .when(forget(3, group()))
        .then_expect_error(RoleGroupRefusal::GroupNotInUse);
    // Another one of its name is there by now.
    given(&two)
        .when(forget(2, GroupId::new(Uuid::from_u128(78))))
        .then_expect_events(vec![]);
    let mut over = two.to_vec();
    over.push(gone());
    given(&over)
        .when(forget(1, group()))
        .then_expect_events(vec![]);
    given(&over).when(stop(1)).then_expect_events(vec![]);
    over.push(claimed(1));
    given(&over)
        .when(forget(2, group()))
        .then_expect_events(vec![]);
    given(&over)
        .when(settle(1))
        .then_expect_events(vec![settled(false)]);
}
