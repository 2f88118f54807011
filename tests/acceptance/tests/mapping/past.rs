//! The history of a record, and undoing.

use tenantry_domain::record::Actor;
use tenantry_domain::vendor_record::LinkedHow;
use tenantry_engine::mapping::MappingFact;
use tenantry_support::customers::ada;
use tenantry_support::{World, on_both_databases};

use crate::stage::{BY_HAND, Stage, grace, why};

async fn each_step_is_undone_by_its_opposite(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let (contoso, fabrikam) = (
        stage.customer("Contoso").await,
        stage.customer("Fabrikam").await,
    );
    let record = stage.autotask("Contoso").await;
    let undo = || mappings.undo_last(msp, record, None, ada());
    assert_eq!(undo().await.unwrap_err().code(), "UNDO_NOTHING");

    let suggested = LinkedHow::Suggested { score: 94 };
    let linked = mappings.link(msp, record, contoso, suggested, grace());
    linked.await.unwrap();
    undo().await.unwrap();
    assert_eq!(stage.whose(record).await, None);
    assert_eq!(stage.seat(contoso, 1).await, None);
    undo().await.unwrap();
    assert_eq!(stage.whose(record).await, Some(contoso));
    assert_eq!(stage.how(record).await, Some(suggested));
    assert_eq!(stage.seat(contoso, 1).await, Some(record));

    let reason = Some(why("the wrong one"));
    let moved = mappings.move_to(msp, record, (contoso, fabrikam), reason.clone(), grace());
    moved.await.unwrap();
    let history = mappings.history(msp, record).await.unwrap();
    let last = history.last().unwrap();
    let (from, to, how) = (contoso, fabrikam, BY_HAND);
    assert_eq!(
        last.fact,
        MappingFact::Moved {
            from,
            to,
            how,
            reason
        }
    );
    assert_eq!(last.actor, Actor::user("grace"));
    assert_eq!(history.len(), 4);
    undo().await.unwrap();
    assert_eq!(stage.whose(record).await, Some(contoso));
    assert_eq!(stage.how(record).await, Some(suggested));
    assert_eq!(stage.seat(fabrikam, 1).await, None);

    let parted = mappings.unlink(msp, record, contoso, None, ada());
    parted.await.unwrap();
    let ignored = mappings.ignore(msp, record, why("a test company"), ada());
    ignored.await.unwrap();
    undo().await.unwrap();
    undo().await.unwrap();
    let history = mappings.history(msp, record).await.unwrap();
    let reason = why("a test company");
    let ignored = MappingFact::Ignored { reason };
    assert_eq!(history.last().unwrap().fact, ignored, "for the same reason");
}

async fn what_was_overtaken_is_not_undone(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let (contoso, fabrikam) = (
        stage.customer("Contoso").await,
        stage.customer("Fabrikam").await,
    );
    let record = stage.autotask("Contoso").await;
    stage.linked(record, contoso).await;
    let seen = mappings.history(msp, record).await.unwrap()[0].position;
    let moved = mappings.move_to(msp, record, (contoso, fabrikam), None, grace());
    moved.await.unwrap();
    let late = mappings.undo_last(msp, record, Some(seen), ada()).await;
    assert_eq!(late.unwrap_err().code(), "UNDO_OVERTAKEN");
    assert_eq!(stage.whose(record).await, Some(fabrikam));
    // Asked twice with one key, one step is undone.
    let key = || ada().with_key("undo-1");
    for replayed in [false, true] {
        let undone = mappings.undo_last(msp, record, None, key()).await;
        assert_eq!(undone.unwrap().replayed, replayed);
        assert_eq!(stage.whose(record).await, Some(contoso));
    }
    // The place to go back to is another's by now.
    let moved = mappings.move_to(msp, record, (contoso, fabrikam), None, ada());
    moved.await.unwrap();
    let other = stage.autotask("Contoso").await;
    stage.linked(other, contoso).await;
    let refused = mappings.undo_last(msp, record, None, ada()).await;
    assert_eq!(refused.unwrap_err().code(), "SEAT_TAKEN");
    assert_eq!(stage.whose(record).await, Some(fabrikam));
}

on_both_databases!(
    each_step_is_undone_by_its_opposite,
    what_was_overtaken_is_not_undone,
);
