//! Where the MSP is told what happens to its approvals.

mod input;
mod mutation;
mod object;
mod query;

pub(crate) use mutation::NoticeMutation;
pub(crate) use object::NoticeChannel;
pub(crate) use query::{NoticeQuery, node};
