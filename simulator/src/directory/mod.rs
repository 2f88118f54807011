//! A tenant's directory: who and what is in it.

#[derive(Debug, Default)]
pub(crate) struct Directory {}
