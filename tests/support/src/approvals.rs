//! Approvals where nothing is there to be changed but what these clouds hold.

use std::sync::Arc;

use tenantry_engine::approvals::{ApprovalParts, Approvals};
use tenantry_engine::chance::SystemRandomness;
use tenantry_engine::clouds::Clouds;
use tenantry_engine::commands::Engine;
use tenantry_engine::time::Clock;

use crate::people::People;
use crate::vault::Safe;
use crate::{consents, mapping, vendors};

pub fn nowhere_but(
    clouds: Arc<dyn Clouds>,
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
) -> Approvals {
    Approvals::new(ApprovalParts {
        clouds,
        vault: Arc::new(Safe::default()),
        personal: Arc::new(People::default()),
        randomness: Arc::new(SystemRandomness),
        consents: consents::nowhere(engine.clone(), clock.clone()),
        vendors: vendors::nowhere(engine.clone(), clock.clone()),
        mappings: mapping::nowhere(engine.clone(), clock.clone()),
        clock,
        engine,
    })
}
