//! What an aggregate's stream says it is now.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Sequence, StreamId};

use super::memory::Known;
use super::request::{is_valid_id, is_valid_key};
use super::{CommandError, Context, Engine};
use crate::ledger::LedgerError;

/// Pauses before a lost database is asked again.
pub(super) const AGAIN_AFTER: [Duration; 3] = [
    Duration::from_millis(50),
    Duration::from_millis(400),
    Duration::from_millis(1500),
];

/// Events loaded at a time.
const LOAD_PAGE: usize = 1_000;

/// No command has it: a key has one character at least.
const NO_KEY: &str = "";

impl Engine {
    /// The state of an aggregate as the database has it now, whoever recorded it. One that
    /// nothing is recorded of is as new.
    pub async fn load<A: Aggregate>(
        &self,
        msp: MspId,
        id: &str,
    ) -> Result<A, CommandError<A::Refusal>> {
        let state = self.look_at(msp, id).await?;
        Ok(A::clone(&state))
    }

    /// Whether a command with this key was carried out before: then it comes to what it came to then, and
    /// whatever is done beside it must not be done again. What was asked for with it is for the ledger to
    /// compare.
    pub(crate) async fn was_asked<A: Aggregate>(
        &self,
        msp: MspId,
        id: &str,
        context: &Context,
    ) -> Result<bool, CommandError<A::Refusal>> {
        let Some(key) = &context.idempotency_key else {
            return Ok(false);
        };
        if !is_valid_key(key) {
            return Err(CommandError::KeyMalformed);
        }
        let stream = StreamId::new(A::TYPE, id);
        let facts = self.ledger.stream_facts(msp, &stream, key).await;
        Ok(facts.map_err(CommandError::Ledger)?.prior.is_some())
    }

    /// As [`Self::load`], without a copy of the state: for what is asked often. A stream that nothing
    /// is recorded of is not remembered, whoever asks for however many of them.
    pub(crate) async fn look_at<A: Aggregate>(
        &self,
        msp: MspId,
        id: &str,
    ) -> Result<Arc<A>, CommandError<A::Refusal>> {
        if !is_valid_id(id) {
            return Err(CommandError::IdMalformed);
        }
        let stream = StreamId::new(A::TYPE, id);
        let look = async || {
            let facts = again(|| self.ledger.stream_facts(msp, &stream, NO_KEY)).await?;
            Ok(facts.sequence)
        };
        let length = self.looks.read((msp, stream.clone()), look).await;
        let length = length.map_err(CommandError::Ledger)?;
        let mut known = self
            .memory
            .recall::<A>(msp, &stream)
            .unwrap_or_else(Known::nothing);
        if length != known.sequence {
            known = self.catch_up(msp, &stream, known, length).await?;
        }
        Ok(known.state)
    }

    /// Folds what was recorded since. A stream shorter than what is remembered means that the
    /// database was put back to an older state: then memory counts for nothing.
    pub(super) async fn catch_up<A: Aggregate>(
        &self,
        msp: MspId,
        stream: &StreamId,
        mut known: Known<A>,
        actual: Sequence,
    ) -> Result<Known<A>, CommandError<A::Refusal>> {
        if actual < known.sequence {
            known = Known::nothing();
        }
        loop {
            let page = again(|| self.ledger.stream(msp, stream, known.sequence, LOAD_PAGE))
                .await
                .map_err(CommandError::Ledger)?;
            let events = page
                .iter()
                .map(|recorded| {
                    recorded
                        .decode::<A::Event>()
                        .map_err(|reason| CommandError::Unreadable {
                            position: recorded.position,
                            reason,
                        })
                })
                .collect::<Result<Vec<_>, _>>()?;
            let sequence = page.last().map_or(known.sequence, |last| last.sequence);
            known = known.after(&events, sequence);
            if page.len() < LOAD_PAGE {
                self.memory.remember(msp, stream, known.clone());
                return Ok(known);
            }
        }
    }
}

/// A read, repeated while the database is away.
pub(super) async fn again<T, F>(mut read: impl FnMut() -> F) -> Result<T, LedgerError>
where
    F: Future<Output = Result<T, LedgerError>>,
{
    for pause in AGAIN_AFTER {
        match read().await {
            Err(error) if error.is_transient() => tokio::time::sleep(pause).await,
            settled => return settled,
        }
    }
    read().await
}
