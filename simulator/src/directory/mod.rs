//! A tenant's directory: who and what is in it.
//!
//! - `apps`: registrations, the principals that stand for them, and what they were permitted.
//! - `people`: accounts that sign in, and groups made by hand. `crowd`: the many others.
//! - `licensing`: products, their seats, and who holds them.
//! - `holdings`: policies, Teams apps, reports. `meter`: budgets.
//! - `permissions`: what there is to be permitted.

mod apps;
mod crowd;
mod holdings;
mod licensing;
mod meter;
mod people;
pub(crate) mod permissions;

pub(crate) use apps::{
    AppCertificate, AppRoleAssignment, AppSecret, Application, FederatedCredential, RequiredAccess,
    ScopeGrant, ServicePrincipal,
};
pub(crate) use crowd::{Crowd, Kind, Removal};
pub(crate) use holdings::{Download, TeamsApp};
pub use licensing::{LicensingChange, product_id};
pub(crate) use licensing::{Uncounted, part_number};
pub(crate) use meter::Allowance;
pub(crate) use people::{Account, Group};

use crate::partner::Pages;
use apps::Apps;
use holdings::Holdings;
use licensing::Licensing;
use people::People;
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Directory {
    pub apps: Apps,
    pub people: People,
    pub crowd: Crowd,
    pub holdings: Holdings,
    #[serde(default)]
    pub licensing: Licensing,
    /// Where lists go on.
    pub pages: Pages,
}
