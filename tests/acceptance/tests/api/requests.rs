//! Every field that can be asked for, and who may: a field that is missing here fails a test.

use tenantry_domain::role::Role;

/// One field of a root of the schema.
pub(crate) struct Row {
    /// `query` or `mutation`.
    pub(crate) kind: &'static str,
    pub(crate) field: &'static str,
    /// What follows a query's name, or a mutation's input: `@id` is an id that nothing has, `@why` a
    /// key and a reason.
    asked: &'static str,
    pub(crate) may: &'static [Role],
}

impl Row {
    pub(crate) fn document(&self) -> String {
        let why = format!(
            "idempotencyKey: \"{}\", reason: \"to see who may\"",
            self.field
        );
        let asked = self.asked.replace("@why", &why);
        let asked = if self.kind == "mutation" {
            format!("(input: {{ {asked} }}) {{ userErrors {{ code }} }}")
        } else {
            asked
        };
        let asked = asked.replace("@id", "\"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11\"");
        format!("{} {{ {}{asked} }}", self.kind, self.field)
    }
}

const fn query(field: &'static str, may: &'static [Role], asked: &'static str) -> Row {
    Row {
        kind: "query",
        field,
        asked,
        may,
    }
}

const fn mutation(field: &'static str, may: &'static [Role], asked: &'static str) -> Row {
    Row {
        kind: "mutation",
        field,
        asked,
        may,
    }
}

const ANY: &[Role] = &Role::ALL;
const RECORD: &[Role] = &[Role::Tech, Role::Admin, Role::Auditor];
const WORK: &[Role] = &[Role::Tech, Role::Admin];
const ADMIN: &[Role] = &[Role::Admin];

pub(crate) const QUERIES: &[Row] = &[
    query("viewer", ANY, "{ role }"),
    query(
        "node",
        ANY,
        "(id: \"Q3VzdG9tZXI6MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDE\") { id }",
    ),
    query("nodes", ANY, "(ids: []) { id }"),
    query("customer", ANY, "(id: @id) { id }"),
    query("customers", ANY, "{ edges { cursor } }"),
    query("tenant", ANY, "(id: @id) { id }"),
    query("tenants", ANY, "{ edges { cursor } }"),
    query("onboarding", ANY, "(id: @id) { id }"),
    query("onboardings", ANY, "{ edges { cursor } }"),
    query(
        "onboardingDryRun",
        WORK,
        "(wish: { customer: @id, tenant: @id, template: @id }) { start }",
    ),
    query("onboardingDrift", WORK, "(tenant: @id) { code }"),
    query("consent", ANY, "(id: @id) { id }"),
    query("consents", ANY, "{ edges { cursor } }"),
    query("gdapTemplate", ANY, "(id: @id) { id }"),
    query("gdapTemplates", ANY, "{ edges { cursor } }"),
    query("gdapPresets", ANY, "{ __typename }"),
    query("ledger", ANY, "{ position }"),
    query("event", RECORD, "(position: \"1\") { id }"),
    query("timeline", RECORD, "{ edges { cursor } }"),
    query(
        "streamState",
        RECORD,
        "(stream: \"customer/0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11\")",
    ),
    query("projections", RECORD, "{ name }"),
    query("standstill", ANY, "{ since }"),
    query("workers", RECORD, "{ holder }"),
    query("sagas", RECORD, "{ procedureRuns }"),
    query("fleet", ANY, "{ customers standsStill }"),
    query("member", RECORD, "(id: @id) { id }"),
    query("members", RECORD, "{ edges { cursor } }"),
    query("groupRules", RECORD, "{ groupId }"),
    query("serviceTokens", RECORD, "{ edges { cursor } }"),
    query("homeTenants", RECORD, "{ edges { cursor } }"),
    query("sessions", ADMIN, "{ edges { cursor } }"),
    query("viewerSessions", ANY, "{ edges { cursor } }"),
    query("tenantHolding", ANY, "(tenant: @id) { tenantId }"),
    query("partnerConnection", RECORD, "{ tenantId }"),
    query(
        "recordSuggestions",
        ANY,
        "(id: @id) { certain { because } }",
    ),
    query("mappingBulkPreview", ANY, "(above: 90) { count }"),
    query(
        "customersFromRecordsPreview",
        ANY,
        "(records: [@id]) { name }",
    ),
    query("products", ANY, "{ edges { cursor } }"),
    query("mappingReadiness", ANY, "{ ready }"),
    query("settings", ANY, "{ sync { linkCertain } }"),
    query("approval", ANY, "(id: @id) { id }"),
    query("approvals", ANY, "{ edges { cursor } }"),
    query("approvalRefusals", ANY, "{ edges { cursor } }"),
    query(
        "approvalPreview",
        WORK,
        "(what: { operation: { archiveCustomer: { customer: @id } } }) { userErrors { code } }",
    ),
    query(
        "approvalsDecisionPreview",
        WORK,
        "(ids: [@id], decision: APPROVE) { token }",
    ),
    query("procedure", ANY, "(id: @id) { id }"),
    query("procedures", ANY, "{ edges { cursor } }"),
    query("procedureRun", ANY, "(id: @id) { id }"),
    query("procedureRuns", ANY, "{ edges { cursor } }"),
    query(
        "procedureRunPreview",
        WORK,
        "(input: { procedure: @id, customer: @id, tenant: @id }) { userErrors { code } }",
    ),
    query("noticeChannel", RECORD, "(id: @id) { id }"),
    query("noticeChannels", RECORD, "{ edges { cursor } }"),
    query("vendors", ANY, "{ word }"),
    query("vendorConnection", ANY, "(id: @id) { id }"),
    query("vendorConnections", ANY, "{ edges { cursor } }"),
    query("vendorRecord", ANY, "(id: @id) { id }"),
    query("vendorRecords", ANY, "{ edges { cursor } }"),
    query("errorPage", ANY, "(code: \"TENANT_HELD\") { title }"),
];

