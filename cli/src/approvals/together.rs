//! Decisions about many requests at once: looked at, then made.
//!
//! Looking and deciding are two processes, and the token carries what was seen from one to the other, the plans
//! among it. Deciding looks again and decides nothing unless all of it still stands so. Each decision is one of
//! its own: what is refused keeps no other from being made.

use clap::{ArgGroup, Args};
use serde::Serialize;
use tenantry_domain::aggregate::{Aggregate as _, Refusal as _};
use tenantry_domain::approval::Approval;
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::{ApprovalId, CustomerId};
use tenantry_engine::approvals::{
    Choice, Decided, DecisionsPreview, DecisionsWish, Foreseen, LookedAt, Outlook, Verdict, Wished,
};

use super::desk::{Desk, ROLE, decider};
use super::operation::Fields;
use super::plan::Plan;
use crate::command::{Ask, Receipt, Subject};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::Why;
use crate::mapping::told::Names;
use crate::output::{Output, Tone, plain};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("decision").required(true).args(["approve", "reject"])))]
pub(crate) struct Asked {
    /// The approvals' ids, 100 at most
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Approve the plans that were looked at
    #[arg(long)]
    approve: bool,
    /// Turn all of them down; --reason says why
    #[arg(long)]
    reject: bool,
    /// The token that was printed for the same approvals and the same decision; without it, they are only shown
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    #[command(flatten)]
    ask: Ask,
}

/// What would come of each.
#[derive(Debug, Serialize)]
struct Shown {
    token: String,
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    id: ApprovalId,
    outlook: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions_given: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions_needed: Option<usize>,
    #[serde(flatten)]
    why: Option<Why>,
    #[serde(flatten)]
    what: Option<What>,
}

/// What was asked for.
#[derive(Debug, Serialize)]
struct What {
    kind: &'static str,
    sentence: &'static str,
    risk: &'static str,
    customer: Option<CustomerId>,
    customer_name: Option<String>,
    requester: String,
    reason: String,
    operation: Fields,
    plan: Plan,
}

/// What came of one.
#[derive(Debug, Serialize)]
struct Told {
    id: ApprovalId,
    #[serde(flatten)]
    receipt: Option<Receipt>,
    #[serde(flatten)]
    why: Option<Why>,
}

impl Asked {
    fn choice(&self) -> Choice {
        if self.approve {
            Choice::Approve
        } else {
            Choice::Reject
        }
    }

    fn verdict(&self) -> Result<Verdict, Failure> {
        match self.choice() {
            Choice::Approve => Ok(Verdict::Approve),
            Choice::Reject => Ok(Verdict::Reject(self.ask.needed_reason()?)),
        }
    }

    /// The command that decides about what was shown.
    fn next(&self, shown: &Shown) -> String {
        let (how, why) = match self.choice() {
            Choice::Approve => ("--approve", ""),
            Choice::Reject => ("--reject", " --reason WHY"),
        };
        let ids = shown.items.iter().map(|it| it.id.to_string());
        let (ids, token) = (ids.collect::<Vec<_>>().join(" "), &shown.token);
        let msp = plain(&self.ask.msp);
        format!("→ tenantry approvals decide {how} {ids} --token {token} --msp {msp}{why}")
    }
}

impl Item {
    async fn of(desk: &Desk, seen: Foreseen) -> Result<Self, Failure> {
        let what = match &seen.digest {
            Some(_) => Some(What::of(desk, &seen).await?),
            None => None,
        };
        let (decisions_given, decisions_needed) = match seen.outlook {
            Outlook::Counted { given, needed } => (Some(given), Some(needed)),
            _ => (None, None),
        };
        Ok(Self {
            id: seen.id,
            outlook: match &seen.outlook {
                Outlook::Granted => "granted",
                Outlook::Counted { .. } => "counted",
                Outlook::Rejected => "rejected",
                Outlook::AlreadyDone => "already done",
                Outlook::Refused(_) => "refused",
            },
            decisions_given,
            decisions_needed,
            why: match &seen.outlook {
                Outlook::Refused(refusal) => Some(Why {
                    code: refusal.code(),
                    message: refusal.to_string(),
                }),
                _ => None,
            },
            what,
        })
    }

    fn print(&self, output: &Output) -> Result<(), Failure> {
        let outlook = match (&self.why, self.decisions_given, self.decisions_needed) {
            (Some(why), ..) => format!("refused, {}: {}", why.code, why.message),
            (None, Some(given), Some(needed)) => format!("counted, {given} of {needed}"),
            _ => self.outlook.to_owned(),
        };
        let id = output.paint(Tone::Strong, &self.id.to_string());
        output.line(&format!("{id}  {}", plain(&outlook)))?;
        let Some(what) = &self.what else {
            return Ok(());
        };
        let customer = what.customer_name.as_ref();
        let customer = customer.map(|it| format!(" for {it}")).unwrap_or_default();
        let What {
            sentence,
            risk,
            requester,
            reason,
            ..
        } = what;
        let text = format!("{sentence}{customer}, risk {risk}, asked by {requester}: {reason}");
        output.line(&format!("  {}", plain(&text)))?;
        what.plan
            .lines()
            .try_for_each(|it| output.line(&format!("  {it}")))
    }
}

