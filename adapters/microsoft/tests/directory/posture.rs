//! How a tenant is set up and used; with the licences for it, and without.

use crate::world::{World, scenario};
use serde_json::json;
use std::io::Write as _;
use tenantry_domain::cloud::apps::Made;
use tenantry_domain::cloud::directory::{TenantDirectory, User};
use tenantry_domain::cloud::posture::{
    AccessPolicies, Compliance, Licensed, MailboxReports, ManagedDevices, NewAccessPolicy, Period,
    PolicyState, Posture, TeamsApps,
};
use tenantry_domain::cloud::{Cause, TenantId};
use tenantry_simulator::{Cloud, Fault, Rule, Time};
use uuid::Uuid;

const ALL: [&str; 10] = [
    "DeviceManagementManagedDevices.Read.All",
    "SecurityEvents.Read.All",
    "Policy.Read.All",
    "Policy.ReadWrite.ConditionalAccess",
    "AuditLog.Read.All",
    "Reports.Read.All",
    "AppCatalog.ReadWrite.All",
    "TeamsAppInstallation.ReadWriteForUser.All",
    "Application.Read.All",
    "User.Read.All",
];

async fn world(users: u32) -> (World, TenantId) {
    let world = World::of(scenario(&ALL, users)).await;
    let contoso = world.tenant("Contoso");
    (world, contoso)
}

/// The app is known in the tenant without licences as well.
async fn with_tailspin() -> (World, TenantId) {
    let mut scenario = scenario(&ALL, 5);
    let tailspin = scenario
        .customers
        .iter_mut()
        .find(|customer| customer.name == "Tailspin")
        .unwrap();
    tailspin.consents = vec![crate::world::APP.to_owned()];
    let world = World::of(scenario).await;
    let tailspin = world.tenant("Tailspin");
    (world, tailspin)
}

#[tokio::test]
async fn devices_where_there_is_intune() {
    let (world, contoso) = world(20).await;
    let Licensed::Yes(part) = ManagedDevices::list(&world.posture, contoso, None)
        .await
        .unwrap()
    else {
        panic!("Contoso has Intune");
    };
    assert_eq!((part.rows.len(), part.next), (10, None));
    assert!(
        part.rows
            .iter()
            .any(|device| device.compliance == Compliance::NotCompliant)
    );
    assert!(
        part.rows
            .iter()
            .all(|device| device.user.is_some() && device.serial_number.is_some())
    );
    let (world, tailspin) = with_tailspin().await;
    assert_eq!(
        ManagedDevices::list(&world.posture, tailspin, None)
            .await
            .unwrap(),
        Licensed::Not
    );
}

#[tokio::test]
async fn the_newest_score_and_no_other_day() {
    let (world, contoso) = world(20).await;
    let score = world.posture.secure_score(contoso).await.unwrap().unwrap();
    assert!(score.current > 0.0 && score.current <= score.max && score.licensed_users > 0);
    let total: f64 = score.controls.iter().map(|control| control.score).sum();
    assert!((total - score.current).abs() < 0.01);
    assert_eq!(
        world.seen("secureScores").len(),
        1,
        "ninety days are not walked through"
    );
    let profiles = world.posture.control_profiles(contoso).await.unwrap();
    assert!(
        score
            .controls
            .iter()
            .all(|control| profiles.iter().any(|it| it.name == control.name))
    );
}

#[tokio::test]
async fn second_factors_and_defaults() {
    let (world, contoso) = world(20).await;
    assert!(!world.posture.security_defaults(contoso).await.unwrap());
    assert!(
        !world
            .posture
            .sign_in_methods(contoso)
            .await
            .unwrap()
            .is_empty()
    );
    let registrations = world
        .posture
        .registrations(contoso, None)
        .await
        .unwrap()
        .into_option()
        .unwrap();
    assert!(!registrations.rows.is_empty());
    let (world, tailspin) = with_tailspin().await;
    assert!(world.posture.security_defaults(tailspin).await.unwrap());
    assert_eq!(
        world.posture.registrations(tailspin, None).await.unwrap(),
        Licensed::Not
    );
}

