//! What Partner Center tells the partner's webhook: signed, at least once, ten times at most.
//!
//! Steps in the life of relationships and assignments become events when somebody asks for what is
//! to be delivered; each event that the partner has subscribed to becomes one [`Delivery`].

use super::assignment::{Assignment, AssignmentStatus};
use super::notary::CERTIFICATE_PATH;
use super::relationship::{Relationship, Status, later};
use crate::kept::words::{self, Word};
use crate::world::World;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// After so many attempts nothing more is tried.
const ATTEMPTS: u32 = 10;
/// Data of test events are kept so long.
const TESTS_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a delivery names as the record of what happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuditLink {
    /// A record at Partner Center.
    #[default]
    Own,
    None,
    /// An address on a host that is not Partner Center's.
    Foreign(String),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Registration {
    pub subscriber: Uuid,
    pub url: String,
    pub events: BTreeSet<String>,
    /// The signature goes into `x-ms-signature` instead of `Authorization`.
    pub own_header: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AuditRecord {
    pub at: Timestamp,
    #[serde(deserialize_with = "words::word")]
    pub event: Word,
    #[serde(deserialize_with = "words::word")]
    pub resource: Word,
    pub customer: Option<Uuid>,
    pub new_value: String,
}

/// One attempt to deliver a test event.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub at: Timestamp,
    /// Nothing, when there was no answer.
    pub status: Option<u16>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Test {
    pub asked: Timestamp,
    pub url: String,
    pub attempts: Vec<Attempt>,
    pub completed: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Webhooks {
    pub registration: Option<Registration>,
    pub tests: BTreeMap<Uuid, Test>,
    audits: BTreeMap<String, AuditRecord>,
    queue: Vec<Letter>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Letter {
    id: Uuid,
    /// The test event that it is.
    test: Option<Uuid>,
    #[serde(with = "words::text")]
    body: Bytes,
    attempts: u32,
    next: Timestamp,
    #[serde(skip)]
    under_way: bool,
}

/// One signed request that is to be posted now; what became of it is told to [`tell_delivery`].
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub id: Uuid,
    pub partner: Uuid,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

/// Something that happened to a relationship or to one of its assignments.
#[derive(Debug)]
struct Event {
    at: Timestamp,
    name: &'static str,
    relationship: String,
    assignment: Option<Uuid>,
    customer: Option<Uuid>,
    new_value: Value,
}

impl Webhooks {
    pub(crate) fn audit_record(&self, id: &str) -> Option<&AuditRecord> {
        self.audits.get(id)
    }

    pub(crate) fn send_test(&mut self, id: Uuid, letter: Uuid, body: &Value, now: Timestamp) {
        let kept = |test: &Test| now.duration_since(test.asked) < TESTS_KEPT;
        self.tests.retain(|_, test| kept(test));
        let url = self
            .registration
            .as_ref()
            .map(|registration| registration.url.clone());
        let test = Test {
            asked: now,
            url: url.unwrap_or_default(),
            attempts: Vec::new(),
            completed: false,
        };
        self.tests.insert(id, test);
        self.post(letter, Some(id), body, now);
    }

    fn post(&mut self, id: Uuid, test: Option<Uuid>, body: &Value, now: Timestamp) {
        self.queue.push(Letter {
            id,
            test,
            body: Bytes::from(body.to_string()),
            attempts: 0,
            next: now,
            under_way: false,
        });
    }
}

/// What happened before somebody registered is told to nobody.
pub(crate) fn forget_the_past(world: &mut World, partner: Uuid) {
    let now = world.clock.now();
    if let Some(office) = world.partners.get_mut(&partner) {
        for relationship in &mut office.relationships {
            events_of(relationship, now);
        }
    }
}

/// What is to be posted now. Each is handed out once per attempt.
pub(crate) fn due_deliveries(world: &mut World) -> Vec<Delivery> {
    let now = world.clock.now();
    let partners: Vec<Uuid> = world.partners.keys().copied().collect();
    let mut due = Vec::new();
    for partner in partners {
        collect(world, partner, now);
        let base = world
            .endpoints
            .partner_center
            .as_str()
            .trim_end_matches('/')
            .to_owned();
        let World {
            partners, notary, ..
        } = &mut *world;
        let Some(office) = partners.get_mut(&partner) else {
            continue;
        };
        let Some(registration) = &office.webhooks.registration else {
            continue;
        };
        for letter in &mut office.webhooks.queue {
            if letter.under_way || letter.next > now {
                continue;
            }
            let Some(signature) = notary.sign(&letter.body) else {
                continue;
            };
            letter.under_way = true;
            let (header, value) = if registration.own_header {
                ("x-ms-signature", signature)
            } else {
                ("Authorization", format!("Signature {signature}"))
            };
            due.push(Delivery {
                id: letter.id,
                partner,
                url: registration.url.clone(),
                headers: vec![
                    ("Content-Type".to_owned(), "application/json".to_owned()),
                    (header.to_owned(), value),
                    (
                        "x-ms-certificate-url".to_owned(),
                        format!("{base}{CERTIFICATE_PATH}"),
                    ),
                    (
                        "x-ms-signature-algorithm".to_owned(),
                        "rsa-sha256".to_owned(),
                    ),
                ],
                body: letter.body.clone(),
            });
        }
    }
    due
}

/// What the webhook answered; nothing, when there was no answer. Failures are tried again, ever
/// more slowly.
pub(crate) fn tell_delivery(world: &mut World, partner: Uuid, id: Uuid, status: Option<u16>) {
    let now = world.clock.now();
    let Some(office) = world.partners.get_mut(&partner) else {
        return;
    };
    let webhooks = &mut office.webhooks;
    let Some(place) = webhooks.queue.iter().position(|letter| letter.id == id) else {
        return;
    };
    let letter = &mut webhooks.queue[place];
    letter.under_way = false;
    letter.attempts += 1;
    letter.next = later(now, SignedDuration::from_secs(1 << letter.attempts.min(10)));
    let over =
        status.is_some_and(|status| (200..300).contains(&status)) || letter.attempts >= ATTEMPTS;
    if let Some(test) = letter.test.and_then(|test| webhooks.tests.get_mut(&test)) {
        test.attempts.push(Attempt { at: now, status });
        test.completed = over;
    }
    if over {
        webhooks.queue.remove(place);
    }
}

/// How deliveries write an instant: with seven digits and a numeric offset.
pub(super) fn with_offset(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.7f+00:00").to_string()
}

/// Turns what happened since the last time into letters.
fn collect(world: &mut World, partner: Uuid, now: Timestamp) {
    let base = world
        .endpoints
        .partner_center
        .as_str()
        .trim_end_matches('/')
        .to_owned();
    let World { partners, dice, .. } = world;
    let Some(office) = partners.get_mut(&partner) else {
        return;
    };
    let Some(wanted) = office
        .webhooks
        .registration
        .as_ref()
        .map(|known| known.events.clone())
    else {
        return;
    };
    let mut events: Vec<Event> = Vec::new();
    for relationship in &mut office.relationships {
        events.extend(events_of(relationship, now));
    }
    events.sort_by_key(|event| event.at);
    for event in events
        .into_iter()
        .filter(|event| wanted.contains(event.name))
    {
        let record = dice.uuid().to_string();
        let audit = match &office.quirks.audit_link {
            AuditLink::Own => Some(format!("{base}/auditactivity/v1/auditrecords/{record}")),
            AuditLink::None => None,
            AuditLink::Foreign(address) => Some(address.clone()),
        };
        let mut uri = format!(
            "{base}/v1/granularAdminRelationships/{}",
            event.relationship
        );
        let mut resource = "granularAdminRelationship";
        if let Some(assignment) = event.assignment {
            uri = format!("{uri}/accessAssignments/{assignment}");
            resource = "granularAdminAccessAssignment";
        }
        let body = json!({
            "EventName": event.name,
            "ResourceUri": uri,
            "ResourceName": resource,
            "AuditUri": audit,
            "ResourceChangeUtcDate": with_offset(event.at),
        });
        let made = AuditRecord {
            at: event.at,
            event: event.name,
            resource,
            customer: event.customer,
            new_value: event.new_value.to_string(),
        };
        office.webhooks.audits.insert(record, made);
        let letter = dice.uuid();
        office.webhooks.post(letter, None, &body, now);
    }
}

fn events_of(relationship: &mut Relationship, now: Timestamp) -> Vec<Event> {
    let mut happened: Vec<(Timestamp, &'static str)> = Vec::new();
    let passed = relationship.status.passed(now);
    for (at, status) in relationship.status.steps().iter().take(passed) {
        happened.extend(relationship_event(*status).map(|name| (*at, name)));
    }
    // The end of its time is no step of its timeline.
    let ran_out = relationship.status.at(now) == Some(&Status::Active)
        && relationship.status(now) == Status::Expired;
    let over = relationship.end(now).filter(|_| ran_out);
    let told = relationship.announced;
    happened.extend(over.map(|end| (end, "granular-admin-relationship-expired")));
    relationship.announced = happened.len();
    let customer = relationship.terms.customer.clone();
    let event = |at, name, assignment: Option<Uuid>, id: String| Event {
        at,
        name,
        relationship: relationship.id.clone(),
        assignment,
        customer: customer.as_ref().map(|customer| customer.tenant),
        new_value: json!({
            "Id": id,
            "displayName": relationship.terms.name,
            "customer": customer.as_ref().map(|customer| json!({
                "organizationId": customer.tenant,
                "organizationDisplayName": customer.name,
            })),
        }),
    };
    let mut events: Vec<Event> = happened
        .into_iter()
        .skip(told)
        .map(|(at, name)| event(at, name, None, relationship.id.clone()))
        .collect();
    for assignment in &relationship.assignments {
        for (at, name) in news(assignment, now) {
            events.push(event(
                at,
                name,
                Some(assignment.id),
                assignment.id.to_string(),
            ));
        }
    }
    for assignment in &mut relationship.assignments {
        let steps = (assignment.status.passed(now), assignment.roles.passed(now));
        assignment.announced = steps;
    }
    events
}

fn relationship_event(status: Status) -> Option<&'static str> {
    match status {
        Status::Approved => Some("granular-admin-relationship-approved"),
        Status::Active => Some("granular-admin-relationship-activated"),
        Status::Terminated => Some("granular-admin-relationship-terminated"),
        Status::Expired => Some("granular-admin-relationship-expired"),
        _ => None,
    }
}

fn news(assignment: &Assignment, now: Timestamp) -> Vec<(Timestamp, &'static str)> {
    let (told, told_of_roles) = assignment.announced;
    let mut news = Vec::new();
    let steps = assignment
        .status
        .steps()
        .iter()
        .take(assignment.status.passed(now));
    for (at, status) in steps.skip(told) {
        let name = match status {
            AssignmentStatus::Pending => "granular-admin-access-assignment-created",
            AssignmentStatus::Active => "granular-admin-access-assignment-activated",
            AssignmentStatus::Deleted => "granular-admin-access-assignment-deleted",
            AssignmentStatus::Deleting | AssignmentStatus::Error => continue,
        };
        news.push((*at, name));
    }
    let steps = assignment
        .roles
        .steps()
        .iter()
        .take(assignment.roles.passed(now));
    for (at, _) in steps.skip(told_of_roles.max(1)) {
        news.push((*at, "granular-admin-access-assignment-updated"));
    }
    news
}
