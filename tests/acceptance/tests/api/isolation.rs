//! That nobody sees, or learns of, another MSP's, whatever is tried.

use serde_json::{Value, json};
use tenantry_api::entry::Rate;
use tenantry_domain::cloud::vendor::{Account, FoundRecord, RecordFacts, RecordKind, Vendor};
use tenantry_domain::ids::{RecordId, VendorConnectionId};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::vendor_record::{NoteRecord, VendorRecord, VendorRecordCommand};
use tenantry_engine::commands::{Context, Request};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::access;
use crate::approvals::{Asking, person};
use crate::client::Client;
use crate::house::House;
use crate::{procedure_runs, procedures};

/// Every field that an id can be given to, and a request that does.
const ASKED: &[(&str, &str)] = &[
    ("node", "query($id: ID!) { node(id: $id) { id } }"),
    ("nodes", "query($id: ID!) { nodes(ids: [$id]) { id } }"),
    ("customer", "query($id: ID!) { customer(id: $id) { id } }"),
    ("gdapTemplate", "query($id: ID!) { gdapTemplate(id: $id) { id } }"),
    ("onboarding", "query($id: ID!) { onboarding(id: $id) { id } }"),
    ("consent", "query($id: ID!) { consent(id: $id) { id } }"),
    ("tenant", "query($id: ID!) { tenant(id: $id) { id } }"),
    ("member", "query($id: ID!) { member(id: $id) { id } }"),
    ("tenants", "query($id: ID!) { tenants(filter: { customer: $id }) { edges { cursor } } }"),
    ("onboardings", "query($id: ID!) { onboardings(filter: { customer: $id }) { edges { cursor } } }"),
    ("consents", "query($id: ID!) { consents(filter: { customer: $id }) { edges { cursor } } }"),
    ("timeline", "query($id: ID!) { timeline(filter: { customer: $id }) { edges { cursor } } }"),
    ("onboardingDrift", "query($id: ID!) { onboardingDrift(tenant: $id) { code } }"),
    ("onboardingDryRun", "query($id: ID!) { onboardingDryRun(
        wish: { customer: $id, tenant: $id, template: $id }) { start } }"),
    ("approval", "query($id: ID!) { approval(id: $id) { id } }"),
    ("approvals", "query($id: ID!) { approvals(filter: { customer: $id, procedure: $id }) { edges { cursor } } }"),
    ("approvalRefusals", "query($id: ID!) { approvalRefusals(filter: { approval: $id, actor: \"grace\" }) {
        edges { cursor } } }"),
    ("procedure", "query($id: ID!) { procedure(id: $id) { id } }"),
    ("approvalPreview", "query($id: ID!) {
        archive: approvalPreview(what: { operation: { archiveCustomer: { customer: $id } } }) {
            preview { digest } userErrors { code message } }
        step: approvalPreview(what: { step: { procedure: $id, step: \"x\", customer: $id, tenant: $id } }) {
            preview { digest } userErrors { code message } } }"),
    ("approvalsDecisionPreview", "query($id: ID!) { approvalsDecisionPreview(ids: [$id], decision: APPROVE) {
        items { digest outlook approval { id } userErrors { code message } } } }"),
    ("approvalRequest", "mutation($id: ID!) {
        archive: approvalRequest(input: { idempotencyKey: \"K\", reason: \"X\",
            what: { operation: { archiveCustomer: { customer: $id } } } }) {
            approval { id } userErrors { code message } }
        enable: approvalRequest(input: { idempotencyKey: \"K\", reason: \"X\",
            what: { operation: { enableUser: { account: { customer: $id, tenant: $id,
                user: { name: \"ada@contoso.example\" } } } } } }) {
            approval { id } userErrors { code message } }
        delete: approvalRequest(input: { idempotencyKey: \"K\", reason: \"X\",
            what: { operation: { deleteUser: { madeBy: $id } } } }) {
            approval { id } userErrors { code message } }
        disconnect: approvalRequest(input: { idempotencyKey: \"K\", reason: \"X\",
            what: { operation: { disconnectVendor: { connection: $id } } } }) {
            approval { id } userErrors { code message } }
        withdraw: approvalRequest(input: { idempotencyKey: \"K\", reason: \"X\",
            what: { operation: { withdrawConsent: { customer: $id, tenant: $id } } } }) {
            approval { id } userErrors { code message } }
        transfer: approvalRequest(input: { idempotencyKey: \"K\", reason: \"X\",
            what: { operation: { approveTransfer: { tenant: $id, number: 1 } } } }) {
            approval { id } userErrors { code message } }
        accept: approvalRequest(input: { idempotencyKey: \"K\", reason: \"X\",
            what: { operation: { acceptMatches: { connection: $id, above: 0, token: \"X\" } } } }) {
            approval { id } userErrors { code message } }
        step: approvalRequest(input: { idempotencyKey: \"K\", reason: \"X\",
            what: { step: { procedure: $id, step: \"x\", customer: $id, tenant: $id,
                made: [{ step: \"x\", approval: $id }] } } }) { approval { id } userErrors { code message } } }"),
    ("approvalApprove", "mutation($id: ID!) { approvalApprove(input: { idempotencyKey: \"K\", id: $id,
        digest: \"X\" }) { approval { id } userErrors { code message } } }"),
    ("approvalReject", "mutation($id: ID!) { approvalReject(input: { idempotencyKey: \"K\", id: $id,
        reason: \"X\" }) { approval { id } userErrors { code message } } }"),
    ("approvalWithdraw", "mutation($id: ID!) { approvalWithdraw(input: { idempotencyKey: \"K\", id: $id }) {
        approval { id } userErrors { code message } } }"),
    ("approvalRetry", "mutation($id: ID!) { approvalRetry(input: { idempotencyKey: \"K\", id: $id }) {
        approval { id } userErrors { code message } } }"),
    ("approvalAbandon", "mutation($id: ID!) { approvalAbandon(input: { idempotencyKey: \"K\", id: $id,
        reason: \"X\" }) { approval { id } userErrors { code message } } }"),
    ("approvalUndo", "mutation($id: ID!) { approvalUndo(input: { idempotencyKey: \"K\", id: $id,
        reason: \"X\" }) { approvals { id } userErrors { code message } } }"),
    ("approvalHandOut", "mutation($id: ID!) { approvalHandOut(input: { idempotencyKey: \"K\", id: $id }) {
        handedOut { password } userErrors { code message } } }"),
    ("approvalsDecide", "mutation($id: ID!) { approvalsDecide(input: { idempotencyKey: \"K\",
        decision: APPROVE, items: [{ id: $id }], token: \"X\" }) {
        decided { approval { id } } userErrors { code message } } }"),
    ("procedureRevise", "mutation($id: ID!) { procedureRevise(input: { idempotencyKey: \"K\", id: $id,
        fromVersion: 1, definition: { name: \"X\", steps: [] } }) {
        procedure { id } userErrors { code message } } }"),
    ("procedureRetire", "mutation($id: ID!) { procedureRetire(input: { idempotencyKey: \"K\", id: $id,
        reason: \"X\" }) { procedure { id } userErrors { code message } } }"),
    ("procedureMarkLowRisk", "mutation($id: ID!) { procedureMarkLowRisk(input: { idempotencyKey: \"K\", id: $id,
        version: 1, step: \"x\", limits: { perDay: 1, customers: [$id] }, until: \"2100-01-01T00:00:00Z\",
        reason: \"X\" }) { procedure { id } userErrors { code message } } }"),
    ("procedureUnmark", "mutation($id: ID!) { procedureUnmark(input: { idempotencyKey: \"K\", id: $id,
        step: \"x\" }) { procedure { id } userErrors { code message } } }"),
    ("procedureRun", "query($id: ID!) { procedureRun(id: $id) { id } }"),
    ("procedureRuns", "query($id: ID!) { procedureRuns(filter: { customer: $id, procedure: $id }) {
        edges { cursor } } }"),
    ("procedureRunPreview", "query($id: ID!) { procedureRunPreview(input: {
        procedure: $id, customer: $id, tenant: $id }) { steps { key } userErrors { code message } } }"),
    ("procedureRunStart", "mutation($id: ID!) { procedureRunStart(input: { idempotencyKey: \"K\", reason: \"X\",
        procedure: $id, customer: $id, tenant: $id }) { run { id } userErrors { code message } } }"),
    ("procedureRunStop", "mutation($id: ID!) { procedureRunStop(input: {
        idempotencyKey: \"K\", reason: \"X\", id: $id }) { run { id } userErrors { code message } } }"),
    ("procedureRunUndo", "mutation($id: ID!) { procedureRunUndo(input: {
        idempotencyKey: \"K\", reason: \"X\", id: $id }) { run { id } userErrors { code message } } }"),
    ("noticeChannel", "query($id: ID!) { noticeChannel(id: $id) { id } }"),
    ("noticeChannelTopicsChange", "mutation($id: ID!) { noticeChannelTopicsChange(input: {
        idempotencyKey: \"K\", id: $id, topics: [REMINDER] }) { channel { id } userErrors { code message } } }"),
    ("noticeChannelPause", "mutation($id: ID!) { noticeChannelPause(input: {
        idempotencyKey: \"K\", id: $id, reason: \"X\" }) { channel { id } userErrors { code message } } }"),
    ("noticeChannelResume", "mutation($id: ID!) { noticeChannelResume(input: {
        idempotencyKey: \"K\", id: $id }) { channel { id } userErrors { code message } } }"),
    ("noticeChannelSecretRenew", "mutation($id: ID!) { noticeChannelSecretRenew(input: {
        idempotencyKey: \"K\", id: $id }) { renewed { id } userErrors { code message } } }"),
    ("noticeChannelTest", "mutation($id: ID!) { noticeChannelTest(input: {
        idempotencyKey: \"K\", id: $id }) { channel { id } userErrors { code message } } }"),
    ("noticeChannelClose", "mutation($id: ID!) { noticeChannelClose(input: {
        idempotencyKey: \"K\", id: $id, reason: \"X\" }) { channel { id } userErrors { code message } } }"),
    ("customerRename", "mutation($id: ID!) { customerRename(input: {
        idempotencyKey: \"K\", id: $id, name: \"X\" }) { customer { id } userErrors { code message } } }"),
    ("customerTag", "mutation($id: ID!) { customerTag(input: {
        idempotencyKey: \"K\", id: $id, tag: \"X\" }) { customer { id } userErrors { code message } } }"),
    ("customerUntag", "mutation($id: ID!) { customerUntag(input: {
        idempotencyKey: \"K\", id: $id, tag: \"X\" }) { customer { id } userErrors { code message } } }"),
    ("customerArchive", "mutation($id: ID!) { customerArchive(input: {
        idempotencyKey: \"K\", id: $id, reason: \"X\" }) { approval { id } userErrors { code message } } }"),
    ("gdapTemplateRename", "mutation($id: ID!) { gdapTemplateRename(input: {
        idempotencyKey: \"K\", id: $id, name: \"X\" }) { template { id } userErrors { code message } } }"),
    ("gdapTemplateRevise", "mutation($id: ID!) { gdapTemplateRevise(input: {
        idempotencyKey: \"K\", id: $id, fromVersion: 1, terms: { preset: READ_ONLY } }) {
        template { id } userErrors { code message } } }"),
    ("gdapTemplateRetire", "mutation($id: ID!) { gdapTemplateRetire(input: {
        idempotencyKey: \"K\", id: $id }) { template { id } userErrors { code message } } }"),
    ("onboardingStart", "mutation($id: ID!) { onboardingStart(input: {
        idempotencyKey: \"K\", wish: { customer: $id, tenant: $id, template: $id } }) {
        onboarding { id } userErrors { code message } } }"),
    ("tenantConnect", "mutation($id: ID!) { tenantConnect(input: {
        idempotencyKey: \"K\", customer: $id, tenant: \"contoso.com\" }) {
        consent { id } userErrors { code message } } }"),
    ("consentAskMore", "mutation($id: ID!) { consentAskMore(input: {
        idempotencyKey: \"K\", tenant: $id, permissions: [\"User.RevokeSessions.All\"] }) {
        consent { id } userErrors { code message } } }"),
    ("consentAskMore", "mutation($id: ID!) { consentAskMore(input: {
        idempotencyKey: \"L\", approval: $id }) { consent { id } userErrors { code message } } }"),
    ("consentWithdraw", "mutation($id: ID!) { consentWithdraw(input: {
        idempotencyKey: \"K\", tenant: $id, reason: \"X\" }) { approval { id } consent { id }
        userErrors { code message } } }"),
    ("onboardingRepair", "mutation($id: ID!) { onboardingRepair(input: {
        idempotencyKey: \"K\", tenant: $id, reason: \"X\" }) { onboarding { id } userErrors { code message } } }"),
    ("onboardingEndAccess", "mutation($id: ID!) { onboardingEndAccess(input: {
        idempotencyKey: \"K\", tenant: $id, reason: \"X\" }) { approval { id } userErrors { code message } } }"),
    ("onboardingCancel", "mutation($id: ID!) { onboardingCancel(input: {
        idempotencyKey: \"K\", tenant: $id, reason: \"X\" }) { onboarding { id } userErrors { code message } } }"),
    ("onboardingRetry", "mutation($id: ID!) { onboardingRetry(input: {
        idempotencyKey: \"K\", tenant: $id }) { onboarding { id } userErrors { code message } } }"),
    ("onboardingAbandon", "mutation($id: ID!) { onboardingAbandon(input: {
        idempotencyKey: \"K\", tenant: $id, reason: \"X\" }) { onboarding { id } userErrors { code message } } }"),
    ("memberGrantRole", "mutation($id: ID!) { memberGrantRole(input: {
        idempotencyKey: \"K\", member: $id, role: ADMIN }) { member { id } userErrors { code message } } }"),
    ("memberSuspend", "mutation($id: ID!) { memberSuspend(input: {
        idempotencyKey: \"K\", member: $id, reason: \"X\" }) { member { id } userErrors { code message } } }"),
    ("memberReinstate", "mutation($id: ID!) { memberReinstate(input: {
        idempotencyKey: \"K\", member: $id }) { member { id } userErrors { code message } } }"),
    ("serviceTokenRevoke", "mutation($id: ID!) { serviceTokenRevoke(input: {
        idempotencyKey: \"K\", token: $id, reason: \"X\" }) { serviceToken { id } userErrors { code message } } }"),
    ("sessionRevoke", "mutation($id: String!) { sessionRevoke(input: {
        idempotencyKey: \"K\", sessionId: $id, reason: \"X\" }) { sessionId userErrors { code } } }"),
    ("sessions", "query($id: ID!) { sessions(filter: { member: $id }) { edges { cursor } } }"),
    ("sessionEnd", "mutation($id: String!) { sessionEnd(input: {
        idempotencyKey: \"K\", sessionId: $id }) { sessionId userErrors { code } } }"),
    ("vendorConnection", "query($id: ID!) { vendorConnection(id: $id) { id } }"),
    ("vendorRecord", "query($id: ID!) { vendorRecord(id: $id) { id } }"),
    ("vendorRecords", "query($id: ID!) { connection: vendorRecords(filter: { connection: $id }) { edges { cursor } }
        customer: vendorRecords(filter: { customer: $id }) { edges { cursor } } }"),
    ("vendorTest", "mutation($id: ID!) { vendorTest(input: {
        idempotencyKey: \"K\", id: $id }) { connection { id } userErrors { code message } } }"),
    ("vendorRotate", "mutation($id: ID!) { vendorRotate(input: {
        idempotencyKey: \"K\", id: $id, secrets: [] }) { connection { id } userErrors { code message } } }"),
    ("vendorSettingsChange", "mutation($id: ID!) { vendorSettingsChange(input: {
        idempotencyKey: \"K\", id: $id, settings: [] }) { connection { id } userErrors { code message } } }"),
    ("vendorPause", "mutation($id: ID!) { vendorPause(input: {
        idempotencyKey: \"K\", id: $id, reason: \"X\" }) { connection { id } userErrors { code message } } }"),
    ("vendorResume", "mutation($id: ID!) { vendorResume(input: {
        idempotencyKey: \"K\", id: $id }) { connection { id } userErrors { code message } } }"),
    ("vendorDisconnect", "mutation($id: ID!) { vendorDisconnect(input: {
        idempotencyKey: \"K\", id: $id, reason: \"X\" }) { approval { id } userErrors { code message } } }"),
    ("vendorDiscover", "mutation($id: ID!) { vendorDiscover(input: {
        idempotencyKey: \"K\", id: $id }) { connection { id } userErrors { code message } } }"),
    ("tenantTransferApprove", "mutation($id: ID!) { tenantTransferApprove(input: {
        idempotencyKey: \"K\", tenant: $id, number: 1, reason: \"X\" }) { approval { id }
        userErrors { code message } } }"),
    ("tenantTransferRefuse", "mutation($id: ID!) { tenantTransferRefuse(input: {
        idempotencyKey: \"K\", tenant: $id, number: 1, reason: \"X\" }) { userErrors { code message } } }"),
    ("tenantTransferWithdraw", "mutation($id: ID!) { tenantTransferWithdraw(input: {
        idempotencyKey: \"K\", tenant: $id, number: 1 }) { userErrors { code message } } }"),
    ("recordSuggestions", "query($id: ID!) { recordSuggestions(id: $id) { certain { because } } }"),
    ("mappingBulkPreview", "query($id: ID!) { mappingBulkPreview(above: 0, connection: $id) { count } }"),
    ("customersFromRecordsPreview", "query($id: ID!) { customersFromRecordsPreview(records: [$id]) {
        name record { id } userErrors { code message } } }"),
    ("recordLink", "mutation($id: ID!) { recordLink(input: { idempotencyKey: \"K\", record: $id,
        customer: $id }) { record { id } userErrors { code message customer record } } }"),
    ("recordUnlink", "mutation($id: ID!) { recordUnlink(input: { idempotencyKey: \"K\", record: $id,
        customer: $id }) { record { id } userErrors { code message customer record } } }"),
    ("recordMove", "mutation($id: ID!) { recordMove(input: { idempotencyKey: \"K\", record: $id,
        from: $id, to: $id }) { record { id } userErrors { code message customer record } } }"),
    ("recordIgnore", "mutation($id: ID!) { recordIgnore(input: { idempotencyKey: \"K\", record: $id,
        reason: \"X\" }) { record { id } userErrors { code message } } }"),
    ("recordHeed", "mutation($id: ID!) { recordHeed(input: { idempotencyKey: \"K\", record: $id }) {
        record { id } userErrors { code message } } }"),
    ("recordUndo", "mutation($id: ID!) { recordUndo(input: { idempotencyKey: \"K\", record: $id }) {
        record { id } userErrors { code message } } }"),
    ("customerFromRecord", "mutation($id: ID!) { customerFromRecord(input: { idempotencyKey: \"K\",
        record: $id }) { customer { id } userErrors { code message } } }"),
    ("customersFromRecords", "mutation($id: ID!) { customersFromRecords(input: {
        idempotencyKey: \"K\", records: [$id] }) { customers { made { customer { id }
        userErrors { code message } } } userErrors { code message } } }"),
    ("customerMerge", "mutation($id: ID!) { customerMerge(input: { idempotencyKey: \"K\",
        customer: $id, into: $id }) { merger { tenants } userErrors { code message } } }"),
    ("customerPart", "mutation($id: ID!) { customerPart(input: { idempotencyKey: \"K\",
        customer: $id }) { parting { tenants } userErrors { code message } } }"),
    ("customerSplit", "mutation($id: ID!) { customerSplit(input: { idempotencyKey: \"K\",
        customer: $id, records: [$id], name: \"X\" }) { split { tenants } userErrors { code message } } }"),
    ("recordsBulkAccept", "mutation($id: ID!) { recordsBulkAccept(input: { idempotencyKey: \"K\",
        above: 0, connection: $id, token: \"X\", reason: \"X\" }) { approval { id }
        userErrors { code message } } }"),
    ("productMap", "mutation($id: ID!) { productMap(input: { idempotencyKey: \"K\",
        product: { name: \"X\" }, service: $id }) { userErrors { code message service } } }"),
    ("productUnmap", "mutation($id: ID!) { productUnmap(input: { idempotencyKey: \"K\",
        product: { name: \"X\" }, service: $id }) { userErrors { code message service } } }"),
];

/// These tell that another MSP holds a tenant, and no more: the tests of transfers see to it.
const OF_HOLDERS: [&str; 2] = ["tenantHolding", "tenantTransferRequest"];

on_both_databases!(
    ids_of_others_are_as_good_as_none,
    cursors_and_positions_of_others_lead_nowhere
);

async fn ids_of_others_are_as_good_as_none(world: World) {
    let (ledger, rate) = (
        world.ledger().await,
        Rate {
            burst: 10_000,
            ..Rate::default()
        },
    );
    let house = House::with(world, ledger, rate).await;
    let (mine, theirs) = (
        house.somebody(Role::Admin).await,
        house.somebody(Role::Admin).await,
    );
    let (customer, _) = theirs.register("Contoso").await;
    let template =
        "mutation { gdapTemplateDefine(input: { idempotencyKey: \"t\", name: \"Standard\",
        terms: { preset: READ_ONLY } }) { template { id } } }";
    let template =
        theirs.data(template, json!({})).await["gdapTemplateDefine"]["template"]["id"].clone();
    let tenant = Uuid::now_v7().to_string();
    let start =
        "mutation($c: ID!, $t: ID!, $p: ID!) { onboardingStart(input: { idempotencyKey: \"s\",
        wish: { customer: $c, tenant: $t, template: $p } }) { onboarding { id tenant { id } } } }";
    let begun = json!({ "c": customer, "t": tenant, "p": template });
    let begun = theirs.data(start, begun).await["onboardingStart"]["onboarding"].clone();

    // What exists at another MSP, and what exists nowhere, are answered alike, byte for byte.
    let pairs = [
        ("Customer", json!(customer)),
        ("GdapTemplate", template.clone()),
        ("Onboarding", begun["id"].clone()),
        ("Tenant", begun["tenant"]["id"].clone()),
        ("VendorAccount", at_vendor(&theirs).await),
        ("VendorRecord", record(&house, &theirs).await),
        ("Approval", asking(&house, &theirs).await),
        ("Procedure", following(&house, &theirs).await),
        (
            "ProcedureRun",
            procedure_runs::started(&house, &theirs).await,
        ),
        ("NoticeChannel", telling(&theirs).await),
    ];
    let pairs = pairs.map(|(kind, id)| (id, json!(nowhere(kind))));
    let session = Session::of(&house, &theirs).await;
    let plain = [(json!(session.id), json!(Uuid::now_v7()))];
    let all = pairs.into_iter().chain(session.nodes).chain(plain);
    for (theirs, nobodys) in all {
        for (field, query) in ASKED {
            let answered = mine.ask(query, json!({ "id": theirs })).await;
            let expected = mine.ask(query, json!({ "id": nobodys })).await;
            assert_eq!(
                without_ids(&answered, &theirs),
                without_ids(&expected, &nobodys),
                "{theirs} {field}"
            );
        }
    }
    // And nothing of theirs was touched.
    let state = theirs
        .data(
            "query($id: ID!) { customer(id: $id) { name } }",
            json!({ "id": customer }),
        )
        .await;
    assert_eq!(state["customer"]["name"], "Contoso");
    house.end().await;
}

