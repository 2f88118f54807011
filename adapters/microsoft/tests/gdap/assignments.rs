//! Roles in the hands of groups, changes that take their time, and who the customers are.

use crate::stage::{Act, Seen};
use crate::support::{
    GROUP, ID, Scene, body, customer, graph_error, id, json, partner, roles, with,
};
use serde_json::{Value, json as value};
use std::time::Duration;
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::cloud::gdap::{
    AssignmentStatus, ContractKind, Contracts, Etag, GdapCustomers, OperationStatus,
    RoleAssignments, RolesChange,
};
use tenantry_domain::cloud::{Cause, Effect};

fn row(status: &str) -> Value {
    value!({"@odata.etag": "W/\"7\"", "id": "a1", "status": status,
        "accessContainer": {"accessContainerId": GROUP, "accessContainerType": "securityGroup"},
        "accessDetails": {"unifiedRoles": [{"roleDefinitionId": "00000000-0000-0000-0000-000000000501"}]}})
}

fn accepted(seen: &Seen, place: &str) -> Act {
    let host = seen.header("host").unwrap();
    let base = format!("https://{host}/v1.0/tenantRelationships/delegatedAdminRelationships");
    let location = place.replace("BASE", &base);
    with(
        202,
        &[("location", &location), ("retry-after", "0")],
        &value!({}),
    )
}

async fn change(
    scene: &Scene,
    within: Duration,
) -> Result<RolesChange, tenantry_domain::cloud::CloudFault> {
    let (a1, etag) = ("a1".parse().unwrap(), Etag::new("W/\"7\""));
    scene
        .gdap
        .change_roles(partner(), &id(), &a1, &etag, &roles(), within)
        .await
}

#[tokio::test]
async fn a_group_gets_roles() {
    let scene = Scene::open(|_, seen| {
        if seen.line.starts_with("GET") && !seen.line.contains("/a1") {
            return json(
                200,
                &value!({"value": [row("deleted"), row("active"), row("error")]}),
            );
        }
        json(201, &row("pending"))
    })
    .await;
    let group = GroupId::new(GROUP);
    let made = scene
        .gdap
        .assign(partner(), &id(), group, &roles())
        .await
        .unwrap();
    assert_eq!(
        (made.status, made.group),
        (AssignmentStatus::Pending, Some(group))
    );
    assert_eq!(
        body(&scene.last()),
        value!({"accessContainer": {"accessContainerId": GROUP, "accessContainerType": "securityGroup"},
            "accessDetails": {"unifiedRoles": [{"roleDefinitionId": "00000000-0000-0000-0000-000000000501"}]}})
    );
    let a1 = "a1".parse().unwrap();
    assert_eq!(
        RoleAssignments::get(&scene.gdap, partner(), &id(), &a1)
            .await
            .unwrap()
            .roles
            .len(),
        1
    );
    let all = RoleAssignments::list(&scene.gdap, partner(), &id())
        .await
        .unwrap();
    let holds: Vec<bool> = all.iter().map(|one| one.status.holds_the_group()).collect();
    assert_eq!(holds, [false, true, true]);
    let select =
        "?$select=id,status,accessContainer,accessDetails,createdDateTime,lastModifiedDateTime";
    let lines = scene.lines();
    assert!(
        lines[1].ends_with(&format!("/{ID}/accessAssignments/a1{select}")),
        "{lines:?}"
    );
    assert!(
        lines[2].ends_with(&format!("/{ID}/accessAssignments{select}")),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_group_that_has_an_assignment_is_a_conflict() {
    let scene =
        Scene::open(|_, _| graph_error(409, "conflict", "The resource already exists.")).await;
    let group = GroupId::new(GROUP);
    let fault = scene
        .gdap
        .assign(partner(), &id(), group, &roles())
        .await
        .unwrap_err();
    assert_eq!((fault.cause, fault.effect), (Cause::Conflict, Effect::None));
    assert_eq!(scene.stage.seen().len(), 1);
}

#[tokio::test]
async fn removing_carries_the_version() {
    let scene = Scene::open(|_, _| json(204, &value!(null))).await;
    let a1 = "a1".parse().unwrap();
    scene
        .gdap
        .remove(partner(), &id(), &a1, &Etag::new("W/\"7\""))
        .await
        .unwrap();
    assert_eq!(scene.last().header("if-match").unwrap(), "W/\"7\"");
    assert!(scene.last().line.starts_with("DELETE "));
}

#[tokio::test]
async fn the_same_roles_are_nothing_to_do() {
    let scene = Scene::open(|_, _| json(200, &row("active"))).await;
    let same = change(&scene, Duration::from_secs(5)).await;
    assert_eq!(same, Ok(RolesChange::NothingToDo));
    assert_eq!(scene.last().header("if-match").unwrap(), "W/\"7\"");
}

#[tokio::test]
async fn a_change_is_followed_to_its_end() {
    for (end, expected) in [
        ("succeeded", RolesChange::Done),
        ("failed", RolesChange::Failed),
    ] {
        let scene = Scene::open(move |number, seen| {
            let status = match number {
                0 => return accepted(seen, "BASE/x/operations/o1"),
                1 => "notStarted",
                2 => "running",
                _ => end,
            };
            with(
                200,
                &[("retry-after", "0")],
                &value!({"id": "o1", "status": status}),
            )
        })
        .await;
        assert_eq!(change(&scene, Duration::from_secs(20)).await, Ok(expected));
        let lines = scene.lines();
        assert_eq!(lines.len(), 4);
        assert!(
            lines[3].ends_with(&format!("/{ID}/operations/o1?$select=id,status")),
            "{lines:?}"
        );
    }
}

#[tokio::test]
async fn a_change_that_takes_longer_is_left_under_way() {
    let scene = Scene::open(|number, seen| match number {
        0 => accepted(seen, "BASE/x/operations/o1"),
        _ => with(
            200,
            &[("retry-after", "60")],
            &value!({"id": "o1", "status": "running"}),
        ),
    })
    .await;
    let change = change(&scene, Duration::from_secs(2)).await.unwrap();
    let RolesChange::UnderWay(operation) = change else {
        panic!("{change:?}");
    };
    assert_eq!(operation.status, OperationStatus::Running);
    assert_eq!(operation.ask_again_in, Some(Duration::from_mins(1)));
    assert_eq!(scene.stage.seen().len(), 2);
    let later = scene
        .gdap
        .operation(partner(), &id(), &operation.id)
        .await
        .unwrap();
    assert_eq!(later.id, operation.id);
}

#[tokio::test]
async fn a_look_that_fails_leaves_the_change_under_way() {
    let scene = Scene::open(|number, seen| match number {
        0 => accepted(seen, "BASE/x/operations/o1"),
        _ => graph_error(403, "Forbidden", "no"),
    })
    .await;
    let change = change(&scene, Duration::from_secs(2)).await.unwrap();
    assert!(matches!(change, RolesChange::UnderWay(_)), "{change:?}");
}

#[tokio::test]
async fn nobody_is_followed_to_another_host() {
    let scene = Scene::open(|_, seen| accepted(seen, "https://evil.test/v1.0/operations/o1")).await;
    let fault = change(&scene, Duration::from_secs(2)).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.effect),
        (Cause::RedirectRefused, Effect::Unknown)
    );
    assert_eq!(scene.stage.seen().len(), 1);

    let scene = Scene::open(|_, _| with(202, &[], &value!({}))).await;
    let fault = change(&scene, Duration::from_secs(2)).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.effect),
        (Cause::AnswerUnreadable, Effect::Unknown)
    );
}

