//! What is at an MSP's site: its lists, and rows as they are when nobody filled them in.

use crate::vendors::crowd::Company;
use crate::vendors::tables::{Ids, List, Tables};
use serde_json::{Map, Value, json};

pub(super) const LISTS: &[List] = &[
    List {
        name: "companies",
        id: "id",
        ids: Ids::Numbers(250),
        template: company,
    },
    List {
        name: "members",
        id: "id",
        ids: Ids::Numbers(150),
        template: member,
    },
    List {
        name: "catalog",
        id: "id",
        ids: Ids::Numbers(5),
        template: item,
    },
    List {
        name: "agreements",
        id: "id",
        ids: Ids::Numbers(12),
        template: agreement,
    },
    List {
        name: "additions",
        id: "id",
        ids: Ids::Numbers(77),
        template: addition,
    },
];

fn company() -> Value {
    json!({
        "id": null, "identifier": "", "name": "",
        "status": {"id": 1, "name": "Active"},
        "types": [{"id": 1, "name": "Customer"}],
        "deletedFlag": false, "dateDeleted": null, "leadFlag": false,
        "phoneNumber": null, "website": null, "addressLine1": null, "city": null, "state": null,
        "zip": null, "country": null, "currency": {"id": 1, "name": "US Dollars"},
        "billToCompany": null, "parentCompany": null, "defaultContact": null, "territory": null,
        "taxIdentifier": null, "accountNumber": null, "vendorIdentifier": null,
        "integratorTags": [], "customFields": [],
        "_info": {"lastUpdated": "2026-10-01T10:00:00Z"},
    })
}

fn member() -> Value {
    json!({
        "id": null, "identifier": "", "firstName": "", "lastName": "", "title": null,
        "officeEmail": null, "primaryEmail": null, "inactiveFlag": false, "licenseClass": "F",
        "lastLogin": "2026-10-01T10:00:00Z",
    })
}

fn item() -> Value {
    json!({
        "id": null, "identifier": "", "description": "", "inactiveFlag": false,
        "productClass": "Service", "price": null, "cost": null, "manufacturerPartNumber": null,
        "vendorSku": null, "recurringFlag": false, "recurringBillCycle": null,
        "recurringCycleType": "CalendarYear",
    })
}

fn agreement() -> Value {
    json!({
        "id": null, "name": "", "type": null, "company": null, "billToCompany": null,
        "agreementStatus": "Active", "startDate": null, "endDate": null,
        "noEndingDateFlag": true, "cancelledFlag": false, "dateCancelled": null,
        "billingCycle": {"id": 2, "name": "Monthly"}, "billAmount": null,
        "applicationUnits": "Amount", "periodType": "Current", "invoicingCycle": "CalendarYear",
        "prorateFlag": true, "billStartDate": null, "nextInvoiceDate": null,
        "currency": {"id": 1, "name": "US Dollars"}, "taxable": true,
    })
}

fn addition() -> Value {
    json!({
        "id": null, "agreementId": null, "product": null, "quantity": 0, "lessIncluded": 0,
        "billedQuantity": 0, "unitPrice": null, "unitCost": null, "extPrice": null,
        "extCost": null, "margin": null, "effectiveDate": null, "cancelledDate": null,
        "billCustomer": "Billable", "taxableFlag": true, "description": null,
        "invoiceDescription": null, "agreementStatus": "Active", "sequenceNumber": 1, "uom": null,
        "serialNumber": null, "customFields": [],
    })
}

/// Customers, of which every third has an agreement with seats of one product.
pub(super) fn crowd(tables: &mut Tables, count: u32) -> Result<(), String> {
    if count == 0 {
        return Ok(());
    }
    let [companies, _, catalog, agreements, additions] = LISTS else {
        return Ok(());
    };
    let product = json!({
        "identifier": "M365-BP", "description": "M365 Business Premium", "price": 26.4,
        "cost": 22.0, "recurringFlag": true, "recurringBillCycle": {"id": 2, "name": "Monthly"},
    });
    let product = tables.add(catalog, fields(product))?;
    for number in 0..count {
        let company = Company::number(number);
        let identifier: String = company
            .name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let identifier = format!("{}{number}", &identifier[..identifier.len().min(18)]);
        let row = json!({
            "identifier": identifier, "name": company.name, "website": company.domain,
            "city": company.city, "phoneNumber": format!("555-{number:05}"),
        });
        let id = tables.add(companies, fields(row))?;
        if number % 3 > 0 {
            continue;
        }
        let owner = json!({"id": parsed(&id), "identifier": identifier, "name": company.name});
        let row = json!({
            "name": "Managed services", "company": owner, "type": {"id": 1, "name": "Managed"},
            "startDate": "2026-01-01T00:00:00Z",
        });
        let agreement = tables.add(agreements, fields(row))?;
        let row = json!({
            "agreementId": parsed(&agreement), "quantity": number % 40 + 1,
            "billedQuantity": number % 40 + 1, "unitPrice": 26.4, "unitCost": 22.0,
            "product": {"id": parsed(&product), "identifier": "M365-BP"},
            "description": "M365 Business Premium", "effectiveDate": "2026-01-01T00:00:00Z",
        });
        tables.add(additions, fields(row))?;
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
    id.parse::<u64>().map_or(Value::Null, Value::from)
}
