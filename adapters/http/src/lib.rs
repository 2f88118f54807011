//! How we speak HTTP to the world: one stack under every cloud.
#![forbid(unsafe_code)]
