//! A run as it is told at the command line.

use serde::Serialize;
use tenantry_domain::ids::{ApprovalId, CustomerId, ProcedureId, TenantId};
use tenantry_projections::procedure_runs::{RunRow, StepShown};
use uuid::Uuid;

use crate::failure::Failure;
use crate::moment;
use crate::output::{Output, plain};

#[derive(Debug, Serialize)]
pub(super) struct Shown {
    pub(super) run: Uuid,
    pub(super) procedure: ProcedureId,
    version: u64,
    pub(super) customer: CustomerId,
    tenant: TenantId,
    pub(super) status: &'static str,
    pub(super) error: Option<String>,
    pub(super) steps_done: u64,
    pub(super) steps_all: u64,
    steps: Vec<Step>,
    started_by: String,
    reason: String,
    stopped_step: Option<String>,
    stopped_by: Option<String>,
    stop_reason: Option<String>,
    undoing: Vec<String>,
    pub(super) started_at: String,
    ended_at: Option<String>,
    position: u64,
}

#[derive(Debug, Serialize)]
struct Step {
    key: String,
    title: String,
    status: &'static str,
    error: Option<String>,
    approval: Option<ApprovalId>,
}

impl From<StepShown> for Step {
    fn from(step: StepShown) -> Self {
        Self {
            key: step.key.to_string(),
            title: step.title.as_str().to_owned(),
            status: step.status.as_str(),
            error: step.error_code,
            approval: step.approval,
        }
    }
}

impl From<RunRow> for Shown {
    fn from(row: RunRow) -> Self {
        Self {
            steps: row.steps().into_iter().map(Step::from).collect(),
            run: row.id,
            procedure: row.procedure_id,
            version: row.version,
            customer: row.customer_id,
            tenant: row.tenant_id,
            status: row.status.as_str(),
            error: row.error_code,
            steps_done: row.steps_done,
            steps_all: row.steps_all,
            started_by: row.started_by,
            reason: row.reason,
            stopped_step: row.stopped_step,
            stopped_by: row.stopped_by,
            stop_reason: row.stop_reason,
            undoing: row.undoing,
            started_at: moment::show(row.started_at),
            ended_at: row.ended_at.map(moment::show),
            position: row.position,
        }
    }
}

impl Shown {
    pub(super) fn print(&self, output: &Output) -> Result<(), Failure> {
        let error = self.error.as_ref().map(|code| format!("  {code}"));
        let error = error.unwrap_or_default();
        output.line(&format!("status     {}{error}", self.status))?;
        output.line(&format!(
            "procedure  {}, version {}",
            self.procedure, self.version
        ))?;
        output.line(&format!("customer   {}", self.customer))?;
        output.line(&format!("tenant     {}", self.tenant))?;
        output.line(&format!(
            "started    {} by {}: {}",
            self.started_at,
            self.started_by,
            plain(&self.reason)
        ))?;
        if let Some(at) = &self.ended_at {
            output.line(&format!("ended      {at}"))?;
        }
        if let Some(step) = &self.stopped_step {
            output.line(&format!("stopped    by the step {step}"))?;
        }
        if let (Some(by), Some(reason)) = (&self.stopped_by, &self.stop_reason) {
            output.line(&format!("stopped    by {by}: {}", plain(reason)))?;
        }
        let rows: Vec<[String; 4]> = self.steps.iter().map(Step::row).collect();
        output.table(["step", "status", "approval", "what"], &rows)?;
        for approval in &self.undoing {
            output.line(&format!("undoing    {approval}"))?;
        }
        Ok(())
    }
}

impl Step {
    fn row(&self) -> [String; 4] {
        let error = self.error.as_ref().map(|code| format!(" {code}"));
        let approval = self.approval.map(|it| it.to_string());
        [
            self.key.clone(),
            format!("{}{}", self.status, error.unwrap_or_default()),
            approval.unwrap_or_default(),
            plain(&self.title),
        ]
    }
}
