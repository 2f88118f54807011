//! What takes a cloud seconds takes it days, or is never done.

use std::time::Duration;

use tenantry_domain::cloud::Actor::{MspAdmin, Operator};
use tenantry_domain::saga::{days, hours, minutes, seconds};
use tenantry_simulation::Stage;
use tenantry_simulator::{Control, Quirks};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::case::{Case, Fate, later, play};

const DAYS: Duration = Duration::from_hours(72);

/// From then on the partner's work takes days longer than usual.
fn slow(stage: &Stage) -> impl Fn(&Control) + Send + use<> {
    let partner = stage.partner().0.as_uuid();
    move |control| {
        let quirks = Quirks {
            slower_by: u32::try_from(DAYS.as_secs()).unwrap(),
            ..Quirks::default()
        };
        control.set_quirks(partner, quirks).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_does_not_come_about() {
    let case = Case::new("lock", "STEP_OVERDUE", Operator, Fate::Failed)
        .approved_after(None)
        .first(|stage| slow(stage)(&stage.control()));
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_approved_does_not_become_active() {
    let case = Case::new("activation", "ACTIVATION_OVERDUE", MspAdmin, Fate::Failed)
        .first(|stage| later(stage, minutes(30), slow(stage)));
    play([case]).await;
}

/// The activation had begun before.
fn roles_wait(stage: &Stage) {
    later(stage, hours(1) + seconds(1), slow(stage));
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_do_not_come_into_force() {
    let case = Case::new("roles", "ASSIGNMENT_OVERDUE", MspAdmin, Fate::Failed).first(roles_wait);
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_takes_the_roles_away_meanwhile() {
    let case = Case::new("taken", "ASSIGNMENT_REMOVED", MspAdmin, Fate::Failed).first(|stage| {
        roles_wait(stage);
        let (clouds, tenant) = (stage.clouds(), stage.customer(1));
        later(stage, days(1), move |_| {
            let taken = async {
                let found = clouds.relationships.of_customer(clouds.partner, tenant);
                for held in found.await.unwrap() {
                    let given = clouds.assignments.list(clouds.partner, &held.id);
                    for one in given.await.unwrap() {
                        let etag = one.etag.unwrap();
                        let removed =
                            clouds
                                .assignments
                                .remove(clouds.partner, &held.id, &one.id, &etag);
                        removed.await.unwrap();
                    }
                }
            };
            block_in_place(|| Handle::current().block_on(taken));
        });
    });
    play([case]).await;
}
