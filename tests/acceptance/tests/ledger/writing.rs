//! Verdicts, keys, groups, instants.

use tenantry_domain::record::{CANONICAL_LIMIT, Canonical};
use tenantry_engine::ledger::{NewEvent, Outcome, StoredShape, Verdict};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};

use crate::proposals::{
    StillClock, commit, commit_one, committed, event, proposal, record, stream,
};

async fn events_get_their_places(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    let first = record(&*ledger, proposal(msp, "a", 0, &["one", "two"], "k1")).await;
    assert_eq!((first.position, first.events, first.sequence), (2, 2, 2));
    let other = record(&*ledger, proposal(msp, "b", 0, &["three"], "k2")).await;
    assert_eq!((other.position, other.events, other.sequence), (3, 1, 1));
    let second = record(&*ledger, proposal(msp, "a", 2, &["four"], "k3")).await;
    assert_eq!((second.position, second.sequence), (4, 3));

    let events = audit::ledger(&*ledger, msp).await;
    let places: Vec<_> = events
        .iter()
        .map(|it| (it.stream.aggregate_id.as_str(), it.sequence))
        .collect();
    assert_eq!(places, [("a", 1), ("a", 2), ("b", 1), ("a", 3)]);
    assert_eq!(events[2].payload, event("three").payload);
    assert_eq!(events[2].metadata, r#"{"idempotency_key":"k2"}"#);
    assert_eq!(events[2].recorded_at, other.recorded_at);
}

async fn an_empty_group_is_nothing(world: World) {
    let ledger = world.ledger().await;
    assert_eq!(commit(&*ledger, Vec::new()).await, []);
    assert_eq!(ledger.heads(None, 10).await.unwrap(), []);
}

async fn another_length_is_a_conflict(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    record(&*ledger, proposal(msp, "a", 0, &["one", "two"], "k1")).await;
    for (expected, key) in [(0, "k2"), (1, "k3"), (3, "k4")] {
        let verdict = commit_one(&*ledger, proposal(msp, "a", expected, &["no"], key)).await;
        assert_eq!(verdict, Verdict::Conflict { actual: 2 }, "{expected}");
    }
    let verdict = commit_one(&*ledger, proposal(msp, "new", 1, &["no"], "k5")).await;
    assert_eq!(verdict, Verdict::Conflict { actual: 0 });
    // The key of a command that failed is free.
    record(&*ledger, proposal(msp, "a", 2, &["three"], "k2")).await;
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 3);
}

async fn a_conflict_fails_only_its_own_command(world: World) {
    let (ledger, msp, neighbour) = (world.ledger().await, new_msp(), new_msp());
    record(&*ledger, proposal(msp, "a", 0, &["one"], "k0")).await;
    let verdicts = commit(
        &*ledger,
        vec![
            proposal(msp, "b", 0, &["yes"], "k1"),
            proposal(msp, "a", 0, &["no"], "k2"),
            proposal(msp, "b", 1, &["yes", "yes"], "k3"),
            proposal(neighbour, "b", 1, &["no"], "k4"),
            proposal(neighbour, "b", 0, &["yes"], "k5"),
            proposal(msp, "b", 1, &["no"], "k6"),
            proposal(msp, "a", 1, &["yes"], "k7"),
        ],
    )
    .await;
    assert_eq!(committed(&verdicts[0]).position, 2);
    assert_eq!(verdicts[1], Verdict::Conflict { actual: 1 });
    assert_eq!(committed(&verdicts[2]).position, 4);
    assert_eq!(verdicts[3], Verdict::Conflict { actual: 0 });
    assert_eq!(committed(&verdicts[4]).position, 1);
    assert_eq!(verdicts[5], Verdict::Conflict { actual: 3 });
    assert_eq!(committed(&verdicts[6]).position, 5);
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 5);
    assert_eq!(audit::ledger(&*ledger, neighbour).await.len(), 1);
}

