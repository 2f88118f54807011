//! People who ask for changes, and people who decide about them.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::approval::{Approval, Ending, Operation, PlanDigest};
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::administration::Account;
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::cloud::vault::Purpose;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, TenantId};
use tenantry_domain::onboarding::StartOnboarding;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::saga::{Next, Saga as _, hours};
use tenantry_domain::tenant_holding::Holder;
use tenantry_domain::text::Reason;
use tenantry_engine::approvals::{
    AccountWish, AnyPersonText, ApprovalError, ApprovalParts, ApprovalWish, Approvals, Asked,
    NewUserWish, OperationWish, UserWish,
};
use tenantry_engine::chance::SystemRandomness;
use tenantry_engine::clouds::{Clouds, PartnerClouds};
use tenantry_engine::commands::{Context, Done, Engine, Request};
use tenantry_engine::holdings::Holdings;
use tenantry_ledger::evidence::verify;
use tenantry_simulator::{Act, PersonSeed, Scenario, product_id};
use tenantry_support::{connected, consents, customers, mapping, vendors};
use tenantry_vault::personal::CustomerKeys;
use uuid::Uuid;

use crate::history::Told;
use crate::{History, Moment, Stage};

/// What the app may do in tenants whose administrators consented.
const MAY: [&str; 8] = [
    "Organization.Read.All",
    "GroupMember.Read.All",
    "User.Read.All",
    "User.ReadWrite.All",
    "User.DeleteRestore.All",
    "User.EnableDisableAccount.All",
    "User.RevokeSessions.All",
    "LicenseAssignment.ReadWrite.All",
];

pub const NEW: &str = "ada@customer1.onmicrosoft.com";
/// There from the beginning, with a licence.
pub const GRACE: &str = "grace@customer1.onmicrosoft.com";
pub const PRODUCT: &str = "SPB";
pub const ID: ApprovalId = ApprovalId::new(Uuid::from_u128(0xa11));
pub const CUSTOMER: CustomerId = CustomerId::new(Uuid::from_u128(1));

/// One customer with somebody in it, whose administrator consented.
pub fn scenario() -> Scenario {
    let mut scenario = Scenario::with_customers(1);
    let app = &mut scenario.partners[0].apps[0];
    app.roles = MAY.iter().map(|role| (*role).to_owned()).collect();
    let consented = app.name.clone();
    let customer = &mut scenario.customers[0];
    customer.consents.push(consented);
    customer.contents.users = 2;
    customer.contents.seats.insert(PRODUCT.to_owned(), 5);
    customer.people = vec![PersonSeed {
        licences: vec![PRODUCT.to_owned()],
        ..PersonSeed::new(GRACE)
    }];
    scenario
}

/// What one process has approvals with.
pub(crate) fn approvals_of(
    stage: &Stage,
    engine: Arc<Engine>,
    clouds: Arc<dyn Clouds>,
) -> Approvals {
    let clock = Arc::new(stage.clock.clone());
    let vault = stage.account.vault();
    Approvals::new(ApprovalParts {
        clouds,
        personal: Arc::new(CustomerKeys::new(vault.clone())),
        vault,
        randomness: Arc::new(SystemRandomness),
        consents: consents::nowhere(engine.clone(), clock.clone()),
        vendors: vendors::nowhere(engine.clone(), clock.clone()),
        mappings: mapping::nowhere(engine.clone(), clock.clone()),
        clock,
        engine,
    })
}

#[derive(Debug)]
struct Fresh(Arc<PartnerClouds>);

#[async_trait]
impl Clouds for Fresh {
    async fn of(&self, _: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        Ok(self.0.clone())
    }
}

/// The people at the command line of a history.
#[derive(Debug)]
pub struct Asking<'a> {
    pub history: History<'a>,
    pub approvals: Approvals,
}

impl<'a> Asking<'a> {
    /// The customer's tenant is connected.
    pub async fn on(stage: &'a Stage) -> Self {
        let history = History::on(stage).await;
        let engine = history.desk().clone();
        let clock = Arc::new(stage.clock.clone());
        let (tenant, app) = (stage.customer(1), stage.app());
        let customer = (CUSTOMER, "Customer 1");
        connected::by_consent(&engine, clock, stage.msp, customer, tenant, app).await;
        let clouds = Arc::new(Fresh(Arc::new(stage.clouds())));
        let approvals = approvals_of(stage, engine, clouds);
        Self { history, approvals }
    }

    /// The customer is onboarded over a relationship, as this was wished.
    pub async fn onboarded(stage: &'a Stage, wish: StartOnboarding) -> Self {
        let asking = Self::beside(stage).await;
        let engine = asking.history.desk().clone();
        let request = Request::<Customer> {
            msp: stage.msp,
            id: wish.customer_id.to_string(),
            command: customers::register("Customer 1"),
            context: by("ada"),
        };
        engine.execute(request).await.unwrap();
        let holdings = Holdings::new(engine, Arc::new(stage.clock.clone()));
        let (tenant, customer) = (wish.tenant_id, wish.customer_id);
        let claimed = holdings.claim(stage.msp, tenant, customer, by("ada"));
        claimed.await.unwrap();
        asking.history.start(wish).await;
        stage.approve_after(1, hours(1));
        let active = async || asking.history.stands(tenant).await.has_access();
        asking.history.run_until(&[], active).await;
        asking
    }

    /// Who has the tenant.
    pub async fn holder(&self) -> Option<Holder> {
        let engine = self.history.desk().clone();
        let holdings = Holdings::new(engine, Arc::new(self.stage().clock.clone()));
        holdings.holder(self.tenant()).await.unwrap()
    }

    pub fn stage(&self) -> &Stage {
        self.history.stage
    }

    pub fn tenant(&self) -> TenantId {
        self.stage().customer(1)
    }

