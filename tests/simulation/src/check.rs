//! What must be true after every history, asked of the clouds and of the ledger.

use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::gdap::{AssignmentStatus, Relationship, RelationshipStatus};
use tenantry_domain::onboarding::{Attempt, Ending, Made, Onboarding};
use tenantry_ledger::evidence::verify;
use tenantry_simulator::Act;

use crate::stage::HELPDESK;
use crate::{History, Stage};

/// All that is wrong, in sentences.
pub async fn complaints(history: &History<'_>) -> Vec<String> {
    let stage = history.stage;
    let mut wrong = Vec::new();
    let mut in_use = false;
    for number in 1..=u32::try_from(stage.scenario.customers.len()).unwrap() {
        let tenant = stage.customer(number);
        let onboarding = history.stands(tenant).await;
        let (told, uses) = of_customer(stage, tenant, &onboarding).await;
        in_use |= uses;
        wrong.extend(
            told.into_iter()
                .map(|it| format!("Customer {number}: {it}")),
        );
    }
    for deed in stage.control().foreign_things_deleted() {
        wrong.push(format!(
            "a {} that is not ours was deleted: {}",
            deed.kind, deed.id
        ));
    }
    let ledger = history.desk().ledger();
    let verified = verify(ledger, stage.msp, None, |_| {}).await.unwrap();
    if !verified.is_sound() {
        wrong.push("the ledger does not verify".to_owned());
    }
    let made = groups_of_ours(stage).await;
    if made > 1 || (made == 1 && !in_use) {
        wrong.push(format!("{made} groups of ours are there, in use: {in_use}"));
    }
    wrong
}

async fn of_customer(
    stage: &Stage,
    tenant: TenantId,
    onboarding: &Onboarding,
) -> (Vec<String>, bool) {
    let clouds = stage.clouds();
    let found = clouds
        .relationships
        .of_customer(clouds.partner, tenant)
        .await;
    let ours: Vec<Relationship> = found
        .unwrap()
        .into_iter()
        .filter(|it| it.name.contains(" - tenantry "))
        .collect();
    let alive: Vec<&Relationship> = ours
        .iter()
        .filter(|it| it.status.is_pending() || it.status == RelationshipStatus::Active)
        .collect();
    let mut wrong = Vec::new();
    if alive.len() > 1 {
        wrong.push(format!("{} relationships of ours are alive", alive.len()));
    }
    match onboarding {
        // What a customer took away itself is missing with good reason.
        Onboarding::Ended(_, Ending::Activated) if has_removed(stage, tenant) => {}
        Onboarding::Ended(attempt, Ending::Activated) => {
            wrong.extend(in_force(stage, attempt).await);
        }
        Onboarding::Ended(attempt, Ending::Failed { .. } | Ending::Cancelled) => {
            wrong.extend(nothing_left(stage, tenant, attempt, &alive));
        }
        Onboarding::Ended(attempt, Ending::AccessEnded { .. }) => {
            wrong.extend(all_gone(stage, tenant, attempt).await);
        }
        Onboarding::Ended(_, Ending::Abandoned)
        | Onboarding::Unknown
        | Onboarding::UnderWay(_)
        | Onboarding::Unwinding(..) => {}
    }
    (wrong, onboarding.has_access())
}

fn has_removed(stage: &Stage, tenant: TenantId) -> bool {
    stage.removed.lock().unwrap().contains(&tenant.as_uuid())
}

/// `Active` means that every role is in force in the cloud.
async fn in_force(stage: &Stage, attempt: &Attempt) -> Vec<String> {
    let clouds = stage.clouds();
    let Some(held) = &attempt.relationship else {
        return vec!["active without a relationship".to_owned()];
    };
    let mut wrong = Vec::new();
    let relationship = clouds
        .relationships
        .get(clouds.partner, &held.id)
        .await
        .unwrap();
    if relationship.status != RelationshipStatus::Active {
        wrong.push(format!(
            "active, and the relationship is {:?}",
            relationship.status
        ));
    }
    let listed = clouds
        .assignments
        .list(clouds.partner, &held.id)
        .await
        .unwrap();
    for share in &attempt.terms.shares {
        let there = listed.iter().filter(|it| {
            it.status == AssignmentStatus::Active
                && it.group == attempt.groups.get(&share.group).copied()
                && share.roles.iter().all(|role| it.roles.contains(&role))
        });
        let count = there.count();
        if count != 1 {
            wrong.push(format!("{} has its roles {count} times", share.group));
        }
    }
    wrong
}

/// A reported failure leaves nothing of ours but what is listed as left.
fn nothing_left(
    stage: &Stage,
    tenant: TenantId,
    attempt: &Attempt,
    alive: &[&Relationship],
) -> Vec<String> {
    let mut wrong = Vec::new();
    if !attempt.made.is_empty() {
        wrong.push(format!("reported, and not undone: {:?}", attempt.made));
    }
    let listed = |made: &Made| attempt.left.contains(made);
    // Whoever puts right what is in place does not take it away.
    let held = attempt.relationship.as_ref();
    let kept = held.filter(|held| attempt.repair && !held.ours);
    for relationship in alive {
        if kept.is_some_and(|held| held.id == relationship.id) {
            continue;
        }
        if !listed(&Made::Relationship) {
            wrong.push(format!(
                "left a relationship that is {:?}",
                relationship.status
            ));
        } else if relationship.status != RelationshipStatus::ApprovalPending {
            wrong.push(format!("listed as left, and {:?}", relationship.status));
        }
    }
    let consents = stage
        .control()
        .deeds()
        .into_iter()
        .filter(|deed| deed.kind == "consent" && deed.tenant == tenant.as_uuid())
        // What administrators consented to themselves is not ours to take back.
        .filter(|deed| deed.by_app.is_some());
    let standing = consents.fold(0, |count, deed| match deed.act {
        Act::Created => count + 1,
        Act::Deleted => count - 1,
        Act::Changed => count,
    });
    if standing > 0 && kept.is_none() && !listed(&Made::AppAccess) {
        wrong.push("our app is still in the tenant".to_owned());
    }
    wrong
}

/// Access that was ended is over, and nothing that apps made for the customer is there but what is listed.
async fn all_gone(stage: &Stage, tenant: TenantId, attempt: &Attempt) -> Vec<String> {
    let mut wrong = Vec::new();
    if !attempt.made.is_empty() {
        wrong.push(format!("ended, and not taken back: {:?}", attempt.made));
    }
    let (clouds, held) = (stage.clouds(), attempt.relationship.as_ref().unwrap());
    let found = clouds.relationships.get(clouds.partner, &held.id).await;
    let status = found.unwrap().status;
    if !status.is_over() {
        wrong.push(format!("ended, and the relationship is {status:?}"));
    }
    for deed in stage.control().left_behind(tenant.as_uuid()) {
        let listed = match deed.kind {
            "relationship" => attempt.left.contains(&Made::Relationship),
            "consent" | "servicePrincipal" => attempt.left.contains(&Made::AppAccess),
            _ => false,
        };
        if !listed {
            wrong.push(format!("ended, and there is a {} still", deed.kind));
        }
    }
    wrong
}

async fn groups_of_ours(stage: &Stage) -> usize {
    let clouds = stage.clouds();
    let found = clouds.groups.named(clouds.partner.0, HELPDESK).await;
    found.unwrap().len()
}
