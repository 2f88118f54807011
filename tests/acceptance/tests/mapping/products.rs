//! Products and services, readiness, settings.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::{
    RecordFacts, RecordKind, Service as ServiceFacts, Term, Vendor,
};
use tenantry_domain::ids::{MspId, RecordId};
use tenantry_domain::product_mapping::{Product, ProductKey, Service};
use tenantry_domain::record::Position;
use tenantry_domain::settings::{BillingChanges, Settings, SettingsChanges};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::ledger::{Ledger, Outcome};
use tenantry_engine::mapping::{
    Missing, Preferences, ProductView, Products, ProductsParts, SeenProduct, SoldService,
};
use tenantry_engine::time::SystemClock;
use tenantry_support::customers::ada;
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};

use crate::stage::{Stage, connection, grace, why};

const PREMIUM: &str = "CFQ7TTC0LCHC:0002";

/// Business Premium, bound for a year, paid monthly and yearly; and a service for each.
#[derive(Debug)]
struct PriceList {
    ledger: Arc<dyn Ledger>,
    /// How often somebody looked.
    looks: AtomicUsize,
    reliable: AtomicBool,
}

#[async_trait]
impl ProductView for PriceList {
    async fn reached(&self, msp: MspId) -> Result<Option<Position>, KnownUnreadable> {
        self.looks.fetch_add(1, SeqCst);
        let head = self.ledger.head(msp).await.unwrap().position;
        Ok(self.reliable.load(SeqCst).then_some(head))
    }

    async fn products(&self, _: MspId) -> Result<Vec<SeenProduct>, KnownUnreadable> {
        let premium = |billing| SeenProduct {
            maker_sku: Some(PREMIUM.to_owned()),
            name: "Microsoft 365 Business Premium".to_owned(),
            term: Some(Term::YEARLY),
            billing: Some(billing),
            ..SeenProduct::default()
        };
        Ok(vec![
            premium(Term::YEARLY),
            premium(Term::MONTHLY),
            premium(Term::MONTHLY),
        ])
    }

    async fn services(&self, _: MspId) -> Result<Vec<SoldService>, KnownUnreadable> {
        let sold = |id: &str, billing| SoldService {
            service: service(id),
            name: format!("M365 Business Premium {id}"),
            sku: None,
            billing,
        };
        Ok(vec![
            sold("yearly", Some(Term::YEARLY)),
            sold("monthly", Some(Term::MONTHLY)),
        ])
    }
}

fn service(id: &str) -> Service {
    Service {
        connection_id: connection(1),
        id: id.to_owned(),
    }
}

/// The record of a service.
fn record(id: &str) -> RecordId {
    RecordId::of(connection(1), RecordKind::Service, id)
}

fn premium(billing: Term) -> Product {
    Product {
        key: ProductKey::Sku(PREMIUM.to_owned()),
        term: Some(Term::YEARLY),
        billing: Some(billing),
    }
}

fn price_list(stage: &Stage) -> Arc<PriceList> {
    Arc::new(PriceList {
        ledger: stage.ledger.clone(),
        looks: AtomicUsize::new(0),
        reliable: AtomicBool::new(true),
    })
}

fn products(stage: &Stage) -> Products {
    products_of(stage, price_list(stage))
}

fn products_of(stage: &Stage, view: Arc<PriceList>) -> Products {
    Products::new(ProductsParts {
        engine: stage.engine.clone(),
        view,
        records: stage.view.clone(),
        clock: Arc::new(SystemClock),
    })
}

async fn a_product_is_mapped_onto_a_service_of_its_cycle(world: World) {
    let stage = Stage::open(world).await;
    let (msp, products) = (stage.msp, products(&stage));
    for id in ["yearly", "monthly"] {
        let facts = RecordFacts::Service(ServiceFacts::default());
        stage
            .record_called(Vendor::Autotask, 1, id, id, facts)
            .await;
    }
    let suggested = products.suggest(msp).await.unwrap();
    let first: Vec<_> = suggested
        .iter()
        .map(|it| {
            (
                it.product.billing.clone(),
                it.services[0].service.id.as_str(),
            )
        })
        .collect();
    assert_eq!(
        first,
        [
            (Some(Term::MONTHLY), "monthly"),
            (Some(Term::YEARLY), "yearly")
        ]
    );
    assert_eq!(suggested[0].services[1].billed_alike, Some(false));

    let monthly = || premium(Term::MONTHLY);
    let mapped = products.map(msp, monthly(), record("monthly"), grace());
    mapped.await.unwrap();
    let other = products.map(msp, monthly(), record("yearly"), ada()).await;
    let other = other.unwrap_err();
    assert_eq!(other.code(), "PRODUCT_MAPPED_ELSEWHERE");
    assert!(other.to_string().contains("user grace"), "{other}");
    let unknown = products.map(msp, premium(Term::YEARLY), record("none"), ada());
    assert_eq!(unknown.await.unwrap_err().code(), "SERVICE_NOT_FOUND");
    let foreign = products.map(new_msp(), monthly(), record("monthly"), ada());
    assert_eq!(foreign.await.unwrap_err().code(), "SERVICE_NOT_FOUND");
    let suggested = products.suggest(msp).await.unwrap();
    assert!(suggested[0].settled.is_some() && suggested[0].services.is_empty());

    let unmapped = products.unmap(msp, monthly(), record("monthly"), ada());
    unmapped.await.unwrap();
    let ignored = products.ignore(msp, monthly(), why("free of charge"), ada());
    ignored.await.unwrap();
    let refused = products.map(msp, monthly(), record("monthly"), ada());
    assert_eq!(
        refused.await.unwrap_err().code(),
        "PRODUCT_IGNORED_BY_CHOICE"
    );
    products.heed(msp, monthly(), ada()).await.unwrap();
    assert!(products.of(msp).await.unwrap().of(&monthly()).is_none());
}

