//! Every projection of this program. Adding one is a folder and a line here.

use crate::approval_refusals::ApprovalRefusals;
use crate::approvals::Approvals;
use crate::customers::Customers;
use crate::declaration::Declaration;
use crate::gdap_templates::GdapTemplates;
use crate::home_tenants::HomeTenants;
use crate::members::Members;
use crate::notice_channels::NoticeChannels;
use crate::onboardings::Onboardings;
use crate::procedure_runs::ProcedureRuns;
use crate::procedures::Procedures;
use crate::product_mappings::ProductMappings;
use crate::service_tokens::ServiceTokens;
use crate::sessions::Sessions;
use crate::tenant_consents::TenantConsents;
use crate::tenants::Tenants;
use crate::vendor_connections::VendorConnections;
use crate::vendor_records::VendorRecords;

pub(crate) const PROJECTIONS: &[Declaration] = &[
    Declaration::of::<ApprovalRefusals>(),
    Declaration::of::<Approvals>(),
    Declaration::of::<Customers>(),
    Declaration::of::<GdapTemplates>(),
    Declaration::of::<HomeTenants>(),
    Declaration::of::<Members>(),
    Declaration::of::<NoticeChannels>(),
    Declaration::of::<Onboardings>(),
    Declaration::of::<ProcedureRuns>(),
    Declaration::of::<Procedures>(),
    Declaration::of::<ProductMappings>(),
    Declaration::of::<ServiceTokens>(),
    Declaration::of::<Sessions>(),
    Declaration::of::<TenantConsents>(),
    Declaration::of::<Tenants>(),
    Declaration::of::<VendorConnections>(),
    Declaration::of::<VendorRecords>(),
];
