//! One saga, carried on until it has to wait.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Actor, ActorKind, Micros, RecordedEvent, Source};
use tenantry_domain::saga::{
    Class, Next, Patience, Progress, Reaction, Saga, Step, Task, What, reaction, seconds,
};
use tenantry_domain::standstill::Standstill;
use tracing::{Instrument as _, Span, info_span};

use super::{Carrier, Conductor, Told, Trouble, Visit};
use crate::chance::Chance;
use crate::commands::{CommandError, Context, Engine, Request};
use crate::leases::Fence;
use crate::time::Clock;

/// How many steps are done in a row before others have their turn.
const IN_A_ROW: usize = 64;

/// How long a saga is left alone that could not be read or written.
const AFTER_TROUBLE: Micros = seconds(5);

/// For so long a request on record stands for what is sent.
const FRESH: Micros = seconds(60);

/// Sagas of one kind, with who does their steps.
#[derive(Debug)]
pub struct Carry<S, C> {
    engine: Arc<Engine>,
    conductor: C,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    /// What this worker is called on record.
    worker: String,
    kind: std::marker::PhantomData<fn() -> S>,
}

/// The ledger or the rules stood in the way; the saga is as it was.
struct Stopped;

/// What became of one step of the way.
enum Moved {
    On,
    Ended(Visit),
}

impl<S: Saga, C: Conductor<S>> Carry<S, C> {
    pub fn new(
        engine: Arc<Engine>,
        conductor: C,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        worker: impl Into<String>,
    ) -> Self {
        Self {
            engine,
            conductor,
            clock,
            chance,
            worker: worker.into(),
            kind: std::marker::PhantomData,
        }
    }

    /// Does what is due next, if anything is.
    async fn advance(&self, msp: MspId, id: &str, fence: Fence) -> Result<Moved, Stopped> {
        let saga = self.engine.load::<S>(msp, id).await.map_err(|error| {
            tracing::warn!(%msp, saga = S::TYPE, id, code = error.code(), %error, "a saga cannot be read");
            Stopped
        })?;
        let now = self.clock.now();
        let Next::Due { task, not_before } = saga.next() else {
            return Ok(Moved::Ended(Visit::Rest));
        };
        if not_before > now {
            return Ok(Moved::Ended(Visit::Again(not_before)));
        }
        let at = Place {
            msp,
            id,
            fence,
            saga: &saga,
        };
        match task {
            Task::Conclude => {
                self.record(&at, What::Conclude).await?;
                Ok(Moved::On)
            }
            Task::Do(step) => {
                if must_be_requested(&saga, &step, now) {
                    self.record(&at, What::Request(step.clone())).await?;
                }
                let act = self.conductor.act(msp, id, &saga, &step, now);
                let told = act.instrument(followed(&step)).await;
                self.settle(&at, &step, told).await
            }
            Task::Clarify(step) => {
                let since = saga.pace().and_then(|pace| pace.open.as_ref());
                let since = since.map_or(now, |open| open.at);
                let clarify = self.conductor.clarify(msp, id, &saga, &step, since, now);
                let told = clarify.instrument(followed(&step)).await;
                self.settle(&at, &step, told).await
            }
        }
    }

    async fn settle(
        &self,
        at: &Place<'_, S>,
        step: &S::Step,
        told: Result<Told<S::Event>, Trouble>,
    ) -> Result<Moved, Stopped> {
        match told {
            Ok(Told::Fact(fact)) => {
                self.record(at, What::Note(fact)).await?;
                Ok(Moved::On)
            }
            Ok(Told::NotYet) => self.wait(at, step).await,
            Err(trouble) => self.meet(at, step, trouble).await,
        }
    }

    /// Looks again in a while, unless it has been waited for long enough.
    async fn wait(&self, at: &Place<'_, S>, step: &S::Step) -> Result<Moved, Stopped> {
        let now = self.clock.now();
        let patience = at.saga.patience(step);
        let since = at.saga.pace().map_or(now, |pace| pace.since);
        let counted = self.counted_from(at, step, patience, now).await;
        if patience.is_over(counted, now) {
            let (step, fault) = (step.clone(), at.saga.overdue(step));
            if !at.is_undoing(&step) {
                self.record(at, What::GiveUp { step, fault }).await?;
                return Ok(Moved::On);
            }
            self.record(at, What::CallAttention { step, fault }).await?;
        }
        let look = patience.next_look(since, now);
        let look = if now < patience.ends(since) {
            look.min(patience.ends(since))
        } else {
            look
        };
        Ok(Moved::Ended(Visit::Again(look)))
    }

    async fn meet(
        &self,
        at: &Place<'_, S>,
        step: &S::Step,
        trouble: Trouble,
    ) -> Result<Moved, Stopped> {
        let now = self.clock.now();
        let Some(mut pace) = at.saga.pace().cloned() else {
            return Ok(Moved::Ended(Visit::Rest));
        };
        let Trouble { fault, asked } = trouble;
        let fault = *fault;
        let undoing = at.is_undoing(step);
        let patience = at.saga.patience(step);
        pace.since = self.counted_from(at, step, patience, now).await;
        let step = step.clone();
        match reaction(
            &fault,
            &pace,
            undoing,
            patience,
            now,
            asked,
            self.chance.draw(),
        ) {
            Reaction::StandStill => Ok(Moved::Ended(Visit::StandStill(fault))),
            Reaction::GiveUp => {
                self.record(at, What::GiveUp { step, fault }).await?;
                Ok(Moved::On)
            }
            Reaction::Again(until) => {
                if undoing && patience.is_over(pace.since, now) {
                    let (step, fault) = (step.clone(), fault.clone());
                    self.record(at, What::CallAttention { step, fault }).await?;
                }
                self.record(at, What::Delay { step, fault, until }).await?;
                Ok(Moved::Ended(Visit::Again(until)))
            }
        }
    }