/// An account of theirs at a vendor.
async fn at_vendor(theirs: &Client) -> Value {
    let connect = "mutation { vendorConnect(input: { idempotencyKey: \"v\", vendor: \"it-glue\",
        name: \"IT Glue\", secrets: [{ name: \"api-key\", value: \"theirs\" }] }) { connection { id } } }";
    theirs.data(connect, json!({})).await["vendorConnect"]["connection"]["id"].clone()
}

/// What somebody asked for there.
async fn asking(house: &House, theirs: &Client) -> Value {
    let desk = Asking::at(house, theirs).await;
    let id = desk.request(&desk.disable().await, person("grace")).await;
    json!(base64(&format!("Approval:{}", id.as_uuid().simple())))
}

/// What they do again and again.
async fn following(house: &House, theirs: &Client) -> Value {
    let id = procedures::defined(house, theirs, "Leaver").await;
    json!(base64(&format!("Procedure:{}", id.as_uuid().simple())))
}

/// Where they are told.
async fn telling(theirs: &Client) -> Value {
    let open = "mutation { noticeChannelOpen(input: { idempotencyKey: \"n\", name: \"desk\",
        target: { mail: [\"ada@msp.example\"] } }) { opened { id } } }";
    theirs.data(open, json!({})).await["noticeChannelOpen"]["opened"]["id"].clone()
}

/// What a vendor has of theirs.
async fn record(house: &House, theirs: &Client) -> Value {
    let connection = VendorConnectionId::new(Uuid::now_v7());
    let found = FoundRecord {
        id: "1".to_owned(),
        name: "Contoso".to_owned(),
        account: None,
        active: true,
        address: None,
        facts: RecordFacts::Account(Account::default()),
    };
    let note = NoteRecord::new(connection, Vendor::ItGlue, found, 1);
    let request = Request::<VendorRecord> {
        msp: theirs.msp,
        id: RecordId::of(connection, RecordKind::Account, "1").to_string(),
        command: VendorRecordCommand::Note(Box::new(note)),
        context: Context::new(Actor::service("test"), Source::Engine),
    };
    let done = house.engine.execute(request).await.unwrap();
    let query = "query($p: Position!) { vendorRecords(atLeast: $p) { edges { node { id } } } }";
    let position = done.receipt.position.to_string();
    let found = theirs.data(query, json!({ "p": position })).await;
    found["vendorRecords"]["edges"][0]["node"]["id"].clone()
}

/// What is of this kind, and of nobody.
fn nowhere(kind: &str) -> String {
    base64(&format!("{kind}:{}", Uuid::now_v7().simple()))
}

/// A member of theirs who is signed in, and their token.
struct Session {
    id: String,
    /// Each with one that is nobody's.
    nodes: Vec<(Value, Value)>,
}

impl Session {
    async fn of(house: &House, theirs: &Client) -> Self {
        let tenant = access::home(house, theirs.msp).await;
        access::sign_in(house, tenant, "Ada", &[]).await;
        let head = theirs.data("{ ledger { position } }", json!({})).await;
        let head = head["ledger"]["position"].clone();
        let query = "query($p: Position!) { members(atLeast: $p) { edges { node { id } } }
            serviceTokens(atLeast: $p) { edges { node { id } } }
            timeline(order: NEWEST_FIRST) { edges { node { streamId } } } }";
        let found = theirs.data(query, json!({ "p": head })).await;
        let node = |list: &str| found[list]["edges"][0]["node"].clone();
        Self {
            id: node("timeline")["streamId"].as_str().unwrap().to_owned(),
            nodes: vec![
                (node("members")["id"].clone(), json!(nowhere("Member"))),
                (
                    node("serviceTokens")["id"].clone(),
                    json!(nowhere("ServiceToken")),
                ),
            ],
        }
    }
}

/// Every request has its own correlation id, and some answers say what was asked for.
fn without_ids(answer: &Value, asked_for: &Value) -> String {
    let mut answer = answer.clone();
    for error in answer["errors"].as_array_mut().into_iter().flatten() {
        if let Some(extensions) = error["extensions"].as_object_mut() {
            extensions.remove("correlationId");
        }
    }
    let id = asked_for.as_str().expect("an id");
    answer.to_string().replace(id, "what was asked for")
}

fn base64(text: &str) -> String {
    use std::fmt::Write as _;
    // The API's ids are base64 of the URL's alphabet, without padding.
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut coded = String::new();
    for three in text.as_bytes().chunks(3) {
        let number = three
            .iter()
            .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            let letter = LETTERS[(number >> (18 - 6 * place) & 63) as usize];
            write!(coded, "{}", char::from(letter)).unwrap();
        }
    }
    coded
}

