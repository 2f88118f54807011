//! What is in a database: every field that the interface has, picklists, and a crowd of customers.

use crate::vendors::crowd::Company;
use crate::vendors::tables::{Ids, List, Row, Tables};
use serde_json::{Value, json};

const fn list(name: &'static str, from: u64, template: fn() -> Value) -> List {
    List {
        name,
        id: "id",
        ids: Ids::Numbers(from),
        template,
    }
}

const COMPANIES: List = list("Companies", 29_760_000, company);
const CONTRACTS: List = list("Contracts", 7001, contract);
const SERVICES: List = list("Services", 9001, service);
const SERVICE_BUNDLES: List = list("ServiceBundles", 9501, service_bundle);
const CONTRACT_SERVICES: List = list("ContractServices", 8001, contract_service);
const CONTRACT_SERVICE_UNITS: List = list("ContractServiceUnits", 1, contract_service_unit);
const CONTRACT_BUNDLES: List = list("ContractServiceBundles", 8501, contract_bundle);
const CONTRACT_BUNDLE_UNITS: List = list("ContractServiceBundleUnits", 1, contract_bundle_unit);
const RESOURCES: List = list("Resources", 4001, resource);
const CURRENCIES: List = list("Currencies", 1, currency);

pub(super) const ALL: &[List] = &[
    COMPANIES,
    CONTRACTS,
    SERVICES,
    SERVICE_BUNDLES,
    CONTRACT_SERVICES,
    CONTRACT_SERVICE_UNITS,
    CONTRACT_BUNDLES,
    CONTRACT_BUNDLE_UNITS,
    RESOURCES,
    CURRENCIES,
];

fn company() -> Value {
    json!({
        "id": null, "companyName": "", "companyNumber": null, "companyType": 1, "isActive": true,
        "webAddress": null, "phone": null, "parentCompanyID": null, "currencyID": 1, "taxID": null,
        "countryID": null, "postalCode": null, "city": null, "state": null, "classification": null,
        "ownerResourceID": null, "lastActivityDate": "2026-05-01T00:00:00Z",
        "lastTrackedModifiedDateTime": "2026-05-01T00:00:00Z", "apiVendorID": null,
        "userDefinedFields": [],
    })
}

fn contract() -> Value {
    json!({
        "id": null, "companyID": null, "billToCompanyID": null, "contractName": "",
        "contractNumber": null, "contractType": 7, "status": 1,
        "startDate": "2026-01-01T00:00:00Z", "endDate": "2026-12-31T00:00:00Z",
        "contractPeriodType": 2, "contractCategory": null,
        "organizationalLevelAssociationID": null, "setupFee": 0.0, "isDefaultContract": false,
        "renewedContractID": null, "exclusionContractID": null,
        "lastModifiedDateTime": "2026-01-01T00:00:00Z",
        "timeReportingRequiresStartAndStopTimes": 0, "userDefinedFields": [],
    })
}

fn service() -> Value {
    json!({
        "id": null, "name": "", "description": null, "invoiceDescription": null, "sku": null,
        "unitPrice": 0.0, "unitCost": 0.0, "markupRate": null, "periodType": 2,
        "billingCodeID": 1, "vendorCompanyID": null, "isActive": true,
        "lastModifiedDate": "2026-01-01T00:00:00Z",
    })
}

fn service_bundle() -> Value {
    json!({
        "id": null, "name": "", "description": null, "invoiceDescription": null, "sku": null,
        "unitPrice": 0.0, "unitCost": 0.0, "periodType": 2, "billingCodeID": 1, "isActive": true,
        "lastModifiedDate": "2026-01-01T00:00:00Z",
    })
}

fn contract_service() -> Value {
    json!({
        "id": null, "contractID": null, "serviceID": null, "unitPrice": 0.0, "unitCost": 0.0,
        "internalCurrencyUnitPrice": 0.0, "internalCurrencyAdjustedPrice": 0.0,
        "invoiceDescription": null, "internalDescription": null, "quoteItemID": null,
    })
}

