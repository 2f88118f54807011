//! No statement reads more because the ledger grew, not even when PostgreSQL planned it while the
//! tables were empty and known to be so.

use std::time::Duration;

use sqlx::{Connection, PgConnection};
use tenantry_support::World;
use tenantry_support::world::new_msp;

use crate::proposals::{commit, committed, proposal};

const GROUPS: u64 = 40;
const GROUP: u64 = 10;

/// Rows that PostgreSQL looked at in the tables that grow. An append looks at none; one that is
/// judged under the locks looks at its key and the end of its stream.
const LOOKS: &str = "
    select (sum(coalesce(seq_tup_read, 0)) + sum(coalesce(idx_tup_fetch, 0)))::bigint
    from pg_stat_user_tables where relname in ('events', 'commands')";

/// A connection tells what it did when it ends at the latest.
const STILL_THERE: &str = "
    select count(*) from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend'
        and pid <> pg_backend_pid()";

async fn number(world: &World, sql: &str) -> i64 {
    let mut connection = PgConnection::connect(world.url_text()).await.unwrap();
    let number = sqlx::query_scalar(sql).fetch_one(&mut connection).await;
    number.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn appending_reads_the_same_however_much_there_is() {
    let world = World::postgres().await;
    world.sql("vacuum analyze").await;
    let msp = new_msp();
    // Nodes in turn, so that each finds the head moved and judges under the locks.
    let nodes = [world.ledger().await, world.ledger().await];
    for round in 0..GROUPS {
        let group = (0..GROUP).map(|place| {
            let id = format!("{}", round % 4 * GROUP + place);
            proposal(msp, &id, round / 4, &["x"], &format!("{round}-{place}"))
        });
        let node = &nodes[usize::try_from(round % 2).unwrap()];
        for verdict in commit(&**node, group.collect()).await {
            committed(&verdict);
        }
    }
    drop(nodes);
    while number(&world, STILL_THERE).await > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let most = i64::try_from(GROUPS * GROUP * 4).unwrap();
    let looks = number(&world, LOOKS).await;
    assert!(looks < most, "{looks} rows were read, {most} at most");
}
