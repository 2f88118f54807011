//! Nodes one after the other, until all sagas are at rest.

use std::sync::{Arc, Mutex};

use tenantry_domain::ids::TenantId;
use tenantry_domain::onboarding::{
    CancelOnboarding, Onboarding, OnboardingCommand, RetryOnboarding, StartOnboarding, Step,
};
use tenantry_domain::record::{Actor, Micros, Source};
use tenantry_domain::saga::{Fault as Met, Next, Saga, days};
use tenantry_domain::standstill::Standstill;
use tenantry_domain::text::Reason;
use tenantry_engine::commands::{CommandError, Context, Engine, Limits, Request};
use tenantry_engine::time::Clock;
use tenantry_simulator::{Fault, Rule};

use crate::{Moment, Node, Stage};

/// No history takes longer: one that does has gone astray.
const LONGEST: Micros = days(400);
/// As above, in processes that died.
const MOST_NODES: u64 = 200;

/// What somebody at the command line can do meanwhile.
#[derive(Debug, Clone)]
pub enum Order {
    Start(Box<StartOnboarding>),
    Cancel(TenantId),
    Retry(TenantId),
    /// The service account signs in once more.
    SignIn,
    /// And forgets its second factor.
    SignInWithoutSecondFactor,
}

/// What is still to be done at the command line.
#[derive(Debug, Clone, Default)]
pub struct Orders(Arc<Mutex<Vec<Order>>>);

impl Orders {
    pub fn add(&self, order: Order) {
        self.0.lock().unwrap().push(order);
    }

    fn take(&self) -> Vec<Order> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// How a history went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Processes that died on the way.
    pub deaths: u64,
    pub commits: usize,
    pub requests: usize,
}

/// A stage with a person at the command line, who may tell sagas what to do.
#[derive(Debug)]
pub struct History<'a> {
    pub stage: &'a Stage,
    desk: Arc<Engine>,
}

impl<'a> History<'a> {
    pub async fn on(stage: &'a Stage) -> Self {
        let options = tenantry_ledger::Options {
            clock: Arc::new(stage.clock.clone()),
            readers: 2,
            ..tenantry_ledger::Options::default()
        };
        let ledger = stage.world.ledger_with(options).await;
        Self {
            stage,
            desk: Arc::new(Engine::new(ledger, Limits::default())),
        }
    }

    pub async fn start(&self, wish: StartOnboarding) {
        let tenant = wish.tenant_id;
        self.tell(tenant, OnboardingCommand::Start(Box::new(wish)))
            .await;
    }

    pub async fn cancel(&self, tenant: TenantId) {
        let command = CancelOnboarding {
            reason: Reason::new("changed our mind").unwrap(),
            at: self.stage.clock.now(),
        };
        self.tell(tenant, OnboardingCommand::Cancel(command)).await;
    }

    pub async fn retry(&self, tenant: TenantId) {
        let at = self.stage.clock.now();
        self.tell(tenant, OnboardingCommand::Retry(RetryOnboarding { at }))
            .await;
    }

    pub async fn tell(&self, tenant: TenantId, command: OnboardingCommand) {
        let request = self.request(tenant, command);
        self.desk.execute(request).await.unwrap();
    }

    pub async fn stands(&self, tenant: TenantId) -> Onboarding {
        let id = tenant.to_string();
        self.desk
            .load::<Onboarding>(self.stage.msp, &id)
            .await
            .unwrap()
    }

    pub fn desk(&self) -> &Arc<Engine> {
        &self.desk
    }

    /// Until all is at rest. The first processes die at these moments, one each.
    pub async fn run(&self, deaths: &[Moment]) -> Told {
        self.run_until(deaths, async || self.at_rest().await).await
    }

