//! One worker's round: mind the leases, follow the ledger, visit what is due, wait.

use std::collections::{HashMap, HashSet};

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tenantry_domain::partner_connection::PartnerConnection;
use tenantry_domain::record::{Metadata, Micros, Position, RecordedEvent};
use tenantry_domain::standstill::Standstill;
use tokio::task::{JoinError, JoinSet};

use super::queue::{Key, Queue};
use super::runner::{RunnerParts, Tuning};
use super::standstill::Still;
use super::{Visit, standstill};
use crate::leases::{Fence, Work};
use crate::ledger::{LedgerError, PAGE_LIMIT, Wake};

/// How long a worker waits before it asks a database again that did not answer.
const AFTER_TROUBLE: Micros = 1_000_000;

pub(super) struct Round<'a> {
    parts: &'a RunnerParts,
    tuning: Tuning,
    held: HashMap<MspId, Held>,
    queue: Queue,
    /// Tasks of their own: one that waits for the database, or has a connection to it, goes on while
    /// the round itself waits for one.
    visits: JoinSet<(Key, Visit)>,
    /// Under visit; and whether something was recorded about it meanwhile.
    visited: HashMap<Key, bool>,
    wake: Wake,
    leases_due: Micros,
}

/// What is known of an MSP whose lease is held.
#[derive(Debug)]
struct Held {
    fence: Fence,
    /// How far its ledger was followed.
    followed: Position,
    visits: usize,
    /// The work stands still.
    still: Option<Still>,
}

impl<'a> Round<'a> {
    pub(super) fn new(parts: &'a RunnerParts, tuning: Tuning) -> Self {
        Self {
            parts,
            tuning,
            held: HashMap::new(),
            queue: Queue::default(),
            visits: JoinSet::new(),
            visited: HashMap::new(),
            wake: Wake::default(),
            leases_due: Micros::MIN,
        }
    }

    /// Once around. Whatever it is dropped at, nothing is lost but time.
    pub(super) async fn go(&mut self) {
        let now = self.parts.clock.now();
        if let Err(error) = self.look_around(now).await {
            tracing::warn!(code = error.code(), %error, "the ledger cannot be followed");
            self.leases_due = now + AFTER_TROUBLE;
        }
        self.try_again(now).await;
        self.queue.ripen(now);
        self.begin_visits();
        let until = self.next_instant();
        let busy = !self.visits.is_empty();
        tokio::select! {
            biased;
            Some(ended) = self.visits.join_next() => {
                let (key, visit) = outcome(ended);
                self.visit_ended(key, visit).await;
            }
            () = self.parts.alarm.until(until, &mut self.wake, busy) => {}
        }
    }

    async fn look_around(&mut self, now: Micros) -> Result<(), LedgerError> {
        let heads = heads(self.parts).await?;
        if now >= self.leases_due {
            self.mind_leases(heads.keys().copied().collect(), now)
                .await?;
        }
        let behind: Vec<MspId> = self
            .held
            .iter()
            .filter(|(msp, held)| heads.get(msp).is_some_and(|head| *head > held.followed))
            .map(|(msp, _)| *msp)
            .collect();
        for msp in behind {
            self.follow(msp, now).await?;
        }
        Ok(())
    }

    /// Renews what is held, lets go of what was lost, and takes what is free.
    async fn mind_leases(&mut self, msps: HashSet<MspId>, now: Micros) -> Result<(), LedgerError> {
        let (owner, length) = (self.parts.owner, self.tuning.lease);
        let names: Vec<String> = self.held.keys().map(|msp| lease_of(*msp)).collect();
        let kept: HashSet<String> = if names.is_empty() {
            HashSet::new()
        } else {
            let kept = self.parts.leases.renew(&names, owner, length).await?;
            kept.into_iter().collect()
        };
        let lost: Vec<MspId> = self
            .held
            .keys()
            .copied()
            .filter(|msp| !kept.contains(&lease_of(*msp)))
            .collect();
        for msp in lost {
            tracing::info!(%msp, "another worker carries on this MSP's sagas");
            self.held.remove(&msp);
            self.queue.forget_msp(msp);
        }
        let free: HashMap<String, MspId> = msps
            .into_iter()
            .filter(|msp| !self.held.contains_key(msp))
            .map(|msp| (lease_of(msp), msp))
            .collect();
        if !free.is_empty() {
            let mut names: Vec<String> = free.keys().cloned().collect();
            names.sort_unstable();
            for (name, fence) in self.parts.leases.take(&names, owner, length).await? {
                if let Some(msp) = free.get(&name) {
                    self.take_over(*msp, fence, now).await?;
                }
            }
        }
        self.leases_due = now + self.tuning.renewal();
        Ok(())
    }

