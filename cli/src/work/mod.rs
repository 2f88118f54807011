//! `tenantry worker`: carries on what was begun, until it is stopped.

mod idle;
mod voice;

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use tenantry_api::Mapping;
use tenantry_domain::approval::Approval;
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::cloud::vendor::VendorAccounts;
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::personal::PersonalData;
use tenantry_engine::access::Access;
use tenantry_engine::approvals::{ApprovalParts, ApprovalSteps, Approvals};
use tenantry_engine::chance::{SystemChance, SystemRandomness};
use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::consents::{ConsentCarrier, Consents};
use tenantry_engine::drift::{DriftProbe, DriftWatch, WatchParts};
use tenantry_engine::leases::Leases;
use tenantry_engine::onboarding::GdapOnboarding;
use tenantry_engine::procedure_runs::{ProcedureRunParts, ProcedureRuns, RunCarrier};
use tenantry_engine::sagas::{Alarm, AllLive, Carrier, Carry, LedgerAlarm, LiveSagas};
use tenantry_engine::sagas::{Runner, RunnerParts, Tuning};
use tenantry_engine::telling::{NoticeChannelParts, NoticeChannels, NoticeWatch, NoticeWatchParts};
use tenantry_engine::time::SystemClock;
use tenantry_engine::vendors::{
    AfterDiscovery, VendorConnectionParts, VendorConnections, VendorDiscovery,
    VendorDiscoveryParts, VendorWatch, VendorWatchParts,
};
use tenantry_ledger::Options;
use tenantry_projections::Projections;
use tenantry_projections::approvals::LiveApprovals;
use tenantry_projections::onboardings::LiveOnboardings;
use tenantry_projections::procedure_runs::LiveRuns;
use tenantry_projections::tenant_consents::LiveConsents;
use tenantry_vault::personal::CustomerKeys;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::clouds::ClientClouds;
use crate::config::Config;
use crate::consents;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};
use crate::standing::{Standing, standing};
use crate::stop;
use crate::vault::place::Place;
use crate::vendor_accounts;

use idle::{AtOnce, Idle, IdleAlarm};
use voice::{Narrated, Voice, Watched};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Stop when nothing is left to do but to wait for people
    #[arg(long)]
    until_idle: bool,
    /// Leave the query tables to others: `tenantry projections run`
    #[arg(long)]
    no_projections: bool,
    /// How many steps are under way at once
    #[arg(long, value_name = "NUMBER", default_value_t = 64, value_parser = number())]
    visits: usize,
    /// How many of them are for one MSP
    #[arg(long, value_name = "NUMBER", default_value_t = 16, value_parser = number())]
    visits_per_msp: usize,
    /// Says nothing of its steps: somebody else tells the story.
    #[arg(skip)]
    quiet: bool,
}

fn number() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=4096)
}

/// Beyond what the steps under way may take to come to their end.
const GRACE: Duration = Duration::from_secs(10);
/// A vendor may be slow with the page that is under way; whoever looks after vendors waits for it.
const LETTING_GO: Duration = Duration::from_secs(30);

/// What runs, and what stops it.
struct House {
    engine: Arc<Engine>,
    projections: Projections,
    runner: Runner,
    /// What is in place is looked after by workers that stay.
    drift: Option<DriftWatch>,
    /// So are other vendors' accounts.
    vendors: Option<VendorWatch>,
    /// And people are told.
    notices: Option<NoticeWatch>,
    stop: watch::Sender<bool>,
}

/// What a worker works with, and a server beside it.
pub(crate) struct Ground {
    pub(crate) engine: Arc<Engine>,
    pub(crate) projections: Projections,
    pub(crate) clouds: Arc<ClientClouds>,
    /// Verified here; administrators are asked where they can come back.
    pub(crate) consents: Consents,
    vendor_accounts: Arc<dyn VendorAccounts>,
    pub(crate) vendors: VendorConnections,
    pub(crate) mapping: Mapping,
    /// Carried out here; people ask and decide through others.
    pub(crate) approvals: Approvals,
    /// Their steps are asked for here; people start and stop them through others.
    pub(crate) runs: ProcedureRuns,
    pub(crate) notices: NoticeChannels,
    pub(crate) personal: Arc<dyn PersonalData>,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) leases: Arc<dyn Leases>,
}

