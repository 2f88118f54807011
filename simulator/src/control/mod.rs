//! How tests and demos steer the world: as the customer's administrator, as time, and as fate.
//!
//! What can be ordered is one list, [`Order`]. [`Control`] takes it from tests in the same process;
//! `plane` takes it over HTTPS from everybody else.

mod order;
pub(crate) mod plane;

pub use order::{Impossible, Order, UserChange};

use crate::directory::Kind;
use crate::fate::Rule;
use crate::hold::Holds;
use crate::journal::{Act, Deed, Entry};
use crate::partner::Quirks;
use crate::server::Shared;
use crate::vendors::{Row, Vendor, VendorChange};
use crate::world::World;
use jiff::Timestamp;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Steers a world from the process that it runs in.
#[derive(Debug, Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Carries out an order at once.
    pub fn order(&self, order: Order) -> Result<(), Impossible> {
        self.shared.change(|world| order::carry_out(world, order))
    }

    pub fn now(&self) -> Timestamp {
        self.shared.world().clock.now()
    }

    pub fn jump(&self, by: Duration) {
        self.shared.change(|world| world.clock.jump(by));
    }

    pub fn lay_down(&self, rule: Rule) {
        self.shared.change(|world| world.fate.lay_down(rule));
    }

    pub fn lift_all_rules(&self) {
        self.shared.change(|world| world.fate.lift_all());
    }

    /// How many requests are held.
    pub fn held(&self) -> usize {
        self.holds().count()
    }

    /// Until a request is held, under [`Fault::HoldBefore`](crate::Fault::HoldBefore) or
    /// [`Fault::HoldAfter`](crate::Fault::HoldAfter).
    pub async fn somebody_is_held(&self) {
        self.holds().until(true).await;
    }

    /// Until no request is held any more: they were let go, or their clients hung up.
    pub async fn nobody_is_held(&self) {
        self.holds().until(false).await;
    }

    /// The requests that are held go on. Rules still in force hold later ones.
    pub fn release_all(&self) {
        self.holds().release_all();
    }

    /// A copy, so that nobody waits with the world in hand.
    fn holds(&self) -> Holds {
        self.shared.world().holds.clone()
    }

    /// As the customer's administrator: the invitation is accepted.
    pub fn approve(&self, relationship: &str, customer: Uuid) -> Result<(), Impossible> {
        let relationship = relationship.to_owned();
        self.order(Order::Approve {
            relationship,
            customer,
        })
    }

    /// As the customer's administrator: the invitation is not wanted.
    pub fn refuse(&self, relationship: &str, customer: Uuid) -> Result<(), Impossible> {
        let relationship = relationship.to_owned();
        self.order(Order::Refuse {
            relationship,
            customer,
        })
    }

    /// As the customer's administrator: the partner is to go.
    pub fn remove_relationship(
        &self,
        relationship: &str,
        customer: Uuid,
    ) -> Result<(), Impossible> {
        let relationship = relationship.to_owned();
        self.order(Order::RemoveRelationship {
            relationship,
            customer,
        })
    }

    /// What is unpleasant at a partner, from now on.
    pub fn set_quirks(&self, partner: Uuid, quirks: Quirks) -> Result<(), Impossible> {
        self.order(Order::Quirks { partner, quirks })
    }

    /// As somebody at the MSP, or as the vendor.
    pub fn at_vendor(
        &self,
        vendor: Vendor,
        account: &str,
        change: VendorChange,
    ) -> Result<(), Impossible> {
        let account = account.to_owned();
        self.order(Order::AtVendor {
            vendor,
            account,
            change,
        })
    }

    /// The rows of a list of an account, as the vendor has them now.
    pub fn vendor_rows(&self, vendor: Vendor, account: &str, list: &str) -> Vec<Row> {
        let world = self.shared.world();
        let found = world.vendors.account(vendor, account);
        found.map_or_else(Vec::new, |it| it.tables.rows(list).to_vec())
    }

    /// All requests so far.
    pub fn journal(&self) -> Vec<Entry> {
        self.shared.world().journal.entries().to_vec()
    }

    /// Those requests that came after so many.
    pub fn journal_after(&self, count: usize) -> Vec<Entry> {
        let world = self.shared.world();
        let later = world.journal.entries().get(count..);
        later.unwrap_or_default().to_vec()
    }

    /// All effects so far.
    pub fn deeds(&self) -> Vec<Deed> {
        self.shared.world().journal.deeds().to_vec()
    }

    /// The user of this number in a tenant's crowd.
    pub fn user_id(&self, tenant: Uuid, number: u32) -> Option<Uuid> {
        let world = self.shared.world();
        let crowd = &world.tenants.get(&tenant)?.directory.crowd;
        (number < crowd.users).then(|| crowd.id(Kind::User, number))
    }

    /// Who signs in with this name in a tenant, whether every server knows it or not.
    pub fn user_named(&self, tenant: Uuid, name: &str) -> Option<Uuid> {
        let world = self.shared.world();
        let crowd = &world.tenants.get(&tenant)?.directory.crowd;
        let named = |number: &u32| {
            let change = crowd.change_of(Kind::User, *number);
            let there = change.filter(|change| change.removed.is_none());
            let known = there.and_then(|change| change.fields.get("userPrincipalName"));
            let known = known.and_then(Value::as_str);
            known.is_some_and(|known| known.eq_ignore_ascii_case(name))
        };
        let number = (0..crowd.users).find(named)?;
        Some(crowd.id(Kind::User, number))
    }

    /// The password that somebody was made with.
    pub fn user_password(&self, tenant: Uuid, user: Uuid) -> Option<String> {
        let world = self.shared.world();
        let directory = &world.tenants.get(&tenant)?.directory;
        let number = directory.user_number(user)?;
        let change = directory.crowd.change_of(Kind::User, number)?;
        change.password.clone()
    }

    /// What stands for an app in a tenant.
    pub fn principal_id(&self, tenant: Uuid, app: Uuid) -> Option<Uuid> {
        let world = self.shared.world();
        let directory = &world.tenants.get(&tenant)?.directory;
        directory
            .service_principal(app)
            .map(|principal| principal.id)
    }

    /// The group of this number in a tenant's crowd.
    pub fn group_id(&self, tenant: Uuid, number: u32) -> Option<Uuid> {
        let world = self.shared.world();
        let crowd = &world.tenants.get(&tenant)?.directory.crowd;
        (number < crowd.groups).then(|| crowd.id(Kind::Group, number))
    }

    /// The relationships that were ever created for a customer, by id: those that name it, and
    /// those that it approved.
    pub fn relationships_ever_created_for(&self, customer: Uuid) -> Vec<String> {
        relationships_of(&self.shared.world(), customer)
    }

    /// What apps made for a customer and is there now. A relationship that is over, and what hung on
    /// it, is not.
    pub fn left_behind(&self, customer: Uuid) -> Vec<Deed> {
        left_behind(&self.shared.world(), customer)
    }

    /// Things deleted by an app that no app had created.
    pub fn foreign_things_deleted(&self) -> Vec<Deed> {
        let world = self.shared.world();
        world
            .journal
            .foreign_things_deleted()
            .into_iter()
            .cloned()
            .collect()
    }
}

