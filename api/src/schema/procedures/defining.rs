//! Defining procedures, revising them, and following them no more.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::{MalformedId, ProcedureId};
use tenantry_domain::procedure::{
    DefineProcedure, Procedure as Aggregate, ProcedureCommand, RetireProcedure, ReviseProcedure,
};
use tenantry_projections::procedures;

use super::input::ProcedureDefinitionInput;
use super::object::Procedure;
use super::query::TABLES;
use super::refusal::ProcedureUserError;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::told::{Receipt, Refused, Unmet, given, payload, why};

/// A procedure to define.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureDefineInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// What it says.
    definition: ProcedureDefinitionInput,
    /// Its UUID, where one is given from outside. Otherwise it follows from the idempotency key.
    procedure_id: Option<String>,
}

/// A procedure, and what it says from now on.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureReviseInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The procedure.
    id: ID,
    /// The version that this was made from: the newest, or somebody was faster.
    from_version: u32,
    /// All of what it says, not only what changed.
    definition: ProcedureDefinitionInput,
}

/// A procedure that nobody is to follow any more, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureRetireInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The procedure.
    id: ID,
}

payload! {
    /// What came of defining a procedure.
    ProcedureDefinePayload {
        /// The procedure as it stands now.
        procedure: Procedure, ProcedureUserError
    }
}
payload! {
    /// What came of revising a procedure.
    ProcedureRevisePayload {
        /// The procedure as it stands now.
        procedure: Procedure, ProcedureUserError
    }
}
payload! {
    /// What came of retiring a procedure.
    ProcedureRetirePayload {
        /// The procedure as it stands now.
        procedure: Procedure, ProcedureUserError
    }
}

/// A command to one procedure, and how it is to be recorded.
pub(super) struct Wish<'a> {
    pub(super) id: ProcedureId,
    pub(super) command: ProcedureCommand,
    pub(super) key: &'a str,
    pub(super) reason: Option<&'a str>,
}

pub(super) async fn carry_out(
    desk: Desk<'_>,
    wish: Wish<'_>,
) -> Result<(Receipt, Option<Procedure>), Unmet> {
    let asked = desk.asked(wish.key, wish.reason)?;
    let done = desk
        .tell::<Aggregate>(wish.id.to_string(), wish.command, asked)
        .await?;
    let found = if desk.shows(done.receipt.position, TABLES).await? {
        procedures::get(desk.projections(), desk.msp(), wish.id)
            .await
            .map_err(Fault::from)?
    } else {
        None
    };
    Ok((done.into(), found.map(Procedure)))
}

pub(super) fn procedure(id: &ID) -> Result<ProcedureId, Unmet> {
    Ok(ProcedureId::new(given(Kind::Procedure, id, "id")?))
}

#[derive(Debug, Default)]
pub(crate) struct ProcedureDefiningMutation;

#[Object]
impl ProcedureDefiningMutation {
    /// Defines a procedure: named steps, built from the operations that there are. Each step asks for an approval
    /// when it is followed, unless an Admin marks it as low risk. Roles: Tech, Admin. Event: `ProcedureDefined`.
    /// Asked again with the same idempotency key it answers as it did then.
    async fn procedure_define(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: ProcedureDefineInput,
    ) -> Result<ProcedureDefinePayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let id = input.procedure_id.as_deref().map(str::parse).transpose();
            let id = id.map_err(|error: MalformedId| Refused::from(error).at("procedureId"))?;
            let of_key = || ProcedureId::new(desk.id_of(&input.idempotency_key));
            let definition = input.definition.read()?;
            let wish = Wish {
                id: id.unwrap_or_else(of_key),
                command: ProcedureCommand::Define(DefineProcedure { definition }),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            };
            carry_out(desk, wish).await
        };
        Ok(ProcedureDefinePayload::told(outcome.await)?)
    }

    /// Gives a procedure a new version. Who follows it already goes on by the version that they began with, and a
    /// step that changes loses its mark. Roles: Tech, Admin. Event: `ProcedureRevised`; none when it says that
    /// already. Asked again with the same idempotency key it answers as it did then.
    async fn procedure_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which procedure, and what it says now.")] input: ProcedureReviseInput,
    ) -> Result<ProcedureRevisePayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let id = procedure(&input.id)?;
            let revise = ReviseProcedure {
                from_version: input.from_version,
                definition: input.definition.read()?,
            };
            let wish = Wish {
                id,
                command: ProcedureCommand::Revise(revise),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            };
            carry_out(desk, wish).await
        };
        Ok(ProcedureRevisePayload::told(outcome.await)?)
    }

    /// Retires a procedure: nobody begins with it any more, and its history stays. Roles: Tech, Admin. Event:
    /// `ProcedureRetired`; none when it was retired already. Asked again with the same idempotency key it answers
    /// as it did then.
    async fn procedure_retire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which procedure, and why.")] input: ProcedureRetireInput,
    ) -> Result<ProcedureRetirePayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let (id, reason) = (procedure(&input.id)?, why(&input.reason)?);
            let wish = Wish {
                id,
                command: ProcedureCommand::Retire(RetireProcedure { reason }),
                key: &input.idempotency_key,
                reason: Some(&input.reason),
            };
            carry_out(desk, wish).await
        };
        Ok(ProcedureRetirePayload::told(outcome.await)?)
    }
}
