//! Commands with read models that follow, against `GenericQuery` on postgres-es.

use std::time::{Duration, Instant};

use tenantry_domain::customer::Customer;
use tenantry_projections::Projections;
use tokio::sync::watch;

use crate::args::Args;
use crate::contest;
use crate::ours::{Ours, fresh_ledger};
use crate::peer::PostgresPeer;
use crate::report::{Figure, Report, Row};
use crate::server::postgres;

const IN_FLIGHT: usize = 64;

pub(crate) async fn following(args: &Args) -> Report {
    let server = postgres();
    let url = server.fresh_database();
    let ledger = fresh_ledger(&url).await;
    let projections = Projections::open(&url, ledger.clone())
        .await
        .expect("the database is up");
    projections
        .migrate()
        .await
        .expect("a fresh database takes the tables");
    let (stop, stopped) = watch::channel(false);
    let daemon = {
        let projections = projections.clone();
        // The daemon's future stays on its thread.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime
                .expect("the machine has threads")
                .block_on(async { projections.run(stopped).await });
        })
    };
    let ours = Ours::<Customer>::on(ledger);
    let peers = [
        (
            "postgres-es with a view, 10 connections",
            PostgresPeer::<Customer>::with_view(&server.fresh_database(), 10).await,
        ),
        (
            "postgres-es with a view, 64 connections",
            PostgresPeer::<Customer>::with_view(&server.fresh_database(), 64).await,
        ),
    ];
    let contest = contest::rounds(args, IN_FLIGHT, &ours, &peers).await;
    let title = "commands on PostgreSQL with read models following, 64 in flight";
    let mut report = contest.report("following", title, 10.0);

    // Once more, alone, to see how far behind the read models are when the last command is done.
    let (_, length) = args.rounds();
    crate::load::run(ours, IN_FLIGHT, crate::script::LIFE, length).await;
    let behind = caught_up_after(&projections).await;
    report.rows.push(Row {
        subject: "tenantry, from the last command to caught up".to_owned(),
        figures: vec![("time", Figure::times([behind]))],
    });
    stop.send(true).expect("the daemon listens");
    drop(daemon.join());
    report
}

async fn caught_up_after(projections: &Projections) -> Duration {
    let begin = Instant::now();
    loop {
        let status = projections.status().await.expect("the database is up");
        if status.iter().all(|projection| projection.lag == 0) {
            return begin.elapsed();
        }
        assert!(
            begin.elapsed() < Duration::from_mins(1),
            "still behind after a minute"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
