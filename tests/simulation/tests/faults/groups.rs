//! The MSP's groups, and the roles in their hands.

use tenantry_domain::cloud::Actor::MspAdmin;
use tenantry_domain::gdap_template::MissingGroups;
use tenantry_domain::text::GroupName;
use tenantry_simulation::stage::READERS;
use tenantry_simulator::{AssignmentPlan, Quirks, RelationshipPlan};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::case::{Case, Fate, play};

fn fails(name: &'static str, code: &'static str) -> Case {
    Case::new(name, code, MspAdmin, Fate::Failed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_missing() {
    let case = fails("missing", "GROUP_MISSING")
        .terms(|terms| terms.missing_groups = MissingGroups::Refuse);
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_groups_have_one_name() {
    const NAME: &str = "Helpdesk and friends";
    let case = fails("twice", "GROUP_AMBIGUOUS")
        .terms(|terms| terms.shares[1].group = GroupName::new(NAME).unwrap())
        .first(|stage| {
            let clouds = stage.clouds();
            let make = || clouds.groups.create(clouds.partner.0, NAME, "one of two");
            for _ in 0..2 {
                block_in_place(|| Handle::current().block_on(make())).unwrap();
            }
        });
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_holds_other_roles() {
    let case = fails("others", "GROUP_ROLES_DIFFER").scenario(|scenario| {
        let roles = [
            "Global Reader",
            "Application Administrator",
            "Directory Readers",
        ];
        let mut plan = RelationshipPlan::new("Made by hand", &scenario.customers[0], &roles);
        plan.assignments.push(AssignmentPlan {
            group: READERS.to_owned(),
            roles: vec!["Directory Readers".to_owned()],
        });
        scenario.partners[0].business.relationships.push(plan);
    });
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_cannot_be_put_in_force() {
    let case = fails("error", "ASSIGNMENT_FAILED").first(|stage| {
        let quirks = Quirks {
            assignments_that_fail: 1,
            ..Quirks::default()
        };
        let partner = stage.partner().0.as_uuid();
        stage.control().set_quirks(partner, quirks).unwrap();
    });
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assignment_that_landed_is_not_made_twice() {
    let case = Case::new(
        "landed",
        "CLOUD_UNAVAILABLE",
        tenantry_domain::cloud::Actor::Nobody,
        Fate::WentOn,
    )
    .said("graph", "generalException")
    .first(|stage| {
        let quirks = Quirks {
            assignments_that_land_with_500: 3,
            ..Quirks::default()
        };
        let partner = stage.partner().0.as_uuid();
        stage.control().set_quirks(partner, quirks).unwrap();
    });
    play([case]).await;
}
