//! `tenantry access rules`: groups of the home tenant that give roles. Read from the ledger itself: a
//! team has few of them.

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::ids::MalformedId;
use tenantry_domain::text::GroupName;

use super::role::RoleWord;
use super::{access, recorded};
use crate::command::Ask;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, plain};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the rules
    List {
        /// Whose rules
        #[arg(long, value_name = "MSP")]
        msp: String,
    },
    /// Let being in a group give a role
    Set(Set),
    /// Let a group give no role any more; --reason says why
    Remove {
        /// The object id of the group at Microsoft
        group: String,
        #[command(flatten)]
        ask: Ask,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The object id of the group at Microsoft
    group: String,
    /// What people call the group; nothing is decided by it
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// The role that it gives
    #[arg(long)]
    role: RoleWord,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Serialize)]
struct Shown {
    group: GroupId,
    name: String,
    role: &'static str,
}

pub(super) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::List { msp } => list(&msp, config, output).await,
        Command::Set(asked) => set(&asked, config, output).await,
        Command::Remove { group, ask } => {
            let group = parsed(&group)?;
            let (msp, context) = (installation::msp(&ask.msp)?, ask.context()?);
            let reason = ask.needed_reason()?;
            let access = access(config).await?;
            let done = access.remove_rule(msp, group, reason, context).await?;
            recorded(msp, done, output)
        }
    }
}

async fn set(asked: &Set, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let Set {
        group,
        name,
        role,
        ask,
    } = asked;
    let group = (parsed(group)?, GroupName::new(name)?);
    let (msp, context) = (installation::msp(&ask.msp)?, ask.context()?);
    let access = access(config).await?;
    let done = access.set_rule(msp, group, (*role).into(), context).await?;
    recorded(msp, done, output)
}

async fn list(msp: &str, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(msp)?;
    let team = access(config).await?.team(msp).await?;
    let shown = team.rules.iter().map(|(group, rule)| Shown {
        group: *group,
        name: rule.name.as_str().to_owned(),
        role: rule.role.as_str(),
    });
    let shown: Vec<Shown> = shown.collect();
    output.list(["name", "role", "group"], &shown, |it| {
        [plain(&it.name), it.role.to_owned(), it.group.to_string()]
    })?;
    Ok(Exit::Ok)
}

fn parsed(text: &str) -> Result<GroupId, Failure> {
    let malformed = |_| MalformedId {
        kind: "group id",
        text: text.chars().take(80).collect(),
    };
    Ok(text.parse::<GroupId>().map_err(malformed)?)
}
