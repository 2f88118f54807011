//! Which of the MSP's services each product of Microsoft's is billed as.
//!
//! Life, of each product for a term and a billing cycle: open ⇄ mapped | ignored
//!
//! - There is one for each MSP; its id is the MSP's.
//! - A product that is bound for a year and paid monthly is another one than the same paid yearly.
//! - A product has one service at most. A service may serve several products.
//! - A product may stay open for as long as anybody likes.

mod command;
mod decide;
mod event;
mod product;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{HeedProduct, IgnoreProduct, MapProduct, ProductMappingCommand, UnmapProduct};
pub use event::ProductMappingEvent;
pub use product::{Product, ProductKey, Service, UnnamedProduct};
pub use refusal::ProductMappingRefusal;
pub use state::{ProductMapping, Settled, Standing};
