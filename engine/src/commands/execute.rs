//! One command from its arrival to its receipt.

use std::time::Duration;

use sha2::{Digest, Sha256};
use tenantry_domain::aggregate::{Aggregate, Decision, Event};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::StreamId;

use tracing::field::Empty;
use tracing::{Instrument as _, info_span};

use super::load::{AGAIN_AFTER, again};
use super::memory::Known;
use super::request::{is_valid_id, is_valid_key};
use super::{CommandError, Done, Engine, Request};
use crate::ledger::{LedgerError, NewEvent, Proposal, RequestHash, StreamFacts, Verdict};

/// A command with all that stays the same however often it is decided.
struct Asked {
    msp: MspId,
    stream: StreamId,
    key: String,
    metadata: String,
    request: RequestHash,
}

impl Engine {
    /// Carries a command out, or says why not. Returns when the outcome is durable.
    pub async fn execute<A: Aggregate>(
        &self,
        request: Request<A>,
    ) -> Result<Done, CommandError<A::Refusal>> {
        let span = info_span!("command", otel.name = format!("command {}", A::TYPE), otel.failed = Empty,
            msp = %request.msp, aggregate = A::TYPE, id = request.id, position = Empty, code = Empty);
        let outcome = self.carry_out(request).instrument(span.clone()).await;
        match &outcome {
            Ok(done) => span.record("position", done.receipt.position),
            Err(CommandError::Refused(refusal)) => {
                span.record("code", tenantry_domain::aggregate::Refusal::code(refusal))
            }
            Err(error) => span
                .record("code", error.code())
                .record("otel.failed", true),
        };
        outcome
    }

    async fn carry_out<A: Aggregate>(
        &self,
        request: Request<A>,
    ) -> Result<Done, CommandError<A::Refusal>> {
        let Ok(_permit) = self.gate.try_acquire() else {
            return Err(CommandError::Overloaded);
        };
        let (asked, command) = self.prepare(request)?;
        let _turn = self.turns.take(asked.msp, &asked.stream).await;

        // A stream nobody looked at is taken for empty. If that is wrong, the append or the
        // check of a refusal will say so, and the founding of an aggregate costs no read.
        let mut known = self
            .memory
            .recall::<A>(asked.msp, &asked.stream)
            .unwrap_or_else(Known::nothing);
        for attempt in 0..=self.limits.retries {
            let decision = known.state.decide(&command);
            let events = match &decision {
                Ok(Decision::Record(events)) => events.as_slice(),
                Ok(Decision::AlreadyDone) | Err(_) => {
                    let facts = self.facts(&asked).await?;
                    if let Some(outcome) = earlier(&asked, &facts) {
                        return outcome;
                    }
                    if facts.sequence != known.sequence {
                        known = self
                            .catch_up(asked.msp, &asked.stream, known, facts.sequence)
                            .await?;
                        continue;
                    }
                    &[]
                }
            };
            if let Err(refusal) = decision {
                tracing::debug!(code = %tenantry_domain::aggregate::Refusal::code(&refusal),
                    msp = %asked.msp, stream = %asked.stream, "refused");
                return Err(CommandError::Refused(refusal));
            }
            match self.commit::<A>(&asked, known.sequence, events).await? {
                Verdict::Committed(receipt) => {
                    // Not the receipt's length: when nothing was recorded, others may have been
                    // quicker, and what they recorded is not in this state.
                    let known = known.after(events, known.sequence + events.len() as u64);
                    self.memory.remember(asked.msp, &asked.stream, known);
                    return Ok(Done {
                        receipt,
                        replayed: false,
                    });
                }
                Verdict::Replayed(receipt) => {
                    return Ok(Done {
                        receipt,
                        replayed: true,
                    });
                }
                Verdict::KeyReused => return Err(CommandError::KeyReused),
                Verdict::TooLarge { bytes, limit } => {
                    return Err(CommandError::TooLarge { bytes, limit });
                }
                Verdict::Conflict { actual } => {
                    pause_before_deciding_again(attempt, &asked).await;
                    known = self
                        .catch_up(asked.msp, &asked.stream, known, actual)
                        .await?;
                }
            }
        }
        Err(CommandError::Contended)
    }

