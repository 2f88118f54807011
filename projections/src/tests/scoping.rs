//! Nobody reads another MSP's rows, even if the code forgets to ask for its own only.

use futures::future::try_join_all;
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};
use tenantry_support::Postgres;

use super::world::{World, id, msp, registered};
use crate::customers::{self, CustomerFilter};

#[tokio::test]
async fn the_reader_sees_its_msp_only() {
    let world = World::postgres().await;
    for n in 1..=3 {
        world.customer(msp(n), id(n), 0, &[registered("x")]).await;
    }
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let mut connection = PgConnection::connect(&world.url).await.unwrap();
    let mut tx = connection.begin().await.unwrap();
    tx.execute("SET LOCAL ROLE tenantry_reader").await.unwrap();
    let unset = tx
        .fetch_all("SELECT msp_id FROM query.customers")
        .await
        .unwrap();
    assert_eq!(unset.len(), 0, "nothing when no MSP is set");
    sqlx::query("SELECT set_config('tenantry.msp', $1, true)")
        .bind(msp(2).to_string())
        .execute(&mut *tx)
        .await
        .unwrap();
    let seen = tx
        .fetch_all("SELECT msp_id FROM query.customers")
        .await
        .unwrap();
    let seen: Vec<uuid::Uuid> = seen.iter().map(|row| row.get(0)).collect();
    assert_eq!(seen, [msp(2).as_uuid()], "no WHERE, and yet one MSP");
    drop(tx);
    for forbidden in [
        "DELETE FROM query.customers",
        "UPDATE query.customers SET name = 'x'",
        "SELECT * FROM query.partitions",
        "SELECT * FROM events",
    ] {
        let mut tx = connection.begin().await.unwrap();
        tx.execute("SET LOCAL ROLE tenantry_reader").await.unwrap();
        assert!(tx.execute(forbidden).await.is_err(), "{forbidden}");
    }
    // The same holds for tables that a rebuild made.
    projections.rebuild("customers", &mut |_| {}).await.unwrap();
    let mut tx = connection.begin().await.unwrap();
    tx.execute("SET LOCAL ROLE tenantry_reader").await.unwrap();
    assert_eq!(
        tx.fetch_all("SELECT * FROM query.customers")
            .await
            .unwrap()
            .len(),
        0
    );
}

#[tokio::test]
async fn a_connection_comes_back_as_itself() {
    let world = World::postgres().await;
    world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    let projections = world.projections().await;
    for _ in 0..30 {
        projections.catch_up().await.unwrap();
        let all = CustomerFilter::default();
        let page = customers::list(&projections, msp(1), &all, None, 10)
            .await
            .unwrap();
        assert_eq!(page.rows.len(), 1);
    }
}

#[tokio::test]
async fn readers_of_many_msps_share_connections_and_see_their_own() {
    let world = World::postgres().await;
    for n in 1..=4 {
        world.customer(msp(n), id(n), 0, &[registered("x")]).await;
    }
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let all = CustomerFilter::default();
    let asked = (0..200).map(|n| customers::list(&projections, msp(n % 4 + 1), &all, None, 10));
    for (n, page) in (0..).zip(try_join_all(asked).await.unwrap()) {
        let seen: Vec<uuid::Uuid> = page.rows.iter().map(|row| row.id).collect();
        assert_eq!(seen, [id(n % 4 + 1)]);
    }
    // They are that role and no other: what it may not do, no reader can.
    let mut owner = PgConnection::connect(&world.url).await.unwrap();
    let revoke = "REVOKE SELECT ON query.customers FROM tenantry_reader";
    owner.execute(revoke).await.unwrap();
    let error = customers::list(&projections, msp(1), &all, None, 10).await;
    assert!(error.is_err());
}

#[tokio::test]
async fn says_when_the_role_cannot_be_made() {
    // A server of its own: roles belong to the whole server.
    let server = Postgres::start();
    let url = server.fresh_database();
    let (root, database) = url.rsplit_once('/').unwrap();
    server.execute(&url, "CREATE ROLE plain LOGIN");
    server.execute(
        &url,
        &format!("GRANT CREATE ON DATABASE {database} TO plain"),
    );
    let plain = format!("{}/{database}", root.replace("postgres@", "plain@"));
    let world = World::sqlite().await;
    let projections = crate::Projections::open(&plain, world.ledger.clone())
        .await
        .unwrap();
    let error = projections.migrate().await.unwrap_err();
    assert_eq!(error.code(), "READ_ROLE_MISSING", "{error}");
    // An administrator makes it, and then it works.
    server.execute(
        &url,
        "CREATE ROLE tenantry_reader NOLOGIN; GRANT tenantry_reader TO plain",
    );
    projections.migrate().await.unwrap();
    world.customer(msp(1), id(1), 0, &[registered("x")]).await;
    projections.catch_up().await.unwrap();
    let page = customers::list(&projections, msp(1), &CustomerFilter::default(), None, 10)
        .await
        .unwrap();
    assert_eq!(page.rows.len(), 1);
}
