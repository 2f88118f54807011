//! How we reach Microsoft: Entra, Graph and Partner Center.
#![forbid(unsafe_code)]
