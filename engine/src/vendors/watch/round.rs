//! One worker's round: mind the leases, follow the ledger, begin what is due, wait.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::{CorrelationId, MspId, VendorConnectionId};
use tenantry_domain::record::{Actor, ActorKind, Micros, Position, RecordedEvent, Source};
use tenantry_domain::saga::{hours, minutes, seconds};
use tenantry_domain::settings::Settings;
use tenantry_domain::vendor_connection::VendorConnection;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::VendorWatchParts;
use super::schedule::{later, next_look};
use super::tidying::Tidying;
use crate::commands::Context;
use crate::leases::Work;
use crate::ledger::{LedgerError, PAGE_LIMIT, Wake};
use crate::vendors::{VendorDiscoveryError, VendorReport};

/// How long a lease lasts: how long a killed worker is waited for.
pub(super) const LEASE: Duration = Duration::from_secs(30);
const RENEWAL: Micros = seconds(5);
/// How often the list of connections is read again, in case it was behind: soon after an MSP was taken
/// over, since what was recorded before is not heard of, then in pauses that grow.
const LIST_SOON: Micros = seconds(2);
const LIST_SLOWER: Micros = 5;
const LIST_AGAIN: Micros = minutes(10);
/// How long a connection is left alone whose run came to nothing on our side.
const AFTER_TROUBLE: Micros = seconds(30);
/// What is recorded within this time is followed together.
const CALM: Duration = Duration::from_millis(200);
/// How long a worker waits before it asks a database again that did not answer.
const ASK_AGAIN: Micros = seconds(1);
/// Events followed at a time.
const PAGE: usize = 1_000;
/// Runs under way at once, of all MSPs and of one.
const AT_ONCE: usize = 8;
const AT_ONCE_PER_MSP: usize = 2;

type Ended = (
    VendorConnectionId,
    Result<VendorReport, VendorDiscoveryError>,
);

pub(super) struct Round<'a> {
    parts: &'a VendorWatchParts,
    /// Tells all runs to stop, as soon as it tells the round.
    stopping: watch::Receiver<bool>,
    held: HashMap<MspId, Held>,
    /// Tasks of their own, which go on while the round waits.
    runs: JoinSet<Ended>,
    under_way: HashMap<VendorConnectionId, MspId>,
    /// Those that this worker read before.
    familiar: HashSet<VendorConnectionId>,
    /// Until when connections are left alone, whatever is on record of them: the vendor asked for it, or
    /// something on our side failed.
    resting: HashMap<VendorConnectionId, Micros>,
    tidying: Tidying,
    wake: Wake,
    leases_due: Micros,
}

/// What is known of an MSP whose lease is held.
#[derive(Debug)]
struct Held {
    /// How far its ledger was followed.
    followed: Position,
    list_due: Micros,
    /// The pause before the list is read again.
    list_after: Micros,
    due: HashMap<VendorConnectionId, Micros>,
    /// Tells the runs of this MSP to stop.
    halt: watch::Sender<bool>,
}

impl<'a> Round<'a> {
    pub(super) fn new(parts: &'a VendorWatchParts, stopping: watch::Receiver<bool>) -> Self {
        Self {
            parts,
            stopping,
            held: HashMap::new(),
            runs: JoinSet::new(),
            under_way: HashMap::new(),
            familiar: HashSet::new(),
            resting: HashMap::new(),
            tidying: Tidying::default(),
            wake: Wake::default(),
            leases_due: Micros::MIN,
        }
    }

    /// Once around. Whatever it is dropped at, nothing is lost but time.
    pub(super) async fn go(&mut self) {
        let now = self.parts.clock.now();
        if let Err(error) = self.look_around(now).await {
            tracing::warn!(code = error.code(), %error, "vendors cannot be looked after just now");
            self.leases_due = now + ASK_AGAIN;
        }
        self.begin_due(now);
        self.tidying.begin(&self.parts.connections);
        let until = self.next_instant();
        let busy = !self.runs.is_empty();
        let (alarm, wake) = (&self.parts.alarm, &mut self.wake);
        tokio::select! {
            biased;
            Some(ended) = self.runs.join_next() => {
                // Nobody but the round breaks runs off: one that did not end panicked.
                let ended = ended.unwrap_or_else(|it| std::panic::resume_unwind(it.into_panic()));
                self.ended(ended).await;
            }
            () = self.tidying.one_done() => {}
            () = async {
                alarm.until(until, wake, busy).await;
                tokio::time::sleep(CALM).await;
            } => {}
        }
    }