async fn the_same_request_finds_its_outcome(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    let asked = proposal(msp, "a", 0, &["one"], "k1");
    let receipt = record(&*ledger, asked.clone()).await;
    // Whatever the stream did meanwhile, and whichever node is asked.
    record(&*ledger, proposal(msp, "a", 1, &["two"], "k2")).await;
    for node in [ledger.clone(), world.ledger().await] {
        let again = commit_one(&*node, asked.clone()).await;
        assert_eq!(again, Verdict::Replayed(receipt));
        let other = commit_one(&*node, proposal(msp, "a", 2, &["other"], "k1")).await;
        assert_eq!(other, Verdict::KeyReused);
        let facts = node.stream_facts(msp, &stream("a"), "k1").await.unwrap();
        assert_eq!(facts.sequence, 2);
        assert_eq!(facts.prior, Some((asked.request, receipt)));
    }
    // Keys belong to their MSP.
    record(&*ledger, proposal(new_msp(), "a", 0, &["other"], "k1")).await;
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 2);
}

async fn a_key_twice_in_one_group_is_one_command(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    let asked = proposal(msp, "a", 0, &["one"], "k1");
    let other = proposal(msp, "b", 0, &["other"], "k1");
    let verdicts = commit(&*ledger, vec![asked.clone(), asked.clone(), other, asked]).await;
    let receipt = committed(&verdicts[0]);
    assert_eq!(verdicts[1], Verdict::Replayed(receipt));
    assert_eq!(verdicts[2], Verdict::KeyReused);
    assert_eq!(verdicts[3], Verdict::Replayed(receipt));
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 1);
}

async fn a_command_that_recorded_nothing_is_remembered(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    let nothing = proposal(msp, "new", 0, &[], "k0");
    let receipt = record(&*ledger, nothing.clone()).await;
    assert_eq!((receipt.position, receipt.events), (0, 0));
    let again = commit_one(&*ledger, nothing).await;
    assert_eq!(again, Verdict::Replayed(receipt));

    record(&*ledger, proposal(msp, "a", 0, &["one"], "k1")).await;
    let done = proposal(msp, "a", 1, &[], "k2");
    let receipt = record(&*ledger, done.clone()).await;
    assert_eq!(receipt.outcome(), Outcome::AlreadyDone);
    assert_eq!((receipt.position, receipt.sequence), (1, 1));
    record(&*ledger, proposal(msp, "a", 1, &["two"], "k3")).await;
    let again = commit_one(&*ledger, done).await;
    assert_eq!(again, Verdict::Replayed(receipt));
    // It was right at some moment since it arrived: the stream may have moved on.
    let stale = record(&*ledger, proposal(msp, "a", 0, &[], "k4")).await;
    assert_eq!((stale.position, stale.events, stale.sequence), (2, 0, 2));
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 2);
}

async fn an_oversized_event_is_refused_alone(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    let frame = proposal(msp, "b", 0, &[], "k2");
    let around = Canonical {
        msp,
        position: 0,
        stream: &frame.stream,
        sequence: 0,
        event_type: &event("").event_type,
        event_version: &event("").event_version,
        payload: "",
        metadata: &frame.metadata,
        recorded_at: 0,
    };
    let fitting = CANONICAL_LIMIT - around.len();
    let with_payload = |bytes: usize| {
        let mut sized = frame.clone();
        sized.events = vec![event("small"), event("")];
        sized.events[1].payload = format!("\"{}\"", "x".repeat(bytes - 2));
        sized
    };
    let verdicts = commit(
        &*ledger,
        vec![
            proposal(msp, "a", 0, &["one"], "k1"),
            with_payload(fitting + 1),
            proposal(msp, "a", 1, &["two"], "k3"),
        ],
    )
    .await;
    let refused = Verdict::TooLarge {
        bytes: CANONICAL_LIMIT + 1,
        limit: CANONICAL_LIMIT,
    };
    assert_eq!(verdicts[1], refused);
    assert_eq!(committed(&verdicts[2]).position, 2);
    // One byte less fits, and the key is still free.
    let receipt = record(&*ledger, with_payload(fitting)).await;
    assert_eq!((receipt.position, receipt.sequence), (4, 2));
    let events = audit::ledger(&*ledger, msp).await;
    assert_eq!(events[3].canonical().bytes().len(), CANONICAL_LIMIT);
}

