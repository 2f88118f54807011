//! A small world for the tests of this part: a partner with staff, and two customers.

use super::{Partner, PartnerKind};
use crate::clock::{Clock, Time};
use crate::directory::{Application, Directory, Group, ServicePrincipal};
use crate::entra::{Caller, User};
use crate::scenario::{Contents, Scenario};
use crate::wire::{Reply, Request};
use crate::world::{Endpoints, Tenant, World};
use hyper::http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use url::Url;
use uuid::{Uuid, uuid};

pub(crate) const PARTNER: Uuid = uuid!("11111111-0000-4000-8000-000000000000");
pub(crate) const CUSTOMER: Uuid = uuid!("22222222-0000-4000-8000-000000000000");
pub(crate) const OTHER: Uuid = uuid!("33333333-0000-4000-8000-000000000000");
pub(crate) const APP: Uuid = uuid!("44444444-0000-4000-8000-000000000000");
pub(crate) const AGENT: Uuid = uuid!("55555555-0000-4000-8000-000000000000");
pub(crate) const CLERK: Uuid = uuid!("66666666-0000-4000-8000-000000000000");
pub(crate) const GROUP: Uuid = uuid!("77777777-0000-4000-8000-000000000001");
pub(crate) const GROUP_2: Uuid = uuid!("77777777-0000-4000-8000-000000000002");
pub(crate) const MAIL_LIST: Uuid = uuid!("77777777-0000-4000-8000-000000000003");
pub(crate) const GRAPH: Uuid = uuid!("00000003-0000-0000-c000-000000000000");
pub(crate) const PREREQUISITE: Uuid = uuid!("2832473f-ec63-45fb-976f-5d45a7d4bb91");

pub(crate) const READER: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
pub(crate) const APP_ADMIN: &str = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
pub(crate) const HELPDESK: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
pub(crate) const GLOBAL_ADMIN: &str = "62e90394-69f5-4237-9190-012177145e10";
pub(crate) const RELATIONSHIPS: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";