    async fn look_around(&mut self, now: Micros) -> Result<(), LedgerError> {
        let heads = self.heads().await?;
        if now >= self.leases_due {
            self.mind_leases(&heads, now).await?;
        }
        let msps: Vec<MspId> = self.held.keys().copied().collect();
        for msp in msps {
            self.follow(msp, heads.get(&msp).copied(), now).await?;
            if self.held.get(&msp).is_some_and(|it| it.list_due <= now) {
                self.list(msp, now).await;
            }
        }
        Ok(())
    }

    async fn heads(&self) -> Result<HashMap<MspId, Position>, LedgerError> {
        let mut all = HashMap::new();
        let mut last = None;
        loop {
            let ledger = self.parts.engine.ledger();
            let page = ledger.heads(last, PAGE_LIMIT).await?;
            last = page.last().map(|head| head.msp);
            let full = page.len() == PAGE_LIMIT;
            all.extend(page.into_iter().map(|head| (head.msp, head.position)));
            if !full {
                all.remove(&MspId::INSTALLATION);
                return Ok(all);
            }
        }
    }

    /// Renews what is held, lets go of what was lost, and takes what is free.
    async fn mind_leases(
        &mut self,
        heads: &HashMap<MspId, Position>,
        now: Micros,
    ) -> Result<(), LedgerError> {
        let (leases, owner) = (&self.parts.leases, self.parts.owner);
        let names: Vec<String> = self.held.keys().copied().map(lease_of).collect();
        let kept: HashSet<String> = match names.as_slice() {
            [] => HashSet::new(),
            names => leases
                .renew(names, owner, LEASE)
                .await?
                .into_iter()
                .collect(),
        };
        self.held.retain(|msp, held| {
            let keeps = kept.contains(&lease_of(*msp));
            if !keeps {
                tracing::info!(%msp, "another worker looks after this MSP's vendors");
                held.halt.send_replace(true);
            }
            keeps
        });
        let free = heads.iter().filter(|(msp, _)| !self.held.contains_key(msp));
        let free: HashMap<String, (MspId, Position)> = free
            .map(|(msp, head)| (lease_of(*msp), (*msp, *head)))
            .collect();
        let mut names: Vec<String> = free.keys().cloned().collect();
        names.sort_unstable();
        let taken = match names.as_slice() {
            [] => Vec::new(),
            names => leases.take(names, owner, LEASE).await?,
        };
        for (name, _) in taken {
            if let Some((msp, head)) = free.get(&name) {
                self.take_over(*msp, *head, now).await;
            }
        }
        self.leases_due = now + RENEWAL;
        Ok(())
    }

    async fn take_over(&mut self, msp: MspId, followed: Position, now: Micros) {
        let held = Held {
            followed,
            list_due: now,
            list_after: LIST_SOON,
            due: HashMap::new(),
            halt: watch::Sender::new(false),
        };
        self.held.insert(msp, held);
        self.list(msp, now).await;
        self.tidying.ask_for(msp);
    }

    /// Learns which connections there are. What cannot be read now is read soon.
    async fn list(&mut self, msp: MspId, now: Micros) {
        let every = self.rhythm(msp).await;
        let mut last = None;
        let trouble = loop {
            match self.parts.connected.after(msp, last).await {
                Ok(page) => {
                    let Some(end) = page.last() else {
                        break None;
                    };
                    last = Some(*end);
                    for connection in page {
                        self.reschedule(msp, connection, every, now).await;
                    }
                }
                Err(error) => {
                    tracing::warn!(%msp, code = error.code, %error, "connections are not known");
                    break Some(AFTER_TROUBLE);
                }
            }
        };
        if let Some(held) = self.held.get_mut(&msp) {
            held.list_due = now + trouble.unwrap_or(held.list_after);
            if trouble.is_none() {
                held.list_after = (held.list_after * LIST_SLOWER).min(LIST_AGAIN);
            }
        }
    }