fn contract_service_unit() -> Value {
    json!({
        "id": null, "contractServiceID": null, "contractID": null, "serviceID": null, "units": 0,
        "price": 0.0, "cost": 0.0, "internalCurrencyPrice": 0.0, "startDate": null,
        "endDate": null, "approveAndPostDate": null, "vendorCompanyID": null,
        "organizationalLevelAssociationID": null,
    })
}

fn contract_bundle() -> Value {
    json!({
        "id": null, "contractID": null, "serviceBundleID": null, "unitPrice": 0.0,
        "internalCurrencyUnitPrice": 0.0, "internalCurrencyAdjustedPrice": 0.0,
        "invoiceDescription": null, "internalDescription": null, "quoteItemID": null,
    })
}

fn contract_bundle_unit() -> Value {
    json!({
        "id": null, "contractServiceBundleID": null, "contractID": null, "serviceBundleID": null,
        "units": 0, "price": 0.0, "cost": 0.0, "internalCurrencyPrice": 0.0, "startDate": null,
        "endDate": null, "approveAndPostDate": null, "organizationalLevelAssociationID": null,
    })
}

fn resource() -> Value {
    json!({
        "id": null, "firstName": "", "lastName": "", "email": "", "userName": "", "isActive": true,
        "resourceType": "Employee", "licenseType": 1, "userType": 1,
    })
}

fn currency() -> Value {
    json!({
        "id": null, "name": "USD", "isInternalCurrency": false, "isActive": true,
        "exchangeRate": 1.0,
    })
}

/// The fields of an entity, with the values that some of them are picked from.
pub(super) fn fields(list: &List) -> Value {
    let template = (list.template)();
    let names = template.as_object().into_iter().flatten();
    let fields = names.map(|(name, _)| {
        let picked = picklist(list.name, name);
        json!({
            "name": name, "dataType": if picked.is_empty() { "string" } else { "integer" },
            "length": 0, "isRequired": false, "isReadOnly": name == "id", "isQueryable": true,
            "isReference": false, "referenceEntityType": "", "isPickList": !picked.is_empty(),
            "picklistValues": if picked.is_empty() { Value::Null } else { Value::from(picked) },
        })
    });
    json!({"fields": fields.collect::<Vec<_>>()})
}

fn picklist(list: &str, field: &str) -> Vec<Value> {
    let labels: &[(u32, &str)] = match (list, field) {
        ("Companies", "companyType") => &[
            (1, "Customer"),
            (2, "Lead"),
            (3, "Prospect"),
            (4, "Dead"),
            (6, "Cancelation"),
            (7, "Vendor"),
            (8, "Partner"),
        ],
        ("Contracts", "contractType") => &[
            (1, "Time & Materials"),
            (4, "Block Hours"),
            (7, "Recurring Service"),
            (8, "Incident"),
        ],
        ("Contracts", "status") => &[(0, "Inactive"), (1, "Active")],
        ("Contracts", "contractPeriodType") | ("Services" | "ServiceBundles", "periodType") => &[
            (1, "One-Time"),
            (2, "Monthly"),
            (3, "Quarterly"),
            (4, "Semi-Annual"),
            (5, "Yearly"),
        ],
        _ => &[],
    };
    let value = |(order, (value, label)): (usize, &(u32, &str))| {
        json!({
            "value": value.to_string(), "label": label, "isDefaultValue": order == 0,
            "sortOrder": order, "parentValue": "", "isActive": true, "isSystem": true,
        })
    };
    labels.iter().enumerate().map(value).collect()
}

fn row(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}

