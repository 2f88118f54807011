//! The roots of the schema.

use async_graphql::dataloader::DataLoader;
use async_graphql::{
    Context, Enum, ID, Interface, MergedObject, MergedSubscription, Object, Result, SimpleObject,
};
use tenantry_domain::role::{Right, Role as Place};

use super::access::{AccessMutation, AccessQuery, Member, ServiceToken};
use super::approvals::{
    Approval, ApprovalAskingMutation, ApprovalCarryingMutation, ApprovalDecidingMutation,
    ApprovalPreviewQuery, ApprovalQuery, ApprovalRefusalQuery, ApprovalSubscription,
    ApprovalsTogetherMutation, ApprovalsTogetherQuery,
};
use super::consents::{Consent, ConsentMutation, ConsentQuery, MoreMutation};
use super::customers::{Customer, CustomerMutation, CustomerQuery};
use super::desk::Desk;
use super::errors::ErrorQuery;
use super::fault::Fault;
use super::fleet::FleetQuery;
use super::ids::{self, Kind};
use super::loaders::{
    ApprovalKey, ConsentKey, CustomerKey, MemberKey, OnboardingKey, ProcedureKey, ProcedureRunKey,
    ServiceTokenKey, Shelf, TemplateKey, TenantKey, VendorAccountKey, VendorRecordKey, shared,
};
use super::mapping::{
    BulkMappingMutation, CustomerMergingMutation, CustomersOfRecordsMutation, MappingQuery,
    RecordMappingMutation,
};
use super::notices::{self, NoticeChannel, NoticeMutation, NoticeQuery};
use super::onboardings::{Onboarding, OnboardingMutation, OnboardingQuery, OnboardingSubscription};
use super::operations::{OperationsMutation, OperationsQuery, WorkQuery};
use super::partner::PartnerQuery;
use super::procedure_runs::{ProcedureRun, ProcedureRunMutation, ProcedureRunQuery};
use super::procedures::{
    Procedure, ProcedureDefiningMutation, ProcedureMarkingMutation, ProcedureQuery,
};
use super::products::{ProductMutation, ProductQuery};
use super::record::{Event, RecordQuery, RecordSubscription, VerificationSubscription};
use super::records::{RecordsQuery, VendorRecord};
use super::settings::{SettingsMutation, SettingsQuery};
use super::templates::{GdapTemplate, GdapTemplateMutation, GdapTemplateQuery};
use super::tenants::{Tenant, TenantMutation, TenantQuery, TenantSubscription};
use super::transfers::{TransferMutation, TransferQuery};
use super::vendors::{VendorAccount, VendorMutation, VendorQuery, VendorSubscription};

/// Everything that can be looked up.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    RootQuery,
    TenantQueries,
    MappingQueries,
    ApprovalQueries,
    OfficeQueries,
);

// Groups, since every part of a merged object wraps those that come after it: a compiler counts how deep.

/// Customers and their tenants.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct TenantQueries(
    CustomerQuery,
    TenantQuery,
    OnboardingQuery,
    ConsentQuery,
    GdapTemplateQuery,
);

/// Other vendors, and whose their records are.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct MappingQueries(
    VendorQuery,
    RecordsQuery,
    MappingQuery,
    ProductQuery,
    SettingsQuery,
);

/// Changes that are asked for, and what they are built from.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct ApprovalQueries(
    ApprovalQuery,
    ApprovalRefusalQuery,
    ApprovalPreviewQuery,
    ApprovalsTogetherQuery,
    ProcedureQuery,
    ProcedureRunQuery,
    NoticeQuery,
);

/// The MSP's own side.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct OfficeQueries(
    FleetQuery,
    WorkQuery,
    RecordQuery,
    OperationsQuery,
    AccessQuery,
    TransferQuery,
    PartnerQuery,
    VendorQuery,
    RecordsQuery,
    ErrorQuery,
);

/// Everything that can be done. Each mutation has an idempotency key, and answers with where it is on
/// record or why it was turned down.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    TenantMutations,
    OfficeMutations,
    MappingMutations,
    ApprovalMutations,
);

/// Customers and their tenants.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct TenantMutations(
    CustomerMutation,
    OnboardingMutation,
    ConsentMutation,
    MoreMutation,
    GdapTemplateMutation,
    TransferMutation,
    TenantMutation,
);

/// The MSP's own side.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct OfficeMutations(
    AccessMutation,
    OperationsMutation,
    SettingsMutation,
    NoticeMutation,
);

/// Other vendors, and whose their records are.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct MappingMutations(
    VendorMutation,
    RecordMappingMutation,
    CustomersOfRecordsMutation,
    CustomerMergingMutation,
    BulkMappingMutation,
    ProductMutation,
);

/// Changes that are asked for, and what they are built from.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct ApprovalMutations(
    ApprovalAskingMutation,
    ApprovalDecidingMutation,
    ApprovalCarryingMutation,
    ApprovalsTogetherMutation,
    ProcedureDefiningMutation,
    ProcedureMarkingMutation,
    ProcedureRunMutation,
);

/// Everything that can be listened to. Whatever is told has a position: give the last one that arrived as
/// `after` to go on behind it, after a pause or on another server. Without `after` it begins now.
#[derive(Debug, Default, MergedSubscription)]
pub struct Subscription(
    OnboardingSubscription,
    TenantSubscription,
    VendorSubscription,
    ApprovalSubscription,
    RecordSubscription,
    VerificationSubscription,
);

