//! At least once, under one id, in order: whatever the receiver does, and whoever dies.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use tenantry_domain::cloud::notices::{Notice, NoticeFault, NoticeTaker};
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::notice_channel::{NoticeChannel, NoticeTarget, PATIENCE};
use tenantry_domain::saga::{hours, minutes};
use tenantry_support::customers::ada;
use tenantry_support::receiver::{Answer, Arrived, Receiver};
use tenantry_support::{World, on_both_databases, telling};

use crate::stage::{Stage, because, is_rid_of, notices};

on_both_databases!(
    what_is_not_taken_comes_again_under_the_same_id,
    who_dies_between_telling_and_recording_tells_again,
    of_two_workers_one_tells,
    a_paused_channel_tells_afterwards_and_a_closed_one_never,
    who_takes_nothing_is_left_alone_until_somebody_looks,
);

fn ids(arrived: &[Arrived]) -> Vec<&str> {
    let ids = arrived.iter().map(|it| it.headers["webhook-id"].as_str());
    ids.collect()
}

fn is_failing(stands: &NoticeChannel, tries: u32) -> bool {
    let failing = stands.open().and_then(|it| it.failing.as_ref());
    failing.is_some_and(|it| it.tries == tries)
}

async fn what_is_not_taken_comes_again_under_the_same_id(world: World) {
    let stage = Stage::open(world).await;
    let (receiver, elsewhere) = (Receiver::listen().await, Receiver::listen().await);
    let (channel, _) = stage.hook(&receiver.address()).await;
    receiver.answer([
        Answer::Status(500),
        Answer::HangUp,
        Answer::Redirect(elsewhere.address()),
    ]);
    let worker = stage.work().await;
    stage.ask().await;
    stage.ask().await;
    for tries in 1..=3 {
        stage.until(channel, |it| is_failing(it, tries)).await;
        assert_eq!(receiver.arrived().len(), usize::try_from(tries).unwrap());
        stage.wait(minutes(5));
    }
    let arrived = receiver.arrives(5).await;
    stage
        .until(channel, is_rid_of(stage.of_approvals().await[1]))
        .await;
    worker.stop().await;
    let ids = ids(&arrived);
    assert_eq!(
        ids[..4],
        [ids[0]; 4],
        "the first is tried until it is taken"
    );
    assert_ne!(ids[4], ids[0]);
    assert_eq!(elsewhere.arrived(), vec![], "nobody is sent on");
    let recorded = stage.of_channels().await;
    let delayed = recorded.iter().filter(|it| *it == "NoticesDelayed");
    assert_eq!(delayed.count(), 3);
}

/// Hands over, and never comes back, until it is told to.
#[derive(Debug)]
struct Dying {
    inner: Arc<dyn NoticeTaker>,
    lives: AtomicBool,
}

#[async_trait]
impl NoticeTaker for Dying {
    fn accepts(&self, target: &NoticeTarget) -> Result<(), NoticeFault> {
        self.inner.accepts(target)
    }

