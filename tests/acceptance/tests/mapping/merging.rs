//! Customers merged, parted and split, interrupted at every step.

use std::collections::BTreeSet;
use std::sync::Arc;

use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{CustomerId, InvitationId, RecordId, TenantId};
use tenantry_domain::tenant::{
    LinkCustomer, NoteSighting, Sighting, Tenant, TenantCommand, UnderGdap,
};
use tenantry_domain::tenant_consent::{AskConsent, TenantConsent, TenantConsentCommand};
use tenantry_domain::text::{CustomerName, OrganizationName};
use tenantry_domain::vendor_record::LinkedHow;
use tenantry_engine::holdings::Holdings;
use tenantry_engine::time::SystemClock;
use tenantry_support::customers::ada;
use tenantry_support::{World, audit, on_both_databases};
use uuid::Uuid;

use crate::stage::{BY_HAND, Stage, connection, why};

/// Two customers that are one: `from` has a company, two sites and a tenant that is held for it, `into` has an
/// organization.
struct Pair {
    from: CustomerId,
    into: CustomerId,
    records: [RecordId; 3],
    tenant: TenantId,
}

impl Pair {
    async fn on(stage: &Stage) -> Self {
        let (from, into) = (
            stage.customer("Contoso Ltd").await,
            stage.customer("Contoso").await,
        );
        let records = [
            stage.autotask("Contoso Ltd").await,
            stage.record(Vendor::DattoRmm, 2, "Contoso").await,
            stage.record(Vendor::DattoRmm, 2, "Contoso Dallas").await,
        ];
        for record in records {
            stage.linked(record, from).await;
        }
        let own = stage.record(Vendor::ItGlue, 3, "Contoso").await;
        stage.linked(own, into).await;
        let tenant = tenant_of(stage, from).await;
        holdings(stage)
            .claim(stage.msp, tenant, from, ada())
            .await
            .unwrap();
        Self {
            from,
            into,
            records,
            tenant,
        }
    }

    async fn is_one(&self, stage: &Stage) {
        let merged = stage.customer_state(self.from).await;
        assert!(matches!(merged, Customer::Merged(it) if it.into == self.into));
        let how = LinkedHow::Merged { from: self.from };
        for record in self.records {
            assert_eq!(stage.whose(record).await, Some(self.into));
            assert_eq!(stage.how(record).await, Some(how));
        }
        assert_eq!(stage.seat(self.into, 1).await, Some(self.records[0]));
        assert_eq!(owner(stage, self.tenant).await, Some(self.into));
        assert_eq!(holder(stage, self.tenant).await, Some(self.into));
    }

    async fn is_two(&self, stage: &Stage) {
        let parted = stage.customer_state(self.from).await;
        assert!(matches!(parted, Customer::Registered(_)), "{parted:?}");
        for record in self.records {
            assert_eq!(stage.whose(record).await, Some(self.from));
            assert_eq!(stage.how(record).await, Some(BY_HAND));
        }
        assert_eq!(stage.seat(self.from, 1).await, Some(self.records[0]));
        assert_eq!(owner(stage, self.tenant).await, Some(self.from));
        assert_eq!(holder(stage, self.tenant).await, Some(self.from));
    }
}

fn holdings(stage: &Stage) -> Holdings {
    Holdings::new(stage.engine.clone(), Arc::new(SystemClock))
}

async fn tenant_of(stage: &Stage, customer_id: CustomerId) -> TenantId {
    let tenant = TenantId::new(Uuid::now_v7());
    let name = OrganizationName::new("Contoso").ok();
    let note = NoteSighting {
        sighting: Sighting {
            gdap: Some(UnderGdap { name }),
            ..Sighting::default()
        },
        silent: BTreeSet::new(),
        at: 1,
    };
    let note = TenantCommand::NoteSighting(Box::new(note));
    stage.tell::<Tenant>(tenant, note).await;
    let link = TenantCommand::LinkCustomer(LinkCustomer { customer_id });
    stage.tell::<Tenant>(tenant, link).await;
    tenant
}

async fn owner(stage: &Stage, tenant: TenantId) -> Option<CustomerId> {
    let id = tenant.to_string();
    let found: Tenant = stage.engine.load(stage.msp, &id).await.unwrap();
    found.known()?.customer_id
}

async fn holder(stage: &Stage, tenant: TenantId) -> Option<CustomerId> {
    let holder = holdings(stage).holder(tenant).await.unwrap();
    holder.map(|it| it.customer)
}

