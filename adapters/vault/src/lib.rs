//! Where secrets are kept.
#![forbid(unsafe_code)]
