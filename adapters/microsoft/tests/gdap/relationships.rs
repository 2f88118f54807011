//! What is sent about relationships, and what is made of the answers.

use crate::support::{ID, Scene, body, customer, graph_error, id, json, partner, roles};
use serde_json::{Value, json as value};
use std::time::Duration;
use tenantry_domain::cloud::gdap::{
    Action, ActionStatus, Approver, AutoExtend, Etag, GdapRelationships, Proposal,
    RelationshipKind, RelationshipStatus, RolesChange, Term,
};
use tenantry_domain::cloud::{Cause, Effect};
use tenantry_domain::text::RelationshipName;

fn row(status: &str) -> Value {
    value!({"@odata.etag": "W/\"JyI1\"", "id": ID, "displayName": "Contoso", "status": status,
        "customer": null, "duration": "P730D", "autoExtendDuration": "P180D",
        "createdDateTime": "2026-11-20T10:00:00Z", "activatedDateTime": "", "endDateTime": null,
        "accessDetails": {"unifiedRoles": [{"roleDefinitionId": "00000000-0000-0000-0000-000000000501"}]}})
}

pub(crate) fn proposal(approver: Approver) -> Proposal {
    Proposal::new(
        RelationshipName::new("Contoso").unwrap(),
        Term::LONGEST,
        roles(),
        approver,
        AutoExtend::HalfYears,
    )
    .unwrap()
}

#[tokio::test]
async fn a_proposal_says_what_it_is_about_and_comes_back_read() {
    let scene = Scene::open(|_, _| json(201, &row("created"))).await;
    let for_one = proposal(Approver::Customer(customer()));
    let made = scene.gdap.propose(partner(), &for_one).await.unwrap();
    assert_eq!(made.id, id());
    assert_eq!(made.status, RelationshipStatus::Created);
    assert_eq!(made.etag, Some(Etag::new("W/\"JyI1\"")));
    assert_eq!(
        (made.term, made.extend),
        (Some(Term::LONGEST), Some(AutoExtend::HalfYears))
    );
    assert!(made.covers(roles().as_set()));
    assert_eq!((made.activated, made.customer), (None, None));

    let seen = scene.last();
    assert_eq!(
        seen.line,
        "POST /v1.0/tenantRelationships/delegatedAdminRelationships HTTP/1.1"
    );
    assert_eq!(seen.header("authorization").unwrap(), "Bearer token-0");
    assert_eq!(
        seen.header("prefer").unwrap(),
        "include-unknown-enum-members"
    );
    let role = value!({"roleDefinitionId": "00000000-0000-0000-0000-000000000501"});
    assert_eq!(
        body(&seen),
        value!({"displayName": "Contoso", "duration": "P730D", "autoExtendDuration": "P180D",
            "customer": {"tenantId": "00000000-0000-0000-0000-00000000000c"},
            "accessDetails": {"unifiedRoles": [role]}})
    );

    scene
        .gdap
        .propose(partner(), &proposal(Approver::Anybody))
        .await
        .unwrap();
    assert_eq!(
        body(&scene.last()).get("customer"),
        None,
        "anybody is nobody in particular"
    );
}

#[tokio::test]
async fn reads_name_what_they_want() {
    let scene = Scene::open(|_, seen| {
        if seen.line.contains("delegatedAdminRelationships?") {
            json(200, &value!({"value": [row("active"), {"id": "??"}]}))
        } else {
            json(200, &row("somethingNew"))
        }
    })
    .await;
    let found = scene.gdap.get(partner(), &id()).await.unwrap();
    assert_eq!(
        found.status,
        RelationshipStatus::Unknown("somethingNew".to_owned())
    );
    assert_eq!(found.kind, RelationshipKind::Direct);
    let list = scene.gdap.list(partner(), None).await.unwrap();
    assert_eq!(
        (list.rows.len(), list.next),
        (1, None),
        "a row without a usable id is left out"
    );
    scene.gdap.of_customer(partner(), customer()).await.unwrap();

    let select = "$select=id,displayName,status,customer,accessDetails,duration,autoExtendDuration,\
        createdDateTime,lastModifiedDateTime,activatedDateTime,endDateTime";
    let all = "GET /v1.0/tenantRelationships/delegatedAdminRelationships";
    let filter = "$filter=customer/tenantId eq '00000000-0000-0000-0000-00000000000c'";
    assert_eq!(
        scene.lines(),
        [
            format!("{all}/{ID}?{select}"),
            format!("{all}?{select}&$top=300"),
            format!("{all}?{select}&$top=300&{filter}"),
        ]
    );
    for seen in scene.stage.seen() {
        assert_eq!(
            seen.header("prefer").unwrap(),
            "include-unknown-enum-members"
        );
    }
}

