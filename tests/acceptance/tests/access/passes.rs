//! Whether who was let in still is, asked again later without what was shown.

use tenantry_domain::record::StreamId;
use tenantry_domain::role::Role;
use tenantry_domain::session::TERM;
use tenantry_engine::access::Pass;
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};

use crate::stage::{Stage, code, member, operator, why, wish};

on_both_databases!(
    a_session_s_pass_has_the_role_of_now_and_ends_with_it,
    a_suspension_ends_every_pass_of_the_member,
    a_token_s_pass_is_good_as_long_as_the_token,
    a_pass_hangs_on_the_streams_that_can_end_it,
);

async fn a_session_s_pass_has_the_role_of_now_and_ends_with_it(world: World) {
    let stage = Stage::on(world).await;
    let session = stage.session_of(1).await;
    let there = stage.node().await;
    let shown = there.session(session.text.expose()).await.unwrap();
    assert_eq!(shown.pass, Pass::Session(session.session));
    assert_eq!(there.role_by(stage.msp, shown.pass).await, Ok(Role::Viewer));
    stage.grant(1, Role::Tech).await.unwrap();
    assert_eq!(there.role_by(stage.msp, shown.pass).await, Ok(Role::Tech));
    // Within another MSP it is nothing.
    let elsewhere = there.role_by(new_msp(), shown.pass).await;
    assert_eq!(code(elsewhere), "NOT_SIGNED_IN");
    let other = stage.session_of(1).await;
    let out = stage.access.end_session(session.text.expose()).await;
    out.unwrap();
    let ended = there.role_by(stage.msp, shown.pass).await;
    assert_eq!(code(ended), "NOT_SIGNED_IN");
    let other = Pass::Session(other.session);
    there.role_by(stage.msp, other).await.unwrap();
    stage.clock.pass(TERM);
    assert_eq!(code(there.role_by(stage.msp, other).await), "NOT_SIGNED_IN");
}

async fn a_suspension_ends_every_pass_of_the_member(world: World) {
    let stage = Stage::on(world).await;
    let session = stage.session_of(1).await;
    let passes = [Pass::Session(session.session), Pass::Member(member(1))];
    for pass in passes {
        stage.access.role_by(stage.msp, pass).await.unwrap();
    }
    let suspended = stage
        .access
        .suspend(stage.msp, member(1), why(), operator());
    suspended.await.unwrap();
    for pass in passes {
        let role = stage.access.role_by(stage.msp, pass).await;
        assert_eq!(code(role), "NOT_SIGNED_IN", "{pass:?}");
    }
    let unknown = Pass::Member(member(2));
    let role = stage.access.role_by(stage.msp, unknown).await;
    assert_eq!(code(role), "NOT_SIGNED_IN");
}

async fn a_token_s_pass_is_good_as_long_as_the_token(world: World) {
    let stage = Stage::on(world).await;
    let issue = |days| {
        let wish = wish(Role::Auditor, days);
        stage.access.issue_token(stage.msp, wish, operator())
    };
    let (revoked, short) = (issue(2).await.unwrap(), issue(1).await.unwrap());
    let shown = stage.access.token(revoked.text.expose()).await.unwrap();
    assert_eq!(shown.pass, Pass::Token(revoked.token));
    let role = stage.access.role_by(stage.msp, shown.pass).await;
    assert_eq!(role, Ok(Role::Auditor));
    let end = stage
        .access
        .revoke_token(stage.msp, revoked.token, why(), operator());
    end.await.unwrap();
    let role = stage.access.role_by(stage.msp, shown.pass).await;
    assert_eq!(code(role), "NOT_SIGNED_IN");
    let short = Pass::Token(short.token);
    stage.access.role_by(stage.msp, short).await.unwrap();
    stage.clock.pass(24 * 3_600 * 1_000_000);
    let role = stage.access.role_by(stage.msp, short).await;
    assert_eq!(code(role), "NOT_SIGNED_IN");
}

async fn a_pass_hangs_on_the_streams_that_can_end_it(world: World) {
    let stage = Stage::on(world).await;
    let (session, other) = (stage.session_of(1).await, stage.session_of(1).await);
    let wish = wish(Role::Tech, 1);
    let issued = stage.access.issue_token(stage.msp, wish, operator()).await;
    let token = issued.unwrap().token;
    let streams = [
        StreamId::new("team", stage.msp.to_string()),
        StreamId::new("session", session.session.to_string()),
        StreamId::new("session", other.session.to_string()),
        StreamId::new("service_token", token.to_string()),
        StreamId::new("customer", token.to_string()),
    ];
    for (pass, wanted) in [
        (
            Pass::Session(session.session),
            [true, true, false, false, false],
        ),
        (Pass::Token(token), [false, false, false, true, false]),
        (Pass::Member(member(1)), [true, false, false, false, false]),
    ] {
        assert_eq!(
            streams.each_ref().map(|stream| pass.hangs_on(stream)),
            wanted,
            "{pass:?}"
        );
    }
}
