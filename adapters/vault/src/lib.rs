//! Where secrets are kept: behind one port, in one of two places.
//!
//! - [`embedded`]: an encrypted file beside the database. The default; nothing else is needed.
//! - [`key_vault`]: Azure Key Vault, for those who want no secret on their own disks.
//!
//! Both keep the promises of [`tenantry_domain::cloud::vault::Vault`] and are held to them by one
//! suite of tests.
//!
//! [`personal`] seals personal data with keys that lie in either.
#![forbid(unsafe_code)]

pub mod embedded;
pub mod key_vault;
pub mod personal;
