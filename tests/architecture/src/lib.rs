//! The rules of the house, checked by tests: see `tests/it/`. Nothing to call here.
#![forbid(unsafe_code)]
