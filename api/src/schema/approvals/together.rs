//! Many decisions at once, looked at before they are made.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use tenantry_domain::aggregate::Refusal as _;
use tenantry_domain::approval::{Decider, PlanDigest};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::ApprovalId;
use tenantry_engine::approvals::{
    Choice, Decided, DecisionsWish, Foreseen, LookedAt, Outlook, Verdict,
};

use super::object::Approval;
use super::query::{TABLES, asker};
use super::refusal::{ApprovalUserError, unmet_by, unmet_together};
use super::wished::Wishing;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind, global};
use crate::schema::loaders::{ApprovalKey, Shelf, shared};
use crate::schema::mapping::ManyReceipt;
use crate::schema::scalars::Position;
use crate::schema::told::{Outcome, Refused, Unmet, UserError as _, given, payload, why};

/// What is decided about many requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ApprovalsDecision {
    /// They are approved.
    Approve,
    /// They are turned down.
    Reject,
}

/// What would come of one decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ApprovalOutlook {
    /// It would be approved, and carried out then.
    Granted,
    /// It would be one of the decisions that it takes.
    Counted,
    /// It would be turned down.
    Rejected,
    /// It was decided like this already.
    AlreadyDone,
    /// Whoever asks cannot decide like this: `userErrors` say why.
    Refused,
}

/// A request, and the plan of it that was looked at.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalsDecideItemInput {
    /// The approval.
    id: ID,
    /// The `digest` that the preview showed; nothing where it showed none.
    digest: Option<String>,
}

/// What is decided about which requests.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalsDecideInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record. Whoever turns requests down says it.
    reason: Option<String>,
    /// What is decided, as the preview was asked for.
    decision: ApprovalsDecision,
    /// About which, 100 at most: all that the preview showed.
    items: Vec<ApprovalsDecideItemInput>,
    /// The preview's token.
    token: String,
}

#[derive(Debug)]
pub(crate) struct ApprovalForeseen {
    item: Foreseen,
    user_errors: Vec<ApprovalUserError>,
}

/// What would come of deciding about one request.
#[Object]
impl ApprovalForeseen {
    /// The approval's id.
    async fn id(&self) -> ID {
        global(Kind::Approval, self.item.id.as_uuid())
    }

    /// The approval.
    async fn approval(&self, ctx: &Context<'_>) -> Result<Option<Approval>> {
        approval(ctx, self.item.id).await
    }

    /// The plan that would be decided about.
    async fn digest(&self) -> Option<&str> {
        self.item.digest.as_ref().map(PlanDigest::as_str)
    }

    /// What would come of it.
    async fn outlook(&self) -> ApprovalOutlook {
        match self.item.outlook {
            Outlook::Granted => ApprovalOutlook::Granted,
            Outlook::Counted { .. } => ApprovalOutlook::Counted,
            Outlook::Rejected => ApprovalOutlook::Rejected,
            Outlook::AlreadyDone => ApprovalOutlook::AlreadyDone,
            Outlook::Refused(_) => ApprovalOutlook::Refused,
        }
    }

    /// How many decisions there would be, where it takes more.
    async fn decisions_given(&self) -> Option<usize> {
        match self.item.outlook {
            Outlook::Counted { given, .. } => Some(given),
            _ => None,
        }
    }

    /// How many it takes then.
    async fn decisions_needed(&self) -> Option<usize> {
        match self.item.outlook {
            Outlook::Counted { needed, .. } => Some(needed),
            _ => None,
        }
    }

    /// Why it would be refused.
    async fn user_errors(&self) -> &[ApprovalUserError] {
        &self.user_errors
    }
}

/// What deciding about many requests at once would come to.
#[derive(Debug, SimpleObject)]
pub(crate) struct ApprovalsDecisionPreview {
    /// What is shown, in a word, to whoever asked for it: give it to `approvalsDecide`, which decides about exactly
    /// this, unless something stands otherwise by then.
    token: String,
    /// What would come of each, in the order in which they were named.
    items: Vec<ApprovalForeseen>,
}

#[derive(Debug)]
pub(crate) struct ApprovalDecided {
    id: ApprovalId,
    outcome: Option<Outcome>,
    user_errors: Vec<ApprovalUserError>,
}

/// What came of deciding about one request.
#[Object]
impl ApprovalDecided {
    /// The approval's id.
    async fn id(&self) -> ID {
        global(Kind::Approval, self.id.as_uuid())
    }

    /// The approval as it stands now.
    async fn approval(&self, ctx: &Context<'_>) -> Result<Option<Approval>> {
        approval(ctx, self.id).await
    }

    /// What was recorded. Nothing when it was turned down.
    async fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// Why it was turned down. Empty when it was not.
    async fn user_errors(&self) -> &[ApprovalUserError] {
        &self.user_errors
    }
}

payload! {
    /// What came of deciding about many requests.
    ApprovalsDecidePayload {
        /// One for each request, in the order in which they were named.
        decided: Vec<ApprovalDecided>, ApprovalUserError, ManyReceipt
    }
}

async fn approval(ctx: &Context<'_>, id: ApprovalId) -> Result<Option<Approval>> {
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    let row = shelves.load_one(ApprovalKey(id.as_uuid())).await;
    Ok(row.map_err(shared)?.map(Approval))
}

