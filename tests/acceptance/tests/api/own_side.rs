//! The MSP's own connection, and the pages of codes.

use serde_json::{Value, json};
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::partner_connection::{
    ConnectPartner, NoteSignIn, PartnerAccess, PartnerConnection, PartnerConnectionCommand,
};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_engine::commands::{Context, Request};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::house::House;

on_both_databases!(how_the_msp_is_connected_is_told, codes_have_their_page);

async fn tell(house: &House, of: &Client, command: PartnerConnectionCommand) {
    let request = Request::<PartnerConnection> {
        msp: of.msp,
        id: of.msp.to_string(),
        command,
        context: Context::new(Actor::service("test"), Source::Engine),
    };
    house.engine.execute(request).await.unwrap();
}

async fn how_the_msp_is_connected_is_told(world: World) {
    let house = House::on(world).await;
    let (mine, theirs) = (
        house.somebody(Role::Auditor).await,
        house.somebody(Role::Auditor).await,
    );
    let query = "{ partnerConnection { tenantId appId access connectedAt signedInAt } }";
    assert_eq!(
        mine.data(query, json!({})).await["partnerConnection"],
        Value::Null
    );
    let (tenant, app) = (Uuid::now_v7(), AppId::new(Uuid::now_v7()));
    let connect = ConnectPartner {
        tenant: Partner(TenantId::new(tenant)),
        app,
        access: PartnerAccess::Delegated,
        at: 1_000_000,
    };
    tell(&house, &mine, PartnerConnectionCommand::Connect(connect)).await;
    let told = json!({ "tenantId": tenant, "appId": app.to_string(), "access": "DELEGATED",
        "connectedAt": "1970-01-01T00:00:01Z", "signedInAt": null });
    assert_eq!(mine.data(query, json!({})).await["partnerConnection"], told);
    let account = UserId::new(Uuid::now_v7());
    let signed_in = NoteSignIn {
        app,
        account,
        at: 2_000_000,
    };
    tell(
        &house,
        &mine,
        PartnerConnectionCommand::NoteSignIn(signed_in),
    )
    .await;
    let told = mine.data(query, json!({})).await["partnerConnection"].clone();
    assert_eq!(told["signedInAt"], "1970-01-01T00:00:02Z");
    assert_eq!(
        theirs.data(query, json!({})).await["partnerConnection"],
        Value::Null
    );
    house.end().await;
}

async fn codes_have_their_page(world: World) {
    let house = House::on(world).await;
    let viewer = house.somebody(Role::Viewer).await;
    let query =
        "query($c: String!) { errorPage(code: $c) { code title text remedy whoActs helpPage } }";
    let page = viewer.data(query, json!({ "c": "TENANT_HELD" })).await["errorPage"].clone();
    assert_eq!(
        (&page["code"], &page["title"]),
        (&json!("TENANT_HELD"), &json!("TENANT_HELD"))
    );
    assert!(
        page["text"]
            .as_str()
            .unwrap()
            .starts_with("## What happened"),
        "{page:#}"
    );
    assert!(page["remedy"].as_str().unwrap().len() > 10);
    assert!(page["whoActs"].as_str().unwrap().len() > 3);
    assert_eq!(page["helpPage"], "/help/TENANT_HELD");
    for odd in [
        "",
        "README",
        "tenant_held",
        "../../Cargo",
        "NO_SUCH_CODE",
        &"A".repeat(10_000),
    ] {
        let page = viewer.data(query, json!({ "c": odd })).await;
        assert_eq!(page["errorPage"], Value::Null, "{odd:.20}");
    }
    house.end().await;
}