#[tokio::test]
async fn customers_services_and_contracts_are_listed() {
    let scene = Scene::open(|_, seen| {
        let row = value!({"id": customer(), "tenantId": customer(), "displayName": "Contoso"});
        let line = &seen.line;
        if line.contains("serviceManagementDetails") {
            let service =
                value!({"serviceName": "Teams", "serviceManagementUrl": "https://t.test"});
            json(200, &value!({"value": [service, {"serviceName": null}]}))
        } else if line.contains("/contracts") {
            let contract = |kind: &str| {
                value!({"customerId": customer(), "contractType": kind, "displayName": "Contoso",
                    "defaultDomainName": ""})
            };
            json(
                200,
                &value!({"value": [contract("ResellerPartner"), contract("Lunar")]}),
            )
        } else if line.contains("delegatedAdminCustomers/") {
            json(200, &row)
        } else {
            json(200, &value!({"value": [row]}))
        }
    })
    .await;
    let listed = GdapCustomers::list(&scene.gdap, partner(), None)
        .await
        .unwrap();
    let got = GdapCustomers::get(&scene.gdap, partner(), customer())
        .await
        .unwrap();
    assert_eq!(listed.rows, [got]);
    let services = scene.gdap.services(partner(), customer()).await.unwrap();
    assert_eq!(services.len(), 1);
    assert!(
        !scene.last().line.contains('?'),
        "this list takes no parameters"
    );
    let contracts = Contracts::list(&scene.gdap, partner(), None)
        .await
        .unwrap()
        .rows;
    assert_eq!(contracts[0].kind, ContractKind::Reseller);
    assert_eq!(contracts[0].default_domain, None);
    assert_eq!(contracts[1].kind, ContractKind::Unknown("Lunar".to_owned()));
    assert!(
        scene.lines()[3]
            .contains("$select=id,customerId,contractType,defaultDomainName,displayName")
    );
}
