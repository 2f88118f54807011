//! What people read of approvals: what would change and for whom, who decides, how it goes, and what waits for
//! whoever asks.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tenantry_api::entry::Rate;
use tenantry_domain::approval::{
    Account, Approval, ApprovalCommand, ApprovalEvent, Aspect, ChangePlan, Decider, GiveApproval,
    NewUser, Operation, Person, PersonKind, PlannedChange, RejectRequest, RequestApproval, Shown,
    Step, UserRef,
};
use tenantry_domain::cloud::directory::{SkuId, UserId};
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, TenantId};
use tenantry_domain::personal::{PersonalData as _, Sealed};
use tenantry_domain::role::Role;
use tenantry_domain::saga::{Fault, FaultClass, Progress, Saga as _, What};
use tenantry_domain::text::Reason;
use tenantry_engine::commands::Request;
use tenantry_engine::time::{Clock as _, SystemClock};
use tenantry_support::customers::ada;
use tenantry_support::{FaultyLedger, World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::house::House;
use crate::socket::Socket;

on_both_databases!(
    a_request_shows_what_it_would_change,
    a_change_is_told_step_by_step,
    lists_hold_what_is_asked_for,
    changes_are_told_as_they_happen,
    many_are_read_together,
);

/// Somebody who asks for changes to a customer's people, and others who decide.
pub(crate) struct Asking<'a> {
    house: &'a House,
    msp: MspId,
    pub(crate) customer: CustomerId,
    tenant: TenantId,
}

pub(crate) fn person(name: &str) -> Person {
    Person {
        kind: PersonKind::User,
        id: name.to_owned(),
    }
}

fn decider(name: &str) -> Decider {
    Decider {
        person: person(name),
        role: Role::Admin,
    }
}

fn why() -> Reason {
    Reason::new("Ada begins on Monday").unwrap()
}

fn skus() -> BTreeSet<SkuId> {
    [SkuId::new(Uuid::from_u128(7))].into()
}

impl<'a> Asking<'a> {
    pub(crate) async fn at(house: &'a House, client: &Client) -> Self {
        let (customer, position) = client.register("Contoso").await;
        let query = "query($c: ID!, $p: Position) { customer(id: $c, atLeast: $p) { customerId } }";
        let told = client.data(query, json!({ "c": customer, "p": position }));
        let customer = told.await["customer"]["customerId"].clone();
        Self {
            house,
            msp: client.msp,
            customer: customer.as_str().unwrap().parse().unwrap(),
            tenant: TenantId::new(Uuid::now_v7()),
        }
    }

    async fn sealed(&self, text: &str) -> Sealed {
        let people = &self.house.people;
        let sealed = people.seal(self.msp, self.customer, text).await;
        sealed.unwrap()
    }

    pub(crate) async fn disable(&self) -> Operation {
        let user = UserRef {
            id: UserId::new(Uuid::from_u128(9)),
            name: self.sealed("ada@contoso.example").await,
        };
        let account = Account {
            customer_id: self.customer,
            tenant_id: self.tenant,
            user,
        };
        Operation::DisableUser {
            account,
            remove_licences_after_days: None,
        }
    }

    async fn create(&self) -> Operation {
        Operation::CreateUser(Box::new(NewUser {
            customer_id: self.customer,
            tenant_id: self.tenant,
            name: self.sealed("ada@contoso.example").await,
            display_name: self.sealed("Ada Lovelace").await,
            given_name: None,
            surname: None,
            job_title: None,
            department: Some(self.sealed("Engines").await),
            usage_location: "GB".parse().unwrap(),
            licences: skus(),
        }))
    }

    fn archive(&self) -> Operation {
        let customer_id = self.customer;
        Operation::ArchiveCustomer { customer_id }
    }

    async fn plan(&self, operation: &Operation) -> ChangePlan {
        let name = Shown::Personal(self.sealed("ada@contoso.example").await);
        let licence = Aspect::Licence(SkuId::new(Uuid::from_u128(7)));
        let changes = [
            (Aspect::Name, Shown::Nothing, name.clone()),
            (
                Aspect::SignIn,
                Shown::plain("allowed"),
                Shown::plain("blocked"),
            ),
            (licence, Shown::Nothing, Shown::plain("given")),
        ];
        let changes = changes
            .map(|(aspect, before, after)| PlannedChange::new(name.clone(), aspect, before, after));
        ChangePlan::of(operation, changes)
    }

