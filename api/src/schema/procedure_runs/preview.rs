//! What a run would ask for, before it is started.

use async_graphql::{Object, SimpleObject};
use tenantry_domain::ids::CustomerId;
use tenantry_domain::procedure::Key;
use tenantry_domain::text::Reason;
use tenantry_engine::procedure_runs::{Foreseen, Foresight};

use super::input::ProcedureRunPreviewInput;
use super::refusal::{ProcedureRunUserError, unmet_by};
use crate::schema::approvals::{ApprovalChange, ApprovalKind, planned};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::problem::Problem;
use crate::schema::told::{Unmet, UserError as _};

/// What would come of starting a run.
#[derive(Debug, SimpleObject)]
pub(crate) struct ProcedureRunPreviewPayload {
    /// Each step, in the order of the procedure.
    steps: Vec<ProcedureRunForesight>,
    /// Why it would be turned down. Empty when it would not.
    user_errors: Vec<ProcedureRunUserError>,
}

impl ProcedureRunPreviewPayload {
    pub(super) fn told(outcome: Result<Vec<ProcedureRunForesight>, Unmet>) -> Result<Self, Fault> {
        Ok(match outcome {
            Ok(steps) => Self {
                steps,
                user_errors: Vec::new(),
            },
            Err(unmet) => Self {
                steps: Vec::new(),
                user_errors: vec![ProcedureRunUserError::of(unmet)?],
            },
        })
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ProcedureRunForesight {
    customer: CustomerId,
    step: Foreseen,
}

/// What a step would ask for, as things stand now.
#[Object]
impl ProcedureRunForesight {
    /// By this other steps name it.
    async fn key(&self) -> &str {
        self.step.step.as_str()
    }

    /// What people read.
    async fn title(&self) -> &str {
        self.step.title.as_str()
    }

    /// The keys of the steps that have to be done before: they may change what is seen now.
    async fn after(&self) -> Vec<&str> {
        self.step.after.iter().map(Key::as_str).collect()
    }

    /// What it would ask for; nothing where that cannot be said yet.
    async fn kind(&self) -> Option<ApprovalKind> {
        match &self.step.what {
            Foresight::Planned(planned) => Some(planned.0.kind().into()),
            Foresight::Later { .. } | Foresight::Impossible(_) => None,
        }
    }

    /// What would become otherwise. Empty where all is as it is to become, or where that cannot be said yet.
    #[graphql(complexity = "10 * child_complexity")]
    async fn changes(&self) -> Vec<ApprovalChange> {
        match &self.step.what {
            Foresight::Planned(plan) => planned(&plan.1.changes, self.customer),
            Foresight::Later { .. } | Foresight::Impossible(_) => Vec::new(),
        }
    }

    /// What can be said of it, in words.
    async fn sentence(&self) -> String {
        match &self.step.what {
            Foresight::Planned(plan) if plan.1.is_empty() => {
                "all is already as it is to become".to_owned()
            }
            Foresight::Planned(plan) => plan.0.kind().sentence().to_owned(),
            Foresight::Later { made_by } => {
                format!("it is about whom the step {made_by} makes, and is planned then")
            }
            Foresight::Impossible(error) => error.to_string(),
        }
    }

    /// Why it could not be asked for as things stand now.
    async fn problem(&self) -> Option<Problem> {
        match &self.step.what {
            Foresight::Impossible(error) => Some(Problem::new(error.code(), None)),
            Foresight::Planned(_) | Foresight::Later { .. } => None,
        }
    }
}

pub(super) async fn foresee(
    desk: Desk<'_>,
    input: ProcedureRunPreviewInput,
) -> Result<Vec<ProcedureRunForesight>, Unmet> {
    let wish = input.read(Reason::clipped("", "to be looked at"))?;
    let customer = wish.customer;
    let foreseen = desk.parts.runs.preview(desk.msp(), wish).await;
    let steps = foreseen.map_err(unmet_by)?.into_iter();
    Ok(steps
        .map(|step| ProcedureRunForesight { customer, step })
        .collect())
}
