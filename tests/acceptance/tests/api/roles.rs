//! Who may do what, and that every refusal says which role is needed.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::house::House;
use crate::requests::{MUTATIONS, QUERIES};

on_both_databases!(each_role_may_what_it_may_and_no_more);

async fn each_role_may_what_it_may_and_no_more(world: World) {
    let house = House::on(world).await;
    for role in Role::ALL {
        let somebody = house.somebody(role).await;
        for row in QUERIES.iter().chain(MUTATIONS) {
            let answer = somebody.ask(&row.document(), json!({})).await;
            let error = &answer["errors"][0];
            let code = error["extensions"]["code"].as_str();
            if row.may.contains(&role) {
                // It may be about nothing, or of clouds that nobody is connected with, but it is asked.
                let asked = matches!(
                    code,
                    None | Some("CUSTOMER_NOT_FOUND" | "APP_CREDENTIAL_MISSING")
                );
                assert!(asked, "{role} {} {answer:#}", row.field);
                continue;
            }
            assert_eq!(code, Some("ROLE_MISSING"), "{role} {}", row.field);
            let message = error["message"].as_str().unwrap();
            for needed in row.may {
                assert!(message.contains(needed.as_str()), "{message}");
            }
        }
    }
    house.end().await;
}

/// The roles that a field's description names.
fn told(description: &str) -> Vec<Role> {
    let words: Vec<&str> = description.split_whitespace().collect();
    let text = words.join(" ");
    let after = text.split_once("Role: ").or(text.split_once("Roles: "));
    let named = after.and_then(|(_, rest)| rest.split_once('.'));
    let (named, _) = named.unwrap_or_else(|| panic!("no roles in {text:?}"));
    if named == "any" {
        return Role::ALL.to_vec();
    }
    let role = |name: &str| Role::named(&name.to_lowercase()).unwrap();
    named.split(", ").map(role).collect()
}

/// A field that is added later cannot be forgotten here, and its description tells the truth.
#[tokio::test(flavor = "multi_thread")]
async fn every_field_is_tried_by_every_role() {
    let house = House::on(World::sqlite().await).await;
    let viewer = house.somebody(Role::Viewer).await;
    let all = "{ __schema { queryType { fields { name description } }
        mutationType { fields { name description } } } }";
    let schema = viewer.data(all, json!({})).await["__schema"].clone();
    for (root, rows) in [("queryType", QUERIES), ("mutationType", MUTATIONS)] {
        let fields = schema[root]["fields"].as_array().unwrap();
        let name = |field: &Value| field["name"].as_str().unwrap().to_owned();
        let mut there: Vec<String> = fields.iter().map(name).collect();
        let mut tried: Vec<String> = rows.iter().map(|row| row.field.to_owned()).collect();
        there.sort();
        tried.sort();
        assert_eq!(there, tried);
        for field in fields {
            let row = rows.iter().find(|row| row.field == name(field)).unwrap();
            let mut roles = told(field["description"].as_str().unwrap());
            roles.sort_by_key(|role| role.as_str());
            let mut may = row.may.to_vec();
            may.sort_by_key(|role| role.as_str());
            assert_eq!(roles, may, "{}", row.field);
        }
    }
    house.end().await;
}
