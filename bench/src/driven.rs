//! Onboardings from their beginning to their end: begun as technicians would, and carried on by one
//! worker in clouds that take no time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::customer::{Customer, CustomerCommand, CustomerOrigin, RegisterCustomer};
use tenantry_domain::gdap_template::{DefineTemplate, GdapTemplate, GdapTemplateCommand};
use tenantry_domain::ids::{CustomerId, MspId, TemplateId, TenantId};
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::text::{CustomerName, TemplateName};
use tenantry_engine::commands::{Context, Engine, Request};
use tenantry_engine::onboardings::{Onboardings, Wish};
use tenantry_engine::sagas::{FromLedger, Runner, RunnerParts, Tuning};
use tenantry_engine::time::{Clock, SystemClock};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::clouds::AtOnce;
use crate::worker::{Counted, FastAlarm, FastClock, NAME};
use crate::{load, terms};

/// Commands under way while onboardings are begun.
const CALLERS: usize = 256;

const AT_MOST: Duration = Duration::from_mins(30);

/// Customers and onboardings, as technicians would enter them.
pub(crate) async fn begin(url: &str, count: usize, msps: u128) {
    let node = Counted::on(url).await;
    let template = TemplateId::new(Uuid::now_v7());
    for number in 0..msps {
        let define = GdapTemplateCommand::Define(DefineTemplate {
            name: TemplateName::new("Managed").expect("a good name"),
            terms: terms::managed(),
        });
        done::<GdapTemplate>(
            &node.engine,
            load::msp(number),
            template.to_string(),
            define,
        )
        .await;
    }
    let onboardings = Onboardings::new(node.engine.clone(), Arc::new(SystemClock));
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let (node, onboardings) = (node.clone(), onboardings.clone());
        callers.spawn(async move {
            for number in (caller..count).step_by(CALLERS) {
                let msp = load::msp(number as u128 % msps);
                one(&node, &onboardings, msp, template, number).await;
            }
        });
    }
    callers.join_all().await;
}

async fn one(
    node: &Counted,
    onboardings: &Onboardings,
    msp: MspId,
    template: TemplateId,
    number: usize,
) {
    let wish = Wish {
        customer: register(&node.engine, msp, number).await,
        tenant: TenantId::new(Uuid::now_v7()),
        template,
        version: None,
        repair: false,
    };
    let begun = onboardings.start(msp, wish, context()).await;
    begun.expect("every tenant is free");
}

/// A customer, entered.
pub(crate) async fn register(engine: &Engine, msp: MspId, number: usize) -> CustomerId {
    let customer = CustomerId::new(Uuid::now_v7());
    let name = CustomerName::new(&format!("Customer {number}")).expect("a good name");
    let register = CustomerCommand::Register(RegisterCustomer {
        name,
        origin: CustomerOrigin::Entered,
    });
    done::<Customer>(engine, msp, customer.to_string(), register).await;
    customer
}

async fn done<A: Aggregate>(engine: &Engine, msp: MspId, id: String, command: A::Command) {
    let context = context();
    let request = Request::<A> {
        msp,
        id,
        command,
        context,
    };
    let done = engine.execute(request).await;
    done.expect("the command is right");
}

fn context() -> Context {
    Context::new(Actor::service("bench"), Source::Engine)
}

/// Carries on until so many are active, and then stops; how long it took until then. The waits of the
/// plan pass so many times as fast.
pub(crate) async fn to_active(node: &Counted, times: u32, count: usize) -> Duration {
    let parts = parts(node, FastClock::running(times));
    // By the fast clock a lease of the usual length would be renewed all the time.
    let tuning = Tuning {
        lease: Duration::from_hours(24),
        ..Tuning::default()
    };
    let began = Instant::now();
    let (stop, stopping) = watch::channel(false);
    let work = tokio::spawn(async move { Runner::new(parts, tuning).run(stopping).await });
    let mut active = node.counts.active.subscribe();
    let all = active.wait_for(|active| *active >= count);
    tokio::time::timeout(AT_MOST, all)
        .await
        .expect("all come to their end in time")
        .expect("the counter lives");
    let duration = began.elapsed();
    stop.send(true).expect("the worker listens");
    work.await.expect("the worker ends well");
    duration
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
