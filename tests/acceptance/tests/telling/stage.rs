//! An MSP with approvals that people ask for, receivers, and whoever tells them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{
    Approval, ApprovalCommand, Aspect, ChangePlan, Decider, Operation, Person, PersonKind,
    PlannedChange, RejectRequest, RequestApproval, Shown,
};
use tenantry_domain::cloud::notices::NoticeTaker;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, NoticeChannelId};
use tenantry_domain::notice_channel::{Known, NoticeChannel, NoticeTarget, NoticeTopic};
use tenantry_domain::record::{Micros, RecordedEvent};
use tenantry_domain::role::Role;
use tenantry_domain::text::{NoticeChannelName, Reason};
use tenantry_engine::chance::SystemChance;
use tenantry_engine::commands::{Engine, Request};
use tenantry_engine::leases::Leases;
use tenantry_engine::ledger::Wake;
use tenantry_engine::sagas::Alarm;
use tenantry_engine::telling::{
    ChannelWish, NoticeChannels, NoticeWatch, NoticeWatchParts, TellingError, Told,
};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_http::Settings as Http;
use tenantry_ledger::Options;
use tenantry_notices::{MailSettings, Notices, Settings};
use tenantry_projections::Projections;
use tenantry_support::authority::root_pem;
use tenantry_support::customers::{ada, register};
use tenantry_support::vault::Safe;
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, telling};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// Much longer than it takes.
const SOON: Duration = Duration::from_mins(1);

pub(crate) const CUSTOMER: CustomerId = CustomerId::new(Uuid::from_u128(0xc0));

/// The machine's time, and what was waited on top of it.
#[derive(Debug, Default)]
pub(crate) struct Later(AtomicI64);

impl Clock for Later {
    fn now(&self) -> Micros {
        SystemClock.now() + self.0.load(Ordering::SeqCst)
    }
}

/// Looks again at once: the clock is driven.
#[derive(Debug)]
struct Restless;

#[async_trait]
impl Alarm for Restless {
    async fn until(&self, _: Micros, _: &mut Wake, _: bool) {
        sleep(Duration::from_millis(20)).await;
    }
}

pub(crate) struct Stage {
    pub(crate) msp: MspId,
    pub(crate) world: World,
    pub(crate) engine: Arc<Engine>,
    pub(crate) projections: Projections,
    pub(crate) vault: Arc<Safe>,
    pub(crate) clock: Arc<Later>,
    pub(crate) channels: NoticeChannels,
}

/// Whoever tells people.
pub(crate) struct Worker {
    pub(crate) owner: Uuid,
    pub(crate) task: JoinHandle<()>,
    stopping: watch::Sender<bool>,
}

impl Worker {
    pub(crate) async fn stop(self) {
        self.stopping.send_replace(true);
        timeout(SOON, self.task).await.unwrap().unwrap();
    }
}

/// Receivers on this machine may be told, and are trusted.
pub(crate) fn notices(mail: Option<MailSettings>) -> Arc<Notices> {
    let settings = Settings {
        private_receivers: ["localhost".to_owned()].into(),
        console: Some("https://tenantry.example/".parse().unwrap()),
        mail,
    };
    Arc::new(Notices::new(settings, &http()).unwrap())
}

pub(crate) fn http() -> Http {
    Http {
        extra_roots_pem: vec![root_pem()],
        ..Http::default()
    }
}

impl Stage {
    pub(crate) async fn open(world: World) -> Self {
        Self::told_by(world, notices(None)).await
    }

    pub(crate) async fn told_by(world: World, taker: Arc<dyn NoticeTaker>) -> Self {
        let engine = Arc::new(world.engine().await);
        let (vault, clock) = (Arc::new(Safe::default()), Arc::new(Later::default()));
        let channels = telling::by(taker, vault.clone(), engine.clone(), clock.clone());
        let stage = Self {
            msp: new_msp(),
            projections: world.projections().await,
            world,
            engine,
            vault,
            clock,
            channels,
        };
        let request = Request::<Customer> {
            msp: stage.msp,
            id: CUSTOMER.to_string(),
            command: register("Contoso"),
            context: ada(),
        };
        stage.engine.execute(request).await.unwrap();
        stage
    }

    pub(crate) fn wait(&self, span: Micros) {
        self.clock.0.fetch_add(span, Ordering::SeqCst);
    }

    pub(crate) async fn open_at(
        &self,
        target: NoticeTarget,
        topics: &[NoticeTopic],
    ) -> Result<(NoticeChannelId, Told), TellingError> {
        let id = NoticeChannelId::new(Uuid::now_v7());
        let told = self
            .channels
            .open(self.msp, id, wish(target, topics), ada());
        Ok((id, told.await?))
    }

    /// A channel to a webhook that tells of everything, and its secret.
    pub(crate) async fn hook(&self, address: &str) -> (NoticeChannelId, String) {
        let target = NoticeTarget::webhook(address).unwrap();
        let (id, told) = self.open_at(target, NoticeTopic::ALL).await.unwrap();
        (id, told.secret.unwrap().expose().to_owned())
    }

