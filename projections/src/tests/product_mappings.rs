//! Mapped products as people look them up.

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::vendor::Term;
use tenantry_domain::ids::MspId;
use tenantry_domain::product_mapping::{
    Product, ProductKey, ProductMapping, ProductMappingEvent as E, Service,
};
use tenantry_domain::record::{Position, StreamId};

use super::on_both;
use super::vendors::connection;
use super::world::{World, msp, new, reason};
use crate::product_mappings::{self, ProductMappingFilter, ProductMappingRow, ProductState};
use crate::projections::Projections;

on_both!(
    a_row_tells_what_a_product_is_billed_as,
    products_are_filtered_and_paged,
    the_longest_products_are_kept,
    many_products_are_read_at_once,
    rebuilding_gives_the_same_rows,
);

fn product(sku: &str, billing: Term) -> Product {
    Product {
        key: ProductKey::of(Some(sku), "").unwrap(),
        term: Some(Term::YEARLY),
        billing: Some(billing),
    }
}

fn monthly() -> Product {
    product("CFQ7TTC0LH18:0001", Term::MONTHLY)
}

fn yearly() -> Product {
    product("CFQ7TTC0LH18:0001", Term::YEARLY)
}

fn named() -> Product {
    Product {
        key: ProductKey::of(None, "Backup of mail").unwrap(),
        term: None,
        billing: Some(Term::Other("now and then".to_owned())),
    }
}

fn service(id: &str) -> Service {
    Service {
        connection_id: connection(1),
        id: id.to_owned(),
    }
}

fn by() -> String {
    "user 7".to_owned()
}

fn mapped(product: Product, service: Service) -> E {
    E::ProductMapped {
        product,
        service,
        by: by(),
        at: 10,
    }
}

fn unmapped(product: Product, service: Service) -> E {
    E::ProductUnmapped {
        product,
        service,
        by: by(),
        at: 20,
    }
}

fn ignored(product: Product) -> E {
    E::ProductIgnored {
        product,
        reason: reason(),
        by: by(),
        at: 30,
    }
}

fn heeded(product: Product) -> E {
    E::ProductHeeded {
        product,
        by: by(),
        at: 40,
    }
}

async fn record(world: &World, msp: MspId, expected: u64, events: &[E]) -> Position {
    let stream = StreamId::new(ProductMapping::TYPE, msp);
    let events = events.iter().map(new).collect();
    world.append(msp, stream, expected, events).await
}

async fn row(projections: &Projections, msp: MspId, of: &Product) -> Option<ProductMappingRow> {
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    product_mappings::get(projections, msp, of).await.unwrap()
}

async fn a_row_tells_what_a_product_is_billed_as(world: World) {
    use ProductState as S;
    let projections = world.projections().await;
    let steps = [
        (
            mapped(monthly(), service("7")),
            Some((S::Mapped, Some("7"))),
        ),
        (unmapped(monthly(), service("7")), None),
        (ignored(monthly()), Some((S::Ignored, None))),
        (heeded(monthly()), None),
        (
            mapped(monthly(), service("8")),
            Some((S::Mapped, Some("8"))),
        ),
    ];
    for (place, (event, wanted)) in (0..).zip(steps) {
        let position = record(&world, msp(1), place, &[event]).await;
        let row = row(&projections, msp(1), &monthly()).await;
        let Some((state, id)) = wanted else {
            assert_eq!(row, None);
            continue;
        };
        let row = row.unwrap();
        assert_eq!((row.state, row.position), (state, position));
        assert_eq!(row.service(), id.map(service));
        assert_eq!(row.reason.is_some(), state == S::Ignored);
        assert_eq!(
            (row.product(), row.decided_by.as_str()),
            (Some(monthly()), "user 7")
        );
    }
    // Paid in another way it is another product, and with another MSP another row.
    assert_eq!(row(&projections, msp(1), &yearly()).await, None);
    assert_eq!(row(&projections, msp(2), &monthly()).await, None);
    record(
        &world,
        msp(2),
        0,
        &[mapped(monthly(), service("9")), ignored(named())],
    )
    .await;
    let theirs = row(&projections, msp(2), &monthly()).await.unwrap();
    assert_eq!(theirs.service(), Some(service("9")));
    let ours = row(&projections, msp(1), &monthly()).await.unwrap();
    assert_eq!(ours.service(), Some(service("8")));
    let by_name = row(&projections, msp(2), &named()).await.unwrap();
    assert_eq!((by_name.product(), by_name.sku), (Some(named()), None));
}

