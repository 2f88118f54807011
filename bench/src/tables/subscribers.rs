//! Many who follow the timeline of one MSP while its tenants are onboarded: that none of them misses
//! an event, and what they cost the server that tells them.

use std::time::{Duration, Instant};

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Position;
use tenantry_domain::role::Role;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::args::Args;
use crate::asking::apart::{Apart, Beside, Condition};
use crate::asking::house;
use crate::asking::listener::Listener;
use crate::ours::{fill_tables, fresh_ledger};
use crate::report::{Figure, Report, Row};
use crate::server::postgres;
use crate::stats::{Spread, per_second};
use crate::worker::Counted;
use crate::{driven, load};

/// Customers on record before anybody listens: the listeners begin at different positions of theirs.
const CUSTOMERS: usize = 100;

/// Nothing happens for so long before memory is looked at.
const CALM: Duration = Duration::from_secs(2);

/// How many times as fast the waits of the plan pass: so that none is noticed, and as they do.
const PACES: [(&str, u32); 2] = [("as fast as can be", 1_000), ("at the plan's pace", 1)];

/// How many there are.
#[derive(Debug, Clone, Copy)]
struct Many {
    subscribers: usize,
    onboardings: usize,
}

pub(crate) async fn subscribers(args: &Args) -> Report {
    let many = Many {
        subscribers: if args.quick { 100 } else { 1_000 },
        onboardings: if args.quick { 10 } else { 100 },
    };
    let title = format!(
        "{} listeners, none misses an event, while {} tenants are onboarded",
        many.subscribers, many.onboardings
    );
    let mut report = Report::new("subscribers", title);
    let folder = tempfile::tempdir().expect("a folder for the files");
    for (pace, times) in PACES {
        let file = folder.path().join(format!("{times}.db"));
        let on_both = [
            ("PostgreSQL", postgres().fresh_database()),
            ("SQLite", format!("sqlite:{}", file.display())),
        ];
        for (database, url) in on_both {
            let subject = format!("{database}, {pace}");
            report.rows.push(followed(&url, subject, many, times).await);
        }
    }
    report
}

async fn followed(url: &str, subject: String, many: Many, times: u32) -> Row {
    fill_tables(url, fresh_ledger(url).await).await;
    let node = Counted::on(url).await;
    let msp = load::msp(0);
    for number in 0..CUSTOMERS {
        driven::register(&node.engine, msp, number).await;
    }
    let authorization = house::token(&node.engine, msp, Role::Tech).await;
    let (mut server, before) = Apart::start(url, Beside::Nothing).await;
    let audience = Audience::gather(&node, msp, before, &authorization, many).await;
    tokio::time::sleep(CALM).await;
    let listening = server.condition().await;

    let begun = Instant::now();
    driven::begin(url, many.onboardings, 1).await;
    driven::to_active(&node, times, many.onboardings).await;
    let head = node.ledger.head(msp).await.expect("the database is up");
    let (told, last) = audience.until(head.position).await;
    let telling = last.duration_since(begun);
    let recorded = node.counts.last().expect("something was recorded");
    let after = server.condition().await;
    server.end().await;
    let flow = Flow {
        events: head.position,
        told,
        telling,
        behind: last.saturating_duration_since(recorded),
    };
    row(subject, many, &flow, [before, listening, after])
}

/// What was told, and how long it took.
struct Flow {
    events: Position,
    told: usize,
    telling: Duration,
    /// From the last event on record until the last listener had it.
    behind: Duration,
}

#[allow(clippy::cast_precision_loss)] // Counts here stay far below 2^52.
fn row(
    subject: String,
    many: Many,
    flow: &Flow,
    [before, listening, after]: [Condition; 3],
) -> Row {
    let grown = (listening.megabytes - before.megabytes) * 1024.0 * 1024.0;
    let worked = after.worked.saturating_sub(listening.worked);
    let megabytes = |megabytes| Figure::Megabytes {
        megabytes: Spread::of([megabytes]),
    };
    let each = worked / u32::try_from(flow.told.max(1)).unwrap_or(u32::MAX);
    Row {
        subject,
        figures: vec![
            ("events", Figure::count(flow.events, 1)),
            ("told", Figure::fine(flow.told as f64)),
            (
                "told a second",
                Figure::rates([per_second(flow.told, flow.telling)]),
            ),
            ("last told after", Figure::times([flow.behind])),
            (
                "memory each",
                Figure::bytes(grown / many.subscribers as f64),
            ),
            ("memory before", megabytes(before.megabytes)),
            ("peak", megabytes(after.peak)),
            ("processor each", Figure::times([each])),
        ],
    }
}

/// Those who listen.
struct Audience {
    listening: JoinSet<Listener>,
    end: watch::Sender<Position>,
}

impl Audience {
    /// Lets them come, each from a position of its own, and waits until all have heard what was there.
    async fn gather(
        node: &Counted,
        msp: MspId,
        server: Condition,
        authorization: &str,
        many: Many,
    ) -> Self {
        let head = node.ledger.head(msp).await.expect("the database is up");
        let head = head.position;
        let (end, ending) = watch::channel(head);
        let (here, mut arrived) = mpsc::unbounded_channel();
        let mut listening = JoinSet::new();
        for after in (0..=head).cycle().take(many.subscribers) {
            let (mut ending, here) = (ending.clone(), here.clone());
            let authorization = authorization.to_owned();
            listening.spawn(async move {
                let begun = Listener::behind(after, server.address, &authorization);
                let mut listener = begun.await;
                listener.until(&mut ending).await;
                // What was there before is no part of what flows.
                listener.told = 0;
                let _ = here.send(());
                // Where it ends is not settled before all are here.
                ending
                    .wait_for(|end| *end > head)
                    .await
                    .expect("it goes on");
                listener.until(&mut ending).await;
                listener
            });
        }
        for _ in 0..many.subscribers {
            arrived.recv().await.expect("everybody comes");
        }
        // From now on there is no end, until it is settled.
        end.send_replace(Position::MAX);
        Self { listening, end }
    }

    /// Until all were told what is on record up to here: how much that was for all of them, and when
    /// the last was told.
    async fn until(self, head: Position) -> (usize, Instant) {
        let Self { mut listening, end } = self;
        end.send_replace(head);
        let (mut told, mut last) = (0, None);
        while let Some(listener) = listening.join_next().await {
            let listener = listener.expect("nobody misses anything");
            assert_eq!(listener.at, head, "all of it, and no more");
            told += listener.told;
            last = last.max(listener.last);
        }
        let told = usize::try_from(told).expect("so many can be counted");
        (told, last.expect("there were events"))
    }
}