    pub(crate) async fn leases(&self) -> Arc<dyn Leases> {
        let url = self.world.url();
        let leases = tenantry_ledger::leases(url, Options::default());
        leases.await.unwrap()
    }

    /// Begins to tell, with the query tables as new as the ledger.
    pub(crate) async fn work(&self) -> Worker {
        self.work_with(self.channels.clone()).await
    }

    pub(crate) async fn work_with(&self, channels: NoticeChannels) -> Worker {
        assert_eq!(self.projections.catch_up().await.unwrap(), vec![]);
        let owner = Uuid::now_v7();
        let watch = NoticeWatch::new(NoticeWatchParts {
            engine: self.engine.clone(),
            channels,
            standing: Arc::new(self.projections.clone()),
            leases: self.leases().await,
            clock: self.clock.clone(),
            chance: Arc::new(SystemChance),
            alarm: Arc::new(Restless),
            owner,
            worker: "worker".to_owned(),
        });
        let (stopping, stops) = watch::channel(false);
        let task = tokio::spawn(async move { watch.run(stops).await });
        Worker {
            owner,
            task,
            stopping,
        }
    }

    /// Somebody asks for a customer's file to be closed.
    pub(crate) async fn ask(&self) -> ApprovalId {
        let id = ApprovalId::new(Uuid::now_v7());
        let customer_id = CUSTOMER;
        let operation = Operation::ArchiveCustomer { customer_id };
        let change = PlannedChange::new(
            Shown::plain("Contoso"),
            Aspect::Standing,
            Shown::plain("open"),
            Shown::plain("closed"),
        );
        let wish = RequestApproval {
            plan: ChangePlan::of(&operation, [change]),
            operation,
            requester: person("grace"),
            reason: Reason::new("they left us").unwrap(),
            decisions_needed: 1,
            valid_days: 7,
            precedent: None,
            correlation_id: None,
            at: self.clock.now(),
        };
        self.tell(id, ApprovalCommand::Request(Box::new(wish)))
            .await;
        id
    }

    pub(crate) async fn reject(&self, id: ApprovalId) {
        let reject = RejectRequest {
            by: Decider {
                person: person("linus"),
                role: Role::Admin,
            },
            reason: Reason::new("not this week").unwrap(),
            at: self.clock.now(),
        };
        self.tell(id, ApprovalCommand::Reject(reject)).await;
    }

    async fn tell(&self, id: ApprovalId, command: ApprovalCommand) {
        let request = Request::<Approval> {
            msp: self.msp,
            id: id.to_string(),
            command,
            context: ada(),
        };
        self.engine.execute(request).await.unwrap();
    }

    pub(crate) async fn stands(&self, id: NoticeChannelId) -> NoticeChannel {
        self.channels.of(self.msp, id).await.unwrap()
    }

    /// Waits until the channel stands so.
    pub(crate) async fn until(&self, id: NoticeChannelId, so: impl Fn(&NoticeChannel) -> bool) {
        let look = async {
            while !so(&self.stands(id).await) {
                sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = timeout(SOON, look).await;
        assert!(waited.is_ok(), "{:?}", self.stands(id).await);
    }

    /// All events of the MSP's ledger, which is sound.
    pub(crate) async fn events(&self) -> Vec<RecordedEvent> {
        audit::ledger(&*self.world.ledger().await, self.msp).await
    }

    /// What was recorded of channels, in order.
    pub(crate) async fn of_channels(&self) -> Vec<String> {
        let events = self.events().await.into_iter();
        let ours = events.filter(|it| it.stream.aggregate_type == NoticeChannel::TYPE);
        ours.map(|it| it.event_type).collect()
    }

    /// The positions of what was recorded of approvals.
    pub(crate) async fn of_approvals(&self) -> Vec<u64> {
        let events = self.events().await.into_iter();
        let theirs = events.filter(|it| it.stream.aggregate_type == Approval::TYPE);
        theirs.map(|it| it.position).collect()
    }
}

fn person(name: &str) -> Person {
    Person {
        kind: PersonKind::User,
        id: name.to_owned(),
    }
}

pub(crate) fn wish(target: NoticeTarget, topics: &[NoticeTopic]) -> ChannelWish {
    ChannelWish {
        name: NoticeChannelName::new("desk").unwrap(),
        target,
        topics: topics.iter().copied().collect::<BTreeSet<_>>(),
    }
}

pub(crate) fn because(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

/// Nothing is left that was not taken.
pub(crate) fn is_rid_of(position: u64) -> impl Fn(&NoticeChannel) -> bool {
    move |stands| {
        let done = |it: &Known| it.position >= position && it.failing.is_none();
        stands.known().is_some_and(done)
    }
}

/// HMAC-SHA256 as RFC 2104 has it, written down once more.
pub(crate) fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let padded = |with: u8| block.map(|it| it ^ with);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text);
    let outer = Sha256::new().chain_update(padded(0x5c));
    outer.chain_update(inner.finalize()).finalize().to_vec()
}
