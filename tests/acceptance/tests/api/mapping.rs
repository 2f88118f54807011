//! Whose one record is: said, refused, undone.

use serde_json::{Value, json};
use tenantry_domain::cloud::vendor::{Device, RecordFacts, Vendor};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::client::Client;
use crate::found::{Finder, place, until, wish};
use crate::house::House;

on_both_databases!(
    a_record_is_linked_parted_moved_and_ignored,
    of_two_people_one_is_first_and_the_other_is_told,
    refusals_tell_what_stands_in_the_way,
    merged_customers_and_other_kinds_are_refused,
    the_last_step_is_undone_unless_there_was_another,
    suggestions_say_why,
    bad_wishes_about_records_are_answered_with_their_code,
    keys_that_are_none_are_refused,
);

const ERRORS: &str =
    "userErrors { code message path customer record connection by at helpPage remedy }";

pub(crate) fn document(field: &str, of: &str) -> String {
    let input = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
    format!(
        "mutation($i: {input}!) {{ {field}(input: $i) {{ {of} receipt {{ position }} {ERRORS} }} }}"
    )
}

/// What came of a mutation about one record.
pub(crate) async fn tell(client: &Client, field: &str, fields: Value) -> Value {
    let of =
        "record { id recordId name mapping mappedBy reason vanished vendor { word } position
        link { how score because by customer { name } } history { step from to how reason by position } }";
    let told = client.data(&document(field, of), wish(fields)).await;
    told[field].clone()
}

/// The record as it stands after it was done.
async fn done(client: &Client, field: &str, fields: Value) -> Value {
    let told = tell(client, field, fields).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    told["record"].clone()
}

/// The error that it was refused with.
pub(crate) async fn refused(client: &Client, field: &str, fields: Value) -> Value {
    let told = tell(client, field, fields).await;
    assert_eq!(told["record"], Value::Null, "{told:#}");
    told["userErrors"][0].clone()
}

async fn a_record_is_linked_parted_moved_and_ignored(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let (contoso, _) = tech.register("Contoso").await;
    let (fabrikam, _) = tech.register("Fabrikam").await;
    let record = finder
        .account(Vendor::Autotask, 1, "7", "Contoso Ltd")
        .await;

    let linked = json!({ "record": record, "customer": contoso, "reason": "they told us" });
    let linked = done(&tech, "recordLink", linked).await;
    assert_eq!(linked["mapping"], "LINKED");
    assert_eq!(linked["link"]["how"], "BY_PERSON");
    assert_eq!(linked["link"]["customer"]["name"], "Contoso");
    assert_eq!(linked["vendor"]["word"], "autotask");
    assert!(linked["mappedBy"].as_str().unwrap().starts_with("service "));
    // By the id that this API gave out as well.
    let id = linked["id"].clone();
    let again = json!({ "record": id, "customer": contoso });
    assert_eq!(done(&tech, "recordLink", again).await["mapping"], "LINKED");
    let node = "query($id: ID!) { node(id: $id) { __typename id } }";
    let found = tech.data(node, json!({ "id": id })).await;
    assert_eq!(found["node"]["__typename"], "VendorRecord");

    let moved = json!({ "record": id, "from": contoso, "to": fabrikam, "reason": "mistaken" });
    let moved = done(&tech, "recordMove", moved).await;
    assert_eq!(moved["link"]["customer"]["name"], "Fabrikam");
    let parted = json!({ "record": id, "customer": fabrikam, "reason": "neither" });
    let parted = done(&tech, "recordUnlink", parted).await;
    assert_eq!(
        (&parted["mapping"], &parted["link"]),
        (&json!("UNMAPPED"), &Value::Null)
    );
    assert_eq!(parted["reason"], "neither");
    let ignored = json!({ "record": id, "reason": "a test account" });
    let ignored = done(&tech, "recordIgnore", ignored).await;
    assert_eq!(
        (&ignored["mapping"], &ignored["reason"]),
        (&json!("IGNORED"), &json!("a test account"))
    );
    let heeded = done(&tech, "recordHeed", json!({ "record": id })).await;
    assert_eq!(heeded["mapping"], "UNMAPPED");

    let history = heeded["history"].as_array().unwrap();
    let steps: Vec<&str> = history
        .iter()
        .map(|it| it["step"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["LINKED", "MOVED", "UNLINKED", "IGNORED", "HEEDED"]);
    assert_eq!(
        (&history[1]["from"], &history[1]["to"]),
        (&json!(contoso), &json!(fabrikam))
    );
    assert_eq!(history[1]["reason"], "mistaken");

    let accepted = json!({ "record": id, "customer": fabrikam, "suggestedScore": 94 });
    let accepted = done(&tech, "recordLink", accepted).await;
    assert_eq!(
        (&accepted["link"]["how"], &accepted["link"]["score"]),
        (&json!("SUGGESTED"), &json!(94))
    );

    // The same wish with the same key is carried out once.
    let input = json!({ "i": { "idempotencyKey": "once", "record": id, "customer": fabrikam } });
    let query = "mutation($i: RecordUnlinkInput!) { recordUnlink(input: $i) {
        receipt { outcome position } userErrors { code } } }";
    let first = tech.data(query, input.clone()).await["recordUnlink"].clone();
    let second = tech.data(query, input).await["recordUnlink"].clone();
    assert_eq!(first["receipt"]["outcome"], "RECORDED");
    assert_eq!(second["receipt"]["outcome"], "REPLAYED");
    assert_eq!(first["receipt"]["position"], second["receipt"]["position"]);
    house.end().await;
}

