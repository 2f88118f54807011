//! Accounts at vendors as the query table has them.

use clap::{Args, ValueEnum};
use tenantry_domain::aggregate::Refusal as _;
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::vendor_connection::VendorConnectionRefusal;
use tenantry_projections::vendor_connections::{self, ConnectionPhase, VendorConnectionFilter};

use super::shown;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose accounts
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those at this vendor, by its word
    #[arg(long, value_name = "WORD")]
    vendor: Option<String>,
    /// Only those whose connection stands like this
    #[arg(long)]
    phase: Option<Phase>,
    /// Only those of which some kind could not be read
    #[arg(long)]
    stale: bool,
    /// Only those whose name begins like this
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

/// One account.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The connection's id
    id: String,
    /// Whose account
    #[arg(long, value_name = "MSP")]
    msp: String,
}

/// How a connection stands, as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Phase {
    Connected,
    Paused,
    Disconnected,
}

impl From<Phase> for ConnectionPhase {
    fn from(typed: Phase) -> Self {
        match typed {
            Phase::Connected => Self::Connected,
            Phase::Paused => Self::Paused,
            Phase::Disconnected => Self::Disconnected,
        }
    }
}

pub(super) async fn list(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let filter = VendorConnectionFilter {
        phase: asked.phase.map(ConnectionPhase::from),
        vendor: asked.vendor.map(|it| it.parse()).transpose()?,
        stale: asked.stale.then_some(true),
        prefix: asked.prefix,
    };
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let first = asked.paging.first;
    let page = vendor_connections::list(&projections, msp, &filter, after.as_ref(), first).await?;
    shown::list(&page.rows, output)?;
    say_more(page.next.as_ref());
    say_behind(&projections, "vendor_connections").await?;
    Ok(Exit::Ok)
}

pub(super) async fn show(asked: Of, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let id: VendorConnectionId = asked.id.parse()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let row = vendor_connections::get(&projections, msp, id).await?;
    let row = row.ok_or_else(|| {
        let none = VendorConnectionRefusal::VendorNotConnected;
        Failure::new(none.code(), Exit::Refused, none.to_string())
    })?;
    shown::one(row, output)?;
    say_behind(&projections, "vendor_connections").await?;
    Ok(Exit::Ok)
}