    /// From when on a step's patience counts. While all work stood still nobody could do anything,
    /// so that time counts for nothing; a person's time to answer goes on all the same.
    async fn counted_from(
        &self,
        at: &Place<'_, S>,
        step: &S::Step,
        patience: Patience,
        now: Micros,
    ) -> Micros {
        let since = at.saga.pace().map_or(now, |pace| pace.since);
        if step.class() == Class::NeedsPerson || !patience.is_over(since, now) {
            return since;
        }
        let id = at.msp.to_string();
        let standstill = self.engine.load::<Standstill>(at.msp, &id).await;
        let resumed = standstill.ok().and_then(|it| it.resumed_at);
        resumed.map_or(since, |resumed| resumed.max(since))
    }

    async fn record(
        &self,
        at: &Place<'_, S>,
        what: What<S::Step, S::Event>,
    ) -> Result<(), Stopped> {
        let actor = Actor {
            kind: ActorKind::Saga,
            id: self.worker.clone(),
        };
        let mut context = Context::new(actor, Source::Engine);
        context.correlation_id = at.saga.correlation();
        let command = S::proceed(Progress {
            what,
            at: self.clock.now(),
            fence: at.fence,
        });
        let request = Request::<S> {
            msp: at.msp,
            id: at.id.to_owned(),
            command,
            context,
        };
        match self.engine.execute(request).await {
            Ok(_) => Ok(()),
            Err(error) => {
                // Refused: somebody else carried it on meanwhile. It is looked at anew.
                let expected = matches!(error, CommandError::Refused(_));
                if !expected {
                    tracing::warn!(msp = %at.msp, saga = S::TYPE, id = at.id, code = error.code(), %error,
                        "a saga's progress cannot be recorded");
                }
                Err(Stopped)
            }
        }
    }
}

/// Before something is changed outside, that it is about to be is on record, and not for long
/// before: how old that record is tells from when on nothing can arrive any more.
fn must_be_requested<S: Saga>(saga: &S, step: &S::Step, now: Micros) -> bool {
    let open = saga.pace().and_then(|pace| pace.open.as_ref());
    let fresh = open.is_some_and(|open| open.step == *step && now - open.at < FRESH);
    (step.class().leaves_traces() || step.is_undo()) && !fresh
}

/// A step, for whoever follows what the program is busy with: its kind, without what it is about.
fn followed(step: &impl std::fmt::Debug) -> Span {
    let kind = || {
        let whole = format!("{step:?}");
        let end = whole.find(|it: char| !it.is_alphanumeric());
        whole[..end.unwrap_or(whole.len())].to_owned()
    };
    info_span!("step", otel.name = format!("step {}", kind()))
}

/// The saga that is visited, as it was when it was last read.
struct Place<'a, S> {
    msp: MspId,
    id: &'a str,
    fence: Fence,
    saga: &'a S,
}

impl<S: Saga> Place<'_, S> {
    /// What is in doubt when all is undone is part of the undoing.
    fn is_undoing(&self, step: &S::Step) -> bool {
        let clarifies = matches!(
            self.saga.next(),
            Next::Due {
                task: Task::Clarify(_),
                ..
            }
        );
        step.is_undo() || clarifies
    }
}

#[async_trait]
impl<S: Saga, C: Conductor<S>> Carrier for Carry<S, C> {
    fn aggregate_type(&self) -> &'static str {
        <S as Aggregate>::TYPE
    }

    /// Whoever carries this saga on may carry the other one on as well, under the same name.
    fn concerned(&self, event: &RecordedEvent) -> Option<String> {
        let stream = &event.stream;
        let is_theirs = S::BY_OTHERS.contains(&event.event_type.as_str());
        let id = || stream.aggregate_id.clone();
        (is_theirs && stream.aggregate_type == <S as Aggregate>::TYPE).then(id)
    }

    async fn visit(&self, msp: MspId, id: &str, fence: Fence) -> Visit {
        let span =
            info_span!("visit", otel.name = format!("visit {}", S::TYPE), %msp, saga = S::TYPE, id);
        let moves = async {
            for _ in 0..IN_A_ROW {
                match self.advance(msp, id, fence).await {
                    Ok(Moved::On) => {}
                    Ok(Moved::Ended(visit)) => return visit,
                    Err(Stopped) => return Visit::Again(self.clock.now() + AFTER_TROUBLE),
                }
            }
            Visit::Again(self.clock.now())
        };
        moves.instrument(span).await
    }

    async fn account_works(&self, msp: MspId) -> Result<(), Trouble> {
        self.conductor.account_works(msp).await
    }
}
