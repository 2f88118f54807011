//! What customers do, and do not do.

use tenantry_domain::cloud::Actor::{CustomerAdmin, MspAdmin};
use tenantry_domain::onboarding::{Existing, NameFamily, survey};
use tenantry_domain::saga::{hours, seconds};
use tenantry_domain::text::CustomerName;
use tenantry_simulation::Stage;
use tenantry_simulator::{Cloud, Control, Fault, RelationshipPlan, Rule};

use crate::case::{Case, Fate, later, play};

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_refuses() {
    let case = Case::new("refused", "APPROVAL_REFUSED", CustomerAdmin, Fate::Failed)
        .approved_after(None)
        .first(|stage| stage.refuse_after(1, hours(7)));
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_does_nothing() {
    let case =
        Case::new("overdue", "APPROVAL_OVERDUE", CustomerAdmin, Fate::Failed).approved_after(None);
    play([case]).await;
}

/// In the seconds before what was approved is active.
#[tokio::test(flavor = "multi_thread")]
async fn the_customer_ends_it_at_once() {
    let case = Case::new("at once", "RELATIONSHIP_ENDED", CustomerAdmin, Fate::Failed)
        .approved_after(Some(seconds(20)))
        .first(|stage| stage.remove_after(1, seconds(50)));
    play([case]).await;
}

/// After it was active, while roles are put in force.
#[tokio::test(flavor = "multi_thread")]
async fn the_customer_ends_it_when_it_was_active() {
    let case =
        Case::new("later", "RELATIONSHIP_ENDED", CustomerAdmin, Fate::Failed).first(|stage| {
            let assigning =
                "/v1.0/tenantRelationships/delegatedAdminRelationships/*/accessAssignments";
            let slow = Fault::Throttle { retry_after: None };
            let rule = Rule::always(Cloud::Graph, assigning, slow).method("POST");
            stage.control().lay_down(rule);
            stage.remove_after(1, hours(3));
            later(stage, hours(4), Control::lift_all_rules);
        });
    play([case]).await;
}

/// Names are unique among all relationships of a partner.
#[tokio::test(flavor = "multi_thread")]
async fn another_customers_relationship_has_the_name() {
    let case = Case::new("taken", "RELATIONSHIP_NAME_TAKEN", MspAdmin, Fate::Failed).scenario(
        |scenario| {
            let tenant = tenantry_domain::ids::TenantId::new(scenario.tenant_id("Customer 1"));
            let msp = tenantry_domain::ids::MspId::new(uuid::Uuid::from_u128(0x5eed));
            let family = NameFamily::of(msp, tenant);
            let customer = CustomerName::new("Customer 1").unwrap();
            let found = survey(&[], &family, Some(&customer), &Stage::terms(), 0);
            let Existing::Nothing(name) = found else {
                panic!("{found:?}")
            };
            let other = &scenario.customers[1];
            let plan = RelationshipPlan::new(name.as_str(), other, &["Directory Readers"]);
            scenario.partners[0].business.relationships.push(plan);
        },
    );
    play([case]).await;
}