/// What was answered, as a client sees it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Seen {
    fn of(reply: Reply) -> Self {
        let text = String::from_utf8(reply.body.to_vec()).unwrap();
        let (status, headers) = (reply.status, reply.headers);
        Self {
            status,
            headers,
            text,
        }
    }

    pub(crate) fn json(&self) -> Value {
        let text = self.text.trim_start_matches('\u{feff}');
        serde_json::from_str(text).unwrap_or(Value::Null)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        headers
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn message(&self) -> String {
        self.json()["error"]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

/// Nobody listens there.
pub(crate) fn address_book() -> Endpoints {
    let address = |port: u16| Url::parse(&format!("https://localhost:{port}")).unwrap();
    Endpoints {
        login: address(1),
        graph: address(2),
        partner_center: address(3),
        portal: address(4),
        downloads: address(5),
        control: address(6),
        vendors: std::collections::BTreeMap::new(),
    }
}

pub(crate) struct Practice {
    pub world: World,
    pub caller: Caller,
}

impl Practice {
    pub(crate) fn new() -> Self {
        let start: Timestamp = "2026-06-01T08:00:00Z".parse().unwrap();
        let clock = Clock::new(Time::Driven(start));
        let mut world = Scenario::default().build(clock, address_book()).unwrap();
        for (id, name) in [
            (PARTNER, "Partner"),
            (CUSTOMER, "Contoso"),
            (OTHER, "Fabrikam"),
        ] {
            let domains = vec![format!("{}.onmicrosoft.com", name.to_lowercase())];
            let directory = Directory::default();
            let name = name.to_owned();
            world.tenants.insert(
                id,
                Tenant {
                    id,
                    name,
                    domains,
                    contents: Contents::none(),
                    directory,
                },
            );
        }
        furnish(&mut world, start);
        world
            .partners
            .insert(PARTNER, Partner::new(PartnerKind::Direct));
        let caller = agent();
        Self { world, caller }
    }

    pub(crate) fn partner(&mut self) -> &mut Partner {
        self.world.partners.get_mut(&PARTNER).unwrap()
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.world.clock.jump(Duration::from_secs(seconds));
    }

    pub(crate) fn wait_days(&mut self, days: u64) {
        self.wait(days * 24 * 3600);
    }

    fn request(
        &mut self,
        method: &str,
        at: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Request {
        let (path, query) = at.split_once('?').unwrap_or((at, ""));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.insert(name, HeaderValue::from_str(value).unwrap());
        }
        if !body.is_null() {
            map.insert("content-type", HeaderValue::from_static("application/json"));
        }
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        Request {
            method: Method::from_bytes(method.as_bytes()).unwrap(),
            path: path.to_owned(),
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            headers: map,
            body: body.into(),
            id: self.world.dice.uuid(),
            at: self.world.clock.now(),
        }
    }

    pub(crate) fn graph(
        &mut self,
        method: &str,
        at: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Seen {
        let at = at.trim_start_matches("https://localhost:2");
        let request = self.request(method, at, headers, body);
        let caller = self.caller.clone();
        Seen::of(crate::graph::route(&mut self.world, &caller, &request))
    }

    pub(crate) fn center(
        &mut self,
        method: &str,
        at: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Seen {
        let request = self.request(method, at, headers, body);
        let caller = self.caller.clone();
        Seen::of(super::center::admitted(&mut self.world, &caller, &request))
    }

    pub(crate) fn get(&mut self, at: &str) -> Seen {
        self.graph("GET", at, &[], &Value::Null)
    }

    pub(crate) fn post(&mut self, at: &str, body: &Value) -> Seen {
        self.graph("POST", at, &[], body)
    }

    /// A new relationship that can be locked; its address.
    pub(crate) fn created(&mut self, name: &str, roles: &[&str]) -> String {
        let made = self.post(RELATIONSHIPS, &terms(name, roles));
        assert_eq!(made.status, 201, "{}", made.text);
        self.wait(1);
        format!("{RELATIONSHIPS}/{}", made.json()["id"].as_str().unwrap())
    }

    pub(crate) fn locked(&mut self, name: &str, roles: &[&str]) -> String {
        let at = self.created(name, roles);
        let action = json!({"action": "lockForApproval"});
        assert_eq!(self.post(&format!("{at}/requests"), &action).status, 201);
        self.wait(1);
        at
    }

    pub(crate) fn active(&mut self, name: &str, roles: &[&str]) -> String {
        let at = self.locked(name, roles);
        super::approve(&mut self.world, id_of(&at), CUSTOMER).unwrap();
        self.wait(200);
        assert_eq!(self.status(&at), "active");
        at
    }

    pub(crate) fn status(&mut self, at: &str) -> String {
        let seen = self.get(at).json();
        seen["status"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn etag(&mut self, at: &str) -> String {
        self.get(at).json()["@odata.etag"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// One group gets these roles, and has them.
    pub(crate) fn assigned(&mut self, at: &str, group: Uuid, roles: &[&str]) -> String {
        let made = self.post(
            &format!("{at}/accessAssignments"),
            &assignment(group, roles),
        );
        assert_eq!(made.status, 201, "{}", made.text);
        self.wait(240);
        format!(
            "{at}/accessAssignments/{}",
            made.json()["id"].as_str().unwrap()
        )
    }
}

pub(crate) fn id_of(at: &str) -> &str {
    at.rsplit('/').next().unwrap()
}

pub(crate) fn details(roles: &[&str]) -> Value {
    let roles: Vec<Value> = roles
        .iter()
        .map(|id| json!({"roleDefinitionId": id}))
        .collect();
    json!({"unifiedRoles": roles})
}

pub(crate) fn terms(name: &str, roles: &[&str]) -> Value {
    json!({"displayName": name, "duration": "P730D", "accessDetails": details(roles)})
}

pub(crate) fn assignment(group: Uuid, roles: &[&str]) -> Value {
    json!({
        "accessContainer": {"accessContainerId": group, "accessContainerType": "securityGroup"},
        "accessDetails": details(roles),
    })
}

pub(crate) fn agent() -> Caller {
    let scopes = [
        "DelegatedAdminRelationship.ReadWrite.All",
        "user_impersonation",
        "Directory.Read.All",
    ];
    Caller {
        tenant: PARTNER,
        app: APP,
        roles: BTreeSet::new(),
        scopes: scopes.map(str::to_owned).into(),
        user: Some(User {
            id: AGENT,
            home: PARTNER,
            directory_roles: BTreeSet::new(),
            mfa: true,
        }),
    }
}

/// The app itself, with these permissions.
pub(crate) fn app_only(roles: &[&str]) -> Caller {
    Caller {
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        scopes: BTreeSet::new(),
        user: None,
        ..agent()
    }
}

pub(crate) fn with_user(change: impl FnOnce(&mut User)) -> Caller {
    let mut caller = agent();
    if let Some(user) = &mut caller.user {
        change(user);
    }
    caller
}

fn furnish(world: &mut World, start: Timestamp) {
    let own = &mut world.tenants.get_mut(&PARTNER).unwrap().directory;
    let agents = uuid!("77777777-0000-4000-8000-00000000000f");
    for (id, name, security, members) in [
        (agents, "AdminAgents", true, vec![AGENT]),
        (GROUP, "Readers", true, vec![AGENT]),
        (GROUP_2, "Helpers", true, vec![CLERK]),
        (MAIL_LIST, "News", false, vec![AGENT]),
    ] {
        let group = Group {
            id,
            display_name: name.to_owned(),
            security_enabled: security,
            members: members.into_iter().collect(),
        };
        own.people.groups.insert(id, group);
    }
    own.add_application(Application {
        object_id: APP,
        app_id: APP,
        display_name: "Ours".to_owned(),
        created: start,
        multi_tenant: true,
        redirect_uris: Vec::new(),
        secrets: Vec::new(),
        certificates: Vec::new(),
        federated: Vec::new(),
        required: Vec::new(),
        offers: Vec::new(),
        names_groups: false,
    });
    for tenant in [PARTNER, CUSTOMER, OTHER] {
        add_principal(world, tenant, GRAPH);
    }
}

/// The prerequisite of apps without a user.
pub(crate) fn add_prerequisite(world: &mut World) {
    add_principal(world, PARTNER, PREREQUISITE);
}

fn add_principal(world: &mut World, tenant: Uuid, app: Uuid) {
    let principal = ServicePrincipal {
        id: world.dice.uuid(),
        app_id: app,
        display_name: String::new(),
        enabled: true,
        visible_from: world.clock.now(),
    };
    let directory = &mut world.tenants.get_mut(&tenant).unwrap().directory;
    directory.add_service_principal(principal);
}
