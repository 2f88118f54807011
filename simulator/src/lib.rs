//! A world to practise in: Microsoft's clouds, and other vendors', on loopback, with their limits, delays and faults.
//!
//! Everything a client sees goes over real HTTPS, each cloud on a port of its own, under a
//! certificate authority that the process makes for itself. Behind the ports is one
//! [`World`](world::World): plain data and plain functions, asked under one lock. Nothing happens
//! there by itself: what takes time in the real clouds has an instant from which it is true, and is
//! looked at when somebody asks. So a test may drive the clock, and a whole history is repeated by
//! its seed and scenario. A world may be kept in a file, and goes on in a later process: `kept`.
//!
//! The simulator knows nothing of the program that it is asked by, and is as strict as the clouds
//! it stands for.
#![forbid(unsafe_code)]

mod answer;
mod clock;
mod configuration;
mod control;
mod dice;
mod directory;
mod entra;
mod fate;
mod graph;
mod hold;
mod journal;
mod kept;
mod page;
mod partner;
mod portal;
mod scenario;
mod server;
mod tls;
mod vendors;
mod wire;
mod world;

pub use clock::Time;
pub use control::{Control, Impossible, Order, UserChange};
pub use directory::{LicensingChange, product_id};
pub use entra::{AccountTrouble, Barrier};
pub use fate::{Fault, Rule};
pub use journal::{Act, Deed, Entry};
pub use partner::{
    AssignmentPlan, AuditLink, CustomerPlan, PartnerKind, PartnerPlan, Quirks, RelationshipPlan,
    RelationshipStatus, SubscriptionKind, SubscriptionPlan,
};
pub use scenario::{
    AccountSeed, AppSeed, Contents, CustomerSeed, GroupSeed, PartnerSeed, PersonSeed, Scenario,
    ScenarioError, Timings, UseSeed, WorkloadSeed,
};
pub use server::{Options, Simulator};
pub use vendors::{ListShape, Row, Vendor, VendorChange, VendorLogin, VendorQuirks, VendorSeed};
pub use world::{Cloud, Endpoints};
