//! What is billed under contracts: services and bundles, with the units of the period that covers today.
//!
//! One page of lines is put together from five entities, asked for all lines of the page at once.

use super::client::{self, Client, Entity, MOST_ROWS, Page, by_id, is_one_of, unless_forbidden};
use super::lookups::Lookups;
use super::rows::{id_of, is_active, period};
use crate::dates::Moment;
use crate::number::{Id, Number, some_text};
use crate::rows::{self, Raw};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::vendor::{
    Amount, ContractLine, Currency, FoundRecord, RecordFacts, RecordKind,
};

/// A service of a contract, or a bundle.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LineRow {
    id: Id,
    #[serde(default, rename = "contractID")]
    contract: Id,
    #[serde(default, rename = "serviceID", alias = "serviceBundleID")]
    service: Id,
    #[serde(default)]
    unit_price: Number,
    #[serde(default)]
    unit_cost: Number,
    invoice_description: Option<String>,
}

/// The units of one billing period.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PeriodRow {
    #[serde(default)]
    id: Id,
    #[serde(
        default,
        rename = "contractServiceID",
        alias = "contractServiceBundleID"
    )]
    line: Id,
    #[serde(default)]
    units: Number,
    #[serde(default)]
    start_date: Moment,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sold {
    id: Id,
    name: Option<String>,
    sku: Option<String>,
    #[serde(default)]
    period_type: Id,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Agreed {
    id: Id,
    #[serde(default, rename = "companyID")]
    company: Id,
    #[serde(default)]
    status: Id,
    #[serde(default)]
    contract_period_type: Id,
}

#[derive(Deserialize)]
struct Payer {
    id: Id,
    #[serde(default, rename = "currencyID")]
    currency: Id,
}

/// All that belongs to a page of lines.
struct Context {
    sold: BTreeMap<i64, Sold>,
    agreed: BTreeMap<i64, Agreed>,
    currencies: BTreeMap<i64, Currency>,
    own_currency: Option<Currency>,
    units: Units,
}

/// What is billed today, and what was billed once.
#[derive(Default)]
struct Units {
    now: BTreeMap<i64, Amount>,
    before: BTreeSet<i64>,
}

pub(super) async fn records(
    client: &Client,
    lookups: &Lookups,
    page: &Page,
    bundles: bool,
) -> Result<Vec<FoundRecord>, CloudFault> {
    let entity = super::entity(RecordKind::ContractLine, bundles);
    let lines: Vec<LineRow> = page.rows.iter().filter_map(Raw::read).collect();
    let context = context(client, lookups, &lines, bundles).await?;
    let record = |row: LineRow| record(row, bundles, &context);
    Ok(rows::records(
        entity.api,
        RecordKind::ContractLine,
        &page.rows,
        record,
    ))
}

async fn context(
    client: &Client,
    lookups: &Lookups,
    lines: &[LineRow],
    bundles: bool,
) -> Result<Context, CloudFault> {
    let numbers = |of: fn(&LineRow) -> &Id| lines.iter().filter_map(move |line| of(line).number());
    let sold = by_id(
        client,
        super::entity(RecordKind::Service, bundles),
        numbers(|line| &line.service),
        &["id", "name", "sku", "periodType"],
        |row: &Sold| &row.id,
    );
    let agreed = by_id(
        client,
        client::CONTRACTS,
        numbers(|line| &line.contract),
        &["id", "companyID", "status", "contractPeriodType"],
        |row: &Agreed| &row.id,
    );
    let (sold, agreed) = (sold.await?, agreed.await?);
    let payers = by_id(
        client,
        client::COMPANIES,
        agreed.values().filter_map(|it| it.company.number()),
        &["id", "currencyID"],
        |row: &Payer| &row.id,
    );
    let payers = payers.await?;
    let known = lookups.currencies(client).await?;
    let currency = |(id, payer): (i64, Payer)| Some((id, known.of(&payer.currency)?));
    Ok(Context {
        sold,
        agreed,
        currencies: payers.into_iter().filter_map(currency).collect(),
        own_currency: known.own,
        units: units(client, numbers(|line| &line.id).collect(), bundles).await?,
    })
}

fn record(row: LineRow, bundles: bool, context: &Context) -> Option<FoundRecord> {
    let line = row.id.number()?;
    let sold = row.service.number().and_then(|id| context.sold.get(&id));
    let agreed = row.contract.number().and_then(|id| context.agreed.get(&id));
    let company = agreed.map(|it| &it.company);
    let currency = match company.and_then(Id::number) {
        Some(company) => context.currencies.get(&company).copied(),
        None => context.own_currency,
    };
    let billing = sold.and_then(|it| period(&it.period_type));
    let quantity = context.units.now.get(&line).copied();
    let facts = ContractLine {
        contract: row.contract.text().map(str::to_owned),
        service: id_of(bundles, &row.service),
        sku: sold.and_then(|it| some_text(it.sku.clone())),
        quantity,
        unit_price: row.unit_price.money(currency),
        unit_cost: row.unit_cost.money(currency),
        billing: billing.or_else(|| period(&agreed?.contract_period_type)),
        starts: None,
        ends: None,
        lapsed: quantity.is_none() && context.units.before.contains(&line),
    };
    let name = some_text(row.invoice_description).or_else(|| sold?.name.clone());
    Some(FoundRecord {
        id: id_of(bundles, &row.id)?,
        name: name.unwrap_or_default(),
        account: company.and_then(|it| it.text().map(str::to_owned)),
        active: agreed.is_none_or(|it| is_active(&it.status)),
        address: None,
        facts: RecordFacts::ContractLine(facts),
    })
}

async fn units(client: &Client, lines: Vec<i64>, bundles: bool) -> Result<Units, CloudFault> {
    let (entity, line) = if bundles {
        (client::CONTRACT_BUNDLE_UNITS, "contractServiceBundleID")
    } else {
        (client::CONTRACT_SERVICE_UNITS, "contractServiceID")
    };
    if lines.is_empty() {
        return Ok(Units::default());
    }
    let now = billed_now(client, entity, line, &lines).await?;
    let open = lines
        .into_iter()
        .filter(|id| !now.contains_key(id))
        .collect();
    let before = billed_before(client, entity, line, open).await?;
    Ok(Units { now, before })
}

/// When a period began, and its number.
type Began = (Option<Timestamp>, Option<i64>);

/// Of several periods that cover today the one counts that began last: one ends on the day on which the
/// next one begins.
async fn billed_now(
    client: &Client,
    entity: Entity,
    line: &str,
    lines: &[i64],
) -> Result<BTreeMap<i64, Amount>, CloudFault> {
    let today = client.today();
    let conditions = [
        is_one_of(line, lines),
        json!({"op": "lte", "field": "startDate", "value": today}),
        json!({"op": "gte", "field": "endDate", "value": today}),
    ];
    let fields = ["id", line, "units", "startDate"];
    let rows: Vec<PeriodRow> =
        unless_forbidden(client::all(client, entity, &conditions, &fields).await)?;
    let mut latest: BTreeMap<i64, (Began, Amount)> = BTreeMap::new();
    for row in rows {
        let (Some(line), Some(units)) = (row.line.number(), row.units.amount()) else {
            continue;
        };
        let began = (row.start_date.instant(), row.id.number());
        let known = latest.entry(line).or_insert((began, units));
        if known.0 <= began {
            *known = (began, units);
        }
    }
    Ok(latest
        .into_iter()
        .map(|(line, (_, units))| (line, units))
        .collect())
}

/// Those of these lines that have periods, all of them past. Past periods are many: each page answers for
/// some lines, and the others are asked for again.
async fn billed_before(
    client: &Client,
    entity: Entity,
    line: &str,
    mut open: BTreeSet<i64>,
) -> Result<BTreeSet<i64>, CloudFault> {
    let mut found = BTreeSet::new();
    while !open.is_empty() {
        let lines: Vec<i64> = open.iter().copied().collect();
        let conditions = [
            is_one_of(line, &lines),
            json!({"op": "lt", "field": "endDate", "value": client.today()}),
        ];
        let page = client
            .page(entity, &conditions, &["id", line], None, MOST_ROWS)
            .await;
        let page = unless_forbidden(page)?;
        let rows = page.rows.iter().filter_map(Raw::read::<PeriodRow>);
        let before = found.len();
        found.extend(
            rows.filter_map(|row| row.line.number())
                .filter(|id| open.contains(id)),
        );
        open.retain(|id| !found.contains(id));
        if page.next.is_none() || found.len() == before {
            break;
        }
    }
    Ok(found)
}