fn left_behind(world: &World, customer: Uuid) -> Vec<Deed> {
    // Who approves an open invitation is not known when it is made.
    let relationships = relationships_of(world, customer);
    let theirs = |deed: &&Deed| match deed.kind {
        "relationship" => relationships.contains(&deed.id),
        _ => deed.customer == Some(customer) || deed.tenant == customer,
    };
    let there = world.journal.not_deleted().filter(theirs);
    there.filter(|it| is_there(world, it)).cloned().collect()
}

fn is_there(world: &World, deed: &Deed) -> bool {
    let now = world.clock.now();
    let mut all = world
        .partners
        .values()
        .flat_map(|partner| &partner.relationships);
    let of = match deed.kind {
        "relationship" => all.find(|it| it.id == deed.id),
        "accessAssignment" => all.find(|it| {
            let mut assignments = it.assignments.iter();
            assignments.any(|assignment| assignment.id.to_string() == deed.id)
        }),
        "user" => return user_is_there(world, deed.tenant, &deed.id, None),
        "licence" => {
            let (user, product) = deed.id.split_once('/').unwrap_or_default();
            return user_is_there(world, deed.tenant, user, Some(product));
        }
        _ => return true,
    };
    of.is_some_and(|relationship| !relationship.is_over(now))
}

/// Whether somebody is in the directory, and was given the product where one is named.
fn user_is_there(world: &World, tenant: Uuid, user: &str, product: Option<&str>) -> bool {
    let Some(tenant) = world.tenants.get(&tenant) else {
        return false;
    };
    let user = user.parse::<Uuid>().ok();
    let number = user.and_then(|user| tenant.directory.user_number(user));
    let Some(number) = number else {
        return false;
    };
    let given = tenant.given_to(number);
    product.is_none_or(|product| given.iter().any(|id| id.to_string() == product))
}

fn relationships_of(world: &World, customer: Uuid) -> Vec<String> {
    let made_by_apps = |id: &str| {
        let deeds = world.journal.deeds().iter();
        let mut created =
            deeds.filter(|deed| deed.act == Act::Created && deed.kind == "relationship");
        created.any(|deed| deed.id == id)
    };
    let all = world
        .partners
        .values()
        .flat_map(|partner| &partner.relationships);
    let theirs = all.filter(|it| {
        let named = it.terms.customer.as_ref().map(|customer| customer.tenant);
        it.meant_for == Some(customer) || named == Some(customer)
    });
    theirs
        .filter(|it| made_by_apps(&it.id))
        .map(|it| it.id.clone())
        .collect()
}
