//! Which run waits for which approval, among those that this worker visits.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::Approval;
use tenantry_domain::ids::{ApprovalId, MspId, ProcedureRunId};
use tenantry_domain::record::RecordedEvent;

/// What is not in here is looked at when its run is visited, as each is after a start.
#[derive(Debug, Default)]
pub(super) struct Watched(Mutex<HashMap<(MspId, ApprovalId), ProcedureRunId>>);

impl Watched {
    pub(super) fn watch(&self, msp: MspId, approval: ApprovalId, run: ProcedureRunId) {
        self.seen().insert((msp, approval), run);
    }

    pub(super) fn forget(&self, msp: MspId, approval: ApprovalId) {
        self.seen().remove(&(msp, approval));
    }

    /// The run that waits for what is told here.
    pub(super) fn concerned(&self, event: &RecordedEvent) -> Option<String> {
        if event.stream.aggregate_type != Approval::TYPE {
            return None;
        }
        let approval = event.stream.aggregate_id.parse().ok()?;
        let found = self.seen().get(&(event.msp, approval)).copied();
        found.map(|run| run.to_string())
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<(MspId, ApprovalId), ProcedureRunId>> {
        // A map of ids is whole whatever happened to its last holder.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