impl What {
    async fn of(desk: &Desk, seen: &Foreseen) -> Result<Self, Failure> {
        let told = desk.told(seen.id).await?;
        let request = told.request()?;
        let (operation, opener) = (&request.operation, desk.opener(request));
        let customer = operation.customer();
        let names = Names::of(&desk.ground.projections, desk.msp, customer).await?;
        Ok(Self {
            kind: operation.kind().as_str(),
            sentence: operation.kind().sentence(),
            risk: request.risk.as_str(),
            customer,
            customer_name: customer.and_then(|it| names.get(it)).map(str::to_owned),
            requester: request.requester.to_string(),
            reason: request.reason.as_str().to_owned(),
            operation: Fields::of(operation, &opener).await?,
            plan: Plan::of(&request.plan, &opener).await?,
        })
    }
}

impl Told {
    fn of(desk: &Desk, decided: Decided) -> Self {
        let Decided { id, outcome } = decided;
        let (receipt, why) = match outcome {
            Ok(done) => (Some(desk.receipt(id, done)), None),
            Err(error) => {
                let (code, message) = (error.code(), error.to_string());
                (None, Some(Why { code, message }))
            }
        };
        Self { id, receipt, why }
    }

    fn line(&self) -> String {
        let stream = format!("{}/{}", Approval::TYPE, self.id);
        if let Some(Receipt {
            outcome, position, ..
        }) = &self.receipt
        {
            return format!("{stream}  {outcome} at position {position}");
        }
        let why = self.why.as_ref();
        let why = why.map(|it| format!("{}: {}", it.code, it.message));
        plain(&format!("{stream}  refused, {}", why.unwrap_or_default()))
    }
}

pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let ids = asked.ids.iter().map(|it| it.parse());
    let ids: Vec<ApprovalId> = ids.collect::<Result<_, _>>()?;
    let context = asked.ask.context()?;
    let by = decider(&context)?;
    let Some(token) = &asked.token else {
        let desk = Desk::of(msp, config).await?;
        let preview = desk.approvals();
        let preview = preview.decisions_preview(msp, &ids, asked.choice(), &by);
        return show(asked, &desk, preview.await?, output).await;
    };
    let verdict = asked.verdict()?;
    let desk = Desk::of(msp, config).await?;
    // The token stands for the plans that were shown; those of now are given beside it, and have to be the same.
    let now = desk.approvals();
    let now = now.decisions_preview(msp, &ids, asked.choice(), &by);
    let now = match now.await {
        Ok(now) => now,
        Err(error) => {
            let id = Subject::new_or::<ApprovalId>(None, &asked.ask)?.0.parse()?;
            let wished = Wished::of(WishKind::DecideTogether, id);
            return Err(desk.refused(wished, error.into(), &context).await);
        }
    };
    let items = now.items.into_iter().map(|it| LookedAt {
        id: it.id,
        digest: it.digest,
    });
    let wish = DecisionsWish {
        verdict,
        items: items.collect(),
        token: token.trim().to_owned(),
    };
    let approvals = desk.approvals();
    let decided = approvals.decide_together(msp, wish, ROLE, context).await?;
    let told = decided.into_iter().map(|it| Told::of(&desk, it));
    tell(&told.collect::<Vec<_>>(), output)
}

/// Nothing is on record. Ends as "not all is right" when some would be refused.
async fn show(
    asked: &Asked,
    desk: &Desk,
    preview: DecisionsPreview,
    output: &Output,
) -> Result<Exit, Failure> {
    let mut items = Vec::with_capacity(preview.items.len());
    for seen in preview.items {
        items.push(Item::of(desk, seen).await?);
    }
    let shown = Shown {
        token: preview.token,
        items,
    };
    let refused = shown.items.iter().filter(|it| it.why.is_some()).count();
    if output.json {
        output.document(&shown)?;
    } else {
        shown.items.iter().try_for_each(|it| it.print(output))?;
        if refused < shown.items.len() {
            output.line(&asked.next(&shown))?;
        }
    }
    Ok(if refused == 0 {
        Exit::Ok
    } else {
        Exit::NotRight
    })
}

/// Ends as "not all is right" when some was refused.
fn tell(told: &[Told], output: &Output) -> Result<Exit, Failure> {
    for it in told {
        if output.json {
            output.document(it)?;
        } else {
            output.line(&it.line())?;
        }
    }
    let all = told.iter().all(|it| it.receipt.is_some());
    Ok(if all { Exit::Ok } else { Exit::NotRight })
}
