//! The world that is shown: Microsoft's clouds, simulated in this process, with Northwind IT and
//! four companies in them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tenantry_domain::cloud::gdap::RoleId;
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::cloud::{CloudFault, TenantId};
use tenantry_domain::gdap_template::roles;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use tenantry_domain::saga::minutes;
use tenantry_engine::clouds::{Clouds, PartnerClouds};
use tenantry_engine::commands::Engine;
use tenantry_engine::time::Clock as _;
use tenantry_http::{Breaking, Http, Limits, Repeating, Settings};
use tenantry_microsoft::Endpoints;
use tenantry_simulator::{
    Control, CustomerPlan, CustomerSeed, GroupSeed, Options, PartnerPlan, Scenario, Simulator, Time,
};
use uuid::Uuid;

use super::time::DrivenClock;
use crate::clouds::{ClientClouds, Microsoft};
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) const DOMAIN: &str = "northwindit.onmicrosoft.com";
pub(super) const SERVICE: &str = "service@northwindit.onmicrosoft.com";
pub(super) const PASSWORD: &str = "practice-only";
pub(super) const APP_SECRET: &str = "practice-secret-of-northwind";
pub(super) const RETURN: &str = "https://localhost:8443/signed-in";
/// Its technicians, the service account among them. The group of the helpdesk is not there yet.
pub(super) const TECHNICIANS: &str = "Northwind Technicians";

const PARTNER: &str = "Northwind IT";
const APP: &str = "Northwind Onboarding";

pub(super) const CONTOSO: &str = "Contoso Coffee";
pub(super) const FABRIKAM: &str = "Fabrikam Foods";
pub(super) const ADATUM: &str = "Adatum Bakery";
/// Has delegated administration of the old kind, and is only looked at.
const WOODGROVE: &str = "Woodgrove Books";

#[derive(Debug)]
pub(super) struct World {
    scenario: Scenario,
    simulator: Simulator,
    pub(super) clock: DrivenClock,
    pub(super) microsoft: Microsoft,
}

impl World {
    pub(super) async fn begin() -> Result<Self, Failure> {
        let scenario = scenario();
        let options = Options {
            time: Time::Driven(Timestamp::now()),
            ..Options::default()
        };
        let begun = Simulator::start(&scenario, options).await;
        let simulator = begun.map_err(|reason| {
            let message = format!("the simulated clouds do not start: {reason}");
            Failure::new("ENVIRONMENT_UNFIT", Exit::Environment, message)
        })?;
        let there = simulator.endpoints();
        let endpoints = Endpoints {
            login: there.login.clone(),
            graph: there.graph.clone(),
            partner_center: there.partner_center.clone(),
            ..Endpoints::default()
        };
        let http = http(simulator.authority())?;
        Ok(Self {
            clock: DrivenClock::new(simulator.control()),
            microsoft: Microsoft {
                http,
                endpoints: Arc::new(endpoints),
            },
            scenario,
            simulator,
        })
    }

    pub(super) fn control(&self) -> Control {
        self.simulator.control()
    }

    pub(super) fn tenant(&self, name: &str) -> TenantId {
        TenantId::new(self.scenario.tenant_id(name))
    }

    pub(super) fn partner(&self) -> Uuid {
        self.scenario.tenant_id(PARTNER)
    }

    pub(super) fn app(&self) -> Uuid {
        self.scenario.app_id(APP)
    }

    pub(super) async fn end(self) {
        self.simulator.stop().await;
    }
}

/// The partner of the simulator's small world, with customers of its own.
fn scenario() -> Scenario {
    let mut scenario = Scenario::small();
    let names = [CONTOSO, FABRIKAM, ADATUM, WOODGROVE];
    scenario.customers = names.map(CustomerSeed::new).into();
    let sold_to = scenario.customers.iter().map(|customer| CustomerPlan {
        delegated: customer.name == WOODGROVE,
        ..CustomerPlan::new(customer)
    });
    let business = PartnerPlan {
        customers: sold_to.collect(),
        ..PartnerPlan::default()
    };
    for partner in &mut scenario.partners {
        partner.business = business.clone();
        partner.groups.push(GroupSeed {
            name: TECHNICIANS.to_owned(),
            members: vec![SERVICE.to_owned()],
            security_enabled: true,
        });
        // Groups in the partner's own tenant are made by the service account.
        let makes_groups = roles::find("Groups Administrator").ok();
        let service = partner.accounts.iter_mut().filter(|it| it.name == SERVICE);
        for account in service {
            account.roles.extend(makes_groups.map(RoleId::as_uuid));
        }
    }
    scenario
}

/// Real time plays no part here, so nothing waits long by it.
fn http(authority: &str) -> Result<Http, Failure> {
    let repeating = Repeating {
        attempts: 3,
        first_pause: Duration::from_millis(5),
        longest_pause: Duration::from_millis(50),
        attempt_timeout: Duration::from_secs(10),
    };
    let limits = Limits {
        repeating,
        breaking: Breaking {
            after: u32::MAX,
            ..Breaking::default()
        },
        ..tenantry_microsoft::limits()
    };
    let settings = Settings {
        extra_roots_pem: vec![authority.to_owned()],
        limits,
        ..Settings::default()
    };
    Http::new(settings).map_err(|error| Failure::config(error.to_string()))
}

/// The clouds as the runner reaches them. Tokens are kept by real time, which hardly passes here:
/// so they are put together anew before the driven clock lets the tokens expire.
pub(super) struct Reached {
    pub(super) clock: DrivenClock,
    pub(super) microsoft: Microsoft,
    pub(super) engine: Arc<Engine>,
    pub(super) vault: Arc<dyn Vault>,
    pub(super) kept: Mutex<Option<(Micros, Arc<ClientClouds>)>>,
}

const TOKENS_LAST: Micros = minutes(45);

impl Reached {
    fn fresh(&self) -> Arc<ClientClouds> {
        let now = self.clock.now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, clouds)) = &*kept
            && now - since < TOKENS_LAST
        {
            return Arc::clone(clouds);
        }
        let (engine, vault) = (Arc::clone(&self.engine), Arc::clone(&self.vault));
        let clouds = ClientClouds::at(self.microsoft.clone(), engine, vault);
        *kept = Some((now, Arc::clone(&clouds)));
        clouds
    }
}

#[async_trait]
impl Clouds for Reached {
    async fn of(&self, msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        let clouds = self.fresh();
        clouds.of(msp).await
    }
}

impl fmt::Debug for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reached").finish_non_exhaustive()
    }
}