/// Companies with a contract for two services each: one of them changed its units this year, one was
/// billed last year only. Every tenth has a bundle beside.
pub(super) fn crowd(tables: &mut Tables, count: u32) -> Result<(), String> {
    if count == 0 {
        return Ok(());
    }
    if tables.rows(CURRENCIES.name).is_empty() {
        tables.add(&CURRENCIES, row(json!({"isInternalCurrency": true})))?;
    }
    let services = services(tables)?;
    let bundle = json!({"name": "Workplace bundle", "unitPrice": 49.0, "unitCost": 31.5});
    let bundle = tables.add(&SERVICE_BUNDLES, row(bundle))?;
    let bundle: u64 = bundle.parse().unwrap_or_default();
    for number in 0..count {
        let company = Company::number(number);
        let made = json!({
            "companyName": company.name, "companyNumber": format!("C-{}", 1000 + number),
            "webAddress": format!("www.{}", company.domain), "city": company.city,
            "phone": format!("+1 555 {:04}", number % 10_000),
            "companyType": if number % 9 == 8 { 3 } else { 1 },
        });
        let company = number_of(&tables.add(&COMPANIES, row(made))?);
        let contract = json!({
            "companyID": company, "contractName": "Managed services",
            "contractNumber": format!("M-{}", 1000 + number),
        });
        let contract = number_of(&tables.add(&CONTRACTS, row(contract))?);
        let units = 5 + number % 40;
        billed(tables, contract, services[0], units, number % 7 != 6)?;
        billed(tables, contract, services[1 + number as usize % 3], 1, true)?;
        if number % 10 == 0 {
            let line = json!({
                "contractID": contract, "serviceBundleID": bundle, "unitPrice": 49.0,
                "internalCurrencyUnitPrice": 49.0, "internalCurrencyAdjustedPrice": 49.0,
            });
            let line = number_of(&tables.add(&CONTRACT_BUNDLES, row(line))?);
            let period = json!({
                "contractServiceBundleID": line, "contractID": contract, "units": units,
                "serviceBundleID": bundle, "price": f64::from(units) * 49.0,
                "startDate": "2026-01-01T00:00:00Z", "endDate": "2030-12-31T00:00:00Z",
            });
            tables.add(&CONTRACT_BUNDLE_UNITS, row(period))?;
        }
    }
    Ok(())
}

fn number_of(id: &str) -> u64 {
    id.parse().unwrap_or_default()
}

fn services(tables: &mut Tables) -> Result<[u64; 4], String> {
    let mut made = [0; 4];
    let sold = [
        (
            "Microsoft 365 Business Premium",
            "ANN-MO:CFQ7TTC0LCHC:0002",
            26.4,
            22.0,
            2,
        ),
        ("Server care", "SRV-CARE", 120.0, 35.25, 2),
        ("Backup", "BKP-1", 15.5, 6.0, 2),
        ("Domain and mail", "DOM-YR", 180.0, 60.0, 5),
    ];
    for (place, (name, sku, price, cost, period)) in made.iter_mut().zip(sold) {
        let service = json!({
            "name": name, "sku": sku, "unitPrice": price, "unitCost": cost, "periodType": period,
        });
        *place = number_of(&tables.add(&SERVICES, row(service))?);
    }
    Ok(made)
}

/// A service under a contract, with its billing periods.
fn billed(
    tables: &mut Tables,
    contract: u64,
    service: u64,
    units: u32,
    goes_on: bool,
) -> Result<(), String> {
    let line = json!({
        "contractID": contract, "serviceID": service, "unitPrice": 26.4, "unitCost": 22.0,
        "internalCurrencyUnitPrice": 26.4, "internalCurrencyAdjustedPrice": 26.4,
    });
    let line = number_of(&tables.add(&CONTRACT_SERVICES, row(line))?);
    let mut periods = vec![(units + 2, "2025-01-01", "2025-12-31")];
    if goes_on {
        periods.push((units + 1, "2026-01-01", "2026-03-12"));
        periods.push((units, "2026-03-13", "2030-12-31"));
    }
    for (units, starts, ends) in periods {
        let period = json!({
            "contractServiceID": line, "contractID": contract, "serviceID": service,
            "units": units, "price": f64::from(units) * 26.4, "cost": f64::from(units) * 22.0,
            "startDate": format!("{starts}T00:00:00Z"), "endDate": format!("{ends}T00:00:00Z"),
        });
        tables.add(&CONTRACT_SERVICE_UNITS, row(period))?;
    }
    Ok(())
}
