//! The proofs of every saga.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod onboarding {
    use tenantry_domain::onboarding::{Ending, Onboarding, Step};
    use tenantry_domain::saga::seconds;
    use tenantry_simulation::check::complaints;
    use tenantry_simulation::proofs::{Ended, Proven};
    use tenantry_simulation::{History, Stage, Tampering, prove};
    use tenantry_simulator::Act;

    struct Told;

    impl Proven for Told {
        type Step = Step;

        async fn stage() -> Stage {
            let stage = Stage::new(1, 7).await;
            stage.approve_after(1, seconds(30));
            stage
        }

        async fn run(stage: &Stage, tampering: Tampering<Step>) -> Ended {
            *stage.tampering.lock().unwrap() = tampering.clone();
            let history = History::on(stage).await;
            history.start(stage.wish(1)).await;
            history.run(&[]).await;
            assert_eq!(
                complaints(&history).await,
                Vec::<String>::new(),
                "{tampering:?}"
            );
            match history.stands(stage.customer(1)).await {
                Onboarding::Ended(_, Ending::Activated) => Ended::Succeeded,
                Onboarding::Ended(_, Ending::Failed { .. }) => Ended::Undone,
                _ => Ended::Otherwise,
            }
        }

        fn steps(stage: &Stage) -> Vec<Step> {
            stage.done.lock().unwrap().clone()
        }

        /// What apps made and did not delete; relationships and assignments stay listed in the
        /// clouds for ever, so of them only those count that are alive.
        async fn slate(stage: &Stage) -> Vec<String> {
            let clouds = stage.clouds();
            let tenant = stage.customer(1);
            let listed = clouds.relationships.of_customer(clouds.partner, tenant);
            let mut slate: Vec<String> = listed
                .await
                .unwrap()
                .into_iter()
                .filter(|it| !it.status.is_over())
                .map(|it| format!("relationship {} {:?}", it.name, it.status))
                .collect();
            let mut there: Vec<(&str, String)> = Vec::new();
            for deed in stage.control().deeds() {
                let countable = matches!(deed.kind, "group" | "consent" | "servicePrincipal");
                match deed.act {
                    Act::Created if countable => there.push((deed.kind, deed.id)),
                    Act::Deleted => there.retain(|it| *it != (deed.kind, deed.id.clone())),
                    _ => {}
                }
            }
            slate.extend(there.into_iter().map(|(kind, id)| format!("{kind} {id}")));
            slate
        }
    }

    prove!(Onboarding by Told);
}

mod approval {
    use tenantry_domain::approval::{Approval, Ending, Step};
    use tenantry_domain::saga::Step as _;
    use tenantry_simulation::asking::scenario;
    use tenantry_simulation::proofs::{Ended, Proven};
    use tenantry_simulation::{Asking, Stage, Tampering, prove};

    /// Somebody is created, with a licence.
    struct Told;

    impl Proven for Told {
        type Step = Step;

        async fn stage() -> Stage {
            Stage::of(scenario(), 7).await
        }

        async fn run(stage: &Stage, tampering: Tampering<Step>) -> Ended {
            *stage.approval_tampering.lock().unwrap() = tampering.clone();
            let asking = Asking::on(stage).await;
            asking.ask(asking.new_user()).await;
            asking.approve("ben").await.unwrap();
            asking.run(&[]).await;
            assert_eq!(
                asking.complaints().await,
                Vec::<String>::new(),
                "{tampering:?}"
            );
            match asking.stands().await {
                Approval::Ended(_, Ending::Done) => Ended::Succeeded,
                Approval::Ended(_, Ending::Undone(_)) => Ended::Undone,
                _ => Ended::Otherwise,
            }
        }

        /// A first password is taken out of the vault in the end, which is tried for ever.
        fn steps(stage: &Stage) -> Vec<Step> {
            let done = stage.approval_done.lock().unwrap();
            done.iter().copied().filter(|it| !it.is_undo()).collect()
        }

        /// What had its effect did not fail, and is gone on with.
        fn after_doubt(step: &Step) -> Ended {
            if step.class().leaves_traces() {
                Ended::Succeeded
            } else {
                Ended::Undone
            }
        }

        async fn slate(stage: &Stage) -> Vec<String> {
            tenantry_simulation::asking::slate(stage).await
        }
    }

    prove!(Approval by Told);
}

/// The checker itself: a saga that does not do what it says is found out.
mod checker {
    use tenantry_domain::onboarding::Step;
    use tenantry_domain::saga::seconds;
    use tenantry_domain::text::GroupName;
    use tenantry_simulation::check::complaints;
    use tenantry_simulation::stage::HELPDESK;
    use tenantry_simulation::{History, Stage, Tampering};
    use tenantry_simulator::Quirks;

    #[tokio::test(flavor = "multi_thread")]
    async fn notices_a_relationship_that_was_not_ended() {
        let stage = Stage::new(1, 7).await;
        stage.approve_after(1, seconds(30));
        let quirks = Quirks {
            assignments_that_fail: 1,
            ..Quirks::default()
        };
        let partner = stage.partner().0.as_uuid();
        stage.control().set_quirks(partner, quirks).unwrap();
        *stage.tampering.lock().unwrap() = Tampering::Lies(Step::EndRelationship);
        let history = History::on(&stage).await;
        history.start(stage.wish(1)).await;
        history.run(&[]).await;
        let told = complaints(&history).await;
        assert!(
            told.iter().any(|it| it.contains("left a relationship")),
            "{told:?}"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn notices_roles_that_somebody_took_away() {
        let stage = Stage::new(1, 7).await;
        stage.approve_after(1, seconds(30));
        let history = History::on(&stage).await;
        history.start(stage.wish(1)).await;
        history.run(&[]).await;
        let attempt = history.stands(stage.customer(1)).await;
        let attempt = attempt.attempt().unwrap();
        let group = GroupName::new(HELPDESK).unwrap();
        let (held, given) = (
            attempt.relationship.as_ref().unwrap(),
            &attempt.assignments[&group],
        );
        let clouds = stage.clouds();
        let found = clouds.assignments.get(clouds.partner, &held.id, &given.id);
        let etag = found.await.unwrap().etag.unwrap();
        let removed = clouds
            .assignments
            .remove(clouds.partner, &held.id, &given.id, &etag);
        removed.await.unwrap();
        let told = complaints(&history).await;
        assert_eq!(
            told,
            [format!("Customer 1: {HELPDESK} has its roles 0 times")]
        );
    }
}
