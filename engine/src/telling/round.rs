//! One worker's round: mind the leases, follow the ledger, look at channels that may have something to tell.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::Approval;
use tenantry_domain::ids::{MspId, NoticeChannelId};
use tenantry_domain::notice_channel::NoticeChannel;
use tenantry_domain::record::{Micros, Position, RecordedEvent};
use tenantry_domain::saga::{minutes, seconds};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::visit::{Looked, Next, Visit};
use super::watch::NoticeWatchParts;
use crate::leases::Work;
use crate::ledger::{LedgerError, PAGE_LIMIT, Wake};

/// How long a lease lasts: how long a killed worker is waited for.
const LEASE: Duration = Duration::from_secs(30);
const RENEWAL: Micros = seconds(5);
/// How often the list of channels is read again, in case it was behind: soon after an MSP was taken over,
/// then in pauses that grow.
const LIST_SOON: Micros = seconds(2);
const LIST_SLOWER: Micros = 5;
const LIST_AGAIN: Micros = minutes(10);
/// How long a worker waits before it asks again what could not be read.
const ASK_AGAIN: Micros = seconds(1);
/// What is recorded within this time is followed together.
const CALM: Duration = Duration::from_millis(100);
/// Events followed at a time.
const PAGE: usize = 1_000;
/// Channels told at once, of all MSPs and of one: whoever answers slowly holds up nobody else.
const AT_ONCE: usize = 16;
const AT_ONCE_PER_MSP: usize = 4;

type Ended = (NoticeChannelId, Looked);

pub(super) struct Round<'a> {
    parts: &'a NoticeWatchParts,
    stopping: watch::Receiver<bool>,
    held: HashMap<MspId, Held>,
    /// Tasks of their own, which go on while the round waits.
    visits: JoinSet<Ended>,
    under_way: HashMap<NoticeChannelId, MspId>,
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
    channels: HashMap<NoticeChannelId, Seat>,
    /// Tells the visits of this MSP to stop.
    halt: watch::Sender<bool>,
}

#[derive(Debug, Clone, Copy)]
struct Seat {
    due: Micros,
    /// There is nothing to tell up to here.
    looked: Position,
    /// Something was recorded while it was looked at.
    stirred: bool,
}

impl<'a> Round<'a> {
    pub(super) fn new(parts: &'a NoticeWatchParts, stopping: watch::Receiver<bool>) -> Self {
        Self {
            parts,
            stopping,
            held: HashMap::new(),
            visits: JoinSet::new(),
            under_way: HashMap::new(),
            wake: Wake::default(),
            leases_due: Micros::MIN,
        }
    }