async fn listed(projections: &Projections, filter: &ProductMappingFilter) -> Vec<Product> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = product_mappings::list(projections, msp(1), filter, after.as_ref(), 1);
        let page = page.await.unwrap();
        found.extend(page.rows.iter().filter_map(ProductMappingRow::product));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

async fn products_are_filtered_and_paged(world: World) {
    let projections = world.projections().await;
    let elsewhere = Service {
        connection_id: connection(2),
        ..service("7")
    };
    let other = product("CFQ7TTC0LDPB:0001", Term::MONTHLY);
    let events = [
        mapped(monthly(), service("7")),
        mapped(other.clone(), elsewhere.clone()),
        ignored(named()),
        mapped(yearly(), service("8")),
        unmapped(yearly(), service("8")),
    ];
    record(&world, msp(1), 0, &events).await;
    record(&world, msp(2), 0, &[ignored(yearly())]).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let all = ProductMappingFilter::default;
    let state = |it| ProductMappingFilter {
        state: Some(it),
        ..all()
    };
    let connection = ProductMappingFilter {
        connection: Some(connection(1)),
        ..all()
    };
    let service = |it| ProductMappingFilter {
        service: Some(it),
        ..all()
    };
    let prefix = ProductMappingFilter {
        prefix: Some("CFQ7TTC0LH".to_owned()),
        ..all()
    };
    for (filter, products) in [
        (all(), vec![named(), other.clone(), monthly()]),
        (state(ProductState::Ignored), vec![named()]),
        (state(ProductState::Mapped), vec![other.clone(), monthly()]),
        (connection, vec![monthly()]),
        (service(elsewhere), vec![other]),
        (service(self::service("8")), vec![]),
        (prefix, vec![monthly()]),
    ] {
        assert_eq!(listed(&projections, &filter).await, products, "{filter:?}");
    }
}

async fn the_longest_products_are_kept(world: World) {
    let projections = world.projections().await;
    let letter = |n: u32| char::from_u32(0x2_0000 + n.wrapping_mul(2_654_435_761) % 0xa000);
    let noise = |from: u32| (from..from + 400).filter_map(letter).collect::<String>();
    let product = Product {
        key: ProductKey::of(None, &noise(0)).unwrap(),
        term: None,
        billing: None,
    };
    let service = service(&noise(400));
    record(
        &world,
        msp(1),
        0,
        &[mapped(product.clone(), service.clone())],
    )
    .await;
    let kept = row(&projections, msp(1), &product).await.unwrap();
    assert_eq!(
        (kept.product(), kept.service()),
        (Some(product), Some(service))
    );
}

async fn many_products_are_read_at_once(world: World) {
    let projections = world.projections().await;
    let events = [mapped(monthly(), service("7")), ignored(named())];
    record(&world, msp(1), 0, &events).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let before = projections.reads();
    let asked = [named(), yearly(), monthly(), named()];
    let rows = product_mappings::of_products(&projections, msp(1), &asked).await;
    let rows = rows.unwrap();
    assert_eq!((rows.len(), projections.reads() - before), (2, 1));
    let none = product_mappings::of_products(&projections, msp(2), &asked).await;
    assert_eq!(none.unwrap(), vec![]);
}

async fn rebuilding_gives_the_same_rows(world: World) {
    let projections = world.projections().await;
    for place in 0..10 {
        let sku = format!("CFQ7TTC0LH18:{:04}", place % 5);
        let product = product(&sku, Term::MONTHLY);
        let ours = [
            mapped(product.clone(), service("7")),
            unmapped(product.clone(), service("7")),
        ];
        record(&world, msp(1), place * 3, &ours).await;
        if place % 3 == 0 {
            projections.catch_up().await.unwrap();
        }
        let last = if place % 2 == 0 {
            ignored(product)
        } else {
            mapped(product, service("8"))
        };
        record(&world, msp(1), place * 3 + 2, std::slice::from_ref(&last)).await;
        record(&world, msp(2), place, &[last]).await;
    }
    let gone = [heeded(product("CFQ7TTC0LH18:0004", Term::MONTHLY))];
    record(&world, msp(1), 30, &gone).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    assert_eq!(
        listed(&projections, &ProductMappingFilter::default())
            .await
            .len(),
        4
    );
    let table = "product_mappings";
    let followed = projections.content_hash(table).await.unwrap();
    projections.rebuild(table, &mut |_| {}).await.unwrap();
    assert_eq!(projections.content_hash(table).await.unwrap(), followed);
}
