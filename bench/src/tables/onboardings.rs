//! How fast onboardings are driven from their start to `Active`, when the clouds take no time.

use std::sync::atomic::Ordering::Relaxed;

use crate::args::Args;
use crate::ours::fresh_ledger;
use crate::report::{Figure, Report, Row};
use crate::server::{self, postgres};
use crate::stats::{Spread, per_second};
use crate::worker::Counted;
use crate::{cpu, driven, load, memory};

/// The plan has waits of its own, which are not what is measured.
const TIMES: u32 = 1_000;

pub(crate) async fn onboardings(args: &Args) -> Report {
    let count = args.onboardings();
    let title = "from the start to Active, in clouds that take no time";
    let mut report = Report::new("onboardings", title);
    let folder = tempfile::tempdir().expect("a folder for the files");
    for (count, msps) in [(count / 10, load::MSPS), (count, load::MSPS), (count, 1)] {
        let file = folder.path().join(format!("{count}-{msps}.db"));
        let sqlite = format!("sqlite:{}", file.display());
        let on_both = [
            ("SQLite", sqlite),
            ("PostgreSQL", postgres().fresh_database()),
        ];
        for (name, url) in on_both {
            let subject = format!("{name}, {count} onboardings, MSPs: {msps}");
            report.rows.push(driven(&url, subject, count, msps).await);
        }
    }
    report
}

async fn driven(url: &str, subject: String, count: usize, msps: u128) -> Row {
    drop(fresh_ledger(url).await);
    driven::begin(url, count, msps).await;

    let node = Counted::on(url).await;
    memory::forget_peak();
    let before = cpu::used(server::process());
    let duration = driven::to_active(&node, TIMES, count).await;
    let used = cpu::used(server::process()).saturating_sub(before);
    let (commits, events) = (
        node.counts.commits.load(Relaxed),
        node.counts.events.load(Relaxed),
    );
    let each = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
    let rate = |number: u64| {
        Figure::rates([per_second(
            usize::try_from(number).unwrap_or_default(),
            duration,
        )])
    };
    let peak = memory::peak().unwrap_or(f64::NAN);
    Row {
        subject,
        figures: vec![
            ("onboardings", Figure::rates([per_second(count, duration)])),
            ("events", rate(events)),
            ("commits", Figure::count(commits, 1)),
            ("reads", Figure::count(node.counts.reads.load(Relaxed), 1)),
            ("events each", Figure::count(events, count)),
            ("processors each", Figure::times([used / each])),
            (
                "peak memory",
                Figure::Megabytes {
                    megabytes: Spread::of([peak]),
                },
            ),
        ],
    }
}
