//! What can be done to a world from outside of its clouds.

use crate::directory::{AppSecret, Application, Group, Kind, LicensingChange, Removal};
use crate::entra::{self, AccountTrouble, Barrier};
use crate::fate::Rule;
use crate::journal::{Act, Deed};
use crate::partner::{self, Quirks};
use crate::vendors::{Vendor, VendorChange};
use crate::world::{Tenant, World};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;
use uuid::Uuid;

/// One order. Tenants, apps, accounts and groups are named by their ids.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(
    tag = "do",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Order {
    /// As time: it goes on by so much at once.
    Jump {
        seconds: u64,
    },
    /// As fate: requests that the rule meets go wrong.
    LayDown {
        rule: Rule,
    },
    LiftAllRules,
    /// As fate: requests that are held go on.
    ReleaseAll,
    /// As fate: what is unpleasant at a partner from now on.
    Quirks {
        partner: Uuid,
        quirks: Quirks,
    },
    /// As the customer's administrator, in the admin center.
    Approve {
        relationship: String,
        customer: Uuid,
    },
    Refuse {
        relationship: String,
        customer: Uuid,
    },
    RemoveRelationship {
        relationship: String,
        customer: Uuid,
    },
    /// As a tenant's administrator: all that the app's registration asks for.
    Consent {
        tenant: Uuid,
        app: Uuid,
    },
    RevokeConsent {
        tenant: Uuid,
        app: Uuid,
    },
    SwitchApp {
        tenant: Uuid,
        app: Uuid,
        on: bool,
    },
    /// As a tenant's administrator: something keeps partners out, or nothing any more.
    Block {
        tenant: Uuid,
        by: Option<Barrier>,
    },
    /// A guest of the account's name is in the tenant, in its way.
    GuestCopy {
        tenant: Uuid,
        account: Uuid,
        on: bool,
    },
    /// Something is the matter with an account, or no longer.
    Trouble {
        account: Uuid,
        trouble: AccountTrouble,
        on: bool,
    },
    SwitchAccount {
        account: Uuid,
        on: bool,
    },
    RevokeSessions {
        account: Uuid,
    },
    AddToGroup {
        group: Uuid,
        member: Uuid,
    },
    RemoveFromGroup {
        group: Uuid,
        member: Uuid,
    },
    /// The token service signs with a new key.
    RotateKeys,
    ExpireSecrets {
        app: Uuid,
    },
    AddSecret {
        app: Uuid,
        secret: String,
    },
    /// Somebody joins (without an id), changes, or leaves.
    ChangeUser {
        tenant: Uuid,
        user: Option<Uuid>,
        change: UserChange,
    },
    /// As whoever sells to a tenant, as Microsoft, or as its administrator: what is paid for changes, or
    /// who has it.
    Licensing {
        tenant: Uuid,
        change: LicensingChange,
    },
    /// Tokens given so far count as expired: as when a clock is wrong.
    EndTokens {
        tenant: Uuid,
    },
    /// So many requests inside of batches are turned away with 429.
    RefuseInBatches {
        tenant: Uuid,
        times: u32,
    },
    /// As somebody at the MSP, or as the vendor: an account at a vendor changes.
    AtVendor {
        vendor: Vendor,
        account: String,
        change: VendorChange,
    },
    /// The consent page does all, and sends an error back.
    MisleadConsents {
        app: Uuid,
        on: bool,
    },
}

/// What happens to a user.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum UserChange {
    /// These properties, as Graph names them.
    Set(Map<String, Value>),
    /// The template ids of the directory roles that they hold from now on.
    Hold {
        roles: BTreeSet<Uuid>,
    },
    Remove {
        permanently: bool,
    },
}

/// Why an order cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible(pub String);

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Impossible {}

