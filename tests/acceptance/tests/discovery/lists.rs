//! Lists as clouds give them on bad days.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tenantry_domain::cloud::gdap::{Contract, ContractKind, Contracts, Partner};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion, TenantId};
use tenantry_engine::clouds::PartnerClouds;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::stage::Stage;

on_both_databases!(
    empty_pages_are_not_the_end,
    a_list_whose_place_is_forgotten_begins_anew,
    a_list_without_end_is_given_up,
    half_a_list_is_as_good_as_none
);

/// What one request for a page comes to.
#[derive(Debug, Clone)]
enum Turn {
    Page(Portion<Contract>),
    Fault(Cause),
}

/// Takes these turns, and the last one for ever.
#[derive(Debug)]
struct Script(Mutex<VecDeque<Turn>>);

#[async_trait]
impl Contracts for Script {
    async fn list(
        &self,
        _: Partner,
        _: Option<&Bookmark>,
    ) -> Result<Portion<Contract>, CloudFault> {
        let mut turns = self.0.lock().unwrap();
        let turn = if turns.len() > 1 {
            turns.pop_front().unwrap()
        } else {
            turns.front().unwrap().clone()
        };
        match turn {
            Turn::Page(portion) => Ok(portion),
            Turn::Fault(cause) => Err(CloudFault::new(cause, "graph", "by the test")),
        }
    }
}

fn scripted(stage: &Stage, turns: impl IntoIterator<Item = Turn>) -> PartnerClouds {
    let script = Script(Mutex::new(turns.into_iter().collect()));
    PartnerClouds {
        contracts: Arc::new(script),
        ..stage.clouds.clone()
    }
}

fn page(tenants: &[u128], next: Option<&str>) -> Turn {
    let row = |number: &u128| Contract {
        customer: TenantId::new(Uuid::from_u128(*number)),
        name: format!("Contracted {number}"),
        default_domain: None,
        kind: ContractKind::Breadth,
    };
    Turn::Page(Portion {
        rows: tenants.iter().map(row).collect(),
        next: next.map(Bookmark::new),
    })
}

/// Those that other sources do not name.
const OTHERS: usize = 4;

async fn empty_pages_are_not_the_end(world: World) {
    let stage = Stage::open(world).await;
    let pages = [
        page(&[], Some("a")),
        page(&[], Some("b")),
        page(&[1], Some("c")),
        page(&[], Some("d")),
        page(&[2], None),
    ];
    let report = stage.look(&scripted(&stage, pages)).await.unwrap();
    assert!(report.is_complete());
    assert_eq!((report.sources[2].rows, report.new.len()), (2, OTHERS + 2));
}

async fn a_list_whose_place_is_forgotten_begins_anew(world: World) {
    let stage = Stage::open(world).await;
    let pages = [
        page(&[1], Some("a")),
        Turn::Fault(Cause::CursorExpired),
        page(&[1], Some("a")),
        page(&[2], None),
    ];
    let report = stage.look(&scripted(&stage, pages)).await.unwrap();
    assert!(report.is_complete());
    assert_eq!((report.sources[2].rows, report.new.len()), (2, OTHERS + 2));
    let forgotten = [page(&[1], Some("a")), Turn::Fault(Cause::CursorExpired)];
    let report = stage.look(&scripted(&stage, forgotten)).await.unwrap();
    let code = report.sources[2].fault.as_ref().unwrap().code();
    assert_eq!(code, "CLOUD_CURSOR_EXPIRED", "not for ever");
}

async fn a_list_without_end_is_given_up(world: World) {
    let stage = Stage::open(world).await;
    let report = stage
        .look(&scripted(&stage, [page(&[1], Some("a"))]))
        .await
        .unwrap();
    let code = report.sources[2].fault.as_ref().unwrap().code();
    assert_eq!(code, "CLOUD_ANSWER_UNREADABLE");
    assert_eq!(report.new.len(), OTHERS);
}

async fn half_a_list_is_as_good_as_none(world: World) {
    let stage = Stage::open(world).await;
    let pages = [page(&[1], Some("a")), Turn::Fault(Cause::Silent)];
    let report = stage.look(&scripted(&stage, pages)).await.unwrap();
    assert_eq!(report.sources[2].rows, 1);
    assert_eq!(report.new.len(), OTHERS);
    assert!(!report.new.contains(&TenantId::new(Uuid::from_u128(1))));
}
