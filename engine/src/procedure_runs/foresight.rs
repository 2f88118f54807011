//! What a run would ask for, before it is started.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_domain::approval::{ChangePlan, Operation};
use tenantry_domain::ids::MspId;
use tenantry_domain::procedure::{Key, ProcedureRefusal};
use tenantry_domain::text::StepTitle;

use super::start::Begun;
use super::{ProcedureRunError, ProcedureRuns, RunWish};
use crate::approvals::{ApprovalError, ApprovalWish, Asked, FollowedStep};
use crate::commands::CommandError;

/// One step of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen {
    pub step: Key,
    pub title: StepTitle,
    /// What has to be done before: it may change what is seen now.
    pub after: BTreeSet<Key>,
    pub what: Foresight,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Foresight {
    /// This would change, as things stand now.
    Planned(Box<(Operation, ChangePlan)>),
    /// It is about somebody whom this step makes first.
    Later { made_by: Key },
    /// As things stand now it could not be asked for.
    Impossible(ProcedureRunError),
}

impl ProcedureRuns {
    /// What each step would change now, where that can be said. Nothing is recorded, and nobody is asked.
    pub async fn preview(
        &self,
        msp: MspId,
        wish: RunWish,
    ) -> Result<Vec<Foreseen>, ProcedureRunError> {
        let begun = self.begun(msp, &wish).await?;
        let mut all = Vec::with_capacity(begun.definition.steps.len());
        for step in &begun.definition.steps {
            all.push(Foreseen {
                step: step.key.clone(),
                title: step.title.clone(),
                after: step.after.clone(),
                what: self.foresee(msp, &wish, &begun, &step.key).await,
            });
        }
        Ok(all)
    }

    async fn foresee(&self, msp: MspId, wish: &RunWish, begun: &Begun, step: &Key) -> Foresight {
        let followed = FollowedStep {
            procedure: wish.procedure,
            version: begun.version,
            step: step.clone(),
            customer: wish.customer,
            tenant: wish.tenant,
            values: begun.values.clone(),
            made: BTreeMap::new(),
        };
        let asked = ApprovalWish {
            what: Asked::Followed(followed),
            reason: wish.reason.clone(),
        };
        match self.parts.approvals.preview(msp, asked).await {
            Ok(planned) => Foresight::Planned(Box::new(planned)),
            Err(ApprovalError::Procedure(CommandError::Refused(
                ProcedureRefusal::ProcedureStepNotDone { step },
            ))) => Foresight::Later { made_by: step },
            Err(error) => Foresight::Impossible(error.into()),
        }
    }
}