    pub async fn run_until(&self, deaths: &[Moment], done: impl AsyncFn() -> bool) -> Told {
        let begun = self.stage.clock.now();
        let control = self.stage.control();
        let mut told = Told {
            deaths: 0,
            commits: 0,
            requests: 0,
        };
        for number in 0..MOST_NODES {
            let place = usize::try_from(number).unwrap();
            let dies = deaths.get(place).copied().unwrap_or(Moment::Never);
            lay_down(self.stage, dies);
            let node = Node::start(self.stage, number + 1, dies).await;
            let asked = control.journal().len();
            let ended = {
                let mut running = Box::pin(node.run());
                loop {
                    tokio::select! {
                        biased;
                        () = &mut running => panic!("a runner ended by itself"),
                        () = node.died.notified() => break false,
                        () = control.somebody_is_held() => break false,
                        () = node.idle.notified() => {
                            self.carry_out_orders().await;
                            self.mend_the_account().await;
                            if self.stage.agenda.is_over() && done().await {
                                break true;
                            }
                            assert!(
                                self.stage.clock.now() - begun <= LONGEST,
                                "no end in sight: {:#?}",
                                self.unfinished().await
                            );
                            node.go_on.notify_one();
                        }
                    }
                }
            };
            told.commits = node.ledger.commits();
            told.requests = control.journal().len() - asked;
            drop(node);
            control.nobody_is_held().await;
            if ended {
                return told;
            }
            told.deaths += 1;
            // So much later that whoever held a lease is known to be gone.
            self.stage.leases.end_all();
        }
        panic!("processes die and die, and nothing comes to its end");
    }

    /// A standstill is said once; whoever reads it signs in again, unless somebody is about to do
    /// something about it.
    async fn mend_the_account(&self) {
        if !self.stage.agenda.is_over() {
            return;
        }
        let msp = self.stage.msp;
        let standstill = self.desk.load::<Standstill>(msp, &msp.to_string()).await;
        if standstill.unwrap().cause.is_some() {
            self.stage.sign_in().await;
        }
    }

    async fn carry_out_orders(&self) {
        for order in self.stage.orders.take() {
            match order {
                Order::Start(wish) => {
                    let tenant = wish.tenant_id;
                    self.may_tell(tenant, OnboardingCommand::Start(wish)).await;
                }
                Order::Cancel(tenant) => {
                    let command = CancelOnboarding {
                        reason: Reason::new("changed our mind").unwrap(),
                        at: self.stage.clock.now(),
                    };
                    self.may_tell(tenant, OnboardingCommand::Cancel(command))
                        .await;
                }
                Order::Retry(tenant) => {
                    let at = self.stage.clock.now();
                    let command = OnboardingCommand::Retry(RetryOnboarding { at });
                    self.may_tell(tenant, command).await;
                }
                Order::SignIn => self.stage.sign_in().await,
                Order::SignInWithoutSecondFactor => self.stage.sign_in_with(false).await,
            }
        }
    }

    /// The rules may forbid it by now.
    async fn may_tell(&self, tenant: TenantId, command: OnboardingCommand) {
        let request = self.request(tenant, command);
        match self.desk.execute(request).await {
            Ok(_) | Err(CommandError::Refused(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }

    fn request(&self, tenant: TenantId, command: OnboardingCommand) -> Request<Onboarding> {
        Request {
            msp: self.stage.msp,
            id: tenant.to_string(),
            command,
            context: Context::new(Actor::user("ada"), Source::Cli),
        }
    }

    /// What goes on and on, and why.
    async fn unfinished(&self) -> Vec<(Next<Step>, Option<Met>)> {
        let mut found = Vec::new();
        for number in 1..=u32::try_from(self.stage.scenario.customers.len()).unwrap() {
            let onboarding = self.stands(self.stage.customer(number)).await;
            let fault = onboarding.pace().and_then(|pace| pace.fault.clone());
            found.push((onboarding.next(), fault));
        }
        found
    }

    pub async fn at_rest(&self) -> bool {
        for number in 1..=u32::try_from(self.stage.scenario.customers.len()).unwrap() {
            let onboarding = self.stands(self.stage.customer(number)).await;
            if !matches!(onboarding.next(), Next::Rest) {
                return false;
            }
        }
        true
    }
}

/// Requests at which a process dies are held: it hangs on them, and is dropped.
fn lay_down(stage: &Stage, dies: Moment) {
    let rule = match dies {
        Moment::BeforeRequest(number) => Rule::nth(number, Fault::HoldBefore),
        Moment::AfterRequest(number) => Rule::nth(number, Fault::HoldAfter),
        Moment::Never | Moment::BeforeCommit(_) | Moment::AfterCommit(_) => return,
    };
    stage.control().lay_down(rule);
}
