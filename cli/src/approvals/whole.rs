//! One approval as it is printed: what it is, its plan, who decided, and its story.

use serde::Serialize;
use tenantry_domain::approval::{Approval, Chapter, Ending, Grant, Operation, Password, Request};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, TenantId, VendorConnectionId};
use tenantry_domain::procedure::LowRiskGround;
use tenantry_domain::saga::Fault;
use tenantry_projections::approvals::{ApprovalStatus, FirstPassword};

use super::desk::{Desk, Told};
use super::operation::Fields;
use super::people::People;
use super::plan::Plan;
use super::refused::{self, Shown};
use crate::failure::Failure;
use crate::mapping::told::Names;
use crate::moment;
use crate::onboardings::{answered, marked};
use crate::output::{Output, Tone, plain};
use tenantry_api::pages;

#[derive(Debug, Serialize)]
pub(super) struct Whole {
    msp: MspId,
    id: ApprovalId,
    kind: &'static str,
    sentence: &'static str,
    risk: &'static str,
    status: &'static str,
    customer: Option<CustomerId>,
    customer_name: Option<String>,
    tenant: Option<TenantId>,
    connection: Option<VendorConnectionId>,
    requester: String,
    requester_name: Option<String>,
    reason: String,
    operation: Fields,
    permissions: Vec<Permission>,
    revision: u32,
    plan: Plan,
    decisions_needed: u8,
    decisions: Vec<Decision>,
    rule: Option<Rule>,
    asked_at: String,
    valid_until: String,
    steps: Vec<Chapter>,
    problem: Option<Problem>,
    /// All was already as it was to become.
    found_made: bool,
    user_id: Option<UserId>,
    first_password: Option<&'static str>,
    ended_at: Option<String>,
    ended_by: Option<String>,
    ended_by_name: Option<String>,
    end_reason: Option<String>,
    /// What would take it back, in this order.
    reversal: Vec<Back>,
    /// Who wished something of it in vain.
    refusals: Vec<Shown>,
}

#[derive(Debug, Serialize)]
struct Permission {
    name: &'static str,
    why: &'static str,
}

#[derive(Debug, Serialize)]
struct Decision {
    by: String,
    name: Option<String>,
    role: &'static str,
    at: String,
}

#[derive(Debug, Serialize)]
struct Rule {
    procedure: String,
    version: u32,
    step: String,
    marked_by: String,
    until: String,
}

#[derive(Debug, Serialize)]
struct Problem {
    code: String,
    detail: String,
    help: Option<String>,
    who_acts: Option<String>,
}

#[derive(Debug, Serialize)]
struct Back {
    kind: &'static str,
    sentence: &'static str,
    operation: Fields,
}

impl Whole {
    pub(super) async fn of(desk: &Desk, told: &Told) -> Result<Self, Failure> {
        let request = told.request()?;
        let (operation, opener) = (&request.operation, desk.opener(request));
        let customer = operation.customer();
        let names = Names::of(&desk.ground.projections, desk.msp, customer).await?;
        let mut reversal = Vec::new();
        for back in reversal_of(told) {
            reversal.push(Back {
                kind: back.kind().as_str(),
                sentence: back.kind().sentence(),
                operation: Fields::of(&back, &opener).await?,
            });
        }
        let (ended_by, end_reason) = told.ended.clone().unzip();
        let given = request.given.iter().map(|it| it.by.clone());
        let seen = given.chain([request.requester.clone()]);
        let refused = refused::of(desk, told.id).await?;
        let seen = seen.chain(ended_by.clone());
        let seen = seen.chain(refused.iter().map(|it| it.by.clone()));
        let people = People::of(&desk.ground.projections, desk.msp, seen).await?;
        Ok(Self {
            msp: desk.msp,
            id: told.id,
            kind: operation.kind().as_str(),
            sentence: operation.kind().sentence(),
            risk: request.risk.as_str(),
            status: status(&told.story.approval).as_str(),
            customer,
            customer_name: customer.and_then(|it| names.get(it)).map(str::to_owned),
            tenant: operation.tenant(),
            connection: operation.connection(),
            requester_name: people.name(&request.requester).map(str::to_owned),
            requester: request.requester.to_string(),
            reason: request.reason.as_str().to_owned(),
            operation: Fields::of(operation, &opener).await?,
            permissions: permissions(operation),
            revision: request.revision,
            plan: Plan::of(&request.plan, &opener).await?,
            decisions_needed: request.decisions_needed,
            decisions: decisions(request, &people),
            rule: rule(request).map(Rule::of),
            asked_at: moment::show(request.asked_at),
            valid_until: moment::show(request.valid_until),
            steps: told.story.steps.clone(),
            problem: problem(&told.story.approval).map(Problem::of),
            found_made: request.execution.found_made,
            user_id: request.execution.user,
            first_password: password(&request.execution.password).map(FirstPassword::as_str),
            ended_at: request.ended_at.map(moment::show),
            ended_by_name: ended_by
                .as_ref()
                .and_then(|it| people.name(it))
                .map(str::to_owned),
            ended_by: ended_by.map(|it| it.to_string()),
            end_reason: end_reason.flatten(),
            reversal,
            refusals: refused.into_iter().map(|it| it.shown(&people)).collect(),
        })
    }

