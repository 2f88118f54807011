//! `tenantry access tokens`: what machines sign in with.

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::{MspId, ServiceTokenId};
use tenantry_domain::service_token::ServiceToken;
use tenantry_domain::text::ServiceTokenName;
use tenantry_engine::access::TokenWish;
use tenantry_projections::service_tokens::{
    self, ServiceTokenFilter, ServiceTokenRow, ServiceTokenStatus,
};
use uuid::Uuid;

use super::access;
use super::role::RoleWord;
use crate::command::{Ask, print, receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain, say};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Issue a token, and print its secret: once, to standard output
    Issue(Issue),
    /// List tokens by name
    List(List),
    /// Let nobody sign in with a token any more; --reason says why
    Revoke {
        /// The token's id, as `tokens list` says
        token: String,
        #[command(flatten)]
        ask: Ask,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Issue {
    /// What it is for
    name: String,
    /// What whoever has it may do
    #[arg(long)]
    role: RoleWord,
    /// How long it is good, in days: 1 to 366
    #[arg(long, value_name = "NUMBER", default_value_t = 90)]
    days: u16,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose tokens
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those that stand like this; issued is also what has expired
    #[arg(long)]
    status: Option<StatusWord>,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StatusWord {
    Issued,
    Revoked,
}

impl From<StatusWord> for ServiceTokenStatus {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::Issued => Self::Issued,
            StatusWord::Revoked => Self::Revoked,
        }
    }
}

/// The only place where a token's secret is shown.
#[derive(Debug, Serialize)]
struct Issued<'a> {
    msp: MspId,
    token: ServiceTokenId,
    secret: &'a str,
    expires_at: String,
    position: u64,
}

#[derive(Debug, Serialize)]
struct Shown {
    id: Uuid,
    name: String,
    role: &'static str,
    status: &'static str,
    issued_at: String,
    expires_at: String,
    revoked_at: Option<String>,
    position: u64,
}

impl From<ServiceTokenRow> for Shown {
    fn from(row: ServiceTokenRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            role: row.role.as_str(),
            status: row.status.as_str(),
            issued_at: moment::show(row.issued_at),
            expires_at: moment::show(row.expires_at),
            revoked_at: row.revoked_at.map(moment::show),
            position: row.position,
        }
    }
}

pub(super) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Issue(asked) => issue(&asked, config, output).await,
        Command::List(asked) => list(&asked, config, output).await,
        Command::Revoke { token, ask } => {
            let token: ServiceTokenId = token.parse()?;
            let (msp, context) = (installation::msp(&ask.msp)?, ask.context()?);
            let reason = ask.needed_reason()?;
            let access = access(config).await?;
            let done = access.revoke_token(msp, token, reason, context).await?;
            let stream = format!("{}/{token}", ServiceToken::TYPE);
            print(&receipt(msp, stream, done), output)?;
            Ok(Exit::Ok)
        }
    }
}

/// Nothing but the secret goes to standard output, so that it can go into a file or another program.
async fn issue(asked: &Issue, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let wish = TokenWish {
        name: ServiceTokenName::new(&asked.name)?,
        role: asked.role.into(),
        days: asked.days,
    };
    let context = asked.ask.context()?;
    let access = access(config).await?;
    let issued = access.issue_token(msp, wish, context).await?;
    let expires_at = moment::show(issued.expires_at);
    if output.json {
        output.document(&Issued {
            msp,
            token: issued.token,
            secret: issued.text.expose(),
            expires_at,
            position: issued.done.receipt.position,
        })?;
    } else {
        output.line(issued.text.expose())?;
        let token = issued.token;
        say(&format!(
            "Token {token} is good until {expires_at}. Its secret is not shown again."
        ));
    }
    Ok(Exit::Ok)
}

async fn list(asked: &List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let status = asked.status.map(ServiceTokenStatus::from);
    let filter = ServiceTokenFilter { status };
    let first = asked.paging.first;
    let page = service_tokens::list(&projections, msp, &filter, after.as_ref(), first).await?;
    let shown: Vec<Shown> = page.rows.into_iter().map(Shown::from).collect();
    output.list(["name", "role", "status", "until", "id"], &shown, |it| {
        [
            plain(&it.name),
            it.role.to_owned(),
            it.status.to_owned(),
            it.expires_at.clone(),
            it.id.to_string(),
        ]
    })?;
    say_more(page.next.as_ref());
    say_behind(&projections, "service_tokens").await?;
    Ok(Exit::Ok)
}