#[tokio::test]
async fn a_policy_begins_by_reporting_and_nobody_hurries_the_cloud() {
    let world = World::at(scenario(&ALL, 5), Time::Real).await;
    let contoso = world.tenant("Contoso");
    let new = NewAccessPolicy {
        name: "Block legacy authentication".to_owned(),
        conditions: json!({
            "users": {"includeUsers": ["All"]},
            "applications": {"includeApplications": ["All"]},
            "clientAppTypes": ["exchangeActiveSync", "other"],
        }),
        grant: json!({"operator": "OR", "builtInControls": ["block"]}),
        session: serde_json::Value::Null,
    };
    let made = world.posture.create(contoso, &new).await.unwrap();
    assert_eq!(made.state, PolicyState::ReportOnly);
    world
        .posture
        .set_state(contoso, made.id, PolicyState::Disabled)
        .await
        .unwrap();
    let policies = world
        .posture
        .policies(contoso)
        .await
        .unwrap()
        .into_option()
        .unwrap();
    let found = policies.iter().find(|policy| policy.id == made.id).unwrap();
    assert_eq!(
        (found.state, found.name.as_str()),
        (PolicyState::Disabled, new.name.as_str())
    );
    assert_eq!(found.grant["builtInControls"], json!(["block"]));
    AccessPolicies::delete(&world.posture, contoso, made.id)
        .await
        .unwrap();
    AccessPolicies::delete(&world.posture, contoso, made.id)
        .await
        .unwrap();
    let refused = world
        .seen("conditionalAccess")
        .iter()
        .filter(|entry| entry.status == Some(429))
        .count();
    assert_eq!(refused, 0, "our own budget is the smaller one");
}

#[tokio::test]
async fn a_tenant_without_the_licence_gets_no_policy() {
    let (world, tailspin) = with_tailspin().await;
    let new = NewAccessPolicy {
        name: "Block".to_owned(),
        conditions: json!({
            "users": {"includeUsers": ["All"]},
            "applications": {"includeApplications": ["All"]},
            "clientAppTypes": ["all"],
        }),
        grant: json!({"operator": "OR", "builtInControls": ["block"]}),
        session: serde_json::Value::Null,
    };
    let fault = world.posture.create(tailspin, &new).await.unwrap_err();
    assert_eq!(fault.cause, Cause::LicenceMissing, "{fault}");
}

async fn usage(world: &World, tenant: TenantId) -> Result<usize, Cause> {
    let mut report = world
        .posture
        .usage(tenant, Period::Month)
        .await
        .map_err(|fault| fault.cause)?;
    let mut rows = 0;
    while let Some(row) = report.next().await.map_err(|fault| fault.cause)? {
        assert!(!row.user_name.is_empty() && row.refreshed.is_some() && !row.deleted);
        rows += 1;
    }
    Ok(rows)
}

#[tokio::test]
async fn the_report_on_mailboxes_row_by_row() {
    let (world, contoso) = world(3000).await;
    let rows = usage(&world, contoso).await.unwrap();
    assert!(rows > 2000, "{rows}");
    let journal = world.control().journal();
    let fetched: Vec<_> = journal
        .iter()
        .filter(|entry| entry.cloud == Cloud::Downloads)
        .collect();
    assert_eq!(
        (fetched.len(), fetched[0].status),
        (1, Some(200)),
        "without a token, or it would be refused"
    );
}

