//! The traps that IT Glue has of its own.

use super::{case, seeded};
use crate::support::battery::{Scene, a_row_that_goes_hides_no_other_one};
use crate::support::{MSP, all};
use serde_json::{Value, json};
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::vendor::{Doubt, FoundRecord, RecordFacts, RecordKind, Reference};
use tenantry_simulator::{
    Cloud, Fault, Rule, Vendor as Simulated, VendorChange, VendorQuirks, VendorSeed,
};

fn change(scene: &Scene, change: VendorChange) {
    let control = scene.stage.control();
    control.at_vendor(Simulated::ItGlue, MSP, change).unwrap();
}

fn ties(record: &FoundRecord) -> Vec<&Reference> {
    match &record.facts {
        RecordFacts::Account(account) => account.references.iter().collect(),
        other => panic!("{other:?}"),
    }
}

/// Four organizations with such ties.
fn tied(adapters: Vec<Value>) -> VendorSeed {
    let organization = |id: u32| json!({"id": id, "name": format!("Organization {id}")});
    seeded(&[
        ("organizations", (123..127).map(organization).collect()),
        ("adapters-resources", adapters),
    ])
}

fn tie(id: u32, organization: u32, system: &str, remote: &str) -> Value {
    json!({"id": id, "organization-id": organization, "integration-type": system, "remote-id": remote})
}

#[tokio::test]
async fn every_psa_is_found_out() {
    for (theirs, ours) in [
        ("autotask", "autotask"),
        ("manage", "connectwise"),
        ("vorex", "vorex"),
    ] {
        let seed = tied(vec![tie(1, 123, theirs, "178"), tie(2, 124, theirs, "179")]);
        let scene = case().scene_of(seed).await;
        let found = all(&*scene.account, RecordKind::Account).await.unwrap();
        let wanted = Reference {
            system: ours.to_owned(),
            id: "178".to_owned(),
        };
        assert_eq!(ties(&found["123"]), [&wanted]);
        assert!(ties(&found["125"]).is_empty());
    }
}

#[tokio::test]
async fn ties_that_are_not_certain_are_not_told() {
    for adapters in [
        // Of two systems: whichever is found, the other one's organization does not come back.
        vec![tie(1, 123, "autotask", "178"), tie(2, 124, "manage", "179")],
        // Of a system that nobody can ask about.
        vec![tie(1, 123, "aem", "178")],
        // Two organizations under one id.
        vec![
            tie(1, 123, "autotask", "178"),
            tie(2, 124, "autotask", "178"),
        ],
        // Two ties of one organization: which is the PSA's?
        vec![tie(1, 123, "autotask", "178"), tie(2, 123, "aem", "9")],
        vec![tie(1, 123, "autotask", "")],
    ] {
        let scene = case().scene_of(tied(adapters.clone())).await;
        let found = all(&*scene.account, RecordKind::Account).await.unwrap();
        assert_eq!(found.len(), 4);
        let told: usize = found.values().map(|it| ties(it).len()).sum();
        assert_eq!(told, 0, "{adapters:?}");
    }
}

#[tokio::test]
async fn a_tie_that_leads_elsewhere_is_not_taken_for_the_psa_s() {
    let mut adapters: Vec<Value> = (0..3)
        .map(|it| tie(it, 123 + it, "autotask", &(170 + it).to_string()))
        .collect();
    adapters.push(tie(9, 126, "aem", "173"));
    let scene = case().scene_of(tied(adapters)).await;
    let found = all(&*scene.account, RecordKind::Account).await.unwrap();
    for tied in ["123", "124", "125"] {
        assert_eq!(ties(&found[tied]).len(), 1, "{tied}");
    }
    assert!(ties(&found["126"]).is_empty());
}

#[tokio::test]
async fn the_msp_itself_is_known_by_its_number_in_autotask() {
    let seed = tied(vec![
        tie(1, 123, "autotask", "0"),
        tie(2, 124, "autotask", "7"),
    ]);
    let scene = case().scene_of(seed).await;
    let found = all(&*scene.account, RecordKind::Account).await.unwrap();
    let own = |id: &str| match &found[id].facts {
        RecordFacts::Account(account) => account.own,
        other => panic!("{other:?}"),
    };
    assert!(own("123") && !own("124"));
}