async fn all_that_is_the_ones_is_the_others(world: World) {
    let stage = Stage::open(world).await;
    let pair = Pair::on(&stage).await;
    let reason = Some(why("registered twice"));
    let key = || ada().with_key("merge-1");
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let merged = mappings.merge(msp, pair.from, pair.into, reason.clone(), key());
    let merged = merged.await.unwrap();
    assert_eq!(merged.records.len(), 3);
    assert_eq!(merged.tenants, [pair.tenant]);
    pair.is_one(&stage).await;
    // The same once more, with and without the key, changes nothing.
    let again = mappings.merge(msp, pair.from, pair.into, reason.clone(), key());
    assert!(again.await.unwrap().done.replayed);
    let again = mappings.merge(msp, pair.from, pair.into, reason.clone(), ada());
    assert_eq!(again.await.unwrap().records, []);

    let parted = mappings.part(msp, pair.from, ada()).await.unwrap();
    assert_eq!((parted.records.len(), parted.left), (3, vec![]));
    assert_eq!(parted.tenants, [pair.tenant]);
    pair.is_two(&stage).await;
    // The old request is not carried out once more.
    let late = mappings.merge(msp, pair.from, pair.into, reason, key());
    assert!(late.await.unwrap().done.replayed);
    pair.is_two(&stage).await;
    audit::ledger(&*stage.ledger, msp).await;
}

async fn what_was_interrupted_goes_on(world: World) {
    let mut stage = Stage::open(world).await;
    let (mut merged_in, mut parted_in) = (None, None);
    for step in 0.. {
        let pair = Pair::on(&stage).await;
        stage.ledger.dies_after(step);
        let merging = stage
            .mappings
            .merge(stage.msp, pair.from, pair.into, None, ada());
        let ended = merging.await;
        stage = stage.restarted().await;
        if ended.is_ok() {
            merged_in = merged_in.or(Some(step));
        } else {
            let again = stage
                .mappings
                .merge(stage.msp, pair.from, pair.into, None, ada());
            again.await.unwrap();
        }
        pair.is_one(&stage).await;

        stage.ledger.dies_after(step);
        let ended = stage.mappings.part(stage.msp, pair.from, ada()).await;
        stage = stage.restarted().await;
        if ended.is_ok() {
            parted_in = parted_in.or(Some(step));
        } else {
            let again = stage.mappings.part(stage.msp, pair.from, ada());
            again.await.unwrap();
        }
        pair.is_two(&stage).await;
        if let (Some(merged), Some(parted)) = (merged_in, parted_in) {
            assert!(merged > 6 && parted > 6, "{merged} and {parted} steps");
            break;
        }
    }
    audit::ledger(&*stage.ledger, stage.msp).await;
}

async fn what_stands_in_the_way_is_said_before_anything_is_done(world: World) {
    let stage = Stage::open(world).await;
    let pair = Pair::on(&stage).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let theirs = stage.autotask("Contoso").await;
    stage.linked(theirs, pair.into).await;
    let before = stage.head().await;
    let refused = mappings.merge(msp, pair.from, pair.into, None, ada()).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "MERGE_SEAT_TAKEN");
    let told = refused.to_string();
    for named in [
        connection(1).to_string(),
        theirs.to_string(),
        pair.records[0].to_string(),
    ] {
        assert!(told.contains(&named), "{told}");
    }
    let unlinked = mappings.unlink(msp, theirs, pair.into, None, ada()).await;
    unlinked.unwrap();
    let consent = AskConsent {
        customer_id: pair.from,
        tenant_id: pair.tenant,
        app: AppId::new(Uuid::from_u128(7)),
        valid_days: 3,
        permissions: Vec::new(),
        invitation: InvitationId::new(Uuid::now_v7()),
        correlation_id: None,
        at: 1,
    };
    let command = TenantConsentCommand::Ask(Box::new(consent));
    stage.tell::<TenantConsent>(pair.tenant, command).await;
    let refused = mappings.merge(msp, pair.from, pair.into, None, ada()).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "MERGE_TENANT_BUSY");
    assert!(refused.to_string().contains(&pair.tenant.to_string()));
    // Parting the record, freeing its seat, asking for consent.
    let events = stage.head().await - before;
    assert_eq!(events, 3);
    for (from, into, code) in [
        (pair.from, pair.from, "CUSTOMER_MERGE_SELF"),
        (
            pair.from,
            CustomerId::new(Uuid::now_v7()),
            "CUSTOMER_NOT_FOUND",
        ),
        (
            CustomerId::new(Uuid::now_v7()),
            pair.into,
            "CUSTOMER_NOT_FOUND",
        ),
    ] {
        let refused = mappings.merge(msp, from, into, None, ada()).await;
        assert_eq!(refused.unwrap_err().code(), code);
    }
}

