//! Listening to how the MSP's ledger is verified.

use std::time::Duration;

use async_graphql::{Context, Enum, Result, SimpleObject, Subscription};
use futures::stream::{self, Stream};
use tenantry_domain::role::Right;
use tenantry_engine::evidence::{Found, Verdict};
use tokio::time::{Instant, sleep};

use super::object::hex;
use crate::Leave;
use crate::evidence::{Run, Stage};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::scalars::Position;

/// How often it is told at most how far it is.
const EVERY: Duration = Duration::from_millis(250);

/// Whoever follows is asked again whether it still may, when the last time is so long ago.
const ASK_AGAIN: Duration = Duration::from_mins(1);

/// What a verification came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum LedgerVerificationStatus {
    /// It is under way.
    Checking,
    /// Every event is what was recorded.
    Sound,
    /// Something is not: the findings say what.
    Unsound,
}

/// One thing in the ledger that is not as it was recorded.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct LedgerFinding {
    /// What it is; it stays the same in all languages and versions.
    code: String,
    /// The event that it is about. Nothing where it is about the ledger as a whole.
    position: Option<Position>,
    /// The stream of the event, as `TYPE/ID`.
    stream: Option<String>,
    /// What was found, in words.
    message: String,
    /// Where the page of this code is, on this server.
    help_page: String,
}

impl From<&Found> for LedgerFinding {
    fn from(found: &Found) -> Self {
        Self {
            code: found.code.to_owned(),
            position: found.position.map(Position),
            stream: found.stream.clone(),
            message: found.message.clone(),
            help_page: format!("/help/{}", found.code),
        }
    }
}

/// How far the verification of a ledger is, and at the end what it came to.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct LedgerVerification {
    /// What it came to.
    status: LedgerVerificationStatus,
    /// How many events are checked.
    checked: Position,
    /// How many there were when it began: those that came later are not its matter.
    events: Position,
    /// For how many seconds it has been under way.
    seconds: f64,
    /// The root that the events lead to, as 64 hexadecimal digits, once all are checked.
    root_hash: Option<String>,
    /// What was found, in the order of the positions; of very many the first ones. Told at the end.
    findings: Vec<LedgerFinding>,
    /// How many findings there are in all.
    found: Position,
}

impl LedgerVerification {
    fn of(stage: &Stage, end: Option<&Verdict>) -> Self {
        let status = match end {
            None => LedgerVerificationStatus::Checking,
            Some(verdict) if verdict.is_sound() => LedgerVerificationStatus::Sound,
            Some(_) => LedgerVerificationStatus::Unsound,
        };
        let findings = end.map(|verdict| verdict.findings.iter().map(LedgerFinding::from));
        Self {
            status,
            checked: Position(end.map_or(stage.checked, |verdict| verdict.events)),
            events: Position(stage.events),
            seconds: stage.took.as_secs_f64(),
            root_hash: end.map(|verdict| hex(&verdict.head.root)),
            findings: findings.into_iter().flatten().collect(),
            found: Position(end.map_or(0, |verdict| verdict.found)),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct VerificationSubscription;

#[Subscription]
impl VerificationSubscription {
    /// Verifies the MSP's whole ledger, as `tenantry ledger verify` does: every event against its hash, and the
    /// hashes against the ledger's head. Tells how far it is some times in a second, and at the end what it came
    /// to; then it is over. Of an MSP one is under way at a time, and all who ask meanwhile follow it. It ends
    /// when nobody listens any more. Roles: Tech, Admin, Auditor.
    #[graphql(complexity = "500 + child_complexity")]
    async fn ledger_verified(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<LedgerVerification, Fault>> + use<>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let leave: &Leave = ctx.data_opt().ok_or_else(Fault::nobody)?;
        let run = desk.parts.proving.verification(desk.msp());
        let run = run.ok_or_else(|| {
            let message = "as many ledgers are verified as can be at once; try again".to_owned();
            Fault::busy("LEDGER_VERIFICATION_BUSY", message)
        })?;
        let following = Following {
            run,
            leave: leave.clone(),
            asked: Instant::now(),
            told: None,
        };
        Ok(stream::try_unfold(
            Some(following),
            |following| async move {
                match following {
                    Some(following) => following.next().await.map(Some),
                    None => Ok(None),
                }
            },
        ))
    }
}

/// Somebody who follows a verification.
struct Following {
    run: Run,
    leave: Leave,
    asked: Instant,
    told: Option<Instant>,
}

impl Following {
    /// What comes next, and who follows on; nobody after the end.
    async fn next(mut self) -> Result<(LedgerVerification, Option<Self>), Fault> {
        if let Some(told) = self.told {
            // A run that ended has told its end before.
            let _ = self.run.changed().await;
            if self.run.borrow().end.is_none() {
                let calm = EVERY.saturating_sub(told.elapsed());
                tokio::select! {
                    () = sleep(calm) => {}
                    _ = self.run.wait_for(|stage| stage.end.is_some()) => {}
                }
            }
        }
        if self.asked.elapsed() >= ASK_AGAIN {
            let role = self.leave.role().await?;
            if !role.has(Right::Audit) {
                return Err(Fault::role_missing(Right::Audit));
            }
            self.asked = Instant::now();
        }
        self.told = Some(Instant::now());
        let stage = self.run.borrow_and_update().clone();
        match &stage.end {
            None => Ok((LedgerVerification::of(&stage, None), Some(self))),
            Some(Ok(verdict)) => Ok((LedgerVerification::of(&stage, Some(verdict)), None)),
            Some(Err(error)) => Err(error.clone().into()),
        }
    }
}
