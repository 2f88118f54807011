//! What a procedure is followed with.

use async_graphql::{ID, InputObject};
use tenantry_domain::ids::{CustomerId, ProcedureId, TenantId};
use tenantry_domain::text::Reason;
use tenantry_engine::procedure_runs::RunWish;

use crate::schema::approvals::{ApprovalAnswerInput, answers};
use crate::schema::ids::Kind;
use crate::schema::told::{Unmet, given, why};

const ANSWERS: &str = "answers";

/// What is to be followed, and for whom.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureRunPreviewInput {
    /// The procedure.
    procedure: ID,
    /// The version that was looked at, where that matters: it has to be the newest.
    version: Option<u32>,
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// What the procedure asks for.
    #[graphql(default)]
    answers: Vec<ApprovalAnswerInput>,
}

/// A procedure to be followed.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureRunStartInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for whoever decides about its steps.
    pub(super) reason: String,
    /// The procedure.
    procedure: ID,
    /// The version that was looked at, where that matters: it has to be the newest.
    version: Option<u32>,
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// What the procedure asks for.
    #[graphql(default)]
    answers: Vec<ApprovalAnswerInput>,
}

impl ProcedureRunStartInput {
    pub(super) fn read(self) -> Result<RunWish, Unmet> {
        let reason = why(&self.reason)?;
        let wish = ProcedureRunPreviewInput {
            procedure: self.procedure,
            version: self.version,
            customer: self.customer,
            tenant: self.tenant,
            answers: self.answers,
        };
        wish.read(reason)
    }
}

impl ProcedureRunPreviewInput {
    pub(super) fn read(self, reason: Reason) -> Result<RunWish, Unmet> {
        let procedure = given(Kind::Procedure, &self.procedure, "procedure")?;
        let customer = given(Kind::Customer, &self.customer, "customer")?;
        Ok(RunWish {
            procedure: ProcedureId::new(procedure),
            version: self.version,
            customer: CustomerId::new(customer),
            tenant: TenantId::new(given(Kind::Tenant, &self.tenant, "tenant")?),
            inputs: answers(self.answers, ANSWERS)?,
            reason,
        })
    }
}