    /// Learns what an MSP's sagas wait for.
    async fn take_over(
        &mut self,
        msp: MspId,
        fence: Fence,
        now: Micros,
    ) -> Result<(), LedgerError> {
        let mut after = None;
        let mut followed = None;
        loop {
            let living = self.parts.live.of(msp, after.as_deref()).await?;
            followed = Some(followed.unwrap_or(living.position).min(living.position));
            for saga in living.sagas {
                if let Some(key) = self.key(msp, &saga.aggregate_type, &saga.id) {
                    self.queue.put(key, saga.due.max(0));
                }
            }
            after = living.next;
            if after.is_none() {
                break;
            }
        }
        let since = standstill::since(&self.parts.engine, msp).await;
        let held = Held {
            fence,
            followed: followed.unwrap_or_default(),
            visits: self.visited.keys().filter(|key| key.msp == msp).count(),
            still: since.map(|since| Still::found(since, now)),
        };
        self.held.insert(msp, held);
        Ok(())
    }

    /// What was recorded since may concern sagas.
    async fn follow(&mut self, msp: MspId, now: Micros) -> Result<(), LedgerError> {
        loop {
            let Some(after) = self.held.get(&msp).map(|held| held.followed) else {
                return Ok(());
            };
            let page = self
                .parts
                .engine
                .ledger()
                .feed(msp, after, PAGE_LIMIT)
                .await?;
            let Some(last) = page.last().map(|event| event.position) else {
                return Ok(());
            };
            for event in &page {
                self.heard(event, now).await;
            }
            if let Some(held) = self.held.get_mut(&msp) {
                held.followed = last;
            }
            if page.len() < PAGE_LIMIT {
                return Ok(());
            }
        }
    }

    async fn heard(&mut self, event: &RecordedEvent, now: Micros) {
        if event.stream.aggregate_type == Standstill::TYPE {
            let since = standstill::since(&self.parts.engine, event.msp).await;
            if let Some(held) = self.held.get_mut(&event.msp) {
                let met = held.still.take().and_then(|still| still.met);
                held.still = since.map(|since| Still::since(since, now, met));
            }
            return;
        }
        if event.stream.aggregate_type == PartnerConnection::TYPE {
            // A new sign-in, or another connection: what was waited for, perhaps.
            let held = self.held.get_mut(&event.msp);
            if let Some(still) = held.and_then(|held| held.still.as_mut()) {
                still.due = now;
            }
            return;
        }
        for key in self.concerned(event) {
            self.wake(key, now);
        }
        let stream = &event.stream;
        let Some(key) = self.key(event.msp, &stream.aggregate_type, &stream.aggregate_id) else {
            return;
        };
        // What this worker recorded itself, it knew when it put the saga where it stands.
        if !is_own(event, &self.parts.worker) {
            self.wake(key, now);
        }
    }

    /// What waits for something else than its own stream, whoever recorded that.
    fn concerned(&self, event: &RecordedEvent) -> Vec<Key> {
        let carriers = self.parts.carriers.iter();
        let found = carriers.filter_map(|carrier| {
            let id = carrier.concerned(event)?;
            self.key(event.msp, carrier.aggregate_type(), &id)
        });
        found.collect()
    }

    fn wake(&mut self, key: Key, now: Micros) {
        if let Some(again) = self.visited.get_mut(&key) {
            *again = true;
        } else {
            self.queue.put_earlier(key, now);
        }
    }

    fn key(&self, msp: MspId, aggregate_type: &str, id: &str) -> Option<Key> {
        let mut carriers = self.parts.carriers.iter();
        let place = carriers.position(|carrier| carrier.aggregate_type() == aggregate_type)?;
        Some(Key {
            msp,
            carrier: u8::try_from(place).ok()?,
            id: id.into(),
        })
    }

    fn begin_visits(&mut self) {
        while self.visits.len() < self.tuning.visits {
            let (held, most) = (&self.held, self.tuning.visits_per_msp);
            let may = |msp| {
                held.get(&msp)
                    .is_some_and(|held| held.still.is_none() && held.visits < most)
            };
            let Some(key) = self.queue.take(may) else {
                return;
            };
            self.begin_visit(key);
        }
    }

    fn begin_visit(&mut self, key: Key) {
        if let Some(again) = self.visited.get_mut(&key) {
            *again = true;
            return;
        }
        let Some(held) = self.held.get_mut(&key.msp) else {
            return;
        };
        held.visits += 1;
        let fence = held.fence;
        let carrier = self.parts.carriers[usize::from(key.carrier)].clone();
        self.visited.insert(key.clone(), false);
        self.visits.spawn(async move {
            let visit = carrier.visit(key.msp, &key.id, fence).await;
            (key, visit)
        });
    }

