//! A page is the same page however it is asked for: of fields that are in its rows, of things that are looked
//! up, through fragments, under other names, or twice in one document.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::client::Client;
use crate::house::House;

on_both_databases!(
    a_page_is_the_same_however_it_is_asked_for,
    what_is_asked_for_in_several_places_is_joined,
    keys_stand_in_the_order_they_were_asked_in,
    an_empty_page_is_an_empty_list,
);

const NAMES: [&str; 4] = ["Adatum", "Contoso \"West\"", "Fabrikam", "Zoë \u{1F600}\n"];

async fn house(world: World) -> (House, Client) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    for name in NAMES {
        tech.register(name.trim()).await;
    }
    (house, tech)
}

fn nodes(page: &Value) -> Vec<Value> {
    let edges = page["customers"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

async fn a_page_is_the_same_however_it_is_asked_for(world: World) {
    let (house, tech) = house(world).await;
    let plain = "{ customers { edges { cursor node { id name status } } } }";
    let plain = tech.data(plain, json!({})).await;
    let names: Vec<String> = nodes(&plain)
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, NAMES.map(|name| name.trim().to_owned()));
    for same in [
        "{ customers { edges { ...Row } } }
         fragment Row on CustomerEdge { cursor node { ...Who ... on Node { id } ... { status } } }
         fragment Who on Customer { id name }",
        "query($yes: Boolean! = true) { customers { edges { cursor node { id
            name @include(if: $yes) tags @skip(if: $yes) status } } } }",
    ] {
        assert_eq!(nodes(&tech.data(same, json!({})).await).len(), NAMES.len());
        let of = |page: &Value| -> Vec<(Value, Value)> {
            let edges = page["customers"]["edges"].as_array().unwrap().iter();
            edges
                .map(|edge| (edge["cursor"].clone(), edge["node"].clone()))
                .collect()
        };
        assert_eq!(of(&tech.data(same, json!({})).await), of(&plain), "{same}");
    }
    let looked_up = "{ customers { edges { cursor node { id name status tenants { id } } } } }";
    for (node, with) in nodes(&plain)
        .iter()
        .zip(nodes(&tech.data(looked_up, json!({})).await))
    {
        let mut expected = node.clone();
        expected["tenants"] = json!([]);
        assert_eq!(with, expected);
    }
    house.end().await;
}

async fn what_is_asked_for_in_several_places_is_joined(world: World) {
    let (house, tech) = house(world).await;
    let query = "{ ...Ids ...Names customers { edges { node { status } } } }
        fragment Ids on Query { customers { edges { node { id } } } }
        fragment Names on Query { customers { edges { node { name } } } }";
    let joined = nodes(&tech.data(query, json!({})).await);
    let plain = "{ customers { edges { node { id name status } } } }";
    assert_eq!(joined, nodes(&tech.data(plain, json!({})).await));
    let twice = "{ customers { edges { node { id id name status } node { name } } } }";
    assert_eq!(joined, nodes(&tech.data(twice, json!({})).await));
    house.end().await;
}

/// As text: parsed JSON has forgotten it.
async fn keys_stand_in_the_order_they_were_asked_in(world: World) {
    let (house, tech) = house(world).await;
    let query =
        "{ a: customers(first: 1) { __typename edges { kind: __typename node { status id: name
        name: __typename } } pageInfo { hasNextPage } } }";
    let text = tech.text(query).await;
    let expected = [
        r#"{"data":{"a":{"__typename":"CustomerConnection","edges":[{"kind":"CustomerEdge","#,
        r#""node":{"status":"REGISTERED","id":"Adatum","name":"Customer"}}],"#,
        r#""pageInfo":{"hasNextPage":true}}}}"#,
    ]
    .concat();
    assert_eq!(text, expected);
    let looked_up = "{ a: customers(first: 1) { edges { node { tenants { id } status
        again: name } kind: __typename } } }";
    let expected = [
        r#"{"data":{"a":{"edges":[{"node":{"tenants":[],"status":"REGISTERED","#,
        r#""again":"Adatum"},"kind":"CustomerEdge"}]}}}"#,
    ]
    .concat();
    assert_eq!(tech.text(looked_up).await, expected);
    house.end().await;
}

async fn an_empty_page_is_an_empty_list(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    for query in [
        "{ customers { edges { node { id } } } }",
        "{ customers { edges { node { id tenants { id } } } } }",
    ] {
        assert_eq!(
            tech.data(query, json!({})).await["customers"]["edges"],
            json!([])
        );
    }
    house.end().await;
}
