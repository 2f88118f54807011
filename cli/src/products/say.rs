//! Saying what products are billed as.

use clap::Args;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::{MspId, RecordId};
use tenantry_domain::product_mapping::{Product, ProductMapping};
use tenantry_engine::commands::{Context, Done};
use tenantry_engine::mapping::{Products, ProductsError};

use super::named::Named;
use crate::command::{Ask, print, receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::Desk;
use crate::output::Output;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    product: Named,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Mapped {
    /// The record of the service, as `products list` and `records list --kind service` show it
    #[arg(long, value_name = "ID")]
    service: String,
    #[command(flatten)]
    asked: Asked,
}

/// What was asked, and what answers it.
struct Wish {
    msp: MspId,
    product: Product,
    context: Context,
}

impl Asked {
    fn read(&self) -> Result<Wish, Failure> {
        Ok(Wish {
            msp: installation::msp(&self.ask.msp)?,
            product: self.product.read()?,
            context: self.ask.context()?,
        })
    }
}

async fn products(msp: MspId, config: &Config) -> Result<Products, Failure> {
    Ok(Desk::of(msp, config).await?.mapping.products)
}

fn recorded(
    msp: MspId,
    done: Result<Done, ProductsError>,
    output: &Output,
) -> Result<Exit, Failure> {
    let stream = format!("{}/{msp}", ProductMapping::TYPE);
    print(&receipt(msp, stream, done?), output)?;
    Ok(Exit::Ok)
}

pub(super) async fn map(it: &Mapped, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let wish = it.asked.read()?;
    let service: RecordId = it.service.parse()?;
    let products = products(wish.msp, config).await?;
    let done = products.map(wish.msp, wish.product, service, wish.context);
    recorded(wish.msp, done.await, output)
}

pub(super) async fn unmap(it: &Mapped, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let wish = it.asked.read()?;
    let service: RecordId = it.service.parse()?;
    let products = products(wish.msp, config).await?;
    let done = products.unmap(wish.msp, wish.product, service, wish.context);
    recorded(wish.msp, done.await, output)
}

pub(super) async fn ignore(it: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let wish = it.read()?;
    let reason = it.ask.needed_reason()?;
    let products = products(wish.msp, config).await?;
    let done = products.ignore(wish.msp, wish.product, reason, wish.context);
    recorded(wish.msp, done.await, output)
}

pub(super) async fn heed(it: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let wish = it.read()?;
    let products = products(wish.msp, config).await?;
    let done = products.heed(wish.msp, wish.product, wish.context).await;
    recorded(wish.msp, done, output)
}
