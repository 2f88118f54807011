//! Steps of procedures: from what was given for them to an operation, and by what rule nobody has to
//! decide about it.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Approval, ApprovalEvent, Grant, Operation, Precedent, UserRef};
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, ProcedureId, TenantId};
use tenantry_domain::personal::Sealed;
use tenantry_domain::procedure::{
    Definition, Filling, InputValue, Key, LowRiskGround, OperationTemplate, Procedure,
    ProcedureRefusal,
};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::days;
use tenantry_domain::text::ShownText;

use super::{
    AccountWish, AnyPersonText, ApprovalError, Approvals, FollowedStep, InputWish, StepWish,
};
use crate::commands::CommandError;
use crate::ledger::PAGE_LIMIT;

impl Approvals {
    pub(super) async fn filled(
        &self,
        msp: MspId,
        wish: StepWish,
    ) -> Result<(Operation, Option<LowRiskGround>), ApprovalError> {
        let procedure = self.procedure(msp, wish.procedure).await?;
        let (newest, _) = procedure.active().map_err(CommandError::Refused)?;
        let version = wish.version.unwrap_or(newest);
        let whose = (wish.customer, wish.tenant);
        // Nothing is sealed for a version that nobody knows.
        version_of(&procedure, version)?;
        let step = FollowedStep {
            procedure: wish.procedure,
            version,
            step: wish.step,
            customer: wish.customer,
            tenant: wish.tenant,
            values: self.given(msp, whose, &wish.inputs).await?,
            made: wish.made,
        };
        self.comes_to(msp, &procedure, &step).await
    }

    /// The same where all that was given is sealed already. Who follows a version keeps it.
    pub(super) async fn followed(
        &self,
        msp: MspId,
        step: &FollowedStep,
    ) -> Result<(Operation, Option<LowRiskGround>), ApprovalError> {
        let procedure = self.procedure(msp, step.procedure).await?;
        self.comes_to(msp, &procedure, step).await
    }

    async fn procedure(&self, msp: MspId, id: ProcedureId) -> Result<Procedure, ApprovalError> {
        Ok(self.parts.engine.load(msp, &id.to_string()).await?)
    }

    async fn comes_to(
        &self,
        msp: MspId,
        procedure: &Procedure,
        step: &FollowedStep,
    ) -> Result<(Operation, Option<LowRiskGround>), ApprovalError> {
        let definition = version_of(procedure, step.version)?;
        let template = definition.step(&step.step).map(|it| &it.operation);
        let filling = self.filling(msp, step, template).await?;
        // Of several steps, each is asked for what it needs: all inputs, but whom earlier ones made.
        definition
            .fits(&filling.values)
            .map_err(CommandError::Refused)?;
        let operation = definition.fill(&step.step, &filling);
        let operation = operation.map_err(CommandError::Refused)?;
        let ground = procedure.ground(step.procedure, step.version, &step.step);
        Ok((operation, ground))
    }

    async fn filling(
        &self,
        msp: MspId,
        step: &FollowedStep,
        template: Option<&OperationTemplate>,
    ) -> Result<Filling, ApprovalError> {
        Ok(Filling {
            customer_id: step.customer,
            tenant_id: step.tenant,
            values: step.values.clone(),
            made: self.made(msp, step).await?,
            sealed: self.fixed(msp, step.customer, template).await?,
        })
    }

    /// The texts of a step that are the same each time, sealed for the customer at hand.
    pub(crate) async fn fixed(
        &self,
        msp: MspId,
        customer: CustomerId,
        template: Option<&OperationTemplate>,
    ) -> Result<BTreeMap<ShownText, Sealed>, ApprovalError> {
        let mut sealed = BTreeMap::new();
        let texts = template.map(OperationTemplate::fixed_texts);
        for text in texts.unwrap_or_default() {
            let plain = AnyPersonText::Input.of(text.as_str())?;
            let of = self.text(msp, customer, &plain).await?;
            sealed.insert(text.clone(), of);
        }
        Ok(sealed)
    }

    /// What was given, with people's names sealed.
    pub(crate) async fn given(
        &self,
        msp: MspId,
        whose: (CustomerId, TenantId),
        inputs: &BTreeMap<Key, InputWish>,
    ) -> Result<BTreeMap<Key, InputValue>, ApprovalError> {
        let mut values = BTreeMap::new();
        for (key, input) in inputs {
            values.insert(key.clone(), self.value(msp, whose, input).await?);
        }
        Ok(values)
    }

