//! Every projection of this program. Adding one is a folder and a line here.

use crate::customers::Customers;
use crate::declaration::Declaration;
use crate::gdap_templates::GdapTemplates;
use crate::onboardings::Onboardings;
use crate::tenants::Tenants;

pub(crate) const PROJECTIONS: &[Declaration] = &[
    Declaration::of::<Customers>(),
    Declaration::of::<GdapTemplates>(),
    Declaration::of::<Onboardings>(),
    Declaration::of::<Tenants>(),
];
