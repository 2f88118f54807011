//! Marking steps as low risk, so that nobody has to approve them; and taking marks away.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::approval::Decider;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::procedure::{Limits, MarkStepLowRisk, ProcedureCommand, RemoveMark};
use tenantry_domain::text::Tag;

use super::defining::{Wish, carry_out, procedure};
use super::object::Procedure;
use super::refusal::ProcedureUserError;
use crate::schema::approvals::{asker, days, key, licences};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::scalars::DateTime;
use crate::schema::told::{Refused, Unmet, given, payload, why};

/// The field that limits are in.
const LIMITS: &str = "limits";

/// Within what a mark holds. What is not given is not limited.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureLimitsInput {
    /// How often it grants something in a day, 1 to 1000.
    per_day: i32,
    /// Only these licences are given or taken, by Microsoft's ids of the products.
    licences: Option<Vec<String>>,
    /// Only for these customers, or those with one of the tags.
    #[graphql(default)]
    customers: Vec<ID>,
    /// Only for customers with one of these tags, or those named.
    #[graphql(default)]
    tags: Vec<String>,
}

/// A step that nobody is to have to approve, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureMarkLowRiskInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The procedure.
    id: ID,
    /// The version that was looked at: the newest, or somebody was faster.
    version: u32,
    /// The step, by its key.
    step: String,
    /// Within what it holds.
    limits: ProcedureLimitsInput,
    /// Until when, 366 days ahead at most.
    until: DateTime,
}

/// A step that people are to approve again.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureUnmarkInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The procedure.
    id: ID,
    /// The step, by its key.
    step: String,
}

payload! {
    /// What came of marking a step.
    ProcedureMarkLowRiskPayload {
        /// The procedure as it stands now.
        procedure: Procedure, ProcedureUserError
    }
}
payload! {
    /// What came of taking a mark away.
    ProcedureUnmarkPayload {
        /// The procedure as it stands now.
        procedure: Procedure, ProcedureUserError
    }
}

impl ProcedureLimitsInput {
    fn read(self) -> Result<Limits, Unmet> {
        let only = self.licences.map(|ids| licences(&ids, LIMITS));
        let customers = self.customers.iter();
        let customers = customers.map(|id| Ok(CustomerId::new(given(Kind::Customer, id, LIMITS)?)));
        let tags = self.tags.iter();
        let tags = tags.map(|tag| Tag::new(tag).map_err(|error| Refused::from(error).at(LIMITS)));
        Ok(Limits {
            per_day: days(self.per_day),
            licences: only.transpose()?,
            customers: customers.collect::<Result<_, Refused>>()?,
            tags: tags.collect::<Result<_, Refused>>()?,
        })
    }
}

fn by(desk: Desk<'_>) -> Result<Decider, Fault> {
    Ok(Decider {
        person: asker(desk)?,
        role: desk.errand.principal.role,
    })
}

#[derive(Debug, Default)]
pub(crate) struct ProcedureMarkingMutation;

#[Object]
impl ProcedureMarkingMutation {
    /// Marks a step as low risk, as it is: within these limits, and until then, nobody has to approve it, and what
    /// was granted by it says so. What carries a high risk cannot be marked. Role: Admin. Event:
    /// `StepMarkedLowRisk`; none when it is marked like this already. Asked again with the same idempotency key it
    /// answers as it did then.
    async fn procedure_mark_low_risk(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which step, within what, until when, and why.")]
        input: ProcedureMarkLowRiskInput,
    ) -> Result<ProcedureMarkLowRiskPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let mark = MarkStepLowRisk {
                step: key(&input.step, "step")?,
                version: input.version,
                limits: input.limits.read()?,
                until: input.until.0,
                reason: why(&input.reason)?,
                by: by(desk)?,
                at: desk.parts.clock.now(),
            };
            let wish = Wish {
                id: procedure(&input.id)?,
                command: ProcedureCommand::Mark(mark),
                key: &input.idempotency_key,
                reason: Some(&input.reason),
            };
            carry_out(desk, wish).await
        };
        Ok(ProcedureMarkLowRiskPayload::told(outcome.await)?)
    }

    /// Takes a step's mark away: people approve it again. Role: Admin. Event: `MarkRemoved`; none when it has no
    /// mark. Asked again with the same idempotency key it answers as it did then.
    async fn procedure_unmark(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which step.")] input: ProcedureUnmarkInput,
    ) -> Result<ProcedureUnmarkPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let unmark = RemoveMark {
                step: key(&input.step, "step")?,
                reason: input.reason.as_deref().map(why).transpose()?,
                by: by(desk)?,
                at: desk.parts.clock.now(),
            };
            let wish = Wish {
                id: procedure(&input.id)?,
                command: ProcedureCommand::Unmark(unmark),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            };
            carry_out(desk, wish).await
        };
        Ok(ProcedureUnmarkPayload::told(outcome.await)?)
    }
}