impl Ground {
    pub(crate) async fn of(config: &Config) -> Result<Self, Failure> {
        let url = &config.database_url.value;
        let (ledger, leases) = tenantry_ledger::open_with_leases(url, Options::default()).await?;
        installation::must_read(&*ledger).await?;
        let engine = Arc::new(Engine::new(Arc::clone(&ledger), Limits::default()));
        let projections = installation::projections(config, ledger).await?;
        let vault = Place::of(config).open(config).await?;
        let clouds = ClientClouds::new(config, Arc::clone(&engine), Arc::clone(&vault))?;
        let consents = consents::verified_by(&engine, &clouds);
        let vendor_accounts = vendor_accounts::of(config, &clouds, &vault)?;
        let vendors = VendorConnections::new(VendorConnectionParts {
            engine: Arc::clone(&engine),
            accounts: Arc::clone(&vendor_accounts),
            vault: Arc::clone(&vault),
            clock: Arc::new(SystemClock),
        });
        let mapping = Mapping::upon(&engine, &projections, Arc::new(SystemClock));
        let personal: Arc<dyn PersonalData> = Arc::new(CustomerKeys::new(Arc::clone(&vault)));
        let approvals = Approvals::new(ApprovalParts {
            engine: Arc::clone(&engine),
            clouds: clouds.clone(),
            vault: Arc::clone(&vault),
            personal: Arc::clone(&personal),
            randomness: Arc::new(SystemRandomness),
            clock: Arc::new(SystemClock),
            consents: consents.clone(),
            vendors: vendors.clone(),
            mappings: mapping.mappings.clone(),
        });
        let runs = following(&engine, &approvals);
        let notices = NoticeChannels::new(NoticeChannelParts {
            engine: Arc::clone(&engine),
            taker: Arc::new(config.receivers.open(config)?),
            vault: Arc::clone(&vault),
            randomness: Arc::new(SystemRandomness),
            clock: Arc::new(SystemClock),
        });
        Ok(Self {
            engine,
            projections,
            clouds,
            consents,
            vendor_accounts,
            vendors,
            mapping,
            approvals,
            runs,
            notices,
            personal,
            vault,
            leases,
        })
    }

    /// Looks after what is in place.
    fn drift_watch(&self, owner: Uuid, worker: &str) -> DriftWatch {
        let clock = Arc::new(SystemClock);
        let (clouds, engine) = (self.clouds.clone(), self.engine.clone());
        DriftWatch::new(WatchParts {
            probe: DriftProbe::new(clouds, engine.clone(), clock.clone()),
            engine,
            tenants: Arc::new(self.projections.clone()),
            leases: self.leases.clone(),
            clock,
            owner,
            worker: worker.to_owned(),
        })
    }

    /// Has people told.
    fn notice_watch(&self, owner: Uuid, worker: &str) -> NoticeWatch {
        let (engine, clock) = (Arc::clone(&self.engine), Arc::new(SystemClock));
        NoticeWatch::new(NoticeWatchParts {
            channels: self.notices.clone(),
            standing: Arc::new(self.projections.clone()),
            leases: Arc::clone(&self.leases),
            alarm: Arc::new(LedgerAlarm::new(engine.ledger().clone(), clock.clone())),
            chance: Arc::new(SystemChance),
            clock,
            engine,
            owner,
            worker: worker.to_owned(),
        })
    }

    /// Has accounts read; what news of accounts mean is for `after` to say.
    pub(crate) fn vendor_watch(
        &self,
        owner: Uuid,
        worker: &str,
        after: Arc<dyn AfterDiscovery>,
    ) -> VendorWatch {
        let (engine, clock) = (Arc::clone(&self.engine), Arc::new(SystemClock));
        let projections = Arc::new(self.projections.clone());
        VendorWatch::new(VendorWatchParts {
            discovery: VendorDiscovery::new(VendorDiscoveryParts {
                engine: Arc::clone(&engine),
                accounts: Arc::clone(&self.vendor_accounts),
                known: projections.clone(),
                clock: clock.clone(),
            }),
            connections: self.vendors.clone(),
            connected: projections,
            after: Some(after),
            leases: Arc::clone(&self.leases),
            alarm: Arc::new(LedgerAlarm::new(engine.ledger().clone(), clock.clone())),
            clock,
            engine,
            owner,
            worker: worker.to_owned(),
        })
    }
}

