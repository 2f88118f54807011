//! What the API stands on; whoever starts the program puts it together.

use std::sync::Arc;

use tenantry_engine::clouds::Clouds;
use tenantry_engine::commands::Engine;
use tenantry_engine::time::Clock;
use tenantry_projections::Projections;

#[derive(Debug, Clone)]
pub struct Parts {
    pub engine: Arc<Engine>,
    pub projections: Projections,
    /// Each MSP's clouds, for what has to be looked up there now.
    pub clouds: Arc<dyn Clouds>,
    pub clock: Arc<dyn Clock>,
}
