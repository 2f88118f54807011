//! Whose the vendors' records are: suggested, said by people, or plain from the records themselves.
//!
//! A record is linked in its own stream, so it has one customer at most. A system that knows each
//! customer once has a seat for each, a stream of its own: it is taken before the record is linked and
//! freed after it was parted. Whatever dies in between leaves a seat behind whose record is not the
//! customer's; the next who wants it takes it over.
//!
//! - [`Catalogues`]: what is known of each MSP's customers, ready to be asked.
//! - [`Mappings`]: link, part, move, ignore; customers made, merged, parted and split; many at once.
//! - [`Products`]: the services that Microsoft's products are billed as. [`Readiness`]: whether an MSP
//!   can go on.
//! - [`Preferences`]: what an MSP has set.
//! - [`MappingView`], [`ProductView`]: what there is to be mapped, as ports.

mod bulk;
mod catalogue;
mod certain;
mod customers;
mod error;
mod facts;
mod history;
mod judged;
mod kept;
mod linking;
mod merging;
mod parting;
mod preferences;
mod products;
mod recent;
mod seats;
mod service;
mod splitting;
mod tenants;
mod undo;
mod view;

pub use bulk::{BulkItem, BulkOutcome, BulkPreview, BulkWish, Left, LeftOut};
pub use catalogue::{Catalogues, CataloguesLimits};
pub use certain::LinkedCertain;
pub use customers::{MadeCustomer, PlannedCustomer};
pub use error::{MappingError, PreferencesError, ProductsError};
pub use history::{MappingEntry, MappingFact};
pub use merging::Merging;
pub use parting::Parting;
pub use preferences::Preferences;
pub use products::{
    Missing, ProductSuggestion, ProductView, Products, ProductsParts, Readiness, SeenProduct,
    SoldService, SuggestedService,
};
pub use service::{MappingParts, Mappings};
pub use splitting::SplitOff;
pub use view::{MappableRecord, MappedCustomer, MappedTenant, MappingState, MappingView};