    /// What was recorded since may concern connections.
    async fn follow(
        &mut self,
        msp: MspId,
        head: Option<Position>,
        now: Micros,
    ) -> Result<(), LedgerError> {
        let mut touched = HashSet::new();
        let outcome = self.catch_up(msp, head, &mut touched).await;
        // Also where the rest could not be read: it will not be heard of again.
        touched.retain(|connection| !self.under_way.contains_key(connection));
        if !touched.is_empty() {
            let every = self.rhythm(msp).await;
            for connection in touched {
                self.reschedule(msp, connection, every, now).await;
            }
        }
        outcome
    }

    async fn catch_up(
        &mut self,
        msp: MspId,
        head: Option<Position>,
        touched: &mut HashSet<VendorConnectionId>,
    ) -> Result<(), LedgerError> {
        while let Some(held) = self.held.get_mut(&msp) {
            if head.is_none_or(|head| head <= held.followed) {
                break;
            }
            let ledger = self.parts.engine.ledger();
            let page = ledger.feed(msp, held.followed, PAGE).await?;
            let Some(last) = page.last() else { break };
            held.followed = last.position;
            for event in &page {
                hear(event, &held.due, touched);
            }
        }
        Ok(())
    }

    /// Finds out from the record when the connection is due.
    async fn reschedule(
        &mut self,
        msp: MspId,
        connection: VendorConnectionId,
        every: Micros,
        now: Micros,
    ) {
        let (engine, id) = (&self.parts.engine, connection.to_string());
        let due = match engine.load::<VendorConnection>(msp, &id).await {
            Ok(VendorConnection::Disconnected(_)) => {
                self.familiar.remove(&connection);
                self.resting.remove(&connection);
                self.tidying.ask_for(msp);
                None
            }
            Ok(stands) => {
                let known = stands.in_use();
                known.map(|known| next_look(connection, known, every))
            }
            Err(error) => {
                tracing::warn!(%msp, %connection, code = error.code(), %error, "a connection is not known");
                Some(now + AFTER_TROUBLE)
            }
        };
        let resting = self.resting.get(&connection).copied();
        let Some(held) = self.held.get_mut(&msp) else {
            return;
        };
        match due {
            Some(due) => held.due.insert(connection, due.max(resting.unwrap_or(due))),
            None => held.due.remove(&connection),
        };
    }

    /// How often the MSP wants its vendors to be read. Settings that cannot be read stop nothing.
    async fn rhythm(&self, msp: MspId) -> Micros {
        let engine = &self.parts.engine;
        let settings = engine.load::<Settings>(msp, &msp.to_string()).await;
        let sync = settings.unwrap_or_default().sync;
        hours(i64::from(sync.discovery_every_hours))
    }

    fn begin_due(&mut self, now: Micros) {
        let mut due: Vec<(Micros, VendorConnectionId, MspId)> = self.waiting().collect();
        due.retain(|(at, _, _)| *at <= now);
        due.sort_unstable_by_key(|(at, connection, _)| (*at, *connection));
        for (_, connection, msp) in due {
            if self.has_room(msp) {
                self.begin(msp, connection);
            }
        }
    }

    /// Those that are not read just now, and when they are to be.
    fn waiting(&self) -> impl Iterator<Item = (Micros, VendorConnectionId, MspId)> {
        let all = self.held.iter().flat_map(|(msp, held)| {
            let due = held.due.iter();
            due.map(|(connection, at)| (*at, *connection, *msp))
        });
        all.filter(|(_, connection, _)| !self.under_way.contains_key(connection))
    }

    fn has_room(&self, msp: MspId) -> bool {
        let of_msp = self.under_way.values().filter(|it| **it == msp).count();
        self.under_way.len() < AT_ONCE && of_msp < AT_ONCE_PER_MSP
    }

