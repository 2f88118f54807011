//! What is in an MSP's HaloPSA: its lists, and rows as they are when nobody filled them in.

use crate::vendors::crowd::Company;
use crate::vendors::tables::{Ids, List, Tables};
use serde_json::{Map, Value, json};

pub(super) const LISTS: &[List] = &[
    List {
        name: "clients",
        id: "id",
        ids: Ids::Numbers(18),
        template: client,
    },
    List {
        name: "agents",
        id: "id",
        ids: Ids::Numbers(3),
        template: agent,
    },
    List {
        name: "items",
        id: "id",
        ids: Ids::Numbers(5),
        template: item,
    },
    List {
        name: "contracts",
        id: "id",
        ids: Ids::Numbers(9),
        template: contract,
    },
    List {
        name: "invoices",
        id: "id",
        ids: Ids::Below(-42),
        template: invoice,
    },
    List {
        name: "connections",
        id: "id",
        ids: Ids::Numbers(1),
        template: connection,
    },
];

/// What stands where no date is.
const NEVER: &str = "1899-12-31T00:00:00";

fn client() -> Value {
    json!({
        "id": null, "name": "", "inactive": false, "toplevel_id": 12, "toplevel_name": "Customers",
        "ref": "", "accountsid": "", "colour": "#2bd3c6", "main_site_id": null, "customertype": 0,
        "newclient_domain": "", "override_org_website": "", "customfields": [],
        "datecreated": "2024-01-01T00:00:00", "logo": LOGO,
    })
}

/// Every client comes with its picture, which is far larger than this one.
const LOGO: &str =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk";

fn agent() -> Value {
    json!({
        "id": null, "name": "", "email": "", "jobtitle": "", "isdisabled": false,
        "onlinestatus": 0, "lastlogindate": "2026-10-01T10:00:00",
    })
}

fn item() -> Value {
    json!({
        "id": null, "name": "", "item_code": "", "description": "", "baseprice": 0.0,
        "costprice": 0.0, "inactive": false,
    })
}

fn contract() -> Value {
    json!({
        "id": null, "client_id": null, "client_name": "", "ref": "", "start_date": NEVER,
        "end_date": NEVER, "billingperiod": 0, "billingdescription": "",
        "periodchargeamount": 0.0, "costperperiod": 0.0, "billingplans": [], "status": "",
        "active": true,
    })
}

fn invoice() -> Value {
    json!({
        "id": null, "client_id": null, "client_name": "", "contract_id": null, "contract_ref": "",
        "accountsid": "", "period": 1, "period_start_date": NEVER, "period_end_date": NEVER,
        "startdate": NEVER, "enddate": NEVER, "nextcreationdate": NEVER, "revenue": 0.0,
        "total": 0.0, "currency_code": "", "disabled": false, "lines": [],
    })
}

fn connection() -> Value {
    json!({
        "id": null, "name": "", "type": 2, "azure_tenant_id": "", "mappings_client": [],
    })
}

/// Customers that have a contract and a recurring invoice, with seats of one product.
pub(super) fn crowd(tables: &mut Tables, count: u32) -> Result<(), String> {
    let [clients, _, items, contracts, invoices, _] = LISTS else {
        return Ok(());
    };
    if count > 0 {
        let product = json!({
            "name": "M365 Business Premium", "item_code": "M365-BP", "baseprice": 26.4,
            "costprice": 22.0,
        });
        tables.add(items, fields(product))?;
    }
    for number in 0..count {
        let company = Company::number(number);
        let row = json!({
            "name": company.name, "ref": format!("C-{number}"),
            "override_org_website": company.domain,
        });
        let id = parsed(&tables.add(clients, fields(row))?);
        let reference = format!("MS-{number}");
        let row = json!({
            "client_id": id, "client_name": company.name, "ref": reference,
            "start_date": "2026-01-01T00:00:00", "billingdescription": "Monthly",
        });
        let contract = parsed(&tables.add(contracts, fields(row))?);
        let quantity = f64::from(number % 40 + 1);
        let line = json!({
            "id": number + 1, "item_code": "M365-BP",
            "item_shortdescription": "M365 Business Premium", "item_longdescription": "",
            "qty_order": quantity, "unit_price": 26.4, "unit_cost": 22.0,
            "net_amount": 26.4 * quantity, "tax_amount": 0.0, "tax_code": "", "tax_rate": 20.0,
            "nominal_code": "",
        });
        let row = json!({
            "client_id": id, "client_name": company.name, "contract_id": contract,
            "contract_ref": reference, "period_start_date": "2026-11-01T00:00:00",
            "period_end_date": "2026-11-30T00:00:00", "startdate": "2026-01-01T00:00:00",
            "nextcreationdate": "2026-12-01T00:00:00", "currency_code": "USD",
            "revenue": 26.4 * quantity, "total": 26.4 * quantity * 1.2, "lines": [line],
        });
        tables.add(invoices, fields(row))?;
    }
    Ok(())
}

fn fields(row: Value) -> Map<String, Value> {
    match row {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn parsed(id: &str) -> Value {
    id.parse::<i64>().map_or(Value::Null, Value::from)
}
