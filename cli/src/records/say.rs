//! Saying whose one record is.

use clap::Args;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::matching::Score;
use tenantry_domain::record::Position;
use tenantry_domain::vendor_record::{LinkedHow, VendorRecord};
use tenantry_engine::commands::{Context, Done};
use tenantry_engine::mapping::MappingError;

use crate::command::{Ask, print, receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::Desk;
use crate::mapping::told::score;
use crate::output::Output;

/// A record, and nothing else.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The record's id
    record: String,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Linked {
    /// Whose it is
    #[arg(long, value_name = "ID")]
    customer: String,
    /// Where a suggestion is accepted: the score that it was shown with
    #[arg(long, value_name = "SCORE", value_parser = score)]
    suggested: Option<Score>,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, Args)]
pub(crate) struct Unlinked {
    /// Whose it is no longer; refused if it is another customer's by now
    #[arg(long, value_name = "ID")]
    customer: String,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, Args)]
pub(crate) struct Moved {
    /// Whose it is no longer; refused if it is another customer's by now
    #[arg(long, value_name = "ID")]
    from: String,
    /// Whose it is from now on
    #[arg(long, value_name = "ID")]
    to: String,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, Args)]
pub(crate) struct Undone {
    /// The step that is meant, by its position in `records history`: refused if there was another since
    /// [default: the last one]
    #[arg(long, value_name = "NUMBER")]
    position: Option<Position>,
    #[command(flatten)]
    asked: Asked,
}

impl Asked {
    fn read(&self) -> Result<(MspId, RecordId, Context), Failure> {
        let (msp, record) = (installation::msp(&self.ask.msp)?, self.record.parse()?);
        Ok((msp, record, self.ask.context()?))
    }
}

fn recorded(
    msp: MspId,
    record: RecordId,
    done: Result<Done, MappingError>,
    output: &Output,
) -> Result<Exit, Failure> {
    let stream = format!("{}/{record}", VendorRecord::TYPE);
    print(&receipt(msp, stream, done?), output)?;
    Ok(Exit::Ok)
}

pub(super) async fn link(it: &Linked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (msp, record, context) = it.asked.read()?;
    let customer: CustomerId = it.customer.parse()?;
    let suggested = it.suggested.map(|score| LinkedHow::Suggested {
        score: score.hundredths(),
    });
    let how = suggested.unwrap_or(LinkedHow::ByPerson);
    let mappings = Desk::of(msp, config).await?.mapping.mappings;
    let done = mappings.link(msp, record, customer, how, context).await;
    recorded(msp, record, done, output)
}

pub(super) async fn unlink(
    it: &Unlinked,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (msp, record, context) = it.asked.read()?;
    let customer: CustomerId = it.customer.parse()?;
    let reason = it.asked.ask.given_reason()?;
    let mappings = Desk::of(msp, config).await?.mapping.mappings;
    let done = mappings.unlink(msp, record, customer, reason, context);
    recorded(msp, record, done.await, output)
}

pub(super) async fn move_to(it: &Moved, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (msp, record, context) = it.asked.read()?;
    let pair: (CustomerId, CustomerId) = (it.from.parse()?, it.to.parse()?);
    let reason = it.asked.ask.given_reason()?;
    let mappings = Desk::of(msp, config).await?.mapping.mappings;
    let done = mappings.move_to(msp, record, pair, reason, context).await;
    recorded(msp, record, done, output)
}

pub(super) async fn ignore(it: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (msp, record, context) = it.read()?;
    let reason = it.ask.needed_reason()?;
    let mappings = Desk::of(msp, config).await?.mapping.mappings;
    let done = mappings.ignore(msp, record, reason, context).await;
    recorded(msp, record, done, output)
}

pub(super) async fn heed(it: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (msp, record, context) = it.read()?;
    let mappings = Desk::of(msp, config).await?.mapping.mappings;
    let done = mappings.heed(msp, record, context).await;
    recorded(msp, record, done, output)
}

pub(super) async fn undo(it: &Undone, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (msp, record, context) = it.asked.read()?;
    let mappings = Desk::of(msp, config).await?.mapping.mappings;
    let done = mappings.undo_last(msp, record, it.position, context).await;
    recorded(msp, record, done, output)
}
