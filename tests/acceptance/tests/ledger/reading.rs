//! Streams, feeds, leaves, moments; texts come back as they were written.

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::EMPTY_ROOT;
use tenantry_domain::record::StreamId;
use tenantry_engine::ledger::{Head, Ledger, NewEvent, PAGE_LIMIT, StreamFacts};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};

use crate::proposals::{StillClock, commit, committed, proposal, record, stream};

/// Two streams whose events alternate: a, b, a, b …
async fn fill(ledger: &dyn Ledger, msp: MspId, each: u64) {
    let mut group = Vec::new();
    for at in 0..each {
        for id in ["a", "b"] {
            group.push(proposal(msp, id, at, &[id], &format!("{id}{at}")));
        }
    }
    for verdict in commit(ledger, group).await {
        committed(&verdict);
    }
}

async fn pages_join_up(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    fill(&*ledger, msp, 25).await;
    fill(&*ledger, new_msp(), 3).await;
    let whole = audit::ledger(&*ledger, msp).await;
    assert_eq!(whole.len(), 50);

    let (mut feed, mut leaves, mut own) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let page = ledger.feed(msp, feed.len() as u64, 7).await.unwrap();
        let hashes = ledger.leaves(msp, leaves.len() as u64, 7).await.unwrap();
        assert_eq!(page.len(), hashes.len());
        if page.is_empty() {
            break;
        }
        feed.extend(page);
        leaves.extend(hashes);
    }
    assert_eq!(feed, whole);
    assert_eq!(leaves, whole.iter().map(|it| it.leaf).collect::<Vec<_>>());

    loop {
        let after = own.len() as u64;
        let page = ledger.stream(msp, &stream("b"), after, 4).await.unwrap();
        if page.is_empty() {
            break;
        }
        own.extend(page);
    }
    let expected: Vec<_> = whole
        .into_iter()
        .filter(|it| it.stream == stream("b"))
        .collect();
    assert_eq!(own, expected);
}

async fn a_page_has_a_limit(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    fill(&*ledger, msp, 5_100).await;
    assert_eq!(
        ledger.feed(msp, 0, usize::MAX).await.unwrap().len(),
        PAGE_LIMIT
    );
    let rest = ledger.feed(msp, PAGE_LIMIT as u64, usize::MAX).await;
    assert_eq!(rest.unwrap().len(), 200);
    assert_eq!(ledger.feed(msp, 0, 0).await.unwrap(), []);
    audit::ledger(&*ledger, msp).await;
}

async fn what_nobody_wrote_is_empty(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    fill(&*ledger, new_msp(), 2).await;
    assert_eq!(ledger.head(msp).await.unwrap(), Head::empty(msp));
    assert_eq!(ledger.feed(msp, 0, 10).await.unwrap(), []);
    assert_eq!(
        ledger.leaves(msp, 0, 10).await.unwrap(),
        <Vec<[u8; 32]>>::new()
    );
    assert_eq!(ledger.stream(msp, &stream("a"), 0, 10).await.unwrap(), []);
    assert_eq!(ledger.position_at(msp, i64::MAX).await.unwrap(), 0);
    assert_eq!(ledger.holders(&stream("nobody")).await.unwrap(), []);
    let facts = ledger.stream_facts(msp, &stream("a"), "k").await.unwrap();
    let nothing = StreamFacts {
        sequence: 0,
        prior: None,
    };
    assert_eq!(facts, nothing);
    // Beyond the end, however far.
    assert_eq!(ledger.feed(msp, u64::MAX, 10).await.unwrap(), []);
    assert_eq!(
        ledger
            .stream(msp, &stream("a"), u64::MAX, 10)
            .await
            .unwrap(),
        []
    );
}