    pub fn new_user(&self) -> OperationWish {
        let text = |of: AnyPersonText, text: &str| of.of(text).unwrap();
        OperationWish::CreateUser(Box::new(NewUserWish {
            customer: CUSTOMER,
            tenant: self.tenant(),
            name: NEW.parse().unwrap(),
            display_name: text(AnyPersonText::DisplayName, "Ada Lovelace"),
            given_name: Some(text(AnyPersonText::GivenName, "Ada")),
            surname: Some(text(AnyPersonText::Surname, "Lovelace")),
            job_title: None,
            department: None,
            usage_location: "GB".parse().unwrap(),
            licences: [product()].into(),
        }))
    }

    pub fn grace(&self) -> AccountWish {
        AccountWish {
            customer: CUSTOMER,
            tenant: self.tenant(),
            user: UserWish::Name(GRACE.parse().unwrap()),
        }
    }

    /// Another process at which people sit as well.
    pub async fn beside(stage: &'a Stage) -> Self {
        let history = History::on(stage).await;
        let clouds = Arc::new(Fresh(Arc::new(stage.clouds())));
        let approvals = approvals_of(stage, history.desk().clone(), clouds);
        Self { history, approvals }
    }

    pub async fn ask(&self, wish: OperationWish) {
        self.ask_for(ID, Asked::Operation(wish)).await.unwrap();
    }

    pub async fn ask_for(&self, id: ApprovalId, what: Asked) -> Result<Done, ApprovalError> {
        let reason = Reason::new("she begins on Monday").unwrap();
        let wish = ApprovalWish { what, reason };
        let msp = self.stage().msp;
        self.approvals.request(msp, id, wish, by("ada")).await
    }

    pub async fn digest(&self) -> PlanDigest {
        let stands = self.stands().await;
        stands.request().unwrap().plan.digest.clone()
    }

    pub async fn approve(&self, who: &str) -> Result<Done, ApprovalError> {
        let digest = self.digest().await;
        let msp = self.stage().msp;
        let approved = self
            .approvals
            .approve(msp, ID, digest, Role::Admin, by(who));
        approved.await
    }

    pub async fn withdraw(&self) -> Result<Done, ApprovalError> {
        let msp = self.stage().msp;
        let withdrawn = self
            .approvals
            .withdraw(msp, ID, None, Role::Tech, by("ada"));
        withdrawn.await
    }

    pub async fn stands(&self) -> Approval {
        self.approvals.of(self.stage().msp, ID).await.unwrap()
    }

    /// Until nothing is left to do. The first processes die at these moments, one each.
    pub async fn run(&self, deaths: &[Moment]) -> Told {
        let at_rest = async || matches!(self.stands().await.next(), Next::Rest);
        self.history.run_until(deaths, at_rest).await
    }

    pub async fn account(&self, name: &str) -> Option<Account> {
        account(self.stage(), name).await
    }

    /// What is wrong in the clouds and in the ledger, in sentences: whatever happened on the way, there is
    /// one effect or none.
    pub async fn complaints(&self) -> Vec<String> {
        let (stage, stands) = (self.stage(), self.stands().await);
        let request = stands.request().unwrap();
        let mut wrong = Vec::new();
        let done = matches!(stands, Approval::Ended(_, Ending::Done));
        let makes = matches!(request.operation, Operation::CreateUser(_));
        let count = |act, kind: &str| {
            let deeds = stage.control().deeds();
            let ours = deeds.iter().filter(|it| it.by_app.is_some());
            ours.filter(|it| it.act == act && it.kind == kind).count()
        };
        let made = count(Act::Created, "user");
        if made > 1 || (done && made != usize::from(makes)) {
            wrong.push(format!("{made} users were made"));
        }
        if count(Act::Created, "licence") > 1 {
            wrong.push("a licence was given twice".to_owned());
        }
        if count(Act::Changed, "sessions") > 1 {
            wrong.push("sessions were ended twice".to_owned());
        }
        let there = self.account(NEW).await;
        if there.is_some() != (done && makes) {
            wrong.push(format!("the user is there: {}", there.is_some()));
        }
        if let Some(there) = there {
            let licences = there.licences.len();
            if licences != 1 {
                wrong.push(format!("the user has {licences} licences"));
            }
        }
        let ledger = self.history.desk().ledger();
        for msp in [stage.msp, MspId::INSTALLATION] {
            let verified = verify(ledger, msp, None, |_| {}).await.unwrap();
            if !verified.is_sound() {
                wrong.push("the ledger does not verify".to_owned());
            }
        }
        wrong
    }
}

/// All that is in the tenant and in the vault because of a change.
pub async fn slate(stage: &Stage) -> Vec<String> {
    let grace = account(stage, GRACE).await;
    let mut slate = vec![format!("{:?}", grace.map(|it| (it.sign_in, it.licences)))];
    let ada = account(stage, NEW).await;
    slate.extend(ada.map(|it| format!("an account with {:?}", it.licences)));
    let kept = stage.account.vault().list(stage.msp).await.unwrap();
    let passwords = kept
        .iter()
        .filter(|it| *it.purpose() == Purpose::TEMPORARY_PASSWORD);
    slate.extend(passwords.map(ToString::to_string));
    slate
}

async fn account(stage: &Stage, name: &str) -> Option<Account> {
    let (clouds, tenant) = (stage.clouds(), stage.customer(1));
    let name = name.parse().unwrap();
    let administration = &clouds.consented.administration;
    administration.named(tenant, &name).await.unwrap()
}

pub fn product() -> SkuId {
    SkuId::new(product_id(PRODUCT).unwrap())
}

pub fn by(name: &str) -> Context {
    Context::new(Actor::user(name), Source::Cli)
}