    async fn value(
        &self,
        msp: MspId,
        (customer, tenant): (CustomerId, TenantId),
        input: &InputWish,
    ) -> Result<InputValue, ApprovalError> {
        Ok(match input {
            InputWish::Text(text) => InputValue::Text(self.text(msp, customer, text).await?),
            InputWish::User(user) => {
                let user = user.clone();
                let account = AccountWish {
                    customer,
                    tenant,
                    user,
                };
                InputValue::User(self.user(msp, &account).await?)
            }
            InputWish::Country(country) => InputValue::Country(*country),
            InputWish::Licences(licences) => InputValue::Licences(licences.clone()),
            InputWish::Days(count) => InputValue::Days(*count),
        })
    }

    /// Whom steps before this one created, for the same customer.
    async fn made(
        &self,
        msp: MspId,
        step: &FollowedStep,
    ) -> Result<BTreeMap<Key, UserRef>, ApprovalError> {
        let mut made = BTreeMap::new();
        for (key, id) in &step.made {
            if let Some(user) = self.made_by(msp, step, *id).await? {
                made.insert(key.clone(), user);
            }
        }
        Ok(made)
    }

    async fn made_by(
        &self,
        msp: MspId,
        step: &FollowedStep,
        id: ApprovalId,
    ) -> Result<Option<UserRef>, ApprovalError> {
        let approval = self.of(msp, id).await?;
        let Some(request) = approval.request() else {
            return Ok(None);
        };
        let new = request.operation.new_user();
        let new = new.filter(|it| it.customer_id == step.customer && it.tenant_id == step.tenant);
        let user = new.zip(request.execution.user);
        Ok(user.map(|(new, id)| UserRef {
            id,
            name: new.name.clone(),
        }))
    }

    /// The rule, where it grants this now. Where it does not, people decide.
    pub(super) async fn precedent(
        &self,
        msp: MspId,
        operation: &Operation,
        ground: Option<LowRiskGround>,
    ) -> Result<Option<Precedent>, ApprovalError> {
        let Some(ground) = ground else {
            return Ok(None);
        };
        let now = self.parts.clock.now();
        let used_today = self
            .granted_since(msp, &ground, now - now.rem_euclid(days(1)))
            .await?;
        let tags = match operation.customer() {
            Some(id) => {
                let customer: Customer = self.parts.engine.load(msp, &id.to_string()).await?;
                let known = customer.registered().map_err(CommandError::Refused)?;
                known.tags.clone()
            }
            None => BTreeSet::new(),
        };
        let good = ground.grants(operation, used_today, &tags, now).is_ok();
        Ok(good.then_some(Precedent {
            ground,
            used_today,
            tags,
        }))
    }

    /// How often the step's mark granted something since then, by the ledger itself.
    async fn granted_since(
        &self,
        msp: MspId,
        ground: &LowRiskGround,
        since: Micros,
    ) -> Result<u32, ApprovalError> {
        let ledger = self.parts.engine.ledger();
        let mut position = ledger.position_at(msp, since).await?;
        let mut count = 0;
        loop {
            let events = ledger.feed(msp, position, PAGE_LIMIT).await?;
            let Some(last) = events.last() else {
                return Ok(count);
            };
            position = last.position;
            let ours = events
                .iter()
                .filter(|it| it.stream.aggregate_type == Approval::TYPE);
            for event in ours.filter(|it| it.event_type == "ApprovalGranted") {
                let decoded = event.decode::<ApprovalEvent>();
                let decoded = decoded.map_err(|reason| {
                    ApprovalError::Approval(CommandError::Unreadable {
                        position: event.position,
                        reason,
                    })
                })?;
                count += u32::from(is_by(&decoded, ground));
            }
        }
    }
}

fn version_of(procedure: &Procedure, version: u32) -> Result<&Definition, ApprovalError> {
    let Some(known) = procedure.known() else {
        return Err(CommandError::Refused(ProcedureRefusal::ProcedureNotFound).into());
    };
    let newest = known.version;
    let refusal = ProcedureRefusal::ProcedureVersionOutdated {
        from: version,
        newest,
    };
    let definition = known.version(version);
    Ok(definition.ok_or(CommandError::Refused(refusal))?)
}

fn is_by(event: &ApprovalEvent, ground: &LowRiskGround) -> bool {
    let ApprovalEvent::ApprovalGranted {
        grant: Grant::Rule(rule),
        ..
    } = event
    else {
        return false;
    };
    rule.procedure_id == ground.procedure_id && rule.step == ground.step
}
