//! The API as its clients meet it: over real HTTP, signed in, on both databases.
//!
//! - [`house`]: an installation with its server. [`client`]: somebody who asks. [`stage`]: clouds.
//! - [`contract`]: the schema is a file, and everything in it is described.
//! - [`customers`], [`templates`], [`onboardings`], [`access`], [`record`]: what can be asked and done.
//! - [`permitting`]: a tenant that is connected is asked for more when a change first needs it.
//! - [`consents`], [`portal`]: tenants connected by consent, asked by GraphQL and over plain HTTP, in simulated
//!   clouds that [`consenting`] sets up. [`description`]: that the portal's description tells the truth.
//! - [`transfers`], [`discovery`], [`own_side`]: what concerns the MSP's own side, and others.
//! - [`mapping`], [`mapping_many`], [`merging`], [`products`], [`settings`]: whose records are that [`found`] finds,
//!   what products are billed as, and what an MSP has set.
//! - [`vendors`]: the MSP's accounts at other vendors, in a world of vendors that [`vending`] sets up.
//! - [`procedure_runs`]: procedures that are followed.
//! - [`approvals`], [`procedures`]: changes that are asked for, and what they are built from. [`asking`],
//!   [`deciding`], [`deciding_together`], [`handing_out`], [`procedures_changing`]: asked for, decided about and
//!   changed, by the people of an [`office`].
//! - [`refusals`]: who wishes something of an approval in vain is on record.
//! - [`gate`]: what is dangerous, and changes nothing until somebody else approves.
//! - [`telling`]: where the MSP is told of them. [`fleet`]: how all of it stands, in numbers.
//! - [`working`]: who carries an MSP's work.
//! - [`proving`]: that events are in the ledger, and that it is what was recorded.
//! - [`socket`], [`events`]: somebody who stays and listens.
//! - [`live`]: listening to what is recorded. [`crowd`]: many who do, and slow ones. [`progress`]: to
//!   onboardings and tenants. [`leave`]: until one may not any more.
//! - [`roles`]: who may, of all [`requests`]. [`isolation`]: that nobody sees another MSP's, whatever is tried.
//! - [`freshness`]: that nothing in an answer is older than what was asked for.
//! - [`pages`]: the same page, however it is asked for. [`statements`]: that no list asks the database row by
//!   row.
//! - [`doors`]: who is let in, and how the site answers everybody else.
#![forbid(unsafe_code)]
// What a mutation of the API waits for is nested deeply.
#![recursion_limit = "256"]
// A failed test says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod approvals;
mod asking;
mod client;
#[path = "../../../../adapters/microsoft/tests/gdap/world.rs"]
#[allow(
    dead_code,
    reason = "shared with the tests of delegated administration, which use all of it"
)]
mod clouds;
mod consenting;
mod consents;
mod contract;
mod crowd;
mod customers;
mod deciding;
mod deciding_together;
mod description;
mod discovery;
mod doors;
mod ending;
mod events;
mod fleet;
mod found;
mod freshness;
mod gate;
mod handing_out;
mod house;
mod isolation;
mod leave;
mod live;
mod mapping;
mod mapping_many;
mod merging;
mod office;
mod onboardings;
#[path = "../../../../adapters/microsoft/tests/directory/vault.rs"]
mod one_secret;
mod own_side;
mod pages;
mod permitting;
mod portal;
mod procedure_runs;
mod procedures;
mod procedures_changing;
mod products;
mod progress;
mod proving;
mod record;
mod refusals;
mod requests;
mod roles;
mod settings;
mod socket;
mod stage;
mod statements;
mod telling;
mod templates;
mod transfers;
mod vending;
mod vendors;
mod working;
