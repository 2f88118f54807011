//! Other vendors' systems: PSA, RMM, documentation, distributors.
//!
//! A vendor is one module with a [`System`]: its clouds, the credentials and lists that an account
//! has, how it answers and how it words a failure. All that an account holds is rows in lists, in the
//! vendor's own field names, so scenarios seed them, orders change them and tests read them in one way
//! for all vendors. A new vendor is its module, one line in the list below, and its clouds in
//! [`Cloud`].
//!
//! - `seed`: an account as a scenario has it. `account`: the same, living; `change`: what befalls it.
//! - `login`: what a client of an account enters.
//! - `tables`: lists and rows. `crowd`: names for many. `quirks`: what is unpleasant on top.

mod account;
mod autotask;
mod change;
mod connectwise;
mod crowd;
mod datto_rmm;
mod halopsa;
mod it_glue;
mod login;
mod pax8;
mod quirks;
mod seed;
mod streamone;
mod tables;

pub use change::VendorChange;
pub use login::VendorLogin;
pub use quirks::{ListShape, VendorQuirks};
pub use seed::VendorSeed;
pub use tables::Row;

pub(crate) use account::{Account, Token};

use crate::wire::{Reply, Request};
use crate::world::{Cloud, World};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tables::{List, Tables};
use uuid::Uuid;

/// All that makes a vendor.
pub(crate) struct System {
    /// Where its clients ask. Accounts are at the first, unless a scenario says otherwise.
    pub places: &'static [Cloud],
    /// What has to be shown to get in, by name. A scenario names all of them.
    pub credentials: &'static [&'static str],
    pub lists: &'static [List],
    /// Adds so many customers, with what customers have.
    pub crowd: fn(&mut Tables, u32) -> Result<(), String>,
    pub answer: fn(Cloud, &mut World, &Request) -> Reply,
    /// How it words a failure of its own, or that somebody asks too much.
    pub outage: fn(&Request, u16) -> Reply,
}

impl System {
    pub(crate) fn list(&self, name: &str) -> Result<&'static List, String> {
        let found = self.lists.iter().find(|list| list.name == name);
        found.ok_or_else(|| format!("there is no list {name:?} at this vendor"))
    }
}

macro_rules! vendors {
    ($($name:ident $module:ident $text:literal;)+) => {
        /// A vendor, beside Microsoft.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Vendor {
            $(#[serde(rename = $text)] $name,)+
        }

        impl Vendor {
            const ALL: &'static [Self] = &[$(Self::$name),+];

            pub(crate) fn system(self) -> &'static System {
                match self { $(Self::$name => &$module::SYSTEM,)+ }
            }

            /// The word that scenarios and orders have for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

vendors! {
    Autotask autotask "autotask";
    DattoRmm datto_rmm "datto-rmm";
    ConnectWise connectwise "connectwise";
    HaloPsa halopsa "halopsa";
    ItGlue it_glue "it-glue";
    Pax8 pax8 "pax8";
    StreamOne streamone "streamone";
}

impl Vendor {
    fn of(cloud: Cloud) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|vendor| vendor.system().places.contains(&cloud))
    }
}

/// All accounts at all vendors.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Vendors {
    pub accounts: Vec<Account>,
}

impl Vendors {
    pub(crate) fn build(
        seed: u64,
        accounts: &BTreeMap<Vendor, Vec<VendorSeed>>,
    ) -> Result<Self, String> {
        let world = Uuid::new_v5(&Uuid::NAMESPACE_URL, &seed.to_be_bytes());
        let mut built: Vec<Account> = Vec::new();
        for (vendor, seeds) in accounts {
            for seed in seeds {
                let about = |why| format!("{:?} at {}: {why}", seed.name, vendor.as_str());
                let mut before = built.iter();
                if before.any(|it| it.vendor == *vendor && it.name == seed.name) {
                    return Err(about("the name is taken".to_owned()));
                }
                built.push(seed.build(world, *vendor).map_err(about)?);
            }
        }
        Ok(Self { accounts: built })
    }

    pub(crate) fn account(&self, vendor: Vendor, name: &str) -> Option<&Account> {
        let mut all = self.accounts.iter();
        all.find(|it| it.vendor == vendor && it.name == name)
    }

    /// The first account of a vendor that fits.
    pub(crate) fn find(
        &mut self,
        vendor: Vendor,
        fits: impl Fn(&Account) -> bool,
    ) -> Option<&mut Account> {
        let mut all = self.accounts.iter_mut();
        all.find(|it| it.vendor == vendor && fits(it))
    }

    pub(crate) fn change(
        &mut self,
        vendor: Vendor,
        name: &str,
        change: VendorChange,
    ) -> Result<(), String> {
        let found = self.find(vendor, |it| it.name == name);
        let found = found.ok_or_else(|| format!("there is no account {name:?} at this vendor"))?;
        found.change(change)
    }
}

pub(crate) fn answer(cloud: Cloud, world: &mut World, request: &Request) -> Reply {
    match Vendor::of(cloud) {
        Some(vendor) => (vendor.system().answer)(cloud, world, request),
        None => Reply::empty(404),
    }
}

pub(crate) fn outage(cloud: Cloud, request: &Request, status: u16) -> Reply {
    match Vendor::of(cloud) {
        Some(vendor) => (vendor.system().outage)(request, status),
        None => Reply::empty(status),
    }
}
