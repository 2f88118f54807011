//! `tenantry onboardings dry-run`: what would be created, reused or skipped.

use std::sync::Arc;

use clap::Args;
use tenantry_engine::commands::Engine;
use tenantry_engine::onboarding::dry_run::{
    App, Assignment, Bond, DryRun, Forecast, Grip, GroupFound, Start,
};
use tenantry_engine::time::SystemClock;

use super::start::Wanted;
use crate::clouds::ClientClouds;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, Tone, plain};
use crate::vault::place::Place;
use tenantry_api::pages;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The MSP it is for
    #[arg(long, value_name = "MSP")]
    msp: String,
    #[command(flatten)]
    wanted: Wanted,
}

/// The engine, and the clouds of all MSPs.
pub(super) async fn reaching(config: &Config) -> Result<(Arc<Engine>, Arc<ClientClouds>), Failure> {
    let engine = Arc::new(installation::engine(config).await?);
    let vault = Place::of(config).open(config).await?;
    let clouds = ClientClouds::new(config, engine.clone(), vault)?;
    Ok((engine, clouds))
}

pub(crate) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let wish = asked.wanted.wish()?;
    let (engine, clouds) = reaching(config).await?;
    let dry_run = DryRun::new(clouds, engine, Arc::new(SystemClock));
    let forecast = dry_run.of(msp, wish).await?;
    print(&forecast, output)?;
    Ok(if forecast.blocked.is_empty() {
        Exit::Ok
    } else {
        Exit::NotRight
    })
}

/// What is to be expected, one line for each thing.
pub(super) fn print(forecast: &Forecast, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(forecast);
    }
    let (name, id) = (&forecast.customer_name, forecast.customer);
    line("", "customer", &format!("{name} ({id})"), output)?;
    line("", "tenant", &forecast.tenant.to_string(), output)?;
    let template = forecast.template;
    let template = format!("{} version {}", template.id, template.version);
    line("", "template", &template, output)?;
    let holder = forecast.held_by.map(|by| by.to_string());
    line("", "held by", holder.as_deref().unwrap_or("nobody"), output)?;
    match forecast.start {
        Start::Begins => {}
        Start::UnderWay => line("skip", "start", "one is under way, and goes on", output)?,
        Start::InPlace => {
            let why = "access is in place; with --repair it is looked at again";
            line("skip", "start", why, output)?;
        }
        Start::Refused => line("refuse", "start", "it would be turned down", output)?,
    }
    relationship(&forecast.relationship, output)?;
    for grip in &forecast.groups {
        group(grip, output)?;
    }
    let (what, about) = app(forecast.app);
    line(what, "app", about, output)?;
    for block in &forecast.blocked {
        let code = output.paint(Tone::Bad, block.code);
        output.line(&format!("blocked     {code}  {}", plain(&block.detail)))?;
        if let Some(remedy) = pages::remedy(block.code) {
            output.line(&format!("            what to do: {remedy}"))?;
        }
    }
    Ok(())
}

fn line(what: &str, thing: &str, about: &str, output: &Output) -> Result<(), Failure> {
    output.line(&format!("{what:<10}{thing:<14}{}", plain(about)))
}

fn relationship(bond: &Bond, output: &Output) -> Result<(), Failure> {
    let (what, about) = match bond {
        Bond::Reuse { id, name, ends } => {
            let ends = ends.as_ref().map(|ends| format!(", until {ends}"));
            let ends = ends.unwrap_or_default();
            ("reuse", format!("{name} ({id}){ends}"))
        }
        Bond::Adopt { id, name, status } => ("adopt", format!("{name} ({id}), {status:?}")),
        Bond::Create {
            name,
            roles,
            term,
            approval_days,
            ..
        } => {
            let count = roles.len();
            let about = format!(
                "{name}, {count} roles, for {term}, the customer has {approval_days} days to approve"
            );
            ("create", about)
        }
    };
    line(what, "relationship", &about, output)
}

fn group(grip: &Grip, output: &Output) -> Result<(), Failure> {
    let name = &grip.group;
    let (what, about) = match grip.found {
        GroupFound::There(id) => ("reuse", format!("{name} ({id})")),
        GroupFound::Create => ("create", name.to_string()),
        GroupFound::Missing => ("refuse", format!("{name}: there is none of that name")),
        GroupFound::Ambiguous { count } => {
            ("refuse", format!("{name}: there are {count} of that name"))
        }
    };
    line(what, "group", &about, output)?;
    let count = grip.roles.len();
    let (what, about) = match &grip.assignment {
        Assignment::There(id) => ("reuse", format!("{name} has its roles ({id})")),
        Assignment::Make => ("create", format!("{count} roles for {name}")),
        Assignment::Conflict(id) => ("refuse", format!("{name} has other roles ({id})")),
        Assignment::Failed(id) => ("refuse", format!("{name}'s roles are not in force ({id})")),
    };
    line(what, "assignment", &about, output)
}

fn app(app: App) -> (&'static str, &'static str) {
    match app {
        App::There => ("reuse", "our app works in the tenant"),
        App::Authorise => ("create", "our app is authorised in the tenant"),
        App::NeedsCustomer => (
            "wait",
            "the customer's administrator has to consent to our app",
        ),
        App::ShowsLater => ("look", "whether our app is there shows when we are let in"),
    }
}