pub(crate) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let ground = Ground::of(config).await?;
    if !asked.until_idle {
        say("Carrying on what was begun; Ctrl-C stops");
    }
    carry_on(asked, &ground, stop::asked(), output).await
}

/// Works until it is asked to stop, or there is nothing left to do where that was wanted.
pub(crate) async fn carry_on(
    asked: &Asked,
    ground: &Ground,
    ending: impl Future<Output = ()>,
    output: &Output,
) -> Result<Exit, Failure> {
    let tuning = asked.tuning();
    let mut house = asked.compose(tuning, ground, output);
    let daemon = (!asked.no_projections).then(|| follow(&house.projections, &house.stop));
    let watch = house.drift.take().map(|drift| {
        let stopping = house.stop.subscribe();
        tokio::spawn(drift.run(stopping))
    });
    let vendors = house.vendors.take().map(|vendors| {
        let stopping = house.stop.subscribe();
        tokio::spawn(async move { vendors.run(stopping).await })
    });
    let notices = house.notices.take().map(|notices| {
        let stopping = house.stop.subscribe();
        tokio::spawn(async move { notices.run(stopping).await })
    });
    let mut work = Box::pin(house.runner.run(house.stop.subscribe()));
    let asked_to_stop = tokio::select! {
        () = &mut work => false,
        () = ending => {
            if !asked.quiet {
                say("Stopping after the steps under way");
            }
            house.stop.send_replace(true);
            let ended = tokio::time::timeout(tuning.grace + GRACE, work).await;
            ended.map_err(|_| Failure::interrupted())?;
            true
        }
    };
    house.stop.send_replace(true);
    let tasks = daemon.into_iter().chain(watch).chain(vendors);
    for task in tasks.chain(notices) {
        let ended = tokio::time::timeout(LETTING_GO, task).await;
        if !matches!(ended, Ok(Ok(()))) {
            return Err(Failure::interrupted());
        }
    }
    match (asked.until_idle, asked_to_stop) {
        (true, false) => conclude(asked, &house, output).await,
        // A script has to know that something is left.
        (true, true) => Err(Failure::interrupted()),
        (false, _) => Ok(Exit::Ok),
    }
}

/// Whoever looks next sees what was done, and is told what stands still.
async fn conclude(asked: &Asked, house: &House, output: &Output) -> Result<Exit, Failure> {
    if !asked.no_projections {
        house.projections.catch_up().await?;
    }
    let standing = standing(&house.engine).await?;
    for it in &standing {
        tell(it, output)?;
    }
    Ok(if standing.is_empty() {
        Exit::Ok
    } else {
        Exit::NotRight
    })
}

fn tell(standing: &Standing, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(standing);
    }
    output.line(&standing.line())?;
    match &standing.help {
        Some(help) => output.line(&format!("→ {help}")),
        None => Ok(()),
    }
}

fn follow(projections: &Projections, stop: &watch::Sender<bool>) -> JoinHandle<()> {
    let (projections, stopping) = (projections.clone(), stop.subscribe());
    tokio::spawn(async move { projections.run(stopping).await })
}

impl Asked {
    /// A worker that stays, beside a server.
    pub(crate) fn beside_a_server() -> Self {
        let tuning = Tuning::default();
        Self {
            until_idle: false,
            no_projections: false,
            visits: tuning.visits,
            visits_per_msp: tuning.visits_per_msp,
            quiet: false,
        }
    }

    /// The same, where the story is told by others.
    #[cfg(feature = "demo")]
    pub(crate) fn in_a_demo() -> Self {
        Self {
            quiet: true,
            ..Self::beside_a_server()
        }
    }

    fn tuning(&self) -> Tuning {
        Tuning {
            visits: self.visits,
            visits_per_msp: self.visits_per_msp,
            ..Tuning::default()
        }
    }

