//! What a machine shows.

use tenantry_domain::record::Actor;
use tenantry_domain::role::Role;
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};

use crate::stage::{Stage, code, not_signed_in, operator, why, wish};

on_both_databases!(
    a_token_signs_a_machine_in,
    a_token_is_over_when_its_time_is,
    a_revoked_token_is_good_nowhere,
    a_token_is_shown_to_the_first_who_asks,
);

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

async fn a_token_signs_a_machine_in(world: World) {
    let stage = Stage::on(world).await;
    let wanted = wish(Role::Auditor, 30);
    let issued = stage.access.issue_token(stage.msp, wanted, operator());
    let issued = issued.await.unwrap();
    let there = stage.node().await;
    let shown = there.token(issued.text.expose()).await.unwrap();
    assert_eq!((shown.msp, shown.role), (stage.msp, Role::Auditor));
    assert_eq!(shown.actor, Actor::service(issued.token.to_string()));
    assert_eq!((shown.member, shown.session), (None, None));
    assert_eq!(shown.until, issued.expires_at);
    assert!(issued.text.expose().starts_with("tenantry_"));
    for days in [0, 367] {
        let refused = stage
            .access
            .issue_token(stage.msp, wish(Role::Viewer, days), operator());
        assert_eq!(code(refused.await), "SERVICE_TOKEN_TERM_INVALID");
    }
}

async fn a_token_is_over_when_its_time_is(world: World) {
    let stage = Stage::on(world).await;
    let wanted = wish(Role::Viewer, 1);
    let issued = stage.access.issue_token(stage.msp, wanted, operator());
    let issued = issued.await.unwrap();
    stage.clock.pass(DAY - 60_000_000);
    stage.access.token(issued.text.expose()).await.unwrap();
    stage.clock.pass(60_000_000);
    not_signed_in(&stage.access.token(issued.text.expose()).await);
}

async fn a_revoked_token_is_good_nowhere(world: World) {
    let stage = Stage::on(world).await;
    let wanted = wish(Role::Tech, 30);
    let issued = stage.access.issue_token(stage.msp, wanted, operator());
    let issued = issued.await.unwrap();
    let there = stage.node().await;
    there.token(issued.text.expose()).await.unwrap();
    let foreign = stage
        .access
        .revoke_token(new_msp(), issued.token, why(), operator());
    assert_eq!(code(foreign.await), "SERVICE_TOKEN_NOT_FOUND");
    let revoked = stage
        .access
        .revoke_token(stage.msp, issued.token, why(), operator());
    revoked.await.unwrap();
    for node in [&stage.access, &there] {
        not_signed_in(&node.token(issued.text.expose()).await);
    }
}

async fn a_token_is_shown_to_the_first_who_asks(world: World) {
    let stage = Stage::on(world).await;
    let ask = |days| {
        let context = operator().with_key("once");
        stage
            .access
            .issue_token(stage.msp, wish(Role::Viewer, days), context)
    };
    let first = ask(30).await.unwrap();
    assert_eq!(code(ask(30).await), "SERVICE_TOKEN_EXISTS");
    assert_eq!(code(ask(31).await), "IDEMPOTENCY_KEY_REUSED");
    stage.access.token(first.text.expose()).await.unwrap();
    assert_eq!(stage.position().await, 1);
}
