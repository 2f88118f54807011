//! The runner at work, and whoever watches it: prints what is recorded, lets time pass when nobody
//! has anything to do, and acts as the customers' administrators.

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::onboarding::{Onboarding, OnboardingEvent};
use tenantry_domain::record::{Micros, Position};
use tenantry_domain::saga::{Next, Saga as _};
use tenantry_engine::chance::SystemChance;
use tenantry_engine::clouds::Clouds;
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_engine::onboarding::GdapOnboarding;
use tenantry_engine::sagas::{Carrier, Carry, FromLedger, Runner, RunnerParts, Tuning};
use tenantry_engine::time::Clock;
use tenantry_ledger::Options;
use tokio::sync::watch;

use super::news;
use super::time::Handover;
use super::world::World;
use crate::demo::Stage;
use crate::demo::story::{self, NORTHWIND};
use crate::failure::Failure;
use crate::output::Tone;

const WORKER: &str = "demo";

/// What happens outside at which instant, and how it is told.
pub(super) struct Deed {
    pub(super) at: Micros,
    pub(super) customer: &'static str,
    pub(super) words: &'static str,
    pub(super) act: Act,
}

pub(super) type Act = Box<dyn FnOnce(&World) -> Result<(), Failure> + Send>;

/// Until all onboardings of these customers are at rest.
pub(super) async fn play(
    stage: &Stage<'_>,
    world: &World,
    clouds: Arc<dyn Clouds>,
    customers: &[&'static str],
    deeds: Vec<Deed>,
) -> Result<(), Failure> {
    let handover = Arc::new(Handover::new());
    let runner = runner(stage, world, clouds, handover.clone()).await?;
    let (stop, stopping) = watch::channel(false);
    let mut audience = Watcher {
        stage,
        world,
        customers,
        deeds: deeds.into(),
        told: stage.engine.ledger().head(NORTHWIND.id()).await?.position,
        line: live_line(),
        looks: 0,
    };
    let watched = async {
        let watched = audience.watch(&handover).await;
        stop.send_replace(true);
        watched
    };
    let (watched, ()) = tokio::join!(Box::pin(watched), Box::pin(runner.run(stopping)));
    watched
}

async fn runner(
    stage: &Stage<'_>,
    world: &World,
    clouds: Arc<dyn Clouds>,
    alarm: Arc<Handover>,
) -> Result<Runner, Failure> {
    let engine = Arc::clone(&stage.engine);
    let clock: Arc<dyn Clock> = Arc::new(world.clock.clone());
    let conductor = GdapOnboarding::new(clouds, engine.clone(), clock.clone(), WORKER);
    let carrier: Arc<dyn Carrier> = Arc::new(Carry::<Onboarding, _>::new(
        engine.clone(),
        conductor,
        clock.clone(),
        Arc::new(SystemChance),
        WORKER,
    ));
    let url = &stage.config.database_url.value;
    let parts = RunnerParts {
        live: Arc::new(FromLedger::new(
            engine.ledger().clone(),
            vec![Onboarding::TYPE],
        )),
        leases: tenantry_ledger::leases(url, Options::default()).await?,
        clock,
        alarm,
        carriers: vec![carrier],
        owner: story::named(WORKER),
        worker: WORKER.to_owned(),
        engine,
    };
    // The driven clock jumps: a lease by the real one is not to be renewed at every jump.
    let tuning = Tuning {
        lease: Duration::from_hours(12),
        ..Tuning::default()
    };
    Ok(Runner::new(parts, tuning))
}

struct Watcher<'a> {
    stage: &'a Stage<'a>,
    world: &'a World,
    customers: &'a [&'static str],
    deeds: VecDeque<Deed>,
    /// Up to here all was told.
    told: Position,
    line: Option<ProgressBar>,
    /// How often time was let pass.
    looks: u32,
}

impl Watcher<'_> {
    async fn watch(&mut self, handover: &Handover) -> Result<(), Failure> {
        loop {
            let next = handover.idle().await;
            self.tell_news().await?;
            let waiting = self.waiting().await?;
            if waiting.is_empty() {
                return Ok(());
            }
            self.looks += 1;
            if let Some(line) = &self.line {
                let (now, who) = (self.world.clock.shown(), waiting.join(", "));
                line.set_message(format!("{now}  {} looks, waiting: {who}", self.looks));
                line.tick();
            }
            let clock = &self.world.clock;
            let deed = self.deeds.front().map_or(Micros::MAX, |deed| deed.at);
            clock.reach(next.min(deed));
            while let Some(deed) = self.deeds.pop_front_if(|deed| deed.at <= clock.now()) {
                let act = deed.act;
                self.say(deed.customer, Tone::Quiet, deed.words)?;
                act(self.world)?;
                self.stage.breathe().await;
            }
            handover.go_on();
        }
    }

    /// Prints what was recorded since.
    async fn tell_news(&mut self) -> Result<(), Failure> {
        let (msp, ledger) = (NORTHWIND.id(), self.stage.engine.ledger());
        loop {
            let page = ledger.feed(msp, self.told, PAGE_LIMIT).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            self.told = last.position;
            for recorded in &page {
                if recorded.stream.aggregate_type != Onboarding::TYPE {
                    continue;
                }
                let event: OnboardingEvent = recorded.decode()?;
                let Some((tone, words)) = news::of(&event) else {
                    continue;
                };
                let id = &recorded.stream.aggregate_id;
                let customer = self.customer_of(id);
                self.say(customer, tone, &words)?;
                self.stage.breathe().await;
            }
        }
    }

    fn say(&self, customer: &str, tone: Tone, words: &str) -> Result<(), Failure> {
        let (output, now) = (self.stage.output, self.world.clock.shown());
        let print = || {
            if output.json {
                let news = json!({ "at": now, "customer": customer, "text": words });
                return output.document(&news);
            }
            let words = match tone {
                Tone::Strong => words.to_owned(),
                tone => output.paint(tone, words),
            };
            let now = output.paint(Tone::Quiet, &now);
            output.line(&format!("{now}  {customer:<16}{words}"))
        };
        match &self.line {
            Some(line) => line.suspend(print),
            None => print(),
        }
    }

    fn customer_of(&self, tenant: &str) -> &'static str {
        let ours = |name: &&&'static str| self.world.tenant(name).to_string() == tenant;
        let found = self.customers.iter().find(ours);
        found.copied().unwrap_or("another customer")
    }

    /// Whose onboarding is not at rest.
    async fn waiting(&self) -> Result<Vec<&'static str>, Failure> {
        let mut waiting = Vec::new();
        for name in self.customers {
            let id = self.world.tenant(name).to_string();
            let onboarding: Onboarding = self.stage.engine.load(NORTHWIND.id(), &id).await?;
            if onboarding.next() != Next::Rest {
                waiting.push(*name);
            }
        }
        Ok(waiting)
    }
}

impl Drop for Watcher<'_> {
    fn drop(&mut self) {
        if let Some(line) = &self.line {
            line.finish_and_clear();
        }
    }
}

/// One line that says how it stands, where somebody looks at a terminal.
fn live_line() -> Option<ProgressBar> {
    io::stderr().is_terminal().then(|| {
        let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{spinner} {msg}");
        line.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
    })
}
