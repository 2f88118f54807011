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
use uuid::Uuid;

use crate::schema::access::name_of;
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
    let shelves: &DataLoader<Shelf> = ctx.data()?;
    macro_rules! name {
        ($key:expr) => {
            one(shelves, $key).await?.map(|row| row.name)
        };
    }
    let name = match stream.aggregate_type.as_str() {
        Customer::TYPE => name!(CustomerKey(id)),
        Tenant::TYPE | Onboarding::TYPE | TenantConsent::TYPE => name!(TenantKey(id)),
        VendorConnection::TYPE => name!(VendorAccountKey(id)),
        VendorRecord::TYPE => name!(VendorRecordKey(id)),
        GdapTemplate::TYPE => name!(TemplateKey(id)),
        NoticeChannel::TYPE => name!(NoticeChannelKey(id)),
        ServiceToken::TYPE => name!(ServiceTokenKey(id)),
        Procedure::TYPE => name!(ProcedureKey(id)),
        ProcedureRun::TYPE => match one(shelves, ProcedureRunKey(id)).await? {
            Some(run) => name!(ProcedureKey(run.procedure_id.as_uuid())),
            None => None,
        },
        Approval::TYPE => {
            let approval = one(shelves, ApprovalKey(id)).await?;
            approval.map(|row| row.kind.sentence().to_owned())
        }
        Session::TYPE => match one(shelves, SessionKey(id)).await? {
            Some(row) => name_of(ctx, ActorKind::User, &row.member_id.to_string()).await?,
            None => None,
        },
        _ => None,
    };
    Ok(name.filter(|name| !name.is_empty()))
}

async fn one<K>(
    shelves: &DataLoader<Shelf>,
    key: K,
) -> Result<Option<<Shelf as Loader<K>>::Value>, Fault>
where
    K: Copy + Eq + Hash + Send + Sync + 'static,
    Shelf: Loader<K, Error = Arc<Fault>>,
{
    shelves.load_one(key).await.map_err(shared)
}
