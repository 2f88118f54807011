//! What is dangerous is asked for on the command line, too: nothing changes until somebody else approves.

use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Approval, Operation, Request, Risk};
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::role::Role;
use tenantry_engine::approvals::{ApprovalWish, Approvals, Asked, OperationWish};

use crate::approvals::{Change, Opener};
use crate::command::{Ask, Receipt, Subject, print, receipt};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::Output;
use crate::work::Ground;

/// What was asked for, and what it takes to have it done.
#[derive(Debug, Serialize)]
struct Answer {
    #[serde(flatten)]
    receipt: Receipt,
    approval: ApprovalId,
    operation: &'static str,
    digest: String,
    changes: Vec<Change>,
    /// The least role of whoever approves.
    decided_by: &'static str,
    decisions_needed: u8,
    decide_until: String,
}

impl Answer {
    fn of(receipt: Receipt, id: ApprovalId, request: &Request, changes: Vec<Change>) -> Self {
        Self {
            receipt,
            approval: id,
            operation: request.operation.kind().as_str(),
            digest: request.plan.digest.to_string(),
            changes,
            decided_by: match request.risk {
                Risk::High => Role::Admin.as_str(),
                Risk::Low | Risk::Medium => Role::Tech.as_str(),
            },
            decisions_needed: request.decisions_needed,
            decide_until: moment::show(request.valid_until),
        }
    }
}

/// Asks for a change. With an idempotency key the approval's id follows from it, so that the same command
/// again is the same request.
pub(crate) async fn ask(
    ground: &Ground,
    operation: Operation,
    ask: &Ask,
    output: &Output,
) -> Result<Exit, Failure> {
    let (msp, approvals) = (installation::msp(&ask.msp)?, &ground.approvals);
    let id: ApprovalId = Subject::new_or::<ApprovalId>(None, ask)?.0.parse()?;
    let wish = ApprovalWish {
        what: Asked::Operation(OperationWish::Sealed(operation)),
        reason: ask.needed_reason()?,
    };
    let done = approvals.request(msp, id, wish, ask.context()?).await?;
    let stands = approvals.of(msp, id).await?;
    let receipt = receipt(msp, format!("{}/{id}", Approval::TYPE), done);
    let Some(request) = stands.request() else {
        // What was recorded a moment ago is there.
        print(&receipt, output)?;
        return Ok(Exit::Ok);
    };
    let opener = Opener::new(&*ground.personal, msp, request.operation.customer());
    let changes = Change::all(&request.plan, &opener).await?;
    let answer = Answer::of(receipt, id, request, changes);
    if output.json {
        output.document(&answer)?;
    } else {
        tell(&answer, &stands, msp, output)?;
    }
    Ok(Exit::Ok)
}

/// Whether something was asked for under the command's idempotency key.
pub(crate) async fn is_asked(approvals: &Approvals, ask: &Ask) -> Result<bool, Failure> {
    let id: ApprovalId = Subject::new_or::<ApprovalId>(None, ask)?.0.parse()?;
    let stands = approvals.of(installation::msp(&ask.msp)?, id).await?;
    Ok(stands.request().is_some())
}

fn tell(answer: &Answer, stands: &Approval, msp: MspId, output: &Output) -> Result<(), Failure> {
    print(&answer.receipt, output)?;
    for change in &answer.changes {
        output.line(&format!("  {}", change.line()))?;
    }
    if !matches!(stands, Approval::Waiting(_)) {
        return output.line("It was decided about already.");
    }
    let people = match (answer.decisions_needed, answer.decided_by) {
        (1, "admin") => "another admin".to_owned(),
        (1, _) => "somebody else".to_owned(),
        (count, "admin") => format!("{count} other admins"),
        (count, _) => format!("{count} others"),
    };
    let until = &answer.decide_until;
    output.line(&format!(
        "Nothing changes until it is approved by {people}, at the latest {until}:"
    ))?;
    let (id, digest) = (answer.approval, &answer.digest);
    output.line(&format!(
        "→ tenantry approvals approve {id} --digest {digest} --msp {msp}"
    ))
}