    fn compose(&self, tuning: Tuning, ground: &Ground, output: &Output) -> House {
        let (engine, projections) = (ground.engine.clone(), ground.projections.clone());
        let (clouds, leases) = (ground.clouds.clone(), ground.leases.clone());
        let clock = Arc::new(SystemClock);
        let (owner, worker) = (Uuid::now_v7(), name());
        let voice = Arc::new(Voice::of(output, self.quiet));
        let drift = (!self.until_idle).then(|| ground.drift_watch(owner, &worker));
        let vendors = (!self.until_idle).then(|| {
            let mapping = Arc::new(ground.mapping.mappings.clone());
            ground.vendor_watch(owner, &worker, mapping)
        });
        let notices = (!self.until_idle).then(|| ground.notice_watch(owner, &worker));
        let steps = GdapOnboarding::new(clouds, engine.clone(), clock.clone(), worker.as_str());
        let steps = Narrated::new(steps, voice.clone());
        let chance = Arc::new(SystemChance);
        let carry = Carry::<Onboarding, _>::new(
            engine.clone(),
            steps,
            clock.clone(),
            chance,
            worker.as_str(),
        );
        let consents = ConsentCarrier::new(ground.consents.clone(), worker.as_str())
            .telling(Arc::new(projections.clone()));
        // Whether the MSP's account works is for onboardings to say: they come first.
        let mut carriers: Vec<Arc<dyn Carrier>> = vec![
            Arc::new(Watched::new(Arc::new(carry), engine.clone(), voice)),
            Arc::new(consents),
            approving(ground, worker.as_str()),
            Arc::new(RunCarrier::new(ground.runs.clone(), worker.as_str())),
        ];
        let mut live = live(&projections);
        let mut alarm: Arc<dyn Alarm> =
            Arc::new(LedgerAlarm::new(engine.ledger().clone(), clock.clone()));
        let (stop, _) = watch::channel(false);
        if self.until_idle {
            let idle = Arc::new(Idle::new(engine.clone(), tuning.lease, stop.clone()));
            let noted = |it| -> Arc<dyn Carrier> { Arc::new(idle::Noted::new(it, idle.clone())) };
            carriers = carriers.into_iter().map(noted).collect();
            live = Arc::new(AtOnce::new(live, idle.clone()));
            alarm = Arc::new(IdleAlarm::new(alarm, idle));
        }
        let parts = RunnerParts {
            engine: engine.clone(),
            leases,
            live,
            clock,
            alarm,
            carriers,
            owner,
            worker,
        };
        House {
            engine,
            projections,
            runner: Runner::new(parts, tuning),
            drift,
            vendors,
            notices,
            stop,
        }
    }
}

/// What is under way when a worker begins.
fn live(projections: &Projections) -> Arc<dyn LiveSagas> {
    let clock = Arc::new(SystemClock);
    Arc::new(AllLive(vec![
        Arc::new(LiveOnboardings::new(projections.clone(), clock)),
        Arc::new(LiveConsents::new(projections.clone())),
        Arc::new(LiveApprovals::new(projections.clone())),
        Arc::new(LiveRuns::new(projections.clone())),
    ]))
}

/// Whole procedures: each step becomes an approval.
fn following(engine: &Arc<Engine>, approvals: &Approvals) -> ProcedureRuns {
    let clock = Arc::new(SystemClock);
    let randomness = Arc::new(SystemRandomness);
    ProcedureRuns::new(ProcedureRunParts {
        engine: Arc::clone(engine),
        approvals: approvals.clone(),
        access: Access::new(Arc::clone(engine), clock.clone(), randomness),
        clock,
    })
}

/// Carries out what was approved.
fn approving(ground: &Ground, worker: &str) -> Arc<dyn Carrier> {
    let steps = ApprovalSteps::new(ground.approvals.clone(), worker);
    let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
    let engine = Arc::clone(&ground.engine);
    Arc::new(Carry::<Approval, _>::new(
        engine, steps, clock, chance, worker,
    ))
}

/// What this worker is called on record: the machine, and a name of its own for each run.
fn name() -> String {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host: String = host
        .trim()
        .chars()
        .filter(char::is_ascii_graphic)
        .take(64)
        .collect();
    let run = Uuid::now_v7().simple().to_string();
    // The end of a version 7 is drawn at random.
    format!("worker/{host}/{}", &run[run.len() - 8..])
}
