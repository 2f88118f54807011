//! The schema is a file in the repository, and everything in it is described.

use std::path::Path;

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, contract};

use crate::house::House;

#[test]
fn the_schema_is_that_of_the_contract_file() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../api/schema.graphql");
    contract::check(&file, &tenantry_api::schema::sdl());
}

#[test]
fn the_portals_description_is_that_of_the_contract_file() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../api/openapi.json");
    let text = serde_json::to_string_pretty(&tenantry_api::portal::openapi::document()).unwrap();
    contract::check(&file, &(text + "\n"));
}

const ALL: &str = "{ __schema { types { name kind description
    fields(includeDeprecated: true) { name description args { name description } }
    inputFields { name description } enumValues { name description } } } }";

/// GraphQL's and Relay's own, which say themselves what they are.
fn is_ours(name: &str) -> bool {
    !name.starts_with("__") && !["Query", "Mutation", "Subscription", "ID"].contains(&name)
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_described() {
    let house = House::on(World::sqlite().await).await;
    let viewer = house.somebody(Role::Viewer).await;
    let types = viewer.data(ALL, json!({})).await["__schema"]["types"].clone();
    let mut silent = Vec::new();
    let mut described = 0;
    let mut look = |place: String, of: &Value| {
        if of["description"]
            .as_str()
            .is_none_or(|text| text.trim().len() < 4)
        {
            silent.push(place);
        } else {
            described += 1;
        }
    };
    for kind in types.as_array().unwrap() {
        let name = kind["name"].as_str().unwrap();
        if name.starts_with("__") {
            continue;
        }
        if is_ours(name) {
            look(name.to_owned(), kind);
        }
        for part in ["fields", "inputFields", "enumValues"] {
            for member in kind[part].as_array().into_iter().flatten() {
                let place = format!("{name}.{}", member["name"].as_str().unwrap());
                look(place.clone(), member);
                for argument in member["args"].as_array().into_iter().flatten() {
                    look(
                        format!("{place}({})", argument["name"].as_str().unwrap()),
                        argument,
                    );
                }
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new());
    assert!(described > 300, "{described}");
    house.end().await;
}

/// What a mutation does has to be known before it is asked.
#[tokio::test(flavor = "multi_thread")]
async fn mutations_name_their_roles_events_and_key() {
    let house = House::on(World::sqlite().await).await;
    let viewer = house.somebody(Role::Viewer).await;
    let query =
        "{ __schema { mutationType { fields { name description args { name type { ofType { name
        inputFields { name type { kind } } } } } } } } }";
    let fields = viewer.data(query, json!({})).await["__schema"]["mutationType"]["fields"].clone();
    for field in fields.as_array().unwrap() {
        let told: Vec<&str> = field["description"]
            .as_str()
            .unwrap()
            .split_whitespace()
            .collect();
        let told = told.join(" ");
        for word in ["Role", "Event", "idempotency key"] {
            assert!(
                told.contains(word),
                "{} does not tell its {word}",
                field["name"]
            );
        }
        let input = &field["args"][0]["type"]["ofType"];
        let keys = input["inputFields"].as_array().unwrap();
        let key = keys.iter().find(|it| it["name"] == "idempotencyKey");
        assert_eq!(
            key.unwrap()["type"]["kind"],
            "NON_NULL",
            "{}",
            field["name"]
        );
    }
    assert!(fields.as_array().unwrap().len() > 10);
    house.end().await;
}
