//! Partner Center, behind the domain's ports.
//!
//! It is always asked in the partner's own tenant, also about customers. Every call has a request id
//! by which Partner Center knows a repetition, so what got no answer is simply sent again.

mod account;
mod client;
mod consents;
mod customers;
mod mfa;
mod registration;
mod subscriptions;
mod webhook;

use crate::entra::{Access, Tokens};
use crate::settings::Endpoints;
use client::{At, PartnerClient};
use std::sync::Arc;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_http::Http;

pub use account::{PartnerAccounts, PartnerCenters};
pub use webhook::{InvalidTrust, PartnerDeliveries, WebhookTrust};

/// The adapter of `PartnerCustomers`, `ApplicationConsents`, `Subscriptions`, `MfaSignals` and
/// `PartnerWebhooks`. Cheap to clone: the clones share what they know.
#[derive(Debug, Clone)]
pub struct PartnerCenter {
    client: PartnerClient,
}

impl PartnerCenter {
    pub fn new(http: Http, endpoints: Arc<Endpoints>, tokens: Arc<dyn Tokens>) -> Self {
        Self {
            client: PartnerClient::new(http, endpoints, tokens),
        }
    }
}

/// Partner Center wants to know the person behind nearly everything, so the service account asks
/// for all of it: one kind of token, one set of rights.
fn at(partner: Partner) -> At {
    At {
        partner,
        access: Access::Delegated,
    }
}
