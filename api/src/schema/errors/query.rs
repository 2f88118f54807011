//! Looking a code up.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::pages;
use crate::schema::desk::Desk;

/// The page of an error's code: what happened, what to do, who acts.
#[derive(Debug, SimpleObject)]
pub(crate) struct ErrorPage {
    /// The code. It stays the same in all languages and versions.
    code: String,
    /// What the page is headed with.
    title: String,
    /// The page below its title, in Markdown.
    text: String,
    /// What to do about it, in a sentence or two.
    remedy: Option<String>,
    /// Who can do that.
    who_acts: Option<String>,
    /// Where the page is, on this server.
    help_page: String,
}

#[derive(Debug, Default)]
pub(crate) struct ErrorQuery;

#[Object]
impl ErrorQuery {
    /// What a code means and what to do about it; nothing where there is no such code. Role: any.
    async fn error_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, such as `TENANT_HELD`.")] code: String,
    ) -> Result<Option<ErrorPage>> {
        Desk::reading(ctx)?;
        let page = pages::page(&code);
        Ok(page.map(|page| {
            let (title, text) = page.split_once('\n').unwrap_or((&page, ""));
            ErrorPage {
                title: title.trim_start_matches("# ").trim().to_owned(),
                text: text.trim().to_owned(),
                remedy: pages::remedy(&code),
                who_acts: pages::who_acts(&code),
                help_page: format!("/help/{code}"),
                code,
            }
        }))
    }
}
