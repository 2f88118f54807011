//! What can be asked of the record of refused wishes.

use serde::{Deserialize, Serialize};

use super::{RefusalCode, WishKind};
use crate::approval::{OperationKind, Person};
use crate::ids::CustomerId;
use crate::record::Micros;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedWishCommand {
    Note(NoteRefusedWish),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteRefusedWish {
    pub by: Person,
    pub wish: WishKind,
    pub code: RefusalCode,
    // Of a wish that is repeated more may be known by then, and it is the same wish.
    #[serde(skip_serializing, default)]
    pub operation: Option<OperationKind>,
    #[serde(skip_serializing, default)]
    pub customer_id: Option<CustomerId>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}
