//! What the MSP's vendors have on record, and whose it is.

mod facts;
mod link;
mod object;
mod query;
mod source;

pub(crate) use link::{VendorLinkCertainty, VendorLinkHow};
pub(crate) use object::VendorRecord;
pub(crate) use query::{RecordsQuery, VendorRecordConnection, of_customer};
pub(crate) use source::{CustomerSource, sources};
