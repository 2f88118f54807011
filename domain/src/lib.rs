//! What is true: the decisions this business makes and the events that record them.
//!
//! Everything here is pure. No clock, no randomness, no database, no network: a decision is a
//! function of the events before it and the command at hand, so it can be replayed years later
//! and must come out the same.
//!
//! - [`aggregate`]: the pattern every noun follows, and its bridge to `cqrs-es`.
//! - [`customer`], [`tenant`], [`gdap_template`], [`onboarding`] and the other nouns, each in the same
//!   cast of files.
//! - [`saga`]: what the nouns have in common that carry themselves on.
//! - [`catalog`]: every event shape this program understands, and the way from older shapes.
//! - [`record`]: what the ledger stores about an event, and the bytes that are hashed.
//! - [`merkle`]: the RFC 6962 log over those bytes: roots, proofs, checkpoints, tiles.
//! - [`matching`]: which customer a vendor's record belongs to.
//! - [`role`]: what people and machines of an MSP may do.
//! - [`secret_hash`]: what is kept of a secret that somebody signs in with.
//! - [`personal`]: what is kept of people at customers, so that it can be erased.
//! - [`ids`], [`text`], [`country`]: one type per kind of identifier and of short text.
#![forbid(unsafe_code)]
#![deny(clippy::wildcard_enum_match_arm)]

pub mod aggregate;
pub mod approval;
pub mod approval_refusal;
pub mod catalog;
pub mod cloud;
pub mod country;
pub mod customer;
pub mod gdap_template;
pub mod home_tenant;
pub mod ids;
pub mod matching;
pub mod merkle;
pub mod notice_channel;
pub mod onboarding;
pub mod partner_connection;
pub mod personal;
pub mod procedure;
pub mod procedure_run;
pub mod product_mapping;
pub mod projection;
pub mod record;
pub mod role;
pub mod role_group;
pub mod saga;
pub mod secret_hash;
pub mod service_token;
pub mod session;
pub mod settings;
pub mod standstill;
pub mod team;
pub mod tenant;
pub mod tenant_consent;
pub mod tenant_holding;
pub mod text;
pub mod vendor_connection;
pub mod vendor_record;
pub mod vendor_seat;