    async fn hand_over(
        &self,
        target: &NoticeTarget,
        keys: &[SecretValue],
        notice: &Notice,
    ) -> Result<(), NoticeFault> {
        self.inner.hand_over(target, keys, notice).await?;
        if !self.lives.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

async fn who_dies_between_telling_and_recording_tells_again(world: World) {
    let stage = Stage::open(world).await;
    let receiver = Receiver::listen().await;
    let (channel, _) = stage.hook(&receiver.address()).await;
    let dying = Dying {
        inner: notices(None),
        lives: AtomicBool::new(false),
    };
    let (vault, clock) = (stage.vault.clone(), stage.clock.clone());
    let dying = telling::by(Arc::new(dying), vault, stage.engine.clone(), clock);
    stage.ask().await;
    let worker = stage.work_with(dying).await;
    receiver.arrives(1).await;
    worker.task.abort();
    let gone = worker.task.await;
    assert!(gone.unwrap_err().is_cancelled());
    // Its lease would end by itself.
    let names = [format!("notices/{}", stage.msp)];
    let leases = stage.leases().await;
    leases.release(&names, worker.owner).await.unwrap();
    assert_eq!(stage.of_channels().await, ["NoticeChannelOpened"]);
    let worker = stage.work().await;
    let arrived = receiver.arrives(2).await;
    stage
        .until(channel, is_rid_of(stage.of_approvals().await[0]))
        .await;
    worker.stop().await;
    let ids = ids(&arrived);
    assert_eq!(ids, [ids[0]; 2]);
    assert_eq!(receiver.arrived().len(), 2);
}

async fn of_two_workers_one_tells(world: World) {
    let stage = Stage::open(world).await;
    let receiver = Receiver::listen().await;
    let (channel, _) = stage.hook(&receiver.address()).await;
    let (one, other) = (stage.work().await, stage.work().await);
    for _ in 0..5 {
        stage.ask().await;
    }
    receiver.arrives(5).await;
    stage
        .until(channel, is_rid_of(stage.of_approvals().await[4]))
        .await;
    one.stop().await;
    // The other one takes over, behind what was told.
    stage.ask().await;
    let arrived = receiver.arrives(6).await;
    stage
        .until(channel, is_rid_of(stage.of_approvals().await[5]))
        .await;
    other.stop().await;
    let mut ids = ids(&arrived);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6);
    assert_eq!(receiver.arrived().len(), 6);
}

async fn a_paused_channel_tells_afterwards_and_a_closed_one_never(world: World) {
    let stage = Stage::open(world).await;
    let (receiver, other) = (Receiver::listen().await, Receiver::listen().await);
    let (channel, _) = stage.hook(&receiver.address()).await;
    let (witness, _) = stage.hook(&other.address()).await;
    let paused = stage
        .channels
        .pause(stage.msp, channel, because("holidays"), ada());
    paused.await.unwrap();
    let worker = stage.work().await;
    stage.ask().await;
    other.arrives(1).await;
    assert_eq!(receiver.arrived(), vec![]);
    stage
        .channels
        .resume(stage.msp, channel, ada())
        .await
        .unwrap();
    receiver.arrives(1).await;
    stage
        .until(channel, is_rid_of(stage.of_approvals().await[0]))
        .await;
    let closed = stage
        .channels
        .close(stage.msp, channel, because("moved"), ada());
    closed.await.unwrap();
    assert_eq!(
        stage.vault.kept().len(),
        1,
        "its secret is gone, the other one's is not"
    );
    stage.ask().await;
    other.arrives(2).await;
    stage
        .until(witness, is_rid_of(stage.of_approvals().await[1]))
        .await;
    worker.stop().await;
    assert_eq!(receiver.arrived().len(), 1);
}

async fn who_takes_nothing_is_left_alone_until_somebody_looks(world: World) {
    let stage = Stage::open(world).await;
    let receiver = Receiver::listen().await;
    let (channel, _) = stage.hook(&receiver.address()).await;
    receiver.answer([Answer::Status(410)]);
    let worker = stage.work().await;
    stage.ask().await;
    let is_suspended = |it: &NoticeChannel| matches!(it, NoticeChannel::Suspended(_));
    stage.until(channel, is_suspended).await;
    stage.wait(hours(10));
    receiver.answer([Answer::Status(503), Answer::Status(503)]);
    stage
        .channels
        .resume(stage.msp, channel, ada())
        .await
        .unwrap();
    stage.until(channel, |it| is_failing(it, 1)).await;
    assert_eq!(receiver.arrived().len(), 2);
    stage.wait(PATIENCE);
    stage.until(channel, is_suspended).await;
    stage
        .channels
        .resume(stage.msp, channel, ada())
        .await
        .unwrap();
    let arrived = receiver.arrives(4).await;
    stage
        .until(channel, is_rid_of(stage.of_approvals().await[0]))
        .await;
    worker.stop().await;
    let ids = ids(&arrived);
    assert_eq!(ids, [ids[0]; 4]);
}
