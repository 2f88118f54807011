//! The example as a whole: commands through the engine into a ledger, events into the query table,
//! the table rebuilt.

use std::sync::Arc;

use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::text::{Reason, Tag};
use tenantry_engine::commands::{CommandError, Context, Engine, Limits, Request};
use tenantry_engine::ledger::Outcome;
use tenantry_ledger::{DatabaseUrl, Options};
use tenantry_projections::Projections;
use tenantry_projections::declaration::Declaration;
use uuid::Uuid;

use crate::agreement::{
    Agreement, AgreementCommand, AgreementRefusal, EndAgreement, SignAgreement,
};
use crate::agreements::{AgreementFilter, AgreementStatus, Agreements, get, list};

static DECLARED: [Declaration; 1] = [Declaration::of::<Agreements>()];

fn sign(plan: &str) -> AgreementCommand {
    AgreementCommand::Sign(SignAgreement {
        customer_id: CustomerId::new(Uuid::from_u128(1)),
        plan: Tag::new(plan).unwrap(),
    })
}

fn end() -> AgreementCommand {
    AgreementCommand::End(EndAgreement {
        reason: Reason::new("moved on").unwrap(),
    })
}

fn request(msp: MspId, id: Uuid, command: AgreementCommand) -> Request<Agreement> {
    Request {
        msp,
        id: id.to_string(),
        command,
        context: Context::new(Actor::user("ada"), Source::Api),
    }
}

#[tokio::test]
async fn the_example_lives_from_command_to_query_table() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("guide.db").display());
    let database: DatabaseUrl = url.parse().unwrap();
    tenantry_ledger::migrate(&database).await.unwrap();
    let ledger = tenantry_ledger::open(&database, Options::default())
        .await
        .unwrap();
    let engine = Engine::new(Arc::clone(&ledger), Limits::default());

    let msp = MspId::new(Uuid::from_u128(10));
    let (gold, silver) = (Uuid::from_u128(20), Uuid::from_u128(21));
    for (id, command) in [
        (silver, sign("silver")),
        (gold, sign("gold")),
        (gold, end()),
    ] {
        let done = engine.execute(request(msp, id, command)).await.unwrap();
        assert_eq!(done.outcome(), Outcome::Recorded);
    }
    let again = engine.execute(request(msp, gold, end())).await.unwrap();
    assert_eq!(again.outcome(), Outcome::AlreadyDone);
    let refused = engine.execute(request(msp, gold, sign("gold"))).await;
    assert_eq!(
        refused.unwrap_err(),
        CommandError::Refused(AgreementRefusal::AgreementExists)
    );

    let store = Projections::open_with(&url, ledger, &DECLARED)
        .await
        .unwrap();
    store.migrate().await.unwrap();
    assert!(store.catch_up().await.unwrap().is_empty());
    let row = get(&store, msp, gold).await.unwrap().unwrap();
    assert_eq!((row.status, row.position), (AgreementStatus::Ended, 3));
    assert!(row.ended_at >= Some(row.signed_at));
    let all = AgreementFilter::default();
    let page = list(&store, msp, &all, None, 10).await.unwrap();
    let plans: Vec<String> = page.rows.into_iter().map(|row| row.plan).collect();
    assert_eq!(plans, ["gold", "silver"]);
    let holding = AgreementFilter {
        status: Some(AgreementStatus::Signed),
    };
    let page = list(&store, msp, &holding, None, 10).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    let stranger = MspId::new(Uuid::from_u128(11));
    assert_eq!(get(&store, stranger, gold).await.unwrap(), None);

    let before = store.content_hash("agreements").await.unwrap();
    let events = store.rebuild("agreements", &mut |_| {}).await.unwrap();
    assert_eq!(events, 3);
    assert_eq!(store.content_hash("agreements").await.unwrap(), before);
    store.close().await;
}
