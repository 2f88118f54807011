//! What operators can ask of a projection.

use serde::{Deserialize, Serialize};

use crate::text::{ProjectionName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectionCommand {
    Pause(PauseProjection),
    Resume(ResumeProjection),
    Retry(RetryProjection),
    SkipEvent(SkipProjectionEvent),
    RequestRebuild(RequestProjectionRebuild),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PauseProjection {
    pub name: ProjectionName,
    pub reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResumeProjection {
    pub name: ProjectionName,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RetryProjection {
    pub name: ProjectionName,
    /// The position the projection stopped at.
    pub position: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SkipProjectionEvent {
    pub name: ProjectionName,
    /// The version of the projection that cannot read the event.
    pub version: u32,
    pub position: u64,
    pub reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestProjectionRebuild {
    pub name: ProjectionName,
    pub reason: Reason,
}