async fn of_two_people_one_is_first_and_the_other_is_told(world: World) {
    let house = House::on(world).await;
    let ada = house.somebody(Role::Tech).await;
    let grace = house.somebody_of(ada.msp, Role::Tech).await;
    let finder = Finder::at(&house, ada.msp);
    let (contoso, _) = ada.register("Contoso").await;
    let (fabrikam, _) = ada.register("Fabrikam").await;
    for number in 0..4 {
        let record = finder
            .account(Vendor::Pax8, 2, &number.to_string(), "Contoso")
            .await;
        let one = json!({ "record": record, "customer": contoso });
        let other = json!({ "record": record, "customer": fabrikam });
        let (one, other) = tokio::join!(
            tell(&ada, "recordLink", one),
            tell(&grace, "recordLink", other)
        );
        let (winner, loser, customer) = if one["record"].is_null() {
            (other, one, &fabrikam)
        } else {
            (one, other, &contoso)
        };
        let error = &loser["userErrors"][0];
        assert_eq!(error["code"], "RECORD_LINKED_ELSEWHERE", "{loser:#}");
        assert_eq!(error["customer"], json!(customer));
        assert_eq!(error["by"], winner["record"]["mappedBy"]);
        assert!(error["at"].is_string());
        assert_eq!(error["helpPage"], "/help/RECORD_LINKED_ELSEWHERE");
        assert!(error["remedy"].as_str().unwrap().len() > 10);
    }
    house.end().await;
}

async fn refusals_tell_what_stands_in_the_way(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let finder = Finder::at(&house, admin.msp);
    let (contoso, _) = admin.register("Contoso").await;
    let (fabrikam, _) = admin.register("Fabrikam").await;
    let first = finder.account(Vendor::Autotask, 1, "1", "Contoso").await;
    let second = finder
        .account(Vendor::Autotask, 1, "2", "Contoso (old)")
        .await;
    let sat = done(
        &admin,
        "recordLink",
        json!({ "record": first, "customer": contoso }),
    )
    .await;

    let taken = refused(
        &admin,
        "recordLink",
        json!({ "record": second, "customer": contoso }),
    )
    .await;
    assert_eq!(taken["code"], "SEAT_TAKEN", "{taken:#}");
    assert_eq!(taken["record"], sat["id"]);
    assert!(taken["at"].is_string());
    // Where a vendor lets a customer be there twice, it may.
    for number in ["1", "2"] {
        let account = finder.account(Vendor::Pax8, 2, number, "Contoso").await;
        done(
            &admin,
            "recordLink",
            json!({ "record": account, "customer": contoso }),
        )
        .await;
    }

    let ignored = json!({ "record": second, "reason": "old" });
    done(&admin, "recordIgnore", ignored).await;
    let ignored = refused(
        &admin,
        "recordLink",
        json!({ "record": second, "customer": fabrikam }),
    )
    .await;
    assert_eq!(ignored["code"], "RECORD_IGNORED_BY_CHOICE");
    assert!(ignored["by"].as_str().unwrap().starts_with("service "));
    house.end().await;
}

