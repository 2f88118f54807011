//! What has to be there before the story begins: people who sign in, customers, what they are asked for,
//! and the onboardings. Whatever is there already stays as it is.

use std::sync::Arc;

use tenantry_api::entry::Guest;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::gdap::RoleSet;
use tenantry_domain::customer::{Customer, CustomerCommand, CustomerOrigin, RegisterCustomer};
use tenantry_domain::gdap_template::{
    DefineTemplate, GdapTemplate, GdapTemplateCommand, Grouping, Preset, Share, roles,
};
use tenantry_domain::ids::{CorrelationId, MemberId, TemplateId};
use tenantry_domain::role::Role;
use tenantry_domain::team::Groups;
use tenantry_domain::text::{CustomerName, GroupName, ServiceTokenName, TemplateName};
use tenantry_engine::access::{Access, PersonSignedIn, TokenWish};
use tenantry_engine::chance::{Randomness as _, SystemRandomness};
use tenantry_engine::clouds::Clouds as _;
use tenantry_engine::discovery::{Discovery, DiscoveryFault};
use tenantry_engine::onboardings::{Onboardings, Wish};
use tenantry_engine::time::SystemClock;
use uuid::Uuid;

use super::Stage;
use super::cast::{ADA, ADA_NAME, CUSTOMERS, PEOPLE, context, msp, named};
use super::world::{TECHNICIANS, partner_of};
use crate::command::{Subject, execute};
use crate::exit::Exit;
use crate::failure::Failure;

const HELPDESK: &str = "Northwind Helpdesk";
const TEMPLATE: &str = "Managed workplace";
/// Where the secret of the token lies that is printed.
const TOKEN: &str = "token";
/// As long as a token can be good.
const TOKEN_DAYS: u16 = 366;

fn access(stage: &Stage<'_>) -> Access {
    let engine = Arc::clone(&stage.ground.engine);
    Access::new(engine, Arc::new(SystemClock), Arc::new(SystemRandomness))
}

/// The people of Northwind's tenant are Northwind's, and one of them holds each role.
pub(super) async fn people(stage: &Stage<'_>) -> Result<(), Failure> {
    let access = access(stage);
    let home = partner_of(stage.world);
    access.admit_home_tenant(msp(), home, context()).await?;
    for (name, role) in PEOPLE {
        let member = MemberId::new(stage.world.account(name));
        let wish = (member, role);
        access
            .grant_role(msp(), wish, true, None, context())
            .await?;
    }
    Ok(())
}

/// Ada comes in by an address that is told, without a sign-in.
pub(super) fn guest(stage: &Stage<'_>) -> Guest {
    let mut code = [0; 16];
    SystemRandomness.fill(&mut code);
    Guest {
        access: access(stage),
        clock: Arc::new(SystemClock),
        person: PersonSignedIn {
            tenant: partner_of(stage.world),
            account: UserId::new(stage.world.account(ADA)),
            name: ADA_NAME.to_owned(),
            groups: Groups::Unknown,
            second_factor: Some(true),
        },
        code: Uuid::from_bytes(code).simple().to_string(),
        leads_to: "/?tour=demo",
    }
}

/// The secret of a token for programs; the one of the last time, as long as it is good.
pub(super) async fn token(stage: &Stage<'_>) -> Result<String, Failure> {
    let access = access(stage);
    if let Some(kept) = stage.folder.read(TOKEN)
        && access.token(kept.trim()).await.is_ok()
    {
        return Ok(kept.trim().to_owned());
    }
    let wish = TokenWish {
        name: ServiceTokenName::new("to try the demonstration with")?,
        role: Role::Tech,
        days: TOKEN_DAYS,
    };
    let issued = access.issue_token(msp(), wish, context()).await?;
    let secret = issued.text.expose().to_owned();
    stage.folder.write(TOKEN, &secret)?;
    Ok(secret)
}

/// Whoever is looked after, as `tenantry tenants discover` finds them.
pub(super) async fn discover(stage: &Stage<'_>) -> Result<(), Failure> {
    let ground = stage.ground;
    let there = ground.clouds.of(msp()).await?;
    let known = Arc::new(ground.projections.clone());
    let discovery = Discovery::new(Arc::clone(&ground.engine), known, Arc::new(SystemClock));
    let correlation = CorrelationId::new(Uuid::now_v7());
    let report = discovery.run(msp(), &there, correlation).await;
    let report = report.map_err(|fault: DiscoveryFault| {
        Failure::new(fault.code(), Exit::Environment, fault.to_string())
    })?;
    let (seen, sources) = (report.seen, report.sources.len());
    stage.say(&format!("{seen} tenants were found, in {sources} sources"))
}

pub(super) async fn customers(stage: &Stage<'_>) -> Result<(), Failure> {
    for customer in CUSTOMERS {
        let command = CustomerCommand::Register(RegisterCustomer {
            name: CustomerName::new(customer.name)?,
            origin: CustomerOrigin::Entered,
        });
        let id = customer.id();
        let (engine, subject) = (&stage.ground.engine, Subject(id.to_string()));
        // The key makes a second showing repeat nothing, whatever became of the customer.
        let context = context().with_key(format!("demo-register-{id}"));
        execute::<Customer>(engine, msp(), subject, command, context).await?;
    }
    Ok(())
}

/// What every customer is asked for: a preset, and something of one's own.
async fn template(stage: &Stage<'_>) -> Result<TemplateId, Failure> {
    let technicians = Grouping::Shared(GroupName::new(TECHNICIANS)?);
    let mut terms = Preset::Managed.terms(&technicians);
    terms.shares.push(Share {
        group: GroupName::new(HELPDESK)?,
        roles: RoleSet::of(roles::find("Helpdesk Administrator")?),
    });
    let name = TemplateName::new(TEMPLATE)?;
    let id = TemplateId::new(named(TEMPLATE));
    let command = GdapTemplateCommand::Define(DefineTemplate { name, terms });
    let (engine, subject) = (&stage.ground.engine, Subject(id.to_string()));
    let context = context().with_key("demo-template");
    execute::<GdapTemplate>(engine, msp(), subject, command, context).await?;
    Ok(id)
}

/// Whether the last of the onboardings is under way, or over.
pub(super) async fn is_started(stage: &Stage<'_>) -> Result<bool, Failure> {
    match CUSTOMERS.last() {
        Some(last) => Ok(stage.onboarding(*last).await?.attempt().is_some()),
        None => Ok(true),
    }
}

/// Those that nobody started yet.
pub(super) async fn start(stage: &Stage<'_>) -> Result<(), Failure> {
    let engine = &stage.ground.engine;
    let onboardings = Onboardings::new(Arc::clone(engine), Arc::new(SystemClock));
    let template = template(stage).await?;
    for customer in CUSTOMERS {
        if stage.onboarding(customer).await?.attempt().is_some() {
            continue;
        }
        let wish = Wish {
            customer: customer.id(),
            tenant: stage.world.tenant(customer.name),
            template,
            version: None,
            repair: false,
        };
        onboardings.start(msp(), wish, context()).await?;
    }
    let tenants = CUSTOMERS.len();
    stage.say(&format!(
        "{tenants} onboardings are started, by template “{TEMPLATE}”: the worker carries them from here on\n"
    ))
}
