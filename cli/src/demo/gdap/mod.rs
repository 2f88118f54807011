//! Northwind IT brings customers' tenants under management by delegated administration, in clouds
//! that are simulated in this process: real HTTPS, the real runner, and a clock that jumps.
//!
//! `world`: the clouds. `time`: the clock. `connect`: the MSP's own tenant. `watch`: the runner at
//! work. `news`: what it records, in words. `witness`: what the clouds saw.

mod connect;
mod news;
mod time;
mod watch;
mod witness;
mod world;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tenantry_domain::cloud::gdap::RoleSet;
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::gdap_template::{
    DefineTemplate, GdapTemplate, GdapTemplateCommand, Grouping, Preset, Share, roles,
};
use tenantry_domain::ids::{CorrelationId, TemplateId};
use tenantry_domain::partner_connection::PartnerConnection;
use tenantry_domain::record::Source;
use tenantry_domain::saga::{days, hours};
use tenantry_domain::text::{GroupName, TemplateName};
use tenantry_engine::clouds::Clouds;
use tenantry_engine::commands::Context;
use tenantry_engine::discovery::{Discovery, DiscoveryFault};
use tenantry_engine::onboardings::{Onboardings, Wish};
use tenantry_projections::tenants::{self, TenantFilter};
use tenantry_simulator::{Impossible, Quirks};
use tenantry_vault::embedded::{EmbeddedVault, KeySource, Settings};
use uuid::Uuid;

use self::watch::Deed;
use self::world::{ADATUM, CONTOSO, FABRIKAM, Reached, TECHNICIANS, World};
use super::Stage;
use super::story::{self, NORTHWIND};
use crate::command::{Subject, execute};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Tone;

const CUSTOMERS: [&str; 3] = [CONTOSO, FABRIKAM, ADATUM];
const HELPDESK: &str = "Northwind Helpdesk";

pub(super) async fn play(stage: &Stage<'_>) -> Result<(), Failure> {
    let msp = NORTHWIND.id();
    let known: PartnerConnection = stage.engine.load(msp, &msp.to_string()).await?;
    if known.connected().is_some() {
        stage.line("This was shown in this folder before, and its simulated clouds ended with")?;
        return stage.line("that showing. `tenantry demo` without --dir shows it in a new folder.");
    }
    let world = World::begin().await?;
    stage.line("Microsoft's clouds are simulated in this process, over HTTPS on this machine.")?;
    stage.line("Their clock jumps whenever nobody has anything to do.\n")?;
    let vault = vault(stage).await?;
    connect::play(stage, &world, &vault).await?;
    let reached: Arc<dyn Clouds> = Arc::new(Reached {
        clock: world.clock.clone(),
        microsoft: world.microsoft.clone(),
        engine: Arc::clone(&stage.engine),
        vault,
        kept: Mutex::default(),
    });
    discover(stage, &world, &*reached).await?;
    let template = define(stage).await?;
    start(stage, &world, template).await?;
    let deeds = deeds(&world);
    watch::play(stage, &world, Arc::clone(&reached), &CUSTOMERS, deeds).await?;
    witness::play(stage, &world, &*reached).await?;
    world.end().await;
    Ok(())
}

async fn vault(stage: &Stage<'_>) -> Result<Arc<dyn Vault>, Failure> {
    let key = KeySource::File(stage.config.vault_key_file.value.clone());
    let settings = Settings::new(stage.config.vault.value.clone(), key);
    Ok(Arc::new(EmbeddedVault::open(settings).await?))
}

fn context() -> Context {
    Context::new(NORTHWIND.actor(), Source::Cli)
}

/// As `tenantry tenants discover` and `tenantry tenants list` do it.
async fn discover(stage: &Stage<'_>, world: &World, clouds: &dyn Clouds) -> Result<(), Failure> {
    let msp = NORTHWIND.id();
    let there = clouds.of(msp).await?;
    let known = Arc::new(stage.projections.clone());
    let clock = Arc::new(world.clock.clone());
    let discovery = Discovery::new(Arc::clone(&stage.engine), known, clock);
    let correlation = CorrelationId::new(Uuid::now_v7());
    let report = discovery.run(msp, &there, correlation).await;
    let report = report.map_err(|fault: DiscoveryFault| {
        Failure::new(fault.code(), Exit::Environment, fault.to_string())
    })?;
    let (seen, sources) = (report.seen, report.sources.len());
    stage.line(&format!("{seen} tenants found in {sources} sources:\n"))?;
    list(stage).await
}

