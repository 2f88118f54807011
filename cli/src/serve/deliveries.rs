//! What clouds deliver to us, checked and acted on.

use std::sync::Arc;

use tenantry_api::webhooks::Webhooks;
use tenantry_engine::drift::DriftProbe;
use tenantry_engine::notices::Notices;
use tenantry_engine::onboardings::Onboardings;
use tenantry_engine::time::SystemClock;
use tenantry_microsoft::partner::{PartnerDeliveries, WebhookTrust};

use crate::clouds::Microsoft;
use crate::config::Config;
use crate::failure::Failure;
use crate::work::Ground;

pub(super) fn of(config: &Config, ground: &Ground) -> Result<Webhooks, Failure> {
    let microsoft = Microsoft::of(config)?;
    let deliveries = PartnerDeliveries::new(microsoft.http, trust(config)?);
    let deliveries = deliveries.map_err(|error| Failure::config(error.to_string()))?;
    let clock = Arc::new(SystemClock);
    let onboardings = Onboardings::new(ground.engine.clone(), clock.clone());
    let probe = DriftProbe::new(ground.clouds.clone(), ground.engine.clone(), clock.clone());
    let notices = Notices::new(onboardings, probe, Arc::new(ground.projections.clone()));
    Ok(Webhooks {
        deliveries: Arc::new(deliveries),
        notices,
        clock,
    })
}

/// Microsoft's own certificates. Where another address stands for Partner Center's, they lie there,
/// under the authorities that are trusted for it.
fn trust(config: &Config) -> Result<WebhookTrust, Failure> {
    let mut trust = WebhookTrust::default();
    if let Some(host) = config.places.other_partner_center() {
        trust.certificate_hosts.push(host.clone());
        trust.issuer_hosts.push(host);
        trust
            .extra_authorities_pem
            .extend(config.extra_roots_pem()?);
    }
    Ok(trust)
}