async fn a_list_is_kept_while_it_is_true(world: World) {
    let stage = Stage::open(world).await;
    let (msp, list) = (stage.msp, price_list(&stage));
    let products = products_of(&stage, list.clone());
    let facts = RecordFacts::Service(ServiceFacts::default());
    stage
        .record_called(Vendor::Autotask, 1, "monthly", "M365", facts)
        .await;
    let company = stage.autotask("Contoso").await;
    // With all that is recorded now.
    let look = async || {
        let head = stage.head().await;
        let found = products.suggest_as_of(msp, head).await.unwrap();
        (found, list.looks.load(SeqCst))
    };
    let (first, looks) = look().await;
    assert_eq!((first.len(), looks), (2, 1));

    // What is decided is told at once, and nobody looks again for it, nor for customers' records.
    let mapped = products.map(msp, premium(Term::MONTHLY), record("monthly"), ada());
    mapped.await.unwrap();
    let ignored = stage.mappings.ignore(msp, company, why("a test"), ada());
    ignored.await.unwrap();
    let (second, looks) = look().await;
    assert_eq!(looks, 1);
    assert!(second[0].settled.is_some() && second[0].services.is_empty());
    assert_eq!(second[1], first[1]);

    // What may be another product makes it another list, for those who ask with it.
    stage.autotask("Fabrikam").await;
    products.suggest(msp).await.unwrap();
    assert_eq!(list.looks.load(SeqCst), 1, "made a moment ago");
    assert_eq!(look().await.1, 2);
    assert_eq!(look().await.1, 2);
    let foreign = products.suggest(new_msp()).await.unwrap();
    assert_eq!((foreign.len(), list.looks.load(SeqCst)), (2, 3));

    // Of what cannot be relied on nothing is kept.
    list.reliable.store(false, SeqCst);
    stage.autotask("Northwind").await;
    assert_eq!(look().await.1, 4);
    assert_eq!(look().await.1, 5);
}

async fn one_customer_and_one_product_are_enough_to_go_on(world: World) {
    let stage = Stage::open(world).await;
    let (msp, products) = (stage.msp, products(&stage));
    let ready = products.readiness(msp).await.unwrap();
    assert_eq!(ready.missing, [Missing::Customer, Missing::Product]);
    let contoso = stage.customer("Contoso").await;
    let site = stage.record(Vendor::DattoRmm, 2, "Contoso").await;
    stage.linked(site, contoso).await;
    let ready = products.readiness(msp).await.unwrap();
    assert_eq!(ready.customers_mapped, 0, "a site is not billed");
    let company = stage.autotask("Contoso").await;
    stage.linked(company, contoso).await;
    let facts = RecordFacts::Service(ServiceFacts::default());
    stage
        .record_called(Vendor::Autotask, 1, "monthly", "M365", facts)
        .await;
    let mapped = products.map(msp, premium(Term::MONTHLY), record("monthly"), ada());
    mapped.await.unwrap();
    let ready = products.readiness(msp).await.unwrap();
    assert!(ready.is_ready(), "{ready:?}");
    assert_eq!((ready.customers_mapped, ready.products_mapped), (1, 1));
    assert!(!products.readiness(new_msp()).await.unwrap().is_ready());
}

async fn settings_are_safe_until_somebody_changes_them(world: World) {
    let stage = Stage::open(world).await;
    let preferences = Preferences::new(stage.engine.clone());
    let (msp, other) = (stage.msp, new_msp());
    assert_eq!(preferences.of(msp).await.unwrap(), Settings::default());
    let day = |month_starts_on| SettingsChanges {
        billing: BillingChanges {
            month_starts_on: Some(month_starts_on),
            ..BillingChanges::default()
        },
        ..SettingsChanges::default()
    };
    preferences.change(msp, day(15), ada()).await.unwrap();
    let again = preferences.change(msp, day(15), ada()).await.unwrap();
    assert_eq!(again.outcome(), Outcome::AlreadyDone);
    let refused = preferences.change(msp, day(29), ada()).await;
    assert_eq!(refused.unwrap_err().code(), "SETTING_OUT_OF_RANGE");
    let found = preferences.of(msp).await.unwrap();
    assert_eq!(found.billing.month_starts_on, 15);
    assert_eq!(preferences.of(other).await.unwrap(), Settings::default());
}

on_both_databases!(
    a_product_is_mapped_onto_a_service_of_its_cycle,
    a_list_is_kept_while_it_is_true,
    one_customer_and_one_product_are_enough_to_go_on,
    settings_are_safe_until_somebody_changes_them,
);
