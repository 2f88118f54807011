//! How fast onboardings are driven from their start to `Active`, when the clouds take no time.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::customer::{Customer, CustomerCommand, CustomerOrigin, RegisterCustomer};
use tenantry_domain::gdap_template::{DefineTemplate, GdapTemplate, GdapTemplateCommand};
use tenantry_domain::ids::{CustomerId, MspId, TemplateId, TenantId};
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::text::{CustomerName, TemplateName};
use tenantry_engine::commands::{Context, Request};
use tenantry_engine::onboardings::{Onboardings, Wish};
use tenantry_engine::sagas::{FromLedger, Runner, RunnerParts, Tuning};
use tenantry_engine::time::{Clock, SystemClock};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::args::Args;
use crate::clouds::AtOnce;
use crate::ours::fresh_ledger;
use crate::report::{Figure, Report, Row};
use crate::server::{self, postgres};
use crate::stats::{Spread, per_second};
use crate::worker::{Counted, FastAlarm, FastClock, NAME};
use crate::{cpu, load, memory, terms};

/// The plan has waits of its own, which are not what is measured.
const TIMES: u32 = 1_000;

/// Commands under way while onboardings are begun.
const CALLERS: usize = 256;

const AT_MOST: Duration = Duration::from_mins(30);

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
    begin_all(url, count, msps).await;

    let node = Counted::on(url).await;
    let clock = FastClock::running(TIMES);
    let parts = parts(&node, clock);
    // By the fast clock a lease of the usual length would be renewed all the time.
    let tuning = Tuning {
        lease: Duration::from_hours(24),
        ..Tuning::default()
    };
    memory::forget_peak();
    let before = (cpu::used(server::process()), Instant::now());
    let (stop, stopping) = watch::channel(false);
    let work = tokio::spawn(async move { Runner::new(parts, tuning).run(stopping).await });
    let mut active = node.counts.active.subscribe();
    let all = active.wait_for(|active| *active >= count);
    tokio::time::timeout(AT_MOST, all)
        .await
        .expect("all come to their end in time")
        .expect("the counter lives");
    let duration = before.1.elapsed();
    let used = cpu::used(server::process()).saturating_sub(before.0);
    stop.send(true).expect("the worker listens");
    work.await.expect("the worker ends well");
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

fn parts(node: &Counted, clock: FastClock) -> RunnerParts {
    let ledger = node.ledger.clone();
    let shared: Arc<dyn Clock> = Arc::new(clock);
    RunnerParts {
        engine: node.engine.clone(),
        leases: node.leases.clone(),
        live: Arc::new(FromLedger::new(ledger.clone(), vec![Onboarding::TYPE])),
        carriers: vec![node.carrier(AtOnce::default(), &shared)],
        clock: shared,
        alarm: Arc::new(FastAlarm { ledger, clock }),
        owner: Uuid::now_v7(),
        worker: NAME.to_owned(),
    }
}

/// Customers and onboardings, as technicians would enter them.
async fn begin_all(url: &str, count: usize, msps: u128) {
    let node = Counted::on(url).await;
    let template = TemplateId::new(Uuid::now_v7());
    for number in 0..msps {
        let define = GdapTemplateCommand::Define(DefineTemplate {
            name: TemplateName::new("Managed").expect("a good name"),
            terms: terms::managed(),
        });
        done::<GdapTemplate>(&node, load::msp(number), template.to_string(), define).await;
    }
    let onboardings = Onboardings::new(node.engine.clone(), Arc::new(SystemClock));
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let (node, onboardings) = (node.clone(), onboardings.clone());
        callers.spawn(async move {
            for number in (caller..count).step_by(CALLERS) {
                let msp = load::msp(number as u128 % msps);
                begin(&node, &onboardings, msp, template, number).await;
            }
        });
    }
    callers.join_all().await;
}

async fn begin(
    node: &Counted,
    onboardings: &Onboardings,
    msp: MspId,
    template: TemplateId,
    number: usize,
) {
    let customer = CustomerId::new(Uuid::now_v7());
    let name = CustomerName::new(&format!("Customer {number}")).expect("a good name");
    let register = CustomerCommand::Register(RegisterCustomer {
        name,
        origin: CustomerOrigin::Entered,
    });
    done::<Customer>(node, msp, customer.to_string(), register).await;
    let wish = Wish {
        customer,
        tenant: TenantId::new(Uuid::now_v7()),
        template,
        version: None,
        repair: false,
    };
    let begun = onboardings.start(msp, wish, context()).await;
    begun.expect("every tenant is free");
}

async fn done<A: Aggregate>(node: &Counted, msp: MspId, id: String, command: A::Command) {
    let context = context();
    let request = Request::<A> {
        msp,
        id,
        command,
        context,
    };
    let done = node.engine.execute(request).await;
    done.expect("the command is right");
}

fn context() -> Context {
    Context::new(Actor::service("bench"), Source::Engine)
}