async fn merged_customers_and_other_kinds_are_refused(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let finder = Finder::at(&house, admin.msp);
    let (contoso, _) = admin.register("Contoso").await;
    let (fabrikam, _) = admin.register("Fabrikam").await;
    let merge =
        "mutation($i: CustomerMergeInput!) { customerMerge(input: $i) { userErrors { code } } }";
    let merged = wish(json!({ "customer": fabrikam, "into": contoso }));
    let told = admin.data(merge, merged).await;
    assert_eq!(told["customerMerge"]["userErrors"], json!([]));
    let third = finder.account(Vendor::DattoRmm, 3, "3", "Fabrikam").await;
    let merged = refused(
        &admin,
        "recordLink",
        json!({ "record": third, "customer": fabrikam }),
    )
    .await;
    assert_eq!(merged["code"], "CUSTOMER_MERGED");
    assert_eq!(merged["customer"], json!(contoso));

    let device = RecordFacts::Device(Device::default());
    let device = finder
        .record(Vendor::DattoRmm, 3, "d", "A laptop", device)
        .await;
    let none = refused(
        &admin,
        "recordLink",
        json!({ "record": device, "customer": contoso }),
    )
    .await;
    assert_eq!(none["code"], "RECORD_NOT_MAPPABLE");
    house.end().await;
}

async fn the_last_step_is_undone_unless_there_was_another(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let (contoso, _) = tech.register("Contoso").await;
    let (fabrikam, _) = tech.register("Fabrikam").await;
    let record = finder.account(Vendor::Autotask, 1, "7", "Contoso").await;
    let nothing = refused(&tech, "recordUndo", json!({ "record": record })).await;
    assert_eq!(nothing["code"], "UNDO_NOTHING");

    let linked = done(
        &tech,
        "recordLink",
        json!({ "record": record, "customer": contoso }),
    )
    .await;
    let seen = linked["history"][0]["position"].clone();
    let moved = json!({ "record": record, "from": contoso, "to": fabrikam });
    done(&tech, "recordMove", moved).await;
    let overtaken = refused(
        &tech,
        "recordUndo",
        json!({ "record": record, "position": seen }),
    )
    .await;
    assert_eq!(overtaken["code"], "UNDO_OVERTAKEN");
    let back = done(&tech, "recordUndo", json!({ "record": record })).await;
    assert_eq!(back["link"]["customer"]["name"], "Contoso");
    let last = back["history"].as_array().unwrap().last().unwrap()["position"].clone();
    let redone = done(
        &tech,
        "recordUndo",
        json!({ "record": record, "position": last }),
    )
    .await;
    assert_eq!(redone["link"]["customer"]["name"], "Fabrikam");
    house.end().await;
}