    fn begin(&mut self, msp: MspId, connection: VendorConnectionId) {
        let Some(held) = self.held.get(&msp) else {
            return;
        };
        let stopping = [held.halt.subscribe(), self.stopping.clone()];
        let parts = self.parts.clone();
        let is_first = self.familiar.insert(connection);
        self.under_way.insert(connection, msp);
        self.runs.spawn(async move {
            let context = parts.context();
            let outcome = run(&parts, msp, connection, context, is_first, &stopping).await;
            (connection, outcome)
        });
    }

    async fn ended(&mut self, (connection, outcome): Ended) {
        let Some(msp) = self.under_way.remove(&connection) else {
            return;
        };
        let now = self.parts.clock.now();
        let rest = match outcome {
            Ok(report) => report.retry_after.map(|it| later(now, it)),
            Err(error) => {
                tracing::warn!(%msp, %connection, code = error.code(), %error, "a vendor is not read");
                Some(now + AFTER_TROUBLE)
            }
        };
        match rest {
            Some(until) => self.resting.insert(connection, until),
            None => self.resting.remove(&connection),
        };
        let every = self.rhythm(msp).await;
        self.reschedule(msp, connection, every, now).await;
    }

    fn next_instant(&self) -> Micros {
        let waiting = self.waiting().filter(|(_, _, msp)| self.has_room(*msp));
        let due = waiting.map(|(at, _, _)| at).min();
        let lists = self.held.values().map(|held| held.list_due).min();
        let next = due.into_iter().chain(lists).min();
        next.unwrap_or(Micros::MAX).min(self.leases_due)
    }

    /// Waits for the runs under way.
    pub(super) async fn finish(&mut self) {
        while self.runs.join_next().await.is_some() {}
    }

    /// Lets go of the runs under way, wherever they are.
    pub(super) async fn break_off(&mut self) {
        self.runs.shutdown().await;
    }

    pub(super) async fn give_back(&mut self) {
        let names: Vec<String> = self.held.keys().copied().map(lease_of).collect();
        if names.is_empty() {
            return;
        }
        if let Err(error) = self.parts.leases.release(&names, self.parts.owner).await {
            tracing::warn!(code = error.code(), %error, "leases are not given back: they end by themselves");
        }
    }
}

impl VendorWatchParts {
    /// The worker, of its own accord.
    fn context(&self) -> Context {
        let actor = Actor {
            kind: ActorKind::Service,
            id: self.worker.clone(),
        };
        Context::new(actor, Source::Engine)
    }
}

/// One look at one connection, after whatever was left open there was ended.
pub(super) async fn run(
    parts: &VendorWatchParts,
    msp: MspId,
    connection: VendorConnectionId,
    mut context: Context,
    is_first: bool,
    stopping: &[watch::Receiver<bool>],
) -> Result<VendorReport, VendorDiscoveryError> {
    let correlation = CorrelationId::new(parts.engine.new_id());
    context.correlation_id = Some(correlation);
    let discovery = &parts.discovery;
    discovery
        .end_left_open(msp, connection, context.clone())
        .await?;
    let report = discovery
        .run_until(msp, connection, context, stopping)
        .await?;
    if let Some(after) = &parts.after
        && (is_first || report.has_news_of_accounts())
    {
        after.discovered(msp, connection, correlation).await;
    }
    Ok(report)
}

/// Notes which connections an event concerns: its own, or with the settings all.
fn hear(
    event: &RecordedEvent,
    all: &HashMap<VendorConnectionId, Micros>,
    touched: &mut HashSet<VendorConnectionId>,
) {
    let stream = &event.stream;
    if stream.aggregate_type == VendorConnection::TYPE {
        touched.extend(stream.aggregate_id.parse::<VendorConnectionId>());
    } else if stream.aggregate_type == Settings::TYPE {
        touched.extend(all.keys());
    }
}

pub(super) fn lease_of(msp: MspId) -> String {
    Work::Vendors.lease_for(msp)
}
