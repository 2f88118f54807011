//! GraphQL on the wire.
