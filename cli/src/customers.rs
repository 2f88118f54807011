//! `tenantry customers`: an MSP's customers, changed by commands and looked up in the query table.

use clap::{Args, Subcommand};
use tenantry_domain::customer::{
    ArchiveCustomer, Customer, CustomerCommand, CustomerOrigin, RegisterCustomer, RenameCustomer,
    TagCustomer, UntagCustomer,
};
use tenantry_domain::ids::CustomerId;
use tenantry_domain::text::{CustomerName, Reason, Tag};

use crate::command::{Ask, Subject, send};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Register a customer
    Register {
        /// What people call it
        name: String,
        /// Its id [default: a new one]
        #[arg(long)]
        id: Option<String>,
        #[command(flatten)]
        ask: Ask,
    },
    /// Give a customer another name
    Rename {
        id: String,
        name: String,
        #[command(flatten)]
        ask: Ask,
    },
    /// Put a customer into a group
    Tag(Tagging),
    /// Take a customer out of a group
    Untag(Tagging),
    /// Archive a customer: it changes no more, its history stays
    Archive {
        id: String,
        #[command(flatten)]
        ask: Ask,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Tagging {
    id: String,
    tag: String,
    #[command(flatten)]
    ask: Ask,
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (subject, command, ask) = match command {
        Command::Register { name, id, ask } => {
            let name = CustomerName::new(&name)?;
            let origin = CustomerOrigin::Entered;
            let command = CustomerCommand::Register(RegisterCustomer { name, origin });
            (Subject::new_or::<CustomerId>(id.as_deref())?, command, ask)
        }
        Command::Rename { id, name, ask } => {
            let name = CustomerName::new(&name)?;
            let command = CustomerCommand::Rename(RenameCustomer { name });
            (Subject::of::<CustomerId>(&id)?, command, ask)
        }
        Command::Tag(Tagging { id, tag, ask }) => {
            let tag = Tag::new(&tag)?;
            let command = CustomerCommand::Tag(TagCustomer { tag });
            (Subject::of::<CustomerId>(&id)?, command, ask)
        }
        Command::Untag(Tagging { id, tag, ask }) => {
            let tag = Tag::new(&tag)?;
            let command = CustomerCommand::Untag(UntagCustomer { tag });
            (Subject::of::<CustomerId>(&id)?, command, ask)
        }
        Command::Archive { id, ask } => {
            let reason = ask.reason.as_deref().map(Reason::new).transpose()?;
            let command = CustomerCommand::Archive(ArchiveCustomer { reason });
            (Subject::of::<CustomerId>(&id)?, command, ask)
        }
    };
    send::<Customer>(subject, command, ask, config, output).await
}