    fn prepare<A: Aggregate>(
        &self,
        request: Request<A>,
    ) -> Result<(Asked, A::Command), CommandError<A::Refusal>> {
        if !is_valid_id(&request.id) {
            return Err(CommandError::IdMalformed);
        }
        let stream = request.stream();
        let Request {
            msp,
            command,
            context,
            ..
        } = request;
        let metadata = context.into_metadata(&*self.ids);
        if !is_valid_key(&metadata.idempotency_key) {
            return Err(CommandError::KeyMalformed);
        }
        let written = written(&metadata)?;
        let mut hasher = Sha256::new();
        hasher.update(stream.to_string());
        hasher.update([0]);
        hasher.update(self::written(&command)?);
        let asked = Asked {
            msp,
            stream,
            key: metadata.idempotency_key,
            metadata: written,
            request: hasher.finalize().into(),
        };
        Ok((asked, command))
    }

    /// Commits, asking again when the database went away: the key makes that safe.
    async fn commit<A: Aggregate>(
        &self,
        asked: &Asked,
        expected: u64,
        events: &[A::Event],
    ) -> Result<Verdict, CommandError<A::Refusal>>
    where
        A::Event: Event,
    {
        let events = events
            .iter()
            .map(new_event::<A>)
            .collect::<Result<Vec<_>, _>>()?;
        let mut proposal = Proposal {
            msp: asked.msp,
            stream: asked.stream.clone(),
            expected,
            events,
            metadata: asked.metadata.clone(),
            key: asked.key.clone(),
            request: asked.request,
        };
        let mut pauses = AGAIN_AFTER.iter();
        let mut in_doubt = false;
        loop {
            let append = info_span!("append", events = proposal.events.len());
            let appended = self.committer.commit(proposal).instrument(append);
            let (cause, returned) = match appended.await {
                Ok(verdict) => return Ok(verdict),
                Err(failure) => failure,
            };
            in_doubt |= cause.leaves_in_doubt();
            match (pauses.next(), returned) {
                (Some(pause), Some(again)) if cause.is_transient() => {
                    tokio::time::sleep(*pause).await;
                    proposal = again;
                }
                _ if in_doubt => {
                    let key = asked.key.clone();
                    return Err(CommandError::Unsettled { key, cause });
                }
                _ => return Err(CommandError::Ledger(cause)),
            }
        }
    }

    async fn facts<R: tenantry_domain::aggregate::Refusal>(
        &self,
        asked: &Asked,
    ) -> Result<StreamFacts, CommandError<R>> {
        again(|| {
            self.ledger
                .stream_facts(asked.msp, &asked.stream, &asked.key)
        })
        .await
        .map_err(CommandError::Ledger)
    }
}

/// What an earlier command with the same key came to.
fn earlier<R: tenantry_domain::aggregate::Refusal>(
    asked: &Asked,
    facts: &StreamFacts,
) -> Option<Result<Done, CommandError<R>>> {
    facts.prior.map(|(request, receipt)| {
        if request == asked.request {
            Ok(Done {
                receipt,
                replayed: true,
            })
        } else {
            Err(CommandError::KeyReused)
        }
    })
}

/// Two nodes that met once should not meet again in step. The pause differs by key, which is as
/// good as chance here and can be replayed.
async fn pause_before_deciding_again(attempt: u32, asked: &Asked) {
    let spread = u64::from(asked.request[0]) + u64::from(asked.request[1]) * 4;
    tokio::time::sleep(Duration::from_micros(spread << attempt.min(6))).await;
}

fn new_event<A: Aggregate>(event: &A::Event) -> Result<NewEvent, CommandError<A::Refusal>> {
    let shape = event.shape();
    Ok(NewEvent {
        event_type: shape.name.to_owned(),
        event_version: shape.version.to_owned(),
        payload: written(event)?,
    })
}

/// Plain data always can be written as JSON; if a type ever could not, its command must fail
/// rather than be recorded by half.
fn written<R: tenantry_domain::aggregate::Refusal>(
    value: &impl serde::Serialize,
) -> Result<String, CommandError<R>> {
    serde_json::to_string(value).map_err(|reason| {
        CommandError::Ledger(LedgerError::Database {
            detail: format!("this cannot be written as JSON: {reason}"),
        })
    })
}