    pub(crate) async fn request(&self, operation: &Operation, by: Person) -> ApprovalId {
        let id = ApprovalId::new(Uuid::now_v7());
        let wish = RequestApproval {
            operation: operation.clone(),
            requester: by,
            reason: why(),
            plan: self.plan(operation).await,
            decisions_needed: 1,
            valid_days: 7,
            precedent: None,
            correlation_id: None,
            at: SystemClock.now(),
        };
        self.tell(id, ApprovalCommand::Request(Box::new(wish)))
            .await;
        id
    }

    async fn approve(&self, id: ApprovalId, operation: &Operation, by: &str) {
        let give = GiveApproval {
            by: decider(by),
            digest: self.plan(operation).await.digest,
            at: SystemClock.now(),
        };
        self.tell(id, ApprovalCommand::Approve(give)).await;
    }

    async fn reject(&self, id: ApprovalId) {
        let reject = RejectRequest {
            by: decider("linus"),
            reason: Reason::new("not this week").unwrap(),
            at: SystemClock.now(),
        };
        self.tell(id, ApprovalCommand::Reject(reject)).await;
    }

    async fn proceed(&self, id: ApprovalId, what: What<Step, ApprovalEvent>) {
        let (at, fence) = (SystemClock.now(), 1);
        let command = Approval::proceed(Progress { what, at, fence });
        self.tell(id, command).await;
    }

    async fn tell(&self, id: ApprovalId, command: ApprovalCommand) {
        let request = Request::<Approval> {
            msp: self.msp,
            id: id.to_string(),
            command,
            context: ada(),
        };
        self.house.engine.execute(request).await.unwrap();
    }
}

/// Who a client is when it asks for something.
async fn asker(client: &Client) -> Person {
    let told = client.data("{ viewer { actor } }", json!({})).await;
    let actor = told["viewer"]["actor"].as_str().unwrap().to_owned();
    let id = actor.rsplit([' ', ':', '/']).next().unwrap().to_owned();
    Person {
        kind: PersonKind::Service,
        id,
    }
}

const SHOWN: &str = "query($id: ID!, $p: Position) { approval(id: $id, atLeast: $p) {
    id kind sentence risk status waitsFor waitsForMe reason decisionsNeeded decisionsGiven digest revision byRule
    requester { kind actor name } permissions customer { name } tenant { name } connection { name }
    operation { __typename
        ... on CreateUserOperation { name { text standing } displayName { text standing } surname { text }
            department { text } usageLocation licences }
        ... on DisableUserOperation { account { userId name { text standing } } removeLicencesAfterDays } }
    plan { digest revision undo undoDays changes { aspect sku
        subject { text standing } before { text standing } after { text standing } } } } }";

async fn shown(client: &Client, id: ApprovalId) -> Value {
    let variables = json!({ "id": id.to_string(), "p": client.head().await });
    client.data(SHOWN, variables).await["approval"].clone()
}