    pub(super) fn print(&self, told: &Told, output: &Output) -> Result<(), Failure> {
        self.head(output)?;
        output.line("")?;
        self.plan.print(output)?;
        self.decided(told, output)?;
        output.line("")?;
        for chapter in &self.steps {
            step(chapter, output)?;
        }
        self.foot(output)
    }

    fn head(&self, output: &Output) -> Result<(), Failure> {
        let what = output.paint(Tone::Strong, self.sentence);
        output.line(&format!("{:<14}{what}", "what"))?;
        for (name, text) in self.operation.lines() {
            field(&name, &text, output)?;
        }
        field("id", &self.id.to_string(), output)?;
        let customer = self.customer.map(|it| it.to_string());
        if let Some(customer) = self.customer_name.as_ref().or(customer.as_ref()) {
            field("customer", customer, output)?;
        }
        if let Some(tenant) = self.tenant {
            field("tenant", &tenant.to_string(), output)?;
        }
        let by = called(&self.requester, self.requester_name.as_ref());
        field("asked by", &format!("{by}, {}", self.asked_at), output)?;
        field("why", &self.reason, output)?;
        field("risk", self.risk, output)?;
        for permission in &self.permissions {
            let Permission { name, why } = permission;
            field("needs", &format!("{name}, {why}"), output)?;
        }
        field("status", self.status, output)
    }

    /// Who approved the plan, who still has to, and how that is done.
    fn decided(&self, told: &Told, output: &Output) -> Result<(), Failure> {
        for it in &self.decisions {
            let (by, role, at) = (called(&it.by, it.name.as_ref()), it.role, &it.at);
            field("approved by", &format!("{by} as {role}, {at}"), output)?;
        }
        if let Some(rule) = &self.rule {
            let Rule {
                step,
                procedure,
                marked_by,
                until,
                ..
            } = rule;
            let text = format!("{step} of {procedure}, marked by {marked_by} until {until}");
            field("rule", &text, output)?;
        }
        if let Approval::Waiting(request) = &told.story.approval {
            let (given, needed) = (request.given.len(), request.decisions_needed);
            let text = format!("{given} of {needed}, until {}", self.valid_until);
            field("decisions", &text, output)?;
            let (id, msp, digest) = (self.id, self.msp, &self.plan.digest);
            let ask = format!("tenantry approvals approve {id} --msp {msp} --digest {digest}");
            field("to approve", &ask, output)?;
        }
        Ok(())
    }

    fn foot(&self, output: &Output) -> Result<(), Failure> {
        if let Some(problem) = &self.problem {
            problem.print(output)?;
        }
        if self.found_made {
            field(
                "changed",
                "nothing: all was already as it was to become",
                output,
            )?;
        }
        if let Some(user) = self.user_id {
            field("user", &user.to_string(), output)?;
        }
        if let Some(password) = self.first_password {
            field("password", password, output)?;
        }
        if let Some(at) = &self.ended_at {
            let by = self.ended_by.as_ref();
            let by = by.map(|by| format!(", by {}", called(by, self.ended_by_name.as_ref())));
            let why = self.end_reason.as_ref().map(|why| format!(": {why}"));
            let (by, why) = (by.unwrap_or_default(), why.unwrap_or_default());
            field("ended", &format!("{at}{by}{why}"), output)?;
        }
        for back in &self.reversal {
            let text = format!("{}: {}", back.sentence, back.operation.line());
            field("undone by", &text, output)?;
        }
        for refusal in &self.refusals {
            field("refused", &refusal.line(), output)?;
        }
        Ok(())
    }
}

impl Rule {
    fn of(ground: &LowRiskGround) -> Self {
        Self {
            procedure: ground.procedure_id.to_string(),
            version: ground.version,
            step: ground.step.to_string(),
            marked_by: ground.marked_by.to_string(),
            until: moment::show(ground.until),
        }
    }
}

