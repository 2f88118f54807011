//! What can be asked of an MSP's work.

use serde::{Deserialize, Serialize};

use crate::record::Micros;
use crate::saga::Fault;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandstillCommand {
    Stop(StopWork),
    Resume(ResumeWork),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StopWork {
    pub fault: Fault,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResumeWork {
    pub at: Micros,
}