async fn list(stage: &Stage<'_>) -> Result<(), Failure> {
    let msp = NORTHWIND.id();
    let position = stage.engine.ledger().head(msp).await?.position;
    let patience = Duration::from_secs(10);
    let tables = &stage.projections;
    tables
        .wait_for(msp, position, &["tenants"], patience)
        .await?;
    let page = tenants::list(tables, msp, &TenantFilter::default(), None, 10).await?;
    crate::tenants::print(page.rows, stage.output)
}

/// What every customer is asked for: a preset, and something of one's own.
async fn define(stage: &Stage<'_>) -> Result<TemplateId, Failure> {
    let technicians = Grouping::Shared(GroupName::new(TECHNICIANS)?);
    let mut terms = Preset::Managed.terms(&technicians);
    terms.shares.push(Share {
        group: GroupName::new(HELPDESK)?,
        roles: RoleSet::of(roles::find("Helpdesk Administrator")?),
    });
    let name = TemplateName::new("Managed workplace")?;
    let id = TemplateId::new(story::named("Managed workplace"));
    let command = GdapTemplateCommand::Define(DefineTemplate { name, terms });
    let subject = Subject(id.to_string());
    execute::<GdapTemplate>(&stage.engine, NORTHWIND.id(), subject, command, context()).await?;
    let group = stage.output.paint(Tone::Strong, "Managed workplace");
    stage.line(&format!(
        "\nTemplate {group}: preset `managed` for {TECHNICIANS}; Helpdesk Administrator for \
         {HELPDESK}.\n"
    ))?;
    Ok(id)
}

async fn start(stage: &Stage<'_>, world: &World, template: TemplateId) -> Result<(), Failure> {
    let clock = Arc::new(world.clock.clone());
    let onboardings = Onboardings::new(Arc::clone(&stage.engine), clock);
    for name in CUSTOMERS {
        let wish = Wish {
            customer: story::customer(name),
            tenant: world.tenant(name),
            template,
            version: None,
            repair: false,
        };
        onboardings.start(NORTHWIND.id(), wish, context()).await?;
    }
    stage.line("Three onboardings are started. From here on the runner carries them.\n")
}

/// What the customers do, and what goes wrong.
fn deeds(world: &World) -> Vec<Deed> {
    let approve = |world: &World, name: &str| {
        let tenant = world.tenant(name).as_uuid();
        let invitations = world.control().relationships_ever_created_for(tenant);
        let mut invitations = invitations.iter();
        invitations.try_for_each(|it| world.control().approve(it, tenant))
    };
    vec![
        Deed {
            at: world.clock.after(hours(3)),
            customer: CONTOSO,
            words: "(its administrator approves the invitation)",
            act: Box::new(move |world| approve(world, CONTOSO).map_err(failure)),
        },
        Deed {
            at: world.clock.after(days(1) + hours(2)),
            customer: FABRIKAM,
            words: "(its administrator does not want the invitation)",
            act: Box::new(|world| {
                let tenant = world.tenant(FABRIKAM).as_uuid();
                let invitations = world.control().relationships_ever_created_for(tenant);
                let mut invitations = invitations.iter();
                let refused = invitations.try_for_each(|it| world.control().refuse(it, tenant));
                refused.map_err(failure)
            }),
        },
        Deed {
            at: world.clock.after(days(2)),
            customer: ADATUM,
            words: "(its administrator approves; Microsoft will fail to put roles in force)",
            act: Box::new(move |world| {
                let quirks = Quirks {
                    assignments_that_fail: 1,
                    ..Quirks::default()
                };
                let set = world.control().set_quirks(world.partner(), quirks);
                set.and_then(|()| approve(world, ADATUM)).map_err(failure)
            }),
        },
    ]
}

#[allow(clippy::needless_pass_by_value)] // As `map_err` hands it over.
fn failure(impossible: Impossible) -> Failure {
    let message = format!("the simulated clouds: {impossible}");
    Failure::new("ENVIRONMENT_UNFIT", Exit::Environment, message)
}