async fn cursors_and_positions_of_others_lead_nowhere(world: World) {
    let house = House::on(world).await;
    let (mine, theirs) = (
        house.somebody(Role::Admin).await,
        house.somebody(Role::Admin).await,
    );
    for name in ["alpha", "bravo", "charlie"] {
        theirs.register(name).await;
    }
    mine.register("delta").await;
    let list = "query($a: String) { customers(first: 1, after: $a) {
        edges { node { name } } pageInfo { endCursor } } }";
    let cursor = theirs.data(list, json!({})).await["customers"]["pageInfo"]["endCursor"].clone();
    let page = mine.data(list, json!({ "a": cursor })).await;
    assert_eq!(
        page["customers"]["edges"],
        json!([{ "node": { "name": "delta" } }])
    );
    // Positions count one MSP's events: the third of theirs is not mine.
    let event = "query($p: Position!) { event(position: $p) { type } }";
    assert_eq!(
        mine.data(event, json!({ "p": "4" })).await["event"],
        Value::Null
    );
    assert_eq!(
        theirs.data(event, json!({ "p": "4" })).await["event"]["type"],
        "CustomerRegistered"
    );
    let timeline = "{ timeline { edges { node { position } } } projections { head } }";
    let told = mine.data(timeline, json!({})).await;
    assert_eq!(told["timeline"]["edges"].as_array().unwrap().len(), 2);
    assert!(
        told["projections"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["head"] == "2")
    );
    house.end().await;
}

