//! The systems that hold an MSP's customers beside Microsoft's: PSA, RMM, documentation, distributors.
//!
//! All of them are read in one way: a [`VendorAccount`] is opened from what the MSP entered, tells
//! whether it works, and hands out its records portion by portion. There is no call here that
//! changes anything at a vendor.

mod account;
mod fit;
mod money;
mod record;
mod system;
mod term;

pub use account::{Doubt, Readable, Tested, VendorAccount, VendorAccounts, VendorReach, Zone};
pub use fit::{LIST_LIMIT, TEXT_LIMIT, kept};
pub use money::{Amount, Currency, MalformedAmount, MalformedCurrency, Money};
pub use record::{
    Account, Alert, Configuration, Contract, ContractLine, Device, Document, FoundRecord, Person,
    Product, RecordFacts, RecordKind, Reference, Service, Subscription,
};
pub use system::{Input, InputKind, System, UnknownVendor, Vendor};
pub use term::Term;