#[tokio::test]
async fn a_name_is_looked_for_page_by_page() {
    let scene = Scene::open(|number, seen| {
        let host = seen.header("host").unwrap();
        let named = |name: &str| {
            let mut row = row("created");
            row["displayName"] = value!(name);
            row
        };
        let next = format!("https://{host}/v1.0/tenantRelationships/x?$skiptoken={number}");
        match number {
            0 => json(
                200,
                &value!({"value": [named("A")], "@odata.nextLink": next}),
            ),
            1 => json(200, &value!({"value": [], "@odata.nextLink": next})),
            _ => json(200, &value!({"value": [named("Contoso")]})),
        }
    })
    .await;
    let name = RelationshipName::new("Contoso").unwrap();
    let found = scene.gdap.named(partner(), &name).await.unwrap();
    assert_eq!(found.map(|found| found.name), Some("Contoso".to_owned()));
    assert_eq!(scene.stage.seen().len(), 3);
    let other = RelationshipName::new("Fabrikam").unwrap();
    assert_eq!(scene.gdap.named(partner(), &other).await.unwrap(), None);
}

#[tokio::test]
async fn locking_and_ending_are_asked_for() {
    let scene = Scene::open(|_, seen| {
        if seen.line.starts_with("GET") {
            let done = value!({"id": "r1", "action": "reject", "status": "succeeded"});
            return json(200, &value!({"value": [done]}));
        }
        let action = body(seen)["action"].clone();
        let made = value!({"id": "r1", "action": action, "status": "created",
            "createdDateTime": "2026-11-20T10:00:00Z", "lastModifiedDateTime": ""});
        json(201, &made)
    })
    .await;
    let locked = scene
        .gdap
        .lock_for_approval(partner(), &id())
        .await
        .unwrap();
    assert_eq!(
        (locked.action, locked.status),
        (Action::LockForApproval, ActionStatus::Created)
    );
    let ended = scene.gdap.terminate(partner(), &id()).await.unwrap();
    assert_eq!(ended.action, Action::Terminate);
    let all = scene.gdap.actions(partner(), &id()).await.unwrap();
    assert_eq!(
        (&all[0].action, &all[0].status),
        (&Action::Reject, &ActionStatus::Succeeded)
    );
    assert!(scene.lines()[0].ends_with(&format!("{ID}/requests")));
}

#[tokio::test]
async fn the_invitation_leads_to_the_relationship() {
    let scene = Scene::open(|_, _| panic!("nothing is asked")).await;
    assert_eq!(
        scene.gdap.invitation_link(&id()),
        format!(
            "https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/{ID}"
        )
    );
}

#[tokio::test]
async fn changes_carry_the_version_that_was_read() {
    let scene = Scene::open(|number, _| match number {
        0 => json(200, &row("active")),
        1 => json(204, &value!(null)),
        _ => graph_error(412, "preconditionFailed", "The etag does not match."),
    })
    .await;
    let etag = Etag::new("W/\"JyI1\"");
    let changed = scene
        .gdap
        .set_auto_extend(partner(), &id(), &etag, AutoExtend::Never)
        .await;
    assert_eq!(changed.unwrap().status, RelationshipStatus::Active);
    scene.gdap.delete(partner(), &id(), &etag).await.unwrap();
    let seen = scene.stage.seen();
    assert_eq!(body(&seen[0]), value!({"autoExtendDuration": "PT0S"}));
    for seen in &seen {
        assert_eq!(seen.header("if-match").unwrap(), "W/\"JyI1\"");
    }
    let fault = scene
        .gdap
        .delete(partner(), &id(), &etag)
        .await
        .unwrap_err();
    assert_eq!((fault.cause, fault.effect), (Cause::Changed, Effect::None));
    assert_eq!(
        scene.stage.seen().len(),
        3,
        "only who reads anew may try again"
    );
}

#[tokio::test]
async fn deleting_what_is_gone_is_done() {
    let scene = Scene::open(|number, _| match number {
        // It was deleted, but the answer got lost: the repetition finds nothing.
        0 => crate::stage::Act::HangUp,
        _ => graph_error(404, "notFound", "The resource could not be found."),
    })
    .await;
    let etag = Etag::new("W/\"1\"");
    scene.gdap.delete(partner(), &id(), &etag).await.unwrap();
    assert_eq!(scene.stage.seen().len(), 2);
}

#[tokio::test]
async fn global_administrator_is_taken_out() {
    let scene = Scene::open(|_, _| json(200, &row("active"))).await;
    let etag = Etag::new("W/\"1\"");
    let change = scene
        .gdap
        .remove_global_administrator(partner(), &id(), &etag, &roles(), Duration::ZERO)
        .await;
    assert_eq!(change, Ok(RolesChange::Done));
    let role = value!({"roleDefinitionId": "00000000-0000-0000-0000-000000000501"});
    assert_eq!(
        body(&scene.last()),
        value!({"accessDetails": {"unifiedRoles": [role]}})
    );
}