async fn a_request_shows_what_it_would_change(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let desk = Asking::at(&house, &tech).await;
    let create = desk.create().await;
    let id = desk.request(&create, person("grace")).await;
    let told = shown(&tech, id).await;
    assert_eq!(told["kind"], "CREATE_USER");
    assert_eq!(told["sentence"], "create a user");
    assert_eq!(
        (&told["risk"], &told["status"]),
        (&json!("MEDIUM"), &json!("WAITING"))
    );
    assert_eq!(
        (&told["waitsFor"], &told["waitsForMe"]),
        (&json!("DECISIONS"), &json!(true))
    );
    assert_eq!(
        told["requester"],
        json!({ "kind": "USER", "actor": "grace", "name": null })
    );
    assert_eq!(told["customer"]["name"], "Contoso");
    let wanted = ["LicenseAssignment.ReadWrite.All", "User.ReadWrite.All"];
    assert_eq!(told["permissions"], json!(wanted));
    let operation = &told["operation"];
    let open = |text: &str| json!({ "text": text, "standing": "PERSONAL" });
    assert_eq!(operation["__typename"], "CreateUserOperation");
    assert_eq!(operation["name"], open("ada@contoso.example"));
    assert_eq!(operation["displayName"], open("Ada Lovelace"));
    assert_eq!(
        (&operation["surname"], &operation["usageLocation"]),
        (&Value::Null, &json!("GB"))
    );
    let plan = &told["plan"];
    assert_eq!(
        (&plan["digest"], &plan["undo"]),
        (&told["digest"], &json!("FULLY"))
    );
    let changes = plan["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 3);
    let sign_in = changes.iter().find(|it| it["aspect"] == "SIGN_IN").unwrap();
    assert_eq!(sign_in["subject"], open("ada@contoso.example"));
    assert_eq!(
        sign_in["before"],
        json!({ "text": "allowed", "standing": "PLAIN" })
    );
    let licence = changes.iter().find(|it| it["aspect"] == "LICENCE").unwrap();
    assert_eq!(licence["sku"], Uuid::from_u128(7).to_string());
    assert_eq!(
        licence["before"],
        json!({ "text": null, "standing": "NOTHING" })
    );
    who_may_read_names(&house, &desk, &tech, id).await;
    let node = json!({ "id": told["id"] });
    let node = tech
        .data("query($id: ID!) { node(id: $id) { __typename id } }", node)
        .await;
    assert_eq!(
        node["node"],
        json!({ "__typename": "Approval", "id": told["id"] })
    );
    house.end().await;
}

/// Names are for those who work with the record, and for nobody once their key is gone.
async fn who_may_read_names(house: &House, desk: &Asking<'_>, tech: &Client, id: ApprovalId) {
    for role in [Role::Admin, Role::Auditor] {
        let somebody = house.somebody_of(tech.msp, role).await;
        let told = shown(&somebody, id).await;
        assert_eq!(told["operation"]["name"]["text"], "ada@contoso.example");
        assert_eq!(told["waitsForMe"], role == Role::Admin);
    }
    let viewer = house.somebody_of(tech.msp, Role::Viewer).await;
    let told = shown(&viewer, id).await;
    let text = told.to_string();
    // A name by itself would be found in digests, which are hexadecimal.
    assert!(
        !text.contains("ada@") && !text.contains("Lovelace"),
        "{told:#}"
    );
    let withheld = json!({ "text": null, "standing": "WITHHELD" });
    assert_eq!(told["operation"]["name"], withheld);
    assert_eq!(told["plan"]["changes"][0]["subject"], withheld);
    assert_eq!(told["plan"]["changes"].as_array().unwrap().len(), 3);
    house.people.forget(tech.msp, desk.customer);
    let told = shown(tech, id).await;
    let erased = json!({ "text": null, "standing": "ERASED" });
    assert_eq!(told["operation"]["displayName"], erased);
    assert_eq!(told["plan"]["changes"][0]["subject"], erased);
}

const GOING: &str = "query($id: ID!, $p: Position) { approval(id: $id, atLeast: $p) {
    status waitsFor waitsForMe step tries dueAt problem { code detail } grantedAt endedAt endReason endedBy { actor }
    decisions { by { actor } role at } grant { people { actor } rule { step } }
    story { attention { code } failure { code } foundMade userId nextLookAt
        steps { name mark tries askedAt endedAt undo problem { code detail } } }
    reversal { __typename ... on EnableUserOperation { account { name { text } } } } } }";

async fn going(client: &Client, id: ApprovalId) -> Value {
    let variables = json!({ "id": id.to_string(), "p": client.head().await });
    client.data(GOING, variables).await["approval"].clone()
}

fn marks(told: &Value) -> Vec<&str> {
    let steps = told["story"]["steps"].as_array().unwrap().iter();
    steps.map(|it| it["mark"].as_str().unwrap()).collect()
}

async fn a_change_is_told_step_by_step(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let desk = Asking::at(&house, &tech).await;
    let disable = desk.disable().await;
    let id = desk.request(&disable, person("grace")).await;
    let told = going(&tech, id).await;
    assert_eq!(marks(&told), ["TO_COME"; 3]);
    assert_eq!(
        (&told["decisions"], &told["grant"]),
        (&json!([]), &Value::Null)
    );
    desk.approve(id, &disable, "linus").await;
    let told = going(&tech, id).await;
    assert_eq!(
        (&told["status"], &told["waitsForMe"]),
        (&json!("UNDER_WAY"), &json!(false))
    );
    assert_eq!(told["decisions"][0]["by"]["actor"], "linus");
    assert_eq!(told["decisions"][0]["role"], "ADMIN");
    assert_eq!(
        told["grant"],
        json!({ "people": [{ "actor": "linus" }], "rule": null })
    );
    it_is_done_in_the_end(&tech, &desk, id, &disable).await;
    its_record_is_read(&tech, id, &desk).await;
    house.end().await;
}

