//! Events are contracts: their JSON schemas are checked in, and every event ever written in any
//! release is read for ever. `make contracts` rewrites the schemas of today's shapes; the files
//! of older versions stay as they are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A failed test says so by panicking.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use schemars::{JsonSchema, schema_for};
use serde_json::{Map, Value};
use tenantry_domain::aggregate::{Aggregate, Event};
use tenantry_domain::approval::Approval;
use tenantry_domain::approval_refusal::RefusedWishes;
use tenantry_domain::catalog::{NOUNS, noun_of};
use tenantry_domain::customer::Customer;
use tenantry_domain::gdap_template::GdapTemplate;
use tenantry_domain::home_tenant::HomeTenant;
use tenantry_domain::notice_channel::NoticeChannel;
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::partner_connection::PartnerConnection;
use tenantry_domain::procedure::Procedure;
use tenantry_domain::procedure_run::ProcedureRun;
use tenantry_domain::product_mapping::ProductMapping;
use tenantry_domain::projection::Projection;
use tenantry_domain::role_group::RoleGroup;
use tenantry_domain::service_token::ServiceToken;
use tenantry_domain::session::Session;
use tenantry_domain::settings::Settings;
use tenantry_domain::standstill::Standstill;
use tenantry_domain::team::Team;
use tenantry_domain::tenant::Tenant;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_domain::tenant_holding::TenantHolding;
use tenantry_domain::vendor_connection::VendorConnection;
use tenantry_domain::vendor_record::VendorRecord;
use tenantry_domain::vendor_seat::VendorSeat;

fn here(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../domain")
        .join(part)
}

fn schemas_of<A: Aggregate>() -> Vec<(PathBuf, String)>
where
    A::Event: JsonSchema,
{
    let whole = schema_for!(A::Event).to_value();
    let variants = whole["oneOf"].as_array().expect("an enum of events");
    A::Event::SHAPES
        .iter()
        .map(|shape| {
            let mut schema = variants
                .iter()
                .find(|variant| variant["properties"].get(shape.name).is_some())
                .unwrap_or_else(|| panic!("no schema for {}", shape.name))
                .clone();
            schema["title"] = Value::from(format!("{} {}", shape.name, shape.version));
            let definitions = used_by(&schema, &whole["$defs"]);
            if !definitions.is_empty() {
                schema["$defs"] = Value::Object(definitions);
            }
            let file = format!("schemas/{}/{}.v{}.json", A::TYPE, shape.name, shape.version);
            let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
            (here(&file), text)
        })
        .collect()
}

/// The definitions that a schema refers to, so that a change elsewhere does not show here.
fn used_by(schema: &Value, definitions: &Value) -> Map<String, Value> {
    let text = schema.to_string();
    let mut used = Map::new();
    for (name, definition) in definitions.as_object().into_iter().flatten() {
        if text.contains(&format!("#/$defs/{name}\"")) {
            used.extend(used_by(definition, definitions));
            used.insert(name.clone(), definition.clone());
        }
    }
    used
}

#[test]
fn contract_of_the_event_schemas() {
    let mut all = schemas_of::<Approval>();
    all.extend(schemas_of::<RefusedWishes>());
    all.extend(schemas_of::<Customer>());
    all.extend(schemas_of::<GdapTemplate>());
    all.extend(schemas_of::<HomeTenant>());
    all.extend(schemas_of::<NoticeChannel>());
    all.extend(schemas_of::<Onboarding>());
    all.extend(schemas_of::<PartnerConnection>());
    all.extend(schemas_of::<Procedure>());
    all.extend(schemas_of::<ProcedureRun>());
    all.extend(schemas_of::<ProductMapping>());
    all.extend(schemas_of::<Projection>());
    all.extend(schemas_of::<RoleGroup>());
    all.extend(schemas_of::<ServiceToken>());
    all.extend(schemas_of::<Session>());
    all.extend(schemas_of::<Settings>());
    all.extend(schemas_of::<Standstill>());
    all.extend(schemas_of::<Team>());
    all.extend(schemas_of::<Tenant>());
    all.extend(schemas_of::<TenantConsent>());
    all.extend(schemas_of::<TenantHolding>());
    all.extend(schemas_of::<VendorConnection>());
    all.extend(schemas_of::<VendorRecord>());
    all.extend(schemas_of::<VendorSeat>());
    let covered: usize = NOUNS.iter().map(|noun| noun.shapes.len()).sum();
    assert_eq!(
        all.len(),
        covered,
        "every noun of the catalog has its schemas"
    );
    for (path, schema) in all {
        if std::env::var("TENANTRY_CONTRACTS").as_deref() == Ok("write") {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &schema).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            known,
            schema,
            "{} differs; see `make contracts`",
            path.display()
        );
    }
}

/// `domain/corpus/<aggregate>/<Event>.v<version>.json` holds one stored payload for each shape that
/// was ever written. Files are added, never changed or removed.
#[test]
fn every_event_ever_written_is_read() {
    let mut seen = BTreeSet::new();
    for folder in fs::read_dir(here("corpus")).unwrap() {
        let folder = folder.unwrap().path();
        let aggregate_type = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let noun = noun_of(&aggregate_type).expect("a noun of the catalog");
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let (name, version) = stem.split_once(".v").expect("Event.vN.json");
            assert!((noun.reads)(name, version), "{stem} has no path to today");
            let payload = fs::read_to_string(&path).unwrap();
            (noun.check)(name, version, &payload).unwrap_or_else(|e| panic!("{stem}: {e}"));
            seen.insert((aggregate_type.clone(), name.to_owned(), version.to_owned()));
        }
    }
    for noun in NOUNS {
        for shape in noun.shapes {
            let key = (
                noun.aggregate_type.into(),
                shape.name.into(),
                shape.version.into(),
            );
            assert!(seen.contains(&key), "the corpus lacks {key:?}");
        }
    }
}