pub(super) fn carry_out(world: &mut World, order: Order) -> Result<(), Impossible> {
    match order {
        Order::Jump { seconds } => world.clock.jump(Duration::from_secs(seconds)),
        Order::LayDown { rule } => world.fate.lay_down(rule),
        Order::LiftAllRules => world.fate.lift_all(),
        Order::ReleaseAll => world.holds.release_all(),
        Order::Quirks { partner, quirks } => {
            let partner = world
                .partners
                .get_mut(&partner)
                .ok_or_else(|| no("partner", partner))?;
            partner.quirks = quirks;
        }
        Order::Approve {
            relationship,
            customer,
        } => {
            partner::approve(world, &relationship, customer).map_err(Impossible)?;
        }
        Order::Refuse {
            relationship,
            customer,
        } => {
            partner::refuse(world, &relationship, customer).map_err(Impossible)?;
        }
        Order::RemoveRelationship {
            relationship,
            customer,
        } => {
            partner::remove_relationship(world, &relationship, customer).map_err(Impossible)?;
        }
        Order::ChangeUser {
            tenant,
            user,
            change,
        } => change_user(world, tenant, user, change)?,
        Order::Licensing { tenant, change } => {
            let directory = &mut tenant_of(world, tenant)?.directory;
            directory.licensing.change(change).map_err(Impossible)?;
        }
        Order::EndTokens { tenant } => {
            tenant_of(world, tenant)?;
            let now = world.clock.now();
            world.entra.switches.tokens_ended.insert(tenant, now);
        }
        Order::RefuseInBatches { tenant, times } => {
            tenant_of(world, tenant)?;
            world.throttle.refuse_in_batches(tenant, times);
        }
        Order::AtVendor {
            vendor,
            account,
            change,
        } => {
            let changed = world.vendors.change(vendor, &account, change);
            changed.map_err(Impossible)?;
        }
        order => at_the_directory(world, order)?,
    }
    Ok(())
}

fn change_user(
    world: &mut World,
    tenant: Uuid,
    user: Option<Uuid>,
    change: UserChange,
) -> Result<(), Impossible> {
    let now = world.clock.now();
    let directory = &mut tenant_of(world, tenant)?.directory;
    match (user, change) {
        (None, UserChange::Set(fields)) => drop(directory.crowd.add_user(fields)),
        (None, UserChange::Remove { .. } | UserChange::Hold { .. }) => {
            let why = "nobody is named who is to leave, or to hold something";
            return Err(Impossible(why.to_owned()));
        }
        (Some(id), change) => {
            let number = directory.user_number(id).ok_or_else(|| no("user", id))?;
            directory
                .crowd
                .change(Kind::User, number, |all| match change {
                    UserChange::Set(fields) => all.fields.extend(fields),
                    UserChange::Hold { roles } => {
                        all.roles = roles.iter().map(Uuid::to_string).collect();
                    }
                    UserChange::Remove { permanently } => {
                        let gone = if permanently {
                            Removal::Permanent
                        } else {
                            Removal::Soft
                        };
                        all.removed = Some(gone);
                        all.removed_at = Some(now);
                    }
                });
        }
    }
    Ok(())
}

/// Orders about tenants and accounts.
fn at_the_directory(world: &mut World, order: Order) -> Result<(), Impossible> {
    match order {
        Order::Block { tenant, by } => {
            tenant_of(world, tenant)?;
            let barriers = &mut world.entra.switches.barriers;
            match by {
                Some(barrier) => drop(barriers.insert(tenant, barrier)),
                None => drop(barriers.remove(&tenant)),
            }
        }
        Order::GuestCopy {
            tenant,
            account,
            on,
        } => {
            tenant_of(world, tenant)?;
            home_of(world, account)?;
            switch(
                &mut world.entra.switches.guest_copies,
                (tenant, account),
                on,
            );
        }
        Order::Trouble {
            account,
            trouble,
            on,
        } => {
            home_of(world, account)?;
            let troubles = &mut world.entra.switches.troubles;
            switch(troubles.entry(account).or_default(), trouble, on);
        }
        Order::SwitchAccount { account, on } => {
            let accounts = &mut home_of(world, account)?.directory.people.accounts;
            let found = accounts.get_mut(&account);
            found.ok_or_else(|| no("account", account))?.enabled = on;
        }
        Order::RevokeSessions { account } => {
            home_of(world, account)?;
            world.entra.revoke_sessions(account);
        }
        Order::AddToGroup { group, member } => {
            group_of(world, group)?.members.insert(member);
        }
        Order::RemoveFromGroup { group, member } => {
            let was_in = group_of(world, group)?.members.remove(&member);
            return was_in
                .then_some(())
                .ok_or_else(|| no("member of this group", member));
        }
        order => about_apps(world, order)?,
    }
    Ok(())
}

