//! Commands per second on PostgreSQL, against cqrs-es with postgres-es.

use std::sync::Arc;
use std::time::Duration;

use crate::args::Args;
use crate::load::{self, Outcome, Subject};
use crate::order::LIFE;
use crate::ours::Ours;
use crate::peer::Peer;
use crate::report::{Figure, Ratio, Report, Row};
use crate::server::postgres;
use crate::stats::Spread;

const IN_FLIGHT: usize = 64;

pub(crate) async fn in_flight(args: &Args) -> Report {
    let title = "commands on PostgreSQL, 64 in flight";
    let rounds = rounds(args, IN_FLIGHT).await;
    rounds.report("commands", title, 6.0)
}

pub(crate) async fn single(args: &Args) -> Report {
    let title = "commands on PostgreSQL, one after the other";
    let rounds = rounds(args, 1).await;
    rounds.report("single", title, 1.5)
}

/// Interleaved, so that whatever else the machine does meets all of them alike.
struct Rounds {
    ours: Vec<Outcome>,
    /// With the pool that the crate sets up, and with one connection per caller.
    peers: [Vec<Outcome>; 2],
}

async fn rounds(args: &Args, callers: usize) -> Rounds {
    let server = postgres();
    let ours = Ours::on(&server.fresh_database()).await;
    let ten = Peer::on(&server.fresh_database(), 10).await;
    let many = Peer::on(&server.fresh_database(), 64).await;
    let (count, length) = args.rounds();
    let mut rounds = Rounds {
        ours: Vec::new(),
        peers: [Vec::new(), Vec::new()],
    };
    for _ in 0..count {
        rounds.ours.push(round(&ours, callers, length).await);
        rounds.peers[0].push(round(&ten, callers, length).await);
        rounds.peers[1].push(round(&many, callers, length).await);
    }
    rounds
}

async fn round<S: Subject>(subject: &Arc<S>, callers: usize, length: Duration) -> Outcome {
    load::run(subject.clone(), callers, LIFE, length).await
}

impl Rounds {
    fn report(&self, name: &'static str, title: &str, promised: f64) -> Report {
        let [ten, many] = &self.peers;
        let better = if median_rate(many) > median_rate(ten) {
            many
        } else {
            ten
        };
        let mut report = Report::new(name, title);
        report.rows = vec![
            row("tenantry", &self.ours),
            row("postgres-es, 10 connections", ten),
            row("postgres-es, 64 connections", many),
        ];
        let pairs = || self.ours.iter().zip(better);
        report.ratios = vec![
            Ratio {
                of: "commands/s",
                times: Spread::of(pairs().map(|(ours, peer)| ours.rate / peer.rate)),
                promised,
            },
            Ratio {
                of: "shorter p99",
                times: Spread::of(
                    pairs().map(|(ours, peer)| peer.p99.as_secs_f64() / ours.p99.as_secs_f64()),
                ),
                promised: 1.0,
            },
        ];
        report
    }
}

fn median_rate(outcomes: &[Outcome]) -> f64 {
    Spread::of(outcomes.iter().map(|it| it.rate)).median
}

fn row(subject: &str, outcomes: &[Outcome]) -> Row {
    Row {
        subject: subject.to_owned(),
        figures: vec![
            ("commands", Figure::rates(outcomes.iter().map(|it| it.rate))),
            ("p50", Figure::times(outcomes.iter().map(|it| it.p50))),
            ("p99", Figure::times(outcomes.iter().map(|it| it.p99))),
            ("cpu", Figure::times(outcomes.iter().map(|it| it.cpu))),
        ],
    }
}
