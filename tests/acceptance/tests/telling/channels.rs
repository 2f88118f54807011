//! How channels are opened and looked up.

use tenantry_domain::notice_channel::{NoticeTarget, NoticeTopic};
use tenantry_engine::telling::id_of;
use tenantry_projections::notice_channels::{
    self, ChannelKind, ChannelStatus, NoticeChannelFilter,
};
use tenantry_support::customers::ada;
use tenantry_support::receiver::{Answer, Receiver};
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::stage::{Stage, because, is_rid_of, wish};

on_both_databases!(
    a_secret_is_told_once,
    the_list_says_what_is_the_matter,
    channels_of_others_are_as_good_as_none,
);

async fn a_secret_is_told_once(world: World) {
    let stage = Stage::open(world).await;
    let id = tenantry_domain::ids::NoticeChannelId::new(Uuid::now_v7());
    let target = || NoticeTarget::webhook("https://hooks.contoso.example/t").unwrap();
    let open = |key: &str| {
        let wish = wish(target(), NoticeTopic::ALL);
        stage
            .channels
            .open(stage.msp, id, wish, ada().with_key(key))
    };
    let first = open("a").await.unwrap();
    assert!(first.secret.unwrap().expose().starts_with("whsec_"));
    let again = open("a").await.unwrap();
    assert!(again.secret.is_none() && again.done.replayed);
    assert_eq!(open("b").await.unwrap_err().code(), "NOTICE_CHANNEL_EXISTS");
    assert_eq!(stage.vault.writes(), 1);
    let none = stage.open_at(target(), &[]).await.unwrap_err();
    assert_eq!(none.code(), "NOTICE_TOPICS_MISSING");
    assert_eq!(
        stage.vault.kept().len(),
        1,
        "nothing is kept of what was refused"
    );
}

async fn the_list_says_what_is_the_matter(world: World) {
    let stage = Stage::open(world).await;
    let receiver = Receiver::listen().await;
    let (channel, _) = stage.hook(&receiver.address()).await;
    receiver.answer([
        Answer::Status(503),
        Answer::Status(200),
        Answer::Status(500),
    ]);
    let row = async || {
        assert_eq!(stage.projections.catch_up().await.unwrap(), vec![]);
        let row = notice_channels::get(&stage.projections, stage.msp, channel).await;
        row.unwrap().unwrap()
    };
    let worker = stage.work().await;
    stage.ask().await;
    let is_failing = |it: &tenantry_domain::notice_channel::NoticeChannel| {
        it.open().is_some_and(|it| it.failing.is_some())
    };
    stage.until(channel, is_failing).await;
    let failing = row().await;
    assert_eq!(
        (failing.status, failing.kind),
        (ChannelStatus::Open, ChannelKind::Webhook)
    );
    assert_eq!(failing.addresses, [receiver.address()]);
    assert_eq!(failing.topics.len(), NoticeTopic::ALL.len());
    assert_eq!(
        failing.problem_code.as_deref(),
        Some("NOTICE_RECEIVER_REFUSED")
    );
    assert_eq!(failing.problem_detail.as_deref(), Some("status 503"));
    assert!(failing.retry_at.is_some() && failing.problem_since.is_some());
    // Who does not want to wait for the next try does not have to.
    stage
        .channels
        .resume(stage.msp, channel, ada())
        .await
        .unwrap();
    let position = stage.of_approvals().await[0];
    stage.until(channel, is_rid_of(position)).await;
    worker.stop().await;
    let tried = stage
        .channels
        .test(stage.msp, channel, ada())
        .await
        .unwrap();
    assert_eq!(tried.fault.unwrap().status, Some(500));
    let told = row().await;
    assert_eq!((told.delivered, told.problem_code), (1, None));
    assert!(told.told_up_to >= position && told.delivered_at.is_some());
    assert_eq!(told.test_code.as_deref(), Some("NOTICE_RECEIVER_REFUSED"));
    let arrived = receiver.arrived();
    assert_eq!(
        arrived[1].headers["webhook-id"],
        id_of(channel, position).to_string()
    );
    let closed = stage
        .channels
        .close(stage.msp, channel, because("moved"), ada());
    closed.await.unwrap();
    assert_eq!(row().await.status, ChannelStatus::Closed);
    let filter = NoticeChannelFilter {
        status: Some(ChannelStatus::Open),
    };
    let open = notice_channels::list(&stage.projections, stage.msp, &filter, None, 50).await;
    assert_eq!(open.unwrap().rows, vec![]);
}

async fn channels_of_others_are_as_good_as_none(world: World) {
    let stage = Stage::open(world).await;
    let (channel, _) = stage.hook("https://hooks.contoso.example/t").await;
    let other = new_msp();
    let code = "NOTICE_CHANNEL_NOT_FOUND";
    let tested = stage.channels.test(other, channel, ada()).await;
    assert_eq!(tested.unwrap_err().code(), code);
    let closed = stage
        .channels
        .close(other, channel, because("theirs"), ada());
    assert_eq!(closed.await.unwrap_err().code(), code);
    let renewed = stage.channels.renew_secret(other, channel, ada()).await;
    assert_eq!(renewed.unwrap_err().code(), code);
    assert_eq!(stage.of_channels().await, ["NoticeChannelOpened"]);
    assert_eq!(stage.vault.kept().len(), 1);
}
