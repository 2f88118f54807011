//! A tenant's directory: who and what is in it.
//!
//! - `apps`: registrations, the principals that stand for them, and what they were permitted.
//! - `people`: accounts that sign in, and groups made by hand. `crowd`: the many others.
//! - `permissions`: what there is to be permitted.

mod apps;
mod crowd;
mod people;
pub(crate) mod permissions;

pub(crate) use apps::{
    AppCertificate, AppSecret, Application, FederatedCredential, RequiredAccess, ServicePrincipal,
};
pub(crate) use crowd::{Crowd, Kind, Removal};
pub(crate) use people::{Account, Group};

use crate::partner::Pages;
use apps::Apps;
use people::People;

#[derive(Debug, Default)]
pub(crate) struct Directory {
    pub apps: Apps,
    pub people: People,
    pub crowd: Crowd,
    /// Where lists go on.
    pub pages: Pages,
}