/// A field that is given an id is tried with ids of others.
#[tokio::test(flavor = "multi_thread")]
async fn every_field_that_takes_an_id_is_tried() {
    let house = House::on(World::sqlite().await).await;
    let viewer = house.somebody(Role::Viewer).await;
    let (fields, inputs) = (
        "{ __schema { queryType { fields { name args { type { name ofType { name ofType { name
            ofType { name } } } } } } }
            mutationType { fields { name args { type { name ofType { name } } } } } } }",
        "{ __schema { types { name inputFields { type { name ofType { name ofType { name
            ofType { name } } } } } } } }",
    );
    let inputs = viewer.data(inputs, json!({})).await["__schema"]["types"].clone();
    let fields = viewer.data(fields, json!({})).await["__schema"].clone();
    let mut missing = Vec::new();
    for root in ["queryType", "mutationType"] {
        for field in fields[root]["fields"].as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            let mut arguments = field["args"].as_array().unwrap().iter();
            let takes = arguments.any(|it| takes_an_id(named(&it["type"]), &inputs));
            let tried = ASKED.iter().any(|(field, _)| *field == name) || OF_HOLDERS.contains(&name);
            if takes && !tried {
                missing.push(name);
            }
        }
    }
    assert_eq!(missing, Vec::<&str>::new());
    house.end().await;
}

/// The name of a type, whatever is wrapped around it.
fn named(kind: &Value) -> &str {
    let mut kind = kind;
    loop {
        match kind["name"].as_str() {
            Some(name) => return name,
            None => kind = kind.get("ofType").expect("wrapped less often than that"),
        }
    }
}

fn takes_an_id(name: &str, types: &Value) -> bool {
    if name == "ID" {
        return true;
    }
    let mut all = types.as_array().unwrap().iter();
    let fields = all
        .find(|it| it["name"] == name)
        .map(|it| &it["inputFields"]);
    let fields = fields.and_then(Value::as_array).into_iter().flatten();
    fields
        .map(|field| named(&field["type"]))
        .any(|name| takes_an_id(name, types))
}
