//! Who asked and who decided.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use tenantry_domain::approval::{Given, Grant, Person, PersonKind as Kinds};
use tenantry_domain::ids::ProcedureId;
use tenantry_domain::procedure::LowRiskGround;

use crate::schema::access::name_of;
use crate::schema::loaders::{ProcedureKey, Shelf, shared};
use crate::schema::procedures::Procedure;
use crate::schema::root::Role;
use crate::schema::scalars::DateTime;

/// How somebody came in who asks or decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Kinds")]
pub(crate) enum ApprovalPersonKind {
    /// Signed in.
    User,
    /// A machine with a token of its own.
    Service,
    /// At the machine's own command line.
    Operator,
}

#[derive(Debug, Clone)]
pub(crate) struct ApprovalPerson(pub(crate) Person);

/// Somebody who answers for what they ask for or decide.
#[Object]
impl ApprovalPerson {
    /// How they came in.
    async fn kind(&self) -> ApprovalPersonKind {
        self.0.kind.into()
    }

    /// The id under which they are on record. Not an id of this API.
    async fn actor(&self) -> &str {
        &self.0.id
    }

    /// What the member or the token is called, for those who may read who works for the MSP: Tech, Admin,
    /// Auditor.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        name_of(ctx, self.0.kind.into(), &self.0.id).await
    }
}

/// Somebody approved the plan as it is.
#[derive(Debug, SimpleObject)]
pub(crate) struct ApprovalDecision {
    /// Who.
    by: ApprovalPerson,
    /// Their place in the MSP at that moment.
    role: Role,
    /// When.
    at: DateTime,
}

impl From<&Given> for ApprovalDecision {
    fn from(given: &Given) -> Self {
        Self {
            by: ApprovalPerson(given.by.clone()),
            role: given.role.into(),
            at: DateTime(given.at),
        }
    }
}

/// By what a change may be made: by people's decisions, or by a rule.
#[derive(Debug, SimpleObject)]
pub(crate) struct ApprovalGrant {
    /// Who approved it. Nobody where a rule did.
    people: Vec<ApprovalPerson>,
    /// The rule by which nobody had to.
    rule: Option<ApprovalRule>,
}

impl From<&Grant> for ApprovalGrant {
    fn from(grant: &Grant) -> Self {
        match grant {
            Grant::People(people) => Self {
                people: people.iter().cloned().map(ApprovalPerson).collect(),
                rule: None,
            },
            Grant::Rule(ground) => Self {
                people: Vec::new(),
                rule: Some(ApprovalRule(ground.clone())),
            },
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ApprovalRule(pub(super) LowRiskGround);

/// A step of a procedure that an admin marked as low risk, as it was when something was asked for by it.
#[Object]
impl ApprovalRule {
    /// The procedure's UUID.
    async fn procedure_id(&self) -> String {
        self.0.procedure_id.to_string()
    }

    /// The version in which the step got the form that was marked.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// The step, by its key.
    async fn step(&self) -> &str {
        self.0.step.as_str()
    }

    /// Who marked it.
    async fn marked_by(&self) -> ApprovalPerson {
        ApprovalPerson(self.0.marked_by.clone())
    }

    /// Until when the mark is good.
    async fn until(&self) -> DateTime {
        DateTime(self.0.until)
    }

    /// How often it grants something in a day.
    async fn per_day(&self) -> u16 {
        self.0.limits.per_day
    }

    /// The procedure as it is now.
    async fn procedure(&self, ctx: &Context<'_>) -> Result<Option<Procedure>> {
        procedure(ctx, self.0.procedure_id).await
    }
}

pub(super) async fn procedure(ctx: &Context<'_>, id: ProcedureId) -> Result<Option<Procedure>> {
    let shelves = ctx.data::<DataLoader<Shelf>>()?;
    let row = shelves.load_one(ProcedureKey(id.as_uuid())).await;
    Ok(row.map_err(shared)?.map(Procedure))
}