#[tokio::test]
async fn an_organization_with_very_many_documents_is_read_over_several_pages() {
    let organization = |id: u32| json!({"id": id, "name": "Organization"});
    let document = |id: u32, of: u32| json!({"id": id, "organization-id": of, "name": "Paper"});
    let mut documents = vec![document(1, 123), document(2, 125)];
    documents.extend((100..550).map(|id| document(id, 124)));
    let seed = seeded(&[
        ("organizations", (123..126).map(organization).collect()),
        ("documents", documents),
    ]);
    let scene = case().scene_of(seed).await;
    let found = all(&*scene.account, RecordKind::Document).await.unwrap();
    assert_eq!(found.len(), 452);
    // Three pages of the second one; the others are not read again for them.
    for (organization, pages) in [(123, 1), (124, 3), (125, 1)] {
        let path = format!("/organizations/{organization}/relationships/documents");
        assert_eq!(scene.stage.seen(&path).len(), pages, "{organization}");
    }
}

#[tokio::test]
async fn an_organization_that_goes_while_documents_are_read_takes_nothing_along() {
    let scene = case().scene().await;
    let first = scene
        .account
        .read(RecordKind::Document, None)
        .await
        .unwrap();
    let gone = first.rows[0].account.clone().unwrap();
    let (list, id) = ("organizations".to_owned(), gone.clone());
    change(&scene, VendorChange::RemoveRow { list, id });
    let mut seen: Vec<String> = first.rows.into_iter().map(|it| it.id).collect();
    let mut next = first.next;
    while let Some(bookmark) = next {
        let portion = scene
            .account
            .read(RecordKind::Document, Some(&bookmark))
            .await;
        let portion = portion.unwrap();
        seen.extend(portion.rows.into_iter().map(|it| it.id));
        next = portion.next;
    }
    let control = scene.stage.control();
    for row in control.vendor_rows(Simulated::ItGlue, MSP, "documents") {
        let (id, owner) = (row["id"].to_string(), row["organization-id"].to_string());
        assert!(seen.contains(&id) || owner == gone, "{id}");
    }
}

#[tokio::test]
async fn an_account_that_does_not_know_all_folders_shows_what_is_outside_of_them() {
    let organization = json!({"id": 123, "name": "Contoso"});
    let document = |id: u32, folder: Option<u32>| {
        let name = "Paper";
        json!({"id": id, "organization-id": 123, "name": name, "document-folder-id": folder})
    };
    let seed = seeded(&[
        ("organizations", vec![organization]),
        ("documents", vec![document(1, None), document(2, Some(4))]),
    ]);
    let scene = case().scene_of(seed).await;
    let refused = Fault::Fail {
        status: 422,
        done_all_the_same: false,
        retry_after: None,
    };
    let path = "/organizations/123/relationships/documents";
    scene
        .stage
        .control()
        .lay_down(Rule::once(Cloud::ItGlueUs, path, refused));
    let found = all(&*scene.account, RecordKind::Document).await.unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), ["1"]);
}

#[tokio::test]
async fn an_organization_that_goes_between_two_pages_hides_no_other_one() {
    a_row_that_goes_hides_no_other_one(&case()).await;
}

#[tokio::test]
async fn what_the_key_may_not_read_is_a_doubt() {
    for (list, doubted) in [
        ("configurations", vec![RecordKind::Configuration]),
        ("documents", vec![RecordKind::Document]),
        // Documents are asked for by organization.
        (
            "organizations",
            vec![RecordKind::Account, RecordKind::Document],
        ),
    ] {
        let scene = case().scene().await;
        let quirks = VendorQuirks {
            refused: [list.to_owned()].into(),
            ..VendorQuirks::default()
        };
        change(&scene, VendorChange::Quirks { quirks });
        let tested = scene.account.test().await.unwrap();
        for readable in &tested.kinds {
            let refused = matches!(&readable.doubt, Some(Doubt::Refused(fault))
                if fault.cause == Cause::PermissionMissing);
            assert_eq!(
                refused,
                doubted.contains(&readable.kind),
                "{list} {readable:?}"
            );
        }
    }
}

#[tokio::test]
async fn whoever_asked_too_much_is_told_to_slow_down() {
    let scene = case().scene().await;
    let quirks = VendorQuirks {
        requests_by_others: 3000,
        ..VendorQuirks::default()
    };
    change(&scene, VendorChange::Quirks { quirks });
    let fault = scene.account.read(RecordKind::Account, None).await;
    assert_eq!(fault.unwrap_err().cause, Cause::Throttled);
}

#[tokio::test]
async fn passwords_are_not_asked_for() {
    let scene = case().scene().await;
    scene.account.test().await.unwrap();
    for kind in RecordKind::ALL {
        all(&*scene.account, *kind).await.unwrap();
    }
    assert!(scene.stage.seen("password").is_empty());
}
