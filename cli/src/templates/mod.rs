//! `tenantry templates`: what an MSP asks its customers for, version by version.

mod file;
mod list;
mod presets;
mod revise;
mod show;
mod wanted;

use clap::{Args, Subcommand};
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::gdap_template::{
    DefineTemplate, GdapTemplate, GdapTemplateCommand, RenameTemplate, RetireTemplate,
};
use tenantry_domain::ids::{MspId, TemplateId};
use tenantry_domain::record::StreamId;
use tenantry_domain::text::{Reason, TemplateName};
use tenantry_engine::ledger::Ledger;

use crate::command::{Ask, Subject, send};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ledger;
use crate::output::Output;

use wanted::Wanted;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the terms one can begin with
    Presets(presets::Asked),
    /// Define a template, from a preset, from roles, or from a file. What no flag says is: 730 days,
    /// extended at their end, 90 days to approve, missing groups created, and the app consented to
    /// by the partner where a role allows it
    Define(Define),
    /// Give a template other terms, as a new version: its newest ones, changed by these flags
    Revise(revise::Asked),
    /// Give a template another name
    Rename {
        /// Its id
        id: String,
        /// What people call it now
        name: String,
        #[command(flatten)]
        ask: Ask,
    },
    /// Onboard nobody with a template any more; --reason says why
    Retire {
        /// Its id
        id: String,
        #[command(flatten)]
        ask: Ask,
    },
    /// List templates by name
    List(list::Asked),
    /// Show what a template asks for, now or in an older version
    Show(show::Asked),
}

#[derive(Debug, Args)]
pub(crate) struct Define {
    /// What people call it
    name: String,
    /// Its id [default: a new one]
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    ask: Ask,
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (subject, command, ask) = match command {
        Command::Presets(asked) => return presets::run(&asked, output),
        Command::List(asked) => return list::run(asked, config, output).await,
        Command::Show(asked) => return show::run(asked, config, output).await,
        Command::Revise(asked) => return revise::run(asked, config, output).await,
        Command::Define(Define {
            name,
            id,
            wanted,
            ask,
        }) => {
            let name = TemplateName::new(&name)?;
            let terms = wanted.terms()?;
            let command = GdapTemplateCommand::Define(DefineTemplate { name, terms });
            let subject = Subject::new_or::<TemplateId>(id.as_deref(), &ask)?;
            (subject, command, ask)
        }
        Command::Rename { id, name, ask } => {
            let name = TemplateName::new(&name)?;
            let command = GdapTemplateCommand::Rename(RenameTemplate { name });
            (Subject::of::<TemplateId>(&id)?, command, ask)
        }
        Command::Retire { id, ask } => {
            let reason = Reason::new(ask.reason.as_deref().unwrap_or_default())?;
            let command = GdapTemplateCommand::Retire(RetireTemplate { reason });
            (Subject::of::<TemplateId>(&id)?, command, ask)
        }
    };
    send::<GdapTemplate>(subject, command, ask, config, output).await
}

/// A template with all its versions, from its events: query tables hold the newest only.
async fn load(ledger: &dyn Ledger, msp: MspId, id: TemplateId) -> Result<GdapTemplate, Failure> {
    let stream = StreamId::new(GdapTemplate::TYPE, id);
    let mut template = GdapTemplate::default();
    for recorded in ledger::read(ledger, msp, &stream).await? {
        template.evolve(&recorded.decode()?);
    }
    Ok(template)
}