    /// Once around. Whatever it is dropped at, nothing is lost but time.
    pub(super) async fn go(&mut self) {
        let now = self.parts.clock.now();
        if let Err(error) = self.look_around(now).await {
            tracing::warn!(code = error.code(), %error, "it is not known just now whom to tell");
            self.leases_due = now + ASK_AGAIN;
        }
        self.begin_due(now);
        let until = self.next_instant();
        let busy = !self.visits.is_empty();
        let (alarm, wake) = (&self.parts.alarm, &mut self.wake);
        tokio::select! {
            biased;
            Some(ended) = self.visits.join_next() => {
                // Nobody but the round breaks visits off: one that did not end panicked.
                let ended = ended.unwrap_or_else(|it| std::panic::resume_unwind(it.into_panic()));
                self.ended(ended);
            }
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
                tracing::info!(%msp, "another worker tells this MSP's people");
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
                let held = Held {
                    followed: *head,
                    list_due: now,
                    list_after: LIST_SOON,
                    channels: HashMap::new(),
                    halt: watch::Sender::new(false),
                };
                self.held.insert(*msp, held);
            }
        }
        self.leases_due = now + RENEWAL;
        Ok(())
    }

    /// Learns which channels there are; each is looked at once. What cannot be read now is read soon.
    async fn list(&mut self, msp: MspId, now: Micros) {
        let mut last = None;
        let mut trouble = false;
        loop {
            match self.parts.standing.after(msp, last).await {
                Ok(page) => {
                    let Some(end) = page.last() else { break };
                    last = Some(*end);
                    if let Some(held) = self.held.get_mut(&msp) {
                        for channel in page {
                            held.channels.entry(channel).or_insert(Seat::new(now));
                        }
                    }
                }
                Err(error) => {
                    tracing::warn!(%msp, code = error.code, %error, "notice channels are not known");
                    trouble = true;
                    break;
                }
            }
        }
        if let Some(held) = self.held.get_mut(&msp) {
            held.list_due = now + if trouble { ASK_AGAIN } else { held.list_after };
            if !trouble {
                held.list_after = (held.list_after * LIST_SLOWER).min(LIST_AGAIN);
            }
        }
    }

    /// What was recorded since may concern channels.
    async fn follow(
        &mut self,
        msp: MspId,
        head: Option<Position>,
        now: Micros,
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
                held.hear(event, now);
            }
        }
        Ok(())
    }

    fn begin_due(&mut self, now: Micros) {
        let mut due: Vec<(Micros, NoticeChannelId, MspId)> = self.waiting().collect();
        due.retain(|(at, _, _)| *at <= now);
        due.sort_unstable_by_key(|(at, channel, _)| (*at, *channel));
        for (_, channel, msp) in due {
            if self.has_room(msp) {
                self.begin(msp, channel);
            }
        }
    }

    /// Those that are not looked at just now, and when they are to be.
    fn waiting(&self) -> impl Iterator<Item = (Micros, NoticeChannelId, MspId)> {
        let all = self.held.iter().flat_map(|(msp, held)| {
            let seats = held.channels.iter();
            seats.map(|(channel, seat)| (seat.due, *channel, *msp))
        });
        all.filter(|(_, channel, _)| !self.under_way.contains_key(channel))
    }

    fn has_room(&self, msp: MspId) -> bool {
        let of_msp = self.under_way.values().filter(|it| **it == msp).count();
        self.under_way.len() < AT_ONCE && of_msp < AT_ONCE_PER_MSP
    }

    fn begin(&mut self, msp: MspId, channel: NoticeChannelId) {
        let Some(held) = self.held.get_mut(&msp) else {
            return;
        };
        let halts = [held.halt.subscribe(), self.stopping.clone()];
        let Some(seat) = held.channels.get_mut(&channel) else {
            return;
        };
        seat.stirred = false;
        let (looked, parts) = (seat.looked, self.parts.clone());
        self.under_way.insert(channel, msp);
        self.visits.spawn(async move {
            let visit = Visit {
                parts: &parts,
                msp,
                channel,
                halts: &halts,
            };
            (channel, visit.go(looked).await)
        });
    }

    fn ended(&mut self, (channel, looked): Ended) {
        let msp = self.under_way.remove(&channel);
        let Some(held) = msp.and_then(|msp| self.held.get_mut(&msp)) else {
            return;
        };
        if looked.next == Next::Over {
            held.channels.remove(&channel);
            return;
        }
        let Some(seat) = held.channels.get_mut(&channel) else {
            return;
        };
        seat.looked = looked.up_to;
        seat.due = match looked.next {
            _ if seat.stirred => Micros::MIN,
            Next::Again(at) => at,
            Next::Rest | Next::Over => Micros::MAX,
        };
    }

    fn next_instant(&self) -> Micros {
        let waiting = self.waiting().filter(|(_, _, msp)| self.has_room(*msp));
        let due = waiting.map(|(at, _, _)| at).min();
        let lists = self.held.values().map(|held| held.list_due).min();
        let next = due.into_iter().chain(lists).min();
        next.unwrap_or(Micros::MAX).min(self.leases_due)
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
        let names: Vec<String> = self.held.keys().copied().map(lease_of).collect();
        if names.is_empty() {
            return;
        }
        if let Err(error) = self.parts.leases.release(&names, self.parts.owner).await {
            tracing::warn!(code = error.code(), %error, "leases are not given back: they end by themselves");
        }
    }
}

impl Seat {
    fn new(due: Micros) -> Self {
        Self {
            due,
            looked: 0,
            stirred: false,
        }
    }

    /// There may be something to tell.
    fn stir(&mut self, now: Micros) {
        self.due = self.due.min(now);
        self.stirred = true;
    }
}

impl Held {
    /// An approval's event may be for all channels; a channel's own is for that one.
    fn hear(&mut self, event: &RecordedEvent, now: Micros) {
        let stream = &event.stream;
        if stream.aggregate_type == Approval::TYPE {
            self.channels.values_mut().for_each(|it| it.stir(now));
        } else if stream.aggregate_type == NoticeChannel::TYPE
            && let Ok(channel) = stream.aggregate_id.parse::<NoticeChannelId>()
        {
            let seat = self.channels.entry(channel).or_insert(Seat::new(now));
            seat.stir(now);
        }
    }
}

fn lease_of(msp: MspId) -> String {
    Work::Notices.lease_for(msp)
}
