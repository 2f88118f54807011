//! Group commit: whatever is waiting goes into one transaction.
//!
//! No clock is waited for. While one group is on its way to the disk the next one gathers by
//! itself, so groups are large exactly when there is much to do.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::ledger::{Ledger, LedgerError, Proposal, Verdict};

type Answer = Result<Verdict, LedgerError>;

/// The proposal comes back with a failure: it may be asked again without a copy having been kept.
pub(super) type Committed = Result<Verdict, (LedgerError, Option<Proposal>)>;

#[derive(Debug)]
pub(super) struct Committer(mpsc::Sender<Waiting>);

#[derive(Debug)]
struct Waiting {
    proposal: Proposal,
    answer: oneshot::Sender<Committed>,
}

impl Committer {
    pub(super) fn start(ledger: Arc<dyn Ledger>, group: usize, waiting: usize) -> Self {
        let (queue, arrivals) = mpsc::channel(waiting.max(1));
        tokio::spawn(serve(ledger, arrivals, group.max(1)));
        Self(queue)
    }

    /// Commits one proposal, in company. Returns when it is durable or known not to be.
    pub(super) async fn commit(&self, proposal: Proposal) -> Committed {
        let (answer, answered) = oneshot::channel();
        let stopped = || {
            let detail = "the engine is stopping".to_owned();
            (LedgerError::Unreachable { detail }, None)
        };
        self.0
            .send(Waiting { proposal, answer })
            .await
            .map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

async fn serve(ledger: Arc<dyn Ledger>, mut arrivals: mpsc::Receiver<Waiting>, limit: usize) {
    let mut waiting = Vec::with_capacity(limit);
    let mut in_company = false;
    while arrivals.recv_many(&mut waiting, limit).await > 0 {
        if in_company {
            gather(&mut arrivals, &mut waiting, limit).await;
        }
        in_company = waiting.len() > 1;
        let (proposals, answers): (Vec<_>, Vec<_>) =
            waiting.drain(..).map(|w| (w.proposal, w.answer)).unzip();
        let outcomes = commit_group(&*ledger, &proposals).await;
        for ((answer, outcome), proposal) in answers.into_iter().zip(outcomes).zip(proposals) {
            // Who asked may have gone; what was committed stays committed.
            drop(answer.send(outcome.map_err(|error| (error, Some(proposal)))));
        }
    }
}

/// Lets the callers that were just answered ask their next thing before the group leaves, for as
/// long as that brings in more: half of them would miss it otherwise, every time.
async fn gather(arrivals: &mut mpsc::Receiver<Waiting>, waiting: &mut Vec<Waiting>, limit: usize) {
    loop {
        tokio::task::yield_now().await;
        let before = waiting.len();
        while waiting.len() < limit
            && let Ok(more) = arrivals.try_recv()
        {
            waiting.push(more);
        }
        if waiting.len() == before {
            return;
        }
    }
}

/// One answer per proposal. When the database refuses a group as a whole for a cause that may lie
/// with one of its members, each goes alone: nobody fails for a neighbour.
async fn commit_group(ledger: &dyn Ledger, group: &[Proposal]) -> Vec<Answer> {
    match ledger.commit(group).await {
        Ok(verdicts) => verdicts.into_iter().map(Ok).collect(),
        Err(LedgerError::Database { .. } | LedgerError::Corrupt { .. }) if group.len() > 1 => {
            let mut answers = Vec::with_capacity(group.len());
            for proposal in group {
                answers.push(commit_alone(ledger, proposal).await);
            }
            answers
        }
        Err(error) => vec![Err(error); group.len()],
    }
}

async fn commit_alone(ledger: &dyn Ledger, proposal: &Proposal) -> Answer {
    let verdicts = ledger.commit(std::slice::from_ref(proposal)).await?;
    verdicts
        .into_iter()
        .next()
        .ok_or_else(|| LedgerError::Corrupt {
            detail: "a commit without a verdict".to_owned(),
        })
}