#[tokio::test]
async fn a_report_that_breaks_off_or_lies_elsewhere_is_told() {
    let (world, contoso) = world(3000).await;
    world
        .control()
        .lay_down(Rule::once(Cloud::Downloads, "*", Fault::Truncate));
    assert_eq!(usage(&world, contoso).await, Err(Cause::AnswerUnreadable));
    let elsewhere = Fault::StrangeRedirect {
        to: "https://evil.test/report.csv".to_owned(),
    };
    world
        .control()
        .lay_down(Rule::once(Cloud::Graph, "/v1.0/reports/*", elsewhere));
    assert_eq!(usage(&world, contoso).await, Err(Cause::RedirectRefused));
    let html = Rule::always(Cloud::Downloads, "*", Fault::HtmlPage);
    world.control().lay_down(html);
    assert_eq!(usage(&world, contoso).await, Err(Cause::AnswerUnreadable));
    world.control().lift_all_rules();
    assert!(usage(&world, contoso).await.is_ok());
}

/// A zip file with one stored entry.
fn package(manifest: &str) -> Vec<u8> {
    let (name, body) = ("manifest.json".as_bytes(), manifest.as_bytes());
    let crc = body.iter().fold(!0_u32, |mut crc, byte| {
        crc ^= u32::from(*byte);
        (0..8).for_each(|_| {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        });
        crc
    });
    let size = u32::try_from(body.len()).unwrap();
    let mut shared = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    shared.extend((!crc).to_le_bytes());
    shared.extend(size.to_le_bytes());
    shared.extend(size.to_le_bytes());
    shared.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    shared.extend([0, 0]);
    let mut zip = Vec::new();
    zip.write_all(b"PK\x03\x04").unwrap();
    zip.extend(&shared);
    zip.extend(name);
    zip.extend(body);
    let directory = u32::try_from(zip.len()).unwrap();
    zip.write_all(b"PK\x01\x02\x14\x00").unwrap();
    zip.extend(&shared);
    zip.extend([0; 14]);
    zip.extend(name);
    let length = u32::try_from(zip.len()).unwrap() - directory;
    zip.write_all(b"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00")
        .unwrap();
    zip.extend(length.to_le_bytes());
    zip.extend(directory.to_le_bytes());
    zip.extend([0, 0]);
    zip
}

#[tokio::test]
async fn an_app_in_teams_from_its_package_to_everybody() {
    let (world, contoso) = world(20).await;
    let teams = &world.posture;
    let manifest = Uuid::from_u128(0x1234);
    assert_eq!(
        TeamsApps::find(teams, contoso, manifest).await.unwrap(),
        None
    );
    let text =
        json!({"id": manifest, "version": "1.0.0", "name": {"short": "Notices"}}).to_string();
    let app = teams.publish(contoso, package(&text)).await.unwrap();
    assert_eq!(
        TeamsApps::find(teams, contoso, manifest).await.unwrap(),
        Some(app.clone())
    );
    assert_eq!(
        teams
            .publish(contoso, package(&text))
            .await
            .unwrap_err()
            .cause,
        Cause::Conflict
    );
    let broken = teams
        .publish(contoso, b"no zip".to_vec())
        .await
        .unwrap_err();
    assert_eq!(
        (broken.cause, broken.status),
        (Cause::Refused, Some(200)),
        "an error that calls itself a success"
    );

    let users: Vec<User> = world.directory.users(contoso, None).await.unwrap().rows;
    let member = users
        .iter()
        .find(|user| !user.licences.is_empty())
        .unwrap()
        .id;
    assert_eq!(
        teams.install(contoso, member, app.id).await.unwrap(),
        Licensed::Yes(Made::New(()))
    );
    assert_eq!(
        teams.install(contoso, member, app.id).await.unwrap(),
        Licensed::Yes(Made::Already(()))
    );
    let installed = teams
        .installed(contoso, member, manifest)
        .await
        .unwrap()
        .unwrap();
    teams.upgrade(contoso, member, &installed.id).await.unwrap();
    teams.remove(contoso, member, &installed.id).await.unwrap();
    teams.remove(contoso, member, &installed.id).await.unwrap();
    assert_eq!(
        teams.installed(contoso, member, manifest).await.unwrap(),
        None
    );
    if let Some(guest) = users.iter().find(|user| user.licences.is_empty()) {
        assert_eq!(
            teams.install(contoso, guest.id, app.id).await.unwrap(),
            Licensed::Not
        );
    }
}
