//! One function per command: already done, then refusals, then events.
#![allow(clippy::unnecessary_wraps)] // Every decision has the same form, also where none is refused.

use super::{
    PauseProjection, Projection, ProjectionEvent, ProjectionRefusal, RequestProjectionRebuild,
    ResumeProjection, RetryProjection, Skip, SkipProjectionEvent,
};
use crate::aggregate::Decision;

type Outcome = Result<Decision<ProjectionEvent>, ProjectionRefusal>;

pub(super) fn pause(projection: &Projection, command: &PauseProjection) -> Outcome {
    if projection.paused {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(ProjectionEvent::ProjectionPaused {
        name: command.name.clone(),
        reason: command.reason.clone(),
    }))
}

pub(super) fn resume(projection: &Projection, command: &ResumeProjection) -> Outcome {
    if !projection.paused {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(ProjectionEvent::ProjectionResumed {
        name: command.name.clone(),
    }))
}

pub(super) fn retry(_projection: &Projection, command: &RetryProjection) -> Outcome {
    let position = a_position(command.position)?;
    Ok(Decision::record(ProjectionEvent::ProjectionRetried {
        name: command.name.clone(),
        position,
    }))
}

pub(super) fn skip_event(projection: &Projection, command: &SkipProjectionEvent) -> Outcome {
    let position = a_position(command.position)?;
    if projection.skips.contains(&Skip {
        version: command.version,
        position,
    }) {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(ProjectionEvent::ProjectionEventSkipped {
        name: command.name.clone(),
        version: command.version,
        position,
        reason: command.reason.clone(),
    }))
}

pub(super) fn request_rebuild(
    _projection: &Projection,
    command: &RequestProjectionRebuild,
) -> Outcome {
    let (name, reason) = (command.name.clone(), command.reason.clone());
    let requested = ProjectionEvent::ProjectionRebuildRequested { name, reason };
    Ok(Decision::record(requested))
}

/// Positions begin at 1.
fn a_position(position: u64) -> Result<u64, ProjectionRefusal> {
    if position == 0 {
        Err(ProjectionRefusal::PositionUnknown { position })
    } else {
        Ok(position)
    }
}