/// Somebody's place in the MSP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Place")]
pub(crate) enum Role {
    /// Looks at customers, tenants, onboardings and templates.
    Viewer,
    /// Does the daily work.
    Tech,
    /// Decides who may do what, and how the MSP is connected.
    Admin,
    /// Reads everything and changes nothing.
    Auditor,
}

/// Whoever asks.
#[derive(Debug, SimpleObject)]
pub(crate) struct Viewer {
    /// For people to recognise.
    name: String,
    /// Under which it is on record.
    actor: String,
    /// Its place in the MSP.
    role: Role,
    /// The MSP. Everything is asked within it.
    msp_id: String,
}

/// A thing with an id of its own.
#[derive(Debug, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id within this API."))]
pub(crate) enum Node {
    Customer(Customer),
    Tenant(Tenant),
    Onboarding(Onboarding),
    Consent(Consent),
    GdapTemplate(GdapTemplate),
    Event(Event),
    Member(Member),
    ServiceToken(ServiceToken),
    VendorAccount(VendorAccount),
    VendorRecord(VendorRecord),
    Approval(Approval),
    Procedure(Procedure),
    ProcedureRun(ProcedureRun),
    NoticeChannel(NoticeChannel),
}

#[derive(Debug, Default)]
pub(crate) struct RootQuery;

#[Object]
impl RootQuery {
    /// Whoever asks, and what they may do. Role: any.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        let desk = Desk::with(ctx, Right::Read)?;
        let principal = &desk.errand.principal;
        Ok(Viewer {
            name: principal.name.clone(),
            actor: principal.actor.to_string(),
            role: principal.role.into(),
            msp_id: principal.msp.to_string(),
        })
    }

    /// The thing of this id, or nothing where the MSP has none. Role: any.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<Node>> {
        Desk::reading(ctx)?;
        Ok(node(ctx, &id).await?)
    }

    /// The things of these ids, each in its place, with nothing where the MSP has none. Role: any.
    #[graphql(complexity = "ids.len() * child_complexity")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their ids, 200 at most.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        Desk::reading(ctx)?;
        if ids.len() > super::paging::MOST as usize {
            let message = format!("{} ids are more than {}", ids.len(), super::paging::MOST);
            return Err(Fault::input("PAGE_SIZE_INVALID", message).into());
        }
        let found = ids.iter().map(|id| node(ctx, id));
        Ok(futures::future::try_join_all(found).await?)
    }
}

async fn node(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>, Fault> {
    let (kind, uuid) = ids::read(id)?;
    let shelves: &DataLoader<Shelf> = ctx.data_opt().ok_or_else(Fault::nobody)?;
    let found = match kind {
        Kind::Customer => {
            let row = shelves.load_one(CustomerKey(uuid)).await.map_err(shared)?;
            row.map(|row| Node::Customer(Customer(row)))
        }
        Kind::Tenant => {
            let row = shelves.load_one(TenantKey(uuid)).await.map_err(shared)?;
            row.map(|row| Node::Tenant(Tenant(row)))
        }
        Kind::Onboarding => {
            let row = shelves
                .load_one(OnboardingKey(uuid))
                .await
                .map_err(shared)?;
            row.map(|row| Node::Onboarding(Onboarding(row)))
        }
        Kind::Consent => {
            let row = shelves.load_one(ConsentKey(uuid)).await.map_err(shared)?;
            row.map(|row| Node::Consent(Consent(row)))
        }
        Kind::GdapTemplate => {
            let row = shelves.load_one(TemplateKey(uuid)).await.map_err(shared)?;
            row.map(|row| Node::GdapTemplate(GdapTemplate(row)))
        }
        Kind::VendorAccount => {
            let key = VendorAccountKey(uuid);
            let row = shelves.load_one(key).await.map_err(shared)?;
            row.map(|row| Node::VendorAccount(VendorAccount(row)))
        }
        Kind::VendorRecord => {
            let key = VendorRecordKey(uuid);
            let row = shelves.load_one(key).await.map_err(shared)?;
            row.map(|row| Node::VendorRecord(VendorRecord(row)))
        }
        Kind::Approval => {
            let row = shelves.load_one(ApprovalKey(uuid)).await.map_err(shared)?;
            row.map(|row| Node::Approval(Approval(row)))
        }
        Kind::Procedure => {
            let row = shelves.load_one(ProcedureKey(uuid)).await.map_err(shared)?;
            row.map(|row| Node::Procedure(Procedure(row)))
        }
        Kind::ProcedureRun => {
            let key = ProcedureRunKey(uuid);
            let row = shelves.load_one(key).await.map_err(shared)?;
            row.map(|row| Node::ProcedureRun(ProcedureRun(row)))
        }
        Kind::NoticeChannel => notices::node(ctx, uuid).await?.map(Node::NoticeChannel),
        Kind::Event => {
            let desk = Desk::with(ctx, Right::Audit)?;
            let position = u64::try_from(uuid.as_u128()).unwrap_or(u64::MAX);
            super::record::at(desk, position).await?.map(Node::Event)
        }
        Kind::Member => {
            Desk::with(ctx, Right::Audit)?;
            let row = shelves.load_one(MemberKey(uuid)).await.map_err(shared)?;
            row.map(|row| Node::Member(Member(row)))
        }
        Kind::ServiceToken => {
            Desk::with(ctx, Right::Audit)?;
            let key = ServiceTokenKey(uuid);
            let row = shelves.load_one(key).await.map_err(shared)?;
            row.map(|row| Node::ServiceToken(ServiceToken(row)))
        }
    };
    Ok(found)
}
