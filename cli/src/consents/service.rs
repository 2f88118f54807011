//! Consents put together: where tenants are looked up and read, and where administrators come back.

use std::sync::Arc;

use tenantry_api::portal::CALLBACK;
use tenantry_domain::cloud::vault::Vault;
use tenantry_engine::commands::Engine;
use tenantry_engine::consents::{ConsentParts, Consents};
use tenantry_engine::time::SystemClock;
use tenantry_microsoft::entra::EntraConsents;

use crate::clouds::ClientClouds;
use crate::config::Config;
use crate::failure::Failure;
use crate::state_key::state_key;

/// For verifying what came back; nobody is asked.
pub(crate) fn verified_by(engine: &Arc<Engine>, clouds: &Arc<ClientClouds>) -> Consents {
    Consents::new(ConsentParts {
        engine: Arc::clone(engine),
        clock: Arc::new(SystemClock),
        resolver: Arc::new(clouds.resolver()),
        tenants: clouds.clone(),
        invitations: None,
    })
}

/// The same for asking, where it is known under which address administrators come back.
pub(crate) async fn inviting(
    config: &Config,
    consents: Consents,
    vault: &dyn Vault,
) -> Result<Consents, Failure> {
    let Some(public) = &config.public_url else {
        return Ok(consents);
    };
    let return_address = public.value.join(CALLBACK);
    let return_address = return_address.map_err(|error| Failure::config(error.to_string()))?;
    Ok(consents.inviting(Arc::new(EntraConsents {
        endpoints: Arc::new(config.places.endpoints()),
        return_address,
        key: state_key(vault).await?,
    })))
}
