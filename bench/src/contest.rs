//! Who against whom: rounds in turn, so that whatever else the machine does meets all alike.

use std::sync::Arc;

use crate::args::Args;
use crate::load::{self, Outcome, Subject};
use crate::report::{Figure, Ratio, Report, Row};
use crate::script::LIFE;
use crate::stats::Spread;

/// What ours and each peer came to, round by round.
pub(crate) struct Contest {
    ours: Vec<Outcome>,
    peers: Vec<(&'static str, Vec<Outcome>)>,
}

/// Runs the rounds of one contest.
pub(crate) async fn rounds<S: Subject, P: Subject>(
    args: &Args,
    callers: usize,
    ours: &Arc<S>,
    peers: &[(&'static str, Arc<P>)],
) -> Contest {
    let (count, length) = args.rounds();
    let mut contest = Contest {
        ours: Vec::new(),
        peers: peers.iter().map(|(name, _)| (*name, Vec::new())).collect(),
    };
    for _ in 0..count {
        let outcome = load::run(ours.clone(), callers, LIFE, length).await;
        contest.ours.push(outcome);
        for ((_, peer), (_, outcomes)) in peers.iter().zip(&mut contest.peers) {
            outcomes.push(load::run(peer.clone(), callers, LIFE, length).await);
        }
    }
    contest
}

impl Contest {
    /// The ratios are against the fastest peer.
    pub(crate) fn report(&self, name: &'static str, title: &str, promised: f64) -> Report {
        let mut report = Report::new(name, title);
        report.rows.push(row("tenantry", &self.ours));
        report.rows.extend(
            self.peers
                .iter()
                .map(|(name, outcomes)| row(name, outcomes)),
        );
        let fastest = self
            .peers
            .iter()
            .map(|(_, outcomes)| outcomes)
            .max_by(|a, b| median_rate(a).total_cmp(&median_rate(b)));
        let Some(peer) = fastest else { return report };
        let pairs = || self.ours.iter().zip(peer);
        report.ratios = vec![
            Ratio {
                of: "commands/s".to_owned(),
                times: Spread::of(pairs().map(|(ours, peer)| ours.rate / peer.rate)),
                promised,
            },
            Ratio {
                of: "shorter p99".to_owned(),
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
            (
                "others",
                Figure::shares(outcomes.iter().map(|it| it.elsewhere)),
            ),
        ],
    }
}
