//! The tenant itself: devices, offices, scores; and how little a large one takes.

use crate::room::{ADMIN, Room, refused};

#[tokio::test]
async fn a_tenant_may_have_no_device_management() {
    let room = Room::with("users = 10\nintune = false").await;
    let devices = room.get("/v1.0/deviceManagement/managedDevices").await;
    assert_eq!(
        devices.message(),
        "Request not applicable to target tenant."
    );
    let room = Room::with("users = 10\ndevices = 1200").await;
    let at = "/v1.0/deviceManagement/managedDevices?$top=1000&$select=id,complianceState";
    let (rows, ..) = room.walk(at).await;
    assert_eq!(rows.len(), 1200);
    let (rows, ..) = room.walk("/v1.0/devices?$top=999").await;
    assert_eq!(rows.len(), 1200);
}

#[tokio::test]
async fn scores_go_back_by_days() {
    let room = Room::with("users = 10").await;
    let one = room.get("/v1.0/security/secureScores?$top=1").await;
    assert_eq!(one.rows().len(), 1);
    assert!(one.json()["@odata.nextLink"].is_string());
    let (rows, ..) = room.walk("/v1.0/security/secureScores").await;
    assert_eq!(rows.len(), 90);
    assert!(rows[0]["currentScore"].as_f64() > rows[89]["currentScore"].as_f64());
    let at = "/v1.0/security/secureScoreControlProfiles?$top=999";
    assert!(!room.get(at).await.rows().is_empty());
}

#[tokio::test]
async fn offices_are_told_with_their_holders() {
    let room = Room::with("users = 10").await;
    let roles = room
        .get("/v1.0/directoryRoles?$expand=members")
        .await
        .rows();
    let admins = roles
        .iter()
        .find(|role| role["displayName"] == "Global Administrator");
    assert_eq!(admins.unwrap()["members"][0]["userPrincipalName"], ADMIN);
    let at = "/v1.0/roleManagement/directory/roleAssignments?$expand=principal";
    let held = room.get(at).await.rows();
    assert_eq!(held[0]["principal"]["userPrincipalName"], ADMIN);
}

#[tokio::test]
async fn permissions_are_asked_per_call() {
    let room = Room::may("\"Organization.Read.All\"", "users = 5").await;
    for at in [
        "devices",
        "deviceManagement/managedDevices",
        "security/secureScores",
        "identity/conditionalAccess/policies",
        "policies/authenticationMethodsPolicy",
        "reports/getMailboxUsageDetail(period='D7')",
        "appCatalogs/teamsApps",
        "directoryRoles",
    ] {
        let seen = room.get(&format!("/v1.0/{at}")).await;
        refused(&seen, 403, "Authorization_RequestDenied");
    }
}

/// Prints the most memory that this process ever held.
#[tokio::test]
async fn a_hundred_thousand_users_are_read() {
    let room = Room::with("users = 100000\ngroups = 0\ndevices = 0").await;
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM"));
        line.unwrap_or("VmHWM: unknown").to_owned()
    };
    let before = peak();
    let mut at = "/v1.0/users?$top=999&$select=id,userPrincipalName,mail".to_owned();
    let mut rows = 0;
    loop {
        let seen = room.get(&at).await;
        assert_eq!(seen.status, 200, "{}", seen.text());
        rows += seen.rows().len();
        match seen.json()["@odata.nextLink"].as_str() {
            Some(next) => next.clone_into(&mut at),
            None => break,
        }
    }
    assert_eq!(rows, 100_000);
    println!("100,000 users: before {before}, after {}", peak());
}
