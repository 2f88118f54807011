//! Starting a run: all that is given is looked at before anything is recorded.

use std::collections::BTreeMap;

use tenantry_domain::approval::{OperationKind, UserRef};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::ids::{
    CorrelationId, CustomerId, MspId, ProcedureId, ProcedureRunId, TenantId,
};
use tenantry_domain::procedure::{
    Definition, Filling, InputValue, Key, Procedure, ProcedureRefusal,
};
use tenantry_domain::procedure_run::{ProcedureRunCommand, RunStep, StartRun};
use tenantry_domain::text::Reason;
use uuid::Uuid;

use super::{ProcedureRunError, ProcedureRuns, person};
use crate::approvals::{AnyPersonText, InputWish};
use crate::commands::{CommandError, Context, Done};

/// What is to be followed, for whom, and with what.
#[derive(Debug, Clone)]
pub struct RunWish {
    pub procedure: ProcedureId,
    /// The version that was looked at, where that matters: the newest, or it is refused.
    pub version: Option<u32>,
    pub customer: CustomerId,
    pub tenant: TenantId,
    pub inputs: BTreeMap<Key, InputWish>,
    /// Why, for whoever decides about its steps.
    pub reason: Reason,
}

/// A procedure as it is to be followed, with what was given.
pub(super) struct Begun {
    pub(super) version: u32,
    pub(super) definition: Definition,
    pub(super) values: BTreeMap<Key, InputValue>,
}

impl ProcedureRuns {
    /// Starts a run under this id. To start the same again is the same run.
    pub async fn start(
        &self,
        msp: MspId,
        id: ProcedureRunId,
        wish: RunWish,
        mut context: Context,
    ) -> Result<Done, ProcedureRunError> {
        let by = person(&context)?;
        let engine = &self.parts.engine;
        let known = self.of(msp, id).await?;
        let (version, steps, values) = if let Some(run) = known.run() {
            // It was started before. What became of the procedure since makes no other run of it.
            let values = self.sealed(msp, &wish).await?;
            (run.version, run.steps.clone(), values)
        } else {
            let begun = self.begun(msp, &wish).await?;
            let steps = RunStep::of(&begun.definition);
            (begun.version, steps, begun.values)
        };
        let drawn = || CorrelationId::new(engine.new_id());
        let correlation = context.correlation_id.unwrap_or_else(drawn);
        context.correlation_id = Some(correlation);
        let command = StartRun {
            procedure_id: wish.procedure,
            customer_id: wish.customer,
            tenant_id: wish.tenant,
            inputs: values,
            by,
            reason: wish.reason,
            version,
            steps,
            correlation_id: Some(correlation),
            at: self.parts.clock.now(),
        };
        let command = ProcedureRunCommand::Start(Box::new(command));
        Ok(self.tell(msp, id, command, context).await?)
    }

    /// What a wish comes down to, once it is certain that each of its steps can be filled in.
    pub(super) async fn begun(
        &self,
        msp: MspId,
        wish: &RunWish,
    ) -> Result<Begun, ProcedureRunError> {
        let id = wish.procedure.to_string();
        let procedure: Procedure = self.parts.engine.load(msp, &id).await?;
        let (newest, definition) = procedure.active().map_err(CommandError::Refused)?;
        if let Some(from) = wish.version.filter(|it| *it != newest) {
            let refusal = ProcedureRefusal::ProcedureVersionOutdated { from, newest };
            return Err(CommandError::Refused(refusal).into());
        }
        let values = self.sealed(msp, wish).await?;
        definition.fits(&values).map_err(CommandError::Refused)?;
        self.must_fill(msp, wish, definition, &values).await?;
        Ok(Begun {
            version: newest,
            definition: definition.clone(),
            values,
        })
    }

    /// Nothing is sealed for customers that the MSP does not have, or for tenants of others.
    async fn sealed(
        &self,
        msp: MspId,
        wish: &RunWish,
    ) -> Result<BTreeMap<Key, InputValue>, ProcedureRunError> {
        let (customer, tenant) = (wish.customer, wish.tenant);
        let approvals = &self.parts.approvals;
        approvals.must_be_of(msp, customer, tenant).await?;
        Ok(approvals
            .given(msp, (customer, tenant), &wish.inputs)
            .await?)
    }

    /// Better now than when half of it is done.
    async fn must_fill(
        &self,
        msp: MspId,
        wish: &RunWish,
        definition: &Definition,
        values: &BTreeMap<Key, InputValue>,
    ) -> Result<(), ProcedureRunError> {
        let approvals = &self.parts.approvals;
        let somebody = AnyPersonText::Input.of("somebody")?;
        let name = approvals.text(msp, wish.customer, &somebody).await?;
        let steps = definition.steps.iter();
        let makers = steps.filter(|it| it.operation.kind() == OperationKind::CreateUser);
        // Who will be made is nobody yet; any stands for them here, and is used for nothing else.
        let made = makers.map(|it| {
            let id = UserId::new(Uuid::nil());
            let name = name.clone();
            (it.key.clone(), UserRef { id, name })
        });
        let mut filling = Filling {
            customer_id: wish.customer,
            tenant_id: wish.tenant,
            values: values.clone(),
            made: made.collect(),
            sealed: BTreeMap::new(),
        };
        for step in &definition.steps {
            let fixed = Some(&step.operation);
            filling.sealed = approvals.fixed(msp, wish.customer, fixed).await?;
            definition
                .fill(&step.key, &filling)
                .map_err(CommandError::Refused)?;
        }
        Ok(())
    }
}