async fn mergers_are_undone_one_after_the_other(world: World) {
    let stage = Stage::open(world).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let (a, b, c) = (
        stage.customer("A").await,
        stage.customer("B").await,
        stage.customer("C").await,
    );
    let record = stage.autotask("A").await;
    stage.linked(record, a).await;
    mappings.merge(msp, a, b, None, ada()).await.unwrap();
    mappings.merge(msp, b, c, None, ada()).await.unwrap();
    let refused = mappings.merge(msp, a, c, None, ada()).await;
    assert_eq!(refused.unwrap_err().code(), "CUSTOMER_MERGED");
    assert_eq!(stage.whose(record).await, Some(c));
    mappings.part(msp, b, ada()).await.unwrap();
    assert_eq!(stage.whose(record).await, Some(b));
    mappings.part(msp, a, ada()).await.unwrap();
    assert_eq!(stage.whose(record).await, Some(a));
    assert_eq!(stage.how(record).await, Some(BY_HAND));
    // One that was never merged is one of its own already.
    let parted = mappings.part(msp, c, ada()).await.unwrap();
    assert_eq!(parted.records, []);
}

async fn a_record_that_went_elsewhere_stays_there(world: World) {
    let stage = Stage::open(world).await;
    let pair = Pair::on(&stage).await;
    let (msp, mappings) = (stage.msp, &stage.mappings);
    mappings
        .merge(msp, pair.from, pair.into, None, ada())
        .await
        .unwrap();
    let third = stage.customer("Fabrikam").await;
    let [company, site, _] = pair.records;
    let moved = mappings.move_to(msp, site, (pair.into, third), None, ada());
    moved.await.unwrap();

    let parted = mappings.part(msp, pair.from, ada()).await.unwrap();
    assert_eq!(parted.records.len(), 2);
    assert_eq!(stage.whose(site).await, Some(third));
    assert_eq!(stage.whose(company).await, Some(pair.from));
}

async fn what_was_linked_a_moment_ago_comes_along(world: World) {
    let stage = Stage::open(world).await;
    let (from, into) = (
        stage.customer("Contoso").await,
        stage.customer("Contoso Ltd").await,
    );
    let record = stage.autotask("Contoso").await;
    stage.freeze_view().await;
    stage.linked(record, from).await;
    let merged = stage.mappings.merge(stage.msp, from, into, None, ada());
    assert_eq!(merged.await.unwrap().records, [record]);
    assert_eq!(stage.whose(record).await, Some(into));
}

async fn a_customer_is_split_off_with_its_records(world: World) {
    let mut stage = Stage::open(world).await;
    let name = || CustomerName::new("Contoso Dallas").unwrap();
    for step in 0.. {
        let pair = Pair::on(&stage).await;
        let chosen = [pair.records[0], pair.records[2]];
        stage.ledger.dies_after(step);
        let split = stage
            .mappings
            .split(stage.msp, pair.from, &chosen, name(), None, ada());
        let ended = split.await;
        stage = stage.restarted().await;
        let again = stage
            .mappings
            .split(stage.msp, pair.from, &chosen, name(), None, ada());
        let split = again.await.unwrap();
        for record in chosen {
            assert_eq!(stage.whose(record).await, Some(split.customer));
            let how = LinkedHow::Split { from: pair.from };
            assert_eq!(stage.how(record).await, Some(how));
        }
        assert_eq!(stage.whose(pair.records[1]).await, Some(pair.from));
        assert_eq!(stage.seat(split.customer, 1).await, Some(chosen[0]));
        if ended.is_ok() {
            assert!(step > 4, "{step} steps");
            break;
        }
    }
    let (msp, mappings) = (stage.msp, &stage.mappings);
    let pair = Pair::on(&stage).await;
    let none = mappings.split(msp, pair.from, &[], name(), None, ada());
    assert_eq!(none.await.unwrap_err().code(), "SPLIT_EMPTY");
    let theirs = [pair.records[0]];
    let wrong = mappings.split(msp, pair.into, &theirs, name(), None, ada());
    assert_eq!(wrong.await.unwrap_err().code(), "RECORD_LINKED_ELSEWHERE");
    let loose = [stage.autotask("Nobody").await];
    let wrong = mappings.split(msp, pair.into, &loose, name(), None, ada());
    assert_eq!(wrong.await.unwrap_err().code(), "RECORD_NOT_LINKED");
}

on_both_databases!(
    all_that_is_the_ones_is_the_others,
    what_was_interrupted_goes_on,
    what_stands_in_the_way_is_said_before_anything_is_done,
    mergers_are_undone_one_after_the_other,
    a_record_that_went_elsewhere_stays_there,
    what_was_linked_a_moment_ago_comes_along,
    a_customer_is_split_off_with_its_records,
);
