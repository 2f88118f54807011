//! The world that is shown: Microsoft's clouds, simulated in this process and kept in the folder, with
//! Northwind IT, twelve companies and two more in them; and Northwind's accounts at other vendors.

use tenantry_api::portal;
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::gdap::RoleId;
use tenantry_domain::gdap_template::{Preset, roles};
use tenantry_simulator::{
    AccountSeed, AppSeed, AssignmentPlan, Cloud, Control, CustomerPlan, CustomerSeed, Fault,
    GroupSeed, Options, PartnerPlan, Quirks, RelationshipPlan, Rule, Scenario, Simulator, Time,
};
use uuid::Uuid;

use super::cast::{self, AT_ONCE, BUSY, CONNECTED, CUSTOMERS, FAILING, GUESTS, MSP_NAME};
use super::folder::Folder;
use super::house::PORTS;
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) const DOMAIN: &str = "northwindit.onmicrosoft.com";
pub(super) const SERVICE: &str = "service@northwindit.onmicrosoft.com";
pub(super) const PASSWORD: &str = "practice-only";
pub(super) const APP_SECRET: &str = "practice-secret-of-northwind";
pub(super) const RETURN: &str = "https://localhost:8443/signed-in";
/// Its technicians, the service account among them. The group of the helpdesk is not there yet.
pub(super) const TECHNICIANS: &str = "Northwind Technicians";

const OWN_ROLES: [&str; 2] = ["Groups Administrator", "Application Administrator"];
const APP: &str = "Northwind Onboarding";
const APP_FOR_PEOPLE: &str = "Tenantry";

/// What takes Microsoft minutes takes the simulated clouds seconds: percent of the usual time.
const BACKGROUND: u32 = 3;

#[derive(Debug)]
pub(super) struct World {
    scenario: Scenario,
    simulator: Simulator,
    /// Nobody played in it yet.
    pub(super) is_new: bool,
}

impl World {
    pub(super) async fn begin(folder: &Folder) -> Result<Self, Failure> {
        let scenario = scenario();
        let is_new = folder.is_new();
        let options = Options {
            time: Time::Real,
            keep: Some(folder.world()),
            ..Options::default()
        };
        let begun = Simulator::start(&scenario, options).await;
        let simulator = begun.map_err(|reason| {
            let message = format!("the simulated clouds do not start: {reason}");
            Failure::new("ENVIRONMENT_UNFIT", Exit::Environment, message)
        })?;
        let world = Self {
            scenario,
            simulator,
            is_new,
        };
        if is_new {
            world.make_trouble();
        }
        Ok(world)
    }

    /// What is unpleasant on the way, and passes.
    fn make_trouble(&self) {
        let (control, graph) = (self.control(), Cloud::Graph);
        let busy = Fault::Throttle {
            retry_after: Some(5),
        };
        let tenant = self.tenant(BUSY).as_uuid();
        control.lay_down(
            Rule::always(graph, "/v1.0/organization*", busy)
                .tenant(tenant)
                .times(6),
        );
        let assignments =
            "/v1.0/tenantRelationships/delegatedAdminRelationships/*/accessAssignments";
        let lost = Rule::once(graph, assignments, Fault::DropAfter);
        control.lay_down(lost.method("POST").after(4));
    }

    pub(super) fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    pub(super) fn control(&self) -> Control {
        self.simulator.control()
    }

    pub(super) fn tenant(&self, name: &str) -> TenantId {
        TenantId::new(self.scenario.tenant_id(name))
    }

    pub(super) fn account(&self, name: &str) -> Uuid {
        self.scenario.account_id(name)
    }

    /// Customers that nobody set out to connect, and who approves there.
    pub(super) fn guests(&self) -> Vec<(&'static str, String)> {
        let customers = &self.scenario.customers;
        let found = GUESTS.iter().filter_map(|name| {
            let customer = customers.iter().find(|it| it.name == *name)?;
            Some((*name, customer.admin().to_owned()))
        });
        found.collect()
    }

    /// The app that acts for the MSP.
    pub(super) fn app(&self) -> Uuid {
        self.scenario.app_id(APP)
    }

    /// The app that people sign in to.
    pub(super) fn app_for_people(&self) -> Uuid {
        self.scenario.app_id(APP_FOR_PEOPLE)
    }

