//! Many suggestions at once: looked at, then accepted.
//!
//! Looking and accepting are two processes, and the token carries what was seen from one to the other. It is
//! a hash of the list, so accepting makes the list again and asks for nothing unless it is the same. There is
//! no short cut that accepts what nobody looked at, and somebody else approves.

use clap::Args;
use serde::Serialize;
use tenantry_domain::approval::Operation;
use tenantry_domain::ids::{CustomerId, MspId, RecordId, VendorConnectionId};
use tenantry_domain::matching::{Certainty, Score};
use tenantry_domain::text::PreviewToken;
use tenantry_engine::mapping::{BulkItem, BulkWish, LeftOut};
use tenantry_projections::vendor_records::{VendorRecordRow, VendorRecords};
use tenantry_projections::{Cursor, Page};
use uuid::Uuid;

use super::Desk;
use super::told::{Names, Reason, because, name, number, score};
use crate::asked;
use crate::command::Ask;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::paging::{Paging, say_more};
use crate::work::Ground;

/// Which suggestions.
#[derive(Debug, Args)]
pub(crate) struct Wish {
    /// From this score on: 0.00 to 1.00
    #[arg(long, value_name = "SCORE", value_parser = score)]
    above: Score,
    /// Only records of this connection
    #[arg(long, value_name = "ID")]
    connection: Option<String>,
}

impl Wish {
    fn read(&self) -> Result<BulkWish, Failure> {
        let connection = self.connection.as_deref();
        let connection: Option<VendorConnectionId> = connection.map(str::parse).transpose()?;
        Ok(BulkWish {
            connection,
            above: self.above,
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Previewed {
    /// Whose records
    #[arg(long, value_name = "MSP")]
    msp: String,
    #[command(flatten)]
    wish: Wish,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, Args)]
pub(crate) struct Accepted {
    /// The token that `mapping preview` printed for the same score and connection
    token: String,
    #[command(flatten)]
    wish: Wish,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Serialize)]
struct Shown {
    token: String,
    count: usize,
    left: ShownLeft,
    items: Vec<Item>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct ShownLeft {
    nobody: usize,
    below: usize,
    tied: usize,
    contested: usize,
}

#[derive(Debug, Serialize)]
struct Item {
    record: RecordId,
    name: String,
    vendor: Option<&'static str>,
    customer: CustomerId,
    customer_name: Option<String>,
    score: f64,
    certain: Option<Certainty>,
    reasons: Vec<Reason>,
}

impl From<LeftOut> for ShownLeft {
    fn from(left: LeftOut) -> Self {
        let LeftOut {
            nobody,
            below,
            tied,
            contested,
        } = left;
        Self {
            nobody,
            below,
            tied,
            contested,
        }
    }
}

impl Item {
    fn of(item: &BulkItem, row: Option<&VendorRecordRow>, names: &Names) -> Self {
        Self {
            record: item.record,
            name: row.map(|it| it.name.clone()).unwrap_or_default(),
            vendor: row.map(|it| it.vendor.as_str()),
            customer: item.customer,
            customer_name: names.get(item.customer).map(str::to_owned),
            score: number(item.score),
            certain: item.certain,
            reasons: item.reasons.iter().map(Reason::from).collect(),
        }
    }

    fn row(&self) -> [String; 5] {
        let why = match self.certain {
            Some(certain) => certain.to_string(),
            None => because(&self.reasons),
        };
        let customer = self.customer_name.as_deref().map(name);
        [
            name(&self.name),
            self.vendor.unwrap_or("-").to_owned(),
            customer.unwrap_or_else(|| self.customer.to_string()),
            format!("{:.2}  {why}", self.score),
            self.record.to_string(),
        ]
    }
}

pub(super) async fn preview(
    asked: Previewed,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let (wish, after) = (asked.wish.read()?, asked.paging.after()?);
    let desk = Desk::abreast(msp, config).await?;
    let preview = desk.mapping.mappings.bulk_preview(msp, wish).await?;
    let Page { rows: page, next } =
        Page::of_list(&preview.items, after.as_ref(), asked.paging.first, |it| {
            cursor_of(it)
        });
    let ids: Vec<Uuid> = page.iter().map(|it| it.record.as_uuid()).collect();
    let rows = desk.projections.many::<VendorRecords>(msp, &ids).await?;
    let row_of = |id: RecordId| rows.iter().find(|row| row.id == id.as_uuid());
    let names = Names::of(&desk.projections, msp, page.iter().map(|it| it.customer)).await?;
    let items = page
        .iter()
        .map(|item| Item::of(item, row_of(item.record), &names));
    let shown = Shown {
        count: preview.items.len(),
        left: preview.left.into(),
        items: items.collect(),
        next: next.as_ref().map(ToString::to_string),
        token: preview.token,
    };
    if output.json {
        output.document(&shown)?;
    } else {
        print(&shown, (msp, wish), output)?;
        say_more(next.as_ref());
    }
    Ok(Exit::Ok)
}

fn cursor_of(item: &BulkItem) -> Cursor {
    Cursor {
        key: String::new(),
        id: item.record.as_uuid(),
    }
}

fn print(shown: &Shown, (msp, wish): (MspId, BulkWish), output: &Output) -> Result<(), Failure> {
    if !shown.items.is_empty() {
        let rows: Vec<_> = shown.items.iter().map(Item::row).collect();
        output.table(["record", "vendor", "customer", "because", "id"], &rows)?;
    }
    let ShownLeft {
        nobody,
        below,
        tied,
        contested,
    } = shown.left;
    output.line(&format!(
        "{} would be linked. Left: {nobody} that nobody comes close to, {below} with a lower score, \
         {tied} between two customers, {contested} for a place that is taken or wanted twice",
        shown.count
    ))?;
    if shown.count == 0 {
        return Ok(());
    }
    let connection = wish.connection.map(|id| format!(" --connection {id}"));
    output.line(&format!(
        "→ tenantry mapping accept {} --above {}{} --msp {msp} --reason WHY",
        shown.token,
        wish.above,
        connection.unwrap_or_default()
    ))
}

/// Asks for exactly what was shown.
pub(super) async fn accept(
    accepted: Accepted,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let msp = installation::msp(&accepted.ask.msp)?;
    let BulkWish { connection, above } = accepted.wish.read()?;
    let operation = Operation::AcceptMatches {
        connection_id: connection,
        above: above.hundredths(),
        preview: PreviewToken::new(accepted.token.trim())?,
    };
    // Nobody follows the tables here; the list is made from all there is.
    Desk::abreast(msp, config).await?;
    let ground = Ground::of(config).await?;
    asked::ask(&ground, operation, &accepted.ask, output).await
}
