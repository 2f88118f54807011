//! Texts of others, and of nobody. Whoever shows one learns nothing but that it is no sign-in.
//!
//! A forger knows everything but the secret, and writes texts of the right form on a machine of its
//! own: the same program, on another database, with ids and chance that it sets.

use std::sync::Arc;

use tenantry_domain::ids::{MemberId, MspId, TenantId};
use tenantry_domain::role::Role;
use tenantry_engine::access::{Access, Admitted, SecretText};
use tenantry_engine::chance::{Ids, Randomness};
use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::ledger::Ledger;
use tenantry_engine::time::SystemClock;
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::stage::{Stage, member, not_signed_in, operator, over, wish};

on_both_databases!(
    a_session_of_one_msp_is_worthless_at_another,
    a_token_of_one_msp_is_worthless_at_another,
    another_secret_fits_nothing,
    a_session_is_no_token_and_a_token_no_session,
    guesses_are_not_remembered,
    a_database_in_trouble_is_not_a_bad_secret,
);

/// Always the same.
#[derive(Debug)]
struct Always(Uuid, u8);

impl Ids for Always {
    fn next(&self) -> Uuid {
        self.0
    }
}

impl Randomness for Always {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.1);
    }
}

fn access_with(ledger: Arc<dyn Ledger>, id: Uuid, secret: u8) -> Access {
    let ids = Arc::new(Always(id, secret));
    let engine = Engine::with_ids(ledger, Limits::default(), ids.clone());
    over(engine, Arc::new(SystemClock), ids)
}

fn admitted(msp: MspId, account: MemberId) -> Admitted {
    Admitted {
        msp,
        member: account,
        role: Role::Admin,
        second_factor: Some(true),
    }
}

/// The text of a session with this id and secret.
async fn forged_session(msp: MspId, id: Uuid, secret: u8) -> SecretText {
    let own = World::sqlite().await;
    let access = access_with(own.ledger().await, id, secret);
    let opened = access.open_session(admitted(msp, member(1))).await;
    opened.unwrap().text
}

/// The text of a token with this id and secret.
async fn forged_token(msp: MspId, id: Uuid, secret: u8) -> SecretText {
    let own = World::sqlite().await;
    let access = access_with(own.ledger().await, id, secret);
    let issued = access.issue_token(msp, wish(Role::Admin, 30), operator());
    issued.await.unwrap().text
}

async fn a_session_of_one_msp_is_worthless_at_another(world: World) {
    let stage = Stage::on(world).await;
    stage.sign_in(1, &[]).await;
    let id = Uuid::now_v7();
    let access = access_with(stage.world.ledger().await, id, 5);
    let opened = access.open_session(admitted(stage.msp, member(1)));
    let opened = opened.await.unwrap();
    let same = forged_session(stage.msp, id, 5).await;
    assert_eq!(same.expose(), opened.text.expose(), "the forger's skill");
    access.session(opened.text.expose()).await.unwrap();

    let other = new_msp();
    let moved = forged_session(other, id, 5).await;
    not_signed_in(&access.session(moved.expose()).await);
    // Also where the other MSP has a member with the same account, and a session with the same id.
    let home = TenantId::new(Uuid::now_v7());
    let theirs = stage.access.admit_home_tenant(other, home, operator());
    theirs.await.unwrap();
    let mut person = stage.person(1, &[]);
    person.tenant = home;
    stage.access.admit(person).await.unwrap();
    let there = access_with(stage.world.ledger().await, id, 6);
    let opened = there.open_session(admitted(other, member(1)));
    there
        .session(opened.await.unwrap().text.expose())
        .await
        .unwrap();
    not_signed_in(&access.session(moved.expose()).await);
}

async fn a_token_of_one_msp_is_worthless_at_another(world: World) {
    let (msp, other, id) = (new_msp(), new_msp(), Uuid::now_v7());
    let access = access_with(world.ledger().await, id, 5);
    let wanted = wish(Role::Admin, 30);
    let issued = access.issue_token(msp, wanted.clone(), operator()).await;
    let issued = issued.unwrap();
    access.token(issued.text.expose()).await.unwrap();
    let moved = forged_token(other, id, 5).await;
    not_signed_in(&access.token(moved.expose()).await);
    let there = access_with(world.ledger().await, id, 6);
    there.issue_token(other, wanted, operator()).await.unwrap();
    not_signed_in(&access.token(moved.expose()).await);
    access.token(issued.text.expose()).await.unwrap();
}

async fn another_secret_fits_nothing(world: World) {
    let stage = Stage::on(world).await;
    let session = stage.session_of(1).await;
    let forged = forged_session(stage.msp, session.session.as_uuid(), 0).await;
    not_signed_in(&stage.access.session(forged.expose()).await);
    let wanted = wish(Role::Admin, 30);
    let issued = stage.access.issue_token(stage.msp, wanted, operator());
    let token = issued.await.unwrap().token;
    let forged = forged_token(stage.msp, token.as_uuid(), 0).await;
    not_signed_in(&stage.access.token(forged.expose()).await);
    // Nor does one that was never given out.
    let unknown = forged_session(stage.msp, Uuid::now_v7(), 0).await;
    not_signed_in(&stage.access.session(unknown.expose()).await);
    let unknown = forged_token(stage.msp, Uuid::now_v7(), 0).await;
    not_signed_in(&stage.access.token(unknown.expose()).await);
    for odd in ["", "tenantry_", "x", "\u{0}", &"A".repeat(91)] {
        not_signed_in(&stage.access.session(odd).await);
        not_signed_in(&stage.access.token(odd).await);
    }
}

async fn a_session_is_no_token_and_a_token_no_session(world: World) {
    let stage = Stage::on(world).await;
    let session = stage.session_of(1).await;
    let wanted = wish(Role::Admin, 30);
    let issued = stage.access.issue_token(stage.msp, wanted, operator());
    let issued = issued.await.unwrap();
    not_signed_in(&stage.access.token(session.text.expose()).await);
    not_signed_in(&stage.access.session(issued.text.expose()).await);
    let bare = issued.text.expose().trim_start_matches("tenantry_");
    not_signed_in(&stage.access.session(bare).await);
    let dressed = format!("tenantry_{}", session.text.expose());
    not_signed_in(&stage.access.token(&dressed).await);
}

async fn guesses_are_not_remembered(world: World) {
    let engine = Arc::new(world.engine().await);
    let chance = Arc::new(Always(Uuid::nil(), 0));
    let access = Access::new(engine.clone(), Arc::new(SystemClock), chance);
    for _ in 0..20 {
        let forged = forged_session(new_msp(), Uuid::now_v7(), 0).await;
        not_signed_in(&access.session(forged.expose()).await);
        let forged = forged_token(new_msp(), Uuid::now_v7(), 0).await;
        not_signed_in(&access.token(forged.expose()).await);
    }
    let shown = format!("{engine:?}");
    assert!(shown.contains("aggregates: 0"), "{shown}");
}

async fn a_database_in_trouble_is_not_a_bad_secret(world: World) {
    let stage = Stage::on(world).await;
    let session = stage.session_of(1).await;
    let access = stage.node().await;
    stage.world.sql("alter table events rename to hidden").await;
    let answer = access.session(session.text.expose()).await;
    assert_eq!(answer.unwrap_err().code(), "DATABASE_NOT_MIGRATED");
    stage.world.sql("alter table hidden rename to events").await;
    access.session(session.text.expose()).await.unwrap();
}
