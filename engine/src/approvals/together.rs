//! Decisions about many requests at once, after a look at what would come of each.
//!
//! A preview has a token of two halves: what was shown to whom, and how all of it stood. Whoever decides gives
//! it back with the plans that were looked at. When something stands otherwise by then, nothing is decided.
//! Each decision is a command of its own: what is refused keeps no other from being made. Asked again with the
//! same key and token, each comes to what it came to then.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt as _};
use sha2::{Digest as _, Sha256};
use tenantry_domain::aggregate::{Aggregate as _, Decision, Refusal as _};
use tenantry_domain::approval::{
    Approval, ApprovalCommand, ApprovalEvent, ApprovalRefusal, Decider, GiveApproval, PlanDigest,
    RejectRequest,
};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::role::Role;
use tenantry_domain::text::Reason;
use uuid::Uuid;

use super::{ApprovalError, Approvals, Wished, approval_of_key, decider};
use crate::commands::{CommandError, Context, Done};
use crate::ledger::PAGE_LIMIT;

/// Requests that are decided about at once. Nobody looks through more.
pub const MOST_TOGETHER: usize = 100;

/// Commands that are under way at once.
const ABREAST: usize = 16;

/// What is decided about all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Approve,
    Reject,
}

/// What would come of one decision now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outlook {
    /// It is carried out then.
    Granted,
    /// It is one of the decisions that it takes.
    Counted {
        given: usize,
        needed: usize,
    },
    Rejected,
    /// It was decided like this already.
    AlreadyDone,
    Refused(ApprovalRefusal),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    pub id: ApprovalId,
    /// The plan that would be decided about; none where nobody asked for such a change.
    pub digest: Option<PlanDigest>,
    pub outlook: Outlook,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionsPreview {
    /// In the order in which they were named.
    pub items: Vec<Foreseen>,
    pub token: String,
}

/// A request, and the plan of it that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAt {
    pub id: ApprovalId,
    pub digest: Option<PlanDigest>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Approve,
    Reject(Reason),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionsWish {
    pub verdict: Verdict,
    pub items: Vec<LookedAt>,
    /// Of the preview.
    pub token: String,
}

/// What came of one of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub id: ApprovalId,
    pub outcome: Result<Done, ApprovalError>,
}

/// Why nothing was decided.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TogetherError {
    #[error("{count} requests are more than {MOST_TOGETHER}")]
    TooMany { count: usize },
    #[error(
        "what is to be decided is not what was shown, or stands otherwise by now; look at it again"
    )]
    PreviewStale,
    #[error(transparent)]
    Approval(#[from] ApprovalError),
}

impl TogetherError {
    pub const CODES: &'static [&'static str] = &["APPROVALS_TOO_MANY", "PREVIEW_STALE"];

    pub fn code(&self) -> &'static str {
        match self {
            Self::TooMany { .. } => "APPROVALS_TOO_MANY",
            Self::PreviewStale => "PREVIEW_STALE",
            Self::Approval(error) => error.code(),
        }
    }
}

impl Verdict {
    fn choice(&self) -> Choice {
        match self {
            Self::Approve => Choice::Approve,
            Self::Reject(_) => Choice::Reject,
        }
    }
}

/// What was shown to whom, and how it stood.
struct Token {
    shown: String,
    standing: String,
}

impl Token {
    fn of(msp: MspId, by: &Decider, choice: Choice, seen: &[Seen]) -> Self {
        let mut shown = Sha256::new();
        shown.update(msp.as_uuid());
        shown.update(by.person.to_string());
        shown.update([0, u8::from(choice == Choice::Approve)]);
        let mut standing = Sha256::new();
        let sorted: BTreeMap<ApprovalId, &Seen> = seen.iter().map(|it| (it.id, it)).collect();
        for (id, it) in sorted {
            shown.update(id.as_uuid());
            let digest = it.digest.as_ref().map_or("", PlanDigest::as_str);
            shown.update(Sha256::digest(digest));
            standing.update(Sha256::digest(&it.standing));
        }
        Self {
            shown: short(&shown.finalize()),
            standing: short(&standing.finalize()),
        }
    }

    fn text(&self) -> String {
        format!("{}-{}", self.shown, self.standing)
    }
}