impl Problem {
    fn of(fault: &Fault) -> Self {
        Self {
            help: pages::remedy(&fault.code),
            who_acts: pages::who_acts(&fault.code),
            code: fault.code.clone(),
            detail: fault.detail.clone(),
        }
    }

    fn print(&self, output: &Output) -> Result<(), Failure> {
        let code = output.paint(Tone::Warning, &plain(&self.code));
        output.line(&format!("{:<14}{code}  {}", "problem", plain(&self.detail)))?;
        if let Some(who) = &self.who_acts {
            field("who acts", who, output)?;
        }
        match &self.help {
            Some(help) => field("what to do", help, output),
            None => Ok(()),
        }
    }
}

/// Who it is, with the name where one is known.
fn called(person: &str, name: Option<&String>) -> String {
    name.map_or_else(|| person.to_owned(), |name| format!("{name} ({person})"))
}

fn field(label: &str, text: &str, output: &Output) -> Result<(), Failure> {
    output.line(&format!("{label:<13} {}", plain(text)))
}

fn step(chapter: &Chapter, output: &Output) -> Result<(), Failure> {
    let word = marked(chapter.mark, output);
    let tries = match chapter.tries {
        0 | 1 => String::new(),
        tries => format!(", {tries} tries"),
    };
    let at = chapter.told_at.map(|at| format!(", {}", moment::show(at)));
    let at = at.unwrap_or_default();
    output.line(&format!("{word}{}{tries}{at}", chapter.step))?;
    match &chapter.matter {
        Some(matter) => answered(matter, output),
        None => Ok(()),
    }
}

/// How it stands, as lists have it.
fn status(approval: &Approval) -> ApprovalStatus {
    let attention = approval
        .request()
        .and_then(|it| it.execution.attention.as_ref());
    match approval {
        Approval::Unknown | Approval::Waiting(_) => ApprovalStatus::Waiting,
        Approval::UnderWay(_) | Approval::Unwinding(..) if attention.is_some() => {
            ApprovalStatus::Attention
        }
        Approval::UnderWay(_) => ApprovalStatus::UnderWay,
        Approval::Unwinding(..) => ApprovalStatus::Undoing,
        Approval::Ended(_, ending) => match ending {
            Ending::Done => ApprovalStatus::Done,
            Ending::Undone(_) => ApprovalStatus::Undone,
            Ending::Rejected => ApprovalStatus::Rejected,
            Ending::Withdrawn => ApprovalStatus::Withdrawn,
            Ending::Expired => ApprovalStatus::Expired,
            Ending::Abandoned => ApprovalStatus::Abandoned,
        },
    }
}

/// What the matter is, or why it came to nothing.
fn problem(approval: &Approval) -> Option<&Fault> {
    let request = approval.request()?;
    let attention = request.execution.attention.as_ref();
    match approval {
        Approval::Unwinding(_, fault) | Approval::Ended(_, Ending::Undone(fault)) => {
            attention.or(Some(fault))
        }
        Approval::Unknown | Approval::Waiting(_) | Approval::UnderWay(_) | Approval::Ended(..) => {
            attention.or(request.pace.fault.as_ref())
        }
    }
}

fn permissions(operation: &Operation) -> Vec<Permission> {
    let needed = operation.needs().iter().map(|it| it.needs());
    let needed = needed.map(|it| Permission {
        name: it.name,
        why: it.why,
    });
    needed.collect()
}

fn decisions(request: &Request, people: &People) -> Vec<Decision> {
    let given = request.given.iter().map(|it| Decision {
        name: people.name(&it.by).map(str::to_owned),
        by: it.by.to_string(),
        role: it.role.as_str(),
        at: moment::show(it.at),
    });
    given.collect()
}

/// The rule that granted it.
fn rule(request: &Request) -> Option<&LowRiskGround> {
    match request.grant.as_ref()? {
        Grant::Rule(ground) => Some(ground),
        Grant::People(_) => None,
    }
}

fn password(password: &Password) -> Option<FirstPassword> {
    match password {
        Password::None => None,
        Password::Kept => Some(FirstPassword::Kept),
        Password::HandedOut { .. } => Some(FirstPassword::HandedOut),
        Password::Dropped => Some(FirstPassword::Dropped),
    }
}

fn reversal_of(told: &Told) -> Vec<Operation> {
    match &told.story.approval {
        Approval::Ended(request, Ending::Done | Ending::Abandoned) => request.reversal(told.id),
        Approval::Unknown
        | Approval::Waiting(_)
        | Approval::UnderWay(_)
        | Approval::Unwinding(..)
        | Approval::Ended(..) => Vec::new(),
    }
}