    /// Until here all is in the folder.
    pub(super) async fn end(self) -> Result<(), Failure> {
        let kept = self.simulator.keep();
        self.simulator.stop().await;
        kept.map_err(|reason| {
            Failure::new("ENVIRONMENT_UNFIT", Exit::Environment, reason.to_string())
        })
    }
}

pub(super) fn secret_for_people() -> String {
    AppSeed::for_people(APP_FOR_PEOPLE, "")
        .secret
        .unwrap_or_default()
}

/// The partner of the simulator's small world, with people and customers of its own.
fn scenario() -> Scenario {
    let mut scenario = Scenario::small().with_vendors();
    scenario.timings.consent = (0, 1);
    scenario.timings.background = BACKGROUND;
    let names = CUSTOMERS.iter().map(|it| it.name).chain(GUESTS);
    scenario.customers = names.map(CustomerSeed::new).collect();
    let business = business(&scenario);
    for partner in &mut scenario.partners {
        partner.business = business.clone();
        partner.accounts.retain(|account| account.name == SERVICE);
        let people = cast::PEOPLE.iter().map(|(name, role)| AccountSeed {
            offered_as: Some(role.as_str().to_owned()),
            ..AccountSeed::new(name)
        });
        partner.accounts.extend(people);
        partner.groups.push(GroupSeed {
            name: TECHNICIANS.to_owned(),
            members: vec![SERVICE.to_owned()],
            security_enabled: true,
        });
        // In the partner's own tenant the service account makes groups, and keeps the app's registration.
        let own = OWN_ROLES.iter().filter_map(|name| roles::find(name).ok());
        let own: Vec<Uuid> = own.map(RoleId::as_uuid).collect();
        for account in partner.accounts.iter_mut().filter(|it| it.name == SERVICE) {
            account.roles.extend(&own);
        }
        for app in partner.apps.iter_mut().filter(|it| it.name == APP) {
            app.scopes.push("Application.ReadWrite.All".to_owned());
            // Customers' administrators come back from consenting.
            app.redirect_uris.extend(here(portal::CALLBACK));
        }
        let mut app = AppSeed::for_people(APP_FOR_PEOPLE, "");
        app.redirect_uris = here("/sign-in/callback").collect();
        partner.apps.push(app);
    }
    scenario
}

/// This path of the server, wherever it may listen.
fn here(path: &str) -> impl Iterator<Item = String> {
    PORTS.map(move |port| format!("http://127.0.0.1:{port}{path}"))
}

/// All are customers of the reseller business. One was connected before by somebody who did it by hand;
/// at one, Microsoft fails to put an assignment in force.
fn business(scenario: &Scenario) -> PartnerPlan {
    let failing = scenario.tenant_id(FAILING);
    let customers = &scenario.customers;
    let connected = customers.iter().filter(|it| it.name == CONNECTED);
    let held: Vec<String> = Preset::Managed
        .roles()
        .chain(roles::find("Helpdesk Administrator").ok())
        .map(|role| role.as_uuid().to_string())
        .collect();
    let managed: Vec<String> = Preset::Managed
        .roles()
        .map(|role| role.as_uuid().to_string())
        .collect();
    let relationships = connected.map(|customer| RelationshipPlan {
        days_ago: 200,
        roles: held.clone(),
        assignments: vec![AssignmentPlan {
            group: TECHNICIANS.to_owned(),
            roles: managed.clone(),
        }],
        ..RelationshipPlan::new("Northwind, set up by hand", customer, &[])
    });
    PartnerPlan {
        quirks: Quirks {
            assignments_that_fail: 1,
            failing_for: Some(failing),
            ..Quirks::default()
        },
        relationships: relationships.collect(),
        customers: customers
            .iter()
            .map(|customer| CustomerPlan {
                // Whoever came first was taken over from the years before.
                delegated: customer.name == AT_ONCE,
                ..CustomerPlan::new(customer)
            })
            .collect(),
        ..PartnerPlan::default()
    }
}

/// The name of the MSP's tenant, for the scenario's ids.
pub(super) fn partner_of(world: &World) -> TenantId {
    world.tenant(MSP_NAME)
}
