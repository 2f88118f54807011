//! Templates: what customers are asked for.

mod mutation;
mod object;
mod query;
mod terms;

pub(crate) use mutation::GdapTemplateMutation;
pub(crate) use object::GdapTemplate;
pub(crate) use query::GdapTemplateQuery;
