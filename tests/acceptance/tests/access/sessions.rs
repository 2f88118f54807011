//! What a browser shows, from the sign-in to the end.

use tenantry_domain::record::Actor;
use tenantry_domain::role::Role;
use tenantry_domain::session::TERM;
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};

use crate::stage::{Stage, code, member, not_signed_in, operator, why};

on_both_databases!(
    a_session_says_who_it_is_and_which_role_now,
    a_session_is_over_when_its_time_is,
    who_signed_out_is_out_everywhere,
    a_session_can_be_ended_by_others,
    a_suspension_ends_what_was_signed_in_for_good,
);

async fn a_session_says_who_it_is_and_which_role_now(world: World) {
    let stage = Stage::on(world).await;
    let session = stage.session_of(1).await;
    let there = stage.node().await;
    let shown = there.session(session.text.expose()).await.unwrap();
    assert_eq!((shown.msp, shown.role), (stage.msp, Role::Viewer));
    assert_eq!(shown.actor, Actor::user(member(1).to_string()));
    assert_eq!(shown.member, Some(member(1)));
    assert_eq!(shown.session, Some(session.session));
    assert_eq!(shown.until, session.until);
    stage.grant(1, Role::Tech).await.unwrap();
    let shown = there.session(session.text.expose()).await.unwrap();
    assert_eq!(shown.role, Role::Tech);
}

async fn a_session_is_over_when_its_time_is(world: World) {
    let stage = Stage::on(world).await;
    let session = stage.session_of(1).await;
    stage.clock.pass(TERM - 60_000_000);
    stage.access.session(session.text.expose()).await.unwrap();
    stage.clock.pass(60_000_000);
    not_signed_in(&stage.access.session(session.text.expose()).await);
}

async fn who_signed_out_is_out_everywhere(world: World) {
    let stage = Stage::on(world).await;
    let (session, other) = (stage.session_of(1).await, stage.session_of(1).await);
    let there = stage.node().await;
    let text = session.text.expose();
    there.session(text).await.unwrap();
    stage.access.end_session(text).await.unwrap();
    for node in [&stage.access, &there] {
        not_signed_in(&node.session(text).await);
        assert_eq!(code(node.end_session(text).await), "NOT_SIGNED_IN");
        node.session(other.text.expose()).await.unwrap();
    }
}

async fn a_session_can_be_ended_by_others(world: World) {
    let stage = Stage::on(world).await;
    let session = stage.session_of(1).await;
    let foreign = new_msp();
    let elsewhere = stage
        .access
        .revoke_session(foreign, session.session, why(), operator());
    assert_eq!(code(elsewhere.await), "SESSION_NOT_FOUND");
    stage.access.session(session.text.expose()).await.unwrap();
    let revoked = stage
        .access
        .revoke_session(stage.msp, session.session, why(), operator());
    revoked.await.unwrap();
    not_signed_in(&stage.access.session(session.text.expose()).await);
}

async fn a_suspension_ends_what_was_signed_in_for_good(world: World) {
    let stage = Stage::on(world).await;
    let (shown, hidden) = (stage.session_of(1).await, stage.session_of(1).await);
    let suspended = stage
        .access
        .suspend(stage.msp, member(1), why(), operator());
    suspended.await.unwrap();
    let before = stage.position().await;
    let there = stage.node().await;
    for _ in 0..3 {
        not_signed_in(&there.session(shown.text.expose()).await);
    }
    assert_eq!(stage.events_after(before).await, ["SessionEnded"]);
    let refused = stage.access.admit(stage.person(1, &[])).await;
    assert_eq!(code(refused), "MEMBER_SUSPENDED");

    let back = stage
        .access
        .reinstate(stage.msp, member(1), None, operator());
    back.await.unwrap();
    // Also what was not shown in the meantime.
    not_signed_in(&there.session(shown.text.expose()).await);
    not_signed_in(&there.session(hidden.text.expose()).await);
    let anew = stage.session_of(1).await;
    there.session(anew.text.expose()).await.unwrap();
}