pub(crate) const MUTATIONS: &[Row] = &[
    mutation("customerRegister", WORK, "@why, name: \"Contoso\""),
    mutation("customerRename", WORK, "@why, id: @id, name: \"Contoso\""),
    mutation("customerTag", WORK, "@why, id: @id, tag: \"gold\""),
    mutation("customerUntag", WORK, "@why, id: @id, tag: \"gold\""),
    mutation("customerArchive", WORK, "@why, id: @id"),
    mutation(
        "onboardingStart",
        WORK,
        "@why, wish: { customer: @id, tenant: @id, template: @id }",
    ),
    mutation("onboardingRepair", WORK, "@why, tenant: @id"),
    mutation("onboardingCancel", WORK, "@why, tenant: @id"),
    mutation("onboardingRetry", WORK, "@why, tenant: @id"),
    mutation("onboardingAbandon", WORK, "@why, tenant: @id"),
    mutation("onboardingEndAccess", WORK, "@why, tenant: @id"),
    mutation(
        "tenantConnect",
        WORK,
        "@why, customer: @id, tenant: \"contoso.com\"",
    ),
    mutation("consentWithdraw", WORK, "@why, tenant: @id"),
    mutation("consentAskMore", WORK, "@why, approval: @id"),
    mutation(
        "gdapTemplateDefine",
        WORK,
        "@why, name: \"Standard\", terms: { preset: READ_ONLY }",
    ),
    mutation(
        "gdapTemplateRevise",
        WORK,
        "@why, id: @id, fromVersion: 1, terms: { preset: READ_ONLY }",
    ),
    mutation(
        "gdapTemplateRename",
        WORK,
        "@why, id: @id, name: \"Standard\"",
    ),
    mutation("gdapTemplateRetire", WORK, "@why, id: @id"),
    mutation("memberGrantRole", ADMIN, "@why, member: @id, role: TECH"),
    mutation("memberSuspend", ADMIN, "@why, member: @id"),
    mutation("memberReinstate", ADMIN, "@why, member: @id"),
    mutation(
        "groupRuleSet",
        ADMIN,
        "@why, groupId: @id, name: \"Engineers\", role: TECH",
    ),
    mutation("groupRuleRemove", ADMIN, "@why, groupId: @id"),
    mutation(
        "serviceTokenIssue",
        ADMIN,
        "@why, name: \"nightly\", role: VIEWER",
    ),
    mutation("serviceTokenRevoke", ADMIN, "@why, token: @id"),
    mutation("sessionRevoke", ADMIN, "@why, sessionId: @id"),
    mutation("sessionEnd", ANY, "@why, sessionId: @id"),
    mutation(
        "tenantTransferRequest",
        ADMIN,
        "@why, tenant: @id, customer: @id",
    ),
    mutation(
        "tenantTransferApprove",
        ADMIN,
        "@why, tenant: @id, number: 1",
    ),
    mutation(
        "tenantTransferRefuse",
        ADMIN,
        "@why, tenant: @id, number: 1",
    ),
    mutation(
        "tenantTransferWithdraw",
        ADMIN,
        "@why, tenant: @id, number: 1",
    ),
    mutation("tenantsDiscover", WORK, "@why"),
    mutation("recordLink", WORK, "@why, record: @id, customer: @id"),
    mutation("recordUnlink", WORK, "@why, record: @id, customer: @id"),
    mutation("recordMove", WORK, "@why, record: @id, from: @id, to: @id"),
    mutation("recordIgnore", WORK, "@why, record: @id"),
    mutation("recordHeed", WORK, "@why, record: @id"),
    mutation("recordUndo", WORK, "@why, record: @id"),
    mutation("customerFromRecord", WORK, "@why, record: @id"),
    mutation("customersFromRecords", WORK, "@why, records: [@id]"),
    mutation("customerMerge", ADMIN, "@why, customer: @id, into: @id"),
    mutation("customerPart", ADMIN, "@why, customer: @id"),
    mutation(
        "customerSplit",
        ADMIN,
        "@why, customer: @id, records: [@id], name: \"Contoso\"",
    ),
    mutation("recordsBulkAccept", WORK, "@why, above: 90, token: \"x\""),
    mutation(
        "productMap",
        WORK,
        "@why, product: { name: \"Contoso\" }, service: @id",
    ),
    mutation(
        "productUnmap",
        WORK,
        "@why, product: { name: \"Contoso\" }, service: @id",
    ),
    mutation("productIgnore", WORK, "@why, product: { name: \"A\" }"),
    mutation("productHeed", WORK, "@why, product: { name: \"A\" }"),
    mutation("settingsChange", ADMIN, "@why, sync: { linkCertain: true }"),
    mutation(
        "approvalRequest",
        WORK,
        "@why, what: { operation: { archiveCustomer: { customer: @id } } }",
    ),
    mutation("approvalApprove", WORK, "@why, id: @id, digest: \"x\""),
    mutation("approvalReject", WORK, "@why, id: @id"),
    mutation("approvalWithdraw", WORK, "@why, id: @id"),
    mutation("approvalRetry", WORK, "@why, id: @id"),
    mutation("approvalAbandon", WORK, "@why, id: @id"),
    mutation("approvalUndo", WORK, "@why, id: @id"),
    mutation("approvalHandOut", WORK, "@why, id: @id"),
    mutation(
        "approvalsDecide",
        WORK,
        "@why, decision: APPROVE, items: [{ id: @id }], token: \"x\"",
    ),
    mutation(
        "procedureDefine",
        WORK,
        "@why, definition: { name: \"Leaver\", steps: [] }",
    ),
    mutation(
        "procedureRevise",
        WORK,
        "@why, id: @id, fromVersion: 1, definition: { name: \"Leaver\", steps: [] }",
    ),
    mutation("procedureRetire", WORK, "@why, id: @id"),
    mutation(
        "procedureMarkLowRisk",
        ADMIN,
        "@why, id: @id, version: 1, step: \"x\", limits: { perDay: 1 }, until: \"2100-01-01T00:00:00Z\"",
    ),
    mutation("procedureUnmark", ADMIN, "@why, id: @id, step: \"x\""),
    mutation(
        "vendorConnect",
        ADMIN,
        "@why, vendor: \"pax8\", name: \"Pax8\"",
    ),
    mutation(
        "noticeChannelOpen",
        ADMIN,
        "@why, name: \"desk\", target: { webhook: \"https://hooks.example/\" }",
    ),
    mutation(
        "noticeChannelTopicsChange",
        ADMIN,
        "@why, id: @id, topics: [REMINDER]",
    ),
    mutation("noticeChannelPause", ADMIN, "@why, id: @id"),
    mutation("noticeChannelResume", ADMIN, "@why, id: @id"),
    mutation("noticeChannelSecretRenew", ADMIN, "@why, id: @id"),
    mutation("noticeChannelTest", ADMIN, "@why, id: @id"),
    mutation("noticeChannelClose", ADMIN, "@why, id: @id"),
    mutation("vendorTest", WORK, "@why, id: @id"),
    mutation("vendorRotate", ADMIN, "@why, id: @id, secrets: []"),
    mutation("vendorSettingsChange", ADMIN, "@why, id: @id, settings: []"),
    mutation("vendorPause", ADMIN, "@why, id: @id"),
    mutation("vendorResume", ADMIN, "@why, id: @id"),
    mutation("vendorDisconnect", ADMIN, "@why, id: @id"),
    mutation("vendorDiscover", WORK, "@why, id: @id"),
    mutation(
        "projectionRetry",
        ADMIN,
        "@why, name: \"customers\", position: 1",
    ),
    mutation("projectionRebuild", ADMIN, "@why, name: \"customers\""),
    mutation(
        "procedureRunStart",
        WORK,
        "@why, procedure: @id, customer: @id, tenant: @id",
    ),
    mutation("procedureRunStop", WORK, "@why, id: @id"),
    mutation("procedureRunUndo", WORK, "@why, id: @id"),
];
