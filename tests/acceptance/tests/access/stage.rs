//! An MSP, its people, and a clock that is set.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tenantry_domain::cloud::directory::{GroupId, UserId};
use tenantry_domain::ids::{MemberId, MspId, TenantId};
use tenantry_domain::record::{Actor, ActorKind, Micros, Source};
use tenantry_domain::role::Role;
use tenantry_domain::team::Groups;
use tenantry_domain::text::{Reason, ServiceTokenName};
use tenantry_engine::access::{
    Access, AccessError, Admitted, Authenticated, PersonSignedIn, SessionSecret, TokenWish,
};
use tenantry_engine::chance::{Randomness, SystemRandomness};
use tenantry_engine::commands::{Context, Engine};
use tenantry_engine::time::Clock;
use tenantry_support::World;
use tenantry_support::world::new_msp;
use uuid::Uuid;

#[derive(Debug)]
pub(crate) struct SetClock(AtomicI64);

impl SetClock {
    pub(crate) fn pass(&self, time: Micros) {
        self.0.fetch_add(time, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    /// A little later each time it is asked.
    fn now(&self) -> Micros {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// An MSP whose people may sign in.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) access: Access,
    pub(crate) msp: MspId,
    pub(crate) tenant: TenantId,
}

impl Stage {
    pub(crate) async fn on(world: World) -> Self {
        let clock = Arc::new(SetClock(AtomicI64::new(1_750_000_000_000_000)));
        let access = over(
            world.engine().await,
            clock.clone(),
            Arc::new(SystemRandomness),
        );
        let (msp, tenant) = (new_msp(), TenantId::new(Uuid::now_v7()));
        let admitted = access.admit_home_tenant(msp, tenant, operator());
        admitted.await.unwrap();
        Self {
            world,
            clock,
            access,
            msp,
            tenant,
        }
    }

    /// Another node on the same database.
    pub(crate) async fn node(&self) -> Access {
        let engine = self.world.engine().await;
        over(engine, self.clock.clone(), Arc::new(SystemRandomness))
    }

    pub(crate) fn person(&self, account: u128, groups: &[u128]) -> PersonSignedIn {
        let groups: BTreeSet<GroupId> = groups.iter().copied().map(group).collect();
        PersonSignedIn {
            tenant: self.tenant,
            account: UserId::new(Uuid::from_u128(account)),
            name: format!("Person {account}"),
            groups: Groups::Known(groups),
            second_factor: Some(true),
        }
    }

    pub(crate) async fn sign_in(&self, account: u128, groups: &[u128]) -> Admitted {
        let person = self.person(account, groups);
        self.access.admit(person).await.unwrap()
    }

    pub(crate) async fn session_of(&self, account: u128) -> SessionSecret {
        let admitted = self.sign_in(account, &[]).await;
        self.access.open_session(admitted).await.unwrap()
    }

    pub(crate) async fn grant(&self, account: u128, role: Role) -> Result<(), AccessError> {
        let wish = (member(account), role);
        let granted = self
            .access
            .grant_role(self.msp, wish, false, None, operator());
        granted.await.map(drop)
    }

    /// The last position of the MSP's ledger.
    pub(crate) async fn position(&self) -> u64 {
        let ledger = self.world.ledger().await;
        ledger.head(self.msp).await.unwrap().position
    }

    /// The names of the MSP's events after a position.
    pub(crate) async fn events_after(&self, position: u64) -> Vec<String> {
        let ledger = self.world.ledger().await;
        let feed = ledger.feed(self.msp, position, 1000).await.unwrap();
        feed.into_iter().map(|event| event.event_type).collect()
    }
}

pub(crate) fn over(engine: Engine, clock: Arc<dyn Clock>, chance: Arc<dyn Randomness>) -> Access {
    Access::new(Arc::new(engine), clock, chance)
}

pub(crate) fn group(number: u128) -> GroupId {
    GroupId::new(Uuid::from_u128(number))
}

pub(crate) fn member(account: u128) -> MemberId {
    MemberId::new(Uuid::from_u128(account))
}

pub(crate) fn why() -> Reason {
    Reason::new("because").unwrap()
}

pub(crate) fn operator() -> Context {
    let (kind, id) = (ActorKind::Operator, "ada".to_owned());
    Context::new(Actor { kind, id }, Source::Cli)
}

pub(crate) fn wish(role: Role, days: u16) -> TokenWish {
    let name = ServiceTokenName::new("billing").unwrap();
    TokenWish { name, role, days }
}

/// Whoever is not let in learns one thing alone.
#[track_caller]
pub(crate) fn not_signed_in(answer: &Result<Authenticated, AccessError>) {
    assert_eq!(answer, &Err(AccessError::NotSignedIn));
}

pub(crate) fn code<T>(outcome: Result<T, AccessError>) -> &'static str {
    outcome.map_or_else(|error| error.code(), |_| "")
}