/// Orders about apps and keys.
fn about_apps(world: &mut World, order: Order) -> Result<(), Impossible> {
    match order {
        Order::Consent { tenant, app } => consent(world, tenant, app)?,
        Order::RevokeConsent { tenant, app } => revoke_consent(world, tenant, app)?,
        Order::SwitchApp { tenant, app, on } => {
            let principal = tenant_of(world, tenant)?
                .directory
                .service_principal_mut(app);
            principal
                .ok_or_else(|| no("app in this tenant", app))?
                .enabled = on;
        }
        Order::RotateKeys => world.entra.keys.rotate().map_err(Impossible)?,
        Order::ExpireSecrets { app } => {
            let now = world.clock.now();
            let secrets = &mut application(world, app)?.secrets;
            for secret in secrets.iter_mut() {
                secret.ends = now;
            }
        }
        Order::AddSecret { app, secret } => add_secret(world, app, secret)?,
        Order::MisleadConsents { app, on } => {
            application(world, app)?;
            switch(&mut world.entra.switches.misleading_consents, app, on);
        }
        // Carried out before.
        _ => {}
    }
    Ok(())
}

fn switch<T: Ord>(set: &mut BTreeSet<T>, value: T, on: bool) {
    if on {
        set.insert(value);
    } else {
        set.remove(&value);
    }
}

fn no(what: &str, id: Uuid) -> Impossible {
    Impossible(format!("there is no {what} {id}"))
}

fn tenant_of(world: &mut World, id: Uuid) -> Result<&mut Tenant, Impossible> {
    world.tenants.get_mut(&id).ok_or_else(|| no("tenant", id))
}

/// The tenant where an account lives.
fn home_of(world: &mut World, account: Uuid) -> Result<&mut Tenant, Impossible> {
    let mut tenants = world.tenants.values_mut();
    let home = tenants.find(|tenant| tenant.directory.account(account).is_some());
    home.ok_or_else(|| no("account", account))
}

fn group_of(world: &mut World, id: Uuid) -> Result<&mut Group, Impossible> {
    let mut tenants = world.tenants.values_mut();
    let found = tenants.find_map(|tenant| tenant.directory.people.groups.get_mut(&id));
    found.ok_or_else(|| no("group", id))
}

fn application(world: &mut World, app: Uuid) -> Result<&mut Application, Impossible> {
    let found = world
        .tenants
        .values_mut()
        .find_map(|tenant| tenant.directory.application_mut(app));
    found.ok_or_else(|| no("app registration", app))
}

fn consent(world: &mut World, tenant: Uuid, app: Uuid) -> Result<(), Impossible> {
    let found = application(world, app)?.clone();
    let given = entra::consent(
        world,
        tenant,
        app,
        &found.display_name,
        found.multi_tenant,
        &found.required,
    );
    given.map_err(|problem| Impossible(problem.described()))
}

fn revoke_consent(world: &mut World, tenant: Uuid, app: Uuid) -> Result<(), Impossible> {
    let at = world.clock.now();
    if !tenant_of(world, tenant)?.directory.revoke_consent(app) {
        return Err(no("app in this tenant", app));
    }
    let id = app.to_string();
    world.journal.did(Deed {
        at,
        act: Act::Deleted,
        kind: "consent",
        id,
        tenant,
        customer: None,
        by_app: None,
    });
    Ok(())
}

fn add_secret(world: &mut World, app: Uuid, secret: String) -> Result<(), Impossible> {
    let now = world.clock.now();
    let key_id = world.dice.uuid();
    let year = SignedDuration::from_hours(24 * 365);
    let ends = now.saturating_add(year).unwrap_or(now);
    let made = AppSecret {
        key_id,
        display_name: None,
        text: secret,
        starts: now,
        ends,
        usable_from: now,
    };
    application(world, app)?.secrets.push(made);
    Ok(())
}
