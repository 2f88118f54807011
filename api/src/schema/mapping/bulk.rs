//! Many suggestions accepted at once.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::approval::{Operation, OperationKind};
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::text::PreviewToken;
use tenantry_engine::mapping::BulkWish;

use super::hundredths;
use crate::schema::approvals::{Approval, ChangeUserError, Wishing, ask};
use crate::schema::ids::Kind;
use crate::schema::told::{Refused, Unmet, given, payload};

/// Which suggestions are to be accepted: those of a preview, with what it was asked for.
#[derive(Debug, InputObject)]
pub(crate) struct RecordsBulkAcceptInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for whoever decides about it.
    reason: String,
    /// From which score on, in hundredths, as the preview was asked for.
    above: i32,
    /// Only of this connection, as the preview was asked for.
    connection: Option<ID>,
    /// The preview's token.
    token: String,
}

impl RecordsBulkAcceptInput {
    fn operation(&self) -> Result<Operation, Unmet> {
        let BulkWish { connection, above } = wish(self.above, self.connection.as_ref())?;
        let preview = PreviewToken::new(&self.token);
        Ok(Operation::AcceptMatches {
            connection_id: connection,
            above: above.hundredths(),
            preview: preview.map_err(|error| Refused::from(error).at("token"))?,
        })
    }
}

payload! {
    /// What came of asking for many suggestions to be accepted.
    RecordsBulkAcceptPayload {
        /// What was asked for, as it stands now.
        approval: Approval, ChangeUserError
    }
}

pub(super) fn wish(above: i32, connection: Option<&ID>) -> Result<BulkWish, Unmet> {
    let connection = connection.map(|id| given(Kind::VendorAccount, id, "connection"));
    Ok(BulkWish {
        connection: connection.transpose()?.map(VendorConnectionId::new),
        above: hundredths(above, "above")?,
    })
}

#[derive(Debug, Default)]
pub(crate) struct BulkMappingMutation;

#[Object]
impl BulkMappingMutation {
    /// Asks for exactly the records to be linked that a preview shows now. Nothing changes until somebody
    /// else approves, or the rule of a procedure does; where the list is another one by then, they are asked
    /// anew. Two customers that are equally likely are never decided between. Roles: Tech, Admin. Event:
    /// `ApprovalRequested`; once it is approved, for each record `RecordLinked`, `SeatTaken` in a system that
    /// knows each customer once, and what the approval's story tells. Asked again with the same idempotency
    /// key it answers as it did then.
    #[graphql(complexity = "500 + child_complexity")]
    async fn records_bulk_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which suggestions, the token of their preview, and why.")]
        input: RecordsBulkAcceptInput,
    ) -> Result<RecordsBulkAcceptPayload> {
        let kind = OperationKind::AcceptMatches;
        let wish = Wishing::asking(kind, &input.idempotency_key, &input.reason);
        let at = wish.operating(ctx).await?;
        let asked = ask(at, input.operation());
        Ok(RecordsBulkAcceptPayload::told(asked.await)?)
    }
}