fn foreseen(item: Foreseen) -> Result<ApprovalForeseen, Fault> {
    let user_errors = match &item.outlook {
        Outlook::Refused(refusal) => {
            let refused = Refused::new(refusal.code(), refusal.to_string());
            vec![ApprovalUserError::of(refused.into())?]
        }
        _ => Vec::new(),
    };
    Ok(ApprovalForeseen { item, user_errors })
}

/// What nobody could decide, for whatever reason, is a fault of the whole: asked again, the others are as they are.
fn decided(it: Decided) -> Result<ApprovalDecided, Fault> {
    let (outcome, user_errors) = match it.outcome {
        Ok(done) => (Some(Outcome::of(&done)), Vec::new()),
        Err(error) => (None, vec![ApprovalUserError::of(unmet_by(error))?]),
    };
    Ok(ApprovalDecided {
        id: it.id,
        outcome,
        user_errors,
    })
}

impl ApprovalsDecideInput {
    fn read(self) -> Result<DecisionsWish, Unmet> {
        let reason = self.reason.unwrap_or_default();
        let verdict = match self.decision {
            ApprovalsDecision::Approve => Verdict::Approve,
            ApprovalsDecision::Reject => Verdict::Reject(why(&reason)?),
        };
        let items = self.items.into_iter().map(|it| {
            Ok(LookedAt {
                id: ApprovalId::new(given(Kind::Approval, &it.id, "items")?),
                digest: it.digest.as_deref().map(PlanDigest::named),
            })
        });
        Ok(DecisionsWish {
            verdict,
            items: items.collect::<Result<_, Refused>>()?,
            token: self.token,
        })
    }
}

#[derive(Debug, Default)]
pub(crate) struct ApprovalsTogetherQuery;

#[Object]
impl ApprovalsTogetherQuery {
    /// What would come of deciding about many requests like this, now and by whoever asks. Roles: Tech, Admin.
    #[graphql(complexity = "50 + ids.len() * child_complexity")]
    async fn approvals_decision_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which approvals, 100 at most.")] ids: Vec<ID>,
        #[graphql(desc = "What is decided.")] decision: ApprovalsDecision,
    ) -> Result<ApprovalsDecisionPreview> {
        let desk = Desk::operating(ctx)?;
        let named = ids.iter();
        let named = named.map(|id| Ok(ApprovalId::new(ids::of(Kind::Approval, id)?)));
        let named: Vec<ApprovalId> = named.collect::<Result<_, Fault>>()?;
        let choice = match decision {
            ApprovalsDecision::Approve => Choice::Approve,
            ApprovalsDecision::Reject => Choice::Reject,
        };
        let by = Decider {
            person: asker(desk)?,
            role: desk.errand.principal.role,
        };
        let approvals = &desk.parts.approvals;
        let preview = approvals.decisions_preview(desk.msp(), &named, choice, &by);
        let preview = preview.await.map_err(|error| match unmet_together(error) {
            Unmet::Fault(fault) => fault,
            Unmet::Refused(refused) => Fault::input(refused.code, refused.message),
        })?;
        let items = preview.items.into_iter().map(foreseen);
        Ok(ApprovalsDecisionPreview {
            items: items.collect::<Result<_, Fault>>()?,
            token: preview.token,
        })
    }
}

#[derive(Debug, Default)]
pub(crate) struct ApprovalsTogetherMutation;

#[Object]
impl ApprovalsTogetherMutation {
    /// Decides about exactly the requests that a preview showed. Where one of them stands otherwise by now, nothing
    /// is decided; what cannot be decided by whoever asks keeps no other from being decided. Roles: Tech, Admin.
    /// Events: for each request those of `approvalApprove` or `approvalReject`. Asked again with the same
    /// idempotency key, and the same token, it answers as it did then.
    #[graphql(complexity = "100 + input.items.len() * child_complexity")]
    async fn approvals_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests, what is decided, and the token of its preview.")]
        input: ApprovalsDecideInput,
    ) -> Result<ApprovalsDecidePayload> {
        let (key, reason) = (input.idempotency_key.clone(), input.reason.clone());
        let wish = Wishing::of(WishKind::DecideTogether, &key, reason.as_deref());
        let at = wish.operating(ctx).await?;
        let outcome = async {
            let desk = at.desk;
            let read = async { Ok((at.asked()?, input.read()?)) };
            let (asked, wish) = at.read(read).await?;
            let (approvals, role) = (&desk.parts.approvals, desk.errand.principal.role);
            let all = approvals.decide_together(desk.msp(), wish, role, asked);
            let all = all.await.map_err(unmet_together)?;
            let all: Vec<ApprovalDecided> =
                all.into_iter().map(decided).collect::<Result<_, Fault>>()?;
            let head = desk.ledger().head(desk.msp()).await.map_err(Fault::from)?;
            desk.settled(head.position, TABLES).await?;
            let position = Position(head.position);
            Ok((ManyReceipt { position }, Some(all)))
        };
        Ok(ApprovalsDecidePayload::told(outcome.await)?)
    }
}