    async fn visit_ended(&mut self, key: Key, visit: Visit) {
        let now = self.parts.clock.now();
        let again = self.visited.remove(&key).unwrap_or_default();
        let Some(held) = self.held.get_mut(&key.msp) else {
            return;
        };
        held.visits = held.visits.saturating_sub(1);
        if let Visit::StandStill(fault) = visit {
            if let Some(still) = &mut held.still {
                still.tried(now);
            } else {
                held.still = Some(Still::since(now, now, Some(key.clone())));
                let (engine, worker) = (&self.parts.engine, &self.parts.worker);
                standstill::stop(engine, key.msp, worker, fault, now).await;
            }
            self.queue.put(key, now);
            return;
        }
        let met = held.still.as_ref().and_then(|still| still.met.as_ref());
        if met == Some(&key) {
            self.resume(key.msp, now).await;
        }
        match visit {
            Visit::Rest | Visit::Again(_) if again => self.queue.put(key, now),
            Visit::Again(due) => self.queue.put(key, due),
            Visit::Rest | Visit::StandStill(_) => {}
        }
    }

    /// Tries whether MSPs that stand still can go on: first the account by itself, then that which
    /// met the fault.
    async fn try_again(&mut self, now: Micros) {
        let tried = self.held.iter_mut().filter_map(|(msp, held)| {
            let still = held.still.as_mut().filter(|still| still.due <= now)?;
            still.tried(now);
            Some(*msp)
        });
        for msp in tried.collect::<Vec<_>>() {
            let Some(carrier) = self.parts.carriers.first() else {
                continue;
            };
            if let Err(trouble) = carrier.account_works(msp).await {
                tracing::debug!(%msp, code = %trouble.fault.code, "the work still cannot go on");
                continue;
            }
            let Some(still) = self.held.get_mut(&msp).and_then(|held| held.still.as_mut()) else {
                continue;
            };
            // A worker that took over does not know which one met it: any has to do.
            let other = || self.queue.take(|turn| turn == msp);
            match still.met.take().or_else(other) {
                Some(key) => {
                    still.met = Some(key.clone());
                    self.begin_visit(key);
                }
                None => self.resume(msp, now).await,
            }
        }
    }

    async fn resume(&mut self, msp: MspId, now: Micros) {
        if let Some(held) = self.held.get_mut(&msp) {
            held.still = None;
        }
        standstill::resume(&self.parts.engine, msp, &self.parts.worker, now).await;
    }

    fn next_instant(&mut self) -> Micros {
        let tries = self.held.values().filter_map(|held| held.still.as_ref());
        let next_try = tries.map(|still| still.due).min().unwrap_or(Micros::MAX);
        let due = self.queue.next_due().unwrap_or(Micros::MAX);
        due.min(next_try).min(self.leases_due)
    }

    /// Waits for the visits under way.
    pub(super) async fn finish(&mut self) {
        while self.visits.join_next().await.is_some() {}
    }

    /// Lets go of the visits under way, wherever they are.
    pub(super) async fn break_off(&mut self) {
        self.visits.shutdown().await;
    }

    pub(super) async fn give_back(&mut self) {
        let names: Vec<String> = self.held.keys().map(|msp| lease_of(*msp)).collect();
        if names.is_empty() {
            return;
        }
        if let Err(error) = self.parts.leases.release(&names, self.parts.owner).await {
            tracing::warn!(code = error.code(), %error, "leases are not given back: they end by themselves");
        }
    }
}

async fn heads(parts: &RunnerParts) -> Result<HashMap<MspId, Position>, LedgerError> {
    let mut all = HashMap::new();
    let mut last = None;
    loop {
        let page = parts.engine.ledger().heads(last, PAGE_LIMIT).await?;
        last = page.last().map(|head| head.msp);
        let full = page.len() == PAGE_LIMIT;
        all.extend(page.into_iter().map(|head| (head.msp, head.position)));
        if !full {
            return Ok(all);
        }
    }
}

/// Nobody but the round breaks visits off: one that did not end panicked, and so does the round.
fn outcome(ended: Result<(Key, Visit), JoinError>) -> (Key, Visit) {
    ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

fn lease_of(msp: MspId) -> String {
    Work::Sagas.lease_for(msp)
}

fn is_own(event: &RecordedEvent, worker: &str) -> bool {
    serde_json::from_str::<Metadata>(&event.metadata).is_ok_and(|it| it.actor_id == worker)
}
