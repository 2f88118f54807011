//! Steps of procedures: from what was given for them to an operation, and by what rule nobody has to
//! decide about it.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Approval, ApprovalEvent, Grant, Operation, Precedent, UserRef};
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::procedure::{
    Filling, InputValue, Key, LowRiskGround, OperationTemplate, Procedure, ProcedureRefusal,
};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::days;

use super::{AccountWish, AnyPersonText, ApprovalError, Approvals, InputWish, StepWish, UserWish};
use crate::commands::CommandError;
use crate::ledger::PAGE_LIMIT;

impl Approvals {
    pub(super) async fn filled(
        &self,
        msp: MspId,
        wish: StepWish,
    ) -> Result<(Operation, Option<LowRiskGround>), ApprovalError> {
        let id = wish.procedure;
        let procedure: Procedure = self.parts.engine.load(msp, &id.to_string()).await?;
        let (newest, _) = procedure.active().map_err(CommandError::Refused)?;
        let version = wish.version.unwrap_or(newest);
        let definition = procedure.known().and_then(|it| it.version(version));
        let unknown = || ProcedureRefusal::ProcedureVersionOutdated {
            from: version,
            newest,
        };
        let definition = definition.ok_or_else(|| CommandError::Refused(unknown()))?;
        let template = definition.step(&wish.step).map(|it| &it.operation);
        let filling = self.filling(msp, &wish, template).await?;
        // Of several steps, each is asked for what it needs: all inputs, but whom earlier ones made.
        definition
            .fits(&filling.values)
            .map_err(CommandError::Refused)?;
        let operation = definition.fill(&wish.step, &filling);
        let operation = operation.map_err(CommandError::Refused)?;
        let ground = procedure.ground(id, version, &wish.step);
        Ok((operation, ground))
    }

    async fn filling(
        &self,
        msp: MspId,
        wish: &StepWish,
        template: Option<&OperationTemplate>,
    ) -> Result<Filling, ApprovalError> {
        let mut values = BTreeMap::new();
        for (key, input) in &wish.inputs {
            values.insert(key.clone(), self.value(msp, wish, input).await?);
        }
        let mut sealed = BTreeMap::new();
        let texts = template.map(OperationTemplate::fixed_texts);
        for text in texts.unwrap_or_default() {
            let plain = AnyPersonText::Input.of(text.as_str())?;
            let of = self.text(msp, wish.customer, &plain).await?;
            sealed.insert(text.clone(), of);
        }
        Ok(Filling {
            customer_id: wish.customer,
            tenant_id: wish.tenant,
            values,
            made: self.made(msp, wish).await?,
            sealed,
        })
    }

    async fn value(
        &self,
        msp: MspId,
        wish: &StepWish,
        input: &InputWish,
    ) -> Result<InputValue, ApprovalError> {
        Ok(match input {
            InputWish::Text(text) => InputValue::Text(self.text(msp, wish.customer, text).await?),
            InputWish::User(user) => InputValue::User(self.somebody(msp, wish, user).await?),
            InputWish::Country(country) => InputValue::Country(*country),
            InputWish::Licences(licences) => InputValue::Licences(licences.clone()),
            InputWish::Days(count) => InputValue::Days(*count),
        })
    }

    async fn somebody(
        &self,
        msp: MspId,
        wish: &StepWish,
        user: &UserWish,
    ) -> Result<UserRef, ApprovalError> {
        let account = AccountWish {
            customer: wish.customer,
            tenant: wish.tenant,
            user: user.clone(),
        };
        self.user(msp, &account).await
    }

    /// Whom steps before this one created, for the same customer.
    async fn made(
        &self,
        msp: MspId,
        wish: &StepWish,
    ) -> Result<BTreeMap<Key, UserRef>, ApprovalError> {
        let mut made = BTreeMap::new();
        for (key, id) in &wish.made {
            if let Some(user) = self.made_by(msp, wish, *id).await? {
                made.insert(key.clone(), user);
            }
        }
        Ok(made)
    }

    async fn made_by(
        &self,
        msp: MspId,
        wish: &StepWish,
        id: ApprovalId,
    ) -> Result<Option<UserRef>, ApprovalError> {
        let approval = self.of(msp, id).await?;
        let Some(request) = approval.request() else {
            return Ok(None);
        };
        let new = request.operation.new_user();
        let new = new.filter(|it| it.customer_id == wish.customer && it.tenant_id == wish.tenant);
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
