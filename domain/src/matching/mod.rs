//! Whose record is this? The records of vendors and the customers they belong to.
//!
//! A [`Catalogue`] holds what is known of an MSP's customers; a record is a few [`Facts`]. The
//! [`Verdict`] on it is a customer where there is no doubt, and otherwise an ordered list of customers
//! that it may be, each with the reasons in words.
//!
//! Without doubt means by the first of these that says anything at all ([`Certainty`]):
//!
//! 1. the id of the Microsoft tenant,
//! 2. a reference that the vendor itself carries to another system,
//! 3. a domain that both sides have verified,
//! 4. the same name, written differently at most.
//!
//! It has to name exactly one customer, and nothing else may speak for another one or against this
//! one. Names that are only alike decide nothing, however alike they are: `Contoso UK` and `Contoso US`
//! are more alike than most names of one company in two systems.
//!
//! - [`NormalName`], with `letters`, `forms`: names without what differs from system to system.
//! - [`Domain`], with `shared`: where a company is at home on the Internet.
//! - `wording`, `places`: a name as it is compared; words that tell one branch from another.
//! - `city`, `countries`: addresses, as far as they tell namesakes apart.
//! - `index`, `catalogue`: what is known, by everything it can be found by.
//! - `certain`, `candidates`, `likeness`, `suggest`: from facts to a verdict.

mod candidates;
mod catalogue;
mod certain;
mod city;
mod countries;
mod desk;
mod domain;
mod facts;
mod forms;
mod index;
mod letters;
mod likeness;
mod name;
mod places;
mod shared;
mod suggest;
mod verdict;
mod wording;

pub use crate::vendor_record::Certainty;
pub use catalogue::Catalogue;
pub use desk::Desk;
pub use domain::Domain;
pub use facts::{DomainFact, Facts, Known, Place, Reference};
pub use name::NormalName;
pub use verdict::{Score, Suggestion, Verdict, Why};

#[cfg(test)]
mod tests;
