//! Wishes about approvals that do not fit the schema, such as for an operation that there is not. No resolver ever
//! sees them, and they are on record like what the rules refuse.

use async_graphql::Value;
use async_trait::async_trait;
use tenantry_domain::approval_refusal::WishKind;

use super::wished::Wishing;
use crate::schema::desk::Desk;
use crate::schema::freshness::Freshness;
use crate::transport::{TurnedDown, Witness};
use crate::{Errand, Parts};

/// What is wished with each of the mutations that are about approvals alone.
const WISHES: [(&str, WishKind); 9] = [
    ("approvalRequest", WishKind::Request),
    ("approvalApprove", WishKind::Approve),
    ("approvalReject", WishKind::Reject),
    ("approvalWithdraw", WishKind::Withdraw),
    ("approvalRetry", WishKind::Retry),
    ("approvalAbandon", WishKind::Abandon),
    ("approvalUndo", WishKind::Undo),
    ("approvalHandOut", WishKind::HandOut),
    ("approvalsDecide", WishKind::DecideTogether),
];

/// Puts them on record, for whoever sends one document.
pub(crate) struct UnfitWishes {
    pub(crate) parts: Parts,
    pub(crate) errand: Errand,
}

#[async_trait]
impl Witness for UnfitWishes {
    async fn turned_down(&self, wish: &TurnedDown, code: &'static str) {
        let Some((_, kind)) = WISHES.iter().find(|(field, _)| *field == wish.field) else {
            return;
        };
        // Without a key of its own each try is one.
        let correlation = self.errand.correlation.to_string();
        let key = text(&wish.input, "idempotencyKey").unwrap_or(&correlation);
        let wishing = Wishing::of(*kind, key, text(&wish.input, "reason"));
        // Whoever asks for an approval may name it as well, under a name of its own.
        let named = text(&wish.input, "id").or_else(|| text(&wish.input, "approvalId"));
        let wishing = wishing.of_approval(named.unwrap_or_default());
        let freshness = Freshness::of(&self.parts, self.errand.principal.msp, None);
        let desk = Desk {
            parts: &self.parts,
            errand: &self.errand,
            freshness: &freshness,
            by_position: false,
        };
        wishing.at(desk).note(code).await;
    }
}

/// A text of the input that could be read.
fn text<'a>(input: &'a Value, name: &str) -> Option<&'a str> {
    match input {
        Value::Object(fields) => match fields.get(name)? {
            Value::String(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wish_has_its_mutation() {
        for wish in WishKind::ALL {
            assert!(WISHES.iter().any(|(_, it)| it == wish), "{wish}");
        }
        let sdl = crate::schema::build().finish().sdl();
        for (field, _) in WISHES {
            assert!(sdl.contains(&format!("\t{field}(\n")), "{field}");
        }
    }
}
