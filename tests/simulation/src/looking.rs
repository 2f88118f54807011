//! Somebody who looks at how things stand, beside the processes that work.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::gdap::{
    Approver, Proposal, RelationshipId, RelationshipStatus, RoleSet,
};
use tenantry_domain::gdap_template::Terms;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::text::RelationshipName;
use tenantry_engine::clouds::{Clouds, PartnerClouds};
use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::drift::DriftProbe;
use tenantry_engine::onboarding::dry_run::DryRun;

use crate::Stage;

/// With fresh tokens at every visit: they are kept by real time.
#[derive(Debug)]
struct Fresh {
    account: crate::stage::Account,
    http: tenantry_http::Http,
}

#[async_trait]
impl Clouds for Fresh {
    async fn of(&self, _msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        Ok(Arc::new(self.account.clouds(self.http.clone())))
    }
}

#[derive(Debug)]
pub struct Onlooker<'a> {
    pub stage: &'a Stage,
    pub engine: Arc<Engine>,
    clouds: Arc<Fresh>,
}

impl<'a> Onlooker<'a> {
    pub async fn on(stage: &'a Stage) -> Self {
        let options = tenantry_ledger::Options {
            clock: Arc::new(stage.clock.clone()),
            readers: 2,
            ..tenantry_ledger::Options::default()
        };
        let ledger = stage.world.ledger_with(options).await;
        Self {
            stage,
            engine: Arc::new(Engine::new(ledger, Limits::default())),
            clouds: Arc::new(Fresh {
                account: stage.account.clone(),
                http: stage.http(),
            }),
        }
    }

    pub fn dry_run(&self) -> DryRun {
        let clock = Arc::new(self.stage.clock.clone());
        DryRun::new(self.clouds.clone(), self.engine.clone(), clock)
    }

    pub fn probe(&self) -> DriftProbe {
        let clock = Arc::new(self.stage.clock.clone());
        DriftProbe::new(self.clouds.clone(), self.engine.clone(), clock)
    }

    /// What was sent to the clouds that may change something, since this many requests.
    pub fn changes_since(&self, requests: usize) -> Vec<String> {
        let journal = self.stage.control().journal().split_off(requests);
        let changes = journal
            .into_iter()
            .filter(|it| it.method != "GET" && !it.path.contains("/oauth2/"));
        changes
            .map(|it| format!("{} {}", it.method, it.path))
            .collect()
    }

    pub fn pass(&self, minutes: u64) {
        let by = Duration::from_secs(60 * minutes);
        self.stage.control().jump(by);
    }

    /// A relationship that somebody made by hand, approved and active.
    pub async fn made_by_hand(
        &self,
        tenant: TenantId,
        name: &str,
        terms: &Terms,
    ) -> RelationshipId {
        let clouds = self.stage.clouds();
        let (partner, relationships) = (clouds.partner, &clouds.relationships);
        let proposal = Proposal::new(
            RelationshipName::new(name).unwrap(),
            terms.term,
            RoleSet::new(terms.roles()).unwrap(),
            Approver::Customer(tenant),
            terms.extend,
        );
        let made = relationships.propose(partner, &proposal.unwrap()).await;
        let id = made.unwrap().id;
        self.pass(5);
        relationships.lock_for_approval(partner, &id).await.unwrap();
        self.pass(5);
        let control = self.stage.control();
        control.approve(id.as_str(), tenant.as_uuid()).unwrap();
        self.pass(30);
        let found = relationships.get(partner, &id).await.unwrap();
        assert_eq!(found.status, RelationshipStatus::Active);
        id
    }
}