/// With a step that is tried twice.
async fn it_is_done_in_the_end(
    tech: &Client,
    desk: &Asking<'_>,
    id: ApprovalId,
    disable: &Operation,
) {
    let digest = desk.plan(disable).await.digest;
    let at = SystemClock.now();
    desk.proceed(id, What::Note(ApprovalEvent::PlanConfirmed { digest, at }))
        .await;
    desk.proceed(id, What::Request(Step::BlockSignIn)).await;
    let delay = What::Delay {
        step: Step::BlockSignIn,
        fault: Fault::own("CLOUD_SILENT", FaultClass::Waiting, "no answer"),
        until: SystemClock.now(),
    };
    desk.proceed(id, delay).await;
    let told = going(tech, id).await;
    assert_eq!(
        (&told["waitsFor"], &told["tries"]),
        (&json!("SOMEBODY"), &json!(1))
    );
    assert_eq!(told["step"], "block the user's sign-in");
    assert_eq!(told["problem"]["detail"], "no answer");
    let step = &told["story"]["steps"][1];
    assert_eq!(
        step["problem"],
        json!({ "code": "CLOUD_SILENT", "detail": "no answer" })
    );
    assert_eq!(
        (&step["tries"], &step["undo"]),
        (&json!(1), &json!("let sign-in be as it was"))
    );
    let digest = desk.plan(disable).await.digest;
    for fact in [
        ApprovalEvent::PlanConfirmed { digest, at },
        ApprovalEvent::SignInBlocked { at },
        ApprovalEvent::SessionsRevoked { at },
    ] {
        desk.proceed(id, What::Note(fact)).await;
    }
    desk.proceed(id, What::Conclude).await;
    let told = going(tech, id).await;
    assert_eq!(
        (&told["status"], &told["problem"]),
        (&json!("DONE"), &Value::Null)
    );
    assert_eq!(marks(&told), ["DONE"; 3]);
    assert_eq!(told["reversal"][0]["__typename"], "EnableUserOperation");
    assert_eq!(
        told["reversal"][0]["account"]["name"]["text"],
        "ada@contoso.example"
    );
    assert!(told["endedAt"].is_string() && told["grantedAt"].is_string());
}

/// Alone, and as part of what happened to the customer.
async fn its_record_is_read(tech: &Client, id: ApprovalId, desk: &Asking<'_>) {
    let timeline = "query($f: EventFilter) { timeline(filter: $f, order: OLDEST_FIRST) {
        edges { node { type } } } }";
    let stream = json!({ "f": { "stream": format!("approval/{id}") } });
    let told = tech.data(timeline, stream).await;
    let first = &told["timeline"]["edges"][0]["node"]["type"];
    assert_eq!(first, "ApprovalRequested");
    let customer = json!({ "f": { "customer": desk.customer.to_string() } });
    let told = tech.data(timeline, customer).await.to_string();
    assert!(
        told.contains("CustomerRegistered") && told.contains("ChangeMade"),
        "{told}"
    );
}

async fn lists_hold_what_is_asked_for(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let desk = Asking::at(&house, &tech).await;
    let (create, disable) = (desk.create().await, desk.disable().await);
    let mine = desk.request(&create, asker(&tech).await).await;
    let turned_down = desk.request(&disable, person("grace")).await;
    let open = desk.request(&disable, person("grace")).await;
    let high = desk.request(&desk.archive(), person("grace")).await;
    desk.reject(turned_down).await;
    let stranger = house.somebody(Role::Tech).await;
    let elsewhere = Asking::at(&house, &stranger).await;
    elsewhere.request(&create, person("grace")).await;
    let admin = house.somebody_of(tech.msp, Role::Admin).await;
    let all = [high, open, turned_down, mine];
    let customer = desk.customer.to_string();
    for (client, filter, found) in [
        (&tech, json!({}), all.to_vec()),
        (&tech, json!({ "concern": "WAITS_FOR_ME" }), vec![open]),
        (
            &admin,
            json!({ "concern": "WAITS_FOR_ME" }),
            vec![high, open, mine],
        ),
        (&tech, json!({ "concern": "ASKED_BY_ME" }), vec![mine]),
        (&tech, json!({ "status": "REJECTED" }), vec![turned_down]),
        (
            &tech,
            json!({ "kind": "DISABLE_USER" }),
            vec![open, turned_down],
        ),
        (&tech, json!({ "risk": "HIGH" }), vec![high]),
        (
            &tech,
            json!({ "customer": customer, "status": "WAITING" }),
            vec![high, open, mine],
        ),
        (
            &tech,
            json!({ "customer": Uuid::now_v7().to_string() }),
            vec![],
        ),
        (&tech, json!({ "since": "2100-01-01T00:00:00Z" }), vec![]),
    ] {
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(listed(client, &filter, "NEWEST").await, found, "{filter}");
    }
    let soonest = listed(&tech, &json!({}), "ENDING_SOONEST").await;
    let all = all.iter().rev().map(ToString::to_string);
    assert_eq!(soonest, all.collect::<Vec<_>>());
    let told = going(&tech, turned_down).await;
    assert_eq!(told["endReason"], "not this week");
    assert_eq!(told["endedBy"]["actor"], "linus");
    house.end().await;
}

