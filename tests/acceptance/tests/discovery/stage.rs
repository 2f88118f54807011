//! A partner with customers of every kind, and discovery between its clouds and a ledger.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::ids::{CorrelationId, MspId};
use tenantry_domain::record::RecordedEvent;
use tenantry_engine::clouds::{ConsentedAccess, PartnerClouds};
use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::discovery::{Discovery, DiscoveryFault, Report};
use tenantry_engine::time::SystemClock;
use tenantry_http::{Limits as Allowed, Repeating};
use tenantry_microsoft::entra::Access;
use tenantry_microsoft::graph::{Administration, Apps, Directory};
use tenantry_projections::Projections;
use tenantry_projections::tenants::{self, TenantRow};
use tenantry_simulator::{
    CustomerPlan, PartnerKind, RelationshipPlan, RelationshipStatus, Scenario,
};
use tenantry_support::world::new_msp;
use tenantry_support::{FaultyLedger, World, audit};
use uuid::Uuid;

use crate::clouds;

/// Repeats, but without waiting long.
pub(crate) fn quick() -> Allowed {
    let repeating = Repeating {
        first_pause: Duration::from_millis(2),
        attempt_timeout: Duration::from_secs(5),
        ..Repeating::default()
    };
    Allowed {
        repeating,
        ..Allowed::default()
    }
}

/// Beside Contoso, who is managed and sold to:
///
/// - Fabrikam has a contract alone.
/// - Litware is sold to, and has the old kind of delegated administration.
/// - Adatum has a relationship through an indirect provider alone, under another name.
/// - Tailspin has nothing but what Microsoft made.
/// - Woodgrove's relationship ended.
/// - An open invitation names nobody.
pub(crate) fn scenario() -> Scenario {
    let mut scenario = Scenario::small();
    for name in ["Litware", "Adatum", "Woodgrove"] {
        let mut customer = scenario.customers[2].clone();
        name.clone_into(&mut customer.name);
        customer.domains = vec![format!("{}.onmicrosoft.com", name.to_lowercase())];
        customer.admins.clear();
        scenario.customers.push(customer);
    }
    let business = &mut scenario.partners[0].business;
    business.relationships[0].customer_name = Some("C0NTOSO".to_owned());
    let plain = RelationshipPlan {
        assignments: Vec::new(),
        ..business.relationships[0].clone()
    };
    let related = |name: &str, customer: Option<&str>, called: &str| RelationshipPlan {
        name: name.to_owned(),
        customer: customer.map(|it| format!("{it}.onmicrosoft.com")),
        customer_name: Some(called.to_owned()),
        ..plain.clone()
    };
    business.relationships.extend([
        RelationshipPlan {
            indirect_provider: Some(Uuid::from_u128(7)),
            ..related("Provided", Some("adatum"), "ADATUM-0815")
        },
        related("MLT_Tailspin", Some("tailspin"), "Tailspin"),
        RelationshipPlan {
            status: RelationshipStatus::Terminated,
            ..related("Over", Some("woodgrove"), "Woodgrove")
        },
        RelationshipPlan {
            status: RelationshipStatus::ApprovalPending,
            ..related("Open", None, "")
        },
    ]);
    let sold = business.customers[0].clone();
    business.customers.extend([
        CustomerPlan {
            tenant: "fabrikam.onmicrosoft.com".to_owned(),
            listed: false,
            ..sold.clone()
        },
        CustomerPlan {
            tenant: "litware.onmicrosoft.com".to_owned(),
            delegated: true,
            ..sold
        },
    ]);
    scenario
}

/// The same partner without a way into Partner Center.
pub(crate) fn of_indirect_reseller() -> Scenario {
    let mut scenario = scenario();
    scenario.partners[0].business.kind = PartnerKind::IndirectReseller;
    scenario
}

pub(crate) struct Stage {
    pub(crate) msp: MspId,
    pub(crate) world: World,
    pub(crate) there: clouds::World,
    pub(crate) clouds: PartnerClouds,
    pub(crate) ledger: Arc<FaultyLedger>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) projections: Projections,
}

impl Stage {
    pub(crate) async fn open(world: World) -> Self {
        Self::of(world, scenario()).await
    }

    pub(crate) async fn of(world: World, scenario: Scenario) -> Self {
        let there = clouds::World::of(scenario).await;
        let gdap = Arc::new(there.gdap.clone());
        let center = Arc::new(there.center.clone());
        let clouds = PartnerClouds {
            partner: there.partner(),
            app: AppId::new(there.scenario.app_id("Northwind Onboarding")),
            relationships: gdap.clone(),
            assignments: gdap.clone(),
            gdap_customers: gdap.clone(),
            contracts: gdap,
            customers: center.clone(),
            consents: center,
            groups: Arc::new(Apps::new(there.graph.clone(), Access::Delegated)),
            directory: Arc::new(Directory::new(there.graph.clone(), Access::Delegated)),
            administration: Arc::new(Administration::new(there.graph.clone(), Access::Delegated)),
            consented: ConsentedAccess {
                directory: Arc::new(Directory::new(there.graph.clone(), Access::App)),
                administration: Arc::new(Administration::new(there.graph.clone(), Access::App)),
            },
        };
        let ledger = FaultyLedger::before(world.ledger().await);
        let projections = world.projections().await;
        Self {
            msp: new_msp(),
            engine: Arc::new(Engine::new(ledger.clone(), Limits::default())),
            world,
            there,
            clouds,
            ledger,
            projections,
        }
    }

    pub(crate) fn discovery(&self, engine: Arc<Engine>) -> Discovery {
        Discovery::new(
            engine,
            Arc::new(self.projections.clone()),
            Arc::new(SystemClock),
        )
    }

    pub(crate) async fn discover(&self) -> Report {
        self.look(&self.clouds).await.unwrap()
    }

    /// With the query table as new as the ledger.
    pub(crate) async fn look(&self, clouds: &PartnerClouds) -> Result<Report, DiscoveryFault> {
        assert_eq!(self.projections.catch_up().await.unwrap(), vec![]);
        let discovery = self.discovery(self.engine.clone());
        let correlation = CorrelationId::new(Uuid::now_v7());
        discovery.run(self.msp, clouds, correlation).await
    }

    pub(crate) fn tenant(&self, name: &str) -> TenantId {
        self.there.tenant(name)
    }

    pub(crate) fn tenants<const N: usize>(&self, names: [&str; N]) -> Vec<TenantId> {
        let mut tenants = names.map(|name| self.tenant(name)).to_vec();
        tenants.sort();
        tenants
    }

    pub(crate) async fn row(&self, name: &str) -> TenantRow {
        assert_eq!(self.projections.catch_up().await.unwrap(), vec![]);
        let row = tenants::get(&self.projections, self.msp, self.tenant(name)).await;
        row.unwrap().unwrap()
    }

    /// All events of the MSP's ledger, which is sound.
    pub(crate) async fn events(&self) -> Vec<RecordedEvent> {
        audit::ledger(&*self.world.ledger().await, self.msp).await
    }
}