fn short(digest: &[u8]) -> String {
    let digits = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// What a token is made of.
struct Seen {
    id: ApprovalId,
    digest: Option<PlanDigest>,
    standing: String,
}

impl Approvals {
    /// What would come of deciding like this about each of them, now and by this person.
    /// Nothing is recorded.
    pub async fn decisions_preview(
        &self,
        msp: MspId,
        ids: &[ApprovalId],
        choice: Choice,
        by: &Decider,
    ) -> Result<DecisionsPreview, TogetherError> {
        let ids = few(ids.iter().copied())?;
        let items = self.foreseen(msp, &ids, choice, by).await?;
        let seen: Vec<Seen> = items.iter().map(Foreseen::seen).collect();
        let token = Token::of(msp, by, choice, &seen).text();
        Ok(DecisionsPreview { items, token })
    }

    /// Decides about all that was shown, each for itself.
    pub async fn decide_together(
        &self,
        msp: MspId,
        wish: DecisionsWish,
        role: Role,
        context: Context,
    ) -> Result<Vec<Decided>, TogetherError> {
        let drawn = || ApprovalId::new(self.parts.engine.new_id());
        let key = context.idempotency_key.as_deref();
        let id = key.map_or_else(drawn, |key| approval_of_key(msp, key));
        let outcome = self.decided_together(msp, wish, role, &context);
        // Where nothing is decided it was one wish, and is one refusal. Each decision is witnessed by itself.
        let wished = Wished::of(WishKind::DecideTogether, id);
        self.witnessed(msp, wished, &context, outcome).await
    }

    async fn decided_together(
        &self,
        msp: MspId,
        wish: DecisionsWish,
        role: Role,
        context: &Context,
    ) -> Result<Vec<Decided>, TogetherError> {
        let by = decider(context, role)?;
        let ids = few(wish.items.iter().map(|it| it.id))?;
        // One key is asked for each decision, so nothing else would look at this one.
        if let Some(first) = ids.first() {
            self.was_asked(msp, *first, context).await?;
        }
        self.must_be_as_shown(msp, &wish, &ids, &by, context)
            .await?;
        let mut plans: BTreeMap<ApprovalId, PlanDigest> = BTreeMap::new();
        for item in wish.items {
            let digest = item.digest.unwrap_or_else(|| PlanDigest::named(""));
            plans.entry(item.id).or_insert(digest);
        }
        let (verdict, token) = (&wish.verdict, &wish.token);
        let decisions = ids.into_iter().map(|id| {
            let plan = plans.remove(&id);
            async move {
                let context = part(msp, context, token, id);
                let outcome = match verdict {
                    Verdict::Approve => {
                        let plan = plan.unwrap_or_else(|| PlanDigest::named(""));
                        self.approve(msp, id, plan, role, context).await
                    }
                    Verdict::Reject(reason) => {
                        self.reject(msp, id, reason.clone(), role, context).await
                    }
                };
                Decided { id, outcome }
            }
        });
        let decisions: Vec<_> = decisions.collect();
        Ok(stream::iter(decisions).buffered(ABREAST).collect().await)
    }

    /// Nothing is decided that was not shown. Who asks again finds all of it decided, and was told so before.
    async fn must_be_as_shown(
        &self,
        msp: MspId,
        wish: &DecisionsWish,
        ids: &[ApprovalId],
        by: &Decider,
        context: &Context,
    ) -> Result<(), TogetherError> {
        let choice = wish.verdict.choice();
        let now = self.foreseen(msp, ids, choice, by).await?;
        let given: BTreeMap<_, _> = wish.items.iter().rev().map(|it| (it.id, it)).collect();
        let seen = now.iter().map(|it| Seen {
            digest: given.get(&it.id).and_then(|it| it.digest.clone()),
            ..it.seen()
        });
        let seen: Vec<Seen> = seen.collect();
        let token = Token::of(msp, by, choice, &seen);
        let Some((shown, standing)) = wish.token.split_once('-') else {
            return Err(TogetherError::PreviewStale);
        };
        if shown != token.shown {
            return Err(TogetherError::PreviewStale);
        }
        if standing == token.standing {
            return Ok(());
        }
        for id in ids {
            let context = part(msp, context, &wish.token, *id);
            if self.was_asked(msp, *id, &context).await? {
                return Ok(());
            }
        }
        Err(TogetherError::PreviewStale)
    }

    async fn was_asked(
        &self,
        msp: MspId,
        id: ApprovalId,
        context: &Context,
    ) -> Result<bool, ApprovalError> {
        let (engine, id) = (&self.parts.engine, id.to_string());
        Ok(engine.was_asked::<Approval>(msp, &id, context).await?)
    }

    async fn foreseen(
        &self,
        msp: MspId,
        ids: &[ApprovalId],
        choice: Choice,
        by: &Decider,
    ) -> Result<Vec<Foreseen>, ApprovalError> {
        let at = self.parts.clock.now();
        let mut standing = self.standing(msp, ids).await?;
        let foreseen = ids.iter().map(|id| {
            let approval = standing.remove(id).unwrap_or_default();
            let digest = approval.request().map(|it| it.plan.digest.clone());
            let by = by.clone();
            let command = match choice {
                Choice::Approve => ApprovalCommand::Approve(GiveApproval {
                    digest: digest.clone().unwrap_or_else(|| PlanDigest::named("")),
                    by,
                    at,
                }),
                Choice::Reject => ApprovalCommand::Reject(RejectRequest {
                    reason: Reason::clipped("", "to be decided"),
                    by,
                    at,
                }),
            };
            Foreseen {
                id: *id,
                digest,
                outlook: outlook(&approval, &command),
            }
        });
        Ok(foreseen.collect())
    }

    /// How all of them stand, read together.
    async fn standing(
        &self,
        msp: MspId,
        ids: &[ApprovalId],
    ) -> Result<BTreeMap<ApprovalId, Approval>, ApprovalError> {
        let ledger = self.parts.engine.ledger();
        let streams: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let mut standing: BTreeMap<ApprovalId, Approval> = BTreeMap::new();
        if streams.is_empty() {
            return Ok(standing);
        }
        let mut after = 0;
        loop {
            let page = ledger
                .streams(msp, Approval::TYPE, &streams, after, PAGE_LIMIT)
                .await?;
            let Some(last) = page.last() else {
                return Ok(standing);
            };
            after = last.position;
            for recorded in &page {
                let Ok(id) = recorded.stream.aggregate_id.parse() else {
                    continue; // Only those were asked for.
                };
                let event = recorded.decode::<ApprovalEvent>().map_err(|reason| {
                    ApprovalError::Approval(CommandError::Unreadable {
                        position: recorded.position,
                        reason,
                    })
                })?;
                standing.entry(id).or_default().evolve(&event);
            }
        }
    }
}

impl Foreseen {
    fn seen(&self) -> Seen {
        let standing = match &self.outlook {
            Outlook::Granted => "granted".to_owned(),
            Outlook::Counted { given, needed } => format!("{given} of {needed}"),
            Outlook::Rejected => "rejected".to_owned(),
            Outlook::AlreadyDone => "already done".to_owned(),
            Outlook::Refused(refusal) => refusal.code().to_owned(),
        };
        let digest = self.digest.as_ref().map_or("", PlanDigest::as_str);
        Seen {
            id: self.id,
            digest: self.digest.clone(),
            standing: format!("{standing} {digest}"),
        }
    }
}

fn outlook(approval: &Approval, command: &ApprovalCommand) -> Outlook {
    let events = match approval.decide(command) {
        Ok(Decision::Record(events)) => events,
        Ok(Decision::AlreadyDone) => return Outlook::AlreadyDone,
        Err(refusal) => return Outlook::Refused(refusal),
    };
    let granted = |it: &ApprovalEvent| matches!(it, ApprovalEvent::ApprovalGranted { .. });
    let given = |it: &ApprovalEvent| matches!(it, ApprovalEvent::ApprovalGiven { .. });
    if events.iter().any(granted) {
        return Outlook::Granted;
    }
    match approval.request() {
        Some(request) if events.iter().any(given) => Outlook::Counted {
            given: request.given.len() + 1,
            needed: request.decisions_needed.into(),
        },
        Some(_) | None => Outlook::Rejected,
    }
}

/// Each once, in order, and not too many.
fn few(ids: impl Iterator<Item = ApprovalId>) -> Result<Vec<ApprovalId>, TogetherError> {
    let mut met = BTreeSet::new();
    let ids: Vec<ApprovalId> = ids.filter(|id| met.insert(*id)).collect();
    match ids.len() {
        count if count > MOST_TOGETHER => Err(TogetherError::TooMany { count }),
        _ => Ok(ids),
    }
}

/// With a key that was given, the same decision comes of it each time.
fn part(msp: MspId, context: &Context, token: &str, id: ApprovalId) -> Context {
    let mut context = context.clone();
    let key = context.idempotency_key.take();
    context.idempotency_key = key.map(|key| {
        let name = format!("together/{id}/{token}/{key}");
        Uuid::new_v5(&msp.as_uuid(), name.as_bytes()).to_string()
    });
    context
}
