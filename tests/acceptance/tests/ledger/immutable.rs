//! The database itself refuses to change what is recorded.

use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};

use crate::proposals::{proposal, record};

async fn nothing_recorded_is_changed_or_removed(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    record(&*ledger, proposal(msp, "a", 0, &["one", "two"], "k")).await;
    let mut attempts = vec![
        "update events set payload = '{}'",
        "update events set recorded_at = recorded_at + 1 where position = 2",
        "delete from events",
        "delete from events where position = 2",
    ];
    if world.is_postgres() {
        attempts.push("truncate events");
        attempts.push("truncate events, commands cascade");
    } else {
        attempts.push(
            "pragma recursive_triggers = on;
             insert or replace into events select * from events where position = 2",
        );
    }
    for attempt in attempts {
        let refused = world.try_sql(attempt).await.expect_err(attempt);
        assert!(
            refused.to_string().contains("LEDGER_IMMUTABLE"),
            "{refused}"
        );
    }
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 2);
}

async fn positions_and_sequences_are_unique(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    record(&*ledger, proposal(msp, "a", 0, &["one"], "k")).await;
    let columns = "aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
                   metadata, msp_id, position, recorded_at, leaf_hash";
    for (was, forged) in [("position", "position + 1"), ("sequence", "sequence + 1")] {
        let values = columns.replace(&format!("{was},"), &format!("{forged},"));
        let insert = format!("insert into events ({columns}) select {values} from events");
        world.try_sql(&insert).await.expect_err("a second one");
    }
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 1);
}

on_both_databases!(
    nothing_recorded_is_changed_or_removed,
    positions_and_sequences_are_unique,
);