async fn a_large_group_goes_in_as_a_whole(world: World) {
    let (ledger, msp, neighbour) = (world.ledger().await, new_msp(), new_msp());
    let group: Vec<_> = (0..1_111)
        .map(|at| {
            let msp = if at % 3 == 0 { neighbour } else { msp };
            let texts = ["x", "y", "z"];
            let key = format!("k{at}");
            proposal(msp, &format!("s{at}"), 0, &texts[..at % 4], &key)
        })
        .collect();
    let verdicts = commit(&*ledger, group.clone()).await;
    let receipts: Vec<_> = verdicts.iter().map(committed).collect();
    for (asked, receipt) in group.iter().zip(&receipts) {
        assert_eq!(receipt.events as usize, asked.events.len());
    }
    let events: usize = group.iter().map(|it| it.events.len()).sum();
    let recorded =
        audit::ledger(&*ledger, msp).await.len() + audit::ledger(&*ledger, neighbour).await.len();
    assert_eq!(recorded, events);
    let again = commit(&*ledger, group).await;
    let replayed: Vec<_> = receipts.into_iter().map(Verdict::Replayed).collect();
    assert_eq!(again, replayed);
}

async fn instants_never_fall(world: World) {
    let (msp, clock) = (new_msp(), StillClock::default());
    let ledger = world.ledger_with(clock.options()).await;
    let mut instants = Vec::new();
    for (at, now) in [1_000, 2_000, 500, 1_500, 2_500].into_iter().enumerate() {
        clock.set(now);
        let key = format!("k{at}");
        let receipt = record(&*ledger, proposal(msp, &key, 0, &["tick"], &key)).await;
        instants.push(receipt.recorded_at);
    }
    // Another node whose clock is behind.
    let late = StillClock::default();
    late.set(3);
    let other = world.ledger_with(late.options()).await;
    let receipt = record(&*other, proposal(msp, "late", 0, &["tick"], "late")).await;
    instants.push(receipt.recorded_at);
    assert_eq!(instants, [1_000, 2_000, 2_000, 2_000, 2_500, 2_500]);
    assert_eq!(ledger.head(msp).await.unwrap().recorded_at, 2_500);
    audit::ledger(&*ledger, msp).await;
}

async fn kinds_of_events_are_on_record(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    assert_eq!(ledger.shapes().await.unwrap(), []);
    record(&*ledger, proposal(msp, "a", 0, &["one", "two"], "k1")).await;
    let mut newer = proposal(msp, "a", 2, &[], "k2");
    newer.events = vec![NewEvent {
        event_version: "2".to_owned(),
        ..event("three")
    }];
    record(&*ledger, newer.clone()).await;
    newer.msp = new_msp();
    newer.expected = 0;
    // A node that knows them already, and one that learned of them when it was opened.
    record(&*world.ledger().await, newer).await;
    let shape = |version: &str| StoredShape {
        aggregate_type: "thing".to_owned(),
        event_type: "Said".to_owned(),
        event_version: version.to_owned(),
    };
    let shapes = ledger.shapes().await.unwrap();
    assert_eq!(shapes, [shape("1"), shape("2")]);
}

on_both_databases!(
    events_get_their_places,
    an_empty_group_is_nothing,
    another_length_is_a_conflict,
    a_conflict_fails_only_its_own_command,
    the_same_request_finds_its_outcome,
    a_key_twice_in_one_group_is_one_command,
    a_command_that_recorded_nothing_is_remembered,
    an_oversized_event_is_refused_alone,
    a_large_group_goes_in_as_a_whole,
    instants_never_fall,
    kinds_of_events_are_on_record,
);