async fn heads_come_in_order(world: World) {
    let ledger = world.ledger().await;
    let mut msps: Vec<MspId> = (0..7).map(|_| new_msp()).collect();
    msps.push(MspId::INSTALLATION);
    for (at, msp) in msps.iter().enumerate() {
        fill(&*ledger, *msp, at as u64 + 1).await;
    }
    msps.sort_unstable();
    let mut found: Vec<Head> = Vec::new();
    loop {
        let after = found.last().map(|head| head.msp);
        let page = ledger.heads(after, 3).await.unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert_eq!(found.iter().map(|it| it.msp).collect::<Vec<_>>(), msps);
    for head in found {
        assert_eq!(ledger.head(head.msp).await.unwrap(), head);
        audit::check(&audit::feed(&*ledger, head.msp).await, &head);
        assert_ne!(head.frontier, EMPTY_ROOT);
    }
}

async fn holders_are_those_who_have_the_stream(world: World) {
    let ledger = world.ledger().await;
    let mut msps = [new_msp(), new_msp()];
    msps.sort_unstable();
    record(&*ledger, proposal(msps[1], "shared", 0, &["x", "y"], "k")).await;
    record(&*ledger, proposal(msps[0], "shared", 0, &["x"], "k")).await;
    record(&*ledger, proposal(msps[0], "own", 0, &["x"], "l")).await;
    assert_eq!(ledger.holders(&stream("shared")).await.unwrap(), msps);
    assert_eq!(ledger.holders(&stream("own")).await.unwrap(), msps[..1]);
    let same_id = StreamId::new("other", "own");
    assert_eq!(ledger.holders(&same_id).await.unwrap(), []);
}

async fn a_moment_has_a_position(world: World) {
    let (msp, clock) = (new_msp(), StillClock::default());
    let ledger = world.ledger_with(clock.options()).await;
    for (at, now) in [10, 20, 20, 30].into_iter().enumerate() {
        clock.set(now);
        let id = format!("s{at}");
        record(&*ledger, proposal(msp, &id, 0, &["x", "y"], &id)).await;
    }
    let moments = [
        (i64::MIN, 0),
        (9, 0),
        (10, 2),
        (19, 2),
        (20, 6),
        (29, 6),
        (30, 8),
        (i64::MAX, 8),
    ];
    for (moment, position) in moments {
        let found = ledger.position_at(msp, moment).await.unwrap();
        assert_eq!(found, position, "at {moment}");
    }
}

async fn texts_come_back_as_they_were_written(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    // Spaces, the order of keys, a key twice, escapes and an escaped NUL: all of it was hashed.
    let texts = [
        r#"{"z" : 1,"a":2,  "a": 3.50, "e":1e3}"#,
        r#"{"Said":{"text":"naïve 🦀 日本語 \u0000 \ud83e\udd80 \/ \\ \" '"}}"#,
        "{\"Said\":{\"text\":\"\u{7f}\u{2028}\u{10ffff}\u{202e}\"}}",
        "  [1,\n\t2]\n",
        "null",
    ];
    let id = "it's \"id\"; drop table events; -- 🦀/é\\";
    let mut asked = proposal(msp, id, 0, &[], "k");
    asked.events = texts
        .iter()
        .map(|text| NewEvent {
            event_type: "Gesagt ✓".to_owned(),
            event_version: "1.0-β".to_owned(),
            payload: (*text).to_owned(),
        })
        .collect();
    asked.metadata = texts[1].to_owned();
    record(&*ledger, asked).await;

    let events = audit::ledger(&*ledger, msp).await;
    let payloads: Vec<_> = events.iter().map(|it| it.payload.as_str()).collect();
    assert_eq!(payloads, texts);
    for event in &events {
        assert_eq!(event.metadata, texts[1]);
        assert_eq!(event.event_type, "Gesagt ✓");
        assert_eq!(event.event_version, "1.0-β");
    }
    let found = ledger.stream(msp, &stream(id), 0, 10).await.unwrap();
    assert_eq!(found, events);
    // The length of an oddly named stream is known when it goes on.
    record(&*ledger, proposal(msp, id, 5, &["more"], "k2")).await;
}

on_both_databases!(
    pages_join_up,
    a_page_has_a_limit,
    what_nobody_wrote_is_empty,
    heads_come_in_order,
    holders_are_those_who_have_the_stream,
    a_moment_has_a_position,
    texts_come_back_as_they_were_written,
);
