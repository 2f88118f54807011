//! What people call what an event is about.

use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result};
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::Approval;
use tenantry_domain::customer::Customer;
use tenantry_domain::gdap_template::GdapTemplate;
use tenantry_domain::notice_channel::NoticeChannel;
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::procedure::Procedure;
use tenantry_domain::procedure_run::ProcedureRun;
use tenantry_domain::record::{ActorKind, StreamId};
use tenantry_domain::service_token::ServiceToken;
use tenantry_domain::session::Session;
use tenantry_domain::tenant::Tenant;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_domain::vendor_connection::VendorConnection;
use tenantry_domain::vendor_record::VendorRecord;
use tenantry_projections::approvals::Approvals;
use tenantry_projections::customers::Customers;
use tenantry_projections::declaration::Projection;
use tenantry_projections::gdap_templates::GdapTemplates;
use tenantry_projections::notice_channels::NoticeChannels;
use tenantry_projections::procedure_runs::ProcedureRuns;
use tenantry_projections::procedures::Procedures;
use tenantry_projections::service_tokens::ServiceTokens;
use tenantry_projections::sessions::Sessions;
use tenantry_projections::tenants::Tenants;
use tenantry_projections::vendor_connections::VendorConnections;
use tenantry_projections::vendor_records::VendorRecords;
use uuid::Uuid;

use crate::schema::access::name_of;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::loaders::{
    ApprovalKey, CustomerKey, NoticeChannelKey, ProcedureKey, ProcedureRunKey, ServiceTokenKey,
    SessionKey, Shelf, TemplateKey, TenantKey, VendorAccountKey, VendorRecordKey, shared,
};

/// As it is called now, and nothing where it has no name. What belongs to something has its name: an onboarding its
/// tenant's, a session its person's.
pub(super) async fn called(ctx: &Context<'_>, stream: &StreamId) -> Result<Option<String>> {
    let Ok(id) = Uuid::try_parse(&stream.aggregate_id) else {
        return Ok(None);
    };
    let rows = Rows {
        desk: Desk::reading(ctx)?,
        shelves: ctx.data::<DataLoader<Shelf>>()?,
    };
    macro_rules! name {
        ($table:ty, $key:expr) => {
            rows.one::<$table, _>($key).await?.map(|row| row.name)
        };
    }
    let name = match stream.aggregate_type.as_str() {
        Customer::TYPE => name!(Customers, CustomerKey(id)),
        Tenant::TYPE | Onboarding::TYPE | TenantConsent::TYPE => name!(Tenants, TenantKey(id)),
        VendorConnection::TYPE => name!(VendorConnections, VendorAccountKey(id)),
        VendorRecord::TYPE => name!(VendorRecords, VendorRecordKey(id)),
        GdapTemplate::TYPE => name!(GdapTemplates, TemplateKey(id)),
        NoticeChannel::TYPE => name!(NoticeChannels, NoticeChannelKey(id)),
        ServiceToken::TYPE => name!(ServiceTokens, ServiceTokenKey(id)),
        Procedure::TYPE => name!(Procedures, ProcedureKey(id)),
        ProcedureRun::TYPE => match rows.one::<ProcedureRuns, _>(ProcedureRunKey(id)).await? {
            Some(run) => name!(Procedures, ProcedureKey(run.procedure_id.as_uuid())),
            None => None,
        },
        Approval::TYPE => {
            let approval = rows.one::<Approvals, _>(ApprovalKey(id)).await?;
            approval.map(|row| row.kind.sentence().to_owned())
        }
        Session::TYPE => match rows.one::<Sessions, _>(SessionKey(id)).await? {
            Some(row) => name_of(ctx, ActorKind::User, &row.member_id.to_string()).await?,
            None => None,
        },
        _ => None,
    };
    Ok(name.filter(|name| !name.is_empty()))
}

/// Where names are looked up.
struct Rows<'a> {
    desk: Desk<'a>,
    shelves: &'a DataLoader<Shelf>,
}

impl Rows<'_> {
    async fn one<P, K>(&self, key: K) -> Result<Option<<Shelf as Loader<K>>::Value>, Fault>
    where
        P: Projection,
        K: Copy + Eq + Hash + Send + Sync + 'static,
        Shelf: Loader<K, Error = Arc<Fault>>,
    {
        self.desk.at_least(None, &[P::NAME]).await?;
        self.shelves.load_one(key).await.map_err(shared)
    }
}