async fn suggestions_say_why(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    tech.register("Contoso").await;
    tech.register("Fabrikam Industries").await;
    let same = finder
        .account(Vendor::Autotask, 1, "1", "CONTOSO, Ltd.")
        .await;
    let near = finder
        .account(Vendor::Autotask, 1, "2", "Fabrikam Industry")
        .await;
    let query = "query($id: ID!, $p: Position) { recordSuggestions(id: $id, atLeast: $p) {
        record { name suggestions { certain { because } } } certain { because text customer { name } }
        suggestions { score customer { name } reasons { kind text against } } } }";
    let known = json!({ "id": same, "p": tech.head().await });
    let told = until(&tech, query, known, |told| {
        !told["recordSuggestions"]["certain"].is_null()
    });
    let told = told.await["recordSuggestions"].clone();
    assert_eq!(told["certain"]["because"], "EXACT_NAME");
    assert_eq!(told["certain"]["text"], "the same name");
    assert_eq!(told["certain"]["customer"]["name"], "Contoso");
    assert_eq!(
        told["record"]["suggestions"]["certain"]["because"],
        "EXACT_NAME"
    );
    let told = tech.data(query, json!({ "id": near })).await["recordSuggestions"].clone();
    assert_eq!(told["certain"], Value::Null);
    let first = &told["suggestions"][0];
    assert_eq!(first["customer"]["name"], "Fabrikam Industries", "{told:#}");
    let score = first["score"].as_i64().unwrap();
    assert!((50..100).contains(&score), "{score}");
    assert_eq!(first["reasons"][0]["kind"], "NAME_LIKE");
    assert!(
        first["reasons"][0]["text"]
            .as_str()
            .unwrap()
            .starts_with("name 0.")
    );
    let nowhere = json!({ "id": place(99) });
    assert_eq!(
        tech.data(query, nowhere).await["recordSuggestions"],
        Value::Null
    );
    house.end().await;
}

async fn bad_wishes_about_records_are_answered_with_their_code(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let (contoso, _) = tech.register("Contoso").await;
    let record = finder.account(Vendor::Autotask, 1, "7", "Contoso").await;
    let nowhere = place(99);
    for (field, fields, code, path) in [
        (
            "recordLink",
            json!({ "record": nowhere, "customer": contoso }),
            "RECORD_NOT_FOUND",
            Value::Null,
        ),
        (
            "recordLink",
            json!({ "record": record, "customer": nowhere }),
            "CUSTOMER_NOT_FOUND",
            Value::Null,
        ),
        (
            "recordLink",
            json!({ "record": contoso, "customer": contoso }),
            "NODE_ID_MALFORMED",
            json!(["input", "record"]),
        ),
        (
            "recordLink",
            json!({ "record": record, "customer": contoso, "suggestedScore": 101 }),
            "SCORE_OUT_OF_RANGE",
            json!(["input", "suggestedScore"]),
        ),
        (
            "recordLink",
            json!({ "record": record, "customer": contoso, "reason": "" }),
            "INVALID_TEXT",
            json!(["input", "reason"]),
        ),
        (
            "recordMove",
            json!({ "record": record, "from": contoso, "to": "x" }),
            "NODE_ID_MALFORMED",
            json!(["input", "to"]),
        ),
        (
            "recordMove",
            json!({ "record": record, "from": contoso, "to": nowhere }),
            "RECORD_NOT_LINKED",
            Value::Null,
        ),
        (
            "recordIgnore",
            json!({ "record": record, "reason": " " }),
            "INVALID_TEXT",
            json!(["input", "reason"]),
        ),
    ] {
        let error = refused(&tech, field, fields).await;
        assert_eq!(
            (&error["code"], &error["path"]),
            (&json!(code), &path),
            "{error:#}"
        );
    }
    house.end().await;
}

async fn keys_that_are_none_are_refused(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let (contoso, _) = tech.register("Contoso").await;
    let record = finder.account(Vendor::Autotask, 1, "7", "Contoso").await;
    for key in ["", "ü"] {
        let input =
            json!({ "i": { "idempotencyKey": key, "record": record, "customer": contoso } });
        let told = tech.data(&document("recordLink", ""), input).await;
        let error = &told["recordLink"]["userErrors"][0];
        assert_eq!(error["code"], "IDEMPOTENCY_KEY_MALFORMED");
        assert_eq!(error["path"], json!(["input", "idempotencyKey"]));
    }
    house.end().await;
}