/// All pages of two.
async fn listed(client: &Client, filter: &Value, order: &str) -> Vec<String> {
    let query = "query($a: String, $f: ApprovalFilter, $o: ApprovalOrder, $p: Position) {
        approvals(first: 2, after: $a, filter: $f, order: $o, atLeast: $p) {
            edges { node { approvalId } } pageInfo { hasNextPage endCursor } } }";
    let (mut found, mut after) = (Vec::new(), Value::Null);
    let head = client.head().await;
    loop {
        let variables = json!({ "a": after, "f": filter, "o": order, "p": head });
        let page = client.data(query, variables).await["approvals"].clone();
        let edges = page["edges"].as_array().unwrap().iter();
        found.extend(edges.map(|it| it["node"]["approvalId"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == false {
            return found;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn changes_are_told_as_they_happen(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let desk = Asking::at(&house, &tech).await;
    let changes = "subscription($id: ID, $a: Position) { approvalChanged(id: $id, after: $a) {
        position recordedAt eventType approvalId approval { status customer { name }
            operation { __typename } } } }";
    let mut all = Socket::of(&tech).await;
    all.subscribe("1", changes, json!({ "a": "0" })).await;
    let disable = desk.disable().await;
    let id = desk.request(&disable, person("grace")).await;
    let told = all.told().await["approvalChanged"].clone();
    assert_eq!(told["eventType"], "ApprovalRequested");
    assert_eq!(told["approvalId"], id.to_string());
    assert_eq!(told["approval"]["status"], "WAITING");
    assert_eq!(
        told["approval"]["operation"]["__typename"],
        "DisableUserOperation"
    );
    let other = desk.request(&desk.archive(), person("grace")).await;
    let told = all.told().await["approvalChanged"].clone();
    assert_eq!(told["approvalId"], other.to_string());
    // Two events at once are told once.
    desk.approve(id, &disable, "linus").await;
    let told = all.told().await["approvalChanged"].clone();
    assert_eq!(told["eventType"], "ApprovalGranted");
    assert_eq!(told["approval"]["status"], "UNDER_WAY");
    all.hears_nothing().await;
    let mut one = Socket::of(&tech).await;
    let variables = json!({ "id": other.to_string(), "a": "0" });
    one.subscribe("1", changes, variables).await;
    let told = one.told().await["approvalChanged"].clone();
    assert_eq!(told["approvalId"], other.to_string());
    one.hears_nothing().await;
    house.end().await;
}

async fn many_are_read_together(world: World) {
    let ledger = FaultyLedger::before(world.ledger().await);
    let house = House::with(world, ledger.clone(), Rate::default()).await;
    let tech = house.somebody(Role::Tech).await;
    let desk = Asking::at(&house, &tech).await;
    let create = desk.create().await;
    for _ in 0..8 {
        desk.request(&create, person("grace")).await;
    }
    let query = "query($f: Int, $p: Position) { approvals(first: $f, atLeast: $p) { edges { node {
        customer { name } tenant { name } operation { ... on CreateUserOperation { name { text } } }
        plan { changes { subject { text } } } story { steps { mark } } decisions { role } } } } }";
    for first in [1, 8] {
        let head = tech.head().await;
        let before = (house.projections.reads(), ledger.read_together());
        let told = tech.data(query, json!({ "f": first, "p": head })).await;
        assert_eq!(told["approvals"]["edges"].as_array().unwrap().len(), first);
        let reads = house.projections.reads() - before.0;
        assert_eq!(reads, 3, "approvals, customers and tenants, for {first}");
        // Once for the events, and once more to see that there are no others.
        assert_eq!(
            ledger.read_together() - before.1,
            2,
            "of the ledger, for {first}"
        );
    }
    house.end().await;
}
