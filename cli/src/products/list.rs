//! Products with what they are billed as, or may be.

use std::collections::HashMap;

use clap::{Args, ValueEnum};
use serde::Serialize;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::{RecordId, VendorConnectionId};
use tenantry_domain::product_mapping::{ProductKey, Service, Standing as Decided};
use tenantry_engine::mapping::{ProductSuggestion, SuggestedService};
use tenantry_projections::vendor_records::{VendorRecordRow, VendorRecords};
use tenantry_projections::{Cursor, Page};
use uuid::Uuid;

use super::named::spelled;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::Desk;
use crate::mapping::told::{name, number};
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose products
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those that stand like this
    #[arg(long)]
    standing: Option<Standing>,
    #[command(flatten)]
    paging: Paging,
}

/// How a product stands, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Standing {
    Open,
    Mapped,
    Ignored,
}

impl Standing {
    fn of(product: &ProductSuggestion) -> Self {
        match product.settled.as_ref().map(|it| &it.standing) {
            None => Self::Open,
            Some(Decided::Mapped(_)) => Self::Mapped,
            Some(Decided::Ignored(_)) => Self::Ignored,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mapped => "mapped",
            Self::Ignored => "ignored",
        }
    }
}

#[derive(Debug, Serialize)]
struct Shown {
    sku: Option<String>,
    name: String,
    term: Option<String>,
    billing: Option<String>,
    standing: &'static str,
    service: Option<ShownService>,
    reason: Option<String>,
    settled_by: Option<String>,
    settled_at: Option<String>,
    suggestions: Vec<Suggested>,
}

/// The service that a product is billed as. One that is gone is not named by the PSA any more, or not in use.
#[derive(Debug, Serialize)]
struct ShownService {
    record: RecordId,
    connection: VendorConnectionId,
    name: Option<String>,
    gone: bool,
}

#[derive(Debug, Serialize)]
struct Suggested {
    record: RecordId,
    connection: VendorConnectionId,
    name: String,
    score: f64,
    billed_alike: Option<bool>,
}

type Rows = HashMap<Uuid, VendorRecordRow>;

fn record_of(service: &Service) -> RecordId {
    RecordId::of(service.connection_id, RecordKind::Service, &service.id)
}

/// What was decided for it.
fn service_of(product: &ProductSuggestion) -> Option<&Service> {
    match &product.settled.as_ref()?.standing {
        Decided::Mapped(service) => Some(service),
        Decided::Ignored(_) => None,
    }
}

impl ShownService {
    fn of(service: &Service, rows: &Rows) -> Self {
        let record = record_of(service);
        let row = rows.get(&record.as_uuid());
        Self {
            record,
            connection: service.connection_id,
            name: row.map(|it| it.name.clone()),
            gone: row.is_none_or(|it| it.vanished || !it.active),
        }
    }
}

impl From<&SuggestedService> for Suggested {
    fn from(it: &SuggestedService) -> Self {
        Self {
            record: record_of(&it.service),
            connection: it.service.connection_id,
            name: it.name.clone(),
            score: number(it.score),
            billed_alike: it.billed_alike,
        }
    }
}

impl Shown {
    fn of(product: &ProductSuggestion, rows: &Rows) -> Self {
        let settled = product.settled.as_ref();
        let reason = settled.and_then(|it| match &it.standing {
            Decided::Mapped(_) => None,
            Decided::Ignored(reason) => Some(reason.as_str().to_owned()),
        });
        let sku = match &product.product.key {
            ProductKey::Sku(sku) => Some(sku.clone()),
            ProductKey::Name(_) => None,
        };
        Self {
            sku,
            name: product.name.clone(),
            term: product.product.term.as_ref().map(spelled),
            billing: product.product.billing.as_ref().map(spelled),
            standing: Standing::of(product).as_str(),
            service: service_of(product).map(|it| ShownService::of(it, rows)),
            reason,
            settled_by: settled.map(|it| it.by.clone()),
            settled_at: settled.map(|it| moment::show(it.at)),
            suggestions: product.services.iter().map(Suggested::from).collect(),
        }
    }

    fn row(&self) -> [String; 7] {
        let or_none = |text: Option<&str>| plain(text.unwrap_or("-"));
        let (service, id) = match &self.service {
            Some(it) => {
                let gone = if it.gone { " (gone)" } else { "" };
                let name = or_none(it.name.as_deref());
                (format!("{name}{gone}"), it.record.to_string())
            }
            None => (or_none(self.reason.as_deref()), "-".to_owned()),
        };
        [
            or_none(self.sku.as_deref()),
            name(&self.name),
            or_none(self.term.as_deref()),
            or_none(self.billing.as_deref()),
            self.standing.to_owned(),
            service,
            id,
        ]
    }

    /// A product, and below it the services that it may be billed as.
    fn rows(&self) -> Vec<[String; 7]> {
        let below = self.suggestions.iter().map(|it| {
            let cycle = match it.billed_alike {
                Some(false) => " (billed otherwise)",
                Some(true) | None => "",
            };
            let nothing = [const { String::new() }; 4];
            let [one, two, three, four] = nothing;
            let maybe = format!("maybe {:.2}", it.score);
            let service = format!("{}{cycle}", name(&it.name));
            let record = it.record.to_string();
            [one, two, three, four, maybe, service, record]
        });
        [self.row()].into_iter().chain(below).collect()
    }
}

fn cursor_of(it: &ProductSuggestion) -> Cursor {
    Cursor {
        key: it.product.key.to_string(),
        id: it.id(),
    }
}

pub(super) async fn run(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let desk = Desk::of(msp, config).await?;
    let mut all = desk.mapping.products.suggest(msp).await?;
    all.retain(|it| {
        asked
            .standing
            .is_none_or(|wanted| wanted == Standing::of(it))
    });
    let Page { rows: page, next } =
        Page::of_list(all, after.as_ref(), asked.paging.first, cursor_of);
    let services = page.iter().filter_map(service_of);
    let ids: Vec<Uuid> = services.map(|it| record_of(it).as_uuid()).collect();
    let rows = desk.projections.many::<VendorRecords>(msp, &ids).await?;
    let rows: Rows = rows.into_iter().map(|row| (row.id, row)).collect();
    let shown: Vec<Shown> = page.iter().map(|it| Shown::of(it, &rows)).collect();
    if output.json {
        shown.iter().try_for_each(|it| output.document(it))?;
    } else {
        let rows: Vec<_> = shown.iter().flat_map(Shown::rows).collect();
        let headings = [
            "sku", "name", "term", "billing", "standing", "service", "id",
        ];
        output.table(headings, &rows)?;
    }
    say_more(next.as_ref());
    say_behind(&desk.projections, "vendor_records").await?;
    Ok(Exit::Ok)
}
